//! Named values: `{{name}}` is replaced by the value's text before anything else is read, anywhere in a document.
//!
//! The replaced text remembers its reference, so errors point at `{{name}}` and never show the value, which may be
//! secret. APIM pastes blindly; here a value stays text: it cannot open or close elements and attributes (the reader
//! refuses that) nor string literals of an expression (the compiler refuses that). Attack J9.

use std::sync::Arc;

use diagnostics::{Diagnostic, Source, Span, nearest};

use crate::compile::Catalogue;
use crate::document::Mapped;

/// A reference to a named value that the catalogue does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// Name as written.
    pub name: String,
    /// Where, braces included.
    pub span: Span,
}

/// Replaces every reference. Unknown ones stay as they are and are listed: inside a liquid template they are not
/// references at all, which only the reader can tell.
pub fn substitute(source: &Source, catalogue: &Catalogue) -> (Mapped, Vec<Unknown>) {
    let text = source.text.as_str();
    let original = Mapped::original(text);
    let mut replaced = Mapped::default();
    let mut unknown = Vec::new();
    let mut copied = 0;
    for reference in references(text) {
        let name = text.get(reference.start + 2..reference.end - 2).unwrap_or_default();
        match catalogue.named_values.get(name) {
            Some(value) => {
                replaced.append_slice(&original, copied, reference.start);
                replaced.append_pasted(value.value.expose(), reference);
                copied = reference.end;
            }
            None => unknown.push(Unknown { name: name.to_owned(), span: reference }),
        }
    }
    replaced.append_slice(&original, copied, text.len());
    (replaced, unknown)
}

/// The error for an unknown reference, in APIM's words.
pub fn refuse(unknown: &Unknown, source: &Arc<Source>, catalogue: &Catalogue) -> Diagnostic {
    let finding = Diagnostic::error("unknown-named-value", format!("Property '{}' not found.", unknown.name));
    let known = catalogue.named_values.keys().map(String::as_str);
    let help = match nearest(&unknown.name, known) {
        Some(near) => format!("no named value has the display name `{}`; did you mean `{near}`?", unknown.name),
        None => format!("add a named value with the display name `{}`", unknown.name),
    };
    finding.at(source, unknown.span).help(help)
}

/// Where `{{name}}` stands, braces included. Names are those APIM allows as display names.
fn references(text: &str) -> impl Iterator<Item = Span> + '_ {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let open = from + text.get(from..)?.find("{{")?;
            let name = text.get(open + 2..)?;
            let length = name.find(|character: char| !is_name_character(character)).unwrap_or(name.len());
            if length > 0 && name.get(length..).is_some_and(|rest| rest.starts_with("}}")) {
                let end = open + 2 + length + 2;
                from = end;
                return Some(Span::new(open, end));
            }
            // `{{{name}}` refers to name behind one literal brace.
            from = open + 1;
        }
    })
}

fn is_name_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '.' | '_')
}

#[cfg(test)]
mod tests;
