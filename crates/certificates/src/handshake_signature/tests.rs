use super::*;

/// Certificates and signatures made by OpenSSL (`fixtures/make.sh`), one for each kind of key that clients hold.
macro_rules! fixture {
    ($name:literal, $scheme:literal) => {
        (
            $name,
            u16::from_str_radix($scheme, 16).unwrap(),
            include_bytes!(concat!("fixtures/", $name, ".der")).as_slice(),
            include_bytes!(concat!("fixtures/", $name, ".", $scheme, ".sig")).as_slice(),
        )
    };
}

const MESSAGE: &[u8] = include_bytes!("fixtures/message");

type Fixture = (&'static str, u16, &'static [u8], &'static [u8]);

/// Accepted by TLS 1.2 and 1.3 alike.
fn both_versions() -> Vec<Fixture> {
    vec![
        fixture!("rsa1024", "0804"),
        fixture!("rsa2048", "0804"),
        fixture!("rsa2048", "0805"),
        fixture!("rsa2048", "0806"),
        fixture!("rsa4096", "0804"),
        fixture!("rsa16384", "0804"),
        fixture!("rsapss", "0809"),
        fixture!("p256", "0403"),
        fixture!("p384", "0503"),
        fixture!("p521", "0603"),
        fixture!("ed25519", "0807"),
        fixture!("negative-serial", "0403"),
        fixture!("unknown-critical", "0403"),
        fixture!("version1", "0403"),
    ]
}

/// Accepted by TLS 1.2 alone.
fn tls12_only() -> Vec<Fixture> {
    vec![
        fixture!("rsa512", "0401"),
        fixture!("rsa1024", "0401"),
        fixture!("rsa2048", "0401"),
        fixture!("rsa2048", "0501"),
        fixture!("rsa2048", "0601"),
        fixture!("rsa4096", "0401"),
        fixture!("rsa16384", "0401"),
        fixture!("p224", "0403"),
        fixture!("secp256k1", "0403"),
        fixture!("brainpool", "0403"),
        fixture!("p256", "0603"),
        fixture!("p384", "0403"),
        // Parameters written out are not the named curve that TLS 1.3 binds the scheme to.
        fixture!("explicit", "0403"),
    ]
}

#[test]
fn every_kind_of_key_proves_possession() {
    for (name, scheme, certificate, signature) in both_versions() {
        assert_eq!(verify_tls12(certificate, scheme, MESSAGE, signature), Ok(()), "{name} {scheme:#06x}");
        assert_eq!(verify_tls13(certificate, scheme, MESSAGE, signature), Ok(()), "{name} {scheme:#06x}");
    }
    for (name, scheme, certificate, signature) in tls12_only() {
        assert_eq!(verify_tls12(certificate, scheme, MESSAGE, signature), Ok(()), "{name} {scheme:#06x}");
        let refused = Err(HandshakeSignatureError::SchemeNotAllowed { scheme });
        assert_eq!(verify_tls13(certificate, scheme, MESSAGE, signature), refused, "{name} {scheme:#06x}");
    }
}

#[test]
fn a_tampered_message_or_signature_is_refused_for_every_kind_of_key() {
    for (name, scheme, certificate, signature) in both_versions().into_iter().chain(tls12_only()) {
        let mut message = MESSAGE.to_vec();
        message[0] ^= 1;
        let refused = Err(HandshakeSignatureError::NotValid);
        assert_eq!(verify_tls12(certificate, scheme, &message, signature), refused, "{name} {scheme:#06x}");
        let mut tampered = signature.to_vec();
        let last = tampered.len() - 1;
        tampered[last] ^= 1;
        assert_eq!(verify_tls12(certificate, scheme, MESSAGE, &tampered), refused, "{name} {scheme:#06x}");
        assert_eq!(verify_tls12(certificate, scheme, MESSAGE, &signature[..last]), refused, "{name} {scheme:#06x}");
        assert_eq!(verify_tls12(certificate, scheme, MESSAGE, &[]), refused, "{name} {scheme:#06x}");
        assert_eq!(verify_tls12(certificate, scheme, &[], signature), refused, "{name} {scheme:#06x}");
    }
}

#[test]
fn another_key_of_the_same_kind_is_refused() {
    let (_, scheme, certificate, _) = fixture!("p256", "0403");
    let (.., signature) = fixture!("version1", "0403");
    assert_eq!(verify_tls13(certificate, scheme, MESSAGE, signature), Err(HandshakeSignatureError::NotValid));
}

#[test]
fn a_scheme_must_go_with_the_key() {
    let kinds = ["rsa2048", "rsapss", "p256", "ed25519"];
    for (name, scheme, certificate, signature) in both_versions().into_iter().filter(|(name, ..)| kinds.contains(name))
    {
        for other in [0x0403, 0x0804, 0x0807, 0x0809].into_iter().filter(|other| *other != scheme) {
            if name == "rsa2048" && matches!(scheme, 0x0805 | 0x0806) {
                continue;
            }
            let outcome = verify_tls12(certificate, other, MESSAGE, signature);
            let refused = matches!(outcome, Err(HandshakeSignatureError::WrongKindOfKey { .. }));
            assert!(refused, "{name} with {other:#06x}: {outcome:?}");
        }
    }
}

#[test]
fn schemes_that_nobody_offers_are_refused() {
    let (_, _, certificate, signature) = fixture!("rsa2048", "0401");
    for scheme in [0x0201, 0x0203, 0x0303, 0x0000, 0x0808, 0xffff] {
        let refused = Err(HandshakeSignatureError::SchemeNotAllowed { scheme });
        assert_eq!(verify_tls12(certificate, scheme, MESSAGE, signature), refused);
    }
}

#[test]
fn c10_no_cut_or_flipped_certificate_panics() {
    for (_, scheme, certificate, signature) in both_versions().into_iter().filter(|(_, _, der, _)| der.len() < 1000) {
        for at in 0..certificate.len() {
            let _ = verify_tls12(&certificate[..at], scheme, MESSAGE, signature);
            let mut flipped = certificate.to_vec();
            flipped[at] ^= 0x80;
            let _ = verify_tls12(&flipped, scheme, MESSAGE, signature);
        }
    }
    assert_eq!(verify_tls12(&[], 0x0403, MESSAGE, &[]), Err(HandshakeSignatureError::NoPublicKey));
}
