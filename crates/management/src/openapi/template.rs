//! From OpenAPI paths to APIM's URL templates.

/// The names of the parameters in a path: `id` and `file` of `/pets/{id}/{file}.json`.
pub(super) fn parameter_names(path: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = path;
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        names.push(name.trim_start_matches('*'));
        rest = after;
    }
    names
}

/// The template of a path with these required query parameters: `/search?date={date}&page={page}`.
pub(super) fn with_query(path: &str, names: &[&str]) -> String {
    let mut template = path.to_owned();
    for (index, name) in names.iter().enumerate() {
        template.push(if index == 0 { '?' } else { '&' });
        template.push_str(&format!("{name}={{{name}}}"));
    }
    template
}

/// A path without what APIM's templates cannot hold: a query or fragment written into the path.
pub(super) fn path_part(path: &str) -> &str {
    path.split(['?', '#']).next().unwrap_or_default()
}
