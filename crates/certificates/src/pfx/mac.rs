//! The MAC over a PFX: PKCS#12's own, and PBMAC1 (RFC 9579).

use aws_lc_rs::{digest, hmac};

use crate::der::{self, DerError, Reader};
use crate::oid::Oid;
use crate::pfx::cipher::{CipherError, PBKDF2, Pbkdf2, read_iterations};
use crate::pfx::derivation::{Password, Use, hash};

const PBMAC1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 14];

/// A MAC with its parameters.
pub(super) struct Mac<'a> {
    expected: &'a [u8],
    kind: Kind<'a>,
}

enum Kind<'a> {
    Pkcs12 { hash: &'static digest::Algorithm, salt: &'a [u8], iterations: u32 },
    Pbmac1 { derivation: Pbkdf2<'a>, hash: hmac::Algorithm },
}

impl<'a> Mac<'a> {
    /// From the contents of MacData.
    pub(super) fn read(mut fields: Reader<'a>) -> Result<Self, CipherError> {
        let mut info = fields.sequence()?;
        let mut identifier = info.sequence()?;
        let oid = identifier.oid()?;
        let expected = info.expect(der::OCTET_STRING)?.contents;
        let salt = fields.expect(der::OCTET_STRING)?.contents;
        let iterations = if fields.is_empty() { 1 } else { read_iterations(&mut fields)? };
        if oid == PBMAC1 {
            let mut parameters = identifier.sequence()?;
            let mut derivation = parameters.sequence()?;
            if derivation.oid()? != PBKDF2 {
                return Err(CipherError::Parameters);
            }
            let derivation = Pbkdf2::read(derivation)?;
            let hash = hmac_of(parameters.sequence()?.oid()?)?;
            return Ok(Self { expected, kind: Kind::Pbmac1 { derivation, hash } });
        }
        let hash = hash(oid)
            .ok_or_else(|| CipherError::Unsupported { name: format!("a MAC of type {}", Oid::from_contents(oid)) })?;
        Ok(Self { expected, kind: Kind::Pkcs12 { hash, salt, iterations } })
    }

    /// What it costs.
    pub(super) fn iterations(&self) -> u32 {
        match &self.kind {
            Kind::Pkcs12 { iterations, .. } => *iterations,
            Kind::Pbmac1 { derivation, .. } => derivation.iterations,
        }
    }

    /// Whether `data` is what was sealed with this password.
    pub(super) fn matches(&self, password: &Password, data: &[u8]) -> bool {
        let key = match &self.kind {
            Kind::Pkcs12 { hash, salt, iterations } => {
                let key = password.derive(hash, Use::Mac, salt, *iterations, hash.output_len());
                hmac_with(hash).map(|algorithm| hmac::Key::new(algorithm, &key))
            }
            Kind::Pbmac1 { derivation, hash } => {
                // RFC 9579 §4: the key length must be stated.
                let length = derivation.key_length.filter(|length| (1..=64).contains(length));
                length
                    .and_then(|length| {
                        password.pbkdf2(derivation.function, derivation.salt, derivation.iterations, length as usize)
                    })
                    .map(|key| hmac::Key::new(*hash, &key))
            }
        };
        key.is_some_and(|key| hmac::verify(&key, data, self.expected).is_ok())
    }
}

fn hmac_with(hash: &'static digest::Algorithm) -> Option<hmac::Algorithm> {
    let same = |other: &'static digest::Algorithm| std::ptr::eq(hash, other) || hash == other;
    if same(&digest::SHA1_FOR_LEGACY_USE_ONLY) {
        Some(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY)
    } else if same(&digest::SHA224) {
        Some(hmac::HMAC_SHA224)
    } else if same(&digest::SHA256) {
        Some(hmac::HMAC_SHA256)
    } else if same(&digest::SHA384) {
        Some(hmac::HMAC_SHA384)
    } else if same(&digest::SHA512) {
        Some(hmac::HMAC_SHA512)
    } else {
        None
    }
}

/// The HMAC that an identifier of PKCS#5 names.
fn hmac_of(oid: &[u8]) -> Result<hmac::Algorithm, DerError> {
    match oid {
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 7] => Ok(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY),
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 8] => Ok(hmac::HMAC_SHA224),
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 9] => Ok(hmac::HMAC_SHA256),
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 10] => Ok(hmac::HMAC_SHA384),
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 11] => Ok(hmac::HMAC_SHA512),
        _ => Err(DerError::Malformed),
    }
}
