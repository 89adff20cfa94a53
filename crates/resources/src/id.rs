//! Resource names and the ways in which resources refer to each other.

/// Longest name of a resource (azure-rest-api-specs, `maxLength` of most name segments).
pub const MAX_NAME: usize = 80;

/// Longest name of an API, `;rev=N` included.
pub const MAX_API_NAME: usize = 256;

/// Characters that ARM forbids in names, its pattern `^[^*#&+:<>?]+$`, and those that would leave a folder.
const FORBIDDEN: [char; 10] = ['*', '#', '&', '+', ':', '<', '>', '?', '/', '\\'];

/// What is wrong with a resource name, if something is.
pub fn name_fault(name: &str, max_length: usize) -> Option<String> {
    if name.is_empty() {
        return Some("a resource name cannot be empty".into());
    }
    if let Some(character) = name.chars().find(|c| FORBIDDEN.contains(c) || c.is_control()) {
        return Some(format!("`{}` cannot be part of a resource name", character.escape_debug()));
    }
    let length = name.chars().count();
    (length > max_length).then(|| format!("a resource name has at most {max_length} characters, this one has {length}"))
}

/// The name in a reference to a resource of `collection`: a full ARM id, a relative one (`/products/starter`) or the
/// bare name. `None` if it refers to something else.
pub fn referenced<'a>(reference: &'a str, collection: &str) -> Option<&'a str> {
    if !reference.contains('/') {
        return Some(reference).filter(|name| !name.is_empty());
    }
    let mut segments = reference.trim_end_matches('/').rsplit('/');
    let name = segments.next().filter(|name| !name.is_empty())?;
    segments.next().filter(|found| found.eq_ignore_ascii_case(collection)).map(|_| name)
}

/// An API name without its revision: `customers` of `customers;rev=2`.
pub fn without_revision(name: &str) -> &str {
    name.split_once(";rev=").map_or(name, |(root, _)| root)
}

/// The revision in an API name: `2` of `customers;rev=2`.
pub fn revision(name: &str) -> Option<&str> {
    name.split_once(";rev=").map(|(_, revision)| revision)
}

#[cfg(test)]
mod tests;
