use proptest::prelude::*;

use super::*;

#[test]
fn reads_short_and_long_lengths() {
    let mut long = vec![OCTET_STRING, 0x81, 0x80];
    long.extend([7; 0x80]);
    assert_eq!(only(&long, OCTET_STRING).unwrap().contents.len(), 0x80);
    assert_eq!(only(&[INTEGER, 1, 5], INTEGER).unwrap().contents, [5]);
}

#[test]
fn refuses_what_der_does_not_allow() {
    let cases: [(&[u8], DerError); 6] = [
        (&[OCTET_STRING, 0x80, 0, 0], DerError::Malformed),
        (&[OCTET_STRING, 0x81, 0x01, 7], DerError::Malformed),
        (&[OCTET_STRING, 0x82, 0x00, 0x81], DerError::Malformed),
        (&[0x1f, 0x81, 0x01, 0], DerError::Malformed),
        (&[OCTET_STRING, 2, 7], DerError::Truncated),
        (&[OCTET_STRING, 1, 7, 9], DerError::TrailingBytes),
    ];
    for (bytes, expected) in cases {
        assert_eq!(only(bytes, OCTET_STRING).unwrap_err(), expected, "{bytes:02x?}");
    }
}

#[test]
fn named_bits_count_from_the_left() {
    assert_eq!(named_bits(&[1, 0b0000_0110]).unwrap(), 0b0110_0000);
    assert_eq!(named_bits(&[7, 0, 0x80]).unwrap(), 1 << 8);
    assert_eq!(named_bits(&[0]).unwrap(), 0);
}

#[test]
fn small_integers_stop_at_32_bits_and_below_zero() {
    assert_eq!(small_integer(&[0, 0xff, 0xff, 0xff, 0xff]), Some(u32::MAX));
    assert_eq!(small_integer(&[1, 0, 0, 0, 0]), None);
    assert_eq!(small_integer(&[0xff]), None);
    assert_eq!(small_integer(&[]), None);
}

proptest! {
    #[test]
    fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
        let mut reader = Reader::new(&bytes);
        while reader.any().is_ok() {}
        let _ = named_bits(&bytes);
        let _ = small_integer(&bytes);
        let _ = whole_bits(&bytes);
    }
}
