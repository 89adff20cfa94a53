//! `DateTime.ParseExact`: a text must follow a format field by field.

use super::DateError;
use super::names::{self, DAYS, MONTHS};
use super::parse::{DateStyles, ParsedDate};
use crate::format::calendar::{Date, DateTime, DateTimeKind};
use crate::format::pattern::{next_literal, run_length};

/// Reads a text under one format; `now` fills in what the format does not name.
pub fn parse_exact(text: &str, format: &str, styles: DateStyles, now: DateTime) -> Result<ParsedDate, DateError> {
    let text = if styles.has(1) { text.trim_start() } else { text };
    let text = if styles.has(2) { text.trim_end() } else { text };
    let mut reader = Exact { rest: text, fields: Fields::default() };
    let (format, utc) = expand(format).ok_or(DateError::BadFormat)?;
    reader.follow(format)?;
    if !reader.rest.is_empty() {
        return Err(DateError::NotRecognized);
    }
    if utc {
        (reader.fields.zone, reader.fields.is_utc) = (Some(0), true);
    }
    reader.fields.resolve(styles, now)
}

/// A standard format as a custom one, and whether it always means UTC.
fn expand(format: &str) -> Option<(&str, bool)> {
    let mut letters = format.chars();
    let (Some(letter), None) = (letters.next(), letters.next()) else {
        return (!format.is_empty()).then_some((format, false));
    };
    Some(match letter {
        'd' => ("M/d/yyyy", false),
        'D' => ("dddd, MMMM d, yyyy", false),
        't' => ("h:mm tt", false),
        'T' => ("h:mm:ss tt", false),
        'f' => ("dddd, MMMM d, yyyy h:mm tt", false),
        'F' => ("dddd, MMMM d, yyyy h:mm:ss tt", false),
        'U' => ("dddd, MMMM d, yyyy h:mm:ss tt", true),
        'g' => ("M/d/yyyy h:mm tt", false),
        'G' => ("M/d/yyyy h:mm:ss tt", false),
        'm' | 'M' => ("MMMM d", false),
        'y' | 'Y' => ("MMMM yyyy", false),
        'o' | 'O' => ("yyyy-MM-ddTHH:mm:ss.fffffffK", false),
        'r' | 'R' => ("ddd, dd MMM yyyy HH:mm:ss 'GMT'", false),
        's' => ("yyyy-MM-ddTHH:mm:ss", false),
        'u' => ("yyyy-MM-dd HH:mm:ss'Z'", false),
        _ => return None,
    })
}

#[derive(Default)]
struct Fields {
    year: Option<i32>,
    month: Option<i32>,
    day: Option<i32>,
    weekday: Option<i32>,
    hour: Option<i32>,
    twelve_hours: bool,
    afternoon: Option<bool>,
    minute: i32,
    second: i32,
    fraction: i64,
    zone: Option<i64>,
    is_utc: bool,
}

struct Exact<'t> {
    rest: &'t str,
    fields: Fields,
}

impl Exact<'_> {
    fn follow(&mut self, format: &str) -> Result<(), DateError> {
        let mut pattern = format;
        while let Some(letter) = pattern.chars().next() {
            match letter {
                '\'' | '"' | '\\' => {
                    let mut literal = String::new();
                    pattern = next_literal(pattern, &mut literal).ok_or(DateError::BadFormat)?;
                    self.literal(&literal)?;
                }
                'Z' => {
                    self.literal("Z").or_else(|_| self.literal("GMT"))?;
                    (self.fields.zone, self.fields.is_utc) = (Some(0), true);
                    pattern = &pattern[1..];
                }
                '%' => {
                    pattern = pattern.strip_prefix('%').filter(|rest| !rest.is_empty()).ok_or(DateError::BadFormat)?
                }
                _ if "yMdhHmsfFtzKg".contains(letter) => {
                    let run = if letter == 'K' { 1 } else { run_length(pattern, letter) };
                    self.field(letter, run)?;
                    pattern = &pattern[run..];
                }
                _ => {
                    self.literal(letter.encode_utf8(&mut [0; 4]))?;
                    pattern = &pattern[letter.len_utf8()..];
                }
            }
        }
        Ok(())
    }

    fn literal(&mut self, literal: &str) -> Result<(), DateError> {
        self.rest = self.rest.strip_prefix(literal).ok_or(DateError::NotRecognized)?;
        Ok(())
    }

    /// A run of one letter takes one or two digits, a longer one exactly as many.
    fn digits(&mut self, run: usize) -> Result<i32, DateError> {
        let available = self.rest.bytes().take(run.max(2)).take_while(u8::is_ascii_digit).count();
        if available == 0 || (run > 1 && available < run) {
            return Err(DateError::NotRecognized);
        }
        let (digits, rest) = self.rest.split_at(available);
        self.rest = rest;
        digits.parse().map_err(|_| DateError::NotRecognized)
    }

    fn name(&mut self, names: &[&'static str]) -> Result<i32, DateError> {
        let (index, length) = names::at_start(self.rest, names).ok_or(DateError::NotRecognized)?;
        self.rest = &self.rest[length..];
        Ok(index)
    }

    fn field(&mut self, letter: char, run: usize) -> Result<(), DateError> {
        match letter {
            'y' if run <= 2 => {
                let year = self.digits(run)?;
                self.fields.year = Some(if year < 30 { 2000 + year } else { 1900 + year });
            }
            'y' => self.fields.year = Some(self.digits(run)?),
            'M' if run <= 2 => self.fields.month = Some(self.digits(run)?),
            'M' => self.fields.month = Some(self.name(&MONTHS)? + 1),
            'd' if run <= 2 => self.fields.day = Some(self.digits(run)?),
            'd' => self.fields.weekday = Some(self.name(&DAYS)?),
            'h' | 'H' => {
                self.fields.hour = Some(self.digits(run.min(2))?);
                self.fields.twelve_hours = letter == 'h';
            }
            'm' => self.fields.minute = self.digits(run.min(2))?,
            's' => self.fields.second = self.digits(run.min(2))?,
            'f' | 'F' => self.fraction(run, letter == 'F')?,
            't' => {
                let mark = if run == 1 { 1 } else { 2 };
                let head = self.rest.get(..mark).ok_or(DateError::NotRecognized)?;
                let afternoon = head.eq_ignore_ascii_case(&"PM"[..mark]);
                if !afternoon && !head.eq_ignore_ascii_case(&"AM"[..mark]) {
                    return Err(DateError::NotRecognized);
                }
                self.fields.afternoon = Some(afternoon);
                self.rest = &self.rest[mark..];
            }
            'z' => self.offset()?,
            'K' if self.rest.starts_with(['Z', 'z']) => {
                self.rest = &self.rest[1..];
                (self.fields.zone, self.fields.is_utc) = (Some(0), true);
            }
            'K' if self.rest.starts_with(['+', '-']) => self.offset()?,
            'K' => {}
            _ => self.literal("AD").or_else(|_| self.literal("A.D."))?,
        }
        Ok(())
    }

    fn fraction(&mut self, run: usize, optional: bool) -> Result<(), DateError> {
        if run > 7 {
            return Err(DateError::BadFormat);
        }
        let count = self.rest.bytes().take(run).take_while(u8::is_ascii_digit).count();
        if count < run && !optional {
            return Err(DateError::NotRecognized);
        }
        let (digits, rest) = self.rest.split_at(count);
        let padded = digits.bytes().chain(std::iter::repeat(b'0')).take(7);
        self.fields.fraction = padded.fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
        self.rest = rest;
        Ok(())
    }

    fn offset(&mut self) -> Result<(), DateError> {
        let negative = self.rest.starts_with('-');
        self.rest = self.rest.strip_prefix(['+', '-']).ok_or(DateError::NotRecognized)?;
        let hours = self.digits(1)?;
        let colon = self.rest.strip_prefix(':').unwrap_or(self.rest);
        let mut minutes = 0;
        if colon.starts_with(|next: char| next.is_ascii_digit()) {
            self.rest = colon;
            minutes = self.digits(2)?;
        }
        if minutes > 59 {
            return Err(DateError::NotRecognized);
        }
        let distance = i64::from(hours * 60 + minutes);
        self.fields.zone = Some(if negative { -distance } else { distance });
        Ok(())
    }
}

impl Fields {
    fn resolve(self, styles: DateStyles, now: DateTime) -> Result<ParsedDate, DateError> {
        let hour = match (self.hour.unwrap_or(0), self.afternoon) {
            (13.., _) if self.twelve_hours => return Err(DateError::NotRecognized),
            (12, Some(false)) => 0,
            (12, None) if self.twelve_hours => 0,
            (hour @ 0..12, Some(true)) => hour + 12,
            (hour, _) => hour,
        };
        // A time alone is one of today; any part of a date makes the others default to its first day.
        let names_date = self.year.is_some() || self.month.is_some() || self.day.is_some();
        let today = if styles.has(DateStyles::NO_CURRENT_DATE_DEFAULT) { DateTime::MIN } else { now }.date_parts();
        let date = if names_date {
            let year = self.year.unwrap_or(today.year);
            Date { year, month: self.month.unwrap_or(1), day: self.day.unwrap_or(1) }
        } else {
            today
        };
        let clock = DateTime::from_parts(date, [hour, self.minute, self.second], DateTimeKind::Unspecified)
            .and_then(|clock| clock.add_ticks(self.fraction))
            .ok_or(DateError::OutsideCalendar)?;
        if self.weekday.is_some_and(|weekday| weekday != clock.day_of_week()) {
            return Err(DateError::WrongDayOfWeek);
        }
        Ok(ParsedDate { clock, zone: self.zone, is_utc: self.is_utc })
    }
}
