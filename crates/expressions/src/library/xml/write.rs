//! Writes XML as `ToString()` and `Save` of XLinq do: indented by two spaces unless an element holds text, with
//! namespace declarations added where the tree lacks them.

use std::rc::Rc;

use super::{
    name::{Name, XML_NAMESPACE, XMLNS_NAMESPACE},
    node::{Content, Node},
};
use crate::{
    exception::Exception,
    text::{Text, TextBuilder},
};

/// `SaveOptions`.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct SaveOptions {
    pub(crate) disable_formatting: bool,
    pub(crate) omit_duplicate_namespaces: bool,
}

impl SaveOptions {
    /// From .NET's number.
    pub(crate) fn from_number(number: i64) -> Self {
        Self { disable_formatting: number & 1 != 0, omit_duplicate_namespaces: number & 2 != 0 }
    }
}

/// The text of any node, or why .NET's writer refuses to write it.
pub(crate) fn to_text(node: &Rc<Node>, options: SaveOptions) -> Result<Text, Exception> {
    let (text, problem) = write(node, options);
    problem.map_or(Ok(text), Err)
}

/// The text of any node, whatever it holds; for places that cannot fail.
pub(crate) fn to_text_anyhow(node: &Rc<Node>) -> Text {
    write(node, SaveOptions::default()).0
}

fn write(node: &Rc<Node>, options: SaveOptions) -> (Text, Option<Exception>) {
    let mut writer = Writer {
        out: TextBuilder::new(),
        options,
        inherited: Vec::new(),
        scopes: Vec::new(),
        depth: 0,
        mixed: false,
        problem: None,
    };
    writer.inherit(node);
    writer.node(node);
    (writer.out.finish(), writer.problem)
}

struct Writer {
    out: TextBuilder,
    options: SaveOptions,
    /// Declarations of the elements around the written one: their prefixes are used but not yet written.
    inherited: Vec<(Text, Text)>,
    /// Prefixes and namespaces that the output has, innermost last. As in .NET every element puts its own prefix here,
    /// which is what generated prefixes are numbered by.
    scopes: Vec<(Text, Text)>,
    depth: usize,
    /// Text was written in an element that is still open: nothing is indented any more.
    mixed: bool,
    /// The first thing that no XML can say.
    problem: Option<Exception>,
}

impl Writer {
    fn inherit(&mut self, node: &Rc<Node>) {
        let mut around = Vec::new();
        let mut parent = node.parent();
        while let Some(element) = parent {
            parent = element.parent();
            around.push(element);
        }
        for element in around.iter().rev() {
            self.inherited.extend(declarations(element));
        }
    }

    fn node(&mut self, node: &Rc<Node>) {
        match node.content() {
            Content::Document { children, .. } => {
                for child in children.borrow().iter() {
                    self.node(child);
                }
            }
            Content::Element { .. } => self.element(node),
            Content::Attribute { name, value } => {
                let prefix = self.prefix_of(name.namespace(), false).unwrap_or_default();
                self.attribute(&prefix, name.local(), &value.borrow());
            }
            Content::Text(text) => {
                self.mixed = true;
                self.escape(&text.borrow(), false);
            }
            Content::CData(text) => {
                self.mixed = true;
                self.out.push_str("<![CDATA[");
                let text = text.borrow();
                self.out.push_str(&text.to_str().replace("]]>", "]]]]><![CDATA[>"));
                self.out.push_str("]]>");
            }
            Content::Comment(text) => {
                self.indent();
                self.out.push_str("<!--");
                self.out.push(&text.borrow());
                self.out.push_str("-->");
            }
            Content::Instruction { target, data } => {
                self.indent();
                self.out.push_str("<?");
                self.out.push(&target.borrow());
                if !data.borrow().is_empty() {
                    self.out.push_str(" ");
                    self.out.push(&data.borrow());
                }
                self.out.push_str("?>");
            }
        }
    }

    fn element(&mut self, element: &Rc<Node>) {
        let Some(name) = element.name() else { return };
        self.indent();
        let (scopes, inherited, mixed) = (self.scopes.len(), self.inherited.len(), self.mixed);
        let declared: Vec<_> = declarations(element).collect();
        self.inherited.extend(declared.iter().cloned());

        let prefix = self.element_prefix(&name);
        self.out.push_str("<");
        let tag = qualified(&prefix, name.local());
        self.out.push(&tag);
        let mut missing = Vec::new();
        if let Some((_, other)) = declared.iter().find(|(own, uri)| *own == prefix && uri != name.namespace()) {
            let namespace = name.namespace();
            self.refuse(
                "System.Xml.XmlException",
                &format!(
                    "The prefix '{prefix}' cannot be redefined from '{namespace}' to '{other}' within the same start \
                     element tag."
                ),
            );
        }
        let needs_declaration = self.lookup(&prefix).unwrap_or_default() != *name.namespace();
        self.scopes.push((prefix.clone(), name.namespace().clone()));
        if needs_declaration && !declared.iter().any(|(own, _)| *own == prefix) {
            missing.push((prefix, name.namespace().clone()));
        }
        self.attributes(element, scopes, &mut missing);
        // .NET declares what is missing last in, first out.
        for (prefix, namespace) in missing.into_iter().rev() {
            if prefix.is_empty() {
                self.attribute(&Text::EMPTY, &Text::literal("xmlns"), &namespace);
            } else {
                self.attribute(&Text::literal("xmlns"), &prefix, &namespace);
            }
        }

        if element.is_empty_element() {
            self.out.push_str(" />");
        } else {
            self.out.push_str(">");
            self.depth += 1;
            let children = element.children();
            for child in &children {
                self.node(child);
            }
            self.depth -= 1;
            if !children.is_empty() {
                self.indent();
            }
            self.out.push_str("</");
            self.out.push(&tag);
            self.out.push_str(">");
        }
        self.mixed = mixed;
        self.scopes.truncate(scopes);
        self.inherited.truncate(inherited);
    }

    fn attributes(&mut self, element: &Rc<Node>, outer: usize, missing: &mut Vec<(Text, Text)>) {
        for attribute in element.attributes() {
            let Some(name) = attribute.name() else { continue };
            let value = attribute.value();
            if name.is_namespace_declaration() {
                let prefix = if name.namespace().is_empty() { Text::EMPTY } else { name.local().clone() };
                let redundant = self.options.omit_duplicate_namespaces
                    && self.scopes.iter().take(outer).rev().find(|(own, _)| *own == prefix).map(|(_, uri)| uri)
                        == Some(&value);
                self.scopes.push((prefix, value.clone()));
                if redundant {
                    continue;
                }
                let prefix = if name.namespace().is_empty() { Text::EMPTY } else { Text::literal("xmlns") };
                self.attribute(&prefix, name.local(), &value);
                continue;
            }
            let prefix = match self.prefix_of(name.namespace(), false) {
                Some(prefix) => {
                    if self.lookup(&prefix).as_ref() != Some(name.namespace()) && !prefix.is_empty() {
                        self.scopes.push((prefix.clone(), name.namespace().clone()));
                        missing.push((prefix.clone(), name.namespace().clone()));
                    }
                    prefix
                }
                None => {
                    let prefix = Text::from(format!("p{}", self.scopes.len()));
                    self.scopes.push((prefix.clone(), name.namespace().clone()));
                    missing.push((prefix.clone(), name.namespace().clone()));
                    prefix
                }
            };
            self.attribute(&prefix, name.local(), &value);
        }
    }

    fn element_prefix(&self, name: &Name) -> Text {
        self.prefix_of(name.namespace(), true).unwrap_or_default()
    }

    /// The prefix the tree has for a namespace; the empty one only where `allow_default` says so.
    fn prefix_of(&self, namespace: &Text, allow_default: bool) -> Option<Text> {
        if namespace.is_empty() {
            return Some(Text::EMPTY);
        }
        if *namespace == XML_NAMESPACE {
            return Some(Text::literal("xml"));
        }
        if *namespace == XMLNS_NAMESPACE {
            return Some(Text::literal("xmlns"));
        }
        let all = || self.scopes.iter().chain(&self.inherited);
        let usable = |(prefix, uri): &&(Text, Text)| {
            uri == namespace && (allow_default || !prefix.is_empty()) && {
                let innermost = self.inherited.iter().rev().find(|(own, _)| own == prefix);
                innermost.is_none_or(|(_, uri)| uri == namespace)
            }
        };
        let inherited = self.inherited.iter().rev().find(usable);
        inherited.or_else(|| all().rev().find(usable)).map(|(prefix, _)| prefix.clone())
    }

    /// What the output has declared for a prefix.
    fn lookup(&self, prefix: &Text) -> Option<Text> {
        if *prefix == "xml" {
            return Some(Text::literal(XML_NAMESPACE));
        }
        self.scopes.iter().rev().find(|(own, _)| own == prefix).map(|(_, uri)| uri.clone())
    }

    fn attribute(&mut self, prefix: &Text, local: &Text, value: &Text) {
        if !self.out.is_empty() {
            self.out.push_str(" ");
        }
        self.out.push(&qualified(prefix, local));
        self.out.push_str("=\"");
        self.escape(value, true);
        self.out.push_str("\"");
    }

    /// Appends text with XML's escapes.
    fn escape(&mut self, text: &Text, in_attribute: bool) {
        let special = |unit: u16| unit < 0x20 || matches!(unit, 0x22 | 0x26 | 0x3c | 0x3e) || unit >= 0xd800;
        if !text.units().any(special) {
            return self.out.push(text);
        }
        let units = text.to_units();
        for (index, unit) in units.iter().enumerate() {
            match u8::try_from(*unit).unwrap_or(0x7f) {
                b'&' => self.out.push_str("&amp;"),
                b'<' => self.out.push_str("&lt;"),
                b'>' => self.out.push_str("&gt;"),
                b'"' if in_attribute => self.out.push_str("&quot;"),
                b'\t' if in_attribute => self.out.push_str("&#x9;"),
                b'\n' if in_attribute => self.out.push_str("&#xA;"),
                b'\r' if in_attribute => self.out.push_str("&#xD;"),
                // Line breaks of text are written as the platform's.
                b'\r' if units.get(index + 1) == Some(&10) => {}
                b'\r' => self.out.push_unit(10),
                _ => {
                    if is_invalid(*unit) {
                        let shown = Text::from_unit(*unit);
                        self.refuse(
                            "System.ArgumentException",
                            &format!("'{shown}', hexadecimal value 0x{unit:02X}, is an invalid character."),
                        );
                    }
                    self.out.push_unit(*unit);
                }
            }
        }
    }

    fn refuse(&mut self, class: &'static str, message: &str) {
        if self.problem.is_none() {
            self.problem = Some(Exception::new(class, message));
        }
    }

    fn indent(&mut self) {
        if self.mixed || self.options.disable_formatting || self.out.is_empty() {
            return;
        }
        self.out.push_unit(10);
        for _ in 0..self.depth {
            self.out.push_str("  ");
        }
    }
}

/// Prefixes and namespaces that an element declares.
fn declarations(element: &Rc<Node>) -> impl Iterator<Item = (Text, Text)> + use<> {
    element.attributes().into_iter().filter_map(|attribute| {
        let name = attribute.name().filter(Name::is_namespace_declaration)?;
        let prefix = if name.namespace().is_empty() { Text::EMPTY } else { name.local().clone() };
        Some((prefix, attribute.value()))
    })
}

/// The prefix that a namespace has at an element, as `GetPrefixOfNamespace` looks for it.
pub(crate) fn prefix_at(element: &Rc<Node>, namespace: &Text) -> Option<Text> {
    if *namespace == XML_NAMESPACE {
        return Some(Text::literal("xml"));
    }
    if *namespace == XMLNS_NAMESPACE {
        return Some(Text::literal("xmlns"));
    }
    let mut current = Some(element.clone());
    while let Some(node) = current {
        for (prefix, uri) in declarations(&node) {
            if uri == *namespace && !prefix.is_empty() {
                let meant = element.namespace_of_prefix(&prefix.to_str());
                if meant.as_ref() == Some(namespace) {
                    return Some(prefix);
                }
            }
        }
        current = node.parent();
    }
    None
}

fn qualified(prefix: &Text, local: &Text) -> Text {
    if prefix.is_empty() { local.clone() } else { Text::from(format!("{prefix}:{local}")) }
}

/// Characters that XML has no form for; pairs of surrogates are left to the reader.
fn is_invalid(unit: u16) -> bool {
    matches!(unit, 0..=8 | 11 | 12 | 14..=31 | 0xfffe | 0xffff)
}
