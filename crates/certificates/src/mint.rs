//! Certificates for this crate's tests, minted with rcgen: a few lines from a wish to a chain.

use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CustomExtension, DnType, IsCa, Issuer,
    KeyIdMethod, KeyPair, KeyUsagePurpose, RevokedCertParams, SerialNumber,
};

use crate::certificate::Certificate;
use crate::timestamp::Timestamp;

/// The moment for which tests judge: everything minted is valid from a year before until a year after.
pub(crate) const NOW: Timestamp = Timestamp::from_unix(1_790_000_000);

/// A certificate with its key.
pub(crate) struct Minted {
    pub(crate) certificate: Certificate,
    pub(crate) key: KeyPair,
}

/// A leaf called `common_name`, to be changed at will.
pub(crate) fn leaf(common_name: &str) -> CertificateParams {
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name.remove(DnType::CommonName);
    parameters.distinguished_name.push(DnType::CommonName, common_name);
    parameters.not_before = rcgen::date_time_ymd(2025, 9, 21);
    parameters.not_after = rcgen::date_time_ymd(2027, 9, 21);
    parameters.use_authority_key_identifier_extension = true;
    parameters
}

/// A CA called `common_name`.
pub(crate) fn ca(common_name: &str) -> CertificateParams {
    let mut parameters = leaf(common_name);
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    parameters
}

/// The same with a change.
pub(crate) fn with(
    mut parameters: CertificateParams,
    change: impl FnOnce(&mut CertificateParams),
) -> CertificateParams {
    change(&mut parameters);
    parameters
}

/// An extension nobody knows.
pub(crate) fn unknown_extension(critical: bool) -> CustomExtension {
    let mut extension = CustomExtension::from_oid_content(&[1, 2, 3, 4, 5], vec![0x05, 0x00]);
    extension.set_criticality(critical);
    extension
}

pub(crate) fn self_signed(parameters: CertificateParams) -> Minted {
    self_signed_by(parameters, KeyPair::generate().unwrap())
}

pub(crate) fn self_signed_by(parameters: CertificateParams, key: KeyPair) -> Minted {
    let certificate = parameters.self_signed(&key).unwrap();
    Minted { certificate: Certificate::from_der(certificate.der()).unwrap(), key }
}

impl Minted {
    fn issuer(&self) -> Issuer<'static, &KeyPair> {
        Issuer::from_ca_cert_der(&self.certificate.der().into(), &self.key).unwrap()
    }

    pub(crate) fn issue(&self, parameters: CertificateParams) -> Minted {
        self.issue_for(parameters, KeyPair::generate().unwrap())
    }

    /// Issues for a key that exists, as cross-signing does.
    pub(crate) fn issue_for(&self, parameters: CertificateParams, key: KeyPair) -> Minted {
        let certificate = parameters.signed_by(&key, &self.issuer()).unwrap();
        Minted { certificate: Certificate::from_der(certificate.der()).unwrap(), key }
    }

    /// A second handle on the same key.
    pub(crate) fn same_key(&self) -> KeyPair {
        KeyPair::try_from(self.key.serialized_der()).unwrap()
    }

    /// A revocation list from a day before [`NOW`], good for `days`.
    pub(crate) fn revoke(&self, revoked: &[&Certificate], days: u64) -> Vec<u8> {
        let day = std::time::Duration::from_secs(86_400);
        let this_update = rcgen::date_time_ymd(1970, 1, 1) + std::time::Duration::from_secs(1_790_000_000) - day;
        let entry = |certificate: &&Certificate| RevokedCertParams {
            serial_number: SerialNumber::from_slice(certificate.serial_number()),
            revocation_time: this_update,
            reason_code: None,
            invalidity_date: None,
        };
        let parameters = CertificateRevocationListParams {
            this_update,
            next_update: this_update + day * u32::try_from(days).unwrap(),
            crl_number: SerialNumber::from(7),
            issuing_distribution_point: None,
            revoked_certs: revoked.iter().map(entry).collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        parameters.signed_by(&self.issuer()).unwrap().der().to_vec()
    }
}
