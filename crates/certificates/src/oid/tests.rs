use super::*;

#[test]
fn dotted_text_and_der_contents_agree() {
    for (text, contents) in [
        ("2.5.4.3", attribute::COMMON_NAME),
        ("1.2.840.113549.1.9.1", attribute::EMAIL_ADDRESS),
        ("1.3.6.1.4.1.311.20.2.3", usage::USER_PRINCIPAL_NAME),
        ("2.16.840.1.101.3.4.2.1", algorithm::SHA256),
        ("1.3.132.0.35", curve::P521),
    ] {
        assert_eq!(Oid::parse(text).unwrap().contents(), contents, "{text}");
        assert_eq!(Oid::from_contents(contents).to_string(), text);
    }
}

#[test]
fn refuses_text_that_is_no_identifier() {
    for text in ["", "1", "3.1", "1.40", "1.2.x", "1..2"] {
        assert_eq!(Oid::parse(text), None, "{text}");
    }
}

#[test]
fn arcs_beyond_64_bits_do_not_overflow() {
    let mut contents = vec![0x2a];
    contents.extend([0xff; 20]);
    contents.push(0x7f);
    assert_eq!(Oid::from_contents(&contents).to_string(), "1.2.?");
}
