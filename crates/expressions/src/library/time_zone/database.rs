//! Rules of time zones, read from the system's database (TZif files, RFC 8536).

mod posix;
mod windows;

use std::cell::RefCell;
use std::rc::Rc;

use hashbrown::HashMap;
use posix::Rule;

use crate::format::calendar::{TICKS_PER_SECOND, UNIX_EPOCH_TICKS};

/// Where systems keep the database.
const FOLDER: &str = "/usr/share/zoneinfo";
/// Largest file that is read; real ones have a few kilobytes.
const MAX_FILE_BYTES: u64 = 256 * 1024;
/// Zones a thread keeps.
const MAX_CACHED: usize = 600;

thread_local! {
    static CACHE: RefCell<HashMap<String, Option<Rc<Zone>>>> = RefCell::default();
}

/// A zone's name and rules.
#[derive(Debug)]
pub(super) struct Zone {
    /// The name it was asked for.
    pub(super) id: String,
    /// Unix times from which on another offset holds, ascending.
    transitions: Vec<(i64, Offset)>,
    /// What holds before the first one.
    first: Offset,
    /// What holds after the last one.
    rule: Option<Rule>,
}

/// A distance from UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Offset {
    seconds: i32,
    is_daylight: bool,
}

impl Zone {
    pub(super) fn utc() -> Rc<Zone> {
        Rc::new(Zone { id: "UTC".to_owned(), transitions: Vec::new(), first: Offset::default(), rule: None })
    }

    /// The zone of an IANA or Windows name.
    pub(super) fn find(id: &str) -> Option<Rc<Zone>> {
        if id.eq_ignore_ascii_case("UTC") {
            return Some(Zone::utc());
        }
        if let Some(known) = CACHE.with_borrow(|cache| cache.get(id).cloned()) {
            return known;
        }
        let zone = Zone::load(id).map(Rc::new);
        CACHE.with_borrow_mut(|cache| {
            if cache.len() >= MAX_CACHED {
                cache.clear();
            }
            cache.insert(id.to_owned(), zone.clone());
        });
        zone
    }

    fn load(id: &str) -> Option<Zone> {
        let name = windows::iana_name(id).unwrap_or(id);
        // A name is a path below the folder: letters and a few signs, no step upwards.
        let is_plain = |part: &str| {
            !part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+'))
        };
        if !name.split('/').all(is_plain) || name.split('/').count() > 3 {
            return None;
        }
        let path = std::path::Path::new(FOLDER).join(name);
        let is_small = std::fs::metadata(&path).ok().is_some_and(|file| file.is_file() && file.len() <= MAX_FILE_BYTES);
        let bytes = is_small.then(|| std::fs::read(&path).ok())??;
        Zone::parse(id, &bytes)
    }

    /// Reads the part with 64-bit times and the rule behind it.
    fn parse(id: &str, bytes: &[u8]) -> Option<Zone> {
        let first = Header::read(bytes)?;
        let body = bytes.get(first.length(4)..)?;
        let header = Header::read(body)?;
        let (mut rest, rule) = (body.get(44..)?, body.get(header.length(8)..)?);
        let mut take = |count: usize| {
            let (taken, left) = rest.split_at_checked(count)?;
            rest = left;
            Some(taken)
        };
        let times = take(header.times * 8)?;
        let kinds = take(header.times)?;
        let offsets: Vec<Offset> = take(header.kinds * 6)?
            .chunks_exact(6)
            .map(|kind| Offset {
                seconds: i32::from_be_bytes([kind[0], kind[1], kind[2], kind[3]]),
                is_daylight: kind[4] != 0,
            })
            .collect();
        let time_of = |bytes: &[u8]| bytes.try_into().map(i64::from_be_bytes).ok();
        let pairs = times.chunks_exact(8).zip(kinds);
        let transitions: Option<Vec<(i64, Offset)>> =
            pairs.map(|(time, kind)| Some((time_of(time)?, *offsets.get(usize::from(*kind))?))).collect();
        let rule = std::str::from_utf8(rule).ok().and_then(|text| Rule::parse(text.trim_matches('\n')));
        let standard = offsets.iter().find(|offset| !offset.is_daylight).or(offsets.first());
        Some(Zone { id: id.to_owned(), transitions: transitions?, first: standard.copied().unwrap_or_default(), rule })
    }

    pub(super) fn is_utc(&self) -> bool {
        self.id == "UTC"
    }

    pub(super) fn display_name(&self) -> String {
        if self.is_utc() {
            return "(UTC) Coordinated Universal Time".to_owned();
        }
        format!("(UTC{}) {}", signed(self.standard_offset()), self.standard_name())
    }

    /// .NET Core without names of zones prints the distance from Greenwich.
    pub(super) fn standard_name(&self) -> String {
        if self.is_utc() {
            "Coordinated Universal Time".to_owned()
        } else {
            format!("GMT{}", signed(self.standard_offset()))
        }
    }

    /// Seconds east of UTC in standard time.
    pub(super) fn standard_offset(&self) -> i32 {
        match &self.rule {
            Some(rule) => rule.standard_seconds(),
            None => self
                .transitions
                .iter()
                .rev()
                .find(|(_, offset)| !offset.is_daylight)
                .map_or(self.first.seconds, |(_, offset)| offset.seconds),
        }
    }

    pub(super) fn has_daylight_saving(&self) -> bool {
        self.transitions.iter().any(|(_, offset)| offset.is_daylight)
    }

    fn at_unix(&self, time: i64) -> Offset {
        let after = self.transitions.partition_point(|(from, _)| *from <= time);
        match (&self.rule, after.checked_sub(1).and_then(|index| self.transitions.get(index))) {
            (Some(rule), last)
                if after == self.transitions.len() && (last.is_some() || self.transitions.is_empty()) =>
            {
                let (seconds, is_daylight) = rule.at(time);
                Offset { seconds, is_daylight }
            }
            (_, Some((_, offset))) => *offset,
            (_, None) => self.first,
        }
    }

    /// Seconds east of UTC at a moment.
    pub(super) fn offset_at(&self, utc_ticks: i64) -> i32 {
        self.at_unix(unix(utc_ticks)).seconds
    }

    pub(super) fn is_daylight_at(&self, utc_ticks: i64) -> bool {
        self.at_unix(unix(utc_ticks)).is_daylight
    }

    /// Seconds east of UTC when the clock shows this. A reading that comes twice is taken as standard time.
    pub(super) fn offset_of_clock(&self, clock_ticks: i64) -> i32 {
        let clock = unix(clock_ticks);
        let fits = |seconds: &i32| self.at_unix(clock - i64::from(*seconds)).seconds == *seconds;
        let day = 24 * 3600;
        let candidates = [self.at_unix(clock + day).seconds, self.at_unix(clock - day).seconds];
        candidates.into_iter().filter(fits).min().unwrap_or_else(|| self.standard_offset())
    }

    /// Whether the clock never shows this, because it was put forward.
    pub(super) fn skips(&self, clock_ticks: i64) -> bool {
        let clock = unix(clock_ticks);
        let shows = |seconds: i32| self.at_unix(clock - i64::from(seconds)).seconds == seconds;
        let day = 24 * 3600;
        !shows(self.at_unix(clock + day).seconds) && !shows(self.at_unix(clock - day).seconds)
    }
}

fn unix(ticks: i64) -> i64 {
    (ticks - UNIX_EPOCH_TICKS).div_euclid(TICKS_PER_SECOND)
}

fn signed(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", seconds.abs() / 3600, seconds.abs() / 60 % 60)
}

/// Counts of a TZif part.
struct Header {
    times: usize,
    kinds: usize,
    characters: usize,
    leaps: usize,
    standards: usize,
    universals: usize,
}

impl Header {
    fn read(bytes: &[u8]) -> Option<Header> {
        if !bytes.starts_with(b"TZif") {
            return None;
        }
        let count = |at: usize| {
            let number = bytes.get(at..at + 4)?.try_into().map(u32::from_be_bytes).ok()?;
            usize::try_from(number).ok().filter(|number| *number <= MAX_FILE_BYTES as usize)
        };
        let (universals, standards, leaps) = (count(20)?, count(24)?, count(28)?);
        Some(Header { universals, standards, leaps, times: count(32)?, kinds: count(36)?, characters: count(40)? })
    }

    /// Length of the part with times of so many bytes.
    fn length(&self, time: usize) -> usize {
        44 + self.times * (time + 1)
            + self.kinds * 6
            + self.characters
            + self.leaps * (time + 4)
            + self.standards
            + self.universals
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::calendar::{Date, DateTime, DateTimeKind};

    fn ticks(year: i32, month: i32, day: i32, hour: i32) -> i64 {
        let date = Date { year, month, day };
        DateTime::from_parts(date, [hour, 30, 0], DateTimeKind::Unspecified).expect("a real date").ticks
    }

    #[test]
    fn names_that_leave_the_folder_are_no_zones() {
        for name in ["../../etc/passwd", "/etc/passwd", "", "Europe//Berlin", "Europe/../Berlin", "No/Such", "a/b/c/d"]
        {
            assert!(Zone::load(name).is_none(), "{name}");
        }
    }

    #[test]
    fn a_rule_of_the_future_is_followed() {
        let rule = Rule::parse("CET-1CEST,M3.5.0,M10.5.0/3").expect("the rule of Berlin");
        let first = Offset { seconds: 3600, is_daylight: false };
        let zone = Zone { id: "test".to_owned(), transitions: Vec::new(), first, rule: Some(rule) };
        assert_eq!(zone.offset_at(ticks(2050, 7, 1, 12)), 7200);
        assert_eq!(zone.offset_at(ticks(2050, 1, 1, 12)), 3600);
        assert!(zone.skips(ticks(2024, 3, 31, 2)));
        assert!(!zone.skips(ticks(2024, 3, 31, 3)));
        assert_eq!(zone.offset_of_clock(ticks(2024, 10, 27, 2)), 3600, "twice shown is standard time");
    }

    #[test]
    fn damaged_files_are_refused() {
        for bytes in [&b"TZif2"[..], b"", b"TZif", &[0xFF; 200]] {
            assert!(Zone::parse("x", bytes).is_none());
        }
    }
}
