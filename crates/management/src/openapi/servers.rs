//! Where requests go: `servers` of version 3; `schemes`, `host` and `basePath` of version 2.

use serde_json::Value;

use super::document::{Document, Version};

/// The first https URL, else the first http URL, without a slash at its end. Relative URLs name no host and count for
/// nothing: here there is no URL that the document was fetched from.
pub(super) fn service_url(document: &Document) -> Option<String> {
    let urls = match document.version {
        Version::Two => version_2_urls(document),
        Version::Three => version_3_urls(document),
    };
    let with = |scheme: &str| urls.iter().find(|url| url.to_ascii_lowercase().starts_with(scheme));
    with("https://").or_else(|| with("http://")).map(|url| url.trim_end_matches('/').to_owned())
}

fn version_2_urls(document: &Document) -> Vec<String> {
    let Some(host) = document.text("/host") else {
        return Vec::new();
    };
    let base = document.text("/basePath").unwrap_or_default().trim_start_matches('/');
    let schemes: Vec<&str> = match document.value("/schemes").and_then(Value::as_array) {
        Some(schemes) => schemes.iter().filter_map(Value::as_str).collect(),
        None => vec!["https"],
    };
    schemes.iter().map(|scheme| format!("{scheme}://{host}/{base}")).collect()
}

fn version_3_urls(document: &Document) -> Vec<String> {
    let servers = document.value("/servers").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    servers
        .iter()
        .filter_map(|server| Some(substituted(server.get("url")?.as_str()?, server.get("variables"))))
        .collect()
}

/// The URL with its variables at their defaults.
fn substituted(url: &str, variables: Option<&Value>) -> String {
    let variables = variables.and_then(Value::as_object).into_iter().flatten();
    variables.fold(url.to_owned(), |url, (name, variable)| match variable.get("default").and_then(Value::as_str) {
        Some(default) => url.replace(&format!("{{{name}}}"), default),
        None => url,
    })
}
