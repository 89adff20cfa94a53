//! `System.TimeSpan`.

use crate::format::calendar::{
    TICKS_PER_DAY, TICKS_PER_HOUR, TICKS_PER_MILLISECOND, TICKS_PER_MINUTE, TICKS_PER_SECOND,
};
use crate::format::duration::{SpanError, SpanParseError};
use crate::{Call, Declarations, Exception, TimeSpan, TypeDeclaration, Value};

const TOO_LONG: &str = "TimeSpan overflowed because the duration is too long.";

pub(super) fn declare(declarations: &mut Declarations) {
    let span = declarations
        .structure("System.TimeSpan", "A span of time, to 100 nanoseconds.")
        .is_a("IComparable, IComparable<TimeSpan>, IEquatable<TimeSpan>, IFormattable");
    span.has("TimeSpan(long ticks)", |call| Ok(TimeSpan::new(call.long(0)).into()), "From ticks of 100 ns.")
        .has(
            "TimeSpan(int hours, int minutes, int seconds)",
            |call| parts(0, call.int(0), call.int(1), call.int(2), 0),
            "From hours, minutes and seconds.",
        )
        .has(
            "TimeSpan(int days, int hours, int minutes, int seconds)",
            |call| parts(call.int(0), call.int(1), call.int(2), call.int(3), 0),
            "From days, hours, minutes and seconds.",
        )
        .has(
            "TimeSpan(int days, int hours, int minutes, int seconds, int milliseconds)",
            |call| parts(call.int(0), call.int(1), call.int(2), call.int(3), call.int(4)),
            "From days to milliseconds.",
        )
        .has("static TimeSpan Zero", |_| Ok(TimeSpan::ZERO.into()), "No time.")
        .has("static TimeSpan MaxValue", |_| Ok(TimeSpan::MAX.into()), "The longest span.")
        .has("static TimeSpan MinValue", |_| Ok(TimeSpan::MIN.into()), "The longest negative span.")
        .has("const long TicksPerDay", |_| Ok(TICKS_PER_DAY.into()), "Ticks in a day.")
        .has("const long TicksPerHour", |_| Ok(TICKS_PER_HOUR.into()), "Ticks in an hour.")
        .has("const long TicksPerMinute", |_| Ok(TICKS_PER_MINUTE.into()), "Ticks in a minute.")
        .has("const long TicksPerSecond", |_| Ok(TICKS_PER_SECOND.into()), "Ticks in a second.")
        .has("const long TicksPerMillisecond", |_| Ok(TICKS_PER_MILLISECOND.into()), "Ticks in a millisecond.")
        .has("static TimeSpan FromDays(double value)", |call| from(call, TICKS_PER_DAY), "From days.")
        .has("static TimeSpan FromHours(double value)", |call| from(call, TICKS_PER_HOUR), "From hours.")
        .has("static TimeSpan FromMinutes(double value)", |call| from(call, TICKS_PER_MINUTE), "From minutes.")
        .has("static TimeSpan FromSeconds(double value)", |call| from(call, TICKS_PER_SECOND), "From seconds.")
        .has(
            "static TimeSpan FromMilliseconds(double value)",
            |call| from(call, TICKS_PER_MILLISECOND),
            "From milliseconds.",
        )
        .has(
            "static TimeSpan FromTicks(long value)",
            |call| Ok(TimeSpan::new(call.long(0)).into()),
            "From ticks of 100 ns.",
        )
        .has("static TimeSpan Parse(string s)", parse, "Reads [-][d.]hh:mm[:ss[.fffffff]].")
        .has("static TimeSpan Parse(string input, IFormatProvider formatProvider)", parse, "Reads a span.")
        .has("static bool TryParse(string s, out TimeSpan result)", try_parse, "Reads a span; false when it is none.")
        .has(
            "static bool TryParse(string input, IFormatProvider formatProvider, out TimeSpan result)",
            try_parse,
            "Reads a span; false when it is none.",
        );
    span.has(
        "static TimeSpan ParseExact(string input, string format, IFormatProvider formatProvider)",
        parse_exact,
        "Reads a span that follows `format`.",
    )
    .has(
        "static bool TryParseExact(string input, string format, IFormatProvider formatProvider, out TimeSpan result)",
        try_parse_exact,
        "Reads a span that follows `format`; false when it does not.",
    );
    amounts(span);
    arithmetic(span);
}

fn amounts(span: &mut TypeDeclaration) {
    span.has("int Days", |call| Ok(this(call).days().into()), "Whole days.")
        .has("int Hours", |call| Ok(this(call).hours().into()), "Hours beside the days.")
        .has("int Minutes", |call| Ok(this(call).minutes().into()), "Minutes beside the hours.")
        .has("int Seconds", |call| Ok(this(call).seconds().into()), "Seconds beside the minutes.")
        .has("int Milliseconds", |call| Ok(this(call).milliseconds().into()), "Milliseconds beside the seconds.")
        .has("long Ticks", |call| Ok(this(call).ticks.into()), "Ticks of 100 ns.")
        .has("double TotalDays", |call| Ok(this(call).total(TICKS_PER_DAY).into()), "The whole span in days.")
        .has("double TotalHours", |call| Ok(this(call).total(TICKS_PER_HOUR).into()), "The whole span in hours.")
        .has("double TotalMinutes", |call| Ok(this(call).total(TICKS_PER_MINUTE).into()), "The whole span in minutes.")
        .has("double TotalSeconds", |call| Ok(this(call).total(TICKS_PER_SECOND).into()), "The whole span in seconds.")
        .has(
            "double TotalMilliseconds",
            |call| Ok(this(call).total_milliseconds().into()),
            "The whole span in milliseconds.",
        )
        .has("string ToString()", super::formatting::to_string, "[-][d.]hh:mm:ss[.fffffff].")
        .has("string ToString(string format)", super::formatting::to_string, "Under a format such as c, g or hh\\:mm.")
        .has(
            "string ToString(string format, IFormatProvider formatProvider)",
            super::formatting::to_string,
            "Under a format.",
        );
}

fn arithmetic(span: &mut TypeDeclaration) {
    span.has("TimeSpan Add(TimeSpan ts)", |call| checked(this(call).ticks.checked_add(at(call, 0).ticks)), "The sum.")
        .has(
            "TimeSpan Subtract(TimeSpan ts)",
            |call| checked(this(call).ticks.checked_sub(at(call, 0).ticks)),
            "The difference.",
        )
        .has("TimeSpan Negate()", |call| negated(this(call)), "The negative.")
        .has("TimeSpan Duration()", duration, "Without sign.")
        .has(
            "TimeSpan Multiply(double factor)",
            |call| multiplied(this(call), call.double(0)),
            "So many times the span.",
        )
        .has("TimeSpan Divide(double divisor)", |call| divided(this(call), call.double(0)), "A part of the span.")
        .has(
            "double Divide(TimeSpan ts)",
            |call| Ok((this(call).ticks as f64 / at(call, 0).ticks as f64).into()),
            "How often the other fits.",
        )
        .has(
            "TimeSpan operator +(TimeSpan t1, TimeSpan t2)",
            |call| checked(at(call, 0).ticks.checked_add(at(call, 1).ticks)),
            "The sum.",
        )
        .has(
            "TimeSpan operator -(TimeSpan t1, TimeSpan t2)",
            |call| checked(at(call, 0).ticks.checked_sub(at(call, 1).ticks)),
            "The difference.",
        )
        .has("TimeSpan operator -(TimeSpan t)", |call| negated(at(call, 0)), "The negative.")
        .has("TimeSpan operator +(TimeSpan t)", |call| Ok(call.take(0)), "The same.")
        .has(
            "TimeSpan operator *(TimeSpan timeSpan, double factor)",
            |call| multiplied(at(call, 0), call.double(1)),
            "So many times the span.",
        )
        .has(
            "TimeSpan operator *(double factor, TimeSpan timeSpan)",
            |call| multiplied(at(call, 1), call.double(0)),
            "So many times the span.",
        )
        .has(
            "TimeSpan operator /(TimeSpan timeSpan, double divisor)",
            |call| divided(at(call, 0), call.double(1)),
            "A part of the span.",
        )
        .has(
            "double operator /(TimeSpan t1, TimeSpan t2)",
            |call| Ok((at(call, 0).ticks as f64 / at(call, 1).ticks as f64).into()),
            "How often the other fits.",
        )
        .has(
            "bool operator ==(TimeSpan t1, TimeSpan t2)",
            |call| Ok((at(call, 0) == at(call, 1)).into()),
            "Equally long.",
        )
        .has(
            "bool operator !=(TimeSpan t1, TimeSpan t2)",
            |call| Ok((at(call, 0) != at(call, 1)).into()),
            "Not equally long.",
        )
        .has("bool operator <(TimeSpan t1, TimeSpan t2)", |call| Ok((at(call, 0) < at(call, 1)).into()), "Shorter.")
        .has(
            "bool operator <=(TimeSpan t1, TimeSpan t2)",
            |call| Ok((at(call, 0) <= at(call, 1)).into()),
            "Not longer.",
        )
        .has("bool operator >(TimeSpan t1, TimeSpan t2)", |call| Ok((at(call, 0) > at(call, 1)).into()), "Longer.")
        .has(
            "bool operator >=(TimeSpan t1, TimeSpan t2)",
            |call| Ok((at(call, 0) >= at(call, 1)).into()),
            "Not shorter.",
        )
        .has(
            "static int Compare(TimeSpan t1, TimeSpan t2)",
            |call| Ok(Value::Int32(at(call, 0).cmp(&at(call, 1)) as i32)),
            "Negative, zero or positive.",
        )
        .has(
            "static bool Equals(TimeSpan t1, TimeSpan t2)",
            |call| Ok((at(call, 0) == at(call, 1)).into()),
            "Equally long.",
        )
        .has("int CompareTo(object value)", super::formatting::compare_to, "Negative, zero or positive.")
        .has("int CompareTo(TimeSpan value)", super::formatting::compare_to, "Negative, zero or positive.")
        .has("bool Equals(TimeSpan obj)", super::formatting::equals, "Equally long.");
}

fn span_of(value: &Value) -> TimeSpan {
    match value {
        Value::TimeSpan(value) => *value,
        _ => TimeSpan::ZERO,
    }
}

fn this(call: &Call) -> TimeSpan {
    span_of(call.this())
}

/// A span argument.
pub(super) fn at(call: &Call, index: usize) -> TimeSpan {
    span_of(call.arg(index))
}

fn parts(days: i32, hours: i32, minutes: i32, seconds: i32, milliseconds: i32) -> Result<Value, Exception> {
    let span = TimeSpan::from_parts(days, hours, minutes, seconds, milliseconds);
    span.map(Value::TimeSpan).ok_or_else(|| Exception::out_of_range(TOO_LONG, ""))
}

fn finished(span: Result<TimeSpan, SpanError>) -> Result<Value, Exception> {
    span.map(Value::TimeSpan).map_err(|error| match error {
        SpanError::NotANumber => {
            Exception::argument("TimeSpan does not accept floating point Not-a-Number values.", "")
        }
        SpanError::TooLong => Exception::overflow(TOO_LONG),
    })
}

fn from(call: &mut Call, ticks_per_unit: i64) -> Result<Value, Exception> {
    finished(TimeSpan::from_units(call.double(0), ticks_per_unit))
}

fn multiplied(span: TimeSpan, factor: f64) -> Result<Value, Exception> {
    if factor.is_nan() {
        return Err(Exception::argument("TimeSpan does not accept floating point Not-a-Number values.", "factor"));
    }
    finished(TimeSpan::from_ticks_f64((span.ticks as f64 * factor).round_ties_even()))
}

fn divided(span: TimeSpan, divisor: f64) -> Result<Value, Exception> {
    if divisor.is_nan() {
        return Err(Exception::argument("TimeSpan does not accept floating point Not-a-Number values.", "divisor"));
    }
    finished(TimeSpan::from_ticks_f64((span.ticks as f64 / divisor).round_ties_even()))
}

fn checked(ticks: Option<i64>) -> Result<Value, Exception> {
    ticks.map(|ticks| TimeSpan::new(ticks).into()).ok_or_else(|| Exception::overflow(TOO_LONG))
}

fn negated(span: TimeSpan) -> Result<Value, Exception> {
    let message = "Negating the minimum value of a twos complement number is invalid.";
    span.ticks.checked_neg().map(|ticks| TimeSpan::new(ticks).into()).ok_or_else(|| Exception::overflow(message))
}

fn duration(call: &mut Call) -> Result<Value, Exception> {
    let message = "The duration cannot be returned for TimeSpan.MinValue because the absolute value of TimeSpan.MinValue exceeds the value of TimeSpan.MaxValue.";
    let ticks = this(call).ticks.checked_abs();
    ticks.map(|ticks| TimeSpan::new(ticks).into()).ok_or_else(|| Exception::overflow(message))
}

fn parse(call: &mut Call) -> Result<Value, Exception> {
    let text = call.text(0, "input")?;
    TimeSpan::parse(&text.to_str()).map(Value::TimeSpan).map_err(|error| not_parsed(&text, error))
}

fn not_parsed(text: &crate::Text, error: SpanParseError) -> Exception {
    match error {
        SpanParseError::Format => {
            Exception::new("System.FormatException", format!("String '{text}' was not recognized as a valid TimeSpan."))
        }
        SpanParseError::Overflow => Exception::new(
            "System.OverflowException",
            format!(
                "The TimeSpan string '{text}' could not be parsed because at least one of the numeric components is out of range or contains too many digits."
            ),
        ),
    }
}

fn read_exact(call: &Call) -> Result<TimeSpan, Exception> {
    let (text, format) = (call.text(0, "input")?, call.text(1, "format")?);
    TimeSpan::parse_exact(&text.to_str(), &format.to_str()).map_err(|error| match error {
        SpanParseError::Format => Exception::format("Input string was not in a correct format."),
        SpanParseError::Overflow => not_parsed(&text, error),
    })
}

fn parse_exact(call: &mut Call) -> Result<Value, Exception> {
    read_exact(call).map(Value::TimeSpan)
}

fn try_parse_exact(call: &mut Call) -> Result<Value, Exception> {
    let found = read_exact(call).ok();
    call.set(3, found.unwrap_or(TimeSpan::ZERO));
    Ok(found.is_some().into())
}

fn try_parse(call: &mut Call) -> Result<Value, Exception> {
    let found = call.optional_text(0).and_then(|text| TimeSpan::parse(&text.to_str()).ok());
    let result = call.len() - 1;
    call.set(result, found.unwrap_or(TimeSpan::ZERO));
    Ok(found.is_some().into())
}
