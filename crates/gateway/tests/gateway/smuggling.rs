//! Framing: attacks F, and large bodies that are refused early.

use std::time::{Duration, Instant};

use crate::backend::{self, Backend};
use crate::house::{House, answering, forwarding};

const REFUSE: &str =
    "<return-response><set-status code=\"401\" reason=\"No\"/><set-body>no</set-body></return-response>";

#[test]
fn f1_f3_messages_of_two_lengths_are_refused_and_the_connection_closed() {
    let backend = Backend::plain(backend::echo_length);
    let house = House::with_policy(&forwarding(&backend.url()));
    for head in [
        "POST /api/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd",
        "POST /api/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: +4\r\n\r\nabcd",
        "POST /api/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "POST /api/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "POST /api/x HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ] {
        let mut session = house.caller().connect("localhost");
        session.send(head.as_bytes());
        assert_eq!(session.answer().status, 400, "{head}");
        assert!(session.is_closed(), "{head}");
    }
    assert_eq!(backend.connections(), 0);
}

#[test]
fn f1_after_a_message_with_both_lengths_nothing_else_is_read() {
    let backend = Backend::plain(backend::echo_length);
    let house = House::with_policy(&forwarding(&backend.url()));
    let smuggled = "GET /api/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
    for lengths in
        ["Content-Length: 6\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 6"]
    {
        let mut session = house.caller().connect("localhost");
        session.send(
            format!("POST /api/x HTTP/1.1\r\nHost: localhost\r\n{lengths}\r\n\r\n0\r\n\r\n{smuggled}").as_bytes(),
        );
        assert_eq!(session.answer().body, "0", "read as chunked, and sent on with one length");
        assert!(session.is_closed(), "{lengths}");
    }
}

#[test]
fn f2_chunks_are_read_strictly_and_written_anew() {
    let backend = Backend::plain(backend::echo_length);
    let house = House::with_policy(&forwarding(&backend.url()));
    let chunked = "POST /api/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    for body in [
        "5\nhello\r\n0\r\n\r\n",
        "0x5\r\nhello\r\n0\r\n\r\n",
        "5;a\nb\r\nhello\r\n0\r\n\r\n",
        "-5\r\nhello\r\n0\r\n\r\n",
    ] {
        let mut session = house.caller().connect("localhost");
        session.send(format!("{chunked}{body}").as_bytes());
        // The head was good, so the request may have been begun; what matters is that nothing comes of the body.
        let answered = session.try_answer().map(|answer| answer.status);
        assert!(!matches!(answered, Ok(200)), "{body:?}: {answered:?}");
    }
}

#[test]
fn f4_neither_connect_nor_upgrades_pass() {
    let backend = Backend::plain(backend::echo_head);
    let house = House::with_policy(&forwarding(&backend.url()));
    let connect = house.caller().request("CONNECT localhost:443 HTTP/1.1\r\nHost: localhost:443\r\n\r\n");
    assert_eq!(connect.status, 405);
    let upgrade = house.caller().request(
        "GET /api/x HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n",
    );
    assert_eq!(upgrade.status, 200);
    let head = upgrade.body.to_ascii_lowercase();
    assert!(!head.contains("upgrade") && !head.contains("http2-settings"), "{head}");
}

#[test]
fn f5_a_small_unread_body_leaves_the_connection_usable() {
    let house = House::with_policy(&answering(REFUSE));
    let mut session = house.caller().connect("localhost");
    let body = "GET /api/evil HTTP/1.1\r\nHost: localhost\r\n\r\n";
    for _ in 0..3 {
        let head = format!("POST /api/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n", body.len());
        session.send(format!("{head}{body}").as_bytes());
        assert_eq!(session.answer().status, 401);
    }
    session.send(b"GET /other HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert_eq!(session.answer().status, 404, "an answer to the body would have come first");
}

#[test]
fn f5_the_60_kb_post_neither_hangs_nor_loses_its_answer() {
    let house = House::with_policy(&answering(REFUSE));
    for size in [60 * 1024, 8 * 1024 * 1024] {
        let mut session = house.caller().connect("localhost");
        let started = Instant::now();
        session.send(format!("POST /api/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: {size}\r\n\r\n").as_bytes());
        // A caller that writes everything before it reads, as most do. Of the large one not all will be taken.
        let _ = std::io::Write::write_all(&mut session.stream, &vec![b'x'; size]);
        assert_eq!(session.answer().status, 401, "{size} bytes");
        assert!(started.elapsed() < Duration::from_secs(5), "{size} bytes took {:?}", started.elapsed());
        if size < 100_000 {
            session.send(b"GET /other HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assert_eq!(session.answer().status, 404, "the body was drained, so the connection lives on");
        }
    }
}

#[test]
fn f5_a_caller_that_waits_for_100_is_refused_without_it() {
    let house = House::with_policy(&answering(REFUSE));
    let mut session = house.caller().connect("localhost");
    session.send(b"POST /api/x HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 100000\r\n\r\n");
    let answer = session.answer();
    assert_eq!(answer.status, 401);
    assert!(session.is_closed(), "the body never came, so the connection cannot carry another request");
}

#[test]
fn expect_100_is_answered_when_the_body_is_wanted() {
    let backend = Backend::plain(backend::echo_length);
    let house = House::with_policy(&forwarding(&backend.url()));
    let mut session = house.caller().connect("localhost");
    session.send(b"POST /api/x HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    assert_eq!(session.answer().status, 100);
    session.send(b"hello");
    assert_eq!(session.answer().body, "5");
}

#[test]
fn large_bodies_stream_through_whole() {
    let backend = Backend::plain(backend::echo_length);
    let house = House::with_policy(&forwarding(&backend.url()));
    let size = 3 * 1024 * 1024;
    let mut session = house.caller().connect("localhost");
    session.send(format!("POST /api/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: {size}\r\n\r\n").as_bytes());
    session.send(&vec![b'x'; size]);
    assert_eq!(session.answer().body, size.to_string());
}

#[test]
fn i3_a_head_that_is_too_large_is_431() {
    let house = House::with_policy(&answering(REFUSE));
    let padding = "x".repeat(40 * 1024);
    let answer = house.caller().request(&format!("GET /api/x HTTP/1.1\r\nHost: localhost\r\nX-Pad: {padding}\r\n\r\n"));
    assert_eq!(answer.status, 431);
}

#[test]
fn a_body_that_a_policy_must_see_whole_is_bounded() {
    let mut configuration = crate::house::configuration(&answering(
        "<return-response><set-body>@(context.Request.Body.As<string>())</set-body></return-response>",
    ));
    configuration.gateway.properties.limits.buffered_body_bytes = Some(10);
    let house = House::serve(&configuration);
    let post = |body: &str| {
        let length = body.len();
        house
            .caller()
            .request(&format!("POST /api/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n{body}"))
    };
    assert_eq!(post("0123456789").body, "0123456789");
    assert_eq!(post("0123456789a").status, 413);
}

#[test]
fn answers_to_head_and_204_have_no_body() {
    let backend = Backend::plain(|seen| match seen.head.starts_with("HEAD") {
        true => b"HTTP/1.1 200 OK\r\nContent-Length: 12345\r\n\r\n".to_vec(),
        false => b"HTTP/1.1 204 No Content\r\n\r\n".to_vec(),
    });
    let house = House::with_policy(&forwarding(&backend.url()));
    let mut session = house.caller().connect("localhost");
    for _ in 0..2 {
        session.send(b"DELETE /api/x HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assert_eq!(session.answer().status, 204);
    }
    session.send(b"HEAD /api/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let head = session.try_answer();
    // The reader of this test waits for 12345 bytes that do not come: the end of the connection tells it so.
    assert!(head.is_err());
    assert_eq!(backend.connections(), 1);
}
