//! An OpenAPI document as a tree of values: JSON or YAML in, version known, references followed.

use std::sync::Arc;

use diagnostics::{Diagnostic, Source, Span};
use resources::json::{decode, parse};
use resources::json_position;
use serde_json::{Map, Value};

/// Most `$ref`s followed from one place; a longer way is a circle or a joke.
const MAX_REFERENCES: usize = 16;

/// Most values in a YAML document: a hundred thousand operations have about two million.
const MAX_YAML_NODES: usize = 4_000_000;

/// Most events that YAML aliases may add; documents that share a few schemas stay far below, alias bombs do not.
const MAX_ALIAS_EVENTS: usize = 200_000;

/// The two families of OpenAPI documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    /// `swagger: "2.0"`
    Two,
    /// `openapi: 3.x`
    Three,
}

pub(super) struct Document {
    pub(super) source: Arc<Source>,
    pub(super) version: Version,
    root: Value,
}

impl Document {
    pub(super) fn read(source: &Arc<Source>) -> Result<Self, Diagnostic> {
        let root = match source.text.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
            true => json(source)?,
            false => yaml(source)?,
        };
        let version = version(&root).ok_or_else(|| {
            Diagnostic::error("not-openapi", "neither `openapi: 3.x` nor `swagger: \"2.0\"` is at the top")
                .at(source, Span::default())
                .help("APIs are imported from OpenAPI documents of versions 2 and 3")
        })?;
        Ok(Self { source: source.clone(), version, root })
    }

    pub(super) fn text(&self, pointer: &str) -> Option<&str> {
        self.root.pointer(pointer)?.as_str()
    }

    pub(super) fn value(&self, pointer: &str) -> Option<&Value> {
        self.root.pointer(pointer)
    }

    /// The value itself, or what its `$ref` leads to. `None` if that leads nowhere, in circles or out of the document.
    pub(super) fn resolved<'a>(&'a self, mut value: &'a Value) -> Option<&'a Value> {
        for _ in 0..MAX_REFERENCES {
            let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
                return Some(value);
            };
            let fragment = reference.strip_prefix('#')?;
            value = self.root.pointer(&percent_decoded(fragment))?;
        }
        None
    }

    /// The resolved members of an object; nothing for anything else.
    pub(super) fn members<'a>(&'a self, value: Option<&'a Value>) -> Option<&'a Map<String, Value>> {
        self.resolved(value?)?.as_object()
    }

    /// Puts a finding at the value that a pointer names.
    pub(super) fn at(&self, pointer: &str, diagnostic: Diagnostic) -> Diagnostic {
        diagnostic.at(&self.source, json_position(&self.source, pointer))
    }
}

/// A segment of a JSON pointer.
pub(super) fn escaped(segment: &str) -> String {
    segment.replace('~', "~0").replace('/', "~1")
}

/// References are URI fragments: `#/paths/~1pets~1%7Bid%7D`.
fn percent_decoded(fragment: &str) -> String {
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let escape = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match escape.filter(|_| first == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn json(source: &Arc<Source>) -> Result<Value, Diagnostic> {
    let root = parse(&source.text).map_err(|malformed| malformed.diagnostic(source))?;
    decode::decode(&root).map_err(|misfit| misfit.diagnostic(source))
}

fn yaml(source: &Arc<Source>) -> Result<Value, Diagnostic> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_nodes: MAX_YAML_NODES,
            max_events: 2 * MAX_YAML_NODES,
            max_documents: 1,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: MAX_ALIAS_EVENTS,
        },
        strict_booleans: true,
    };
    serde_saphyr::from_str_with_options(&source.text, options).map_err(|error| {
        let place = error.location().map_or(Span::default(), |location| {
            let clamp = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
            let start = source.offset_of(clamp(location.line()), clamp(location.column()));
            Span::new(start, start)
        });
        let message = error.without_snippet().to_string();
        let fact = message.lines().next().unwrap_or("the document is not YAML").to_owned();
        Diagnostic::error("malformed-yaml", fact).at(source, place)
    })
}

fn version(root: &Value) -> Option<Version> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    if root.get("openapi").and_then(text).is_some_and(|version| version.starts_with("3.")) {
        return Some(Version::Three);
    }
    root.get("swagger").and_then(text).filter(|version| version.starts_with('2')).map(|_| Version::Two)
}
