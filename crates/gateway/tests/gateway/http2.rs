//! The same doors over HTTP/2.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http2::SendRequest;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;

use crate::backend::{self, Backend};
use crate::house::{House, answering, forwarding};

const HELLO: &str = "<return-response><set-body>hello</set-body></return-response>";
const REFUSE: &str =
    "<return-response><set-status code=\"401\" reason=\"No\"/><set-body>no</set-body></return-response>";

/// Runs a test against one HTTP/2 connection with this SNI.
fn over_http2<F: Future<Output = ()>>(
    house: &House,
    server_name: &'static str,
    test: impl FnOnce(SendRequest<Full<Bytes>>) -> F,
) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut config = (*house.caller().config()).clone();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let address = house.running().local_addr();
    let run = async {
        let stream = TcpStream::connect(address).await.expect("connects");
        let name = server_name.try_into().expect("a name");
        let stream =
            tokio_rustls::TlsConnector::from(Arc::new(config)).connect(name, stream).await.expect("a handshake");
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(b"h2".as_slice()));
        let (sender, connection) =
            hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.expect("HTTP/2");
        tokio::spawn(connection);
        test(sender).await;
    };
    runtime.block_on(async { tokio::time::timeout(Duration::from_secs(10), run).await.expect("in time") });
}

async fn send(sender: &mut SendRequest<Full<Bytes>>, method: &str, url: &str, body: Vec<u8>) -> (StatusCode, String) {
    let request = Request::builder().method(method).uri(url).body(Full::from(body)).expect("a request");
    let response: Response<_> = sender.send_request(request).await.expect("a response");
    let status = response.status();
    let body = response.into_body().collect().await.expect("a body").to_bytes();
    (status, String::from_utf8_lossy(&body).into_owned())
}

#[test]
fn requests_share_a_connection() {
    let house = House::with_policy(&answering(HELLO));
    over_http2(&house, "localhost", |mut sender| async move {
        for _ in 0..3 {
            assert_eq!(
                send(&mut sender, "GET", "https://localhost/api/x", vec![]).await,
                (StatusCode::OK, "hello".into())
            );
        }
        assert_eq!(send(&mut sender, "GET", "https://localhost/none", vec![]).await.0, 404);
    });
}

#[test]
fn a6_the_authority_of_another_hostname_is_misdirected() {
    let house = House::with_policy(&answering(HELLO));
    over_http2(&house, "plain.test", |mut sender| async move {
        assert_eq!(send(&mut sender, "GET", "https://plain.test/api/x", vec![]).await.0, 200);
        assert_eq!(send(&mut sender, "GET", "https://localhost/api/x", vec![]).await.0, 421);
        assert_eq!(send(&mut sender, "GET", "https://plain.test/api/x", vec![]).await.0, 200);
    });
}

#[test]
fn f5_large_bodies_refused_early_disturb_no_other_stream() {
    let house = House::with_policy(&answering(REFUSE));
    over_http2(&house, "localhost", |mut sender| async move {
        for size in [60_000, 3_000_000] {
            let answer = send(&mut sender, "POST", "https://localhost/api/x", vec![b'x'; size]).await;
            assert_eq!(answer, (StatusCode::UNAUTHORIZED, "no".into()));
        }
        assert_eq!(send(&mut sender, "GET", "https://localhost/api/x", vec![]).await.0, 401);
    });
}

#[test]
fn f6_bodies_reach_an_http1_backend_with_one_length() {
    let backend = Backend::plain(backend::echo_head);
    let house = House::with_policy(&forwarding(&backend.url()));
    over_http2(&house, "localhost", |mut sender| async move {
        let (status, head) = send(&mut sender, "POST", "https://localhost/api/x?q", vec![b'x'; 300_000]).await;
        let head = head.to_ascii_lowercase();
        assert_eq!(status, 200);
        assert!(head.starts_with("post /x?q http/1.1\r\n"), "{head}");
        assert_eq!(head.matches("content-length").count() + head.matches("transfer-encoding").count(), 1, "{head}");
        assert_eq!(head.matches("\r\nhost: ").count(), 1, "{head}");
        assert!(head.contains("\r\nhost: 127.0.0.1:"), "the backend's own, not `:authority`: {head}");
    });
}

#[test]
fn f10_connect_is_refused() {
    let house = House::with_policy(&answering(HELLO));
    over_http2(&house, "localhost", |mut sender| async move {
        assert_eq!(send(&mut sender, "CONNECT", "localhost:443", vec![]).await.0, 405);
    });
}

#[test]
fn answers_to_head_have_no_body() {
    let house = House::with_policy(&answering(HELLO));
    over_http2(&house, "localhost", |mut sender| async move {
        assert_eq!(send(&mut sender, "HEAD", "https://localhost/api/x", vec![]).await, (StatusCode::OK, String::new()));
    });
}
