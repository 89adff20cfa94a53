//! Judgements: why a policy let a request through or refused it, check by check, for `countersign explain`. The caller
//! never sees them.

use std::sync::Arc;

use diagnostics::{Source, Span};

use crate::plan::{Scope, Section};

/// One decision of one policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// Element name of the policy, e.g. `validate-client-certificate`, `when`.
    pub policy: String,
    /// Place inside the section, e.g. `choose[1]/when[2]`.
    pub path: String,
    /// Scope of the document.
    pub scope: Scope,
    /// Section.
    pub section: Section,
    /// The document and where in it the policy stands.
    pub place: (Arc<Source>, Span),
    /// Whether the request may go on.
    pub passed: bool,
    /// Reason as in LastError, if it was refused.
    pub reason: Option<String>,
    /// Every check, also those after the first that failed.
    pub checks: Vec<Check>,
}

/// One check of a judgement.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// What was checked, e.g. `not-after`, `identity[2] thumbprint`.
    pub name: String,
    /// How it came out.
    pub outcome: CheckOutcome,
    /// What was found.
    pub found: String,
    /// What would have passed.
    pub expected: String,
    /// Where the found value comes from: certificate subject, header, expression text.
    pub evidence: Option<String>,
    /// What helps, for the person who must act.
    pub fix: Option<String>,
}

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckOutcome {
    /// Good.
    Passed,
    /// Bad.
    Failed,
    /// Switched off by configuration.
    Skipped,
    /// Could not be decided; counts as bad where the check is on.
    Unknown,
}

impl Check {
    /// A check with its values.
    pub fn new(
        name: impl Into<String>,
        outcome: CheckOutcome,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> Self {
        let (name, found, expected) = (name.into(), found.into(), expected.into());
        Self { name, outcome, found, expected, evidence: None, fix: None }
    }

    /// Says where the found value comes from.
    pub fn evidence(mut self, evidence: impl Into<String>) -> Self {
        self.evidence = Some(evidence.into());
        self
    }

    /// Says what helps.
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }
}
