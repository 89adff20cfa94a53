use super::*;

#[test]
fn the_surface_declares_without_problems() {
    let problems = surface().problems();
    assert!(problems.is_empty(), "{problems:#?}");
}
