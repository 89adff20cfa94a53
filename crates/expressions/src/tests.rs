//! What holds for the crate as a whole.

use crate::{Declarations, Program, library};

#[test]
fn the_library_declares_itself_without_problems() {
    let mut declarations = Declarations::new();
    library::declare(&mut declarations);
    let surface = declarations.build();
    assert_eq!(surface.problems(), &[] as &[String]);
}

#[test]
fn programs_are_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Program>();
}
