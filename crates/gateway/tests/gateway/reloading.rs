//! Publishing and draining.

use crate::backend::{self, Backend};
use crate::house::{self, House, answering, configuration, forwarding};

const ONE: &str = "<return-response><set-body>one</set-body></return-response>";
const TWO: &str = "<return-response><set-body>two</set-body></return-response>";

#[test]
fn the_next_request_of_a_live_connection_is_served_by_the_new_generation() {
    let house = House::with_policy(&answering(ONE));
    let mut session = house.caller().connect("localhost");
    let mut ask = || {
        session.send(b"GET /api/x HTTP/1.1\r\nHost: localhost\r\n\r\n");
        session.answer().body
    };
    assert_eq!(ask(), "one");
    house.publish(&configuration(&answering(TWO)));
    assert_eq!(ask(), "two");
    assert_eq!(house.running().snapshot().generation(), 2);
}

#[test]
fn a_bad_configuration_changes_nothing() {
    let house = House::with_policy(&answering(ONE));
    let bad = configuration("<policies><inbound><set-body>@(nonsense)</set-body></inbound></policies>");
    assert!(house::compile(&bad, Some(&house.running().snapshot())).is_err());
    assert_eq!(house.caller().get("/api/x").body, "one");
}

#[test]
fn draining_lets_requests_in_flight_end() {
    let backend = Backend::plain(|_| {
        std::thread::sleep(std::time::Duration::from_millis(500));
        backend::ok("done")
    });
    let mut house = House::with_policy(&forwarding(&backend.url()));
    let mut session = house.caller().connect("localhost");
    session.send(b"GET /api/x HTTP/1.1\r\nHost: localhost\r\n\r\n");
    std::thread::sleep(std::time::Duration::from_millis(100));
    let running = house.running.take().expect("it runs");
    let address = running.local_addr();
    let drained = std::thread::spawn(move || running.drain());
    assert_eq!(session.answer().body, "done");
    drained.join().expect("no panic").expect("drained");
    assert!(std::net::TcpStream::connect(address).is_err(), "nobody listens any more");
}

#[test]
fn a_chain_added_to_the_same_server_certificate_is_sent() {
    let leaf = &house::tree().server;
    let alone = format!("{}{}", leaf.certificate_pem(), leaf.key_pem().expose());
    let serving = |certificate: resources::CertificateContent| {
        let mut configuration = configuration(&answering(ONE));
        configuration.service.properties.hostname_configurations[0].certificate = Some(certificate);
        configuration
    };
    let house = House::serve(&serving(house::content(alone.into_bytes())));
    let chain_length = || {
        let mut session = house.caller().connect("localhost");
        let request = b"GET /api/x HTTP/1.1\r\nHost: localhost\r\n\r\n";
        let sent = std::io::Write::write_all(&mut session.stream, request);
        sent.ok().and_then(|()| session.stream.conn.peer_certificates().map(<[_]>::len))
    };
    assert_eq!(chain_length(), None, "the intermediate is missing");
    house.publish(&serving(house::credential_content(leaf)));
    assert_eq!(chain_length(), Some(2));
}
