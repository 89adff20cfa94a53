//! A certificate authority that issues: further CAs, leaves, revocation lists.

use std::fmt;

use aws_lc_rs::rand;
use certificates::{Certificate, CertificateError, Credential, CredentialError, Timestamp};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CrlDistributionPoint, DistinguishedName,
    DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose, RevocationReason,
    RevokedCertParams, RsaKeySize, SanType, SerialNumber,
};

use crate::issued::Issued;
use crate::request::{CaRequest, KeyType, LeafRequest, Usage, Validity};

/// rcgen's type for moments, which it borrows from a crate that we do not otherwise need.
macro_rules! moment {
    ($timestamp:expr) => {{
        let epoch = rcgen::date_time_ymd(1970, 1, 1);
        match $timestamp.unix() {
            seconds @ 0.. => epoch + std::time::Duration::from_secs(seconds.unsigned_abs()),
            seconds => epoch - std::time::Duration::from_secs(seconds.unsigned_abs()),
        }
    }};
}

/// A CA with its key and the CAs above it.
#[derive(Debug, Clone)]
pub struct CertificateAuthority(Issued);

/// Why something could not be issued.
#[derive(Debug)]
pub enum DevCaError {
    /// A name or address cannot stand in a certificate.
    Name {
        /// The name.
        name: String,
    },
    /// Key generation or signing.
    Signing(rcgen::Error),
    /// No random bytes from the system.
    Randomness,
    /// What came out is no certificate (a defect of ours).
    Certificate(CertificateError),
    /// Key and certificate do not belong together.
    Credential(CredentialError),
    /// The credential's certificate may not issue.
    NotCa {
        /// Its subject.
        subject: String,
    },
    /// A PFX could not be written.
    Pfx(String),
    /// A file could not be written.
    File {
        /// Which.
        path: std::path::PathBuf,
        /// Why.
        error: std::io::Error,
    },
}

impl CertificateAuthority {
    /// A new root.
    pub fn root(request: &CaRequest) -> Result<Self, DevCaError> {
        let key = generate(request.key_type)?;
        let certificate = ca_parameters(request)?.self_signed(&key)?;
        Issued::new(certificate.der(), &[], &key).map(Self)
    }

    /// From a CA certificate and its key, as an earlier run wrote them.
    pub fn from_credential(credential: Credential) -> Result<Self, DevCaError> {
        if credential.certificate().is_ca() {
            Ok(Self(Issued::from(credential)))
        } else {
            Err(DevCaError::NotCa { subject: credential.certificate().subject_text() })
        }
    }

    /// A CA below this one.
    pub fn issue_ca(&self, request: &CaRequest) -> Result<Self, DevCaError> {
        let key = generate(request.key_type)?;
        let certificate = ca_parameters(request)?.signed_by(&key, &self.issuer()?)?;
        Issued::new(certificate.der(), &self.chain_for_subjects(), &key).map(Self)
    }

    /// A leaf.
    pub fn issue(&self, request: &LeafRequest) -> Result<Issued, DevCaError> {
        let key = generate(request.key_type)?;
        let certificate = leaf_parameters(request)?.signed_by(&key, &self.issuer()?)?;
        Issued::new(certificate.der(), &self.chain_for_subjects(), &key)
    }

    /// A revocation list in DER over certificates of this CA, good until `next_update`.
    pub fn revocation_list(
        &self,
        revoked: &[&Certificate],
        this_update: Timestamp,
        next_update: Timestamp,
        number: u64,
    ) -> Result<Vec<u8>, DevCaError> {
        let entry = |certificate: &&Certificate| RevokedCertParams {
            serial_number: SerialNumber::from_slice(certificate.serial_number()),
            revocation_time: moment!(this_update),
            reason_code: Some(RevocationReason::KeyCompromise),
            invalidity_date: None,
        };
        let parameters = CertificateRevocationListParams {
            this_update: moment!(this_update),
            next_update: moment!(next_update),
            crl_number: SerialNumber::from(number),
            issuing_distribution_point: None,
            revoked_certs: revoked.iter().map(entry).collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        Ok(parameters.signed_by(&self.issuer()?)?.der().to_vec())
    }

    /// The CA's own certificate.
    pub fn certificate(&self) -> &Certificate {
        self.0.certificate()
    }

    /// Certificate and key, to keep.
    pub fn issued(&self) -> &Issued {
        &self.0
    }

    fn chain_for_subjects(&self) -> Vec<Certificate> {
        std::iter::once(self.certificate()).chain(self.0.credential().chain()).cloned().collect()
    }

    fn issuer(&self) -> Result<Issuer<'static, KeyPair>, DevCaError> {
        let key = KeyPair::try_from(self.0.credential().private_key().expose().as_slice())?;
        Ok(Issuer::from_ca_cert_der(&self.certificate().der().into(), key)?)
    }
}

fn generate(kind: KeyType) -> Result<KeyPair, DevCaError> {
    let rsa = |size| KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, size);
    Ok(match kind {
        KeyType::P256 => KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256),
        KeyType::P384 => KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384),
        KeyType::P521 => KeyPair::generate_for(&rcgen::PKCS_ECDSA_P521_SHA512),
        KeyType::Ed25519 => KeyPair::generate_for(&rcgen::PKCS_ED25519),
        KeyType::Rsa2048 => rsa(RsaKeySize::_2048),
        KeyType::Rsa3072 => rsa(RsaKeySize::_3072),
        KeyType::Rsa4096 => rsa(RsaKeySize::_4096),
    }?)
}

fn parameters(
    common_name: &str,
    organization: Option<&str>,
    validity: Validity,
) -> Result<CertificateParams, DevCaError> {
    let mut name = DistinguishedName::new();
    if let Some(organization) = organization {
        name.push(DnType::OrganizationName, organization);
    }
    name.push(DnType::CommonName, common_name);
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = name;
    parameters.not_before = moment!(validity.not_before);
    parameters.not_after = moment!(validity.not_after);
    parameters.serial_number = Some(random_serial()?);
    parameters.use_authority_key_identifier_extension = true;
    Ok(parameters)
}

fn ca_parameters(request: &CaRequest) -> Result<CertificateParams, DevCaError> {
    let mut parameters = parameters(&request.common_name, request.organization.as_deref(), request.validity)?;
    parameters.is_ca =
        IsCa::Ca(request.path_length.map_or(BasicConstraints::Unconstrained, BasicConstraints::Constrained));
    parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(parameters)
}

fn leaf_parameters(request: &LeafRequest) -> Result<CertificateParams, DevCaError> {
    let mut parameters = parameters(&request.common_name, request.organization.as_deref(), request.validity)?;
    let text = |text: &String| text.clone().try_into().map_err(|_| DevCaError::Name { name: text.clone() });
    for name in &request.dns_names {
        parameters.subject_alt_names.push(SanType::DnsName(text(name)?));
    }
    for address in &request.ip_addresses {
        parameters.subject_alt_names.push(SanType::IpAddress(*address));
    }
    for address in &request.email_addresses {
        parameters.subject_alt_names.push(SanType::Rfc822Name(text(address)?));
    }
    for uri in &request.uris {
        parameters.subject_alt_names.push(SanType::URI(text(uri)?));
    }
    let usage = |usage: &Usage| match usage {
        Usage::Client => ExtendedKeyUsagePurpose::ClientAuth,
        Usage::Server => ExtendedKeyUsagePurpose::ServerAuth,
    };
    parameters.extended_key_usages = request.usages.iter().map(usage).collect();
    parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    if matches!(request.key_type, KeyType::Rsa2048 | KeyType::Rsa3072 | KeyType::Rsa4096) {
        parameters.key_usages.push(KeyUsagePurpose::KeyEncipherment);
    }
    let point = |url: &String| CrlDistributionPoint { uris: vec![url.clone()] };
    parameters.crl_distribution_points = request.crl_urls.iter().map(point).collect();
    Ok(parameters)
}

/// 126 random bits, positive and of constant length.
fn random_serial() -> Result<SerialNumber, DevCaError> {
    let mut bytes = [0; 16];
    rand::fill(&mut bytes).map_err(|_| DevCaError::Randomness)?;
    bytes[0] = (bytes[0] & 0x3f) | 0x40;
    Ok(SerialNumber::from_slice(&bytes))
}

impl From<rcgen::Error> for DevCaError {
    fn from(error: rcgen::Error) -> Self {
        Self::Signing(error)
    }
}

impl fmt::Display for DevCaError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name { name } => write!(formatter, "`{name}` cannot stand in a certificate: only ASCII can"),
            Self::Signing(error) => write!(formatter, "the certificate could not be signed: {error}"),
            Self::Randomness => formatter.write_str("the system gives no random bytes"),
            Self::Certificate(error) => write!(formatter, "what was issued cannot be read: {error}"),
            Self::Credential(error) => error.fmt(formatter),
            Self::NotCa { subject } => write!(formatter, "{subject} is no CA certificate and cannot issue"),
            Self::Pfx(problem) => write!(formatter, "the PFX could not be written: {problem}"),
            Self::File { path, error } => write!(formatter, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for DevCaError {}
