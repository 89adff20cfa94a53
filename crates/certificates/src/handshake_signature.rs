//! Proof of possession: checks the signature of a TLS CertificateVerify (or ServerKeyExchange) against the raw public
//! key of a certificate.
//!
//! The gateway accepts any certificate at the handshake and judges it later, so this check must not depend on what
//! the certificate says besides its key: version 1, unknown critical extensions, RSA-1024, EC parameters written out
//! are all fine here. What is proven is only that the caller holds the key.

use std::fmt;

use crate::der::{self, DerError, Reader};
use crate::public_key::{Curve, KeyKind, PublicKey};
use crate::signature::{self, Digest, Scheme};

/// The TLS SignatureScheme numbers that are checked, best first: offer these in CertificateRequest.
///
/// SHA-1 and SHA-224 are left out (RFC 9155), and so is what AWS-LC does not have: Ed448. Brainpool curves are checked
/// under the numbers that TLS 1.2 shares among all curves; their own numbers in TLS 1.3 nobody sends.
pub const SCHEMES: [u16; 13] = [
    0x0403, // ecdsa_secp256r1_sha256
    0x0503, // ecdsa_secp384r1_sha384
    0x0603, // ecdsa_secp521r1_sha512
    0x0807, // ed25519
    0x0804, // rsa_pss_rsae_sha256
    0x0805, // rsa_pss_rsae_sha384
    0x0806, // rsa_pss_rsae_sha512
    0x0809, // rsa_pss_pss_sha256
    0x080a, // rsa_pss_pss_sha384
    0x080b, // rsa_pss_pss_sha512
    0x0401, // rsa_pkcs1_sha256 (TLS 1.2 only)
    0x0501, // rsa_pkcs1_sha384 (TLS 1.2 only)
    0x0601, // rsa_pkcs1_sha512 (TLS 1.2 only)
];

/// Why possession is not proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandshakeSignatureError {
    /// No public key can be found in the certificate.
    NoPublicKey,
    /// The scheme is none of [`SCHEMES`], or not allowed in this version of TLS.
    SchemeNotAllowed {
        /// Its number.
        scheme: u16,
    },
    /// The scheme does not go with the key.
    WrongKindOfKey {
        /// The scheme's number.
        scheme: u16,
        /// The key, in words.
        key: String,
    },
    /// The key is larger than is affordable to check.
    KeyTooLarge {
        /// The key, in words.
        key: String,
    },
    /// The key did not make the signature, or cannot be used.
    NotValid,
}

/// Checks a TLS 1.2 signature. The hash may be combined with any curve, PKCS#1 v1.5 is allowed.
pub fn verify_tls12(
    certificate_der: &[u8],
    scheme: u16,
    message: &[u8],
    signature: &[u8],
) -> Result<(), HandshakeSignatureError> {
    verify(certificate_der, scheme, message, signature, |_, _| true)
}

/// Checks a TLS 1.3 signature: no PKCS#1 v1.5, and each ECDSA scheme with its own curve (RFC 8446 §4.2.3).
pub fn verify_tls13(
    certificate_der: &[u8],
    scheme: u16,
    message: &[u8],
    signature: &[u8],
) -> Result<(), HandshakeSignatureError> {
    verify(certificate_der, scheme, message, signature, |kind, parsed| match (parsed, kind) {
        (Scheme::Ecdsa(Digest::Sha256), KeyKind::Ec(curve)) => *curve == Curve::P256,
        (Scheme::Ecdsa(Digest::Sha384), KeyKind::Ec(curve)) => *curve == Curve::P384,
        (Scheme::Ecdsa(Digest::Sha512), KeyKind::Ec(curve)) => *curve == Curve::P521,
        (Scheme::Ecdsa(_) | Scheme::RsaPkcs1(_), _) => false,
        _ => true,
    })
}

fn verify(
    certificate_der: &[u8],
    number: u16,
    message: &[u8],
    signature: &[u8],
    allowed: impl FnOnce(&KeyKind, Scheme) -> bool,
) -> Result<(), HandshakeSignatureError> {
    let (key, spki) = public_key(certificate_der).map_err(|_| HandshakeSignatureError::NoPublicKey)?;
    let (scheme, pss_key) = read_scheme(number).ok_or(HandshakeSignatureError::SchemeNotAllowed { scheme: number })?;
    let fits = match (scheme, key.kind()) {
        (Scheme::RsaPkcs1(_), KeyKind::Rsa { .. }) => true,
        (Scheme::RsaPss { .. }, KeyKind::Rsa { .. }) => !pss_key,
        (Scheme::RsaPss { .. }, KeyKind::RsaPss { .. }) => pss_key,
        (Scheme::Ecdsa(_), KeyKind::Ec(_)) => true,
        (Scheme::Ed25519, KeyKind::Ed25519) => true,
        _ => false,
    };
    if !fits {
        return Err(HandshakeSignatureError::WrongKindOfKey { scheme: number, key: key.to_string() });
    }
    if !allowed(key.kind(), scheme) {
        return Err(HandshakeSignatureError::SchemeNotAllowed { scheme: number });
    }
    if let KeyKind::Rsa { bits, exponent_bits } | KeyKind::RsaPss { bits, exponent_bits } = key.kind()
        && (*bits > MAX_RSA_BITS || *exponent_bits > signature::MAX_RSA_EXPONENT_BITS)
    {
        return Err(HandshakeSignatureError::KeyTooLarge { key: key.to_string() });
    }
    if signature::verify_raw(spki, scheme, message, signature) {
        Ok(())
    } else {
        Err(HandshakeSignatureError::NotValid)
    }
}

/// One check a handshake, paid by a caller who had to sign first: larger keys than in chains are affordable.
const MAX_RSA_BITS: usize = 16_384;

fn read_scheme(number: u16) -> Option<(Scheme, bool)> {
    let pss = |digest, salt_length| Scheme::RsaPss { digest, mask_digest: digest, salt_length };
    Some(match number {
        0x0401 => (Scheme::RsaPkcs1(Digest::Sha256), false),
        0x0501 => (Scheme::RsaPkcs1(Digest::Sha384), false),
        0x0601 => (Scheme::RsaPkcs1(Digest::Sha512), false),
        0x0403 => (Scheme::Ecdsa(Digest::Sha256), false),
        0x0503 => (Scheme::Ecdsa(Digest::Sha384), false),
        0x0603 => (Scheme::Ecdsa(Digest::Sha512), false),
        0x0804 => (pss(Digest::Sha256, 32), false),
        0x0805 => (pss(Digest::Sha384, 48), false),
        0x0806 => (pss(Digest::Sha512, 64), false),
        0x0809 => (pss(Digest::Sha256, 32), true),
        0x080a => (pss(Digest::Sha384, 48), true),
        0x080b => (pss(Digest::Sha512, 64), true),
        0x0807 => (Scheme::Ed25519, false),
        _ => return None,
    })
}

/// The SubjectPublicKeyInfo of a certificate, whatever else the certificate holds.
fn public_key(certificate_der: &[u8]) -> Result<(PublicKey, &[u8]), DerError> {
    let mut outer = Reader::new(certificate_der);
    let mut fields = outer.sequence()?.sequence()?;
    fields.optional(der::context_constructed(0))?;
    fields.expect(der::INTEGER)?;
    // Signature algorithm, issuer, validity, subject.
    for _ in 0..4 {
        fields.expect(der::SEQUENCE)?;
    }
    let spki = fields.expect(der::SEQUENCE)?;
    Ok((PublicKey::read(spki.contents)?, spki.whole))
}

impl fmt::Display for HandshakeSignatureError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPublicKey => formatter.write_str("the certificate holds no readable public key"),
            Self::SchemeNotAllowed { scheme } => {
                write!(formatter, "signature scheme {scheme:#06x} is not allowed here")
            }
            Self::WrongKindOfKey { scheme, key } => {
                write!(formatter, "signature scheme {scheme:#06x} does not go with the key ({key})")
            }
            Self::KeyTooLarge { key } => write!(formatter, "the key ({key}) is too large to be checked"),
            Self::NotValid => formatter.write_str("the handshake was not signed with the certificate's key"),
        }
    }
}

impl std::error::Error for HandshakeSignatureError {}

#[cfg(test)]
mod tests;
