//! Outside callers: every one gets a URL with a certificate and tells us the answer in the same shape.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::place::{Gateway, Place};

/// Set by `cargo xtask test` to the callers that must be used; unset, whatever starts is used.
const VARIABLE: &str = "COUNTERSIGN_TEST_CALLERS";

const PYTHON_REQUESTS: &str = include_str!("callers/requests.py");
const PYTHON_URLLIB: &str = include_str!("callers/urllib.py");
const NODE_HTTPS: &str = include_str!("callers/https.js");
const NODE_HTTP2: &str = include_str!("callers/http2.js");

/// TLS version to insist on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tls {
    /// 1.2
    V12,
    /// 1.3
    V13,
}

impl Tls {
    fn number(self) -> &'static str {
        match self {
            Self::V12 => "1.2",
            Self::V13 => "1.3",
        }
    }
}

/// A way of calling: a program, a protocol and a TLS version.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Caller {
    /// curl with HTTP/1.1.
    Curl(Tls),
    /// curl with HTTP/2.
    CurlHttp2(Tls),
    /// `openssl s_client`, with the request written by hand.
    Openssl(Tls),
    /// Python's requests (its own choice of TLS version).
    PythonRequests,
    /// Python's urllib.
    PythonUrllib(Tls),
    /// Node's https module.
    Node(Tls),
    /// Node's http2 module.
    NodeHttp2(Tls),
}

/// Every way there is.
pub(crate) const ALL: [Caller; 13] = [
    Caller::Curl(Tls::V12),
    Caller::Curl(Tls::V13),
    Caller::CurlHttp2(Tls::V12),
    Caller::CurlHttp2(Tls::V13),
    Caller::Openssl(Tls::V12),
    Caller::Openssl(Tls::V13),
    Caller::PythonRequests,
    Caller::PythonUrllib(Tls::V12),
    Caller::PythonUrllib(Tls::V13),
    Caller::Node(Tls::V12),
    Caller::Node(Tls::V13),
    Caller::NodeHttp2(Tls::V12),
    Caller::NodeHttp2(Tls::V13),
];

/// The files of one caller certificate.
pub(crate) struct Shown {
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

impl Shown {
    /// A client of the demo by its file name.
    pub(crate) fn of(place: &Place, name: &str) -> Self {
        Self {
            certificate: place.state(&format!("ca/{name}-client.pem")),
            key: place.state(&format!("ca/{name}-client.key.pem")),
        }
    }
}

/// An answer, whoever asked.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Reply {
    /// A header by its lower-case name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// Reads `HTTP/x 200 …`, header lines, an empty line, the body.
    fn parse(text: &str) -> Option<Self> {
        let text = text.replace("\r\n", "\n");
        let text = &text[text.find("HTTP/")?..];
        let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
        let mut lines = head.lines();
        let status = lines.next()?.split_whitespace().nth(1)?.parse().ok()?;
        let headers = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        Some(Self { status, headers, body: body.to_owned() })
    }
}

impl Caller {
    /// Whether this caller is to be used here; says so when it is not.
    pub(crate) fn is_here(self) -> bool {
        let program = self.program();
        let here = match std::env::var(VARIABLE) {
            Ok(listed) => listed.split(',').any(|listed| listed == program),
            Err(_) => Command::new(program).arg(self.probe()).output().is_ok_and(|output| output.status.success()),
        };
        if !here {
            eprintln!("skipped: {self:?}, because {program} is not here");
        }
        here
    }

    fn program(self) -> &'static str {
        match self {
            Self::Curl(_) | Self::CurlHttp2(_) => "curl",
            Self::Openssl(_) => "openssl",
            Self::PythonRequests | Self::PythonUrllib(_) => "python3",
            Self::Node(_) | Self::NodeHttp2(_) => "node",
        }
    }

    fn probe(self) -> &'static str {
        match self {
            Self::Openssl(_) => "version",
            Self::PythonRequests => "-cimport requests",
            _ => "--version",
        }
    }

    /// GETs `https://localhost:PORT{path}`, showing a certificate or none.
    pub(crate) fn get(self, place: &Place, gateway: &Gateway, shown: Option<&Shown>, path: &str) -> Reply {
        let root = place.state("ca/root-ca.pem").display().to_string();
        let url = format!("https://localhost:{}{path}", gateway.port());
        let (certificate, key) = match shown {
            Some(shown) => (shown.certificate.display().to_string(), shown.key.display().to_string()),
            None => (String::new(), String::new()),
        };
        let mut command = Command::new(self.program());
        let mut input = String::new();
        match self {
            Self::Curl(tls) | Self::CurlHttp2(tls) => {
                let protocol = if matches!(self, Self::CurlHttp2(_)) { "--http2" } else { "--http1.1" };
                let resolve = format!("localhost:{}:127.0.0.1", gateway.port());
                command.args(["-sS", "-i", protocol, "--cacert", &root, "--resolve", &resolve, "--max-time", "20"]);
                match tls {
                    Tls::V12 => command.args(["--tls-max", "1.2"]),
                    Tls::V13 => command.arg("--tlsv1.3"),
                };
                if shown.is_some() {
                    command.args(["--cert", &certificate, "--key", &key]);
                }
                command.arg(&url);
            }
            Self::Openssl(tls) => {
                let version = if tls == Tls::V12 { "-tls1_2" } else { "-tls1_3" };
                let address = gateway.address.to_string();
                command.args(["s_client", "-quiet", version, "-verify_return_error", "-CAfile", &root]);
                command.args(["-connect", &address, "-servername", "localhost"]);
                if shown.is_some() {
                    command.args(["-cert", &certificate, "-key", &key]);
                }
                input =
                    format!("GET {path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", gateway.port());
            }
            Self::PythonRequests => {
                command.args(["-c", PYTHON_REQUESTS, &url, &root, &certificate, &key]);
            }
            Self::PythonUrllib(tls) => {
                command.args(["-c", PYTHON_URLLIB, &url, &root, &certificate, &key, tls.number()]);
            }
            Self::Node(tls) => {
                command.args(["-e", NODE_HTTPS, &url, &root, &certificate, &key, tls.number()]);
            }
            Self::NodeHttp2(tls) => {
                command.args(["-e", NODE_HTTP2, &url, &root, &certificate, &key, tls.number()]);
            }
        }
        converse(&mut command, &input).unwrap_or_else(|said| panic!("{self:?} got no answer for {path}: {said}"))
    }
}

/// Runs a caller and reads its answer; what it said otherwise.
fn converse(command: &mut Command, input: &str) -> Result<Reply, String> {
    let mut process = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| error.to_string())?;
    if let Some(mut stdin) = process.stdin.take() {
        stdin.write_all(input.as_bytes()).map_err(|error| error.to_string())?;
        if !input.is_empty() {
            // s_client ends with its input; the answer's `Connection: close` ends it as well.
            std::mem::forget(stdin);
        }
    }
    let output = process.wait_with_output().map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout);
    Reply::parse(&text).ok_or_else(|| format!("{text}{}", String::from_utf8_lossy(&output.stderr)))
}
