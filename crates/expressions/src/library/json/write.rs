//! The JSON writer of Newtonsoft.Json: compact or indented by two spaces.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{
    iso_date,
    token::{Content, Scalar, Token, TokenType},
};
use crate::{
    format::{guid::Guid, number},
    library::uri::Uri,
    text::{Text, TextBuilder},
    value::{Array, Value},
};

/// `Newtonsoft.Json.Formatting`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Formatting {
    None,
    Indented,
}

/// The JSON of a tree.
pub(crate) fn to_json(token: &Token, formatting: Formatting) -> Text {
    let mut writer = Writer::new(formatting);
    writer.token(token);
    writer.finish()
}

/// Writes tokens and values one after the other; the caller opens and closes.
pub(crate) struct Writer {
    out: TextBuilder,
    formatting: Formatting,
    /// For every open container whether something is in it.
    filled: Vec<bool>,
    /// A property name was just written.
    after_name: bool,
}

impl Writer {
    pub(crate) fn new(formatting: Formatting) -> Self {
        Self { out: TextBuilder::new(), formatting, filled: Vec::new(), after_name: false }
    }

    pub(crate) fn finish(self) -> Text {
        self.out.finish()
    }

    pub(crate) fn open(&mut self, bracket: &str) {
        self.separate();
        self.out.push_str(bracket);
        self.filled.push(false);
    }

    pub(crate) fn close(&mut self, bracket: &str) {
        if self.filled.pop() == Some(true) {
            self.new_line();
        }
        self.out.push_str(bracket);
    }

    pub(crate) fn name(&mut self, name: &Text) {
        self.separate();
        self.quoted(name);
        self.out.push_str(if self.formatting == Formatting::Indented { ": " } else { ":" });
        self.after_name = true;
    }

    /// A value that needs no quotes: numbers, words, raw JSON.
    pub(crate) fn bare(&mut self, text: &str) {
        self.separate();
        self.out.push_str(text);
    }

    pub(crate) fn raw(&mut self, text: &Text) {
        self.separate();
        self.out.push(text);
    }

    pub(crate) fn string(&mut self, text: &Text) {
        self.separate();
        self.quoted(text);
    }

    /// A whole tree.
    pub(crate) fn token(&mut self, token: &Token) {
        match token.content() {
            Content::Object(members) => {
                self.open("{");
                for property in members.borrow().values() {
                    self.token(property);
                }
                self.close("}");
            }
            Content::Array(items) => {
                self.open("[");
                for item in items.borrow().iter() {
                    self.token(item);
                }
                self.close("]");
            }
            Content::Constructor(name, items) => {
                self.open(&format!("new {}(", name.borrow()));
                for item in items.borrow().iter() {
                    self.token(item);
                }
                self.close(")");
            }
            Content::Property(name, value) => {
                self.name(name);
                match &*value.borrow() {
                    Some(value) => self.token(value),
                    None => self.bare("null"),
                }
            }
            Content::Value(scalar) => self.scalar(&scalar.borrow()),
        }
    }

    /// What a `JValue` holds.
    pub(crate) fn scalar(&mut self, scalar: &Scalar) {
        match (scalar.class, &scalar.value) {
            (TokenType::Comment, value) => {
                self.separate();
                self.out.push_str("/*");
                self.out.push(&value.to_text());
                self.out.push_str("*/");
            }
            (TokenType::Raw, value) => self.raw(&value.to_text()),
            (TokenType::Undefined, _) => self.bare("undefined"),
            (_, value) => {
                if !self.plain(value) {
                    let uri = value.downcast::<Uri>();
                    self.string(&uri.map_or_else(|| value.to_text(), |uri| uri.original().clone()));
                }
            }
        }
    }

    /// A value with a JSON form of its own; false when it has none.
    pub(crate) fn plain(&mut self, value: &Value) -> bool {
        match value {
            Value::Null => self.bare("null"),
            Value::Bool(value) => self.bare(if *value { "true" } else { "false" }),
            Value::SByte(number) => self.bare(&number.to_string()),
            Value::Byte(number) => self.bare(&number.to_string()),
            Value::Int16(number) => self.bare(&number.to_string()),
            Value::UInt16(number) => self.bare(&number.to_string()),
            Value::Int32(number) => self.bare(&number.to_string()),
            Value::UInt32(number) => self.bare(&number.to_string()),
            Value::Int64(number) => self.bare(&number.to_string()),
            Value::UInt64(number) => self.bare(&number.to_string()),
            Value::Enum(_, number) => self.bare(&number.to_string()),
            Value::Single(number) if number.is_finite() => {
                self.fraction(&number::format_single(*number, "").unwrap_or_default());
            }
            Value::Double(number) if number.is_finite() => {
                self.fraction(&number::format_double(*number, "").unwrap_or_default());
            }
            Value::Single(number) => self.not_a_number(f64::from(*number)),
            Value::Double(number) => self.not_a_number(*number),
            Value::Decimal(number) => self.fraction(&number.to_string()),
            Value::Char(unit) => self.string(&Text::from_unit(*unit)),
            Value::Text(text) => self.string(text),
            Value::DateTime(date) => self.string(&Text::from(iso_date::write(*date))),
            Value::DateTimeOffset(date) => self.string(&Text::from(iso_date::write_offset(*date))),
            Value::TimeSpan(span) => self.string(&Text::from(span.format("").unwrap_or_default())),
            Value::Guid(bytes) => self.string(&Text::from(Guid(*bytes).format("").unwrap_or_default())),
            Value::Object(_) => {
                if let Some(number) = value.downcast::<super::big_integer::BigInteger>() {
                    self.raw(number.digits());
                } else if let Some(bytes) = value.downcast::<Array>().and_then(Array::to_bytes) {
                    self.string(&Text::from(STANDARD.encode(bytes)));
                } else {
                    return false;
                }
            }
            Value::Host(_) => return false,
        }
        true
    }

    /// A number that must look like one with a fraction: `1` becomes `1.0`.
    fn fraction(&mut self, text: &str) {
        self.bare(text);
        if !text.contains(['.', 'E', 'e']) {
            self.out.push_str(".0");
        }
    }

    fn not_a_number(&mut self, number: f64) {
        self.bare(match number {
            f64::INFINITY => "\"Infinity\"",
            f64::NEG_INFINITY => "\"-Infinity\"",
            _ => "\"NaN\"",
        });
    }

    /// What stands between this and the thing before it.
    fn separate(&mut self) {
        if std::mem::take(&mut self.after_name) {
            return;
        }
        let Some(filled) = self.filled.last_mut() else { return };
        if std::mem::replace(filled, true) {
            self.out.push_unit(u16::from(b','));
        }
        self.new_line();
    }

    fn new_line(&mut self) {
        if self.formatting == Formatting::Indented {
            self.out.push_unit(10);
            for _ in 0..self.filled.len() {
                self.out.push_str("  ");
            }
        }
    }

    fn quoted(&mut self, text: &Text) {
        self.out.push_unit(u16::from(b'"'));
        escape(&mut self.out, text, b'"');
        self.out.push_unit(u16::from(b'"'));
    }
}

/// Appends `text` with JSON's escapes; of the two quotes only `quote` needs one.
pub(crate) fn escape(out: &mut TextBuilder, text: &Text, quote: u8) {
    if text.as_ascii().is_some_and(|text| text.bytes().all(|byte| byte >= 0x20 && byte != quote && byte != b'\\')) {
        return out.push(text);
    }
    for unit in text.units() {
        match unit {
            9 => out.push_str("\\t"),
            10 => out.push_str("\\n"),
            13 => out.push_str("\\r"),
            12 => out.push_str("\\f"),
            8 => out.push_str("\\b"),
            0x5c => out.push_str("\\\\"),
            0..0x20 | 0x85 | 0x2028 | 0x2029 => out.push_str(&format!("\\u{unit:04x}")),
            _ if unit == u16::from(quote) => {
                out.push_unit(u16::from(b'\\'));
                out.push_unit(unit);
            }
            _ => out.push_unit(unit),
        }
    }
}
