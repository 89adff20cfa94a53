//! `countersign trace`: a whole request step by step, in API Management's trace shape.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use clap::Args;
use gateway::observe::trace::TRACE_FOLDER;
use serde_json::Value;

use super::Answer;
use crate::failure::Failure;
use crate::state::State;
use crate::terminal::style;

/// Sections in the order in which they run; the names under which a trace files its entries.
const SECTIONS: [&str; 4] = ["inbound", "backend", "outbound", "on-error"];
/// Longest text of one entry on a line; the rest is in the JSON.
const LONGEST_ENTRY: usize = 300;

/// Show the trace of a request, step by step, handshakes included
///
/// A request is traced when it carries the debug token in the header `Apim-Debug-Authorization`; its answer then names
/// the trace in `Apim-Trace-Id`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// `last`, or a trace id (its beginning is enough)
    #[arg(default_value = "last")]
    which: String,
    /// Answer in JSON, as API Management's listTrace does
    #[arg(long)]
    json: bool,
}

pub(crate) fn execute(arguments: &Arguments) -> Result<Answer, Failure> {
    let path = find(&State::here(), &arguments.which)?;
    let text = fs::read_to_string(&path).map_err(|error| Failure::reading(&path, &error))?;
    if arguments.json {
        anstream::println!("{text}");
        return Ok(Answer::Yes);
    }
    let trace: Value =
        serde_json::from_str(&text).map_err(|error| Failure::new(format!("{} is damaged: {error}", path.display())))?;
    anstream::print!("{}", render(&trace));
    Ok(Answer::Yes)
}

/// The file of a trace.
fn find(state: &State, which: &str) -> Result<PathBuf, Failure> {
    let folder = state.path(TRACE_FOLDER);
    let entries = fs::read_dir(&folder).map_err(|error| {
        Failure::reading(&folder, &error)
            .help("a gateway started here makes it: `countersign run DIR` or `countersign demo`")
    })?;
    let mut files: Vec<(SystemTime, PathBuf)> = entries
        .filter_map(Result::ok)
        .filter(|entry| which == "last" || entry.file_name().to_string_lossy().starts_with(which))
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    files.sort_unstable();
    files.pop().map(|(_, path)| path).ok_or_else(|| nothing_found(state, which))
}

fn nothing_found(state: &State, which: &str) -> Failure {
    let token: &Path = &state.path(crate::state::DEBUG_TOKEN);
    let help = format!("trace a request with `curl -H \"Apim-Debug-Authorization: $(cat {})\" …`", token.display());
    match which {
        "last" => Failure::new("no request has been traced yet").help(help),
        id => Failure::new(format!("there is no trace `{id}`")).help(help),
    }
}

fn render(trace: &Value) -> String {
    let (strong, faint) = (style::STRONG, style::FAINT);
    let mut text = format!("{strong}trace{strong:#} {}\n", trace["traceId"].as_str().unwrap_or("-"));
    for section in SECTIONS {
        let entries = trace["traceEntries"][section].as_array().map(Vec::as_slice).unwrap_or_default();
        if entries.is_empty() {
            continue;
        }
        text.push_str(&format!("{strong}{section}{strong:#}\n"));
        for entry in entries {
            let elapsed = entry["elapsed"].as_str().unwrap_or("-");
            let source = entry["source"].as_str().unwrap_or("-");
            text.push_str(&format!("  {faint}{elapsed}{faint:#} {source}  {}\n", line(&entry["data"])));
        }
    }
    text
}

/// The content of an entry on one line.
fn line(data: &Value) -> String {
    let mut text = match data {
        Value::String(text) => text.clone(),
        Value::Object(members) => {
            members.iter().map(|(name, value)| member(name, value)).collect::<Vec<_>>().join("  ")
        }
        other => other.to_string(),
    };
    text = text.replace('\n', " ");
    if text.chars().count() > LONGEST_ENTRY {
        text = text.chars().take(LONGEST_ENTRY).chain(['…']).collect();
    }
    text
}

/// A message stands for itself, other members with their names.
fn member(name: &str, value: &Value) -> String {
    match (name, value) {
        ("message", Value::String(text)) => text.clone(),
        (_, Value::String(text)) => format!("{name}={text}"),
        (_, other) => format!("{name}={other}"),
    }
}
