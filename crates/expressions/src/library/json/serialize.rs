//! Values to JSON: `JToken.FromObject`, `JsonConvert.SerializeObject`.

use super::{
    edit::{is_bytes, value_type},
    node::Node,
    object::node_of,
    reflect,
    token::{Token, TokenType},
};
use crate::{Exception, Runtime, Text, Tuple, Type, TypeId, Value, format::duration::TimeSpan, library::xml};

/// The token of any value. A token stays itself.
pub(crate) fn to_token(value: &Value, runtime: &mut Runtime<'_>) -> Result<Node, Exception> {
    runtime.charge(1)?;
    runtime.check_stack()?;
    if let Some(node) = node_of(value) {
        return Ok(node);
    }
    if let Some(json) = xml::to_json(value, runtime)? {
        return Ok(json);
    }
    match value {
        Value::Char(_) => Ok(Node::value(TokenType::String, value.clone())),
        Value::Object(_) if !is_bytes(value) && value_type(value).is_err() => compound(value, runtime),
        Value::Host(_) => compound(value, runtime),
        _ => Ok(Node::value(value_type(value)?, value.clone())),
    }
}

fn compound(value: &Value, runtime: &mut Runtime<'_>) -> Result<Node, Exception> {
    let class = value.type_of();
    let surface = runtime.surface();
    let is = |id| surface.as_instance_of(&class, id).is_some();
    if is(TypeId::IDICTIONARY) || is(TypeId::IREADONLY_DICTIONARY) {
        return dictionary(value, runtime);
    }
    if is(TypeId::IENUMERABLE) {
        let array = Node::new(Token::array());
        for item in runtime.collect(value)? {
            let item = to_token(&item, runtime)?;
            array.add(item, runtime)?;
        }
        return Ok(array);
    }
    let object = Node::new(Token::object());
    for (name, value) in fields(value, &class, runtime)? {
        let value = to_token(&value, runtime)?;
        object.set_member(&name, value, runtime)?;
    }
    Ok(object)
}

fn dictionary(value: &Value, runtime: &mut Runtime<'_>) -> Result<Node, Exception> {
    let object = Node::new(Token::object());
    for entry in runtime.collect(value)? {
        let key = reflect::property(&entry, "Key", runtime)?.unwrap_or(Value::Null);
        let item = reflect::property(&entry, "Value", runtime)?.unwrap_or(Value::Null);
        let item = to_token(&item, runtime)?;
        object.set_member(&key_text(&key), item, runtime)?;
    }
    Ok(object)
}

/// The property name of a dictionary's key.
fn key_text(key: &Value) -> Text {
    match key {
        Value::DateTime(date) => Text::from(super::iso_date::write(*date)),
        Value::DateTimeOffset(date) => Text::from(super::iso_date::write_offset(*date)),
        Value::TimeSpan(span) => Text::from(TimeSpan::format(*span, "").unwrap_or_default()),
        other => crate::library::change_type::invariant_text(other),
    }
}

/// The public fields and properties of an object, in order.
fn fields(value: &Value, class: &Type, runtime: &mut Runtime<'_>) -> Result<Vec<(Text, Value)>, Exception> {
    if let Some(tuple) = value.downcast::<Tuple>() {
        let items = tuple.items.borrow();
        return Ok(items
            .iter()
            .zip(1..)
            .map(|(item, number)| (Text::from(format!("Item{number}")), item.clone()))
            .collect());
    }
    if let Type::Anonymous(shape) = class {
        let items = anonymous_items(value);
        let found = shape.fields.iter().zip(items).map(|((name, _), item)| (name.clone(), item)).collect();
        return Ok(found);
    }
    let mut found = Vec::new();
    for name in reflect::property_names(class.id(), runtime.surface()) {
        if let Some(item) = reflect::property(value, &name, runtime)? {
            found.push((Text::from(name), item));
        }
    }
    Ok(found)
}

/// The values of an anonymous object, in the order of its fields.
fn anonymous_items(value: &Value) -> Vec<Value> {
    value.downcast::<crate::value::Anonymous>().map_or_else(Vec::new, |object| object.items.clone())
}
