//! The XML tree: what a node is and how it is linked. The rules of adding content are in `edit.rs`.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use super::name::Name;
use crate::{
    library::grove::{self, Grove, Linked, Links},
    text::{Text, TextBuilder},
};

/// Elements inside each other that one tree may have. .NET has no bound; real messages stay below thirty, and every
/// walk over a tree recurses by its height.
pub(crate) const MAX_HEIGHT: u16 = 256;

/// One node or attribute.
pub(crate) struct Node {
    links: Links<Node>,
    content: Content,
}

/// The kinds of nodes.
pub(crate) enum Content {
    Document {
        declaration: RefCell<Option<Declaration>>,
        children: RefCell<Vec<Rc<Node>>>,
    },
    Element {
        name: RefCell<Name>,
        attributes: RefCell<Vec<Rc<Node>>>,
        children: RefCell<Vec<Rc<Node>>>,
        /// Without children: whether it is written with an end tag.
        has_end_tag: Cell<bool>,
    },
    Attribute {
        name: Name,
        value: RefCell<Text>,
    },
    Text(RefCell<Text>),
    CData(RefCell<Text>),
    Comment(RefCell<Text>),
    Instruction {
        target: RefCell<Text>,
        data: RefCell<Text>,
    },
}

/// `<?xml version="1.0" …?>`.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct Declaration {
    pub(crate) version: Option<Text>,
    pub(crate) encoding: Option<Text>,
    pub(crate) standalone: Option<Text>,
}

impl Linked for Node {
    fn links(&self) -> &Links<Self> {
        &self.links
    }
}

impl Node {
    fn new(content: Content) -> Rc<Self> {
        Rc::new(Self { links: Links::default(), content })
    }

    pub(crate) fn document(declaration: Option<Declaration>) -> Rc<Self> {
        Self::new(Content::Document { declaration: RefCell::new(declaration), children: RefCell::default() })
    }

    pub(crate) fn element(name: Name) -> Rc<Self> {
        Self::new(Content::Element {
            name: RefCell::new(name),
            attributes: RefCell::default(),
            children: RefCell::default(),
            has_end_tag: Cell::new(false),
        })
    }

    pub(crate) fn attribute(name: Name, value: Text) -> Rc<Self> {
        Self::new(Content::Attribute { name, value: RefCell::new(value) })
    }

    pub(crate) fn text(text: Text) -> Rc<Self> {
        Self::new(Content::Text(RefCell::new(text)))
    }

    pub(crate) fn cdata(text: Text) -> Rc<Self> {
        Self::new(Content::CData(RefCell::new(text)))
    }

    pub(crate) fn comment(text: Text) -> Rc<Self> {
        Self::new(Content::Comment(RefCell::new(text)))
    }

    pub(crate) fn instruction(target: Text, data: Text) -> Rc<Self> {
        Self::new(Content::Instruction { target: RefCell::new(target), data: RefCell::new(data) })
    }

    pub(crate) fn content(&self) -> &Content {
        &self.content
    }

    pub(crate) fn is_element(&self) -> bool {
        matches!(self.content, Content::Element { .. })
    }

    pub(crate) fn is_attribute(&self) -> bool {
        matches!(self.content, Content::Attribute { .. })
    }

    pub(crate) fn is_text(&self) -> bool {
        matches!(self.content, Content::Text(_) | Content::CData(_))
    }

    /// The name of an element or attribute.
    pub(crate) fn name(&self) -> Option<Name> {
        match &self.content {
            Content::Element { name, .. } => Some(name.borrow().clone()),
            Content::Attribute { name, .. } => Some(name.clone()),
            _ => None,
        }
    }

    pub(crate) fn parent(&self) -> Option<Rc<Node>> {
        self.links.parent()
    }

    /// The parent when it is an element.
    pub(crate) fn parent_element(&self) -> Option<Rc<Node>> {
        self.parent().filter(|parent| parent.is_element())
    }

    pub(crate) fn root(self: &Rc<Self>) -> Rc<Node> {
        grove::root(self)
    }

    /// Children of an element or document.
    pub(crate) fn children_cell(&self) -> Option<&RefCell<Vec<Rc<Node>>>> {
        match &self.content {
            Content::Element { children, .. } | Content::Document { children, .. } => Some(children),
            _ => None,
        }
    }

    /// Attributes of an element.
    pub(crate) fn attributes_cell(&self) -> Option<&RefCell<Vec<Rc<Node>>>> {
        match &self.content {
            Content::Element { attributes, .. } => Some(attributes),
            _ => None,
        }
    }

    pub(crate) fn children(&self) -> Vec<Rc<Node>> {
        self.children_cell().map(|children| children.borrow().clone()).unwrap_or_default()
    }

    pub(crate) fn attributes(&self) -> Vec<Rc<Node>> {
        self.attributes_cell().map(|attributes| attributes.borrow().clone()).unwrap_or_default()
    }

    pub(crate) fn first_child(&self) -> Option<Rc<Node>> {
        self.children_cell()?.borrow().first().cloned()
    }

    pub(crate) fn last_child(&self) -> Option<Rc<Node>> {
        self.children_cell()?.borrow().last().cloned()
    }

    /// The attribute of this name.
    pub(crate) fn find_attribute(&self, name: &Name) -> Option<Rc<Node>> {
        let attributes = self.attributes_cell()?.borrow();
        attributes.iter().find(|attribute| attribute.name().as_ref() == Some(name)).cloned()
    }

    /// Position among the children, or for attributes among the attributes, of the parent.
    pub(crate) fn index(&self) -> Option<usize> {
        let parent = self.parent()?;
        let siblings = if self.is_attribute() { parent.attributes_cell() } else { parent.children_cell() };
        self.links.position(&siblings?.borrow())
    }

    /// The sibling `offset` places after this one.
    pub(crate) fn sibling(&self, offset: isize) -> Option<Rc<Node>> {
        let parent = self.parent()?;
        let index = self.index()?.checked_add_signed(offset)?;
        let siblings = if self.is_attribute() { parent.attributes_cell() } else { parent.children_cell() };
        siblings?.borrow().get(index).cloned()
    }

    /// `Value`: the text below an element, an attribute's value, the text itself.
    pub(crate) fn value(&self) -> Text {
        match &self.content {
            Content::Attribute { value, .. } => value.borrow().clone(),
            Content::Text(text) | Content::CData(text) | Content::Comment(text) => text.borrow().clone(),
            Content::Instruction { data, .. } => data.borrow().clone(),
            Content::Element { children, .. } | Content::Document { children, .. } => {
                if let [only] = children.borrow().as_slice()
                    && only.is_text()
                {
                    return only.value();
                }
                let mut out = TextBuilder::new();
                self.push_text(&mut out);
                out.finish()
            }
        }
    }

    fn push_text(&self, out: &mut TextBuilder) {
        let Some(children) = self.children_cell() else { return };
        for child in children.borrow().iter() {
            match &child.content {
                Content::Text(text) | Content::CData(text) => out.push(&text.borrow()),
                Content::Element { .. } => child.push_text(out),
                _ => {}
            }
        }
    }

    /// Whether an element is written `<a />`.
    pub(crate) fn is_empty_element(&self) -> bool {
        match &self.content {
            Content::Element { children, has_end_tag, .. } => children.borrow().is_empty() && !has_end_tag.get(),
            _ => false,
        }
    }

    pub(crate) fn set_end_tag(&self, present: bool) {
        if let Content::Element { has_end_tag, .. } = &self.content {
            has_end_tag.set(present);
        }
    }

    /// Hangs a parentless child in at `index`.
    pub(crate) fn link_child(self: &Rc<Self>, index: usize, child: Rc<Node>) {
        let Some(children) = self.children_cell() else { return };
        let mut children = children.borrow_mut();
        let index = index.min(children.len());
        child.links.set_parent(self, index);
        children.insert(index, child);
    }

    /// Adds a parentless attribute.
    pub(crate) fn link_attribute(self: &Rc<Self>, attribute: Rc<Node>) {
        let Some(attributes) = self.attributes_cell() else { return };
        let mut attributes = attributes.borrow_mut();
        attribute.links.set_parent(self, attributes.len());
        attributes.push(attribute);
    }

    /// Takes the node out of its parent.
    pub(crate) fn unlink(&self) {
        let (Some(parent), Some(index)) = (self.parent(), self.index()) else { return };
        let siblings = if self.is_attribute() { parent.attributes_cell() } else { parent.children_cell() };
        if let Some(siblings) = siblings {
            siblings.borrow_mut().remove(index);
            if !self.is_attribute() && siblings.borrow().is_empty() {
                parent.set_end_tag(false);
            }
        }
        self.links.clear_parent();
    }

    /// The namespace that a prefix means here; `""` asks for the default namespace.
    pub(crate) fn namespace_of_prefix(self: &Rc<Self>, prefix: &str) -> Option<Text> {
        let mut current = Some(self.clone());
        while let Some(node) = current {
            for attribute in node.attributes() {
                let Some(name) = attribute.name() else { continue };
                let declares = name.is_namespace_declaration()
                    && if prefix.is_empty() {
                        name.namespace().is_empty()
                    } else {
                        !name.namespace().is_empty() && *name.local() == *prefix
                    };
                if declares {
                    return Some(attribute.value());
                }
            }
            current = node.parent();
        }
        match prefix {
            "xml" => Some(Text::literal(super::name::XML_NAMESPACE)),
            "xmlns" => Some(Text::literal(super::name::XMLNS_NAMESPACE)),
            _ => None,
        }
    }

    /// A copy of the node and all below it, without a parent.
    pub(crate) fn copy(&self) -> Rc<Node> {
        let made = match &self.content {
            Content::Document { declaration, .. } => Self::document(declaration.borrow().clone()),
            Content::Element { name, has_end_tag, .. } => {
                let element = Self::element(name.borrow().clone());
                element.set_end_tag(has_end_tag.get());
                element
            }
            Content::Attribute { name, value } => Self::attribute(name.clone(), value.borrow().clone()),
            Content::Text(text) => Self::text(text.borrow().clone()),
            Content::CData(text) => Self::cdata(text.borrow().clone()),
            Content::Comment(text) => Self::comment(text.borrow().clone()),
            Content::Instruction { target, data } => Self::instruction(target.borrow().clone(), data.borrow().clone()),
        };
        for attribute in self.attributes() {
            made.link_attribute(attribute.copy());
        }
        for (index, child) in self.children().iter().enumerate() {
            made.link_child(index, child.copy());
        }
        made
    }

    /// Nodes and attributes of this tree, for what a copy costs.
    pub(crate) fn count(&self) -> usize {
        let below: usize = self.children().iter().map(|child| child.count()).sum();
        1 + self.attributes().len() + below
    }
}

/// A reference to a node, as .NET code holds it.
#[derive(Clone)]
pub(crate) struct Xml {
    pub(crate) node: Rc<Node>,
    pub(super) grove: Rc<Grove<Node>>,
}

impl Xml {
    /// A node that nothing else refers to, and all below it.
    pub(crate) fn new(node: Rc<Node>) -> Self {
        Self { grove: Grove::of(node.clone()), node }
    }

    /// Another node of the same trees.
    pub(crate) fn at(&self, node: Rc<Node>) -> Self {
        Self { node, grove: self.grove.clone() }
    }

    pub(crate) fn all(&self, nodes: Vec<Rc<Node>>) -> Vec<Self> {
        nodes.into_iter().map(|node| self.at(node)).collect()
    }
}
