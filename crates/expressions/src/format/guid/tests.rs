use super::*;
use proptest::prelude::*;

const TEXT: &str = "c0ffee00-1234-4abc-9def-001122334455";

#[test]
fn all_forms_read_and_print() {
    let guid = Guid::parse(TEXT).expect("the plain form");
    assert_eq!(Guid::from_byte_array(guid.to_byte_array()), guid);
    assert_eq!(guid.to_byte_array()[..4], [0x00, 0xee, 0xff, 0xc0], "the first group is little-endian in the bytes");
    for format in ["D", "N", "B", "P", "X"] {
        let text = guid.format(format).expect("a known format");
        assert_eq!(Guid::parse(&text), Ok(guid), "{text}");
        assert_eq!(Guid::parse_exact(&text, format), Ok(Ok(guid)), "{text}");
    }
    assert_eq!(guid.format("X").as_deref(), Ok("{0xc0ffee00,0x1234,0x4abc,{0x9d,0xef,0x00,0x11,0x22,0x33,0x44,0x55}}"));
    assert_eq!(guid.format("Q"), Err(InvalidFormat::Guid));
}

#[test]
fn each_mistake_has_its_own_text() {
    assert_eq!(Guid::parse(" "), Err(GuidParseError::Unrecognized));
    assert_eq!(Guid::parse("c0ffee00-1234"), Err(GuidParseError::Length));
    assert_eq!(Guid::parse("c0ffee001-234-4abc-9def-001122334455"), Err(GuidParseError::Dashes));
    assert_eq!(Guid::parse("x0ffee00-1234-4abc-9def-001122334455"), Err(GuidParseError::InvalidCharacter));
}

#[test]
fn order_is_that_of_the_text() {
    let small = Guid::parse("01000000-0000-0000-0000-000000000000").expect("valid");
    let large = Guid::parse("00000002-0000-0000-0000-000000000000").expect("valid");
    assert!(small > large);
}

proptest! {
    #[test]
    fn no_text_panics(text in ".*", format in ".?") {
        let _ = Guid::parse(&text);
        let _ = Guid::parse_exact(&text, &format);
    }

    #[test]
    fn bytes_survive_the_text(bytes in any::<[u8; 16]>()) {
        let text = Guid(bytes).format("").expect("the default format");
        prop_assert_eq!(Guid::parse(&text), Ok(Guid(bytes)));
    }
}
