//! Parts and changed copies: `Substring`, `Replace`, `Trim`, `PadLeft`, `ToUpper` and the like.

use super::compare::comparison;
use super::repeat;
use crate::format::casing::{self, Rules};
use crate::format::category::is_white_space;
use crate::format::collation::Comparison;
use crate::library::char::text_of_array;
use crate::{Call, Exception, Text, TextBuilder, TypeDeclaration, Value};

pub(super) fn declare(string: &mut TypeDeclaration) {
    string
        .has("string Substring(int startIndex)", substring, "The rest from `startIndex`.")
        .has("string Substring(int startIndex, int length)", substring, "`length` units from `startIndex`.")
        .has("string Remove(int startIndex)", remove, "Without the rest from `startIndex`.")
        .has("string Remove(int startIndex, int count)", remove, "Without `count` units from `startIndex`.")
        .has("string Insert(int startIndex, string value)", insert, "With `value` at `startIndex`.")
        .has("string Replace(char oldChar, char newChar)", replace_char, "With one unit in place of another.")
        .has("string Replace(string oldValue, string newValue)", replace, "With `newValue` in place of `oldValue`.")
        .has(
            "string Replace(string oldValue, string newValue, StringComparison comparisonType)",
            replace,
            "With `newValue` in place of `oldValue`.",
        )
        .has(
            "string Replace(string oldValue, string newValue, bool ignoreCase, CultureInfo culture)",
            replace,
            "With `newValue` in place of `oldValue`.",
        )
        .has("string Trim()", |call| trim(call, true, true), "Without white space at both ends.")
        .has("string Trim(char trimChar)", |call| trim(call, true, true), "Without a unit at both ends.")
        .has("string Trim(params char[] trimChars)", |call| trim(call, true, true), "Without some units at both ends.")
        .has("string TrimStart()", |call| trim(call, true, false), "Without white space at the start.")
        .has("string TrimStart(char trimChar)", |call| trim(call, true, false), "Without a unit at the start.")
        .has(
            "string TrimStart(params char[] trimChars)",
            |call| trim(call, true, false),
            "Without some units at the start.",
        )
        .has("string TrimEnd()", |call| trim(call, false, true), "Without white space at the end.")
        .has("string TrimEnd(char trimChar)", |call| trim(call, false, true), "Without a unit at the end.")
        .has(
            "string TrimEnd(params char[] trimChars)",
            |call| trim(call, false, true),
            "Without some units at the end.",
        )
        .has("string PadLeft(int totalWidth)", |call| pad(call, true), "With spaces before it.")
        .has("string PadLeft(int totalWidth, char paddingChar)", |call| pad(call, true), "With a unit before it.")
        .has("string PadRight(int totalWidth)", |call| pad(call, false), "With spaces behind it.")
        .has("string PadRight(int totalWidth, char paddingChar)", |call| pad(call, false), "With a unit behind it.")
        .has("string ToUpper()", |call| cased(call, casing::to_upper, Rules::Culture), "In capitals.")
        .has(
            "string ToUpper(CultureInfo culture)",
            |call| cased(call, casing::to_upper, Rules::Culture),
            "In capitals.",
        )
        .has("string ToUpperInvariant()", |call| cased(call, casing::to_upper, Rules::Invariant), "In capitals.")
        .has("string ToLower()", |call| cased(call, casing::to_lower, Rules::Culture), "In small letters.")
        .has(
            "string ToLower(CultureInfo culture)",
            |call| cased(call, casing::to_lower, Rules::Culture),
            "In small letters.",
        )
        .has("string ToLowerInvariant()", |call| cased(call, casing::to_lower, Rules::Invariant), "In small letters.")
        .has("string Normalize()", normalize, "In Unicode normal form C.")
        .has("string Normalize(NormalizationForm normalizationForm)", normalize, "In a Unicode normal form.")
        .has(
            "bool IsNormalized()",
            |call| Ok((normalize(call)?.equals(call.this())).into()),
            "Whether it is in normal form C.",
        );
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

fn remove(call: &mut Call) -> Result<Value, Exception> {
    let text = call.this_text();
    let (length, start) = (text.len() as i32, call.int(0));
    if start < 0 {
        return Err(Exception::out_of_range("StartIndex cannot be less than zero.", "startIndex"));
    }
    if call.len() == 1 && start >= length {
        return Err(Exception::out_of_range("startIndex must be less than length of string.", "startIndex"));
    }
    let count = if call.len() > 1 { call.int(1) } else { length - start };
    if count < 0 {
        return Err(Exception::out_of_range("Count cannot be less than zero.", "count"));
    }
    if start > length - count {
        return Err(Exception::out_of_range("Index and count must refer to a location within the string.", "count"));
    }
    call.runtime.allocate(text.len())?;
    let rest = text.slice((start + count) as usize, text.len());
    Ok(text.slice(0, start as usize).concat(&rest).into())
}

fn insert(call: &mut Call) -> Result<Value, Exception> {
    let (text, value) = (call.this_text(), call.text(1, "value")?);
    let start = usize::try_from(call.int(0)).ok().filter(|start| *start <= text.len()).ok_or_else(|| {
        Exception::out_of_range("Specified argument was out of the range of valid values.", "startIndex")
    })?;
    call.runtime.allocate(text.len() + value.len())?;
    Ok(text.slice(0, start).concat(&value).concat(&text.slice(start, text.len())).into())
}

fn replace_char(call: &mut Call) -> Result<Value, Exception> {
    let (text, old, new) = (call.this_text(), call.char(0), call.char(1));
    if !text.units().any(|unit| unit == old) {
        return Ok(text.into());
    }
    call.runtime.allocate(text.len())?;
    let mut builder = TextBuilder::with_capacity(text.len());
    text.units().for_each(|unit| builder.push_unit(if unit == old { new } else { unit }));
    Ok(builder.finish().into())
}

fn replace(call: &mut Call) -> Result<Value, Exception> {
    let (text, old) = (call.this_text(), call.text(0, "oldValue")?);
    if old.is_empty() {
        return Err(Exception::argument("String cannot be of zero length.", "oldValue"));
    }
    let new = call.optional_text(1).unwrap_or_default();
    let comparison = match call.len() {
        2 => Comparison::Ordinal,
        3 => comparison(call, 2)?,
        _ if call.bool(2) => Comparison::LinguisticIgnoreCase,
        _ => Comparison::Linguistic,
    };
    replaced(call, &text, &old, &new, comparison).map(Value::Text)
}

/// The text with every `old` replaced, from left to right.
pub(crate) fn replaced(
    call: &mut Call,
    text: &Text,
    old: &Text,
    new: &Text,
    comparison: Comparison,
) -> Result<Text, Exception> {
    let mut builder = None;
    let mut from = 0;
    while let Some(at) = comparison.find(text, old, from, text.len(), false) {
        call.runtime.allocate(at - from + new.len())?;
        call.runtime.charge(1)?;
        let builder = builder.get_or_insert_with(|| TextBuilder::with_capacity(text.len()));
        builder.push(&text.slice(from, at));
        builder.push(new);
        from = at + old.len();
    }
    match builder {
        None => Ok(text.clone()),
        Some(mut builder) => {
            call.runtime.allocate(text.len() - from)?;
            builder.push(&text.slice(from, text.len()));
            Ok(builder.finish())
        }
    }
}

/// The units to trim; none means white space.
fn trim(call: &mut Call, start: bool, end: bool) -> Result<Value, Exception> {
    let text = call.this_text();
    let units = match call.arg(0) {
        Value::Char(unit) => Text::from_unit(*unit),
        array => text_of_array(array),
    };
    let trims =
        |unit: &u16| if units.is_empty() { is_white_space(*unit) } else { units.units().any(|one| one == *unit) };
    let before = if start { text.units().take_while(trims).count() } else { 0 };
    let behind = if end && before < text.len() { text.units().rev().take_while(trims).count() } else { 0 };
    call.runtime.allocate(text.len() - before - behind)?;
    Ok(text.slice(before, text.len() - behind).into())
}

fn pad(call: &mut Call, left: bool) -> Result<Value, Exception> {
    let text = call.this_text();
    let width = usize::try_from(call.int(0))
        .map_err(|_| Exception::out_of_range("Non-negative number required.", "totalWidth"))?;
    let unit = if call.len() > 1 { call.char(1) } else { u16::from(b' ') };
    if width <= text.len() {
        return Ok(text.into());
    }
    let padding = repeat(call, unit, width - text.len())?;
    Ok(if left { padding.concat(&text) } else { text.concat(&padding) }.into())
}

fn cased(call: &mut Call, change: fn(&Text, Rules) -> Text, rules: Rules) -> Result<Value, Exception> {
    let text = call.this_text();
    call.runtime.allocate(text.len())?;
    Ok(change(&text, rules).into())
}

fn normalize(call: &mut Call) -> Result<Value, Exception> {
    let text = call.this_text();
    if text.as_ascii().is_some() {
        return Ok(text.into());
    }
    if char::decode_utf16(text.units()).any(|decoded| decoded.is_err()) {
        return Err(Exception::argument("Invalid Unicode code point found at index 0.", "strInput"));
    }
    let form = if call.is_empty() { 1 } else { call.int(0) };
    let text = text.to_str();
    call.runtime.allocate(text.len() * 4)?;
    crate::format::normalization::normalize(&text, form)
        .map(|text| Value::text(&*text))
        .ok_or_else(|| Exception::argument("Invalid or unsupported normalization form.", "normalizationForm"))
}
