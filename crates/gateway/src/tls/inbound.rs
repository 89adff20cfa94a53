//! Meeting callers: SNI chooses the hostname configuration, and any certificate is accepted at the handshake.
//!
//! Possession of the key is proven here and nothing else: whether a certificate is trusted is for policies to say, as
//! HTTP answers, so the handshake fails for no certificate that a policy could judge (expired, self-signed, X.509 v1,
//! unknown critical extensions, weak keys).

use std::sync::Arc;

use certificates::{Thumbprint, handshake_signature};
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::CryptoProvider;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{NoServerSessionStorage, ProducesTickets, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{CertificateError, DigitallySignedStruct, DistinguishedName, Error, ServerConfig, SignatureScheme};
use rustls_pki_types::{CertificateDer, UnixTime};

/// Certificates that a caller's message may hold; longer ones cost memory for every live ticket.
pub(crate) const PRESENTED_CERTIFICATES_MAX: usize = 16;

/// What a server configuration is made from. Equal recipes share one configuration and with it one ticket key: so a
/// ticket of one hostname, client-certificate mode or trust generation is worth nothing under another (attacks A1, A2).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ServerRecipe {
    /// Normalised name.
    pub(crate) host_name: String,
    /// Thumbprints of the server certificate and of the chain that is sent with it.
    pub(crate) certificates: Vec<Thumbprint>,
    /// Whether callers are asked for a certificate.
    pub(crate) negotiates: bool,
    /// State of the trust stores.
    pub(crate) trust_generation: u64,
    /// Whether HTTP/2 is offered.
    pub(crate) http2: bool,
    /// Whether TLS 1.2 is offered beside 1.3.
    pub(crate) tls12: bool,
    /// Names of cipher suites that the configuration switched off.
    pub(crate) without_suites: Vec<String>,
}

/// The process's cryptography, with AES-128-GCM first: it costs a fifth less per byte and SHA-384 a tenth of a
/// handshake, at no loss of strength that matters (spec: "Tricks that paid").
pub(crate) fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: std::sync::OnceLock<Arc<CryptoProvider>> = std::sync::OnceLock::new();
    let build = || {
        let mut provider = rustls::crypto::aws_lc_rs::default_provider();
        provider.cipher_suites.sort_by_key(|suite| !format!("{:?}", suite.suite()).contains("AES_128_GCM"));
        // A stable sort on one key put TLS 1.2 suites between those of 1.3; each version keeps its own order.
        provider.cipher_suites.sort_by_key(|suite| suite.tls13().is_none());
        Arc::new(provider)
    };
    PROVIDER.get_or_init(build).clone()
}

/// Builds a server configuration.
pub(crate) fn server_config(recipe: &ServerRecipe, key: Arc<CertifiedKey>) -> Result<Arc<ServerConfig>, String> {
    let mut provider = (*provider()).clone();
    provider.cipher_suites.retain(|suite| !recipe.without_suites.contains(&format!("{:?}", suite.suite())));
    let versions: &[&rustls::SupportedProtocolVersion] =
        if recipe.tls12 { &[&rustls::version::TLS13, &rustls::version::TLS12] } else { &[&rustls::version::TLS13] };
    let builder = ServerConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(versions)
        .map_err(|error| error.to_string())?;
    let builder = if recipe.negotiates {
        builder.with_client_cert_verifier(Arc::new(AcceptAny))
    } else {
        builder.with_no_client_auth()
    };
    let mut config = builder.with_cert_resolver(Arc::new(OneCertificate(key)));
    config.ignore_client_order = true;
    // Stateless tickets only, one a connection: stock TLS 1.3 sends two, each with the caller's chain inside. No
    // early data (attack A5): `max_early_data_size` stays 0.
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.ticketer = ticketer()?;
    config.send_tls13_tickets = 1;
    config.alpn_protocols =
        if recipe.http2 { vec![b"h2".to_vec(), b"http/1.1".to_vec()] } else { vec![b"http/1.1".to_vec()] };
    Ok(Arc::new(config))
}

fn ticketer() -> Result<Arc<dyn ProducesTickets>, String> {
    rustls::crypto::aws_lc_rs::Ticketer::new().map_err(|error| format!("no ticket key: {error}"))
}

/// Serves the one certificate of a hostname configuration; SNI was already looked at.
#[derive(Debug)]
struct OneCertificate(Arc<CertifiedKey>);

impl ResolvesServerCert for OneCertificate {
    fn resolve(&self, _hello: rustls::server::ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.clone())
    }
}

/// Asks for a certificate and takes any, or none.
#[derive(Debug)]
struct AcceptAny;

impl ClientCertVerifier for AcceptAny {
    fn offer_client_auth(&self) -> bool {
        true
    }

    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        // No hints: callers such as browsers would hide certificates whose issuer is not listed.
        &[]
    }

    fn verify_client_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        if intermediates.len() >= PRESENTED_CERTIFICATES_MAX {
            return Err(Error::General(format!("the caller sent more than {PRESENTED_CERTIFICATES_MAX} certificates")));
        }
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        schemes()
    }
}

/// Why a handshake with a caller failed, in words for whoever runs the gateway.
pub(crate) fn failure_fact(error: &std::io::Error) -> String {
    use rustls::AlertDescription as Alert;
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
        Some(Error::AlertReceived(
            alert @ (Alert::UnknownCA | Alert::BadCertificate | Alert::CertificateUnknown | Alert::CertificateExpired),
        )) => format!("the caller does not accept the gateway's server certificate (alert {alert:?})"),
        Some(Error::AlertReceived(alert)) => format!("the caller broke off the TLS handshake with alert {alert:?}"),
        Some(Error::InvalidCertificate(CertificateError::BadSignature)) => {
            "the caller did not prove that it holds the key of the certificate it showed".to_owned()
        }
        Some(Error::PeerIncompatible(fact)) => {
            format!("the caller and the gateway have no TLS settings in common: {fact:?}")
        }
        Some(other) => format!("the TLS handshake failed: {other}"),
        None => format!("the caller broke off the TLS handshake: {error}"),
    }
}

/// The signature schemes that can be checked.
pub(crate) fn schemes() -> Vec<SignatureScheme> {
    handshake_signature::SCHEMES.into_iter().map(SignatureScheme::from).collect()
}

/// Checks a TLS 1.2 handshake signature against the raw public key, whatever else is odd about the certificate.
pub(crate) fn verify_tls12(
    message: &[u8],
    certificate: &CertificateDer<'_>,
    signature: &DigitallySignedStruct,
) -> Result<HandshakeSignatureValid, Error> {
    let scheme = u16::from(signature.scheme);
    proven(handshake_signature::verify_tls12(certificate, scheme, message, signature.signature()).is_ok())
}

/// The same for TLS 1.3, where each scheme is bound to its curve.
pub(crate) fn verify_tls13(
    message: &[u8],
    certificate: &CertificateDer<'_>,
    signature: &DigitallySignedStruct,
) -> Result<HandshakeSignatureValid, Error> {
    let scheme = u16::from(signature.scheme);
    proven(handshake_signature::verify_tls13(certificate, scheme, message, signature.signature()).is_ok())
}

fn proven(holds: bool) -> Result<HandshakeSignatureValid, Error> {
    if holds {
        Ok(HandshakeSignatureValid::assertion())
    } else {
        Err(Error::InvalidCertificate(CertificateError::BadSignature))
    }
}
