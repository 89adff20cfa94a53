//! Header fields of a message: names without case, several values a name, nothing in them that could split a message.

use std::fmt;

use http::header::{HeaderMap, HeaderName, HeaderValue};

/// Headers that belong to the connection and its framing: no policy may set, change or delete them.
pub const UNTOUCHABLE: [&str; 4] = ["connection", "content-length", "keep-alive", "transfer-encoding"];

/// Headers whose several values travel as separate lines; the values of every other header are joined to one line.
/// The list is the one of APIM's set-header page.
const SEPARATE_LINES: [&str; 12] = [
    "user-agent",
    "www-authenticate",
    "proxy-authenticate",
    "cookie",
    "set-cookie",
    "warning",
    "date",
    "expires",
    "if-modified-since",
    "if-unmodified-since",
    "last-modified",
    "retry-after",
];

/// The header fields of a request or response.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headers(HeaderMap);

/// Why a header was not written: attack F8 (a line break smuggled in through expression data) ends here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeaderRefused {
    /// The name is not a token of RFC 9110 §5.1.
    Name(String),
    /// The value holds a character that would end the header line (CR, LF) or cut it off (NUL and other controls).
    Value {
        /// Name of the header that should have got the value.
        name: String,
        /// The character found, as its code point.
        found: char,
    },
    /// One of [`UNTOUCHABLE`].
    Untouchable(String),
}

impl fmt::Display for HeaderRefused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => write!(formatter, "`{}` is not a header name", name.escape_debug()),
            Self::Value { name, found } => {
                let code = u32::from(*found);
                write!(formatter, "the value for header `{name}` contains the control character U+{code:04X}")
            }
            Self::Untouchable(name) => {
                write!(formatter, "header `{name}` belongs to the connection, no policy sets it")
            }
        }
    }
}

impl Headers {
    /// No headers.
    pub fn new() -> Self {
        Self::default()
    }

    /// The fields as the `http` crate keeps them.
    pub fn as_map(&self) -> &HeaderMap {
        &self.0
    }

    /// The fields, to be changed by the host (framing, hop-by-hop fields).
    pub fn as_map_mut(&mut self) -> &mut HeaderMap {
        &mut self.0
    }

    /// Whether at least one line has this name.
    pub fn contains(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The values of a name, line by line, as text.
    pub fn get_all(&self, name: &str) -> impl Iterator<Item = String> + '_ {
        self.0.get_all(name).iter().map(text_of)
    }

    /// The first value of a name.
    pub fn first(&self, name: &str) -> Option<String> {
        self.0.get(name).map(text_of)
    }

    /// All values of a name, joined with a comma as `GetValueOrDefault` does.
    pub fn joined(&self, name: &str) -> Option<String> {
        let mut values = self.get_all(name);
        let first = values.next()?;
        Some(values.fold(first, |joined, value| joined + "," + &value))
    }

    /// Every distinct name with its values, in order of first appearance; names in their lower-case form.
    pub fn entries(&self) -> impl Iterator<Item = (&str, Vec<String>)> + '_ {
        self.0.keys().map(|name| (name.as_str(), self.get_all(name.as_str()).collect()))
    }

    /// Replaces all values of a name by these.
    pub fn set(&mut self, name: &str, values: &[String]) -> Result<(), HeaderRefused> {
        let (name, lines) = checked(name, values)?;
        self.0.remove(&name);
        for line in lines {
            self.0.append(&name, line);
        }
        Ok(())
    }

    /// Adds values to those that are there. For headers that travel on one line the values join the existing line.
    pub fn append(&mut self, name: &str, values: &[String]) -> Result<(), HeaderRefused> {
        if travels_on_separate_lines(name) || !self.contains(name) {
            let (name, lines) = checked(name, values)?;
            for line in lines {
                self.0.append(&name, line);
            }
            return Ok(());
        }
        let all: Vec<String> = self.get_all(name).chain(values.iter().cloned()).collect();
        self.set(name, &all)
    }

    /// Removes every line of a name.
    pub fn remove(&mut self, name: &str) -> Result<(), HeaderRefused> {
        if is_untouchable(name) {
            return Err(HeaderRefused::Untouchable(name.to_owned()));
        }
        self.0.remove(name);
        Ok(())
    }
}

impl From<HeaderMap> for Headers {
    fn from(map: HeaderMap) -> Self {
        Self(map)
    }
}

/// Whether this is one of the headers that no policy may change.
pub fn is_untouchable(name: &str) -> bool {
    UNTOUCHABLE.iter().any(|untouchable| name.eq_ignore_ascii_case(untouchable))
}

/// A header value as text: UTF-8 where it is UTF-8, otherwise byte by byte (ISO 8859-1), so that nothing is lost.
fn text_of(value: &HeaderValue) -> String {
    match std::str::from_utf8(value.as_bytes()) {
        Ok(text) => text.to_owned(),
        Err(_) => value.as_bytes().iter().copied().map(char::from).collect(),
    }
}

fn travels_on_separate_lines(name: &str) -> bool {
    SEPARATE_LINES.iter().any(|separate| name.eq_ignore_ascii_case(separate))
}

/// The lines that these values make, or why they cannot be written.
fn checked(name: &str, values: &[String]) -> Result<(HeaderName, Vec<HeaderValue>), HeaderRefused> {
    if is_untouchable(name) {
        return Err(HeaderRefused::Untouchable(name.to_owned()));
    }
    let parsed = HeaderName::from_bytes(name.as_bytes()).map_err(|_| HeaderRefused::Name(name.to_owned()))?;
    let lines: Vec<String> =
        if values.len() < 2 || travels_on_separate_lines(name) { values.to_vec() } else { vec![values.join(",")] };
    let lines = lines.iter().map(|line| checked_value(name, line)).collect::<Result<_, _>>()?;
    Ok((parsed, lines))
}

fn checked_value(name: &str, value: &str) -> Result<HeaderValue, HeaderRefused> {
    let refused = |found| HeaderRefused::Value { name: name.to_owned(), found };
    // White space around a value is not part of it (RFC 9110 §5.5); a line break inside it is an attack or a mistake.
    let value = value.trim_matches([' ', '\t']);
    if let Some(found) = value.chars().find(|character| character.is_ascii_control() && *character != '\t') {
        return Err(refused(found));
    }
    HeaderValue::from_bytes(value.as_bytes()).map_err(|_| refused('\u{0}'))
}

#[cfg(test)]
mod tests;
