use super::*;
use proptest::prelude::*;

fn hole(index: usize, alignment: i32, format: &str) -> Piece {
    Piece::Hole { index, alignment, format: format.to_owned() }
}

fn literal(text: &str) -> Piece {
    Piece::Literal(text.to_owned())
}

#[test]
fn literals_and_holes_alternate() {
    assert_eq!(pieces("a {0} {{b}}", 1), Ok(vec![literal("a "), hole(0, 0, ""), literal(" {b}")]));
    assert_eq!(pieces("{0,-8:N2}|{1 , 3 }", 2), Ok(vec![hole(0, -8, "N2"), literal("|"), hole(1, 3, "")]));
    assert_eq!(pieces("{0:{{x}}}", 1), Ok(vec![hole(0, 0, "{x}")]));
}

#[test]
fn malformed_strings_are_refused_as_dotnet_does() {
    for text in ["{0", "}", "{a}", "{", "{0:", "{0:{}", "{0,}", "{ 0}", "{0,-}"] {
        assert_eq!(pieces(text, 1), Err(InvalidFormat::InvalidString), "{text}");
    }
    assert_eq!(pieces("{1} }", 1), Err(InvalidFormat::IndexOutOfRange));
}

proptest! {
    #[test]
    fn no_text_panics(text in "[{}0-9,:a-c -]{0,24}") {
        let _ = pieces(&text, 3);
    }
}
