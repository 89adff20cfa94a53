//! `System.Guid`: sixteen bytes in .NET's mixed order, its five formats, and how .NET reads one.

use super::InvalidFormat;
use std::fmt::Write;

/// `System.Guid`, its bytes in the order of the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guid(pub [u8; 16]);

/// Why a string is no `Guid`; the texts are .NET's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuidParseError {
    /// Nothing of a known shape.
    Unrecognized,
    /// Not 32 digits.
    Length,
    /// Dashes in the wrong position.
    Dashes,
    /// A character that is no hexadecimal digit.
    InvalidCharacter,
}

impl GuidParseError {
    /// The text of the `FormatException`.
    pub fn message(self) -> &'static str {
        match self {
            GuidParseError::Unrecognized => "Unrecognized Guid format.",
            GuidParseError::Length => {
                "Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx)."
            }
            GuidParseError::Dashes => "Dashes are in the wrong position for GUID parsing.",
            GuidParseError::InvalidCharacter => "Guid string should only contain hexadecimal characters.",
        }
    }
}

impl Guid {
    /// `Guid.Empty`.
    pub const EMPTY: Guid = Guid([0; 16]);

    /// A version 4 identifier from sixteen random bytes.
    pub fn from_random(mut bytes: [u8; 16]) -> Guid {
        bytes[6] = bytes[6] & 0x0F | 0x40;
        bytes[8] = bytes[8] & 0x3F | 0x80;
        Guid(bytes)
    }

    /// The text of the identifier; an empty format means "D".
    pub fn format(self, format: &str) -> Result<String, InvalidFormat> {
        let bytes = self.0;
        Ok(match format {
            "" | "D" | "d" => hyphenated(&bytes),
            "N" | "n" => hex(&bytes),
            "B" | "b" => format!("{{{}}}", hyphenated(&bytes)),
            "P" | "p" => format!("({})", hyphenated(&bytes)),
            "X" | "x" => {
                let tail: Vec<String> = bytes[8..].iter().map(|byte| format!("0x{byte:02x}")).collect();
                let (a, b, c) = (hex(&bytes[..4]), hex(&bytes[4..6]), hex(&bytes[6..8]));
                format!("{{0x{a},0x{b},0x{c},{{{}}}}}", tail.join(","))
            }
            _ => return Err(InvalidFormat::Guid),
        })
    }

    /// Reads any of the five forms.
    pub fn parse(text: &str) -> Result<Guid, GuidParseError> {
        let text = text.trim();
        match text.as_bytes().first() {
            None => Err(GuidParseError::Unrecognized),
            Some(b'(') => parse_enclosed(text, ')'),
            Some(b'{') if text.contains('-') => parse_enclosed(text, '}'),
            Some(b'{') => parse_nested_hex(text),
            Some(_) if text.contains('-') => parse_hyphenated(text),
            Some(_) => parse_digits(text),
        }
    }

    /// Reads one form only, `Guid.ParseExact`.
    pub fn parse_exact(text: &str, format: &str) -> Result<Result<Guid, GuidParseError>, InvalidFormat> {
        let text = text.trim();
        Ok(match format {
            "D" | "d" => parse_hyphenated(text),
            "N" | "n" => parse_digits(text),
            "B" | "b" if text.starts_with('{') => parse_enclosed(text, '}'),
            "P" | "p" if text.starts_with('(') => parse_enclosed(text, ')'),
            "B" | "b" | "P" | "p" => Err(GuidParseError::Length),
            "X" | "x" => parse_nested_hex(text),
            _ => return Err(InvalidFormat::Guid),
        })
    }

    /// The bytes of `ToByteArray()`, where the first three groups are little-endian.
    pub fn to_byte_array(self) -> [u8; 16] {
        let [a0, a1, a2, a3, b0, b1, c0, c1, rest @ ..] = self.0;
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&[a3, a2, a1, a0, b1, b0, c1, c0]);
        bytes[8..].copy_from_slice(&rest);
        bytes
    }

    /// The identifier of these bytes of `ToByteArray()`: the same exchange once more.
    pub fn from_byte_array(bytes: [u8; 16]) -> Guid {
        Guid(Guid(bytes).to_byte_array())
    }
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn hyphenated(bytes: &[u8; 16]) -> String {
    let mut text = hex(bytes);
    for position in [8, 13, 18, 23] {
        text.insert(position, '-');
    }
    text
}

fn parse_enclosed(text: &str, closing: char) -> Result<Guid, GuidParseError> {
    let inner = text.get(1..).and_then(|inner| inner.strip_suffix(closing)).ok_or(GuidParseError::Length)?;
    parse_hyphenated(inner)
}

fn parse_hyphenated(text: &str) -> Result<Guid, GuidParseError> {
    if text.encode_utf16().count() != 36 {
        return Err(GuidParseError::Length);
    }
    if [8, 13, 18, 23].iter().any(|position| text.as_bytes().get(*position) != Some(&b'-')) {
        return Err(GuidParseError::Dashes);
    }
    let digits: String = text.split('-').collect();
    parse_digits(&digits).map_err(|_| GuidParseError::InvalidCharacter)
}

fn parse_digits(text: &str) -> Result<Guid, GuidParseError> {
    if text.encode_utf16().count() != 32 {
        return Err(GuidParseError::Length);
    }
    let mut bytes = [0; 16];
    for (pair, byte) in text.as_bytes().chunks(2).zip(&mut bytes) {
        for digit in pair {
            let value = char::from(*digit).to_digit(16).ok_or(GuidParseError::InvalidCharacter)?;
            *byte = *byte << 4 | value as u8;
        }
    }
    Ok(Guid(bytes))
}

/// `{0xdddddddd,0xdddd,0xdddd,{0xdd,…}}`.
fn parse_nested_hex(text: &str) -> Result<Guid, GuidParseError> {
    let compact: String = text.chars().filter(|character| !character.is_whitespace()).collect();
    let inner = compact.strip_prefix('{').and_then(|inner| inner.strip_suffix("}}"));
    let (head, tail) = inner.and_then(|inner| inner.split_once(",{")).ok_or(GuidParseError::Unrecognized)?;
    let numbers = |part: &str| -> Result<Vec<u32>, GuidParseError> {
        let digits = part.split(',').map(|number| number.strip_prefix("0x").or(number.strip_prefix("0X")));
        digits
            .map(|digits| digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()))
            .map(|number| number.ok_or(GuidParseError::Unrecognized))
            .collect()
    };
    let (head, tail) = (numbers(head)?, numbers(tail)?);
    let (&[a, b, c], 8) = (head.as_slice(), tail.len()) else {
        return Err(GuidParseError::Unrecognized);
    };
    let (b, c): (u16, u16) = (narrow(b)?, narrow(c)?);
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&u32::to_be_bytes(a));
    bytes[4..6].copy_from_slice(&b.to_be_bytes());
    bytes[6..8].copy_from_slice(&c.to_be_bytes());
    for (byte, number) in bytes[8..].iter_mut().zip(tail) {
        *byte = narrow(number)?;
    }
    Ok(Guid(bytes))
}

fn narrow<T: TryFrom<u32>>(number: u32) -> Result<T, GuidParseError> {
    T::try_from(number).map_err(|_| GuidParseError::Unrecognized)
}

#[cfg(test)]
mod tests;
