//! The CA certificates a service trusts: the Root and CertificateAuthority stores of APIM.
//!
//! Each entry stands alone: a bad one is refused by name and the others stay. A certificate that is no CA cannot
//! become an issuer by being uploaded (attack C3); self-signed in the Root store it vouches for itself only.

use std::collections::HashMap;
use std::fmt;

use crate::certificate::Certificate;
use crate::name::Name;

/// APIM's `storeName`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StoreName {
    /// `Root`: trust anchors.
    Root,
    /// `CertificateAuthority`: intermediates that help to build chains and are trusted only through a root.
    CertificateAuthority,
}

/// The two stores.
#[derive(Debug, Clone, Default)]
pub struct TrustStore {
    roots: Shelf,
    intermediates: Shelf,
}

#[derive(Debug, Clone, Default)]
struct Shelf {
    certificates: Vec<Certificate>,
    by_subject: HashMap<Box<[u8]>, Vec<usize>>,
}

impl Shelf {
    fn add(&mut self, certificate: Certificate) {
        if self.certificates.contains(&certificate) {
            return;
        }
        let subject = certificate.subject().folded().into();
        self.by_subject.entry(subject).or_default().push(self.certificates.len());
        self.certificates.push(certificate);
    }

    fn named(&self, subject: &Name) -> impl Iterator<Item = &Certificate> {
        let indexes = self.by_subject.get(subject.folded()).map(Vec::as_slice).unwrap_or_default();
        indexes.iter().filter_map(|index| self.certificates.get(*index))
    }
}

/// Accepted, but probably not what was meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryWarning {
    /// Self-signed and no CA: it vouches for itself and nobody else.
    PinsItselfOnly,
    /// Version 1: trusted as a root, but it cannot say what it may issue.
    Version1Root,
    /// In the Root store, but issued by another: .NET treats it as an intermediate, and so do we.
    RootIsNotSelfSigned,
}

/// Not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryRefused {
    /// No CA certificate, and not self-signed either (attack C3).
    NotCa,
}

impl TrustStore {
    /// Trusts nobody.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Adds one CA certificate to a store. An entry that is already there is kept once.
    pub fn add(&mut self, store: StoreName, certificate: Certificate) -> Result<Option<EntryWarning>, EntryRefused> {
        let self_issued = certificate.is_self_issued();
        let warning = if certificate.is_ca() {
            (store == StoreName::Root && !self_issued).then_some(EntryWarning::RootIsNotSelfSigned)
        } else if !self_issued || store != StoreName::Root {
            return Err(EntryRefused::NotCa);
        } else if certificate.version() == 1 {
            Some(EntryWarning::Version1Root)
        } else {
            Some(EntryWarning::PinsItselfOnly)
        };
        match store {
            // The .NET oracle (`int_is_only_anchor`): only a self-signed certificate ends a chain.
            StoreName::Root if self_issued => self.roots.add(certificate),
            _ => self.intermediates.add(certificate),
        }
        Ok(warning)
    }

    /// Adds a certificate as the end of chains whether it is self-signed or not, as RFC 5280's trust anchors are:
    /// for questions asked offline. APIM's Root store is [`TrustStore::add`].
    pub fn add_anchor(&mut self, certificate: Certificate) -> Result<(), EntryRefused> {
        if !certificate.is_ca() && !certificate.is_self_issued() {
            return Err(EntryRefused::NotCa);
        }
        self.roots.add(certificate);
        Ok(())
    }

    /// The trust anchors.
    pub fn roots(&self) -> &[Certificate] {
        &self.roots.certificates
    }

    /// The helping certificates.
    pub fn intermediates(&self) -> &[Certificate] {
        &self.intermediates.certificates
    }

    /// Whether exactly this certificate is a trust anchor.
    pub fn is_root(&self, certificate: &Certificate) -> bool {
        self.roots.named(certificate.subject()).any(|root| root == certificate)
    }

    pub(crate) fn roots_named<'a>(&'a self, subject: &Name) -> impl Iterator<Item = &'a Certificate> {
        self.roots.named(subject)
    }

    pub(crate) fn intermediates_named<'a>(&'a self, subject: &Name) -> impl Iterator<Item = &'a Certificate> {
        self.intermediates.named(subject)
    }
}

impl fmt::Display for StoreName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Root => "Root",
            Self::CertificateAuthority => "CertificateAuthority",
        })
    }
}

impl fmt::Display for EntryWarning {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::PinsItselfOnly => "the certificate is no CA certificate: it is trusted itself, but nothing it issued",
            Self::Version1Root => "the certificate is of version 1 and cannot say that it is a CA",
            Self::RootIsNotSelfSigned => {
                "the certificate is not self-signed: it serves as an intermediate, its own root is needed beside it"
            }
        })
    }
}

impl fmt::Display for EntryRefused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the certificate is no CA certificate (basicConstraints does not say cA=TRUE)")
    }
}

impl std::error::Error for EntryRefused {}

#[cfg(test)]
mod tests;
