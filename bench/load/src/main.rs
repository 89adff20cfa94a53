//! Both ends of the benchmark: the caller that drives a gateway, and the backend behind it.
//!
//! ```text
//! bench-load drive   asks and asks, and tells how often, how fast, and what CPU time it cost whom
//! bench-load hold    opens many connections, lets them idle, and tells what memory they cost
//! bench-load ask     one request; its status, or why there was none
//! bench-load serve   the backend: mutual TLS, GET /bytes/N, POST /echo
//! ```
//! `drive` and `hold` print one JSON object.

mod ask;
mod connection;
mod drive;
mod hold;
mod processes;
mod serve;
mod tally;
mod tls;

use std::process::ExitCode;

use clap::Parser;

/// Why something could not be done, for people.
pub type Fault = Box<dyn std::error::Error + Send + Sync>;

#[derive(Parser)]
#[command(about = "Both ends of a benchmark of mutual TLS gateways")]
enum Command {
    /// Drive a gateway and report.
    Drive(drive::Arguments),
    /// Hold idle connections and report the memory that they cost.
    Hold(hold::Arguments),
    /// Make one request.
    Ask(ask::Arguments),
    /// Be the backend.
    Serve(serve::Arguments),
}

fn main() -> ExitCode {
    let done = match Command::parse() {
        Command::Drive(arguments) => drive::execute(&arguments),
        Command::Hold(arguments) => hold::execute(&arguments),
        Command::Ask(arguments) => ask::execute(&arguments),
        Command::Serve(arguments) => serve::execute(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
    }
}

/// Runs a future to its end on this thread alone.
pub fn run_here<T>(future: impl Future<Output = T>) -> Result<T, Fault> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    Ok(tokio::task::LocalSet::new().block_on(&runtime, future))
}
