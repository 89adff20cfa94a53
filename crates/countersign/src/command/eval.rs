//! `countersign eval`: what an expression gives, without a policy around it.

use std::path::PathBuf;

use clap::Args;
use expressions::Form;
use serde_json::Value;

use super::Answer;
use crate::failure::Failure;
use crate::terminal::{report, style};

mod batch;
mod completion;
mod evaluation;
mod fixture;
mod repl;
mod surroundings;
mod variables;

use evaluation::Evaluation;
use fixture::Fixture;

/// Stack of the thread that evaluates; the engine bounds recursion below it.
const STACK_BYTES: usize = 64 << 20;

/// Evaluate a policy expression: print its type and value, or the exception
#[derive(Args)]
#[command(after_help = "\
For example:
  countersign eval '@(\"a,b\".Split(\",\").Length)'
  countersign eval --fixture request.json 'context.Request.Headers.GetValueOrDefault(\"Accept\", \"\")'
  countersign eval --repl

Exit codes: 0 a value, 1 an exception or a refusal by the compiler, 2 not evaluated.")]
pub(crate) struct Arguments {
    /// The expression: `@(…)`, `@{…}`, or what stands between
    #[arg(value_name = "EXPR", required_unless_present_any = ["batch", "repl"])]
    expression: Option<String>,
    /// The request that `context` shows, as JSON
    #[arg(long, value_name = "FILE")]
    fixture: Option<PathBuf>,
    /// Evaluate every line of a JSON-lines file (`id`, `fixture`, `kind`, `expr`) and write one line each
    #[arg(long, value_name = "FILE", requires = "fixtures", conflicts_with_all = ["expression", "repl"])]
    batch: Option<PathBuf>,
    /// Folder of the fixtures that the lines name
    #[arg(long, value_name = "DIR")]
    fixtures: Option<PathBuf>,
    /// Read expressions line by line; a line that ends with `?` lists what may follow
    #[arg(long, conflicts_with = "expression")]
    repl: bool,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn execute(arguments: &Arguments) -> Result<Answer, Failure> {
    std::thread::scope(|scope| {
        let worker = std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, || work(arguments));
        let worker = worker.map_err(|error| Failure::new(format!("cannot start a thread: {error}")))?;
        worker
            .join()
            .unwrap_or_else(|_| Err(Failure::new("the evaluation ended in a panic, which is a defect of ours")))
    })
}

fn work(arguments: &Arguments) -> Result<Answer, Failure> {
    if let (Some(file), Some(fixtures)) = (&arguments.batch, &arguments.fixtures) {
        return batch::run(file, fixtures).map(|()| Answer::Yes);
    }
    let fixture = match &arguments.fixture {
        Some(path) => Fixture::read(path)?,
        None => Fixture::empty()?,
    };
    for problem in fixture.problems()? {
        anstream::eprintln!("{}warning{:#}: {problem}", style::WARN, style::WARN);
    }
    if arguments.repl {
        return repl::run(&fixture);
    }
    let written = arguments.expression.as_deref().unwrap_or_default();
    let (source, form) = taken_apart(written);
    let evaluation = evaluation::evaluate(source, form, &fixture)?;
    if arguments.json {
        anstream::println!("{:#}", evaluation.to_json());
    } else {
        show(&evaluation);
    }
    Ok(is_value(&evaluation).into())
}

/// The source between `@(` and `)` or `@{` and `}`; without them the whole is one expression.
fn taken_apart(written: &str) -> (&str, Form) {
    let written = written.trim();
    let between = |open: &str, close: char| written.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
    match (between("@(", ')'), between("@{", '}')) {
        (Some(single), _) => (single, Form::Single),
        (_, Some(block)) => (block, Form::Block),
        _ => (written, Form::Single),
    }
}

fn is_value(evaluation: &Evaluation) -> bool {
    matches!(evaluation, Evaluation::Evaluated(json) if json.get("ex").is_none())
}

/// Type and value on a line, the exception, or the compiler's findings.
fn show(evaluation: &Evaluation) {
    match evaluation {
        Evaluation::Refused { diagnostics, .. } => report::print(diagnostics),
        Evaluation::Evaluated(json) => match json["ex"].as_str() {
            Some(class) => {
                let message = json["message"].as_str().unwrap_or_default();
                anstream::println!("{}{class}{:#}: {message}", style::BAD, style::BAD);
            }
            None => {
                let class = json["type"].as_str().unwrap_or_default();
                anstream::println!("{}{class}{:#}  {}", style::FAINT, style::FAINT, value_text(json));
            }
        },
    }
    for traced in evaluation.to_json()["traces"].as_array().into_iter().flatten() {
        anstream::println!("{}traced{:#}  {}", style::FAINT, style::FAINT, traced.as_str().unwrap_or("null"));
    }
}

/// The most telling member of a described value.
fn value_text(json: &Value) -> String {
    let telling = ["value", "json", "hex", "items", "fields", "thumbprint", "message", "text"];
    match telling.iter().find_map(|name| json.get(*name)) {
        Some(Value::String(text)) if json["type"] == "System.String" => format!("{text:?}"),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => {
            let items: Vec<String> = items.iter().map(value_text).collect();
            format!("[{}]", items.join(", "))
        }
        Some(Value::Object(fields)) => {
            let fields: Vec<String> =
                fields.iter().map(|(name, field)| format!("{name} = {}", value_text(field))).collect();
            format!("{{ {} }}", fields.join(", "))
        }
        Some(other) => other.to_string(),
        None => String::new(),
    }
}
