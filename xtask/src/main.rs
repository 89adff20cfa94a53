//! Project chores: `cargo xtask test` is everything that CI runs; `cargo xtask conformance` asks outside suites.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

mod callers;
mod conformance;
mod step;
mod test;

const USAGE: &str = "\
Usage: cargo xtask CHORE

  test                       everything that CI runs: format, lints, tests, documentation, examples, the demo
  conformance SUITE PATH     asks an outside suite (chain, pfx, x509, expressions) that lies at PATH
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let passed = match words.as_slice() {
        ["test"] => test::run(&root()),
        ["conformance", suite, path] => conformance::run(&root(), suite, Path::new(path)),
        [] | ["help" | "--help" | "-h"] => {
            step::say(USAGE);
            true
        }
        _ => {
            step::say(&format!("not a chore: {}\n\n{USAGE}", words.join(" ")));
            return ExitCode::from(2);
        }
    };
    if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The workspace: the folder above ours.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}
