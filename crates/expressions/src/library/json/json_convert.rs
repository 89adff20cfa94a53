//! `JsonConvert`: the two members APIM allows, and the settings they take.

use std::cell::Cell;

use super::{
    deserialize::{self, Origin},
    load,
    node::Node,
    serialize,
    token::TokenType,
    write::{self, Formatting},
};
use crate::{Call, Declarations, Exception, Object, Text, Type, TypeId, Value};

pub(super) fn declare(declarations: &mut Declarations) {
    const TO_JSON: &str = "The JSON of a value.";
    const FROM_JSON: &str = "The value that JSON spells.";
    declarations
        .static_class("Newtonsoft.Json.JsonConvert", "Values to JSON and back.")
        .has("static string SerializeObject(object value)", serialize_object, TO_JSON)
        .has("static string SerializeObject(object value, Formatting formatting)", serialize_object, TO_JSON)
        .has("static string SerializeObject(object value, JsonSerializerSettings settings)", serialize_object, TO_JSON)
        .has(
            "static string SerializeObject(object value, Formatting formatting, JsonSerializerSettings settings)",
            serialize_object,
            TO_JSON,
        )
        .has("static object DeserializeObject(string value)", deserialize_object, FROM_JSON)
        .has("static object DeserializeObject(string value, Type type)", deserialize_of_type, FROM_JSON)
        .has("static T DeserializeObject<T>(string value)", deserialize_object, FROM_JSON)
        .has(
            "static object DeserializeObject(string value, JsonSerializerSettings settings)",
            deserialize_object,
            FROM_JSON,
        )
        .has(
            "static T DeserializeObject<T>(string value, JsonSerializerSettings settings)",
            deserialize_object,
            FROM_JSON,
        )
        .has("static string ToString(object value)", to_json_text, "The JSON of a simple value.");
    declarations.enumeration(
        "Newtonsoft.Json.NullValueHandling",
        "Whether null properties are written.",
        &[("Include", 0), ("Ignore", 1)],
    );
    declarations
        .class("Newtonsoft.Json.JsonSerializerSettings", "How values are written.")
        .has("JsonSerializerSettings()", |_| Ok(Value::object(Settings::default())), "The defaults.")
        .has_settable("NullValueHandling NullValueHandling", nulls, set_nulls, "Whether null properties are written.")
        .has_settable("Formatting Formatting", formatting, set_formatting, "On one line or indented.");
}

#[derive(Default)]
struct Settings {
    ignore_nulls: Cell<bool>,
    indented: Cell<bool>,
}

impl Object for Settings {
    fn type_of(&self) -> Type {
        Type::Plain(TypeId::of("Newtonsoft.Json.JsonSerializerSettings"))
    }
}

fn nulls(call: &mut Call) -> Result<Value, Exception> {
    let ignored = call.this_object::<Settings>()?.ignore_nulls.get();
    Ok(Value::Enum(TypeId::of("Newtonsoft.Json.NullValueHandling"), i64::from(ignored)))
}

fn set_nulls(call: &mut Call) -> Result<Value, Exception> {
    let ignored = call.long(0) == 1;
    call.this_object::<Settings>()?.ignore_nulls.set(ignored);
    Ok(Value::Null)
}

fn formatting(call: &mut Call) -> Result<Value, Exception> {
    let indented = call.this_object::<Settings>()?.indented.get();
    Ok(Value::Enum(TypeId::of("Newtonsoft.Json.Formatting"), i64::from(indented)))
}

fn set_formatting(call: &mut Call) -> Result<Value, Exception> {
    let indented = call.long(0) == 1;
    call.this_object::<Settings>()?.indented.set(indented);
    Ok(Value::Null)
}

fn serialize_object(call: &mut Call) -> Result<Value, Exception> {
    let value = call.take(0);
    let settings = [1, 2].into_iter().find_map(|index| call.arg(index).downcast::<Settings>());
    let ignore_nulls = settings.is_some_and(|settings| settings.ignore_nulls.get());
    let indented = settings.is_some_and(|settings| settings.indented.get()) || call.int(1) == 1;
    let token = serialize::to_token(&value, call.runtime)?;
    // Tokens are written as they are; settings are for objects.
    if ignore_nulls && value.downcast::<Node>().is_none() {
        drop_nulls(&token);
    }
    let text = write::to_json(&token.token, if indented { Formatting::Indented } else { Formatting::None });
    call.runtime.allocate(text.len())?;
    Ok(text.into())
}

fn drop_nulls(node: &Node) {
    for index in (0..node.token.child_count()).rev() {
        let Some(child) = node.child(index) else { continue };
        let is_null = child.property_value().is_some_and(|value| value.token_type() == TokenType::Null);
        if is_null {
            node.unlink(index);
        } else {
            drop_nulls(&child);
        }
    }
}

fn to_json_text(call: &mut Call) -> Result<Value, Exception> {
    let token = serialize::to_token(&call.take(0), call.runtime)?;
    Ok(write::to_json(&token.token, Formatting::None).into())
}

fn deserialize_object(call: &mut Call) -> Result<Value, Exception> {
    let target = call.type_args().first().cloned().unwrap_or(Type::OBJECT);
    let text = call.text(0, "value")?;
    deserialized(call, &text, &target)
}

fn deserialize_of_type(call: &mut Call) -> Result<Value, Exception> {
    let text = call.text(0, "value")?;
    let target = deserialize::type_argument(call.arg(1));
    deserialized(call, &text, &target)
}

fn deserialized(call: &mut Call, text: &Text, target: &Type) -> Result<Value, Exception> {
    call.runtime.allocate(text.len())?;
    match load::parse_optional(text, call.runtime)? {
        Some(token) => deserialize::read(&Node::new(token), target, Origin::Text, call.runtime),
        None if call.runtime.surface().is_value_type(target) && !matches!(target, Type::Nullable(_)) => {
            Err(Exception::new(
                "Newtonsoft.Json.JsonSerializationException",
                format!(
                    "No JSON content found and type '{}' is not nullable. Path '', line 0, position 0.",
                    target.reflection_name()
                ),
            ))
        }
        None => Ok(Value::Null),
    }
}
