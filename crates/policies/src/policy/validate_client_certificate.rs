//! `<validate-client-certificate>` lets a request through only if the caller's certificate is there, valid now,
//! trusted, not revoked, and one of the identities listed.
//!
//! The checks come in this order, and the first that fails names the reason: missing → dates → trust → revocation →
//! identities (the order that measurements of APIM show; revocation's place is ours). The caller gets 401 with APIM's
//! body, which tells nothing; *every* check, also those behind the first failure, is recorded with what was found,
//! what was expected and what helps, for `countersign explain`.
//!
//! Only the certificate whose key signed the handshake is compared with identities, never another one of the message.

use std::sync::Arc;

use certificates::{Certificate, RevocationStatus, Verdict};
use diagnostics::Diagnostic;

use super::{ALL_SCOPES, AttributeRule, Definition, Flow, INBOUND, Policy, Running};
use crate::compile::attributes;
use crate::compile::section::SectionCompiler;
use crate::document::Element;
use crate::exchange::caller::Revocation;
use crate::exchange::failure::Failure;
use crate::exchange::judgement::{Check, CheckOutcome};
use crate::needs::Needs;

mod explain;
mod identity;

use identity::Identity;

/// `validate-client-certificate`
pub static DEFINITION: Definition = Definition {
    name: "validate-client-certificate",
    doc: "Lets a request through only with a valid, trusted certificate of an allowed caller.",
    sections: INBOUND,
    scopes: ALL_SCOPES,
    attributes: &[
        AttributeRule::optional("validate-revocation", "whether revocation is checked; true if left out").literal(),
        AttributeRule::optional("validate-trust", "whether the chain must lead to a trusted CA; true if left out")
            .literal(),
        AttributeRule::optional("validate-not-before", "whether NotBefore is checked; true if left out").literal(),
        AttributeRule::optional("validate-not-after", "whether NotAfter is checked; true if left out").literal(),
        AttributeRule::optional("ignore-error", "whether the request goes on after a failure; false if left out")
            .literal(),
    ],
    compile,
};

/// The policy, compiled.
#[derive(Debug)]
pub(crate) struct ValidateClientCertificate {
    validates_revocation: bool,
    validates_trust: bool,
    validates_not_before: bool,
    validates_not_after: bool,
    ignores_error: bool,
    identities: Vec<Identity>,
}

/// APIM's limit.
const IDENTITIES_MAX: usize = 10;

fn compile(element: &Element, compiler: &mut SectionCompiler<'_>) {
    attributes::refuse_text(element, compiler.findings);
    attributes::refuse_children(element, &["identities"], compiler.findings);
    let mut identities = Vec::new();
    for (index, list) in element.elements().filter(|child| child.name == "identities").enumerate() {
        if index > 0 {
            let help = "put all identities into one";
            compiler.report(list.error("duplicate-element", "a second `identities`").help(help));
        }
        attributes::refuse_text(list, compiler.findings);
        attributes::check_rules(list, &[], false, compiler.findings);
        attributes::refuse_children(list, &["identity"], compiler.findings);
        for identity in list.elements().filter(|child| child.name == "identity") {
            identities.extend(Identity::compile(identity, compiler));
        }
        if list.elements().next().is_none() {
            let message = "`identities` lists nobody: every certificate that passes the other checks is accepted";
            let finding = Diagnostic::warning("empty-identities", message).at(&list.source, list.name_span);
            compiler.report(finding.help("add an <identity …/>, or remove `identities` if that is meant"));
        }
        if list.elements().count() > IDENTITIES_MAX {
            let message = format!("{} identities are listed", list.elements().count());
            let help = format!("APIM allows {IDENTITIES_MAX}; let several callers share a CA and name that");
            compiler.report(list.error("too-many-identities", message).help(help));
        }
    }
    let policy = ValidateClientCertificate {
        validates_revocation: compiler.typed_literal(element, "validate-revocation", true),
        validates_trust: compiler.typed_literal(element, "validate-trust", true),
        validates_not_before: compiler.typed_literal(element, "validate-not-before", true),
        validates_not_after: compiler.typed_literal(element, "validate-not-after", true),
        ignores_error: compiler.typed_literal(element, "ignore-error", false),
        identities,
    };
    if policy.validates_trust {
        compiler.notes.trust_is_checked();
    } else if !policy.identities.is_empty() && policy.identities.iter().all(Identity::is_names_only) {
        // Attack C5: another CA writes the same names.
        let message = "identities are told apart by name only, and validate-trust is false";
        let finding = Diagnostic::warning("names-without-trust", message).at(&element.source, element.name_span);
        compiler.report(
            finding
                .help("any CA can write these names: validate trust, or name thumbprints or the issuer's certificate"),
        );
    }
    compiler.need(Needs::CERTIFICATE);
    if policy.judges_chain() {
        compiler.need(Needs::VERIFICATION);
    }
    compiler.emit(element, policy);
}

/// What is wrong with a certificate, in the order in which it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusal {
    NotFound,
    NotYetValid,
    Expired,
    NotTrusted,
    Revoked,
    RevocationUnknown,
    IdentityNotMatched,
}

impl Refusal {
    /// LastError.Reason. The two of revocation are our names: no source knows APIM's.
    fn reason(self) -> &'static str {
        match self {
            Self::NotFound => "ClientCertificateNotFound",
            Self::NotYetValid => "ClientCertificateNotYetValid",
            Self::Expired => "ClientCertificateExpired",
            Self::NotTrusted => "ClientCertificateNotTrusted",
            Self::Revoked => "ClientCertificateRevoked",
            Self::RevocationUnknown => "ClientCertificateRevocationUnknown",
            Self::IdentityNotMatched => "ClientCertificateIdentityNotMatched",
        }
    }

    /// LastError.Message. Those of dates and revocation are our wording.
    fn message(self) -> &'static str {
        match self {
            Self::NotFound => "Client certificate missing",
            Self::NotYetValid => "Certificate is not yet valid.",
            Self::Expired => "Certificate has expired.",
            Self::NotTrusted => "A certificate chain could not be built to a trusted root authority.",
            Self::Revoked => "Certificate has been revoked.",
            Self::RevocationUnknown => "The revocation status of the certificate could not be determined.",
            Self::IdentityNotMatched => "Certificate does not match any of allowed identities.",
        }
    }

    /// What the caller reads.
    fn body_message(self) -> &'static str {
        if self == Self::NotFound { "Client certificate missing" } else { "Invalid client certificate" }
    }
}

impl ValidateClientCertificate {
    /// Whether anything here asks for the chain.
    fn judges_chain(&self) -> bool {
        self.validates_trust || self.validates_revocation || self.identities.iter().any(Identity::asks_for_issuer)
    }

    fn verdict(&self, running: &Running<'_>) -> Option<Arc<Verdict>> {
        let presented = running.exchange.caller.certificate.as_ref()?;
        let revocation = if self.validates_revocation { Revocation::Checked } else { Revocation::Ignored };
        self.judges_chain().then(|| presented.verdict(revocation, &*running.exchange.environment))
    }

    /// The first check that fails.
    fn refusal(&self, leaf: &Certificate, verdict: Option<&Verdict>, running: &Running<'_>) -> Option<Refusal> {
        let now = running.exchange.environment.timestamp();
        if self.validates_not_before && now < leaf.not_before() {
            return Some(Refusal::NotYetValid);
        }
        if self.validates_not_after && leaf.not_after() < now {
            return Some(Refusal::Expired);
        }
        // Without a verdict where one is asked for there is no trust.
        if self.validates_trust && !verdict.is_some_and(Verdict::trusted_but_for_leaf_dates_and_revocation) {
            return Some(Refusal::NotTrusted);
        }
        if self.validates_revocation {
            match verdict.map(|verdict| verdict.revocation) {
                Some(RevocationStatus::Good) => {}
                Some(RevocationStatus::Revoked) => return Some(Refusal::Revoked),
                _ => return Some(Refusal::RevocationUnknown),
            }
        }
        let issuer = verdict.and_then(Verdict::issuer);
        let is_listed = self.identities.is_empty() || self.identities.iter().any(|it| it.matches(leaf, issuer));
        (!is_listed).then_some(Refusal::IdentityNotMatched)
    }
}

impl Policy for ValidateClientCertificate {
    fn run(&self, running: &mut Running<'_>) -> Result<Flow, Failure> {
        let verdict = self.verdict(running);
        let leaf = running.exchange.caller.certificate.as_ref().map(|presented| presented.leaf.clone());
        let refusal = match &leaf {
            Some(leaf) => self.refusal(leaf, verdict.as_deref(), running),
            None => Some(Refusal::NotFound),
        };
        if refusal.is_some() || running.exchange.explain_passes {
            let checks = match &leaf {
                Some(leaf) => self.checks(leaf, verdict.as_deref(), running.exchange.environment.timestamp()),
                None => vec![self.missing(running)],
            };
            running.judge(refusal.map(Refusal::reason), checks);
        }
        let Some(refusal) = refusal else {
            running.trace_message(|| "Client certificate was validated.".to_owned());
            return Ok(Flow::Next);
        };
        if self.ignores_error {
            running.trace_message(|| format!("{}: ignored because ignore-error is true.", refusal.reason()));
            return Ok(Flow::Next);
        }
        Err(Failure::refused(refusal.reason(), refusal.message(), 401, refusal.body_message()))
    }
}
