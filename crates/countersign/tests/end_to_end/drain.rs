//! Ctrl-C lets requests in flight finish and then ends; a second one ends at once.

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};

use crate::callers::{Caller, Tls};
use crate::place::{Gateway, Place};

const API: &str = r#"{ "properties": { "displayName": "Echo", "path": "echo", "protocols": ["https"], "subscriptionRequired": false } }"#;

/// Answers with the body: the answer waits until all of it has come.
const ECHO: &str = r#"<policies>
    <inbound>
        <base />
        <return-response>
            <set-status code="200" reason="OK" />
            <set-body>@("got " + context.Request.Body.As<string>())</set-body>
        </return-response>
    </inbound>
    <backend><base /></backend>
    <outbound><base /></outbound>
    <on-error><base /></on-error>
</policies>"#;

fn echoing() -> (Place, Gateway) {
    let place = Place::prepared();
    place.write("echo/apiInformation.json", API);
    place.write("echo/policy.xml", ECHO);
    let gateway = place.run(&place.path().join("echo"));
    (place, gateway)
}

/// A caller that has sent the head of a request and half of its body.
fn half_sent(place: &Place, gateway: &Gateway) -> (Child, ChildStdin) {
    let mut caller = Command::new("openssl")
        .args(["s_client", "-quiet", "-connect", &gateway.address.to_string(), "-servername", "localhost", "-CAfile"])
        .arg(place.state("ca/root-ca.pem"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("openssl starts");
    let mut stdin = caller.stdin.take().expect("it was asked for");
    let head = format!("POST /echo HTTP/1.1\r\nHost: localhost:{}\r\nContent-Length: 8\r\n\r\nhalf", gateway.port());
    stdin.write_all(head.as_bytes()).expect("openssl reads");
    stdin.flush().expect("openssl reads");
    // Long enough for the half to arrive; too short would only make the test easier.
    std::thread::sleep(std::time::Duration::from_millis(500));
    (caller, stdin)
}

#[test]
fn an_idle_gateway_ends_well() {
    let place = Place::prepared();
    let mut gateway = place.run(&place.configuration(""));
    if Caller::Curl(Tls::V13).is_here() {
        let reply = Caller::Curl(Tls::V13).get(&place, &gateway, None, "/protected/validate-using-policy");
        assert_eq!(reply.status, 401);
    }
    gateway.signal("INT");
    assert_eq!(gateway.wait_for_end(), Some(0));
}

#[test]
fn a_request_in_flight_gets_its_answer() {
    if !Caller::Openssl(Tls::V13).is_here() {
        return;
    }
    let (place, mut gateway) = echoing();
    let (mut caller, mut stdin) = half_sent(&place, &gateway);
    gateway.signal("INT");
    gateway.wait_for("draining");
    stdin.write_all(b"done").expect("openssl reads");
    stdin.flush().expect("openssl reads");
    let mut answer = String::new();
    let mut output = caller.stdout.take().expect("it was asked for");
    output.read_to_string(&mut answer).expect("an answer is text");
    assert!(answer.contains("200 OK") && answer.contains("got halfdone"), "{answer}");
    assert_eq!(gateway.wait_for_end(), Some(0));
    let _ = caller.wait();
}

#[test]
fn a_second_interrupt_ends_at_once() {
    if !Caller::Openssl(Tls::V13).is_here() {
        return;
    }
    let (place, mut gateway) = echoing();
    let (mut caller, _stdin) = half_sent(&place, &gateway);
    gateway.signal("INT");
    gateway.wait_for("draining");
    gateway.signal("INT");
    assert_eq!(gateway.wait_for_end(), Some(130));
    let _ = caller.kill();
    let _ = caller.wait();
}
