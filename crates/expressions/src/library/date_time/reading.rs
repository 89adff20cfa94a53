//! `Parse`, `ParseExact` and their `Try` forms, for `DateTime` and `DateTimeOffset`.

use crate::format::date::{self, DateError, DateStyles, ParsedDate};
use crate::library::clock;
use crate::value::DateTimeOffset;
use crate::{Array, Call, DateTime, DateTimeKind, Exception, Text, TypeDeclaration, Value};

pub(super) fn declare(date: &mut TypeDeclaration) {
    date.has("static DateTime Parse(string s)", |call| parse(call, Wanted::DateTime), "Reads a date in nearly any notation.")
        .has("static DateTime Parse(string s, IFormatProvider provider)", |call| parse(call, Wanted::DateTime), "Reads a date.")
        .has("static DateTime Parse(string s, IFormatProvider provider, DateTimeStyles styles)", |call| parse(call, Wanted::DateTime), "Reads a date.")
        .has("static bool TryParse(string s, out DateTime result)", |call| try_parse(call, Wanted::DateTime), "Reads a date; false when it is none.")
        .has("static bool TryParse(string s, IFormatProvider provider, DateTimeStyles styles, out DateTime result)", |call| try_parse(call, Wanted::DateTime), "Reads a date; false when it is none.")
        .has("static DateTime ParseExact(string s, string format, IFormatProvider provider)", |call| parse_exact(call, Wanted::DateTime), "Reads a date that follows `format`.")
        .has("static DateTime ParseExact(string s, string format, IFormatProvider provider, DateTimeStyles style)", |call| parse_exact(call, Wanted::DateTime), "Reads a date that follows `format`.")
        .has("static DateTime ParseExact(string s, string[] formats, IFormatProvider provider, DateTimeStyles style)", |call| parse_exact(call, Wanted::DateTime), "Reads a date that follows one of `formats`.")
        .has("static bool TryParseExact(string s, string format, IFormatProvider provider, DateTimeStyles style, out DateTime result)", |call| try_parse_exact(call, Wanted::DateTime), "Reads a date that follows `format`.")
        .has("static bool TryParseExact(string s, string[] formats, IFormatProvider provider, DateTimeStyles style, out DateTime result)", |call| try_parse_exact(call, Wanted::DateTime), "Reads a date that follows one of `formats`.");
}

/// The same members on `DateTimeOffset`.
pub(in crate::library) fn as_offset(date: &mut TypeDeclaration) {
    date.has("static DateTimeOffset Parse(string input)", |call| parse(call, Wanted::Offset), "Reads a date with offset in nearly any notation.")
        .has("static DateTimeOffset Parse(string input, IFormatProvider formatProvider)", |call| parse(call, Wanted::Offset), "Reads a date with offset.")
        .has("static DateTimeOffset Parse(string input, IFormatProvider formatProvider, DateTimeStyles styles)", |call| parse(call, Wanted::Offset), "Reads a date with offset.")
        .has("static bool TryParse(string input, out DateTimeOffset result)", |call| try_parse(call, Wanted::Offset), "Reads a date; false when it is none.")
        .has("static bool TryParse(string input, IFormatProvider formatProvider, DateTimeStyles styles, out DateTimeOffset result)", |call| try_parse(call, Wanted::Offset), "Reads a date; false when it is none.")
        .has("static DateTimeOffset ParseExact(string input, string format, IFormatProvider formatProvider)", |call| parse_exact(call, Wanted::Offset), "Reads a date that follows `format`.")
        .has("static DateTimeOffset ParseExact(string input, string format, IFormatProvider formatProvider, DateTimeStyles styles)", |call| parse_exact(call, Wanted::Offset), "Reads a date that follows `format`.")
        .has("static DateTimeOffset ParseExact(string input, string[] formats, IFormatProvider formatProvider, DateTimeStyles styles)", |call| parse_exact(call, Wanted::Offset), "Reads a date that follows one of `formats`.")
        .has("static bool TryParseExact(string input, string format, IFormatProvider formatProvider, DateTimeStyles styles, out DateTimeOffset result)", |call| try_parse_exact(call, Wanted::Offset), "Reads a date that follows `format`.")
        .has("static bool TryParseExact(string input, string[] formats, IFormatProvider formatProvider, DateTimeStyles styles, out DateTimeOffset result)", |call| try_parse_exact(call, Wanted::Offset), "Reads a date that follows one of `formats`.");
}

/// Which of the two types is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    DateTime,
    Offset,
}

impl Wanted {
    fn finish(self, parsed: ParsedDate, styles: DateStyles) -> Result<Value, DateError> {
        match self {
            Wanted::DateTime => parsed.date_time(styles).map(Value::DateTime).ok_or(DateError::OutsideCalendar),
            Wanted::Offset => parsed.date_time_offset(styles).map(Value::DateTimeOffset),
        }
    }

    /// Name of the text's parameter.
    fn parameter(self) -> &'static str {
        if self == Wanted::Offset { "input" } else { "s" }
    }

    /// What a failed `Try` gives.
    fn nothing(self) -> Value {
        match self {
            Wanted::DateTime => DateTime::MIN.into(),
            Wanted::Offset => DateTimeOffset::MIN.into(),
        }
    }
}

fn thrown(text: &Text, error: DateError) -> Exception {
    Exception::new("System.FormatException", error.message(&text.to_str()))
}

/// Reads a date or throws `FormatException`.
pub(in crate::library) fn read(text: &Text, styles: DateStyles) -> Result<DateTime, Exception> {
    match read_value(text, styles, Wanted::DateTime, clock::machine_now()) {
        Ok(Value::DateTime(value)) => Ok(value),
        Ok(_) => Err(thrown(text, DateError::NotRecognized)),
        Err(error) => Err(thrown(text, error)),
    }
}

fn read_value(text: &Text, styles: DateStyles, wanted: Wanted, now: DateTime) -> Result<Value, DateError> {
    date::parse(&text.to_str(), styles, now).and_then(|parsed| wanted.finish(parsed, styles))
}

fn parse(call: &mut Call, wanted: Wanted) -> Result<Value, Exception> {
    let text = call.text(0, wanted.parameter())?;
    let styles = DateStyles(call.long(2));
    let now = clock::now(call, DateTimeKind::Local);
    read_value(&text, styles, wanted, now).map_err(|error| thrown(&text, error))
}

fn finish_try(call: &mut Call, found: Option<Value>, wanted: Wanted) -> Result<Value, Exception> {
    let is_found = found.is_some();
    let result = call.len() - 1;
    call.set(result, found.unwrap_or_else(|| wanted.nothing()));
    Ok(is_found.into())
}

fn try_parse(call: &mut Call, wanted: Wanted) -> Result<Value, Exception> {
    let styles = DateStyles(if call.len() > 2 { call.long(2) } else { 0 });
    let now = clock::now(call, DateTimeKind::Local);
    let found = call.optional_text(0).and_then(|text| read_value(&text, styles, wanted, now).ok());
    finish_try(call, found, wanted)
}

/// The formats of a `string` or `string[]` argument.
fn formats(call: &Call) -> Vec<Text> {
    match call.arg(1) {
        Value::Text(format) => vec![format.clone()],
        other => {
            let items = other.downcast::<Array>().map(Array::to_vec).unwrap_or_default();
            items.iter().filter_map(|item| item.as_text().cloned()).collect()
        }
    }
}

fn read_exact(call: &mut Call, text: &Text, styles: DateStyles, wanted: Wanted) -> Result<Value, DateError> {
    let now = clock::now(call, DateTimeKind::Local);
    let mut last = DateError::NotRecognized;
    for format in formats(call) {
        let parsed = date::parse_exact(&text.to_str(), &format.to_str(), styles, now);
        match parsed.and_then(|parsed| wanted.finish(parsed, styles)) {
            Ok(value) => return Ok(value),
            Err(error) => last = error,
        }
    }
    Err(last)
}

fn parse_exact(call: &mut Call, wanted: Wanted) -> Result<Value, Exception> {
    let text = call.text(0, wanted.parameter())?;
    call.not_null(1, "format")?;
    read_exact(call, &text, DateStyles(call.long(3)), wanted).map_err(|error| thrown(&text, error))
}

fn try_parse_exact(call: &mut Call, wanted: Wanted) -> Result<Value, Exception> {
    let styles = DateStyles(call.long(3));
    let found = call.optional_text(0).and_then(|text| read_exact(call, &text, styles, wanted).ok());
    finish_try(call, found, wanted)
}
