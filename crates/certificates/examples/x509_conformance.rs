//! Asks an outside file of path-validation questions and counts agreement, false accepts and false rejects.
//!
//! `cargo run -p certificates --example x509_conformance -- cases.jsonl [--verbose] [--id PART]`. The file (one JSON
//! object a line: leaf, intermediates, roots, crls, at, purpose, name, max_depth, expect, cls, suite) is not part of
//! this repository; conformance/x509.md says how we stand.
#![allow(clippy::print_stdout, missing_docs)]

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::Instant;

use certificates::{
    Certificate, ChainPolicy, Profile, Purpose, RevocationData, ServerName, Timestamp, TrustStore, Verdict, cer, chain,
};
use serde_json::Value;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(path) = arguments.first() else {
        println!("usage: x509_conformance CASES.JSONL [--verbose] [--id PART] (a file outside of this repository)");
        return ExitCode::from(2);
    };
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("{path} is not there: nothing was tested");
        return ExitCode::from(2);
    };
    let verbose = arguments.iter().any(|argument| argument == "--verbose");
    let wanted = arguments.iter().position(|argument| argument == "--id").and_then(|at| arguments.get(at + 1));
    let mut table: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    let mut slowest = (0, String::new());
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).expect("each line is JSON");
        let id = case["id"].as_str().unwrap_or_default();
        if wanted.is_some_and(|wanted| !id.contains(wanted.as_str())) {
            continue;
        }
        let started = Instant::now();
        let outcome = judge(&case);
        slowest = slowest.max((started.elapsed().as_micros(), id.to_owned()));
        let accepted = outcome.as_ref().is_ok_and(|verdict| verdict.trusted);
        let expected = case["expect"] == "accept";
        let column = match (accepted, expected) {
            (true, false) => 1,
            (false, true) => 2,
            _ => 0,
        };
        for key in [format!("{} {}", case["cls"], case["suite"]), format!("{} all", case["cls"])] {
            table.entry(key.replace('"', "")).or_default()[column] += 1;
        }
        if (verbose && column != 0) || wanted.is_some() {
            let what = ["agree", "FALSE ACCEPT", "FALSE REJECT"][column];
            println!(
                "{what} {} {id}: {}",
                case["cls"],
                case["why"].as_str().unwrap_or_default().lines().next().unwrap_or_default()
            );
            match outcome {
                Ok(verdict) => verdict.failures().for_each(|check| println!("    [{:?}] {check}", check.element)),
                Err(problem) => println!("    {problem}"),
            }
        }
    }
    let mut core_false_accepts = 0;
    for (key, [agree, false_accepts, false_rejects]) in &table {
        let all = agree + false_accepts + false_rejects;
        let percent = 100.0 * *agree as f64 / all as f64;
        println!("{key:36} {all:5} {percent:6.2} %  false accepts {false_accepts:3}  false rejects {false_rejects:3}");
        if key == "core all" {
            core_false_accepts = *false_accepts;
        }
    }
    println!("slowest: {} µs, {}", slowest.0, slowest.1);
    ExitCode::from(u8::from(core_false_accepts > 0))
}

fn judge(case: &Value) -> Result<Verdict, String> {
    let intermediates = certificates_of(&case["intermediates"])?;
    let leaf = certificates_of(&case["leaf"])?.into_iter().next().ok_or("no leaf")?;
    let mut store = TrustStore::empty();
    for root in certificates_of(&case["roots"])? {
        store.add_anchor(root).map_err(|refused| refused.to_string())?;
    }
    let mut data = RevocationData::default();
    let lists = pem_of(&case["crls"]);
    for list in &lists {
        data.add_crl(list.as_bytes()).map_err(|error| error.to_string())?;
    }
    let at = Timestamp::parse_iso(case["at"].as_str().unwrap_or_default()).ok_or("no moment")?;
    let policy = ChainPolicy {
        purpose: if case["purpose"] == "server" { Purpose::Server } else { Purpose::Any },
        name: case["name"].as_str().map(ServerName::parse),
        revocation: (!lists.is_empty()).then_some(&data),
        max_depth: case["max_depth"].as_u64().and_then(|depth| usize::try_from(depth).ok()),
        profile: Profile::Rfc5280,
        ..ChainPolicy::at(at)
    };
    Ok(chain::judge(&leaf, &intermediates, &store, &policy))
}

fn pem_of(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) if !text.is_empty() => vec![text.clone()],
        Value::Array(texts) => texts.iter().filter_map(|text| text.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    }
}

fn certificates_of(value: &Value) -> Result<Vec<Certificate>, String> {
    let mut certificates = Vec::new();
    for text in pem_of(value) {
        certificates.extend(cer::read_all(text.as_bytes()).map_err(|error| error.to_string())?);
    }
    Ok(certificates)
}
