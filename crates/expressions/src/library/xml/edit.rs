//! Adding content to trees by XLinq's rules: strings are joined to the text before them, nodes that have a parent are
//! copied, sequences are taken apart, and a document holds one element and no text.

use std::rc::Rc;

use super::{
    convert,
    node::{Content, MAX_HEIGHT, Node, Xml},
};
use crate::{
    exception::Exception,
    library::grove,
    runtime::Runtime,
    text::Text,
    types::{Type, TypeId},
    value::Value,
};

/// Bytes charged for a copied node.
const NODE_BYTES: usize = 160;

/// Where content goes among the children.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    End,
    At(usize),
}

impl Xml {
    /// `XContainer.Add(object)`, `AddFirst`, `AddAfterSelf` and the like. Gives the place behind what was added.
    pub(crate) fn add(&self, place: Place, content: &Value, runtime: &mut Runtime<'_>) -> Result<Place, Exception> {
        runtime.charge(1)?;
        match content {
            Value::Null => Ok(place),
            Value::Object(_) => match content.downcast::<Xml>() {
                Some(node) if node.node.is_attribute() => {
                    self.add_attribute(node, runtime)?;
                    Ok(place)
                }
                Some(node) => self.add_node(place, node, runtime),
                None if runtime.surface().is_subtype(&content.type_of(), &Type::Plain(TypeId::IENUMERABLE)) => {
                    runtime.check_stack()?;
                    let mut place = place;
                    for item in runtime.collect(content)? {
                        place = self.add(place, &item, runtime)?;
                    }
                    Ok(place)
                }
                None => self.add_string(place, &convert::to_text(content), runtime),
            },
            _ => self.add_string(place, &convert::to_text(content), runtime),
        }
    }

    fn position(&self, place: Place) -> usize {
        let count = self.node.children_cell().map_or(0, |children| children.borrow().len());
        match place {
            Place::End => count,
            Place::At(index) => index.min(count),
        }
    }

    fn add_string(&self, place: Place, text: &Text, runtime: &mut Runtime<'_>) -> Result<Place, Exception> {
        let at = self.position(place);
        if matches!(self.node.content(), Content::Document { .. }) {
            if text.units().any(|unit| !matches!(unit, 9 | 10 | 13 | 32)) {
                return Err(argument("Non-whitespace characters cannot be added to content."));
            }
            return Ok(place);
        }
        if text.is_empty() {
            if self.node.first_child().is_none() {
                self.node.set_end_tag(true);
            }
            return Ok(place);
        }
        let before = at.checked_sub(1).and_then(|index| self.node.children().get(index).cloned());
        if let Some(before) = before
            && let Content::Text(own) = before.content()
        {
            runtime.allocate(own.borrow().len() + text.len())?;
            let joined = own.borrow().concat(text);
            *own.borrow_mut() = joined;
            return Ok(place);
        }
        runtime.allocate(text.len() + NODE_BYTES)?;
        self.node.link_child(at, Node::text(text.clone()));
        Ok(next(place, at))
    }

    fn add_node(&self, place: Place, added: &Xml, runtime: &mut Runtime<'_>) -> Result<Place, Exception> {
        let at = self.position(place);
        self.validate(&added.node, at)?;
        let added = if added.node.parent().is_some() || Rc::ptr_eq(&self.node.root(), &added.node) {
            runtime.allocate(added.node.count() * NODE_BYTES)?;
            Xml::new(added.node.copy())
        } else {
            added.clone()
        };
        if !grove::has_room_for(&self.node, &added.node, MAX_HEIGHT) {
            return Err(Exception::limit("the XML tree is nested deeper than one may be (limit: MAX_HEIGHT)"));
        }
        self.node.link_child(at, added.node.clone());
        added.grove.join(&self.grove);
        Ok(next(place, at))
    }

    fn validate(&self, added: &Rc<Node>, at: usize) -> Result<(), Exception> {
        let is_document = matches!(self.node.content(), Content::Document { .. });
        match added.content() {
            Content::Document { .. } => Err(argument("A node of type Document cannot be added to content.")),
            Content::CData(_) if is_document => Err(argument("A node of type CDATA cannot be added to content.")),
            Content::Text(text) if is_document => {
                let is_space = text.borrow().units().all(|unit| matches!(unit, 9 | 10 | 13 | 32));
                if is_space { Ok(()) } else { Err(argument("A node of type Text cannot be added to content.")) }
            }
            Content::Element { .. } if is_document && self.node.children().iter().any(|child| child.is_element()) => {
                let _ = at;
                Err(Exception::invalid_operation("This operation would create an incorrectly structured document."))
            }
            _ => Ok(()),
        }
    }

    /// Adds an attribute to an element.
    pub(crate) fn add_attribute(&self, added: &Xml, runtime: &mut Runtime<'_>) -> Result<(), Exception> {
        if !self.node.is_element() {
            return Err(argument("An attribute cannot be added to content."));
        }
        let name = added.node.name();
        if name.as_ref().is_some_and(|name| self.node.find_attribute(name).is_some()) {
            return Err(Exception::invalid_operation("Duplicate attribute."));
        }
        let added = if added.node.parent().is_some() {
            runtime.allocate(NODE_BYTES)?;
            Xml::new(added.node.copy())
        } else {
            added.clone()
        };
        self.node.link_attribute(added.node.clone());
        added.grove.join(&self.grove);
        Ok(())
    }

    /// Takes the node out of its parent; its tree keeps it alive.
    pub(crate) fn remove(&self) -> Result<(), Exception> {
        if self.node.parent().is_none() {
            return Err(missing_parent());
        }
        self.node.unlink();
        self.grove.retain(self.node.clone());
        Ok(())
    }

    /// Removes all children.
    pub(crate) fn remove_children(&self) {
        for child in self.node.children().iter().rev() {
            child.unlink();
            self.grove.retain(child.clone());
        }
        self.node.set_end_tag(false);
    }

    /// `XElement.Value = text`.
    pub(crate) fn set_text(&self, text: &Text, runtime: &mut Runtime<'_>) -> Result<(), Exception> {
        self.remove_children();
        self.add_string(Place::End, text, runtime).map(drop)
    }
}

fn next(place: Place, at: usize) -> Place {
    match place {
        Place::End => Place::End,
        Place::At(_) => Place::At(at + 1),
    }
}

pub(crate) fn missing_parent() -> Exception {
    Exception::invalid_operation("The parent is missing.")
}

fn argument(message: &'static str) -> Exception {
    Exception::new("System.ArgumentException", Text::literal(message))
}

/// `XNode.DeepEquals`.
pub(crate) fn deep_equals(one: &Node, two: &Node) -> bool {
    match (one.content(), two.content()) {
        (Content::Element { .. }, Content::Element { .. }) => {
            let (first, second) = (one.attributes(), two.attributes());
            one.name() == two.name()
                && first.len() == second.len()
                && first.iter().zip(&second).all(|(one, two)| one.name() == two.name() && one.value() == two.value())
                && one.is_empty_element() == two.is_empty_element()
                && same_children(one, two)
        }
        (Content::Document { .. }, Content::Document { .. }) => same_children(one, two),
        (Content::Text(one), Content::Text(two))
        | (Content::CData(one), Content::CData(two))
        | (Content::Comment(one), Content::Comment(two)) => *one.borrow() == *two.borrow(),
        (Content::Instruction { target: name, data: one }, Content::Instruction { target: other, data: two }) => {
            *name.borrow() == *other.borrow() && *one.borrow() == *two.borrow()
        }
        _ => false,
    }
}

fn same_children(one: &Node, two: &Node) -> bool {
    let (first, second) = (joined(one), joined(two));
    first.len() == second.len() && first.iter().zip(&second).all(|(one, two)| deep_equals(one, two))
}

/// Children with neighbouring texts made one, as they would be read back.
fn joined(node: &Node) -> Vec<Rc<Node>> {
    let mut out: Vec<Rc<Node>> = Vec::new();
    for child in node.children() {
        if let (Content::Text(text), Some(Content::Text(before))) =
            (child.content(), out.last().map(|last| last.content()))
        {
            let text = before.borrow().concat(&text.borrow());
            out.pop();
            out.push(Node::text(text));
            continue;
        }
        out.push(child);
    }
    out
}
