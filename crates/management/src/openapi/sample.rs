//! A body made up from a schema, for `mock-response` where the document has no example.

use serde_json::{Map, Value};

use super::document::Document;

/// How deep a made-up body may nest; schemas that refer to themselves end here.
const MAX_DEPTH: usize = 8;

/// How many values a made-up body may have; schemas that fan out end here.
const MAX_VALUES: usize = 1_000;

/// A value that the schema would accept, as far as its types, enumerations, defaults and examples say.
pub(super) fn sample(document: &Document, schema: &Value) -> Value {
    Sampler { document, values_left: MAX_VALUES }.value(schema, MAX_DEPTH)
}

struct Sampler<'a> {
    document: &'a Document,
    values_left: usize,
}

impl Sampler<'_> {
    fn value(&mut self, schema: &Value, depth_left: usize) -> Value {
        let Some(schema) = self.document.resolved(schema) else { return Value::Null };
        if depth_left == 0 || self.values_left == 0 {
            return Value::Null;
        }
        self.values_left -= 1;
        if let Some(given) = given(schema) {
            return given.clone();
        }
        if let Some(alternative) = first_of(schema, "oneOf").or_else(|| first_of(schema, "anyOf")) {
            return self.value(alternative, depth_left - 1);
        }
        match type_of(schema) {
            "object" => self.object(schema, depth_left),
            "array" => match schema.get("items") {
                Some(items) => Value::Array(vec![self.value(items, depth_left - 1)]),
                None => Value::Array(Vec::new()),
            },
            "integer" => schema.get("minimum").filter(|minimum| minimum.is_i64()).cloned().unwrap_or(0.into()),
            "number" => schema.get("minimum").filter(|minimum| minimum.is_number()).cloned().unwrap_or(0.into()),
            "boolean" => true.into(),
            "null" => Value::Null,
            _ => text(schema.get("format").and_then(Value::as_str)).into(),
        }
    }

    fn object(&mut self, schema: &Value, depth_left: usize) -> Value {
        let mut members = Map::new();
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            if let Value::Object(part) = self.value(part, depth_left - 1) {
                members.extend(part);
            }
        }
        for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            if self.values_left == 0 {
                break;
            }
            members.insert(name.clone(), self.value(property, depth_left - 1));
        }
        Value::Object(members)
    }
}

/// A value that the schema itself gives.
fn given(schema: &Value) -> Option<&Value> {
    let direct = ["example", "default", "const"].iter().find_map(|member| schema.get(member));
    direct.or_else(|| first_of(schema, "examples")).or_else(|| first_of(schema, "enum"))
}

fn first_of<'a>(schema: &'a Value, member: &str) -> Option<&'a Value> {
    schema.get(member)?.as_array()?.first()
}

fn type_of(schema: &Value) -> &str {
    let named = match schema.get("type") {
        Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).find(|name| *name != "null"),
        Some(Value::String(name)) => Some(name.as_str()),
        _ => None,
    };
    let shaped = schema.get("properties").is_some() || schema.get("allOf").is_some();
    named.unwrap_or(match (shaped, schema.get("items").is_some()) {
        (true, _) => "object",
        (false, true) => "array",
        (false, false) => "string",
    })
}

fn text(format: Option<&str>) -> &'static str {
    match format {
        Some("date") => "2020-01-01",
        Some("date-time") => "2020-01-01T00:00:00Z",
        Some("uuid") => "00000000-0000-0000-0000-000000000000",
        Some("email") => "user@example.com",
        Some("uri") => "https://example.com/",
        Some("ipv4") => "192.0.2.1",
        Some("byte") => "c3RyaW5n",
        _ => "string",
    }
}
