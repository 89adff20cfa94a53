use super::*;

#[test]
fn places_are_counted_in_characters_from_one() {
    let source = Source::new("policy.xml", "<a>\n  é<b>");
    assert_eq!(source.line_column(0), (1, 1));
    assert_eq!(source.line_column(8), (2, 4));
    assert_eq!(source.line_column(999), (2, 7));
    assert_eq!(source.offset_of(2, 4), 8);
    assert_eq!(source.offset_of(9, 9), source.text.len());
}

#[test]
fn a_diagnostic_reads_as_one_line() {
    let source = Source::new("policy.xml", "<inbound>\n<chose/>");
    let finding = Diagnostic::error("unknown-policy", "`chose` is not a policy").at(&source, Span::new(10, 18));
    assert_eq!(
        finding.help("did you mean `choose`?").to_string(),
        "policy.xml:2:1: error[unknown-policy]: `chose` is not a policy (help: did you mean `choose`?)"
    );
}

#[test]
fn nearest_names_are_near() {
    assert_eq!(nearest("chose", ["choose", "cors"]), Some("choose"));
    assert_eq!(nearest("thumbprnt", ["subject", "thumbprint"]), Some("thumbprint"));
    assert_eq!(nearest("failed-validation-httpcode", ["validate-trust", "ignore-error"]), None);
}
