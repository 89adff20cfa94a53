//! One normaliser for host names: the handshake, the Host check and the configuration all compare its results.
//!
//! Attacks B1, B2 and B9 live on two normalisers that disagree (`api.example.com.`, `API.example.com`, ports, user
//! information); with one there is nothing to disagree.

use std::borrow::Cow;
use std::net::IpAddr;

use http::{HeaderMap, Uri, header};

/// Host and port of a request, normalised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Authority<'a> {
    /// Lower case, no trailing dot; IPv6 addresses without brackets.
    pub(crate) host: Cow<'a, str>,
    /// The port, if one was written.
    pub(crate) port: Option<u16>,
}

/// Why a request names no single host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HostRefusal {
    /// HTTP/1.1 demands a Host header (RFC 9112 §3.2).
    Missing,
    /// More than one Host header, or a list in one.
    Several,
    /// The request target names another host than the Host header does.
    Contradiction,
    /// Not a host name with an optional port.
    Malformed,
}

impl HostRefusal {
    /// The fact, for people.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Missing => "the request names no host",
            Self::Several => "the request names more than one host",
            Self::Contradiction => "the request target and the Host header name different hosts",
            Self::Malformed => "the request's host is not a host name with an optional port",
        }
    }
}

/// The one host that a request is for.
pub(crate) fn of_request<'r>(uri: &'r Uri, headers: &'r HeaderMap) -> Result<Authority<'r>, HostRefusal> {
    let mut lines = headers.get_all(header::HOST).iter();
    let line = lines.next();
    if lines.next().is_some() {
        return Err(HostRefusal::Several);
    }
    let from_header = match line {
        Some(value) => Some(read(value.to_str().map_err(|_| HostRefusal::Malformed)?)?),
        None => None,
    };
    let from_target = uri.authority().map(|authority| read(authority.as_str())).transpose()?;
    match (from_target, from_header) {
        (Some(target), Some(header)) if target != header => Err(HostRefusal::Contradiction),
        (Some(named), _) | (None, Some(named)) => Ok(named),
        (None, None) => Err(HostRefusal::Missing),
    }
}

/// Reads `host`, `host:port`, `[v6]` or `[v6]:port`.
pub(crate) fn read(text: &str) -> Result<Authority<'_>, HostRefusal> {
    if text.contains(',') {
        return Err(HostRefusal::Several);
    }
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']').ok_or(HostRefusal::Malformed)?;
            host.parse::<std::net::Ipv6Addr>().map_err(|_| HostRefusal::Malformed)?;
            (host, port)
        }
        None => match text.find(':') {
            Some(colon) => text.split_at(colon),
            None => (text, ""),
        },
    };
    let port = match port {
        "" | ":" => None,
        written => {
            let digits = written.strip_prefix(':').ok_or(HostRefusal::Malformed)?;
            if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
                return Err(HostRefusal::Malformed);
            }
            Some(digits.parse().map_err(|_| HostRefusal::Malformed)?)
        }
    };
    Ok(Authority { host: normalise(host).ok_or(HostRefusal::Malformed)?, port })
}

/// A name in lower case without its trailing dot; `None` if it cannot be a host name or an address.
pub(crate) fn normalise(name: &str) -> Option<Cow<'_, str>> {
    let name = name.strip_suffix('.').unwrap_or(name);
    let plausible = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b':');
    if name.is_empty()
        || name.len() > 255
        || name.starts_with('.')
        || name.ends_with('.')
        || !name.bytes().all(plausible)
    {
        return None;
    }
    if name.contains(':') && name.parse::<IpAddr>().is_err() {
        return None;
    }
    let lower = name.bytes().all(|byte| !byte.is_ascii_uppercase());
    Some(if lower { Cow::Borrowed(name) } else { Cow::Owned(name.to_ascii_lowercase()) })
}

/// Whether the name is an address and not a name: such callers send no SNI (RFC 6066 §3).
pub(crate) fn is_address(host: &str) -> bool {
    host.parse::<IpAddr>().is_ok()
}

#[cfg(test)]
mod tests;
