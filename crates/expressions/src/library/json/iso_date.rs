//! ISO 8601 date-times as Newtonsoft recognises and writes them.

use crate::{
    format::calendar::UNIX_EPOCH_TICKS,
    format::calendar::{Date, DateTime, DateTimeKind, DateTimeOffset, MAX_TICKS, TICKS_PER_DAY, TICKS_PER_MINUTE},
    text::Text,
};

/// The date that a JSON string spells, when its whole text is an ISO date-time or Microsoft's `/Date(…)/`.
pub(crate) fn recognise(text: &Text) -> Option<DateTime> {
    let (ticks, zone) = parse(text.as_ascii()?)?;
    Some(match zone {
        Zone::None => DateTime { ticks, kind: DateTimeKind::Unspecified },
        Zone::Utc => DateTime { ticks, kind: DateTimeKind::Utc },
        // An offset is converted to local time, which is UTC here.
        Zone::Offset(minutes) => DateTime { ticks: to_utc(ticks, minutes)?, kind: DateTimeKind::Local },
    })
}

/// The same as `DateTimeOffset`; without a zone the local one holds, which is UTC.
pub(crate) fn recognise_offset(text: &Text) -> Option<DateTimeOffset> {
    let (ticks, zone) = parse(text.as_ascii()?)?;
    let offset_minutes = match zone {
        Zone::None | Zone::Utc => 0,
        Zone::Offset(minutes) => i16::try_from(minutes).ok()?,
    };
    Some(DateTimeOffset { ticks, offset_minutes })
}

enum Zone {
    None,
    Utc,
    /// Minutes east.
    Offset(i64),
}

fn to_utc(ticks: i64, minutes_east: i64) -> Option<i64> {
    let utc = ticks - minutes_east * TICKS_PER_MINUTE;
    (0..=MAX_TICKS).contains(&utc).then_some(utc)
}

fn parse(text: &str) -> Option<(i64, Zone)> {
    let bytes = text.as_bytes();
    if let Some(inner) = text.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/")) {
        return parse_microsoft(inner);
    }
    if !(19..=40).contains(&bytes.len()) || bytes.get(10) != Some(&b'T') {
        return None;
    }
    let part = |at| two_digits(bytes, at).map(i32::from);
    let date = Date { year: part(0)? * 100 + part(2)?, month: part(5)?, day: part(8)? };
    let marks = [(4, b'-'), (7, b'-'), (13, b':'), (16, b':')];
    if !marks.iter().all(|(at, mark)| bytes.get(*at) == Some(mark)) {
        return None;
    }
    let (fraction, rest) = fraction(bytes.get(19..)?)?;
    let zone = parse_zone(rest)?;
    let ticks = match [part(11)?, part(14)?, part(17)?] {
        // ISO 8601 also knows midnight as the end of a day.
        [24, 0, 0] if fraction == 0 => {
            DateTime::from_parts(date, [0; 3], DateTimeKind::Unspecified)?.ticks + TICKS_PER_DAY
        }
        time => DateTime::from_parts(date, time, DateTimeKind::Unspecified)?.ticks + fraction,
    };
    (ticks <= MAX_TICKS).then_some((ticks, zone))
}

/// Milliseconds since 1970 with an optional offset: `1224043200000+0100`.
fn parse_microsoft(inner: &str) -> Option<(i64, Zone)> {
    let sign = inner.char_indices().skip(1).find(|(_, character)| matches!(character, '+' | '-'));
    let (number, zone) = match sign {
        None => (inner, Zone::Utc),
        Some((at, _)) => {
            let (number, offset) = inner.split_at_checked(at)?;
            (number, parse_zone(offset.as_bytes())?)
        }
    };
    let milliseconds: i64 = number.parse().ok()?;
    let ticks = milliseconds.checked_mul(10_000)?.checked_add(UNIX_EPOCH_TICKS)?;
    let ticks = match zone {
        // The number is UTC already; `parse` gives clock time.
        Zone::Offset(minutes) => ticks + minutes * TICKS_PER_MINUTE,
        _ => ticks,
    };
    (0..=MAX_TICKS).contains(&ticks).then_some((ticks, zone))
}

/// Up to seven digits after the point, in ticks, and what follows.
fn fraction(bytes: &[u8]) -> Option<(i64, &[u8])> {
    let Some((b'.', digits)) = bytes.split_first() else { return Some((0, bytes)) };
    let count = digits.iter().take(7).take_while(|digit| digit.is_ascii_digit()).count();
    if count == 0 {
        return None;
    }
    let (digits, rest) = digits.split_at_checked(count)?;
    let value = digits.iter().fold(0, |value, digit| value * 10 + i64::from(digit - b'0'));
    Some((value * 10_i64.pow(7 - count as u32), rest))
}

fn parse_zone(rest: &[u8]) -> Option<Zone> {
    match rest {
        [] => Some(Zone::None),
        [b'Z' | b'z'] => Some(Zone::Utc),
        [sign @ (b'+' | b'-'), rest @ ..] => {
            let hours = i64::from(two_digits(rest, 0)?);
            let minutes = match rest.get(2..)? {
                [] | [b':'] => 0,
                [b':', minutes @ ..] | minutes if minutes.len() == 2 => i64::from(two_digits(minutes, 0)?),
                _ => return None,
            };
            let total = hours * 60 + minutes;
            Some(Zone::Offset(if *sign == b'-' { -total } else { total }))
        }
        _ => None,
    }
}

fn two_digits(bytes: &[u8], at: usize) -> Option<u8> {
    match bytes.get(at..at.checked_add(2)?)? {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => Some((tens - b'0') * 10 + (ones - b'0')),
        _ => None,
    }
}

/// `yyyy-MM-ddTHH:mm:ss.FFFFFFFK`.
pub(crate) fn write(date: DateTime) -> String {
    let zone = match date.kind {
        DateTimeKind::Unspecified => "",
        DateTimeKind::Utc => "Z",
        DateTimeKind::Local => "+00:00",
    };
    clock(date.ticks) + zone
}

/// `yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz`.
pub(crate) fn write_offset(date: DateTimeOffset) -> String {
    let minutes = date.offset_minutes;
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.unsigned_abs();
    format!("{}{sign}{:02}:{:02}", clock(date.ticks), minutes / 60, minutes % 60)
}

fn clock(ticks: i64) -> String {
    let date = DateTime { ticks, kind: DateTimeKind::Unspecified };
    let Date { year, month, day } = date.date_parts();
    let (hour, minute, second) = (date.hour(), date.minute(), date.second());
    let mut text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
    let fraction = date.fraction_ticks();
    if fraction != 0 {
        text.push_str(format!(".{fraction:07}").trim_end_matches('0'));
    }
    text
}
