//! `countersign eval`: one expression, a batch, a conversation.

use crate::place::Place;

fn eval(place: &Place, arguments: &[&str]) -> (Option<i32>, String) {
    let output = place.countersign(&[&["eval"], arguments].concat());
    (
        output.status.code(),
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)),
    )
}

const FIXTURE: &str = r#"{
  "request": {
    "method": "POST",
    "url": "https://backend.test/v1/orders/7?x=1",
    "originalUrl": "https://api.test/shop/orders/7?x=1",
    "headers": { "Accept": ["text/plain"] },
    "body": { "text": "{\"total\": 12.5}" },
    "matchedParameters": { "id": "7" }
  },
  "api": { "id": "shop", "name": "Shop", "serviceUrl": "https://backend.test/v1" },
  "variables": { "limit": { "type": "int", "value": 10 } }
}"#;

#[test]
fn a_value_an_exception_and_a_refusal_have_their_exit_codes() {
    let place = Place::empty();
    assert_eq!(eval(&place, &["@(\"a,b\".Split(',').Length)"]), (Some(0), "System.Int32  2\n".to_owned()));
    let (code, text) = eval(&place, &["int.Parse(\"x\")"]);
    assert!(code == Some(1) && text.contains("System.FormatException"), "{text}");
    let (code, text) = eval(&place, &["context.Reqest"]);
    assert!(code == Some(1) && text.contains("CS1061") && text.contains("'Request'"), "{text}");
    assert_eq!(eval(&place, &["--fixture", "nowhere.json", "1"]).0, Some(2));
}

#[test]
fn a_fixture_is_what_context_shows() {
    let place = Place::empty();
    place.write("request.json", FIXTURE);
    let value = |expression: &str| eval(&place, &["--fixture", "request.json", expression]).1;
    assert_eq!(value("context.Request.MatchedParameters[\"id\"]"), "System.String  \"7\"\n");
    assert_eq!(value("context.Request.Url.Path"), "System.String  \"/v1/orders/7\"\n");
    assert_eq!(
        value("context.Request.Body.As<JObject>()[\"total\"].Value<double>() > (int)context.Variables[\"limit\"]"),
        "System.Boolean  true\n"
    );
}

#[test]
fn a_batch_answers_line_by_line_in_the_oracles_form() {
    let place = Place::empty();
    place.write("request.json", FIXTURE);
    let lines = [
        r#"{"id":"a","fixture":"request","kind":"single","expr":"1 + 1"}"#,
        r#"{"id":"b","fixture":"request","kind":"multi","expr":"context.Trace(\"seen\"); return (new int[0])[1];"}"#,
        r#"{"id":"c","fixture":"request","kind":"single","expr":"nothing"}"#,
    ];
    place.write("lines.jsonl", &lines.join("\n"));
    let (code, text) = eval(&place, &["--batch", "lines.jsonl", "--fixtures", "."]);
    let answers: Vec<&str> = text.lines().collect();
    assert_eq!(code, Some(0), "{text}");
    assert_eq!(answers.first(), Some(&r#"{"id":"a","expect":{"type":"System.Int32","value":"2"}}"#));
    assert!(
        answers
            .get(1)
            .is_some_and(|line| line.contains("IndexOutOfRangeException") && line.contains(r#""traces":["seen"]"#)),
        "{text}"
    );
    assert!(answers.get(2).is_some_and(|line| line.contains(r#""compile":[{"code":"CS0103""#)), "{text}");
}
