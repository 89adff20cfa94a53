//! APIs: `apis/<id>/`, or the whole folder if it is a loose one with a single API.

use std::collections::HashMap;

use diagnostics::{Diagnostic, Source};
use resources::id::{MAX_API_NAME, revision};
use resources::kinds::api::VersionSetReference;
use resources::{Api, ApiVersion, ConfiguredApi, Resource, VersionSet};

use super::layout::{self, API, SPECIFICATIONS};
use super::operations;
use super::reading::Reading;
use super::tree::Folder;
use crate::openapi::{self, Imported};

/// Version sets by name in lower case.
type VersionSets = HashMap<String, VersionSet>;

/// Whether the folder itself is the API.
pub(super) fn is_loose(top: &Folder) -> bool {
    top.files.contains_key(API) || SPECIFICATIONS.iter().any(|name| top.files.contains_key(*name))
}

/// The API that a loose folder is.
pub(super) fn loose(reading: &mut Reading<'_>, version_sets: &VersionSets) -> Option<ConfiguredApi> {
    let top = &reading.tree.top;
    if let Some(apis) = top.folders.get("apis") {
        apis.mark_used();
        let fact = "the folder is one API by its own files, and has `apis` too";
        let help = "move the files of the API to `apis/<name>/`; `policy.xml` at the top is then the global policy";
        reading.report("apis", Diagnostic::error("ambiguous-files", fact).help(help));
    }
    let name = openapi::resource_name(&reading.tree.name());
    api(reading, top, &name, version_sets)
}

/// The APIs of `apis/`.
pub(super) fn apis(reading: &mut Reading<'_>, version_sets: &VersionSets) -> Vec<ConfiguredApi> {
    let top = &reading.tree.top;
    let folders = reading.collection(top, "apis", MAX_API_NAME);
    folders.into_iter().filter_map(|folder| api(reading, folder, folder.name(), version_sets)).collect()
}

fn api<'a>(
    reading: &mut Reading<'a>,
    folder: &'a Folder,
    name: &str,
    version_sets: &VersionSets,
) -> Option<ConfiguredApi> {
    // Logging settings, release notes, portal texts and imported schemas: nothing here acts on them.
    for descriptive in ["diagnostics", "releases", "schemas", "tags"] {
        folder.folders.get(descriptive).filter(|_| !folder.path.is_empty()).into_iter().for_each(Folder::mark_used);
    }
    folder.files.get("tags.json").into_iter().for_each(|file| file.used.set(true));
    let policy = reading.policy(folder);
    let information = information(reading, folder, name);
    let required_query = information.as_ref().is_none_or(|api| api.required_query_in_template);
    let imported = specification(reading, folder, information.as_ref(), required_query);
    let operations = operations::operations(reading, folder, imported.as_ref());
    let mut resource = information?;
    if let Some(imported) = imported {
        resource.properties.service_url = resource.properties.service_url.take().or(imported.service_url);
        fill(&mut resource.properties.display_name, imported.title);
    }
    fill(&mut resource.properties.display_name, Some(name.to_owned()));
    resource.properties.is_current = revision(name).is_none();
    if let Some(number) = revision(name) {
        resource.properties.revision = number.to_owned();
    }
    let version = version(reading, &resource, version_sets);
    Some(ConfiguredApi { resource, policy, version, operations })
}

fn fill(text: &mut String, replacement: Option<String>) {
    if text.is_empty() {
        *text = replacement.unwrap_or_default();
    }
}

/// `apiInformation.json`. A loose folder may do without: its API then answers at every path and asks for no key, since
/// there is nothing that could say which key.
fn information(reading: &mut Reading<'_>, folder: &Folder, name: &str) -> Option<Resource<Api>> {
    if folder.path.is_empty() && !folder.files.contains_key(API) {
        let api = Api { subscription_required: false, ..Api::default() };
        return Some(Resource::new(name, Source::new(API, ""), api));
    }
    reading.resource(folder, API, name)
}

/// The OpenAPI document: a file, or a text inside `apiInformation.json`.
fn specification(
    reading: &mut Reading<'_>,
    folder: &Folder,
    information: Option<&Resource<Api>>,
    required_query: bool,
) -> Option<Imported> {
    for other in layout::OTHER_SPECIFICATIONS {
        if let Some(file) = folder.files.get(other) {
            file.used.set(true);
            let fact = format!("`{}` is not an OpenAPI document, and nothing else can be imported", file.path);
            reading.report(&file.path, Diagnostic::error("not-supported", fact));
        }
    }
    let files: Vec<_> = SPECIFICATIONS.iter().filter_map(|name| folder.files.get(*name)).collect();
    if let [_, second, ..] = files.as_slice() {
        let fact = format!("`{}` has more than one specification; one is meant", folder.path);
        reading.report(&second.path, Diagnostic::error("ambiguous-files", fact));
    }
    let source = match files.first() {
        Some(file) => Source::new(file.path.clone(), reading.text(file)?),
        None => {
            let information = information?;
            let import = information.import.as_ref()?;
            Source::new(format!("{} (value)", information.source.name), import.document.clone())
        }
    };
    match openapi::import(&source, required_query) {
        Ok(mut imported) => {
            reading.findings.append(&mut imported.warnings);
            Some(imported)
        }
        Err(findings) => {
            reading.findings.extend(findings);
            None
        }
    }
}

/// Which version of what the API is; the version set must exist.
fn version(reading: &mut Reading<'_>, api: &Resource<Api>, version_sets: &VersionSets) -> Option<ApiVersion> {
    let set = match (&api.version_set, &api.version) {
        (Some(VersionSetReference::Inline(set)), _) => Some(set),
        (Some(VersionSetReference::Named(id)), _) => {
            let name = resources::id::referenced(id, "apiVersionSets").unwrap_or(id);
            let set = version_sets.get(&name.to_lowercase());
            if set.is_none() {
                let (source, span) = api.place("/apiVersionSetId");
                let fact = format!("there is no version set `{name}`");
                let help = format!("describe it in `version sets/{name}/versionSetInformation.json`");
                reading.findings.push(Diagnostic::error("unresolved-reference", fact).at(&source, span).help(help));
            }
            set
        }
        (None, Some(version)) => {
            let (source, span) = api.place("/apiVersion");
            let fact = format!("the API is version `{version}`, but of no version set: callers could not choose it");
            reading.findings.push(Diagnostic::error("unresolved-reference", fact).at(&source, span));
            None
        }
        (None, None) => None,
    };
    // The API of a set that has no version is the original one, which answers when callers name none.
    Some(ApiVersion { identifier: api.version.clone()?, scheme: set?.scheme.clone() })
}
