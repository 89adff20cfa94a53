use super::*;

#[test]
fn names_are_sorted_and_known_once() {
    let names: Vec<&str> = POLICIES.iter().map(|definition| definition.name).collect();
    assert!(names.is_sorted(), "{names:?}");
    assert!(NOT_YET.is_sorted());
    assert!(names.iter().all(|name| !NOT_YET.contains(name)));
}
