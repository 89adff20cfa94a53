//! One path for routing and for the backend: the request path is normalised once, and both use the result.
//!
//! Attack G1: a gateway that judges `/public/../admin` while the backend serves `/admin` protects nothing. So a path
//! is either brought into the one form below, or refused with 400:
//! percent-encoded unreserved characters are decoded and other escapes written in upper case (RFC 3986 §6.2.2),
//! dot segments are resolved, repeated slashes are one. Refused are escapes of `/`, `\` and NUL, raw backslashes,
//! control and non-ASCII bytes, broken escapes, climbing above the root, and dot segments dressed with a path
//! parameter (`..;x`), which some servers strip before resolving.

use std::borrow::Cow;

/// Why a path has no normal form. The text goes to the decision journal; the caller sees a plain 400.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PathRefusal {
    /// Not origin-form: does not begin with a slash.
    NotAbsolute,
    /// A `%` without two hexadecimal digits.
    BrokenEscape,
    /// An escape of a byte that servers disagree about.
    AmbiguousEscape,
    /// A byte that may not stand in a path.
    ForbiddenByte,
    /// More `..` than segments before it.
    AboveRoot,
    /// A dot segment with a path parameter, such as `..;a=b`.
    DressedDots,
}

impl PathRefusal {
    /// The fact, for people.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::NotAbsolute => "the request path does not begin with a slash",
            Self::BrokenEscape => "the request path holds a '%' that is not followed by two hexadecimal digits",
            Self::AmbiguousEscape => "the request path holds an escaped slash, backslash or control character",
            Self::ForbiddenByte => "the request path holds a backslash, control or non-ASCII byte",
            Self::AboveRoot => "the request path climbs above its root with '..'",
            Self::DressedDots => "the request path holds a dot segment with a path parameter",
        }
    }
}

/// The normal form of `path`; borrowed when it already is normal, which is nearly always.
pub(crate) fn normalise(path: &str) -> Result<Cow<'_, str>, PathRefusal> {
    let bytes = path.as_bytes();
    if bytes.first() != Some(&b'/') {
        return Err(PathRefusal::NotAbsolute);
    }
    let mut rework = false;
    let mut previous = 0_u8;
    for &byte in bytes {
        match byte {
            b'%' => rework = true,
            b'/' | b'.' if previous == b'/' => rework = true,
            b'\\' | 0..=0x20 | 0x7f.. => return Err(PathRefusal::ForbiddenByte),
            _ => {}
        }
        previous = byte;
    }
    if rework { rewrite(bytes).map(Cow::Owned) } else { Ok(Cow::Borrowed(path)) }
}

/// The slow way: unescape what is unreserved, then resolve segments.
fn rewrite(bytes: &[u8]) -> Result<String, PathRefusal> {
    let unescaped = unescape_unreserved(bytes)?;
    let mut normal = String::with_capacity(unescaped.len());
    let mut ends_open = false;
    for segment in unescaped.split('/').skip(1) {
        ends_open = false;
        match segment {
            "" | "." => ends_open = true,
            ".." => {
                let parent = normal.rfind('/').ok_or(PathRefusal::AboveRoot)?;
                normal.truncate(parent);
                ends_open = true;
            }
            dressed if is_dressed_dots(dressed) => return Err(PathRefusal::DressedDots),
            _ => {
                normal.push('/');
                normal.push_str(segment);
            }
        }
    }
    // `/a/` and `/a/.` name the folder: the slash is kept for the backend, though routing does not distinguish it.
    if ends_open || normal.is_empty() {
        normal.push('/');
    }
    Ok(normal)
}

/// `..;x`, `.;x` and the same with an escaped semicolon.
fn is_dressed_dots(segment: &str) -> bool {
    let rest = segment.trim_start_matches('.');
    let dots = segment.len() - rest.len();
    (1..=2).contains(&dots) && (rest.starts_with(';') || rest.starts_with("%3B"))
}

/// Decodes escapes of unreserved characters and writes the others in upper case.
pub(super) fn unescape_unreserved(bytes: &[u8]) -> Result<String, PathRefusal> {
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes.iter();
    while let Some(&byte) = rest.next() {
        if byte != b'%' {
            text.push(char::from(byte));
            continue;
        }
        let high = rest.next().and_then(|digit| hex(*digit)).ok_or(PathRefusal::BrokenEscape)?;
        let low = rest.next().and_then(|digit| hex(*digit)).ok_or(PathRefusal::BrokenEscape)?;
        match high << 4 | low {
            b'/' | b'\\' | 0..=0x1f | 0x7f => return Err(PathRefusal::AmbiguousEscape),
            plain @ (b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~') => {
                text.push(char::from(plain))
            }
            other => push_escaped(&mut text, other),
        }
    }
    Ok(text)
}

/// Appends `%XX`.
pub(crate) fn push_escaped(text: &mut String, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    text.push('%');
    text.push(char::from(DIGITS[usize::from(byte >> 4)]));
    text.push(char::from(DIGITS[usize::from(byte & 15)]));
}

/// What an escaped text says: `%20` is a space. Bytes that are not UTF-8 become U+FFFD, as .NET does.
pub(crate) fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let escaped = match tail {
            [high, low, after @ ..] if first == b'%' => {
                hex(*high).zip(hex(*low)).map(|(high, low)| (high << 4 | low, after))
            }
            _ => None,
        };
        let (byte, after) = escaped.unwrap_or((first, tail));
        bytes.push(byte);
        rest = after;
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests;
