use policies::context;

use super::*;

fn check(written: &str, expected: &[&str]) {
    let names: Vec<String> =
        complete(context::surface(), written).into_iter().map(|completion| completion.name).collect();
    for name in expected {
        assert!(names.iter().any(|known| known == name), "`{written}` should offer `{name}`, it offers {names:?}");
    }
}

#[test]
fn members_of_context_are_offered() {
    check("context.", &["Request", "Variables", "LastError", "Deployment"]);
    check("context.Req", &["Request", "RequestId"]);
    check("context.Request.Certificate.", &["Thumbprint", "Verify", "VerifyNoRevocation", "NotAfter"]);
    check("context.Request.Certificate?.Thumb", &["Thumbprint"]);
}

#[test]
fn members_of_values_and_types_are_offered() {
    check("\"abc\".", &["Length", "Split", "Substring"]);
    check("1 + \"abc\".To", &["ToUpper", "ToString"]);
    check("string.Is", &["IsNullOrEmpty"]);
    check("String.Is", &["IsNullOrEmpty"]);
    check("(context.Request.", &["Headers"]);
}

#[test]
fn names_to_begin_with_are_offered() {
    check("con", &["context"]);
    check("JObj", &["JObject"]);
}
