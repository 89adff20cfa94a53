//! The decision journal: each refusal as one JSON line with every check that led to it, for `countersign explain last`.
//!
//! The caller gets APIM's body and nothing else; whoever runs the gateway gets the reasons. The file is bounded: when it
//! is full its older half goes.

use std::fs;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use policies::exchange::Exchange;
use policies::exchange::judgement::{CheckOutcome, Judgement};
use serde_json::{Value, json};

use super::json::{certificate, time_text};
use crate::connection::Connection;
use crate::observe::access_log::BackendCall;

/// Name of the journal inside the state folder.
pub const JOURNAL_FILE: &str = "decisions.jsonl";
/// Bytes of the journal: some hundreds of refusals.
const JOURNAL_BYTES_MAX: u64 = 2 * 1024 * 1024;

/// The journal, as the writing thread holds it.
pub(crate) struct Journal {
    path: PathBuf,
    file: fs::File,
    bytes: u64,
}

impl Journal {
    pub(crate) fn open(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let path = folder.join(JOURNAL_FILE);
        let file = super::append_to(&path)?;
        let bytes = file.metadata()?.len();
        Ok(Self { path, file, bytes })
    }

    pub(crate) fn append(&mut self, decision: &Value) -> io::Result<()> {
        let line = format!("{decision}\n");
        if self.bytes + line.len() as u64 > JOURNAL_BYTES_MAX {
            self.forget_older_half()?;
        }
        self.file.write_all(line.as_bytes())?;
        self.bytes += line.len() as u64;
        Ok(())
    }

    fn forget_older_half(&mut self) -> io::Result<()> {
        let text = fs::read_to_string(&self.path)?;
        let half = text.len() / 2;
        let kept =
            text.as_bytes().iter().skip(half).position(|byte| *byte == b'\n').map_or("", |at| &text[half + at + 1..]);
        let fresh = self.path.with_extension("jsonl.new");
        super::write_private(&fresh, kept.as_bytes())?;
        fs::rename(&fresh, &self.path)?;
        self.file = super::append_to(&self.path)?;
        self.bytes = kept.len() as u64;
        Ok(())
    }
}

/// The newest decision of a state folder, as it was written; `None` if there is none.
pub fn read_last(folder: &Path) -> io::Result<Option<Value>> {
    let text = match fs::read_to_string(folder.join(JOURNAL_FILE)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    Ok(text.lines().rev().find_map(|line| serde_json::from_str(line).ok()))
}

/// What every decision says about the connection and the request.
pub(crate) fn of_connection(connection: &Connection, request: Value) -> Value {
    let presented = connection.presented();
    let shown = presented.map(|presented| {
        let others: Vec<Value> = presented.others.iter().map(certificate).collect();
        json!({ "leaf": certificate(&presented.leaf), "others": others })
    });
    json!({
        "time": time_text(std::time::SystemTime::now()),
        "request": request,
        "connection": {
            "peer": connection.peer.ip().to_string(),
            "serverName": connection.server_name,
            "hostname": connection.hostname,
            "tlsVersion": connection.tls_version.map(crate::tls::version_text),
            "cipherSuite": connection.cipher_suite.map(|suite| format!("{suite:?}")),
            "resumed": connection.resumed,
            "negotiatedClientCertificate": connection.negotiated,
            "unreadableCertificate": connection.presented_unreadable(),
        },
        "certificate": shown,
    })
}

/// A handshake that came to nothing: the caller saw an alert at most.
pub(crate) fn of_failed_handshake(
    peer: SocketAddr,
    server_name: Option<&str>,
    hostname: Option<&str>,
    fact: &str,
) -> Value {
    json!({
        "time": time_text(std::time::SystemTime::now()),
        "connection": { "peer": peer.ip().to_string(), "serverName": server_name, "hostname": hostname },
        "lastError": { "source": "tls-handshake", "reason": "HandshakeFailed", "message": fact },
    })
}

/// Adds what policies decided.
pub(crate) fn add_exchange(decision: &mut Value, exchange: &Exchange, status: u16, backend: &BackendCall) {
    let route = &exchange.route;
    decision["activityId"] = exchange.request_id_text().into();
    decision["status"] = status.into();
    decision["api"] = json!({ "id": route.api.id, "path": route.api.path });
    decision["operation"] = route.operation.as_ref().map_or(
        Value::Null,
        |operation| json!({ "id": operation.id, "method": operation.method, "urlTemplate": operation.url_template }),
    );
    decision["product"] = route.product.as_ref().map(|product| product.id.clone()).into();
    decision["subscription"] = route.subscription.as_ref().map(|(subscription, _)| subscription.id.clone()).into();
    decision["lastError"] = exchange.last_error.as_ref().map_or(Value::Null, |error| {
        json!({
            "source": error.source,
            "reason": error.reason,
            "message": error.message,
            "scope": error.scope.map(|scope| scope.name()),
            "section": error.section.map(|section| section.name()),
            "path": error.path,
            "policyId": error.policy_id,
        })
    });
    decision["judgements"] = exchange.judgements.iter().map(judgement).collect();
    if let Some(failure) = &backend.failure {
        decision["backend"] = json!({ "id": backend.id, "url": backend.url, "failure": failure });
    }
}

fn judgement(judgement: &Judgement) -> Value {
    let (source, span) = &judgement.place;
    let (line, column) = source.line_column(span.start);
    let checks: Vec<Value> = judgement
        .checks
        .iter()
        .map(|check| {
            json!({
                "name": check.name,
                "outcome": outcome(check.outcome),
                "found": check.found,
                "expected": check.expected,
                "evidence": check.evidence,
                "fix": check.fix,
            })
        })
        .collect();
    json!({
        "policy": judgement.policy,
        "scope": judgement.scope.name(),
        "section": judgement.section.name(),
        "path": judgement.path,
        "place": { "document": source.name, "line": line, "column": column },
        "passed": judgement.passed,
        "reason": judgement.reason,
        "checks": checks,
    })
}

fn outcome(outcome: CheckOutcome) -> &'static str {
    match outcome {
        CheckOutcome::Passed => "passed",
        CheckOutcome::Failed => "failed",
        CheckOutcome::Skipped => "skipped",
        CheckOutcome::Unknown => "unknown",
    }
}
