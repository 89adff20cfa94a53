//! `DateTime.ToString` and `DateTimeOffset.ToString`.

use super::names::{DAYS, MONTHS, short};
use crate::format::InvalidFormat;
use crate::format::calendar::{DateTime, DateTimeKind, DateTimeOffset};
use crate::format::pattern::{next_literal, run_length};
use std::fmt::Write;

/// Writes a date and time; an empty format means "G".
pub fn format_date_time(value: DateTime, format: &str) -> Result<String, InvalidFormat> {
    Moment { clock: value, offset_minutes: None }.format(if format.is_empty() { "G" } else { format })
}

/// Writes a date and time with offset; an empty format means the general one with the offset behind it.
pub fn format_date_time_offset(value: DateTimeOffset, format: &str) -> Result<String, InvalidFormat> {
    let moment = Moment { clock: value.clock(), offset_minutes: Some(value.offset_minutes) };
    match format {
        "" => moment.custom("M/d/yyyy h:mm:ss tt zzz"),
        "r" | "R" | "u" => Moment { clock: value.utc(), offset_minutes: Some(0) }.format(format),
        "U" => Err(InvalidFormat::InvalidString),
        _ => moment.format(format),
    }
}

/// A clock reading, with an offset when it is a `DateTimeOffset`.
struct Moment {
    clock: DateTime,
    offset_minutes: Option<i16>,
}

impl Moment {
    fn format(&self, format: &str) -> Result<String, InvalidFormat> {
        let mut letters = format.chars();
        let (Some(letter), None) = (letters.next(), letters.next()) else {
            return self.custom(format);
        };
        self.custom(match letter {
            'd' => "M/d/yyyy",
            'D' => "dddd, MMMM d, yyyy",
            't' => "h:mm tt",
            'T' => "h:mm:ss tt",
            'f' => "dddd, MMMM d, yyyy h:mm tt",
            'F' | 'U' => "dddd, MMMM d, yyyy h:mm:ss tt",
            'g' => "M/d/yyyy h:mm tt",
            'G' => "M/d/yyyy h:mm:ss tt",
            'm' | 'M' => "MMMM d",
            'y' | 'Y' => "MMMM yyyy",
            'o' | 'O' => "yyyy-MM-ddTHH:mm:ss.fffffffK",
            'r' | 'R' => "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
            's' => "yyyy-MM-ddTHH:mm:ss",
            'u' => "yyyy-MM-dd HH:mm:ss'Z'",
            _ => return Err(InvalidFormat::InvalidString),
        })
    }

    fn custom(&self, format: &str) -> Result<String, InvalidFormat> {
        let mut text = String::with_capacity(format.len() + 16);
        let mut rest = format;
        while let Some(first) = rest.chars().next() {
            match first {
                '\'' | '"' | '\\' => {
                    rest = next_literal(rest, &mut text).ok_or(InvalidFormat::InvalidString)?;
                }
                '%' => {
                    let next = rest.chars().nth(1).filter(|next| *next != '%').ok_or(InvalidFormat::InvalidString)?;
                    let single = &rest[1..1 + next.len_utf8()];
                    text.push_str(&self.custom(single)?);
                    rest = &rest[1 + single.len()..];
                }
                _ => {
                    let run = run_length(rest, first);
                    let used = self.field(first, run, &mut text)?;
                    rest = &rest[used * first.len_utf8()..];
                }
            }
        }
        Ok(text)
    }

    /// Writes one field and answers how many of its letters it took.
    fn field(&self, letter: char, run: usize, text: &mut String) -> Result<usize, InvalidFormat> {
        let date = self.clock.date_parts();
        let two = run.min(2);
        let _ = match letter {
            'g' => write!(text, "AD"),
            'h' => write!(text, "{:0two$}", (self.clock.hour() + 11) % 12 + 1),
            'H' => write!(text, "{:0two$}", self.clock.hour()),
            'm' => write!(text, "{:0two$}", self.clock.minute()),
            's' => write!(text, "{:0two$}", self.clock.second()),
            'f' | 'F' => {
                let digits = format!("{:07}", self.clock.fraction_ticks());
                let shown = digits.get(..run).ok_or(InvalidFormat::InvalidString)?;
                let kept = if letter == 'F' { shown.trim_end_matches('0') } else { shown };
                // Without digits, the point in front of an F field goes too.
                if kept.is_empty() && text.ends_with('.') {
                    text.pop();
                }
                write!(text, "{kept}")
            }
            't' => {
                let half = if self.clock.hour() < 12 { "AM" } else { "PM" };
                write!(text, "{}", &half[..two])
            }
            'd' => match run {
                1 | 2 => write!(text, "{:0run$}", date.day),
                3 => write!(text, "{}", short(DAYS[self.clock.day_of_week() as usize])),
                _ => write!(text, "{}", DAYS[self.clock.day_of_week() as usize]),
            },
            'M' => match run {
                1 | 2 => write!(text, "{:0run$}", date.month),
                3 => write!(text, "{}", short(MONTHS[date.month as usize - 1])),
                _ => write!(text, "{}", MONTHS[date.month as usize - 1]),
            },
            'y' if run <= 2 => write!(text, "{:0run$}", date.year % 100),
            'y' => write!(text, "{:0run$}", date.year),
            'z' => self.push_offset(run, text),
            'K' => match (self.offset_minutes, self.clock.kind) {
                (None, DateTimeKind::Unspecified) => Ok(()),
                (None, DateTimeKind::Utc) => write!(text, "Z"),
                _ => self.push_offset(3, text),
            },
            literal => {
                text.push(literal);
                return Ok(1);
            }
        };
        // K and other single-letter fields take one letter each; the rest take their whole run.
        Ok(if letter == 'K' { 1 } else { run })
    }

    fn push_offset(&self, run: usize, text: &mut String) -> std::fmt::Result {
        let minutes = self.offset_minutes.unwrap_or(0);
        let sign = if minutes < 0 { '-' } else { '+' };
        let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
        match run {
            1 => write!(text, "{sign}{hours}"),
            2 => write!(text, "{sign}{hours:02}"),
            _ => write!(text, "{sign}{hours:02}:{minutes:02}"),
        }
    }
}
