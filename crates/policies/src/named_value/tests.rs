use super::*;
use crate::compile::NamedValue;

fn catalogue() -> Catalogue {
    let value = |text: &str| NamedValue { value: text.to_owned().into(), is_secret: false };
    let named_values = [("host", "api.example.com"), ("empty", ""), ("nested", "{{host}}")];
    let named_values = named_values.map(|(name, text)| (name.to_owned(), value(text))).into();
    Catalogue { named_values, ..Catalogue::default() }
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let source = Source::new("policy.xml", text);
    let (replaced, unknown) = substitute(&source, &catalogue());
    let errors: Vec<String> = unknown.iter().map(|it| refuse(it, &source, &catalogue()).to_string()).collect();
    let found = if errors.is_empty() { replaced.text().to_owned() } else { errors.join("\n") };
    assert_eq!(found, expected, "for {text}");
}

#[test]
fn references_are_replaced_as_text() {
    check("<a url=\"https://{{host}}/x\"/>", "<a url=\"https://api.example.com/x\"/>");
    check("@(\"{{host}}\" + '{{{host}}}')", "@(\"api.example.com\" + '{api.example.com}')");
    check("[{{empty}}]", "[]");
    check("{{nested}}", "{{host}}");
}

#[test]
fn braces_that_are_no_references_stay() {
    check("new[] {{\"a\"}} {{ host }} {{}} {{host}", "new[] {{\"a\"}} {{ host }} {{}} {{host}");
}

#[test]
fn unknown_names_are_refused_in_apims_words() {
    check(
        "a\n{{hots}}",
        "policy.xml:2:1: error[unknown-named-value]: Property 'hots' not found. (help: add a named value with the \
         display name `hots`)",
    );
    check(
        "{{Host}}",
        "policy.xml:1:1: error[unknown-named-value]: Property 'Host' not found. (help: no named value has the display \
         name `Host`; did you mean `host`?)",
    );
}

#[test]
fn an_error_inside_a_value_points_at_its_reference() {
    let source = Source::new("policy.xml", "x{{host}}y");
    let (replaced, _) = substitute(&source, &catalogue());
    assert_eq!(replaced.origin(4, 6), Span::new(1, 9));
    assert_eq!(replaced.origin(16, 17), Span::new(9, 10));
}
