//! Durations as ARM writes them: ISO 8601, `PT10S`, `PT1H30M`, `P1D`.

use std::time::Duration;

use serde::{Deserialize, Deserializer};

/// Longest duration accepted, a year: longer ones are typing errors, and arithmetic with them might overflow.
const MAX_SECONDS: u64 = 366 * 86_400;

#[derive(Debug, Clone, Copy)]
pub(crate) struct IsoDuration(pub(crate) Duration);

impl<'de> Deserialize<'de> for IsoDuration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        parse(&text).map(Self).ok_or_else(|| {
            serde::de::Error::custom(format!("`{text}` is not an ISO 8601 duration of at most a year, such as `PT30S`"))
        })
    }
}

/// Weeks, days, hours, minutes and (fractions of) seconds; years and months have no fixed length and are refused.
pub(crate) fn parse(text: &str) -> Option<Duration> {
    let (date, time) = match text.strip_prefix('P')?.split_once('T') {
        Some((_, "")) => return None,
        Some((date, time)) => (date, time),
        None => (text.strip_prefix('P')?, ""),
    };
    if date.is_empty() && time.is_empty() {
        return None;
    }
    let days = components(date, &[('W', 604_800.0), ('D', 86_400.0)])?;
    let clock = components(time, &[('H', 3_600.0), ('M', 60.0), ('S', 1.0)])?;
    let seconds = days + clock;
    (seconds <= MAX_SECONDS as f64).then(|| Duration::from_secs_f64(seconds))
}

/// Sums `<number><unit>` pairs whose units appear in the given order, each at most once.
fn components(mut rest: &str, units: &[(char, f64)]) -> Option<f64> {
    let mut total = 0.0;
    for (unit, seconds) in units {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, after) = rest.split_at_checked(digits)?;
        if let Some(after) = after.strip_prefix(*unit) {
            total += number.parse::<f64>().ok()? * seconds;
            rest = after;
        }
    }
    rest.is_empty().then_some(total)
}

#[cfg(test)]
mod tests;
