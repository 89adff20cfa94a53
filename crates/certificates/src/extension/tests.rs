use super::*;
use crate::mint;
use crate::oid::extension;

/// One extension in DER.
fn encode(oid: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    fn tlv(tag: u8, contents: &[u8]) -> Vec<u8> {
        [&[tag, u8::try_from(contents.len()).unwrap()], contents].concat()
    }
    let critical = if critical { vec![der::BOOLEAN, 1, 0xff] } else { Vec::new() };
    tlv(der::SEQUENCE, &[tlv(der::OID, oid), critical, tlv(der::OCTET_STRING, value)].concat())
}

#[test]
fn malformed_extensions_become_defects_and_hide_nothing_else() {
    let cases: [(&[u8], &[u8], &str); 6] = [
        (extension::BASIC_CONSTRAINTS, &[0x30, 0x03, 0x01, 0x01, 0x01], "malformed"),
        (extension::KEY_USAGE, &[0x03, 0x01, 0x08], "malformed"),
        (extension::EXTENDED_KEY_USAGE, &[0x30, 0x00], "malformed"),
        (extension::SUBJECT_ALTERNATIVE_NAME, &[0x30, 0x00], "malformed"),
        (extension::NAME_CONSTRAINTS, &[0x30, 0x00], "malformed"),
        (extension::SUBJECT_KEY_IDENTIFIER, &[0x04, 0x05, 0x00], "malformed"),
    ];
    for (oid, value, problem) in cases {
        let good = encode(extension::BASIC_CONSTRAINTS, true, &[0x30, 0x03, 0x01, 0x01, 0xff]);
        let bad = encode(oid, false, value);
        let extensions =
            Extensions::read(&[bad, if oid == extension::BASIC_CONSTRAINTS { vec![] } else { good }].concat()).unwrap();
        let defects: Vec<_> = extensions.defects.iter().map(|defect| defect.problem.as_str()).collect();
        assert!(matches!(defects.as_slice(), [defect] if defect.contains(problem)), "{oid:02x?}: {defects:?}");
        assert_eq!(extensions.basic_constraints.is_some(), oid != extension::BASIC_CONSTRAINTS);
    }
}

#[test]
fn the_first_of_two_counts_and_the_second_is_a_defect() {
    let no = encode(extension::BASIC_CONSTRAINTS, true, &[0x30, 0x00]);
    let yes = encode(extension::BASIC_CONSTRAINTS, true, &[0x30, 0x03, 0x01, 0x01, 0xff]);
    let extensions = Extensions::read(&[no, yes].concat()).unwrap();
    assert_eq!(extensions.basic_constraints.map(|constraints| constraints.ca), Some(false));
    assert_eq!(extensions.defects.first().map(|defect| defect.problem.as_str()), Some("appears twice"));
}

#[test]
fn path_lengths_beyond_reason_are_no_limit_and_below_zero_nonsense() {
    let read = |value: &[u8]| Extensions::read(&encode(extension::BASIC_CONSTRAINTS, true, value)).unwrap();
    let huge = read(&[0x30, 0x0a, 0x01, 0x01, 0xff, 0x02, 0x05, 0x01, 0, 0, 0, 0]);
    assert_eq!(huge.basic_constraints.unwrap().path_length, Some(u32::MAX));
    assert!(read(&[0x30, 0x06, 0x01, 0x01, 0xff, 0x02, 0x01, 0xff]).basic_constraints.is_none());
}

#[test]
fn key_usage_bits_have_their_names() {
    let ca = mint::self_signed(mint::ca("CA")).certificate;
    let usage = ca.extensions().key_usage.unwrap();
    assert_eq!(usage.names(), ["keyCertSign", "cRLSign"]);
    assert!(usage.certificate_signing() && usage.crl_signing() && !usage.digital_signature());
}
