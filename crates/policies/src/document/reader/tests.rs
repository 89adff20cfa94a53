use proptest::prelude::*;

use super::*;

fn read_text(text: &str) -> Result<Element, Vec<Diagnostic>> {
    read(&Source::new("policy.xml", text), &Mapped::original(text))
}

/// The tree in one line: `name[attribute=value](children)`, texts in quotes.
fn outline(element: &Element) -> String {
    let attributes: Vec<String> =
        element.attributes.iter().map(|attribute| format!("{}={}", attribute.name, attribute.value.text())).collect();
    let children: Vec<String> = element
        .children
        .iter()
        .filter_map(|node| match node {
            Node::Element(child) => Some(outline(child)),
            Node::Text(text) if text.text().trim().is_empty() => None,
            Node::Text(text) => Some(format!("{:?}", text.text())),
        })
        .collect();
    format!("{}[{}]({})", element.name, attributes.join(" "), children.join(" "))
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let found = match read_text(text) {
        Ok(root) => outline(&root),
        Err(errors) => errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
    };
    assert_eq!(found, expected, "for {text}");
}

#[test]
fn well_formed_documents() {
    check(
        "<?xml version=\"1.0\"?>\n<!-- head -->\n<a x='1' y=\"&lt;&#65;&quot;\"><b/>t&amp;t<!-- c --><![CDATA[<&]]></a>\n",
        r#"a[x=1 y=<A"](b[]() "t&t" "<&")"#,
    );
    check("\u{feff}<a>\r\n</a>", "a[]()");
}

#[test]
fn expressions_end_where_csharp_says() {
    check(
        r#"<when condition="@(context.Request.Certificate == null || a < "x>y" && !b)" ></when>"#,
        r#"when[condition=@(context.Request.Certificate == null || a < "x>y" && !b)]()"#,
    );
    check(r#"<a x='@(y == 'c' && z("q"))'/>"#, r#"a[x=@(y == 'c' && z("q"))]()"#);
    check("<a x=\"@{\n  // it's a > b\n  return \"}\";\n}\"/>", "a[x=@{\n  // it's a > b\n  return \"}\";\n}]()");
    check("<v>@(a < b ? \"<c>\" : \"d\")</v>", r#"v[]("@(a < b ? \"<c>\" : \"d\")")"#);
    check("<a x=\"@(h.Get(&quot;a)&quot;) &amp;&amp; 1 &lt; 2)\"/>", "a[x=@(h.Get(\"a)\") && 1 < 2)]()");
    check(
        "<v>\n  @{ return new[] { 1 }.Length > 0 ? \"a\" : \"b\"; }\n</v>",
        "v[](\"\\n  @{ return new[] { 1 }.Length > 0 ? \\\"a\\\" : \\\"b\\\"; }\\n\")",
    );
}

#[test]
fn ampersands_that_mean_nothing_else_are_kept() {
    check("<a url=\"https://h/?a=1&b=2&lt=3\">&</a>", r#"a[url=https://h/?a=1&b=2&lt=3]("&")"#);
}

#[test]
fn errors_point_into_the_document() {
    check(
        "<a>\n  <b>\n</a>",
        "policy.xml:2:4: error[unclosed-element]: `<b>` is not closed before `</a>` (help: expected `</b>`)",
    );
    check("<a></b></a>", "policy.xml:1:6: error[stray-end-tag]: `</b>` closes nothing (help: expected `</a>`)");
    check(
        "<a x=\"@(b(1)\"/>",
        "policy.xml:1:13: error[unbalanced-expression]: the string literal has no closing quote (help: close it on the same line)",
    );
    check(
        "<a x=1/>",
        "policy.xml:1:4: error[bad-attribute]: `x` where an attribute or the end of the tag is due (help: an attribute \
         is written name=\"value\"; a quote inside a literal value is `&quot;`)",
    );
    check(
        "<a>&nbsp;</a>",
        "policy.xml:1:4: error[unknown-entity]: `&nbsp;` is not an entity of XML (help: XML knows &amp; &lt; &gt; &quot; &apos; and &#number;)",
    );
    check(
        "",
        "policy.xml: error[empty-document]: the document holds no element (help: a policy document begins with `<policies>`, a fragment with `<fragment>`)",
    );
    check(
        "<a/><b/>",
        "policy.xml:1:6: error[second-root]: a second root element `b` (help: a policy document has one root element)",
    );
    check(
        "<a x='1' x='2'/>",
        "policy.xml:1:10: error[duplicate-attribute]: attribute `x` stands twice on `a` (help: remove one of them)",
    );
}

#[test]
fn several_errors_are_found_at_once() {
    let errors = read_text("<a><b x='1' x='2'/><c>&nbsp;</c></d></a>").expect_err("three mistakes");
    let codes: Vec<&str> = errors.iter().map(|error| error.code).collect();
    assert_eq!(codes, ["duplicate-attribute", "unknown-entity", "stray-end-tag"]);
}

#[test]
fn attack_i7_dtds_and_bombs_are_refused() {
    let code = |text: &str| read_text(text).expect_err("refused").first().map(|error| error.code);
    assert_eq!(code("<!DOCTYPE a [<!ENTITY b \"b\">]><a>&b;</a>"), Some("dtd"));
    assert_eq!(code(&"<a>".repeat(100_000 / 3)), Some("too-deep"));
    let attributes: String = (0..100_000 / 8).map(|number| format!(" a{number}=''")).collect();
    assert_eq!(code(&format!("<a{attributes}/>")), Some("too-many-attributes"));
    assert_eq!(code(&" ".repeat(DOCUMENT_BYTES_MAX + 1)), Some("document-too-large"));
}

#[test]
fn spans_cover_what_they_name() {
    let text = "<a>\n <b x = \"1 &lt; 2\">t</b></a>";
    let root = read_text(text).expect("well-formed");
    let b = root.child("b").expect("b");
    assert_eq!(&text[b.span.start..b.span.end], "<b x = \"1 &lt; 2\">t</b>");
    let x = b.attribute("x").expect("x");
    assert_eq!(&text[x.value_span.start..x.value_span.end], "1 &lt; 2");
    let less = x.value.origin(2, 3);
    assert_eq!(&text[less.start..less.end], "&lt;");
    assert_eq!(b.inner.text(), "t");
}

/// Writes a tree as well-formed XML.
fn write(element: &Element) -> String {
    let escape =
        |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let mut text = format!("<{}", element.name);
    for attribute in &element.attributes {
        text += &format!(" {}=\"{}\"", attribute.name, escape(attribute.value.text()));
    }
    text.push('>');
    for child in &element.children {
        match child {
            Node::Element(child) => text += &write(child),
            Node::Text(content) => text += &escape(content.text()),
        }
    }
    text + &format!("</{}>", element.name)
}

fn any_element() -> impl Strategy<Value = String> {
    let text = r#"[ a-z0-9"'<>&\n]{1,12}"#;
    let escaped = text.prop_map(|text: String| {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&#62;").replace('"', "&quot;")
    });
    let attributes = prop::collection::btree_map("[a-z][a-z0-9-]{0,5}", escaped.clone(), 0..4);
    let leaf = ("[a-z][a-z-]{0,6}", attributes.clone(), escaped.clone()).prop_map(|(name, attributes, text)| {
        let attributes: String = attributes.iter().map(|(name, value)| format!(" {name}=\"{value}\"")).collect();
        format!("<{name}{attributes}>{text}</{name}>")
    });
    leaf.prop_recursive(4, 32, 4, move |inner| {
        ("[a-z]{1,6}", attributes.clone(), prop::collection::vec(inner, 0..4)).prop_map(|(name, attributes, inner)| {
            let attributes: String = attributes
                .iter()
                .map(|(name, value)| format!("\n {name} = '{}'", value.replace('\'', "&apos;")))
                .collect();
            format!("<{name}{attributes}>{}</{name}>", inner.concat())
        })
    })
}

proptest! {
    #[test]
    fn the_reader_never_panics(text in r#"(<|</|>|/>|=|"|'|&|;|@\(|@\{|\)|\}|!|\?|--|\[CDATA\[|\]\]>|[a-z ]|\n|é){0,80}"#) {
        let _ = read_text(&text);
    }

    #[test]
    fn well_formed_documents_round_trip(text in any_element()) {
        let tree = read_text(&text).map_err(|errors| TestCaseError::fail(format!("{}", errors[0])))?;
        let again = read_text(&write(&tree)).map_err(|errors| TestCaseError::fail(format!("{}", errors[0])))?;
        prop_assert_eq!(outline(&tree), outline(&again));
    }
}
