//! RFC 5280 to the letter: rules whose breach harms nobody today, but which careful CAs keep.
//!
//! .NET accepts all of these, and so does the gateway with a warning; [`Profile::Rfc5280`] refuses.

use crate::chain::Profile;
use crate::chain::explain::{Finding, Subject};
use crate::oid::extension as known;
use crate::verdict::{ChainStatus, CheckKind, Origin};

/// RFC 5280 §4.1.2.2.
const MAX_SERIAL_BYTES: usize = 20;

/// All breaches of one certificate.
pub(super) fn check(subject: &Subject<'_>, profile: Profile) -> Vec<Finding> {
    let finding = |(found, expected): (&str, &str)| match profile {
        Profile::Rfc5280 => subject.failed(CheckKind::Extensions, ChainStatus::InvalidExtension, found, expected),
        Profile::DotNet => subject.warning(CheckKind::Extensions, found, expected),
    };
    let breaches: Vec<Finding> = breaches(subject).into_iter().map(finding).collect();
    if breaches.is_empty() && subject.certificate.extensions().defects.is_empty() {
        let expected = "extensions as RFC 5280 defines them";
        return vec![subject.passed(CheckKind::Extensions, "nothing amiss", expected)];
    }
    breaches
}

/// What is found, and what the RFC asks for.
fn breaches(subject: &Subject<'_>) -> Vec<(&'static str, &'static str)> {
    let certificate = subject.certificate;
    let extensions = certificate.extensions();
    let critical = |oid| extensions.find(oid).map(|extension| extension.critical);
    let has_issuer = !certificate.is_self_issued() && subject.origin != Origin::RootStore;
    let is_ca = certificate.is_ca();
    let mut breaches = Vec::new();
    if certificate.issuer().is_empty() {
        breaches.push(("an empty issuer name", "a name (RFC 5280 §4.1.2.4)"));
    }
    if certificate.version() == 3 {
        if has_issuer && extensions.authority_key_identifier.as_ref().is_none_or(|identifier| identifier.key.is_none())
        {
            breaches.push(("no authorityKeyIdentifier", "the issuer's key identifier (RFC 5280 §4.2.1.1)"));
        }
        if is_ca && extensions.subject_key_identifier.is_none() {
            breaches.push(("a CA without subjectKeyIdentifier", "a key identifier (RFC 5280 §4.2.1.2)"));
        }
    }
    if certificate.subject().is_empty() {
        if is_ca {
            breaches.push(("a CA without subject name", "a name (RFC 5280 §4.1.2.6)"));
        } else if critical(known::SUBJECT_ALTERNATIVE_NAME) != Some(true) {
            breaches.push(("no subject name and no critical subjectAltName", "one of them (RFC 5280 §4.2.1.6)"));
        }
    }
    if is_ca && critical(known::BASIC_CONSTRAINTS) == Some(false) {
        breaches.push(("a CA whose basicConstraints is not critical", "critical (RFC 5280 §4.2.1.9)"));
    }
    let signs_certificates = extensions.key_usage.is_some_and(|usage| usage.certificate_signing());
    if signs_certificates && !is_ca && certificate.version() == 3 {
        breaches.push(("keyCertSign without cA=TRUE", "both or neither (RFC 5280 §4.2.1.9)"));
    }
    match certificate.serial_number() {
        [0] => breaches.push(("serial number 0", "a positive number (RFC 5280 §4.1.2.2)")),
        long if long.len() > MAX_SERIAL_BYTES => {
            breaches.push(("a serial number of more than 20 bytes", "20 bytes at most (RFC 5280 §4.1.2.2)"));
        }
        _ => {}
    }
    if critical(known::POLICY_CONSTRAINTS) == Some(false) {
        breaches.push(("policyConstraints that are not critical", "critical (RFC 5280 §4.2.1.11)"));
    }
    if is_ca && critical(known::NAME_CONSTRAINTS) == Some(false) {
        breaches.push(("nameConstraints that are not critical", "critical (RFC 5280 §4.2.1.10)"));
    }
    if extensions.name_constraints.is_some() && !is_ca {
        breaches.push(("nameConstraints in a certificate that is no CA", "only in CAs (RFC 5280 §4.2.1.10)"));
    }
    breaches
}
