//! `System.String`: what it is and how it is made; its other members are in the files below.

pub(crate) mod change;
pub(crate) mod compare;
pub(crate) mod composition;
mod search;
mod split;

use super::char::text_of_array;
use crate::{Call, Declarations, Exception, Text, TextBuilder, Value};

/// Longest text of one operation, in units; .NET's own limit is about a billion.
const MAX_LENGTH: usize = i32::MAX as usize / 2;

pub(super) fn declare(declarations: &mut Declarations) {
    let string = declarations
        .class("System.String", "Text as a sequence of UTF-16 units.")
        .is_a("IComparable, IComparable<string>, IEnumerable<char>, IEquatable<string>, IConvertible")
        .has("String(char c, int count)", repeated, "A unit so many times.")
        .has("String(char[] value)", from_array, "The units of an array.")
        .has("String(char[] value, int startIndex, int length)", from_array_part, "Some units of an array.")
        .has("const string Empty", |_| Ok(Text::EMPTY.into()), "The empty string.")
        .has("int Length", |call| Ok(Value::Int32(call.this_text().len() as i32)), "Number of UTF-16 units.")
        .has("char this[int index]", unit_at, "The unit at `index`.")
        .has("static bool IsNullOrEmpty(string value)", is_null_or_empty, "Whether it is null or \"\".")
        .has(
            "static bool IsNullOrWhiteSpace(string value)",
            is_null_or_white_space,
            "Whether it is null or only white space.",
        )
        .has("static string Copy(string str)", |call| Ok(call.text(0, "str")?.into()), "The same text.")
        .has("static string Intern(string str)", |call| Ok(call.text(0, "str")?.into()), "The same text.")
        .has("object Clone()", |call| Ok(call.this().clone()), "The string itself.")
        .has("char[] ToCharArray()", to_char_array, "The units as an array.")
        .has("char[] ToCharArray(int startIndex, int length)", to_char_array, "Some units as an array.")
        .has(
            "void CopyTo(int sourceIndex, char[] destination, int destinationIndex, int count)",
            copy_to,
            "Copies units into an array.",
        )
        .has("string ToString()", |call| Ok(call.this().clone()), "The string itself.")
        .has("string ToString(IFormatProvider provider)", |call| Ok(call.this().clone()), "The string itself.");
    search::declare(string);
    change::declare(string);
    split::declare(string);
    compare::declare(string);
    composition::declare(string);
}

/// The exception of an index that .NET words in its general way.
pub(crate) fn index_out_of_range(parameter: &str) -> Exception {
    Exception::out_of_range(
        "Index was out of range. Must be non-negative and less than the size of the collection.",
        parameter,
    )
}

fn unit_at(call: &mut Call) -> Result<Value, Exception> {
    let index = usize::try_from(call.int(0)).ok();
    let unit = index.and_then(|index| call.this().as_text()?.unit(index));
    unit.map(Value::Char).ok_or_else(|| {
        Exception::new("System.IndexOutOfRangeException", Text::literal("Index was outside the bounds of the array."))
    })
}

/// A text of one unit many times.
pub(crate) fn repeat(call: &mut Call, unit: u16, count: usize) -> Result<Text, Exception> {
    call.runtime.allocate(count.min(MAX_LENGTH).saturating_mul(if unit < 0x80 { 1 } else { 2 }))?;
    let mut builder = TextBuilder::with_capacity(count);
    for _ in 0..count {
        builder.push_unit(unit);
    }
    Ok(builder.finish())
}

fn repeated(call: &mut Call) -> Result<Value, Exception> {
    let count = call.int(1);
    if count < 0 {
        return Err(Exception::out_of_range("Count cannot be less than zero.", "count"));
    }
    let unit = call.char(0);
    repeat(call, unit, count as usize).map(Value::Text)
}

fn from_array(call: &mut Call) -> Result<Value, Exception> {
    let text = text_of_array(call.arg(0));
    call.runtime.allocate(text.len())?;
    Ok(text.into())
}

fn from_array_part(call: &mut Call) -> Result<Value, Exception> {
    let text = text_of_array(call.not_null(0, "value")?);
    let (start, length) = (call.int(1), call.int(2));
    if start < 0 {
        return Err(Exception::out_of_range("StartIndex cannot be less than zero.", "startIndex"));
    }
    if length < 0 {
        return Err(Exception::out_of_range("Length cannot be less than zero.", "length"));
    }
    if start as usize + length as usize > text.len() {
        return Err(index_out_of_range("startIndex"));
    }
    call.runtime.allocate(length as usize)?;
    Ok(text.slice(start as usize, start as usize + length as usize).into())
}

fn is_null_or_empty(call: &mut Call) -> Result<Value, Exception> {
    Ok(Value::Bool(call.arg(0).as_text().is_none_or(Text::is_empty)))
}

fn is_null_or_white_space(call: &mut Call) -> Result<Value, Exception> {
    let white = |text: &Text| text.units().all(crate::format::category::is_white_space);
    Ok(Value::Bool(call.arg(0).as_text().is_none_or(white)))
}

fn units_of(call: &mut Call, text: &Text) -> Result<Vec<Value>, Exception> {
    call.runtime.allocate(text.len() * size_of::<Value>())?;
    Ok(text.units().map(Value::Char).collect())
}

fn to_char_array(call: &mut Call) -> Result<Value, Exception> {
    let mut text = call.this_text();
    if !call.is_empty() {
        let (start, length) = (call.int(0), call.int(1));
        if start < 0 || start as usize > text.len() || length < 0 || start as usize + length as usize > text.len() {
            return Err(index_out_of_range(if length < 0 { "length" } else { "startIndex" }));
        }
        text = text.slice(start as usize, start as usize + length as usize);
    }
    let units = units_of(call, &text)?;
    Ok(Value::array(crate::Type::CHAR, units))
}

fn copy_to(call: &mut Call) -> Result<Value, Exception> {
    let text = call.this_text();
    let (source, target, count) = (call.int(0), call.int(2), call.int(3));
    let array = call.object::<crate::Array>(1, "destination")?;
    if count < 0 {
        return Err(Exception::out_of_range("Count cannot be less than zero.", "count"));
    }
    if source < 0 || source as usize + count as usize > text.len() {
        return Err(index_out_of_range("sourceIndex"));
    }
    if target < 0 || target as usize + count as usize > array.len() {
        return Err(index_out_of_range("destinationIndex"));
    }
    for (offset, unit) in text.slice(source as usize, source as usize + count as usize).units().enumerate() {
        array.set(target as usize + offset, Value::Char(unit));
    }
    Ok(Value::Null)
}
