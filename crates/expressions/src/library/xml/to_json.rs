//! XML as JSON, the way Newtonsoft's `XmlNodeConverter` writes it: `@` before attributes, `#text` for text beside
//! them, an array where an element occurs more than once, `?xml` for the declaration.

use std::rc::Rc;

use super::{
    name::XMLNS_NAMESPACE,
    node::{Content, Node, Xml},
    write,
};
use crate::{
    Exception, Runtime, Text, Value,
    library::json::{
        node::Node as Json,
        token::{Token, TokenType},
    },
};

/// The JSON of an XML node; none when the value is none.
pub(crate) fn to_json(value: &Value, runtime: &mut Runtime<'_>) -> Result<Option<Json>, Exception> {
    let Some(xml) = value.downcast::<Xml>() else { return Ok(None) };
    let object = Json::new(Token::object());
    match xml.node.content() {
        Content::Document { declaration, children } => {
            if let Some(declaration) = &*declaration.borrow() {
                let inner = Json::new(Token::object());
                for (name, part) in [
                    ("@version", &declaration.version),
                    ("@encoding", &declaration.encoding),
                    ("@standalone", &declaration.standalone),
                ] {
                    if let Some(part) = part {
                        inner.set_member(&Text::literal(name), text_token(part.clone()), runtime)?;
                    }
                }
                object.set_member(&Text::literal("?xml"), inner, runtime)?;
            }
            members(&object, &children.borrow(), runtime)?;
        }
        Content::Attribute { .. } => {
            object.set_member(
                &Text::from(format!("@{}", written_name(&xml.node))),
                text_token(xml.node.value()),
                runtime,
            )?;
        }
        _ => members(&object, std::slice::from_ref(&xml.node), runtime)?,
    }
    Ok(Some(object))
}

fn text_token(text: Text) -> Json {
    Json::value(TokenType::String, text)
}

/// Adds nodes as members; those of the same name become one array.
fn members(object: &Json, nodes: &[Rc<Node>], runtime: &mut Runtime<'_>) -> Result<(), Exception> {
    let mut groups: Vec<(Text, Vec<&Rc<Node>>)> = Vec::new();
    for node in nodes {
        runtime.charge(groups.len() as u64 + 1)?;
        let name = member_name(node);
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, group)) => group.push(node),
            None => groups.push((name, vec![node])),
        }
    }
    for (name, group) in groups {
        let value = match group.as_slice() {
            [only] => member_value(only, runtime)?,
            several => {
                let array = Json::new(Token::array());
                for node in several {
                    let item = member_value(node, runtime)?;
                    array.add(item, runtime)?;
                }
                array
            }
        };
        object.set_member(&name, value, runtime)?;
    }
    Ok(())
}

fn member_name(node: &Rc<Node>) -> Text {
    match node.content() {
        Content::Element { .. } => written_name(node),
        Content::Text(_) => Text::literal("#text"),
        Content::CData(_) => Text::literal("#cdata-section"),
        Content::Comment(_) => Text::literal("#comment"),
        Content::Instruction { target, .. } => Text::from(format!("?{}", target.borrow())),
        Content::Attribute { .. } => Text::from(format!("@{}", written_name(node))),
        Content::Document { .. } => Text::EMPTY,
    }
}

fn member_value(node: &Rc<Node>, runtime: &mut Runtime<'_>) -> Result<Json, Exception> {
    runtime.charge(1)?;
    if !node.is_element() {
        return Ok(text_token(node.value()));
    }
    let (attributes, children) = (node.attributes(), node.children());
    match (attributes.is_empty(), children.as_slice()) {
        (true, []) if node.is_empty_element() => return Ok(Json::new(Token::null())),
        (true, []) => return Ok(text_token(Text::EMPTY)),
        (true, [only]) if matches!(only.content(), Content::Text(_)) => return Ok(text_token(only.value())),
        _ => {}
    }
    let object = Json::new(Token::object());
    for attribute in attributes {
        let name = Text::from(format!("@{}", written_name(&attribute)));
        object.set_member(&name, text_token(attribute.value()), runtime)?;
    }
    members(&object, &children, runtime)?;
    Ok(object)
}

/// The name with the prefix it would be written with.
fn written_name(node: &Rc<Node>) -> Text {
    let Some(name) = node.name() else { return Text::EMPTY };
    if name.namespace().is_empty() {
        return name.local().clone();
    }
    if *name.namespace() == XMLNS_NAMESPACE {
        return Text::from(format!("xmlns:{}", name.local()));
    }
    let default = node.is_element() && node.namespace_of_prefix("").as_ref() == Some(name.namespace());
    match write::prefix_at(node, name.namespace()) {
        Some(prefix) if !default => Text::from(format!("{prefix}:{}", name.local())),
        _ => name.local().clone(),
    }
}
