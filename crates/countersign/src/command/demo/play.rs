//! The play: every client against every operation, and whether what came back is what should come back.

use std::net::SocketAddr;

use rustls::pki_types::CertificateDer;
use serde_json::{Value, json};

use crate::caller::{Caller, Reply, Shown};
use crate::failure::Failure;
use crate::terminal::style;
use crate::terminal::table::{Cell, Table};

/// Host name that the clients ask for.
pub(super) const HOSTNAME: &str = "localhost";

/// The operations, and whose certificate decides there.
const OPERATIONS: [(&str, Judged); 4] = [
    ("/protected/validate-using-policy", Judged::Client),
    ("/protected/validate-using-context", Judged::Client),
    ("/unprotected/validate-using-policy", Judged::Gateway),
    ("/unprotected/validate-using-context", Judged::Gateway),
];

/// Whose certificate the Protected API judges in the end.
#[derive(Clone, Copy)]
enum Judged {
    /// The client's own.
    Client,
    /// The gateway's credential, whatever the client shows.
    Gateway,
}

/// A client of the demo: how it is called, and why it is refused if it is.
pub(super) struct Client {
    pub(super) name: &'static str,
    /// File name in the development CA; none for the client that shows nothing.
    pub(super) file: Option<&'static str>,
    refused_for: Option<&'static str>,
}

/// The cast.
pub(super) const CLIENTS: [Client; 7] = [
    Client { name: "none", file: None, refused_for: Some("ClientCertificateNotFound") },
    Client { name: "valid", file: Some("valid-client"), refused_for: None },
    Client {
        name: "unregistered",
        file: Some("unregistered-client"),
        refused_for: Some("ClientCertificateIdentityNotMatched"),
    },
    Client { name: "expired", file: Some("expired-client"), refused_for: Some("ClientCertificateExpired") },
    Client {
        name: "not yet valid",
        file: Some("not-yet-valid-client"),
        refused_for: Some("ClientCertificateNotYetValid"),
    },
    Client { name: "untrusted", file: Some("untrusted-client"), refused_for: Some("ClientCertificateNotTrusted") },
    Client { name: "look-alike", file: Some("look-alike-client"), refused_for: Some("ClientCertificateNotTrusted") },
];

/// One request and how it came out.
pub(super) struct Row {
    client: &'static str,
    path: &'static str,
    status: u16,
    reason: Option<String>,
    expected: Expected,
    pub(super) as_expected: bool,
}

/// What should come back.
enum Expected {
    /// 401 with this reason.
    Refused(&'static str),
    /// 200, and the body names this certificate.
    Accepted(&'static str),
}

impl Expected {
    fn of(client: &Client, judged: Judged) -> Self {
        match (judged, client.refused_for) {
            (Judged::Gateway, _) => Self::Accepted("CN=Countersign Gateway"),
            (Judged::Client, None) => Self::Accepted("CN=Valid Client"),
            (Judged::Client, Some(reason)) => Self::Refused(reason),
        }
    }

    fn is_met_by(&self, reply: &Reply) -> bool {
        match self {
            Self::Refused(reason) => reply.status == 401 && reply.header("ErrorReason") == Some(reason),
            Self::Accepted(subject) => reply.status == 200 && reply.body.contains(subject),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Refused(reason) => format!("401 {reason}"),
            Self::Accepted(subject) => format!("200 {subject}"),
        }
    }
}

/// Lets one client call every operation on one connection.
pub(super) async fn play(
    client: &Client,
    shown: Option<Shown>,
    roots: &[CertificateDer<'static>],
    address: SocketAddr,
) -> Result<Vec<Row>, Failure> {
    let caller = Caller::new(roots, shown)?;
    let replies = caller.get_all(address, HOSTNAME, &OPERATIONS.map(|(path, _)| path)).await?;
    let rows = replies.iter().zip(OPERATIONS).map(|(reply, (path, judged))| {
        let expected = Expected::of(client, judged);
        Row {
            client: client.name,
            path,
            status: reply.status.as_u16(),
            reason: reply.header("ErrorReason").map(str::to_owned),
            as_expected: expected.is_met_by(reply),
            expected,
        }
    });
    Ok(rows.collect())
}

/// The table for people.
pub(super) fn table(rows: &[Row]) -> Table {
    let mut table = Table::new(["client", "operation", "status", "reason", "expected", ""]);
    for row in rows {
        let status = if row.status == 200 { style::GOOD } else { style::WARN };
        let mark = if row.as_expected { Cell::new("✓", style::GOOD) } else { Cell::new("✗", style::BAD) };
        table.row([
            row.client.into(),
            format!("GET {}", row.path).into(),
            Cell::new(row.status.to_string(), status),
            row.reason.as_deref().unwrap_or("-").into(),
            Cell::new(row.expected.text(), style::FAINT),
            mark,
        ]);
    }
    table
}

/// The rows for machines.
pub(super) fn to_json(rows: &[Row]) -> Value {
    let all: Vec<Value> = rows
        .iter()
        .map(|row| {
            json!({
                "client": row.client,
                "operation": format!("GET {}", row.path),
                "status": row.status,
                "reason": row.reason,
                "expected": row.expected.text(),
                "asExpected": row.as_expected,
            })
        })
        .collect();
    json!({ "rows": all, "asExpected": rows.iter().filter(|row| row.as_expected).count(), "of": rows.len() })
}
