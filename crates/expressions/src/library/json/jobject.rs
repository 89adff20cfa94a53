//! `JObject`.

use super::{
    jtoken::{from_object, node, parse},
    load::Expected,
    node::Node,
    object::{Children, children, class, enumerable, made, node_of, optional, token_or_null},
    reflect,
    token::{Token, TokenType},
};
use crate::{Call, Declarations, Exception, Text, Type, TypeId, Value, library::lazy};

const PROPERTY: &str = "Newtonsoft.Json.Linq.JProperty";

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("Newtonsoft.Json.Linq.JObject", "A JSON object.")
        .is_a("JContainer, IEnumerable<JToken>, IDictionary<string, JToken>")
        .has("JObject()", |call| Ok(made(call, Token::object())?.into()), "An empty object.")
        .has("JObject(JObject other)", copy_of, "A copy.")
        .has("JObject(params object[] content)", new_object, "An object of properties.")
        .has("JObject(object content)", new_object, "An object of properties; a sequence is taken apart.")
        .has("static JObject Parse(string json)", |call| parse(call, Expected::Object), "Reads a JSON object.")
        .has("static JObject FromObject(object o)", object_from_object, "The JSON object of an object.")
        .has("IEnumerable<JProperty> Properties()", properties, "Its properties.")
        .has("JProperty Property(string name)", property, "A property, or null.")
        .has("JProperty Property(string name, StringComparison comparison)", property, "A property, or null.")
        .has("JEnumerable<JToken> PropertyValues()", property_values, "The values of its properties.")
        .has_settable("JToken this[string propertyName]", get, set, "The value of a property; null when there is none.")
        .has("void Add(string propertyName, JToken value)", add, "Adds a property; ArgumentException when it exists.")
        .has("bool Remove(string propertyName)", remove, "Removes a property.")
        .has("JToken GetValue(string propertyName)", get_value, "The value of a property, or null.")
        .has("JToken GetValue(string propertyName, StringComparison comparison)", get_value, "The value, or null.")
        .has("bool TryGetValue(string propertyName, out JToken value)", try_get, "The value of a property.")
        .has(
            "bool TryGetValue(string propertyName, StringComparison comparison, out JToken value)",
            try_get_compared,
            "The value of a property.",
        )
        .has("bool ContainsKey(string propertyName)", contains_key, "Whether there is such a property.")
        .has("IEnumerator<KeyValuePair<string, JToken>> GetEnumerator()", pairs, "Names and values.")
        .has("hidden ICollection<string> Keys", keys, "Names.")
        .has("hidden ICollection<JToken> Values", property_values, "Values.")
        .has("hidden bool IsReadOnly", |_| Ok(Value::Bool(false)), "False.")
        .has("hidden void Clear()", clear, "Removes all properties.");
}

fn copy_of(call: &mut Call) -> Result<Value, Exception> {
    let other = call.object::<Node>(0, "other")?.clone();
    other.deep_clone(call.runtime).map(Value::from)
}

fn new_object(call: &mut Call) -> Result<Value, Exception> {
    let node = made(call, Token::object())?;
    let content = call.take(0);
    if !content.is_null() {
        node.add_content(&content, call.runtime)?;
    }
    Ok(node.into())
}

fn object_from_object(call: &mut Call) -> Result<Value, Exception> {
    let token = from_object(call)?;
    match node_of(&token) {
        Some(node) if node.token_type() != TokenType::Object => Err(Exception::new(
            "System.ArgumentException",
            format!("Object serialized to {}. JObject instance expected.", node.token_type().name()),
        )),
        _ => Ok(token),
    }
}

fn properties(call: &mut Call) -> Result<Value, Exception> {
    Ok(children(class(PROPERTY), node(call)?, |property, _| Ok(Some(property.into()))))
}

fn property_values(call: &mut Call) -> Result<Value, Exception> {
    let token = class("Newtonsoft.Json.Linq.JToken");
    let values = children(token.clone(), node(call)?, |property, _| Ok(property.property_value().map(Value::from)));
    Ok(enumerable(token, values))
}

fn keys(call: &mut Call) -> Result<Value, Exception> {
    let names = node(call)?.children().filter_map(|property| property.token.name().cloned().map(Value::Text)).collect();
    Ok(Value::array(Type::STRING, names))
}

fn clear(call: &mut Call) -> Result<Value, Exception> {
    node(call)?.clear();
    Ok(Value::Null)
}

/// Whether a `StringComparison` ignores case: every odd one does.
fn ignores_case(comparison: &Value) -> bool {
    matches!(comparison, Value::Enum(_, number) if number % 2 == 1)
}

fn property(call: &mut Call) -> Result<Value, Exception> {
    let Some(name) = call.optional_text(0) else { return Ok(Value::Null) };
    Ok(optional(node(call)?.find_property(&name, ignores_case(call.arg(1)))))
}

fn found(call: &Call, comparison: usize) -> Result<Option<Node>, Exception> {
    let Some(name) = call.optional_text(0) else { return Ok(None) };
    let property = node(call)?.find_property(&name, ignores_case(call.arg(comparison)));
    Ok(property.and_then(|property| property.property_value()))
}

fn get(call: &mut Call) -> Result<Value, Exception> {
    let name = call.text(0, "propertyName")?;
    Ok(optional(node(call)?.member(&name)))
}

fn set(call: &mut Call) -> Result<Value, Exception> {
    let (node, name, value) = (node(call)?, call.text(0, "name")?, token_or_null(call.arg(1)));
    node.set_member(&name, value, call.runtime)?;
    Ok(Value::Null)
}

fn add(call: &mut Call) -> Result<Value, Exception> {
    let (node, name, value) = (node(call)?, call.text(0, "name")?, token_or_null(call.arg(1)));
    let property = made(call, Token::property(name))?;
    property.insert(0, value, call.runtime)?;
    node.add(property, call.runtime)?;
    Ok(Value::Null)
}

fn remove(call: &mut Call) -> Result<Value, Exception> {
    let name = call.text(0, "name")?;
    let property = node(call)?.property(&name);
    if let Some(property) = &property {
        property.remove()?;
    }
    Ok(Value::Bool(property.is_some()))
}

fn get_value(call: &mut Call) -> Result<Value, Exception> {
    found(call, 1).map(optional)
}

fn try_get(call: &mut Call) -> Result<Value, Exception> {
    let value = match call.optional_text(0) {
        Some(name) => node(call)?.member(&name),
        None => None,
    };
    call.set(1, optional(value.clone()));
    Ok(Value::Bool(value.is_some()))
}

fn try_get_compared(call: &mut Call) -> Result<Value, Exception> {
    let value = found(call, 1)?;
    call.set(2, optional(value.clone()));
    Ok(Value::Bool(value.is_some()))
}

fn contains_key(call: &mut Call) -> Result<Value, Exception> {
    let name = call.text(0, "propertyName")?;
    Ok(Value::Bool(node(call)?.token.member(&name).is_some()))
}

/// Enumerates `KeyValuePair<string, JToken>`, which an object is when its static type is `JObject`.
fn pairs(call: &mut Call) -> Result<Value, Exception> {
    let node = node(call)?;
    let token = class("Newtonsoft.Json.Linq.JToken");
    let pair = Type::new(TypeId::KEY_VALUE_PAIR, &[Type::STRING, token]);
    Ok(lazy::sequence(pair.clone(), move |_| {
        let (mut properties, pair) = (Children::of(node.clone()), pair.clone());
        Ok(lazy::iterator(move |runtime| {
            let Some(property) = properties.next_node()? else { return Ok(None) };
            let name: Text = property.token.name().cloned().unwrap_or_default();
            let value = optional(property.property_value());
            reflect::construct(&pair, vec![name.into(), value], runtime).map(Some)
        }))
    }))
}
