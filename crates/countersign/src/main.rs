//! The countersign binary: one gateway, and the commands that a person needs around it.
//!
//! Every command is one file in `command/`. A command asks the rooms for the work and `terminal/` for the looks;
//! `wiring.rs` is the only place in the project that knows both the data plane and the ways in.
//!
//! Exit codes, for every command: 0 yes or done · 1 the answer is no (a certificate rejected, a configuration with
//! errors, a demo row that came out differently) · 2 the question could not be answered (usage, unreadable file).

use std::process::ExitCode;

use clap::Parser;

use command::Command;
use terminal::ColorWhen;

mod caller;
mod clock;
mod command;
mod development;
mod failure;
mod interrupt;
mod state;
mod terminal;
mod wiring;

/// Requests allocate a few dozen small pieces on the thread that frees them: what mimalloc is made for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// An API gateway for Azure API Management configurations, with mutual TLS in both directions.
///
/// Countersign runs APIM policies, backends and certificates unchanged, on a laptop, in CI and in production, and
/// explains every refusal: which check failed, what was found, what was expected, and what would help.
#[derive(Parser)]
#[command(name = "countersign", version, max_term_width = 100, after_help = AFTER_HELP)]
struct Arguments {
    #[command(subcommand)]
    command: Command,

    /// When to use colour [NO_COLOR and redirected output turn it off by themselves]
    #[arg(long, global = true, value_enum, default_value_t = ColorWhen::Auto, value_name = "WHEN", hide_possible_values = true)]
    color: ColorWhen,
}

const AFTER_HELP: &str = "\
Start here:
  countersign demo            a gateway, certificates and every kind of caller, in one second
  countersign run DIR         serve your own folder (APIOps layout); edits are live on save
  countersign explain last    why the last request was refused, check by check

What commands leave for each other lies in .countersign/ here, or in the folder that COUNTERSIGN_STATE names.

Exit codes: 0 yes or done, 1 the answer is no, 2 the question could not be answered.";

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    arguments.color.apply();
    match arguments.command.execute() {
        Ok(answer) => answer.into(),
        Err(failure) => {
            anstream::eprintln!("{failure}");
            ExitCode::from(failure::EXIT_CODE)
        }
    }
}
