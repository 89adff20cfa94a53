//! `Equals(object)` and `GetHashCode()` of all values.

use std::hash::{Hash, Hasher};

use super::{Value, stack_is_low};

impl Value {
    /// `object.Equals(a, b)`: same type and same value; floating point compares NaN as equal to itself.
    pub fn equals(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(one), Self::Bool(two)) => one == two,
            (Self::Char(one), Self::Char(two)) => one == two,
            (Self::SByte(one), Self::SByte(two)) => one == two,
            (Self::Byte(one), Self::Byte(two)) => one == two,
            (Self::Int16(one), Self::Int16(two)) => one == two,
            (Self::UInt16(one), Self::UInt16(two)) => one == two,
            (Self::Int32(one), Self::Int32(two)) => one == two,
            (Self::UInt32(one), Self::UInt32(two)) => one == two,
            (Self::Int64(one), Self::Int64(two)) => one == two,
            (Self::UInt64(one), Self::UInt64(two)) => one == two,
            (Self::Single(one), Self::Single(two)) => one == two || one.is_nan() && two.is_nan(),
            (Self::Double(one), Self::Double(two)) => one == two || one.is_nan() && two.is_nan(),
            (Self::Decimal(one), Self::Decimal(two)) => one == two,
            (Self::Text(one), Self::Text(two)) => one == two,
            (Self::DateTime(one), Self::DateTime(two)) => one.ticks == two.ticks,
            (Self::DateTimeOffset(one), Self::DateTimeOffset(two)) => one.utc_ticks() == two.utc_ticks(),
            (Self::TimeSpan(one), Self::TimeSpan(two)) => one == two,
            (Self::Guid(one), Self::Guid(two)) => one == two,
            (Self::Enum(class, one), Self::Enum(other, two)) => class == other && one == two,
            (Self::Host(one), Self::Host(two)) => one == two,
            // A value of values deeper than the stack is not compared to its end.
            (Self::Object(one), _) => !stack_is_low() && one.equals(other),
            _ => false,
        }
    }

    /// `ReferenceEquals`: the same object. Boxed values are never the same; equal literals of a source are.
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Text(one), Self::Text(two)) => one.is_same(two),
            (Self::Host(one), Self::Host(two)) => one == two,
            (Self::Object(one), Self::Object(two)) => one.identity() == two.identity(),
            _ => false,
        }
    }

    /// `GetHashCode()`: stable for integers and booleans as in .NET, otherwise only consistent with `equals`.
    pub fn hash_code(&self) -> i32 {
        match self {
            Self::Null => 0,
            Self::Bool(value) => i32::from(*value),
            Self::Char(unit) => i32::from(*unit) | (i32::from(*unit) << 16),
            Self::SByte(value) => i32::from(*value),
            Self::Byte(value) => i32::from(*value),
            Self::Int16(value) => i32::from(*value),
            Self::UInt16(value) => i32::from(*value),
            Self::Int32(value) => *value,
            Self::UInt32(value) => *value as i32,
            Self::Int64(value) => (*value as i32) ^ ((*value >> 32) as i32),
            Self::UInt64(value) => (*value as i32) ^ ((*value >> 32) as i32),
            Self::Single(value) => (if *value == 0.0 { 0.0 } else { *value }).to_bits() as i32,
            Self::Double(value) => {
                let bits = (if *value == 0.0 { 0.0 } else { *value }).to_bits();
                (bits as i32) ^ ((bits >> 32) as i32)
            }
            Self::Decimal(value) => hash_of(&value.normalize()),
            Self::Text(text) => hash_of(text),
            Self::DateTime(value) => fold(value.ticks),
            Self::DateTimeOffset(value) => fold(value.utc_ticks()),
            Self::TimeSpan(value) => fold(value.ticks),
            Self::Guid(bytes) => hash_of(bytes),
            Self::Enum(_, value) => fold(*value),
            Self::Object(_) if stack_is_low() => 0,
            Self::Object(object) => object.hash_code(),
            Self::Host(host) => fold(host.handle as i64) ^ host.class.0 as i32,
        }
    }
}

fn fold(value: i64) -> i32 {
    (value as i32) ^ ((value >> 32) as i32)
}

fn hash_of(value: &impl Hash) -> i32 {
    let mut hasher = std::hash::DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish() as i32
}
