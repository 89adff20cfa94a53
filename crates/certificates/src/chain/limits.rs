//! What judging one certificate may cost, and the purse it is paid from.

use crate::public_key::{Curve, KeyKind, PublicKey};

/// The longest chain, leaf and root included. Real ones have three or four elements.
pub const MAX_CHAIN_LENGTH: usize = 16;

/// How many certificates sent along with a leaf are looked at. A TLS message has room for about forty.
pub const MAX_PRESENTED: usize = 64;

/// What checking signatures may cost in all, where one check with RSA-2048 costs 1 (about 15 µs).
pub const MAX_SIGNATURE_COST: u32 = 200;

/// How many certificates may be examined as a possible issuer, counted anew on each path: about 4 µs each. BetterTLS's
/// hardest graphs need fewer than 120.
pub const MAX_STEPS: u32 = 250;

/// How many times a name may be compared with a name constraint.
pub const MAX_NAME_COMPARISONS: u32 = 50_000;

/// Which limit was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limit {
    SignatureCost,
    Steps,
    NameComparisons,
}

impl Limit {
    pub(super) fn text(self) -> String {
        match self {
            Self::SignatureCost => format!("signature checks of more than {MAX_SIGNATURE_COST} units"),
            Self::Steps => format!("more than {MAX_STEPS} possible issuers"),
            Self::NameComparisons => format!("more than {MAX_NAME_COMPARISONS} comparisons with name constraints"),
        }
    }
}

/// What is left to spend.
#[derive(Debug)]
pub(super) struct Budget {
    signature_cost: u32,
    steps: u32,
    name_comparisons: u32,
    met: Option<Limit>,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self { signature_cost: MAX_SIGNATURE_COST, steps: MAX_STEPS, name_comparisons: MAX_NAME_COMPARISONS, met: None }
    }

    /// For the chain of somebody who signs revocation lists: an eighth, because several may have to be judged.
    pub(super) fn for_signer() -> Self {
        let Self { signature_cost, steps, name_comparisons, met } = Self::new();
        Self { signature_cost: signature_cost / 8, steps: steps / 8, name_comparisons: name_comparisons / 8, met }
    }

    /// Pays for one signature check; `false`: not affordable.
    pub(super) fn signature(&mut self, signer: &PublicKey) -> bool {
        let cost = cost(signer);
        let left = self.signature_cost.checked_sub(cost);
        self.settle(left, Limit::SignatureCost, |budget, left| budget.signature_cost = left)
    }

    pub(super) fn step(&mut self) -> bool {
        let left = self.steps.checked_sub(1);
        self.settle(left, Limit::Steps, |budget, left| budget.steps = left)
    }

    pub(super) fn name_comparisons(&mut self, count: usize) -> bool {
        let left = u32::try_from(count).ok().and_then(|count| self.name_comparisons.checked_sub(count));
        self.settle(left, Limit::NameComparisons, |budget, left| budget.name_comparisons = left)
    }

    fn settle(&mut self, left: Option<u32>, limit: Limit, pay: impl FnOnce(&mut Self, u32)) -> bool {
        match left {
            Some(left) => pay(self, left),
            None => self.met = self.met.or(Some(limit)),
        }
        left.is_some()
    }

    /// The first limit that was met.
    pub(super) fn met(&self) -> Option<Limit> {
        self.met
    }
}

/// Measured with AWS-LC on one core, rounded up, in units of one check with RSA-2048.
fn cost(signer: &PublicKey) -> u32 {
    match signer.kind() {
        KeyKind::Rsa { bits, .. } | KeyKind::RsaPss { bits, .. } => match bits {
            0..=2048 => 1,
            2049..=4096 => 4,
            _ => 16,
        },
        KeyKind::Ec(Curve::P256) | KeyKind::Ed25519 => 4,
        KeyKind::Ec(Curve::P384 | Curve::P521) => 16,
        _ => 24,
    }
}

#[cfg(test)]
mod tests;
