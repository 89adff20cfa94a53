//! The commands, one file each. Here: what there is to choose from, and what an answer is.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use clap::Subcommand;

use crate::failure::Failure;

mod ca;
mod cert;
mod check;
mod completions;
mod demo;
mod eval;
mod explain;
mod run;
mod test;
mod trace;

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
    Demo(demo::Arguments),
    Run(run::Arguments),
    Check(check::Arguments),
    Test(test::Arguments),
    Explain(explain::Arguments),
    Trace(trace::Arguments),
    Eval(eval::Arguments),
    Cert(cert::Arguments),
    Ca(ca::Arguments),
    Completions(completions::Arguments),
}

impl Command {
    /// Does it.
    pub(crate) fn execute(self) -> Result<Answer, Failure> {
        match self {
            Self::Demo(arguments) => demo::execute(&arguments),
            Self::Run(arguments) => run::execute(&arguments),
            Self::Check(arguments) => check::execute(&arguments),
            Self::Test(arguments) => test::execute(&arguments),
            Self::Explain(arguments) => explain::execute(&arguments),
            Self::Trace(arguments) => trace::execute(&arguments),
            Self::Eval(arguments) => eval::execute(&arguments),
            Self::Cert(arguments) => cert::execute(&arguments),
            Self::Ca(arguments) => ca::execute(&arguments),
            Self::Completions(arguments) => completions::execute(&arguments),
        }
    }
}

/// A folder that is not there is a question that cannot be answered, not a configuration with errors.
fn must_be_a_folder(path: &Path) -> Result<(), Failure> {
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err(Failure::new(format!("{} is not a folder", path.display()))
            .help("name the configuration folder, not a file in it")),
        Err(error) => Err(Failure::reading(path, &error)),
    }
}
