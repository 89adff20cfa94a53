//! `countersign check DIR`: everything that is wrong with a configuration, before it is served.

use std::path::PathBuf;

use clap::Args;
use diagnostics::Diagnostic;
use serde_json::{Value, json};

use super::Answer;
use crate::development::Development;
use crate::failure::Failure;
use crate::terminal::{report, style};
use crate::wiring;

/// Find everything that is wrong with a configuration folder, without serving it
///
/// Exit codes: 0 no errors (warnings are printed), 1 errors, 2 the folder could not be read.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The configuration folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn execute(arguments: &Arguments) -> Result<Answer, Failure> {
    super::must_be_a_folder(&arguments.folder)?;
    let checked = wiring::compile_folder(&arguments.folder, &Development::in_memory()?);
    let (findings, size) = match &checked {
        Ok(generation) => (&generation.warnings, Some(generation.snapshot.size())),
        Err(findings) => (findings, None),
    };
    if arguments.json {
        anstream::println!("{:#}", to_json(findings, size));
        return Ok(checked.is_ok().into());
    }
    report::print(findings);
    if let Some((apis, operations)) = size {
        let good = style::GOOD;
        anstream::println!(
            "{good}{}{good:#}: {apis} APIs, {operations} operations, {}",
            arguments.folder.display(),
            report::count(findings)
        );
    }
    Ok(checked.is_ok().into())
}

fn to_json(findings: &[Diagnostic], size: Option<(usize, usize)>) -> Value {
    json!({
        "ok": size.is_some(),
        "apis": size.map(|(apis, _)| apis),
        "operations": size.map(|(_, operations)| operations),
        "findings": findings.iter().map(report::to_json).collect::<Vec<_>>(),
    })
}
