//! Products.

use serde::Deserialize;

use crate::read::{Descriptive, Kind, Review};

/// A product: APIs that are subscribed to together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// What people call it; `context.Product.Name`.
    pub display_name: String,
    /// Whether its APIs need a subscription; if not, the product is open.
    pub subscription_required: bool,
    /// Whether subscriptions need an approval; `context.Product.ApprovalRequired`.
    pub approval_required: bool,
    /// How many subscriptions a user may have; `context.Product.SubscriptionsLimit`.
    pub subscriptions_limit: Option<u32>,
    /// Whether it is published; subscriptions to a product that is not still work, as in APIM.
    pub published: bool,
}

/// The body of a product.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[expect(dead_code, reason = "descriptive members are accepted, not used")]
pub struct WrittenProduct {
    display_name: Option<String>,
    subscription_required: Option<bool>,
    approval_required: Option<bool>,
    subscriptions_limit: Option<u32>,
    state: Option<State>,
    description: Descriptive,
    terms: Descriptive,
    // Application-based access of newer previews; it concerns tokens, which products do not check here.
    authentication_type: Descriptive,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum State {
    NotPublished,
    Published,
}

impl Kind for Product {
    const TITLE: &'static str = "product";
    type Written = WrittenProduct;

    fn review(written: WrittenProduct, _review: &mut Review<'_>) -> Option<Self> {
        Some(Self {
            display_name: written.display_name.unwrap_or_default(),
            subscription_required: written.subscription_required.unwrap_or(true),
            approval_required: written.approval_required.unwrap_or(false),
            subscriptions_limit: written.subscriptions_limit,
            published: written.state == Some(State::Published),
        })
    }
}
