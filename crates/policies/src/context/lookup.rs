//! Read-only dictionaries made for expressions, and APIM's `GetValueOrDefault` on all dictionaries.

use std::rc::Rc;

use expressions::library::collections::KeyValuePair;
use expressions::{Call, Declarations, Exception, Iterate, Object, Runtime, Text, Type, TypeId, Value};

use super::{Class, exchange, headers, variables};

static LOOKUP: Class = Class::new(|| TypeId::of("Countersign.Lookup`1"));

/// A dictionary from text to values of one type, in order.
pub struct Lookup {
    entries: Rc<[(Text, Value)]>,
    value_type: Type,
    ignores_case: bool,
}

impl Lookup {
    /// A dictionary whose keys have no case.
    pub fn ignoring_case(value_type: Type, entries: Vec<(Text, Value)>) -> Value {
        Value::object(Self { entries: entries.into(), value_type, ignores_case: true })
    }

    /// A dictionary whose keys are compared exactly.
    pub fn exact(value_type: Type, entries: Vec<(Text, Value)>) -> Value {
        Value::object(Self { entries: entries.into(), value_type, ignores_case: false })
    }

    /// The value of a key.
    pub fn get(&self, key: &Text) -> Option<&Value> {
        let same = |known: &Text| match self.ignores_case {
            true => known.to_str().eq_ignore_ascii_case(&key.to_str()),
            false => known == key,
        };
        self.entries.iter().find(|(known, _)| same(known)).map(|(_, value)| value)
    }
}

impl Object for Lookup {
    fn type_of(&self) -> Type {
        Type::new(*LOOKUP, std::slice::from_ref(&self.value_type))
    }

    fn iterate(&self, _: &Rc<dyn Object>, _: &mut Runtime<'_>) -> Option<Result<Box<dyn Iterate>, Exception>> {
        let types = [Type::STRING, self.value_type.clone()];
        Some(Ok(Box::new(Pairs { entries: self.entries.clone(), types, next: 0 })))
    }
}

struct Pairs {
    entries: Rc<[(Text, Value)]>,
    types: [Type; 2],
    next: usize,
}

impl Iterate for Pairs {
    fn next(&mut self, _: &mut Runtime<'_>) -> Result<Option<Value>, Exception> {
        let Some((key, value)) = self.entries.get(self.next) else { return Ok(None) };
        self.next += 1;
        let [key_type, value_type] = self.types.clone();
        Ok(Some(KeyValuePair::value(key_type, value_type, key.clone().into(), value.clone())))
    }
}

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("Countersign.Lookup<V>", "A read-only dictionary.")
        .is_a("IReadOnlyDictionary<string, V>")
        .has("V this[string key]", item, "The value of a key; KeyNotFoundException if it is not there.")
        .has("bool ContainsKey(string key)", contains_key, "Whether the key is there.")
        .has("bool TryGetValue(string key, out V value)", try_get_value, "The value, if the key is there.")
        .has("int Count", count, "Number of keys.")
        .has("IEnumerable<string> Keys", keys, "The keys in order.")
        .has("IEnumerable<V> Values", values, "The values in order.");
    declarations
        .static_class("Countersign.DictionaryExtensions", "APIM's GetValueOrDefault.")
        .has(
            "static string GetValueOrDefault(this IReadOnlyDictionary<string, string[]> dictionary, string key, \
             string defaultValue = null)",
            joined_or_default,
            "The values joined with a comma, or the default.",
        )
        .has(
            "static string GetValueOrDefault(this IReadOnlyDictionary<string, string> dictionary, string key, \
             string defaultValue = null)",
            value_or_default,
            "The value, or the default.",
        )
        .has(
            "static object GetValueOrDefault(this IReadOnlyDictionary<string, object> dictionary, string key, \
             object defaultValue = null)",
            value_or_default,
            "The value, or the default.",
        )
        .has(
            "static T GetValueOrDefault<T>(this IReadOnlyDictionary<string, object> dictionary, string key)",
            typed_or_default,
            "The value as T, or T's default; InvalidCastException if it is of another type.",
        )
        .has(
            "static T GetValueOrDefault<T>(this IReadOnlyDictionary<string, object> dictionary, string key, \
             T defaultValue)",
            typed_or_default,
            "The value as T, or the default; InvalidCastException if it is of another type.",
        )
        .has(
            "static X509Certificate2 GetValueOrDefault(this IReadOnlyDictionary<string, X509Certificate2> dictionary, \
             string key, X509Certificate2 defaultValue = null)",
            value_or_default,
            "The certificate, or the default.",
        );
}

/// .NET Core's exception for a key that is not there.
pub(super) fn key_not_found(key: &Text) -> Exception {
    let message = format!("The given key '{}' was not present in the dictionary.", key.to_str());
    Exception::new("System.Collections.Generic.KeyNotFoundException", message)
}

fn item(call: &mut Call) -> Result<Value, Exception> {
    let key = call.text(0, "key")?;
    call.this_object::<Lookup>()?.get(&key).cloned().ok_or_else(|| key_not_found(&key))
}

fn contains_key(call: &mut Call) -> Result<Value, Exception> {
    let key = call.text(0, "key")?;
    Ok(call.this_object::<Lookup>()?.get(&key).is_some().into())
}

fn try_get_value(call: &mut Call) -> Result<Value, Exception> {
    let key = call.text(0, "key")?;
    let value = call.this_object::<Lookup>()?.get(&key).cloned();
    let found = value.is_some();
    call.set(1, value.unwrap_or(Value::Null));
    Ok(found.into())
}

fn count(call: &mut Call) -> Result<Value, Exception> {
    let count = call.this_object::<Lookup>()?.entries.len();
    Ok(Value::Int32(i32::try_from(count).unwrap_or(i32::MAX)))
}

fn keys(call: &mut Call) -> Result<Value, Exception> {
    let keys = call.this_object::<Lookup>()?.entries.iter().map(|(key, _)| key.clone().into()).collect();
    Ok(Value::array(Type::STRING, keys))
}

fn values(call: &mut Call) -> Result<Value, Exception> {
    let lookup = call.this_object::<Lookup>()?;
    let values = lookup.entries.iter().map(|(_, value)| value.clone()).collect();
    Ok(Value::array(lookup.value_type.clone(), values))
}

/// The value of a key in any dictionary: ours directly, others (a `Dictionary` of the expression) pair by pair.
fn find(call: &mut Call) -> Result<Option<Value>, Exception> {
    let dictionary = call.not_null(0, "dictionary")?.clone();
    let key = call.text(1, "key")?;
    if let Some(lookup) = dictionary.downcast::<Lookup>() {
        return Ok(lookup.get(&key).cloned());
    }
    if let Value::Host(host) = &dictionary {
        if host.class == *variables::VARIABLES {
            return Ok(exchange(call)?.variables.get(&key.to_str()).cloned());
        }
        if host.class == *headers::HEADERS {
            let headers = headers::of(exchange(call)?, &dictionary)?;
            return Ok(headers.joined(&key.to_str()).map(Value::from));
        }
    }
    let pairs = call.runtime.collect(&dictionary)?;
    Ok(pairs.iter().find_map(|pair| {
        let pair = pair.downcast::<KeyValuePair>()?;
        pair.key.equals(&Value::Text(key.clone())).then(|| pair.value.clone())
    }))
}

fn joined_or_default(call: &mut Call) -> Result<Value, Exception> {
    match find(call)? {
        Some(text @ Value::Text(_)) => Ok(text),
        Some(array) => {
            let items = call.runtime.collect(&array)?;
            let texts: Vec<String> = items.iter().map(|item| item.to_text().to_str().into_owned()).collect();
            Ok(texts.join(",").into())
        }
        None => Ok(call.arg(2).clone()),
    }
}

fn value_or_default(call: &mut Call) -> Result<Value, Exception> {
    Ok(find(call)?.unwrap_or_else(|| call.arg(2).clone()))
}

/// Documented to throw when the stored type differs, hence a plain cast.
fn typed_or_default(call: &mut Call) -> Result<Value, Exception> {
    let wanted = call.type_arg(0).clone();
    match find(call)? {
        Some(Value::Null) if call.runtime.default_of(&wanted).is_null() => Ok(Value::Null),
        Some(Value::Null) => Err(Exception::null_reference()),
        Some(value) if call.runtime.surface().is_instance(&value, &wanted) => Ok(value),
        Some(value) => Err(Exception::invalid_cast(&value.type_of(), &wanted)),
        None if call.len() > 2 => Ok(call.arg(2).clone()),
        None => Ok(call.runtime.default_of(&wanted)),
    }
}
