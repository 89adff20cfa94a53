//! Operations out of OpenAPI documents, versions 2 and 3, JSON or YAML, as APIM imports them.
//!
//! What APIM documents of its import (azure-docs, api-management-api-import-restrictions) and we follow:
//! - required query parameters become part of the URL template, unless the API says
//!   `translateRequiredQueryParameters: query`;
//! - the first https server gives the `serviceUrl`, unless the API has one; its path belongs to that URL, not to the
//!   templates;
//! - `$ref` cannot leave the document; security definitions and extensions are ignored.

use std::sync::Arc;

use diagnostics::{Diagnostic, Source};
use resources::{Operation, Resource};

mod document;
mod names;
mod operations;
mod parameters;
mod responses;
mod sample;
mod servers;
mod template;

use document::Document;

pub(crate) use names::normalized as resource_name;
pub(crate) use operations::anonymous as anonymous_template;

/// What an API takes from its OpenAPI document.
#[derive(Debug)]
pub struct Imported {
    /// `info.title`.
    pub title: Option<String>,
    /// Where requests go, if a server is named by an absolute URL.
    pub service_url: Option<String>,
    /// Operations in the order of the document.
    pub operations: Vec<Resource<Operation>>,
    /// What will run, but perhaps not as meant.
    pub warnings: Vec<Diagnostic>,
}

/// Imports a document. `required_query_in_template` is the API's `translateRequiredQueryParameters`.
pub fn import(source: &Arc<Source>, required_query_in_template: bool) -> Result<Imported, Vec<Diagnostic>> {
    let document = Document::read(source).map_err(|diagnostic| vec![diagnostic])?;
    let mut findings = Vec::new();
    let operations = operations::all(&document, required_query_in_template, &mut findings);
    if findings.iter().any(Diagnostic::is_error) {
        return Err(findings);
    }
    Ok(Imported {
        title: document.text("/info/title").map(str::to_owned),
        service_url: servers::service_url(&document),
        operations,
        warnings: findings,
    })
}

#[cfg(test)]
mod tests;
