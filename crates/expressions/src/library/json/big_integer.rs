//! `System.Numerics.BigInteger` as far as JSON needs it: digits that are kept and printed.

use crate::{
    text::Text,
    types::{Type, TypeId},
    value::{Object, Value},
};

/// An integer of any size, as decimal digits.
pub(crate) struct BigInteger {
    digits: Text,
}

/// The value of these digits, an optional sign before them.
pub(crate) fn value(digits: Text) -> Value {
    let text = digits.to_str();
    let (sign, number) = match text.strip_prefix('-') {
        Some(number) => ("-", number),
        None => ("", &*text),
    };
    let number = number.trim_start_matches('0');
    Value::object(BigInteger { digits: Text::from(format!("{sign}{number}")) })
}

impl BigInteger {
    /// The nearest double.
    pub(crate) fn to_double(&self) -> f64 {
        self.digits.to_str().parse().unwrap_or(f64::NAN)
    }

    /// Decimal digits with a sign.
    pub(crate) fn digits(&self) -> &Text {
        &self.digits
    }
}

impl Object for BigInteger {
    fn type_of(&self) -> Type {
        Type::Plain(TypeId::of("System.Numerics.BigInteger"))
    }

    fn to_text(&self) -> Text {
        self.digits.clone()
    }

    fn equals(&self, other: &Value) -> bool {
        other.downcast::<Self>().is_some_and(|other| other.digits == self.digits)
    }

    fn hash_code(&self) -> i32 {
        Value::Text(self.digits.clone()).hash_code()
    }
}
