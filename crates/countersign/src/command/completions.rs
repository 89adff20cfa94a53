//! `countersign completions SHELL`: a completion script on standard output.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::Answer;
use crate::failure::Failure;

/// Write a completion script for your shell to standard output
#[derive(Args)]
#[command(
    after_help = "For example:\n  countersign completions bash > ~/.local/share/bash-completion/completions/countersign"
)]
pub(crate) struct Arguments {
    /// The shell
    shell: Shell,
}

pub(crate) fn execute(arguments: &Arguments) -> Result<Answer, Failure> {
    clap_complete::generate(arguments.shell, &mut crate::Arguments::command(), "countersign", &mut std::io::stdout());
    Ok(Answer::Yes)
}
