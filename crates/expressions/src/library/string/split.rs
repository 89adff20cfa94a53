//! `Split`.

use super::super::char::text_of_array;
use crate::format::category::is_white_space;
use crate::{Array, Call, Exception, Text, Type, TypeDeclaration, Value};

const REMOVE_EMPTY_ENTRIES: i64 = 1;

pub(super) fn declare(string: &mut TypeDeclaration) {
    string
        .has("string[] Split(char separator, StringSplitOptions options = 0)", split, "The parts between a unit.")
        .has(
            "string[] Split(char separator, int count, StringSplitOptions options = 0)",
            split,
            "At most `count` parts.",
        )
        .has("string[] Split(string separator, StringSplitOptions options = 0)", split, "The parts between a string.")
        .has(
            "string[] Split(string separator, int count, StringSplitOptions options = 0)",
            split,
            "At most `count` parts.",
        )
        .has("string[] Split(params char[] separator)", split, "The parts between some units, or white space.")
        .has("string[] Split(char[] separator, int count)", split, "At most `count` parts.")
        .has(
            "string[] Split(char[] separator, StringSplitOptions options)",
            split,
            "The parts between some units, or white space.",
        )
        .has("string[] Split(char[] separator, int count, StringSplitOptions options)", split, "At most `count` parts.")
        .has("string[] Split(string[] separator, StringSplitOptions options)", split, "The parts between some strings.")
        .has(
            "string[] Split(string[] separator, int count, StringSplitOptions options)",
            split,
            "At most `count` parts.",
        );
}

/// What stands between the parts.
enum Separator {
    WhiteSpace,
    Units(Text),
    Texts(Vec<Text>),
}

impl Separator {
    fn of(value: &Value) -> Separator {
        let texts = |texts: Vec<Text>| if texts.is_empty() { Separator::WhiteSpace } else { Separator::Texts(texts) };
        match value {
            Value::Char(unit) => Separator::Units(Text::from_unit(*unit)),
            Value::Text(text) if text.is_empty() => Separator::Texts(Vec::new()),
            Value::Text(text) => Separator::Texts(vec![text.clone()]),
            other => match other.downcast::<Array>() {
                Some(array) if *array.element() == Type::STRING && !array.is_empty() => {
                    let items = array.to_vec();
                    let given = items.iter().filter_map(|item| item.as_text().cloned());
                    Separator::Texts(given.filter(|text| !text.is_empty()).collect())
                }
                Some(array) if *array.element() == Type::STRING => texts(Vec::new()),
                _ => match text_of_array(other) {
                    units if units.is_empty() => Separator::WhiteSpace,
                    units => Separator::Units(units),
                },
            },
        }
    }

    /// Length of the separator that stands at `at`.
    fn length_at(&self, text: &Text, at: usize) -> Option<usize> {
        match self {
            Separator::WhiteSpace => text.unit(at).is_some_and(is_white_space).then_some(1),
            Separator::Units(units) => units.units().any(|unit| text.unit(at) == Some(unit)).then_some(1),
            Separator::Texts(texts) => texts.iter().map(Text::len).zip(texts).find_map(|(length, separator)| {
                let stands = at + length <= text.len()
                    && separator.units().enumerate().all(|(offset, unit)| text.unit(at + offset) == Some(unit));
                stands.then_some(length)
            }),
        }
    }

    /// Where the next separator stands and how long it is.
    fn find(&self, text: &Text, from: usize) -> Option<(usize, usize)> {
        match (self, text.as_ascii()) {
            (Separator::Texts(texts), _) if texts.len() == 1 => {
                let separator = texts.first()?;
                text.find(separator, from).map(|at| (at, separator.len()))
            }
            (Separator::Units(units), Some(ascii)) if units.len() == 1 => {
                let unit = u8::try_from(units.unit(0)?).ok().filter(u8::is_ascii)?;
                memchr::memchr(unit, ascii.as_bytes().get(from..)?).map(|at| (at + from, 1))
            }
            _ => (from..text.len()).find_map(|at| self.length_at(text, at).map(|length| (at, length))),
        }
    }
}

fn split(call: &mut Call) -> Result<Value, Exception> {
    let text = call.this_text();
    let separator = Separator::of(call.arg(0));
    let options_index = call.len() - 1;
    let (count, options) = match call.arg(1) {
        Value::Int32(count) => (*count, if call.len() > 2 { call.long(2) } else { 0 }),
        Value::Enum(..) => (i32::MAX, call.long(options_index)),
        _ => (i32::MAX, 0),
    };
    let limit =
        usize::try_from(count).map_err(|_| Exception::out_of_range("Count cannot be less than zero.", "count"))?;
    if !(0..=REMOVE_EMPTY_ENTRIES).contains(&options) {
        return Err(Exception::argument(&format!("Illegal enum value: {options}."), "options"));
    }
    let parts = parts(call, &text, &separator, limit, options == REMOVE_EMPTY_ENTRIES)?;
    Ok(Value::array(Type::STRING, parts))
}

/// At most `limit` parts; the last one keeps its separators.
fn parts(
    call: &mut Call,
    text: &Text,
    separator: &Separator,
    limit: usize,
    remove_empty: bool,
) -> Result<Vec<Value>, Exception> {
    if limit == 0 || (remove_empty && text.is_empty()) {
        return Ok(Vec::new());
    }
    call.runtime.charge(text.len() as u64 / 8)?;
    call.runtime.allocate(text.len())?;
    let mut parts: Vec<Value> = Vec::new();
    let mut start = 0;
    let push = |call: &mut Call, parts: &mut Vec<Value>, part: Text| -> Result<(), Exception> {
        call.runtime.allocate(size_of::<Value>() + 16)?;
        parts.push(part.into());
        Ok(())
    };
    while parts.len() + 1 < limit {
        let Some((at, length)) = separator.find(text, start) else {
            break;
        };
        if !(remove_empty && at == start) {
            push(call, &mut parts, text.slice(start, at))?;
        }
        start = at + length;
    }
    // Leading separators of the last part are dropped when empty parts are.
    while remove_empty && parts.len() + 1 == limit {
        match separator.find(text, start) {
            Some((at, length)) if at == start => start += length,
            _ => break,
        }
    }
    if !(remove_empty && start == text.len()) {
        push(call, &mut parts, text.slice(start, text.len()))?;
    }
    Ok(parts)
}
