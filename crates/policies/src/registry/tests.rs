use super::*;

#[test]
fn names_are_sorted_and_known_once() {
    let names: Vec<&str> = POLICIES.iter().map(|definition| definition.name).collect();
    assert!(names.is_sorted(), "{names:?}");
    assert!(NOT_YET.is_sorted());
    assert!(names.iter().all(|name| !NOT_YET.contains(name)));
}

/// `docs/policies.md` holds the reference behind its last heading; `UPDATE=1 cargo test -p policies registry` writes it.
#[test]
fn the_reference_is_written_down() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/policies.md");
    let written = std::fs::read_to_string(path).expect("the document is committed");
    let (head, tail) = written.split_once("## Reference\n\n").expect("the reference has its heading");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, format!("{head}## Reference\n\n{}", reference())).expect("writable");
        return;
    }
    assert_eq!(tail, reference(), "UPDATE=1 writes it anew");
}
