//! TLS of both ends. X25519 and AES-128-GCM, which every peer has, so that all are given the same work.

use std::path::Path;
use std::sync::Arc;

use rustls::client::Resumption;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{ClientConfig, RootCertStore, ServerConfig, SupportedProtocolVersion};

use crate::Fault;

/// Sessions that a caller remembers.
const SESSIONS: usize = 256;

/// Versions that the caller offers.
#[derive(Clone, Copy, Default, clap::ValueEnum)]
pub enum Versions {
    /// TLS 1.2.
    #[value(name = "1.2")]
    Tls12,
    /// TLS 1.3.
    #[value(name = "1.3")]
    Tls13,
    /// Both.
    #[default]
    Both,
}

impl Versions {
    fn list(self) -> Vec<&'static SupportedProtocolVersion> {
        use rustls::version::{TLS12, TLS13};
        match self {
            Self::Tls12 => vec![&TLS12],
            Self::Tls13 => vec![&TLS13],
            Self::Both => vec![&TLS13, &TLS12],
        }
    }
}

fn provider() -> Arc<CryptoProvider> {
    use ring::{cipher_suite as suite, kx_group};
    let cipher_suites = vec![
        suite::TLS13_AES_128_GCM_SHA256,
        suite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        suite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    ];
    let kx_groups = vec![kx_group::X25519, kx_group::SECP256R1];
    Arc::new(CryptoProvider { cipher_suites, kx_groups, ..ring::default_provider() })
}

fn chain(file: &Path) -> Result<Vec<CertificateDer<'static>>, Fault> {
    let read = CertificateDer::pem_file_iter(file).and_then(Iterator::collect);
    read.map_err(|error| format!("{}: {error}", file.display()).into())
}

fn key(file: &Path) -> Result<PrivateKeyDer<'static>, Fault> {
    PrivateKeyDer::from_pem_file(file).map_err(|error| format!("{}: {error}", file.display()).into())
}

fn roots(file: &Path) -> Result<RootCertStore, Fault> {
    let mut store = RootCertStore::empty();
    for root in chain(file)? {
        store.add(root)?;
    }
    Ok(store)
}

/// How a caller meets a gateway.
pub struct CallerSettings<'s> {
    /// Who issued the gateway's certificate.
    pub root: &'s Path,
    /// Chain and key to show.
    pub shown: Option<(&'s Path, &'s Path)>,
    /// Versions offered.
    pub versions: Versions,
    /// HTTP/2 instead of HTTP/1.1.
    pub http2: bool,
    /// Whether sessions are resumed.
    pub resumes: bool,
}

/// A caller's configuration.
pub fn caller(settings: &CallerSettings<'_>) -> Result<Arc<ClientConfig>, Fault> {
    let builder = ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&settings.versions.list())?
        .with_root_certificates(roots(settings.root)?);
    let mut config = match settings.shown {
        Some((certificates, private)) => builder.with_client_auth_cert(chain(certificates)?, key(private)?)?,
        None => builder.with_no_client_auth(),
    };
    config.alpn_protocols = vec![if settings.http2 { b"h2".to_vec() } else { b"http/1.1".to_vec() }];
    config.resumption =
        if settings.resumes { Resumption::in_memory_sessions(SESSIONS) } else { Resumption::disabled() };
    Ok(Arc::new(config))
}

/// A server's configuration that demands a certificate of `callers_root`.
pub fn server(
    certificates: &Path,
    private: &Path,
    callers_root: &Path,
    http2: bool,
) -> Result<Arc<ServerConfig>, Fault> {
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots(callers_root)?), provider()).build()?;
    let mut config = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&Versions::Both.list())?
        .with_client_cert_verifier(verifier)
        .with_single_cert(chain(certificates)?, key(private)?)?;
    config.alpn_protocols = if http2 { vec![b"h2".to_vec(), b"http/1.1".to_vec()] } else { vec![b"http/1.1".to_vec()] };
    config.ticketer = ring::Ticketer::new()?;
    Ok(Arc::new(config))
}
