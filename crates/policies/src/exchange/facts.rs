//! What the configuration says about the API, operation, product, subscription and user of an exchange: the facts
//! behind `context.Api`, `context.Operation` and so on. Built once a snapshot and shared.

use std::sync::Arc;
use std::time::SystemTime;

use indexmap::IndexMap;

use super::url::Url;
use certificates::Certificate;

/// `context.Api`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ApiFacts {
    /// Entity id.
    pub id: String,
    /// Display name.
    pub name: String,
    /// Path below the gateway's host name, without slashes around it.
    pub path: String,
    /// `http`, `https`.
    pub protocols: Vec<String>,
    /// Base URL of the backend, if the API has one.
    pub service_url: Option<Url>,
    /// Header that carries the subscription key.
    pub key_header: String,
    /// Query parameter that carries the subscription key.
    pub key_query: String,
    /// Revision.
    pub revision: String,
    /// Whether this is the current revision.
    pub is_current_revision: bool,
    /// Version, if the API has versions.
    pub version: Option<String>,
}

/// `context.Operation`, and what mock-response answers with.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OperationFacts {
    /// Entity id.
    pub id: String,
    /// Display name.
    pub name: String,
    /// HTTP method.
    pub method: String,
    /// URL template, beginning with `/`.
    pub url_template: String,
    /// Examples of the operation's responses, in the order of the document.
    pub examples: Vec<ResponseExample>,
}

/// One example of a response.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ResponseExample {
    /// Status code it belongs to.
    pub status: u16,
    /// Content type; empty if the response has no content.
    pub content_type: String,
    /// The example as it goes on the wire.
    pub body: String,
}

/// A user group.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GroupFacts {
    /// Entity id.
    pub id: String,
    /// Display name.
    pub name: String,
}

/// `context.Product`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ProductFacts {
    /// Entity id.
    pub id: String,
    /// Display name.
    pub name: String,
    /// Whether subscribing needs approval.
    pub approval_required: bool,
    /// Whether calls need a subscription.
    pub subscription_required: bool,
    /// How many subscriptions a user may have.
    pub subscriptions_limit: Option<i32>,
    /// Whether developers see it.
    pub is_published: bool,
    /// Groups that may see it.
    pub groups: Vec<GroupFacts>,
}

/// `context.Subscription`.
#[derive(Debug, Clone, PartialEq)]
pub struct SubscriptionFacts {
    /// Entity id.
    pub id: String,
    /// Display name.
    pub name: String,
    /// The first key.
    pub primary_key: String,
    /// The second key.
    pub secondary_key: String,
    /// When it was made.
    pub created: SystemTime,
    /// When it begins.
    pub start: Option<SystemTime>,
    /// When it ends.
    pub end: Option<SystemTime>,
}

/// `context.User`.
#[derive(Debug, Clone, PartialEq)]
pub struct UserFacts {
    /// Entity id.
    pub id: String,
    /// Mail address.
    pub email: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Note of the administrator.
    pub note: String,
    /// When the account was made.
    pub registered: SystemTime,
    /// Groups.
    pub groups: Vec<GroupFacts>,
    /// Identities as (provider, id).
    pub identities: Vec<(String, String)>,
}

/// `context.Deployment`: one a snapshot.
#[derive(Debug, Clone, Default)]
pub struct DeploymentFacts {
    /// `managed`, or the id of a self-hosted gateway.
    pub gateway_id: String,
    /// Instance of the gateway.
    pub instance_id: String,
    /// Whether it is the managed gateway.
    pub is_managed: bool,
    /// Region.
    pub region: String,
    /// Service id.
    pub service_id: String,
    /// Service name.
    pub service_name: String,
    /// Uploaded certificates by entity id; the service's CA certificates are not among them.
    pub certificates: IndexMap<String, Certificate>,
}

/// Everything the configuration says about the matched route. Facts are shared, so making this costs reference counts.
#[derive(Debug, Clone)]
pub struct RouteFacts {
    /// The API.
    pub api: Arc<ApiFacts>,
    /// The operation; `None` when no operation matched.
    pub operation: Option<Arc<OperationFacts>>,
    /// The product, if the call came through one.
    pub product: Option<Arc<ProductFacts>>,
    /// The subscription, if a key was given, with the key used.
    pub subscription: Option<(Arc<SubscriptionFacts>, String)>,
    /// The subscription's owner.
    pub user: Option<Arc<UserFacts>>,
    /// Workspace as (id, name).
    pub workspace: Option<(String, String)>,
}
