//! `System.Convert`: between the plain types, in any base, and Base64.

mod base64;
mod radix;

use rust_decimal::Decimal;

use super::integers::{self, Integer};
use crate::format::date::DateStyles;
use crate::format::number::parse::{NumberStyles, parse_decimal, parse_double, parse_single};
use crate::{Call, DateTime, Declarations, Exception, Type, TypeId, Value};

/// Declares one conversion for every source type .NET has it for.
macro_rules! conversions {
    ($convert:ident, $($result:literal $name:literal, $native:expr, $text:expr;)*) => {
        $(conversions!(@sources $convert, $result, $name, $native,
            "bool", "char", "sbyte", "byte", "short", "ushort", "int", "uint", "long", "ulong", "float", "double",
            "decimal", "DateTime", "object");
        $convert
            .has(concat!("static ", $result, " ", $name, "(string value)"), $text, "Converts.")
            .has(concat!("static ", $result, " ", $name, "(string value, IFormatProvider provider)"), $text, "Converts.")
            .has(concat!("static ", $result, " ", $name, "(object value, IFormatProvider provider)"), $native, "Converts.");)*
    };
    (@sources $convert:ident, $result:literal, $name:literal, $native:expr, $($source:literal),*) => {
        $($convert.has(concat!("static ", $result, " ", $name, "(", $source, " value)"), $native, "Converts.");)*
    };
}

pub(super) fn declare(declarations: &mut Declarations) {
    let convert = declarations.static_class("System.Convert", "Conversions between the plain types.");
    conversions! { convert,
        "bool" "ToBoolean", |call| to_boolean(&plain(call.arg(0))?), |call| to_boolean(&plain(call.arg(0))?);
        "char" "ToChar", |call| to_char(&plain(call.arg(0))?), |call| to_char(&call.text(0, "value")?.into());
        "sbyte" "ToSByte", |call| to_integer::<i8>(&plain(call.arg(0))?), |call| to_integer::<i8>(&plain(call.arg(0))?);
        "byte" "ToByte", |call| to_integer::<u8>(&plain(call.arg(0))?), |call| to_integer::<u8>(&plain(call.arg(0))?);
        "short" "ToInt16", |call| to_integer::<i16>(&plain(call.arg(0))?), |call| to_integer::<i16>(&plain(call.arg(0))?);
        "ushort" "ToUInt16", |call| to_integer::<u16>(&plain(call.arg(0))?), |call| to_integer::<u16>(&plain(call.arg(0))?);
        "int" "ToInt32", |call| to_integer::<i32>(&plain(call.arg(0))?), |call| to_integer::<i32>(&plain(call.arg(0))?);
        "uint" "ToUInt32", |call| to_integer::<u32>(&plain(call.arg(0))?), |call| to_integer::<u32>(&plain(call.arg(0))?);
        "long" "ToInt64", |call| to_integer::<i64>(&plain(call.arg(0))?), |call| to_integer::<i64>(&plain(call.arg(0))?);
        "ulong" "ToUInt64", |call| to_integer::<u64>(&plain(call.arg(0))?), |call| to_integer::<u64>(&plain(call.arg(0))?);
        "float" "ToSingle", |call| to_single(&plain(call.arg(0))?), |call| to_single(&plain(call.arg(0))?);
        "double" "ToDouble", |call| to_double(&plain(call.arg(0))?), |call| to_double(&plain(call.arg(0))?);
        "decimal" "ToDecimal", |call| to_decimal(&plain(call.arg(0))?), |call| to_decimal(&plain(call.arg(0))?);
        "DateTime" "ToDateTime", |call| to_date_time(&plain(call.arg(0))?), |call| to_date_time(&plain(call.arg(0))?);
        "string" "ToString", to_string, |call| Ok(call.take(0));
    }
    convert
        .has(
            "static object ChangeType(object value, Type conversionType)",
            change_type,
            "Converts to a type given as value.",
        )
        .has(
            "static object ChangeType(object value, Type conversionType, IFormatProvider provider)",
            change_type,
            "Converts to a type given as value.",
        )
        .has("static TypeCode GetTypeCode(object value)", |call| Ok(type_code(call.arg(0))), "The kind of a value.")
        .has("static bool IsDBNull(object value)", |_| Ok(false.into()), "Always false here.");
    radix::declare(convert);
    base64::declare(convert);
}

/// What stands behind a convertible object; other objects have no conversions.
fn plain(value: &Value) -> Result<Value, Exception> {
    match value {
        Value::Object(object) => object.convertible().ok_or_else(|| not_convertible(value)),
        Value::Host(_) => Err(not_convertible(value)),
        plain => Ok(plain.clone()),
    }
}

fn not_convertible(value: &Value) -> Exception {
    Exception::invalid_cast(&value.type_of(), &Type::Plain(TypeId::ICONVERTIBLE))
}

fn no_such_cast(from: &Value, to: &str) -> Exception {
    let from = from.type_of().id().short_name();
    Exception::new("System.InvalidCastException", format!("Invalid cast from '{from}' to '{to}'."))
}

/// The number in any integer value.
pub(super) fn integer_of(value: &Value) -> Option<i128> {
    Some(match value {
        Value::UInt64(value) => i128::from(*value),
        Value::Enum(_, value) => i128::from(*value),
        other => i128::from(super::enumeration::number_of(other)?),
    })
}

/// The number in any numeric value as a double.
pub(super) fn double_of(value: &Value) -> Option<f64> {
    match value {
        Value::Double(value) => Some(*value),
        Value::Single(value) => Some((*value).into()),
        // Through text, so that the nearest double is found.
        Value::Decimal(value) => value.to_string().parse().ok(),
        other => integer_of(other).map(|value| value as f64),
    }
}

pub(super) fn to_integer<T: Integer>(value: &Value) -> Result<Value, Exception> {
    let number = match value {
        Value::Null => 0,
        Value::Bool(value) => i128::from(*value),
        Value::Char(unit) => i128::from(*unit),
        Value::Text(text) => return integers::read::<T>(&text.to_str(), NumberStyles::INTEGER),
        Value::Double(_) | Value::Single(_) => {
            let rounded = double_of(value).unwrap_or(0.0).round_ties_even();
            // Infinity and NaN have no integer; a cast would clamp them.
            let in_int = rounded >= f64::from(i32::MIN) && rounded <= f64::from(i32::MAX);
            match T::BITS {
                64 if !rounded.is_finite() || T::value(rounded as i128).is_err() => {
                    return Err(Exception::overflow("Arithmetic operation resulted in an overflow."));
                }
                // The small types go through an int.
                8 | 16 if !in_int => return Err(Exception::overflow(<i32 as Integer>::OVERFLOW)),
                _ if !rounded.is_finite() => return Err(Exception::overflow(T::OVERFLOW)),
                _ => rounded as i128,
            }
        }
        Value::Decimal(value) => value.round().mantissa(),
        other => integer_of(other).ok_or_else(|| no_such_cast(other, integer_name::<T>()))?,
    };
    T::value(number)
}

fn integer_name<T: Integer>() -> &'static str {
    match (T::BITS, T::SIGNED) {
        (8, true) => "SByte",
        (8, false) => "Byte",
        (16, true) => "Int16",
        (16, false) => "UInt16",
        (32, true) => "Int32",
        (32, false) => "UInt32",
        (_, true) => "Int64",
        (_, false) => "UInt64",
    }
}

fn to_boolean(value: &Value) -> Result<Value, Exception> {
    let result = match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Text(text) => return super::boolean::read_or_throw(text),
        Value::Decimal(value) => !value.is_zero(),
        Value::Double(_) | Value::Single(_) => double_of(value) != Some(0.0),
        other => integer_of(other).ok_or_else(|| no_such_cast(other, "Boolean"))? != 0,
    };
    Ok(result.into())
}

fn to_char(value: &Value) -> Result<Value, Exception> {
    match value {
        Value::Null => Ok(Value::Char(0)),
        Value::Char(unit) => Ok(Value::Char(*unit)),
        Value::Text(text) => match (text.len(), text.unit(0)) {
            (1, Some(unit)) => Ok(Value::Char(unit)),
            _ => Err(Exception::format("String must be exactly one character long.")),
        },
        other => {
            let number = integer_of(other).ok_or_else(|| no_such_cast(other, "Char"))?;
            let overflow = || Exception::overflow("Value was either too large or too small for a character.");
            u16::try_from(number).map(Value::Char).map_err(|_| overflow())
        }
    }
}

fn to_double(value: &Value) -> Result<Value, Exception> {
    let text_error = |_| Exception::format("Input string was not in a correct format.");
    let result = match value {
        Value::Null => 0.0,
        Value::Bool(value) => f64::from(u8::from(*value)),
        Value::Text(text) => parse_double(&text.to_str(), NumberStyles::FLOAT_WITH_THOUSANDS).map_err(text_error)?,
        other => double_of(other).ok_or_else(|| no_such_cast(other, "Double"))?,
    };
    Ok(result.into())
}

fn to_single(value: &Value) -> Result<Value, Exception> {
    let text_error = |_| Exception::format("Input string was not in a correct format.");
    let result = match value {
        Value::Text(text) => parse_single(&text.to_str(), NumberStyles::FLOAT_WITH_THOUSANDS).map_err(text_error)?,
        Value::Null => 0.0,
        Value::Bool(value) => f32::from(u8::from(*value)),
        other => double_of(other).ok_or_else(|| no_such_cast(other, "Single"))? as f32,
    };
    Ok(result.into())
}

/// Doubles give fifteen digits, floats seven.
pub(super) fn to_decimal(value: &Value) -> Result<Value, Exception> {
    let from_digits = |text: String| {
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let shortened = format!("{}e{exponent}", mantissa.trim_end_matches('0').trim_end_matches('.'));
        let overflow = || Exception::overflow("Value was either too large or too small for a Decimal.");
        parse_decimal(&shortened, NumberStyles::FLOAT).map(Value::Decimal).map_err(|_| overflow())
    };
    match value {
        Value::Null => Ok(Decimal::ZERO.into()),
        Value::Bool(value) => Ok(Decimal::from(u8::from(*value)).into()),
        Value::Text(text) => super::decimal::read(&text.to_str(), NumberStyles::NUMBER),
        Value::Decimal(value) => Ok((*value).into()),
        Value::Double(value) => from_digits(format!("{value:.14e}")),
        Value::Single(value) => from_digits(format!("{value:.6e}")),
        other => match integer_of(other).and_then(|number| Decimal::try_from_i128_with_scale(number, 0).ok()) {
            Some(number) => Ok(number.into()),
            None => Err(no_such_cast(other, "Decimal")),
        },
    }
}

fn to_date_time(value: &Value) -> Result<Value, Exception> {
    match value {
        Value::Null => Ok(DateTime::MIN.into()),
        Value::DateTime(value) => Ok((*value).into()),
        Value::Text(text) => super::date_time::read(text, DateStyles::default()).map(Value::DateTime),
        other => Err(no_such_cast(other, "DateTime")),
    }
}

fn to_string(call: &mut Call) -> Result<Value, Exception> {
    if matches!(call.arg(0), Value::Host(_)) {
        let value = call.take(0);
        return call.runtime.text_of(&value).map(Value::Text);
    }
    super::display::formatted_for(call.arg(0), "", call.arg(1)).map(Value::Text)
}

/// Converts to a type given as a value.
pub(crate) fn change(value: &Value, target: &Type) -> Result<Value, Exception> {
    let target = target.without_nullable();
    if value.type_of() == *target {
        return Ok(value.clone());
    }
    let value = plain(value)?;
    match target.id() {
        TypeId::BOOLEAN => to_boolean(&value),
        TypeId::CHAR => to_char(&value),
        TypeId::SBYTE => to_integer::<i8>(&value),
        TypeId::BYTE => to_integer::<u8>(&value),
        TypeId::INT16 => to_integer::<i16>(&value),
        TypeId::UINT16 => to_integer::<u16>(&value),
        TypeId::INT32 => to_integer::<i32>(&value),
        TypeId::UINT32 => to_integer::<u32>(&value),
        TypeId::INT64 => to_integer::<i64>(&value),
        TypeId::UINT64 => to_integer::<u64>(&value),
        TypeId::SINGLE => to_single(&value),
        TypeId::DOUBLE => to_double(&value),
        TypeId::DECIMAL => to_decimal(&value),
        TypeId::DATE_TIME => to_date_time(&value),
        TypeId::STRING => Ok(value.to_text().into()),
        TypeId::OBJECT => Ok(value),
        _ => {
            let (from, to) = (value.type_of().reflection_name(), target.reflection_name());
            Err(Exception::new("System.InvalidCastException", format!("Invalid cast from '{from}' to '{to}'.")))
        }
    }
}

fn change_type(call: &mut Call) -> Result<Value, Exception> {
    let target = call.arg(1).as_type().ok_or_else(|| Exception::argument_null("conversionType"))?.clone();
    match call.arg(0) {
        Value::Null if matches!(target, Type::Nullable(_)) || target == Type::STRING => Ok(Value::Null),
        Value::Null => {
            Err(Exception::new("System.InvalidCastException", "Null object cannot be converted to a value type."))
        }
        value => change(value, &target),
    }
}

/// The `TypeCode` of a value.
pub(super) fn type_code(value: &Value) -> Value {
    let code = match value {
        Value::Null => 0,
        Value::Bool(_) => 3,
        Value::Char(_) => 4,
        Value::SByte(_) => 5,
        Value::Byte(_) => 6,
        Value::Int16(_) => 7,
        Value::UInt16(_) => 8,
        Value::Int32(_) | Value::Enum(..) => 9,
        Value::UInt32(_) => 10,
        Value::Int64(_) => 11,
        Value::UInt64(_) => 12,
        Value::Single(_) => 13,
        Value::Double(_) => 14,
        Value::Decimal(_) => 15,
        Value::DateTime(_) => 16,
        Value::Text(_) => 18,
        _ => 1,
    };
    Value::Enum(TypeId::of("System.TypeCode"), code)
}
