//! `TimeSpan.ToString`: the formats c, g and G, and custom ones.

use super::TimeSpan;
use crate::format::InvalidFormat;
use crate::format::calendar::TICKS_PER_DAY;
use crate::format::pattern::{next_literal, run_length};
use std::fmt::Write;

const FRACTION_DIGITS: usize = 7;

/// The parts of a span without its sign.
struct Parts {
    negative: bool,
    days: u64,
    hours: u64,
    minutes: u64,
    seconds: u64,
    fraction: u64,
}

impl TimeSpan {
    /// The text of a span; an empty format means "c".
    pub fn format(self, format: &str) -> Result<String, InvalidFormat> {
        let parts = self.parts();
        match format {
            "" | "c" | "t" | "T" => Ok(parts.constant()),
            "g" => Ok(parts.general(false)),
            "G" => Ok(parts.general(true)),
            _ if format.len() == 1 => Err(InvalidFormat::InvalidString),
            _ => parts.custom(format),
        }
    }

    fn parts(self) -> Parts {
        let ticks = self.ticks.unsigned_abs();
        let day = TICKS_PER_DAY as u64;
        let (days, time) = (ticks / day, ticks % day);
        let seconds = time / 10_000_000;
        Parts {
            negative: self.ticks < 0,
            days,
            hours: seconds / 3_600,
            minutes: seconds / 60 % 60,
            seconds: seconds % 60,
            fraction: time % 10_000_000,
        }
    }
}

impl Parts {
    fn constant(&self) -> String {
        let mut text = String::with_capacity(26);
        if self.negative {
            text.push('-');
        }
        if self.days != 0 {
            let _ = write!(text, "{}.", self.days);
        }
        let _ = write!(text, "{:02}:{:02}:{:02}", self.hours, self.minutes, self.seconds);
        if self.fraction != 0 {
            let _ = write!(text, ".{:07}", self.fraction);
        }
        text
    }

    fn general(&self, long: bool) -> String {
        let mut text = String::with_capacity(26);
        if self.negative {
            text.push('-');
        }
        if long || self.days != 0 {
            let _ = write!(text, "{}:", self.days);
        }
        let _ = if long { write!(text, "{:02}", self.hours) } else { write!(text, "{}", self.hours) };
        let _ = write!(text, ":{:02}:{:02}", self.minutes, self.seconds);
        if long {
            let _ = write!(text, ".{:07}", self.fraction);
        } else if self.fraction != 0 {
            text.push('.');
            text.push_str(format!("{:07}", self.fraction).trim_end_matches('0'));
        }
        text
    }

    /// Custom formats print no sign of their own, as in .NET.
    fn custom(&self, format: &str) -> Result<String, InvalidFormat> {
        let mut text = String::with_capacity(format.len() + 8);
        let mut rest = format;
        while let Some(first) = rest.chars().next() {
            let run = run_length(rest, first);
            let (number, longest) = match first {
                'd' => (self.days, 8),
                'h' => (self.hours, 2),
                'm' => (self.minutes, 2),
                's' => (self.seconds, 2),
                'f' | 'F' if run <= FRACTION_DIGITS => {
                    let digits = format!("{:07}", self.fraction);
                    let shown = digits.get(..run).unwrap_or(&digits);
                    text.push_str(if first == 'F' { shown.trim_end_matches('0') } else { shown });
                    rest = &rest[run..];
                    continue;
                }
                '%' => match rest.chars().nth(1) {
                    Some(next) if next != '%' => {
                        let single = &rest[1..1 + next.len_utf8()];
                        text.push_str(&self.custom(single)?);
                        rest = &rest[1 + next.len_utf8()..];
                        continue;
                    }
                    _ => return Err(InvalidFormat::InvalidString),
                },
                '\'' | '"' | '\\' => {
                    rest = next_literal(rest, &mut text).ok_or(InvalidFormat::InvalidString)?;
                    continue;
                }
                _ => return Err(InvalidFormat::InvalidString),
            };
            if run > longest {
                return Err(InvalidFormat::InvalidString);
            }
            let _ = write!(text, "{number:0run$}");
            rest = &rest[run..];
        }
        Ok(text)
    }
}
