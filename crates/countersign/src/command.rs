//! The commands, one file each. Here: what there is to choose from, and what an answer is.

use std::process::ExitCode;

use clap::Subcommand;

use crate::failure::Failure;

mod cert;
mod completions;

/// What a command came to when it could do its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Accepted, correct, done: exit code 0.
    Yes,
    /// Rejected, wrong, different from what was expected: exit code 1.
    No,
}

impl From<Answer> for ExitCode {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Yes => Self::SUCCESS,
            Answer::No => Self::FAILURE,
        }
    }
}

impl From<bool> for Answer {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

/// What a person can ask for.
#[derive(Subcommand)]
pub(crate) enum Command {
    Cert(cert::Arguments),
    Completions(completions::Arguments),
}

impl Command {
    /// Does it.
    pub(crate) fn execute(self) -> Result<Answer, Failure> {
        match self {
            Self::Cert(arguments) => cert::execute(&arguments),
            Self::Completions(arguments) => completions::execute(&arguments),
        }
    }
}
