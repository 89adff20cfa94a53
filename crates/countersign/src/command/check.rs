//! `countersign check DIR`: everything that is wrong with a configuration, before it is served; and, expression by
//! expression, what each gives and needs.

use std::path::PathBuf;

use clap::Args;
use diagnostics::Diagnostic;
use policies::value::Expression;
use serde_json::{Value, json};

use super::Answer;
use crate::development::Development;
use crate::failure::Failure;
use crate::terminal::table::{Cell, Table};
use crate::terminal::{report, style};
use crate::wiring::{self, Generation};

/// Characters of an expression shown in the table.
const SHOWN_CODE: usize = 60;

/// Find everything that is wrong with a configuration folder, without serving it
///
/// Exit codes: 0 no errors (warnings are printed), 1 errors, 2 the folder could not be read.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The configuration folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// List every expression with its type and what must be prepared for it
    #[arg(long)]
    expressions: bool,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn execute(arguments: &Arguments) -> Result<Answer, Failure> {
    super::must_be_a_folder(&arguments.folder)?;
    let checked = wiring::compile_folder(&arguments.folder, &Development::in_memory()?);
    match &checked {
        _ if arguments.json => anstream::println!("{:#}", to_json(&checked)),
        Ok(generation) => show(arguments, generation),
        Err(findings) => report::print(findings),
    }
    Ok(checked.is_ok().into())
}

fn show(arguments: &Arguments, generation: &Generation) {
    report::print(&generation.warnings);
    let expressions = generation.snapshot.expressions();
    if arguments.expressions {
        anstream::println!("{}", table(&expressions));
    }
    let (apis, operations) = generation.snapshot.size();
    let counted = [(apis, "API"), (operations, "operation"), (expressions.len(), "expression")];
    let counted = counted.map(|(number, noun)| format!("{number} {noun}{}", if number == 1 { "" } else { "s" }));
    let good = style::GOOD;
    anstream::println!(
        "{good}{}{good:#}: {}; {}",
        arguments.folder.display(),
        counted.join(", "),
        report::count(&generation.warnings)
    );
}

fn table(expressions: &[&Expression]) -> Table {
    let mut table = Table::new(["place", "gives", "needs", "expression"]);
    for expression in expressions {
        table.row([
            Cell::new(place(expression), style::FAINT),
            expression.result_type().into(),
            expression.needs().names().join(", ").into(),
            shortened(&expression.code).into(),
        ]);
    }
    table
}

fn place(expression: &Expression) -> String {
    let (line, column) = expression.source.line_column(expression.span.start);
    format!("{}:{line}:{column}", expression.source.name)
}

/// The beginning of an expression on one line.
fn shortened(code: &str) -> String {
    let line = code.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.chars().count() > SHOWN_CODE {
        true => line.chars().take(SHOWN_CODE).chain(['…']).collect(),
        false => line,
    }
}

fn to_json(checked: &Result<Generation, Vec<Diagnostic>>) -> Value {
    let (findings, generation) = match checked {
        Ok(generation) => (&generation.warnings, Some(generation)),
        Err(findings) => (findings, None),
    };
    let snapshot = generation.map(|generation| &generation.snapshot);
    let expressions = snapshot.map(|snapshot| snapshot.expressions()).unwrap_or_default();
    let described = expressions.iter().map(|expression| {
        let (line, column) = expression.source.line_column(expression.span.start);
        json!({
            "file": expression.source.name,
            "line": line,
            "column": column,
            "type": expression.result_type(),
            "needs": expression.needs().names(),
            "code": &*expression.code,
        })
    });
    json!({
        "ok": generation.is_some(),
        "apis": snapshot.map(|snapshot| snapshot.size().0),
        "operations": snapshot.map(|snapshot| snapshot.size().1),
        "findings": findings.iter().map(report::to_json).collect::<Vec<_>>(),
        "expressions": described.collect::<Vec<_>>(),
    })
}
