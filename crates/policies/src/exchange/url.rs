//! A URL as policies see it: parts kept in the percent-encoded form in which they travel.

use std::collections::HashMap;
use std::fmt;

use percent_encoding::percent_decode_str;

/// An absolute `http` or `https` URL.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Url {
    /// `http` or `https`, lower case.
    pub scheme: String,
    /// Host name or address, without port; IPv6 addresses keep their brackets.
    pub host: String,
    /// Port, the scheme's own if none was written.
    pub port: u16,
    /// Path as it travels, beginning with `/`; never empty.
    pub path: String,
    /// Query as it travels, without the question mark.
    pub query: String,
}

/// A text that is not an absolute http or https URL; displays as the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAUrl {
    /// The text.
    pub text: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

impl fmt::Display for NotAUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` is not an absolute http or https URL: {}", self.text.escape_debug(), self.reason)
    }
}

impl Url {
    /// Takes an absolute URL apart. Fragments are dropped, user information is refused.
    pub fn parse(text: &str) -> Result<Self, NotAUrl> {
        let refused = |reason| NotAUrl { text: text.to_owned(), reason };
        if let Some(reason) = unsafe_reason(text) {
            return Err(refused(reason));
        }
        let (scheme, rest) = text.split_once("://").ok_or_else(|| refused("it has no scheme"))?;
        let scheme = scheme.to_ascii_lowercase();
        let own_port = match scheme.as_str() {
            "http" => 80,
            "https" => 443,
            _ => return Err(refused("the scheme is neither http nor https")),
        };
        let rest = rest.split('#').next().unwrap_or_default();
        let authority_end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, tail) = rest.split_at(authority_end);
        if authority.contains('@') {
            return Err(refused("it holds user information"));
        }
        let (host, port) = split_port(authority, own_port).ok_or_else(|| refused("the port is not a number"))?;
        if host.is_empty() {
            return Err(refused("it has no host"));
        }
        let (path, query) = tail.split_once('?').unwrap_or((tail, ""));
        let path = if path.is_empty() { "/" } else { path };
        Ok(Self { scheme, host: host.to_ascii_lowercase(), port, path: path.to_owned(), query: query.to_owned() })
    }

    /// Whether the port is the one of the scheme.
    pub fn has_default_port(&self) -> bool {
        matches!((self.scheme.as_str(), self.port), ("http", 80) | ("https", 443))
    }

    /// `host` or `host:port`, as in a Host header.
    pub fn authority(&self) -> String {
        if self.has_default_port() { self.host.clone() } else { format!("{}:{}", self.host, self.port) }
    }

    /// The query with its question mark, or nothing.
    pub fn query_string(&self) -> String {
        if self.query.is_empty() { String::new() } else { format!("?{}", self.query) }
    }

    /// This URL as a base with `path` (beginning with `/`, or empty) behind its own path and another query.
    pub fn join(&self, path: &str, query: &str) -> Self {
        // `http://host/` + `/orders` must not double the slash, `http://host/base/` + `/orders` does so in APIM; one
        // slash is what every backend means, so both give one.
        let base = self.path.strip_suffix('/').unwrap_or(&self.path);
        let path = match (base.is_empty(), path.is_empty()) {
            (true, true) => "/".to_owned(),
            _ if path.is_empty() || path.starts_with('/') => format!("{base}{path}"),
            _ => format!("{base}/{path}"),
        };
        Self { scheme: self.scheme.clone(), host: self.host.clone(), port: self.port, path, query: query.to_owned() }
    }
}

/// The absolute URL; the scheme's own port is left out.
impl fmt::Display for Url {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}://{}{}{}", self.scheme, self.authority(), self.path, self.query_string())
    }
}

/// Why a text cannot be placed in a request line, if it cannot (attack F8).
pub(crate) fn unsafe_reason(text: &str) -> Option<&'static str> {
    text.chars().find_map(|character| match character {
        '\r' | '\n' => Some("it contains a line break"),
        '\0' => Some("it contains a NUL character"),
        ' ' | '\t' => Some("it contains white space that is not percent-encoded"),
        other if other.is_control() => Some("it contains a control character"),
        _ => None,
    })
}

/// The parameters of a query in order, decoded: `+` is a space, bad escapes stay as they are.
pub fn query_pairs(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// The parameters of a query, each name once with all of its values, in order of first appearance. In linear time: a
/// caller's form may have a million names (attack I9).
pub(crate) fn grouped_pairs(query: &str, ignores_case: bool) -> Vec<(String, Vec<String>)> {
    let mut grouped: Vec<(String, Vec<String>)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (name, value) in query_pairs(query) {
        let key = if ignores_case { name.to_ascii_lowercase() } else { name.clone() };
        let place = *places.entry(key).or_insert(grouped.len());
        match grouped.get_mut(place) {
            Some((_, values)) => values.push(value),
            None => grouped.push((name, vec![value])),
        }
    }
    grouped
}

/// The inverse of [`query_pairs`]: percent-encoded, a space as `%20`, which every server reads.
pub fn encode_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let encoded: Vec<String> =
        pairs.into_iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    encoded.join("&")
}

fn encode(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, QUERY_COMPONENT).to_string()
}

/// Everything but the unreserved characters of RFC 3986 §2.3 and those that are harmless inside a query component.
const QUERY_COMPONENT: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b':')
    .remove(b',')
    .remove(b'/')
    .remove(b'@')
    .remove(b'*')
    .remove(b'!')
    .remove(b'$')
    .remove(b'(')
    .remove(b')');

fn decode(text: &str) -> String {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}

/// Host and port of an authority; `None` if the port is not a number.
fn split_port(authority: &str, own_port: u16) -> Option<(&str, u16)> {
    let host_end = authority.rfind(']').map_or(0, |bracket| bracket + 1);
    let Some(colon) = authority.get(host_end..).and_then(|rest| rest.rfind(':')) else {
        return Some((authority, own_port));
    };
    let (host, port) = authority.split_at(host_end + colon);
    match port.get(1..) {
        None | Some("") => Some((host, own_port)),
        Some(digits) => digits.parse().ok().map(|port| (host, port)),
    }
}

#[cfg(test)]
mod tests;
