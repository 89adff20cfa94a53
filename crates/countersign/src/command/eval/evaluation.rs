//! One evaluation: compile, run in a fresh context, describe what came out.

use diagnostics::{Diagnostic, Source, Span};
use expressions::{CompileError, Form, Limits, Runtime, Target, describe};
use policies::context;
use policies::exchange::trace::{TraceEntry, TraceValue};
use serde_json::{Value, json};

use super::fixture::Fixture;
use crate::failure::Failure;

/// What an expression came to.
pub(super) enum Evaluation {
    /// It does not compile.
    Refused {
        /// As one JSON object, in the oracle's form.
        json: Value,
        /// For people.
        diagnostics: Vec<Diagnostic>,
    },
    /// It gave a value or threw: one JSON object in the oracle's form, with what it traced.
    Evaluated(Value),
}

impl Evaluation {
    /// The outcome as the oracle writes it.
    pub(super) fn to_json(&self) -> &Value {
        match self {
            Self::Refused { json, .. } | Self::Evaluated(json) => json,
        }
    }
}

/// Compiles and evaluates a source in a fresh context of the fixture.
pub(super) fn evaluate(source: &str, form: Form, fixture: &Fixture) -> Result<Evaluation, Failure> {
    let program = match expressions::compile(source, form, context::surface(), Target::Any) {
        Ok(program) => program,
        Err(errors) => {
            let json = parsed(&describe::refusal(&errors, source, form))?;
            return Ok(Evaluation::Refused { json, diagnostics: diagnostics(source, &errors) });
        }
    };
    let mut exchange = fixture.exchange()?;
    let mut outcome = {
        let mut runtime = Runtime::new(context::surface(), &mut exchange, &Limits::default());
        let result = program.evaluate_in(&mut runtime);
        parsed(&describe::outcome(&result, &mut runtime))?
    };
    let traced: Vec<Value> = exchange.trace.iter().flat_map(|trace| trace.entries()).filter_map(message).collect();
    if !traced.is_empty() {
        outcome["traces"] = traced.into();
    }
    Ok(Evaluation::Evaluated(outcome))
}

/// What `context.Trace` was called with.
fn message(entry: &TraceEntry) -> Option<Value> {
    match &entry.data {
        TraceValue::Object(members) if entry.source == "context.Trace" => match members.first() {
            Some((_, TraceValue::Text(text))) => Some(json!(text)),
            _ => Some(Value::Null),
        },
        _ => None,
    }
}

fn parsed(text: &str) -> Result<Value, Failure> {
    serde_json::from_str(text)
        .map_err(|error| Failure::new(format!("the engine described its result badly: {error}: {text}")))
}

fn diagnostics(source: &str, errors: &[CompileError]) -> Vec<Diagnostic> {
    let source = Source::new("expression", source);
    let diagnostic = |error: &CompileError| {
        let span = Span::new(error.span.start, error.span.end);
        let diagnostic = Diagnostic::error(error.code, &error.message).at(&source, span);
        match &error.help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    };
    errors.iter().map(diagnostic).collect()
}
