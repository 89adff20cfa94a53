//! Bytes and a time in, verdicts out: certificates, names, credentials, chains and revocation, without I/O, without
//! a clock and without async.
//!
//! The journey: [`cer`], [`pem`] and [`pfx`] turn files into [`Certificate`]s and [`Credential`]s; a [`TrustStore`]
//! holds the CA certificates; [`chain::judge`] builds the chain and returns a [`Verdict`] that lists every check with
//! what was found, what was expected and what helps; [`identity`] says whether a certificate is one that a policy
//! names. [`handshake_signature`] proves, in the TLS handshake, that a caller holds the key it shows.

mod anchors;
mod certificate;
mod credential;
mod der;
mod extension;
mod general_name;
#[cfg(test)]
mod mint;
mod name;
mod oid;
mod printable;
mod public_key;
mod signature;
mod thumbprint;
mod timestamp;
mod verdict;

pub mod cer;
pub mod chain;
pub mod handshake_signature;
pub mod identity;
pub mod pem;
pub mod pfx;
pub mod revocation;

pub use anchors::{EntryRefused, EntryWarning, StoreName, TrustStore};
pub use certificate::{Certificate, CertificateError, MAX_CERTIFICATE_BYTES, NameType};
pub use chain::{ChainPolicy, Profile, Purpose, ServerName};
pub use credential::{Credential, CredentialError, MAX_CREDENTIAL_CHAIN, Material, NoPrivateKey};
pub use extension::distribution_point::{DistributionPoint, PointName};
pub use extension::name_constraints::NameConstraints;
pub use extension::{AuthorityKeyIdentifier, BasicConstraints, Defect, Extension, Extensions, KeyUsage};
pub use general_name::GeneralName;
pub use name::claim::{NameClaim, NameClaimError};
pub use name::{Attribute, Name, NameError};
pub use oid::Oid;
pub use printable::printable;
pub use public_key::{Curve, KeyKind, PublicKey};
pub use revocation::{CrlError, MAX_CRL_BYTES, MAX_CRL_ENTRIES, RevocationData};
pub use thumbprint::{Thumbprint, ThumbprintError, ThumbprintText};
pub use timestamp::{Calendar, Timestamp};
pub use verdict::{ChainStatus, Check, CheckKind, Element, Origin, Outcome, RevocationStatus, Verdict};
