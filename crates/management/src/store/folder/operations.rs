//! Operations of an API: from its OpenAPI document, from `operations/<id>/`, or one that catches everything.

use std::collections::HashMap;

use diagnostics::{Diagnostic, nearest};
use resources::id::MAX_NAME;
use resources::{ConfiguredOperation, Operation, Resource};

use super::layout::{OPERATION, POLICY};
use super::reading::Reading;
use super::tree::Folder;
use crate::openapi::{Imported, anonymous_template, resource_name};

/// The operation of an API that describes none.
const CATCH_ALL: &str = "all";

/// All operations; one that catches everything where neither a document nor a folder describes any.
pub(super) fn operations<'a>(
    reading: &mut Reading<'a>,
    api: &'a Folder,
    imported: Option<&Imported>,
) -> Vec<ConfiguredOperation> {
    let imported_operations = imported.map(|imported| imported.operations.as_slice()).unwrap_or_default();
    let mut operations: Vec<ConfiguredOperation> = imported_operations
        .iter()
        .map(|resource| ConfiguredOperation { resource: resource.clone(), policy: None })
        .collect();
    let mut places: HashMap<String, usize> = operations
        .iter()
        .enumerate()
        .map(|(index, operation)| (operation.resource.name.to_lowercase(), index))
        .collect();
    for folder in reading.collection(api, "operations", MAX_NAME) {
        let policy = reading.policy(folder);
        let name = folder.name();
        let exact = places.get(&name.to_lowercase());
        let place = exact.or_else(|| places.get(&resource_name(name))).copied();
        let described = match folder.files.contains_key(OPERATION) {
            true => reading.resource(folder, OPERATION, name),
            false => None,
        };
        match (place.and_then(|index| operations.get_mut(index)), described) {
            (Some(operation), described) => {
                operation.policy = policy;
                operation.resource = described.unwrap_or(operation.resource.clone());
            }
            (None, Some(mut resource)) => {
                if resource.display_name.is_empty() {
                    resource.properties.display_name = name.to_owned();
                }
                places.insert(name.to_lowercase(), operations.len());
                operations.push(ConfiguredOperation { resource, policy });
            }
            (None, None) if folder.files.contains_key(OPERATION) => {}
            (None, None) => report_unknown(reading, folder, &places),
        }
    }
    if imported.is_none() && !api.folders.contains_key("operations") {
        operations.push(ConfiguredOperation { resource: catch_all(api), policy: None });
    }
    refuse_duplicates(reading, &operations);
    operations
}

/// Every method at every path, for APIs that are described by their policies alone.
fn catch_all(api: &Folder) -> Resource<Operation> {
    let operation = Operation {
        display_name: "All operations".into(),
        method: "*".into(),
        url_template: "/*".into(),
        ..Operation::default()
    };
    Resource::part_of(CATCH_ALL, diagnostics::Source::withheld(api.path.clone()), "", operation)
}

fn report_unknown(reading: &mut Reading<'_>, folder: &Folder, known: &HashMap<String, usize>) {
    let name = folder.name();
    let fact = match known.is_empty() {
        true => format!("the operation `{name}` has a policy, but nothing says what it is"),
        false => format!("the API has no operation `{name}`"),
    };
    let help = match nearest(name, known.keys().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("describe it in `{OPERATION}` beside `{POLICY}`, or in the API's `specification.yaml`"),
    };
    reading.report(&folder.path, Diagnostic::error("unknown-operation", fact).help(help));
}

fn refuse_duplicates(reading: &mut Reading<'_>, operations: &[ConfiguredOperation]) {
    let mut seen: HashMap<(&str, String), &str> = HashMap::new();
    for ConfiguredOperation { resource, .. } in operations {
        let key = (resource.method.as_str(), anonymous_template(&resource.url_template));
        if let Some(first) = seen.insert(key, &resource.name) {
            let fact = format!(
                "the operations `{first}` and `{}` have the same method and URL template: {} {}",
                resource.name, resource.method, resource.url_template
            );
            let (source, span) = resource.place("/urlTemplate");
            reading.findings.push(Diagnostic::error("duplicate-operation", fact).at(&source, span));
        }
    }
}
