//! Headers that claim who the caller is: relays write them and backends believe them, so a caller who may write them
//! *is* whoever he likes (attacks D1–D6). The gateway removes them unless a trusted relay wrote them; a policy that
//! reads one is told so when it is loaded.

use smallvec::SmallVec;

/// Names as servers see them after folding: lower case, `_` read as `-` (CGI's folding, attack D2).
const NAMES: [&str; 19] = [
    "x-client-certificate",
    "x-client-cert",
    "x-arr-clientcert",
    "x-forwarded-client-cert",
    "x-forwarded-client-certificate",
    "client-cert",
    "client-cert-chain",
    "x-ssl-client-cert",
    "x-ssl-cert",
    "x-tls-client-cert",
    "x-apigateway-client-cert",
    "x-amzn-mtls-clientcert",
    "x-verified-client-cert",
    "x-client-dn",
    "x-client-verify",
    "x-ssl-client",
    "x-ssl-issuer",
    "x-ssl-subject",
    "x-forwarded-ssl-client-cert",
];

/// Families of identity headers: `ssl-client-verify`, `x-ssl-client-s-dn`, `x-amzn-mtls-clientcert-leaf`, ….
const PREFIXES: [&str; 10] = [
    "ssl-client-",
    "x-ssl-client-",
    "x-tls-client-",
    "x-amzn-mtls-clientcert",
    "x-client-cert-",
    "x-client-certificate-",
    "x-forwarded-client-cert-",
    "x-forwarded-tls-client-cert",
    "client-cert-",
    "cf-client-cert-",
];

/// Whether this name claims who the caller is.
pub fn is_identity_header(name: &str) -> bool {
    // Nearly every header is decided by its first letter, without copying.
    if !matches!(name.as_bytes().first(), Some(b'x' | b'X' | b'c' | b'C' | b's' | b'S')) {
        return false;
    }
    let folded: SmallVec<[u8; 64]> =
        name.bytes().map(|byte| if byte == b'_' { b'-' } else { byte.to_ascii_lowercase() }).collect();
    NAMES.iter().any(|known| known.as_bytes() == folded.as_slice())
        || PREFIXES.iter().any(|prefix| folded.starts_with(prefix.as_bytes()))
}
