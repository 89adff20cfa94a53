//! `countersign explain`: why a request was refused (after the fact, from the gateway's journal), or would be (before
//! the fact, from a configuration folder and a certificate file).

use std::fs;
use std::path::PathBuf;

use clap::Args;
use gateway::observe::decision::JOURNAL_FILE;
use serde_json::Value;

use super::Answer;
use crate::failure::Failure;
use crate::state::State;

pub(crate) mod decision;
mod offline;

/// Explain why a request was refused, or whether a certificate would be accepted
#[derive(Args)]
#[command(after_help = "\
For example:
  countersign explain last
  countersign explain --config DIR --cert partner.pem --url /orders/42
  countersign explain --config DIR --cert partner.pem --url /orders/42 --at 2027-06-01

Exit codes: 0 accepted or shown, 1 would be refused, 2 nothing to explain.")]
pub(crate) struct Arguments {
    /// `last`, or the activity id of a request (its beginning is enough)
    #[arg(default_value = "last", conflicts_with = "config")]
    which: String,
    /// Judge a certificate against this configuration folder, without a gateway
    #[arg(long, value_name = "DIR", requires = "cert")]
    config: Option<PathBuf>,
    /// The certificate to judge; its key is not needed
    #[arg(long, value_name = "FILE", requires = "config")]
    cert: Option<PathBuf>,
    /// Password of a PFX
    #[arg(long, requires = "cert", env = "COUNTERSIGN_PFX_PASSWORD", hide_env_values = true)]
    password: Option<String>,
    /// URL or path that would be called [default: every operation]
    #[arg(long, requires = "config")]
    url: Option<String>,
    /// Method of the call
    #[arg(long, requires = "config", default_value = "GET")]
    method: String,
    /// The time to judge for, such as 2027-06-01T00:00:00Z [default: now]
    #[arg(long, value_name = "TIME", requires = "config")]
    at: Option<String>,
    /// Show passed checks too
    #[arg(long)]
    all: bool,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn execute(arguments: &Arguments) -> Result<Answer, Failure> {
    match (&arguments.config, &arguments.cert) {
        (Some(folder), Some(certificate)) => offline::execute(arguments, folder, certificate),
        _ => {
            show(&find(&State::here(), &arguments.which)?, arguments.all, arguments.json);
            Ok(Answer::Yes)
        }
    }
}

fn show(decision: &Value, all: bool, as_json: bool) {
    match as_json {
        true => anstream::println!("{decision:#}"),
        false => anstream::print!("{}", decision::render(decision, all)),
    }
}

/// A decision of the journal: the newest, or the newest whose id begins with `which`.
fn find(state: &State, which: &str) -> Result<Value, Failure> {
    let path = state.path(JOURNAL_FILE);
    if !path.is_file() {
        return Err(Failure::new(format!("there is no {}", path.display()))
            .help("a gateway started here writes it: `countersign run DIR` or `countersign demo`"));
    }
    let wanted =
        |decision: &Value| which == "last" || decision["activityId"].as_str().is_some_and(|id| id.starts_with(which));
    newest(state, wanted).ok_or_else(|| match which {
        "last" => Failure::new("no request has been refused yet"),
        id => Failure::new(format!("no decision with the id `{id}` is in {}", path.display()))
            .help("only refusals are kept, and only the newest few hundred"),
    })
}

/// The newest decision of the journal that is wanted.
pub(super) fn newest(state: &State, wanted: impl Fn(&Value) -> bool) -> Option<Value> {
    let text = fs::read_to_string(state.path(JOURNAL_FILE)).ok()?;
    text.lines().rev().filter_map(|line| serde_json::from_str(line).ok()).find(wanted)
}
