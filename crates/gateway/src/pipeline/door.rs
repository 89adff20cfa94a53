//! The door: a request comes in only if there is one way to read it and it knocked at the right house.

use std::borrow::Cow;

use http::Method;
use http::request::Parts;

use crate::connection::Connection;
use crate::failure::DoorRefusal;
use crate::headers;
use crate::host_name::{self, Authority};
use crate::router::path;
use crate::snapshot::Snapshot;

/// What the door found out.
pub(super) struct Door<'r> {
    /// The host that the request is for.
    pub(super) host: Authority<'r>,
    /// The path in normal form: for routing and for the backend.
    pub(super) path: Cow<'r, str>,
    /// The query as it came.
    pub(super) query: Option<&'r str>,
    /// Whether the hostname configuration asks for certificates now; if not, one shown earlier is not looked at.
    pub(super) negotiates: bool,
}

impl<'r> Door<'r> {
    /// Lets a request in or refuses it.
    pub(super) fn enter(connection: &Connection, snapshot: &Snapshot, head: &'r Parts) -> Result<Self, DoorRefusal> {
        // CONNECT would make the gateway a tunnel (attacks F4, F10), TRACE would echo what others must not see.
        if matches!(head.method, Method::CONNECT | Method::TRACE) {
            return Err(DoorRefusal::MethodNotAllowed);
        }
        if headers::framing_is_ambiguous(head.version, &head.headers) {
            return Err(DoorRefusal::BadRequest("the request states its length in more than one way"));
        }
        let host = host_name::of_request(&head.uri, &head.headers)
            .map_err(|refusal| DoorRefusal::BadRequest(refusal.text()))?;
        let negotiates = Self::house(connection, snapshot, &host)?;
        let path = path::normalise(head.uri.path()).map_err(|refusal| DoorRefusal::BadRequest(refusal.text()))?;
        Ok(Self { host, path, query: head.uri.query(), negotiates })
    }

    /// Whether the host is served under the hostname configuration that the handshake was made with (attacks A1, A6,
    /// A7, B3); says whether that configuration asks for certificates.
    fn house(connection: &Connection, snapshot: &Snapshot, host: &Authority<'_>) -> Result<bool, DoorRefusal> {
        let Some(shaken) = &connection.hostname else { return Err(DoorRefusal::Misdirected) };
        let found = match snapshot.hostnames.find(&host.host) {
            Some((_, hostname)) => Some(hostname),
            // A caller that connects to an address sends no name in the handshake and the address as Host.
            None if connection.server_name.is_none() && host_name::is_address(&host.host) => {
                snapshot.hostnames.fallback()
            }
            None => None,
        };
        match found {
            Some(hostname) if hostname.name == *shaken => Ok(hostname.negotiates),
            _ => Err(DoorRefusal::Misdirected),
        }
    }
}
