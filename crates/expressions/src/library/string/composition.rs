//! `Format`, `Join` and `Concat`.

use crate::format::composite::{self, Piece};
use crate::library::display::formatted_for;
use crate::{Array, Call, Exception, Runtime, Text, TextBuilder, TypeDeclaration, Value};

pub(super) fn declare(string: &mut TypeDeclaration) {
    string
        .has("static string Format(string format, object arg0)", format, "A text with holes filled in.")
        .has("static string Format(string format, object arg0, object arg1)", format, "A text with holes filled in.")
        .has(
            "static string Format(string format, object arg0, object arg1, object arg2)",
            format,
            "A text with holes filled in.",
        )
        .has("static string Format(string format, params object[] args)", format_array, "A text with holes filled in.")
        .has(
            "static string Format(IFormatProvider provider, string format, object arg0)",
            format_with_provider,
            "A text with holes filled in.",
        )
        .has(
            "static string Format(IFormatProvider provider, string format, object arg0, object arg1)",
            format_with_provider,
            "A text with holes filled in.",
        )
        .has(
            "static string Format(IFormatProvider provider, string format, object arg0, object arg1, object arg2)",
            format_with_provider,
            "A text with holes filled in.",
        )
        .has(
            "static string Format(IFormatProvider provider, string format, params object[] args)",
            format_array_with_provider,
            "A text with holes filled in.",
        )
        .has(
            "static string Join(string separator, params string[] value)",
            |call| join(call, "value"),
            "Texts with a separator between them.",
        )
        .has(
            "static string Join(string separator, params object[] values)",
            |call| join(call, "values"),
            "Texts of values with a separator between them.",
        )
        .has(
            "static string Join(string separator, IEnumerable<string> values)",
            |call| join(call, "values"),
            "Texts with a separator between them.",
        )
        .has(
            "static string Join<T>(string separator, IEnumerable<T> values)",
            |call| join(call, "values"),
            "Texts of values with a separator between them.",
        )
        .has(
            "static string Join(string separator, string[] value, int startIndex, int count)",
            join_part,
            "Some texts with a separator between them.",
        )
        .has(
            "static string Join(char separator, params string[] value)",
            |call| join(call, "value"),
            "Texts with a separator between them.",
        )
        .has(
            "static string Join(char separator, params object[] values)",
            |call| join(call, "values"),
            "Texts of values with a separator between them.",
        )
        .has(
            "static string Join<T>(char separator, IEnumerable<T> values)",
            |call| join(call, "values"),
            "Texts of values with a separator between them.",
        )
        .has(
            "static string Join(char separator, string[] value, int startIndex, int count)",
            join_part,
            "Some texts with a separator between them.",
        )
        .has("static string Concat(object arg0)", concat, "The text of a value.")
        .has("static string Concat(object arg0, object arg1)", concat, "Texts of values one after the other.")
        .has(
            "static string Concat(object arg0, object arg1, object arg2)",
            concat,
            "Texts of values one after the other.",
        )
        .has("static string Concat(params object[] args)", concat_array, "Texts of values one after the other.")
        .has("static string Concat(string str0, string str1)", concat, "Texts one after the other.")
        .has("static string Concat(string str0, string str1, string str2)", concat, "Texts one after the other.")
        .has(
            "static string Concat(string str0, string str1, string str2, string str3)",
            concat,
            "Texts one after the other.",
        )
        .has("static string Concat(params string[] values)", concat_array, "Texts one after the other.")
        .has("static string Concat(IEnumerable<string> values)", concat_array, "Texts one after the other.")
        .has("static string Concat<T>(IEnumerable<T> values)", concat_array, "Texts of values one after the other.");
}

/// Fills the holes of a composite string.
pub(crate) fn composed(
    runtime: &mut Runtime,
    format: &Text,
    arguments: &[Value],
    provider: &Value,
) -> Result<Text, Exception> {
    let invalid = |error: crate::format::InvalidFormat| Exception::format(error.message());
    runtime.charge(format.len() as u64 / 8)?;
    let pieces = composite::pieces(&format.to_str(), arguments.len()).map_err(invalid)?;
    let mut builder = TextBuilder::with_capacity(format.len());
    for piece in pieces {
        match piece {
            Piece::Literal(literal) => {
                runtime.allocate(literal.len())?;
                builder.push_str(&literal);
            }
            Piece::Hole { index, alignment, format } => {
                let text = match arguments.get(index) {
                    None | Some(Value::Null) => Text::EMPTY,
                    Some(value @ Value::Host(_)) => runtime.text_of(value)?,
                    Some(value) => formatted_for(value, &format, provider)?,
                };
                push_aligned(runtime, &mut builder, &text, alignment)?;
            }
        }
    }
    Ok(builder.finish())
}

/// Appends a text with spaces up to a width; a negative width aligns to the left.
pub(crate) fn push_aligned(
    runtime: &mut Runtime,
    builder: &mut TextBuilder,
    text: &Text,
    alignment: i32,
) -> Result<(), Exception> {
    let padding = (alignment.unsigned_abs() as usize).saturating_sub(text.len());
    runtime.allocate(padding + text.len())?;
    let spaces = || (0..padding).map(|_| u16::from(b' '));
    if alignment > 0 {
        spaces().for_each(|space| builder.push_unit(space));
    }
    builder.push(text);
    if alignment < 0 {
        spaces().for_each(|space| builder.push_unit(space));
    }
    Ok(())
}

fn arguments(call: &Call, from: usize) -> Vec<Value> {
    (from..call.len()).map(|index| call.arg(index).clone()).collect()
}

fn array(call: &Call, index: usize, parameter: &str) -> Result<Vec<Value>, Exception> {
    Ok(call.object::<Array>(index, parameter)?.to_vec())
}

fn format(call: &mut Call) -> Result<Value, Exception> {
    let format = call.text(0, "format")?;
    {
        let arguments = arguments(call, 1);
        composed(call.runtime, &format, &arguments, &Value::Null)
    }
    .map(Value::Text)
}

fn format_array(call: &mut Call) -> Result<Value, Exception> {
    // .NET names the format first only when both are null.
    let format = call.text(0, "format")?;
    let arguments = array(call, 1, "args")?;
    composed(call.runtime, &format, &arguments, &Value::Null).map(Value::Text)
}

fn format_with_provider(call: &mut Call) -> Result<Value, Exception> {
    let format = call.text(1, "format")?;
    {
        let (arguments, provider) = (arguments(call, 2), call.arg(0).clone());
        composed(call.runtime, &format, &arguments, &provider)
    }
    .map(Value::Text)
}

fn format_array_with_provider(call: &mut Call) -> Result<Value, Exception> {
    let format = call.text(1, "format")?;
    let arguments = array(call, 2, "args")?;
    {
        let provider = call.arg(0).clone();
        composed(call.runtime, &format, &arguments, &provider)
    }
    .map(Value::Text)
}

/// The texts of a sequence one after the other, with a separator between them.
fn joined(call: &mut Call, sequence: &Value, separator: &Text) -> Result<Value, Exception> {
    let mut builder = TextBuilder::new();
    let mut items = call.runtime.iterate(sequence)?;
    let mut is_first = true;
    while let Some(item) = items.next(call.runtime)? {
        call.runtime.charge(1)?;
        if !std::mem::take(&mut is_first) {
            call.runtime.allocate(separator.len())?;
            builder.push(separator);
        }
        let text = call.runtime.text_of(&item)?;
        call.runtime.allocate(text.len())?;
        builder.push(&text);
    }
    Ok(builder.finish().into())
}

fn separator(call: &Call) -> Text {
    match call.arg(0) {
        Value::Null => Text::EMPTY,
        other => other.to_text(),
    }
}

fn join(call: &mut Call, parameter: &str) -> Result<Value, Exception> {
    let (separator, sequence) = (separator(call), call.not_null(1, parameter)?.clone());
    joined(call, &sequence, &separator)
}

fn join_part(call: &mut Call) -> Result<Value, Exception> {
    let (separator, items) = (separator(call), array(call, 1, "value")?);
    let start = usize::try_from(call.int(2))
        .map_err(|_| Exception::out_of_range("StartIndex cannot be less than zero.", "startIndex"))?;
    let count = usize::try_from(call.int(3))
        .map_err(|_| Exception::out_of_range("Count cannot be less than zero.", "count"))?;
    let part = items.get(start..start.saturating_add(count)).ok_or_else(|| {
        Exception::out_of_range("Index and count must refer to a location within the buffer.", "startIndex")
    })?;
    let part = Value::array(crate::Type::STRING, part.to_vec());
    joined(call, &part, &separator)
}

fn concat(call: &mut Call) -> Result<Value, Exception> {
    let mut builder = TextBuilder::new();
    for value in arguments(call, 0) {
        let text = call.runtime.text_of(&value)?;
        call.runtime.allocate(text.len())?;
        builder.push(&text);
    }
    Ok(builder.finish().into())
}

fn concat_array(call: &mut Call) -> Result<Value, Exception> {
    let sequence = call.not_null(0, "values")?.clone();
    joined(call, &sequence, &Text::EMPTY)
}
