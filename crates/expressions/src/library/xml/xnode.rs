//! `XObject`, `XNode`, the leaf nodes (`XText`, `XCData`, `XComment`, `XProcessingInstruction`) and the enumerations.

use std::{cmp::Ordering, rc::Rc};

use super::{
    edit::{Place, deep_equals, missing_parent},
    node::{Content, Node, Xml},
    object::{class, made, name_argument, optional, this, walk},
    write::{self, SaveOptions},
};
use crate::{Call, Declarations, Exception, Object, Text, Type, TypeId, Value};

pub(super) const NODE: &str = "System.Xml.Linq.XNode";
pub(super) const ELEMENT: &str = "System.Xml.Linq.XElement";

pub(super) fn declare(declarations: &mut Declarations) {
    enumerations(declarations);
    declarations
        .class("System.Xml.Linq.XObject", "A node or attribute.")
        .has(
            "XElement Parent",
            |call| {
                let xml = this(call)?;
                Ok(optional(&xml, xml.node.parent_element()))
            },
            "The element around it, or null.",
        )
        .has("XDocument Document", document, "The document it is in, or null.")
        .has("XmlNodeType NodeType", node_type, "Its kind.")
        .has("string BaseUri", |_| Ok(Text::EMPTY.into()), "Always empty: nothing is read from a file.");
    declarations
        .class(NODE, "An element, text, comment or other node.")
        .is_a("XObject")
        .has(
            "XNode NextNode",
            |call| {
                let xml = this(call)?;
                Ok(optional(&xml, xml.node.sibling(1)))
            },
            "The node after it, or null.",
        )
        .has(
            "XNode PreviousNode",
            |call| {
                let xml = this(call)?;
                Ok(optional(&xml, xml.node.sibling(-1)))
            },
            "The node before it, or null.",
        )
        .has("void AddAfterSelf(object content)", |call| add_beside(call, 1), "Adds content behind it.")
        .has("void AddAfterSelf(params object[] content)", |call| add_beside(call, 1), "Adds content behind it.")
        .has("void AddBeforeSelf(object content)", |call| add_beside(call, 0), "Adds content before it.")
        .has("void AddBeforeSelf(params object[] content)", |call| add_beside(call, 0), "Adds content before it.")
        .has("IEnumerable<XElement> Ancestors()", |call| ancestors(call, false), "The elements around it, inside out.")
        .has(
            "IEnumerable<XElement> Ancestors(XName name)",
            |call| ancestors(call, false),
            "The elements of a name around it.",
        )
        .has("IEnumerable<XElement> ElementsAfterSelf()", |call| siblings(call, true, true), "The elements after it.")
        .has(
            "IEnumerable<XElement> ElementsAfterSelf(XName name)",
            |call| siblings(call, true, true),
            "The elements of a name after it.",
        )
        .has(
            "IEnumerable<XElement> ElementsBeforeSelf()",
            |call| siblings(call, false, true),
            "The elements before it.",
        )
        .has(
            "IEnumerable<XElement> ElementsBeforeSelf(XName name)",
            |call| siblings(call, false, true),
            "The elements of a name before it.",
        )
        .has("IEnumerable<XNode> NodesAfterSelf()", |call| siblings(call, true, false), "The nodes after it.")
        .has("IEnumerable<XNode> NodesBeforeSelf()", |call| siblings(call, false, false), "The nodes before it.")
        .has(
            "bool IsAfter(XNode node)",
            |call| Ok(Value::Bool(order(call)? == Ordering::Greater)),
            "Whether it comes later in the document.",
        )
        .has(
            "bool IsBefore(XNode node)",
            |call| Ok(Value::Bool(order(call)? == Ordering::Less)),
            "Whether it comes earlier in the document.",
        )
        .has("void Remove()", |call| this(call)?.remove().map(|()| Value::Null), "Takes it out of its parent.")
        .has("void ReplaceWith(object content)", replace_with, "Puts content in its place.")
        .has("void ReplaceWith(params object[] content)", replace_with, "Puts content in its place.")
        .has("string ToString()", |call| to_text(call, 0), "Indented XML.")
        .has(
            "string ToString(SaveOptions options)",
            |call| {
                let options = call.long(0);
                to_text(call, options)
            },
            "XML.",
        )
        .has("static bool DeepEquals(XNode n1, XNode n2)", static_deep_equals, "Whether both are the same XML.")
        .has(
            "static int CompareDocumentOrder(XNode n1, XNode n2)",
            compare_order,
            "-1, 0 or 1 by place in the document.",
        );
    leaves(declarations);
    declarations
        .class("System.Xml.Linq.XNodeEqualityComparer", "Compares nodes by their XML.")
        .has(
            "XNodeEqualityComparer()",
            |_| Ok(Value::object(Comparer("System.Xml.Linq.XNodeEqualityComparer"))),
            "A comparer.",
        )
        .has("bool Equals(XNode x, XNode y)", static_deep_equals, "Whether both are the same XML.")
        .has(
            "int GetHashCode(XNode obj)",
            |call| Ok(Value::text(call.arg(0).to_text()).hash_code().into()),
            "Equal for the same XML.",
        );
    declarations
        .class("System.Xml.Linq.XNodeDocumentOrderComparer", "Compares nodes by their place.")
        .has(
            "XNodeDocumentOrderComparer()",
            |_| Ok(Value::object(Comparer("System.Xml.Linq.XNodeDocumentOrderComparer"))),
            "A comparer.",
        )
        .has("int Compare(XNode x, XNode y)", compare_order, "-1, 0 or 1 by place in the document.");
}

struct Comparer(&'static str);

impl Object for Comparer {
    fn type_of(&self) -> Type {
        class(self.0)
    }
}

fn enumerations(declarations: &mut Declarations) {
    declarations.enumeration(
        "System.Xml.XmlNodeType",
        "Kinds of nodes.",
        &[
            ("None", 0),
            ("Element", 1),
            ("Attribute", 2),
            ("Text", 3),
            ("CDATA", 4),
            ("EntityReference", 5),
            ("Entity", 6),
            ("ProcessingInstruction", 7),
            ("Comment", 8),
            ("Document", 9),
            ("DocumentType", 10),
            ("DocumentFragment", 11),
            ("Notation", 12),
            ("Whitespace", 13),
            ("SignificantWhitespace", 14),
            ("EndElement", 15),
            ("EndEntity", 16),
            ("XmlDeclaration", 17),
        ],
    );
    declarations
        .enumeration(
            "System.Xml.Linq.SaveOptions",
            "How XML is written.",
            &[("None", 0), ("DisableFormatting", 1), ("OmitDuplicateNamespaces", 2)],
        )
        .flags();
    declarations
        .enumeration(
            "System.Xml.Linq.LoadOptions",
            "How XML is read.",
            &[("None", 0), ("PreserveWhitespace", 1), ("SetBaseUri", 2), ("SetLineInfo", 4)],
        )
        .flags();
}

fn leaves(declarations: &mut Declarations) {
    const COPY: &str = "A copy.";
    declarations
        .class("System.Xml.Linq.XText", "Text.")
        .is_a("XNode")
        .has("XText(string value)", |call| new_leaf(call, Node::text), "Text.")
        .has("XText(XText other)", copy_of, COPY)
        .has_settable("string Value", value, set_value, "The text.");
    declarations
        .class("System.Xml.Linq.XCData", "Text that is written in a CDATA section.")
        .is_a("XText")
        .has("XCData(string value)", |call| new_leaf(call, Node::cdata), "Text.")
        .has("XCData(XCData other)", copy_of, COPY);
    declarations
        .class("System.Xml.Linq.XComment", "A comment.")
        .is_a("XNode")
        .has("XComment(string value)", |call| new_leaf(call, Node::comment), "A comment.")
        .has("XComment(XComment other)", copy_of, COPY)
        .has_settable("string Value", value, set_value, "Its text.");
    declarations
        .class("System.Xml.Linq.XProcessingInstruction", "A processing instruction.")
        .is_a("XNode")
        .has("XProcessingInstruction(string target, string data)", new_instruction, "An instruction.")
        .has("XProcessingInstruction(XProcessingInstruction other)", copy_of, COPY)
        .has("string Target", target, "Whom it is for.")
        .has_settable("string Data", value, set_value, "What it says.");
    declarations
        .class("System.Xml.Linq.XDocumentType", "A document type; never there, because document types are refused.")
        .is_a("XNode");
}

fn new_leaf(call: &mut Call, make: fn(Text) -> Rc<Node>) -> Result<Value, Exception> {
    let text = call.text(0, "value")?;
    Ok(made(call, make(text))?.into())
}

fn copy_of(call: &mut Call) -> Result<Value, Exception> {
    let node = call.object::<Xml>(0, "other")?.node.copy();
    Ok(Xml::new(node).into())
}

fn new_instruction(call: &mut Call) -> Result<Value, Exception> {
    let (target, data) = (call.text(0, "target")?, call.text(1, "data")?);
    super::name::verify_nc_name(&target)?;
    Ok(Xml::new(Node::instruction(target, data)).into())
}

fn target(call: &mut Call) -> Result<Value, Exception> {
    Ok(match this(call)?.node.content() {
        Content::Instruction { target, .. } => Value::Text(target.borrow().clone()),
        _ => Value::Null,
    })
}

pub(super) fn value(call: &mut Call) -> Result<Value, Exception> {
    let text = this(call)?.node.value();
    call.runtime.allocate(text.len())?;
    Ok(text.into())
}

fn set_value(call: &mut Call) -> Result<Value, Exception> {
    let given = call.text(0, "value")?;
    match this(call)?.node.content() {
        Content::Text(text) | Content::CData(text) | Content::Comment(text) => *text.borrow_mut() = given,
        Content::Instruction { data, .. } => *data.borrow_mut() = given,
        _ => {}
    }
    Ok(Value::Null)
}

fn document(call: &mut Call) -> Result<Value, Exception> {
    let xml = this(call)?;
    let root = xml.node.root();
    let is_document = matches!(root.content(), Content::Document { .. });
    Ok(optional(&xml, Some(root).filter(|_| is_document)))
}

fn node_type(call: &mut Call) -> Result<Value, Exception> {
    let number = match this(call)?.node.content() {
        Content::Element { .. } => 1,
        Content::Attribute { .. } => 2,
        Content::Text(_) => 3,
        Content::CData(_) => 4,
        Content::Instruction { .. } => 7,
        Content::Comment(_) => 8,
        Content::Document { .. } => 9,
    };
    Ok(Value::Enum(TypeId::of("System.Xml.XmlNodeType"), number))
}

fn parent(xml: &Xml) -> Result<Xml, Exception> {
    xml.node.parent().map(|parent| xml.at(parent)).ok_or_else(missing_parent)
}

fn add_beside(call: &mut Call, offset: usize) -> Result<Value, Exception> {
    let (xml, content) = (this(call)?, call.take(0));
    let place = Place::At(xml.node.index().unwrap_or(0) + offset);
    parent(&xml)?.add(place, &content, call.runtime)?;
    Ok(Value::Null)
}

fn replace_with(call: &mut Call) -> Result<Value, Exception> {
    let (xml, content) = (this(call)?, call.take(0));
    let parent = parent(&xml)?;
    let place = Place::At(xml.node.index().unwrap_or(0));
    xml.remove()?;
    parent.add(place, &content, call.runtime)?;
    Ok(Value::Null)
}

/// `XElement.EmptySequence`, which a null name selects.
pub(super) fn no_elements() -> Value {
    Value::array(class(ELEMENT), Vec::new())
}

/// The elements around a node, with or without itself, of a name when one is given.
pub(super) fn ancestors(call: &mut Call, with_self: bool) -> Result<Value, Exception> {
    let (xml, name) = (this(call)?, name_argument(call, 0));
    if !call.is_empty() && name.is_none() {
        return Ok(no_elements());
    }
    let wanted =
        move |node: &Node| node.is_element() && name.as_ref().is_none_or(|name| node.name().as_ref() == Some(name));
    let first: fn(&Rc<Node>) -> Option<Rc<Node>> = if with_self { |of| Some(of.clone()) } else { |of| of.parent() };
    Ok(walk(ELEMENT, &xml, first, |current, _| current.parent(), wanted))
}

fn siblings(call: &mut Call, after: bool, elements: bool) -> Result<Value, Exception> {
    let (xml, name) = (this(call)?, name_argument(call, 0));
    let item = if elements { ELEMENT } else { NODE };
    if !call.is_empty() && name.is_none() {
        return Ok(no_elements());
    }
    let wanted = move |node: &Node| {
        !elements || node.is_element() && name.as_ref().is_none_or(|name| node.name().as_ref() == Some(name))
    };
    if after {
        return Ok(walk(item, &xml, |of| of.sibling(1), |current, _| current.sibling(1), wanted));
    }
    let until = |current: &Rc<Node>, of: &Rc<Node>| current.sibling(1).filter(|next| !Rc::ptr_eq(next, of));
    let first = |of: &Rc<Node>| of.parent()?.first_child().filter(|first| !Rc::ptr_eq(first, of));
    Ok(walk(item, &xml, first, until, wanted))
}

/// Positions from the root down; attributes come before children.
fn path(node: &Rc<Node>) -> Vec<(bool, usize)> {
    let mut path = Vec::new();
    let mut current = Some(node.clone());
    while let Some(node) = current {
        path.push((!node.is_attribute(), node.index().unwrap_or(0)));
        current = node.parent();
    }
    path.pop();
    path.reverse();
    path
}

/// Document order of two nodes of one tree; none for nodes of different trees.
pub(super) fn document_order(one: &Rc<Node>, two: &Rc<Node>) -> Option<Ordering> {
    if Rc::ptr_eq(one, two) {
        return Some(Ordering::Equal);
    }
    Rc::ptr_eq(&one.root(), &two.root()).then(|| path(one).cmp(&path(two)))
}

fn no_common_ancestor() -> Exception {
    Exception::invalid_operation("A common ancestor is missing.")
}

fn order(call: &mut Call) -> Result<Ordering, Exception> {
    let (one, two) = (this(call)?, call.object::<Xml>(0, "node")?);
    document_order(&one.node, &two.node).ok_or_else(no_common_ancestor)
}

fn compare_order(call: &mut Call) -> Result<Value, Exception> {
    let order = match (call.arg(0).downcast::<Xml>(), call.arg(1).downcast::<Xml>()) {
        (Some(one), Some(two)) => document_order(&one.node, &two.node).ok_or_else(no_common_ancestor)?,
        (one, two) => one.is_some().cmp(&two.is_some()),
    };
    Ok(Value::Int32(order as i32))
}

fn static_deep_equals(call: &mut Call) -> Result<Value, Exception> {
    Ok(Value::Bool(match (call.arg(0).downcast::<Xml>(), call.arg(1).downcast::<Xml>()) {
        (Some(one), Some(two)) => deep_equals(&one.node, &two.node),
        (one, two) => one.is_none() && two.is_none(),
    }))
}

pub(super) fn to_text(call: &mut Call, options: i64) -> Result<Value, Exception> {
    let text = write::to_text(&this(call)?.node, SaveOptions::from_number(options))?;
    call.runtime.allocate(text.len())?;
    Ok(text.into())
}
