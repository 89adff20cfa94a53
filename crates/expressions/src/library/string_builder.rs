//! `System.Text.StringBuilder`.

mod change;

use std::cell::{Cell, RefCell};

use super::string::composition::composed;
use crate::{Array, Call, Declarations, Exception, Object, Text, TextBuilder, Type, TypeDeclaration, TypeId, Value};

/// A text that grows.
struct StringBuilder {
    text: RefCell<TextBuilder>,
    capacity: Cell<i32>,
}

impl StringBuilder {
    fn new(text: &Text) -> StringBuilder {
        let mut builder = TextBuilder::new();
        builder.push(text);
        StringBuilder { text: RefCell::new(builder), capacity: Cell::new(16.max(text.len() as i32)) }
    }

    fn to_text_now(&self) -> Text {
        self.text.borrow().clone().finish()
    }

    fn len(&self) -> usize {
        self.text.borrow().len()
    }

    fn replace(&self, text: Text) {
        let mut builder = TextBuilder::with_capacity(text.len());
        builder.push(&text);
        *self.text.borrow_mut() = builder;
    }
}

impl Object for StringBuilder {
    fn type_of(&self) -> Type {
        Type::Plain(TypeId::of("System.Text.StringBuilder"))
    }

    fn to_text(&self) -> Text {
        self.to_text_now()
    }
}

pub(super) fn declare(declarations: &mut Declarations) {
    let builder = declarations
        .class("System.Text.StringBuilder", "A text that grows.")
        .has("StringBuilder()", new, "An empty text.")
        .has("StringBuilder(int capacity)", new, "An empty text.")
        .has("StringBuilder(int capacity, int maxCapacity)", new, "An empty text.")
        .has("StringBuilder(string value)", new, "Starts with a text.")
        .has("StringBuilder(string value, int capacity)", new, "Starts with a text.")
        .has(
            "StringBuilder(string value, int startIndex, int length, int capacity)",
            new_from_part,
            "Starts with a part of a text.",
        )
        .has_settable(
            "int Length",
            |call| Ok(Value::Int32(this(call)?.len() as i32)),
            change::set_length,
            "Length in units.",
        )
        .has_settable(
            "int Capacity",
            |call| Ok(Value::Int32(this(call)?.capacity.get().max(this(call)?.len() as i32))),
            |call| {
                this(call)?.capacity.set(call.int(0));
                Ok(Value::Null)
            },
            "Room for units; only a hint.",
        )
        .has("int MaxCapacity", |_| Ok(Value::Int32(i32::MAX)), "The longest text.")
        .has_settable("char this[int index]", change::get_unit, change::set_unit, "The unit at an index.")
        .has("string ToString()", to_string, "The text.")
        .has("string ToString(int startIndex, int length)", part, "A part of the text.")
        .has(
            "bool Equals(StringBuilder sb)",
            |call| Ok((call.this().to_text() == call.arg(0).to_text() && !call.arg(0).is_null()).into()),
            "Whether both hold the same text.",
        )
        .has("int EnsureCapacity(int capacity)", |call| Ok(call.take(0)), "Does nothing.");
    appending(builder);
    change::declare(builder);
}

fn appending(builder: &mut TypeDeclaration) {
    for signature in [
        "StringBuilder Append(string value)",
        "StringBuilder Append(char value)",
        "StringBuilder Append(bool value)",
        "StringBuilder Append(sbyte value)",
        "StringBuilder Append(byte value)",
        "StringBuilder Append(short value)",
        "StringBuilder Append(ushort value)",
        "StringBuilder Append(int value)",
        "StringBuilder Append(uint value)",
        "StringBuilder Append(long value)",
        "StringBuilder Append(ulong value)",
        "StringBuilder Append(float value)",
        "StringBuilder Append(double value)",
        "StringBuilder Append(decimal value)",
        "StringBuilder Append(object value)",
        "StringBuilder Append(StringBuilder value)",
    ] {
        builder.has(signature, append, "Adds the text of a value at the end.");
    }
    builder
        .has("StringBuilder Append(char[] value)", append_units, "Adds units at the end.")
        .has("StringBuilder Append(char value, int repeatCount)", append_repeated, "Adds a unit so many times.")
        .has("StringBuilder Append(string value, int startIndex, int count)", append_part, "Adds a part of a text.")
        .has("StringBuilder Append(char[] value, int startIndex, int charCount)", append_part, "Adds some units.")
        .has("StringBuilder AppendLine()", append_line, "Adds a line break.")
        .has("StringBuilder AppendLine(string value)", append_line, "Adds a text and a line break.")
        .has(
            "StringBuilder AppendFormat(string format, object arg0)",
            append_format,
            "Adds a text with holes filled in.",
        )
        .has(
            "StringBuilder AppendFormat(string format, object arg0, object arg1)",
            append_format,
            "Adds a text with holes filled in.",
        )
        .has(
            "StringBuilder AppendFormat(string format, object arg0, object arg1, object arg2)",
            append_format,
            "Adds a text with holes filled in.",
        )
        .has(
            "StringBuilder AppendFormat(string format, params object[] args)",
            append_format_array,
            "Adds a text with holes filled in.",
        )
        .has(
            "StringBuilder AppendFormat(IFormatProvider provider, string format, params object[] args)",
            append_format_with_provider,
            "Adds a text with holes filled in.",
        )
        .has(
            "StringBuilder AppendJoin(string separator, params object[] values)",
            append_join,
            "Adds texts with a separator between them.",
        )
        .has(
            "StringBuilder AppendJoin(string separator, params string[] values)",
            append_join,
            "Adds texts with a separator between them.",
        )
        .has(
            "StringBuilder AppendJoin<T>(string separator, IEnumerable<T> values)",
            append_join,
            "Adds texts with a separator between them.",
        )
        .has(
            "StringBuilder AppendJoin(char separator, params object[] values)",
            append_join,
            "Adds texts with a separator between them.",
        )
        .has(
            "StringBuilder AppendJoin(char separator, params string[] values)",
            append_join,
            "Adds texts with a separator between them.",
        )
        .has(
            "StringBuilder AppendJoin<T>(char separator, IEnumerable<T> values)",
            append_join,
            "Adds texts with a separator between them.",
        );
}

fn this<'c>(call: &'c Call) -> Result<&'c StringBuilder, Exception> {
    call.this_object::<StringBuilder>()
}

fn new(call: &mut Call) -> Result<Value, Exception> {
    if let Value::Int32(capacity) = call.arg(0)
        && *capacity < 0
    {
        return Err(Exception::out_of_range("'capacity' must be greater than zero.", "capacity"));
    }
    let text = call.optional_text(0).unwrap_or_default();
    call.runtime.allocate(text.len())?;
    let builder = StringBuilder::new(&text);
    let index = usize::from(matches!(call.arg(0), Value::Text(_)));
    if let Value::Int32(capacity @ 1..) = call.arg(index) {
        builder.capacity.set((*capacity).max(text.len() as i32));
    }
    Ok(Value::object(builder))
}

fn new_from_part(call: &mut Call) -> Result<Value, Exception> {
    let text = part_of(call, 0)?;
    call.runtime.allocate(text.len())?;
    Ok(Value::object(StringBuilder::new(&text)))
}

/// Adds a text and answers the builder.
fn push(call: &mut Call, text: &Text) -> Result<Value, Exception> {
    call.runtime.allocate(text.len())?;
    this(call)?.text.borrow_mut().push(text);
    Ok(call.this().clone())
}

fn append(call: &mut Call) -> Result<Value, Exception> {
    let value = call.take(0);
    let text = call.runtime.text_of(&value)?;
    push(call, &text)
}

fn append_units(call: &mut Call) -> Result<Value, Exception> {
    let text = super::char::text_of_array(call.arg(0));
    push(call, &text)
}

fn append_repeated(call: &mut Call) -> Result<Value, Exception> {
    let (unit, count) = (call.char(0), call.int(1));
    let count =
        usize::try_from(count).map_err(|_| Exception::out_of_range("Non-negative number required.", "repeatCount"))?;
    let text = super::string::repeat(call, unit, count)?;
    push(call, &text)
}

/// The part of a text or `char[]` argument given by start and length behind it.
fn part_of(call: &Call, index: usize) -> Result<Text, Exception> {
    let text = match call.arg(index) {
        Value::Text(text) => text.clone(),
        Value::Null => Text::EMPTY,
        array => super::char::text_of_array(array),
    };
    let (start, length) = (call.int(index + 1), call.int(index + 2));
    match (usize::try_from(start), usize::try_from(length)) {
        (Ok(start), Ok(length)) if start + length <= text.len() => Ok(text.slice(start, start + length)),
        (Ok(_), _) => Err(super::string::index_out_of_range("count")),
        _ => Err(super::string::index_out_of_range("startIndex")),
    }
}

fn append_part(call: &mut Call) -> Result<Value, Exception> {
    let text = part_of(call, 0)?;
    push(call, &text)
}

fn append_line(call: &mut Call) -> Result<Value, Exception> {
    let line = call.optional_text(0).unwrap_or_default();
    push(call, &line)?;
    push(call, &Text::literal("\n"))
}

fn filled(call: &mut Call, format: &Text, arguments: &[Value], provider: &Value) -> Result<Value, Exception> {
    let text = composed(call.runtime, format, arguments, provider)?;
    push(call, &text)
}

fn append_format(call: &mut Call) -> Result<Value, Exception> {
    let format = call.text(0, "format")?;
    let arguments: Vec<Value> = (1..call.len()).map(|index| call.arg(index).clone()).collect();
    filled(call, &format, &arguments, &Value::Null)
}

fn append_format_array(call: &mut Call) -> Result<Value, Exception> {
    let format = call.text(0, "format")?;
    let arguments = call.object::<Array>(1, "args")?.to_vec();
    filled(call, &format, &arguments, &Value::Null)
}

fn append_format_with_provider(call: &mut Call) -> Result<Value, Exception> {
    let format = call.text(1, "format")?;
    let arguments = call.object::<Array>(2, "args")?.to_vec();
    {
        let provider = call.arg(0).clone();
        filled(call, &format, &arguments, &provider)
    }
}

fn append_join(call: &mut Call) -> Result<Value, Exception> {
    let separator = call.arg(0).to_text();
    let values = call.not_null(1, "values")?.clone();
    let mut items = call.runtime.iterate(&values)?;
    let mut is_first = true;
    while let Some(item) = items.next(call.runtime)? {
        if !std::mem::take(&mut is_first) {
            push(call, &separator)?;
        }
        let text = call.runtime.text_of(&item)?;
        push(call, &text)?;
    }
    Ok(call.this().clone())
}

fn to_string(call: &mut Call) -> Result<Value, Exception> {
    let length = this(call)?.len();
    call.runtime.allocate(length)?;
    Ok(call.this().to_text().into())
}

fn part(call: &mut Call) -> Result<Value, Exception> {
    let text = this(call)?.to_text_now();
    match (usize::try_from(call.int(0)), usize::try_from(call.int(1))) {
        (Ok(start), Ok(length)) if start + length <= text.len() => Ok(text.slice(start, start + length).into()),
        (Ok(start), _) if start <= text.len() => {
            Err(Exception::out_of_range("Index and length must refer to a location within the string.", "length"))
        }
        _ => Err(Exception::out_of_range("startIndex cannot be larger than length of string.", "startIndex")),
    }
}
