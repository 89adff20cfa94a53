//! What was issued, and the files it is given away in.

use certificates::{Certificate, Credential, pem, pfx};
use rcgen::KeyPair;
use secret::Secret;

use crate::authority::DevCaError;

/// A certificate with its key and the CAs above it.
#[derive(Debug, Clone)]
pub struct Issued(Credential);

impl Issued {
    pub(crate) fn new(der: &[u8], above: &[Certificate], key: &KeyPair) -> Result<Self, DevCaError> {
        let mut certificates = vec![Certificate::from_der(der).map_err(DevCaError::Certificate)?];
        certificates.extend_from_slice(above);
        let key = Secret::new(key.serialize_der());
        Credential::new(&certificates, key).map(Self).map_err(DevCaError::Credential)
    }

    /// As the gateway uses it.
    pub fn credential(&self) -> &Credential {
        &self.0
    }

    /// The certificate.
    pub fn certificate(&self) -> &Certificate {
        self.0.certificate()
    }

    /// The certificate in PEM.
    pub fn certificate_pem(&self) -> String {
        pem::write("CERTIFICATE", self.certificate().der())
    }

    /// The certificate and the CAs above it, without the root, in PEM: what a TLS server sends.
    pub fn chain_pem(&self) -> String {
        self.0.to_send().map(|certificate| pem::write("CERTIFICATE", certificate.der())).collect()
    }

    /// The key in PEM (PKCS#8, not encrypted).
    pub fn key_pem(&self) -> Secret<String> {
        Secret::new(pem::write("PRIVATE KEY", self.0.private_key().expose()))
    }

    /// The certificate as APIM takes it: base64 of the DER, without PEM markers.
    pub fn cer(&self) -> String {
        self.certificate_pem()
            .lines()
            .filter(|line| !line.starts_with("-----"))
            .map(|line| format!("{line}\n"))
            .collect()
    }

    /// Key and certificate under a password, AES-256 with PBKDF2: opens in .NET, OpenSSL 1.1 and later, Windows and
    /// Java.
    pub fn pfx(&self, password: &str) -> Result<Vec<u8>, DevCaError> {
        pfx::write(&self.0, password, false).map_err(|error| DevCaError::Pfx(error.to_string()))
    }

    /// The same with the CAs above in it.
    pub fn pfx_with_chain(&self, password: &str) -> Result<Vec<u8>, DevCaError> {
        pfx::write(&self.0, password, true).map_err(|error| DevCaError::Pfx(error.to_string()))
    }
}

impl From<Credential> for Issued {
    fn from(credential: Credential) -> Self {
        Self(credential)
    }
}
