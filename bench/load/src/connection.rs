//! A caller's connection and the one request that it makes again and again.

use std::net::{Ipv4Addr, SocketAddr};
use std::os::fd::AsRawFd;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Method, Request, Uri, Version, header};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, HandshakeKind};
use tokio::net::TcpSocket;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;

use crate::{Fault, tls};

/// Flow-control windows over HTTP/2, large enough never to be what limits.
const STREAM_WINDOW_BYTES: u32 = 1 << 20;
const CONNECTION_WINDOW_BYTES: u32 = 4 << 20;
/// Source addresses in turn (127.0.1.1 to 127.0.1.250), so that closed connections do not use up the ports.
const SOURCES: u8 = 250;
/// How long a closing connection may take.
const CLOSE_TIME: Duration = Duration::from_secs(1);

/// What is asked of whom.
#[derive(clap::Args, Clone)]
pub struct Aim {
    /// The gateway.
    #[arg(long)]
    connect: SocketAddr,
    /// Its name.
    #[arg(long, default_value = "gateway.test")]
    name: String,
    /// Path and query.
    #[arg(long, default_value = "/bytes/1024")]
    path: String,
    /// Issuer of its certificate (PEM).
    #[arg(long)]
    root: PathBuf,
    /// Chain to show (PEM).
    #[arg(long, requires = "key")]
    certificate: Option<PathBuf>,
    /// Key of the chain (PEM).
    #[arg(long, requires = "certificate")]
    key: Option<PathBuf>,
    /// TLS versions.
    #[arg(long, value_enum, default_value_t)]
    tls: tls::Versions,
    /// HTTP/2.
    #[arg(long)]
    pub http2: bool,
    /// POST this many bytes instead of GET.
    #[arg(long)]
    post: Option<usize>,
    /// Bytes that the answer must have.
    #[arg(long)]
    expect: Option<usize>,
}

/// An aim made ready.
pub struct Target {
    aim: Aim,
    name: ServerName<'static>,
    config: Arc<ClientConfig>,
    request: Request<Full<Bytes>>,
    turn: AtomicU8,
}

impl Target {
    /// Reads certificates and builds the request.
    pub fn new(aim: &Aim, resumes: bool) -> Result<Self, Fault> {
        let shown = aim.certificate.as_deref().zip(aim.key.as_deref());
        let settings = tls::CallerSettings { root: &aim.root, shown, versions: aim.tls, http2: aim.http2, resumes };
        let config = tls::caller(&settings)?;
        let method = if aim.post.is_some() { Method::POST } else { Method::GET };
        let mut request = Request::new(Full::new(Bytes::from(vec![b'x'; aim.post.unwrap_or(0)])));
        *request.method_mut() = method;
        if aim.http2 {
            *request.version_mut() = Version::HTTP_2;
            *request.uri_mut() = format!("https://{}{}", aim.name, aim.path).parse::<Uri>()?;
        } else {
            *request.uri_mut() = aim.path.parse()?;
            request.headers_mut().insert(header::HOST, aim.name.parse()?);
        }
        request.headers_mut().insert(header::USER_AGENT, "bench-load".parse()?);
        request.headers_mut().insert(header::ACCEPT, "application/json".parse()?);
        let name = ServerName::try_from(aim.name.clone())?;
        Ok(Self { aim: aim.clone(), name, config, request, turn: AtomicU8::new(0) })
    }

    /// Connects and shakes hands.
    pub async fn open(&self) -> Result<Connection, Fault> {
        let begun = Instant::now();
        let socket = if self.aim.connect.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        if self.aim.connect.is_ipv4() && self.aim.connect.ip().is_loopback() {
            let turn = self.turn.fetch_add(1, Ordering::Relaxed) % SOURCES;
            choose_port_late(&socket)?;
            socket.bind((Ipv4Addr::new(127, 0, 1, turn + 1), 0).into())?;
        }
        let stream = socket.connect(self.aim.connect).await?;
        stream.set_nodelay(true)?;
        let stream = TlsConnector::from(self.config.clone()).connect(self.name.clone(), stream).await?;
        let resumed = stream.get_ref().1.handshake_kind() == Some(HandshakeKind::Resumed);
        let handshake = begun.elapsed();
        let io = TokioIo::new(stream);
        let (asker, driver) = if self.aim.http2 {
            let (sender, connection) = http2::Builder::new(TokioExecutor::new())
                .initial_stream_window_size(STREAM_WINDOW_BYTES)
                .initial_connection_window_size(CONNECTION_WINDOW_BYTES)
                .handshake(io)
                .await?;
            (Asker::Http2(sender), tokio::task::spawn_local(async move { drop(connection.await) }))
        } else {
            let (sender, connection) = http1::handshake(io).await?;
            (Asker::Http1(sender), tokio::task::spawn_local(async move { drop(connection.await) }))
        };
        Ok(Connection { asker, driver, resumed, handshake })
    }
}

/// The kernel chooses the source port when the destination is known, so that one port serves many destinations.
fn choose_port_late(socket: &TcpSocket) -> std::io::Result<()> {
    let on: libc::c_int = 1;
    let size = size_of_val(&on) as libc::socklen_t;
    // SAFETY: the descriptor is open, and the option's value is an int that lives through the call.
    let result = unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            libc::IPPROTO_IP,
            libc::IP_BIND_ADDRESS_NO_PORT,
            (&raw const on).cast(),
            size,
        )
    };
    if result == 0 { Ok(()) } else { Err(std::io::Error::last_os_error()) }
}

/// An open connection.
pub struct Connection {
    /// Makes requests on it.
    pub asker: Asker,
    /// Whether its handshake was resumed.
    pub resumed: bool,
    /// How long connecting took.
    pub handshake: Duration,
    driver: JoinHandle<()>,
}

impl Connection {
    /// Whether the other side has closed it.
    pub fn is_over(&self) -> bool {
        self.driver.is_finished()
    }

    /// Closes it in order.
    pub async fn close(self) {
        drop(self.asker);
        let _ = tokio::time::timeout(CLOSE_TIME, self.driver).await;
    }
}

/// The request side of a connection; over HTTP/2 it can be cloned.
pub enum Asker {
    /// One request at a time.
    Http1(http1::SendRequest<Full<Bytes>>),
    /// Many.
    Http2(http2::SendRequest<Full<Bytes>>),
}

impl Asker {
    /// Another asker on the same connection.
    pub fn another(&self) -> Option<Self> {
        match self {
            Self::Http1(_) => None,
            Self::Http2(sender) => Some(Self::Http2(sender.clone())),
        }
    }

    /// One request and its whole answer; `Err` also if it is not the answer that was expected.
    pub async fn ask(&mut self, target: &Target) -> Result<(), Fault> {
        let request = target.request.clone();
        let response = match self {
            Self::Http1(sender) => {
                sender.ready().await?;
                sender.send_request(request).await?
            }
            Self::Http2(sender) => {
                sender.ready().await?;
                sender.send_request(request).await?
            }
        };
        let status = response.status();
        let mut body = response.into_body();
        let mut bytes = 0;
        while let Some(frame) = body.frame().await {
            bytes += frame?.data_ref().map_or(0, Bytes::len);
        }
        if status != http::StatusCode::OK {
            return Err(format!("status {}", status.as_u16()).into());
        }
        match target.aim.expect.or(target.aim.post) {
            Some(expected) if expected != bytes => Err(format!("{bytes} bytes instead of {expected}").into()),
            _ => Ok(()),
        }
    }
}
