//! System.Xml.Linq: a reader for XML with namespaces, the tree with its rules, the writer, XPath.

mod cast;
mod convert;
mod edit;
mod extensions;
mod name;
mod node;
mod object;
mod read;
mod to_json;
mod write;
mod xcontainer;
mod xdocument;
mod xelement;
mod xname;
mod xnode;
mod xpath;

pub(crate) use to_json::to_json;

use crate::{Declarations, Exception, Runtime, Text, Value};
use node::Xml;
use read::Whitespace;

pub(super) fn declare(declarations: &mut Declarations) {
    xname::declare(declarations);
    xnode::declare(declarations);
    xcontainer::declare(declarations);
    xelement::declare(declarations);
    xdocument::declare(declarations);
    extensions::declare(declarations);
    xpath::declare(declarations);
}

/// The text of a node without indentation, as `ToString(SaveOptions.DisableFormatting)` gives it.
pub fn unformatted(value: &Value) -> Text {
    let options = write::SaveOptions { disable_formatting: true, ..Default::default() };
    value.downcast::<Xml>().map_or_else(
        || value.to_text(),
        |xml| write::to_text(&xml.node, options).unwrap_or_else(|_| write::to_text_anyhow(&xml.node)),
    )
}

/// An `XDocument` read from text, as `XDocument.Parse` gives it.
pub fn parse_document(text: &Text, runtime: &mut Runtime<'_>) -> Result<Value, Exception> {
    Ok(Xml::new(read::parse(text, Whitespace::Ignored, runtime)?).into())
}

/// An `XElement` read from text, as `XElement.Parse` gives it.
pub fn parse_root(text: &Text, runtime: &mut Runtime<'_>) -> Result<Value, Exception> {
    parse_element(text, Whitespace::Ignored, runtime)
}

fn parse_element(text: &Text, whitespace: Whitespace, runtime: &mut Runtime<'_>) -> Result<Value, Exception> {
    let document = read::parse(text, whitespace, runtime)?;
    let missing = || Exception::new("System.Xml.XmlException", "Root element is missing.");
    xelement::root_alone(&document).map(Value::from).ok_or_else(missing)
}
