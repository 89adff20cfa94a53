//! The answers that an operation declares, for `mock-response`: a status, content types, and for each one a body.

use resources::kinds::operation::example_text;
use resources::{OperationResponse, Representation};
use serde_json::Value;

use super::document::{Document, Version};
use super::sample::sample;

/// The answers with a definite status code, in the order of the document; `default` and `2XX` are not definite.
pub(super) fn responses(document: &Document, operation: &Value) -> Vec<OperationResponse> {
    let declared = document.members(operation.get("responses")).into_iter().flatten();
    declared
        .filter_map(|(status, response)| {
            let status_code = status.parse().ok().filter(|code| (100..=999).contains(code))?;
            let response = document.resolved(response)?;
            let representations = match document.version {
                Version::Two => version_2(document, operation, response),
                Version::Three => version_3(document, response),
            };
            Some(OperationResponse { status_code, representations, headers: Vec::new() })
        })
        .collect()
}

/// `content: { <content type>: { example, examples, schema } }`
fn version_3(document: &Document, response: &Value) -> Vec<Representation> {
    let content = document.members(response.get("content")).into_iter().flatten();
    content
        .map(|(content_type, media)| {
            let named = document.members(media.get("examples")).into_iter().flatten();
            let first = named.filter_map(|(_, example)| document.resolved(example)?.get("value")).next();
            let example = media.get("example").or(first);
            representation(document, content_type, example, media.get("schema"))
        })
        .collect()
}

/// `examples: { <content type>: … }`, else `schema` for each content type that the operation or document produces.
fn version_2(document: &Document, operation: &Value, response: &Value) -> Vec<Representation> {
    let examples = document.members(response.get("examples"));
    let schema = response.get("schema");
    if examples.is_none_or(|examples| examples.is_empty()) && schema.is_none() {
        return Vec::new();
    }
    let produces = operation.get("produces").or_else(|| document.value("/produces")).and_then(Value::as_array);
    let mut content_types: Vec<&str> = produces.into_iter().flatten().filter_map(Value::as_str).collect();
    for content_type in examples.into_iter().flat_map(|examples| examples.keys()) {
        if !content_types.contains(&content_type.as_str()) {
            content_types.push(content_type);
        }
    }
    if content_types.is_empty() {
        content_types.push("application/json");
    }
    let example = |content_type: &str| examples.and_then(|examples| examples.get(content_type));
    content_types
        .iter()
        .map(|content_type| representation(document, content_type, example(content_type), schema))
        .collect()
}

fn representation(
    document: &Document,
    content_type: &str,
    example: Option<&Value>,
    schema: Option<&Value>,
) -> Representation {
    let made_up = || schema.filter(|_| is_json(content_type)).map(|schema| example_text(&sample(document, schema)));
    Representation { content_type: content_type.to_owned(), sample: example.map(example_text).or_else(made_up) }
}

/// Whether a body made up from a schema would be of this content type.
fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "*/*" || essence == "application/*" || essence.ends_with("/json") || essence.ends_with("+json")
}
