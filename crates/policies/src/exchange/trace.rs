//! The request trace: what each policy did, in order, in APIM's shape. Recorded only when asked for.

use std::time::Duration;

use crate::plan::Section;

/// One entry of the trace.
#[derive(Debug, Clone, PartialEq)]
pub struct TraceEntry {
    /// Section in which it was written; APIM files entries by section.
    pub section: Section,
    /// Element name of the policy, or the `source` of a trace policy.
    pub source: String,
    /// Time since the request was received.
    pub elapsed: Duration,
    /// Content.
    pub data: TraceValue,
}

/// A piece of trace content, to be rendered as JSON by the host.
#[derive(Debug, Clone, PartialEq)]
pub enum TraceValue {
    /// JSON null.
    Null,
    /// JSON true or false.
    Bool(bool),
    /// JSON number.
    Number(f64),
    /// JSON string.
    Text(String),
    /// JSON array.
    List(Vec<TraceValue>),
    /// JSON object; members in this order.
    Object(Vec<(&'static str, TraceValue)>),
}

impl From<&str> for TraceValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for TraceValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Option<String>> for TraceValue {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::Null, Self::Text)
    }
}

/// How loud an entry of a trace policy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TraceSeverity {
    /// The default.
    Verbose,
    /// Also for the log.
    Information,
    /// Also for the log.
    Error,
}

/// The entries of one exchange and a bound on them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trace {
    entries: Vec<TraceEntry>,
    left_off: usize,
}

/// Entries one exchange may record: a retry loop around a chatty policy must not eat memory.
pub const TRACE_ENTRIES_MAX: usize = 2_000;

impl Trace {
    /// Adds an entry, or counts it as left off past [`TRACE_ENTRIES_MAX`].
    pub fn record(&mut self, entry: TraceEntry) {
        if self.entries.len() < TRACE_ENTRIES_MAX {
            self.entries.push(entry);
        } else {
            self.left_off += 1;
        }
    }

    /// The entries in order.
    pub fn entries(&self) -> &[TraceEntry] {
        &self.entries
    }

    /// How many entries were left off.
    pub fn left_off(&self) -> usize {
        self.left_off
    }
}
