//! Why a request was refused: after the fact from the journal, before the fact from a certificate file, step by step
//! from the trace.

use std::process::Command;

use crate::callers::{Caller, Shown, Tls};
use crate::place::Place;

fn said(place: &Place, arguments: &[&str]) -> (Option<i32>, String) {
    let output = place.countersign(arguments);
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.code(), text)
}

/// The journal is written beside the request: a moment later it is there.
fn said_soon(place: &Place, arguments: &[&str], expected: &str) -> String {
    for _ in 0..100 {
        let (_, text) = said(place, arguments);
        if text.contains(expected) {
            return text;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("{arguments:?} never said `{expected}`: {}", said(place, arguments).1);
}

#[test]
fn every_failed_check_of_the_last_refusal_is_listed() {
    let caller = Caller::Curl(Tls::V13);
    if !caller.is_here() {
        return;
    }
    let place = Place::prepared();
    let gateway = place.run(&place.configuration(""));
    let untrusted = Shown::of(&place, "untrusted");
    let reply = caller.get(&place, &gateway, Some(&untrusted), "/protected/validate-using-policy");
    assert_eq!(reply.body, "{ \"statusCode\": 401, \"message\": \"Invalid client certificate\" }");
    let text = said_soon(&place, &["explain", "last"], "ClientCertificateNotTrusted");
    for fact in ["TST Intermediate", "CertificateAuthority store", "identity[1] common-name", "policy.xml:5:9"] {
        assert!(text.contains(fact), "`{fact}` is missing in:\n{text}");
    }
}

#[test]
fn a_certificate_is_judged_before_anybody_calls() {
    let place = Place::prepared();
    let judge = |client: &str, at: &str| {
        let file = format!(".countersign/ca/{client}-client.pem");
        let url = "/protected/validate-using-policy";
        said(&place, &["explain", "--config", ".countersign/demo", "--cert", &file, "--url", url, "--at", at])
    };
    let (code, text) = judge("valid", "2026-12-24");
    assert_eq!(code, Some(0), "{text}");
    let (code, text) = judge("valid", "2199-01-01");
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("ClientCertificateExpired") && text.contains("renewed"), "{text}");
    let (code, text) = judge("look-alike", "2026-12-24");
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("ClientCertificateNotTrusted"), "{text}");
    let nowhere =
        ["explain", "--config", ".countersign/demo", "--cert", ".countersign/ca/valid-client.pem", "--url", "/no"];
    assert_eq!(said(&place, &nowhere).0, Some(2));
}

#[test]
fn a_trace_is_for_those_who_hold_the_token() {
    if !Caller::Curl(Tls::V13).is_here() {
        return;
    }
    let place = Place::prepared();
    let gateway = place.run(&place.configuration(""));
    let token = std::fs::read_to_string(place.state("debug-token")).expect("a running gateway has a debug token");
    let get = |token: &str| {
        let output = Command::new("curl")
            .args(["-sS", "-i", "--max-time", "20", "--cacert"])
            .arg(place.state("ca/root-ca.pem"))
            .args(["-H", &format!("Apim-Debug-Authorization: {token}")])
            .arg(format!("https://localhost:{}/unprotected/validate-using-policy", gateway.port()))
            .output()
            .expect("curl starts");
        String::from_utf8_lossy(&output.stdout).to_lowercase()
    };
    assert!(!get("a guess").contains("apim-trace-id"));
    assert!(get(&token).contains("apim-trace-id"));
    let text = said_soon(&place, &["trace", "last"], "request-forwarder");
    for section in ["inbound", "backend"] {
        assert!(text.contains(section), "`{section}` is missing in:\n{text}");
    }
}
