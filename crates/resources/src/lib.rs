//! APIM's and ARM's nouns as plain data, and the strict reading of their JSON bodies.
//!
//! A [`Configuration`] is everything a gateway needs to know, decoded and checked on its own terms: no sockets, no
//! certificates parsed, no policies compiled. Every [`Resource`] keeps the text it was read from, so that whoever finds
//! something wrong with it later can point at the member.
//!
//! Rules of reading, the same for all kinds ([`read`]):
//! - a member that ARM does not know is refused, with the nearest known name;
//! - a member that describes (`description`, `contact`, `tags`, …) is accepted and forgotten;
//! - a member that would change what happens at run time, and that we do not run, is refused: never dropped in silence.

pub mod configuration;
pub mod id;
pub mod json;
pub mod kinds;
pub mod read;
pub mod resource;

pub use configuration::{
    ApiVersion, Configuration, ConfiguredApi, ConfiguredOperation, ConfiguredProduct, PolicyDocument, RevocationList,
};
pub use json::json_position;
pub use kinds::api::{Api, Protocol, VersionSet, VersioningScheme};
pub use kinds::backend::{Authorization, Backend, BackendTls, CircuitBreakerRule, Credentials, ServerX509Name};
pub use kinds::certificate::{Certificate, CertificateContent};
pub use kinds::fragment::PolicyFragment;
pub use kinds::gateway::{Debug, GatewaySettings, Limits, Network, TrustedRelay};
pub use kinds::named_value::NamedValue;
pub use kinds::operation::{Operation, OperationResponse, Parameter, Representation};
pub use kinds::product::Product;
pub use kinds::service::{CaCertificate, CertificateStore, HostnameConfiguration, HostnameKind, Service};
pub use kinds::subscription::{Subscription, SubscriptionScope, SubscriptionState};
pub use resource::Resource;
