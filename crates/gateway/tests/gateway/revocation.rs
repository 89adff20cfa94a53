//! Revocation lists of the configuration: policies that ask for revocation get an answer.

use std::sync::Arc;

use certificates::Certificate;
use dev_ca::{CertificateAuthority, ClientKind};
use resources::{Configuration, RevocationList};

use crate::house::{self, House, answering, client, no_source, now, tree};

/// Says what Verify() says; whoever is revoked does not get so far.
const JUDGED: &str = "<validate-client-certificate/>\
    <return-response><set-body>@(context.Request.Certificate.Verify().ToString())</set-body></return-response>";

const DAY: i64 = 86_400;

fn list(authority: &CertificateAuthority, revoked: &[&Certificate]) -> RevocationList {
    let bytes = authority.revocation_list(revoked, now().plus_seconds(-60), now().plus_seconds(DAY), 1);
    RevocationList { source: no_source(), bytes: bytes.expect("a list").into() }
}

fn with_lists(lists: Vec<RevocationList>) -> Configuration {
    Configuration { revocation_lists: lists, ..house::configuration(&answering(JUDGED)) }
}

#[test]
fn lists_answer_what_no_certificate_can() {
    let house = House::serve(&with_lists(Vec::new()));
    let mut session = house.caller().showing(client(ClientKind::Valid)).connect("localhost");
    let mut ask = || {
        session.send(b"GET /api/x HTTP/1.1\r\nHost: localhost\r\n\r\n");
        (session.answer(), house.last_decision()["lastError"]["reason"].as_str().unwrap_or_default().to_owned())
    };
    let (answer, reason) = ask();
    assert_eq!((answer.status, reason.as_str()), (401, "ClientCertificateRevocationUnknown"));

    house.publish(&with_lists(vec![list(&tree().dev, &[]), list(&tree().root, &[])]));
    let (answer, _) = ask();
    assert_eq!((answer.status, answer.body.as_str()), (200, "True"));

    let valid = client(ClientKind::Valid).certificate();
    house.publish(&with_lists(vec![list(&tree().dev, &[valid]), list(&tree().root, &[])]));
    let (answer, reason) = ask();
    assert_eq!((answer.status, reason.as_str()), (401, "ClientCertificateRevoked"));
}

#[test]
fn what_is_no_list_refuses_the_configuration() {
    let bad = RevocationList { source: no_source(), bytes: Arc::from(b"no list".as_slice()) };
    let findings = house::compile(&with_lists(vec![bad]), None).err().expect("refused");
    assert!(findings.iter().any(|finding| finding.contains("unusable-revocation-list")), "{findings:?}");
}
