//! Subscription keys: who may call an API, and in which product's context.
//!
//! The decision (spec/model.md §6):
//! 1. A key was given. It must belong to an active subscription whose scope covers the API, or the answer is 401
//!    "invalid". Only a product's subscription sets the product's context.
//! 2. No key. An API in an open product is called in that product's context; one that asks for no key is called
//!    without; otherwise 401 "missing".
//!
//! A wrong key is refused even where none is needed, except for an API that no key could open: there the header means
//! nothing to the gateway.

use std::collections::HashMap;
use std::sync::Arc;

use aws_lc_rs::digest;
use http::{HeaderMap, HeaderName};
use policies::exchange::facts::{SubscriptionFacts, UserFacts};

use crate::router;

/// What a subscription opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opens {
    /// Every API.
    All,
    /// One API with its revisions: an index of [`KeyRules::family`].
    Api(u32),
    /// The APIs of a product, by index.
    Product(u32),
}

/// One subscription.
pub(crate) struct Subscription {
    pub(crate) facts: Arc<SubscriptionFacts>,
    pub(crate) user: Option<Arc<UserFacts>>,
    pub(crate) opens: Opens,
    pub(crate) is_active: bool,
}

/// All subscriptions, found by the SHA-256 of a key: keys are compared without telling by time how much of one was
/// right, and a core dump's hash table holds none.
#[derive(Default)]
pub(crate) struct Keys {
    pub(super) subscriptions: Vec<Subscription>,
    by_digest: HashMap<[u8; 32], u32>,
}

/// What an API says about keys.
#[derive(Debug, Clone)]
pub(crate) struct KeyRules {
    pub(crate) header: HeaderName,
    pub(crate) query: String,
    pub(crate) required: bool,
    /// The API without its revision, as subscriptions are scoped.
    pub(crate) family: u32,
    /// Products that contain it.
    pub(crate) products: Vec<u32>,
    /// The open product that contains it.
    pub(crate) open_product: Option<u32>,
}

/// How a request was let in.
#[derive(Clone, Copy)]
pub(crate) struct Admission<'k> {
    /// The subscription whose key was given.
    pub(crate) subscription: Option<&'k Subscription>,
    /// The product in whose context it is called.
    pub(crate) product: Option<u32>,
}

/// Why a request was not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyRefusal {
    /// There is none, and one is needed.
    Missing,
    /// It opens nothing, or not this API.
    Invalid,
}

impl Keys {
    /// Adds a subscription under its keys.
    pub(crate) fn add<'k>(&mut self, subscription: Subscription, keys: impl IntoIterator<Item = &'k str>) {
        let index = u32::try_from(self.subscriptions.len()).expect("fewer than 2^32 subscriptions fit in memory");
        self.subscriptions.push(subscription);
        for key in keys.into_iter().filter(|key| !key.is_empty()) {
            self.by_digest.insert(digest_of(key), index);
        }
    }

    /// Decides about a request.
    pub(crate) fn admit(
        &self,
        rules: &KeyRules,
        headers: &HeaderMap,
        query: Option<&str>,
    ) -> Result<Admission<'_>, KeyRefusal> {
        let Some(key) = presented(rules, headers, query) else {
            return match (rules.open_product, rules.required) {
                (Some(product), _) => Ok(Admission { subscription: None, product: Some(product) }),
                (None, false) => Ok(Admission { subscription: None, product: None }),
                (None, true) => Err(KeyRefusal::Missing),
            };
        };
        let known = self.by_digest.get(&digest_of(&key)).and_then(|index| self.subscriptions.get(*index as usize));
        let Some(subscription) = known.filter(|subscription| subscription.is_active) else {
            // An API that needs no key and is in no product has nothing that the key could be wrong for.
            let keyless = !rules.required && rules.products.is_empty();
            return if keyless {
                Ok(Admission { subscription: None, product: None })
            } else {
                Err(KeyRefusal::Invalid)
            };
        };
        let admission = |product| Admission { subscription: Some(subscription), product };
        match subscription.opens {
            Opens::All => Ok(admission(None)),
            Opens::Api(family) if family == rules.family => Ok(admission(None)),
            Opens::Product(product) if rules.products.contains(&product) => Ok(admission(Some(product))),
            _ => Err(KeyRefusal::Invalid),
        }
    }
}

/// The key: the header, and only without a header the query parameter. An empty header counts as none.
fn presented(rules: &KeyRules, headers: &HeaderMap, query: Option<&str>) -> Option<String> {
    let header = headers.get(&rules.header).and_then(|value| value.to_str().ok()).map(str::trim);
    match header.filter(|key| !key.is_empty()) {
        Some(key) => Some(key.to_owned()),
        None => router::query_value(query, &rules.query)
            .filter(|key| !key.is_empty())
            .map(|key| router::path::unescape(key).into_owned()),
    }
}

fn digest_of(key: &str) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest::digest(&digest::SHA256, key.as_bytes()).as_ref());
    bytes
}

#[cfg(test)]
mod tests;
