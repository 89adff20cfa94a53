//! Equality and order of tokens: `JToken.DeepEquals`, `JValue.Equals`, `JValue.CompareTo`.

use std::cmp::Ordering;

use rust_decimal::prelude::ToPrimitive;

use super::{
    big_integer::BigInteger,
    node::Node,
    token::{Content, Scalar, Token, TokenType},
};
use crate::{
    exception::Exception,
    library::change_type::{change_type, invariant_text},
    types::TypeId,
    value::{Array, Value},
};

impl Node {
    /// `Equals` of `JValue`; the same object for every other token.
    pub(crate) fn equals(&self, other: &Self) -> bool {
        match (self.token.scalar(), other.token.scalar()) {
            (Some(one), Some(two)) => one.equals(&two),
            _ => self.is(other),
        }
    }
}

/// `JToken.DeepEquals`: properties in any order, array items in order.
pub(crate) fn deep_equals(one: &Token, two: &Token) -> bool {
    match (one.content(), two.content()) {
        (Content::Object(one), Content::Object(two)) => {
            let (one, two) = (one.borrow(), two.borrow());
            one.len() == two.len()
                && one.iter().all(|(name, property)| two.get(name).is_some_and(|other| deep_equals(property, other)))
        }
        (Content::Array(one), Content::Array(two)) => {
            let (one, two) = (one.borrow(), two.borrow());
            one.len() == two.len() && one.iter().zip(two.iter()).all(|(one, two)| deep_equals(one, two))
        }
        (Content::Constructor(name, one), Content::Constructor(other, two)) => {
            let (one, two) = (one.borrow(), two.borrow());
            *name.borrow() == *other.borrow()
                && one.len() == two.len()
                && one.iter().zip(two.iter()).all(|(one, two)| deep_equals(one, two))
        }
        (Content::Property(name, one), Content::Property(other, two)) => {
            name == other
                && match (&*one.borrow(), &*two.borrow()) {
                    (Some(one), Some(two)) => deep_equals(one, two),
                    (one, two) => one.is_none() && two.is_none(),
                }
        }
        (Content::Value(one), Content::Value(two)) => one.borrow().equals(&two.borrow()),
        _ => false,
    }
}

impl Scalar {
    /// Same JSON type and same value; `1` and `1.0` differ.
    pub(crate) fn equals(&self, other: &Self) -> bool {
        self.class == other.class && compare(self.class, &self.value, &other.value).is_ok_and(Ordering::is_eq)
    }

    /// `JValue.CompareTo`: by the type of this value; a string is compared as what the other value is.
    pub(crate) fn compare(&self, other: &Self) -> Result<Ordering, Exception> {
        let class = if self.class == TokenType::String { other.class } else { self.class };
        compare(class, &self.value, &other.value)
    }
}

/// `JValue.Compare(valueType, a, b)`: what is not of the type yet is converted, which may fail.
pub(crate) fn compare(class: TokenType, one: &Value, two: &Value) -> Result<Ordering, Exception> {
    match (one, two) {
        (Value::Null, Value::Null) => return Ok(Ordering::Equal),
        (_, Value::Null) => return Ok(Ordering::Greater),
        (Value::Null, _) => return Ok(Ordering::Less),
        _ => {}
    }
    let wrong = || {
        let class = class.name();
        Exception::new("System.ArgumentException", format!("Object must be of type {class}."))
    };
    match class {
        TokenType::Integer | TokenType::Float => compare_numbers(class, one, two),
        TokenType::Boolean => {
            let (one, two) = (change_type(one, TypeId::BOOLEAN)?, change_type(two, TypeId::BOOLEAN)?);
            Ok(matches!(one, Value::Bool(true)).cmp(&matches!(two, Value::Bool(true))))
        }
        TokenType::Date => Ok(utc_ticks(one)?.cmp(&utc_ticks(two)?)),
        TokenType::TimeSpan => match (one, two) {
            (Value::TimeSpan(one), Value::TimeSpan(two)) => Ok(one.ticks.cmp(&two.ticks)),
            _ => Err(wrong()),
        },
        TokenType::Guid => match (one, two) {
            (Value::Guid(one), Value::Guid(two)) => Ok(one.cmp(two)),
            _ => Err(wrong()),
        },
        TokenType::Bytes => {
            let bytes = |value: &Value| value.downcast::<Array>().and_then(Array::to_bytes).ok_or_else(wrong);
            Ok(bytes(one)?.cmp(&bytes(two)?))
        }
        _ => Ok(invariant_text(one).cmp(&invariant_text(two))),
    }
}

fn utc_ticks(value: &Value) -> Result<i64, Exception> {
    match value {
        Value::DateTimeOffset(date) => Ok(date.utc_ticks()),
        other => match change_type(other, TypeId::DATE_TIME)? {
            Value::DateTime(date) => Ok(date.ticks),
            _ => Ok(0),
        },
    }
}

fn compare_numbers(class: TokenType, one: &Value, two: &Value) -> Result<Ordering, Exception> {
    let fractional = |value: &Value| matches!(value, Value::Single(_) | Value::Double(_));
    if class == TokenType::Integer && !fractional(one) && !fractional(two) {
        // Texts are read as integers here, and as doubles below.
        let integer = |value: &Value| match value {
            Value::Text(_) | Value::Bool(_) => change_type(value, TypeId::INT64),
            other => Ok(other.clone()),
        };
        let (one, two) = (integer(one)?, integer(two)?);
        if let (Some(one), Some(two)) = (exact(&one), exact(&two)) {
            return Ok(one.cmp(&two));
        }
    } else if let (Some(one), Some(two)) = (exact(one), exact(two)) {
        return Ok(one.cmp(&two));
    }
    let (one, two) = (to_double(one)?, to_double(two)?);
    // .NET takes neighbouring doubles for equal here (`MathUtils.ApproxEquals`).
    let margin = (one.abs() + two.abs() + 10.0) * f64::EPSILON;
    let difference = one - two;
    if -margin < difference && margin > difference {
        return Ok(Ordering::Equal);
    }
    // NaN sorts before everything, as in `double.CompareTo`.
    Ok(one.partial_cmp(&two).unwrap_or_else(|| two.is_nan().cmp(&one.is_nan())))
}

fn to_double(value: &Value) -> Result<f64, Exception> {
    match approximate(value) {
        Some(number) => Ok(number),
        None => match change_type(value, TypeId::DOUBLE)? {
            Value::Double(number) => Ok(number),
            _ => Ok(f64::NAN),
        },
    }
}

fn exact(value: &Value) -> Option<rust_decimal::Decimal> {
    Some(match value {
        Value::SByte(number) => (*number).into(),
        Value::Byte(number) => (*number).into(),
        Value::Int16(number) => (*number).into(),
        Value::UInt16(number) => (*number).into(),
        Value::Int32(number) => (*number).into(),
        Value::UInt32(number) => (*number).into(),
        Value::Int64(number) | Value::Enum(_, number) => (*number).into(),
        Value::UInt64(number) => (*number).into(),
        Value::Decimal(number) => *number,
        _ => return None,
    })
}

/// The nearest double of any number.
pub(crate) fn approximate(value: &Value) -> Option<f64> {
    match value {
        Value::Single(number) => Some(f64::from(*number)),
        Value::Double(number) => Some(*number),
        Value::Object(_) => value.downcast::<BigInteger>().map(BigInteger::to_double),
        other => exact(other)?.to_f64(),
    }
}
