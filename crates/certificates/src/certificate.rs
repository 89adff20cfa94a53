//! An X.509 certificate: read once, tolerantly, then only asked.
//!
//! Whatever a caller may show at a handshake can be read here: version 1, unknown critical extensions, SHA-1, negative
//! serial numbers, keys of any size or kind. Reading says nothing about trust; that is [`crate::chain`]'s work.
//! Cloning is cheap: all clones share one reading.

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::der::{self, DerError, Reader};
use crate::extension::Extensions;
use crate::name::Name;
use crate::oid::Oid;
use crate::public_key::PublicKey;
use crate::thumbprint::Thumbprint;
use crate::timestamp::{self, Timestamp};

mod extension_text;
mod text;

pub use text::NameType;
pub(crate) use text::hex;

/// The largest certificate that is read. TLS allows 16 MiB; certificates seen in the wild stay below 16 KiB, and
/// everything later (names, SANs, signatures) costs in proportion.
pub const MAX_CERTIFICATE_BYTES: usize = 64 * 1024;

/// A certificate. Equality compares the whole encoding, never names (attack C14).
#[derive(Clone)]
pub struct Certificate(Arc<Fields>);

struct Fields {
    der: Box<[u8]>,
    tbs: Range<usize>,
    spki: Range<usize>,
    serial: Range<usize>,
    signature: Range<usize>,
    signature_algorithm: Range<usize>,
    algorithms_agree: bool,
    version: u8,
    issuer: Name,
    subject: Name,
    not_before: Timestamp,
    not_after: Timestamp,
    public_key: PublicKey,
    extensions: Extensions,
    thumbprint: OnceLock<Thumbprint>,
}

/// Why bytes are no certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CertificateError {
    /// Nothing there.
    Empty,
    /// More than [`MAX_CERTIFICATE_BYTES`].
    TooLarge {
        /// How many bytes there are.
        bytes: usize,
    },
    /// The structure is not a certificate's.
    Malformed {
        /// Which part.
        part: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// A certificate, but other bytes follow it.
    TrailingBytes {
        /// How many.
        bytes: usize,
    },
}

fn malformed(part: &'static str) -> impl Fn(DerError) -> CertificateError {
    move |error| CertificateError::Malformed { part, problem: error.to_string() }
}

impl Certificate {
    /// Reads exactly one certificate in DER. For files in other clothes see [`crate::cer`].
    pub fn from_der(bytes: &[u8]) -> Result<Self, CertificateError> {
        if bytes.is_empty() {
            return Err(CertificateError::Empty);
        }
        if bytes.len() > MAX_CERTIFICATE_BYTES {
            return Err(CertificateError::TooLarge { bytes: bytes.len() });
        }
        let mut outer = Reader::new(bytes);
        let mut certificate = outer.sequence().map_err(malformed("the certificate"))?;
        if !outer.is_empty() {
            return Err(CertificateError::TrailingBytes { bytes: outer.rest().len() });
        }
        let tbs = certificate.expect(der::SEQUENCE).map_err(malformed("the signed part"))?;
        let signature_algorithm = certificate.expect(der::SEQUENCE).map_err(malformed("the signature algorithm"))?;
        let signature = certificate.expect(der::BIT_STRING).map_err(malformed("the signature"))?;
        let signature = der::whole_bits(signature.contents).map_err(malformed("the signature"))?;
        certificate.finish().map_err(malformed("the certificate"))?;
        let range = |part: &[u8]| range_within(bytes, part);

        let mut fields = Reader::new(tbs.contents);
        let version = read_version(&mut fields).map_err(malformed("the version"))?;
        let serial = fields.expect(der::INTEGER).map_err(malformed("the serial number"))?;
        let inner_algorithm = fields.expect(der::SEQUENCE).map_err(malformed("the signature algorithm"))?;
        let issuer = read_name(&mut fields, "the issuer name")?;
        let (not_before, not_after) = read_validity(&mut fields)?;
        let subject = read_name(&mut fields, "the subject name")?;
        let spki = fields.expect(der::SEQUENCE).map_err(malformed("the public key"))?;
        let public_key = PublicKey::read(spki.contents).map_err(malformed("the public key"))?;
        for unique_identifier in [der::context(1), der::context(2)] {
            fields.optional(unique_identifier).map_err(malformed("a unique identifier"))?;
        }
        let mut extensions = match fields.optional(der::context_constructed(3)).map_err(malformed("the extensions"))? {
            Some(wrapped) => der::only(wrapped.contents, der::SEQUENCE)
                .and_then(|sequence| Extensions::read(sequence.contents))
                .map_err(malformed("the extensions"))?,
            None => Extensions::default(),
        };
        fields.finish().map_err(malformed("the signed part"))?;
        extensions.refuse_before_version_3(version);

        Ok(Self(Arc::new(Fields {
            tbs: range(tbs.whole),
            spki: range(spki.whole),
            serial: range(serial.contents),
            signature: range(signature),
            signature_algorithm: range(signature_algorithm.contents),
            algorithms_agree: inner_algorithm.contents == signature_algorithm.contents,
            version,
            issuer,
            subject,
            not_before,
            not_after,
            public_key,
            extensions,
            thumbprint: OnceLock::new(),
            der: bytes.into(),
        })))
    }

    fn slice(&self, range: &Range<usize>) -> &[u8] {
        self.0.der.get(range.clone()).unwrap_or_default()
    }

    /// The whole encoding.
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// The signed part.
    pub fn tbs_der(&self) -> &[u8] {
        self.slice(&self.0.tbs)
    }

    /// The SubjectPublicKeyInfo.
    pub fn public_key_der(&self) -> &[u8] {
        self.slice(&self.0.spki)
    }

    /// The public key: its kind and size.
    pub fn public_key(&self) -> &PublicKey {
        &self.0.public_key
    }

    /// The signature.
    pub fn signature(&self) -> &[u8] {
        self.slice(&self.0.signature)
    }

    /// Contents of the signature's AlgorithmIdentifier.
    pub(crate) fn signature_algorithm(&self) -> &[u8] {
        self.slice(&self.0.signature_algorithm)
    }

    /// Type of the signature.
    pub fn signature_algorithm_oid(&self) -> Oid {
        Oid::from_contents(Reader::new(self.signature_algorithm()).oid().unwrap_or_default())
    }

    /// Whether the algorithm inside and outside of the signed part is the same, as RFC 5280 §4.1.1.2 demands.
    pub(crate) fn signature_algorithms_agree(&self) -> bool {
        self.0.algorithms_agree
    }

    /// 1, 2 or 3 (or what else the certificate says).
    pub fn version(&self) -> u8 {
        self.0.version
    }

    /// Serial number: the contents of its DER INTEGER, sign byte included, as .NET prints it.
    pub fn serial_number(&self) -> &[u8] {
        self.slice(&self.0.serial)
    }

    /// Who vouches for it, by its own account.
    pub fn issuer(&self) -> &Name {
        &self.0.issuer
    }

    /// Whom it is about.
    pub fn subject(&self) -> &Name {
        &self.0.subject
    }

    /// First second of validity.
    pub fn not_before(&self) -> Timestamp {
        self.0.not_before
    }

    /// Last second of validity.
    pub fn not_after(&self) -> Timestamp {
        self.0.not_after
    }

    /// What its extensions say.
    pub fn extensions(&self) -> &Extensions {
        &self.0.extensions
    }

    /// SHA-1 of the encoding; computed when first asked for.
    pub fn thumbprint(&self) -> Thumbprint {
        *self.0.thumbprint.get_or_init(|| Thumbprint::of(&self.0.der))
    }

    /// Whether it names itself as its issuer.
    pub fn is_self_issued(&self) -> bool {
        self.0.issuer.chains_to(&self.0.subject)
    }

    /// Whether it says it may issue certificates; version 1 says nothing.
    pub fn is_ca(&self) -> bool {
        self.0.extensions.basic_constraints.is_some_and(|constraints| constraints.ca)
    }
}

/// Where `part`, a slice of `whole`, lies in it.
fn range_within(whole: &[u8], part: &[u8]) -> Range<usize> {
    let start = (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize);
    start..start.saturating_add(part.len())
}

fn read_version(fields: &mut Reader<'_>) -> Result<u8, DerError> {
    let Some(wrapped) = fields.optional(der::context_constructed(0))? else {
        return Ok(1);
    };
    match der::only(wrapped.contents, der::INTEGER)?.contents {
        [number] if *number < 0x7f => Ok(number + 1),
        _ => Err(DerError::Malformed),
    }
}

fn read_name(fields: &mut Reader<'_>, part: &'static str) -> Result<Name, CertificateError> {
    let value = fields.expect(der::SEQUENCE).map_err(malformed(part))?;
    Name::from_der(value.whole).map_err(|error| CertificateError::Malformed { part, problem: error.to_string() })
}

fn read_validity(fields: &mut Reader<'_>) -> Result<(Timestamp, Timestamp), CertificateError> {
    let mut validity = fields.sequence().map_err(malformed("the validity"))?;
    let mut time = |part| {
        let value = validity.any().map_err(malformed(part))?;
        timestamp::from_der(value.tag, value.contents).ok_or_else(|| CertificateError::Malformed {
            part,
            problem: format!("`{}` is no time in UTC to the second", value.contents.escape_ascii()),
        })
    };
    Ok((time("notBefore")?, time("notAfter")?))
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.der == other.0.der
    }
}

impl Eq for Certificate {}

impl std::hash::Hash for Certificate {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.der.hash(state);
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Certificate({}, {})", self.subject(), self.thumbprint())
    }
}

impl fmt::Display for CertificateError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => formatter.write_str("there is no certificate: the data is empty"),
            Self::TooLarge { bytes } => {
                write!(formatter, "{bytes} bytes are more than a certificate may have ({MAX_CERTIFICATE_BYTES})")
            }
            Self::Malformed { part, problem } => write!(formatter, "not a certificate: {part}: {problem}"),
            Self::TrailingBytes { bytes } => write!(formatter, "{bytes} bytes follow the certificate"),
        }
    }
}

impl std::error::Error for CertificateError {}

#[cfg(test)]
mod tests;
