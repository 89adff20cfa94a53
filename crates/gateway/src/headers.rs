//! Which header fields never cross the gateway: those of one hop, and those that claim an identity.
//!
//! Identity headers (attacks D1–D6, D10) are what relays write and backends believe: a caller who may write them *is*
//! whoever he likes. From callers who are not trusted relays they are removed in every spelling that some server
//! folds to the same name, before any policy sees the request.

use std::collections::HashSet;

use http::header::{HeaderMap, HeaderName};
use http::{Version, header};
use policies::exchange::identity_headers::is_identity_header;
use smallvec::SmallVec;

/// Fields that belong to one hop (RFC 9110 §7.6.1) whether or not Connection names them.
const HOP_BY_HOP: [&str; 9] = [
    "connection",
    "keep-alive",
    "proxy-connection",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Removes every identity header but those that this caller may set. `relayed` are all names that some relay is
/// trusted with: from anybody else they are claims, whatever they are called.
pub(crate) fn strip_identity(headers: &mut HeaderMap, relayed: &[HeaderName], allowed: &[HeaderName]) {
    let claims = |name: &&HeaderName| {
        !allowed.contains(name)
            && (is_identity_header(name.as_str()) || relayed.iter().any(|known| folds_alike(known, name)))
    };
    let found: SmallVec<[HeaderName; 2]> = headers.keys().filter(claims).cloned().collect();
    for name in &found {
        headers.remove(name);
    }
}

/// Whether some server reads both as the same name.
fn folds_alike(left: &HeaderName, right: &HeaderName) -> bool {
    let fold = |byte: u8| if byte == b'_' { b'-' } else { byte };
    left.as_str().bytes().map(fold).eq(right.as_str().bytes().map(fold))
}

/// Removes the fields that Connection names: they were for this hop. Done as a message arrives, before any policy sees
/// it, so that a caller's `Connection: X-Partner` never removes the `X-Partner` that a policy sets (attack D3); identity
/// headers of relays, and end-to-end fields that routing and framing rest on, stay in any case.
pub(crate) fn strip_named_by_connection(headers: &mut HeaderMap) {
    for name in named_by_connection(headers) {
        headers.remove(&name);
    }
}

/// Removes the fields that always belong to one hop, as a message leaves.
pub(crate) fn strip_hop_by_hop(headers: &mut HeaderMap) {
    // Most messages have none: one walk over their few names costs less than nine look-ups.
    if !headers.keys().any(|name| HOP_BY_HOP.contains(&name.as_str())) {
        return;
    }
    for name in HOP_BY_HOP {
        headers.remove(name);
    }
}

fn named_by_connection(headers: &HeaderMap) -> HashSet<HeaderName> {
    let lines = headers.get_all(header::CONNECTION);
    let mut named = HashSet::new();
    for line in lines {
        for option in line.to_str().unwrap_or("").split(',') {
            let Ok(name) = HeaderName::from_bytes(option.trim().as_bytes()) else { continue };
            let protected = matches!(name, header::HOST | header::CONTENT_LENGTH | header::AUTHORIZATION)
                || name.as_str().starts_with("x-forwarded-")
                || is_identity_header(name.as_str());
            if !protected && headers.contains_key(&name) {
                named.insert(name);
            }
        }
    }
    named
}

/// Whether the fields could be read as two different messages (attack F1). hyper refuses most of that before we see
/// it; of a message with both Content-Length and Transfer-Encoding it drops the first, reads the second and closes the
/// connection afterwards (RFC 9112 §6.3). This check holds whatever stands in front.
pub(crate) fn framing_is_ambiguous(version: Version, headers: &HeaderMap) -> bool {
    let encoded = headers.contains_key(header::TRANSFER_ENCODING);
    let sized = headers.get_all(header::CONTENT_LENGTH).iter().count();
    encoded && (sized > 0 || version != Version::HTTP_11) || sized > 1
}

#[cfg(test)]
mod tests;
