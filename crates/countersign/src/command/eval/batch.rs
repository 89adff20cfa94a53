//! `countersign eval --batch`: many expressions, one JSON line of outcome each, in the form of the expression oracle.

use std::collections::HashMap;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;

use expressions::Form;
use serde_json::{Value, json};

use super::evaluation;
use super::fixture::Fixture;
use crate::failure::Failure;

/// Evaluates every line of a file against the fixture that it names.
pub(super) fn run(file: &Path, fixtures: &Path) -> Result<(), Failure> {
    let text = fs::read_to_string(file).map_err(|error| Failure::reading(file, &error))?;
    let mut known: HashMap<String, Fixture> = HashMap::new();
    let mut out = BufWriter::new(std::io::stdout().lock());
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let odd = |problem: String| Failure::new(format!("{}:{}: {problem}", file.display(), index + 1));
        let question: Value = serde_json::from_str(line).map_err(|error| odd(error.to_string()))?;
        let name = question["fixture"].as_str().unwrap_or_default();
        if !known.contains_key(name) {
            known.insert(name.to_owned(), Fixture::read(&fixtures.join(format!("{name}.json")))?);
        }
        let Some(fixture) = known.get(name) else { continue };
        let form = if question["kind"] == "multi" { Form::Block } else { Form::Single };
        let source = question["expr"].as_str().ok_or_else(|| odd("`expr` is missing".to_owned()))?;
        let evaluation = evaluation::evaluate(source, form, fixture)?;
        writeln!(out, "{}", json!({ "id": question["id"], "expect": evaluation.to_json() }))
            .map_err(|error| Failure::new(format!("cannot write the answers: {error}")))?;
    }
    out.flush().map_err(|error| Failure::new(format!("cannot write the answers: {error}")))
}
