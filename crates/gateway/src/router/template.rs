//! Operation URL templates: `/orders/{id}`, `/files/{*path}`, `/*`, `/reports?year={year}`.
//!
//! Parsed once, when the configuration changes; the router turns segments into its tree.

use smallvec::SmallVec;

/// A parsed template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template {
    /// Path segments in order.
    pub(crate) segments: Vec<Segment>,
    /// The tail, if the template ends in one.
    pub(crate) wildcard: Option<Wildcard>,
    /// Query parameters that a request must carry.
    pub(crate) query: Vec<QueryRule>,
}

/// One path segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Segment {
    /// Exactly this text, in any case.
    Literal(String),
    /// Any one segment, captured under this name.
    Parameter(String),
    /// A mixture such as `Products({id})` or `{name}.json`.
    Mixed(Vec<Piece>),
}

/// A part of a mixed segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// This text, in any case.
    Literal(String),
    /// One or more characters, captured.
    Parameter(String),
}

/// `/*` or `{*name}`: the rest of the path, of any length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wildcard {
    /// Captured under this name; `/*` has none.
    pub(crate) name: Option<String>,
}

/// A query parameter of the template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct QueryRule {
    /// Its name on the wire.
    pub(crate) name: String,
    /// What its value must be.
    pub(crate) value: QueryValue,
}

/// What a template says about a query parameter's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum QueryValue {
    /// Any value, captured under this name.
    Captured(String),
    /// Exactly this value.
    Exactly(String),
}

/// Reads a template; the error is the fact that makes it unusable.
pub(crate) fn parse(template: &str) -> Result<Template, String> {
    let (path, query) = template.split_once('?').unwrap_or((template, ""));
    let mut segments = Vec::new();
    let mut wildcard = None;
    for text in path.split('/').filter(|text| !text.is_empty()) {
        if wildcard.is_some() {
            return Err(format!("the template `{template}` goes on after its wildcard"));
        }
        match read_segment(text)? {
            Read::Segment(segment) => segments.push(segment),
            Read::Wildcard(found) => wildcard = Some(found),
        }
    }
    let query = query.split('&').filter(|pair| !pair.is_empty()).map(read_query).collect::<Result<_, _>>()?;
    Ok(Template { segments, wildcard, query })
}

enum Read {
    Segment(Segment),
    Wildcard(Wildcard),
}

fn read_segment(text: &str) -> Result<Read, String> {
    if text == "*" {
        return Ok(Read::Wildcard(Wildcard { name: None }));
    }
    let mut pieces: SmallVec<[Piece; 4]> = SmallVec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let Some(open) = rest.find('{') else {
            pieces.push(Piece::Literal(literal(rest)));
            break;
        };
        if open > 0 {
            pieces.push(Piece::Literal(literal(&rest[..open])));
        }
        let inner = &rest[open + 1..];
        let close = inner.find('}').ok_or_else(|| format!("`{text}` opens a brace and does not close it"))?;
        let name = inner[..close].trim();
        if let Some(tail) = name.strip_prefix('*') {
            if open > 0 || close + 1 < inner.len() || !pieces.is_empty() {
                return Err(format!("the wildcard in `{text}` must be a whole segment"));
            }
            return Ok(Read::Wildcard(Wildcard { name: Some(tail.to_owned()) }));
        }
        if name.is_empty() {
            return Err(format!("`{text}` holds a parameter without a name"));
        }
        if matches!(pieces.last(), Some(Piece::Parameter(_))) {
            return Err(format!("`{text}` holds two parameters with nothing between them"));
        }
        pieces.push(Piece::Parameter(name.to_owned()));
        rest = &inner[close + 1..];
    }
    Ok(Read::Segment(match pieces.as_slice() {
        [Piece::Literal(text)] => Segment::Literal(text.clone()),
        [Piece::Parameter(name)] => Segment::Parameter(name.clone()),
        _ => Segment::Mixed(pieces.into_vec()),
    }))
}

/// Literals are held in the normal form of request paths, so that comparing is enough when a request comes.
fn literal(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            0..=0x20 | 0x7f.. | b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' => {
                super::path::push_escaped(&mut escaped, byte)
            }
            _ => escaped.push(char::from(byte)),
        }
    }
    // Templates from OpenAPI documents may come escaped already; `%7e` and `~` are the same path.
    super::path::unescape_unreserved(escaped.as_bytes()).unwrap_or(escaped)
}

fn read_query(pair: &str) -> Result<QueryRule, String> {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    // `?{name}` is written for `?name={name}` in some imports.
    if let Some(bare) = name.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
        return Ok(QueryRule { name: bare.to_owned(), value: QueryValue::Captured(bare.to_owned()) });
    }
    if name.contains(['{', '}']) {
        return Err(format!("the query parameter `{pair}` is not of the form name={{name}}"));
    }
    let value = match value.strip_prefix('{').and_then(|value| value.strip_suffix('}')) {
        Some(captured) => QueryValue::Captured(captured.to_owned()),
        None if value.is_empty() => QueryValue::Captured(name.to_owned()),
        None => QueryValue::Exactly(value.to_owned()),
    };
    Ok(QueryRule { name: name.to_owned(), value })
}

/// Matches a segment against the pieces of a mixed one; captures are pushed in order, each as short as possible:
/// `{name}.{kind}` splits at the first point. Every literal is taken where it first stands and the last one at the
/// end, which finds a match if there is one without ever going back: callers choose the segment, and trying all ways
/// to cut thirty thousand characters would take hours (attack I8).
pub(crate) fn match_mixed<'p>(pieces: &[Piece], segment: &'p str, captures: &mut SmallVec<[&'p str; 4]>) -> bool {
    let depth = captures.len();
    let matched = match_pieces(pieces, segment, captures).is_some();
    if !matched {
        captures.truncate(depth);
    }
    matched
}

fn match_pieces<'p>(mut pieces: &[Piece], segment: &'p str, captures: &mut SmallVec<[&'p str; 4]>) -> Option<()> {
    let mut rest = segment;
    while let Some((first, later)) = pieces.split_first() {
        pieces = later;
        match first {
            Piece::Literal(text) => rest = strip_prefix_ignoring_case(rest, text)?,
            Piece::Parameter(_) => {
                let least = rest.chars().next()?.len_utf8();
                let begins = |at: usize, text: &str| {
                    rest.get(at..).is_some_and(|rest| strip_prefix_ignoring_case(rest, text).is_some())
                };
                let end = match later {
                    [] => rest.len(),
                    [Piece::Parameter(_), ..] => least,
                    [Piece::Literal(text)] => rest.len().checked_sub(text.len()).filter(|end| *end >= least)?,
                    [Piece::Literal(text), ..] => (least..rest.len()).find(|at| begins(*at, text))?,
                };
                let (captured, behind) = rest.split_at_checked(end)?;
                captures.push(captured);
                rest = behind;
            }
        }
    }
    rest.is_empty().then_some(())
}

fn strip_prefix_ignoring_case<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

#[cfg(test)]
mod tests;
