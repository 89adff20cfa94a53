//! Certificate entities: what policies see in `context.Deployment.Certificates` and backends show.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use diagnostics::Diagnostic;
use secret::Secret;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::secret_text::SecretText;
use crate::read::{Descriptive, Given, Kind, Review};

/// A certificate entity.
#[derive(Debug, Clone)]
pub struct Certificate {
    /// Its bytes: a PFX, a CER (DER) or PEM.
    pub content: CertificateContent,
}

/// Bytes that should be a certificate, perhaps with its key and chain; nobody has looked at them yet.
#[derive(Debug, Clone)]
pub struct CertificateContent {
    /// Where they came from, for diagnostics: a file name or a member name.
    pub origin: String,
    /// PFX, DER or PEM; never empty.
    pub bytes: Secret<Vec<u8>>,
    /// A private key in PEM that came in a file of its own.
    pub key: Option<Secret<Vec<u8>>>,
    /// The password of a PFX.
    pub password: Option<Secret<String>>,
}

/// The body of a certificate entity.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[expect(dead_code, reason = "descriptive members are accepted, not used")]
pub struct WrittenCertificate {
    data: Option<SecretText>,
    password: Option<SecretText>,
    certificate_file: Option<String>,
    key_file: Option<String>,
    key_vault: Option<Given>,
    subject: Descriptive,
    thumbprint: Descriptive,
    expiration_date: Descriptive,
}

impl Kind for Certificate {
    const TITLE: &'static str = "certificate";
    type Written = WrittenCertificate;

    fn review(written: WrittenCertificate, review: &mut Review<'_>) -> Option<Self> {
        let content = WrittenContent {
            at: "",
            encoded_member: "data",
            encoded: written.data,
            password: written.password,
            certificate_file: written.certificate_file,
            key_file: written.key_file,
            vault_member: "keyVault",
            vault: written.key_vault.unwrap_or_default(),
        };
        if !content.is_given() {
            let fact = "a certificate has `data` (base64) or `certificateFile` (a path); here is neither";
            review.report("", Diagnostic::error("missing-member", fact));
            return None;
        }
        content.review(review).map(|content| Self { content })
    }
}

/// The members by which a body gives a certificate; the same everywhere but for two names.
pub(super) struct WrittenContent<'a> {
    pub(super) at: &'a str,
    pub(super) encoded_member: &'a str,
    pub(super) encoded: Option<SecretText>,
    pub(super) password: Option<SecretText>,
    pub(super) certificate_file: Option<String>,
    pub(super) key_file: Option<String>,
    pub(super) vault_member: &'a str,
    pub(super) vault: Given,
}

impl WrittenContent<'_> {
    pub(super) fn is_given(&self) -> bool {
        self.encoded.is_some() || self.certificate_file.is_some() || self.vault.0
    }

    pub(super) fn review(self, review: &mut Review<'_>) -> Option<CertificateContent> {
        let at = self.at;
        if self.vault.0 {
            let help =
                format!("give the certificate as `{}` (base64) or `certificateFile` (a path)", self.encoded_member);
            review.refuse_if_given(&format!("{at}/{}", self.vault_member), self.vault, &help);
            return None;
        }
        let key = match &self.key_file {
            Some(path) => Some(Secret::new(review.file_beside(&format!("{at}/keyFile"), path)?)),
            None => None,
        };
        let (origin, bytes) = match (self.encoded, self.certificate_file) {
            (Some(_), Some(_)) => {
                let fact =
                    format!("both `{}` and `certificateFile` are given; one certificate is meant", self.encoded_member);
                review.report(at, Diagnostic::error("invalid-value", fact));
                return None;
            }
            (None, Some(path)) => {
                let bytes = review.file_beside(&format!("{at}/certificateFile"), &path)?;
                (path, bytes)
            }
            (Some(encoded), None) => {
                let pointer = format!("{at}/{}", self.encoded_member);
                (self.encoded_member.to_owned(), decoded(&pointer, encoded.0.expose(), review)?)
            }
            (None, None) => return None,
        };
        let password = self.password.map(|password| password.0);
        Some(CertificateContent { origin, bytes: Secret::new(bytes), key, password })
    }
}

/// Base64, white space allowed: `loadTextContent` of a wrapped file brings line breaks along.
fn decoded(pointer: &str, encoded: &str, review: &mut Review<'_>) -> Option<Vec<u8>> {
    if encoded.contains("-----BEGIN") {
        let fact = "the certificate is base64 without PEM markers here, this one has a `-----BEGIN` line";
        let help = "remove the BEGIN and END lines, or name the file in `certificateFile`, which may be PEM";
        review.report(pointer, Diagnostic::error("invalid-certificate", fact).help(help));
        return None;
    }
    let compact: Zeroizing<String> = Zeroizing::new(encoded.chars().filter(|c| !c.is_ascii_whitespace()).collect());
    match STANDARD.decode(compact.as_bytes()) {
        Ok(bytes) if bytes.is_empty() => {
            review.report(pointer, Diagnostic::error("invalid-certificate", "the certificate is empty"));
            None
        }
        Ok(bytes) => Some(bytes),
        Err(_) => {
            review.report(pointer, Diagnostic::error("invalid-certificate", "the certificate is not base64"));
            None
        }
    }
}
