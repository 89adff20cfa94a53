//! A backend that shows what it got: plain or TLS, one thread a connection.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use dev_ca::Issued;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};
use rustls_pki_types::CertificateDer;

use crate::caller::rustls_credential;
use crate::house::tree;

/// What the backend answers to a request.
pub type Behaviour = fn(&Seen) -> Vec<u8>;

/// A request as the backend saw it.
pub struct Seen {
    /// Request line and headers.
    pub head: String,
    pub body: Vec<u8>,
    /// Number of the connection it came on.
    pub connection: usize,
    /// Thumbprint of the certificate that the gateway showed.
    pub certificate: Option<String>,
}

pub struct Backend {
    pub address: SocketAddr,
    pub connections: Arc<AtomicUsize>,
}

impl Backend {
    pub fn plain(behaviour: Behaviour) -> Self {
        Self::start(behaviour, None)
    }

    /// With the server certificate of `issued`; asks for a certificate, and refuses a connection without one if told.
    pub fn tls(behaviour: Behaviour, issued: &Issued, demands_certificate: bool) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from(tree().root.certificate().der().to_vec())).expect("a root");
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone());
        let verifier = if demands_certificate { verifier } else { verifier.allow_unauthenticated() };
        let (leaf, key) = rustls_credential(issued);
        let above = issued.credential().chain().iter().map(|ca| CertificateDer::from(ca.der().to_vec()));
        let chain = leaf.into_iter().chain(above).collect();
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_client_cert_verifier(verifier.build().expect("a verifier"))
            .with_single_cert(chain, key)
            .expect("a certificate");
        Self::start(behaviour, Some(Arc::new(config)))
    }

    fn start(behaviour: Behaviour, tls: Option<Arc<ServerConfig>>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let address = listener.local_addr().expect("an address");
        let connections = Arc::new(AtomicUsize::new(0));
        let counter = connections.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (number, tls) = (counter.fetch_add(1, Ordering::SeqCst), tls.clone());
                std::thread::spawn(move || match tls {
                    None => serve(stream, number, behaviour),
                    Some(config) => {
                        let connection = ServerConnection::new(config).expect("a connection");
                        serve(StreamOwned::new(connection, stream), number, behaviour);
                    }
                });
            }
        });
        Self { address, connections }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// With a host name that its certificate has.
    pub fn https_url(&self) -> String {
        format!("https://localhost:{}", self.address.port())
    }

    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

trait Stream: Read + Write {
    fn certificate(&self) -> Option<String>;
}

impl Stream for TcpStream {
    fn certificate(&self) -> Option<String> {
        None
    }
}

impl Stream for StreamOwned<ServerConnection, TcpStream> {
    fn certificate(&self) -> Option<String> {
        let leaf = self.conn.peer_certificates()?.first()?;
        Some(certificates::Certificate::from_der(leaf).expect("a certificate").thumbprint_text())
    }
}

fn serve(stream: impl Stream, connection: usize, behaviour: Behaviour) {
    let mut reader = BufReader::new(stream);
    loop {
        let mut head = String::new();
        loop {
            match reader.read_line(&mut head) {
                Ok(0) | Err(_) => return,
                Ok(_) if head.ends_with("\r\n\r\n") => break,
                Ok(_) => {}
            }
        }
        let Some(body) = read_body(&mut reader, &head) else { return };
        let certificate = reader.get_ref().certificate();
        let answer = behaviour(&Seen { head, body, connection, certificate });
        if reader.get_mut().write_all(&answer).and_then(|()| reader.get_mut().flush()).is_err() || answer.is_empty() {
            return;
        }
    }
}

fn read_body(reader: &mut impl BufRead, head: &str) -> Option<Vec<u8>> {
    let lower = head.to_ascii_lowercase();
    let mut body = Vec::new();
    if lower.contains("transfer-encoding: chunked") {
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            let size = usize::from_str_radix(line.trim(), 16).ok()?;
            let mut chunk = vec![0; size + 2];
            reader.read_exact(&mut chunk).ok()?;
            if size == 0 {
                return Some(body);
            }
            body.extend_from_slice(&chunk[..size]);
        }
    }
    let length = lower.split("content-length: ").nth(1).and_then(|rest| rest.split("\r\n").next()?.parse().ok());
    body.resize(length.unwrap_or(0), 0);
    reader.read_exact(&mut body).ok()?;
    Some(body)
}

/// 200 with this body.
pub fn ok(body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// Answers with the head it got.
pub fn echo_head(seen: &Seen) -> Vec<u8> {
    ok(&seen.head)
}

/// Answers with the number of its connection and the certificate it was shown.
pub fn echo_connection(seen: &Seen) -> Vec<u8> {
    ok(&format!("{} {}", seen.connection, seen.certificate.as_deref().unwrap_or("none")))
}

/// Answers with the length of the body it got.
pub fn echo_length(seen: &Seen) -> Vec<u8> {
    ok(&seen.body.len().to_string())
}
