//! A verdict for people (the chain as a ladder, then every check that matters) and for machines.

use std::fmt::Write;

use anstyle::Style;
use certificates::{Check, Element, Outcome, Verdict};
use serde_json::{Value, json};

use super::style;

/// The verdict for people; `all` shows passed and skipped checks too.
pub(crate) fn render(verdict: &Verdict, all: bool) -> String {
    let mut text = String::new();
    let strong = style::STRONG;
    let _ = writeln!(text, "{strong}chain{strong:#}");
    for (index, element) in verdict.elements.iter().enumerate() {
        text.push_str(&rung(index, element));
    }
    let shown: Vec<&Check> = verdict.checks.iter().filter(|check| all || matters(check)).collect();
    let quiet = verdict.checks.len() - shown.len();
    let _ = writeln!(text, "{strong}checks{strong:#}");
    for check in shown {
        text.push_str(&checked(check, &verdict.elements));
    }
    if quiet > 0 {
        let faint = style::FAINT;
        let _ = writeln!(text, "  {faint}{quiet} more checks passed or were not asked for{faint:#}");
    }
    text
}

/// Whether a check says something that a person must know.
fn matters(check: &Check) -> bool {
    !matches!(check.outcome, Outcome::Passed | Outcome::Skipped)
}

fn rung(index: usize, element: &Element) -> String {
    let (faint, bad) = (style::FAINT, style::BAD);
    let statuses: Vec<&str> = element.statuses.iter().map(|status| status.name()).collect();
    let subject = element.certificate.subject_text();
    let subject = if subject.is_empty() { "(no subject)".to_owned() } else { subject };
    format!("  {index} {subject}  {faint}{}{faint:#}  {bad}{}{bad:#}\n", element.origin.name(), statuses.join(", "))
}

fn checked(check: &Check, elements: &[Element]) -> String {
    let (mark, look) = mark(check.outcome);
    let (faint, help) = (style::FAINT, style::HELP);
    let about = check.element.and_then(|index| elements.get(index)).map_or_else(String::new, |element| {
        format!(" {faint}of {}{faint:#}", element.certificate.subject().simple_name())
    });
    let mut text = format!("  {look}{mark} {}{look:#}{about}\n", check.kind.name());
    let mut line = |label: &str, value: &str, look: Style| {
        if !value.is_empty() {
            let _ = writeln!(text, "      {look}{label:<9}{look:#}{value}");
        }
    };
    line("found", &check.found, faint);
    line("expected", &check.expected, faint);
    line("evidence", &check.evidence, faint);
    line("help", check.fix.as_deref().unwrap_or_default(), help);
    text
}

/// One character and its colour for an outcome.
pub(crate) fn mark(outcome: Outcome) -> (char, Style) {
    match outcome {
        Outcome::Passed => ('✓', style::GOOD),
        Outcome::Failed => ('✗', style::BAD),
        Outcome::Unknown => ('?', style::BAD),
        Outcome::Warning => ('!', style::WARN),
        Outcome::Skipped => ('–', style::FAINT),
    }
}

/// The verdict for machines.
pub(crate) fn to_json(verdict: &Verdict) -> Value {
    let elements: Vec<Value> = verdict
        .elements
        .iter()
        .map(|element| {
            json!({
                "subject": element.certificate.subject_text(),
                "thumbprint": element.certificate.thumbprint_text(),
                "origin": element.origin.name(),
                "statuses": element.statuses.iter().map(|status| status.name()).collect::<Vec<_>>(),
            })
        })
        .collect();
    let checks: Vec<Value> = verdict
        .checks
        .iter()
        .map(|check| {
            json!({
                "name": check.kind.name(),
                "element": check.element,
                "outcome": check.outcome.name(),
                "found": check.found,
                "expected": check.expected,
                "evidence": check.evidence,
                "fix": check.fix,
            })
        })
        .collect();
    json!({
        "trusted": verdict.trusted,
        "judgedAt": verdict.judged_at.to_string(),
        "elements": elements,
        "checks": checks,
    })
}
