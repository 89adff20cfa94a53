use super::*;

fn plain(diagnostic: &Diagnostic) -> String {
    anstream::adapter::strip_str(&render(diagnostic)).to_string()
}

#[test]
fn shows_the_line_the_marker_the_note_and_the_help() {
    let source = Source::new("policy.xml", "<policies>\n  <inbound>\n    <bas />\n  </inbound>\n</policies>\n");
    let at = source.text.find("bas").expect("the text holds it");
    let diagnostic = Diagnostic::error("unknown-policy", "`bas` is not a policy")
        .at(&source, Span::new(at, at + 3))
        .note("policies are named by their XML element")
        .help("did you mean `base`?");
    let text = plain(&diagnostic);
    assert!(text.contains("error[unknown-policy]: `bas` is not a policy"), "{text}");
    assert!(text.contains("policy.xml:3:6"), "{text}");
    assert!(text.contains("<bas />"), "{text}");
    assert!(text.contains("policies are named"), "{text}");
    assert!(text.contains("did you mean `base`?"), "{text}");
}

#[test]
fn a_withheld_source_shows_its_name_only() {
    let diagnostic = Diagnostic::error("pfx-password", "the password does not open this file")
        .at(&Source::withheld("certificates/a/a.pfx"), Span::default());
    assert!(plain(&diagnostic).contains("certificates/a/a.pfx"));
    assert_eq!(to_json(&diagnostic)["place"], json!({ "file": "certificates/a/a.pfx" }));
}

#[test]
fn spans_past_the_end_and_inside_a_character_are_survived() {
    let source = Source::new("policy.xml", "é");
    for span in [Span::new(1, 1), Span::new(50, 90), Span::new(0, 1)] {
        assert!(plain(&Diagnostic::warning("odd", "odd").at(&source, span)).contains("warning[odd]"));
    }
}

#[test]
fn counts_are_grammatical() {
    let strip = |diagnostics: &[Diagnostic]| anstream::adapter::strip_str(&count(diagnostics)).to_string();
    assert_eq!(strip(&[]), "no findings");
    assert_eq!(strip(&[Diagnostic::error("a", "a")]), "1 error");
    assert_eq!(
        strip(&[Diagnostic::error("a", "a"), Diagnostic::warning("b", "b"), Diagnostic::warning("c", "c")]),
        "1 error, 2 warnings"
    );
}
