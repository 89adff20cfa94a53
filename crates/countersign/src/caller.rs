//! A caller of our own for the demo: real TLS, HTTP/1.1, and whichever certificate it is told to show.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Empty, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{HOST, HeaderMap};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::failure::Failure;

/// Longest wait for one step of a conversation with a gateway on this machine; more means that it hangs.
const PATIENCE: Duration = Duration::from_secs(10);
/// Largest answer that is read; the demo's answers are a few hundred bytes.
const LARGEST_ANSWER_BYTES: usize = 1 << 20;

/// What a caller shows in the handshake: a chain (leaf first) and the leaf's key.
pub(crate) struct Shown {
    pub(crate) chain: Vec<CertificateDer<'static>>,
    pub(crate) key: PrivateKeyDer<'static>,
}

/// A caller that trusts given roots and shows one certificate or none.
pub(crate) struct Caller {
    connector: TlsConnector,
}

/// What came back.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Reply {
    /// A header as text, if it is there and readable.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

impl Caller {
    /// Prepares a caller; fails if the key does not belong to the certificate.
    pub(crate) fn new(roots: &[CertificateDer<'static>], shown: Option<Shown>) -> Result<Self, Failure> {
        let mut trusted = RootCertStore::empty();
        for root in roots {
            trusted
                .add(root.clone())
                .map_err(|error| Failure::new(format!("a root certificate of the demo is not usable: {error}")))?;
        }
        let builder = ClientConfig::builder().with_root_certificates(trusted);
        let config = match shown {
            None => builder.with_no_client_auth(),
            Some(shown) => builder
                .with_client_auth_cert(shown.chain, shown.key)
                .map_err(|error| Failure::new(format!("a certificate of the demo cannot be shown: {error}")))?,
        };
        Ok(Self { connector: TlsConnector::from(Arc::new(config)) })
    }

    /// Connects, shakes hands and gets each path in turn on the one connection.
    pub(crate) async fn get_all(
        &self,
        address: SocketAddr,
        hostname: &str,
        paths: &[&str],
    ) -> Result<Vec<Reply>, Failure> {
        let mut sender = self.connect(address, hostname).await?;
        let mut replies = Vec::with_capacity(paths.len());
        for path in paths {
            replies.push(patiently("an answer", get(&mut sender, hostname, path)).await?);
        }
        Ok(replies)
    }

    async fn connect(&self, address: SocketAddr, hostname: &str) -> Result<http1::SendRequest<Empty<Bytes>>, Failure> {
        let name = ServerName::try_from(hostname.to_owned())
            .map_err(|_| Failure::new(format!("`{hostname}` is not a host name")))?;
        patiently("a connection", async {
            let socket = TcpStream::connect(address).await.map_err(|error| unanswered(&error))?;
            let _ = socket.set_nodelay(true);
            let stream = self.connector.connect(name, socket).await.map_err(|error| unanswered(&error))?;
            let (sender, connection) =
                http1::handshake(TokioIo::new(stream)).await.map_err(|error| unanswered(&error))?;
            tokio::spawn(connection);
            Ok(sender)
        })
        .await
    }
}

async fn get(sender: &mut http1::SendRequest<Empty<Bytes>>, hostname: &str, path: &str) -> Result<Reply, Failure> {
    let request = Request::get(path)
        .header(HOST, hostname)
        .body(Empty::new())
        .map_err(|error| Failure::new(format!("`{path}` cannot be requested: {error}")))?;
    let answer = sender.send_request(request).await.map_err(|error| unanswered(&error))?;
    let (head, body) = answer.into_parts();
    let body = Limited::new(body, LARGEST_ANSWER_BYTES).collect().await.map_err(|error| unanswered(&error))?.to_bytes();
    Ok(Reply { status: head.status, headers: head.headers, body: String::from_utf8_lossy(&body).into_owned() })
}

async fn patiently<T>(what: &str, work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(done) => done,
        Err(_) => Err(Failure::new(format!("the gateway gave no sign of {what} within {} s", PATIENCE.as_secs()))),
    }
}

fn unanswered(error: &dyn std::fmt::Display) -> Failure {
    Failure::new(format!("the conversation with the gateway broke off: {error}"))
}
