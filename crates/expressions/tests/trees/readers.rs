//! No text brings a reader down, and what a reader took survives being written and read again.

use proptest::prelude::*;

use super::{SURFACE, answer};
use expressions::{Form, Limits, Target, compile};

/// Any text as a verbatim string of C#.
fn literal(text: &str) -> String {
    format!("@\"{}\"", text.replace('"', "\"\""))
}

/// Evaluates without caring for the result; a panic fails the test.
fn survives(source: &str) {
    if let Ok(program) = compile(source, Form::Single, &SURFACE, Target::Any) {
        let _ = program.evaluate(&mut (), &Limits::default());
    }
}

/// Text made of what a grammar is made of, so that it gets past the first character.
fn made_of(pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(pieces), 0..24).prop_map(|pieces| pieces.concat())
}

const JSON: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "'a'",
    "'b'",
    "b",
    "1",
    "-",
    ".5",
    "e9",
    "0x",
    "true",
    "null",
    "new X(",
    ")",
    "/*",
    "*/",
    "//",
    "\n",
    "\\u12",
    "'",
    " ",
    "NaN",
    "undefined",
    "'2024-02-03T04:05:06Z'",
    "é",
    "😀",
];
const PATHS: &[&str] = &[
    "$", ".", "..", "[", "]", "(", ")", "?", "@", "a", "'a'", "*", "0", "-1", ":", ",", "==", "=~", "/a/", "&&", "||",
    "<", "!=", " ", "true", "1.5",
];
const XML: &[&str] = &[
    "<",
    ">",
    "/>",
    "</",
    "<a>",
    "</a>",
    "<b x='1'/>",
    "xmlns='u'",
    "xmlns:p='v'",
    "p:",
    "a",
    " ",
    "=",
    "'",
    "\"",
    "&amp;",
    "&#65;",
    "&",
    ";",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?p ",
    "?>",
    "<!DOCTYPE",
    "\n",
    "é",
    "😀",
];
const XPATHS: &[&str] = &[
    "/", "//", "a", "*", "@x", "[", "]", "(", ")", "1", ".5", "'t'", "|", "+", "-", " and ", " or ", " div ", "=", "<",
    "count(", "last()", "..", ".", "::", "ancestor", "text()", ",", "$", "p:a", " ",
];

proptest! {
    #[test]
    fn json_reads_any_text(text in made_of(JSON)) {
        survives(&format!("JToken.Parse({})", literal(&text)));
    }

    #[test]
    fn json_reads_arbitrary_text(text in ".{0,60}") {
        survives(&format!("JToken.Parse({})", literal(&text)));
        survives(&format!("XElement.Parse({})", literal(&text)));
        survives(&format!("new Uri({})", literal(&text)));
        survives(&format!("WebUtility.HtmlDecode({0}) + Uri.UnescapeDataString({0}) + WebUtility.UrlDecode({0})", literal(&text)));
    }

    #[test]
    fn json_that_was_read_survives_writing(text in made_of(JSON)) {
        let source = format!("JToken.DeepEquals(JToken.Parse({0}), JToken.Parse(JToken.Parse({0}).ToString(Formatting.Indented)))", literal(&text));
        let answer = answer(&source);
        // Comments and constructors are no values; the text of a bare string is not JSON.
        prop_assert!(answer == "True" || answer.contains("Exception") || !text.contains(['{', '[']) || text.contains(['/', 'N', 'X']), "{text}: {answer}");
    }

    #[test]
    fn paths_select_without_panic(path in made_of(PATHS)) {
        survives(&format!("JObject.Parse(@\"{{'a':[1,{{'a':'a'}},null]}}\").SelectTokens({}).Count()", literal(&path)));
    }

    #[test]
    fn xml_that_was_read_survives_writing(text in made_of(XML)) {
        let text = format!("<r>{text}</r>");
        let source = format!("XNode.DeepEquals(XElement.Parse({0}), XElement.Parse(XElement.Parse({0}).ToString()))", literal(&text));
        let answer = answer(&source);
        prop_assert!(answer == "True" || answer.contains("XmlException"), "{text}: {answer}");
    }

    #[test]
    fn xpaths_evaluate_without_panic(path in made_of(XPATHS)) {
        survives(&format!("XElement.Parse(@\"<r><a x='1'>t<a/></a></r>\").XPathEvaluate({})", literal(&path)));
    }

    #[test]
    fn escapes_are_undone(text in ".{0,40}") {
        let literal = literal(&text);
        let source = format!("Uri.UnescapeDataString(Uri.EscapeDataString({literal})) == {literal} && WebUtility.UrlDecode(WebUtility.UrlEncode({literal})) == {literal} && WebUtility.HtmlDecode(WebUtility.HtmlEncode({literal})) == {literal}");
        prop_assert_eq!(answer(&source), "True");
    }
}

/// Chains that would recurse as deep as they are long.
#[test]
fn long_chains_are_refused_or_walked() {
    use super::check_throws;
    let sum = vec!["1"; 5000].join("+");
    check_throws(&format!("XElement.Parse(\"<r/>\").XPathEvaluate(\"{sum}\")"), "System.Xml.XPath.XPathException");
    let condition = vec!["@.a && @.a"; 2000].join(" || ");
    check_throws(
        &format!("JArray.Parse(\"[{{}}]\").SelectTokens(\"[?({condition})]\")"),
        "System.InvalidOperationException",
    );
    let moved = "var x = new JArray(1); for (var i = 0; i < 100000; i++) { var p = new JArray(); p.Add(x); x.Remove(); } return x.Count;";
    assert_eq!(answer(moved), "1");
    let moved = "var x = new XElement(\"x\"); for (var i = 0; i < 100000; i++) { new XElement(\"p\").Add(x); x.Remove(); } return x.Name;";
    assert_eq!(answer(moved), "x");
}
