//! A large request body that is refused before anyone reads it: no deadlock, and the next request is its own.

use std::process::Command;

use crate::callers::{Caller, Shown, Tls};
use crate::place::{Gateway, Place};

/// Well above the 60 KB at which renegotiating gateways deadlock.
const BODY_BYTES: usize = 3 << 20;

/// POSTs twice over one connection; the statuses that curl saw.
fn post_twice(place: &Place, gateway: &Gateway, shown: Option<&Shown>, protocol: &str) -> String {
    let body = place.write("body.bin", &"x".repeat(BODY_BYTES));
    let url = format!("https://localhost:{}/protected/validate-using-policy", gateway.port());
    let root = place.state("ca/root-ca.pem");
    let mut command = Command::new("curl");
    command.args(["-sS", protocol, "--max-time", "20", "--cacert"]).arg(root);
    command.args(["--resolve", &format!("localhost:{}:127.0.0.1", gateway.port())]);
    if let Some(shown) = shown {
        command.arg("--cert").arg(&shown.certificate).arg("--key").arg(&shown.key);
    }
    for _ in 0..2 {
        command
            .args(["-o", "/dev/null", "-w", "%{http_code} "])
            .arg("--data-binary")
            .arg(format!("@{}", body.display()))
            .arg(&url);
    }
    let output = command.output().expect("curl starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

#[test]
fn an_early_refusal_neither_hangs_nor_desynchronises() {
    if !Caller::Curl(Tls::V13).is_here() {
        return;
    }
    let place = Place::prepared();
    let operation = place.configuration("apis/protected/operations/validate-using-policy/operationInformation.json");
    let text = std::fs::read_to_string(&operation).expect("the sample has this operation");
    std::fs::write(&operation, text.replace("\"GET\"", "\"POST\"")).expect("the sample can be changed");
    let gateway = place.run(&place.configuration(""));
    for protocol in ["--http1.1", "--http2"] {
        assert_eq!(post_twice(&place, &gateway, None, protocol), "401 401", "{protocol}");
        let valid = Shown::of(&place, "valid");
        assert_eq!(post_twice(&place, &gateway, Some(&valid), protocol), "200 200", "{protocol}");
    }
}
