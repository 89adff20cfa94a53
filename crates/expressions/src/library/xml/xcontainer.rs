//! `XContainer`: what elements and documents share.

use std::rc::Rc;

use super::{
    edit::Place,
    node::Node,
    object::{name_argument, next_below, optional, this, walk},
    xnode::{ELEMENT, NODE, no_elements},
};
use crate::{Call, Declarations, Exception, Value};

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("System.Xml.Linq.XContainer", "An element or document.")
        .is_a("XNode")
        .has(
            "XNode FirstNode",
            |call| {
                let xml = this(call)?;
                Ok(optional(&xml, xml.node.first_child()))
            },
            "The first node in it.",
        )
        .has(
            "XNode LastNode",
            |call| {
                let xml = this(call)?;
                Ok(optional(&xml, xml.node.last_child()))
            },
            "The last node in it.",
        )
        .has("void Add(object content)", add, "Adds content at the end.")
        .has("void Add(params object[] content)", add, "Adds content at the end.")
        .has("void AddFirst(object content)", add_first, "Adds content at the beginning.")
        .has("void AddFirst(params object[] content)", add_first, "Adds content at the beginning.")
        .has("IEnumerable<XNode> Nodes()", nodes, "The nodes in it.")
        .has("IEnumerable<XElement> Elements()", elements, "The elements in it.")
        .has("IEnumerable<XElement> Elements(XName name)", elements, "The elements of a name in it.")
        .has("XElement Element(XName name)", element, "The first element of a name in it, or null.")
        .has("IEnumerable<XElement> Descendants()", |call| descendants(call, false), "All elements below it.")
        .has(
            "IEnumerable<XElement> Descendants(XName name)",
            |call| descendants(call, false),
            "All elements of a name below it.",
        )
        .has("IEnumerable<XNode> DescendantNodes()", |call| descendant_nodes(call, false), "All nodes below it.")
        .has("void RemoveNodes()", remove_nodes, "Removes the nodes in it.")
        .has("void ReplaceNodes(object content)", replace_nodes, "Removes the nodes in it and adds content.")
        .has("void ReplaceNodes(params object[] content)", replace_nodes, "Removes the nodes in it and adds content.");
}

pub(super) fn add(call: &mut Call) -> Result<Value, Exception> {
    let (xml, content) = (this(call)?, call.take(0));
    xml.add(Place::End, &content, call.runtime)?;
    Ok(Value::Null)
}

fn add_first(call: &mut Call) -> Result<Value, Exception> {
    let (xml, content) = (this(call)?, call.take(0));
    xml.add(Place::At(0), &content, call.runtime)?;
    Ok(Value::Null)
}

fn next_sibling(current: &Rc<Node>, _: &Rc<Node>) -> Option<Rc<Node>> {
    current.sibling(1)
}

fn first_child(of: &Rc<Node>) -> Option<Rc<Node>> {
    of.first_child()
}

fn nodes(call: &mut Call) -> Result<Value, Exception> {
    Ok(walk(NODE, &this(call)?, first_child, next_sibling, |_| true))
}

fn elements(call: &mut Call) -> Result<Value, Exception> {
    let (xml, name) = (this(call)?, name_argument(call, 0));
    if !call.is_empty() && name.is_none() {
        return Ok(no_elements());
    }
    Ok(walk(ELEMENT, &xml, first_child, next_sibling, move |node| {
        node.is_element() && name.as_ref().is_none_or(|name| node.name().as_ref() == Some(name))
    }))
}

fn element(call: &mut Call) -> Result<Value, Exception> {
    let (xml, name) = (this(call)?, name_argument(call, 0));
    let Some(name) = name else { return Ok(Value::Null) };
    let children = xml.node.children();
    call.runtime.charge(children.len() as u64)?;
    let found = children.into_iter().find(|child| child.is_element() && child.name().as_ref() == Some(&name));
    Ok(optional(&xml, found))
}

/// Elements below, with or without itself, of a name when one is given.
pub(super) fn descendants(call: &mut Call, with_self: bool) -> Result<Value, Exception> {
    let (xml, name) = (this(call)?, name_argument(call, 0));
    if !call.is_empty() && name.is_none() {
        return Ok(no_elements());
    }
    let first = if with_self { |of: &Rc<Node>| Some(of.clone()) } else { first_child };
    Ok(walk(ELEMENT, &xml, first, next_below, move |node| {
        node.is_element() && name.as_ref().is_none_or(|name| node.name().as_ref() == Some(name))
    }))
}

/// Nodes below, with or without itself.
pub(super) fn descendant_nodes(call: &mut Call, with_self: bool) -> Result<Value, Exception> {
    let first = if with_self { |of: &Rc<Node>| Some(of.clone()) } else { first_child };
    Ok(walk(NODE, &this(call)?, first, next_below, |_| true))
}

fn remove_nodes(call: &mut Call) -> Result<Value, Exception> {
    this(call)?.remove_children();
    Ok(Value::Null)
}

fn replace_nodes(call: &mut Call) -> Result<Value, Exception> {
    this(call)?.remove_children();
    add(call)
}
