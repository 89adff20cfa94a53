//! Turns what revocation data says about the elements of a path into checks.

use std::cell::Cell;
use std::rc::Rc;

use crate::anchors::TrustStore;
use crate::certificate::Certificate;
use crate::chain::explain::{Finding, Subject};
use crate::chain::{ChainPolicy, Purpose, search};
use crate::name::Name;
use crate::revocation::{Answer, Question, RevocationData};
use crate::verdict::{ChainStatus, CheckKind};

/// How many certificates other than issuers are judged as signers of lists, for one verdict.
pub(super) const MAX_OTHER_SIGNERS: u32 = 8;

/// How deep it may go that a list's signer needs a list, whose signer needs a list.
const MAX_SIGNER_DEPTH: u8 = 2;

/// What is needed to find and judge those who sign lists in an issuer's name.
pub(super) struct Signers<'a> {
    /// Certificates at hand beside the store.
    pub(super) helpers: Vec<Certificate>,
    pub(super) store: &'a TrustStore,
    pub(super) policy: &'a ChainPolicy<'a>,
    /// How deep in judging signers of lists of signers of lists we are.
    pub(super) depth: u8,
    left: Rc<Cell<u32>>,
}

impl<'a> Signers<'a> {
    pub(super) fn new(
        helpers: Vec<Certificate>,
        store: &'a TrustStore,
        policy: &'a ChainPolicy<'a>,
        (depth, left): (u8, Rc<Cell<u32>>),
    ) -> Self {
        Self { helpers, store, policy, depth, left }
    }

    /// Certificates of this name that lead to a trust anchor.
    fn trusted(&self, name: &Name) -> Vec<Certificate> {
        if self.depth >= MAX_SIGNER_DEPTH {
            return self.store.roots_named(name).cloned().collect();
        }
        let helpers = self.helpers.iter().filter(|helper| name.chains_to(helper.subject()));
        let candidates = helpers.chain(self.store.roots_named(name)).chain(self.store.intermediates_named(name));
        candidates.filter(|candidate| self.is_trusted(candidate)).cloned().collect()
    }

    fn is_trusted(&self, candidate: &Certificate) -> bool {
        if self.store.is_root(candidate) {
            return true;
        }
        let Some(left) = self.left.get().checked_sub(1) else { return false };
        self.left.set(left);
        let policy = ChainPolicy { purpose: Purpose::Any, name: None, ..self.policy.clone() };
        let signers = (self.depth + 1, self.left.clone());
        search::Search::for_signer(candidate, &self.helpers, self.store, &policy, signers).run().trusted
    }
}

/// Whether `subject`, issued by `issuer`, is revoked.
pub(super) fn check(
    subject: &Subject<'_>,
    issuer: &Certificate,
    data: &RevocationData,
    signers: &Signers<'_>,
) -> Finding {
    let expected = "not on a current revocation list of its issuer";
    let question = Question {
        certificate: subject.certificate,
        issuer,
        at: signers.policy.at,
        profile: signers.policy.profile,
        trusted_signers: |name: &Name| signers.trusted(name),
    };
    match data.answer(&question) {
        Answer::Good { evidence } => subject.passed(CheckKind::Revocation, evidence, expected),
        Answer::Revoked { evidence } => subject
            .failed(CheckKind::Revocation, ChainStatus::Revoked, evidence, expected)
            .fix("it was withdrawn by its CA: use another certificate"),
        Answer::Unknown { why } => subject
            .unknown(CheckKind::Revocation, ChainStatus::RevocationStatusUnknown, why, expected)
            .fix("give the gateway the current revocation list of the issuer, or do not ask for revocation"),
    }
}
