//! TLS on both sides: how callers are met, how the gateway shows itself to backends and what it checks there.

pub(crate) mod handshake_record;
pub(crate) mod inbound;
pub(crate) mod outbound;

use rustls::ProtocolVersion;

/// A version as people write it: `TLS 1.3`.
pub(crate) fn version_text(version: ProtocolVersion) -> String {
    match version_number(version) {
        Some(number) => format!("TLS {number}"),
        None => format!("{version:?}"),
    }
}

/// The number of a version that we speak.
pub(crate) fn version_number(version: ProtocolVersion) -> Option<&'static str> {
    match version {
        ProtocolVersion::TLSv1_2 => Some("1.2"),
        ProtocolVersion::TLSv1_3 => Some("1.3"),
        _ => None,
    }
}
