//! Members of `StringBuilder` that change what it holds already.

use super::this;
use crate::format::collation::Comparison;
use crate::library::string::change::replaced;
use crate::{Call, Exception, Text, TextBuilder, TypeDeclaration, Value};

pub(super) fn declare(builder: &mut TypeDeclaration) {
    for signature in [
        "StringBuilder Insert(int index, string value)",
        "StringBuilder Insert(int index, char value)",
        "StringBuilder Insert(int index, bool value)",
        "StringBuilder Insert(int index, int value)",
        "StringBuilder Insert(int index, long value)",
        "StringBuilder Insert(int index, double value)",
        "StringBuilder Insert(int index, decimal value)",
        "StringBuilder Insert(int index, object value)",
    ] {
        builder.has(signature, insert, "Adds the text of a value at an index.");
    }
    builder
        .has("StringBuilder Remove(int startIndex, int length)", remove, "Removes units.")
        .has("StringBuilder Replace(string oldValue, string newValue)", replace, "With one text in place of another.")
        .has(
            "StringBuilder Replace(string oldValue, string newValue, int startIndex, int count)",
            replace,
            "With one text in place of another, in a part.",
        )
        .has("StringBuilder Replace(char oldChar, char newChar)", replace, "With one unit in place of another.")
        .has(
            "StringBuilder Replace(char oldChar, char newChar, int startIndex, int count)",
            replace,
            "With one unit in place of another, in a part.",
        )
        .has("StringBuilder Clear()", clear, "Removes everything.");
}

fn index_error(parameter: &str) -> Exception {
    crate::library::string::index_out_of_range(parameter)
}

/// Puts another text into the builder and answers it.
fn store(call: &mut Call, text: Text) -> Result<Value, Exception> {
    call.runtime.allocate(text.len())?;
    this(call)?.replace(text);
    Ok(call.this().clone())
}

fn insert(call: &mut Call) -> Result<Value, Exception> {
    let text = this(call)?.to_text_now();
    let index = usize::try_from(call.int(0)).ok().filter(|index| *index <= text.len());
    let index = index.ok_or_else(|| index_error("index"))?;
    let added = call.take(1).to_text();
    store(call, text.slice(0, index).concat(&added).concat(&text.slice(index, text.len())))
}

fn remove(call: &mut Call) -> Result<Value, Exception> {
    let text = this(call)?.to_text_now();
    let (Ok(start), Ok(length)) = (usize::try_from(call.int(0)), usize::try_from(call.int(1))) else {
        return Err(index_error(if call.int(1) < 0 { "length" } else { "startIndex" }));
    };
    if start + length > text.len() {
        return Err(index_error("length"));
    }
    store(call, text.slice(0, start).concat(&text.slice(start + length, text.len())))
}

fn replace(call: &mut Call) -> Result<Value, Exception> {
    let text = this(call)?.to_text_now();
    call.not_null(0, "oldValue")?;
    let (old, new) = (call.arg(0).to_text(), call.arg(1).to_text());
    if old.is_empty() {
        return Err(Exception::argument("Empty name is not legal.", "oldValue"));
    }
    let start = usize::try_from(call.int(2)).ok().filter(|start| *start <= text.len());
    let start = start.ok_or_else(|| index_error("startIndex"))?;
    let count = if call.len() > 3 { usize::try_from(call.int(3)).unwrap_or(usize::MAX) } else { text.len() - start };
    if count > text.len() - start {
        return Err(index_error("count"));
    }
    let middle = replaced(call, &text.slice(start, start + count), &old, &new, Comparison::Ordinal)?;
    store(call, text.slice(0, start).concat(&middle).concat(&text.slice(start + count, text.len())))
}

fn clear(call: &mut Call) -> Result<Value, Exception> {
    store(call, Text::EMPTY)
}

pub(super) fn set_length(call: &mut Call) -> Result<Value, Exception> {
    let length = usize::try_from(call.int(0))
        .map_err(|_| Exception::out_of_range("Length cannot be less than zero.", "value"))?;
    let text = this(call)?.to_text_now();
    if length <= text.len() {
        return store(call, text.slice(0, length)).map(|_| Value::Null);
    }
    let padding = crate::library::string::repeat(call, 0, length - text.len())?;
    store(call, text.concat(&padding)).map(|_| Value::Null)
}

pub(super) fn get_unit(call: &mut Call) -> Result<Value, Exception> {
    let index = usize::try_from(call.int(0)).ok();
    let builder = this(call)?.text.borrow();
    let unit = index.and_then(|index| match &*builder {
        TextBuilder::Ascii(text) => text.as_bytes().get(index).map(|byte| u16::from(*byte)),
        TextBuilder::Wide(units) => units.get(index).copied(),
    });
    unit.map(Value::Char).ok_or_else(|| {
        Exception::new("System.IndexOutOfRangeException", Text::literal("Index was outside the bounds of the array."))
    })
}

pub(super) fn set_unit(call: &mut Call) -> Result<Value, Exception> {
    let text = this(call)?.to_text_now();
    let index = usize::try_from(call.int(0)).ok().filter(|index| *index < text.len());
    let index = index.ok_or_else(|| index_error("index"))?;
    let unit = Text::from_unit(call.char(1));
    store(call, text.slice(0, index).concat(&unit).concat(&text.slice(index + 1, text.len()))).map(|_| Value::Null)
}
