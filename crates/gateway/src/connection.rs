//! One caller's connection: what its handshake told, and hyper serving HTTP/1.1 or HTTP/2 on it.
//!
//! This file and [`io`] are the border to hyper's server side: the pipeline behind them sees requests and answers.

pub(crate) mod io;
pub(crate) mod shown;

use std::cell::Cell;
use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::time::{Duration, Instant};

use http::{Request, Response};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioTimer;
use policies::exchange::caller::PresentedCertificate;
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

use self::io::{CallerIo, LingerFlag};
use self::shown::Shown;
use crate::body::Outgoing;
use crate::pipeline;
use crate::worker::Worker;

/// Fields of a request head.
const REQUEST_HEADERS_MAX: usize = 128;
/// Streams one HTTP/2 connection may have open.
const STREAMS_MAX: u32 = 128;
/// Streams a caller may open and reset before they were even looked at (attack I1).
const PENDING_RESETS_MAX: usize = 20;
/// Resets that the caller's protocol errors may cost us (attack I1, MadeYouReset).
const ERROR_RESETS_MAX: usize = 64;
/// Bytes a caller may send on one stream before we have read them.
const STREAM_WINDOW_BYTES: u32 = 256 * 1024;
/// Bytes a caller may send on all streams of a connection.
const CONNECTION_WINDOW_BYTES: u32 = 1024 * 1024;
/// Time between signs of life of an HTTP/2 connection, and time for the answer (attack I3, half-open).
const PING_INTERVAL: Duration = Duration::from_secs(30);
const PING_TIME_MAX: Duration = Duration::from_secs(20);
/// How often an HTTP/2 connection is asked whether it is idle.
const IDLE_CHECK_INTERVAL: Duration = Duration::from_secs(15);

/// What is known about a connection; shared by all its requests.
pub(crate) struct Connection {
    pub(crate) worker: Rc<Worker>,
    pub(crate) peer: SocketAddr,
    /// Name of the hostname configuration that the handshake was made with; `None` if the caller asked for a name
    /// that nobody here has.
    pub(crate) hostname: Option<String>,
    /// The name that the caller asked for.
    pub(crate) server_name: Option<String>,
    /// Version of the handshake.
    pub(crate) tls_version: Option<rustls::ProtocolVersion>,
    pub(crate) cipher_suite: Option<rustls::CipherSuite>,
    pub(crate) resumed: bool,
    /// Whether the handshake asked for a certificate.
    pub(crate) negotiated: bool,
    /// What the caller showed.
    shown: Rc<Shown>,
    pub(crate) linger: LingerFlag,
    requests_running: Cell<u32>,
    last_used: Cell<Instant>,
}

impl Connection {
    /// A connection after its handshake.
    pub(crate) fn new(
        worker: Rc<Worker>,
        peer: SocketAddr,
        hostname: Option<String>,
        server_name: Option<String>,
        negotiated: bool,
        session: &rustls::ServerConnection,
    ) -> Self {
        Self {
            shown: worker.shown_chains.find(session.peer_certificates().unwrap_or_default()),
            worker,
            peer,
            hostname,
            server_name,
            tls_version: session.protocol_version(),
            cipher_suite: session.negotiated_cipher_suite().map(|suite| suite.suite()),
            resumed: session.handshake_kind() == Some(rustls::HandshakeKind::Resumed),
            negotiated,
            linger: LingerFlag::default(),
            requests_running: Cell::new(0),
            last_used: Cell::new(Instant::now()),
        }
    }

    /// The certificate that the caller showed, parsed when first asked for.
    pub(crate) fn presented(&self) -> Option<&Rc<PresentedCertificate>> {
        self.shown.presented()
    }

    /// Whether something was shown that is not a certificate we can read.
    pub(crate) fn presented_unreadable(&self) -> bool {
        self.shown.is_unreadable()
    }

    fn begin_request(self: &Rc<Self>) -> RunningRequest {
        self.requests_running.set(self.requests_running.get() + 1);
        RunningRequest(self.clone())
    }

    fn is_idle(&self, limit: Duration) -> bool {
        self.requests_running.get() == 0 && self.last_used.get().elapsed() > limit
    }
}

/// Counts a request as running until dropped.
struct RunningRequest(Rc<Connection>);

impl Drop for RunningRequest {
    fn drop(&mut self) {
        self.0.requests_running.set(self.0.requests_running.get() - 1);
        self.0.last_used.set(Instant::now());
    }
}

/// Serves requests until the caller leaves, a bound is met, or the gateway drains.
///
/// What is large is boxed where it begins: an idle connection holds the state of its protocol and nothing of requests
/// or of the handshake.
pub(crate) fn serve(connection: Rc<Connection>, stream: TlsStream<TcpStream>) -> Pin<Box<dyn Future<Output = ()>>> {
    let speaks_http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
    let io = CallerIo::new(stream, connection.linger.clone());
    if speaks_http2 { Box::pin(serve_http2(connection, io)) } else { Box::pin(serve_http1(connection, io)) }
}

type Answer = Pin<Box<dyn Future<Output = Result<Response<Outgoing>, Infallible>>>>;

/// One request of the connection.
fn answer(connection: &Rc<Connection>, request: Request<Incoming>) -> Answer {
    let connection = connection.clone();
    Box::pin(async move {
        let _running = connection.begin_request();
        Ok(pipeline::serve(&connection, request).await)
    })
}

fn serve_http1(connection: Rc<Connection>, io: CallerIo<TlsStream<TcpStream>>) -> impl Future<Output = ()> {
    let settings = &connection.worker.snapshot().settings;
    let mut draining = connection.worker.shared.draining.clone();
    let mut builder = hyper::server::conn::http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(settings.header_time)
        .max_headers(REQUEST_HEADERS_MAX)
        .max_header_size(settings.request_header_bytes);
    let service = service_fn(move |request| answer(&connection, request));
    let mut served = Box::pin(builder.serve_connection(io, service));
    async move {
        tokio::select! {
            _ = served.as_mut() => {}
            _ = draining.wait_for(|draining| *draining) => {
                served.as_mut().graceful_shutdown();
                let _ = served.await;
            }
        }
    }
}

fn serve_http2(connection: Rc<Connection>, io: CallerIo<TlsStream<TcpStream>>) -> impl Future<Output = ()> {
    let settings = &connection.worker.snapshot().settings;
    let idle_time = settings.header_time;
    let mut draining = connection.worker.shared.draining.clone();
    let mut builder = hyper::server::conn::http2::Builder::new(LocalExecutor);
    builder
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS_MAX)
        .max_pending_accept_reset_streams(PENDING_RESETS_MAX)
        .max_local_error_reset_streams(ERROR_RESETS_MAX)
        .max_header_list_size(u32::try_from(settings.request_header_bytes).unwrap_or(u32::MAX))
        .initial_stream_window_size(STREAM_WINDOW_BYTES)
        .initial_connection_window_size(CONNECTION_WINDOW_BYTES)
        .keep_alive_interval(PING_INTERVAL)
        .keep_alive_timeout(PING_TIME_MAX);
    let of_requests = connection.clone();
    let service = service_fn(move |request| answer(&of_requests, request));
    let mut served = Box::pin(builder.serve_connection(io, service));
    async move {
        let mut idle_check = tokio::time::interval(IDLE_CHECK_INTERVAL);
        loop {
            tokio::select! {
                _ = served.as_mut() => return,
                _ = draining.wait_for(|draining| *draining) => {
                    served.as_mut().graceful_shutdown();
                    let _ = served.await;
                    return;
                }
                _ = idle_check.tick() => if connection.is_idle(idle_time) {
                    served.as_mut().graceful_shutdown();
                },
            }
        }
    }
}

/// Runs hyper's tasks on the worker's own thread.
#[derive(Clone, Copy)]
struct LocalExecutor;

impl<F: Future + 'static> hyper::rt::Executor<F> for LocalExecutor {
    fn execute(&self, future: F) {
        tokio::task::spawn_local(async move {
            future.await;
        });
    }
}
