use proptest::prelude::*;
use rcgen::{DnType, SanType};

use super::*;
use crate::mint::{self, NOW};

/// Made by OpenSSL for the handshake tests.
const VERSION_1: &[u8] = include_bytes!("../handshake_signature/fixtures/version1.der");
const NEGATIVE_SERIAL: &[u8] = include_bytes!("../handshake_signature/fixtures/negative-serial.der");
const UNKNOWN_CRITICAL: &[u8] = include_bytes!("../handshake_signature/fixtures/unknown-critical.der");
const EXPLICIT_CURVE: &[u8] = include_bytes!("../handshake_signature/fixtures/explicit.der");
const RSA_512: &[u8] = include_bytes!("../handshake_signature/fixtures/rsa512.der");
const RSA_16384: &[u8] = include_bytes!("../handshake_signature/fixtures/rsa16384.der");

#[test]
fn odd_certificates_are_read() {
    let read = |der| Certificate::from_der(der).unwrap();
    assert_eq!(read(VERSION_1).version(), 1);
    assert_eq!(read(NEGATIVE_SERIAL).serial_number_text(), "FB");
    assert_eq!(read(UNKNOWN_CRITICAL).extensions().unknown_critical().count(), 1);
    assert_eq!(read(EXPLICIT_CURVE).public_key().to_string(), "EC with explicit parameters");
    assert_eq!(read(RSA_512).public_key().to_string(), "RSA 512");
    assert_eq!(read(RSA_16384).public_key().to_string(), "RSA 16384");
}

#[test]
fn prints_as_dotnet() {
    let mut parameters = mint::leaf("client.contoso.com");
    parameters.distinguished_name.push(DnType::OrganizationName, "Contoso, Inc.");
    parameters.serial_number = Some(rcgen::SerialNumber::from_slice(&[0xab, 0x12]));
    let certificate = mint::self_signed(parameters).certificate;
    let expected = format!(
        "[Subject]\n  O=\"Contoso, Inc.\", CN=client.contoso.com\n\n[Issuer]\n  O=\"Contoso, Inc.\", CN=client.contoso.com\n\n\
         [Serial Number]\n  00AB12\n\n[Not Before]\n  9/21/2025 12:00:00 AM\n\n[Not After]\n  9/21/2027 12:00:00 AM\n\n\
         [Thumbprint]\n  {}\n",
        certificate.thumbprint()
    );
    assert_eq!(certificate.to_dotnet_text(), expected);
    let verbose = certificate.to_verbose_dotnet_text();
    for part in [
        "[Version]\n  V3\n\n[Subject]\n  O=\"Contoso, Inc.\", CN=client.contoso.com\n  Simple Name: client.contoso.com\n  DNS Name: client.contoso.com\n\n[Issuer]",
        "[Signature Algorithm]\n  sha256ECDSA(1.2.840.10045.4.3.2)\n\n[Public Key]\n  Algorithm: ECC\n  Length: \n  Key Blob: 04",
    ] {
        assert!(verbose.contains(part), "{verbose}");
    }
}

#[test]
fn name_info_prefers_alternative_names() {
    let mut parameters = mint::leaf("cn.contoso.com");
    parameters.subject_alt_names = vec![
        SanType::Rfc822Name("ops@contoso.com".try_into().unwrap()),
        SanType::DnsName("san.contoso.com".try_into().unwrap()),
        SanType::DnsName("second.contoso.com".try_into().unwrap()),
        SanType::URI("spiffe://contoso/wl".try_into().unwrap()),
        SanType::OtherName((vec![1, 3, 6, 1, 4, 1, 311, 20, 2, 3], "user@contoso.com".into())),
    ];
    let with = mint::self_signed(parameters).certificate;
    let without = mint::self_signed(mint::leaf("cn.contoso.com")).certificate;
    let cases = [
        (NameType::Simple, "cn.contoso.com", "cn.contoso.com"),
        (NameType::Dns, "san.contoso.com", "cn.contoso.com"),
        (NameType::DnsFromAlternativeName, "san.contoso.com", ""),
        (NameType::Email, "ops@contoso.com", ""),
        (NameType::Url, "spiffe://contoso/wl", ""),
        (NameType::Upn, "user@contoso.com", ""),
    ];
    for (kind, expected, expected_without) in cases {
        assert_eq!(with.name_info(kind, false), expected, "{kind:?}");
        assert_eq!(without.name_info(kind, false), expected_without, "{kind:?}");
    }
    assert_eq!(with.name_info(NameType::Dns, true), "cn.contoso.com");
}

#[test]
fn says_which_part_is_wrong() {
    let whole = mint::self_signed(mint::leaf("x")).certificate.der().to_vec();
    assert_eq!(Certificate::from_der(&[]).unwrap_err(), CertificateError::Empty);
    let trailing = [whole.as_slice(), &[0, 0]].concat();
    assert_eq!(Certificate::from_der(&trailing).unwrap_err(), CertificateError::TrailingBytes { bytes: 2 });
    let large = vec![0x30; MAX_CERTIFICATE_BYTES + 1];
    assert!(matches!(Certificate::from_der(&large), Err(CertificateError::TooLarge { .. })));
    let cut = Certificate::from_der(&whole[..whole.len() / 2]).unwrap_err();
    assert!(matches!(cut, CertificateError::Malformed { part: "the certificate", .. }), "{cut}");
}

/// Version 1 with extensions: made from version 3 by leaving the version out.
#[test]
fn extensions_before_version_3_are_a_defect() {
    let whole = mint::self_signed(mint::ca("x")).certificate;
    let version = [0xa0, 0x03, 0x02, 0x01, 0x02];
    let at = whole.der().windows(version.len()).position(|window| window == version).unwrap();
    let mut der = whole.der().to_vec();
    der[at + 4] = 0x00;
    let certificate = Certificate::from_der(&der).unwrap();
    assert_eq!((certificate.version(), certificate.is_ca()), (1, true));
    assert!(certificate.extensions().defects.iter().any(|defect| defect.problem.contains("version 1")));
}

#[test]
fn c12_validity_ends_with_its_last_second() {
    let certificate = mint::self_signed(mint::leaf("x")).certificate;
    assert!(certificate.not_before() < NOW && NOW < certificate.not_after());
    assert_eq!(certificate.not_after().to_string(), "2027-09-21T00:00:00Z");
    // Years beyond 2049 are GeneralizedTime.
    let mut far = mint::leaf("x");
    far.not_after = rcgen::date_time_ymd(9999, 12, 31);
    assert_eq!(mint::self_signed(far).certificate.not_after().to_string(), "9999-12-31T00:00:00Z");
}

#[test]
fn no_cut_or_flipped_certificate_panics() {
    for der in [VERSION_1, NEGATIVE_SERIAL, UNKNOWN_CRITICAL, EXPLICIT_CURVE, RSA_512] {
        for at in 0..der.len() {
            let _ = Certificate::from_der(&der[..at]);
            for flip in [0x01, 0x80, 0xff] {
                let mut flipped = der.to_vec();
                flipped[at] ^= flip;
                if let Ok(certificate) = Certificate::from_der(&flipped) {
                    let _ = certificate.to_verbose_dotnet_text();
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Certificate::from_der(&bytes);
        let _ = crate::cer::read_all(&bytes);
        let _ = Extensions::read(&bytes);
    }
}
