//! Reads a policy document into a tree, forgiving what APIM forgives and pointing at what it does not.
//!
//! Forgiven: anything inside expressions, attributes in single quotes, `&` and `<` inside values where they cannot
//! mean anything else. Refused: DTDs (nothing here expands entities of its own), unknown entities, tags that do not
//! match, and documents past the bounds below. Reading goes on after an error where that finds further true errors.

use std::sync::Arc;

use diagnostics::{Diagnostic, Source, Span};

use super::csharp;
use super::entity::{Decoded, Entity, entity};
use super::mapped::Mapped;
use super::tree::{Attribute, Element, Node};

/// Size of a policy document as written; APIM's own limit.
pub const DOCUMENT_BYTES_MAX: usize = 256 * 1024;
/// Size of a document once named values are replaced: 4096 bytes each add up, but not without end.
pub const EXPANDED_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Nesting of elements. Real documents stay below 20; the reader and everything behind recurse over this depth.
pub const ELEMENT_DEPTH_MAX: usize = 64;
/// Attributes of one element; the richest policy has 15.
pub const ATTRIBUTES_MAX: usize = 64;
/// Findings after which reading stops: the rest would be noise.
const ERRORS_MAX: usize = 20;

/// Reads a text whose origin is `source` into its root element.
pub fn read(source: &Arc<Source>, text: &Mapped) -> Result<Element, Vec<Diagnostic>> {
    if source.text.len() > DOCUMENT_BYTES_MAX || text.text().len() > EXPANDED_BYTES_MAX {
        let found = source.text.len().max(text.text().len());
        let message = format!("the document has {found} bytes, a policy document may have {DOCUMENT_BYTES_MAX}");
        let help = "move parts into policy fragments";
        return Err(vec![Diagnostic::error("document-too-large", message).at(source, Span::default()).help(help)]);
    }
    let mut reader =
        Reader { source, mapped: text, text: text.text(), position: 0, open: Vec::new(), errors: Vec::new() };
    let root = reader.document();
    match root {
        Some(root) if reader.errors.is_empty() => Ok(root),
        _ => Err(reader.errors),
    }
}

struct Reader<'a> {
    source: &'a Arc<Source>,
    mapped: &'a Mapped,
    text: &'a str,
    position: usize,
    /// Elements whose end tag is not read yet.
    open: Vec<Open>,
    errors: Vec<Diagnostic>,
}

/// An element under construction.
struct Open {
    element: Element,
    start: usize,
    inner_start: usize,
}

impl<'a> Reader<'a> {
    fn document(&mut self) -> Option<Element> {
        let mut root = None;
        if self.text.starts_with('\u{feff}') {
            self.position = '\u{feff}'.len_utf8();
        }
        while self.position < self.text.len() && self.errors.len() < ERRORS_MAX {
            let before = self.position;
            let finished = if self.rest().starts_with('<') { self.markup() } else { self.characters() };
            if let Some(element) = finished {
                if root.is_some() {
                    let message = format!("a second root element `{}`", element.name);
                    self.error("second-root", message, element.name_span, "a policy document has one root element");
                } else {
                    root = Some(element);
                }
            }
            debug_assert!(self.position > before, "the reader moves on");
            self.position = self.position.max(before + 1);
        }
        while let Some(open) = self.open.pop() {
            let message = format!("`<{}>` is not closed", open.element.name);
            let help = format!("expected `</{}>` before the end of the document", open.element.name);
            self.error("unclosed-element", message, open.element.name_span, help);
        }
        if root.is_none() && self.errors.is_empty() {
            let help = "a policy document begins with `<policies>`, a fragment with `<fragment>`";
            self.error("empty-document", "the document holds no element", Span::default(), help);
        }
        root
    }

    /// One thing that begins with `<`. Returns the root element when it closes.
    fn markup(&mut self) -> Option<Element> {
        let rest = self.rest();
        if rest.starts_with("<!--") {
            self.skip_past("-->", "comment");
        } else if rest.starts_with("<![CDATA[") {
            self.cdata();
        } else if rest.starts_with("<?") {
            self.skip_past("?>", "processing instruction");
        } else if rest.starts_with("<!") {
            let span = self.origin(self.position, self.position + 2);
            let help = "remove the DOCTYPE; policy documents have no entities of their own";
            self.error("dtd", "document type declarations are refused", span, help);
            self.position = self.text.len();
        } else if rest.starts_with("</") {
            return self.end_tag();
        } else {
            return self.start_tag();
        }
        None
    }

    fn start_tag(&mut self) -> Option<Element> {
        let start = self.position;
        self.structure(start, 1);
        self.position += 1;
        let Some((name, name_span)) = self.name() else {
            let span = self.origin(start, start + 1);
            let help = "write `&lt;` for a literal `<`; inside an expression `@(…)` it may stand as it is";
            self.error("stray-angle-bracket", "`<` begins no element", span, help);
            return None;
        };
        if self.open.len() >= ELEMENT_DEPTH_MAX {
            let message = format!("elements are nested deeper than {ELEMENT_DEPTH_MAX} levels");
            self.error("too-deep", message, name_span, "move inner policies into a fragment");
            self.position = self.text.len();
            return None;
        }
        let mut element = Element {
            source: self.source.clone(),
            name,
            name_span,
            span: name_span,
            attributes: Vec::new(),
            children: Vec::new(),
            inner: Mapped::default(),
        };
        let is_empty = self.attributes(&mut element);
        let open = Open { element, start, inner_start: self.position };
        if is_empty {
            return self.close(open, self.position, self.position);
        }
        self.open.push(open);
        None
    }

    /// Attributes up to `>` or `/>`; true for the latter.
    fn attributes(&mut self, element: &mut Element) -> bool {
        loop {
            self.skip_white_space();
            let at = self.position;
            match self.peek() {
                Some('>') => {
                    self.structure(at, 1);
                    self.position += 1;
                    return false;
                }
                Some('/') if self.rest().starts_with("/>") => {
                    self.structure(at, 2);
                    self.position += 2;
                    return true;
                }
                None | Some('<') => {
                    let message = format!("the start tag of `{}` has no end", element.name);
                    self.error("unclosed-tag", message, element.name_span, "expected `>` or `/>`");
                    return false;
                }
                Some(character) => match self.attribute() {
                    Some(attribute) if element.attribute(&attribute.name).is_some() => {
                        let message = format!("attribute `{}` stands twice on `{}`", attribute.name, element.name);
                        self.error("duplicate-attribute", message, attribute.name_span, "remove one of them");
                    }
                    Some(attribute) if element.attributes.len() < ATTRIBUTES_MAX => element.attributes.push(attribute),
                    Some(attribute) => {
                        let message = format!("`{}` has more than {ATTRIBUTES_MAX} attributes", element.name);
                        self.error("too-many-attributes", message, attribute.name_span, "remove some");
                        self.position = self.text.len();
                        return true;
                    }
                    None => {
                        let end = at + character.len_utf8();
                        let message = format!("`{}` where an attribute or the end of the tag is due", character);
                        let help = "an attribute is written name=\"value\"; a quote inside a literal value is `&quot;`";
                        self.error("bad-attribute", message, self.origin(at, end), help);
                        self.recover_in_tag();
                    }
                },
            }
        }
    }

    /// `name="value"`; `None` (position anywhere behind) if it is something else.
    fn attribute(&mut self) -> Option<Attribute> {
        let start = self.position;
        let (name, name_span) = self.name()?;
        self.structure(start, self.position - start);
        self.skip_white_space();
        if self.peek() != Some('=') {
            return None;
        }
        self.position += 1;
        self.skip_white_space();
        let quote = self.peek().filter(|quote| matches!(quote, '"' | '\''))?;
        self.structure(self.position, 1);
        self.position += 1;
        let value_start = self.position;
        let value = self.value(Some(quote));
        let value_end = self.position;
        if self.peek() == Some(quote) {
            self.structure(value_end, 1);
            self.position += 1;
        } else {
            let message = format!("the value of `{name}` has no closing {quote}");
            let span = self.origin(value_start - 1, value_start);
            self.error("unclosed-value", message, span, "a quote inside a literal value is written `&quot;`");
        }
        let value_span = self.origin(value_start, value_end);
        Some(Attribute { name, name_span, value, value_span })
    }

    /// Text up to the quote, or up to the next markup (`None`). A leading expression is taken whole.
    fn value(&mut self, quote: Option<char>) -> Mapped {
        let mut value = Mapped::default();
        let begins = self.text.get(self.position..).map_or(0, |rest| rest.len() - rest.trim_start().len());
        let expression = self.position + begins;
        if is_expression(self.text.get(expression..).unwrap_or_default()) {
            let decoded = Decoded(self.text);
            match csharp::scan(&decoded, expression + 1, &mut Vec::new()) {
                Ok(end) => self.decode_into(&mut value, end),
                Err(unbalanced) => self.unbalanced(&unbalanced),
            }
        }
        let end = self.text.get(self.position..).and_then(|rest| rest.find(quote.unwrap_or('<')));
        let end = end.map_or(self.text.len(), |length| self.position + length);
        self.decode_into(&mut value, end);
        if value.text().is_empty() {
            value = self.mapped.slice(self.position, self.position);
        }
        value
    }

    fn unbalanced(&mut self, unbalanced: &csharp::Unbalanced) {
        use csharp::UnbalancedKind as Kind;
        let (message, help) = match &unbalanced.kind {
            Kind::Bracket(due) => (format!("the expression has no `{due}` for this bracket"), "close the bracket"),
            Kind::Mismatch { expected, found } => {
                (format!("`{found}` where `{expected}` is due"), "every bracket closes the last one opened")
            }
            Kind::Text => ("the string literal has no closing quote".to_owned(), "close it on the same line"),
            Kind::Character => {
                ("the character literal has no closing quote".to_owned(), "texts stand in double quotes in C#")
            }
            Kind::Comment => ("the comment has no `*/`".to_owned(), "close the comment"),
            Kind::TooDeep => ("the expression is nested too deeply".to_owned(), "split it with set-variable"),
        };
        let span = self.origin(unbalanced.at, unbalanced.at + 1);
        self.error("unbalanced-expression", message, span, help);
    }

    /// Character data between tags.
    fn characters(&mut self) -> Option<Element> {
        let start = self.position;
        let first_text = self.open.last().is_some_and(|open| open.element.children.is_empty());
        let text = if first_text {
            self.value(None)
        } else {
            let mut text = Mapped::default();
            let end = self.rest().find('<').map_or(self.text.len(), |length| start + length);
            self.decode_into(&mut text, end);
            text
        };
        self.push_text(text, start);
        None
    }

    fn cdata(&mut self) {
        let start = self.position + "<![CDATA[".len();
        self.skip_past("]]>", "CDATA section");
        let end = self.position.saturating_sub(3).max(start);
        let text = self.mapped.slice(start, end);
        self.push_text(text, start);
    }

    fn push_text(&mut self, text: Mapped, start: usize) {
        match self.open.last_mut() {
            Some(open) => open.element.children.push(Node::Text(text)),
            None if text.text().trim().is_empty() => {}
            None => {
                let span = self.origin(start, start + 1);
                self.error("text-outside", "text outside the root element", span, "remove it");
            }
        }
    }

    /// Copies up to `end`, entities decoded.
    fn decode_into(&mut self, into: &mut Mapped, end: usize) {
        while self.position < end {
            let rest = self.text.get(self.position..end).unwrap_or_default();
            let plain = rest.find('&').unwrap_or(rest.len());
            if plain > 0 {
                into.append_slice(self.mapped, self.position, self.position + plain);
                self.position += plain;
                continue;
            }
            match entity(rest) {
                Entity::Character(character, length) => {
                    into.append_decoded(self.mapped, self.position, self.position + length, character);
                    self.position += length;
                }
                Entity::None => {
                    into.append_slice(self.mapped, self.position, self.position + 1);
                    self.position += 1;
                }
                Entity::Unknown(length) => {
                    let name = rest.get(..length).unwrap_or_default().to_owned();
                    let span = self.origin(self.position, self.position + length);
                    let help = "XML knows &amp; &lt; &gt; &quot; &apos; and &#number;";
                    self.error("unknown-entity", format!("`{name}` is not an entity of XML"), span, help);
                    self.position += length;
                }
            }
        }
    }

    fn end_tag(&mut self) -> Option<Element> {
        let start = self.position;
        self.structure(start, 2);
        self.position += 2;
        let name = self.name();
        self.skip_white_space();
        if self.peek() == Some('>') {
            self.position += 1;
        }
        let Some((name, name_span)) = name else {
            let span = self.origin(start, start + 2);
            self.error("bad-end-tag", "`</` without a name", span, "an end tag is written `</name>`");
            return None;
        };
        let Some(depth) = self.open.iter().rposition(|open| open.element.name == name) else {
            let message = format!("`</{name}>` closes nothing");
            let help = match self.open.last() {
                Some(open) => format!("expected `</{}>`", open.element.name),
                None => "remove it".to_owned(),
            };
            self.error("stray-end-tag", message, name_span, help);
            return None;
        };
        while self.open.len() > depth + 1 {
            let Some(unclosed) = self.open.pop() else { break };
            let message = format!("`<{}>` is not closed before `</{name}>`", unclosed.element.name);
            let help = format!("expected `</{}>`", unclosed.element.name);
            self.error("unclosed-element", message, unclosed.element.name_span, help);
            self.close(unclosed, start, start);
        }
        let open = self.open.pop()?;
        self.close(open, start, self.position)
    }

    /// Finishes an element whose content ends at `inner_end` and which ends at `end`.
    fn close(&mut self, open: Open, inner_end: usize, end: usize) -> Option<Element> {
        let mut element = open.element;
        element.span = self.origin(open.start, end);
        element.inner = self.mapped.slice(open.inner_start.min(inner_end), inner_end);
        match self.open.last_mut() {
            Some(parent) => {
                parent.element.children.push(Node::Element(element));
                None
            }
            None => Some(element),
        }
    }

    /// A name at the position; moves behind it.
    fn name(&mut self) -> Option<(String, Span)> {
        let rest = self.rest();
        let length = rest.find(|character| !is_name_character(character)).unwrap_or(rest.len());
        let name = rest.get(..length).filter(|name| !name.starts_with(['-', '.']) && !name.is_empty())?;
        let span = self.origin(self.position, self.position + length);
        self.position += length;
        Some((name.to_owned(), span))
    }

    /// After a broken attribute: on to white space or the end of the tag.
    fn recover_in_tag(&mut self) {
        let rest = self.rest();
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let further = rest.get(first..).unwrap_or_default();
        let length = further.find(|character: char| character.is_whitespace() || matches!(character, '>' | '<'));
        self.position += first + length.unwrap_or(further.len());
        // `/` before `>` belongs to the end of the tag.
        if self.rest().starts_with('>') && self.text.get(..self.position).is_some_and(|read| read.ends_with('/')) {
            self.position -= 1;
        }
    }

    /// Attack J9: markup at `at` must have been written by the document's author, not pasted from a named value.
    fn structure(&mut self, at: usize, length: usize) {
        let pasted = (at..at + length.max(1)).find_map(|byte| self.mapped.pasted_by(byte));
        if let Some(reference) = pasted {
            let message = "the value of this named value would change the structure of the document";
            let help = "APIM pastes it as it stands; here a named value is text: escape its quotes and angle brackets, \
                        or put the elements into a policy fragment";
            self.error("named-value-changes-structure", message, reference, help);
        }
    }

    fn skip_past(&mut self, end: &str, what: &str) {
        match self.rest().find(end) {
            Some(length) => self.position += length + end.len(),
            None => {
                let span = self.origin(self.position, self.position + 2);
                self.error("unclosed-markup", format!("the {what} has no end"), span, format!("expected `{end}`"));
                self.position = self.text.len();
            }
        }
    }

    fn skip_white_space(&mut self) {
        let rest = self.rest();
        self.position += rest.len() - rest.trim_start().len();
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.position..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn origin(&self, start: usize, end: usize) -> Span {
        self.mapped.origin(start, end.min(self.text.len()))
    }

    fn error(&mut self, code: &'static str, message: impl Into<String>, span: Span, help: impl Into<String>) {
        // One finding a place: a pasted value or a broken tag would repeat itself.
        let place = Some((self.source.clone(), span));
        if !self.errors.iter().any(|error| error.place == place && error.code == code) {
            self.errors.push(Diagnostic::error(code, message).at(self.source, span).help(help));
        }
    }
}

/// Whether a value is an expression.
pub fn is_expression(value: &str) -> bool {
    value.starts_with("@(") || value.starts_with("@{")
}

fn is_name_character(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '-' | '_' | '.' | ':')
}

#[cfg(test)]
mod tests;
