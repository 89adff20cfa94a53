//! `System.Collections.Generic.KeyValuePair<K, V>`.

use crate::{Call, Declarations, Exception, Object, Text, Type, TypeId, Value};

/// A key with its value.
pub struct KeyValuePair {
    types: [Type; 2],
    /// The key.
    pub key: Value,
    /// The value.
    pub value: Value,
}

impl KeyValuePair {
    /// A pair as a value.
    pub fn value(key_type: Type, value_type: Type, key: Value, value: Value) -> Value {
        Value::object(KeyValuePair { types: [key_type, value_type], key, value })
    }

    /// The type of such pairs.
    pub fn pair_type(key_type: Type, value_type: Type) -> Type {
        Type::Generic(TypeId::KEY_VALUE_PAIR, [key_type, value_type].into())
    }
}

impl Drop for KeyValuePair {
    fn drop(&mut self) {
        if matches!((&self.key, &self.value), (Value::Object(_), _) | (_, Value::Object(_))) {
            let key = std::mem::replace(&mut self.key, Value::Null);
            let value = std::mem::replace(&mut self.value, Value::Null);
            crate::value::release(vec![key, value]);
        }
    }
}

/// A pair as a value.
pub fn key_value_pair(key_type: Type, value_type: Type, key: Value, value: Value) -> Value {
    KeyValuePair::value(key_type, value_type, key, value)
}

/// Key and value of a pair.
pub fn key_and_value(pair: &Value) -> Option<(Value, Value)> {
    pair.downcast::<KeyValuePair>().map(|pair| (pair.key.clone(), pair.value.clone()))
}

impl Object for KeyValuePair {
    fn type_of(&self) -> Type {
        Type::Generic(TypeId::KEY_VALUE_PAIR, self.types.clone().into())
    }

    fn to_text(&self) -> Text {
        let mut text = Text::literal("[").concat(&self.key.to_text());
        text = text.concat(&Text::literal(", ")).concat(&self.value.to_text());
        text.concat(&Text::literal("]"))
    }

    fn equals(&self, other: &Value) -> bool {
        other.downcast::<Self>().is_some_and(|other| self.key.equals(&other.key) && self.value.equals(&other.value))
    }

    fn hash_code(&self) -> i32 {
        self.key.hash_code().wrapping_mul(31).wrapping_add(self.value.hash_code())
    }
}

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .structure("System.Collections.Generic.KeyValuePair<K, V>", "A key with its value.")
        .has("KeyValuePair(K key, V value)", new, "A pair.")
        .has("K Key", |call| Ok(call.this_object::<KeyValuePair>()?.key.clone()), "The key.")
        .has("V Value", |call| Ok(call.this_object::<KeyValuePair>()?.value.clone()), "The value.")
        .has("void Deconstruct(out K key, out V value)", deconstruct, "Takes the pair apart.")
        .default_value(|| KeyValuePair::value(Type::OBJECT, Type::OBJECT, Value::Null, Value::Null));
    declarations.static_class("System.Collections.Generic.KeyValuePair", "Makes pairs.").has(
        "static KeyValuePair<K, V> Create<K, V>(K key, V value)",
        new,
        "A pair.",
    );
}

fn new(call: &mut Call) -> Result<Value, Exception> {
    let (key, value) = (call.take(0), call.take(1));
    Ok(KeyValuePair::value(call.type_arg(0).clone(), call.type_arg(1).clone(), key, value))
}

fn deconstruct(call: &mut Call) -> Result<Value, Exception> {
    let pair = call.this().downcast_rc::<KeyValuePair>().ok_or_else(Exception::null_reference)?;
    call.set(0, pair.key.clone());
    call.set(1, pair.value.clone());
    Ok(Value::Null)
}
