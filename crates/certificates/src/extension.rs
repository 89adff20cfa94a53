//! Certificate extensions: the ones a verdict depends on, read once; all others kept as they are.
//!
//! Reading is tolerant: a malformed extension becomes a [`Defect`] that chain building refuses, while the certificate
//! can still be shown, pinned by thumbprint and explained.

use crate::der::{self, DerError, Reader, context, context_constructed};
use crate::general_name::GeneralName;
use crate::oid::{Oid, extension as known, usage};

pub(crate) mod distribution_point;
pub(crate) mod name_constraints;

use distribution_point::DistributionPoint;
use name_constraints::NameConstraints;

/// One extension as found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// Its type.
    pub oid: Oid,
    /// Whether those who do not know it must refuse.
    pub critical: bool,
    /// The DER inside its OCTET STRING.
    pub value: Box<[u8]>,
}

/// Something an extension should not be; a chain with such a certificate is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// Which extension.
    pub oid: Oid,
    /// What is wrong, as a phrase.
    pub problem: String,
}

/// basicConstraints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BasicConstraints {
    /// May issue certificates.
    pub ca: bool,
    /// How many intermediate certificates may follow below.
    pub path_length: Option<u32>,
}

/// keyUsage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyUsage(u16);

impl KeyUsage {
    const NAMES: [&'static str; 9] = [
        "digitalSignature",
        "nonRepudiation",
        "keyEncipherment",
        "dataEncipherment",
        "keyAgreement",
        "keyCertSign",
        "cRLSign",
        "encipherOnly",
        "decipherOnly",
    ];

    /// May sign handshakes.
    pub fn digital_signature(self) -> bool {
        self.0 & 1 != 0
    }

    /// May sign certificates.
    pub fn certificate_signing(self) -> bool {
        self.0 & (1 << 5) != 0
    }

    /// May sign revocation lists.
    pub fn crl_signing(self) -> bool {
        self.0 & (1 << 6) != 0
    }

    /// The names of RFC 5280, in its order.
    pub fn names(self) -> Vec<&'static str> {
        Self::NAMES.iter().enumerate().filter(|(bit, _)| self.0 & (1 << bit) != 0).map(|(_, name)| *name).collect()
    }
}

/// authorityKeyIdentifier.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuthorityKeyIdentifier {
    /// The issuer's subjectKeyIdentifier.
    pub key: Option<Box<[u8]>>,
    /// Names of the issuer's issuer.
    pub issuer: Vec<GeneralName>,
    /// Serial number of the issuer's certificate, DER contents.
    pub serial: Option<Box<[u8]>>,
}

/// What the extensions of one certificate say.
#[derive(Debug, Clone, Default)]
pub struct Extensions {
    /// All, in the order of the certificate.
    pub all: Vec<Extension>,
    /// What is wrong with them.
    pub defects: Vec<Defect>,
    /// basicConstraints.
    pub basic_constraints: Option<BasicConstraints>,
    /// keyUsage.
    pub key_usage: Option<KeyUsage>,
    /// extKeyUsage.
    pub extended_key_usage: Option<Vec<Oid>>,
    /// subjectAltName.
    pub subject_alternative_names: Option<Vec<GeneralName>>,
    /// issuerAltName.
    pub issuer_alternative_names: Option<Vec<GeneralName>>,
    /// nameConstraints.
    pub name_constraints: Option<NameConstraints>,
    /// subjectKeyIdentifier.
    pub subject_key_identifier: Option<Box<[u8]>>,
    /// authorityKeyIdentifier.
    pub authority_key_identifier: Option<AuthorityKeyIdentifier>,
    /// cRLDistributionPoints.
    pub crl_distribution_points: Vec<DistributionPoint>,
    /// Where OCSP responders are said to be. Whoever wrote the certificate chose these addresses.
    pub ocsp_urls: Vec<String>,
    /// Where the issuer's certificate is said to be. Whoever wrote the certificate chose these addresses.
    pub ca_issuer_urls: Vec<String>,
}

impl Extensions {
    /// Reads the contents of the Extensions SEQUENCE.
    pub(crate) fn read(contents: &[u8]) -> Result<Self, DerError> {
        let mut reader = Reader::new(contents);
        let mut extensions = Self::default();
        while !reader.is_empty() {
            let mut fields = reader.sequence()?;
            let oid = Oid::from_contents(fields.oid()?);
            let critical = fields.optional_boolean()?;
            let value = fields.expect(der::OCTET_STRING)?.contents;
            fields.finish()?;
            if extensions.all.iter().any(|other| other.oid == oid) {
                extensions.defect(&oid, "appears twice".to_owned());
            } else if let Err(error) = extensions.interpret(oid.contents(), value) {
                extensions.defect(&oid, format!("is malformed: {error}"));
            }
            extensions.check_criticality(&oid, critical);
            extensions.all.push(Extension { oid, critical, value: value.into() });
        }
        Ok(extensions)
    }

    /// Extensions came with version 3; a reader who does not expect them would not see them.
    pub(crate) fn refuse_before_version_3(&mut self, version: u8) {
        if let (1 | 2, Some(first)) = (version, self.all.first()) {
            let oid = first.oid.clone();
            self.defect(&oid, format!("stands in a certificate of version {version}, which has no extensions"));
        }
    }

    fn defect(&mut self, oid: &Oid, problem: String) {
        self.defects.push(Defect { oid: oid.clone(), problem });
    }

    /// RFC 5280 says of these that they are never critical.
    fn check_criticality(&mut self, oid: &Oid, critical: bool) {
        let never = [
            known::AUTHORITY_KEY_IDENTIFIER,
            known::SUBJECT_KEY_IDENTIFIER,
            known::AUTHORITY_INFORMATION_ACCESS,
            known::FRESHEST_CRL,
        ];
        if critical && never.contains(&oid.contents()) {
            self.defect(oid, "is marked critical, which RFC 5280 forbids".to_owned());
        }
    }

    fn interpret(&mut self, oid: &[u8], value: &[u8]) -> Result<(), DerError> {
        match oid {
            known::BASIC_CONSTRAINTS => self.basic_constraints = Some(read_basic_constraints(value)?),
            known::KEY_USAGE => {
                self.key_usage = Some(KeyUsage(der::named_bits(der::only(value, der::BIT_STRING)?.contents)?));
            }
            known::EXTENDED_KEY_USAGE => {
                let mut reader = Reader::new(der::only(value, der::SEQUENCE)?.contents);
                let mut usages = Vec::new();
                while !reader.is_empty() {
                    usages.push(Oid::from_contents(reader.oid()?));
                }
                if usages.is_empty() {
                    return Err(DerError::Truncated);
                }
                self.extended_key_usage = Some(usages);
            }
            known::SUBJECT_ALTERNATIVE_NAME => {
                let names = GeneralName::read_all(der::only(value, der::SEQUENCE)?.contents)?;
                if names.is_empty() {
                    return Err(DerError::Truncated);
                }
                self.subject_alternative_names = Some(names);
            }
            known::ISSUER_ALTERNATIVE_NAME => {
                let names = GeneralName::read_all(der::only(value, der::SEQUENCE)?.contents)?;
                self.issuer_alternative_names = Some(names);
            }
            known::NAME_CONSTRAINTS => self.name_constraints = Some(NameConstraints::read(value)?),
            known::SUBJECT_KEY_IDENTIFIER => {
                self.subject_key_identifier = Some(der::only(value, der::OCTET_STRING)?.contents.into());
            }
            known::AUTHORITY_KEY_IDENTIFIER => {
                self.authority_key_identifier = Some(read_authority_key_identifier(value)?);
            }
            known::CRL_DISTRIBUTION_POINTS => self.crl_distribution_points = DistributionPoint::read_all(value)?,
            known::AUTHORITY_INFORMATION_ACCESS => self.read_information_access(value)?,
            _ => {}
        }
        Ok(())
    }

    fn read_information_access(&mut self, value: &[u8]) -> Result<(), DerError> {
        let mut reader = Reader::new(der::only(value, der::SEQUENCE)?.contents);
        while !reader.is_empty() {
            let mut fields = reader.sequence()?;
            let method = fields.oid()?;
            let location = GeneralName::read(fields.any()?)?;
            fields.finish()?;
            match (method, location) {
                (usage::OCSP, GeneralName::Uri(url)) => self.ocsp_urls.push(url),
                (usage::CA_ISSUERS, GeneralName::Uri(url)) => self.ca_issuer_urls.push(url),
                _ => {}
            }
        }
        Ok(())
    }

    /// The extension of this type.
    pub(crate) fn find(&self, oid: &[u8]) -> Option<&Extension> {
        self.all.iter().find(|extension| extension.oid.contents() == oid)
    }

    /// Critical extensions that chain building does not process.
    pub fn unknown_critical(&self) -> impl Iterator<Item = &Oid> {
        const PROCESSED: [&[u8]; 14] = [
            known::BASIC_CONSTRAINTS,
            known::KEY_USAGE,
            known::EXTENDED_KEY_USAGE,
            known::SUBJECT_ALTERNATIVE_NAME,
            known::ISSUER_ALTERNATIVE_NAME,
            known::NAME_CONSTRAINTS,
            known::SUBJECT_KEY_IDENTIFIER,
            known::AUTHORITY_KEY_IDENTIFIER,
            known::CRL_DISTRIBUTION_POINTS,
            known::CERTIFICATE_POLICIES,
            known::POLICY_MAPPINGS,
            known::POLICY_CONSTRAINTS,
            known::INHIBIT_ANY_POLICY,
            known::AUTHORITY_INFORMATION_ACCESS,
        ];
        self.all
            .iter()
            .filter(|extension| extension.critical && !PROCESSED.contains(&extension.oid.contents()))
            .map(|extension| &extension.oid)
    }
}

fn read_basic_constraints(value: &[u8]) -> Result<BasicConstraints, DerError> {
    let mut fields = Reader::new(der::only(value, der::SEQUENCE)?.contents);
    let ca = fields.optional_boolean()?;
    let path_length = match fields.optional(der::INTEGER)? {
        // More than u32::MAX certificates is no limit; less than none is nonsense.
        Some(integer) if integer.contents.first().is_some_and(|first| first & 0x80 != 0) => {
            return Err(DerError::Malformed);
        }
        Some(integer) => Some(der::small_integer(integer.contents).unwrap_or(u32::MAX)),
        None => None,
    };
    fields.finish()?;
    Ok(BasicConstraints { ca, path_length })
}

fn read_authority_key_identifier(value: &[u8]) -> Result<AuthorityKeyIdentifier, DerError> {
    let mut fields = Reader::new(der::only(value, der::SEQUENCE)?.contents);
    let key = fields.optional(context(0))?.map(|value| value.contents.into());
    let issuer = match fields.optional(context_constructed(1))? {
        Some(names) => GeneralName::read_all(names.contents)?,
        None => Vec::new(),
    };
    let serial = fields.optional(context(2))?.map(|value| value.contents.into());
    fields.finish()?;
    Ok(AuthorityKeyIdentifier { key, issuer, serial })
}

#[cfg(test)]
mod tests;
