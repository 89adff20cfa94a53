//! Examines one certificate at its place in a chain: everything that needs neither a signature nor the names below.

use crate::certificate::Certificate;
use crate::chain::explain::{Finding, Subject};
use crate::chain::{ChainPolicy, Purpose, profile, server_name};
use crate::oid::{Oid, usage};
use crate::public_key::KeyKind;
use crate::signature::{SignatureProblem, Strength};
use crate::verdict::{ChainStatus, CheckKind, Origin};

/// Everything about the leaf.
pub(super) fn leaf(subject: &Subject<'_>, policy: &ChainPolicy<'_>) -> Vec<Finding> {
    let mut findings = any_element(subject, policy);
    findings.push(extended_key_usage(subject, policy.purpose));
    findings.push(leaf_key_usage(subject, policy.purpose));
    if let Some(name) = &policy.name {
        findings.push(server_name::check(subject, name));
    }
    findings
}

/// Everything about an issuer with `intermediates_below` CA certificates below it that are not self-issued.
pub(super) fn issuer(subject: &Subject<'_>, intermediates_below: usize, policy: &ChainPolicy<'_>) -> Vec<Finding> {
    let mut findings = any_element(subject, policy);
    findings.push(basic_constraints(subject));
    if let Some(finding) = path_length(subject, intermediates_below) {
        findings.push(finding);
    }
    findings.push(issuer_key_usage(subject));
    if policy.purpose != Purpose::Any {
        findings.push(extended_key_usage(subject, policy.purpose));
    }
    findings
}

fn any_element(subject: &Subject<'_>, policy: &ChainPolicy<'_>) -> Vec<Finding> {
    let mut findings = vec![not_before(subject, policy), not_after(subject, policy)];
    findings.push(critical_extensions(subject));
    findings.extend(extension_defects(subject));
    findings.extend(profile::check(subject, policy.profile));
    findings.push(key_strength(subject));
    findings
}

fn not_before(subject: &Subject<'_>, policy: &ChainPolicy<'_>) -> Finding {
    let not_before = subject.certificate.not_before();
    let (found, expected) = (format!("valid from {not_before}"), format!("at or before {}", policy.at));
    if not_before <= policy.at {
        return subject.passed(CheckKind::NotBefore, found, expected);
    }
    subject
        .failed(CheckKind::NotBefore, ChainStatus::NotTimeValid, found, expected)
        .fix("wait until it is valid, or check the clocks of issuer and gateway")
}

fn not_after(subject: &Subject<'_>, policy: &ChainPolicy<'_>) -> Finding {
    let not_after = subject.certificate.not_after();
    let (found, expected) = (format!("valid until {not_after}"), format!("at or after {}", policy.at));
    if policy.at <= not_after {
        return subject.passed(CheckKind::NotAfter, found, expected);
    }
    let fix = match subject.origin {
        Origin::Leaf => "have its owner renew it".to_owned(),
        Origin::Presented => "have the caller send the renewed CA certificate".to_owned(),
        Origin::CertificateAuthorityStore | Origin::RootStore => "upload the renewed CA certificate".to_owned(),
    };
    subject.failed(CheckKind::NotAfter, ChainStatus::NotTimeValid, found, expected).fix(fix)
}

fn critical_extensions(subject: &Subject<'_>) -> Finding {
    let unknown: Vec<String> = subject.certificate.extensions().unknown_critical().map(Oid::to_string).collect();
    let expected = "only critical extensions that are understood here";
    if unknown.is_empty() {
        return subject.passed(CheckKind::CriticalExtensions, "none that is unknown", expected);
    }
    let found = format!("critical extension {} is not understood", unknown.join(", "));
    subject
        .failed(CheckKind::CriticalExtensions, ChainStatus::HasNotSupportedCriticalExtension, found, expected)
        .fix("have the certificate issued without that extension, or with it marked not critical")
}

fn extension_defects(subject: &Subject<'_>) -> Vec<Finding> {
    let finding = |defect: &crate::extension::Defect| {
        let found = format!("extension {} {}", defect.oid, defect.problem);
        subject
            .failed(CheckKind::Extensions, ChainStatus::InvalidExtension, found, "extensions as RFC 5280 defines them")
            .fix("have the certificate issued again by software that encodes it correctly")
    };
    subject.certificate.extensions().defects.iter().map(finding).collect()
}

/// Keys that sign are bounded where signatures are checked; here weak ones are only pointed out, as in .NET.
fn key_strength(subject: &Subject<'_>) -> Finding {
    let key = subject.certificate.public_key();
    let expected = "RSA of at least 2048 bits or an elliptic curve of at least 256";
    let weak = match key.kind() {
        KeyKind::Rsa { bits, .. } | KeyKind::RsaPss { bits, .. } => *bits < 2048,
        KeyKind::Ec(crate::public_key::Curve::P224) | KeyKind::Dsa => true,
        _ => false,
    };
    if weak {
        return subject
            .warning(CheckKind::KeyStrength, key.to_string(), expected)
            .fix("replace it with a stronger key");
    }
    subject.passed(CheckKind::KeyStrength, key.to_string(), expected)
}

fn basic_constraints(subject: &Subject<'_>) -> Finding {
    let certificate = subject.certificate;
    let expected = "a CA certificate (basicConstraints with cA=TRUE)";
    match certificate.extensions().basic_constraints {
        Some(constraints) if constraints.ca => subject.passed(CheckKind::BasicConstraints, "cA=TRUE", expected),
        // Version 1 cannot say it. As a root it was chosen by whoever configures; .NET trusts it (oracle `root_v1`).
        None if certificate.version() == 1 && subject.origin == Origin::RootStore => {
            subject.warning(CheckKind::BasicConstraints, "a version 1 root, which cannot say so", expected)
        }
        found => {
            let found = if found.is_some() { "cA=FALSE" } else { "no basicConstraints" };
            subject
                .failed(CheckKind::BasicConstraints, ChainStatus::InvalidBasicConstraints, found, expected)
                .fix("it must not issue certificates: have the leaf issued by a CA")
        }
    }
}

fn path_length(subject: &Subject<'_>, intermediates_below: usize) -> Option<Finding> {
    let limit = subject.certificate.extensions().basic_constraints?.path_length?;
    let (found, expected) =
        (format!("{intermediates_below} intermediate CAs below it"), format!("at most {limit} (pathLenConstraint)"));
    if intermediates_below as u64 <= u64::from(limit) {
        return Some(subject.passed(CheckKind::PathLength, found, expected));
    }
    let finding = subject.failed(CheckKind::PathLength, ChainStatus::InvalidBasicConstraints, found, expected);
    Some(finding.fix("have the leaf issued by a CA nearer to this one"))
}

fn issuer_key_usage(subject: &Subject<'_>) -> Finding {
    let expected = "keyCertSign, or no key usage at all";
    match subject.certificate.extensions().key_usage {
        None => subject.passed(CheckKind::KeyUsage, "no key usage", expected),
        Some(usage) if usage.certificate_signing() => {
            subject.passed(CheckKind::KeyUsage, usage.names().join(", "), expected)
        }
        Some(usage) => subject
            // OpenSSL, and so .NET, reports it like a missing CA flag (oracle `int_no_certsign`).
            .failed(CheckKind::KeyUsage, ChainStatus::InvalidBasicConstraints, usage.names().join(", "), expected)
            .fix("have the CA certificate issued again with keyCertSign"),
    }
}

fn leaf_key_usage(subject: &Subject<'_>, purpose: Purpose) -> Finding {
    let usage = subject.certificate.extensions().key_usage;
    let found = usage.map_or("no key usage".to_owned(), |usage| usage.names().join(", "));
    let expected = match purpose {
        Purpose::Any => return subject.skipped(CheckKind::KeyUsage, found, "anything: Verify() does not ask"),
        Purpose::Client => "digitalSignature, or no key usage at all",
        Purpose::Server => "digitalSignature, keyEncipherment or keyAgreement, or no key usage at all",
    };
    let allowed = usage.is_none_or(|usage| {
        let names = usage.names();
        usage.digital_signature()
            || (purpose == Purpose::Server && (names.contains(&"keyEncipherment") || names.contains(&"keyAgreement")))
    });
    if allowed {
        return subject.passed(CheckKind::KeyUsage, found, expected);
    }
    let fix = "have the certificate issued again with digitalSignature";
    // TLS libraries do not agree on whether a server's key usage matters; those that do will refuse by themselves.
    if purpose == Purpose::Server {
        return subject.warning(CheckKind::KeyUsage, found, expected).fix(fix);
    }
    subject.failed(CheckKind::KeyUsage, ChainStatus::NotValidForUsage, found, expected).fix(fix)
}

fn extended_key_usage(subject: &Subject<'_>, purpose: Purpose) -> Finding {
    let usages = subject.certificate.extensions().extended_key_usage.as_deref();
    let found = usages.map_or("no extended key usage".to_owned(), describe_usages);
    let (wanted, name) = match purpose {
        Purpose::Any => return subject.skipped(CheckKind::ExtendedKeyUsage, found, "anything: Verify() does not ask"),
        Purpose::Client => (usage::CLIENT_AUTH, "clientAuth"),
        Purpose::Server => (usage::SERVER_AUTH, "serverAuth"),
    };
    let expected = format!("{name}, anyExtendedKeyUsage, or no extended key usage at all");
    let allows = |oid: &Oid| [wanted, usage::ANY].contains(&oid.contents());
    if usages.is_none_or(|usages| usages.iter().any(allows)) {
        return subject.passed(CheckKind::ExtendedKeyUsage, found, expected);
    }
    subject
        .failed(CheckKind::ExtendedKeyUsage, ChainStatus::NotValidForUsage, found, expected)
        .fix(format!("have the certificate issued again with {name}"))
}

fn describe_usages(usages: &[Oid]) -> String {
    let name = |oid: &Oid| match oid.contents() {
        usage::CLIENT_AUTH => "clientAuth".to_owned(),
        usage::SERVER_AUTH => "serverAuth".to_owned(),
        usage::ANY => "anyExtendedKeyUsage".to_owned(),
        _ => oid.to_string(),
    };
    usages.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// What the signature of `subject` by `issuer` comes to.
pub(super) fn signature(
    subject: &Subject<'_>,
    issuer: &Certificate,
    result: &Result<Strength, SignatureProblem>,
    policy: &ChainPolicy<'_>,
) -> Vec<Finding> {
    let expected = format!("signed by `{}`, thumbprint {}", issuer.subject_text(), issuer.thumbprint());
    let strength = match result {
        Ok(strength) => strength,
        Err(problem) => {
            let finding =
                subject.failed(CheckKind::Signature, ChainStatus::NotSignatureValid, problem.to_string(), expected);
            let fix = match problem {
                SignatureProblem::NotValid => {
                    "the CA certificate at hand has the right name but another key: upload the one that issued it"
                }
                _ => "have the certificate issued again with a common key and algorithm (RSA 2048 or P-256, SHA-256)",
            };
            return vec![finding.fix(fix)];
        }
    };
    let algorithm = subject.certificate.signature_algorithm_name();
    let mut findings = vec![subject.passed(CheckKind::Signature, format!("a valid signature ({algorithm})"), expected)];
    let expected = "SHA-256 or better";
    findings.push(match strength {
        Strength::Sound => subject.passed(CheckKind::SignatureStrength, algorithm, expected),
        Strength::Sha1 if policy.accept_sha1 => subject.warning(CheckKind::SignatureStrength, algorithm, expected),
        Strength::Sha1 | Strength::Md5 => subject
            .failed(CheckKind::SignatureStrength, ChainStatus::HasWeakSignature, algorithm, expected)
            .fix("have the certificate issued again with SHA-256: signatures with this hash can be forged"),
    });
    findings
}
