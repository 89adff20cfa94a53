//! A caller that can be as rude as a test needs: it writes bytes and reads answers.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use dev_ca::Issued;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::house::tree;

/// No test waits longer for anything.
const PATIENCE: Duration = Duration::from_secs(10);

/// Connects with one TLS configuration, so that a second connection may resume the first one's session.
#[derive(Clone)]
pub struct Caller {
    address: SocketAddr,
    config: Arc<ClientConfig>,
}

impl Caller {
    pub fn new(address: SocketAddr) -> Self {
        Self { address, config: config(None, rustls::DEFAULT_VERSIONS) }
    }

    /// Shows a certificate when asked.
    pub fn showing(&self, issued: &Issued) -> Self {
        Self { address: self.address, config: config(Some(issued), rustls::DEFAULT_VERSIONS) }
    }

    pub fn showing_over_tls12(&self, issued: Option<&Issued>) -> Self {
        Self { address: self.address, config: config(issued, &[&rustls::version::TLS12]) }
    }

    pub fn with_config(&self, config: ClientConfig) -> Self {
        Self { address: self.address, config: Arc::new(config) }
    }

    pub fn config(&self) -> Arc<ClientConfig> {
        self.config.clone()
    }

    /// A session with this SNI (an address sends none).
    pub fn connect(&self, server_name: &str) -> Session {
        let stream = TcpStream::connect(self.address).expect("connects");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        stream.set_write_timeout(Some(PATIENCE)).expect("a timeout");
        let name = server_name.to_owned().try_into().expect("a server name");
        let connection = ClientConnection::new(self.config.clone(), name).expect("a connection");
        Session { stream: StreamOwned::new(connection, stream), buffer: Vec::new() }
    }

    /// One request to `localhost`.
    pub fn get(&self, path: &str) -> Answer {
        self.request(&format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"))
    }

    pub fn request(&self, text: &str) -> Answer {
        let mut session = self.connect("localhost");
        session.send(text.as_bytes());
        session.answer()
    }
}

fn config(issued: Option<&Issued>, versions: &[&'static rustls::SupportedProtocolVersion]) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(tree().root.certificate().der().to_vec())).expect("a root");
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_protocol_versions(versions).expect("versions");
    let builder = builder.with_root_certificates(roots);
    Arc::new(match issued {
        None => builder.with_no_client_auth(),
        Some(issued) => {
            let (chain, key) = rustls_credential(issued);
            builder.with_client_auth_cert(chain, key).expect("a credential")
        }
    })
}

/// The leaf alone, as most callers send it.
pub fn rustls_credential(issued: &Issued) -> (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>) {
    let chain = vec![CertificateDer::from(issued.certificate().der().to_vec())];
    let key = PrivatePkcs8KeyDer::from(issued.credential().private_key().expose().clone());
    (chain, PrivateKeyDer::Pkcs8(key))
}

/// An open connection.
pub struct Session {
    pub stream: StreamOwned<ClientConnection, TcpStream>,
    buffer: Vec<u8>,
}

impl Session {
    pub fn send(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).expect("written");
        self.stream.flush().expect("flushed");
    }

    pub fn was_resumed(&self) -> bool {
        self.stream.conn.handshake_kind() == Some(rustls::HandshakeKind::Resumed)
    }

    /// The next answer.
    pub fn answer(&mut self) -> Answer {
        self.try_answer().expect("an answer")
    }

    /// The next answer, or why there is none.
    pub fn try_answer(&mut self) -> io::Result<Answer> {
        let end = loop {
            if let Some(at) = self.buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break at + 4;
            }
            self.fill()?;
        };
        let head = String::from_utf8(self.buffer.drain(..end).collect()).expect("an ASCII head");
        let mut lines = head.split("\r\n");
        let status_line = lines.next().expect("a status line").to_owned();
        let status = status_line.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let mut answer = Answer { status, status_line, headers, body: String::new() };
        if answer.header("transfer-encoding") == Some("chunked") {
            answer.body = self.chunked()?;
        } else {
            let length = answer.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
            answer.body = self.take(length)?;
        }
        Ok(answer)
    }

    /// Whether the peer closes without another byte.
    pub fn is_closed(&mut self) -> bool {
        self.buffer.is_empty() && self.fill().is_err()
    }

    fn chunked(&mut self) -> io::Result<String> {
        let mut body = String::new();
        loop {
            let end = loop {
                match self.buffer.windows(2).position(|window| window == b"\r\n") {
                    Some(at) => break at,
                    None => self.fill()?,
                }
            };
            let line: Vec<u8> = self.buffer.drain(..end + 2).collect();
            let size = usize::from_str_radix(String::from_utf8_lossy(&line).trim(), 16).expect("a chunk size");
            let chunk = self.take(size + 2)?;
            if size == 0 {
                return Ok(body);
            }
            body.push_str(&chunk[..size]);
        }
    }

    fn take(&mut self, length: usize) -> io::Result<String> {
        while self.buffer.len() < length {
            self.fill()?;
        }
        Ok(String::from_utf8_lossy(&self.buffer.drain(..length).collect::<Vec<u8>>()).into_owned())
    }

    fn fill(&mut self) -> io::Result<()> {
        let mut piece = [0; 16 * 1024];
        match self.stream.read(&mut piece)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            count => {
                self.buffer.extend_from_slice(&piece[..count]);
                Ok(())
            }
        }
    }
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub status_line: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}
