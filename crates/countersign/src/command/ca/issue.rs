//! `countersign ca issue`: one certificate from the development CA.

use std::path::PathBuf;

use certificates::Certificate;
use clap::Args;
use dev_ca::{Issued, KeyType, LeafRequest, Usage, Validity};

use super::{Authority, failed};
use crate::command::Answer;
use crate::failure::Failure;
use crate::state::State;
use crate::{clock, development};

/// Issue a certificate: CERTIFICATE.pem, .key.pem, .cer and .pfx
#[derive(Args)]
#[command(after_help = "\
For example:
  countersign ca issue --name \"Partner A\"
  countersign ca issue --name api.example.test --server --dns api.example.test --days 30")]
pub(super) struct Arguments {
    /// Common name of the subject
    #[arg(long)]
    name: String,
    /// Organisation of the subject
    #[arg(long)]
    organization: Option<String>,
    /// Who issues it
    #[arg(long, value_enum, default_value_t = Authority::Dev)]
    by: Authority,
    /// For a server; otherwise for a caller
    #[arg(long)]
    server: bool,
    /// Host name to add; may be given several times
    #[arg(long, value_name = "NAME")]
    dns: Vec<String>,
    /// Address to add; may be given several times
    #[arg(long, value_name = "ADDRESS")]
    ip: Vec<std::net::IpAddr>,
    /// Kind of key: p256, p384, p521, ed25519, rsa2048, rsa3072, rsa4096
    #[arg(long, default_value = "p256", value_parser = key_type)]
    key: KeyType,
    /// Days of validity
    #[arg(long, default_value_t = 365, conflicts_with_all = ["expired", "not_yet_valid"])]
    days: u16,
    /// Already over
    #[arg(long)]
    expired: bool,
    /// Not begun yet
    #[arg(long, conflicts_with = "expired")]
    not_yet_valid: bool,
    /// Path of the files without their endings [default: .countersign/ca/NAME]
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
}

fn key_type(text: &str) -> Result<KeyType, String> {
    KeyType::parse(text).ok_or_else(|| {
        let names: Vec<&str> = KeyType::NAMES.iter().map(|(name, _)| *name).collect();
        format!("one of {}", names.join(", "))
    })
}

pub(super) fn execute(state: &State, arguments: &Arguments) -> Result<Answer, Failure> {
    let now = clock::now();
    let authority = arguments.by.open(state)?;
    let mut request = LeafRequest::client(&arguments.name, now);
    request.organization.clone_from(&arguments.organization);
    request.dns_names.clone_from(&arguments.dns);
    request.ip_addresses.clone_from(&arguments.ip);
    request.key_type = arguments.key;
    request.validity = match (arguments.expired, arguments.not_yet_valid) {
        (true, _) => Validity::expired(now),
        (_, true) => Validity::not_yet(now),
        _ => Validity::days(now, i64::from(arguments.days)),
    };
    if arguments.server {
        request.usages = vec![Usage::Server];
    }
    let issued = authority.issue(&request).map_err(failed)?;
    let path = write(state, arguments, &issued)?;
    report(issued.certificate(), &path);
    Ok(Answer::Yes)
}

/// Writes the four files; their common path.
fn write(state: &State, arguments: &Arguments, issued: &Issued) -> Result<PathBuf, Failure> {
    let stem = match &arguments.out {
        Some(path) => path.clone(),
        None => state.path(development::FOLDER).join(file_name(&arguments.name)),
    };
    let text = stem.display().to_string();
    let pfx = issued.pfx(development::PFX_PASSWORD).map_err(failed)?;
    // Servers send their chain; callers send the leaf alone, as most do.
    let pem = if arguments.server { issued.chain_pem() } else { issued.certificate_pem() };
    crate::state::write_file(format!("{text}.pem").as_ref(), pem.as_bytes())?;
    crate::state::write_file(format!("{text}.cer").as_ref(), issued.cer().as_bytes())?;
    crate::state::write_private_file(format!("{text}.key.pem").as_ref(), issued.key_pem().expose().as_bytes())?;
    crate::state::write_private_file(format!("{text}.pfx").as_ref(), &pfx)?;
    Ok(stem)
}

/// "Partner A" as a file name: `partner-a`.
fn file_name(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_alphanumeric() || c == '.' { c.to_ascii_lowercase() } else { '-' }).collect();
    plain.trim_matches(['-', '.']).to_owned()
}

fn report(certificate: &Certificate, path: &std::path::Path) {
    anstream::println!("{} by {}", certificate.subject_text(), certificate.issuer_text());
    anstream::println!("thumbprint {}", certificate.thumbprint_text());
    anstream::println!("{0}.pem {0}.key.pem {0}.cer {0}.pfx", path.display());
}
