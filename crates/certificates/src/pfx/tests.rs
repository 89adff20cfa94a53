use proptest::prelude::*;

use super::*;
use crate::mint;

fn file(password: &str) -> Vec<u8> {
    let minted = mint::self_signed(mint::leaf("pfx"));
    let credential =
        Credential::new(std::slice::from_ref(&minted.certificate), Secret::new(minted.key.serialize_der())).unwrap();
    write(&credential, password, false).unwrap()
}

fn open(bytes: &[u8], password: &str) -> Result<PfxContents, PfxError> {
    read(bytes, Some(&Secret::new(password.to_owned())))
}

/// Replaces the only occurrence of `from`, of the same length as `to`.
fn replace(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(from)).collect();
    assert!(!at.is_empty());
    let mut changed = bytes.to_vec();
    at.iter().for_each(|at| changed[*at..*at + to.len()].copy_from_slice(to));
    changed
}

#[test]
fn wrong_passwords_and_damage_are_told_apart() {
    let bytes = file("right");
    assert!(open(&bytes, "right").is_ok());
    assert_eq!(open(&bytes, "wrong").unwrap_err(), PfxError::WrongPassword { given: true });
    assert_eq!(read(&bytes, None).unwrap_err(), PfxError::WrongPassword { given: false });
    assert!(matches!(open(&bytes[..bytes.len() / 2], "right"), Err(PfxError::Damaged { .. })));
    let mut flipped = bytes.clone();
    let middle = bytes.len() / 2;
    flipped[middle] ^= 1;
    assert!(matches!(open(&flipped, "right"), Err(PfxError::Damaged { .. })));
}

#[test]
fn bytes_after_the_end_are_ignored() {
    let bytes = [file("pw"), vec![0, 0, 13, 10]].concat();
    assert!(open(&bytes, "pw").is_ok());
}

#[test]
fn what_is_no_pfx_is_said_so() {
    assert_eq!(open(&[], "").unwrap_err(), PfxError::Empty);
    let pem = crate::pem::write("CERTIFICATE", &[1]);
    assert_eq!(open(pem.as_bytes(), "").unwrap_err(), PfxError::NotPfx { what: "PEM text" });
    let certificate = mint::self_signed(mint::leaf("x")).certificate;
    assert!(matches!(open(certificate.der(), ""), Err(PfxError::NotPfx { .. })));
    assert!(looks_like_pfx(&file("pw")) && !looks_like_pfx(certificate.der()) && !looks_like_pfx(&[]));
}

#[test]
fn c15_absurd_iterations_are_refused_before_any_work() {
    // p12-keystore writes 10,000 = 0x2710 iterations; 0x7fff is no more bytes, and counts three times.
    let bytes = file("pw");
    assert!(open(&replace(&bytes, &[0x02, 0x02, 0x27, 0x10], &[0x02, 0x02, 0x7f, 0xff]), "pw").is_err());
    let mut budget = Budget::default();
    assert_eq!(budget.spend(1 << 31), Err(PfxError::TooManyIterations { iterations: 1 << 31 }));
    let mut budget = Budget::default();
    (0..5).for_each(|_| budget.spend(600_000).unwrap());
    assert_eq!(budget.spend(1), Err(PfxError::TooManyIterations { iterations: MAX_PFX_ITERATIONS + 1 }));
}

/// A PFX whose MAC asks for 2³¹ - 1 iterations; everything else is empty.
#[test]
fn c15_two_to_the_thirty_one_iterations_cost_nothing() {
    fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let contents = parts.concat();
        [&[tag, u8::try_from(contents.len()).unwrap()], contents.as_slice()].concat()
    }
    let data = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
    let empty = tlv(0x30, &[]);
    let content = tlv(0x30, &[&tlv(0x06, &[&data]), &tlv(0xa0, &[&tlv(0x04, &[&empty])])]);
    let sha1 = tlv(0x30, &[&tlv(0x06, &[crate::oid::algorithm::SHA1])]);
    let digest = tlv(0x30, &[&sha1, &tlv(0x04, &[&[0; 20]])]);
    let mac = tlv(0x30, &[&digest, &tlv(0x04, &[&[1; 8]]), &[0x02, 0x04, 0x7f, 0xff, 0xff, 0xff]]);
    let bomb = tlv(0x30, &[&[0x02, 0x01, 0x03], &content, &mac]);
    let started = std::time::Instant::now();
    assert_eq!(open(&bomb, "pw").unwrap_err(), PfxError::TooManyIterations { iterations: 0x7fff_ffff });
    assert!(started.elapsed().as_millis() < 100);
}

proptest! {
    #[test]
    fn ber_made_der_is_the_same_value(chunks in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..40), 0..5)) {
        let mut ber = vec![0x30, 0x80, 0x24, 0x80];
        for chunk in &chunks {
            ber.extend([0x04, u8::try_from(chunk.len()).unwrap()]);
            ber.extend(chunk);
        }
        ber.extend([0, 0, 0, 0]);
        let joined = chunks.concat();
        let der = ber::to_der(&ber).unwrap();
        let mut reader = crate::der::Reader::new(&der).sequence().unwrap();
        prop_assert_eq!(reader.expect(0x04).unwrap().contents, joined.as_slice());
        prop_assert_eq!(ber::to_der(&der).unwrap(), der);
    }

    #[test]
    fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = open(&bytes, "pw");
        let _ = ber::to_der(&bytes);
        let _ = open(&[&[0x30, 0x80, 0x02, 0x01, 0x03], bytes.as_slice()].concat(), "pw");
    }
}

#[test]
fn no_flipped_bit_panics() {
    let bytes = file("pw");
    for at in (0..bytes.len()).step_by(3) {
        let mut flipped = bytes.clone();
        flipped[at] ^= 0x40;
        let _ = open(&flipped, "pw");
    }
}
