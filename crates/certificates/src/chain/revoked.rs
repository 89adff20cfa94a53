//! Turns what revocation data says about one element into a check.

use crate::anchors::TrustStore;
use crate::certificate::Certificate;
use crate::chain::ChainPolicy;
use crate::chain::explain::{Finding, Subject};
use crate::revocation::{Answer, RevocationData};
use crate::verdict::{ChainStatus, CheckKind};

/// Whether `subject`, issued by `issuer`, is revoked. `helpers` are certificates at hand that may have signed a list
/// in the issuer's place.
pub(super) fn check(
    subject: &Subject<'_>,
    issuer: &Certificate,
    data: &RevocationData,
    helpers: &[&Certificate],
    store: &TrustStore,
    policy: &ChainPolicy<'_>,
) -> Finding {
    let _ = (helpers, store);
    let expected = "not on a current revocation list of its issuer";
    match data.answer(subject.certificate, issuer, policy.at) {
        Answer::Good { evidence } => subject.passed(CheckKind::Revocation, evidence, expected),
        Answer::Revoked { evidence } => subject
            .failed(CheckKind::Revocation, ChainStatus::Revoked, evidence, expected)
            .fix("it was withdrawn by its CA: use another certificate"),
        Answer::Unknown { why } => subject
            .unknown(CheckKind::Revocation, ChainStatus::RevocationStatusUnknown, why, expected)
            .fix("give the gateway the current revocation list of the issuer, or do not ask for revocation"),
    }
}
