//! `System.IO.StringReader` and `System.IO.StringWriter`.

use std::cell::{Cell, RefCell};

use super::string::composition::composed;
use crate::{Array, Call, Declarations, Exception, Object, Text, TextBuilder, Type, TypeId, Value};

/// A text being read.
struct StringReader {
    text: Text,
    next: Cell<usize>,
}

impl Object for StringReader {
    fn type_of(&self) -> Type {
        Type::Plain(TypeId::of("System.IO.StringReader"))
    }
}

/// A text being written.
struct StringWriter {
    text: RefCell<TextBuilder>,
}

impl Object for StringWriter {
    fn type_of(&self) -> Type {
        Type::Plain(TypeId::of("System.IO.StringWriter"))
    }

    fn to_text(&self) -> Text {
        self.text.borrow().clone().finish()
    }
}

/// The rest of the text in a `TextReader`, for readers of JSON and XML.
pub(crate) fn read_to_end(value: &Value) -> Option<Text> {
    let reader = value.downcast::<StringReader>()?;
    let rest = reader.text.slice(reader.next.get(), reader.text.len());
    reader.next.set(reader.text.len());
    Some(rest)
}

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("System.IO.TextReader", "Something text is read from.")
        .is_a("IDisposable")
        .has("int Read()", read, "The next unit, or -1.")
        .has("int Peek()", peek, "The next unit without taking it, or -1.")
        .has("string ReadLine()", read_line, "The next line, or null.")
        .has("string ReadToEnd()", |call| Ok(Value::optional(read_to_end(call.this()))), "The rest.")
        .has("void Close()", |_| Ok(Value::Null), "Ends it.")
        .has("void Dispose()", |_| Ok(Value::Null), "Ends it.");
    declarations.class("System.IO.StringReader", "Reads from a text.").is_a("TextReader").has(
        "StringReader(string s)",
        new_reader,
        "Reads from a text.",
    );
    let writer = declarations
        .class("System.IO.TextWriter", "Something text is written to.")
        .is_a("IDisposable")
        .has("string NewLine", |_| Ok("\n".into()), "The line break.")
        .has("void Flush()", |_| Ok(Value::Null), "Does nothing.")
        .has("void Close()", |_| Ok(Value::Null), "Ends it.")
        .has("void Dispose()", |_| Ok(Value::Null), "Ends it.")
        .has("void WriteLine()", |call| write(call, true), "Writes a line break.")
        .has(
            "void Write(string format, params object[] arg)",
            |call| write_format(call, false),
            "Writes a text with holes filled in.",
        )
        .has(
            "void WriteLine(string format, params object[] arg)",
            |call| write_format(call, true),
            "Writes a line with holes filled in.",
        );
    for (plain, line) in [
        ("void Write(string value)", "void WriteLine(string value)"),
        ("void Write(char value)", "void WriteLine(char value)"),
        ("void Write(char[] buffer)", "void WriteLine(char[] buffer)"),
        ("void Write(bool value)", "void WriteLine(bool value)"),
        ("void Write(int value)", "void WriteLine(int value)"),
        ("void Write(long value)", "void WriteLine(long value)"),
        ("void Write(double value)", "void WriteLine(double value)"),
        ("void Write(decimal value)", "void WriteLine(decimal value)"),
        ("void Write(object value)", "void WriteLine(object value)"),
    ] {
        writer.has(plain, |call| write(call, false), "Writes the text of a value.");
        writer.has(line, |call| write(call, true), "Writes the text of a value and a line break.");
    }
    declarations
        .class("System.IO.StringWriter", "Writes to a text.")
        .is_a("TextWriter")
        .has("StringWriter()", new_writer, "Writes to a new text.")
        .has("StringWriter(IFormatProvider formatProvider)", new_writer, "Writes to a new text.")
        .has("string ToString()", |call| Ok(call.this().to_text().into()), "The text so far.");
}

fn new_reader(call: &mut Call) -> Result<Value, Exception> {
    Ok(Value::object(StringReader { text: call.text(0, "s")?, next: Cell::new(0) }))
}

fn new_writer(_: &mut Call) -> Result<Value, Exception> {
    Ok(Value::object(StringWriter { text: RefCell::new(TextBuilder::new()) }))
}

fn reader<'c>(call: &'c Call) -> Result<&'c StringReader, Exception> {
    call.this_object::<StringReader>()
}

fn peek(call: &mut Call) -> Result<Value, Exception> {
    let reader = reader(call)?;
    Ok(Value::Int32(reader.text.unit(reader.next.get()).map_or(-1, i32::from)))
}

fn read(call: &mut Call) -> Result<Value, Exception> {
    let unit = peek(call)?;
    let reader = reader(call)?;
    reader.next.set(reader.text.len().min(reader.next.get() + 1));
    Ok(unit)
}

fn read_line(call: &mut Call) -> Result<Value, Exception> {
    let reader = reader(call)?;
    let (text, start) = (&reader.text, reader.next.get());
    if start >= text.len() {
        return Ok(Value::Null);
    }
    let breaks = |at: &usize| matches!(text.unit(*at), Some(0xA | 0xD));
    let end = (start..text.len()).find(breaks).unwrap_or(text.len());
    let pair = text.unit(end) == Some(0xD) && text.unit(end + 1) == Some(0xA);
    reader.next.set(text.len().min(end + 1 + usize::from(pair)));
    Ok(text.slice(start, end).into())
}

fn push(call: &mut Call, text: &Text, line: bool) -> Result<Value, Exception> {
    call.runtime.allocate(text.len() + 1)?;
    let mut target = call.this_object::<StringWriter>()?.text.borrow_mut();
    target.push(text);
    if line {
        target.push_str("\n");
    }
    Ok(Value::Null)
}

fn write(call: &mut Call, line: bool) -> Result<Value, Exception> {
    let text = match call.arg(0) {
        value if value.downcast::<Array>().is_some() => super::char::text_of_array(value),
        value => value.to_text(),
    };
    push(call, &text, line)
}

fn write_format(call: &mut Call, line: bool) -> Result<Value, Exception> {
    let format = call.text(0, "format")?;
    let arguments = call.object::<Array>(1, "arg")?.to_vec();
    let text = composed(call.runtime, &format, &arguments, &Value::Null)?;
    push(call, &text, line)
}
