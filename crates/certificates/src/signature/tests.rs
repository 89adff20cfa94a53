use super::*;
use crate::mint;

fn fixture(der: &[u8]) -> Certificate {
    Certificate::from_der(der).unwrap()
}

#[test]
fn certificates_are_issued_by_key_and_name() {
    let issuer = mint::self_signed(mint::ca("Issuer"));
    let same_name = mint::self_signed(mint::ca("Issuer"));
    let same_key = mint::self_signed_by(mint::ca("Other Name"), issuer.same_key());
    let leaf = issuer.issue(mint::leaf("leaf")).certificate;
    assert!(is_issued_by(&leaf, &issuer.certificate));
    assert!(!is_issued_by(&leaf, &same_name.certificate));
    assert!(!is_issued_by(&leaf, &same_key.certificate));
    assert_eq!(verify_certificate(&leaf, &same_name.certificate), Err(SignatureProblem::NotValid));
}

#[test]
fn self_signed_certificates_of_every_kind_verify_within_bounds() {
    let cases: [(&[u8], Result<Strength, &str>); 11] = [
        (include_bytes!("../handshake_signature/fixtures/rsa1024.der"), Ok(Strength::Sound)),
        (include_bytes!("../handshake_signature/fixtures/rsa4096.der"), Ok(Strength::Sound)),
        (include_bytes!("../handshake_signature/fixtures/rsapss.der"), Ok(Strength::Sound)),
        (include_bytes!("../handshake_signature/fixtures/p224.der"), Ok(Strength::Sound)),
        (include_bytes!("../handshake_signature/fixtures/p521.der"), Ok(Strength::Sound)),
        (include_bytes!("../handshake_signature/fixtures/secp256k1.der"), Ok(Strength::Sound)),
        (include_bytes!("../handshake_signature/fixtures/ed25519.der"), Ok(Strength::Sound)),
        (include_bytes!("../handshake_signature/fixtures/explicit.der"), Ok(Strength::Sound)),
        (include_bytes!("../handshake_signature/fixtures/rsa512.der"), Err("RSA 512")),
        (include_bytes!("../handshake_signature/fixtures/rsa16384.der"), Err("RSA 16384")),
        (include_bytes!("../chain/fixtures/issuer.der"), Ok(Strength::Sound)),
    ];
    for (der, expected) in cases {
        let certificate = fixture(der);
        let found = verify_certificate(&certificate, &certificate);
        let expected = expected.map_err(|key| SignatureProblem::KeyOutOfBounds { key: key.to_owned() });
        assert_eq!(found, expected, "{certificate:?}");
    }
}

#[test]
fn broken_hashes_are_verified_and_named() {
    let issuer = fixture(include_bytes!("../chain/fixtures/issuer.der"));
    let sha1 = fixture(include_bytes!("../chain/fixtures/issued-sha1.der"));
    let md5 = fixture(include_bytes!("../chain/fixtures/issued-md5.der"));
    assert_eq!(verify_certificate(&sha1, &issuer), Ok(Strength::Sha1));
    assert_eq!(verify_certificate(&md5, &issuer), Ok(Strength::Md5));
}

#[test]
fn a_flipped_bit_anywhere_is_no_valid_signature() {
    let issuer = mint::self_signed(mint::ca("Issuer"));
    let leaf = issuer.issue(mint::leaf("leaf")).certificate;
    for at in 0..leaf.der().len() {
        let mut flipped = leaf.der().to_vec();
        flipped[at] ^= 0x10;
        if let Ok(flipped) = Certificate::from_der(&flipped) {
            assert!(verify_certificate(&flipped, &issuer.certificate).is_err(), "byte {at}");
        }
    }
}

#[test]
fn algorithm_identifiers_with_odd_parameters_are_refused() {
    let ecdsa = [&[0x06, 0x08][..], algorithm::ECDSA_WITH_SHA256].concat();
    assert!(read_algorithm(&ecdsa).is_some());
    assert!(read_algorithm(&[ecdsa.as_slice(), &[0x02, 0x01, 0x00]].concat()).is_none());
    let rsa = [&[0x06, 0x09][..], algorithm::SHA256_WITH_RSA].concat();
    assert!(read_algorithm(&[rsa.as_slice(), &[0x05, 0x00]].concat()).is_some());
    assert!(read_algorithm(&[rsa.as_slice(), &[0x05, 0x00, 0x00]].concat()).is_none());
    // PSS with nothing said is SHA-1 with a salt of 20.
    let pss = [&[0x06, 0x09][..], algorithm::RSA_PSS, &[0x30, 0x00]].concat();
    let expected = Scheme::RsaPss { digest: Digest::Sha1, mask_digest: Digest::Sha1, salt_length: 20 };
    assert_eq!(read_algorithm(&pss), Some(expected));
}
