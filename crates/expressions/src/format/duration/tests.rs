use super::*;
use crate::format::InvalidFormat;
use proptest::prelude::*;

fn span(days: i32, hours: i32, minutes: i32, seconds: i32, milliseconds: i32) -> TimeSpan {
    TimeSpan::from_parts(days, hours, minutes, seconds, milliseconds).expect("small enough")
}

fn check(value: TimeSpan, format: &str, expected: &str) {
    assert_eq!(value.format(format).as_deref(), Ok(expected), "{format}");
}

#[test]
fn standard_formats_print_as_dotnet_does() {
    check(span(1, 2, 3, 4, 5), "c", "1.02:03:04.0050000");
    check(span(-1, 0, 0, 0, 0), "", "-1.00:00:00");
    check(span(1, 2, 3, 4, 5), "g", "1:2:03:04.005");
    check(span(1, 2, 3, 4, 5), "G", "1:02:03:04.0050000");
    check(TimeSpan::MIN, "c", "-10675199.02:48:05.4775808");
}

#[test]
fn custom_formats_need_their_literals_quoted() {
    check(span(0, 1, 2, 3, 0), r"h\hmm\m", "1h02m");
    check(span(0, 0, 0, 1, 234), r"s\.fff", "1.234");
    check(span(0, 1, 2, 3, 0), "%h", "1");
    check(span(0, 1, 2, 3, 0), "'at 'hh", "at 01");
    for wrong in ["zz", "x", "hhh", "ffffffff", "hh:mm", "%", "'open"] {
        assert_eq!(span(0, 1, 2, 3, 0).format(wrong), Err(InvalidFormat::InvalidString), "{wrong}");
    }
}

#[test]
fn parsing_takes_days_hours_and_fractions() {
    let cases = [
        ("5", span(5, 0, 0, 0, 0)),
        ("1:2", span(0, 1, 2, 0, 0)),
        ("1.02:03:04.5", span(1, 2, 3, 4, 500)),
        (" -00:05 ", span(0, 0, -5, 0, 0)),
        ("24:00:00", span(24, 0, 0, 0, 0)),
        ("1:2:3:4.5", span(1, 2, 3, 4, 500)),
    ];
    for (text, expected) in cases {
        assert_eq!(TimeSpan::parse(text), Ok(expected), "{text}");
    }
}

#[test]
fn exact_parsing_follows_the_format() {
    assert_eq!(TimeSpan::parse_exact("01:02", r"hh\:mm"), Ok(span(0, 1, 2, 0, 0)));
    assert_eq!(TimeSpan::parse_exact("3", "%d"), Ok(span(3, 0, 0, 0, 0)));
    assert_eq!(TimeSpan::parse_exact("5.25", r"s\.ff"), Ok(span(0, 0, 0, 5, 250)));
    assert_eq!(TimeSpan::parse_exact("1", "hh"), Err(SpanParseError::Format));
    assert_eq!(TimeSpan::parse_exact("77", "mm"), Err(SpanParseError::Overflow));
}

#[test]
fn parsing_tells_malformed_from_too_large() {
    for text in ["24:00", "00:60:00", "99999999", "00:00:00.12345678"] {
        assert_eq!(TimeSpan::parse(text), Err(SpanParseError::Overflow), "{text}");
    }
    for text in ["", "x", "1.2", ":", "1:", "- 1"] {
        assert_eq!(TimeSpan::parse(text), Err(SpanParseError::Format), "{text}");
    }
}

proptest! {
    #[test]
    fn the_constant_form_reads_back(ticks in any::<i64>().prop_filter("its magnitude has no positive", |t| *t != i64::MIN)) {
        let text = TimeSpan::new(ticks).format("c").expect("a standard format");
        prop_assert_eq!(TimeSpan::parse(&text), Ok(TimeSpan::new(ticks)));
    }

    #[test]
    fn no_text_or_format_panics(text in ".*", ticks in any::<i64>()) {
        let _ = TimeSpan::parse(&text);
        let _ = TimeSpan::parse_exact(&text, &text);
        let _ = TimeSpan::new(ticks).format(&text);
    }
}
