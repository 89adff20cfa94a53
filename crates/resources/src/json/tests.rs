use diagnostics::Source;
use proptest::prelude::*;
use serde_json::Value;

use super::{JsonValue, MAX_DEPTH, decode, json_position, masked, parse};

fn refused(text: &str, at: usize, expected: &str) {
    let malformed = parse(text).expect_err(text);
    assert_eq!((malformed.span.start, malformed.message.as_str()), (at, expected), "{text}");
}

#[test]
fn what_is_not_json_is_refused_where_it_stands() {
    refused("", 0, "expected a value, the file ends here");
    refused("{ \"a\": 1, }", 10, "expected a member name in double quotes, found `}`");
    refused("[1 2]", 3, "expected `,` or `]` after an item, found `2`");
    refused("{ // why\n }", 2, "expected a member name in double quotes, found a comment, which JSON does not have");
    refused("{ 'a': 1 }", 2, "expected a member name in double quotes, found `'`");
    refused("{ \"a\": 1, \"a\": 2 }", 10, "`a` is given twice");
    refused("{} {}", 3, "expected the end of the file after the value, found `{`");
    refused("01", 0, "`01` is not a JSON number");
    refused("1.", 0, "`1.` is not a JSON number");
    refused("\"abc", 0, "a text that begins here is never closed with `\"`");
    refused("\"a\nb\"", 2, "expected the end of the text: a line break is written `\\n`, found `\\n`");
    refused("\"C:\\Users\"", 3, "`\\` begins an escape that JSON does not know; write `\\\\` for one");
    refused("\"\\ud800\"", 1, "half of a surrogate pair is not a character");
    refused("\"\\u12\"", 1, "`\\u` wants four hexadecimal digits");
    refused(&"[".repeat(MAX_DEPTH + 1), MAX_DEPTH, "lists and objects nest deeper than 96 levels");
}

#[test]
fn a_byte_order_mark_and_escapes_are_read() {
    let root = parse("\u{feff}[\"\\u00e9\\ud83d\\ude00\\n\"]").unwrap();
    let JsonValue::List(items) = root.value else { panic!("a list") };
    assert_eq!(items[0].value, JsonValue::Text("é😀\n".into()));
}

#[test]
fn pointers_lead_to_members_or_to_what_lacks_them() {
    let text = r#"{ "properties": { "tls": { "a/b": [true, null] } } }"#;
    let source = Source::new("x", text);
    let at = |pointer: &str| {
        let span = json_position(&source, pointer);
        &text[span.start..span.end]
    };
    assert_eq!(at("/properties/tls/a~1b/1"), "null");
    assert_eq!(at("/properties/tls/missing/deeper"), r#"{ "a/b": [true, null] }"#);
    assert_eq!(at(""), text);
}

#[test]
fn pointers_lead_into_yaml_too() {
    let text = "paths:\n  # get: no\n  /pets:\n    parameters:\n      - get: {}\n    'get':\n      x: 1\n  /other:\n    put: {}\n";
    let source = Source::new("x", text);
    let line = |pointer: &str| source.line_column(json_position(&source, pointer).start).0;
    assert_eq!(line("/paths/~1pets/get"), 6);
    assert_eq!(line("/paths/~1pets/put"), 3, "the other path's put is not this one's");
    assert_eq!(line("/paths/~1other/put"), 9);
    assert_eq!(line("/nowhere"), 1);
}

#[test]
fn masked_texts_keep_their_shape() {
    let text = r#"{ "password": "canäry", "credentials": { "header": { "k": ["canary", 7] }, "certificateIds": ["id"] }, "name": "n" }"#;
    let shown = masked(text, &parse(text).unwrap(), &["value"]);
    assert_eq!(shown.len(), text.len());
    assert_eq!(
        shown,
        r#"{ "password": "*******", "credentials": { "header": { "k": ["******", *] }, "certificateIds": ["id"] }, "name": "n" }"#
    );
}

/// Any JSON value, small.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-9_999..9_999).prop_map(|quarters| Value::from(f64::from(quarters) / 4.0)),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::hash_map(".{0,6}", inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Every pointer into a value, with what it names.
fn pointers(value: &Value, pointer: String, found: &mut Vec<(String, Value)>) {
    found.push((pointer.clone(), value.clone()));
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| pointers(item, format!("{pointer}/{index}"), found));
        }
        Value::Object(members) => members.iter().for_each(|(name, member)| {
            pointers(member, format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")), found);
        }),
        _ => {}
    }
}

proptest! {
    #[test]
    fn we_read_what_serde_json_writes(value in value()) {
        for text in [value.to_string(), format!("{value:#}")] {
            let root = parse(&text).map_err(|malformed| TestCaseError::fail(malformed.message))?;
            let decoded: Value = decode::decode(&root).map_err(|misfit| TestCaseError::fail(misfit.to_string()))?;
            prop_assert_eq!(&decoded, &value);
        }
    }

    #[test]
    fn the_span_of_every_pointer_holds_its_value(value in value()) {
        let source = Source::new("x", format!("{value:#}"));
        let mut all = Vec::new();
        pointers(&value, String::new(), &mut all);
        for (pointer, expected) in all {
            let span = json_position(&source, &pointer);
            let found: Value = serde_json::from_str(&source.text[span.start..span.end]).expect("a value");
            prop_assert_eq!(found, expected, "{}", pointer);
        }
    }

    #[test]
    fn we_accept_exactly_what_serde_json_accepts(text in "[\\[\\]{}:,\"\\\\ a0-9.eE+\\-tru\n]{0,12}") {
        let theirs = serde_json::from_str::<Value>(&text);
        let ours = parse(&text);
        // Ours also refuses names given twice; theirs refuses numbers too large for a float.
        let only_ours = ours.as_ref().is_err_and(|malformed| malformed.message.ends_with("given twice"));
        let only_theirs = theirs.as_ref().is_err_and(|error| error.to_string().contains("out of range"));
        prop_assert!(ours.is_ok() == theirs.is_ok() || only_ours || only_theirs, "{:?} {:?}", ours, theirs);
    }

    #[test]
    fn no_text_makes_reading_panic(text in any::<String>(), pointer in "[/a~01]{0,8}") {
        let source = Source::new("x", text);
        let _ = parse(&source.text).map(|root| masked(&source.text, &root, &[]));
        let _ = json_position(&source, &pointer);
    }
}
