//! Callers that want to use the gateway up: attacks I.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::backend::{self, Backend};
use crate::caller::Session;
use crate::house::{House, answering, configuration};

const HELLO: &str = "<return-response><set-body>hello</set-body></return-response>";

/// A gateway that waits one second for handshakes and heads.
fn impatient() -> House {
    let mut configuration = configuration(&answering(HELLO));
    let limits = &mut configuration.gateway.properties.limits;
    limits.handshake_timeout = Some(Duration::from_secs(1));
    limits.request_header_timeout = Some(Duration::from_secs(1));
    House::serve(&configuration)
}

fn closes_in_time(mut read: impl FnMut() -> bool) {
    let started = Instant::now();
    assert!(read(), "closed without a word");
    let waited = started.elapsed();
    assert!((Duration::from_millis(500)..Duration::from_secs(5)).contains(&waited), "{waited:?}");
}

#[test]
fn i3_a_handshake_that_does_not_begin_is_ended() {
    let house = impatient();
    let mut stream = TcpStream::connect(house.running().local_addr()).expect("connects");
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a timeout");
    closes_in_time(|| matches!(stream.read(&mut [0; 1]), Ok(0) | Err(_)));
}

#[test]
fn i3_a_head_that_does_not_end_is_ended() {
    let house = impatient();
    let mut session = house.caller().connect("localhost");
    session.send(b"GET /api/x HTTP/1.1\r\nHost: loc");
    // hyper may say 408 first.
    closes_in_time(|| session.try_answer().map_or(true, |answer| answer.status == 408));
}

#[test]
fn i3_an_idle_connection_is_closed() {
    let house = impatient();
    let mut session = house.caller().connect("localhost");
    session.send(b"GET /api/x HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert_eq!(session.answer().status, 200);
    closes_in_time(|| session.is_closed());
}

/// One HTTP/2 connection, spoken by hand.
fn raw_http2(house: &House) -> Session {
    let mut config = (*house.caller().config()).clone();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let mut session = house.caller().with_config(config).connect("localhost");
    session.send(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    session.send(&frame(4, 0, 0, &[]));
    session.send(&frame(1, 0x5, 1, &head_block()));
    assert_eq!(next_of(&mut session, &[1, 7]), Some(1), "a proper request is answered with a head");
    session
}

/// The kind of the first frame that is one of these; `None` once the connection is gone.
fn next_of(session: &mut Session, kinds: &[u8]) -> Option<u8> {
    let mut read = |buffer: &mut [u8]| match session.stream.read_exact(buffer) {
        Ok(()) => Some(()),
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => panic!("nothing happens"),
        Err(_) => None,
    };
    loop {
        let mut head = [0; 9];
        read(&mut head)?;
        let [a, b, c, kind, ..] = head;
        read(&mut vec![0; u32::from_be_bytes([0, a, b, c]) as usize])?;
        if kinds.contains(&kind) {
            return Some(kind);
        }
    }
}

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).expect("small").to_be_bytes();
    let head = [&length[1..], &[kind, flags], &stream.to_be_bytes()].concat();
    [head.as_slice(), payload].concat()
}

/// `GET https://localhost/api/x` in HPACK: indexed method and scheme, literal path and authority.
fn head_block() -> Vec<u8> {
    [b"\x82\x87\x04\x06/api/x".as_slice(), b"\x01\x09localhost"].concat()
}

/// Whether the gateway ends the connection: by GOAWAY (frame type 7), which a reset may overtake.
fn is_sent_away(session: &mut Session) -> bool {
    matches!(next_of(session, &[7]), Some(7) | None)
}

#[test]
fn i1_rapid_resets_end_the_connection() {
    let house = House::with_policy(&answering(HELLO));
    let mut session = raw_http2(&house);
    let block = head_block();
    let mut burst = Vec::new();
    for index in 0..500 {
        let stream = index * 2 + 3;
        burst.extend(frame(1, 0x5, stream, &block));
        burst.extend(frame(3, 0, stream, &8_u32.to_be_bytes()));
    }
    // The gateway may hang up in the middle of it.
    let _ = session.stream.write_all(&burst).and_then(|()| session.stream.flush());
    assert!(is_sent_away(&mut session));
    assert_eq!(house.caller().get("/api/x").status, 200);
}

#[test]
fn i2_a_head_of_endless_continuations_ends_the_connection() {
    let house = House::with_policy(&answering(HELLO));
    let mut session = raw_http2(&house);
    let mut flood = frame(1, 0x1, 3, &head_block());
    let padding = [b"\x00\x01x\x7f\xa1\x01".as_slice(), &[b'y'; 288]].concat();
    for _ in 0..2000 {
        flood.extend(frame(9, 0, 3, &padding));
    }
    let _ = session.stream.write_all(&flood).and_then(|()| session.stream.flush());
    assert!(is_sent_away(&mut session));
    assert_eq!(house.caller().get("/api/x").status, 200);
}

#[test]
fn i4_handshakes_from_one_address_are_counted() {
    let house = impatient();
    let address = house.running().local_addr();
    let silent: Arc<Vec<TcpStream>> =
        Arc::new((0..200).map(|_| TcpStream::connect(address).expect("connects")).collect());
    std::thread::sleep(Duration::from_millis(200));
    let closed = silent.iter().filter(|stream| {
        stream.set_nonblocking(true).expect("non-blocking");
        matches!(stream.peek(&mut [0; 1]), Ok(0))
    });
    assert!(closed.count() >= 200 - 128, "more than the bound are kept waiting");
    drop(silent);
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(house.caller().get("/api/x").status, 200);
}

#[test]
fn i1_a_caller_that_leaves_gives_its_place_back() {
    let backend = Backend::plain(|seen| {
        if seen.head.starts_with("GET /slow") {
            std::thread::sleep(Duration::from_secs(3));
        }
        backend::ok("done")
    });
    let house = House::with_policy(&format!(
        "<policies><inbound><set-backend-service base-url=\"{}\"/></inbound><backend><limit-concurrency key=\"all\" \
         max-count=\"1\"><forward-request/></limit-concurrency></backend><outbound/><on-error/></policies>",
        backend.url()
    ));
    let mut session = house.caller().connect("localhost");
    session.send(b"GET /api/slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(house.caller().get("/api/x").status, 429, "the place is taken");
    drop(session);
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(house.caller().get("/api/x").status, 200, "the place was never given back");
}

#[test]
fn i3_connections_are_bounded_for_the_process_and_not_for_each_core() {
    let mut configuration = configuration(&answering(HELLO));
    configuration.gateway.properties.limits.connections = Some(2);
    let house = House::serve_with(&configuration, 3);
    let mut open = 0;
    let sessions: Vec<Session> = (0..12)
        .map(|_| {
            let mut session = house.caller().connect("localhost");
            let sent = session.stream.write_all(b"GET /api/x HTTP/1.1\r\nHost: localhost\r\n\r\n");
            open += usize::from(sent.is_ok() && session.try_answer().is_ok());
            session
        })
        .collect();
    assert_eq!(open, 2);
    drop(sessions);
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(house.caller().get("/api/x").status, 200, "places are given back");
}
