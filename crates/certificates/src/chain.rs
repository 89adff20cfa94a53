//! From a leaf to a trust anchor: builds every path that could be one, judges each, and returns the best with all
//! of its reasons.

use crate::anchors::TrustStore;
use crate::certificate::Certificate;
use crate::revocation::RevocationData;
use crate::timestamp::Timestamp;
use crate::verdict::{ChainStatus, Check, CheckKind, Element, Origin, Outcome, RevocationStatus, Verdict};

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

/// The server that a certificate must be for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerName {
    /// A host name.
    Dns(String),
    /// An address.
    Ip(std::net::IpAddr),
}

impl ServerName {
    /// A host name or an address; brackets around IPv6 are understood.
    pub fn parse(text: &str) -> Self {
        let bare = text.trim_start_matches('[').trim_end_matches(']');
        match bare.parse() {
            Ok(address) => Self::Ip(address),
            Err(_) => Self::Dns(text.to_owned()),
        }
    }
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
    /// Accept signatures with SHA-1, as .NET does. Weakens: collisions can be bought.
    pub accept_sha1: bool,
}

impl ChainPolicy<'_> {
    /// Trust alone, for this moment: any purpose, no server name, no revocation.
    pub fn at(at: Timestamp) -> Self {
        Self { at, purpose: Purpose::Any, name: None, revocation: None, max_depth: None, accept_sha1: false }
    }
}

/// Judges `leaf`. `presented` are the certificates sent along with it, in any order: they may help to build a chain
/// and are never taken for the leaf.
pub fn judge(leaf: &Certificate, presented: &[Certificate], store: &TrustStore, policy: &ChainPolicy<'_>) -> Verdict {
    let _ = (presented, store);
    Verdict {
        trusted: false,
        elements: vec![Element {
            certificate: leaf.clone(),
            origin: Origin::Leaf,
            statuses: vec![ChainStatus::PartialChain],
        }],
        checks: vec![Check {
            kind: CheckKind::Anchor,
            element: None,
            outcome: Outcome::Failed,
            found: "no chain".to_owned(),
            expected: "a chain".to_owned(),
            evidence: String::new(),
            fix: None,
        }],
        revocation: RevocationStatus::NotChecked,
        judged_at: policy.at,
        valid_until: policy.at,
    }
}
