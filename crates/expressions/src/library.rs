//! The standard library: the .NET types an expression may use, one file a type.
//!
//! Each file has a `declare` function that adds its type to the surface; [`declare`] lists them all.

mod boolean;
mod change_type;
mod crypto;
mod grove;
pub mod json;
mod lazy;
mod string;
mod uri;
pub mod xml;

use crate::{surface::Declarations, text::Text, value::Value};

/// Declares the whole library.
pub fn declare(declarations: &mut Declarations) {
    crate::foundation::declare(declarations);
    boolean::declare(declarations);
    json::declare(declarations);
    xml::declare(declarations);
    string::declare(declarations);
}

/// `ToString()` under en-US of a value that is neither null, text, an object nor a handle.
pub(crate) fn plain_text(value: &Value) -> Text {
    match value {
        Value::Bool(true) => Text::literal("True"),
        Value::Bool(false) => Text::literal("False"),
        Value::Char(unit) => Text::from_unit(*unit),
        Value::SByte(number) => Text::from(number.to_string()),
        Value::Byte(number) => Text::from(number.to_string()),
        Value::Int16(number) => Text::from(number.to_string()),
        Value::UInt16(number) => Text::from(number.to_string()),
        Value::Int32(number) => Text::from(number.to_string()),
        Value::UInt32(number) => Text::from(number.to_string()),
        Value::Int64(number) => Text::from(number.to_string()),
        Value::UInt64(number) => Text::from(number.to_string()),
        Value::Single(number) => Text::from(number.to_string()),
        Value::Double(number) => Text::from(number.to_string()),
        Value::Decimal(number) => Text::from(number.to_string()),
        _ => Text::from(value.type_of().reflection_name()),
    }
}

/// `value.ToString(format)` as interpolation and `string.Format` use it; types without formats ignore it.
pub(crate) fn formatted_text(value: &Value, format: &str) -> Result<Text, crate::Exception> {
    let _ = format;
    Ok(value.to_text())
}
