//! What a SubjectPublicKeyInfo holds: the kind of key and its size, for verdicts, texts and limits.

use crate::der::{self, DerError, Reader};
use crate::oid::{Oid, algorithm, curve};

/// The kind of a public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyKind {
    /// RSA, usable with PKCS#1 v1.5 and PSS.
    Rsa {
        /// Length of the modulus.
        bits: usize,
        /// Length of the public exponent: huge ones are a way to burn a verifier's time.
        exponent_bits: usize,
    },
    /// RSA restricted to PSS by its identifier.
    RsaPss {
        /// Length of the modulus.
        bits: usize,
        /// Length of the public exponent.
        exponent_bits: usize,
    },
    /// Elliptic curve.
    Ec(Curve),
    /// Ed25519.
    Ed25519,
    /// Ed448.
    Ed448,
    /// DSA.
    Dsa,
    /// Something else.
    Other(Oid),
}

/// The curve of an EC key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Curve {
    /// secp224r1.
    P224,
    /// secp256r1.
    P256,
    /// secp384r1.
    P384,
    /// secp521r1.
    P521,
    /// secp256k1.
    Secp256k1,
    /// Another named curve.
    Named(Oid),
    /// Parameters written out instead of a name (forbidden by RFC 5480).
    Explicit,
}

/// A public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    algorithm: Oid,
    parameters: Box<[u8]>,
    key: Box<[u8]>,
    kind: KeyKind,
}

impl PublicKey {
    /// From the contents of the SubjectPublicKeyInfo SEQUENCE.
    pub(crate) fn read(contents: &[u8]) -> Result<Self, DerError> {
        let mut fields = Reader::new(contents);
        let mut identifier = fields.sequence()?;
        let oid = identifier.oid()?;
        let parameters = identifier.rest();
        let key = der::whole_bits(fields.expect(der::BIT_STRING)?.contents)?;
        fields.finish()?;
        let rsa = || rsa_size(key).unwrap_or((0, 0));
        let kind = match oid {
            algorithm::RSA => {
                let (bits, exponent_bits) = rsa();
                KeyKind::Rsa { bits, exponent_bits }
            }
            algorithm::RSA_PSS => {
                let (bits, exponent_bits) = rsa();
                KeyKind::RsaPss { bits, exponent_bits }
            }
            algorithm::EC_PUBLIC_KEY => KeyKind::Ec(read_curve(parameters)),
            algorithm::ED25519 => KeyKind::Ed25519,
            algorithm::ED448 => KeyKind::Ed448,
            algorithm::DSA => KeyKind::Dsa,
            other => KeyKind::Other(Oid::from_contents(other)),
        };
        Ok(Self { algorithm: Oid::from_contents(oid), parameters: parameters.into(), key: key.into(), kind })
    }

    /// Its kind and size.
    pub fn kind(&self) -> &KeyKind {
        &self.kind
    }

    /// The algorithm's identifier, `GetKeyAlgorithm()` of .NET.
    pub fn algorithm(&self) -> &Oid {
        &self.algorithm
    }

    /// `PublicKey.Oid.FriendlyName` of .NET; the dotted identifier where it has none.
    pub fn algorithm_name(&self) -> String {
        match self.algorithm.contents() {
            algorithm::RSA => "RSA".to_owned(),
            algorithm::EC_PUBLIC_KEY => "ECC".to_owned(),
            algorithm::DSA => "DSA".to_owned(),
            algorithm::ED25519 => "ED25519".to_owned(),
            _ => self.algorithm.to_string(),
        }
    }

    /// DER of the algorithm's parameters, possibly none.
    pub fn parameters(&self) -> &[u8] {
        &self.parameters
    }

    /// The key itself.
    pub fn key_bytes(&self) -> &[u8] {
        &self.key
    }

    /// Length of an RSA modulus.
    pub fn rsa_bits(&self) -> Option<usize> {
        match self.kind {
            KeyKind::Rsa { bits, .. } | KeyKind::RsaPss { bits, .. } => Some(bits),
            _ => None,
        }
    }
}

/// `RSA 2048`, `EC P-256`, …: for people.
impl std::fmt::Display for PublicKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.kind {
            KeyKind::Rsa { bits, .. } => write!(formatter, "RSA {bits}"),
            KeyKind::RsaPss { bits, .. } => write!(formatter, "RSA-PSS {bits}"),
            KeyKind::Ec(Curve::P224) => formatter.write_str("EC P-224"),
            KeyKind::Ec(Curve::P256) => formatter.write_str("EC P-256"),
            KeyKind::Ec(Curve::P384) => formatter.write_str("EC P-384"),
            KeyKind::Ec(Curve::P521) => formatter.write_str("EC P-521"),
            KeyKind::Ec(Curve::Secp256k1) => formatter.write_str("EC secp256k1"),
            KeyKind::Ec(Curve::Named(oid)) => write!(formatter, "EC curve {oid}"),
            KeyKind::Ec(Curve::Explicit) => formatter.write_str("EC with explicit parameters"),
            KeyKind::Ed25519 => formatter.write_str("Ed25519"),
            KeyKind::Ed448 => formatter.write_str("Ed448"),
            KeyKind::Dsa => formatter.write_str("DSA"),
            KeyKind::Other(oid) => write!(formatter, "key of type {oid}"),
        }
    }
}

fn read_curve(parameters: &[u8]) -> Curve {
    match Reader::new(parameters).oid() {
        Ok(curve::P224) => Curve::P224,
        Ok(curve::P256) => Curve::P256,
        Ok(curve::P384) => Curve::P384,
        Ok(curve::P521) => Curve::P521,
        Ok(curve::SECP256K1) => Curve::Secp256k1,
        Ok(other) => Curve::Named(Oid::from_contents(other)),
        Err(_) => Curve::Explicit,
    }
}

/// Bits of modulus and exponent of an RSAPublicKey.
fn rsa_size(key: &[u8]) -> Result<(usize, usize), DerError> {
    let mut fields = Reader::new(der::only(key, der::SEQUENCE)?.contents);
    let modulus = bits(fields.expect(der::INTEGER)?.contents);
    let exponent = bits(fields.expect(der::INTEGER)?.contents);
    Ok((modulus, exponent))
}

fn bits(integer: &[u8]) -> usize {
    let zeros = integer.iter().take_while(|byte| **byte == 0).count();
    match integer.get(zeros..) {
        Some([first, rest @ ..]) => rest.len() * 8 + (8 - first.leading_zeros() as usize),
        _ => 0,
    }
}
