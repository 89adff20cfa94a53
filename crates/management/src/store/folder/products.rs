//! Products, and which APIs are in them.

use diagnostics::{Diagnostic, Source};
use resources::ConfiguredProduct;
use resources::id::{MAX_API_NAME, MAX_NAME, without_revision};
use resources::json::{JsonValue, json_position, parse};

use super::reading::Reading;
use super::tree::{File, Folder};

/// The list of APIs as APIOps wrote it before version 7: `[{ "name": "customers" }]`.
const API_LIST: &str = "apis.json";

pub(super) fn products(reading: &mut Reading<'_>) -> Vec<ConfiguredProduct> {
    let top = &reading.tree.top;
    let folders = reading.collection(top, "products", MAX_NAME);
    folders.into_iter().filter_map(|folder| product(reading, folder)).collect()
}

fn product<'a>(reading: &mut Reading<'a>, folder: &'a Folder) -> Option<ConfiguredProduct> {
    // Groups and tags decide what the developer portal shows; subscriptions decide who may call.
    for descriptive in ["groups", "tags"] {
        folder.folders.get(descriptive).into_iter().for_each(Folder::mark_used);
        folder.files.get(&format!("{descriptive}.json")).into_iter().for_each(|file| file.used.set(true));
    }
    let policy = reading.policy(folder);
    let mut apis = Vec::new();
    for link in reading.collection(folder, "apis", MAX_API_NAME) {
        link.files.get("productApiInformation.json").into_iter().for_each(|file| file.used.set(true));
        apis.push(without_revision(link.name()).to_owned());
    }
    if let Some(file) = folder.files.get(API_LIST) {
        apis.extend(listed_apis(reading, file));
    }
    apis.sort();
    apis.dedup();
    let resource = reading.resource(folder, "productInformation.json", folder.name())?;
    Some(ConfiguredProduct { resource, policy, apis })
}

fn listed_apis(reading: &mut Reading<'_>, file: &File) -> Vec<String> {
    let Some(text) = reading.text(file) else { return Vec::new() };
    let source = Source::new(file.path.clone(), text);
    let root = match parse(&source.text) {
        Ok(root) => root,
        Err(malformed) => {
            reading.findings.push(malformed.diagnostic(&source));
            return Vec::new();
        }
    };
    let items = match &root.value {
        JsonValue::List(items) => items.as_slice(),
        _ => &[],
    };
    let name = |pointer: &str| match &root.find(pointer)?.value {
        JsonValue::Text(name) => Some(without_revision(name).to_owned()),
        _ => None,
    };
    let names: Vec<Option<String>> = (0..items.len()).map(|index| name(&format!("/{index}/name"))).collect();
    if !matches!(root.value, JsonValue::List(_)) || names.contains(&None) {
        let fact = "this is a list of APIs, each an object with its `name`";
        let diagnostic = Diagnostic::error("wrong-type", fact).help("write `[{ \"name\": \"customers\" }]`");
        reading.findings.push(diagnostic.at(&source, json_position(&source, "")));
    }
    names.into_iter().flatten().collect()
}
