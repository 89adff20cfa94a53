//! A configuration as a folder of files: the layout of Azure/apiops, with a few files of our own beside.
//!
//! `docs/configuration.md` describes every file. The way of a load: [`tree`] lists what is there and guards the border of
//! the folder; one file a collection reads what it knows; [`leftovers`] speaks up about everything that nobody read, so
//! that a misspelt `policies.xml` is an error and not an API without policies; `consistency` looks at the whole.

use std::path::Path;

use diagnostics::Diagnostic;
use resources::Configuration;

use crate::consistency;

mod apis;
mod certificates;
mod collections;
mod layout;
mod leftovers;
mod operations;
mod products;
mod reading;
mod revocation_lists;
mod tree;
mod watch;

pub use watch::{Watch, watch};

use reading::Reading;
use tree::Tree;

/// A configuration with warnings, or errors (and warnings): all that could be found at once.
pub type LoadResult = Result<(Configuration, Vec<Diagnostic>), Vec<Diagnostic>>;

/// Reads a configuration folder.
pub fn load(dir: &Path) -> LoadResult {
    let tree = Tree::scan(dir)?;
    let mut reading = Reading::new(&tree);
    let configuration = configuration(&mut reading);
    let mut findings = reading.findings;
    leftovers::report(&tree.top, &mut findings);
    // A resource that could not be read looks like one that does not exist: one finding about it is enough.
    if !findings.iter().any(Diagnostic::is_error) {
        consistency::check(&configuration, &mut findings);
    }
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    match findings.iter().any(Diagnostic::is_error) {
        true => Err(findings),
        false => Ok((configuration, findings)),
    }
}

fn configuration(reading: &mut Reading<'_>) -> Configuration {
    let top = &reading.tree.top;
    let mut configuration = Configuration::default();
    if top.files.contains_key(layout::SERVICE) {
        configuration.service = reading.resource(top, layout::SERVICE, "service").unwrap_or(configuration.service);
    }
    if top.files.contains_key(layout::GATEWAY) {
        configuration.gateway = reading.resource(top, layout::GATEWAY, "gateway").unwrap_or(configuration.gateway);
    }
    configuration.backends = collections::backends(reading);
    configuration.named_values = collections::named_values(reading);
    configuration.policy_fragments = collections::policy_fragments(reading);
    configuration.subscriptions = collections::subscriptions(reading);
    configuration.certificates = certificates::certificates(reading);
    configuration.revocation_lists = revocation_lists::revocation_lists(reading);
    configuration.products = products::products(reading);
    let version_sets = collections::version_sets(reading);
    if apis::is_loose(top) {
        configuration.apis.extend(apis::loose(reading, &version_sets));
    } else {
        configuration.policy = reading.policy(top);
        configuration.apis = apis::apis(reading, &version_sets);
    }
    collections::without_effect(reading);
    configuration
}

#[cfg(test)]
mod tests;
