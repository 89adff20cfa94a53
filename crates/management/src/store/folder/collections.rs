//! The collections that need one JSON file a resource, and those that change nothing here.

use std::collections::HashMap;

use diagnostics::{Diagnostic, Source};
use resources::id::MAX_NAME;
use resources::kinds::fragment::FragmentInformation;
use resources::read::Kind;
use resources::{Backend, NamedValue, PolicyFragment, Resource, Subscription, VersionSet};

use super::layout;
use super::reading::Reading;
use super::tree::Folder;

pub(super) fn backends(reading: &mut Reading<'_>) -> Vec<Resource<Backend>> {
    each(reading, "backends", "backendInformation.json")
}

pub(super) fn named_values(reading: &mut Reading<'_>) -> Vec<Resource<NamedValue>> {
    each(reading, "named values", "namedValueInformation.json")
}

pub(super) fn subscriptions(reading: &mut Reading<'_>) -> Vec<Resource<Subscription>> {
    each(reading, "subscriptions", "subscriptionInformation.json")
}

/// Version sets by name in lower case.
pub(super) fn version_sets(reading: &mut Reading<'_>) -> HashMap<String, VersionSet> {
    let sets = each::<VersionSet>(reading, "version sets", "versionSetInformation.json");
    sets.into_iter().map(|set| (set.name.to_lowercase(), set.properties)).collect()
}

fn each<T: Kind>(reading: &mut Reading<'_>, collection: &str, file_name: &str) -> Vec<Resource<T>> {
    let top = &reading.tree.top;
    let folders = reading.collection(top, collection, MAX_NAME);
    folders.into_iter().filter_map(|folder| reading.resource(folder, file_name, folder.name())).collect()
}

/// Fragments: the text is `policy.xml`, or `value` in the JSON file, which may otherwise be left out.
pub(super) fn policy_fragments(reading: &mut Reading<'_>) -> Vec<Resource<PolicyFragment>> {
    let top = &reading.tree.top;
    let folders = reading.collection(top, "policy fragments", MAX_NAME);
    folders.into_iter().filter_map(|folder| policy_fragment(reading, folder)).collect()
}

fn policy_fragment(reading: &mut Reading<'_>, folder: &Folder) -> Option<Resource<PolicyFragment>> {
    const INFORMATION: &str = "policyFragmentInformation.json";
    let information: Option<Resource<FragmentInformation>> = match folder.files.contains_key(INFORMATION) {
        true => Some(reading.resource(folder, INFORMATION, folder.name())?),
        false => None,
    };
    let inline = information.and_then(|information| {
        let value = information.value.clone()?;
        Some(Source::new(format!("{} (value)", information.source.name), value))
    });
    let document = match (folder.files.contains_key(layout::POLICY), inline) {
        (true, _) => reading.policy_source(folder)?,
        (false, Some(inline)) => inline,
        (false, None) => {
            let fact = format!("the policy fragment `{}` has no `{}`", folder.name(), layout::POLICY);
            reading.report(&folder.path, Diagnostic::error("missing-file", fact));
            return None;
        }
    };
    Some(Resource::part_of(folder.name(), document.clone(), "", PolicyFragment { document }))
}

/// Collections that have no effect on requests here, with what a person should know about it.
pub(super) fn without_effect(reading: &mut Reading<'_>) {
    let top = &reading.tree.top;
    for (collection, consequence) in [
        ("loggers", "nothing is sent to loggers; the access log and request traces are written instead"),
        ("diagnostics", "diagnostics settings are not applied; the access log and request traces are written instead"),
        ("gateways", "self-hosted gateways are not told apart: this gateway serves every API"),
    ] {
        if let Some(folder) = top.folders.get(collection) {
            folder.mark_used();
            reading.report(&folder.path, Diagnostic::warning("without-effect", consequence));
        }
    }
    // In APIM too they change nothing at run time.
    for collection in ["tags", "groups"] {
        top.folders.get(collection).into_iter().for_each(Folder::mark_used);
    }
    if let Some(workspaces) = top.folders.get("workspaces") {
        workspaces.mark_used();
        let fact = "workspaces are not supported yet, and their APIs would be missing";
        let help = "move the APIs of the workspace to the top, or keep workspaces out of the folder";
        reading.report(&workspaces.path, Diagnostic::error("not-supported", fact).help(help));
    }
}
