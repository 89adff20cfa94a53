//! Every check of validate-client-certificate with its evidence, for explain.

use certificates::{Certificate, Outcome, Timestamp, Verdict, printable};

use super::ValidateClientCertificate;
use super::{Check, CheckOutcome, Running};

impl ValidateClientCertificate {
    /// The check of a caller who showed nothing.
    pub(super) fn missing(&self, running: &Running<'_>) -> Check {
        let fix = "call over TLS with a client certificate, and set negotiateClientCertificate on the hostname \
                   configuration: without it the gateway does not ask for one";
        let evidence = format!("connection from {}", running.exchange.caller.address);
        Check::new("certificate", CheckOutcome::Failed, "no certificate", "a client certificate")
            .evidence(evidence)
            .fix(fix)
    }

    /// All checks of a certificate, also those behind the first failure.
    pub(super) fn checks(&self, leaf: &Certificate, verdict: Option<&Verdict>, now: Timestamp) -> Vec<Check> {
        let evidence = format!("{} ({})", printable(&leaf.subject_text()), leaf.thumbprint_text());
        let mut checks =
            vec![Check::new("certificate", CheckOutcome::Passed, evidence.clone(), "a client certificate")];
        let not_before = date(
            "not-before",
            self.validates_not_before,
            leaf.not_before() <= now,
            format!("valid from {}", leaf.not_before()),
            format!("at or before {now}"),
        );
        checks.push(not_before.evidence(evidence.clone()).fix("wait, or check the clock of whoever issued it"));
        let not_after = date(
            "not-after",
            self.validates_not_after,
            now <= leaf.not_after(),
            format!("valid until {}", leaf.not_after()),
            format!("at or after {now}"),
        );
        checks.push(not_after.evidence(evidence).fix("the caller needs a renewed certificate"));
        self.chain_checks(verdict, &mut checks);
        self.identity_checks(leaf, verdict, &mut checks);
        for check in &mut checks {
            if check.outcome == CheckOutcome::Passed {
                check.fix = None;
            }
        }
        checks
    }

    fn chain_checks(&self, verdict: Option<&Verdict>, checks: &mut Vec<Check>) {
        use certificates::CheckKind as Kind;
        let Some(verdict) = verdict else {
            checks.push(Check::new("trust", CheckOutcome::Skipped, "not judged", "validate-trust=\"true\""));
            return;
        };
        for found in &verdict.checks {
            // The leaf's dates have their own switches and stand above.
            if matches!(found.kind, Kind::NotBefore | Kind::NotAfter) && found.element == Some(0) {
                continue;
            }
            let is_on = if found.kind == Kind::Revocation { self.validates_revocation } else { self.validates_trust };
            let outcome = match (found.outcome, is_on) {
                (Outcome::Passed | Outcome::Warning, _) => CheckOutcome::Passed,
                (Outcome::Skipped, _) | (_, false) => CheckOutcome::Skipped,
                (Outcome::Failed, true) => CheckOutcome::Failed,
                (Outcome::Unknown, true) => CheckOutcome::Unknown,
            };
            let name = match found.element {
                Some(element) => format!("chain[{}] {}", element + 1, found.kind.name()),
                None => format!("chain {}", found.kind.name()),
            };
            let mut check = Check::new(name, outcome, found.found.clone(), found.expected.clone());
            check.evidence = Some(found.evidence.clone());
            check.fix = found.fix.clone();
            checks.push(check);
        }
    }

    fn identity_checks(&self, leaf: &Certificate, verdict: Option<&Verdict>, checks: &mut Vec<Check>) {
        let issuer = verdict.and_then(Verdict::issuer);
        let is_listed = self.identities.iter().any(|identity| identity.matches(leaf, issuer));
        for (index, identity) in self.identities.iter().enumerate() {
            let number = index + 1;
            let (judgement, impossible) = identity.judge(leaf, issuer);
            if let Some((name, value)) = impossible {
                let outcome = if is_listed { CheckOutcome::Skipped } else { CheckOutcome::Failed };
                checks.push(
                    Check::new(format!("identity[{number}] {name}"), outcome, "no certificate can match", value)
                        .fix("write the real value into the policy"),
                );
            }
            for claim in judgement.claims {
                let outcome = match (claim.matched, is_listed) {
                    (true, _) => CheckOutcome::Passed,
                    // One whole identity is enough; the others explain nothing.
                    (false, true) => CheckOutcome::Skipped,
                    (false, false) => CheckOutcome::Failed,
                };
                let name = format!("identity[{number}] {}", claim.claim.attribute());
                let fix = format!(
                    "if this caller is allowed, add an identity such as <identity thumbprint=\"{}\" />",
                    leaf.thumbprint_text()
                );
                let check = Check::new(name, outcome, claim.found, claim.expected);
                checks.push(check.evidence(format!("<identity {} />", identity.written)).fix(fix));
            }
        }
    }
}

fn date(name: &str, is_on: bool, holds: bool, found: String, expected: String) -> Check {
    let outcome = match (is_on, holds) {
        (_, true) => CheckOutcome::Passed,
        (true, false) => CheckOutcome::Failed,
        (false, false) => CheckOutcome::Skipped,
    };
    Check::new(name, outcome, found, expected)
}
