//! `countersign cert …`: what a certificate file holds, and whether a chain is good.

use clap::{Args, Subcommand};

use super::Answer;
use crate::failure::Failure;

mod show;
mod verify;

/// Look at certificates and judge chains
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    question: Question,
}

#[derive(Subcommand)]
enum Question {
    Show(show::Arguments),
    Verify(verify::Arguments),
}

pub(crate) fn execute(arguments: &Arguments) -> Result<Answer, Failure> {
    match &arguments.question {
        Question::Show(arguments) => show::execute(arguments),
        Question::Verify(arguments) => verify::execute(arguments),
    }
}
