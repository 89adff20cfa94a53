//! `countersign test PATH…`: policy cases, documents that people read and machines run.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use policies::case::{self, Mismatch};
use serde_json::{Value, json};

use super::Answer;
use crate::development;
use crate::failure::Failure;
use crate::terminal::style;

/// Folder beside or above a case file in which its certificates are looked for.
const CERTIFICATES: &str = "certificates";

/// Run policy cases: Markdown files that show policies, a request, and what must happen
///
/// The code between the scripted caller and the scripted backend is what a gateway runs; the clock is set by the case.
/// Certificates are looked for beside the file, in a folder `certificates` there or above, and at last among those of
/// a fresh development CA (root-ca.pem, valid-client.pem, …).
#[derive(Args)]
#[command(after_help = "\
For example:
  countersign test cases
  countersign test my-policy.md --only expired

Exit codes: 0 every case holds, 1 one does not, 2 a file is not made of cases.")]
pub(crate) struct Arguments {
    /// Case files, or folders of them
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Only cases whose name contains this text
    #[arg(long, value_name = "TEXT", default_value = "")]
    only: String,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

/// A case that was run.
struct Ran {
    name: String,
    mismatches: Vec<Mismatch>,
}

pub(crate) fn execute(arguments: &Arguments) -> Result<Answer, Failure> {
    let mut files = Vec::new();
    for path in &arguments.paths {
        collect(path, &mut files)?;
    }
    let development = OnceCell::new();
    let mut ran = Vec::new();
    for file in &files {
        ran.extend(run_file(file, &arguments.only, &development)?);
    }
    if ran.is_empty() {
        return Err(Failure::new("no case was found").help("a case begins with a heading `## …` in a Markdown file"));
    }
    let held = ran.iter().filter(|case| case.mismatches.is_empty()).count();
    match arguments.json {
        true => anstream::println!("{:#}", to_json(&ran)),
        false => show(&ran, held),
    }
    Ok((held == ran.len()).into())
}

/// Markdown files in the order of their names; a README is for people only.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    if path.is_file() {
        files.push(path.to_owned());
        return Ok(());
    }
    let entries = fs::read_dir(path).map_err(|error| Failure::reading(path, &error))?;
    let mut entries: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    entries.sort();
    for entry in entries {
        let is_case = entry.extension().is_some_and(|ending| ending == "md") && !entry.ends_with("README.md");
        if entry.is_dir() || is_case {
            collect(&entry, files)?;
        }
    }
    Ok(())
}

/// Names and contents of a development CA's files, made when a case first asks for one.
type Development = OnceCell<HashMap<String, Vec<u8>>>;

fn run_file(file: &Path, only: &str, development: &Development) -> Result<Vec<Ran>, Failure> {
    let text = fs::read_to_string(file).map_err(|error| Failure::reading(file, &error))?;
    let cases = case::read(&file.display().to_string(), &text).map_err(Failure::new)?;
    let fixtures = |name: &str| find(file, name, development);
    let wanted = cases.into_iter().filter(|case| case.name.contains(only));
    Ok(wanted.map(|case| Ran { mismatches: case::run(&case, &fixtures), name: case.name.clone() }).collect())
}

fn find(file: &Path, name: &str, development: &Development) -> Result<Vec<u8>, String> {
    let folders = file.ancestors().skip(1);
    let candidates = folders.flat_map(|folder| [folder.join(name), folder.join(CERTIFICATES).join(name)]);
    if let Some(bytes) = candidates.filter(|path| path.is_file()).find_map(|path| fs::read(path).ok()) {
        return Ok(bytes);
    }
    let made = development.get_or_init(|| development::files().unwrap_or_default());
    made.get(name)
        .cloned()
        .ok_or_else(|| format!("there is no `{name}` beside the case or in a folder `{CERTIFICATES}` above"))
}

fn show(ran: &[Ran], held: usize) {
    for case in ran.iter().filter(|case| !case.mismatches.is_empty()) {
        anstream::println!("{}✗ {}{:#}", style::BAD, case.name, style::BAD);
        for mismatch in &case.mismatches {
            anstream::println!("  {}", mismatch.to_string().replace('\n', "\n  "));
        }
    }
    let look = if held == ran.len() { style::GOOD } else { style::BAD };
    anstream::println!("{look}{held} of {} cases hold{look:#}", ran.len());
}

fn to_json(ran: &[Ran]) -> Value {
    let described = |case: &Ran| {
        let mismatches = case
            .mismatches
            .iter()
            .map(|mismatch| json!({ "what": mismatch.what, "expected": mismatch.expected, "found": mismatch.found }));
        json!({ "case": case.name, "holds": case.mismatches.is_empty(), "mismatches": mismatches.collect::<Vec<_>>() })
    };
    ran.iter().map(described).collect()
}
