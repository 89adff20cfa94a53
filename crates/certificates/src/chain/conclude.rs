//! From the chosen path to the verdict: its end explained, its findings sorted, its statuses given to the elements.

use crate::chain::explain::{Finding, Subject, chain_failed};
use crate::chain::limits::{MAX_CHAIN_LENGTH, MAX_PRESENTED};
use crate::chain::search::Search;
use crate::timestamp::Timestamp;
use crate::verdict::{ChainStatus, CheckKind, Element, Outcome, RevocationStatus, Verdict};

/// One element of a path, with everything that adding it brought to light.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) node: usize,
    pub(super) findings: Vec<Finding>,
}

#[derive(Debug, Clone)]
pub(super) struct Path {
    pub(super) steps: Vec<Step>,
    /// About the path as a whole: its end, and revocation.
    pub(super) findings: Vec<Finding>,
}

/// How a path ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Anchor,
    UntrustedRoot,
    MissingIssuer,
    TooLong,
}

impl Search<'_> {
    /// The verdict on a path.
    pub(super) fn verdict(&self, path: Path) -> Verdict {
        let mut elements: Vec<Element> = path
            .steps
            .iter()
            .filter_map(|step| self.nodes.get(step.node))
            .map(|node| Element { certificate: node.certificate.clone(), origin: node.origin, statuses: Vec::new() })
            .collect();
        let mut findings: Vec<Finding> = path.steps.into_iter().flat_map(|step| step.findings).collect();
        findings.extend(path.findings);
        if self.presented_in_all > MAX_PRESENTED {
            let (found, expected) = (format!("{} certificates sent along", self.presented_in_all), MAX_PRESENTED);
            let mut finding =
                chain_failed(CheckKind::Limits, found, format!("at most {expected}; the others were not looked at"));
            finding.check.outcome = Outcome::Warning;
            findings.push(finding);
        }
        findings.sort_by_key(|finding| finding.check.element.unwrap_or(usize::MAX));
        for finding in &mut findings {
            if let Some(element) = finding.check.element
                && let Some(found) = elements.get(element)
            {
                finding.check.evidence =
                    Subject { certificate: &found.certificate, element, origin: found.origin }.evidence();
            }
            if let (Some(status), Some(element)) = (finding.status, finding.check.element)
                && let Some(element) = elements.get_mut(element)
                && !element.statuses.contains(&status)
            {
                element.statuses.push(status);
            }
        }
        let has = |status| elements.iter().any(|element| element.statuses.contains(&status));
        let reaches_anchor = elements.last().is_some_and(|element| self.store.is_root(&element.certificate));
        let revocation = match self.policy.revocation {
            None => RevocationStatus::NotChecked,
            Some(_) if has(ChainStatus::Revoked) => RevocationStatus::Revoked,
            Some(_) if has(ChainStatus::RevocationStatusUnknown) || !reaches_anchor => RevocationStatus::Unknown,
            Some(_) => RevocationStatus::Good,
        };
        Verdict {
            trusted: reaches_anchor && !findings.iter().any(Finding::refuses),
            elements,
            checks: findings.into_iter().map(|finding| finding.check).collect(),
            revocation,
            judged_at: self.policy.at,
            valid_until: self.valid_until(),
        }
    }

    /// The last second before any certificate that was looked at, or any revocation list, starts or ends.
    fn valid_until(&self) -> Timestamp {
        let at = self.policy.at;
        let changes = self.nodes.iter().flat_map(|node| {
            let starts = node.certificate.not_before().plus_seconds(-1);
            [starts, node.certificate.not_after()]
        });
        let lists = self.policy.revocation.and_then(|data| data.next_change(at));
        changes.chain(lists).filter(|change| *change >= at).min().unwrap_or(Timestamp::MAX)
    }
}

/// What the end of a path means.
pub(super) fn end_finding(subject: &Subject<'_>, end: End) -> Finding {
    let name = subject.certificate.subject_text();
    let expected = "a chain that ends in a certificate of the Root store";
    match end {
        End::Anchor => subject.passed(CheckKind::Anchor, format!("`{name}` is in the Root store"), expected),
        End::UntrustedRoot if subject.element == 0 => subject
            .failed(
                CheckKind::Anchor,
                ChainStatus::UntrustedRoot,
                "a self-signed certificate that nobody vouches for",
                expected,
            )
            .fix(
                "upload exactly this certificate to the Root store if you trust it, or have one issued by a trusted CA",
            ),
        End::UntrustedRoot => subject
            .failed(
                CheckKind::Anchor,
                ChainStatus::UntrustedRoot,
                format!("the root `{name}` is not in the Root store"),
                expected,
            )
            .fix("upload it to the Root store if you trust what it issues"),
        End::MissingIssuer => {
            let issuer = subject.certificate.issuer_text();
            let found = format!(
                "certificate chain is incomplete: `{issuer}` was neither sent by the caller nor uploaded as a CA certificate"
            );
            let fix = "upload it to the CertificateAuthority store (a root to the Root store), or have the caller send its full chain";
            subject.failed(CheckKind::Anchor, ChainStatus::PartialChain, found, expected).fix(fix)
        }
        End::TooLong => {
            let found = format!("{MAX_CHAIN_LENGTH} certificates without reaching a root");
            subject.failed(CheckKind::Anchor, ChainStatus::PartialChain, found, expected)
        }
    }
}
