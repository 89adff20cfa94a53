//! Builds the checks of a verdict: each with the status that .NET would give, what was found, and on what that rests.

use crate::certificate::Certificate;
use crate::printable::printable;
use crate::verdict::{ChainStatus, Check, CheckKind, Origin, Outcome};

/// A check and the .NET status it leads to.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    pub(super) check: Check,
    pub(super) status: Option<ChainStatus>,
}

/// The certificate that findings are about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) certificate: &'a Certificate,
    /// Position in the chain; 0 is the leaf.
    pub(super) element: usize,
    pub(super) origin: Origin,
}

impl Subject<'_> {
    fn finding(
        &self,
        kind: CheckKind,
        outcome: Outcome,
        status: Option<ChainStatus>,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> Finding {
        Finding {
            check: Check {
                kind,
                element: Some(self.element),
                outcome,
                found: printable(&found.into()),
                expected: printable(&expected.into()),
                // Written when the path is chosen: most findings of a search are never read.
                evidence: String::new(),
                fix: None,
            },
            status,
        }
    }

    pub(super) fn passed(&self, kind: CheckKind, found: impl Into<String>, expected: impl Into<String>) -> Finding {
        self.finding(kind, Outcome::Passed, None, found, expected)
    }

    pub(super) fn skipped(&self, kind: CheckKind, found: impl Into<String>, expected: impl Into<String>) -> Finding {
        self.finding(kind, Outcome::Skipped, None, found, expected)
    }

    pub(super) fn warning(&self, kind: CheckKind, found: impl Into<String>, expected: impl Into<String>) -> Finding {
        self.finding(kind, Outcome::Warning, None, found, expected)
    }

    pub(super) fn failed(
        &self,
        kind: CheckKind,
        status: ChainStatus,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> Finding {
        self.finding(kind, Outcome::Failed, Some(status), found, expected)
    }

    pub(super) fn unknown(
        &self,
        kind: CheckKind,
        status: ChainStatus,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> Finding {
        self.finding(kind, Outcome::Unknown, Some(status), found, expected)
    }

    /// Whose certificate, which exactly, and where it came from.
    pub(super) fn evidence(&self) -> String {
        let name = printable(&self.certificate.subject_text());
        let name = if name.is_empty() { "a certificate without subject".to_owned() } else { format!("`{name}`") };
        format!("{name}, thumbprint {}, {}", self.certificate.thumbprint(), self.origin.name())
    }
}

impl Finding {
    pub(super) fn fix(mut self, fix: impl Into<String>) -> Self {
        self.check.fix = Some(fix.into());
        self
    }

    /// Whether it refuses.
    pub(super) fn refuses(&self) -> bool {
        matches!(self.check.outcome, Outcome::Failed | Outcome::Unknown)
    }

    /// How far from trust it leads; decides which of several bad chains is shown.
    pub(super) fn weight(&self) -> u32 {
        match self.status {
            _ if !self.refuses() => 0,
            Some(ChainStatus::NotSignatureValid) => 100,
            Some(ChainStatus::PartialChain) => 12,
            Some(ChainStatus::UntrustedRoot) => 10,
            _ => 1,
        }
    }
}

/// A check about the chain as a whole.
pub(super) fn chain_failed(kind: CheckKind, found: String, expected: String) -> Finding {
    let check = Check {
        kind,
        element: None,
        outcome: Outcome::Failed,
        found,
        expected,
        evidence: "the whole chain".to_owned(),
        fix: None,
    };
    Finding { check, status: None }
}
