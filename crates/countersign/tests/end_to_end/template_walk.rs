//! The sample's table: every kind of client certificate against every operation, by every kind of caller.
//!
//! The Protected API is called directly; the Unprotected API calls it on the caller's behalf with the gateway's own
//! credential, so what the caller shows makes no difference there.

use crate::callers::{ALL, Caller, Reply, Shown};
use crate::place::{Gateway, Place};

const BY_POLICY: &str = "/protected/validate-using-policy";
const BY_CONTEXT: &str = "/protected/validate-using-context";

/// Client (file name in the state folder), and the reason for which it is refused.
const REFUSED: [(&str, &str); 6] = [
    ("none", "ClientCertificateNotFound"),
    ("unregistered", "ClientCertificateIdentityNotMatched"),
    ("expired", "ClientCertificateExpired"),
    ("not-yet-valid", "ClientCertificateNotYetValid"),
    ("untrusted", "ClientCertificateNotTrusted"),
    ("look-alike", "ClientCertificateNotTrusted"),
];

fn shown(place: &Place, client: &str) -> Option<Shown> {
    (client != "none").then(|| Shown::of(place, client))
}

fn check_refused(reply: &Reply, client: &str, reason: &str, what: &str) {
    assert_eq!(reply.status, 401, "{what}: {reply:?}");
    assert_eq!(reply.header("errorreason"), Some(reason), "{what}: {reply:?}");
    let message = if client == "none" && what.contains("policy") {
        "Client certificate missing"
    } else {
        "Invalid client certificate"
    };
    assert!(reply.body.contains(message), "{what}: {reply:?}");
}

fn check_accepted(reply: &Reply, subject: &str, what: &str) {
    assert_eq!(reply.status, 200, "{what}: {reply:?}");
    assert!(reply.body.starts_with("[Subject]\n  "), "{what}: {reply:?}");
    assert!(reply.body.contains(subject), "{what}: {reply:?}");
    assert!(reply.body.contains("[Thumbprint]\n  "), "{what}: {reply:?}");
}

fn check_caller(caller: Caller, place: &Place, gateway: &Gateway) {
    for path in [BY_POLICY, BY_CONTEXT] {
        let reply = caller.get(place, gateway, shown(place, "valid").as_ref(), path);
        check_accepted(&reply, "CN=Valid Client", &format!("{caller:?} valid {path}"));
        for (client, reason) in REFUSED {
            let reply = caller.get(place, gateway, shown(place, client).as_ref(), path);
            check_refused(&reply, client, reason, &format!("{caller:?} {client} {path}"));
        }
    }
    for path in ["/unprotected/validate-using-policy", "/unprotected/validate-using-context"] {
        let reply = caller.get(place, gateway, None, path);
        check_accepted(&reply, "CN=Countersign Gateway", &format!("{caller:?} none {path}"));
    }
}

fn check_all(wanted: impl Fn(&Caller) -> bool) {
    let callers: Vec<Caller> = ALL.into_iter().filter(wanted).filter(|caller| caller.is_here()).collect();
    if callers.is_empty() {
        return;
    }
    let place = Place::prepared();
    let gateway = place.run(&place.configuration(""));
    for caller in callers {
        check_caller(caller, &place, &gateway);
    }
}

#[test]
fn curl_sees_the_table() {
    check_all(|caller| matches!(caller, Caller::Curl(_) | Caller::CurlHttp2(_)));
}

#[test]
fn openssl_sees_the_table() {
    check_all(|caller| matches!(caller, Caller::Openssl(_)));
}

#[test]
fn python_sees_the_table() {
    check_all(|caller| matches!(caller, Caller::PythonRequests | Caller::PythonUrllib(_)));
}

#[test]
fn node_sees_the_table() {
    check_all(|caller| matches!(caller, Caller::Node(_) | Caller::NodeHttp2(_)));
}

/// Without the chain rule an untrusted certificate is refused only because nobody registered it.
#[test]
fn without_validate_trust_the_identity_decides() {
    let caller = Caller::Curl(crate::callers::Tls::V13);
    if !caller.is_here() {
        return;
    }
    let place = Place::prepared();
    let named_value = place.configuration("named values/validate-certificate-chain/namedValueInformation.json");
    let text = std::fs::read_to_string(&named_value).expect("the sample has this named value");
    std::fs::write(&named_value, text.replace("\"true\"", "\"false\"")).expect("the sample can be changed");
    let gateway = place.run(&place.configuration(""));
    for path in [BY_POLICY, BY_CONTEXT] {
        let reply = caller.get(&place, &gateway, shown(&place, "untrusted").as_ref(), path);
        check_refused(&reply, "untrusted", "ClientCertificateIdentityNotMatched", path);
    }
}
