//! What only shows when a whole configuration is looked at: names that lead nowhere, and things that are there twice.
//!
//! References that become part of something compiled (a backend's certificates, a policy's named values and fragments)
//! are the compiler's business; here are those that nothing else would notice.

use std::collections::HashMap;

use diagnostics::{Diagnostic, nearest};
use resources::id::without_revision;
use resources::{Configuration, ConfiguredApi, Resource, Subscription, SubscriptionScope, SubscriptionState};

/// Reports what does not fit together.
pub fn check(configuration: &Configuration, findings: &mut Vec<Diagnostic>) {
    paths_are_unique(&configuration.apis, findings);
    display_names_are_unique(configuration, findings);
    products_have_their_apis(configuration, findings);
    scopes_exist(configuration, findings);
    keys_are_unique(&configuration.subscriptions, findings);
    required_keys_exist(configuration, findings);
}

fn paths_are_unique(apis: &[ConfiguredApi], findings: &mut Vec<Diagnostic>) {
    let mut seen = HashMap::new();
    for api in apis {
        let version = api.version.as_ref().map(|version| version.identifier.to_lowercase());
        let revision = (!api.resource.is_current).then(|| api.resource.revision.clone());
        let key = (api.resource.path.to_lowercase(), version, revision);
        if let Some(first) = seen.insert(key, &api.resource.name) {
            let fact =
                format!("the APIs `{first}` and `{}` have the same path `/{}`", api.resource.name, api.resource.path);
            findings.push(at(&api.resource, "/path", Diagnostic::error("duplicate-path", fact)));
        }
    }
}

fn display_names_are_unique(configuration: &Configuration, findings: &mut Vec<Diagnostic>) {
    let mut seen = HashMap::new();
    for value in &configuration.named_values {
        if let Some(first) = seen.insert(&value.display_name, &value.name) {
            let fact = format!(
                "the named values `{first}` and `{}` have the same display name `{}`, by which policies refer to them",
                value.name, value.display_name
            );
            findings.push(at(value, "/displayName", Diagnostic::error("duplicate-name", fact)));
        }
    }
}

fn products_have_their_apis(configuration: &Configuration, findings: &mut Vec<Diagnostic>) {
    for product in &configuration.products {
        for api in product.apis.iter().filter(|api| !has_api(configuration, api)) {
            let fact =
                format!("the product `{}` contains the API `{api}`, which does not exist", product.resource.name);
            let known = configuration.apis.iter().map(|api| without_revision(&api.resource.name));
            findings.push(at(&product.resource, "", unresolved(fact, api, known)));
        }
    }
}

fn scopes_exist(configuration: &Configuration, findings: &mut Vec<Diagnostic>) {
    for subscription in &configuration.subscriptions {
        let diagnostic = match &subscription.scope {
            SubscriptionScope::AllApis => continue,
            SubscriptionScope::Api(name) if has_api(configuration, name) => continue,
            SubscriptionScope::Product(name) if has_product(configuration, name) => continue,
            SubscriptionScope::Api(name) => {
                let known = configuration.apis.iter().map(|api| without_revision(&api.resource.name));
                unresolved(format!("the subscription opens the API `{name}`, which does not exist"), name, known)
            }
            SubscriptionScope::Product(name) => {
                let known = configuration.products.iter().map(|product| product.resource.name.as_str());
                unresolved(format!("the subscription opens the product `{name}`, which does not exist"), name, known)
            }
        };
        findings.push(at(subscription, "/scope", diagnostic));
    }
}

fn keys_are_unique(subscriptions: &[Resource<Subscription>], findings: &mut Vec<Diagnostic>) {
    let mut seen = HashMap::new();
    for subscription in subscriptions {
        for (pointer, key) in
            [("/primaryKey", &subscription.primary_key), ("/secondaryKey", &subscription.secondary_key)]
        {
            let Some(first) = key.as_ref().and_then(|key| seen.insert(key.expose(), &subscription.name)) else {
                continue;
            };
            let fact = match *first == subscription.name {
                true => "both keys of the subscription are the same".to_owned(),
                false => format!("the subscriptions `{first}` and `{}` have a key in common", subscription.name),
            };
            findings.push(at(subscription, pointer, Diagnostic::error("duplicate-key", fact)));
        }
    }
}

/// An API that asks for a key which nobody can have answers 401 to everybody: allowed, but hardly meant.
fn required_keys_exist(configuration: &Configuration, findings: &mut Vec<Diagnostic>) {
    for api in configuration.apis.iter().filter(|api| api.resource.is_current && api.resource.subscription_required) {
        let name = without_revision(&api.resource.name);
        let in_product = |product: &str| {
            let found = configuration.products.iter().find(|known| known.resource.name.eq_ignore_ascii_case(product));
            found.is_some_and(|product| product.apis.iter().any(|api| api.eq_ignore_ascii_case(name)))
        };
        let opens = |subscription: &Resource<Subscription>| match &subscription.scope {
            SubscriptionScope::AllApis => true,
            SubscriptionScope::Api(api) => api.eq_ignore_ascii_case(name),
            SubscriptionScope::Product(product) => in_product(product),
        };
        let usable = |subscription: &&Resource<Subscription>| {
            subscription.state == SubscriptionState::Active
                && (subscription.primary_key.is_some() || subscription.secondary_key.is_some())
        };
        let open = configuration
            .products
            .iter()
            .any(|product| !product.resource.subscription_required && in_product(&product.resource.name));
        if !open && !configuration.subscriptions.iter().filter(usable).any(opens) {
            let fact =
                format!("the API `{name}` asks for a subscription key, and no subscription has one that opens it");
            let help = "write `\"subscriptionRequired\": false`, or add an active subscription with a key";
            findings.push(at(
                &api.resource,
                "/subscriptionRequired",
                Diagnostic::warning("no-usable-key", fact).help(help),
            ));
        }
    }
}

fn has_api(configuration: &Configuration, name: &str) -> bool {
    configuration.apis.iter().any(|api| without_revision(&api.resource.name).eq_ignore_ascii_case(name))
}

fn has_product(configuration: &Configuration, name: &str) -> bool {
    configuration.products.iter().any(|product| product.resource.name.eq_ignore_ascii_case(name))
}

fn unresolved<'a>(fact: String, name: &str, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let diagnostic = Diagnostic::error("unresolved-reference", fact);
    match nearest(name, known) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic,
    }
}

fn at<T>(resource: &Resource<T>, pointer: &str, diagnostic: Diagnostic) -> Diagnostic {
    let (source, span) = resource.place(pointer);
    diagnostic.at(&source, span)
}
