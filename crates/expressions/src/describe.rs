//! A value written down in full: its type, what it holds, and its text.
//!
//! The form is the one of the expression oracle, so that answers can be held against real .NET's.

use std::fmt::Write;

use crate::{
    Exception, Form, Runtime, Text, Type, TypeId, Value,
    surface::TypeKind,
    value::{Array, Items, Tuple},
};

/// Nesting up to which values are written.
const MAX_DEPTH: u32 = 8;
/// Items of a sequence that are written.
const MAX_ITEMS: usize = 1000;

/// The outcome of an evaluation as one JSON object.
pub fn outcome(result: &Result<Value, Exception>, runtime: &mut Runtime<'_>) -> String {
    let described = match result {
        Ok(value) => describe(value, runtime),
        Err(exception) => Err(exception.clone()),
    };
    match described {
        Ok(text) => text,
        Err(exception) => {
            let mut text = String::from("{\"ex\":");
            json_text(&Text::literal(exception.type_name()), &mut text);
            text.push_str(",\"message\":");
            json_text(exception.message(), &mut text);
            text.push('}');
            text
        }
    }
}

/// A refusal as one JSON object.
pub fn refusal(errors: &[crate::CompileError], source: &str, form: Form) -> String {
    let _ = form;
    let mut text = String::from("{\"compile\":[");
    for (index, error) in errors.iter().enumerate() {
        let before = source.get(..error.span.start).unwrap_or(source);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |line| line.encode_utf16().count()) + 1;
        let separator = if index == 0 { "" } else { "," };
        let _ = write!(text, "{separator}{{\"code\":\"{}\",\"message\":", error.code);
        json_text(&Text::from(error.message.as_str()), &mut text);
        let _ = write!(text, ",\"line\":{line},\"column\":{column}}}");
    }
    text.push_str("]}");
    text
}

/// A value as one JSON object. Enumerates lazy sequences, which may throw.
pub fn describe(value: &Value, runtime: &mut Runtime<'_>) -> Result<String, Exception> {
    let mut object = Fields::default();
    encode(value, 0, &mut object, runtime)?;
    if let Some(text) = text_of(value, runtime)?
        && object.plain.as_ref() != Some(&text)
    {
        object.text("text", &text);
    }
    Ok(object.finish())
}

/// `ToString()`, where the oracle writes it.
fn text_of(value: &Value, runtime: &mut Runtime<'_>) -> Result<Option<Text>, Exception> {
    Ok(match value {
        Value::Null | Value::Text(_) | Value::Char(_) | Value::Host(_) => None,
        Value::Object(object) => {
            let class = object.type_of();
            let surface = runtime.surface();
            let is = |name: &'static str| surface.as_instance_of(&class, TypeId::of(name)).is_some();
            let shows = surface.is_value_type(&class)
                || is("Newtonsoft.Json.Linq.JToken")
                || is("System.Xml.Linq.XObject")
                || is("System.Uri")
                || is("System.Text.StringBuilder")
                || is("System.Text.RegularExpressions.Group")
                || is("System.Exception")
                || is("System.Collections.ICollection")
                || matches!(class, Type::Array(_));
            if shows && !matches!(class, Type::Anonymous(_)) { Some(runtime.text_of(value)?) } else { None }
        }
        _ => Some(value.to_text()),
    })
}

/// A JSON object being written.
#[derive(Default)]
struct Fields {
    json: String,
    /// What `value` or `json` says, as far as it is text.
    plain: Option<Text>,
}

impl Fields {
    fn name(&mut self, name: &str) {
        self.json.push(if self.json.is_empty() { '{' } else { ',' });
        let _ = write!(self.json, "\"{name}\":");
    }

    fn text(&mut self, name: &str, text: &Text) {
        self.name(name);
        json_text(text, &mut self.json);
        if matches!(name, "value" | "json") && self.plain.is_none() {
            let lone = text.units().len() > 0 && has_lone_surrogate(text);
            self.plain = (!lone).then(|| text.clone());
        }
    }

    fn raw(&mut self, name: &str, json: &str) {
        self.name(name);
        self.json.push_str(json);
    }

    fn finish(mut self) -> String {
        self.json.push('}');
        self.json
    }
}

fn encode(value: &Value, depth: u32, object: &mut Fields, runtime: &mut Runtime<'_>) -> Result<(), Exception> {
    runtime.charge(1)?;
    if depth > MAX_DEPTH {
        object.text("type", &Text::literal("too-deep"));
        return Ok(());
    }
    let Value::Object(_) = value else {
        encode_plain(value, object);
        if let Value::Host(host) = value {
            encode_host(value, host.class, depth, object, runtime)?;
        }
        return Ok(());
    };
    let class = value.type_of();
    let surface = runtime.surface();
    let is = |name: &'static str| surface.as_instance_of(&class, TypeId::of(name)).is_some();
    let type_name = class.reflection_name();
    if let Type::Anonymous(shape) = &class {
        object.text("type", &Text::literal("anonymous"));
        let mut fields = Fields::default();
        if let Some(anonymous) = value.downcast::<crate::value::Anonymous>() {
            for ((name, _), item) in shape.fields.iter().zip(&anonymous.items) {
                let mut inner = Fields::default();
                encode(item, depth + 1, &mut inner, runtime)?;
                fields.name(&name.to_str());
                fields.json.push_str(&inner.finish());
            }
        }
        if fields.json.is_empty() {
            fields.json.push('{');
        }
        object.raw("fields", &fields.finish());
        return Ok(());
    }
    if let Some(class) = value.as_type() {
        object.text("type", &Text::literal("System.RuntimeType"));
        object.text("value", &Text::from(class.reflection_name()));
        return Ok(());
    }
    if let Some(array) = value.downcast::<Array>()
        && let Items::Bytes(bytes) = &*array.items().borrow()
    {
        object.text("type", &Text::literal("System.Byte[]"));
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        object.text("hex", &Text::from(hex));
        return Ok(());
    }
    if is("Newtonsoft.Json.Linq.JToken") {
        object.text("type", &Text::from(type_name));
        object.text("json", &crate::library::json::serialize(value, runtime)?);
        return Ok(());
    }
    if is("System.Xml.Linq.XObject") {
        object.text("type", &Text::from(type_name));
        object.text("value", &crate::library::xml::unformatted(value));
        return Ok(());
    }
    if is("System.Exception") {
        object.text("type", &Text::from(type_name));
        let message = value.downcast::<Exception>().map_or(Text::EMPTY, |exception| exception.message().clone());
        object.text("message", &message);
        return Ok(());
    }
    if is("System.Text.RegularExpressions.Group") {
        object.text("type", &Text::from(type_name));
        let success = member(value, "Success", runtime)?;
        object.raw("success", if matches!(success, Value::Bool(true)) { "true" } else { "false" });
        object.text("value", &member(value, "Value", runtime)?.to_text());
        return Ok(());
    }
    if is("System.Uri") {
        object.text("type", &Text::from(type_name));
        object.text("value", &value.to_text());
        object.text("original", &member(value, "OriginalString", runtime)?.to_text());
        return Ok(());
    }
    if is("System.Security.Cryptography.X509Certificates.X509Certificate2") {
        object.text("type", &Text::from(type_name));
        object.text("thumbprint", &member(value, "Thumbprint", runtime)?.to_text());
        return Ok(());
    }
    if class.id() == TypeId::KEY_VALUE_PAIR {
        object.text("type", &Text::from(type_name));
        let items = [member(value, "Key", runtime)?, member(value, "Value", runtime)?];
        return encode_items(&items, depth, object, runtime);
    }
    if let Some(tuple) = value.downcast::<Tuple>() {
        object.text("type", &Text::from(type_name));
        let items = tuple.items.borrow().clone();
        return encode_items(&items, depth, object, runtime);
    }
    if class.id().name().starts_with("System.Tuple`") {
        object.text("type", &Text::from(type_name));
        let mut items = Vec::new();
        for name in ["Item1", "Item2", "Item3", "Item4", "Item5", "Item6", "Item7"].iter().take(class.arguments().len())
        {
            items.push(member(value, name, runtime)?);
        }
        return encode_items(&items, depth, object, runtime);
    }
    if surface.as_instance_of(&class, TypeId::IENUMERABLE).is_some() {
        let kind = surface.info(class.id()).map(|info| info.kind);
        let is_public = matches!(class, Type::Array(_)) || matches!(kind, Some(TypeKind::Class | TypeKind::Structure));
        let name = if is_public && !is_internal(&class) { type_name } else { "enumerable".to_owned() };
        object.text("type", &Text::from(name));
        let mut items = Vec::new();
        let mut iterator = runtime.iterate(value)?;
        while items.len() < MAX_ITEMS
            && let Some(item) = iterator.next(runtime)?
        {
            items.push(item);
        }
        return encode_items(&items, depth, object, runtime);
    }
    let is_stub = surface.info(class.id()).is_some_and(|info| info.kind == TypeKind::Interface)
        || !class.id().name().contains('.');
    if is_stub {
        object.text("type", &Text::from(format!("stub:{}", class.id().short_name())));
        return Ok(());
    }
    object.text("type", &Text::from(type_name));
    object.text("value", &runtime.text_of(value)?);
    Ok(())
}

/// Types of the library that .NET does not show.
fn is_internal(class: &Type) -> bool {
    let name = class.id().name();
    name.contains('+') && !name.contains("KeyCollection") && !name.contains("ValueCollection")
        || !name.contains('.')
        || name.starts_with("Countersign.")
}

fn encode_items(items: &[Value], depth: u32, object: &mut Fields, runtime: &mut Runtime<'_>) -> Result<(), Exception> {
    let mut list = String::from("[");
    for (index, item) in items.iter().enumerate() {
        let mut inner = Fields::default();
        encode(item, depth + 1, &mut inner, runtime)?;
        if index > 0 {
            list.push(',');
        }
        list.push_str(&inner.finish());
    }
    list.push(']');
    object.raw("items", &list);
    Ok(())
}

fn encode_plain(value: &Value, object: &mut Fields) {
    if let Value::Null = value {
        return object.text("type", &Text::literal("null"));
    }
    if let Value::Host(_) = value {
        return;
    }
    object.text("type", &Text::from(value.type_of().reflection_name()));
    match value {
        Value::Bool(value) => object.raw("value", if *value { "true" } else { "false" }),
        Value::Enum(_, number) => {
            object.text("value", &value.to_text());
            object.text("int", &Text::from(number.to_string()));
        }
        Value::Single(number) if number.is_infinite() => object.text("value", &infinity(*number > 0.0)),
        Value::Double(number) if number.is_infinite() => object.text("value", &infinity(*number > 0.0)),
        Value::DateTime(time) => {
            let text = crate::library::formatted_text(value, "o").unwrap_or_default();
            object.text("value", &text);
            object.text("kind", &Text::from(format!("{:?}", time.kind)));
        }
        Value::DateTimeOffset(_) => {
            object.text("value", &crate::library::formatted_text(value, "o").unwrap_or_default());
        }
        Value::TimeSpan(_) => object.text("value", &crate::library::formatted_text(value, "c").unwrap_or_default()),
        _ => object.text("value", &value.to_text()),
    }
}

fn infinity(positive: bool) -> Text {
    Text::literal(if positive { "Infinity" } else { "-Infinity" })
}

/// Handles of the embedding: sequences by their items, certificates by their thumbprint, the rest by interface.
fn encode_host(
    value: &Value,
    class: TypeId,
    depth: u32,
    object: &mut Fields,
    runtime: &mut Runtime<'_>,
) -> Result<(), Exception> {
    if class.short_name() == "X509Certificate2" {
        object.text("type", &Text::literal(class.name()));
        object.text("thumbprint", &member(value, "Thumbprint", runtime)?.to_text());
        return Ok(());
    }
    let is_sequence = runtime.surface().as_instance_of(&Type::Plain(class), TypeId::IENUMERABLE).is_some();
    if is_sequence {
        object.text("type", &Text::literal("enumerable"));
        let items = runtime.collect(value)?;
        return encode_items(&items, depth, object, runtime);
    }
    object.text("type", &Text::from(format!("stub:{}", class.short_name())));
    Ok(())
}

/// A property by name.
fn member(value: &Value, name: &str, runtime: &mut Runtime<'_>) -> Result<Value, Exception> {
    crate::evaluate::dynamic_member(value, &Text::from(name), runtime)
}

fn has_lone_surrogate(text: &Text) -> bool {
    char::decode_utf16(text.units()).any(|unit| unit.is_err())
}

/// JSON text; text that is not valid UTF-16 is written as its units.
fn json_text(text: &Text, into: &mut String) {
    if text.as_ascii().is_none() && has_lone_surrogate(text) {
        into.push_str("{\"utf16\":\"");
        text.units().for_each(|unit| {
            let _ = write!(into, "{unit:04X}");
        });
        into.push_str("\"}");
        return;
    }
    into.push('"');
    for character in text.to_str().chars() {
        match character {
            '"' => into.push_str("\\\""),
            '\\' => into.push_str("\\\\"),
            '\n' => into.push_str("\\n"),
            '\r' => into.push_str("\\r"),
            '\t' => into.push_str("\\t"),
            control if (control as u32) < 0x20 => {
                let _ = write!(into, "\\u{:04x}", control as u32);
            }
            other => into.push(other),
        }
    }
    into.push('"');
}
