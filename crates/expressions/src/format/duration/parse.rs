//! `TimeSpan.Parse` under en-US: the invariant form `[-][d.]hh:mm[:ss[.fffffff]]` and the culture's `[-]d:hh:mm:ss.f`.

use super::TimeSpan;

/// Why a string is no `TimeSpan`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpanParseError {
    /// `FormatException`: "String '…' was not recognized as a valid TimeSpan."
    Format,
    /// `OverflowException`: a component is out of range or has too many digits.
    Overflow,
}

/// Numbers of a span's text are kept below this, as .NET's tokenizer does.
const MAX_NUMBER: u64 = 0x0FFF_FFFF;
const MAX_DAYS: u64 = 10_675_199;

impl TimeSpan {
    /// Reads a span.
    pub fn parse(text: &str) -> Result<TimeSpan, SpanParseError> {
        let trimmed = text.trim_matches(|character: char| character.is_whitespace() || character == '\0');
        let (negative, body) = match trimmed.strip_prefix('-') {
            Some(body) => (true, body),
            None => (false, trimmed),
        };
        let (numbers, separators) = tokens(body)?;
        let [first, second, third, fourth, fifth] = numbers.values;
        let shape: &[u8] = &separators;
        let candidates: [Option<[u64; 5]>; 2] = match (numbers.count, shape) {
            (1, b"") => [Some([first, 0, 0, 0, 0]), None],
            (2, b":") => [Some([0, first, second, 0, 0]), None],
            (3, b"::") => [Some([0, first, second, third, 0]), Some([first, second, third, 0, 0])],
            (3, b".:") => [Some([first, second, third, 0, 0]), None],
            (4, b"::.") => [Some([0, first, second, third, fourth]), None],
            (4, b".::" | b":::") => [Some([first, second, third, fourth, 0]), None],
            (5, b".::." | b":::.") => [Some([first, second, third, fourth, fifth]), None],
            _ => return Err(SpanParseError::Format),
        };
        candidates.into_iter().flatten().find_map(|parts| ticks(parts, negative)).ok_or(SpanParseError::Overflow)
    }
}

#[derive(Default)]
struct Numbers {
    values: [u64; 5],
    count: usize,
}

/// The numbers of the text and the characters between them. A fraction comes back in ticks.
fn tokens(body: &str) -> Result<(Numbers, Vec<u8>), SpanParseError> {
    let mut numbers = Numbers::default();
    let mut separators: Vec<u8> = Vec::with_capacity(4);
    let mut rest = body;
    loop {
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, after) = rest.split_at(length);
        let slot = numbers.values.get_mut(numbers.count).filter(|_| length > 0).ok_or(SpanParseError::Format)?;
        let is_fraction = separators.ends_with(b".") && separators.contains(&b':');
        *slot = if is_fraction { fraction_ticks(digits)? } else { whole_number(digits)? };
        numbers.count += 1;
        match after.bytes().next() {
            None => return Ok((numbers, separators)),
            Some(separator @ (b':' | b'.')) => separators.push(separator),
            Some(_) => return Err(SpanParseError::Format),
        }
        rest = &after[1..];
    }
}

fn whole_number(digits: &str) -> Result<u64, SpanParseError> {
    digits.parse::<u64>().ok().filter(|number| *number <= MAX_NUMBER).ok_or(SpanParseError::Overflow)
}

/// Seven digits are ticks; more do not fit.
fn fraction_ticks(digits: &str) -> Result<u64, SpanParseError> {
    if digits.len() > 7 {
        return Err(SpanParseError::Overflow);
    }
    let kept = digits.bytes().chain(std::iter::repeat(b'0')).take(7);
    Ok(kept.fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0')))
}

fn ticks(parts: [u64; 5], negative: bool) -> Option<TimeSpan> {
    let [days, hours, minutes, seconds, fraction] = parts;
    if days > MAX_DAYS || hours > 23 || minutes > 59 || seconds > 59 {
        return None;
    }
    let seconds = ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
    let ticks = i128::from(seconds) * 10_000_000 + i128::from(fraction);
    i64::try_from(if negative { -ticks } else { ticks }).ok().map(TimeSpan::new)
}
