//! PKCS#12 files: keys and certificates under a password.

use std::fmt;

use secret::Secret;

use crate::certificate::Certificate;

/// What a PFX holds.
#[derive(Debug)]
pub struct PfxContents {
    /// The first private key, in PKCS#8.
    pub key: Option<Secret<Vec<u8>>>,
    /// All certificates.
    pub certificates: Vec<Certificate>,
}

/// Why a PFX does not open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PfxError {
    /// Not a PFX at all.
    NotPfx,
}

/// Whether bytes may be a PFX: a SEQUENCE that starts with version 3.
pub fn looks_like_pfx(bytes: &[u8]) -> bool {
    let after_header = match bytes {
        [0x30, 0x80, rest @ ..] => rest,
        [0x30, length, rest @ ..] if *length < 0x80 => rest,
        [0x30, length, rest @ ..] => rest.get(usize::from(*length & 0x7f)..).unwrap_or_default(),
        _ => return false,
    };
    after_header.starts_with(&[0x02, 0x01, 0x03])
}

/// Opens a PFX.
pub fn read(_bytes: &[u8], _password: Option<&Secret<String>>) -> Result<PfxContents, PfxError> {
    Err(PfxError::NotPfx)
}

impl fmt::Display for PfxError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("not a PFX")
    }
}

impl std::error::Error for PfxError {}
