//! Named values: texts that policies and backends pull in with `{{name}}`.

use diagnostics::Diagnostic;
use secret::Secret;
use serde::Deserialize;

use super::secret_text::SecretText;
use crate::read::{Descriptive, Given, Kind, Review};

/// Longest value (azure-docs, api-management-howto-properties).
const MAX_VALUE: usize = 4096;

/// Longest display name (the same).
const MAX_DISPLAY_NAME: usize = 256;

/// A named value.
#[derive(Debug, Clone)]
pub struct NamedValue {
    /// The name by which `{{…}}` refers to it.
    pub display_name: String,
    /// Its text, treated as a secret whether it is marked as one or not.
    pub value: Secret<String>,
    /// Whether it is marked as a secret.
    pub is_secret: bool,
}

/// The body of a named value.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[expect(dead_code, reason = "descriptive members are accepted, not used")]
pub struct WrittenNamedValue {
    display_name: String,
    value: Option<SecretText>,
    secret: Option<bool>,
    key_vault: Option<Given>,
    tags: Descriptive,
    provisioning_state: Descriptive,
}

impl Kind for NamedValue {
    const TITLE: &'static str = "named value";
    const SECRETS: &'static [&'static str] = &["value"];
    type Written = WrittenNamedValue;

    fn review(written: WrittenNamedValue, review: &mut Review<'_>) -> Option<Self> {
        let name = &written.display_name;
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
        if name.is_empty() || name.len() > MAX_DISPLAY_NAME || !name.chars().all(allowed) {
            let fact = format!("`{name}` is not a name for `{{{{…}}}}`");
            let help = format!("1 to {MAX_DISPLAY_NAME} letters, digits, dots, hyphens and underscores");
            review.report("/displayName", Diagnostic::error("invalid-value", fact).help(help));
        }
        if written.key_vault.unwrap_or_default().0 {
            review.refuse_if_given("/keyVault", Given(true), "give the text in `value` and set `secret` to true");
            return None;
        }
        let Some(value) = written.value else {
            let diagnostic = Diagnostic::error("missing-member", format!("the named value `{name}` has no `value`"))
                .note("an export leaves out the values of secrets")
                .help("write the value for this environment into the file");
            review.report("", diagnostic);
            return None;
        };
        let length = value.0.expose().chars().count();
        if length > MAX_VALUE || value.0.expose().trim().is_empty() {
            let fact = format!("a value has 1 to {MAX_VALUE} characters and is not blank; this one has {length}");
            review.report("/value", Diagnostic::error("invalid-value", fact));
        }
        Some(Self { display_name: written.display_name, value: value.0, is_secret: written.secret.unwrap_or(false) })
    }
}
