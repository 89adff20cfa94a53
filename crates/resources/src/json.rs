//! Strict JSON that remembers where everything stood.
//!
//! [`parse`] reads a text into [`Node`]s with byte spans; [`decode`](decode::decode) turns a node into a Rust value
//! through serde and points every complaint at the member it is about; [`json_position`] finds a member again later,
//! when another room has something to say about it. Comments and trailing commas are refused, as in every tool that
//! writes these files; a byte order mark is skipped.

use std::collections::HashSet;

use diagnostics::{Diagnostic, Source, Span};

pub mod decode;
mod mask;
mod scan;
mod yaml;

pub use mask::masked;

/// How deep arrays and objects may nest. ARM bodies need about ten levels, generated OpenAPI schemas about fifty; the
/// bound keeps the recursive reader far from the end of the stack.
pub const MAX_DEPTH: usize = 96;

/// One JSON value and where it stood.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// From its first byte to one past its last.
    pub span: Span,
    /// What it is.
    pub value: JsonValue,
}

/// The six kinds of JSON values.
#[derive(Debug, Clone, PartialEq)]
pub enum JsonValue {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as written.
    Number(String),
    /// A string, unescaped.
    Text(String),
    /// An array.
    List(Vec<Node>),
    /// An object; members in the order of the file, names unique.
    Object(Vec<Member>),
}

/// A member of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Its name, unescaped.
    pub name: String,
    /// Where the name stood, with its quotes.
    pub name_span: Span,
    /// Its value.
    pub value: Node,
}

/// Text that is not JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// Where reading stopped.
    pub span: Span,
    /// What was expected and what was found.
    pub message: String,
}

impl Malformed {
    /// As a diagnostic at the place in `source`.
    pub fn diagnostic(&self, source: &std::sync::Arc<Source>) -> Diagnostic {
        Diagnostic::error("malformed-json", self.message.clone()).at(source, self.span)
    }
}

/// Reads one JSON value that fills the whole text.
pub fn parse(text: &str) -> Result<Node, Malformed> {
    scan::Scanner::new(text).document()
}

/// Where the member stands that a JSON pointer (RFC 6901, `/properties/tls/validateCertificateName`) names: the span of
/// its value. Follows the pointer as far as the text goes, so that a member that is absent points at the object that
/// lacks it. A text that is not JSON is looked through as YAML, key by key.
pub fn json_position(source: &Source, pointer: &str) -> Span {
    match parse(&source.text) {
        Ok(root) => root.deepest(pointer).span,
        Err(_) => yaml::position(&source.text, segments(pointer)),
    }
}

impl Node {
    /// The value that a JSON pointer names, if it exists.
    pub fn find(&self, pointer: &str) -> Option<&Node> {
        segments(pointer).try_fold(self, |node, segment| node.child(&segment))
    }

    /// The value that a JSON pointer names, or the nearest one around it that exists.
    pub fn deepest(&self, pointer: &str) -> &Node {
        let mut node = self;
        for segment in segments(pointer) {
            match node.child(&segment) {
                Some(child) => node = child,
                None => break,
            }
        }
        node
    }

    fn child(&self, segment: &str) -> Option<&Node> {
        match &self.value {
            JsonValue::Object(members) => {
                members.iter().find(|member| member.name == segment).map(|member| &member.value)
            }
            JsonValue::List(items) => items.get(segment.parse::<usize>().ok()?),
            _ => None,
        }
    }

    /// How a person calls this kind of value.
    pub fn description(&self) -> String {
        match &self.value {
            JsonValue::Null => "null".into(),
            JsonValue::Bool(value) => value.to_string(),
            JsonValue::Number(digits) => format!("the number {digits}"),
            JsonValue::Text(_) => "a text".into(),
            JsonValue::List(_) => "a list".into(),
            JsonValue::Object(_) => "an object".into(),
        }
    }
}

/// The unescaped segments of a JSON pointer.
fn segments(pointer: &str) -> impl Iterator<Item = String> + '_ {
    pointer.split('/').skip(1).map(|segment| segment.replace("~1", "/").replace("~0", "~"))
}

/// The first name that an object uses twice.
fn duplicate(members: &[Member]) -> Option<&Member> {
    let mut seen = HashSet::new();
    members.iter().find(|member| !seen.insert(member.name.as_str()))
}

#[cfg(test)]
mod tests;
