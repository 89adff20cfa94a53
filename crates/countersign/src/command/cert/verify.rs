//! `countersign cert verify …`: is this chain good, for this purpose, at this time, and if not, why not.

use std::fs;
use std::path::{Path, PathBuf};

use certificates::cer::{self, CerError};
use certificates::chain::{self, ChainPolicy, Profile, Purpose, ServerName};
use certificates::{Certificate, CertificateError, RevocationData, StoreName, TrustStore, pem};
use clap::{Args, ValueEnum};
use serde_json::json;

use crate::clock;
use crate::command::Answer;
use crate::failure::Failure;
use crate::terminal::{style, verdict};

/// Judge a certificate chain: exit code 0 accepts, 1 rejects, 2 could not be judged
#[derive(Args)]
#[command(after_help = "\
For example:
  countersign cert verify --chain client.pem --intermediates dev.pem --roots root.pem --purpose client")]
pub(crate) struct Arguments {
    /// The certificate to judge; others in the same file count as sent along with it
    #[arg(long, value_name = "FILE")]
    chain: PathBuf,
    /// Intermediate CA certificates
    #[arg(long, value_name = "FILE")]
    intermediates: Vec<PathBuf>,
    /// Root certificates: where trust ends
    #[arg(long, value_name = "FILE")]
    roots: Vec<PathBuf>,
    /// Revocation lists; with at least one, every certificate must be known not to be revoked
    #[arg(long, value_name = "FILE")]
    crl: Vec<PathBuf>,
    /// The time to judge for, such as 2026-01-31T12:00:00Z [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// What it is to be used for
    #[arg(long, value_enum, default_value_t = Use::Any)]
    purpose: Use,
    /// Host name or IP address that the certificate must be for
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Most intermediate certificates between leaf and root
    #[arg(long, value_name = "N")]
    max_depth: Option<usize>,
    /// How close to the letter certificates must be
    #[arg(long, value_enum, default_value_t = Letter::Strict)]
    profile: Letter,
    /// Show passed checks too
    #[arg(long)]
    all: bool,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

/// Purposes by their names on the command line.
#[derive(Clone, Copy, ValueEnum)]
enum Use {
    /// No particular one: what X509Certificate2.Verify() asks
    Any,
    /// As a caller
    Client,
    /// As a server
    Server,
}

/// Profiles by their names on the command line.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Letter {
    /// RFC 5280 to the letter
    Strict,
    /// As the gateway judges callers, and .NET: harmless breaches are warnings
    Gateway,
}

pub(crate) fn execute(arguments: &Arguments) -> Result<Answer, Failure> {
    let at = clock::at(arguments.at.as_deref())?;
    let mut chain = read(&arguments.chain)?.into_iter();
    let leaf = match chain.next() {
        Some(Ok(leaf)) => leaf,
        Some(Err(problem)) => return Ok(no_certificate(&problem, arguments.json)),
        None => return Err(Failure::new(format!("{} holds no certificate", arguments.chain.display()))),
    };
    // Intermediates count as sent along, not as uploaded: one that is no CA must be judged, not refused at the door.
    let mut presented = usable(chain);
    for path in &arguments.intermediates {
        presented.extend(usable(read(path)?));
    }
    let store = trust(&arguments.roots, arguments.profile)?;
    let revocation = revocation(&arguments.crl)?;
    let policy = ChainPolicy {
        purpose: arguments.purpose.into(),
        name: arguments.name.as_deref().map(ServerName::parse),
        revocation: revocation.as_ref(),
        max_depth: arguments.max_depth,
        profile: arguments.profile.into(),
        ..ChainPolicy::at(at)
    };
    let verdict = chain::judge(&leaf, &presented, &store, &policy);
    if arguments.json {
        anstream::println!("{:#}", verdict::to_json(&verdict));
    } else {
        let (word, look) = if verdict.trusted { ("accepted", style::GOOD) } else { ("rejected", style::BAD) };
        anstream::println!("{}{look}{word}{look:#}", verdict::render(&verdict, arguments.all));
        let by_gateway = ChainPolicy { profile: Profile::DotNet, ..policy };
        let store = trust(&arguments.roots, Letter::Gateway)?;
        if !verdict.trusted && chain::judge(&leaf, &presented, &store, &by_gateway).trusted {
            anstream::println!("the gateway accepts this chain with a warning, as .NET does (--profile gateway)");
        }
    }
    Ok(verdict.trusted.into())
}

/// The file was there, but what it holds cannot be a certificate: that is a rejection, with its reason.
fn no_certificate(problem: &CertificateError, as_json: bool) -> Answer {
    match as_json {
        true => anstream::println!(
            "{:#}",
            json!({ "trusted": false, "problem": problem.to_string(), "elements": [], "checks": [] })
        ),
        false => anstream::println!("{}rejected{:#}: not a certificate: {problem}", style::BAD, style::BAD),
    }
    Answer::No
}

impl From<Use> for Purpose {
    fn from(wanted: Use) -> Self {
        match wanted {
            Use::Any => Self::Any,
            Use::Client => Self::Client,
            Use::Server => Self::Server,
        }
    }
}

impl From<Letter> for Profile {
    fn from(wanted: Letter) -> Self {
        match wanted {
            Letter::Strict => Self::Rfc5280,
            Letter::Gateway => Self::DotNet,
        }
    }
}

/// The certificates of a file, readable or not. An empty file is a list without entries, as tools write it.
fn read(path: &Path) -> Result<Vec<Result<Certificate, CertificateError>>, Failure> {
    let bytes = fs::read(path).map_err(|error| Failure::reading(path, &error))?;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(Vec::new());
    }
    if pem::is_pem(&bytes) {
        let blocks = pem::read(&bytes).map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
        let certificates = blocks.iter().filter(|block| block.label.ends_with("CERTIFICATE"));
        return Ok(certificates.map(|block| Certificate::from_der(&block.der)).collect());
    }
    match cer::read_all(&bytes) {
        Ok(certificates) => Ok(certificates.into_iter().map(Ok).collect()),
        Err(CerError::Certificate(problem)) => Ok(vec![Err(problem)]),
        Err(error) => Err(Failure::new(format!("{}: {error}", path.display()))),
    }
}

/// Those that can be read; an unreadable one cannot help a chain, and says so.
fn usable(read: impl IntoIterator<Item = Result<Certificate, CertificateError>>) -> Vec<Certificate> {
    let mut certificates = Vec::new();
    for one in read {
        match one {
            Ok(certificate) => certificates.push(certificate),
            Err(problem) => warn(&format!("a certificate is left out: {problem}")),
        }
    }
    certificates
}

/// Where trust ends: to the letter also at a root that is not self-signed, in a gateway's Root store not. An entry that
/// cannot end a chain is named and left out.
fn trust(paths: &[PathBuf], profile: Letter) -> Result<TrustStore, Failure> {
    let mut store = TrustStore::empty();
    for path in paths {
        for root in usable(read(path)?) {
            let subject = root.subject_text();
            let added = match profile {
                Letter::Strict => store.add_anchor(root),
                Letter::Gateway => store.add(StoreName::Root, root).map(|_| ()),
            };
            if let Err(refused) = added {
                warn(&format!("`{subject}` cannot be a root: {refused}"));
            }
        }
    }
    Ok(store)
}

/// The revocation lists; none given: nobody asks.
fn revocation(paths: &[PathBuf]) -> Result<Option<RevocationData>, Failure> {
    let mut data = RevocationData::default();
    for path in paths {
        let bytes = fs::read(path).map_err(|error| Failure::reading(path, &error))?;
        if let Err(problem) = data.add_crl(&bytes) {
            warn(&format!("{} is left out: {problem}", path.display()));
        }
    }
    Ok((!paths.is_empty()).then_some(data))
}

fn warn(text: &str) {
    anstream::eprintln!("{}warning{:#}: {text}", style::WARN, style::WARN);
}
