//! One decision of the gateway, as the journal holds it, for people: what was asked, what was shown, every check.

use std::fmt::Write;

use anstyle::Style;
use serde_json::Value;

use crate::terminal::style;

/// The decision for people; `all` shows passed and skipped checks too.
pub(crate) fn render(decision: &Value, all: bool) -> String {
    let mut text = String::new();
    heading(&mut text, decision);
    shown(&mut text, decision);
    error(&mut text, decision);
    for judgement in items(&decision["judgements"]) {
        judged(&mut text, judgement, all);
    }
    backend(&mut text, decision);
    text
}

fn heading(text: &mut String, decision: &Value) {
    let (strong, faint) = (style::STRONG, style::FAINT);
    let status = decision["status"].as_u64().unwrap_or_default();
    let look = if status < 400 { style::GOOD } else { style::BAD };
    let request = &decision["request"];
    let _ = writeln!(
        text,
        "{look}{status}{look:#} {strong}{} {}{strong:#}  {faint}{}  {}{faint:#}",
        word(&request["method"]),
        word(&request["path"]),
        word(&decision["time"]),
        word(&decision["activityId"]),
    );
    let connection = &decision["connection"];
    if connection.is_null() {
        return route(text, decision);
    }
    let resumed = if connection["resumed"] == true { ", resumed session" } else { "" };
    fact(text, "caller", &format!("{} over {}{resumed}", word(&connection["peer"]), word(&connection["tlsVersion"])));
    fact(text, "hostname", word(&connection["hostname"]));
    route(text, decision);
}

fn route(text: &mut String, decision: &Value) {
    if let Some(api) = decision["api"]["id"].as_str() {
        let operation = decision["operation"]["id"].as_str().unwrap_or("no operation");
        fact(text, "route", &format!("API {api}, operation {operation}"));
    }
}

/// What the caller showed, or why nothing could be shown.
fn shown(text: &mut String, decision: &Value) {
    let connection = &decision["connection"];
    let leaf = &decision["certificate"]["leaf"];
    if connection["negotiatedClientCertificate"] == false {
        fact(text, "certificate", "not asked for: negotiateClientCertificate is off for this hostname");
    } else if connection["unreadableCertificate"] == true {
        fact(text, "certificate", "shown, but it cannot be read as a certificate");
    } else if leaf.is_null() {
        fact(text, "certificate", "asked for, none shown");
    } else {
        fact(text, "certificate", word(&leaf["subject"]));
        fact(text, "issuer", word(&leaf["issuer"]));
        fact(text, "thumbprint", word(&leaf["thumbprint"]));
        fact(text, "valid", &format!("{} to {}", word(&leaf["notBefore"]), word(&leaf["notAfter"])));
        let others = items(&decision["certificate"]["others"]).count();
        fact(text, "sent along", &if others == 0 { "nothing".to_owned() } else { format!("{others} certificates") });
    }
}

/// What policies see in context.LastError.
fn error(text: &mut String, decision: &Value) {
    let error = &decision["lastError"];
    if error.is_null() {
        return;
    }
    let bad = style::BAD;
    let _ = writeln!(text, "\n{bad}{}{bad:#} {}", word(&error["reason"]), word(&error["message"]));
}

fn judged(text: &mut String, judgement: &Value, all: bool) {
    let (strong, faint) = (style::STRONG, style::FAINT);
    let place = &judgement["place"];
    let _ = writeln!(
        text,
        "\n{strong}{}{strong:#}  {faint}{}:{}:{} ({} scope, {}){faint:#}",
        word(&judgement["policy"]),
        word(&place["document"]),
        place["line"],
        place["column"],
        word(&judgement["scope"]),
        word(&judgement["section"]),
    );
    let mut quiet = 0;
    let mut helps: Vec<&Value> = Vec::new();
    for check in items(&judgement["checks"]) {
        match check["outcome"].as_str() {
            Some("passed" | "skipped") if !all => quiet += 1,
            outcome => {
                // The same advice for every identity is read once.
                let is_new = !helps.contains(&&check["fix"]);
                helps.push(&check["fix"]);
                checked(text, check, outcome.unwrap_or_default(), is_new);
            }
        }
    }
    if quiet > 0 {
        let _ = writeln!(text, "  {faint}{quiet} more checks passed or were switched off (--all shows them){faint:#}");
    }
}

fn checked(text: &mut String, check: &Value, outcome: &str, with_help: bool) {
    let (mark, look) = match outcome {
        "passed" => ('✓', style::GOOD),
        "failed" => ('✗', style::BAD),
        "skipped" => ('–', style::FAINT),
        _ => ('?', style::WARN),
    };
    let _ = writeln!(text, "  {look}{mark} {}{look:#}", word(&check["name"]));
    let mut line = |label: &str, value: &Value, look: Style| {
        if let Some(value) = value.as_str().filter(|value| !value.is_empty()) {
            let _ = writeln!(text, "      {look}{label:<9}{look:#}{value}");
        }
    };
    line("found", &check["found"], style::FAINT);
    line("expected", &check["expected"], style::FAINT);
    line("evidence", &check["evidence"], style::FAINT);
    if with_help {
        line("help", &check["fix"], style::HELP);
    }
}

/// A backend that failed: which side refused what and why.
fn backend(text: &mut String, decision: &Value) {
    let backend = &decision["backend"];
    if backend.is_null() {
        return;
    }
    let strong = style::STRONG;
    let _ = writeln!(text, "\n{strong}backend{strong:#} {} {}", word(&backend["id"]), word(&backend["url"]));
    match &backend["failure"] {
        Value::Object(members) => members.iter().for_each(|(name, value)| fact(text, name, &plain(value))),
        other => fact(text, "failure", &plain(other)),
    }
}

fn fact(text: &mut String, label: &str, value: &str) {
    let faint = style::FAINT;
    let _ = writeln!(text, "  {faint}{label:<13}{faint:#}{value}");
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or("-")
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
