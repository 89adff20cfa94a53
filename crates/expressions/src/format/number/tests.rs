use super::*;
use proptest::prelude::*;

fn double(value: f64, format: &str, expected: &str) {
    assert_eq!(format_double(value, format).as_deref(), Ok(expected), "{value} {format}");
}

fn integer(value: i32, format: &str, expected: &str) {
    assert_eq!(format_integer(value.into(), 32, format).as_deref(), Ok(expected), "{value} {format}");
}

fn decimal(value: &str, format: &str, expected: &str) {
    let value: Decimal = value.parse().expect("a decimal of the test");
    assert_eq!(format_decimal(value, format).as_deref(), Ok(expected), "{value} {format}");
}

#[test]
fn doubles_without_format_are_shortest_round_trip() {
    double(0.1 + 0.2, "", "0.30000000000000004");
    double(1e16, "", "10000000000000000");
    double(1e20, "", "1E+20");
    double(12_345_678_901_234_567_890.0, "", "1.2345678901234567E+19");
    double(0.000_012_345, "", "1.2345E-05");
    double(0.000_123_45, "", "0.00012345");
    double(-0.0, "", "-0");
    double(100.0, "", "100");
    double(f64::INFINITY, "F2", "∞");
    double(5e-324, "R", "5E-324");
    assert_eq!(format_single(1.0 / 3.0, "").as_deref(), Ok("0.33333334"));
    assert_eq!(format_single(16_777_216.0, "").as_deref(), Ok("16777216"));
    assert_eq!(format_single(1e10, "").as_deref(), Ok("1E+10"));
    assert_eq!(format_single(1.1, "G9").as_deref(), Ok("1.10000002"));
}

#[test]
fn doubles_round_their_exact_value_half_to_even() {
    double(2.5, "F0", "2");
    double(3.5, "F0", "4");
    double(0.125, "F2", "0.12");
    double(0.135, "F2", "0.14");
    double(1.005, "F2", "1.00");
    double(1234.5, "C0", "$1,234");
    double(-0.001, "F2", "-0.00");
    double(0.12345, "P1", "12.3%");
    double(1.1, "G17", "1.1000000000000001");
    double(1_234_567.891, "G10", "1234567.891");
    double(12345.678, "E2", "1.23E+004");
}

#[test]
fn standard_formats_of_integers() {
    integer(1234, "N0", "1,234");
    integer(-1234, "N", "-1,234.00");
    integer(1234, "D6", "001234");
    integer(-5, "D3", "-005");
    integer(-1, "X", "FFFFFFFF");
    integer(255, "x8", "000000ff");
    integer(1234, "E", "1.234000E+003");
    integer(1234, "e3", "1.234e+003");
    integer(1234, "P", "123,400.00%");
    integer(-1234, "C", "-$1,234.00");
    integer(1234, "G2", "1.2E+03");
    integer(5, "D999999999999", "D999999999999");
    assert_eq!(format_integer(1, 32, "R"), Err(InvalidFormat::Specifier));
    assert_eq!(format_integer(1, 32, "Z"), Err(InvalidFormat::Specifier));
    assert_eq!(format_double(1.0, "D"), Err(InvalidFormat::Specifier));
}

#[test]
fn decimals_keep_their_scale_and_round_away_from_zero() {
    decimal("1.50", "", "1.50");
    decimal("0.00", "", "0.00");
    decimal("-0.5", "", "-0.5");
    decimal("0.125", "F2", "0.13");
    decimal("2.675", "F2", "2.68");
    decimal("100.00", "G29", "100");
    decimal("0.00001", "", "0.00001");
    decimal("-0.001", "F2", "0.00");
}

#[test]
fn custom_pictures() {
    double(1234.5, "0", "1235");
    double(1234.5, "00000.00", "01234.50");
    integer(1_234_567, "#,##0.00", "1,234,567.00");
    integer(0, "#", "");
    integer(0, "#,##0", "0");
    double(0.5, "0.##", "0.5");
    integer(2, "0.##", "2");
    double(0.256, "0.0%", "25.6%");
    for (value, expected) in [(5, "+5"), (-5, "-5"), (0, "zero")] {
        integer(value, "+0;-0;zero", expected);
    }
    integer(5, "'x'0", "x5");
    integer(5, r"0 \x", "5 x");
    double(12345.6789, "0.00E+00", "1.23E+04");
    integer(12_345_678, "(000) 000-00", "(123) 456-78");
    integer(1_234_567, "0,,", "1");
    integer(-7, "000", "-007");
    integer(5, "0,000,000", "0,000,005");
    double(-0.2, "0", "-0");
    double(0.001, "0.00;neg;none", "none");
    decimal("1.50", "0.####", "1.5");
}

proptest! {
    #[test]
    fn no_format_panics(format in ".{0,12}", picture in "[#0.,%;'\"\\\\Ee+ -]{0,14}", value in any::<f64>(), whole in any::<i64>()) {
        for format in [&format, &picture] {
            let _ = format_double(value, format);
            let _ = format_integer(whole.into(), 64, format);
            let _ = format_decimal(Decimal::from(whole), format);
        }
    }

    #[test]
    fn doubles_read_back(value in any::<f64>().prop_filter("finite", |value| value.is_finite())) {
        let text = format_double(value, "").expect("the general format");
        prop_assert_eq!(text.parse::<f64>().expect("a number").to_bits(), value.to_bits());
    }
}
