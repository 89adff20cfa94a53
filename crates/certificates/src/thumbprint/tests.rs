use super::*;

const TEXT: &str = "A9993E364706816ABA3E25717850C26C9CD0D89D";

#[test]
fn is_the_sha1_in_upper_case() {
    assert_eq!(Thumbprint::of(b"abc").to_string(), TEXT);
}

#[test]
fn c13_formats_of_one_thumbprint() {
    let plain = Thumbprint::parse(TEXT).unwrap();
    assert!(!plain.tidied);
    assert_eq!(Thumbprint::parse(&TEXT.to_lowercase()).unwrap(), plain);
    let colons = TEXT.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap()).collect::<Vec<_>>().join(":");
    for text in [colons, format!("\u{200e}{TEXT}"), format!(" {TEXT}\n"), TEXT.replace("3E", "3E ")] {
        let parsed = Thumbprint::parse(&text).unwrap();
        assert_eq!((parsed.thumbprint, parsed.tidied), (plain.thumbprint, true), "{text:?}");
    }
}

#[test]
fn c13_other_hashes_are_refused_by_name() {
    assert_eq!(Thumbprint::parse(&"ab".repeat(32)), Err(ThumbprintError::Sha256));
    assert_eq!(Thumbprint::parse("abc"), Err(ThumbprintError::NotHex { digits: 3, stranger: None }));
    assert_eq!(Thumbprint::parse("0x12"), Err(ThumbprintError::NotHex { digits: 1, stranger: Some('x') }));
}
