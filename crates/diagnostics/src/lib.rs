//! What is wrong with a configuration, where, and what helps: the one shape in which every room reports to a person.
//!
//! A diagnostic states the fact with the values compared, then the place (document, line, column), then help. It
//! carries its source text along, so that whoever renders it (terminal, JSON, an editor) needs no file system.

use std::fmt;
use std::sync::Arc;

/// A named text that diagnostics point into: a policy document, a JSON resource file, an OpenAPI document.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// How the user knows it, usually a path relative to the configuration folder.
    pub name: String,
    /// The whole text. Secrets must not be placed here; files that hold some use [`Source::withheld`].
    pub text: String,
}

impl Source {
    /// A source whose text may be shown.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self { name: name.into(), text: text.into() })
    }

    /// A source of which only the name may be shown (binary or secret content).
    pub fn withheld(name: impl Into<String>) -> Arc<Self> {
        Self::new(name, "")
    }

    /// Line and column of a byte offset, both from 1; columns count characters. Offsets past the end give the end.
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let mut end = offset.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let before = &self.text[..end];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }

    /// Byte offset of a line and column (both from 1) as parsers such as serde_json report them; clamps to the text.
    pub fn offset_of(&self, line: usize, column: usize) -> usize {
        let mut start = 0;
        for (index, text) in self.text.split_inclusive('\n').enumerate() {
            if index + 1 == line {
                let within = text.char_indices().nth(column.saturating_sub(1)).map_or(text.len(), |(at, _)| at);
                return start + within;
            }
            start += text.len();
        }
        self.text.len()
    }
}

/// A range of bytes in a source text; `start <= end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// A span from `start` up to, not including, `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start) }
    }
}

/// How bad it is: an error refuses the load, a warning does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Runs as written, but probably not as meant.
    Warning,
    /// Cannot be run: the load is refused and the last good configuration serves on.
    Error,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// Stable kebab-case name of the rule, for searching and for machines, e.g. `unknown-attribute`.
    pub code: &'static str,
    /// The fact, with the values compared; no full stop, no "failed to".
    pub message: String,
    /// Where, if it is somewhere.
    pub place: Option<(Arc<Source>, Span)>,
    /// Further facts, each a sentence.
    pub notes: Vec<String>,
    /// What would help.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error without a place yet.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, code, message: message.into(), place: None, notes: Vec::new(), help: None }
    }

    /// A warning without a place yet.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// Points at a place.
    pub fn at(mut self, source: &Arc<Source>, span: Span) -> Self {
        self.place = Some((source.clone(), span));
        self
    }

    /// Adds a further fact.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Says what would help.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Whether this finding refuses the load.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// One line for logs: `file:line:column: error[code]: message (help: …)`.
impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((source, span)) = &self.place {
            write!(formatter, "{}", source.name)?;
            if !source.text.is_empty() {
                let (line, column) = source.line_column(span.start);
                write!(formatter, ":{line}:{column}")?;
            }
            formatter.write_str(": ")?;
        }
        let severity = match self.severity {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(formatter, "{severity}[{}]: {}", self.code, self.message)?;
        if let Some(help) = &self.help {
            write!(formatter, " (help: {help})")?;
        }
        Ok(())
    }
}

/// The known name nearest to `wanted`, if one is near enough to be what was meant: at most a third of it differs.
pub fn nearest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (wanted.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|candidate| (edit_distance(wanted, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Levenshtein distance, ignoring ASCII case.
fn edit_distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, from) in left.chars().enumerate() {
        let mut diagonal = index;
        let mut last = index + 1;
        for (cell, to) in row.iter_mut().skip(1).zip(&right) {
            let substituted = diagonal + usize::from(!from.eq_ignore_ascii_case(to));
            diagonal = *cell;
            last = substituted.min(last + 1).min(*cell + 1);
            *cell = last;
        }
        if let Some(first) = row.first_mut() {
            *first = index + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests;
