//! `context.Variables`.

use expressions::{Call, Declarations, Exception, Type, Value};

use super::{Class, exchange, lookup};

pub(super) static VARIABLES: Class = Class::new(|| expressions::TypeId::of("Countersign.Variables"));

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("Countersign.Variables", "What set-variable kept, by name; values keep their .NET type.")
        .is_a("IReadOnlyDictionary<string, object>")
        .has("object this[string key]", item, "The value; KeyNotFoundException if it was never set.")
        .has("bool ContainsKey(string key)", contains_key, "Whether the variable was set.")
        .has("bool TryGetValue(string key, out object value)", try_get_value, "The value, if it was set.")
        .has("int Count", count, "Number of variables.")
        .has("IEnumerable<string> Keys", keys, "The names.")
        .has("IEnumerable<object> Values", values, "The values.")
        .enumerates(all);
}

fn item(call: &mut Call) -> Result<Value, Exception> {
    let key = call.text(0, "key")?;
    let value = exchange(call)?.variables.get(&key.to_str()).cloned();
    value.ok_or_else(|| lookup::key_not_found(&key))
}

fn contains_key(call: &mut Call) -> Result<Value, Exception> {
    let key = call.text(0, "key")?;
    Ok(exchange(call)?.variables.get(&key.to_str()).is_some().into())
}

fn try_get_value(call: &mut Call) -> Result<Value, Exception> {
    let key = call.text(0, "key")?;
    let value = exchange(call)?.variables.get(&key.to_str()).cloned();
    let found = value.is_some();
    call.set(1, value.unwrap_or(Value::Null));
    Ok(found.into())
}

fn count(call: &mut Call) -> Result<Value, Exception> {
    let count = exchange(call)?.variables.iter().count();
    Ok(Value::Int32(i32::try_from(count).unwrap_or(i32::MAX)))
}

fn keys(call: &mut Call) -> Result<Value, Exception> {
    let names = exchange(call)?.variables.iter().map(|(name, _)| name.to_owned().into()).collect();
    Ok(Value::array(Type::STRING, names))
}

fn values(call: &mut Call) -> Result<Value, Exception> {
    let values = exchange(call)?.variables.iter().map(|(_, value)| value.clone()).collect();
    Ok(Value::array(Type::OBJECT, values))
}

fn all(call: &mut Call) -> Result<Value, Exception> {
    let entries = exchange(call)?.variables.iter().map(|(name, value)| (name.into(), value.clone())).collect();
    Ok(lookup::Lookup::exact(Type::OBJECT, entries))
}
