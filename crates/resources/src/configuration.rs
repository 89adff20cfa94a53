//! A whole configuration: everything that one generation of the gateway is compiled from.

use std::sync::Arc;

use diagnostics::Source;

use crate::kinds::api::{Api, VersioningScheme};
use crate::kinds::backend::Backend;
use crate::kinds::certificate::Certificate;
use crate::kinds::fragment::PolicyFragment;
use crate::kinds::gateway::GatewaySettings;
use crate::kinds::named_value::NamedValue;
use crate::kinds::operation::Operation;
use crate::kinds::product::Product;
use crate::kinds::service::Service;
use crate::kinds::subscription::Subscription;
use crate::resource::Resource;

/// Everything that one generation of the gateway is compiled from. Names are unique within each list, ignoring case, as
/// ARM has it; references between resources are not resolved here.
#[derive(Debug, Clone)]
pub struct Configuration {
    /// `service.json`, or its defaults: no hostname configuration, no CA certificates.
    pub service: Resource<Service>,
    /// `gateway.json`, or its defaults.
    pub gateway: Resource<GatewaySettings>,
    /// The global policy document.
    pub policy: Option<PolicyDocument>,
    /// APIs with their operations; a revision is an API of its own.
    pub apis: Vec<ConfiguredApi>,
    /// Backend entities.
    pub backends: Vec<Resource<Backend>>,
    /// Named values, by resource name; policies refer to them by `display_name`.
    pub named_values: Vec<Resource<NamedValue>>,
    /// The certificates of `context.Deployment.Certificates` and of `certificate-id`.
    pub certificates: Vec<Resource<Certificate>>,
    /// Policy fragments.
    pub policy_fragments: Vec<Resource<PolicyFragment>>,
    /// Products with their policies and the APIs in them.
    pub products: Vec<ConfiguredProduct>,
    /// Subscriptions with their keys.
    pub subscriptions: Vec<Resource<Subscription>>,
    /// Certificate revocation lists: ours, for APIM fetches them from the places that certificates name.
    pub revocation_lists: Vec<RevocationList>,
}

impl Default for Configuration {
    fn default() -> Self {
        Self {
            service: Resource::new("service", Source::new("service.json", ""), Service::default()),
            gateway: Resource::new("gateway", Source::new("gateway.json", ""), GatewaySettings::default()),
            policy: None,
            apis: Vec::new(),
            backends: Vec::new(),
            named_values: Vec::new(),
            certificates: Vec::new(),
            policy_fragments: Vec::new(),
            products: Vec::new(),
            subscriptions: Vec::new(),
            revocation_lists: Vec::new(),
        }
    }
}

/// A policy document of one scope, not yet parsed. It may hold C# with quotes and angle brackets in it (`rawxml`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyDocument {
    /// The text and its name.
    pub source: Arc<Source>,
}

/// A file with certificate revocation lists, not yet parsed: one list in DER, or any number in PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevocationList {
    /// Where it is from; its text is withheld.
    pub source: Arc<Source>,
    /// The file's bytes.
    pub bytes: Arc<[u8]>,
}

/// An API, the policy of its scope, its operations.
#[derive(Debug, Clone)]
pub struct ConfiguredApi {
    /// The API itself.
    pub resource: Resource<Api>,
    /// The policy document of the API's scope.
    pub policy: Option<PolicyDocument>,
    /// How callers say which version they want, if the API is one version of several.
    pub version: Option<ApiVersion>,
    /// Its operations, in the order of their document.
    pub operations: Vec<ConfiguredOperation>,
}

/// An operation and the policy of its scope.
#[derive(Debug, Clone)]
pub struct ConfiguredOperation {
    /// The operation itself.
    pub resource: Resource<Operation>,
    /// The policy document of the operation's scope.
    pub policy: Option<PolicyDocument>,
}

/// A product, the policy of its scope, the APIs in it.
#[derive(Debug, Clone)]
pub struct ConfiguredProduct {
    /// The product itself.
    pub resource: Resource<Product>,
    /// The policy document of the product's scope.
    pub policy: Option<PolicyDocument>,
    /// Names of the APIs in it, without revisions.
    pub apis: Vec<String>,
}

/// One version of a versioned API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiVersion {
    /// Which one: `v2`.
    pub identifier: String,
    /// Where callers say it.
    pub scheme: VersioningScheme,
}
