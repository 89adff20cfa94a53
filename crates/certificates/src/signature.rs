//! Signatures over certificates and CRLs: from an AlgorithmIdentifier and a public key to "this key signed this".
//!
//! The bounds on keys live here, because a key chosen by an attacker sets the price of every check (attack C10). DSA
//! is not checked at all: nobody uses it, and its keys bring parameters of any size along.

use std::fmt;

use crate::certificate::Certificate;
use crate::der::{self, DerError, Reader};
use crate::oid::{Oid, algorithm};
use crate::public_key::{KeyKind, PublicKey};

mod evp;

pub(crate) use evp::{Digest, Scheme};

/// The largest RSA modulus whose signatures are checked: one check at 8192 bits costs about 0.2 ms, at 16384 bits
/// four times that. Certificates with larger keys can still be shown and pinned.
pub(crate) const MAX_RSA_BITS: usize = 8192;

/// The smallest RSA modulus whose signatures prove anything: 768 bits were factored in public in 2009.
pub(crate) const MIN_RSA_BITS: usize = 1024;

/// The longest public exponent: 65537 needs 17 bits; a long one makes checking as dear as signing.
pub(crate) const MAX_RSA_EXPONENT_BITS: usize = 33;

/// Why a signature proves nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SignatureProblem {
    /// The algorithm is unknown or its parameters make no sense.
    UnknownAlgorithm(Oid),
    /// The certificate names two different algorithms.
    AlgorithmsDisagree,
    /// The signer's key is of another kind than the algorithm needs.
    WrongKindOfKey { key: String },
    /// The signer's key is outside of the bounds above.
    KeyOutOfBounds { key: String },
    /// The signer's key cannot be read.
    UnreadableKey { key: String },
    /// The key did not make this signature.
    NotValid,
}

/// How well a signature algorithm's hash stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strength {
    Sound,
    /// Collisions can be bought.
    Sha1,
    /// Collisions are free.
    Md5,
}

/// Checks `signature` over `message` by `signer`, given the contents of the AlgorithmIdentifier.
pub(crate) fn verify(
    identifier: &[u8],
    message: &[u8],
    signature: &[u8],
    signer: &PublicKey,
    signer_der: &[u8],
) -> Result<Strength, SignatureProblem> {
    let scheme = read_algorithm(identifier).ok_or_else(|| {
        SignatureProblem::UnknownAlgorithm(Oid::from_contents(Reader::new(identifier).oid().unwrap_or_default()))
    })?;
    let fits = matches!(
        (scheme, signer.kind()),
        (Scheme::RsaPkcs1(_), KeyKind::Rsa { .. })
            | (Scheme::RsaPss { .. }, KeyKind::Rsa { .. } | KeyKind::RsaPss { .. })
            | (Scheme::Ecdsa(_), KeyKind::Ec(_))
            | (Scheme::Ed25519, KeyKind::Ed25519)
    );
    if !fits {
        return Err(SignatureProblem::WrongKindOfKey { key: signer.to_string() });
    }
    if !within_bounds(signer) {
        return Err(SignatureProblem::KeyOutOfBounds { key: signer.to_string() });
    }
    let key =
        evp::Key::from_public(signer_der).ok_or_else(|| SignatureProblem::UnreadableKey { key: signer.to_string() })?;
    if key.verify(scheme, message, signature) { Ok(scheme.strength()) } else { Err(SignatureProblem::NotValid) }
}

/// Whether checking a signature of this key is affordable and means something.
pub(crate) fn within_bounds(key: &PublicKey) -> bool {
    match key.kind() {
        KeyKind::Rsa { bits, exponent_bits } | KeyKind::RsaPss { bits, exponent_bits } => {
            (MIN_RSA_BITS..=MAX_RSA_BITS).contains(bits) && *exponent_bits <= MAX_RSA_EXPONENT_BITS
        }
        _ => true,
    }
}

/// Checks the signature on a certificate with the key of another.
pub(crate) fn verify_certificate(subject: &Certificate, issuer: &Certificate) -> Result<Strength, SignatureProblem> {
    if !subject.signature_algorithms_agree() {
        return Err(SignatureProblem::AlgorithmsDisagree);
    }
    let identifier = subject.signature_algorithm();
    verify(identifier, subject.tbs_der(), subject.signature(), issuer.public_key(), issuer.public_key_der())
}

/// Whether `subject` names `issuer` and carries its signature.
pub(crate) fn is_issued_by(subject: &Certificate, issuer: &Certificate) -> bool {
    subject.issuer().chains_to(issuer.subject()) && verify_certificate(subject, issuer).is_ok()
}

/// The public key that belongs to a private key in PKCS#8.
pub(crate) fn public_key_of(pkcs8: &[u8]) -> Option<evp::Key> {
    evp::Key::from_private(pkcs8)
}

/// Whether a SubjectPublicKeyInfo holds this key.
pub(crate) fn same_public_key(key: &evp::Key, spki: &[u8]) -> bool {
    evp::Key::from_public(spki).is_some_and(|other| key.is_same_as(&other))
}

/// Checks a signature made with a key given as SubjectPublicKeyInfo; the caller has matched scheme and kind.
pub(crate) fn verify_raw(spki: &[u8], scheme: Scheme, message: &[u8], signature: &[u8]) -> bool {
    evp::Key::from_public(spki).is_some_and(|key| key.verify(scheme, message, signature))
}

impl Scheme {
    fn strength(self) -> Strength {
        match self {
            Self::RsaPkcs1(Digest::Md5) => Strength::Md5,
            Self::RsaPkcs1(Digest::Sha1) | Self::Ecdsa(Digest::Sha1) => Strength::Sha1,
            Self::RsaPss { digest: Digest::Sha1, .. } => Strength::Sha1,
            _ => Strength::Sound,
        }
    }
}

/// The scheme that the contents of an AlgorithmIdentifier name.
fn read_algorithm(identifier: &[u8]) -> Option<Scheme> {
    let mut fields = Reader::new(identifier);
    let oid = fields.oid().ok()?;
    if oid == algorithm::RSA_PSS {
        return read_pss(fields).ok();
    }
    // RFC 4055 and RFC 3279: absent, or NULL for RSA; nothing else has a meaning.
    if !matches!(fields.rest(), [] | [0x05, 0x00]) {
        return None;
    }
    Some(match oid {
        algorithm::MD5_WITH_RSA => Scheme::RsaPkcs1(Digest::Md5),
        algorithm::SHA1_WITH_RSA => Scheme::RsaPkcs1(Digest::Sha1),
        algorithm::SHA224_WITH_RSA => Scheme::RsaPkcs1(Digest::Sha224),
        algorithm::SHA256_WITH_RSA => Scheme::RsaPkcs1(Digest::Sha256),
        algorithm::SHA384_WITH_RSA => Scheme::RsaPkcs1(Digest::Sha384),
        algorithm::SHA512_WITH_RSA => Scheme::RsaPkcs1(Digest::Sha512),
        algorithm::ECDSA_WITH_SHA1 => Scheme::Ecdsa(Digest::Sha1),
        algorithm::ECDSA_WITH_SHA224 => Scheme::Ecdsa(Digest::Sha224),
        algorithm::ECDSA_WITH_SHA256 => Scheme::Ecdsa(Digest::Sha256),
        algorithm::ECDSA_WITH_SHA384 => Scheme::Ecdsa(Digest::Sha384),
        algorithm::ECDSA_WITH_SHA512 => Scheme::Ecdsa(Digest::Sha512),
        algorithm::ED25519 => Scheme::Ed25519,
        _ => return None,
    })
}

/// RSASSA-PSS-params (RFC 4055 §3.1), all of them with SHA-1 defaults.
fn read_pss(mut outer: Reader<'_>) -> Result<Scheme, DerError> {
    let mut fields = outer.sequence()?;
    outer.finish()?;
    let digest = match fields.optional(der::context_constructed(0))? {
        Some(wrapped) => read_digest(&mut Reader::new(wrapped.contents))?,
        None => Digest::Sha1,
    };
    let mask_digest = match fields.optional(der::context_constructed(1))? {
        Some(wrapped) => {
            let mut mask = Reader::new(wrapped.contents).sequence()?;
            if mask.oid()? != algorithm::MGF1 {
                return Err(DerError::Malformed);
            }
            read_digest(&mut mask)?
        }
        None => Digest::Sha1,
    };
    let salt_length = match fields.optional(der::context_constructed(2))? {
        Some(wrapped) => der::small_integer(der::only(wrapped.contents, der::INTEGER)?.contents),
        None => Some(20),
    };
    let salt_length = salt_length.and_then(|length| u16::try_from(length).ok()).ok_or(DerError::Malformed)?;
    if let Some(wrapped) = fields.optional(der::context_constructed(3))?
        && der::only(wrapped.contents, der::INTEGER)?.contents != [1]
    {
        return Err(DerError::Malformed);
    }
    fields.finish()?;
    Ok(Scheme::RsaPss { digest, mask_digest, salt_length })
}

fn read_digest(reader: &mut Reader<'_>) -> Result<Digest, DerError> {
    let oid = reader.sequence()?.oid()?;
    match oid {
        algorithm::SHA1 => Ok(Digest::Sha1),
        algorithm::SHA224 => Ok(Digest::Sha224),
        algorithm::SHA256 => Ok(Digest::Sha256),
        algorithm::SHA384 => Ok(Digest::Sha384),
        algorithm::SHA512 => Ok(Digest::Sha512),
        _ => Err(DerError::Malformed),
    }
}

impl fmt::Display for SignatureProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownAlgorithm(oid) => write!(formatter, "signature algorithm {oid} is unknown or malformed"),
            Self::AlgorithmsDisagree => {
                formatter.write_str("the certificate names one signature algorithm inside and another outside")
            }
            Self::WrongKindOfKey { key } => {
                write!(formatter, "the signature is not of a kind that the issuer's key ({key}) makes")
            }
            Self::KeyOutOfBounds { key } => {
                write!(formatter, "the issuer's key ({key}) is too small, too large or has too long an exponent")
            }
            Self::UnreadableKey { key } => write!(formatter, "the issuer's key ({key}) cannot be read"),
            Self::NotValid => formatter.write_str("the issuer's key did not make this signature"),
        }
    }
}

#[cfg(test)]
mod tests;
