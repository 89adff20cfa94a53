//! Operations: a method and a URL template, and what mock-response needs to know of the answers.

use diagnostics::Diagnostic;
use serde::Deserialize;
use serde_json::Value;

use super::Members;
use crate::read::{Descriptive, Kind, Review};

/// Longest URL template (azure-rest-api-specs).
const MAX_TEMPLATE: usize = 1000;

/// An operation of an API.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Operation {
    /// What people call it; `context.Operation.Name`.
    pub display_name: String,
    /// The HTTP method, upper case.
    pub method: String,
    /// Path below the API's path: `/orders/{id}`, `/{*path}`, `/search?date={date}`; begins with a slash.
    pub url_template: String,
    /// The parameters of the template.
    pub template_parameters: Vec<Parameter>,
    /// Query parameters that are declared but not part of the template.
    pub query_parameters: Vec<Parameter>,
    /// Request headers that are declared.
    pub headers: Vec<Parameter>,
    /// The answers it may give, in the order of the document.
    pub responses: Vec<OperationResponse>,
}

/// A declared parameter or header.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its type in JSON Schema's words.
    #[serde(default)]
    pub r#type: String,
    /// Whether callers must send it.
    #[serde(default)]
    pub required: bool,
    /// The values that are allowed, if only some are.
    #[serde(default)]
    pub values: Vec<String>,
    /// The value it has if callers leave it out.
    pub default_value: Option<String>,
    #[serde(default, rename = "description")]
    _description: Unused,
    #[serde(default, rename = "examples")]
    _examples: Unused,
    #[serde(default, rename = "schemaId")]
    _schema_id: Unused,
    #[serde(default, rename = "typeName")]
    _type_name: Unused,
}

impl Parameter {
    /// A parameter of which only this is known.
    pub fn new(name: impl Into<String>, r#type: impl Into<String>, required: bool) -> Self {
        Self { name: name.into(), r#type: r#type.into(), required, ..Self::default() }
    }
}

/// A descriptive member inside a public structure: accepted, forgotten, equal to any other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Unused;

impl<'de> Deserialize<'de> for Unused {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::de::IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

/// One answer of an operation.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OperationResponse {
    /// Its status.
    pub status_code: u16,
    /// Its bodies, one a content type.
    pub representations: Vec<Representation>,
    /// The headers it declares.
    pub headers: Vec<Parameter>,
}

/// One body of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Representation {
    /// Its content type.
    pub content_type: String,
    /// The body to answer with when mocking: the first example, or one made up from the schema.
    pub sample: Option<String>,
}

/// The body of an operation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[expect(dead_code, reason = "descriptive members are accepted, not used")]
pub struct WrittenOperation {
    display_name: Option<String>,
    method: String,
    url_template: String,
    #[serde(default)]
    template_parameters: Vec<Parameter>,
    request: Option<WrittenRequest>,
    #[serde(default)]
    responses: Vec<WrittenResponse>,
    policies: Option<String>,
    description: Descriptive,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[expect(dead_code, reason = "descriptive members are accepted, not used")]
struct WrittenRequest {
    #[serde(default)]
    query_parameters: Vec<Parameter>,
    #[serde(default)]
    headers: Vec<Parameter>,
    representations: Descriptive,
    description: Descriptive,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[expect(dead_code, reason = "descriptive members are accepted, not used")]
struct WrittenResponse {
    status_code: u16,
    #[serde(default)]
    representations: Vec<WrittenRepresentation>,
    #[serde(default)]
    headers: Vec<Parameter>,
    description: Descriptive,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[expect(dead_code, reason = "descriptive members are accepted, not used")]
struct WrittenRepresentation {
    content_type: String,
    sample: Option<String>,
    generated_sample: Option<String>,
    #[serde(default)]
    examples: Members<WrittenExample>,
    form_parameters: Descriptive,
    schema_id: Descriptive,
    type_name: Descriptive,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[expect(dead_code, reason = "descriptive members are accepted, not used")]
struct WrittenExample {
    value: Option<Value>,
    external_value: Descriptive,
    summary: Descriptive,
    description: Descriptive,
}

impl Kind for Operation {
    const TITLE: &'static str = "operation";
    type Written = WrittenOperation;

    fn review(written: WrittenOperation, review: &mut Review<'_>) -> Option<Self> {
        if written.policies.is_some_and(|policies| !policies.is_empty()) {
            let fact = "`policies` inside an operation is not read";
            let help = "put the policy document beside as `policy.xml`";
            review.report("/policies", Diagnostic::error("not-supported", fact).help(help));
        }
        let (query_parameters, headers) =
            written.request.map(|request| (request.query_parameters, request.headers)).unwrap_or_default();
        let operation = Operation {
            display_name: written.display_name.unwrap_or_default(),
            method: written.method.to_ascii_uppercase(),
            url_template: format!("/{}", written.url_template.trim_start_matches('/')),
            template_parameters: written.template_parameters,
            query_parameters,
            headers,
            responses: written.responses.into_iter().map(WrittenResponse::understood).collect(),
        };
        if let Some((member, fact)) = operation.fault() {
            review.report(member, Diagnostic::error("invalid-value", fact));
        }
        Some(operation)
    }
}

impl WrittenResponse {
    fn understood(self) -> OperationResponse {
        OperationResponse {
            status_code: self.status_code,
            representations: self.representations.into_iter().map(WrittenRepresentation::understood).collect(),
            headers: self.headers,
        }
    }
}

impl WrittenRepresentation {
    fn understood(self) -> Representation {
        let example =
            self.examples.0.into_iter().find_map(|(_, example)| example.value).map(|value| example_text(&value));
        Representation { content_type: self.content_type, sample: example.or(self.sample).or(self.generated_sample) }
    }
}

/// An example as the body it stands for: texts as they are, everything else as indented JSON.
pub fn example_text(example: &Value) -> String {
    match example {
        Value::String(text) => text.clone(),
        other => serde_json::to_string_pretty(other).expect("values that were read can be written"),
    }
}

impl Operation {
    /// What keeps it from being routed, if something does: the member and the fact.
    pub fn fault(&self) -> Option<(&'static str, String)> {
        if self.method.is_empty()
            || !self.method.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~!".contains(&byte))
        {
            return Some(("/method", format!("`{}` is not an HTTP method", self.method)));
        }
        let length = self.url_template.chars().count();
        if length > MAX_TEMPLATE {
            let fact = format!("a URL template has at most {MAX_TEMPLATE} characters, this one has {length}");
            return Some(("/urlTemplate", fact));
        }
        self.template_fault().map(|fact| ("/urlTemplate", fact))
    }

    fn template_fault(&self) -> Option<String> {
        let mut names: Vec<String> = Vec::new();
        let mut rest = self.url_template.as_str();
        while let Some(open) = rest.find(['{', '}']) {
            let from = rest.get(open..).unwrap_or_default();
            if from.starts_with('}') {
                return Some(format!("`}}` in `{}` closes no parameter", self.url_template));
            }
            let Some(close) = from.find('}') else {
                return Some(format!("`{{` in `{}` is never closed", self.url_template));
            };
            let name = from.get(1..close).unwrap_or_default();
            if name.trim_start_matches('*').is_empty() || name.contains(['{', '/', '?']) {
                return Some(format!("`{{{name}}}` in `{}` is not a parameter", self.url_template));
            }
            let name = name.trim_start_matches('*').to_ascii_lowercase();
            if names.contains(&name) {
                return Some(format!("the parameter `{name}` stands twice in `{}`", self.url_template));
            }
            names.push(name);

            rest = from.get(close + 1..).unwrap_or_default();
        }
        None
    }
}
