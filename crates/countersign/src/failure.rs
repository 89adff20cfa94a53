//! Why a command could not do what it was asked: the fact, then what would help.

use std::fmt;
use std::path::Path;

use crate::terminal::style;

/// Exit code of a command that could not answer; clap's usage errors have the same.
pub(crate) const EXIT_CODE: u8 = 2;

/// A command's failure, printed once by `main`.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    help: Option<String>,
}

impl Failure {
    /// States the fact.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    /// Says what would help.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// A file or folder that could not be read.
    pub(crate) fn reading(path: &Path, error: &std::io::Error) -> Self {
        Self::new(format!("cannot read {}: {}", path.display(), plain(error)))
    }

    /// A file or folder that could not be written.
    pub(crate) fn writing(path: &Path, error: &std::io::Error) -> Self {
        Self::new(format!("cannot write {}: {}", path.display(), plain(error)))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (bad, good) = (style::BAD, style::HELP);
        write!(formatter, "{bad}error{bad:#}: {}", self.message)?;
        if let Some(help) = &self.help {
            write!(formatter, "\n {good}help{good:#}: {help}")?;
        }
        Ok(())
    }
}

/// The operating system's sentence without Rust's "(os error 2)".
pub(crate) fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error") {
        Some(end) => text[..end].to_lowercase(),
        None => text,
    }
}
