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

/// `value.ToString(format, provider)`: under the invariant culture when the provider is that one.
pub(crate) fn formatted_for(value: &Value, format: &str, provider: &Value) -> Result<Text, Exception> {
    if !super::culture::is_invariant(provider) {
        return formatted_text(value, format);
    }
    match value {
        Value::DateTime(_) | Value::DateTimeOffset(_) => formatted_text(value, invariant_date(value, format)),
        Value::Bool(_) | Value::Char(_) | Value::Text(_) | Value::TimeSpan(_) | Value::Guid(_) | Value::Enum(..) => {
            formatted_text(value, format)
        }
        _ => invariant_number(value, format),
    }
}

/// Standard formats of dates that differ under the invariant culture, as custom ones.
fn invariant_date<'f>(value: &Value, format: &'f str) -> &'f str {
    match format {
        "" if matches!(value, Value::DateTimeOffset(_)) => "MM/dd/yyyy HH:mm:ss zzz",
        "" | "G" => "MM/dd/yyyy HH:mm:ss",
        "d" => "MM/dd/yyyy",
        "D" => "dddd, dd MMMM yyyy",
        "t" => "HH:mm",
        "T" => "HH:mm:ss",
        "f" => "dddd, dd MMMM yyyy HH:mm",
        "F" | "U" => "dddd, dd MMMM yyyy HH:mm:ss",
        "g" => "MM/dd/yyyy HH:mm",
        "m" | "M" => "MMMM dd",
        "y" | "Y" => "yyyy MMMM",
        other => other,
    }
}

/// Currency, per cent and infinity differ; all other numbers are written alike.
fn invariant_number(value: &Value, format: &str) -> Result<Text, Exception> {
    let is_standard = format.get(1..).is_some_and(|precision| precision.bytes().all(|byte| byte.is_ascii_digit()));
    let text = match format.bytes().next() {
        Some(b'C' | b'c') if is_standard => {
            let plain = formatted_text(value, &format!("N{}", &format[1..]))?.to_string();
            match plain.strip_prefix('-') {
                Some(magnitude) if !plain.contains('∞') => format!("(¤{magnitude})"),
                _ if plain.contains(['∞', 'N']) => plain,
                _ => format!("¤{plain}"),
            }
        }
        Some(b'P' | b'p') if is_standard => formatted_text(value, format)?.to_string().replace('%', " %"),
        _ => formatted_text(value, format)?.to_string(),
    };
    Ok(Text::from(text.replace('∞', "Infinity")))
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
