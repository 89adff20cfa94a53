//! `Contains`, `StartsWith`, `EndsWith`, `IndexOf` and `LastIndexOf`.

use super::compare::comparison;
use super::index_out_of_range;
use crate::format::collation::Comparison;
use crate::{Array, Call, Exception, Text, TypeDeclaration, Value};

pub(super) fn declare(string: &mut TypeDeclaration) {
    string
        .has("bool Contains(string value)", contains, "Whether it holds `value`.")
        .has("bool Contains(string value, StringComparison comparisonType)", contains, "Whether it holds `value`.")
        .has("bool Contains(char value)", contains_char, "Whether it holds a unit.")
        .has("bool Contains(char value, StringComparison comparisonType)", contains_char, "Whether it holds a unit.")
        .has("bool StartsWith(string value)", starts_with, "Whether it begins with `value`.")
        .has(
            "bool StartsWith(string value, StringComparison comparisonType)",
            starts_with,
            "Whether it begins with `value`.",
        )
        .has(
            "bool StartsWith(string value, bool ignoreCase, CultureInfo culture)",
            starts_with,
            "Whether it begins with `value`.",
        )
        .has(
            "bool StartsWith(char value)",
            |call| Ok((call.this_text().unit(0) == Some(call.char(0))).into()),
            "Whether it begins with a unit.",
        )
        .has("bool EndsWith(string value)", ends_with, "Whether it ends with `value`.")
        .has("bool EndsWith(string value, StringComparison comparisonType)", ends_with, "Whether it ends with `value`.")
        .has(
            "bool EndsWith(string value, bool ignoreCase, CultureInfo culture)",
            ends_with,
            "Whether it ends with `value`.",
        )
        .has(
            "bool EndsWith(char value)",
            |call| Ok((call.this_text().units().next_back() == Some(call.char(0))).into()),
            "Whether it ends with a unit.",
        )
        .has("int IndexOf(string value)", index_of, "Index of the first `value`, or -1.")
        .has("int IndexOf(string value, int startIndex)", index_of, "Index of the first `value` from there, or -1.")
        .has(
            "int IndexOf(string value, int startIndex, int count)",
            index_of,
            "Index of the first `value` there, or -1.",
        )
        .has(
            "int IndexOf(string value, StringComparison comparisonType)",
            index_of_by,
            "Index of the first `value`, or -1.",
        )
        .has(
            "int IndexOf(string value, int startIndex, StringComparison comparisonType)",
            index_of_by,
            "Index of the first `value` from there, or -1.",
        )
        .has(
            "int IndexOf(string value, int startIndex, int count, StringComparison comparisonType)",
            index_of_by,
            "Index of the first `value` there, or -1.",
        )
        .has("int IndexOf(char value)", index_of, "Index of the first such unit, or -1.")
        .has("int IndexOf(char value, int startIndex)", index_of, "Index of the first such unit from there, or -1.")
        .has(
            "int IndexOf(char value, int startIndex, int count)",
            index_of,
            "Index of the first such unit there, or -1.",
        )
        .has(
            "int IndexOf(char value, StringComparison comparisonType)",
            index_of_by,
            "Index of the first such unit, or -1.",
        )
        .has("int LastIndexOf(string value)", last_index_of, "Index of the last `value`, or -1.")
        .has(
            "int LastIndexOf(string value, int startIndex)",
            last_index_of,
            "Index of the last `value` up to there, or -1.",
        )
        .has(
            "int LastIndexOf(string value, int startIndex, int count)",
            last_index_of,
            "Index of the last `value` there, or -1.",
        )
        .has(
            "int LastIndexOf(string value, StringComparison comparisonType)",
            last_index_of_by,
            "Index of the last `value`, or -1.",
        )
        .has(
            "int LastIndexOf(string value, int startIndex, StringComparison comparisonType)",
            last_index_of_by,
            "Index of the last `value` up to there, or -1.",
        )
        .has(
            "int LastIndexOf(string value, int startIndex, int count, StringComparison comparisonType)",
            last_index_of_by,
            "Index of the last `value` there, or -1.",
        )
        .has("int LastIndexOf(char value)", last_index_of, "Index of the last such unit, or -1.")
        .has(
            "int LastIndexOf(char value, int startIndex)",
            last_index_of,
            "Index of the last such unit up to there, or -1.",
        )
        .has(
            "int LastIndexOf(char value, int startIndex, int count)",
            last_index_of,
            "Index of the last such unit there, or -1.",
        )
        .has("int IndexOfAny(char[] anyOf)", index_of_any, "Index of the first of some units, or -1.")
        .has(
            "int IndexOfAny(char[] anyOf, int startIndex)",
            index_of_any,
            "Index of the first of some units from there, or -1.",
        )
        .has(
            "int IndexOfAny(char[] anyOf, int startIndex, int count)",
            index_of_any,
            "Index of the first of some units there, or -1.",
        )
        .has("int LastIndexOfAny(char[] anyOf)", last_index_of_any, "Index of the last of some units, or -1.")
        .has(
            "int LastIndexOfAny(char[] anyOf, int startIndex)",
            last_index_of_any,
            "Index of the last of some units up to there, or -1.",
        )
        .has(
            "int LastIndexOfAny(char[] anyOf, int startIndex, int count)",
            last_index_of_any,
            "Index of the last of some units there, or -1.",
        );
}

/// The text or unit that is searched for.
fn needle(call: &Call) -> Result<Text, Exception> {
    match call.arg(0) {
        Value::Char(unit) => Ok(Text::from_unit(*unit)),
        _ => call.text(0, "value"),
    }
}

fn contains(call: &mut Call) -> Result<Value, Exception> {
    let needle = needle(call)?;
    let comparison = if call.len() > 1 { comparison(call, 1)? } else { Comparison::Ordinal };
    let text = call.this_text();
    call.runtime.charge(text.len() as u64 / 16)?;
    Ok(comparison.find(&text, &needle, 0, text.len(), false).is_some().into())
}

fn contains_char(call: &mut Call) -> Result<Value, Exception> {
    contains(call)
}

/// The comparison of `StartsWith` and `EndsWith`: by culture unless one is named.
fn edge_comparison(call: &Call) -> Result<Comparison, Exception> {
    match (call.len(), call.bool(1)) {
        (1, _) | (3, false) => Ok(Comparison::Linguistic),
        (3, true) => Ok(Comparison::LinguisticIgnoreCase),
        _ => comparison(call, 1),
    }
}

fn starts_with(call: &mut Call) -> Result<Value, Exception> {
    edge(call, |text, needle| (0, needle.len().min(text.len())))
}

fn ends_with(call: &mut Call) -> Result<Value, Exception> {
    edge(call, |text, needle| (text.len().saturating_sub(needle.len()), text.len()))
}

fn edge(call: &mut Call, window: fn(&Text, &Text) -> (usize, usize)) -> Result<Value, Exception> {
    let (needle, comparison) = (needle(call)?, edge_comparison(call)?);
    let text = call.this_text();
    let (start, end) = window(&text, &needle);
    Ok(comparison.find(&text, &needle, start, end, false).is_some().into())
}

fn index_of(call: &mut Call) -> Result<Value, Exception> {
    // Units are always searched by value, strings by culture.
    let by_unit = matches!(call.arg(0), Value::Char(_));
    find(call, if by_unit { Comparison::Ordinal } else { Comparison::Linguistic }, call.len())
}

fn index_of_by(call: &mut Call) -> Result<Value, Exception> {
    let last = call.len() - 1;
    find(call, comparison(call, last)?, last)
}

/// Searches forward; `places` counts the text and the numbers behind it.
fn find(call: &mut Call, comparison: Comparison, places: usize) -> Result<Value, Exception> {
    let needle = needle(call)?;
    let text = call.this_text();
    let length = text.len();
    let start = if places > 1 { usize::try_from(call.int(1)).unwrap_or(usize::MAX) } else { 0 };
    if start > length {
        return Err(index_out_of_range("startIndex"));
    }
    let count = if places > 2 { usize::try_from(call.int(2)).unwrap_or(usize::MAX) } else { length - start };
    if count > length - start {
        return Err(Exception::out_of_range(
            "Count must be positive and count must refer to a location within the string/array/collection.",
            "count",
        ));
    }
    call.runtime.charge(count as u64 / 16)?;
    Ok(as_index(comparison.find(&text, &needle, start, start + count, false)))
}

fn as_index(found: Option<usize>) -> Value {
    Value::Int32(found.map_or(-1, |index| index as i32))
}

fn last_index_of(call: &mut Call) -> Result<Value, Exception> {
    let by_unit = matches!(call.arg(0), Value::Char(_));
    find_last(call, if by_unit { Comparison::Ordinal } else { Comparison::Linguistic }, call.len())
}

fn last_index_of_by(call: &mut Call) -> Result<Value, Exception> {
    let last = call.len() - 1;
    find_last(call, comparison(call, last)?, last)
}

fn find_last(call: &mut Call, comparison: Comparison, places: usize) -> Result<Value, Exception> {
    let needle = needle(call)?;
    let text = call.this_text();
    let Some((start, end)) = last_window(call, text.len(), places)? else {
        return Ok(Value::Int32(if needle.is_empty() { 0 } else { -1 }));
    };
    // .NET Core 3.1 finds the empty string on the last unit, not behind it.
    if needle.is_empty() {
        return Ok(as_index(Some(end.saturating_sub(1))));
    }
    call.runtime.charge((end - start) as u64 / 16)?;
    Ok(as_index(comparison.find(&text, &needle, start, end, true)))
}

/// The part of the text that a backward search looks at; none when the text is empty.
fn last_window(call: &Call, length: usize, places: usize) -> Result<Option<(usize, usize)>, Exception> {
    if length == 0 {
        return Ok(None);
    }
    let start = if places > 1 { call.int(1) } else { length as i32 - 1 };
    // A unit cannot stand behind the last one; a string may be looked for from there.
    let last = if matches!(call.arg(0), Value::Char(_)) { length - 1 } else { length };
    let start =
        usize::try_from(start).ok().filter(|start| *start <= last).ok_or_else(|| index_out_of_range("startIndex"))?;
    let start = start.min(length - 1);
    let count = if places > 2 { usize::try_from(call.int(2)).unwrap_or(usize::MAX) } else { start + 1 };
    if count > start + 1 {
        return Err(Exception::out_of_range(
            "Count must be positive and count must refer to a location within the string/array/collection.",
            "count",
        ));
    }
    Ok(Some((start + 1 - count, start + 1)))
}

/// The units of a `char[]` argument.
fn any_of(call: &Call) -> Result<Vec<u16>, Exception> {
    let items = call.object::<Array>(0, "anyOf")?.to_vec();
    Ok(items.iter().filter_map(|item| if let Value::Char(unit) = item { Some(*unit) } else { None }).collect())
}

fn index_of_any(call: &mut Call) -> Result<Value, Exception> {
    let units = any_of(call)?;
    let text = call.this_text();
    let start = usize::try_from(call.int(1)).unwrap_or(usize::MAX);
    if start > text.len() {
        return Err(index_out_of_range("startIndex"));
    }
    let count = if call.len() > 2 { usize::try_from(call.int(2)).unwrap_or(usize::MAX) } else { text.len() - start };
    if count > text.len() - start {
        return Err(index_out_of_range("count"));
    }
    call.runtime.charge((count * units.len()) as u64 / 16)?;
    let mut window = text.units().enumerate().skip(start).take(count);
    Ok(as_index(window.find(|(_, unit)| units.contains(unit)).map(|(index, _)| index)))
}

fn last_index_of_any(call: &mut Call) -> Result<Value, Exception> {
    let units = any_of(call)?;
    let text = call.this_text();
    let Some((start, end)) = last_window(call, text.len(), call.len())? else {
        return Ok(Value::Int32(-1));
    };
    call.runtime.charge(((end - start) * units.len()) as u64 / 16)?;
    Ok(as_index((start..end).rev().find(|index| text.unit(*index).is_some_and(|unit| units.contains(&unit)))))
}
