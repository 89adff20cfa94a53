//! Runs a case's plan and compares what came out with what the case says.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use diagnostics::Diagnostic;

use super::host::Forwarded;
use super::message::Written;
use super::world::World;
use super::{Case, Mismatch};
use crate::exchange::Exchange;
use crate::exchange::trace::TraceValue;
use crate::plan::{Plan, Scope};

pub(super) fn check(case: &Case, world: World) -> Vec<Mismatch> {
    let World { plan, findings, mut exchange, script } = world;
    let mut mismatches = Vec::new();
    match (&case.refused, plan) {
        (Some(expected), plan) => {
            if plan.is_some() {
                mismatches.push(Mismatch::new("loading", "refused", "accepted"));
            }
            compare_findings("finding", expected, &findings, &mut mismatches);
        }
        (None, None) => {
            let found: Vec<String> = findings.iter().map(ToString::to_string).collect();
            mismatches.push(Mismatch::new("loading", "accepted", found.join("\n            ")));
        }
        (None, Some(plan)) => {
            if let Some(expected) = &case.warnings {
                compare_findings("warning", expected, &findings, &mut mismatches);
            }
            drive(&plan, &mut exchange, &script);
            let forwarded = script.forwarded.take();
            let response = exchange.response.take().map(|response| script.whole(response));
            if let Some(expected) = &case.response {
                compare_response(expected, response, &mut mismatches);
            }
            compare_forwarded(case, &forwarded, &mut mismatches);
            for (key, value) in &case.expect {
                let body_read = script.request_body_read.get();
                compare_expectation(key, value, &forwarded, body_read, &mut mismatches);
            }
            compare_last_error(case, &exchange, &mut mismatches);
            compare_texts("judgements", &case.judgement, &judgements(&exchange), &mut mismatches);
            compare_texts("trace", &case.trace, &trace(&exchange), &mut mismatches);
        }
    }
    mismatches
}

/// Runs to the end. The scripted host never waits, so one poll is enough.
fn drive(plan: &Plan, exchange: &mut Exchange, script: &super::host::Script) {
    let mut future = pin!(crate::run::run(plan, exchange, script));
    let poll = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    debug_assert!(matches!(poll, Poll::Ready(_)), "the scripted host never waits");
}

fn compare_findings(what: &str, expected: &[String], findings: &[Diagnostic], mismatches: &mut Vec<Mismatch>) {
    let found: Vec<String> = findings.iter().map(shown).collect();
    for (index, expected) in expected.iter().enumerate() {
        match found.get(index) {
            Some(found) if found.starts_with(expected.as_str()) => {}
            Some(found) => mismatches.push(Mismatch::new(format!("{what} {}", index + 1), expected, found)),
            None => mismatches.push(Mismatch::new(format!("{what} {}", index + 1), expected, "none")),
        }
    }
    for found in found.iter().skip(expected.len()) {
        mismatches.push(Mismatch::new(format!("{what} too many"), "none", found));
    }
}

/// `line:column code: message (help: …)`; findings in another file than the scope's document begin with its name.
fn shown(finding: &Diagnostic) -> String {
    let text = finding.to_string();
    let is_scope = |name: &str| SCOPES.iter().any(|scope| name == format!("{scope}.xml"));
    let text = match text.split_once(':') {
        Some((name, rest)) if is_scope(name) => rest.to_owned(),
        _ => text,
    };
    text.replacen(": error[", " ", 1).replacen(": warning[", " ", 1).replacen("]:", ":", 1)
}

const SCOPES: [Scope; 5] = [Scope::Global, Scope::Workspace, Scope::Product, Scope::Api, Scope::Operation];

fn compare_response(expected: &str, found: Option<crate::exchange::message::Response>, mismatches: &mut Vec<Mismatch>) {
    let written = match Written::parse(expected) {
        Ok(written) => written,
        Err(problem) => return mismatches.push(Mismatch::new("reading the response", "a response", problem)),
    };
    let Some(found) = found else {
        return mismatches.push(Mismatch::new("response", expected, "none"));
    };
    let status_line = format!("{} {}", found.status, found.reason);
    // A case may leave the reason phrase out.
    if status_line.trim() != written.first_line && found.status.to_string() != written.first_line {
        mismatches.push(Mismatch::new("response: status", &written.first_line, status_line));
    }
    written.compare("response", &found.headers, &found.body, mismatches);
}

fn compare_forwarded(case: &Case, forwarded: &[Forwarded], mismatches: &mut Vec<Mismatch>) {
    let Some(expected) = &case.forwarded else { return };
    let written = match Written::parse(expected) {
        Ok(written) => written,
        Err(problem) => return mismatches.push(Mismatch::new("reading what is forwarded", "a request", problem)),
    };
    let Some(found) = forwarded.last() else {
        return mismatches.push(Mismatch::new("forwarded", &written.first_line, "nothing was forwarded"));
    };
    let url = found.url.as_ref().map(ToString::to_string).unwrap_or_default();
    let line = format!("{} {url}", found.request.method);
    if line != written.first_line {
        mismatches.push(Mismatch::new("forwarded", &written.first_line, line));
    }
    written.compare("forwarded", &found.request.headers, &found.request.body, mismatches);
}

fn compare_expectation(
    key: &str,
    value: &str,
    forwarded: &[Forwarded],
    body_read: bool,
    mismatches: &mut Vec<Mismatch>,
) {
    let yes_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    let found = match key {
        "forwarded" if value.parse::<usize>().is_ok() => forwarded.len().to_string(),
        "forwarded" => yes_no(!forwarded.is_empty()),
        "request body read" => yes_no(body_read),
        "credential" => {
            let credential = forwarded.last().and_then(|forwarded| forwarded.backend.credential.clone());
            credential.map_or("none".to_owned(), |credential| credential.certificate().subject_text())
        }
        _ => format!("`{key}` is nothing that can be expected"),
    };
    if found != value {
        mismatches.push(Mismatch::new(key, value, found));
    }
}

fn compare_last_error(case: &Case, exchange: &Exchange, mismatches: &mut Vec<Mismatch>) {
    if case.last_error.is_empty() {
        return;
    }
    let Some(error) = &exchange.last_error else {
        return mismatches.push(Mismatch::new("last error", "a failure", "none"));
    };
    for (key, expected) in &case.last_error {
        let found = match key.as_str() {
            "source" => Some(error.source.clone()),
            "reason" => error.reason.clone(),
            "message" => Some(error.message.clone()),
            "scope" => error.scope.map(|scope| scope.to_string()),
            "section" => error.section.map(|section| section.to_string()),
            "path" => error.path.clone(),
            "policy-id" => error.policy_id.clone(),
            _ => Some(format!("`{key}` is no member of LastError")),
        };
        let found = found.unwrap_or_else(|| "(null)".to_owned());
        if found != *expected {
            mismatches.push(Mismatch::new(format!("last error: {key}"), expected, found));
        }
    }
}

fn compare_texts(what: &str, expected: &[String], found: &str, mismatches: &mut Vec<Mismatch>) {
    for expected in expected {
        if !found.contains(expected.as_str()) {
            mismatches.push(Mismatch::new(what, expected, found));
        }
    }
}

/// One line a check: `policy | check | outcome | found | expected | fix`.
fn judgements(exchange: &Exchange) -> String {
    let mut lines = Vec::new();
    for judgement in &exchange.judgements {
        lines.push(format!(
            "{} {} {}",
            judgement.policy,
            judgement.path,
            judgement.reason.as_deref().unwrap_or("passed")
        ));
        for check in &judgement.checks {
            let outcome = format!("{:?}", check.outcome).to_lowercase();
            let fix = check.fix.as_deref().unwrap_or("-");
            lines.push(format!("{} | {outcome} | {} | {} | {fix}", check.name, check.found, check.expected));
        }
    }
    lines.join("\n")
}

fn trace(exchange: &Exchange) -> String {
    let Some(trace) = &exchange.trace else { return String::new() };
    let line = |entry: &crate::exchange::trace::TraceEntry| {
        format!("{} {} {}", entry.section, entry.source, flat(&entry.data))
    };
    trace.entries().iter().map(line).collect::<Vec<_>>().join("\n")
}

fn flat(value: &TraceValue) -> String {
    match value {
        TraceValue::Null => "null".to_owned(),
        TraceValue::Bool(value) => value.to_string(),
        TraceValue::Number(value) => value.to_string(),
        TraceValue::Text(text) => text.clone(),
        TraceValue::List(items) => items.iter().map(flat).collect::<Vec<_>>().join(", "),
        TraceValue::Object(members) => {
            members.iter().map(|(name, value)| format!("{name}: {}", flat(value))).collect::<Vec<_>>().join("; ")
        }
    }
}
