use proptest::prelude::*;

use super::*;

#[test]
fn texts() {
    let moment = Timestamp::parse_iso("2023-10-27T09:05:11Z").unwrap();
    assert_eq!(moment.to_string(), "2023-10-27T09:05:11Z");
    assert_eq!(moment.to_dotnet_text(), "10/27/2023 9:05:11 AM");
    assert_eq!(Timestamp::parse_iso("2024-01-01T00:00:00Z").unwrap().to_dotnet_text(), "1/1/2024 12:00:00 AM");
    assert_eq!(Timestamp::parse_iso("2024-01-01T12:00:00Z").unwrap().to_dotnet_text(), "1/1/2024 12:00:00 PM");
}

#[test]
fn iso_forms_of_one_moment() {
    let expected = Some(Timestamp::from_unix(1_709_251_200));
    for text in [
        "2024-03-01T00:00:00Z",
        "2024-03-01",
        "2024-03-01T00:00:00.999+00:00",
        "2024-03-01T02:30:00+02:30",
        "2024-02-29T23:00:00-0100",
        "2024-03-01 00:00",
    ] {
        assert_eq!(Timestamp::parse_iso(text), expected, "{text}");
    }
    for text in ["", "2024", "2024-13-01", "2024-02-30", "2024-03-01T25:00:00Z", "2024-03-01T", "2024-03-01T00:00:00X"]
    {
        assert_eq!(Timestamp::parse_iso(text), None, "{text}");
    }
}

#[test]
fn c12_certificate_times_are_utc_to_the_second_or_refused() {
    let cases: [(u8, &str, Option<&str>); 11] = [
        (0x17, "491231235959Z", Some("2049-12-31T23:59:59Z")),
        (0x17, "500101000000Z", Some("1950-01-01T00:00:00Z")),
        (0x18, "99991231235959Z", Some("9999-12-31T23:59:59Z")),
        (0x18, "20240101000000", None),
        (0x18, "20240101000000+0100", None),
        (0x18, "20240101000000.5Z", None),
        (0x17, "2401010000Z", None),
        (0x17, "240230000000Z", None),
        (0x17, "240101000060Z", None),
        (0x18, "2024010100000\u{e9}", None),
        (0x0c, "240101000000Z", None),
    ];
    for (tag, text, expected) in cases {
        assert_eq!(from_der(tag, text.as_bytes()).map(|moment| moment.to_string()).as_deref(), expected, "{text}");
    }
}

proptest! {
    #[test]
    fn calendar_and_back(seconds in -62_167_219_200_i64..=253_402_300_799) {
        let moment = Timestamp::from_unix(seconds);
        prop_assert_eq!(Timestamp::from_calendar(moment.calendar()), Some(moment));
        prop_assert_eq!(Timestamp::parse_iso(&moment.to_string()), Some(moment));
    }

    #[test]
    fn never_panics(text in "\\PC{0,30}", bytes in proptest::collection::vec(any::<u8>(), 0..20), seconds: i64) {
        let _ = Timestamp::parse_iso(&text);
        let _ = from_der(0x17, &bytes);
        let _ = from_der(0x18, &bytes);
        let _ = Timestamp::from_unix(seconds).to_dotnet_text();
    }
}
