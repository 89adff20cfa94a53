//! `countersign run DIR`: serves a folder; good saves are published, bad ones change nothing and say why.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use gateway::observe::AccessLog;

use super::Answer;
use crate::development::Development;
use crate::failure::Failure;
use crate::interrupt;
use crate::state::{DEBUG_TOKEN, State};
use crate::terminal::{report, style};
use crate::wiring::{self, Change, Generation, Service, ServiceOptions};

/// Serve a configuration folder; a good save is live at once, a bad one changes nothing
///
/// What happens is told on standard error; standard output carries the access log if you ask for it.
#[derive(Args)]
#[command(after_help = "\
Ctrl-C lets requests in flight end, a second one ends at once.

For example:
  countersign run examples/hello
  countersign run DIR --listen 0.0.0.0:443 --json-log")]
pub(crate) struct Arguments {
    /// The configuration folder (the layout of APIOps)
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Address and port [default: what gateway.json says, or 127.0.0.1:8443]
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// Do not look for changes
    #[arg(long, overrides_with = "watch")]
    no_watch: bool,
    /// Look for changes; this is the default
    #[arg(long, overrides_with = "no_watch")]
    watch: bool,
    /// Write the access log to standard output, one JSON object a request
    #[arg(long)]
    json_log: bool,
}

pub(crate) fn execute(arguments: &Arguments) -> Result<Answer, Failure> {
    super::must_be_a_folder(&arguments.folder)?;
    let state = State::here();
    let development = Arc::new(Development::in_state_folder(&state)?);
    let first = match wiring::compile_folder(&arguments.folder, &development) {
        Ok(first) => first,
        Err(findings) => {
            report::print(&findings);
            return Ok(Answer::No);
        }
    };
    report::print(&first.warnings);
    let access_log = if arguments.json_log { AccessLog::Stdout } else { AccessLog::Off };
    let options = ServiceOptions { listen: arguments.listen, access_log };
    let mut service = Service::start(&state, &arguments.folder, development, &first, options)?;
    introduce(&state, &service, &first);
    if !arguments.no_watch {
        watch(&mut service);
    }
    interrupt::wait_and_drain(service)?;
    Ok(Answer::Yes)
}

/// What is served where.
fn introduce(state: &State, service: &Service, first: &Generation) {
    let (good, faint) = (style::GOOD, style::FAINT);
    let (apis, operations) = first.snapshot.size();
    let paths: Vec<String> = first.configuration.apis.iter().map(|api| format!("/{}", api.resource.path)).collect();
    let names: Vec<&str> = first.snapshot.host_names().collect();
    anstream::eprintln!("{good}serving{good:#} https://{}", service.address);
    anstream::eprintln!("  {faint}hostnames{faint:#}    {}", names.join(", "));
    anstream::eprintln!("  {faint}APIs{faint:#}         {apis} with {operations} operations: {}", shortened(&paths));
    anstream::eprintln!("  {faint}debug token{faint:#}  {}", state.path(DEBUG_TOKEN).display());
}

/// The first few of a list.
fn shortened(names: &[String]) -> String {
    const SHOWN: usize = 6;
    let shown = names.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN { format!("{shown}, …") } else { shown }
}

/// Publishes changes and tells about them.
pub(super) fn watch(service: &mut Service) {
    let told = service.watch(|change| match change {
        Change::Published { generation, warnings } => {
            report::print(&warnings);
            anstream::eprintln!("{}published{:#} generation {generation}", style::GOOD, style::GOOD);
        }
        Change::Refused(findings) => {
            report::print(&findings);
            anstream::eprintln!("{}not published{:#}; the last good configuration serves on", style::BAD, style::BAD);
        }
    });
    if let Err(diagnostic) = told {
        report::print(std::slice::from_ref(&diagnostic));
    }
}
