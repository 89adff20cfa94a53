//! Names of operations, derived as APIM derives them.
//!
//! An `operationId` becomes the resource name. The documentation says that it is normalized (lower case, hyphens); what
//! users report (hashicorp/terraform-provider-azurerm 15417: `OpenIdRestResource_readOpenId…_get`) shows ids that are
//! plain names already kept as they are. So do we: names are compared without case, and only ids that are too long or
//! have other characters than letters, digits, `-`, `_` and `.` are normalized. Without an `operationId`, method and path
//! are.

use std::collections::HashSet;

use resources::id::MAX_NAME;

/// Four characters stay free for a suffix that tells two equal names apart (the same documentation).
const MAX_NORMALIZED: usize = MAX_NAME - 4;

/// The last suffix tried.
const MAX_SUFFIX: usize = 999;

/// Hands out names that differ from all others, ignoring case.
#[derive(Default)]
pub(super) struct Names {
    taken: HashSet<String>,
}

impl Names {
    /// The name of the next operation; `None` if a thousand others want the same.
    pub(super) fn next(&mut self, operation_id: Option<&str>, method: &str, template: &str) -> Option<String> {
        let wanted = match operation_id.map(str::trim).filter(|id| !id.is_empty()) {
            Some(id) if is_plain(id) => id.to_owned(),
            Some(id) => normalized(id),
            None => normalized(&format!("{method}-{template}")),
        };
        let suffixed = (1..=MAX_SUFFIX).map(|number| format!("{}-{number}", truncated(&wanted, MAX_NORMALIZED)));
        std::iter::once(wanted.clone()).chain(suffixed).find(|name| self.taken.insert(name.to_lowercase()))
    }
}

fn is_plain(id: &str) -> bool {
    id.len() <= MAX_NAME && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

/// Lower case, one hyphen for every run of other characters, none at the ends, at most 76 characters.
pub(crate) fn normalized(id: &str) -> String {
    let lower = id.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    match truncated(&words.join("-"), MAX_NORMALIZED).trim_end_matches('-') {
        "" => "operation".to_owned(),
        name => name.to_owned(),
    }
}

fn truncated(name: &str, length: usize) -> String {
    name.chars().take(length).collect()
}
