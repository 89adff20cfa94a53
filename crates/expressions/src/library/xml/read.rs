//! Reads XML 1.0 with namespaces as `XElement.Parse` does: well-formedness, character references, line endings,
//! insignificant white space. Document types are refused: no expression needs them, and they are how XML documents
//! attack their readers.

use std::rc::Rc;

use super::{
    name::{self, Name, XML_NAMESPACE, XMLNS_NAMESPACE},
    node::{Declaration, MAX_HEIGHT, Node},
};
use crate::{exception::Exception, runtime::Runtime, text::Text};

/// Bytes charged for a node, and for each attribute.
const NODE_BYTES: usize = 160;

/// What of a document is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Whitespace {
    /// White space between tags is dropped, `LoadOptions.None`.
    Ignored,
    /// `LoadOptions.PreserveWhitespace`.
    Preserved,
}

/// The document in `text`: an `XDocument`, with everything around its root.
pub(crate) fn parse(text: &Text, whitespace: Whitespace, runtime: &mut Runtime<'_>) -> Result<Rc<Node>, Exception> {
    runtime.allocate(text.len())?;
    let text = text.to_str();
    let mut reader = Reader { text: &text, at: 0, line: 1, line_start: 0, whitespace, scopes: Vec::new(), runtime };
    reader.document()
}

struct Reader<'t, 'r, 'q> {
    text: &'t str,
    at: usize,
    line: usize,
    line_start: usize,
    whitespace: Whitespace,
    /// Namespace declarations in scope, innermost last.
    scopes: Vec<(&'t str, Text)>,
    runtime: &'r mut Runtime<'q>,
}

/// A start tag that is open.
struct Open<'t> {
    element: Rc<Node>,
    tag: &'t str,
    /// Where the name stands.
    position: (usize, usize),
    scopes: usize,
    preserves_space: bool,
}

struct Attribute<'t> {
    name: &'t str,
    value: String,
    position: (usize, usize),
}

impl<'t> Reader<'t, '_, '_> {
    fn error(&self, message: &str) -> Exception {
        self.error_at(message, self.position())
    }

    fn error_at(&self, message: &str, (line, column): (usize, usize)) -> Exception {
        Exception::new("System.Xml.XmlException", format!("{message} Line {line}, position {column}."))
    }

    /// Line and column of the next character, counted in UTF-16 units from 1.
    fn position(&self) -> (usize, usize) {
        let before = self.text.get(self.line_start..self.at).unwrap_or_default();
        (self.line, before.encode_utf16().count() + 1)
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Steps over text and counts its lines.
    fn advance(&mut self, length: usize) {
        let passed = self.rest().get(..length).unwrap_or_default();
        let bytes = passed.as_bytes();
        for (index, byte) in bytes.iter().enumerate() {
            let next = bytes.get(index + 1).or_else(|| self.text.as_bytes().get(self.at + index + 1));
            if *byte == b'\n' || *byte == b'\r' && next != Some(&b'\n') {
                self.line += 1;
                self.line_start = self.at + index + 1;
            }
        }
        self.at += length;
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.advance(token.len());
        }
        found
    }

    fn skip_space(&mut self) -> bool {
        let length = self.rest().len() - self.rest().trim_start_matches(is_space).len();
        self.advance(length);
        length > 0
    }

    fn charge(&mut self) -> Result<(), Exception> {
        self.runtime.charge(1)?;
        self.runtime.allocate(NODE_BYTES)
    }

    fn document(&mut self) -> Result<Rc<Node>, Exception> {
        if self.rest().starts_with('\u{feff}') {
            self.at += '\u{feff}'.len_utf8();
            self.line_start = self.at;
        }
        let declaration = self.declaration()?;
        let document = Node::document(declaration);
        let mut has_root = false;
        loop {
            let space = self.at;
            self.skip_space();
            if self.whitespace == Whitespace::Preserved && self.at > space {
                let kept = normalise(self.text.get(space..self.at).unwrap_or_default());
                self.append(&document, Node::text(Text::from(kept)))?;
            }
            let rest = self.rest();
            if rest.is_empty() {
                break;
            } else if rest.starts_with("<!--") {
                let comment = self.comment()?;
                self.append(&document, comment)?;
            } else if rest.starts_with("<?") {
                let instruction = self.instruction()?;
                self.append(&document, instruction)?;
            } else if rest.starts_with("<!") {
                return Err(self.error(NO_DTD));
            } else if rest.starts_with('<') {
                if has_root {
                    self.at += 1;
                    return Err(self.error("There are multiple root elements."));
                }
                has_root = true;
                let root = self.element()?;
                self.append(&document, root)?;
            } else {
                return Err(self.error("Data at the root level is invalid."));
            }
        }
        if !has_root {
            return Err(Exception::new("System.Xml.XmlException", "Root element is missing."));
        }
        Ok(document)
    }

    fn append(&mut self, parent: &Rc<Node>, child: Rc<Node>) -> Result<(), Exception> {
        self.charge()?;
        let count = parent.children_cell().map_or(0, |children| children.borrow().len());
        parent.link_child(count, child);
        Ok(())
    }

    fn declaration(&mut self) -> Result<Option<Declaration>, Exception> {
        let rest = self.rest();
        if !rest.strip_prefix("<?xml").is_some_and(|rest| rest.starts_with(is_space)) {
            return Ok(None);
        }
        self.advance(5);
        let mut declaration = Declaration::default();
        loop {
            let spaced = self.skip_space();
            if self.eat("?>") {
                break;
            }
            if !spaced {
                return Err(self.error("Syntax for an XML declaration is invalid."));
            }
            let position = self.position();
            let name = self.name()?;
            let value = Text::from(self.attribute_value()?);
            match name {
                "version" if value == "1.0" => declaration.version = Some(value),
                "version" => {
                    return Err(self.error_at(&format!("Version number '{value}' is invalid."), position));
                }
                "encoding" => declaration.encoding = Some(value),
                "standalone" => declaration.standalone = Some(value),
                _ => return Err(self.error_at("Syntax for an XML declaration is invalid.", position)),
            }
        }
        if declaration.version.is_none() {
            return Err(self.error("Syntax for an XML declaration is invalid."));
        }
        Ok(Some(declaration))
    }

    fn comment(&mut self) -> Result<Rc<Node>, Exception> {
        self.advance(4);
        let Some(end) = self.rest().find("--") else { return Err(self.unexpected_end("Comment")) };
        let text = self.rest().get(..end).unwrap_or_default();
        self.check_characters(text)?;
        self.advance(end + 2);
        if !self.eat(">") {
            return Err(self.error("An XML comment cannot contain '--', and '-' cannot be the last character."));
        }
        Ok(Node::comment(Text::from(normalise(text))))
    }

    fn unexpected_end(&self, what: &str) -> Exception {
        self.error(&format!("Unexpected end of file while parsing {what} has occurred."))
    }

    fn instruction(&mut self) -> Result<Rc<Node>, Exception> {
        self.advance(2);
        let position = self.position();
        let target = self.name()?;
        if target.eq_ignore_ascii_case("xml") {
            let message = if target == "xml" {
                "Unexpected XML declaration. The XML declaration must be the first node in the document, and no \
                 whitespace characters are allowed to appear before it."
                    .to_owned()
            } else {
                format!("'{target}' is an invalid name for processing instructions.")
            };
            return Err(self.error_at(&message, position));
        }
        let spaced = self.skip_space();
        let Some(end) = self.rest().find("?>") else { return Err(self.unexpected_end("PI")) };
        let data = self.rest().get(..end).unwrap_or_default();
        if !spaced && !data.is_empty() {
            return Err(self.unexpected_character());
        }
        self.check_characters(data)?;
        self.advance(end + 2);
        Ok(Node::instruction(Text::from(target), Text::from(normalise(data))))
    }

    fn unexpected_character(&self) -> Exception {
        let character = self.peek().unwrap_or(' ');
        self.error(&name::name_error_text(character, false))
    }

    /// A name with an optional prefix, as written.
    fn name(&mut self) -> Result<&'t str, Exception> {
        let rest = self.rest();
        let mut length = 0;
        for character in rest.chars() {
            let fits = match length {
                0 => name::is_name_start(character),
                _ => name::is_name_character(character) || character == ':',
            };
            if !fits {
                break;
            }
            length += character.len_utf8();
        }
        if length == 0 {
            return Err(match self.peek() {
                Some(character) => self.error(&name::name_error_text(character, true)),
                None => self.unexpected_end("Name"),
            });
        }
        let found = rest.get(..length).unwrap_or_default();
        if found.ends_with(':') || found.matches(':').count() > 1 {
            let at = found.find(':').unwrap_or(0);
            self.advance(at);
            return Err(self.error("The ':' character, hexadecimal value 0x3A, cannot be included in a name."));
        }
        self.advance(length);
        Ok(found)
    }

    /// `= "value"`.
    fn attribute_value(&mut self) -> Result<String, Exception> {
        self.skip_space();
        if !self.eat("=") {
            return Err(self.unexpected_token("'='"));
        }
        self.skip_space();
        let quote = match self.peek() {
            Some(quote @ ('"' | '\'')) => quote,
            _ => return Err(self.unexpected_token("'\"' or '''")),
        };
        self.at += 1;
        let mut value = String::new();
        loop {
            let rest = self.rest();
            let plain = rest.find([quote, '<', '&', '\t', '\n', '\r']).unwrap_or(rest.len());
            let text = rest.get(..plain).unwrap_or_default();
            self.check_characters(text)?;
            value.push_str(text);
            self.advance(plain);
            match self.peek() {
                None => return Err(self.error("There is an unclosed literal string.")),
                Some('<') => {
                    return Err(self.error("'<', hexadecimal value 0x3C, is an invalid attribute character."));
                }
                Some('&') => self.reference(&mut value)?,
                Some(found) if found == quote => {
                    self.at += 1;
                    return Ok(value);
                }
                // Line breaks and tabs become spaces; a line break of two characters becomes one.
                Some(_) => {
                    value.push(' ');
                    let length = if self.rest().starts_with("\r\n") { 2 } else { 1 };
                    self.advance(length);
                }
            }
        }
    }

    fn unexpected_token(&self, expected: &str) -> Exception {
        match self.peek() {
            Some(found) => self.error(&format!("'{found}' is an unexpected token. The expected token is {expected}.")),
            None => self.error("Unexpected end of file has occurred."),
        }
    }

    /// `&amp;`, `&#65;`, `&#x41;`.
    fn reference(&mut self, out: &mut String) -> Result<(), Exception> {
        self.at += 1;
        let position = self.position();
        let rest = self.rest();
        if let Some(number) = rest.strip_prefix('#') {
            let (digits, radix, skipped) = match number.strip_prefix('x') {
                Some(digits) => (digits, 16, 2),
                None => (number, 10, 1),
            };
            let length = digits.find(|digit: char| !digit.is_digit(radix)).unwrap_or(digits.len());
            let code = digits.get(..length).and_then(|digits| u32::from_str_radix(digits, radix).ok());
            if length == 0 || digits.as_bytes().get(length) != Some(&b';') {
                let kind = if radix == 16 { "hexadecimal" } else { "decimal" };
                self.advance(skipped + length);
                return Err(self.error(&format!("Invalid syntax for a {kind} numeric entity reference.")));
            }
            let character = code.and_then(char::from_u32).filter(|character| name::is_xml_character(*character));
            let Some(character) = character else {
                let code = code.unwrap_or(0);
                let shown = char::from_u32(code).unwrap_or('\u{fffd}');
                return Err(self.error_at(
                    &format!("'{shown}', hexadecimal value 0x{code:02X}, is an invalid character."),
                    position,
                ));
            };
            out.push(character);
            self.advance(skipped + length + 1);
            return Ok(());
        }
        if !rest.starts_with(name::is_name_start) {
            return Err(self.error("An error occurred while parsing EntityName."));
        }
        let entity = self.name()?;
        if !self.rest().starts_with(';') {
            return Err(self.unexpected_token("';'"));
        }
        self.at += 1;
        out.push(match entity {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            "apos" => '\'',
            _ => {
                return Err(self.error_at(&format!("Reference to undeclared entity '{entity}'."), position));
            }
        });
        Ok(())
    }

    fn check_characters(&mut self, text: &str) -> Result<(), Exception> {
        match text.char_indices().find(|(_, character)| !name::is_xml_character(*character)) {
            None => Ok(()),
            Some((offset, character)) => {
                self.advance(offset);
                let code = u32::from(character);
                let shown = if code == 0 { '.' } else { character };
                Err(self.error(&format!("'{shown}', hexadecimal value 0x{code:02X}, is an invalid character.")))
            }
        }
    }

    /// The root element with everything in it.
    fn element(&mut self) -> Result<Rc<Node>, Exception> {
        let mut open: Vec<Open<'t>> = Vec::new();
        loop {
            let Some(parent) = open.last() else {
                match self.start_tag(false)? {
                    (root, true) => return Ok(root.element),
                    (root, false) => open.push(root),
                }
                continue;
            };
            let element = parent.element.clone();
            let preserves = parent.preserves_space;
            let rest = self.rest();
            if rest.starts_with("</") {
                let Some(closing) = open.pop() else { return Ok(element) };
                self.end_tag(&closing)?;
                self.scopes.truncate(closing.scopes);
                if element.children_cell().is_some_and(|children| children.borrow().is_empty()) {
                    element.set_end_tag(true);
                }
                match open.last() {
                    None => return Ok(element),
                    Some(parent) => {
                        let parent = parent.element.clone();
                        self.append(&parent, element)?;
                    }
                }
            } else if rest.starts_with("<!--") {
                let comment = self.comment()?;
                self.append(&element, comment)?;
            } else if rest.starts_with("<![CDATA[") {
                let cdata = self.cdata()?;
                self.append(&element, cdata)?;
            } else if rest.starts_with("<?") {
                let instruction = self.instruction()?;
                self.append(&element, instruction)?;
            } else if rest.starts_with("<!") {
                self.advance(2);
                return Err(self.unexpected_token("'[CDATA['"));
            } else if rest.starts_with('<') {
                if open.len() >= usize::from(MAX_HEIGHT) {
                    return Err(Exception::limit("the XML is nested deeper than it may be (limit: MAX_HEIGHT)"));
                }
                match self.start_tag(preserves)? {
                    (child, true) => self.append(&element, child.element)?,
                    (child, false) => open.push(child),
                }
            } else if rest.is_empty() {
                let names: Vec<_> = open.iter().rev().map(|open| open.tag).collect();
                return Err(self.error(&format!(
                    "Unexpected end of file has occurred. The following elements are not closed: {}.",
                    names.join(", ")
                )));
            } else if let Some(text) = self.text(preserves)? {
                self.append(&element, text)?;
            }
        }
    }

    fn text(&mut self, preserves: bool) -> Result<Option<Rc<Node>>, Exception> {
        let mut value = String::new();
        loop {
            let rest = self.rest();
            let plain = rest.find(['<', '&']).unwrap_or(rest.len());
            let text = rest.get(..plain).unwrap_or_default();
            if let Some(end) = text.find("]]>") {
                self.advance(end);
                return Err(self.error("']]>' is not allowed in character data."));
            }
            self.check_characters(text)?;
            value.push_str(&normalise(text));
            self.advance(plain);
            if self.peek() != Some('&') {
                break;
            }
            self.reference(&mut value)?;
        }
        let dropped = self.whitespace == Whitespace::Ignored && !preserves && value.chars().all(is_space);
        Ok((!dropped).then(|| Node::text(Text::from(value))))
    }

    fn cdata(&mut self) -> Result<Rc<Node>, Exception> {
        self.advance("<![CDATA[".len());
        let Some(end) = self.rest().find("]]>") else { return Err(self.unexpected_end("CDATA")) };
        let text = self.rest().get(..end).unwrap_or_default();
        self.check_characters(text)?;
        self.advance(end + 3);
        Ok(Node::cdata(Text::from(normalise(text))))
    }

    fn end_tag(&mut self, open: &Open<'t>) -> Result<(), Exception> {
        self.advance(2);
        let position = self.position();
        let name = self.name()?;
        if name != open.tag {
            let ((line, column), tag) = (open.position, open.tag);
            return Err(self.error_at(
                &format!(
                    "The '{tag}' start tag on line {line} position {column} does not match the end tag of '{name}'."
                ),
                position,
            ));
        }
        self.skip_space();
        if self.eat(">") { Ok(()) } else { Err(self.unexpected_token("'>'")) }
    }

    /// A start tag; true when it is also the end.
    fn start_tag(&mut self, preserves: bool) -> Result<(Open<'t>, bool), Exception> {
        self.at += 1;
        let position = self.position();
        let tag = self.name()?;
        let mut attributes: Vec<Attribute<'t>> = Vec::new();
        let closed = loop {
            let spaced = self.skip_space();
            match self.peek() {
                Some('>') => {
                    self.at += 1;
                    break false;
                }
                Some('/') => {
                    self.at += 1;
                    if !self.eat(">") {
                        return Err(self.unexpected_token("'>'"));
                    }
                    break true;
                }
                None => {
                    return Err(self.error(&format!(
                        "Unexpected end of file has occurred. The following elements are not closed: {tag}."
                    )));
                }
                Some(character) if !spaced => {
                    let message = format!("'{character}' is an unexpected token. Expecting whitespace.");
                    return Err(self.error(&message));
                }
                Some(_) => {
                    let position = self.position();
                    let name = self.name()?;
                    let value = self.attribute_value()?;
                    self.charge()?;
                    attributes.push(Attribute { name, value, position });
                }
            }
        };
        let scopes = self.scopes.len();
        let element = self.resolved(tag, position, &attributes)?;
        let preserves_space = match attributes.iter().find(|attribute| attribute.name == "xml:space") {
            Some(attribute) => attribute.value == "preserve",
            None => preserves,
        };
        if closed {
            self.scopes.truncate(scopes);
        }
        Ok((Open { element, tag, position, scopes, preserves_space }, closed))
    }

    /// The element with its names resolved.
    fn resolved(
        &mut self,
        tag: &'t str,
        position: (usize, usize),
        attributes: &[Attribute<'t>],
    ) -> Result<Rc<Node>, Exception> {
        for attribute in attributes {
            if attribute.name == "xmlns" {
                self.scopes.push(("", Text::from(&*attribute.value)));
            } else if let Some(prefix) = attribute.name.strip_prefix("xmlns:") {
                self.check_declaration(prefix, attribute)?;
                self.scopes.push((prefix, Text::from(&*attribute.value)));
            }
        }
        let (prefix, local) = split(tag);
        let namespace = self.namespace(prefix, position)?;
        let element = Node::element(Name::new(Text::from(local), namespace));
        let mut names: Vec<Name> = Vec::with_capacity(attributes.len());
        for attribute in attributes {
            let (prefix, local) = split(attribute.name);
            let namespace = match prefix {
                "" => Text::EMPTY,
                "xmlns" => Text::literal(XMLNS_NAMESPACE),
                prefix => self.namespace(prefix, attribute.position)?,
            };
            let name = Name::new(Text::from(local), namespace);
            if names.contains(&name) {
                let message = format!("'{}' is a duplicate attribute name.", attribute.name);
                return Err(self.error_at(&message, attribute.position));
            }
            self.runtime.charge(names.len() as u64)?;
            element.link_attribute(Node::attribute(name.clone(), Text::from(&*attribute.value)));
            names.push(name);
        }
        Ok(element)
    }

    fn check_declaration(&self, prefix: &str, attribute: &Attribute<'t>) -> Result<(), Exception> {
        let message = match (prefix, &*attribute.value) {
            ("xmlns", _) => "Prefix \"xmlns\" is reserved for use by XML.",
            ("xml", XML_NAMESPACE) => return Ok(()),
            ("xml", _) | (_, XML_NAMESPACE) => {
                "Prefix \"xml\" is reserved for use by XML and can be mapped only to namespace name \
                 \"http://www.w3.org/XML/1998/namespace\"."
            }
            (_, "") => "Invalid namespace declaration.",
            _ => return Ok(()),
        };
        Err(self.error_at(message, attribute.position))
    }

    fn namespace(&self, prefix: &str, position: (usize, usize)) -> Result<Text, Exception> {
        let declared = self.scopes.iter().rev().find(|(declared, _)| *declared == prefix);
        match (declared, prefix) {
            (Some((_, namespace)), _) => Ok(namespace.clone()),
            (None, "") => Ok(Text::EMPTY),
            (None, "xml") => Ok(Text::literal(XML_NAMESPACE)),
            (None, prefix) => Err(self.error_at(&format!("'{prefix}' is an undeclared prefix."), position)),
        }
    }
}

const NO_DTD: &str = "For security reasons DTD is prohibited in this XML document. To enable DTD processing set the \
                      DtdProcessing property on XmlReaderSettings to Parse and pass the settings into XmlReader.Create \
                      method.";

fn split(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}

fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r')
}

/// Line breaks of all kinds become `\n`.
fn normalise(text: &str) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
}
