//! Public certificates in the clothes they come in: DER, base64 of DER (as APIM's `data` and `encodedCertificate`
//! hold it, also over several lines), and PEM.

use std::fmt;

use crate::certificate::{Certificate, CertificateError};
use crate::pem::{self, PemError};

const CERTIFICATE_LABELS: [&str; 3] = ["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"];

/// Why a file holds no certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CerError {
    /// The certificate itself.
    Certificate(CertificateError),
    /// The PEM around it.
    Pem(PemError),
    /// PEM, but of something else.
    NoCertificateBlock {
        /// What was there.
        labels: Vec<String>,
    },
    /// Neither DER nor PEM nor base64.
    UnknownFormat {
        /// The first character that no format allows, if it is one.
        stranger: Option<char>,
    },
}

/// The first certificate of a file.
pub fn read(bytes: &[u8]) -> Result<Certificate, CerError> {
    let mut certificates = read_all(bytes)?;
    Ok(certificates.swap_remove(0))
}

/// All certificates of a file, at least one, in their order.
pub fn read_all(bytes: &[u8]) -> Result<Vec<Certificate>, CerError> {
    if bytes.first() == Some(&crate::der::SEQUENCE) {
        return Ok(vec![Certificate::from_der(bytes).map_err(CerError::Certificate)?]);
    }
    if pem::is_pem(bytes) {
        let blocks = pem::read(bytes).map_err(CerError::Pem)?;
        let certificates = blocks
            .iter()
            .filter(|block| CERTIFICATE_LABELS.contains(&block.label.as_str()))
            .map(|block| Certificate::from_der(&block.der).map_err(CerError::Certificate))
            .collect::<Result<Vec<_>, _>>()?;
        if certificates.is_empty() {
            return Err(CerError::NoCertificateBlock {
                labels: blocks.iter().map(|block| block.label.clone()).collect(),
            });
        }
        return Ok(certificates);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| CerError::UnknownFormat { stranger: None })?;
    if text.trim().is_empty() {
        return Err(CerError::Certificate(CertificateError::Empty));
    }
    let der = pem::decode_base64(text).map_err(|stranger| CerError::UnknownFormat { stranger })?;
    Ok(vec![Certificate::from_der(&der).map_err(CerError::Certificate)?])
}

impl fmt::Display for CerError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate(error) => error.fmt(formatter),
            Self::Pem(error) => error.fmt(formatter),
            Self::NoCertificateBlock { labels } => {
                write!(formatter, "there is no CERTIFICATE block, only {}", labels.join(", "))
            }
            Self::UnknownFormat { stranger: Some(stranger) } => {
                write!(formatter, "neither DER nor PEM nor base64: {stranger:?} belongs to none of them")
            }
            Self::UnknownFormat { stranger: None } => formatter.write_str("neither DER nor PEM nor base64"),
        }
    }
}

impl std::error::Error for CerError {}

#[cfg(test)]
mod tests;
