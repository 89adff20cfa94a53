//! BER made DER: indefinite lengths closed, strings in pieces joined, bytes after the end dropped.

use zeroize::Zeroize;

use crate::der::DerError;

/// PKCS#12 nests about ten deep.
const MAX_DEPTH: usize = 32;

const CONSTRUCTED: u8 = 0x20;
const OCTET_STRING: u8 = 0x04;

/// The first value of `bytes` in DER. Bytes that are DER already come out as they are.
pub(super) fn to_der(bytes: &[u8]) -> Result<Vec<u8>, DerError> {
    let mut der = Vec::with_capacity(bytes.len());
    convert(bytes, &mut der, 0)?;
    Ok(der)
}

/// Converts the first value of `bytes` and returns what follows it.
fn convert<'a>(bytes: &'a [u8], der: &mut Vec<u8>, depth: usize) -> Result<&'a [u8], DerError> {
    if depth > MAX_DEPTH {
        return Err(DerError::Malformed);
    }
    let (&tag, after_tag) = bytes.split_first().ok_or(DerError::Truncated)?;
    if tag & 0x1f == 0x1f {
        return Err(DerError::Malformed);
    }
    let (length, contents) = read_length(after_tag)?;
    let constructed = tag & CONSTRUCTED != 0;
    let (mut inside, after) = match length {
        Some(length) => {
            let (inside, after) = contents.split_at_checked(length).ok_or(DerError::Truncated)?;
            (inside, Some(after))
        }
        None if constructed => (contents, None),
        None => return Err(DerError::Malformed),
    };
    if !constructed {
        push(der, tag, inside);
        return after.ok_or(DerError::Malformed);
    }
    let mut parts = Vec::new();
    let rest = loop {
        match after {
            Some(after) if inside.is_empty() => break after,
            None if inside.starts_with(&[0, 0]) => break inside.get(2..).unwrap_or_default(),
            None if inside.is_empty() => return Err(DerError::Truncated),
            _ => inside = convert(inside, &mut parts, depth + 1)?,
        }
    };
    if tag == OCTET_STRING | CONSTRUCTED {
        let mut joined = join(&parts)?;
        push(der, OCTET_STRING, &joined);
        joined.zeroize();
    } else {
        push(der, tag, &parts);
    }
    parts.zeroize();
    Ok(rest)
}

/// The contents of OCTET STRINGs that follow each other.
pub(super) fn join(parts: &[u8]) -> Result<Vec<u8>, DerError> {
    let mut reader = crate::der::Reader::new(parts);
    let mut joined = Vec::new();
    while !reader.is_empty() {
        joined.extend(reader.expect(OCTET_STRING)?.contents);
    }
    Ok(joined)
}

/// A length, `None` if indefinite, and what follows it. Non-minimal forms are BER and fine.
fn read_length(bytes: &[u8]) -> Result<(Option<usize>, &[u8]), DerError> {
    let (&first, rest) = bytes.split_first().ok_or(DerError::Truncated)?;
    match first {
        0..0x80 => Ok((Some(usize::from(first)), rest)),
        0x80 => Ok((None, rest)),
        _ => {
            let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f)).ok_or(DerError::Truncated)?;
            let digits = digits.get(digits.iter().take_while(|digit| **digit == 0).count()..).unwrap_or_default();
            if digits.len() > 4 {
                return Err(DerError::Truncated);
            }
            Ok((Some(digits.iter().fold(0, |length, digit| (length << 8) | usize::from(*digit))), rest))
        }
    }
}

fn push(der: &mut Vec<u8>, tag: u8, contents: &[u8]) {
    der.push(tag);
    let digits = contents.len().to_be_bytes();
    let digits = digits.get(digits.iter().take_while(|digit| **digit == 0).count()..).unwrap_or_default();
    match digits {
        [] => der.push(0),
        [length @ 0..0x80] => der.push(*length),
        _ => {
            der.push(0x80 | digits.len() as u8);
            der.extend(digits);
        }
    }
    der.extend(contents);
}
