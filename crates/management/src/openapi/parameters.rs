//! Declared parameters: those of the path item, overridden by those of the operation.

use resources::Parameter;
use serde_json::Value;

use super::document::Document;

/// Where a parameter stands in a request; `body`, `formData` and `cookie` play no part in matching.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Location {
    Path,
    Query,
    Header,
}

pub(super) struct Declared {
    pub(super) location: Location,
    pub(super) parameter: Parameter,
}

/// The parameters in effect for an operation.
pub(super) fn declared(document: &Document, path_item: &Value, operation: &Value) -> Vec<Declared> {
    let mut parameters: Vec<Declared> = Vec::new();
    for level in [path_item, operation] {
        for written in level.get("parameters").and_then(Value::as_array).into_iter().flatten() {
            let Some(declared) = document.resolved(written).and_then(|written| read(document, written)) else {
                continue;
            };
            parameters
                .retain(|known| known.location != declared.location || known.parameter.name != declared.parameter.name);
            parameters.push(declared);
        }
    }
    parameters
}

fn read(document: &Document, written: &Value) -> Option<Declared> {
    let location = match written.get("in")?.as_str()? {
        "path" => Location::Path,
        "query" => Location::Query,
        "header" => Location::Header,
        _ => return None,
    };
    // Version 3 has a schema, version 2 has the schema's members on the parameter itself.
    let schema = written.get("schema").and_then(|schema| document.resolved(schema)).unwrap_or(written);
    let required = location == Location::Path || written.get("required").and_then(Value::as_bool).unwrap_or(false);
    let mut parameter = Parameter::new(written.get("name")?.as_str()?, type_of(schema), required);
    let values = schema.get("enum").and_then(Value::as_array);
    parameter.values = values.into_iter().flatten().filter_map(plain_text).collect();
    parameter.default_value = schema.get("default").and_then(plain_text);
    Some(Declared { location, parameter })
}

/// The type in JSON Schema's words; of the several that version 3.1 allows, the first that is not null.
fn type_of(schema: &Value) -> String {
    let named = match schema.get("type") {
        Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).find(|name| *name != "null"),
        Some(Value::String(name)) => Some(name.as_str()),
        _ => None,
    };
    named.unwrap_or("string").to_owned()
}

fn plain_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}
