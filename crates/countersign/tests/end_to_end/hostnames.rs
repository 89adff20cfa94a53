//! A request belongs to the hostname of its handshake: another configured hostname in Host is 421.

use std::process::Command;

use crate::callers::{Caller, Tls};
use crate::place::{Gateway, Place};

/// The status for a handshake with `localhost` and another Host header.
fn status(place: &Place, gateway: &Gateway, host: &str, protocol: &str) -> String {
    let output = Command::new("curl")
        .args(["-sS", protocol, "-o", "/dev/null", "-w", "%{http_code}", "--max-time", "20", "--cacert"])
        .arg(place.state("ca/root-ca.pem"))
        .args(["--resolve", &format!("localhost:{}:127.0.0.1", gateway.port())])
        .args(["-H", &format!("Host: {host}")])
        .arg(format!("https://localhost:{}/protected/validate-using-policy", gateway.port()))
        .output()
        .expect("curl starts");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn another_hostname_than_the_handshakes_is_misdirected() {
    if !Caller::Curl(Tls::V13).is_here() {
        return;
    }
    let place = Place::prepared();
    let gateway = place.run(&place.configuration(""));
    for protocol in ["--http1.1", "--http2"] {
        assert_eq!(status(&place, &gateway, "apim.countersign.test", protocol), "421", "{protocol}");
        assert_eq!(status(&place, &gateway, "localhost", protocol), "401", "{protocol}");
    }
}
