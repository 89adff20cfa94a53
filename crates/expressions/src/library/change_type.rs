//! `Convert.ChangeType` under the invariant culture: what `IConvertible` values become when they must be another type.
//! JSON and XML values pass through here whenever they are cast.

use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};

use crate::{
    exception::Exception,
    format::{
        calendar::DateTime,
        date::{self, DateStyles},
        duration::TimeSpan,
        guid::Guid,
        number::{
            self, parse as number_parse,
            parse::{NumberError, NumberStyles},
        },
    },
    text::Text,
    types::TypeId,
    value::Value,
};

/// The value as the simple type `target`.
pub(crate) fn change_type(value: &Value, target: TypeId) -> Result<Value, Exception> {
    let source = value.type_of().id();
    match value {
        Value::Null if matches!(target, TypeId::STRING | TypeId::OBJECT) => return Ok(Value::Null),
        Value::Null => return Err(invalid_cast("Null object cannot be converted to a value type.".to_owned())),
        _ if source == target || target == TypeId::OBJECT => return Ok(value.clone()),
        Value::Guid(_) | Value::TimeSpan(_) | Value::DateTimeOffset(_) | Value::Object(_) | Value::Host(_) => {
            return Err(invalid_cast("Object must implement IConvertible.".to_owned()));
        }
        _ => {}
    }
    match target {
        TypeId::STRING => Ok(Value::Text(invariant_text(value))),
        TypeId::BOOLEAN => to_bool(value),
        TypeId::CHAR => to_char(value),
        TypeId::SBYTE => Ok(Value::SByte(to_integer(value, target, 8, true)? as i8)),
        TypeId::BYTE => Ok(Value::Byte(to_integer(value, target, 8, false)? as u8)),
        TypeId::INT16 => Ok(Value::Int16(to_integer(value, target, 16, true)? as i16)),
        TypeId::UINT16 => Ok(Value::UInt16(to_integer(value, target, 16, false)? as u16)),
        TypeId::INT32 => Ok(Value::Int32(to_integer(value, target, 32, true)? as i32)),
        TypeId::UINT32 => Ok(Value::UInt32(to_integer(value, target, 32, false)? as u32)),
        TypeId::INT64 => Ok(Value::Int64(to_integer(value, target, 64, true)? as i64)),
        TypeId::UINT64 => Ok(Value::UInt64(to_integer(value, target, 64, false)? as u64)),
        TypeId::SINGLE => match value {
            Value::Text(text) => {
                let parsed = number_parse::parse_single(&text.to_str(), NumberStyles::FLOAT_WITH_THOUSANDS);
                parsed.map(Value::Single).map_err(|_| bad_number())
            }
            _ => to_double(value, target).map(|number| Value::Single(number as f32)),
        },
        TypeId::DOUBLE => to_double(value, target).map(Value::Double),
        TypeId::DECIMAL => to_decimal(value).map(Value::Decimal),
        TypeId::DATE_TIME => match value {
            Value::Text(text) => parse_date_time(text).map(Value::DateTime),
            _ => Err(between(value, target)),
        },
        _ => Err(invalid_cast(format!("Invalid cast from '{}' to '{}'.", source.name(), target.name()))),
    }
}

/// `Convert.ToString(value, CultureInfo.InvariantCulture)`; differs from `ToString()` under en-US only for dates.
pub(crate) fn invariant_text(value: &Value) -> Text {
    const CLOCK: &str = "MM/dd/yyyy HH:mm:ss";
    match value {
        Value::DateTime(value) => Text::from(date::format_date_time(*value, CLOCK).unwrap_or_default()),
        Value::DateTimeOffset(value) => {
            Text::from(date::format_date_time_offset(*value, &format!("{CLOCK} zzz")).unwrap_or_default())
        }
        Value::Double(number) => {
            Text::from(number::format_double(*number, "").unwrap_or_default().replace('∞', "Infinity"))
        }
        Value::Single(number) => {
            Text::from(number::format_single(*number, "").unwrap_or_default().replace('∞', "Infinity"))
        }
        other => other.to_text(),
    }
}

/// `DateTime.Parse(text, CultureInfo.InvariantCulture)`.
pub(crate) fn parse_date_time(text: &Text) -> Result<DateTime, Exception> {
    let text = text.to_str();
    let parsed = date::parse(&text, DateStyles::default(), now());
    let value =
        parsed.and_then(|parsed| parsed.date_time(DateStyles::default()).ok_or(date::DateError::OutsideCalendar));
    value.map_err(|problem| Exception::new("System.FormatException", problem.message(&text)))
}

/// What a date without a year or a time without a date refers to.
pub(crate) fn now() -> DateTime {
    let elapsed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    DateTime::from_unix_nanoseconds(elapsed.as_nanos() as i128, crate::value::DateTimeKind::Local)
}

/// `new Guid(text)`.
pub(crate) fn parse_guid(text: &Text) -> Result<Value, Exception> {
    let parsed = Guid::parse(&text.to_str());
    parsed.map(|Guid(bytes)| Value::Guid(bytes)).map_err(|problem| Exception::format(problem.message()))
}

/// `TimeSpan.Parse(text)`.
pub(crate) fn parse_time_span(text: &Text) -> Result<Value, Exception> {
    let text = text.to_str();
    let parsed = TimeSpan::parse(&text).map(Value::TimeSpan);
    parsed.map_err(|_| {
        Exception::new("System.FormatException", format!("String '{text}' was not recognized as a valid TimeSpan."))
    })
}

fn to_bool(value: &Value) -> Result<Value, Exception> {
    Ok(Value::Bool(match value {
        Value::Text(text) => {
            let trimmed = text.to_str();
            let trimmed = trimmed.trim_matches(|character: char| character.is_whitespace() || character == '\0');
            match () {
                () if trimmed.eq_ignore_ascii_case("true") => true,
                () if trimmed.eq_ignore_ascii_case("false") => false,
                () => {
                    let message = format!("String '{text}' was not recognized as a valid Boolean.");
                    return Err(Exception::new("System.FormatException", message));
                }
            }
        }
        Value::Char(_) | Value::DateTime(_) => return Err(between(value, TypeId::BOOLEAN)),
        other => to_double(other, TypeId::BOOLEAN)? != 0.0,
    }))
}

fn to_char(value: &Value) -> Result<Value, Exception> {
    match value {
        Value::Text(text) => match (text.unit(0), text.len()) {
            (Some(unit), 1) => Ok(Value::Char(unit)),
            _ => Err(Exception::format("String must be exactly one character long.")),
        },
        Value::Bool(_) | Value::Single(_) | Value::Double(_) | Value::Decimal(_) | Value::DateTime(_) => {
            Err(between(value, TypeId::CHAR))
        }
        other => Ok(Value::Char(to_integer(other, TypeId::CHAR, 16, false)? as u16)),
    }
}

/// Rounds half to even and checks the range.
fn to_integer(value: &Value, target: TypeId, bits: u32, signed: bool) -> Result<i128, Exception> {
    let (low, high) = if signed { (-(1_i128 << (bits - 1)), (1 << (bits - 1)) - 1) } else { (0, (1_i128 << bits) - 1) };
    let number = match value {
        Value::Text(text) => match number_parse::parse_integer(&text.to_str(), NumberStyles::INTEGER, bits, signed) {
            Ok(number) => number,
            Err(NumberError::Format) => return Err(bad_number()),
            Err(NumberError::Overflow) => return Err(overflow(target)),
        },
        Value::Bool(value) => i128::from(*value),
        Value::Char(unit) => i128::from(*unit),
        Value::Single(number) => rounded(f64::from(*number), target)?,
        Value::Double(number) => rounded(*number, target)?,
        Value::Decimal(number) => {
            let whole = number.round_dp_with_strategy(0, RoundingStrategy::MidpointNearestEven);
            whole.to_i128().ok_or_else(|| overflow(target))?
        }
        Value::DateTime(_) => return Err(between(value, target)),
        other => integer_of(other).ok_or_else(|| between(other, target))?,
    };
    if (low..=high).contains(&number) { Ok(number) } else { Err(overflow(target)) }
}

fn rounded(number: f64, target: TypeId) -> Result<i128, Exception> {
    // Beyond 2^100 no target fits, and the cast below would saturate.
    if number.is_nan() || number.abs() > 1e30 {
        return Err(overflow(target));
    }
    Ok(number.round_ties_even() as i128)
}

/// The value of any integer type.
pub(crate) fn integer_of(value: &Value) -> Option<i128> {
    Some(match value {
        Value::SByte(number) => i128::from(*number),
        Value::Byte(number) => i128::from(*number),
        Value::Int16(number) => i128::from(*number),
        Value::UInt16(number) => i128::from(*number),
        Value::Int32(number) => i128::from(*number),
        Value::UInt32(number) => i128::from(*number),
        Value::Int64(number) | Value::Enum(_, number) => i128::from(*number),
        Value::UInt64(number) => i128::from(*number),
        _ => return None,
    })
}

fn to_double(value: &Value, target: TypeId) -> Result<f64, Exception> {
    match value {
        Value::Text(text) => {
            let parsed = number_parse::parse_double(&text.to_str(), NumberStyles::FLOAT_WITH_THOUSANDS);
            parsed.map_err(|_| bad_number())
        }
        Value::Bool(value) => Ok(f64::from(u8::from(*value))),
        Value::Single(number) => Ok(f64::from(*number)),
        Value::Double(number) => Ok(*number),
        Value::Decimal(number) => Ok(number.to_f64().unwrap_or(f64::NAN)),
        other => integer_of(other).map(|number| number as f64).ok_or_else(|| between(other, target)),
    }
}

fn to_decimal(value: &Value) -> Result<Decimal, Exception> {
    let too_large = || Exception::overflow("Value was either too large or too small for a Decimal.");
    match value {
        Value::Text(text) => match number_parse::parse_decimal(&text.to_str(), NumberStyles::NUMBER) {
            Ok(number) => Ok(number),
            Err(NumberError::Format) => Err(bad_number()),
            Err(NumberError::Overflow) => Err(too_large()),
        },
        Value::Bool(value) => Ok(Decimal::from(u8::from(*value))),
        // .NET keeps seven digits of a float and fifteen of a double.
        Value::Single(number) => decimal_of(f64::from(*number), 7).ok_or_else(too_large),
        Value::Double(number) => decimal_of(*number, 15).ok_or_else(too_large),
        other => match integer_of(other) {
            Some(number) => Decimal::try_from_i128_with_scale(number, 0).map_err(|_| too_large()),
            None => Err(between(other, TypeId::DECIMAL)),
        },
    }
}

fn decimal_of(number: f64, digits: usize) -> Option<Decimal> {
    if !number.is_finite() {
        return None;
    }
    let text = format!("{number:.*e}", digits - 1);
    Decimal::from_scientific(&text).ok().map(|number| number.normalize())
}

fn bad_number() -> Exception {
    Exception::format("Input string was not in a correct format.")
}

fn overflow(target: TypeId) -> Exception {
    let message = match target {
        TypeId::CHAR => "Value was either too large or too small for a character.",
        TypeId::SBYTE => "Value was either too large or too small for a signed byte.",
        TypeId::BYTE => "Value was either too large or too small for an unsigned byte.",
        TypeId::INT16 => "Value was either too large or too small for an Int16.",
        TypeId::UINT16 => "Value was either too large or too small for a UInt16.",
        TypeId::INT32 => "Value was either too large or too small for an Int32.",
        TypeId::UINT32 => "Value was either too large or too small for a UInt32.",
        TypeId::INT64 => "Value was either too large or too small for an Int64.",
        _ => "Value was either too large or too small for a UInt64.",
    };
    Exception::overflow(message)
}

fn between(value: &Value, target: TypeId) -> Exception {
    let source = value.type_of().id();
    invalid_cast(format!("Invalid cast from '{}' to '{}'.", source.short_name(), target.short_name()))
}

fn invalid_cast(message: String) -> Exception {
    Exception::new("System.InvalidCastException", message)
}
