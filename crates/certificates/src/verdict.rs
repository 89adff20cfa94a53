//! The reasoned result of judging a certificate: the chain, .NET's statuses per element, and every check.

use std::fmt;

use crate::certificate::Certificate;
use crate::timestamp::Timestamp;

/// .NET's X509ChainStatusFlags, as far as we give them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChainStatus {
    /// Outside of its validity.
    NotTimeValid,
    /// Its CA revoked it.
    Revoked,
    /// Its signature is not its issuer's.
    NotSignatureValid,
    /// Its use is not allowed.
    NotValidForUsage,
    /// The chain ends at a self-signed certificate that nobody trusts.
    UntrustedRoot,
    /// No revocation data answers for it.
    RevocationStatusUnknown,
    /// A malformed extension.
    InvalidExtension,
    /// An issuer that must not issue, or too long a chain below it.
    InvalidBasicConstraints,
    /// Name constraints that cannot be applied.
    InvalidNameConstraints,
    /// A name outside of what its CA may name.
    HasNotPermittedNameConstraint,
    /// A name that its CA must not name.
    HasExcludedNameConstraint,
    /// The chain has no end: an issuer is missing.
    PartialChain,
    /// Signed with a broken hash.
    HasWeakSignature,
    /// A critical extension that nobody here understands.
    HasNotSupportedCriticalExtension,
}

/// Where an element of the chain came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The certificate that is judged.
    Leaf,
    /// Sent along by whoever showed the leaf.
    Presented,
    /// The CertificateAuthority store.
    CertificateAuthorityStore,
    /// The Root store.
    RootStore,
}

/// One element of the chain, leaf first.
#[derive(Debug, Clone)]
pub struct Element {
    /// The certificate.
    pub certificate: Certificate,
    /// Where it came from.
    pub origin: Origin,
    /// What is wrong with it, in .NET's words; nothing if it is good.
    pub statuses: Vec<ChainStatus>,
}

/// What was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CheckKind {
    /// The chain reaches a trust anchor.
    Anchor,
    /// notBefore has come.
    NotBefore,
    /// notAfter has not passed.
    NotAfter,
    /// The issuer signed it.
    Signature,
    /// With a hash that is not broken.
    SignatureStrength,
    /// The key is strong enough.
    KeyStrength,
    /// All critical extensions are understood.
    CriticalExtensions,
    /// All extensions are well-formed.
    Extensions,
    /// Issuers are CAs.
    BasicConstraints,
    /// Chains below issuers are not too long.
    PathLength,
    /// Issuers may sign certificates; the leaf may do what it is used for.
    KeyUsage,
    /// Names are within what the CAs above may name.
    NameConstraints,
    /// The extended key usage allows the purpose.
    ExtendedKeyUsage,
    /// The certificate is for the server asked for.
    ServerName,
    /// Nobody revoked it.
    Revocation,
    /// Judging stayed within its limits.
    Limits,
}

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// As it should be.
    Passed,
    /// Not as it should be: no trust.
    Failed,
    /// Cannot be known, and so: no trust.
    Unknown,
    /// Accepted, but worth a look.
    Warning,
    /// Not asked for.
    Skipped,
}

/// One check with its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was checked.
    pub kind: CheckKind,
    /// Which element of the chain it is about (0 is the leaf); `None`: the chain as a whole.
    pub element: Option<usize>,
    /// How it came out.
    pub outcome: Outcome,
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
    /// On what the finding rests: subject, thumbprint, where the certificate came from.
    pub evidence: String,
    /// What would help, if something would.
    pub fix: Option<String>,
}

/// What is known about revocation of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RevocationStatus {
    /// Nobody asked.
    NotChecked,
    /// No element is revoked.
    Good,
    /// Nothing answers for at least one element.
    Unknown,
    /// At least one element is revoked.
    Revoked,
}

/// The reasoned result.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// Everything that was asked for holds: .NET's `Verify()` or, without revocation, `VerifyNoRevocation()`.
    pub trusted: bool,
    /// The chain, leaf first; when there are several, the one with the least wrong.
    pub elements: Vec<Element>,
    /// Every check, in the order of the chain.
    pub checks: Vec<Check>,
    /// What is known about revocation.
    pub revocation: RevocationStatus,
    /// The moment it was judged for.
    pub judged_at: Timestamp,
    /// Until when, this moment included, judging again with the same certificates and data gives the same.
    pub valid_until: Timestamp,
}

impl Verdict {
    /// The checks that refuse.
    pub fn failures(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| matches!(check.outcome, Outcome::Failed | Outcome::Unknown))
    }

    /// Whether all is well but, at most, for the checks that `forgiven` names. With this a policy that judges dates
    /// or revocation on its own asks for trust alone.
    pub fn trusted_but_for(&self, forgiven: impl Fn(&Check) -> bool) -> bool {
        self.failures().all(forgiven)
    }

    /// Trust alone: chain, signatures, CAs, names; neither the leaf's own dates nor revocation.
    pub fn trusted_but_for_leaf_dates_and_revocation(&self) -> bool {
        self.trusted_but_for(|check| match check.kind {
            CheckKind::NotBefore | CheckKind::NotAfter => check.element == Some(0),
            CheckKind::Revocation => true,
            _ => false,
        })
    }

    /// The certificate that signed the leaf, if it is known and its signature is good; a self-signed leaf's issuer
    /// is itself.
    pub fn issuer(&self) -> Option<&Certificate> {
        let leaf = self.elements.first()?;
        let unproven = [ChainStatus::NotSignatureValid, ChainStatus::PartialChain];
        if leaf.statuses.iter().any(|status| unproven.contains(status)) {
            return None;
        }
        match self.elements.get(1) {
            Some(issuer) => Some(&issuer.certificate),
            None if leaf.certificate.is_self_issued() => Some(&leaf.certificate),
            None => None,
        }
    }

    /// Whether the verdict may still be used at `now`: later than it was made, earlier than it may change.
    pub fn holds_at(&self, now: Timestamp) -> bool {
        self.judged_at <= now && now <= self.valid_until
    }
}

impl ChainStatus {
    /// .NET's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotTimeValid => "NotTimeValid",
            Self::Revoked => "Revoked",
            Self::NotSignatureValid => "NotSignatureValid",
            Self::NotValidForUsage => "NotValidForUsage",
            Self::UntrustedRoot => "UntrustedRoot",
            Self::RevocationStatusUnknown => "RevocationStatusUnknown",
            Self::InvalidExtension => "InvalidExtension",
            Self::InvalidBasicConstraints => "InvalidBasicConstraints",
            Self::InvalidNameConstraints => "InvalidNameConstraints",
            Self::HasNotPermittedNameConstraint => "HasNotPermittedNameConstraint",
            Self::HasExcludedNameConstraint => "HasExcludedNameConstraint",
            Self::PartialChain => "PartialChain",
            Self::HasWeakSignature => "HasWeakSignature",
            Self::HasNotSupportedCriticalExtension => "HasNotSupportedCriticalExtension",
        }
    }
}

impl CheckKind {
    /// Stable kebab-case name, for machines and for searching.
    pub fn name(self) -> &'static str {
        match self {
            Self::Anchor => "anchor",
            Self::NotBefore => "not-before",
            Self::NotAfter => "not-after",
            Self::Signature => "signature",
            Self::SignatureStrength => "signature-strength",
            Self::KeyStrength => "key-strength",
            Self::CriticalExtensions => "critical-extensions",
            Self::Extensions => "extensions",
            Self::BasicConstraints => "basic-constraints",
            Self::PathLength => "path-length",
            Self::KeyUsage => "key-usage",
            Self::NameConstraints => "name-constraints",
            Self::ExtendedKeyUsage => "extended-key-usage",
            Self::ServerName => "server-name",
            Self::Revocation => "revocation",
            Self::Limits => "limits",
        }
    }
}

impl Outcome {
    /// One lower-case word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::Warning => "warning",
            Self::Skipped => "skipped",
        }
    }
}

impl Origin {
    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Leaf => "the certificate itself",
            Self::Presented => "sent along with the certificate",
            Self::CertificateAuthorityStore => "CertificateAuthority store",
            Self::RootStore => "Root store",
        }
    }
}

impl fmt::Display for ChainStatus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// One line: `path-length failed: 2 intermediates below (expected at most 0)`.
impl fmt::Display for Check {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}: {} (expected {})", self.kind.name(), self.outcome.name(), self.found, self.expected)?;
        if let Some(fix) = &self.fix {
            write!(formatter, "; help: {fix}")?;
        }
        Ok(())
    }
}
