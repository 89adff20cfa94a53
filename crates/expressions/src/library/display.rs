//! `ToString()` of every value that is not an object, with and without a format.

use crate::format::{InvalidFormat, date, guid::Guid, number};
use crate::{Exception, Text, Value};

/// `ToString()` under en-US of a value that is neither null, text, an object nor a handle.
pub(crate) fn plain_text(value: &Value) -> Text {
    match value {
        Value::Bool(true) => Text::literal("True"),
        Value::Bool(false) => Text::literal("False"),
        Value::Char(unit) => Text::from_unit(*unit),
        // The general format of every plain type exists.
        other => formatted(other, "").map_or(Text::EMPTY, |text| text.unwrap_or_default()),
    }
}

/// `value.ToString(format)` as interpolation and `string.Format` use it; types without formats ignore it.
pub(crate) fn formatted_text(value: &Value, format: &str) -> Result<Text, Exception> {
    if let Value::Object(object) = value {
        return object.to_formatted_text(format).unwrap_or_else(|| Ok(value.to_text()));
    }
    match formatted(value, format) {
        Some(Ok(text)) => Ok(text),
        Some(Err(invalid)) => Err(Exception::format(invalid.message())),
        None => Ok(value.to_text()),
    }
}

/// None for types that have no formats.
fn formatted(value: &Value, format: &str) -> Option<Result<Text, InvalidFormat>> {
    let text = match value {
        Value::SByte(value) => number::format_integer((*value).into(), 8, format),
        Value::Byte(value) => number::format_integer((*value).into(), 8, format),
        Value::Int16(value) => number::format_integer((*value).into(), 16, format),
        Value::UInt16(value) => number::format_integer((*value).into(), 16, format),
        Value::Int32(value) => number::format_integer((*value).into(), 32, format),
        Value::UInt32(value) => number::format_integer((*value).into(), 32, format),
        Value::Int64(value) => number::format_integer((*value).into(), 64, format),
        Value::UInt64(value) => number::format_integer((*value).into(), 64, format),
        Value::Single(value) => number::format_single(*value, format),
        Value::Double(value) => number::format_double(*value, format),
        Value::Decimal(value) => number::format_decimal(*value, format),
        Value::DateTime(value) => date::format_date_time(*value, format),
        Value::DateTimeOffset(value) => date::format_date_time_offset(*value, format),
        Value::TimeSpan(value) => value.format(format),
        Value::Guid(bytes) => Guid(*bytes).format(format),
        Value::Enum(class, number) => super::enumeration::format(*class, *number, format),
        Value::Null | Value::Bool(_) | Value::Char(_) | Value::Text(_) | Value::Object(_) | Value::Host(_) => {
            return None;
        }
    };
    Some(text.map(Text::from))
}
