use super::*;
use NumberError::{Format, Overflow};
use proptest::prelude::*;

fn int(text: &str) -> Result<i128, NumberError> {
    parse_integer(text, NumberStyles::INTEGER, 32, true)
}

fn double(text: &str) -> Result<f64, NumberError> {
    parse_double(text, NumberStyles::FLOAT_WITH_THOUSANDS)
}

fn decimal(text: &str) -> Result<String, NumberError> {
    parse_decimal(text, NumberStyles::NUMBER).map(|value| value.to_string())
}

#[test]
fn integers_take_white_space_and_a_leading_sign() {
    for (text, expected) in [("+5", 5), ("\t5\n", 5), ("-2147483648", -2_147_483_648), ("007", 7), ("5\0", 5)] {
        assert_eq!(int(text), Ok(expected), "{text:?}");
    }
    for text in ["", "- 5", "5-", "1,000", "1.0", "0x1F", "1e3", "٣", "(5)"] {
        assert_eq!(int(text), Err(Format), "{text:?}");
    }
    assert_eq!(int("2147483648"), Err(Overflow));
    assert_eq!(parse_integer("-1", NumberStyles::INTEGER, 32, false), Err(Overflow));
    assert_eq!(int(&"9".repeat(60)), Err(Overflow));
}

#[test]
fn styles_open_other_notations() {
    let hex = NumberStyles(NumberStyles::HEX_SPECIFIER | 3);
    assert_eq!(parse_integer("ff", hex, 32, true), Ok(255));
    assert_eq!(parse_integer(" FFFFFFFF", hex, 32, true), Ok(-1));
    assert_eq!(parse_integer("100", hex, 8, false), Err(Overflow));
    let any = NumberStyles(511);
    assert_eq!(parse_integer("(1,000)", any, 32, true), Ok(-1000));
    assert_eq!(parse_integer("1,000.00", any, 32, true), Ok(1000));
    assert_eq!(parse_integer("1.5", any, 32, true), Err(Overflow));
    assert_eq!(parse_integer("$5-", any, 32, true), Ok(-5));
    assert_eq!(parse_integer("12e2", any, 32, true), Ok(1200));
}

#[test]
fn doubles_take_thousands_and_exponents() {
    let cases = [("1,234.5", 1234.5), (" -1.5e3 ", -1500.0), ("5.", 5.0), ("1e400", f64::INFINITY), ("1,5", 15.0)];
    for (text, expected) in cases {
        assert_eq!(double(text), Ok(expected), "{text}");
    }
    assert!(double("-0").expect("a number").is_sign_negative());
    assert!(double("nan").expect("a symbol").is_nan());
    for text in ["Infinity", "abc", "$5", "1e", "."] {
        assert_eq!(double(text), Err(Format), "{text}");
    }
    assert_eq!(parse_single("1e39", NumberStyles::FLOAT), Ok(f32::INFINITY));
}

#[test]
fn decimals_keep_their_scale() {
    for (text, expected) in [
        ("1.50", "1.50"),
        ("1,234.50", "1234.50"),
        ("0.00", "0.00"),
        ("-7", "-7"),
        ("0.00000000000000000000000000001", "0.0000000000000000000000000000"),
        ("79228162514264337593543950335", "79228162514264337593543950335"),
        ("1.00000000000000000000000000005", "1.0000000000000000000000000000"),
    ] {
        assert_eq!(decimal(text).as_deref(), Ok(expected), "{text}");
    }
    assert_eq!(decimal("79228162514264337593543950336"), Err(Overflow));
    assert_eq!(decimal("1e3"), Err(Format));
}

proptest! {
    #[test]
    fn no_text_panics(text in ".{0,20}", numeric in "[0-9+(). ,$eE-]{0,40}", styles in 0..1024) {
        for text in [&text, &numeric] {
            let styles = NumberStyles(styles);
            let _ = parse_integer(text, styles, 64, true);
            let _ = parse_double(text, styles);
            let _ = parse_decimal(text, styles);
        }
    }

    #[test]
    fn integers_read_back(value in any::<i64>()) {
        prop_assert_eq!(parse_integer(&value.to_string(), NumberStyles::INTEGER, 64, true), Ok(value.into()));
    }
}
