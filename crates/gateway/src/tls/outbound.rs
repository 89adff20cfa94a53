//! How the gateway shows itself to backends, and what it demands of their certificates.
//!
//! One client configuration per credential and set of rules: swapping a credential inside a configuration would let a
//! resumed session show the old identity. rustls-webpki judges server certificates; chain and name are switched
//! separately, per backend (attack H3), and issuer pins look at the path that was *built*, not at what was sent.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use certificates::{Certificate, Credential, GeneralName, NameType, Thumbprint, Timestamp, printable};
use hashbrown::HashMap;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{ResolvesClientCert, Resumption};
use rustls::crypto::CryptoProvider;
use rustls::sign::CertifiedKey;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName, TrustAnchor, UnixTime};
use webpki::{EndEntityCert, KeyUsage};

use super::handshake_record;
use super::inbound;

/// Sessions remembered per configuration for resumption.
const SESSIONS_MAX: usize = 64;
/// Configurations one worker keeps for credentials chosen by policies at run time.
const CHOSEN_MAX: usize = 128;

/// A client configuration and its id, which pool keys carry.
#[derive(Clone)]
pub(crate) struct ClientTls {
    pub(crate) id: u64,
    pub(crate) config: Arc<ClientConfig>,
}

/// What is demanded of a backend's certificate.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ServerRules {
    /// The chain must end in a trusted root.
    pub(crate) chain: bool,
    /// The certificate must be for the host of the URL.
    pub(crate) name: bool,
    /// Leaf thumbprints that are accepted in place of a chain.
    pub(crate) thumbprints: Vec<String>,
    /// Names that are accepted, each only if issued by this very certificate.
    pub(crate) names: Vec<PinnedName>,
    /// Who is trusted.
    pub(crate) trust: Arc<ServerTrust>,
}

/// A name pinned to its issuer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PinnedName {
    pub(crate) name: String,
    /// Upper-case hex SHA-1 of the issuing certificate.
    pub(crate) issuer_thumbprint: String,
}

/// Whom the gateway trusts as issuers of backend certificates: the system's roots and the uploaded CA certificates.
#[derive(Debug)]
pub(crate) struct ServerTrust {
    /// Which state of the stores this is.
    pub(crate) generation: u64,
    pub(crate) roots: Vec<TrustAnchor<'static>>,
    pub(crate) authorities: Vec<CertificateDer<'static>>,
    /// The CA certificates of both stores, among which pinned issuers are found though no server sends its root.
    pub(crate) uploaded: Vec<CertificateDer<'static>>,
}

impl PartialEq for ServerTrust {
    fn eq(&self, other: &Self) -> bool {
        self.generation == other.generation
    }
}

/// Builds the configuration for rules and a credential.
pub(crate) fn client_tls(rules: &Arc<ServerRules>, credential: Option<&Credential>) -> Result<ClientTls, String> {
    static IDS: AtomicU64 = AtomicU64::new(1);
    let provider = inbound::provider();
    let verifier = BackendVerifier { rules: rules.clone(), provider: provider.clone() };
    let resolver = ShownCredential { key: credential.map(|shown| certified_key(shown, &provider)).transpose()? };
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_client_cert_resolver(Arc::new(resolver));
    config.resumption = Resumption::in_memory_sessions(SESSIONS_MAX);
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(ClientTls { id: IDS.fetch_add(1, Ordering::Relaxed), config: Arc::new(config) })
}

/// A credential in rustls's form, for either side.
pub(crate) fn certified_key(credential: &Credential, provider: &CryptoProvider) -> Result<Arc<CertifiedKey>, String> {
    let chain = credential.to_send().map(|certificate| CertificateDer::from(certificate.der().to_vec())).collect();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(credential.private_key().expose().clone()));
    let key =
        provider.key_provider.load_private_key(key).map_err(|error| format!("the private key cannot sign: {error}"))?;
    Ok(Arc::new(CertifiedKey::new(chain, key)))
}

/// Configurations for credentials that a policy chose at run time, per worker.
#[derive(Default)]
pub(crate) struct ClientConfigs {
    chosen: RefCell<HashMap<(usize, String), Chosen>>,
}

/// The rules are kept beside the configuration, so that their address stays theirs as long as the entry lives.
struct Chosen {
    _rules: Arc<ServerRules>,
    tls: ClientTls,
}

impl ClientConfigs {
    /// The configuration for these rules and this credential. A credential is known by the SHA-1 of its whole chain:
    /// its key is the one that its leaf certifies.
    pub(crate) fn chosen(&self, rules: &Arc<ServerRules>, credential: &Credential) -> Result<ClientTls, String> {
        let identity: Vec<String> = credential.to_send().map(|certificate| certificate.thumbprint_text()).collect();
        let key = (Arc::as_ptr(rules) as usize, identity.concat());
        if let Some(known) = self.chosen.borrow().get(&key) {
            return Ok(known.tls.clone());
        }
        let tls = client_tls(rules, Some(credential))?;
        let mut chosen = self.chosen.borrow_mut();
        if chosen.len() >= CHOSEN_MAX {
            chosen.clear();
        }
        chosen.insert(key, Chosen { _rules: rules.clone(), tls: tls.clone() });
        Ok(tls)
    }
}

/// Upper-case hex SHA-1, as .NET prints thumbprints.
pub(crate) fn thumbprint_text(der: &[u8]) -> String {
    Thumbprint::of(der).to_string()
}

/// Shows the credential to whoever asks, and notes that somebody did.
#[derive(Debug)]
struct ShownCredential {
    key: Option<Arc<CertifiedKey>>,
}

impl ResolvesClientCert for ShownCredential {
    fn resolve(&self, _hints: &[&[u8]], schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        let key = self.key.as_ref().filter(|key| key.key.choose_scheme(schemes).is_some());
        handshake_record::note(|record| {
            record.asked_for_certificate = true;
            record.presented = key.and_then(|key| key.cert.first()).map(|leaf| subject_of(leaf));
        });
        key.cloned()
    }

    fn has_certs(&self) -> bool {
        // Said even without a credential, so that being asked is noted in the trace.
        true
    }
}

fn subject_of(der: &CertificateDer<'_>) -> String {
    Certificate::from_der(der).map(|certificate| certificate.subject_text()).unwrap_or_default()
}

#[derive(Debug)]
struct BackendVerifier {
    rules: Arc<ServerRules>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for BackendVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        handshake_record::note(|record| {
            let chain = std::iter::once(end_entity).chain(intermediates);
            record.server_chain = chain.map(|certificate| certificate.clone().into_owned()).collect();
        });
        let trusted = self.judge_trust(end_entity, intermediates, now);
        note_check("trust", &trusted);
        let named = self.judge_name(end_entity, server_name);
        note_check("name", &named);
        trusted.map_err(|refusal| refusal.error)?;
        named.map_err(|refusal| refusal.error)?;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        inbound::verify_tls12(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        inbound::verify_tls13(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        inbound::schemes()
    }
}

/// Why a check refuses: for the handshake, and in words for those who must mend it.
struct Refusal {
    error: Error,
    fact: String,
}

fn note_check(name: &'static str, result: &Result<&'static str, Refusal>) {
    let outcome = result.as_ref().map(|fact| (*fact).to_owned()).map_err(|refusal| refusal.fact.clone());
    handshake_record::note(|record| record.checks.push((name, outcome)));
}

impl BackendVerifier {
    /// Whether the certificate is trusted, and by what.
    fn judge_trust(
        &self,
        end_entity: &CertificateDer<'_>,
        sent: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<&'static str, Refusal> {
        let rules = &*self.rules;
        let pinned = !rules.thumbprints.is_empty() || !rules.names.is_empty();
        if rules.thumbprints.contains(&thumbprint_text(end_entity)) {
            return Ok("its thumbprint is one of serverCertificateThumbprints");
        }
        if rules.names.iter().any(|pin| self.pin_holds(pin, end_entity, sent, now)) {
            return Ok("its name and the certificate that issued it are one of serverX509Names");
        }
        if pinned {
            let error = Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure);
            let (shown, thumbprint) = (described(end_entity), thumbprint_text(end_entity));
            let fact = format!(
                "{shown}, thumbprint {thumbprint}, is none of the backend's serverX509Names or \
                 serverCertificateThumbprints; an issuer counts if it is uploaded or sent along"
            );
            return Err(Refusal { error, fact });
        }
        if !rules.chain {
            return Ok("not checked: validateCertificateChain is false");
        }
        let refused = |error| refused(error, end_entity);
        let leaf = EndEntityCert::try_from(end_entity).map_err(refused)?;
        let intermediates: Vec<CertificateDer<'_>> = sent.iter().chain(&rules.trust.authorities).cloned().collect();
        let algorithms = self.provider.signature_verification_algorithms.all;
        leaf.verify_for_usage(algorithms, &rules.trust.roots, &intermediates, now, KeyUsage::server_auth(), None, None)
            .map_err(refused)?;
        Ok("its chain ends in a trusted root")
    }

    /// Whether the pinned issuer itself signed this certificate. Only issuers with the pinned thumbprint are anchors
    /// here and nothing else may stand between, so a certificate that was merely sent along counts for nothing.
    fn pin_holds(
        &self,
        pin: &PinnedName,
        end_entity: &CertificateDer<'_>,
        sent: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> bool {
        let Ok(leaf) = EndEntityCert::try_from(end_entity) else { return false };
        let is_named = Certificate::from_der(end_entity).is_ok_and(|certificate| {
            [NameType::Simple, NameType::DnsFromAlternativeName]
                .into_iter()
                .any(|kind| certificate.name_info(kind, false).eq_ignore_ascii_case(&pin.name))
        });
        let known = sent.iter().chain(&self.rules.trust.uploaded);
        let issuers: Vec<&CertificateDer<'_>> =
            known.filter(|der| thumbprint_text(der) == pin.issuer_thumbprint).collect();
        let anchors: Vec<TrustAnchor<'_>> =
            issuers.iter().filter_map(|der| webpki::anchor_from_trusted_cert(der).ok()).collect();
        let algorithms = self.provider.signature_verification_algorithms.all;
        is_named && leaf.verify_for_usage(algorithms, &anchors, &[], now, KeyUsage::server_auth(), None, None).is_ok()
    }

    fn judge_name(
        &self,
        end_entity: &CertificateDer<'_>,
        server_name: &ServerName<'_>,
    ) -> Result<&'static str, Refusal> {
        if !self.rules.name {
            return Ok("not checked: validateCertificateName is false");
        }
        let refused = |error| refused(error, end_entity);
        let leaf = EndEntityCert::try_from(end_entity).map_err(refused)?;
        leaf.verify_is_valid_for_subject_name(server_name).map_err(refused)?;
        Ok("it is for the host of the backend's URL")
    }
}

/// webpki's refusal as rustls's, so that the alert says the right thing, and in words.
fn refused(error: webpki::Error, end_entity: &CertificateDer<'_>) -> Refusal {
    use webpki::Error as Webpki;
    let shown = described(end_entity);
    let moment = |time: &UnixTime| Timestamp::from_unix(i64::try_from(time.as_secs()).unwrap_or(i64::MAX));
    let fact = match &error {
        Webpki::CertExpired { not_after, .. } => {
            format!("{shown}, or a certificate above it, expired on {}", moment(not_after))
        }
        Webpki::CertNotValidYet { not_before, .. } => {
            format!("{shown}, or a certificate above it, is not valid before {}", moment(not_before))
        }
        Webpki::UnknownIssuer => format!(
            "{shown} has no chain to a trusted root; upload its root to the Root store, and have the backend send \
             the certificates between"
        ),
        Webpki::CertNotValidForName(names) => {
            let expected = names.expected.to_str();
            format!("{shown} is not for `{expected}`, the host of the backend's URL, but {}", names_of(end_entity))
        }
        other => format!("{shown} cannot be accepted: {other}"),
    };
    let error = Error::InvalidCertificate(match error {
        Webpki::BadDer | Webpki::BadDerTime | Webpki::TrailingData(_) => CertificateError::BadEncoding,
        Webpki::CertExpired { time, not_after } => CertificateError::ExpiredContext { time, not_after },
        Webpki::CertNotValidYet { time, not_before } => CertificateError::NotValidYetContext { time, not_before },
        Webpki::InvalidSignatureForPublicKey => CertificateError::BadSignature,
        Webpki::UnknownIssuer => CertificateError::UnknownIssuer,
        Webpki::CertNotValidForName(_) => CertificateError::NotValidForName,
        other => CertificateError::Other(rustls::OtherError(Arc::new(other))),
    });
    Refusal { error, fact }
}

/// Which servers a certificate is for.
fn names_of(der: &CertificateDer<'_>) -> String {
    let known = Certificate::from_der(der).ok();
    let names = known.as_ref().and_then(|known| known.extensions().subject_alternative_names.as_deref());
    let dns_names = names.unwrap_or_default().iter().filter_map(|name| match name {
        GeneralName::Dns(name) => Some(format!("`{}`", printable(name))),
        _ => None,
    });
    let names: Vec<String> = dns_names.collect();
    match names.is_empty() {
        true => "names no server".to_owned(),
        false => format!("for {}", names.join(", ")),
    }
}

/// Whose certificate it is, and who issued it.
fn described(der: &CertificateDer<'_>) -> String {
    match Certificate::from_der(der) {
        Ok(known) => format!("`{}` issued by `{}`", printable(&known.subject_text()), printable(&known.issuer_text())),
        Err(_) => "a certificate that cannot be read".to_owned(),
    }
}
