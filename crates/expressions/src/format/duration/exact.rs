//! `TimeSpan.ParseExact`: a text must follow a format field by field.

use super::{SpanParseError, TimeSpan};
use crate::format::pattern::{next_literal, run_length};

impl TimeSpan {
    /// Reads a span under one format. Custom formats know no sign.
    pub fn parse_exact(text: &str, format: &str) -> Result<TimeSpan, SpanParseError> {
        match format {
            "c" | "t" | "T" | "g" | "G" => TimeSpan::parse(text),
            "" => Err(SpanParseError::Format),
            _ if format.len() == 1 => Err(SpanParseError::Format),
            _ => custom(text, format),
        }
    }
}

fn custom(text: &str, format: &str) -> Result<TimeSpan, SpanParseError> {
    let (mut rest, mut pattern) = (text, format);
    let [mut days, mut hours, mut minutes, mut seconds, mut fraction] = [0_i64; 5];
    while let Some(letter) = pattern.chars().next() {
        match letter {
            '%' => pattern = &pattern[1..],
            '\'' | '"' | '\\' => {
                let mut literal = String::new();
                pattern = next_literal(pattern, &mut literal).ok_or(SpanParseError::Format)?;
                rest = rest.strip_prefix(literal.as_str()).ok_or(SpanParseError::Format)?;
            }
            'd' | 'h' | 'm' | 's' | 'f' | 'F' => {
                let run = run_length(pattern, letter);
                pattern = &pattern[run..];
                let most = match (letter, run) {
                    ('d', 1) => 8,
                    ('d', 2..=8) | ('f' | 'F', 1..=7) => run,
                    ('h' | 'm' | 's', 1 | 2) => 2,
                    _ => return Err(SpanParseError::Format),
                };
                let count = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
                if letter != 'F' && (count == 0 || (run > 1 && count < run)) {
                    return Err(SpanParseError::Format);
                }
                let (digits, after) = rest.split_at(count);
                rest = after;
                let number = digits.parse::<i64>().unwrap_or(0);
                match letter {
                    'd' => days = number,
                    'h' => hours = number,
                    'm' => minutes = number,
                    's' => seconds = number,
                    _ => fraction = number * 10_i64.pow(7 - count as u32),
                }
            }
            _ => return Err(SpanParseError::Format),
        }
    }
    if !rest.is_empty() {
        return Err(SpanParseError::Format);
    }
    if days > 10_675_199 || hours > 23 || minutes > 59 || seconds > 59 {
        return Err(SpanParseError::Overflow);
    }
    let total = i128::from(((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 10_000_000 + i128::from(fraction);
    i64::try_from(total).map(TimeSpan::new).map_err(|_| SpanParseError::Overflow)
}
