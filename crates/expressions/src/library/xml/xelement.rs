//! `XElement` and `XAttribute`.

use std::rc::Rc;

use super::{
    cast, convert,
    edit::Place,
    name::Name,
    node::{Content, Node, Xml},
    object::{Namespace, made, name_argument, optional, this, walk},
    read::Whitespace,
    write,
    xcontainer::{add, descendant_nodes, descendants},
    xname,
    xnode::{ancestors, to_text, value},
};
use crate::{Call, Declarations, Exception, Value};

const ATTRIBUTE: &str = "System.Xml.Linq.XAttribute";

pub(super) fn declare(declarations: &mut Declarations) {
    let element = declarations.class("System.Xml.Linq.XElement", "An XML element.");
    element
        .is_a("XContainer")
        .has("XElement(XName name)", new_element, "An empty element.")
        .has("XElement(XName name, object content)", new_element, "An element with content.")
        .has("XElement(XName name, params object[] content)", new_element, "An element with content.")
        .has("XElement(XElement other)", copy_of, "A copy.")
        .has("static XElement Parse(string text)", parse, "Reads XML; XmlException when it is not well-formed.")
        .has("static XElement Parse(string text, LoadOptions options)", parse, "Reads XML.")
        .has_settable("XName Name", name, set_name, "Its name.")
        .has_settable("string Value", value, set_value, "All text in it.")
        .has("bool IsEmpty", |call| Ok(this(call)?.node.is_empty_element().into()), "Whether it is written `<a />`.")
        .has("bool HasElements", has_elements, "Whether there are elements in it.")
        .has(
            "bool HasAttributes",
            |call| Ok((!this(call)?.node.attributes().is_empty()).into()),
            "Whether it has attributes.",
        )
        .has(
            "XAttribute FirstAttribute",
            |call| {
                let xml = this(call)?;
                Ok(optional(&xml, xml.node.attributes().first().cloned()))
            },
            "Its first attribute.",
        )
        .has(
            "XAttribute LastAttribute",
            |call| {
                let xml = this(call)?;
                Ok(optional(&xml, xml.node.attributes().last().cloned()))
            },
            "Its last attribute.",
        )
        .has("XAttribute Attribute(XName name)", attribute, "The attribute of a name, or null.")
        .has("IEnumerable<XAttribute> Attributes()", attributes, "Its attributes.")
        .has("IEnumerable<XAttribute> Attributes(XName name)", attributes, "Its attributes of a name: one or none.")
        .has("IEnumerable<XElement> AncestorsAndSelf()", |call| ancestors(call, true), "It and the elements around it.")
        .has("IEnumerable<XElement> AncestorsAndSelf(XName name)", |call| ancestors(call, true), "The same, of a name.")
        .has("IEnumerable<XElement> DescendantsAndSelf()", |call| descendants(call, true), "It and all elements below.")
        .has(
            "IEnumerable<XElement> DescendantsAndSelf(XName name)",
            |call| descendants(call, true),
            "The same, of a name.",
        )
        .has(
            "IEnumerable<XNode> DescendantNodesAndSelf()",
            |call| descendant_nodes(call, true),
            "It and all nodes below.",
        )
        .has("XNamespace GetDefaultNamespace()", default_namespace, "The namespace of names without prefix here.")
        .has(
            "XNamespace GetNamespaceOfPrefix(string prefix)",
            namespace_of_prefix,
            "What a prefix means here, or null.",
        )
        .has(
            "string GetPrefixOfNamespace(XNamespace ns)",
            prefix_of_namespace,
            "The prefix of a namespace here, or null.",
        )
        .has(
            "void SetAttributeValue(XName name, object value)",
            set_attribute,
            "Sets, adds or (null) removes an attribute.",
        )
        .has("void SetElementValue(XName name, object value)", set_element, "Sets, adds or (null) removes an element.")
        .has("void SetValue(object value)", set_value_of, "Replaces everything in it by a value.")
        .has("void RemoveAll()", remove_all, "Removes attributes and nodes.")
        .has("void RemoveAttributes()", remove_attributes, "Removes its attributes.")
        .has("void ReplaceAll(object content)", replace_all, "Removes attributes and nodes and adds content.")
        .has("void ReplaceAll(params object[] content)", replace_all, "Removes attributes and nodes and adds content.")
        .has("void ReplaceAttributes(object content)", replace_attributes, "Removes its attributes and adds content.")
        .has(
            "void ReplaceAttributes(params object[] content)",
            replace_attributes,
            "Removes its attributes and adds content.",
        );
    cast::declare(element, &cast::OF_ELEMENTS);

    let attribute = declarations.class(ATTRIBUTE, "An attribute of an element.");
    attribute
        .is_a("XObject")
        .has("XAttribute(XName name, object value)", new_attribute, "An attribute.")
        .has("XAttribute(XAttribute other)", copy_of, "A copy.")
        .has("XName Name", name, "Its name.")
        .has_settable("string Value", value, set_attribute_text, "Its value.")
        .has("bool IsNamespaceDeclaration", is_declaration, "Whether it declares a namespace.")
        .has(
            "XAttribute NextAttribute",
            |call| {
                let xml = this(call)?;
                Ok(optional(&xml, xml.node.sibling(1)))
            },
            "The attribute after it.",
        )
        .has(
            "XAttribute PreviousAttribute",
            |call| {
                let xml = this(call)?;
                Ok(optional(&xml, xml.node.sibling(-1)))
            },
            "The attribute before it.",
        )
        .has("void Remove()", |call| this(call)?.remove().map(|()| Value::Null), "Takes it from its element.")
        .has("void SetValue(object value)", set_attribute_text, "Sets its value.")
        .has("string ToString()", |call| to_text(call, 0), "`name=\"value\"`.");
    cast::declare(attribute, &cast::OF_ATTRIBUTES);
}

fn required_name(call: &Call, index: usize) -> Result<Name, Exception> {
    name_argument(call, index).ok_or_else(|| Exception::argument_null("name"))
}

fn new_element(call: &mut Call) -> Result<Value, Exception> {
    let name = required_name(call, 0)?;
    let element = made(call, Node::element(name))?;
    let content = call.take(1);
    element.add(Place::End, &content, call.runtime)?;
    Ok(element.into())
}

fn copy_of(call: &mut Call) -> Result<Value, Exception> {
    let node = call.object::<Xml>(0, "other")?.node.clone();
    call.runtime.allocate(node.count() * size_of::<Node>())?;
    Ok(Xml::new(node.copy()).into())
}

/// `LoadOptions` as white space.
pub(super) fn whitespace(options: i64) -> Whitespace {
    if options & 1 != 0 { Whitespace::Preserved } else { Whitespace::Ignored }
}

fn parse(call: &mut Call) -> Result<Value, Exception> {
    let text = call.text(0, "s")?;
    let options = call.long(1);
    super::parse_element(&text, whitespace(options), call.runtime)
}

/// The root of a document on its own.
pub(super) fn root_alone(document: &Rc<Node>) -> Option<Xml> {
    let root = document.children().into_iter().find(|child| child.is_element())?;
    root.unlink();
    Some(Xml::new(root))
}

fn name(call: &mut Call) -> Result<Value, Exception> {
    Ok(this(call)?.node.name().map_or(Value::Null, xname::value))
}

fn set_name(call: &mut Call) -> Result<Value, Exception> {
    let given = name_argument(call, 0).ok_or_else(|| Exception::argument_null("value"))?;
    if let Content::Element { name, .. } = this(call)?.node.content() {
        *name.borrow_mut() = given;
    }
    Ok(Value::Null)
}

fn set_value(call: &mut Call) -> Result<Value, Exception> {
    let (xml, text) = (this(call)?, call.text(0, "value")?);
    xml.set_text(&text, call.runtime)?;
    Ok(Value::Null)
}

fn set_value_of(call: &mut Call) -> Result<Value, Exception> {
    let text = convert::value_text(call.not_null(0, "value")?)?;
    this(call)?.set_text(&text, call.runtime)?;
    Ok(Value::Null)
}

fn has_elements(call: &mut Call) -> Result<Value, Exception> {
    Ok(this(call)?.node.children().iter().any(|child| child.is_element()).into())
}

fn attribute(call: &mut Call) -> Result<Value, Exception> {
    let xml = this(call)?;
    Ok(name_argument(call, 0).map_or(Value::Null, |name| optional(&xml, xml.node.find_attribute(&name))))
}

fn attributes(call: &mut Call) -> Result<Value, Exception> {
    let (xml, name, named) = (this(call)?, name_argument(call, 0), !call.is_empty());
    let wanted = move |node: &Node| !named || name.is_some() && node.name() == name;
    let first = |of: &Rc<Node>| of.attributes().first().cloned();
    Ok(walk(ATTRIBUTE, &xml, first, |current, _| current.sibling(1), wanted))
}

fn default_namespace(call: &mut Call) -> Result<Value, Exception> {
    Ok(xname::namespace(this(call)?.node.namespace_of_prefix("").unwrap_or_default()))
}

fn namespace_of_prefix(call: &mut Call) -> Result<Value, Exception> {
    let prefix = call.text(0, "prefix")?;
    if prefix.is_empty() {
        return Err(Exception::new("System.ArgumentException", format!("'{prefix}' is an invalid prefix.")));
    }
    Ok(this(call)?.node.namespace_of_prefix(&prefix.to_str()).map_or(Value::Null, xname::namespace))
}

fn prefix_of_namespace(call: &mut Call) -> Result<Value, Exception> {
    let uri = call.object::<Namespace>(0, "ns")?.0.clone();
    Ok(write::prefix_at(&this(call)?.node, &uri).map_or(Value::Null, Value::Text))
}

fn set_attribute(call: &mut Call) -> Result<Value, Exception> {
    let (xml, name) = (this(call)?, required_name(call, 0)?);
    let existing = xml.node.find_attribute(&name).map(|attribute| xml.at(attribute));
    match (existing, call.arg(1)) {
        (Some(existing), Value::Null) => existing.remove()?,
        (None, Value::Null) => {}
        (Some(existing), value) => store_attribute(&existing, value)?,
        (None, value) => {
            let attribute = Xml::new(Node::attribute(name, convert::value_text(value)?));
            xml.add_attribute(&attribute, call.runtime)?;
        }
    }
    Ok(Value::Null)
}

fn store_attribute(attribute: &Xml, given: &Value) -> Result<(), Exception> {
    let text = convert::value_text(given)?;
    if let Content::Attribute { value, .. } = attribute.node.content() {
        *value.borrow_mut() = text;
    }
    Ok(())
}

fn set_element(call: &mut Call) -> Result<Value, Exception> {
    let (xml, name) = (this(call)?, required_name(call, 0)?);
    let existing =
        xml.node.children().into_iter().find(|child| child.is_element() && child.name().as_ref() == Some(&name));
    match (existing.map(|existing| xml.at(existing)), call.take(1)) {
        (Some(existing), Value::Null) => existing.remove()?,
        (None, Value::Null) => {}
        (Some(existing), value) => existing.set_text(&convert::value_text(&value)?, call.runtime)?,
        (None, value) => {
            let element = Xml::new(Node::element(name));
            element.set_text(&convert::value_text(&value)?, call.runtime)?;
            xml.add(Place::End, &element.into(), call.runtime)?;
        }
    }
    Ok(Value::Null)
}

fn strip(xml: &Xml) {
    for attribute in xml.node.attributes().iter().rev() {
        attribute.unlink();
        xml.grove.retain(attribute.clone());
    }
}

fn remove_all(call: &mut Call) -> Result<Value, Exception> {
    let xml = this(call)?;
    strip(&xml);
    xml.remove_children();
    Ok(Value::Null)
}

fn remove_attributes(call: &mut Call) -> Result<Value, Exception> {
    strip(&this(call)?);
    Ok(Value::Null)
}

fn replace_all(call: &mut Call) -> Result<Value, Exception> {
    remove_all(call)?;
    add(call)
}

fn replace_attributes(call: &mut Call) -> Result<Value, Exception> {
    strip(&this(call)?);
    add(call)
}

fn new_attribute(call: &mut Call) -> Result<Value, Exception> {
    let name = required_name(call, 0)?;
    let value = convert::value_text(call.not_null(1, "value")?)?;
    Ok(made(call, Node::attribute(name, value))?.into())
}

fn set_attribute_text(call: &mut Call) -> Result<Value, Exception> {
    let value = call.not_null(0, "value")?;
    store_attribute(&this(call)?, value)?;
    Ok(Value::Null)
}

fn is_declaration(call: &mut Call) -> Result<Value, Exception> {
    Ok(this(call)?.node.name().is_some_and(|name| name.is_namespace_declaration()).into())
}
