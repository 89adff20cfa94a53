//! What callers showed in their handshakes, kept once for all connections that showed the very same bytes.
//!
//! Reading a chain and verifying its signatures costs more than the rest of a handshake together, and partners come
//! back with the same certificate. Sharing is by the whole chain, byte for byte, and carries no trust of its own: each
//! connection has proven possession of the key for itself, and a verdict is judged again whenever the clock, the trust
//! stores or the revocation data have moved on (see [`PresentedCertificate::verdict`]).

use std::cell::{OnceCell, RefCell};
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use certificates::Certificate;
use hashbrown::{Equivalent, HashSet};
use policies::exchange::caller::PresentedCertificate;
use rustls_pki_types::CertificateDer;

/// Bytes of chains that one worker keeps: some three thousand callers. Strangers who show many chains cost the others
/// their place, nothing else.
const KEPT_BYTES_MAX: usize = 4 << 20;

/// A certificate message, as it came; read when somebody first asks.
#[derive(Default)]
pub(crate) struct Shown {
    chain: Vec<CertificateDer<'static>>,
    presented: OnceCell<Option<Rc<PresentedCertificate>>>,
}

impl Shown {
    /// The certificate and what was sent along; `None` if nothing was shown, or nothing that can be read.
    pub(crate) fn presented(&self) -> Option<&Rc<PresentedCertificate>> {
        let read = || {
            let (leaf, others) = self.chain.split_first()?;
            // Only the first one's key signed the handshake (attack C4). One that cannot be read counts as none; the
            // others only help to build chains, and those that cannot be read do not.
            let leaf = Certificate::from_der(leaf).ok()?;
            let others = others.iter().filter_map(|der| Certificate::from_der(der).ok()).collect();
            Some(Rc::new(PresentedCertificate::new(leaf, others)))
        };
        self.presented.get_or_init(read).as_ref()
    }

    /// Whether something was shown that is not a certificate we can read.
    pub(crate) fn is_unreadable(&self) -> bool {
        !self.chain.is_empty() && self.presented().is_none()
    }

    fn bytes(&self) -> usize {
        self.chain.iter().map(|der| der.len()).sum()
    }
}

/// The chains that one worker's callers showed.
#[derive(Default)]
pub(crate) struct ShownChains {
    kept: RefCell<(HashSet<Kept>, usize)>,
}

impl ShownChains {
    /// The one with these certificates, new or known.
    pub(crate) fn find(&self, chain: &[CertificateDer<'_>]) -> Rc<Shown> {
        if chain.is_empty() {
            return Rc::default();
        }
        let mut kept = self.kept.borrow_mut();
        let (known, bytes) = &mut *kept;
        if let Some(Kept(shown)) = known.get(&Chain(chain)) {
            return shown.clone();
        }
        let owned = chain.iter().map(|der| der.clone().into_owned()).collect();
        let shown = Rc::new(Shown { chain: owned, presented: OnceCell::new() });
        if *bytes + shown.bytes() > KEPT_BYTES_MAX {
            known.retain(|Kept(shown)| Rc::strong_count(shown) > 1);
            *bytes = known.iter().map(|Kept(shown)| shown.bytes()).sum();
            // Walking over all of them for every newcomer would cost more than it saves.
            if *bytes > KEPT_BYTES_MAX / 2 {
                known.clear();
                *bytes = 0;
            }
        }
        *bytes += shown.bytes();
        known.insert(Kept(shown.clone()));
        shown
    }
}

/// An entry, known by the bytes of its chain.
struct Kept(Rc<Shown>);

/// A chain to be looked up.
#[derive(PartialEq, Eq)]
struct Chain<'c>(&'c [CertificateDer<'c>]);

impl Hash for Chain<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for der in self.0 {
            state.write_usize(der.len());
            state.write(der);
        }
    }
}

impl Hash for Kept {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Chain(&self.0.chain).hash(state);
    }
}

impl PartialEq for Kept {
    fn eq(&self, other: &Self) -> bool {
        self.0.chain == other.0.chain
    }
}

impl Eq for Kept {}

impl Equivalent<Kept> for Chain<'_> {
    fn equivalent(&self, kept: &Kept) -> bool {
        self.0 == kept.0.chain
    }
}

#[cfg(test)]
mod tests;
