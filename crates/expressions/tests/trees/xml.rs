//! System.Xml.Linq as expressions see it.

use super::{check, check_throws};

#[test]
fn elements_print_as_they_were_meant() {
    for (xml, expected) in [
        ("<a></a>", "<a></a>"),
        ("<a/>", "<a />"),
        ("<a><b/><c>1</c></a>", "<a>\n  <b />\n  <c>1</c>\n</a>"),
        ("<a>t<b>u<c/></b>v</a>", "<a>t<b>u<c /></b>v</a>"),
        ("<a xml:space='preserve'> <b/> </a>", "<a xml:space=\"preserve\"> <b /> </a>"),
        ("<a b='&#13;&#10;&quot;'/>", "<a b=\"&#xD;&#xA;&quot;\" />"),
        ("<a xmlns='u'><b xmlns=''/></a>", "<a xmlns=\"u\">\n  <b xmlns=\"\" />\n</a>"),
        ("<!--c--><a><![CDATA[<x>]]></a>", "<a><![CDATA[<x>]]></a>"),
    ] {
        check(&format!("XElement.Parse(\"{xml}\").ToString()"), expected);
    }
}

#[test]
fn missing_declarations_are_added() {
    check("new XElement(\"{u}a\", new XElement(\"b\")).ToString()", "<a xmlns=\"u\">\n  <b xmlns=\"\" />\n</a>");
    check("new XElement(\"a\", new XAttribute(\"{urn:x}b\", 1)).ToString()", "<a p1:b=\"1\" xmlns:p1=\"urn:x\" />");
    check("XElement.Parse(\"<a xmlns:p='u'><p:b/></a>\").Elements().First().ToString()", "<p:b xmlns:p=\"u\" />");
    check(
        "var e = XElement.Parse(\"<a xmlns='u'/>\"); e.Name = \"z\"; return e.ToString();",
        "System.Xml.XmlException: The prefix '' cannot be redefined from '' to 'u' within the same start element tag.",
    );
}

#[test]
fn what_is_not_well_formed_is_placed() {
    for (xml, message) in [
        ("", "Root element is missing."),
        ("text", "Data at the root level is invalid. Line 1, position 1."),
        ("<a/><b/>", "There are multiple root elements. Line 1, position 6."),
        ("<a x=1/>", "'1' is an unexpected token. The expected token is '\"' or '''. Line 1, position 6."),
        ("<a>&unknown;</a>", "Reference to undeclared entity 'unknown'. Line 1, position 5."),
        ("<p:a/>", "'p' is an undeclared prefix. Line 1, position 2."),
        ("<a x='1' x='2'/>", "'x' is a duplicate attribute name. Line 1, position 10."),
        ("<a><b></a>", "The 'b' start tag on line 1 position 5 does not match the end tag of 'a'. Line 1, position 9."),
    ] {
        check(&format!("XElement.Parse(\"{xml}\")"), &format!("System.Xml.XmlException: {message}"));
    }
}

/// Document types are how XML attacks its readers; no expression needs one.
#[test]
fn document_types_are_refused() {
    check_throws("XElement.Parse(\"<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>\")", "System.Xml.XmlException");
    check_throws("XDocument.Parse(\"<!DOCTYPE a SYSTEM 'http://x/'><a/>\")", "System.Xml.XmlException");
}

#[test]
fn content_is_taken_as_dotnet_takes_it() {
    check("new XElement(\"a\", 1, true, 1.5, 1.50m, null, 'c').Value", "1true1.51.50c");
    check("new XElement(\"a\", new TimeSpan(1,2,3), TimeSpan.FromMilliseconds(-1500)).Value", "PT1H2M3S-PT1.5S");
    check("new XElement(\"a\", \"x\", \"y\").Nodes().Count()", "1");
    check("new XElement(\"a\", new XText(\"x\"), new XText(\"y\")).Nodes().Count()", "2");
    check(
        "new XElement(\"a\", new XAttribute(\"b\", 1), new XAttribute(\"b\", 2))",
        "System.InvalidOperationException: Duplicate attribute.",
    );
    check(
        "new XElement(\"a b\")",
        "System.Xml.XmlException: The ' ' character, hexadecimal value 0x20, cannot be included in a name.",
    );
    check_throws("new XElement(\"a\", \"\\u0001\").ToString()", "System.ArgumentException");
}

#[test]
fn casts_read_xsd_forms() {
    check("(bool)XElement.Parse(\"<a> 0 </a>\")", "False");
    check("(double)XElement.Parse(\"<a>INF</a>\")", "∞");
    check("(TimeSpan)XElement.Parse(\"<a>P1DT2H3M4.5S</a>\")", "1.02:03:04.5000000");
    check("(int?)XElement.Parse(\"<a/>\").Attribute(\"x\") == null", "True");
    check(
        "(int)XElement.Parse(\"<a/>\").Attribute(\"x\")",
        "System.ArgumentNullException: Value cannot be null. (Parameter 'attribute')",
    );
    check_throws("(uint)XElement.Parse(\"<a>-1</a>\")", "System.FormatException");
}

#[test]
fn nodes_move_and_are_copied() {
    check("XElement.Parse(\"<a><b/></a>\").Element(\"b\").Parent.Name", "a");
    check(
        "var b = new XElement(\"b\"); var a = new XElement(\"a\", b); var c = new XElement(\"c\", b); return (b.Parent == a) + c.ToString(SaveOptions.DisableFormatting);",
        "True<c><b /></c>",
    );
    check(
        "var e = XElement.Parse(\"<a><b/><c/></a>\"); foreach (var x in e.Elements()) x.Remove(); return e.ToString(SaveOptions.DisableFormatting);",
        "<a><c /></a>",
    );
    check("var e = XElement.Parse(\"<a><b/><c/></a>\"); e.Elements().Remove(); return e.ToString();", "<a />");
    check(
        "var e = XElement.Parse(\"<a><b/></a>\"); e.Element(\"b\").ReplaceWith(\"t\"); return e.ToString();",
        "<a>t</a>",
    );
    check(
        "var e = new XElement(\"x\"); for (var i = 0; i < 100000; i++) e = new XElement(\"x\", e); return e.Name;",
        "System.InvalidOperationException: the XML tree is nested deeper than one may be (limit: MAX_HEIGHT)",
    );
}
