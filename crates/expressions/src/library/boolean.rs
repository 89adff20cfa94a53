//! `System.Boolean`.

use crate::{Call, Declarations, Exception, Text, Value};

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .structure("System.Boolean", "True or false.")
        .is_a("IComparable, IComparable<bool>, IEquatable<bool>, IConvertible")
        .has("static bool Parse(string value)", parse, "Reads `True` or `False` in any case; else FormatException.")
        .has("static bool TryParse(string value, out bool result)", try_parse, "Reads `True` or `False` in any case.")
        .has("const string TrueString", |_| Ok("True".into()), "`True`.")
        .has("const string FalseString", |_| Ok("False".into()), "`False`.")
        .has("int CompareTo(bool value)", compare_to, "False comes before true.")
        .has("int CompareTo(object obj)", super::formatting::compare_to, "False comes before true.")
        .has("bool Equals(bool obj)", super::formatting::equals, "Whether both are the same.")
        .has("string ToString()", super::formatting::to_string, "`True` or `False`.")
        .has("string ToString(IFormatProvider provider)", super::formatting::to_string, "`True` or `False`.");
}

fn read(text: &Text) -> Option<bool> {
    let text = text.to_str();
    let text = text.trim_matches(|character: char| character.is_whitespace() || character == '\0');
    match () {
        () if text.eq_ignore_ascii_case("true") => Some(true),
        () if text.eq_ignore_ascii_case("false") => Some(false),
        () => None,
    }
}

/// Reads a boolean or throws `FormatException`.
pub(super) fn read_or_throw(text: &Text) -> Result<Value, Exception> {
    let message = || format!("String '{text}' was not recognized as a valid Boolean.");
    read(text).map(Value::Bool).ok_or_else(|| Exception::new("System.FormatException", message()))
}

fn parse(call: &mut Call) -> Result<Value, Exception> {
    read_or_throw(&call.text(0, "value")?)
}

fn try_parse(call: &mut Call) -> Result<Value, Exception> {
    let result = call.optional_text(0).as_ref().and_then(read);
    call.set(1, result.unwrap_or(false));
    Ok(Value::Bool(result.is_some()))
}

fn compare_to(call: &mut Call) -> Result<Value, Exception> {
    let this = matches!(call.this(), Value::Bool(true));
    Ok(Value::Int32(i32::from(this) - i32::from(call.bool(0))))
}
