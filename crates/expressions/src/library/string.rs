//! `System.String`.

use crate::{Call, Declarations, Exception, Text, Value};

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("System.String", "Text as a sequence of UTF-16 units.")
        .is_a("IComparable, IComparable<string>, IEnumerable<char>, IEquatable<string>, IConvertible")
        .has("const string Empty", |_| Ok(Text::EMPTY.into()), "The empty string.")
        .has("int Length", |call| Ok(Value::Int32(call.this_text().len() as i32)), "Number of UTF-16 units.")
        .has("char this[int index]", unit_at, "The unit at `index`.")
        .has("string Substring(int startIndex)", substring, "The rest from `startIndex`.")
        .has("string Substring(int startIndex, int length)", substring, "`length` units from `startIndex`.")
        .has("static bool IsNullOrEmpty(string value)", is_null_or_empty, "Whether it is null or \"\".")
        .has("string ToString()", |call| Ok(call.this().clone()), "The string itself.");
}

fn unit_at(call: &mut Call) -> Result<Value, Exception> {
    let index = usize::try_from(call.int(0)).ok();
    let unit = index.and_then(|index| call.this().as_text()?.unit(index));
    unit.map(Value::Char).ok_or_else(|| {
        Exception::new("System.IndexOutOfRangeException", Text::literal("Index was outside the bounds of the array."))
    })
}

fn substring(call: &mut Call) -> Result<Value, Exception> {
    let text = call.this_text();
    let length = text.len() as i32;
    let start = call.int(0);
    let count = if call.len() > 1 { call.int(1) } else { length.saturating_sub(start) };
    if start < 0 {
        return Err(Exception::out_of_range("StartIndex cannot be less than zero.", "startIndex"));
    }
    if start > length {
        return Err(Exception::out_of_range("startIndex cannot be larger than length of string.", "startIndex"));
    }
    if count < 0 {
        return Err(Exception::out_of_range("Length cannot be less than zero.", "length"));
    }
    if start > length - count {
        return Err(Exception::out_of_range("Index and length must refer to a location within the string.", "length"));
    }
    call.runtime.allocate(count as usize)?;
    Ok(text.slice(start as usize, (start + count) as usize).into())
}

fn is_null_or_empty(call: &mut Call) -> Result<Value, Exception> {
    Ok(Value::Bool(call.arg(0).as_text().is_none_or(Text::is_empty)))
}
