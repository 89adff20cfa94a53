//! Subscriptions: whose keys open what.

use std::sync::Arc;
use std::time::SystemTime;

use diagnostics::Diagnostic;
use policies::exchange::facts::{SubscriptionFacts, UserFacts};
use resources::{Configuration, SubscriptionScope, SubscriptionState};

use super::routes::Families;
use crate::subscription::{Keys, Opens, Subscription};

/// Compiles all subscriptions into the table of keys.
pub(super) fn compile(
    configuration: &Configuration,
    families: &Families,
    keys: &mut Keys,
    findings: &mut Vec<Diagnostic>,
) {
    let product_index = |name: &str| {
        let found = configuration.products.iter().position(|product| product.resource.name.eq_ignore_ascii_case(name));
        found.and_then(|index| u32::try_from(index).ok())
    };
    for resource in &configuration.subscriptions {
        let opens = match &resource.scope {
            SubscriptionScope::AllApis => Ok(Opens::All),
            SubscriptionScope::Api(name) => families.of(name).map(Opens::Api).ok_or(("API", name)),
            SubscriptionScope::Product(name) => product_index(name).map(Opens::Product).ok_or(("product", name)),
        };
        let opens = match opens {
            Ok(opens) => opens,
            Err((kind, name)) => {
                let (source, span) = resource.place("/scope");
                let message =
                    format!("subscription `{}` is for the {kind} `{name}`, which does not exist", resource.name);
                findings.push(Diagnostic::error("unknown-scope", message).at(&source, span));
                continue;
            }
        };
        let key =
            |key: &Option<secret::Secret<String>>| key.as_ref().map(|key| key.expose().clone()).unwrap_or_default();
        let (primary, secondary) = (key(&resource.primary_key), key(&resource.secondary_key));
        let facts = SubscriptionFacts {
            id: resource.name.clone(),
            name: resource.display_name.clone(),
            primary_key: primary.clone(),
            secondary_key: secondary.clone(),
            created: SystemTime::UNIX_EPOCH,
            start: None,
            end: None,
        };
        let subscription = Subscription {
            facts: Arc::new(facts),
            user: resource.owner.as_ref().map(|owner| Arc::new(user(owner))),
            opens,
            is_active: resource.state == SubscriptionState::Active,
        };
        keys.add(subscription, [primary.as_str(), secondary.as_str()]);
    }
}

/// All that a folder says about a user is the name in `ownerId`.
fn user(id: &str) -> UserFacts {
    UserFacts {
        id: id.to_owned(),
        email: String::new(),
        first_name: String::new(),
        last_name: String::new(),
        note: String::new(),
        registered: SystemTime::UNIX_EPOCH,
        groups: Vec::new(),
        identities: Vec::new(),
    }
}
