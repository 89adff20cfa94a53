use super::*;
use crate::format::InvalidFormat;
use crate::format::calendar::{Date, DateTime, DateTimeKind, DateTimeOffset, TICKS_PER_HOUR};
use crate::format::duration::TimeSpan;
use proptest::prelude::*;

fn at(year: i32, month: i32, day: i32, time: [i32; 3], kind: DateTimeKind) -> DateTime {
    DateTime::from_parts(Date { year, month, day }, time, kind).expect("a real date")
}

/// 2024-02-03T14:05:06.789Z.
fn sample() -> DateTime {
    at(2024, 2, 3, [14, 5, 6], DateTimeKind::Utc).add_ticks(7_890_000).expect("inside the calendar")
}

fn shows(value: DateTime, format: &str, expected: &str) {
    assert_eq!(format_date_time(value, format).as_deref(), Ok(expected), "{format}");
}

#[test]
fn standard_formats() {
    shows(sample(), "", "2/3/2024 2:05:06 PM");
    shows(DateTime::MIN, "", "1/1/0001 12:00:00 AM");
    shows(sample(), "D", "Saturday, February 3, 2024");
    shows(sample(), "f", "Saturday, February 3, 2024 2:05 PM");
    shows(sample(), "m", "February 3");
    shows(sample(), "o", "2024-02-03T14:05:06.7890000Z");
    shows(sample(), "r", "Sat, 03 Feb 2024 14:05:06 GMT");
    shows(sample(), "u", "2024-02-03 14:05:06Z");
    assert_eq!(format_date_time(sample(), "K"), Err(InvalidFormat::InvalidString));
}

#[test]
fn custom_formats() {
    shows(sample(), "yyyy-MM-ddTHH:mm:ssZ", "2024-02-03T14:05:06Z");
    shows(sample(), "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "2024-02-03T14:05:06.789Z");
    shows(sample(), "HH:mm:ss.ffffff", "14:05:06.789000");
    shows(sample().midnight(), "HH:mm:ss.FFF", "00:00:00");
    shows(sample(), "ddd dddd MMM MMMM yy %h tt t", "Sat Saturday Feb February 24 2 PM P".replace("%h", "2").as_str());
    shows(sample(), r"\y yyyy 'at' g", "y 2024 at AD");
    shows(sample().with_kind(DateTimeKind::Unspecified), "HHK zzz", "14 +00:00");
    assert_eq!(format_date_time(sample(), "ffffffff"), Err(InvalidFormat::InvalidString));
    assert_eq!(format_date_time(sample(), "'open"), Err(InvalidFormat::InvalidString));
}

#[test]
fn offsets_show() {
    let value = DateTimeOffset::new(sample().ticks, TimeSpan::new(2 * TICKS_PER_HOUR)).expect("two hours");
    for (format, expected) in [
        ("", "2/3/2024 2:05:06 PM +02:00"),
        ("u", "2024-02-03 12:05:06Z"),
        ("s", "2024-02-03T14:05:06"),
        ("yyyy K", "2024 +02:00"),
        ("o", "2024-02-03T14:05:06.7890000+02:00"),
    ] {
        assert_eq!(format_date_time_offset(value, format).as_deref(), Ok(expected), "{format}");
    }
}

fn parsed(text: &str) -> Result<String, DateError> {
    let styles = DateStyles::default();
    let value = parse(text, styles, sample())?.date_time(styles).ok_or(DateError::OutsideCalendar)?;
    Ok(format_date_time(value, "o").expect("a standard format"))
}

#[test]
fn parsing_takes_many_arrangements() {
    for (text, expected) in [
        ("2024-02-03", "2024-02-03T00:00:00.0000000"),
        ("2024-02-03T04:05:06Z", "2024-02-03T04:05:06.0000000+00:00"),
        ("2024-02-03T04:05:06+02:00", "2024-02-03T02:05:06.0000000+00:00"),
        ("2024-02-03 04:05:06 -0130", "2024-02-03T05:35:06.0000000+00:00"),
        ("2024-02-03T04:05:06.12345678", "2024-02-03T04:05:06.1234568"),
        ("02/03/24", "2024-02-03T00:00:00.0000000"),
        ("1/2/1930 4 PM", "1930-01-02T16:00:00.0000000"),
        ("Feb 3, 2024 12:30 AM", "2024-02-03T00:30:00.0000000"),
        ("3 February 2024", "2024-02-03T00:00:00.0000000"),
        ("Sat, 03 Feb 2024 04:05:06 GMT", "2024-02-03T04:05:06.0000000+00:00"),
        ("2024-02", "2024-02-01T00:00:00.0000000"),
        ("2024.02.03", "2024-02-03T00:00:00.0000000"),
        (" 2024-2-3 ", "2024-02-03T00:00:00.0000000"),
        ("04:05", "2024-02-03T04:05:00.0000000"),
        ("May 2024", "2024-05-01T00:00:00.0000000"),
    ] {
        assert_eq!(parsed(text).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn parsing_names_what_is_wrong() {
    for text in ["", "20240203", "2024", "31/12/2024", "2024-02-30", "1:2:3:4", "2024-02-03T", "12:00+1"] {
        let expected = if text == "12:00+1" {
            Ok("2024-02-03T11:00:00.0000000+00:00".to_owned())
        } else {
            Err(DateError::NotRecognized)
        };
        assert_eq!(parsed(text), expected, "{text}");
    }
    assert_eq!(parsed("tomorrow"), Err(DateError::UnknownWord(0)));
    assert_eq!(parsed("2024-02-03 noon"), Err(DateError::UnknownWord(11)));
    assert_eq!(parsed("Sun, 03 Feb 2024"), Err(DateError::WrongDayOfWeek));
    assert_eq!(parsed("2024-02-03T04:05:60"), Err(DateError::OutsideCalendar));
}

#[test]
fn exact_parsing_follows_the_format() {
    let read = |text, format| parse_exact(text, format, DateStyles::default(), sample()).map(|parsed| parsed.clock);
    let day = at(2024, 2, 3, [0; 3], DateTimeKind::Unspecified);
    assert_eq!(read("03-02-2024", "dd-MM-yyyy"), Ok(day));
    assert_eq!(read("3 Feb 24", "d MMM yy"), Ok(day));
    assert_eq!(read("20240203T040506Z", "yyyyMMdd'T'HHmmss'Z'").map(DateTime::hour), Ok(4));
    assert_eq!(read("12:05 am", "h:mm tt").map(DateTime::hour), Ok(0));
    assert_eq!(read("x", "yyyy"), Err(DateError::NotRecognized));
    assert_eq!(read("2024-02-03x", "yyyy-MM-dd"), Err(DateError::NotRecognized));
    assert_eq!(read("2024-02-30", "yyyy-MM-dd"), Err(DateError::OutsideCalendar));
    assert_eq!(read("1", "'open"), Err(DateError::BadFormat));
}

proptest! {
    #[test]
    fn no_text_or_format_panics(text in ".{0,24}", date in "[0-9TZ:+ ./-]{0,28}", format in "[a-zA-Z%'\\\\ :/.-]{0,12}") {
        for text in [&text, &date] {
            let _ = parsed(text);
            let _ = parse_exact(text, &format, DateStyles::default(), sample());
        }
        let _ = format_date_time(sample(), &format);
    }

    #[test]
    fn the_sortable_form_reads_back(seconds in 0..315_537_897_599_i64) {
        let value = DateTime::from_ticks(seconds * 10_000_000, DateTimeKind::Unspecified).expect("inside the calendar");
        let text = format_date_time(value, "s").expect("a standard format");
        prop_assert_eq!(parse(&text, DateStyles::default(), sample()).map(|parsed| parsed.clock), Ok(value));
    }
}
