//! Thumbprints: the SHA-1 of a certificate's DER, as .NET and APIM name certificates.

use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};

const LENGTH: usize = 20;

/// SHA-1 of a certificate's DER. Prints as 40 upper-case hex digits; compares in constant time.
#[derive(Clone, Copy, Eq, PartialOrd, Ord)]
pub struct Thumbprint([u8; LENGTH]);

/// What a text that should be a thumbprint is instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ThumbprintError {
    /// 64 hex digits: a SHA-256 hash, which APIM does not compare with.
    Sha256,
    /// Not 40 hex digits once colons and spaces are left out.
    NotHex {
        /// How many hex digits there are.
        digits: usize,
        /// The first character that is none, if there is one.
        stranger: Option<char>,
    },
}

/// A thumbprint read from text, and whether the text had to be tidied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThumbprintText {
    /// The thumbprint.
    pub thumbprint: Thumbprint,
    /// Colons, spaces or invisible characters were left out: APIM itself would compare them and never match, so a
    /// lint should say so.
    pub tidied: bool,
}

impl Thumbprint {
    /// Of a certificate's DER.
    pub fn of(der: &[u8]) -> Self {
        let mut bytes = [0; LENGTH];
        bytes.copy_from_slice(digest(&SHA1_FOR_LEGACY_USE_ONLY, der).as_ref());
        Self(bytes)
    }

    /// The 20 bytes.
    pub fn as_bytes(&self) -> &[u8; LENGTH] {
        &self.0
    }

    /// Reads hex of any case. Colons, white space and the invisible marks that Windows' certificate dialog puts in
    /// front (U+200E) are left out and reported.
    pub fn parse(text: &str) -> Result<ThumbprintText, ThumbprintError> {
        let mut bytes = [0; LENGTH];
        let mut digits = 0_usize;
        let mut tidied = false;
        for character in text.chars() {
            match character.to_digit(16) {
                Some(digit) => {
                    if let Some(byte) = bytes.get_mut(digits / 2) {
                        *byte = (*byte << 4) | digit as u8;
                    }
                    digits += 1;
                }
                None if is_filler(character) => tidied = true,
                None => return Err(ThumbprintError::NotHex { digits, stranger: Some(character) }),
            }
        }
        match digits {
            40 => Ok(ThumbprintText { thumbprint: Self(bytes), tidied }),
            64 => Err(ThumbprintError::Sha256),
            _ => Err(ThumbprintError::NotHex { digits, stranger: None }),
        }
    }
}

/// Characters that people paste along with hex digits.
pub(crate) fn is_filler(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, ':' | '-' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}')
}

impl PartialEq for Thumbprint {
    fn eq(&self, other: &Self) -> bool {
        verify_slices_are_equal(&self.0, &other.0).is_ok()
    }
}

impl std::hash::Hash for Thumbprint {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl fmt::Display for Thumbprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02X}"))
    }
}

impl fmt::Debug for Thumbprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Thumbprint({self})")
    }
}

impl fmt::Display for ThumbprintError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sha256 => {
                formatter.write_str("64 hex digits are a SHA-256 hash; a thumbprint is the SHA-1, 40 digits")
            }
            Self::NotHex { stranger: Some(stranger), .. } => {
                write!(formatter, "{stranger:?} is not a hex digit; a thumbprint is 40 hex digits")
            }
            Self::NotHex { digits, stranger: None } => {
                write!(formatter, "{digits} hex digits; a thumbprint is the SHA-1 of the certificate, 40 digits")
            }
        }
    }
}

impl std::error::Error for ThumbprintError {}

#[cfg(test)]
mod tests;
