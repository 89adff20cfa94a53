//! A reader of DER (X.690): tag, length, contents, without copying and without recursion.
//!
//! Certificates, names, CRLs and PFX envelopes are all read with it. It is our own because parsing here must be
//! tolerant where the handshake is (a v1 certificate, an unknown extension, a negative serial number still have to be
//! shown and judged), exact where signatures are (raw slices, never re-encoded), and must not panic on any bytes.

use std::fmt;

pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const OID: u8 = 0x06;
pub(crate) const ENUMERATED: u8 = 0x0a;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;

/// `[number]` with primitive contents.
pub(crate) const fn context(number: u8) -> u8 {
    0x80 | number
}

/// `[number]` with constructed contents.
pub(crate) const fn context_constructed(number: u8) -> u8 {
    0xa0 | number
}

/// What is wrong with the bytes; the position is left to whoever knows what was being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DerError {
    /// The bytes end inside a value.
    Truncated,
    /// A tag or length form that DER does not allow.
    Malformed,
    /// Another type stands where `expected` should.
    UnexpectedTag { expected: u8, found: u8 },
    /// Bytes follow where the value should end.
    TrailingBytes,
}

impl fmt::Display for DerError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated => formatter.write_str("the data ends in the middle of a value"),
            Self::Malformed => formatter.write_str("a tag or length is not DER"),
            Self::UnexpectedTag { expected, found } => {
                write!(formatter, "tag {found:#04x} stands where {expected:#04x} was expected")
            }
            Self::TrailingBytes => formatter.write_str("unexpected bytes follow a value"),
        }
    }
}

/// One tag-length-value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Value<'a> {
    pub(crate) tag: u8,
    pub(crate) contents: &'a [u8],
    /// Tag and length included: what signatures and hashes are made over.
    pub(crate) whole: &'a [u8],
}

/// Reads values one after another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The bytes not read yet.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The next value, whatever its type.
    pub(crate) fn any(&mut self) -> Result<Value<'a>, DerError> {
        let (&tag, after_tag) = self.rest.split_first().ok_or(DerError::Truncated)?;
        // Tag numbers above 30 take several bytes; nothing in X.509 or PKCS#12 uses one.
        if tag & 0x1f == 0x1f {
            return Err(DerError::Malformed);
        }
        let (&first, after_length) = after_tag.split_first().ok_or(DerError::Truncated)?;
        let (length, after_length) = if first < 0x80 {
            (usize::from(first), after_length)
        } else {
            let count = usize::from(first & 0x7f);
            // 0x80 is the indefinite length of BER; more than four bytes is more than we ever hold.
            if count == 0 || count > 4 {
                return Err(DerError::Malformed);
            }
            let (digits, rest) = after_length.split_at_checked(count).ok_or(DerError::Truncated)?;
            let length = digits.iter().fold(0_usize, |length, digit| (length << 8) | usize::from(*digit));
            if length < 0x80 || digits.first() == Some(&0) {
                return Err(DerError::Malformed);
            }
            (length, rest)
        };
        let (contents, rest) = after_length.split_at_checked(length).ok_or(DerError::Truncated)?;
        let whole = self.rest.get(..self.rest.len() - rest.len()).ok_or(DerError::Truncated)?;
        self.rest = rest;
        Ok(Value { tag, contents, whole })
    }

    /// The next value, which must be of type `tag`.
    pub(crate) fn expect(&mut self, tag: u8) -> Result<Value<'a>, DerError> {
        let before = self.rest;
        let value = self.any()?;
        if value.tag == tag {
            return Ok(value);
        }
        self.rest = before;
        Err(DerError::UnexpectedTag { expected: tag, found: value.tag })
    }

    /// The next value if it is of type `tag`; otherwise nothing is read.
    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<Value<'a>>, DerError> {
        if self.rest.first() == Some(&tag) { self.any().map(Some) } else { Ok(None) }
    }

    /// Contents of the next SEQUENCE.
    pub(crate) fn sequence(&mut self) -> Result<Reader<'a>, DerError> {
        Ok(Reader::new(self.expect(SEQUENCE)?.contents))
    }

    /// Contents of the next OBJECT IDENTIFIER.
    pub(crate) fn oid(&mut self) -> Result<&'a [u8], DerError> {
        Ok(self.expect(OID)?.contents)
    }

    /// A BOOLEAN with DEFAULT FALSE.
    pub(crate) fn optional_boolean(&mut self) -> Result<bool, DerError> {
        match self.optional(BOOLEAN)? {
            None => Ok(false),
            Some(Value { contents: [0x00], .. }) => Ok(false),
            Some(Value { contents: [0xff], .. }) => Ok(true),
            Some(_) => Err(DerError::Malformed),
        }
    }

    /// Nothing may follow.
    pub(crate) fn finish(&self) -> Result<(), DerError> {
        if self.rest.is_empty() { Ok(()) } else { Err(DerError::TrailingBytes) }
    }
}

/// The only value in `bytes`, which must be of type `tag`.
pub(crate) fn only(bytes: &[u8], tag: u8) -> Result<Value<'_>, DerError> {
    let mut reader = Reader::new(bytes);
    let value = reader.expect(tag)?;
    reader.finish()?;
    Ok(value)
}

/// The bytes of a BIT STRING that holds whole bytes (keys, signatures).
pub(crate) fn whole_bits(contents: &[u8]) -> Result<&[u8], DerError> {
    match contents.split_first() {
        Some((0, bytes)) => Ok(bytes),
        _ => Err(DerError::Malformed),
    }
}

/// Flags of a named BIT STRING (KeyUsage, ReasonFlags): bit 0 of the definition is bit 0 of the result.
pub(crate) fn named_bits(contents: &[u8]) -> Result<u16, DerError> {
    let (&unused, bytes) = contents.split_first().ok_or(DerError::Truncated)?;
    if unused > 7 || (bytes.is_empty() && unused != 0) {
        return Err(DerError::Malformed);
    }
    let mut flags = 0_u16;
    for (index, byte) in bytes.iter().take(2).enumerate() {
        flags |= u16::from(byte.reverse_bits()) << (8 * index);
    }
    Ok(flags)
}

/// A non-negative INTEGER that fits `u32`.
pub(crate) fn small_integer(contents: &[u8]) -> Option<u32> {
    match contents {
        [] => None,
        [first, ..] if *first >= 0x80 => None,
        [0, rest @ ..] | rest if rest.len() <= 4 => {
            Some(rest.iter().fold(0_u32, |number, digit| (number << 8) | u32::from(*digit)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
