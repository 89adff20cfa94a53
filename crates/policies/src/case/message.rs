//! HTTP messages as cases write them: a first line, headers, an empty line, a body.

use bytes::Bytes;

use super::Mismatch;
use crate::exchange::headers::Headers;
use crate::exchange::message::Body;

/// A message taken apart.
#[derive(Debug, Clone, Default)]
pub(super) struct Written {
    pub(super) first_line: String,
    /// Name and value; `None` for `!Name`, a header that must not be there.
    pub(super) headers: Vec<(String, Option<String>)>,
    pub(super) body: Option<String>,
}

impl Written {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (head, body) = match text.split_once("\n\n") {
            Some((head, body)) => (head, Some(body.to_owned())),
            None => (text, None),
        };
        let mut lines = head.lines();
        let first_line = lines.next().unwrap_or_default().trim().to_owned();
        let header = |line: &str| match (line.strip_prefix('!'), line.split_once(':')) {
            (Some(name), _) => Ok((name.trim().to_owned(), None)),
            (None, Some((name, value))) => Ok((name.trim().to_owned(), Some(value.trim().to_owned()))),
            (None, None) => Err(format!("`{line}` is not a header")),
        };
        let headers = lines.map(header).collect::<Result<_, _>>()?;
        Ok(Self { first_line, headers, body })
    }

    /// The headers, to be sent.
    pub(super) fn to_headers(&self) -> Result<Headers, String> {
        let mut headers = Headers::new();
        for (name, value) in &self.headers {
            let name = http::HeaderName::from_bytes(name.as_bytes()).map_err(|error| error.to_string())?;
            let value = value.clone().unwrap_or_default();
            let value = http::HeaderValue::from_bytes(value.as_bytes()).map_err(|error| error.to_string())?;
            headers.as_map_mut().append(name, value);
        }
        Ok(headers)
    }

    /// The body, to be sent.
    pub(super) fn to_body(&self) -> Option<Bytes> {
        self.body.clone().map(Bytes::from)
    }

    /// Compares headers and body of a message with this one.
    pub(super) fn compare(&self, what: &str, headers: &Headers, body: &Body, mismatches: &mut Vec<Mismatch>) {
        for (name, value) in &self.headers {
            let found: Vec<String> = headers.get_all(name).collect();
            let expected: Vec<&str> =
                self.headers.iter().filter(|(it, _)| it == name).filter_map(|(_, value)| value.as_deref()).collect();
            if found != expected {
                let shown = |values: Vec<String>| {
                    if values.is_empty() { "no such header".to_owned() } else { values.join(" | ") }
                };
                let expected = value.as_ref().map(|_| expected.into_iter().map(str::to_owned).collect());
                let mismatch =
                    Mismatch::new(format!("{what}: header {name}"), shown(expected.unwrap_or_default()), shown(found));
                if !mismatches.contains(&mismatch) {
                    mismatches.push(mismatch);
                }
            }
        }
        let Some(expected) = &self.body else { return };
        let found = match body {
            Body::None | Body::Consumed => String::new(),
            Body::Unread => "(not read)".to_owned(),
            Body::Buffered(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        };
        let expected = if expected == "(empty)" { "" } else { expected };
        if found.trim_end_matches('\n') != expected.trim_end_matches('\n') {
            mismatches.push(Mismatch::new(format!("{what}: body"), expected, found));
        }
    }
}
