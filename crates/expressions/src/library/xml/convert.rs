//! Values as XML text and back, as `XmlConvert` writes and reads them.

use crate::{
    exception::Exception,
    format::{
        date::{self, DateStyles},
        number::{
            self, parse as number_parse,
            parse::{NumberError, NumberStyles},
        },
    },
    library::{change_type, json::iso_date},
    text::Text,
    types::TypeId,
    value::{TimeSpan, Value},
};

const TICKS_PER_SECOND: i64 = 10_000_000;

/// `XContainer.GetStringValue`: the text that a value becomes in a tree.
pub(crate) fn to_text(value: &Value) -> Text {
    match value {
        Value::Text(text) => text.clone(),
        Value::Bool(value) => Text::literal(if *value { "true" } else { "false" }),
        Value::Double(number) => match *number {
            f64::INFINITY => Text::literal("INF"),
            f64::NEG_INFINITY => Text::literal("-INF"),
            number => Text::from(number::format_double(number, "").unwrap_or_default()),
        },
        Value::Single(number) => match *number {
            f32::INFINITY => Text::literal("INF"),
            f32::NEG_INFINITY => Text::literal("-INF"),
            number => Text::from(number::format_single(number, "").unwrap_or_default()),
        },
        Value::DateTime(date) => Text::from(iso_date::write(*date)),
        Value::DateTimeOffset(date) => {
            let text = iso_date::write_offset(*date);
            Text::from(match text.strip_suffix("+00:00") {
                Some(clock) => format!("{clock}Z"),
                None => text,
            })
        }
        Value::TimeSpan(span) => Text::from(write_duration(*span)),
        other => other.to_text(),
    }
}

/// The text of a value that must not be a node itself.
pub(crate) fn value_text(value: &Value) -> Result<Text, Exception> {
    match value.downcast::<super::node::Xml>() {
        Some(_) => Err(Exception::new("System.ArgumentException", "An XObject cannot be used as a value.")),
        None => Ok(to_text(value)),
    }
}

/// The cast of an element's or attribute's text to a simple type.
pub(crate) fn from_text(text: &Text, target: TypeId) -> Result<Value, Exception> {
    let trimmed = text.to_str();
    let trimmed = trimmed.trim_matches([' ', '\t', '\n', '\r']);
    match target {
        TypeId::STRING => Ok(Value::Text(text.clone())),
        TypeId::BOOLEAN => match trimmed.to_lowercase().as_str() {
            "1" | "true" => Ok(Value::Bool(true)),
            "0" | "false" => Ok(Value::Bool(false)),
            lower => Err(not_valid(lower, "Boolean")),
        },
        TypeId::SINGLE | TypeId::DOUBLE => floating(trimmed, target),
        TypeId::DECIMAL => match number_parse::parse_decimal(trimmed, NumberStyles(0x27)) {
            Ok(number) => Ok(Value::Decimal(number)),
            Err(NumberError::Format) => Err(bad_number()),
            Err(NumberError::Overflow) => {
                Err(Exception::overflow("Value was either too large or too small for a Decimal."))
            }
        },
        TypeId::DATE_TIME => {
            let styles = DateStyles(DateStyles::ROUNDTRIP_KIND);
            let parsed = date::parse(&text.to_str(), styles, change_type::now());
            let value = parsed.and_then(|parsed| parsed.date_time(styles).ok_or(date::DateError::OutsideCalendar));
            value
                .map(Value::DateTime)
                .map_err(|problem| Exception::new("System.FormatException", problem.message(&text.to_str())))
        }
        TypeId::DATE_TIME_OFFSET => match iso_date::recognise_offset(&Text::from(trimmed)) {
            Some(date) => Ok(Value::DateTimeOffset(date)),
            None => {
                let parsed = date::parse(trimmed, DateStyles::default(), change_type::now());
                let value = parsed.and_then(|parsed| parsed.date_time_offset(DateStyles::default()));
                value.map(Value::DateTimeOffset).map_err(|_| not_valid(trimmed, "AllXsd"))
            }
        },
        TypeId::TIME_SPAN => read_duration(trimmed).map(Value::TimeSpan).ok_or_else(|| not_valid(trimmed, "TimeSpan")),
        TypeId::GUID => change_type::parse_guid(text),
        TypeId::UINT32 | TypeId::UINT64 if trimmed.starts_with(['-', '+']) => Err(bad_number()),
        integer => change_type::change_type(&Value::Text(Text::from(trimmed)), integer),
    }
}

fn floating(text: &str, target: TypeId) -> Result<Value, Exception> {
    let number = match text {
        "INF" => f64::INFINITY,
        "-INF" => f64::NEG_INFINITY,
        _ => number_parse::parse_double(text, NumberStyles(0xA7)).map_err(|_| bad_number())?,
    };
    if target == TypeId::DOUBLE {
        return Ok(Value::Double(number));
    }
    match number_parse::parse_single(text, NumberStyles(0xA7)) {
        Ok(number) => Ok(Value::Single(number)),
        Err(_) => Ok(Value::Single(number as f32)),
    }
}

fn bad_number() -> Exception {
    Exception::format("Input string was not in a correct format.")
}

fn not_valid(text: &str, class: &str) -> Exception {
    Exception::new("System.FormatException", format!("The string '{text}' is not a valid {class} value."))
}

/// `P1DT2H3M4.5S`.
fn write_duration(span: TimeSpan) -> String {
    let ticks = i128::from(span.ticks);
    let mut text = if ticks < 0 { "-P".to_owned() } else { "P".to_owned() };
    let ticks = ticks.unsigned_abs();
    let (seconds, fraction) = (ticks / TICKS_PER_SECOND as u128, ticks % TICKS_PER_SECOND as u128);
    let (days, hours, minutes, seconds) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    if days != 0 {
        text.push_str(&format!("{days}D"));
    }
    if hours != 0 || minutes != 0 || seconds != 0 || fraction != 0 {
        text.push('T');
        for (number, unit) in [(hours, 'H'), (minutes, 'M')] {
            if number != 0 {
                text.push_str(&format!("{number}{unit}"));
            }
        }
        if fraction != 0 {
            let fraction = format!("{fraction:07}");
            text.push_str(&format!("{seconds}.{}S", fraction.trim_end_matches('0')));
        } else if seconds != 0 {
            text.push_str(&format!("{seconds}S"));
        }
    }
    if text.ends_with('P') {
        text.push_str("T0S");
    }
    text
}

/// XSD's `duration`; a year is 365 days and a month 30, as .NET counts.
fn read_duration(text: &str) -> Option<TimeSpan> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let rest = rest.strip_prefix('P')?;
    let (date, time) = match rest.split_once('T') {
        Some((_, "")) => return None,
        Some((date, time)) => (date, time),
        None => (rest, ""),
    };
    if date.is_empty() && time.is_empty() {
        return None;
    }
    let day = 86_400 * TICKS_PER_SECOND;
    let date = parts(date, &[('Y', 365 * day), ('M', 30 * day), ('D', day)])?;
    let time = parts(time, &[('H', 3600 * TICKS_PER_SECOND), ('M', 60 * TICKS_PER_SECOND), ('S', TICKS_PER_SECOND)])?;
    let ticks = date.checked_add(time)?;
    Some(TimeSpan { ticks: if negative { -ticks } else { ticks } })
}

/// Numbers with their units, each at most once and in order; only seconds may have a fraction.
fn parts(text: &str, units: &[(char, i64)]) -> Option<i64> {
    let (mut rest, mut total) = (text, 0_i64);
    for (unit, ticks) in units {
        let Some((number, after)) = rest.split_once(*unit) else { continue };
        let (whole, fraction) = match number.split_once('.') {
            Some((whole, fraction)) if *unit == 'S' && !fraction.is_empty() => (whole, fraction),
            Some(_) => return None,
            None => (number, ""),
        };
        if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        total = total.checked_add(whole.parse::<i64>().ok()?.checked_mul(*ticks)?)?;
        let digits: String = fraction.chars().chain("0000000".chars()).take(7).collect();
        total = total.checked_add(digits.parse::<i64>().ok()?)?;
        rest = after;
    }
    rest.is_empty().then_some(total)
}
