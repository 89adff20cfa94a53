//! Handshakes, resumption, hostnames: attacks A and B.

use dev_ca::ClientKind;

use crate::house::{self, House, WHO, answering, client, configuration};

fn ask(session: &mut crate::caller::Session, host: &str) -> crate::caller::Answer {
    session.send(format!("GET /api/x HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes());
    session.answer()
}

#[test]
fn any_certificate_is_accepted_at_the_handshake() {
    let house = House::with_policy(&answering(WHO));
    assert_eq!(house.caller().get("/api/x").body, "none");
    for kind in ClientKind::ALL {
        let expected = client(kind).certificate().thumbprint_text();
        assert_eq!(house.caller().showing(client(kind)).get("/api/x").body, expected, "{kind:?}");
        let over_tls12 = house.caller().showing_over_tls12(Some(client(kind)));
        assert_eq!(over_tls12.get("/api/x").body, expected, "{kind:?} over TLS 1.2");
    }
}

#[test]
fn without_negotiation_no_certificate_is_seen() {
    let house = House::with_policy(&answering(WHO));
    let mut session = house.caller().showing(client(ClientKind::Valid)).connect("plain.test");
    assert_eq!(ask(&mut session, "plain.test").body, "none");
}

#[test]
fn a1_a_session_of_one_hostname_is_worth_nothing_on_another() {
    let house = House::with_policy(&answering(WHO));
    let caller = house.caller();
    let mut first = caller.connect("plain.test");
    assert_eq!(ask(&mut first, "plain.test").status, 200);
    let mut again = caller.connect("plain.test");
    assert_eq!(ask(&mut again, "plain.test").status, 200);
    assert!(again.was_resumed(), "the test proves nothing if nothing is ever resumed");
    let mut other = caller.connect("localhost");
    assert_eq!(ask(&mut other, "localhost").status, 200);
    assert!(!other.was_resumed());
}

#[test]
fn a2_changed_authorities_end_all_sessions() {
    let house = House::with_policy(&answering(WHO));
    let caller = house.caller().showing(client(ClientKind::Valid));
    ask(&mut caller.connect("localhost"), "localhost");
    let mut changed = configuration(&answering(WHO));
    changed.service.properties.certificates.pop();
    house.publish(&changed);
    let mut again = caller.connect("localhost");
    assert_eq!(ask(&mut again, "localhost").status, 200);
    assert!(!again.was_resumed());
}

#[test]
fn a3_a_live_connection_is_judged_anew_when_authorities_change() {
    let policy = answering(&format!("<validate-client-certificate validate-revocation=\"false\"/>{WHO}"));
    let house = House::with_policy(&policy);
    let mut session = house.caller().showing(client(ClientKind::Valid)).connect("localhost");
    assert_eq!(ask(&mut session, "localhost").status, 200);
    let mut changed = configuration(&policy);
    changed.service.properties.certificates.clear();
    house.publish(&changed);
    let refused = ask(&mut session, "localhost");
    assert_eq!(refused.status, 401);
    assert_eq!(refused.body, r#"{ "statusCode": 401, "message": "Invalid client certificate" }"#);
}

#[test]
fn a4_a_resumed_session_still_carries_its_certificate() {
    let house = House::with_policy(&answering(WHO));
    for caller in [
        house.caller().showing(client(ClientKind::Valid)),
        house.caller().showing_over_tls12(Some(client(ClientKind::Valid))),
    ] {
        let expected = client(ClientKind::Valid).certificate().thumbprint_text();
        assert_eq!(ask(&mut caller.connect("localhost"), "localhost").body, expected);
        let mut again = caller.connect("localhost");
        assert_eq!(ask(&mut again, "localhost").body, expected);
        assert!(again.was_resumed());
    }
}

#[test]
fn a5_no_early_data_is_accepted() {
    let house = House::with_policy(&answering(WHO));
    let caller = house.caller();
    let mut early = (*caller.config()).clone();
    early.enable_early_data = true;
    let caller = caller.with_config(early);
    ask(&mut caller.connect("localhost"), "localhost");
    let mut again = caller.connect("localhost");
    assert!(again.stream.conn.early_data().is_none(), "the ticket allows early data");
    assert_eq!(ask(&mut again, "localhost").status, 200);
}

#[test]
fn a7_a_kept_connection_serves_its_own_host_only() {
    let house = House::with_policy(&answering(WHO));
    let mut session = house.caller().connect("plain.test");
    assert_eq!(ask(&mut session, "plain.test").status, 200);
    let misdirected = ask(&mut session, "localhost");
    assert_eq!(misdirected.status, 421);
    assert_eq!(misdirected.body, r#"{ "statusCode": 421, "message": "Misdirected request" }"#);
    assert_eq!(ask(&mut session, "PLAIN.test.:8443").status, 200, "b1: one name, however it is spelt");
}

#[test]
fn b3_without_a_server_name_the_strictest_hostname_answers() {
    let mut configuration = configuration(&answering(WHO));
    configuration.service.properties.hostname_configurations.reverse();
    let house = House::serve(&configuration);
    let caller = house.caller().showing(client(ClientKind::Valid));
    let mut session = caller.connect("127.0.0.1");
    assert_eq!(ask(&mut session, "127.0.0.1").body, client(ClientKind::Valid).certificate().thumbprint_text());
    assert_eq!(ask(&mut session, "localhost").status, 200);
    assert_eq!(ask(&mut session, "plain.test").status, 421);
}

#[test]
fn b3_an_unknown_server_name_gets_421_and_nothing_else() {
    let mut configuration = configuration(&answering(WHO));
    configuration.service.properties.hostname_configurations.truncate(1);
    let house = House::serve(&configuration);
    let mut session = house.caller().connect("other.test");
    assert_eq!(ask(&mut session, "other.test").status, 421);
    assert_eq!(ask(&mut session, "localhost").status, 421);
}

#[test]
fn b5_a_hostname_without_a_usable_certificate_refuses_the_load() {
    let mut configuration = configuration(&answering(WHO));
    let public = house::content(house::tree().server.certificate().der().to_vec());
    configuration.service.properties.hostname_configurations[1].certificate = Some(public);
    let findings = house::compile(&configuration, None).err().expect("refused").join("\n");
    assert!(findings.contains("plain.test") && findings.contains("no private key"), "{findings}");
}

#[test]
fn b9_several_or_contradicting_hosts_are_400() {
    let house = House::with_policy(&answering(WHO));
    for head in [
        "GET /api/x HTTP/1.1\r\n\r\n",
        "GET /api/x HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
        "GET https://plain.test/api/x HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /api/x HTTP/1.1\r\nHost: a@localhost\r\n\r\n",
    ] {
        assert_eq!(house.caller().request(head).status, 400, "{head}");
    }
}

#[test]
fn b2_a_wildcard_hostname_covers_one_label_and_is_one_policy() {
    let mut configuration = configuration(&answering("<return-response/>"));
    configuration.service.properties.hostname_configurations = vec![house::hostname("*.test", false)];
    let house = House::serve(&configuration);
    let mut session = house.caller().connect("plain.test");
    assert_eq!(ask(&mut session, "Plain.TEST").status, 200);
    assert_eq!(ask(&mut session, "a.plain.test").status, 421);
    assert_eq!(ask(&mut session, "test").status, 421);
}
