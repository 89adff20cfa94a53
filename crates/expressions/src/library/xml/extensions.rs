//! `System.Xml.Linq.Extensions`: members for sequences of nodes.

use std::rc::Rc;

use super::{
    name::Name,
    node::{Node, Xml},
    object::{listed, name_argument, next_below, sequence_argument},
    xnode::{ELEMENT, NODE, document_order},
};
use crate::{Call, Declarations, Exception, Value};

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .static_class("System.Xml.Linq.Extensions", "Members for sequences of nodes.")
        .has(
            "static IEnumerable<XElement> Elements(this IEnumerable<XContainer> source)",
            elements,
            "The elements in all of them.",
        )
        .has(
            "static IEnumerable<XElement> Elements(this IEnumerable<XContainer> source, XName name)",
            elements,
            "The elements of a name in all of them.",
        )
        .has(
            "static IEnumerable<XElement> Descendants(this IEnumerable<XContainer> source)",
            |call| descendants(call, false),
            "All elements below them.",
        )
        .has(
            "static IEnumerable<XElement> Descendants(this IEnumerable<XContainer> source, XName name)",
            |call| descendants(call, false),
            "All elements of a name below them.",
        )
        .has(
            "static IEnumerable<XElement> DescendantsAndSelf(this IEnumerable<XElement> source)",
            |call| descendants(call, true),
            "They and all elements below them.",
        )
        .has(
            "static IEnumerable<XElement> DescendantsAndSelf(this IEnumerable<XElement> source, XName name)",
            |call| descendants(call, true),
            "The same, of a name.",
        )
        .has(
            "static IEnumerable<XNode> DescendantNodes(this IEnumerable<XContainer> source)",
            |call| descendant_nodes(call, false),
            "All nodes below them.",
        )
        .has(
            "static IEnumerable<XNode> DescendantNodesAndSelf(this IEnumerable<XElement> source)",
            |call| descendant_nodes(call, true),
            "They and all nodes below them.",
        )
        .has("static IEnumerable<XNode> Nodes(this IEnumerable<XContainer> source)", nodes, "The nodes in all of them.")
        .has(
            "static IEnumerable<XAttribute> Attributes(this IEnumerable<XElement> source)",
            attributes,
            "The attributes of all of them.",
        )
        .has(
            "static IEnumerable<XAttribute> Attributes(this IEnumerable<XElement> source, XName name)",
            attributes,
            "The attributes of a name of all of them.",
        )
        .has(
            "static IEnumerable<XElement> Ancestors(this IEnumerable<XNode> source)",
            |call| ancestors(call, false),
            "The elements around them.",
        )
        .has(
            "static IEnumerable<XElement> Ancestors(this IEnumerable<XNode> source, XName name)",
            |call| ancestors(call, false),
            "The elements of a name around them.",
        )
        .has(
            "static IEnumerable<XElement> AncestorsAndSelf(this IEnumerable<XElement> source)",
            |call| ancestors(call, true),
            "They and the elements around them.",
        )
        .has(
            "static IEnumerable<XElement> AncestorsAndSelf(this IEnumerable<XElement> source, XName name)",
            |call| ancestors(call, true),
            "The same, of a name.",
        )
        .has(
            "static IEnumerable<T> InDocumentOrder<T>(this IEnumerable<T> source)",
            in_document_order,
            "They in document order.",
        )
        .has("static void Remove(this IEnumerable<XNode> source)", remove, "Takes all of them out of their parents.")
        .has(
            "static void Remove(this IEnumerable<XAttribute> source)",
            remove,
            "Takes all of them from their elements.",
        );
}

/// The name argument; the outer none means that nothing can match.
fn wanted(call: &Call) -> Option<Option<Name>> {
    let name = name_argument(call, 1);
    if call.len() > 1 && name.is_none() { None } else { Some(name) }
}

fn fits(node: &Node, name: &Option<Name>) -> bool {
    name.is_none() || node.name() == *name
}

/// What `expand` gives for every node of the source.
fn expanded(
    call: &mut Call,
    item: &'static str,
    expand: impl Fn(&Xml, &Option<Name>) -> Vec<Rc<Node>>,
) -> Result<Value, Exception> {
    let name = wanted(call);
    let source = sequence_argument(call, 0, "source")?;
    let Some(name) = name else { return Ok(listed(item, Vec::new())) };
    let mut found = Vec::new();
    for xml in source {
        let nodes = expand(&xml, &name);
        call.runtime.charge(nodes.len() as u64 + 1)?;
        found.extend(xml.all(nodes));
    }
    Ok(listed(item, found))
}

fn elements(call: &mut Call) -> Result<Value, Exception> {
    expanded(call, ELEMENT, |xml, name| {
        xml.node.children().into_iter().filter(|child| child.is_element() && fits(child, name)).collect()
    })
}

fn nodes(call: &mut Call) -> Result<Value, Exception> {
    expanded(call, NODE, |xml, _| xml.node.children())
}

fn attributes(call: &mut Call) -> Result<Value, Exception> {
    expanded(call, "System.Xml.Linq.XAttribute", |xml, name| {
        xml.node.attributes().into_iter().filter(|attribute| fits(attribute, name)).collect()
    })
}

fn below(xml: &Xml, with_self: bool) -> Vec<Rc<Node>> {
    let mut found = if with_self { vec![xml.node.clone()] } else { Vec::new() };
    let mut current = next_below(&xml.node, &xml.node);
    while let Some(node) = current {
        current = next_below(&node, &xml.node);
        found.push(node);
    }
    found
}

fn descendants(call: &mut Call, with_self: bool) -> Result<Value, Exception> {
    expanded(call, ELEMENT, |xml, name| {
        below(xml, with_self).into_iter().filter(|node| node.is_element() && fits(node, name)).collect()
    })
}

fn descendant_nodes(call: &mut Call, with_self: bool) -> Result<Value, Exception> {
    expanded(call, NODE, |xml, _| below(xml, with_self))
}

fn ancestors(call: &mut Call, with_self: bool) -> Result<Value, Exception> {
    expanded(call, ELEMENT, |xml, name| {
        let first = if with_self { Some(xml.node.clone()) } else { xml.node.parent() };
        let around = std::iter::successors(first, |node| node.parent());
        around.filter(|node| node.is_element() && fits(node, name)).collect()
    })
}

fn in_document_order(call: &mut Call) -> Result<Value, Exception> {
    let mut nodes = sequence_argument(call, 0, "source")?;
    call.runtime.charge(nodes.len() as u64)?;
    nodes.sort_by(|one, two| document_order(&one.node, &two.node).unwrap_or(std::cmp::Ordering::Equal));
    Ok(Value::array(call.type_arg(0).clone(), nodes.into_iter().map(Value::from).collect()))
}

fn remove(call: &mut Call) -> Result<Value, Exception> {
    for xml in sequence_argument(call, 0, "source")? {
        xml.remove()?;
    }
    Ok(Value::Null)
}
