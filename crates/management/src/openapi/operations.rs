//! The operations of a document: every method of every path.

use std::collections::HashMap;

use diagnostics::Diagnostic;
use resources::{Operation, Parameter, Resource};
use serde_json::Value;

use super::document::{Document, escaped};
use super::names::Names;
use super::parameters::{Declared, Location, declared};
use super::responses::responses;
use super::template::{parameter_names, path_part, with_query};

/// Methods that a path item may have; everything else in it is not an operation.
const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// Path collections: the standard one, and the extension that APIM supports for paths with queries.
const COLLECTIONS: [&str; 2] = ["paths", "x-ms-paths"];

/// Most operations of a document; twice what the largest known gateways have altogether.
const MAX_OPERATIONS: usize = 100_000;

/// Most findings about one document: nobody reads more, and each looks for its place in the text.
const MAX_FINDINGS: usize = 100;

/// Longest display name (azure-rest-api-specs).
const MAX_DISPLAY_NAME: usize = 300;

/// All operations, in the order of the document. Findings tell what is wrong with the others.
pub(super) fn all(
    document: &Document,
    required_query_in_template: bool,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Resource<Operation>> {
    let mut reading = Reading { document, required_query_in_template, names: Names::default(), findings };
    let mut operations: Vec<Resource<Operation>> = Vec::new();
    for collection in COLLECTIONS {
        let paths = document.value(&format!("/{collection}")).and_then(Value::as_object).into_iter().flatten();
        for (path, item) in paths.filter(|(path, _)| path.starts_with('/')) {
            let pointer = format!("/{collection}/{}", escaped(path));
            let Some(item) = document.resolved(item) else {
                let fact = format!("the `$ref` of the path `{path}` leads nowhere in this document");
                reading.report(&pointer, Diagnostic::error("unresolved-reference", fact));
                continue;
            };
            for method in METHODS {
                if let Some(written) = item.get(method).filter(|written| written.is_object()) {
                    let pointer = format!("{pointer}/{method}");
                    operations.extend(reading.operation(&pointer, method, path, item, written));
                }
            }
            if operations.len() > MAX_OPERATIONS {
                let fact = format!("the document has more than {MAX_OPERATIONS} operations");
                reading.report("", Diagnostic::error("too-many-operations", fact));
                return operations;
            }
        }
    }
    if operations.is_empty() && reading.findings.is_empty() {
        let fact = "the document has no operations, so every request to the API is answered with 404";
        reading.report("/paths", Diagnostic::warning("no-operations", fact));
    }
    reading.refuse_duplicates(&operations);
    operations
}

struct Reading<'a> {
    document: &'a Document,
    required_query_in_template: bool,
    names: Names,
    findings: &'a mut Vec<Diagnostic>,
}

impl Reading<'_> {
    fn report(&mut self, pointer: &str, diagnostic: Diagnostic) {
        match self.findings.len() {
            0..MAX_FINDINGS => self.findings.push(self.document.at(pointer, diagnostic)),
            // Errors must not be lost behind a hundred warnings.
            MAX_FINDINGS.. if diagnostic.is_error() && !self.findings.iter().any(Diagnostic::is_error) => {
                self.findings.push(self.document.at(pointer, diagnostic));
            }
            MAX_FINDINGS.. => {}
        }
    }

    fn operation(
        &mut self,
        pointer: &str,
        method: &str,
        path: &str,
        item: &Value,
        written: &Value,
    ) -> Option<Resource<Operation>> {
        let method = method.to_ascii_uppercase();
        let mut operation = Operation {
            display_name: display_name(written, &method, path),
            method: method.clone(),
            responses: responses(self.document, written),
            ..Operation::default()
        };
        self.place_parameters(pointer, path, declared(self.document, item, written), &mut operation);
        if let Some((_, fact)) = operation.fault() {
            self.report(pointer, Diagnostic::error("invalid-value", fact));
            return None;
        }
        let operation_id = written.get("operationId").and_then(Value::as_str);
        let Some(name) = self.names.next(operation_id, &method, &operation.url_template) else {
            self.report(pointer, Diagnostic::error("invalid-value", "a thousand operations have the same name"));
            return None;
        };
        Some(Resource::part_of(name, self.document.source.clone(), pointer, operation))
    }

    /// Decides which parameters belong to the template, and builds it.
    fn place_parameters(&mut self, pointer: &str, path: &str, declared: Vec<Declared>, operation: &mut Operation) {
        let path = path_part(path);
        let in_path = parameter_names(path);
        let is_in_path = |name: &str| in_path.iter().any(|known| known.eq_ignore_ascii_case(name));
        let mut in_query: Vec<Parameter> = Vec::new();
        for Declared { location, parameter } in declared {
            match location {
                Location::Path if is_in_path(&parameter.name) => operation.template_parameters.push(parameter),
                Location::Path => {
                    let fact = format!("the path parameter `{}` is not part of the path `{path}`", parameter.name);
                    self.report(pointer, Diagnostic::warning("unused-parameter", fact));
                }
                Location::Header => operation.headers.push(parameter),
                Location::Query if !parameter.required || !self.required_query_in_template => {
                    operation.query_parameters.push(parameter);
                }
                // Names are unique within a template; APIM refuses what we only leave out of it.
                Location::Query if is_in_path(&parameter.name) => {
                    let fact = format!(
                        "`{}` is a path parameter too, so the template cannot demand it as a query parameter",
                        parameter.name
                    );
                    self.report(pointer, Diagnostic::warning("ambiguous-parameter", fact));
                    operation.query_parameters.push(parameter);
                }
                Location::Query => in_query.push(parameter),
            }
        }
        for name in &in_path {
            if !operation.template_parameters.iter().any(|known| known.name.eq_ignore_ascii_case(name)) {
                operation.template_parameters.push(Parameter::new(*name, "string", true));
            }
        }
        let names: Vec<&str> = in_query.iter().map(|parameter| parameter.name.as_str()).collect();
        operation.url_template = with_query(path, &names);
        operation.template_parameters.extend(in_query);
    }

    /// Two operations that no request could tell apart (APIM: "Operation with the same method and URL template already
    /// exists").
    fn refuse_duplicates(&mut self, operations: &[Resource<Operation>]) {
        let mut seen: HashMap<(String, String), &str> = HashMap::new();
        for operation in operations {
            let key = (operation.method.clone(), anonymous(&operation.url_template));
            if let Some(first) = seen.insert(key, &operation.name) {
                let fact = format!(
                    "the operations `{first}` and `{}` have the same method and URL template: {} {}",
                    operation.name, operation.method, operation.url_template
                );
                self.report(operation.pointer(), Diagnostic::error("duplicate-operation", fact));
            }
        }
    }
}

/// A template in lower case without the names of its path parameters: what requests can tell apart.
pub(crate) fn anonymous(template: &str) -> String {
    let mut plain = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        plain.push_str(&before.to_lowercase());
        let Some((name, after)) = after.split_once('}') else { break };
        plain.push_str(if name.starts_with('*') { "{*}" } else { "{}" });
        rest = after;
    }
    plain.push_str(&rest.to_lowercase());
    plain
}

/// The summary, else the operation id, else `Get - /path`.
fn display_name(written: &Value, method: &str, path: &str) -> String {
    let member = |name: &str| written.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    let generated = || {
        let (first, rest) = method.split_at_checked(1).unwrap_or((method, ""));
        format!("{first}{} - {path}", rest.to_ascii_lowercase())
    };
    let name = member("summary").or_else(|| member("operationId")).map_or_else(generated, str::to_owned);
    name.chars().take(MAX_DISPLAY_NAME).collect()
}
