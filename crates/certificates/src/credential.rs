//! A certificate with its private key, which the gateway may present; and what an uploaded file turns out to be.
//!
//! A [`Credential`] exists only if the key is the certificate's own and the chain behind it is one: whoever holds one
//! needs no further check.

use std::fmt;
use std::sync::Arc;

use secret::Secret;

use crate::cer::{self, CerError};
use crate::certificate::Certificate;
use crate::pem;
use crate::pfx::{self, PfxError};
use crate::signature;

mod private_key;

/// The longest chain a credential sends along; the same bound as for chains that are judged.
pub const MAX_CREDENTIAL_CHAIN: usize = 16;

/// A certificate, its private key, and the CA certificates that lead up from it. Clones share one key.
#[derive(Clone)]
pub struct Credential(Arc<Fields>);

struct Fields {
    certificate: Certificate,
    chain: Vec<Certificate>,
    key: Secret<Vec<u8>>,
}

/// Why there is no credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CredentialError {
    /// The file around it.
    Pfx(PfxError),
    /// The certificates beside the key.
    Certificate(CerError),
    /// A file without a private key.
    NoPrivateKey,
    /// A file without a certificate.
    NoCertificate,
    /// The key belongs to none of the certificates.
    KeyDoesNotMatch {
        /// Subjects of the certificates.
        subjects: Vec<String>,
    },
    /// The key is encrypted PEM.
    EncryptedPem,
    /// The key is of a kind, or written in a way, that cannot be used.
    UnusableKey {
        /// What is wrong.
        problem: String,
    },
}

/// A certificate entity of the service turned out to have no key where one is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoPrivateKey {
    /// The entity's id.
    pub id: String,
}

/// What an uploaded file holds.
#[derive(Debug, Clone)]
pub enum Material {
    /// Certificates only.
    PublicOnly {
        /// The certificate.
        certificate: Certificate,
        /// Others in the same file.
        others: Vec<Certificate>,
    },
    /// A certificate with its key.
    Credential(Credential),
}

impl Credential {
    /// From a PKCS#8 key and the certificates found beside it, in any order. The key chooses the certificate; the
    /// chain is what leads up from it by signature; others are left out.
    pub fn new(certificates: &[Certificate], key: Secret<Vec<u8>>) -> Result<Self, CredentialError> {
        if certificates.is_empty() {
            return Err(CredentialError::NoCertificate);
        }
        let public = signature::public_key_of(key.expose())
            .ok_or_else(|| CredentialError::UnusableKey { problem: private_key::describe(key.expose()) })?;
        let certificate = certificates
            .iter()
            .find(|certificate| signature::same_public_key(&public, certificate.public_key_der()))
            .ok_or_else(|| CredentialError::KeyDoesNotMatch {
                subjects: certificates.iter().map(Certificate::subject_text).collect(),
            })?
            .clone();
        let chain = chain_above(&certificate, certificates);
        Ok(Self(Arc::new(Fields { certificate, chain, key })))
    }

    /// From a PKCS#12 file; `None` and "" are both tried where the file has no password.
    pub fn from_pfx(bytes: &[u8], password: Option<&Secret<String>>) -> Result<Self, CredentialError> {
        let contents = pfx::read(bytes, password).map_err(CredentialError::Pfx)?;
        let key = contents.key.ok_or(CredentialError::NoPrivateKey)?;
        Self::new(&contents.certificates, key)
    }

    /// From PEM text with a private key and certificates, in any order.
    pub fn from_pem(text: &[u8]) -> Result<Self, CredentialError> {
        let blocks = pem::read(text).map_err(|error| CredentialError::Certificate(CerError::Pem(error)))?;
        let key = private_key::from_blocks(blocks)?;
        let certificates = cer::read_all(text).map_err(CredentialError::Certificate)?;
        Self::new(&certificates, key)
    }

    /// The certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.0.certificate
    }

    /// The CA certificates above it, nearest first; possibly none.
    pub fn chain(&self) -> &[Certificate] {
        &self.0.chain
    }

    /// What to send in a handshake: the certificate, then the chain without a self-signed root.
    pub fn to_send(&self) -> impl Iterator<Item = &Certificate> {
        let above = self.0.chain.iter().filter(|certificate| !certificate.is_self_issued());
        std::iter::once(&self.0.certificate).chain(above)
    }

    /// The private key in PKCS#8.
    pub fn private_key(&self) -> &Secret<Vec<u8>> {
        &self.0.key
    }
}

/// Follows signatures upwards among `candidates`.
fn chain_above(certificate: &Certificate, candidates: &[Certificate]) -> Vec<Certificate> {
    let mut chain: Vec<Certificate> = Vec::new();
    let mut last = certificate.clone();
    while chain.len() < MAX_CREDENTIAL_CHAIN && !last.is_self_issued() {
        let next = candidates.iter().find(|candidate| {
            *candidate != certificate && !chain.contains(candidate) && signature::is_issued_by(&last, candidate)
        });
        let Some(next) = next else { break };
        chain.push(next.clone());
        last = next.clone();
    }
    chain
}

impl Material {
    /// Reads whatever was uploaded: PFX with its password, or a public certificate in DER, base64 or PEM; PEM with a
    /// private key gives a credential too.
    pub fn read(bytes: &[u8], password: Option<&Secret<String>>) -> Result<Self, CredentialError> {
        if pem::is_pem(bytes) && pem::read(bytes).is_ok_and(|blocks| private_key::is_among(&blocks)) {
            return Credential::from_pem(bytes).map(Self::Credential);
        }
        let decoded = match std::str::from_utf8(bytes) {
            // Base64 of a PFX, as APIM's `data` and Key Vault's secrets hold it.
            Ok(text) if !pem::is_pem(bytes) => pem::decode_base64(text).ok(),
            _ => None,
        };
        let file = decoded.as_deref().unwrap_or(bytes);
        if pfx::looks_like_pfx(file) {
            let contents = pfx::read(file, password).map_err(CredentialError::Pfx)?;
            return match contents.key {
                Some(key) => Credential::new(&contents.certificates, key).map(Self::Credential),
                None => Self::public(contents.certificates),
            };
        }
        Self::public(cer::read_all(bytes).map_err(CredentialError::Certificate)?)
    }

    fn public(certificates: Vec<Certificate>) -> Result<Self, CredentialError> {
        let mut certificates = certificates.into_iter();
        let certificate = certificates.next().ok_or(CredentialError::NoCertificate)?;
        Ok(Self::PublicOnly { certificate, others: certificates.collect() })
    }

    /// The certificate, with or without key.
    pub fn certificate(&self) -> &Certificate {
        match self {
            Self::PublicOnly { certificate, .. } => certificate,
            Self::Credential(credential) => credential.certificate(),
        }
    }

    /// The credential, or APIM's complaint about the entity `id`.
    pub fn credential(&self, id: &str) -> Result<&Credential, NoPrivateKey> {
        match self {
            Self::PublicOnly { .. } => Err(NoPrivateKey { id: id.to_owned() }),
            Self::Credential(credential) => Ok(credential),
        }
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Credential({:?}, {} above it)", self.0.certificate, self.0.chain.len())
    }
}

impl fmt::Display for CredentialError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pfx(error) => error.fmt(formatter),
            Self::Certificate(error) => error.fmt(formatter),
            Self::NoPrivateKey => formatter.write_str("the file holds no private key"),
            Self::NoCertificate => formatter.write_str("the file holds no certificate"),
            Self::KeyDoesNotMatch { subjects } => {
                write!(formatter, "the private key belongs to none of the certificates: {}", subjects.join("; "))
            }
            Self::EncryptedPem => formatter
                .write_str("the private key is encrypted PEM; give it unencrypted, or as a PFX with a password"),
            Self::UnusableKey { problem } => write!(formatter, "the private key cannot be used: {problem}"),
        }
    }
}

impl std::error::Error for CredentialError {}

/// APIM's sentence.
impl fmt::Display for NoPrivateKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Certificate with id '{}' does not contain private key.", self.id)
    }
}

impl std::error::Error for NoPrivateKey {}

#[cfg(test)]
mod tests;
