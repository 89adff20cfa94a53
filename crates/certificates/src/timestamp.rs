//! A moment in UTC, to the second, as certificates know time; and its texts.
//!
//! Nothing here asks a clock: the moment is always an argument. Local time zones do not exist in this crate
//! (the product runs in UTC by decision), so .NET's `Kind` makes no difference.

use std::fmt;

const SECONDS_PER_DAY: i64 = 86_400;

/// Seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// A moment as a calendar shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    /// Year of the Gregorian calendar, 1–9999 in everything we read.
    pub year: i64,
    /// 1–12.
    pub month: u8,
    /// 1–31.
    pub day: u8,
    /// 0–23.
    pub hour: u8,
    /// 0–59.
    pub minute: u8,
    /// 0–59.
    pub second: u8,
}

impl Timestamp {
    /// The latest moment that can be told; stands for "no end known".
    pub const MAX: Self = Self(i64::MAX);
    /// The earliest moment that can be told.
    pub const MIN: Self = Self(i64::MIN);

    /// From seconds since the Unix epoch.
    pub const fn from_unix(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since the Unix epoch.
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// This moment and `seconds` more (or fewer), stopping at the ends of time.
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// From a calendar; `None` if there is no such moment.
    pub fn from_calendar(calendar: Calendar) -> Option<Self> {
        let Calendar { year, month, day, hour, minute, second } = calendar;
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days_in_month = match month {
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            1..=12 => 31,
            _ => return None,
        };
        let valid = (0..=9999).contains(&year) && (1..=days_in_month).contains(&day);
        if !valid || hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        // Days from civil, after Howard Hinnant: years start in March so that the leap day is the last.
        let shifted_year = if month <= 2 { year - 1 } else { year };
        let era = shifted_year.div_euclid(400);
        let year_of_era = shifted_year.rem_euclid(400);
        let month_from_march = (i64::from(month) + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = era * 146_097 + day_of_era - 719_468;
        Some(Self(days * SECONDS_PER_DAY + i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second)))
    }

    /// As a calendar shows it. Moments outside the years 0–9999 give the nearest that is inside.
    pub fn calendar(self) -> Calendar {
        const YEAR_0: i64 = -62_167_219_200;
        const YEAR_9999_END: i64 = 253_402_300_799;
        let seconds = self.0.clamp(YEAR_0, YEAR_9999_END);
        let days = seconds.div_euclid(SECONDS_PER_DAY) + 719_468;
        let of_day = seconds.rem_euclid(SECONDS_PER_DAY);
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let month = (month_from_march + 2) % 12 + 1;
        Calendar {
            year: era * 400 + year_of_era + i64::from(month <= 2),
            month: month as u8,
            day: (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u8,
            hour: (of_day / 3600) as u8,
            minute: (of_day / 60 % 60) as u8,
            second: (of_day % 60) as u8,
        }
    }

    /// From ISO 8601 text: `2026-11-20T17:30:00Z`, an offset such as `+02:00`, fractions of a second (dropped), or a
    /// date alone (midnight UTC). A time without zone is UTC.
    pub fn parse_iso(text: &str) -> Option<Self> {
        let text = text.trim();
        let (date, time) = match text.find(['T', 't', ' ']) {
            Some(at) => (text.get(..at)?, text.get(at + 1..)?),
            None => (text, ""),
        };
        let mut date = date.split('-');
        let (year, month, day) = (digits(date.next()?, 4)?, digits(date.next()?, 2)?, digits(date.next()?, 2)?);
        if date.next().is_some() {
            return None;
        }
        let mut calendar =
            Calendar { year, month: month.try_into().ok()?, day: day.try_into().ok()?, hour: 0, minute: 0, second: 0 };
        if time.is_empty() {
            return if text.len() == 10 { Self::from_calendar(calendar) } else { None };
        }
        let zone_at = time.find(['Z', 'z', '+', '-']).unwrap_or(time.len());
        let (clock, zone) = (time.get(..zone_at)?, time.get(zone_at..)?);
        let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
        if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let mut clock = clock.split(':');
        calendar.hour = digits(clock.next()?, 2)?.try_into().ok()?;
        calendar.minute = digits(clock.next()?, 2)?.try_into().ok()?;
        calendar.second = clock.next().map_or(Some(0), |second| digits(second, 2))?.try_into().ok()?;
        if clock.next().is_some() {
            return None;
        }
        let offset_minutes = match zone.as_bytes().first() {
            None => 0,
            Some(b'Z' | b'z') if zone.len() == 1 => 0,
            Some(sign @ (b'+' | b'-')) => {
                let zone = zone.get(1..)?;
                let (hours, minutes) = zone.split_once(':').or_else(|| zone.split_at_checked(2))?;
                let minutes = digits(hours, 2)? * 60 + digits(minutes, 2)?;
                if *sign == b'+' { minutes } else { -minutes }
            }
            Some(_) => return None,
        };
        Some(Self::from_calendar(calendar)?.plus_seconds(-offset_minutes * 60))
    }

    /// As .NET prints it under en-US with the general format: `10/27/2023 9:05:11 AM`.
    pub fn to_dotnet_text(self) -> String {
        let Calendar { year, month, day, hour, minute, second } = self.calendar();
        let half = if hour < 12 { "AM" } else { "PM" };
        let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
        format!("{month}/{day}/{year} {hour}:{minute:02}:{second:02} {half}")
    }
}

/// Exactly `count` decimal digits.
fn digits(text: &str, count: usize) -> Option<i64> {
    if text.len() != count || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// ISO 8601 in UTC: `2026-11-20T17:30:00Z`.
impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Calendar { year, month, day, hour, minute, second } = self.calendar();
        write!(formatter, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

/// Reads the contents of UTCTime (tag 0x17) or GeneralizedTime (0x18) in the forms of RFC 5280 §4.1.2.5: seconds
/// present, `Z`, no fraction. Anything else has no agreed meaning and is refused.
pub(crate) fn from_der(tag: u8, contents: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(contents).ok()?;
    let (year, rest) = match tag {
        0x17 => {
            let year = digits(text.get(..2)?, 2)?;
            (if year < 50 { 2000 + year } else { 1900 + year }, text.get(2..)?)
        }
        0x18 => (digits(text.get(..4)?, 4)?, text.get(4..)?),
        _ => return None,
    };
    if rest.len() != 11 || !rest.ends_with('Z') {
        return None;
    }
    let two = |at: usize| digits(rest.get(at..at + 2)?, 2).and_then(|number| u8::try_from(number).ok());
    Timestamp::from_calendar(Calendar {
        year,
        month: two(0)?,
        day: two(2)?,
        hour: two(4)?,
        minute: two(6)?,
        second: two(8)?,
    })
}

#[cfg(test)]
mod tests;
