//! Nodes and names as .NET objects, and the sequences that navigation gives.

use std::rc::Rc;

use super::{
    name::Name,
    node::{Content, Node, Xml},
    write,
};
use crate::{
    exception::Exception,
    library::lazy,
    runtime::Call,
    text::Text,
    types::{Type, TypeId},
    value::{Object, Value},
};

impl Object for Xml {
    fn type_of(&self) -> Type {
        class(match self.node.content() {
            Content::Document { .. } => "System.Xml.Linq.XDocument",
            Content::Element { .. } => "System.Xml.Linq.XElement",
            Content::Attribute { .. } => "System.Xml.Linq.XAttribute",
            Content::Text(_) => "System.Xml.Linq.XText",
            Content::CData(_) => "System.Xml.Linq.XCData",
            Content::Comment(_) => "System.Xml.Linq.XComment",
            Content::Instruction { .. } => "System.Xml.Linq.XProcessingInstruction",
        })
    }

    fn identity(&self) -> usize {
        Rc::as_ptr(&self.node) as usize
    }

    fn to_text(&self) -> Text {
        write::to_text_anyhow(&self.node)
    }
}

impl From<Xml> for Value {
    fn from(xml: Xml) -> Self {
        Self::object(xml)
    }
}

/// `XName` as an object.
pub(crate) struct NameObject(pub(crate) Name);

impl Object for NameObject {
    fn type_of(&self) -> Type {
        class("System.Xml.Linq.XName")
    }

    fn to_text(&self) -> Text {
        Text::from(self.0.to_string())
    }

    fn equals(&self, other: &Value) -> bool {
        other.downcast::<Self>().is_some_and(|other| other.0 == self.0)
    }

    fn hash_code(&self) -> i32 {
        Value::Text(self.0.local().clone()).hash_code() ^ Value::Text(self.0.namespace().clone()).hash_code()
    }
}

/// `XNamespace` as an object.
pub(crate) struct Namespace(pub(crate) Text);

impl Object for Namespace {
    fn type_of(&self) -> Type {
        class("System.Xml.Linq.XNamespace")
    }

    fn to_text(&self) -> Text {
        self.0.clone()
    }

    fn equals(&self, other: &Value) -> bool {
        other.downcast::<Self>().is_some_and(|other| other.0 == self.0)
    }

    fn hash_code(&self) -> i32 {
        Value::Text(self.0.clone()).hash_code()
    }
}

/// Bytes charged for a node that an expression makes.
const NODE_BYTES: usize = 200;

/// A new node, charged to the budget.
pub(super) fn made(call: &mut Call, node: Rc<Node>) -> Result<Xml, Exception> {
    call.runtime.allocate(NODE_BYTES)?;
    Ok(Xml::new(node))
}

/// A declared class by its full name.
pub(super) fn class(name: &'static str) -> Type {
    Type::Plain(TypeId::of(name))
}

/// The receiver.
pub(super) fn this(call: &Call) -> Result<Xml, Exception> {
    call.this_object::<Xml>().cloned()
}

/// Null for the absence of a node.
pub(super) fn optional(of: &Xml, node: Option<Rc<Node>>) -> Value {
    node.map_or(Value::Null, |node| of.at(node).into())
}

/// The `XName` argument at `index`; null stands for none.
pub(super) fn name_argument(call: &Call, index: usize) -> Option<Name> {
    call.arg(index).downcast::<NameObject>().map(|name| name.0.clone())
}

/// How to go on from a node, when a sequence is walked step by step.
pub(super) type Step = fn(&Rc<Node>, &Rc<Node>) -> Option<Rc<Node>>;

/// A lazy walk: begins with `first(of)`, goes on with `next(current, of)` and shows the nodes that `wanted` accepts.
/// Like .NET's it follows the tree as it is while it is walked.
pub(super) fn walk(
    item: &'static str,
    of: &Xml,
    first: fn(&Rc<Node>) -> Option<Rc<Node>>,
    next: Step,
    wanted: impl Fn(&Node) -> bool + Clone + 'static,
) -> Value {
    let of = of.clone();
    lazy::sequence(class(item), move |_| {
        let (of, wanted) = (of.clone(), wanted.clone());
        let mut current: Option<Rc<Node>> = None;
        let mut begun = false;
        Ok(lazy::iterator(move |runtime| {
            loop {
                runtime.charge(1)?;
                let following = match (&current, begun) {
                    (None, false) => first(&of.node),
                    (None, true) => None,
                    (Some(node), _) => next(node, &of.node),
                };
                begun = true;
                current = following;
                match &current {
                    None => return Ok(None),
                    Some(node) if wanted(node) => return Ok(Some(of.at(node.clone()).into())),
                    Some(_) => {}
                }
            }
        }))
    })
}

/// The next node in document order below `top`.
pub(super) fn next_below(node: &Rc<Node>, top: &Rc<Node>) -> Option<Rc<Node>> {
    if let Some(child) = node.first_child() {
        return Some(child);
    }
    let mut current = node.clone();
    while !Rc::ptr_eq(&current, top) {
        if let Some(next) = current.sibling(1) {
            return Some(next);
        }
        current = current.parent()?;
    }
    None
}

/// A sequence of nodes that is already known.
pub(super) fn listed(item: &'static str, nodes: Vec<Xml>) -> Value {
    lazy::sequence(class(item), move |runtime| {
        runtime.allocate(nodes.len() * size_of::<Xml>())?;
        let mut nodes = nodes.clone().into_iter();
        Ok(lazy::iterator(move |_| Ok(nodes.next().map(Value::from))))
    })
}

/// The nodes of a sequence argument; other items are passed over.
pub(super) fn sequence_argument(call: &mut Call, index: usize, parameter: &str) -> Result<Vec<Xml>, Exception> {
    let source = call.not_null(index, parameter)?.clone();
    Ok(call.runtime.collect(&source)?.iter().filter_map(|item| item.downcast::<Xml>().cloned()).collect())
}
