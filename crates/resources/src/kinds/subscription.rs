//! Subscriptions and their keys.

use diagnostics::Diagnostic;
use secret::Secret;
use serde::Deserialize;

use super::secret_text::SecretText;
use crate::id::{referenced, without_revision};
use crate::read::{Descriptive, Kind, Review};

/// Longest key (azure-rest-api-specs).
const MAX_KEY: usize = 256;

/// A subscription.
#[derive(Debug, Clone)]
pub struct Subscription {
    /// What people call it; `context.Subscription.Name`.
    pub display_name: String,
    /// What its keys open.
    pub scope: SubscriptionScope,
    /// Only the keys of an active one are accepted.
    pub state: SubscriptionState,
    /// One key.
    pub primary_key: Option<Secret<String>>,
    /// The other, so that one can be replaced while the other is in use.
    pub secondary_key: Option<Secret<String>>,
    /// Whether its keys may ask for request traces.
    pub allow_tracing: bool,
    /// The name of the user it belongs to; `context.User.Id`.
    pub owner: Option<String>,
}

/// What the keys of a subscription open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SubscriptionScope {
    /// Every API: `/apis`, or the whole service.
    AllApis,
    /// One API and its revisions.
    Api(String),
    /// The APIs of a product; the only scope for which product policies run.
    Product(String),
}

/// Where a subscription stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SubscriptionState {
    /// Its keys work.
    Active,
    /// Asked for, not approved.
    Submitted,
    /// Approval refused.
    Rejected,
    /// Blocked by an administrator.
    Suspended,
    /// Past its end.
    Expired,
    /// Ended by its owner.
    Cancelled,
}

/// The body of a subscription.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[expect(dead_code, reason = "descriptive members are accepted, not used")]
pub struct WrittenSubscription {
    scope: String,
    display_name: Option<String>,
    owner_id: Option<String>,
    primary_key: Option<SecretText>,
    secondary_key: Option<SecretText>,
    state: Option<SubscriptionState>,
    allow_tracing: Option<bool>,
    // Dates are for audits: APIM ends subscriptions by their state (azure-rest-api-specs, "The subscription is not
    // automatically expired").
    created_date: Descriptive,
    start_date: Descriptive,
    expiration_date: Descriptive,
    end_date: Descriptive,
    notification_date: Descriptive,
    state_comment: Descriptive,
}

impl Kind for Subscription {
    const TITLE: &'static str = "subscription";
    type Written = WrittenSubscription;

    fn review(written: WrittenSubscription, review: &mut Review<'_>) -> Option<Self> {
        let scope = scope(&written.scope);
        if scope.is_none() {
            let fact = format!("`{}` is not the scope of a subscription", written.scope);
            let help = "write `/products/<name>`, `/apis/<name>` or `/apis`";
            review.report("/scope", Diagnostic::error("invalid-value", fact).help(help));
        }
        if written.state.is_none() {
            let fact = "the subscription has no `state`, so it counts as submitted and its keys are not accepted";
            review
                .report("", Diagnostic::warning("subscription-not-active", fact).help("write `\"state\": \"active\"`"));
        }
        if written.primary_key.is_none() && written.secondary_key.is_none() {
            let diagnostic =
                Diagnostic::warning("subscription-without-keys", "the subscription has no keys: nobody can use it")
                    .note("an export leaves out the keys")
                    .help("write `primaryKey` into the file");
            review.report("", diagnostic);
        }
        for (pointer, key) in [("/primaryKey", &written.primary_key), ("/secondaryKey", &written.secondary_key)] {
            let length = key.as_ref().map_or(1, |key| key.0.expose().chars().count());
            if !(1..=MAX_KEY).contains(&length) {
                let fact = format!("a key has 1 to {MAX_KEY} characters, this one has {length}");
                review.report(pointer, Diagnostic::error("invalid-value", fact));
            }
        }
        Some(Self {
            display_name: written.display_name.unwrap_or_default(),
            scope: scope?,
            state: written.state.unwrap_or(SubscriptionState::Submitted),
            primary_key: written.primary_key.map(|key| key.0),
            secondary_key: written.secondary_key.map(|key| key.0),
            allow_tracing: written.allow_tracing.unwrap_or(false),
            owner: written.owner_id.as_deref().and_then(|id| referenced(id, "users")).map(str::to_owned),
        })
    }
}

/// A scope, as a full ARM id or relative to the service.
fn scope(text: &str) -> Option<SubscriptionScope> {
    let trimmed = text.trim_end_matches('/');
    let last = trimmed.rsplit('/').next().unwrap_or_default();
    if text.starts_with('/') && (trimmed.is_empty() || last.eq_ignore_ascii_case("apis")) {
        return Some(SubscriptionScope::AllApis);
    }
    if !text.contains('/') {
        return None;
    }
    if let Some(product) = referenced(trimmed, "products") {
        return Some(SubscriptionScope::Product(product.to_owned()));
    }
    if let Some(api) = referenced(trimmed, "apis") {
        return Some(SubscriptionScope::Api(without_revision(api).to_owned()));
    }
    referenced(trimmed, "service").map(|_| SubscriptionScope::AllApis)
}
