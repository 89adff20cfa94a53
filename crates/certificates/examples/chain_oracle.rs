//! Judges an outside file of certificate chains and compares with what .NET's X509Chain said of each.
//!
//! `cargo run -p certificates --example chain_oracle -- cases.json`. The file is not part of this repository;
//! conformance/chain.md explains the cases in which we differ on purpose.
#![allow(clippy::print_stdout, missing_docs)]

use std::process::ExitCode;

use certificates::{Certificate, ChainPolicy, StoreName, Timestamp, TrustStore, Verdict, cer, chain};
use serde_json::Value;

fn main() -> ExitCode {
    let Some(path) = std::env::args().nth(1) else {
        println!("usage: chain_oracle CASES.JSON (a file outside of this repository)");
        return ExitCode::from(2);
    };
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("{path} is not there: nothing was tested");
        return ExitCode::from(2);
    };
    let file: Value = serde_json::from_str(&text).expect("the file is JSON");
    let at = Timestamp::parse_iso(file["at"].as_str().expect("a moment")).expect("an ISO moment");
    let (mut same_outcome, mut same_statuses, mut all) = (0, 0, 0);
    for case in file["cases"].as_array().expect("cases") {
        all += 1;
        let name = case["name"].as_str().unwrap_or_default();
        let verdict = judge(case, at);
        let (trusted, statuses) = (verdict.trusted, statuses(&verdict));
        let dotnet = (case["dotnet"]["verify"] == "True", case["dotnet"]["status"].as_str().unwrap_or_default());
        same_outcome += usize::from(trusted == dotnet.0);
        same_statuses += usize::from(statuses == dotnet.1);
        if (trusted, statuses.as_str()) != dotnet {
            let verify = case["dotnet"]["verify"].as_str().unwrap_or_default();
            let note = case["expect"].as_str().unwrap_or_default();
            println!("{name}: we {trusted} `{statuses}`, .NET {verify} `{}` (in words: {note})", dotnet.1);
            verdict.failures().for_each(|check| println!("    {check}"));
        }
    }
    println!("{all} chains: outcome as .NET {same_outcome}, outcome and every element's status {same_statuses}");
    ExitCode::SUCCESS
}

fn judge(case: &Value, at: Timestamp) -> Verdict {
    let read =
        |pem: &Value| -> Certificate { cer::read(pem.as_str().expect("PEM").as_bytes()).expect("a certificate") };
    let list = |key: &str| -> Vec<Certificate> { case[key].as_array().expect("a list").iter().map(read).collect() };
    let mut store = TrustStore::empty();
    for root in list("roots") {
        let _ = store.add(StoreName::Root, root);
    }
    chain::judge(&read(&case["leaf"]), &list("intermediates"), &store, &ChainPolicy::at(at))
}

/// `[0]NotTimeValid [1] [2]`
fn statuses(verdict: &Verdict) -> String {
    let element = |(index, element): (usize, &certificates::Element)| {
        let names: Vec<&str> = element.statuses.iter().map(|status| status.name()).collect();
        format!("[{index}]{}", names.join(","))
    };
    verdict.elements.iter().enumerate().map(element).collect::<Vec<_>>().join(" ")
}
