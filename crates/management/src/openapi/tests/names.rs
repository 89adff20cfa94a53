use super::super::names::{Names, normalized};
use super::check;

#[test]
fn names_are_normalized_as_documented() {
    for (id, name) in [
        ("GET-/foo/{bar}?buzz={quix}", "get-foo-bar-buzz-quix"),
        ("  Find pet, by ID!  ", "find-pet-by-id"),
        ("日本", "operation"),
        ("", "operation"),
    ] {
        assert_eq!(normalized(id), name);
    }
    assert_eq!(normalized(&"ab-".repeat(40)).len(), 76);
}

#[test]
fn plain_ids_stay_as_they_are() {
    let mut names = Names::default();
    assert_eq!(
        names.next(Some("OpenIdRestResource_read.v1"), "GET", "/").as_deref(),
        Some("OpenIdRestResource_read.v1")
    );
    assert_eq!(names.next(Some("find pet by id"), "GET", "/").as_deref(), Some("find-pet-by-id"));
    assert_eq!(names.next(Some(" "), "GET", "/a/{b}").as_deref(), Some("get-a-b"));
}

#[test]
fn equal_names_get_suffixes() {
    let mut names = Names::default();
    let mut next = |id: &str| names.next(Some(id), "GET", "/").unwrap();
    assert_eq!([next("a"), next("A"), next("a"), next("a-1")], ["a", "A-1", "a-2", "a-1-1"]);
    let long = "x".repeat(90);
    assert_eq!(next(&long).len(), 76);
    assert_eq!(next(&long).len(), 78, "76 characters and a suffix");
}

#[test]
fn long_summaries_are_cut() {
    let summary = "s".repeat(400);
    check(
        &format!("openapi: 3.0.0\npaths: {{ /a: {{ get: {{ summary: {summary} }} }} }}"),
        &format!("get-a GET /a {}", "s".repeat(300)),
    );
}
