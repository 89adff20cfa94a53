//! `countersign cert show FILE`: what is in a PFX, CER or PEM file, in the words that policies and .NET use.

use std::fs;
use std::path::PathBuf;

use certificates::{Certificate, Material, Timestamp};
use clap::Args;
use secret::Secret;
use serde_json::{Value, json};

use crate::clock;
use crate::command::Answer;
use crate::failure::Failure;
use crate::terminal::style;

/// Show what a certificate file holds: PFX, CER (DER or base64) or PEM
///
/// Names, serial number and thumbprint are printed as .NET prints them: what you see is what a policy compares.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The file
    file: PathBuf,
    /// Password of a PFX
    #[arg(long, env = "COUNTERSIGN_PFX_PASSWORD", hide_env_values = true)]
    password: Option<String>,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn execute(arguments: &Arguments) -> Result<Answer, Failure> {
    let bytes = fs::read(&arguments.file).map_err(|error| Failure::reading(&arguments.file, &error))?;
    let password = arguments.password.clone().map(Secret::new);
    let material = Material::read(&bytes, password.as_ref())
        .map_err(|error| Failure::new(format!("{}: {error}", arguments.file.display())))?;
    let now = clock::now();
    let (certificates, has_key) = contents(&material);
    if arguments.json {
        let all: Vec<Value> = certificates.iter().map(|certificate| to_json(certificate)).collect();
        anstream::println!("{:#}", json!({ "file": arguments.file, "privateKey": has_key, "certificates": all }));
    } else {
        for (index, certificate) in certificates.iter().enumerate() {
            let key = (index == 0).then_some(has_key);
            anstream::println!("{}", sheet(certificate, key, now));
        }
    }
    Ok(Answer::Yes)
}

/// The certificate first, then what came with it; whether its private key is there.
fn contents(material: &Material) -> (Vec<&Certificate>, bool) {
    match material {
        Material::PublicOnly { certificate, others } => (std::iter::once(certificate).chain(others).collect(), false),
        Material::Credential(credential) => {
            (std::iter::once(credential.certificate()).chain(credential.chain()).collect(), true)
        }
    }
}

/// One certificate for people.
fn sheet(certificate: &Certificate, has_key: Option<bool>, now: Timestamp) -> String {
    let extensions = certificate.extensions();
    let mut lines = vec![
        ("Subject", certificate.subject_text()),
        ("Issuer", certificate.issuer_text()),
        ("Serial number", certificate.serial_number_text()),
        ("Thumbprint", certificate.thumbprint_text()),
        ("Not before", dated(certificate.not_before(), now)),
        ("Not after", dated(certificate.not_after(), now)),
        ("Public key", certificate.public_key().to_string()),
        ("Signed with", certificate.signature_algorithm_name()),
    ];
    let listed = |items: Vec<String>| items.join(", ");
    if let Some(names) = &extensions.subject_alternative_names {
        lines.push(("Names", listed(names.iter().map(ToString::to_string).collect())));
    }
    if let Some(usage) = extensions.key_usage {
        lines.push(("Key usage", usage.names().join(", ")));
    }
    if let Some(usages) = &extensions.extended_key_usage {
        lines.push(("Meant for", listed(usages.iter().map(|usage| purpose(&usage.to_string())).collect())));
    }
    if let Some(constraints) = extensions.basic_constraints.filter(|constraints| constraints.ca) {
        let below = constraints.path_length.map_or_else(String::new, |most| format!(", at most {most} CAs below"));
        lines.push(("CA", format!("yes{below}")));
    }
    let unknown: Vec<String> = extensions.unknown_critical().map(ToString::to_string).collect();
    if !unknown.is_empty() {
        lines.push(("Unknown critical", listed(unknown)));
    }
    for defect in &extensions.defects {
        lines.push(("Defect", format!("{} {}", defect.oid, defect.problem)));
    }
    if let Some(has_key) = has_key {
        lines.push(("Private key", if has_key { "yes, and it belongs to this certificate" } else { "no" }.to_owned()));
    }
    let (strong, faint) = (style::STRONG, style::FAINT);
    let title = format!("{strong}{}{strong:#}\n", certificate.subject().simple_name());
    lines.into_iter().fold(title, |text, (label, value)| format!("{text}  {faint}{label:<17}{faint:#}{value}\n"))
}

/// A date and how far away it is.
fn dated(moment: Timestamp, now: Timestamp) -> String {
    format!("{moment} ({})", clock::distance(moment, now))
}

/// The names that people know of the usages that occur.
fn purpose(oid: &str) -> String {
    match oid {
        "1.3.6.1.5.5.7.3.1" => "servers",
        "1.3.6.1.5.5.7.3.2" => "clients",
        "1.3.6.1.5.5.7.3.3" => "code signing",
        "1.3.6.1.5.5.7.3.4" => "mail",
        "1.3.6.1.5.5.7.3.8" => "time stamps",
        "1.3.6.1.5.5.7.3.9" => "OCSP signing",
        "2.5.29.37.0" => "anything",
        other => other,
    }
    .to_owned()
}

/// One certificate for machines.
pub(crate) fn to_json(certificate: &Certificate) -> Value {
    let extensions = certificate.extensions();
    json!({
        "subject": certificate.subject_text(),
        "issuer": certificate.issuer_text(),
        "serialNumber": certificate.serial_number_text(),
        "thumbprint": certificate.thumbprint_text(),
        "notBefore": certificate.not_before().to_string(),
        "notAfter": certificate.not_after().to_string(),
        "version": certificate.version(),
        "publicKey": certificate.public_key().to_string(),
        "signatureAlgorithm": certificate.signature_algorithm_name(),
        "subjectAlternativeNames": extensions.subject_alternative_names.as_ref().map(|names| names.iter().map(ToString::to_string).collect::<Vec<_>>()),
        "keyUsage": extensions.key_usage.map(|usage| usage.names()),
        "extendedKeyUsage": extensions.extended_key_usage.as_ref().map(|usages| usages.iter().map(ToString::to_string).collect::<Vec<_>>()),
        "ca": certificate.is_ca(),
    })
}
