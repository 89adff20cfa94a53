//! XPath 1.0 over XLinq.

use super::{check, check_throws};

fn evaluated(xml: &str, path: &str) -> String {
    format!("XElement.Parse(\"{xml}\").XPathEvaluate(\"{path}\")")
}

#[test]
fn values_follow_the_recommendation() {
    for (path, expected) in [
        ("count(a) + 1", "3"),
        ("sum(a)", "3"),
        ("a=2", "True"),
        ("a!=2", "True"),
        ("not(a=3)", "True"),
        ("concat(a[1],'-',a[last()])", "1-2"),
        ("substring('12345', 1.5, 2.6)", "234"),
        ("substring('12345', 0, 3)", "12"),
        ("translate('bar','abc','AB')", "BAr"),
        ("normalize-space('  a  b ')", "a b"),
        ("round(-2.5)", "-2"),
        ("-5 mod 3", "-2"),
        ("(1+2)*3", "9"),
        ("string(1 div 0)", "Infinity"),
        ("name()", "r"),
    ] {
        check(&evaluated("<r><a>1</a><a>2</a></r>", path), expected);
    }
}

#[test]
fn axes_walk_in_their_direction() {
    let names = |xml: &str, path: &str| {
        format!(
            "string.Join(\",\", XElement.Parse(\"{xml}\").XPathSelectElements(\"{path}\").Select(e => e.Name.LocalName))"
        )
    };
    let xml = "<r><a><x/></a><b/><c/></r>";
    for (path, expected) in [
        ("c/preceding-sibling::*", "a,b"),
        ("c/preceding-sibling::*[1]", "b"),
        ("//x/following::*", "b,c"),
        ("c/preceding::*", "a,x,b"),
        ("//x/ancestor::*", "r,a"),
        ("b|a", "a,b"),
        ("*[not(*)]", "b,c"),
        ("/a", "a"),
        ("(*)[2]", "b"),
    ] {
        check(&names(xml, path), expected);
    }
}

#[test]
fn prefixes_need_a_manager() {
    let document = "XElement.Parse(\"<r xmlns='u'><a>1</a></r>\")";
    check_throws(&format!("{document}.XPathSelectElement(\"q:a\")"), "System.Xml.XPath.XPathException");
    check(
        &format!(
            "var m = new XmlNamespaceManager(new System.Xml.NameTable()); m.AddNamespace(\"q\", \"u\"); \
             return {document}.XPathSelectElement(\"q:a\", m).Value;"
        ),
        "1",
    );
    check_throws("XElement.Parse(\"<r x='1'/>\").XPathSelectElement(\"@x\")", "System.InvalidOperationException");
}
