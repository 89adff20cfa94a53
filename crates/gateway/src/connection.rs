//! One caller's connection: what its handshake told, and hyper serving HTTP/1.1 or HTTP/2 on it.
//!
//! This file and [`io`] are the border to hyper's server side: the pipeline behind them sees requests and answers.

pub(crate) mod io;

use std::cell::{Cell, OnceCell};
use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use certificates::Certificate;
use hyper::service::service_fn;
use hyper_util::rt::TokioTimer;
use policies::exchange::caller::PresentedCertificate;
use rustls_pki_types::CertificateDer;
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

use self::io::{CallerIo, LingerFlag};
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
    /// `TLSv1_3`.
    pub(crate) tls_version: Option<rustls::ProtocolVersion>,
    pub(crate) cipher_suite: Option<rustls::CipherSuite>,
    pub(crate) resumed: bool,
    /// Whether the handshake asked for a certificate.
    pub(crate) negotiated: bool,
    /// What the caller sent, as it came.
    chain: Vec<CertificateDer<'static>>,
    presented: OnceCell<Option<Rc<PresentedCertificate>>>,
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
            worker,
            peer,
            hostname,
            server_name,
            tls_version: session.protocol_version(),
            cipher_suite: session.negotiated_cipher_suite().map(|suite| suite.suite()),
            resumed: session.handshake_kind() == Some(rustls::HandshakeKind::Resumed),
            negotiated,
            chain: session.peer_certificates().unwrap_or_default().iter().map(|der| der.clone().into_owned()).collect(),
            presented: OnceCell::new(),
            linger: LingerFlag::default(),
            requests_running: Cell::new(0),
            last_used: Cell::new(Instant::now()),
        }
    }

    /// The certificate that the caller showed, parsed when first asked for.
    pub(crate) fn presented(&self) -> Option<&Rc<PresentedCertificate>> {
        let parse = || {
            let (leaf, others) = self.chain.split_first()?;
            // Only the first one's key signed the handshake (attack C4). One that cannot be read counts as none; the
            // others only help to build chains, and those that cannot be read do not.
            let leaf = Certificate::from_der(leaf).ok()?;
            let others = others.iter().filter_map(|der| Certificate::from_der(der).ok()).collect();
            Some(Rc::new(PresentedCertificate::new(leaf, others)))
        };
        self.presented.get_or_init(parse).as_ref()
    }

    /// Whether something was shown that is not a certificate we can read.
    pub(crate) fn presented_unreadable(&self) -> bool {
        !self.chain.is_empty() && self.presented().is_none()
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
pub(crate) async fn serve(connection: Rc<Connection>, stream: TlsStream<TcpStream>) {
    let speaks_http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
    let io = CallerIo::new(stream, connection.linger.clone());
    let snapshot = connection.worker.snapshot();
    let settings = snapshot.settings.clone();
    drop(snapshot);
    let service = {
        let connection = connection.clone();
        service_fn(move |request| {
            let connection = connection.clone();
            async move {
                let _running = connection.begin_request();
                Ok::<_, Infallible>(pipeline::serve(&connection, request).await)
            }
        })
    };
    if speaks_http2 {
        let served = hyper::server::conn::http2::Builder::new(LocalExecutor)
            .timer(TokioTimer::new())
            .max_concurrent_streams(STREAMS_MAX)
            .max_pending_accept_reset_streams(PENDING_RESETS_MAX)
            .max_local_error_reset_streams(ERROR_RESETS_MAX)
            .max_header_list_size(u32::try_from(settings.request_header_bytes).unwrap_or(u32::MAX))
            .initial_stream_window_size(STREAM_WINDOW_BYTES)
            .initial_connection_window_size(CONNECTION_WINDOW_BYTES)
            .keep_alive_interval(PING_INTERVAL)
            .keep_alive_timeout(PING_TIME_MAX)
            .serve_connection(io, service);
        let mut served = std::pin::pin!(served);
        let mut draining = connection.worker.shared.draining.clone();
        let mut idle_check = tokio::time::interval(IDLE_CHECK_INTERVAL);
        loop {
            tokio::select! {
                _ = served.as_mut() => return,
                _ = draining.wait_for(|draining| *draining) => {
                    served.as_mut().graceful_shutdown();
                    let _ = served.await;
                    return;
                }
                _ = idle_check.tick() => if connection.is_idle(settings.header_time) {
                    served.as_mut().graceful_shutdown();
                },
            }
        }
    }
    let served = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(settings.header_time)
        .max_headers(REQUEST_HEADERS_MAX)
        .max_header_size(settings.request_header_bytes)
        .serve_connection(io, service);
    let mut served = std::pin::pin!(served);
    let mut draining = connection.worker.shared.draining.clone();
    tokio::select! {
        _ = served.as_mut() => {}
        _ = draining.wait_for(|draining| *draining) => {
            served.as_mut().graceful_shutdown();
            let _ = served.await;
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
