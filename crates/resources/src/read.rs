//! Reading one resource: text → positioned JSON → the shape as written → what it means.
//!
//! [`read`] is the only way in and the same for every kind. A [`Kind`] says what its body may hold (`Written`, a serde
//! structure that refuses unknown members) and what that means ([`Kind::review`], which reports through [`Review`]).

use std::sync::Arc;

use diagnostics::{Diagnostic, Source, nearest};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::Resource;
use crate::json::{JsonValue, Node, decode, masked, parse};

/// A kind of resource.
pub trait Kind: Sized {
    /// What a person calls it: `backend`, `named value`.
    const TITLE: &'static str;
    /// Members of its body that are secret, besides those that are so everywhere.
    const SECRETS: &'static [&'static str] = &[];
    /// Whether the body stands in ARM's envelope, under `properties`; our own files have none.
    const ENVELOPED: bool = true;
    /// The body as written.
    type Written: DeserializeOwned;
    /// What the body means. `None` only after an error was reported.
    fn review(written: Self::Written, review: &mut Review<'_>) -> Option<Self>;
}

/// Reads a file that stands beside the one being read, by relative path; the error is a fact for a person.
pub type Beside<'a> = &'a dyn Fn(&str) -> Result<Vec<u8>, String>;

/// For resources that have no files beside them.
pub fn nothing_beside(path: &str) -> Result<Vec<u8>, String> {
    Err(format!("`{path}` cannot be read: this configuration has no files"))
}

/// ARM's envelope. What stands beside `properties` describes or addresses the resource; none of it changes what it does.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[expect(dead_code, reason = "most members are accepted, not used")]
struct Envelope<P> {
    properties: P,
    id: Option<IgnoredAny>,
    name: Option<IgnoredAny>,
    r#type: Option<IgnoredAny>,
    location: Option<IgnoredAny>,
    sku: Option<IgnoredAny>,
    identity: Option<IgnoredAny>,
    tags: Option<IgnoredAny>,
    zones: Option<IgnoredAny>,
    etag: Option<IgnoredAny>,
    system_data: Option<IgnoredAny>,
    api_version: Option<IgnoredAny>,
    #[serde(rename = "$schema")]
    schema: Option<IgnoredAny>,
}

/// Reads one resource. Warnings come with the resource; errors come alone, all of them at once.
pub fn read<T: Kind>(
    name: &str,
    file: &str,
    text: &str,
    beside: Beside<'_>,
) -> Result<(Resource<T>, Vec<Diagnostic>), Vec<Diagnostic>> {
    let root = match parse(text) {
        Ok(root) => root,
        // What is not JSON cannot be masked, so its text is not shown.
        Err(malformed) => {
            let (line, column) = Source::new(file, text).line_column(malformed.span.start);
            let message = format!("line {line}, column {column}: {}", malformed.message);
            let source = Source::withheld(file);
            return Err(vec![Diagnostic::error("malformed-json", message).at(&source, Default::default())]);
        }
    };
    let source = Source::new(file, masked(text, &root, T::SECRETS));
    let written = written::<T>(&root, &source).map_err(|diagnostic| vec![diagnostic])?;
    let mut review = Review { source: source.clone(), root: &root, beside, enveloped: T::ENVELOPED, found: Vec::new() };
    let properties = T::review(written, &mut review);
    match properties {
        Some(properties) if !review.found.iter().any(Diagnostic::is_error) => {
            let within = if T::ENVELOPED { "/properties" } else { "" };
            Ok((Resource::part_of(name, source, within, properties), review.found))
        }
        _ => Err(review.found),
    }
}

fn written<T: Kind>(root: &Node, source: &Arc<Source>) -> Result<T::Written, Diagnostic> {
    let JsonValue::Object(members) = &root.value else {
        let message = format!("expected the {} as an object in braces, found {}", T::TITLE, root.description());
        return Err(Diagnostic::error("wrong-type", message).at(source, root.span));
    };
    if !T::ENVELOPED {
        return decode::decode(root).map_err(|misfit| misfit.diagnostic(source));
    }
    if !members.iter().any(|member| member.name == "properties") {
        let near = members.iter().find(|member| nearest(&member.name, ["properties"]).is_some());
        let diagnostic =
            Diagnostic::error("missing-member", format!("the {} has its members in `properties`", T::TITLE));
        return Err(match near {
            Some(member) => diagnostic.at(source, member.name_span).help("did you mean `properties`?"),
            None => diagnostic.at(source, root.span).help("write `{ \"properties\": { … } }`, the shape of ARM"),
        });
    }
    let envelope: Envelope<T::Written> = decode::decode(root).map_err(|misfit| misfit.diagnostic(source))?;
    Ok(envelope.properties)
}

/// What a kind sees while it makes sense of its body: the place to report to, and the files beside it.
pub struct Review<'a> {
    source: Arc<Source>,
    root: &'a Node,
    beside: Beside<'a>,
    enveloped: bool,
    found: Vec<Diagnostic>,
}

impl Review<'_> {
    /// Reports a finding about the member at `pointer`, counted from the body: `/tls/validateCertificateName`.
    pub fn report(&mut self, pointer: &str, diagnostic: Diagnostic) {
        let pointer = if self.enveloped { format!("/properties{pointer}") } else { pointer.to_owned() };
        let span = self.root.deepest(&pointer).span;
        self.found.push(diagnostic.at(&self.source, span));
    }

    /// A text that stands in the envelope, beside `properties`.
    pub(crate) fn beside_properties(&self, pointer: &str) -> Option<&str> {
        match &self.root.find(pointer)?.value {
            JsonValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Refuses members that would change what happens at run time and that nothing here runs yet.
    pub(crate) fn refuse_if_given(&mut self, pointer: &str, given: Given, help: &str) {
        if given.0 {
            let member = pointer.rsplit('/').next().unwrap_or(pointer);
            let fact = format!("`{member}` is not supported yet, and leaving it out would change what happens");
            self.report(pointer, Diagnostic::error("not-supported", fact).help(help));
        }
    }

    /// The bytes of a file beside the one being read; reports why not.
    pub(crate) fn file_beside(&mut self, pointer: &str, path: &str) -> Option<Vec<u8>> {
        match (self.beside)(path) {
            Ok(bytes) if bytes.is_empty() => {
                self.report(pointer, Diagnostic::error("empty-file", format!("`{path}` is empty")));
                None
            }
            Ok(bytes) => Some(bytes),
            Err(fact) => {
                self.report(pointer, Diagnostic::error("unreadable-file", fact));
                None
            }
        }
    }
}

/// A member of which only its presence matters. Absent, `null`, `{}` and `[]` all mean: not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Given(pub(crate) bool);

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        Ok(Self(match value {
            serde_json::Value::Null => false,
            serde_json::Value::Array(items) => !items.is_empty(),
            serde_json::Value::Object(members) => !members.is_empty(),
            _ => true,
        }))
    }
}

/// A member that only describes: accepted whatever it holds, and forgotten.
pub(crate) type Descriptive = Option<IgnoredAny>;

#[cfg(test)]
mod tests;
