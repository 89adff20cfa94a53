//! The backend: one thread a core, each with its own socket on the same port. It also plays the floor ("direct"):
//! the same server without any gateway in front.

use std::cell::RefCell;
use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpSocket};
use tokio_rustls::TlsAcceptor;

use crate::{Fault, run_here, tls};

/// Connections that wait to be accepted.
const BACKLOG: u32 = 4096;
/// Bytes of the largest body that is made up.
const BODY_MAX: usize = 64 << 20;

/// Options of `serve`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Where.
    #[arg(long)]
    listen: SocketAddr,
    /// Chain (PEM).
    #[arg(long)]
    certificate: PathBuf,
    /// Its key (PEM).
    #[arg(long)]
    key: PathBuf,
    /// Root of those who may call.
    #[arg(long)]
    callers_root: PathBuf,
    /// Threads.
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// Offer HTTP/2 too.
    #[arg(long)]
    http2: bool,
}

/// Serves until ended from outside.
pub fn execute(arguments: &Arguments) -> Result<(), Fault> {
    let config = tls::server(&arguments.certificate, &arguments.key, &arguments.callers_root, arguments.http2)?;
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..arguments.threads.max(1))
            .map(|_| scope.spawn(|| run_here(accept(arguments.listen, config.clone()))?))
            .collect();
        threads.into_iter().try_for_each(|thread| thread.join().map_err(|_| "a thread of the backend panicked")?)
    })
}

fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    socket.set_reuseport(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

async fn accept(address: SocketAddr, config: Arc<ServerConfig>) -> Result<(), Fault> {
    let listener = listen(address)?;
    let acceptor = TlsAcceptor::from(config);
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        let _ = stream.set_nodelay(true);
        let handshake = acceptor.accept(stream);
        tokio::task::spawn_local(async move {
            let Ok(stream) = handshake.await else { return };
            let speaks_http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
            let io = TokioIo::new(stream);
            // How a connection ends is the caller's affair.
            let _ = if speaks_http2 {
                http2::Builder::new(TokioExecutor::new()).serve_connection(io, service_fn(answer)).await
            } else {
                http1::Builder::new().serve_connection(io, service_fn(answer)).await
            };
        });
    }
}

async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let wanted = request.uri().path().strip_prefix("/bytes/").and_then(|count| count.parse().ok());
    let (status, body) = match (request.method(), request.uri().path(), wanted) {
        (&Method::GET, _, Some(count)) if count <= BODY_MAX => (StatusCode::OK, made_up(count)),
        (&Method::POST, "/echo", _) => match request.into_body().collect().await {
            Ok(body) => (StatusCode::OK, body.to_bytes()),
            Err(_) => (StatusCode::BAD_REQUEST, Bytes::new()),
        },
        _ => (StatusCode::NOT_FOUND, Bytes::new()),
    };
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}

/// Bytes that look like JSON, made once for each size.
fn made_up(count: usize) -> Bytes {
    thread_local! {
        static BODIES: RefCell<HashMap<usize, Bytes>> = RefCell::default();
    }
    let make = || br#"{"id":7,"state":"sent"}, "#.iter().copied().cycle().take(count).collect::<Vec<_>>().into();
    BODIES.with_borrow_mut(|bodies| bodies.entry(count).or_insert_with(make).clone())
}
