//! The tree that the reader makes of a policy document. All spans point into the document as it was written.

use std::sync::Arc;

use diagnostics::{Diagnostic, Source, Span};

use super::mapped::Mapped;

/// One XML element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// The document it stands in (a fragment's elements keep the fragment).
    pub source: Arc<Source>,
    /// Name as written, prefix included.
    pub name: String,
    /// Where the name stands in the start tag.
    pub name_span: Span,
    /// From `<` of the start tag to `>` of the end tag.
    pub span: Span,
    /// Attributes in order.
    pub attributes: Vec<Attribute>,
    /// Content in order; comments are left out.
    pub children: Vec<Node>,
    /// The content as written between the tags, named values replaced, nothing decoded.
    pub inner: Mapped,
}

/// A piece of content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// A child element.
    Element(Element),
    /// Character data, entities decoded, CDATA as it stands.
    Text(Mapped),
}

/// An attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Name as written.
    pub name: String,
    /// Where the name stands.
    pub name_span: Span,
    /// Value, entities decoded, new lines kept.
    pub value: Mapped,
    /// Where the value stands, without quotes.
    pub value_span: Span,
}

impl Element {
    /// The attribute of this name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// Child elements in order.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first child element of this name.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| element.name == name)
    }

    /// All character data directly inside, joined.
    pub fn text(&self) -> Mapped {
        let mut texts = self.children.iter().filter_map(|node| match node {
            Node::Text(text) => Some(text),
            Node::Element(_) => None,
        });
        let mut joined = texts.next().cloned().unwrap_or_default();
        for text in texts {
            joined.append_slice(text, 0, text.text().len());
        }
        joined
    }

    /// An error that points at the element's name.
    pub fn error(&self, code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(code, message).at(&self.source, self.name_span)
    }

    /// An error that points at a place inside the element.
    pub fn error_at(&self, span: Span, code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(code, message).at(&self.source, span)
    }
}
