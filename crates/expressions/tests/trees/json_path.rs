//! JSONPath in Newtonsoft's dialect.

use super::{check, check_throws};

fn selected(json: &str, path: &str) -> String {
    format!(
        "string.Join(\",\", JToken.Parse(\"{json}\").SelectTokens(\"{path}\").Select(t => t.ToString(Formatting.None)))"
    )
}

#[test]
fn steps_select() {
    for (json, path, expected) in [
        ("{'a':{'b':5}}", "$.a.b", "5"),
        ("{'a':{'b':5}}", "a..b", "5"),
        ("{'a.b':1}", "['a.b']", "1"),
        ("{'a':{'x':1,'y':2}}", "a['x','y']", "1,2"),
        ("{'a':{'x':1,'y':{'x':2}}}", "$..x", "1,2"),
        ("{'a':[1,2,3]}", "a[-2:]", "2,3"),
        ("{'a':[1,2,3]}", "a[::-1]", "3,2,1"),
        ("{'a':[1,2,3]}", "a[0,9]", "1"),
        ("{'a':[1,2,3]}", "a.*", ""),
        ("{'$x':1}", "$x", "1"),
        ("{'a':1}", "", "{\\\"a\\\":1}"),
    ] {
        check(&selected(json, path), &expected.replace('\\', ""));
    }
}

#[test]
fn filters_compare() {
    for (json, path, expected) in [
        ("{'a':[{'x':1},{'x':2}]}", "$.a[?(@.x>=1 && @.x<2)].x", "1"),
        ("{'a':[{'x':'a'},{'x':'b'}]}", "$.a[?(@.x=~/A/i)].x", "\\\"a\\\""),
        ("{'a':[{'x':1.0},{'x':1}]}", "$.a[?(@.x==1)].x", "1.0,1"),
        ("{'a':[{'x':'1'},{'x':1}]}", "$.a[?(@.x==1)].x", "1"),
        ("{'a':[1,5,10],'m':4}", "$.a[?(@ > $.m)]", "5,10"),
        ("{'a':[{'x':[1,2]},{'x':[3]}]}", "$.a[?(@.x[*]==2)].x[0]", "1"),
        ("{'a':[{'x':null},{}]}", "$.a[?(@.x)]", "{\\\"x\\\":null}"),
    ] {
        check(&selected(json, path), &expected.replace('\\', ""));
    }
}

#[test]
fn mistakes_are_json_exceptions() {
    let json = "Newtonsoft.Json.JsonException";
    for (path, message) in [
        ("x[", "Path ended with open indexer."),
        ("x[]", "Array index expected."),
        ("x[0]b", "Unexpected character following indexer: b"),
        ("$.x.", "Unexpected end while parsing path."),
        ("x[?(@.a", "Path ended with open query."),
        ("x[?(@.a = 1)]", "Could not read query operator."),
    ] {
        check(&format!("JObject.Parse(\"{{}}\").SelectToken(\"{path}\")"), &format!("{json}: {message}"));
    }
    check(
        "JObject.Parse(\"{'a':1}\").SelectToken(\"b\", true)",
        &format!("{json}: Property 'b' does not exist on JObject."),
    );
    check("JArray.Parse(\"[1,2]\").SelectToken(\"[*]\")", &format!("{json}: Path returned multiple tokens."));
    check_throws("JArray.Parse(\"[1,2]\").SelectToken(\"[-1]\")", "System.ArgumentOutOfRangeException");
}
