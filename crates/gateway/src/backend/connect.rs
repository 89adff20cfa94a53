//! Opening a connection to a backend: name, TCP, TLS, HTTP/1.1.

use std::cell::RefCell;
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;
use std::time::Duration;

use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls_pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

use crate::backend::pool::{BackendConnection, PoolKey};
use crate::body::Outgoing;
use crate::tls::handshake_record::{self, BackendHandshake};
use crate::tls::outbound::ClientTls;

/// Time for one address to accept a connection; a dead one must not use up the time of the others.
const TCP_TIME_MAX: Duration = Duration::from_secs(10);
/// Time for a TLS handshake after that.
const HANDSHAKE_TIME_MAX: Duration = Duration::from_secs(15);
/// Addresses of one name that are tried.
const ADDRESSES_MAX: usize = 4;
/// Bytes of a response head (attack H6).
const RESPONSE_HEAD_BYTES_MAX: usize = 64 * 1024;
/// Fields of a response head.
const RESPONSE_HEADERS_MAX: usize = 256;

/// Why no connection came about.
#[derive(Debug)]
pub(crate) enum ConnectFailure {
    /// The name has no address.
    Unresolved(String),
    /// The address must not be called by configuration or expression (attack H5).
    Forbidden(IpAddr),
    /// TCP.
    Refused(io::Error),
    /// Our checks refused the backend's certificate, for these reasons.
    Untrusted(rustls::Error, String),
    /// The backend refused us, or it does not speak TLS.
    Handshake(String),
    /// It took too long.
    TimedOut,
}

impl ConnectFailure {
    /// Text of LastError.Message, in the words that users of APIM know (.NET's) where there are such.
    pub(crate) fn message(&self) -> String {
        use rustls::{CertificateError as Bad, Error};
        match self {
            Self::Untrusted(Error::InvalidCertificate(Bad::NotValidForName), _) => {
                "The remote certificate has a name mismatch.".to_owned()
            }
            Self::Untrusted(..) => {
                "The remote certificate is invalid according to the validation procedure.".to_owned()
            }
            Self::Handshake(_) => "Authentication failed, see inner exception.".to_owned(),
            Self::Unresolved(host) => format!("No such host is known. ({host})"),
            Self::Refused(error) if error.kind() == io::ErrorKind::ConnectionRefused => "Connection refused".to_owned(),
            Self::Refused(_) | Self::Forbidden(_) => "Unable to connect to the remote server".to_owned(),
            Self::TimedOut => "The operation has timed out.".to_owned(),
        }
    }
}

/// The fact in full, for the trace and the decision journal.
impl fmt::Display for ConnectFailure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unresolved(host) => write!(formatter, "the name `{host}` has no address"),
            Self::Forbidden(address) => {
                write!(formatter, "{address} is a link-local address, which backends may not have")
            }
            Self::Refused(error) => write!(formatter, "no TCP connection: {error}"),
            Self::Untrusted(_, reasons) => {
                write!(formatter, "the gateway refused the backend's certificate: {reasons}")
            }
            Self::Handshake(fact) => formatter.write_str(fact),
            Self::TimedOut => formatter.write_str("no connection within the time allowed"),
        }
    }
}

/// Opens a connection. `own_address` is set when the host is one of the gateway's own names.
pub(crate) async fn connect(
    key: PoolKey,
    tls: Option<&ClientTls>,
    own_address: Option<SocketAddr>,
    record: &Rc<RefCell<BackendHandshake>>,
) -> Result<BackendConnection, ConnectFailure> {
    let stream = match own_address {
        Some(address) => reach(address).await?,
        None => reach_name(&key.host, key.port).await?,
    };
    // Nagle's algorithm would delay the second write of every request.
    let _ = stream.set_nodelay(true);
    let Some(tls) = tls else {
        return speak(stream, key, None).await;
    };
    record.borrow_mut().server_name = key.host.to_string();
    let name = ServerName::try_from(key.host.trim_matches(['[', ']']).to_owned())
        .map_err(|_| ConnectFailure::Handshake(format!("`{}` is not a server name that TLS can carry", key.host)))?;
    let handshake = tokio_rustls::TlsConnector::from(tls.config.clone()).connect(name, stream);
    let handshake = handshake_record::recorded(record.clone(), handshake);
    let stream = tokio::time::timeout(HANDSHAKE_TIME_MAX, handshake).await.map_err(|_| ConnectFailure::TimedOut)?;
    let stream = stream.map_err(|error| tls_failure(error, &record.borrow()))?;
    let (_, session) = stream.get_ref();
    let mut facts = record.borrow().clone();
    facts.protocol = session.protocol_version().map(crate::tls::version_text);
    facts.cipher_suite = session.negotiated_cipher_suite().map(|suite| format!("{:?}", suite.suite()));
    facts.resumed = session.handshake_kind() == Some(rustls::HandshakeKind::Resumed);
    if facts.resumed {
        facts.server_chain = session.peer_certificates().unwrap_or_default().to_vec();
    }
    *record.borrow_mut() = facts.clone();
    speak(stream, key, Some(Rc::new(facts))).await
}

async fn reach_name(host: &str, port: u16) -> Result<TcpStream, ConnectFailure> {
    let unresolved = || ConnectFailure::Unresolved(host.to_owned());
    let lookup = tokio::net::lookup_host((host.trim_matches(['[', ']']), port));
    let found =
        tokio::time::timeout(TCP_TIME_MAX, lookup).await.map_err(|_| unresolved())?.map_err(|_| unresolved())?;
    let mut failure = unresolved();
    for address in found.take(ADDRESSES_MAX) {
        match reach(address).await {
            Ok(stream) => return Ok(stream),
            Err(reason) => failure = reason,
        }
    }
    Err(failure)
}

async fn reach(address: SocketAddr) -> Result<TcpStream, ConnectFailure> {
    if is_link_local(address.ip()) {
        return Err(ConnectFailure::Forbidden(address.ip()));
    }
    match tokio::time::timeout(TCP_TIME_MAX, TcpStream::connect(address)).await {
        Ok(connected) => connected.map_err(ConnectFailure::Refused),
        Err(_) => Err(ConnectFailure::TimedOut),
    }
}

/// Link-local addresses hold the metadata services of clouds (169.254.169.254): never a backend, often a target.
fn is_link_local(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => address.is_unicast_link_local(),
    }
}

async fn speak<S>(
    stream: S,
    key: PoolKey,
    handshake: Option<Rc<BackendHandshake>>,
) -> Result<BackendConnection, ConnectFailure>
where
    S: AsyncRead + AsyncWrite + Unpin + 'static,
{
    let (sender, connection) = http1::Builder::new()
        .max_headers(RESPONSE_HEADERS_MAX)
        .max_header_size(RESPONSE_HEAD_BYTES_MAX)
        .handshake::<_, Outgoing>(TokioIo::new(stream))
        .await
        .map_err(|error| ConnectFailure::Handshake(error.to_string()))?;
    // Its end needs no handling: whoever waits for a response learns of a failure from the sender.
    tokio::task::spawn_local(connection);
    Ok(BackendConnection { sender, key, handshake, reused: false })
}

fn tls_failure(error: io::Error, record: &BackendHandshake) -> ConnectFailure {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(refused @ rustls::Error::InvalidCertificate(_)) => {
            let reasons: Vec<&str> =
                record.checks.iter().filter_map(|(_, outcome)| outcome.as_ref().err()).map(String::as_str).collect();
            let reasons = if reasons.is_empty() { refused.to_string() } else { reasons.join("; ") };
            ConnectFailure::Untrusted(refused.clone(), reasons)
        }
        Some(rustls::Error::AlertReceived(alert)) => {
            ConnectFailure::Handshake(format!("the backend refused the handshake with alert {alert:?}"))
        }
        Some(other) => ConnectFailure::Handshake(format!("no TLS handshake with the backend: {other}")),
        None => ConnectFailure::Handshake(format!("the backend broke off the TLS handshake: {error}")),
    }
}
