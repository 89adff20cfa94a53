//! Large configurations: 5,000 APIs with 50,000 operations and 10,000 policy documents.
//!
//! Prints figures and guards only the order of magnitude: `cargo test --release -p gateway --test gateway -- --ignored
//! scale --nocapture`.

#![allow(clippy::print_stdout, reason = "figures are what it is run for")]

use std::time::Instant;

use crate::house::{House, answering, api, compile, configuration, document};

const APIS: usize = 5_000;
const OPERATIONS: usize = 10;

#[test]
#[ignore = "takes its time; prints figures"]
fn a_large_configuration_compiles_and_a_changed_policy_is_published_quickly() {
    let mut large = configuration("");
    let templates: Vec<String> =
        (0..OPERATIONS).map(|index| format!("GET /things{index}/{{id}}/parts/{{part}}")).collect();
    let templates: Vec<&str> = templates.iter().map(String::as_str).collect();
    let policy = |text: &str| {
        answering(&format!(
            "<set-header name=\"x\" exists-action=\"override\"><value>@(\"{text}\" + \
        context.Request.Method)</value></set-header><return-response><set-body>{text}</set-body></return-response>"
        ))
    };
    large.apis = (0..APIS)
        .map(|index| {
            let mut api = api(&format!("group{}/api{index}", index % 50), &policy(&index.to_string()), &templates);
            api.operations[0].policy =
                Some(document(&format!("{index}/operation.xml"), "<policies><inbound><base/></inbound></policies>"));
            api
        })
        .collect();
    let started = Instant::now();
    let first = compile(&large, None).expect("it compiles");
    eprintln!("compiled {:?} in {:?}, {} MiB resident", first.size(), started.elapsed(), resident_mib());
    large.apis[77].policy = Some(document("group27/api77/policy.xml", &policy("changed")));
    let started = Instant::now();
    let second = compile(&large, Some(&first)).expect("it compiles");
    eprintln!("changed one policy in {:?}, {} MiB resident", started.elapsed(), resident_mib());
    drop((first, second));
    let house = House::serve(&large);
    assert_eq!(house.caller().get("/group27/api77/things3/1/parts/2").body, "changed");
    assert_eq!(house.caller().get("/group49/api4999/things9/1/parts/2").body, "4999");
    assert_eq!(house.caller().get("/group49/api4999/things10/1/parts/2").status, 404);
}

fn resident_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0 kB");
    line.trim().split(' ').next().and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) / 1024
}
