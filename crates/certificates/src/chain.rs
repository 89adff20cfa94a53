//! From a leaf to a trust anchor: builds every path that could be one, judges each, and returns the best with all
//! of its reasons.
//!
//! The journey: [`judge`] asks [`search`] for a path without fault; if there is none, for the path with the least
//! fault. The search examines one certificate at a time ([`examine`], [`name_constraints`], [`server_name`]), checks
//! signatures once per pair, and spends from one [`limits::Budget`] whatever it does, so that no set of certificates
//! can make it work for long (attack C10).

use crate::anchors::TrustStore;
use crate::certificate::Certificate;
use crate::revocation::RevocationData;
use crate::timestamp::Timestamp;
use crate::verdict::Verdict;

mod conclude;
mod examine;
mod explain;
mod limits;
mod name_constraints;
mod profile;
mod revoked;
mod search;
mod server_name;

pub use limits::{MAX_CHAIN_LENGTH, MAX_NAME_COMPARISONS, MAX_PRESENTED, MAX_SIGNATURE_COST, MAX_STEPS};
pub use server_name::ServerName;

/// What the certificate is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Purpose {
    /// .NET's `Verify()`: neither extended key usage nor key usage of the leaf is looked at.
    #[default]
    Any,
    /// A TLS client's.
    Client,
    /// A TLS server's.
    Server,
}

/// How close to the letter certificates must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Profile {
    /// As .NET: what RFC 5280 forbids but nobody is harmed by (a missing key identifier, a basicConstraints that is
    /// not critical) is a warning.
    #[default]
    DotNet,
    /// RFC 5280 to the letter: such things refuse.
    Rfc5280,
}

/// The question.
#[derive(Debug, Clone)]
pub struct ChainPolicy<'a> {
    /// The moment to judge for.
    pub at: Timestamp,
    /// What the certificate is used for.
    pub purpose: Purpose,
    /// The server it must be for, if it is a server's.
    pub name: Option<ServerName>,
    /// What is known about revocation; `None`: do not ask (`VerifyNoRevocation`).
    pub revocation: Option<&'a RevocationData>,
    /// How many intermediates a chain may have, fewer than the limit that always holds.
    pub max_depth: Option<usize>,
    /// How close to the letter certificates must be.
    pub profile: Profile,
    /// Accept signatures with SHA-1, as .NET does. Weakens: collisions can be bought.
    pub accept_sha1: bool,
}

impl ChainPolicy<'_> {
    /// Trust alone, for this moment: any purpose, no server name, no revocation.
    pub fn at(at: Timestamp) -> Self {
        Self {
            at,
            purpose: Purpose::Any,
            name: None,
            revocation: None,
            max_depth: None,
            profile: Profile::DotNet,
            accept_sha1: false,
        }
    }
}

/// Judges `leaf`. `presented` are the certificates sent along with it, in any order: they may help to build a chain
/// and are never taken for the leaf (attack C4).
pub fn judge(leaf: &Certificate, presented: &[Certificate], store: &TrustStore, policy: &ChainPolicy<'_>) -> Verdict {
    search::Search::new(leaf, presented, store, policy).run()
}

#[cfg(test)]
mod tests;
