//! Traces, decisions and the access log.

use dev_ca::ClientKind;
use resources::{Backend as Entity, BackendTls, Credentials, Resource};
use secret::Secret;

use crate::house::{DEBUG_TOKEN, House, WHO, answering, client, configuration, no_source, tree};

fn judged() -> House {
    House::with_policy(&answering(&format!("<validate-client-certificate validate-revocation=\"false\"/>{WHO}")))
}

#[test]
fn a_refusal_is_a_decision_with_every_check() {
    let house = judged();
    let answer = house.caller().showing(client(ClientKind::Expired)).get("/api/x");
    assert_eq!(answer.status, 401);
    assert_eq!(answer.body, r#"{ "statusCode": 401, "message": "Invalid client certificate" }"#);
    let decision = house.last_decision();
    assert_eq!(decision["status"], 401);
    assert_eq!(decision["lastError"]["reason"], "ClientCertificateExpired");
    assert_eq!(decision["certificate"]["leaf"]["subject"], "CN=Expired Client");
    assert_eq!(decision["request"]["path"], "/api/x");
    assert_eq!(decision["judgements"][0]["policy"], "validate-client-certificate");
    assert!(decision["judgements"][0]["checks"].as_array().is_some_and(|checks| checks.len() > 1), "{decision:#}");
    assert!(decision["judgements"][0]["place"]["line"].is_u64(), "{decision:#}");
}

#[test]
fn a_trace_is_for_those_with_the_token() {
    let house = judged();
    let ask = |headers: &str| {
        let caller = house.caller().showing(client(ClientKind::Valid));
        caller.request(&format!("GET /api/x HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n"))
    };
    assert_eq!(ask("Ocp-Apim-Trace: true\r\n").header("apim-trace-id"), None);
    let wrong = ask("Ocp-Apim-Trace: true\r\nApim-Debug-Authorization: guess\r\n");
    assert_eq!(wrong.header("apim-trace-id"), None);
    let answer = ask(&format!("Ocp-Apim-Trace: true\r\nApim-Debug-Authorization: {DEBUG_TOKEN}\r\n"));
    let id = answer.header("apim-trace-id").expect("a trace").to_owned();
    house.running().flush();
    let text = std::fs::read_to_string(house.state.path().join(format!("traces/{id}.json"))).expect("a file");
    let trace: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(trace["traceId"], id.as_str());
    let sources: Vec<&str> = trace["traceEntries"]["inbound"]
        .as_array()
        .expect("entries")
        .iter()
        .filter_map(|entry| entry["source"].as_str())
        .collect();
    for source in ["tls-handshake", "certificate-chain", "api-inspector"] {
        assert!(sources.contains(&source), "{source} is not in {sources:?}");
    }
    assert!(!text.contains(DEBUG_TOKEN), "the token is in the trace");
}

#[test]
fn the_access_log_has_a_line_a_request_and_i11_no_line_can_be_forged() {
    let house = judged();
    house.caller().showing(client(ClientKind::Valid)).get("/api/x?subscription-key=hidden");
    house.caller().get("/api/%1b%5b31m");
    house.caller().get("/nowhere");
    std::thread::sleep(std::time::Duration::from_millis(100));
    let lines = house.access_log();
    assert_eq!(lines.len(), 3, "{lines:#?}");
    assert_eq!(lines[0]["responseCode"], 200);
    assert_eq!(lines[0]["apiId"], "api");
    assert_eq!(lines[0]["url"], "/api/x");
    assert_eq!(lines[0]["responseSize"], 40);
    let thumbprint = client(ClientKind::Valid).certificate().thumbprint_text();
    assert_eq!(lines[0]["clientCertificateThumbprint"], thumbprint.as_str());
    assert_eq!(lines[1]["responseCode"], 400);
    assert_eq!(lines[2]["responseCode"], 404);
}

#[test]
fn a_failed_handshake_is_in_the_journal() {
    let house = judged();
    // A name that the certificate does not have: the caller breaks off.
    let mut session = house.caller().connect("not-in-the-certificate.test");
    assert!(session.is_closed());
    let decision = house.last_decision();
    assert_eq!(decision["lastError"]["reason"], "HandshakeFailed");
    let fact = decision["lastError"]["message"].as_str().expect("a message");
    assert!(fact.contains("does not accept the gateway's server certificate"), "{fact}");
}

#[test]
fn j6_what_a_backend_entity_adds_is_in_no_file_and_files_are_private() {
    let mut credentials = Credentials::default();
    let secret = |text: &str| vec![Secret::new(text.to_owned())];
    credentials.query.0 = vec![("code".to_owned(), secret("canary-query"))];
    credentials.header.0 = vec![("X-Key".to_owned(), secret("canary-header"))];
    // Nobody listens there: the call is told in full as a failure.
    let url = "http://127.0.0.1:1/base".to_owned();
    let entity = Entity { url, credentials, tls: BackendTls::default(), circuit_breaker: None };
    let mut configuration = configuration(
        "<policies><inbound><set-backend-service backend-id=\"backend\"/></inbound>\
         <backend><forward-request/></backend><outbound/><on-error/></policies>",
    );
    configuration.backends = vec![Resource::new("backend", no_source(), entity)];
    let house = House::serve(&configuration);
    let request = format!(
        "GET /api/x?subscription-key=canary-key HTTP/1.1\r\nHost: localhost\r\n\
         Apim-Debug-Authorization: {DEBUG_TOKEN}\r\n\r\n"
    );
    let id = house.caller().request(&request).header("apim-trace-id").expect("a trace").to_owned();
    house.last_decision();
    std::thread::sleep(std::time::Duration::from_millis(100));
    house.running().flush();
    let trace = format!("traces/{id}.json");
    for (file, secrets) in [
        ("access.jsonl", ["canary-query", "canary-header", "canary-key"].as_slice()),
        ("decisions.jsonl", &["canary-query", "canary-header", "canary-key"]),
        (trace.as_str(), &["canary-query", "canary-header"]),
    ] {
        let path = house.state.path().join(file);
        let text = std::fs::read_to_string(&path).expect("a file");
        assert!(text.contains("127.0.0.1:1/base"), "the call is not in {file}: {text}");
        for secret in secrets {
            assert!(!text.contains(secret), "{secret} in {file}: {text}");
        }
    }
}

#[cfg(unix)]
#[test]
fn j6_files_about_callers_are_for_this_user_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let house = judged();
    let request = format!("GET /api/x HTTP/1.1\r\nHost: localhost\r\nApim-Debug-Authorization: {DEBUG_TOKEN}\r\n\r\n");
    let id = house.caller().request(&request).header("apim-trace-id").expect("a trace").to_owned();
    house.last_decision();
    for file in ["access.jsonl", "decisions.jsonl", &format!("traces/{id}.json")] {
        let mode = house.state.path().join(file).metadata().expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
}

/// A name of sixty thousand letters costs the caller nothing and a queue of thousands of entries all memory.
#[test]
fn i11_a_long_subject_makes_no_long_decision() {
    let house = judged();
    let name = format!("\u{202e}{}", "x".repeat(40_000));
    let request = dev_ca::LeafRequest::client(&name, crate::house::now());
    let issued = tree().tst.issue(&request).expect("a certificate");
    assert_eq!(house.caller().showing(&issued).get("/api/x").status, 401);
    let decision = house.last_decision().to_string();
    assert!(decision.len() < 20_000 && !decision.contains('\u{202e}'), "{} bytes", decision.len());
}
