//! `DateTime.Parse` under en-US: dates with numbers or month names in the orders .NET accepts, a time, a zone, a day of
//! the week, in nearly any arrangement.

use super::DateError;
use super::names::{self, DAYS, MONTHS};
use crate::format::calendar::{
    Date, DateTime, DateTimeKind, DateTimeOffset, OffsetError, TICKS_PER_DAY, TICKS_PER_MINUTE,
};
use crate::format::duration::TimeSpan;

/// `System.Globalization.DateTimeStyles`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DateStyles(pub i64);

#[allow(missing_docs)]
impl DateStyles {
    pub const ALLOW_WHITE: i64 = 7;
    pub const NO_CURRENT_DATE_DEFAULT: i64 = 8;
    pub const ADJUST_TO_UNIVERSAL: i64 = 0x10;
    pub const ASSUME_LOCAL: i64 = 0x20;
    pub const ASSUME_UNIVERSAL: i64 = 0x40;
    pub const ROUNDTRIP_KIND: i64 = 0x80;

    /// Whether any of these flags is set.
    pub fn has(self, flag: i64) -> bool {
        self.0 & flag != 0
    }
}

/// Longest number of a date; .NET refuses longer ones.
const MAX_DIGITS: usize = 8;
/// Two-digit years up to this one belong to this century.
const LAST_SHORT_YEAR: i32 = 29;

/// What a text says: a clock reading and perhaps a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParsedDate {
    /// The clock, without kind.
    pub clock: DateTime,
    /// Minutes east of UTC.
    pub zone: Option<i64>,
    /// The zone was written as a name (`Z`, `GMT`, `UTC`).
    pub is_utc: bool,
}

impl ParsedDate {
    /// The value `DateTime.Parse` makes of it.
    pub fn date_time(self, styles: DateStyles) -> Option<DateTime> {
        let to_utc = styles.has(DateStyles::ADJUST_TO_UNIVERSAL);
        let kind = match self.zone {
            Some(_) if to_utc || (self.is_utc && styles.has(DateStyles::ROUNDTRIP_KIND)) => DateTimeKind::Utc,
            Some(_) => DateTimeKind::Local,
            None if styles.has(DateStyles::ASSUME_UNIVERSAL | DateStyles::ASSUME_LOCAL) && to_utc => DateTimeKind::Utc,
            None if styles.has(DateStyles::ASSUME_UNIVERSAL | DateStyles::ASSUME_LOCAL) => DateTimeKind::Local,
            None => DateTimeKind::Unspecified,
        };
        let moment = self.clock.add_ticks(-self.zone.unwrap_or(0) * TICKS_PER_MINUTE)?;
        Some(moment.with_kind(kind))
    }

    /// The value `DateTimeOffset.Parse` makes of it.
    pub fn date_time_offset(self, styles: DateStyles) -> Result<DateTimeOffset, DateError> {
        let offset = TimeSpan::new(self.zone.unwrap_or(0) * TICKS_PER_MINUTE);
        let value = DateTimeOffset::new(self.clock.ticks, offset).map_err(|error| match error {
            OffsetError::Unrepresentable => DateError::OutsideCalendar,
            OffsetError::NotWholeMinutes | OffsetError::TooFar => DateError::OffsetTooFar,
        })?;
        if styles.has(DateStyles::ADJUST_TO_UNIVERSAL) {
            return value.to_offset(TimeSpan::ZERO).map_err(|_| DateError::OutsideCalendar);
        }
        Ok(value)
    }
}

/// Reads a date and time; `now` fills in what the text leaves open.
pub fn parse(text: &str, styles: DateStyles, now: DateTime) -> Result<ParsedDate, DateError> {
    let text = text.trim_end_matches('\0');
    let mut reader = Reader { text, rest: text, found: Found::default() };
    while let Some(next) = reader.rest.chars().next() {
        match next {
            '0'..='9' => reader.number()?,
            _ if next.is_alphabetic() => reader.word()?,
            _ if next.is_whitespace() || next == ',' => reader.skip(next),
            '+' | '-' if reader.found.time.is_some() && reader.found.zone.is_none() => reader.offset()?,
            '/' | '-' | '.' if reader.found.time.is_none() && reader.found.has_date_part() => reader.skip(next),
            _ => return Err(DateError::NotRecognized),
        }
    }
    reader.found.resolve(styles, now)
}

/// The parts of a text as they turn up.
#[derive(Default)]
struct Found {
    /// A `T` stood before the time, which makes it an ISO 8601 one: two digits each, no AM or PM, only `Z` as zone.
    is_iso: bool,
    /// Numbers of the date with their digit counts.
    numbers: Vec<(i32, usize)>,
    month: Option<i32>,
    weekday: Option<i32>,
    /// Hour, minute, second and ticks below the second.
    time: Option<([i32; 3], i64)>,
    zone: Option<i64>,
    is_utc: bool,
}

struct Reader<'t> {
    text: &'t str,
    rest: &'t str,
    found: Found,
}

impl Reader<'_> {
    fn skip(&mut self, character: char) {
        self.rest = &self.rest[character.len_utf8()..];
    }

    fn eat(&mut self, character: char) -> bool {
        let rest = self.rest.strip_prefix(character);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn digits(&mut self) -> Result<(i32, usize), DateError> {
        let count = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.rest.split_at(count);
        self.rest = rest;
        if !(1..=MAX_DIGITS).contains(&count) {
            return Err(DateError::NotRecognized);
        }
        digits.parse().map(|number| (number, count)).map_err(|_| DateError::NotRecognized)
    }

    /// A number is a part of the date unless a colon or AM/PM follows.
    fn number(&mut self) -> Result<(), DateError> {
        let (number, count) = self.digits()?;
        if self.found.time.is_none() {
            if self.rest.starts_with(':') {
                return if self.found.is_iso && count != 2 { Err(DateError::NotRecognized) } else { self.time(number) };
            }
            if let Some(hour) = self.half_day(number)? {
                self.found.time = Some(([hour, 0, 0], 0));
                return Ok(());
            }
        }
        self.found.numbers.push((number, count));
        Ok(())
    }

    fn time(&mut self, hour: i32) -> Result<(), DateError> {
        let mut parts = [hour, 0, 0];
        let mut fraction = 0;
        self.skip(':');
        parts[1] = self.time_part()?;
        if self.eat(':') {
            parts[2] = self.time_part()?;
            if self.rest.starts_with('.') && self.rest[1..].starts_with(|next: char| next.is_ascii_digit()) {
                let count = self.rest[1..].bytes().take_while(u8::is_ascii_digit).count();
                let (digits, rest) = self.rest.split_at(1 + count);
                fraction = (digits.parse::<f64>().unwrap_or(0.0) * 1e7).round_ties_even() as i64;
                self.rest = rest;
            }
        }
        if !self.found.is_iso
            && let Some(hour) = self.half_day(parts[0])?
        {
            parts[0] = hour;
        }
        self.found.time = Some((parts, fraction));
        Ok(())
    }

    /// Minutes or seconds.
    fn time_part(&mut self) -> Result<i32, DateError> {
        let (number, count) = self.digits()?;
        if self.found.is_iso && count != 2 { Err(DateError::NotRecognized) } else { Ok(number) }
    }

    /// The hour of the day when AM or PM follows.
    fn half_day(&mut self, hour: i32) -> Result<Option<i32>, DateError> {
        let after = self.rest.trim_start();
        let length = after.chars().take_while(|next| next.is_alphabetic()).count();
        let is = |mark: &str| after.get(..length).is_some_and(|word| word.eq_ignore_ascii_case(mark));
        let afternoon = is("PM") || is("P");
        if !afternoon && !is("AM") && !is("A") {
            return Ok(None);
        }
        self.rest = &after[length..];
        match hour {
            12 if !afternoon => Ok(Some(0)),
            0..=11 if afternoon => Ok(Some(hour + 12)),
            0..=11 => Ok(Some(hour)),
            12..=23 if afternoon => Ok(Some(hour)),
            _ => Err(DateError::NotRecognized),
        }
    }

    fn offset(&mut self) -> Result<(), DateError> {
        let negative = self.eat('-');
        if !negative {
            self.skip('+');
        }
        let (number, count) = self.digits()?;
        let (hours, minutes) = match count {
            1 | 2 if self.eat(':') => (number, self.digits()?.0),
            1 | 2 => (number, 0),
            3 | 4 => (number / 100, number % 100),
            _ => return Err(DateError::NotRecognized),
        };
        if minutes > 59 || hours > 99 {
            return Err(DateError::NotRecognized);
        }
        let distance = i64::from(hours * 60 + minutes);
        if distance > DateTimeOffset::MAX_OFFSET_MINUTES {
            return Err(DateError::OffsetTooFar);
        }
        self.found.zone = Some(if negative { -distance } else { distance });
        Ok(())
    }

    fn word(&mut self) -> Result<(), DateError> {
        let length: usize = self.rest.chars().take_while(|next| next.is_alphabetic()).map(char::len_utf8).sum();
        let word = &self.rest[..length];
        let whole = |found: Option<(i32, usize)>| found.filter(|(_, used)| *used == length).map(|(index, _)| index);
        if let (Some(month), None) = (whole(names::at_start(word, &MONTHS)), self.found.month) {
            self.found.month = Some(month + 1);
        } else if let (Some(day), None) = (whole(names::at_start(word, &DAYS)), self.found.weekday) {
            self.found.weekday = Some(day);
        } else if word.eq_ignore_ascii_case("Z") && self.found.has_date_or_time() {
            self.found.zone = Some(0);
            self.found.is_utc = true;
        } else if ["GMT", "UTC"].iter().any(|zone| word.eq_ignore_ascii_case(zone)) && self.found.time.is_some() {
            if self.found.is_iso {
                return Err(DateError::NotRecognized);
            }
            self.found.zone = Some(0);
            self.found.is_utc = true;
        } else if word.eq_ignore_ascii_case("T") && self.found.has_date_part() && self.found.time.is_none() {
            self.rest = &self.rest[1..];
            self.found.is_iso = self.found.numbers.first().is_some_and(|(_, digits)| *digits > 2);
            // The hour must follow at once, and be part of a time.
            let is_time = self.rest.trim_start_matches(|next: char| next.is_ascii_digit()).starts_with(':');
            return if is_time { Ok(()) } else { Err(DateError::NotRecognized) };
        } else if !(word.eq_ignore_ascii_case("AD") && self.found.has_date_part()) {
            let before = self.text.strip_suffix(self.rest).unwrap_or_default();
            return Err(DateError::UnknownWord(before.encode_utf16().count()));
        }
        self.rest = &self.rest[length..];
        // The point after an abbreviation.
        if self.found.month.is_some() && self.rest.starts_with(". ") {
            self.skip('.');
        }
        Ok(())
    }
}

impl Found {
    fn has_date_part(&self) -> bool {
        !self.numbers.is_empty() || self.month.is_some()
    }

    fn has_date_or_time(&self) -> bool {
        self.has_date_part() || self.time.is_some()
    }

    fn resolve(self, styles: DateStyles, now: DateTime) -> Result<ParsedDate, DateError> {
        let date = match self.date(now) {
            Some(date) => date,
            None if self.time.is_some() && !self.has_date_part() => {
                if styles.has(DateStyles::NO_CURRENT_DATE_DEFAULT) {
                    DateTime::MIN.date_parts()
                } else {
                    now.date_parts()
                }
            }
            None => return Err(DateError::NotRecognized),
        };
        let midnight = DateTime::from_parts(date, [0; 3], DateTimeKind::Unspecified).ok_or(DateError::NotRecognized)?;
        let (time, fraction) = self.time.unwrap_or(([0; 3], 0));
        let clock = DateTime::from_parts(date, time, DateTimeKind::Unspecified)
            .and_then(|clock| clock.add_ticks(fraction))
            .ok_or(DateError::OutsideCalendar)?;
        if self.weekday.is_some_and(|weekday| weekday != midnight.day_of_week()) {
            return Err(DateError::WrongDayOfWeek);
        }
        debug_assert!(clock.since(midnight).ticks <= TICKS_PER_DAY);
        Ok(ParsedDate { clock, zone: self.zone, is_utc: self.is_utc })
    }

    /// Puts the numbers in order: a number of three digits or more is the year; otherwise month, day, year.
    fn date(&self, now: DateTime) -> Option<Date> {
        let this_year = now.date_parts().year;
        let is_year = |(_, digits): (i32, usize)| digits > 2;
        let (year, month, day) = match (self.month, self.numbers.as_slice()) {
            (None, &[first, second]) if is_year(first) => (first.0, second.0, 1),
            (None, &[first, second]) if is_year(second) => (second.0, first.0, 1),
            (None, &[first, second]) => (this_year, first.0, second.0),
            (None, &[first, second, third]) if is_year(first) => (first.0, second.0, third.0),
            (None, &[first, second, third]) if !is_year(second) => (full_year(third), first.0, second.0),
            (Some(month), &[number]) if is_year(number) => (number.0, month, 1),
            (Some(month), &[number]) => (this_year, month, number.0),
            (Some(month), &[first, second]) if is_year(first) => (first.0, month, second.0),
            (Some(month), &[first, second]) => (full_year(second), month, first.0),
            _ => return None,
        };
        Some(Date { year, month, day })
    }
}

fn full_year((number, digits): (i32, usize)) -> i32 {
    match number {
        _ if digits > 2 => number,
        0..=LAST_SHORT_YEAR => 2000 + number,
        _ => 1900 + number,
    }
}
