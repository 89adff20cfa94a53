//! PEM (RFC 7468): labelled base64 blocks in any surrounding text.

use std::fmt;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::{Zeroize, Zeroizing};

/// The most text that is searched for blocks: a bundle of a thousand certificates is about 2 MiB.
pub const MAX_PEM_BYTES: usize = 16 * 1024 * 1024;

/// Accepts base64 with and without padding: both are found in hand-made files.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// One block. Wiped when dropped, because it may hold a private key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// `CERTIFICATE`, `PRIVATE KEY`, …
    pub label: String,
    /// What the base64 holds.
    pub der: Vec<u8>,
}

impl Drop for Block {
    fn drop(&mut self) {
        self.der.zeroize();
    }
}

/// Why a text is not PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PemError {
    /// More than [`MAX_PEM_BYTES`].
    TooLarge,
    /// No `-----BEGIN` at all.
    NoBlock,
    /// A block without its `-----END` line.
    NoEnd {
        /// The block's label.
        label: String,
    },
    /// What stands between the lines is not base64.
    NotBase64 {
        /// The block's label.
        label: String,
        /// The first character that does not belong.
        stranger: Option<char>,
    },
}

/// Whether `text` has a PEM block.
pub fn is_pem(text: &[u8]) -> bool {
    const BEGIN: &[u8] = b"-----BEGIN ";
    text.windows(BEGIN.len()).any(|window| window == BEGIN)
}

/// All blocks in their order; at least one.
pub fn read(text: &[u8]) -> Result<Vec<Block>, PemError> {
    if text.len() > MAX_PEM_BYTES {
        return Err(PemError::TooLarge);
    }
    let text = String::from_utf8_lossy(text);
    let mut blocks = Vec::new();
    let mut rest = text.as_ref();
    while let Some((_, after_begin)) = rest.split_once("-----BEGIN ") {
        let Some((label, body)) = after_begin.split_once("-----") else {
            return Err(PemError::NoEnd { label: after_begin.lines().next().unwrap_or_default().to_owned() });
        };
        let Some((body, after)) = body.split_once(&format!("-----END {label}-----")) else {
            return Err(PemError::NoEnd { label: label.to_owned() });
        };
        let der = decode_base64(without_headers(body))
            .map_err(|stranger| PemError::NotBase64 { label: label.to_owned(), stranger })?;
        blocks.push(Block { label: label.to_owned(), der });
        rest = after;
    }
    if blocks.is_empty() { Err(PemError::NoBlock) } else { Ok(blocks) }
}

/// Old OpenSSL keys carry `Name: value` lines before an empty line.
fn without_headers(body: &str) -> &str {
    if !body.contains(':') {
        return body;
    }
    body.split_once("\n\n").or_else(|| body.split_once("\r\n\r\n")).map_or(body, |(_, data)| data)
}

/// Base64 over any number of lines; the error is the first character that does not belong, if it is one character.
pub(crate) fn decode_base64(text: &str) -> Result<Vec<u8>, Option<char>> {
    let compact: Zeroizing<String> = Zeroizing::new(
        text.chars().filter(|character| !character.is_whitespace() && *character != '\u{feff}').collect(),
    );
    BASE64.decode(compact.as_bytes()).map_err(|_| {
        compact.chars().find(|character| !character.is_ascii_alphanumeric() && !matches!(character, '+' | '/' | '='))
    })
}

/// A block as text, 64 characters a line.
pub fn write(label: &str, der: &[u8]) -> String {
    let encoded = BASE64.encode(der);
    let mut text = format!("-----BEGIN {label}-----\n");
    for (index, character) in encoded.chars().enumerate() {
        if index > 0 && index % 64 == 0 {
            text.push('\n');
        }
        text.push(character);
    }
    text.push_str(&format!("\n-----END {label}-----\n"));
    text
}

impl fmt::Display for PemError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => write!(formatter, "the text is larger than {MAX_PEM_BYTES} bytes"),
            Self::NoBlock => formatter.write_str("there is no -----BEGIN … ----- line"),
            Self::NoEnd { label } => write!(formatter, "the block `{label}` has no -----END {label}----- line"),
            Self::NotBase64 { label, stranger: Some(stranger) } => {
                write!(formatter, "the block `{label}` is not base64: {stranger:?} does not belong there")
            }
            Self::NotBase64 { label, stranger: None } => write!(formatter, "the block `{label}` is cut short"),
        }
    }
}

impl std::error::Error for PemError {}

#[cfg(test)]
mod tests;
