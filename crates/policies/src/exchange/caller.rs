//! Who calls: the connection's address and host name, and the certificate shown in its handshake.

use std::cell::RefCell;
use std::net::IpAddr;
use std::rc::Rc;
use std::sync::Arc;

use certificates::Certificate;
use certificates::Verdict;

use crate::host::Environment;

/// The caller of one exchange.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Address of the peer, or the one a trusted relay vouches for.
    pub address: IpAddr,
    /// Certificate shown in the handshake of this connection; shared by all requests of the connection.
    pub certificate: Option<Rc<PresentedCertificate>>,
}

/// Whether a judgement of a chain includes revocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Revocation {
    /// `Verify()`, `validate-revocation="true"`: the status of every certificate must be known and good.
    Checked,
    /// `VerifyNoRevocation()`, `validate-revocation="false"`.
    Ignored,
}

/// What the caller showed: possession of the key is proven, trust is not decided.
#[derive(Debug)]
pub struct PresentedCertificate {
    /// The leaf, whose key signed the handshake. Only this one is ever compared with identities (attack C4).
    pub leaf: Certificate,
    /// The further certificates of the message, in its order; only used to build chains.
    pub others: Vec<Certificate>,
    remembered: [RefCell<Option<Remembered>>; 2],
}

/// A verdict and how long it may be used.
#[derive(Debug, Clone)]
struct Remembered {
    verdict: Arc<Verdict>,
    trust_generation: u64,
}

impl PresentedCertificate {
    /// A certificate with the rest of the chain that was sent.
    pub fn new(leaf: Certificate, others: Vec<Certificate>) -> Self {
        Self { leaf, others, remembered: Default::default() }
    }

    /// The verdict on the chain, judged once a connection and again when the clock, the trust stores or the revocation
    /// data moved on; so expiry, revocation or a changed CA takes effect on the next request (attack A3).
    pub fn verdict(&self, revocation: Revocation, environment: &dyn Environment) -> Arc<Verdict> {
        let now = environment.timestamp();
        let trust_generation = environment.trust_generation();
        let [checked, ignored] = &self.remembered;
        let slot = if revocation == Revocation::Checked { checked } else { ignored };
        if let Some(remembered) = &*slot.borrow()
            && remembered.trust_generation == trust_generation
            && remembered.verdict.holds_at(now)
        {
            return remembered.verdict.clone();
        }
        let verdict = environment.judge(&self.leaf, &self.others, revocation);
        *slot.borrow_mut() = Some(Remembered { verdict: verdict.clone(), trust_generation });
        verdict
    }
}
