//! Equality and order of tokens: `JToken.DeepEquals`, `JValue.Equals`, `JValue.CompareTo`.

use std::cmp::Ordering;

use rust_decimal::prelude::ToPrimitive;

use super::{
    big_integer::BigInteger,
    node::Node,
    token::{Content, Scalar, Token, TokenType},
};
use crate::value::{Array, Value};

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
        self.class == other.class && self.compare(other) == Some(Ordering::Equal)
    }

    /// `JValue.Compare` by the type of the left value; none when the values cannot be compared.
    pub(crate) fn compare(&self, other: &Self) -> Option<Ordering> {
        compare(self.class, &self.value, &other.value)
    }
}

/// `JValue.Compare(valueType, a, b)`.
pub(crate) fn compare(class: TokenType, one: &Value, two: &Value) -> Option<Ordering> {
    match (one, two) {
        (Value::Null, Value::Null) => return Some(Ordering::Equal),
        (_, Value::Null) => return Some(Ordering::Greater),
        (Value::Null, _) => return Some(Ordering::Less),
        _ => {}
    }
    match class {
        TokenType::Integer | TokenType::Float => compare_numbers(one, two),
        TokenType::Boolean => match (one, two) {
            (Value::Bool(one), Value::Bool(two)) => Some(one.cmp(two)),
            _ => None,
        },
        TokenType::Date => match (one, two) {
            (Value::DateTime(one), Value::DateTime(two)) => Some(one.ticks.cmp(&two.ticks)),
            (Value::DateTimeOffset(one), Value::DateTimeOffset(two)) => Some(one.cmp(two)),
            (Value::DateTime(one), Value::DateTimeOffset(two)) => Some(one.ticks.cmp(&two.utc_ticks())),
            (Value::DateTimeOffset(one), Value::DateTime(two)) => Some(one.utc_ticks().cmp(&two.ticks)),
            _ => None,
        },
        TokenType::TimeSpan => match (one, two) {
            (Value::TimeSpan(one), Value::TimeSpan(two)) => Some(one.ticks.cmp(&two.ticks)),
            _ => None,
        },
        TokenType::Guid => match (one, two) {
            (Value::Guid(one), Value::Guid(two)) => Some(one.cmp(two)),
            _ => None,
        },
        TokenType::Bytes => {
            let bytes = |value: &Value| value.downcast::<Array>().and_then(Array::to_bytes);
            Some(bytes(one)?.cmp(&bytes(two)?))
        }
        _ => Some(one.to_text().cmp(&two.to_text())),
    }
}

fn compare_numbers(one: &Value, two: &Value) -> Option<Ordering> {
    let fractional = |value: &Value| matches!(value, Value::Single(_) | Value::Double(_));
    if !fractional(one)
        && !fractional(two)
        && let (Some(one), Some(two)) = (exact(one), exact(two))
    {
        return Some(one.cmp(&two));
    }
    let (one, two) = (approximate(one)?, approximate(two)?);
    // .NET takes neighbouring doubles for equal here (`MathUtils.ApproxEquals`).
    let margin = (one.abs() + two.abs() + 10.0) * f64::EPSILON;
    let difference = one - two;
    if -margin < difference && margin > difference {
        return Some(Ordering::Equal);
    }
    // NaN sorts before everything, as in `double.CompareTo`.
    Some(one.partial_cmp(&two).unwrap_or_else(|| two.is_nan().cmp(&one.is_nan())))
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
