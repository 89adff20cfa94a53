use std::time::Duration;

use super::parse;

#[test]
fn iso_durations_of_fixed_length_are_read() {
    let cases = [
        ("PT10S", 10.0),
        ("PT1H30M", 5_400.0),
        ("P1D", 86_400.0),
        ("P1DT1S", 86_401.0),
        ("PT0.5S", 0.5),
        ("P2W", 1_209_600.0),
    ];
    for (text, seconds) in cases {
        assert_eq!(parse(text), Some(Duration::from_secs_f64(seconds)), "{text}");
    }
    for text in
        ["", "P", "PT", "10", "PT10", "P1M", "P1Y", "PT1S1H", "PT-1S", "P400D", "PT1e9S", "PTS", "P1DT", "PT1..2S"]
    {
        assert_eq!(parse(text), None, "{text}");
    }
}
