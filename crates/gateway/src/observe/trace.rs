//! Request traces: APIM's JSON shape, with entries for the handshake, the chain verdict and the backend's handshake.
//!
//! A trace shows headers and values, so it is made only for callers that hold a debug token, and kept in a bounded
//! number of files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use policies::exchange::Exchange;
use policies::exchange::caller::Revocation;
use policies::plan::Section;
use secret::Secret;
use serde_json::{Value, json};

use super::json::{certificate, elapsed_text, time_text, trace_value};
use crate::connection::Connection;
use crate::tls::handshake_record::BackendHandshake;

/// Folder of the trace files inside the state folder.
pub const TRACE_FOLDER: &str = "traces";
/// Trace files that are kept; the oldest goes first.
const TRACES_MAX: usize = 200;

/// Lets its holder ask for request traces.
#[derive(Debug, Clone)]
pub struct DebugToken {
    /// What the caller sends in `Apim-Debug-Authorization`.
    pub token: Secret<String>,
    /// After this it is answered with `Apim-Debug-Authorization-Expired`.
    pub expires: Option<SystemTime>,
    /// The only API it is for; calls of others are answered with `Apim-Debug-Authorization-WrongAPI`.
    pub api_id: Option<String>,
}

/// What a request for a trace comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TraceGrant {
    /// Nobody asked, or the token is not one of ours: then nothing is said about it.
    No,
    /// Recorded.
    Yes,
    /// The token was one of ours once.
    Expired,
    /// The token is for another API.
    WrongApi,
}

/// Decides about a request for a trace.
pub(crate) fn grant(tokens: &[DebugToken], shown: Option<&str>, api_id: &str, now: SystemTime) -> TraceGrant {
    let Some(shown) = shown else { return TraceGrant::No };
    let same = |token: &&DebugToken| {
        aws_lc_rs::constant_time::verify_slices_are_equal(token.token.expose().as_bytes(), shown.as_bytes()).is_ok()
    };
    match tokens.iter().find(same) {
        None => TraceGrant::No,
        Some(token) if token.expires.is_some_and(|expires| expires <= now) => TraceGrant::Expired,
        Some(token) if token.api_id.as_deref().is_some_and(|only| !only.eq_ignore_ascii_case(api_id)) => {
            TraceGrant::WrongApi
        }
        Some(_) => TraceGrant::Yes,
    }
}

/// The trace files, as the writing thread holds them.
pub(crate) struct TraceFolder {
    folder: PathBuf,
}

impl TraceFolder {
    pub(crate) fn open(state: &Path) -> io::Result<Self> {
        let folder = state.join(TRACE_FOLDER);
        fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }

    pub(crate) fn store(&self, id: &str, content: &Value) -> io::Result<()> {
        let text = serde_json::to_string_pretty(content).unwrap_or_default();
        super::write_private(&self.folder.join(format!("{id}.json")), text.as_bytes())?;
        let mut files: Vec<(SystemTime, PathBuf)> = fs::read_dir(&self.folder)?
            .filter_map(|entry| {
                entry.ok().and_then(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
            })
            .collect();
        if files.len() > TRACES_MAX {
            files.sort_unstable();
            for (_, path) in files.iter().take(files.len() - TRACES_MAX) {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }
}

/// The whole trace of an exchange.
pub(crate) fn render(id: &str, exchange: &Exchange, connection: &Connection, backends: &[BackendHandshake]) -> Value {
    let started = exchange.received;
    let entry = |source: &str, elapsed: std::time::Duration, data: Value| {
        json!({
            "source": source,
            "timestamp": time_text(started + elapsed),
            "elapsed": elapsed_text(elapsed),
            "data": data,
        })
    };
    let mut sections = Section::ALL.map(|section| (section.name(), Vec::new()));
    let [(_, inbound), (_, backend), ..] = &mut sections;
    inbound.push(entry("tls-handshake", Default::default(), handshake(connection)));
    inbound.extend(verdict(exchange).map(|verdict| entry("certificate-chain", Default::default(), verdict)));
    backend.extend(
        backends.iter().map(|record| entry("backend-tls-handshake", Default::default(), backend_handshake(record))),
    );
    let recorded = exchange.trace.as_ref().map(|trace| trace.entries()).unwrap_or_default();
    for (section, (_, entries)) in Section::ALL.into_iter().zip(&mut sections) {
        let of_section = recorded.iter().filter(|recorded| recorded.section == section);
        entries
            .extend(of_section.map(|recorded| entry(&recorded.source, recorded.elapsed, trace_value(&recorded.data))));
    }
    let entries: serde_json::Map<String, Value> =
        sections.into_iter().map(|(name, entries)| (name.to_owned(), Value::from(entries))).collect();
    json!({ "traceId": id, "traceEntries": entries })
}

fn handshake(connection: &Connection) -> Value {
    let presented = connection.presented();
    json!({
        "message": if presented.is_some() {
            "The caller presented a certificate and proved that it holds its key."
        } else if connection.negotiated {
            "The caller was asked for a certificate and presented none."
        } else {
            "The caller was not asked for a certificate."
        },
        "serverName": connection.server_name,
        "hostname": connection.hostname,
        "tlsVersion": connection.tls_version.map(crate::tls::version_text),
        "cipherSuite": connection.cipher_suite.map(|suite| format!("{suite:?}")),
        "resumed": connection.resumed,
        "certificates": presented.map(|presented| {
            std::iter::once(&presented.leaf).chain(&presented.others).map(certificate).collect::<Vec<_>>()
        }),
    })
}

/// The chain verdict without revocation, whether or not a policy asked for one.
fn verdict(exchange: &Exchange) -> Option<Value> {
    let presented = exchange.caller.certificate.as_ref()?;
    let verdict = presented.verdict(Revocation::Ignored, &*exchange.environment);
    let elements: Vec<Value> = verdict
        .elements
        .iter()
        .map(|element| {
            json!({
                "certificate": certificate(&element.certificate),
                "origin": element.origin.name(),
                "statuses": element.statuses.iter().map(|status| status.name()).collect::<Vec<_>>(),
            })
        })
        .collect();
    let checks: Vec<Value> = verdict
        .checks
        .iter()
        .map(|check| {
            json!({
                "check": check.kind.name(),
                "element": check.element,
                "outcome": check.outcome.name(),
                "found": check.found,
                "expected": check.expected,
                "evidence": check.evidence,
                "fix": check.fix,
            })
        })
        .collect();
    Some(json!({ "trusted": verdict.trusted, "elements": elements, "checks": checks }))
}

fn backend_handshake(record: &BackendHandshake) -> Value {
    let chain = record.server_chain.iter().filter_map(|der| certificates::Certificate::from_der(der).ok());
    let checks: Vec<Value> = record
        .checks
        .iter()
        .map(|(name, result)| match result {
            Ok(fact) => json!({ "check": name, "outcome": "passed", "found": fact }),
            Err(fact) => json!({ "check": name, "outcome": "failed", "found": fact }),
        })
        .collect();
    json!({
        "message": record.failure.as_deref().unwrap_or("The TLS handshake with the backend is complete."),
        "serverName": record.server_name,
        "tlsVersion": record.protocol,
        "cipherSuite": record.cipher_suite,
        "resumed": record.resumed,
        "backendAskedForCertificate": record.asked_for_certificate,
        "certificatePresented": record.presented,
        "serverCertificates": chain.map(|known| certificate(&known)).collect::<Vec<_>>(),
        "checks": checks,
    })
}
