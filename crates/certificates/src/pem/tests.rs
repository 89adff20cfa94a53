use proptest::prelude::*;

use super::*;

#[test]
fn reads_blocks_out_of_any_text() {
    let text = format!(
        "\u{feff}Bag Attributes\r\n{}subject=x\n{}",
        write("A", &[1; 100]).replace('\n', "\r\n"),
        write("B C", &[])
    );
    let blocks = read(text.as_bytes()).unwrap();
    assert_eq!(blocks[0], Block { label: "A".to_owned(), der: vec![1; 100] });
    assert_eq!(blocks[1], Block { label: "B C".to_owned(), der: vec![] });
    let one_line = "-----BEGIN A-----AQID-----END A-----";
    assert_eq!(read(one_line.as_bytes()).unwrap()[0].der, [1, 2, 3]);
}

#[test]
fn says_what_is_wrong() {
    assert_eq!(read(b"hello"), Err(PemError::NoBlock));
    assert_eq!(read(b"-----BEGIN A-----\nAQ"), Err(PemError::NoEnd { label: "A".to_owned() }));
    let not_base64 = PemError::NotBase64 { label: "A".to_owned(), stranger: Some('!') };
    assert_eq!(read(b"-----BEGIN A-----\nA!==\n-----END A-----"), Err(not_base64));
    let short = PemError::NotBase64 { label: "A".to_owned(), stranger: None };
    assert_eq!(read(b"-----BEGIN A-----\nAQIDB\n-----END A-----"), Err(short));
}

proptest! {
    #[test]
    fn writes_what_it_reads(der in proptest::collection::vec(any::<u8>(), 0..200)) {
        let text = write("X", &der);
        prop_assert!(text.lines().all(|line| line.len() <= 64));
        prop_assert_eq!(&read(text.as_bytes()).unwrap()[0].der, &der);
    }

    #[test]
    fn never_panics(text in "(-----BEGIN |-----|-----END |A|\n|\\PC){0,30}") {
        let _ = read(text.as_bytes());
    }
}
