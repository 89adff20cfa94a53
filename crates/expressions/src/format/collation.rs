//! Comparison of strings: ordinal, ordinal without case, and the linguistic order of en-US.
//!
//! The linguistic order follows the root collation that ICU uses for English: punctuation, symbols, digits, letters;
//! then accents; then small before capital. Letters beyond Latin keep their code point order.

mod weights;

use super::casing::{Rules, upper_unit};
use crate::text::Text;
use std::cmp::Ordering;
use weights::Weight;

/// How two strings are compared: `System.StringComparison`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// By UTF-16 units.
    Ordinal,
    /// By UTF-16 units in upper case.
    OrdinalIgnoreCase,
    /// By the order of en-US (the invariant culture's is the same).
    Linguistic,
    /// By the order of en-US, small and capital alike.
    LinguisticIgnoreCase,
}

impl Comparison {
    /// The comparison of a `StringComparison` number.
    pub fn from_number(number: i64) -> Option<Comparison> {
        Some(match number {
            0 | 2 => Comparison::Linguistic,
            1 | 3 => Comparison::LinguisticIgnoreCase,
            4 => Comparison::Ordinal,
            5 => Comparison::OrdinalIgnoreCase,
            _ => return None,
        })
    }

    /// Whether small and capital letters are the same.
    pub fn ignores_case(self) -> bool {
        matches!(self, Comparison::OrdinalIgnoreCase | Comparison::LinguisticIgnoreCase)
    }

    /// The order of two strings. Ordinal comparisons give the difference of the first units that differ, as .NET does.
    pub fn compare(self, one: &Text, two: &Text) -> i32 {
        match self {
            Comparison::Ordinal => ordinal(one, two),
            Comparison::OrdinalIgnoreCase => by_units(one, two, fold),
            Comparison::Linguistic => linguistic(one, two, false) as i32,
            Comparison::LinguisticIgnoreCase => linguistic(one, two, true) as i32,
        }
    }

    /// Whether two strings are equal.
    pub fn equals(self, one: &Text, two: &Text) -> bool {
        match self {
            Comparison::Ordinal => one == two,
            Comparison::OrdinalIgnoreCase => match (one.as_ascii(), two.as_ascii()) {
                (Some(one), Some(two)) => one.eq_ignore_ascii_case(two),
                _ => one.len() == two.len() && one.units().map(fold).eq(two.units().map(fold)),
            },
            Comparison::Linguistic | Comparison::LinguisticIgnoreCase => self.compare(one, two) == 0,
        }
    }

    /// Index of `needle` in `text` between `start` and `end`, the first or the last one.
    ///
    /// Linguistic searches look for the same units too: what ICU would find beyond that (ligatures, combining marks)
    /// is not searched for, except that ignorable characters match everywhere.
    pub fn find(self, text: &Text, needle: &Text, start: usize, end: usize, last: bool) -> Option<usize> {
        let linguistic = matches!(self, Comparison::Linguistic | Comparison::LinguisticIgnoreCase);
        if linguistic && needle.units().all(weights::is_ignorable) {
            return (needle.is_empty() || !text.is_empty()).then_some(if last { end } else { start });
        }
        if !self.ignores_case() && !last && end == text.len() {
            return text.find(needle, start);
        }
        let (text, needle) = (text.to_units(), needle.to_units());
        let window = text.get(start..end)?;
        let same = |at: usize| {
            let candidate = window.get(at..at + needle.len()).unwrap_or_default();
            candidate.len() == needle.len()
                && candidate
                    .iter()
                    .zip(needle.iter())
                    .all(|(one, two)| one == two || (self.ignores_case() && fold(*one) == fold(*two)))
        };
        let mut places = 0..=window.len().checked_sub(needle.len())?;
        let found = if last { places.rev().find(|at| same(*at)) } else { places.find(|at| same(*at)) };
        found.map(|at| at + start)
    }
}

/// The form of a unit under ordinal comparison without case.
pub fn fold(unit: u16) -> u16 {
    if unit < 0x80 { (unit as u8).to_ascii_uppercase().into() } else { upper_unit(unit, Rules::Culture) }
}

/// .NET looks at the first two units before it looks at lengths, and sees the zero behind the end of a text.
fn ordinal(one: &Text, two: &Text) -> i32 {
    let at = |text: &Text, index: usize| i32::from(text.unit(index).unwrap_or(0));
    match (at(one, 0) - at(two, 0), at(one, 1) - at(two, 1)) {
        (0, 0) => by_units(one, two, |unit| unit),
        (0, second) if !one.is_empty() && !two.is_empty() => second,
        (0, _) => by_units(one, two, |unit| unit),
        (first, _) => first,
    }
}

fn by_units(one: &Text, two: &Text, form: fn(u16) -> u16) -> i32 {
    let pairs = one.units().zip(two.units()).map(|(one, two)| (form(one), form(two)));
    let difference = pairs.map(|(one, two)| i32::from(one) - i32::from(two)).find(|difference| *difference != 0);
    difference.unwrap_or(one.len() as i32 - two.len() as i32)
}

/// Primary weights decide; only when all are equal, accents do, then case.
fn linguistic(one: &Text, two: &Text, ignore_case: bool) -> Ordering {
    if one == two {
        return Ordering::Equal;
    }
    let (mut left, mut right) = (weights::of(one), weights::of(two));
    let (mut accents, mut cases) = (Ordering::Equal, Ordering::Equal);
    loop {
        let (one, two) = (left.next(), right.next());
        let (one, two) = match (one, two) {
            (None, None) => return accents.then(if ignore_case { Ordering::Equal } else { cases }),
            (one, two) => (one.unwrap_or(Weight::NOTHING), two.unwrap_or(Weight::NOTHING)),
        };
        match one.primary.cmp(&two.primary) {
            Ordering::Equal => {}
            decided => return decided,
        }
        accents = accents.then(one.accent.cmp(&two.accent));
        cases = cases.then(one.case.cmp(&two.case));
    }
}

#[cfg(test)]
mod tests;
