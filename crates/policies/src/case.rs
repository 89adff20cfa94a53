//! Cases: policy behaviour as documents that people read and machines run. Ours are in `cases/`, users' anywhere.
//!
//! A case file is Markdown. Its first heading names what the file is about; every `##` heading begins a case, whose
//! text says why. Fenced blocks say what is given and what must happen; blocks before the first `##` hold for every
//! case of the file.
//!
//! | block | meaning |
//! |---|---|
//! | `xml policy [scope]` | the policy document of a scope (`api` if none is named); without one for global, APIM's default |
//! | `xml fragment ID` | a policy fragment |
//! | `given` | `key: value` lines: clock, caller, certificate, trust, named values, backends (see [`world`]) |
//! | `http request` | the request |
//! | `http backend` | what the backend answers, or `timeout`, or `connection refused: TEXT`; several blocks in turn |
//! | `http forwarded` | what the backend must have got; `!Name` lines are headers that must not be there |
//! | `http response` | what the caller must get; a body is compared if there is one |
//! | `last-error` | `source`, `reason`, `message`, `scope`, `section`, `path`, `policy-id` |
//! | `judgement` | texts that the recorded judgements must contain, one a line |
//! | `trace` | texts that the request trace must contain, one a line |
//! | `expect` | `forwarded: no`, `request body read: no`, `credential: FILE` |
//! | `refused` | the documents must be refused with exactly these findings: `line:column code: text` |
//! | `warnings` | they must be accepted with exactly these findings |
//!
//! The host is scripted and the clock is set; the code between is what production runs.

use std::fmt;

mod expectation;
mod host;
mod markdown;
mod message;
mod script;
mod world;

pub use script::{Case, read};

/// What a case asks for by file name: certificates, keys, revocation lists.
pub type Fixtures<'a> = dyn Fn(&str) -> Result<Vec<u8>, String> + 'a;

/// One thing that came out otherwise than the case says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// What was compared.
    pub what: String,
    /// What the case says.
    pub expected: String,
    /// What came out.
    pub found: String,
}

impl Mismatch {
    fn new(what: impl Into<String>, expected: impl Into<String>, found: impl Into<String>) -> Self {
        Self { what: what.into(), expected: expected.into(), found: found.into() }
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}\n  expected: {}\n  found:    {}", self.what, self.expected, self.found)
    }
}

/// Runs a case. Nothing means it holds.
pub fn run(case: &Case, fixtures: &Fixtures<'_>) -> Vec<Mismatch> {
    match world::World::build(case, fixtures) {
        Ok(world) => expectation::check(case, world),
        Err(reason) => vec![Mismatch::new("setting the case up", "a case that can be run", reason)],
    }
}
