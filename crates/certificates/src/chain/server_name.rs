//! Whether a certificate is for the server that was asked for (RFC 9525): alternative names only, typed, with
//! wildcards for one whole left-most label.

use std::net::IpAddr;

use crate::chain::explain::{Finding, Subject};
use crate::general_name::GeneralName;
use crate::verdict::{ChainStatus, CheckKind};

/// The server that a certificate must be for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerName {
    /// A host name.
    Dns(String),
    /// An address.
    Ip(IpAddr),
}

impl ServerName {
    /// A host name or an address; brackets around IPv6 are understood.
    pub fn parse(text: &str) -> Self {
        let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
        match bare.parse() {
            Ok(address) => Self::Ip(address),
            Err(_) => Self::Dns(text.to_owned()),
        }
    }

    /// Whether one alternative name is for this server.
    fn matches(&self, name: &GeneralName) -> bool {
        match (self, name) {
            (Self::Dns(host), GeneralName::Dns(pattern)) => dns_matches(host, pattern),
            (Self::Ip(IpAddr::V4(address)), GeneralName::Ip(bytes)) => address.octets() == bytes.as_slice(),
            (Self::Ip(IpAddr::V6(address)), GeneralName::Ip(bytes)) => address.octets() == bytes.as_slice(),
            _ => false,
        }
    }
}

impl std::fmt::Display for ServerName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Dns(host) => formatter.write_str(host),
            Self::Ip(address) => address.fmt(formatter),
        }
    }
}

pub(super) fn check(subject: &Subject<'_>, name: &ServerName) -> Finding {
    let names = subject.certificate.extensions().subject_alternative_names.as_deref().unwrap_or_default();
    let expected = format!("a subjectAltName for {name}");
    let found = if names.is_empty() {
        "no subjectAltName (the common name does not count)".to_owned()
    } else {
        // A certificate may carry thousands; a reader wants the first few.
        const SHOWN: usize = 8;
        let mut text = names.iter().take(SHOWN).map(GeneralName::to_string).collect::<Vec<_>>().join(", ");
        if names.len() > SHOWN {
            text.push_str(&format!(" and {} more", names.len() - SHOWN));
        }
        text
    };
    if names.iter().any(|candidate| name.matches(candidate)) {
        return subject.passed(CheckKind::ServerName, found, expected);
    }
    subject
        .failed(CheckKind::ServerName, ChainStatus::NotValidForUsage, found, expected)
        .fix(format!("have the server's certificate issued for {name}, or call it by a name it has"))
}

/// RFC 9525 §6.3: equal without case, or a wildcard that stands for exactly one left-most label.
fn dns_matches(host: &str, pattern: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    if !is_host_name(host) {
        return false;
    }
    match pattern.strip_prefix("*.") {
        // `*.com` would be for half of the world.
        Some(parent) if is_host_name(parent) && parent.contains('.') => {
            host.split_once('.').is_some_and(|(label, rest)| !label.is_empty() && rest.eq_ignore_ascii_case(parent))
        }
        Some(_) => false,
        None => is_host_name(pattern) && host.eq_ignore_ascii_case(pattern),
    }
}

/// Letters, digits and hyphens in labels of 1 to 63, 253 in all.
pub(super) fn is_host_name(name: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    name.len() <= 253 && name.split('.').all(is_label)
}
