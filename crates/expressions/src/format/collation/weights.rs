//! Weights of characters under the root collation, approximated: exact for ASCII and Latin letters with accents.

use crate::format::casing::{Rules, lower};
use crate::format::category::Category;
use crate::text::Text;

/// What decides where a character sorts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Weight {
    pub(super) primary: u32,
    pub(super) accent: u16,
    pub(super) case: u8,
}

impl Weight {
    /// Sorts before everything: the end of the shorter string.
    pub(super) const NOTHING: Weight = Weight { primary: 0, accent: 0, case: 0 };
}

/// ASCII before the letters, in root order: white space, punctuation, symbols, digits.
const ASCII_ORDER: &str = "\t\n\u{b}\u{c}\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789";
/// Primary weights of the groups that hold everything beyond ASCII.
const OTHER_SPACE: u32 = 0x100;
const OTHER_PUNCTUATION: u32 = 0x2_0000;
const OTHER_SYMBOL: u32 = 0x4_0000;
const DIGIT: u32 = 0x6_0000;
const LATIN: u32 = 0x7_0000;
const OTHER_LETTER: u32 = 0x8_0000;

/// Base letters of Latin letters whose bases are not found by decomposition, and the mark that tells them apart.
const STROKED: &str = "øo łl đd ħh ŧt ƀb ɨi ıi";
/// Letters that sort as two.
const EXPANDED: [(char, [char; 2]); 5] =
    [('æ', ['a', 'e']), ('œ', ['o', 'e']), ('ß', ['s', 's']), ('ĳ', ['i', 'j']), ('ﬁ', ['f', 'i'])];

/// Accented Latin letters: the base, then all letters built on it in the order of their accents.
const ACCENTED: &str = "aáàăâåäãąā cćĉčċç dď eéèĕêěëėęē gğĝġģ hĥ iíìĭîïĩįī jĵ kķ lĺľļ nńňñņ oóòŏôöőõō rŕřŗ sśŝšş tťţ \
                        uúùŭûůüűũųū wŵ yýŷÿ zźžż";

/// Characters that take no part in linguistic comparison.
pub(super) fn is_ignorable(unit: u16) -> bool {
    matches!(unit, 0..=8 | 0xE..=0x1F | 0x7F..=0x84 | 0x86..=0x9F) || Category::of(unit) == Category::Format
}

/// The weights of a text in order.
pub(super) fn of(text: &Text) -> impl Iterator<Item = Weight> + '_ {
    let characters = char::decode_utf16(text.units().filter(|unit| !is_ignorable(*unit)));
    let weights = characters.flat_map(|decoded| weights_of(decoded.unwrap_or(char::REPLACEMENT_CHARACTER)));
    Combined { inner: weights.peekable() }
}

/// Joins combining marks to the letter before them, so that both ways of writing an accent compare alike.
struct Combined<I: Iterator<Item = Weight>> {
    inner: std::iter::Peekable<I>,
}

impl<I: Iterator<Item = Weight>> Iterator for Combined<I> {
    type Item = Weight;

    fn next(&mut self) -> Option<Weight> {
        let mut weight = self.inner.next()?;
        while let Some(mark) = self.inner.next_if(|next| next.primary == 0) {
            weight.accent = weight.accent.max(mark.accent);
        }
        Some(weight)
    }
}

fn weights_of(character: char) -> impl Iterator<Item = Weight> {
    let small = lower(character, Rules::Culture);
    let case = u8::from(small != character);
    let expanded = EXPANDED.iter().find(|(letter, _)| *letter == small).map(|(_, letters)| *letters);
    match expanded {
        Some([first, second]) => [Some(letter(first, case)), Some(Weight { accent: 1, ..letter(second, case) })],
        None => [Some(if small.is_ascii_alphabetic() { letter(small, case) } else { other(small, case) }), None],
    }
    .into_iter()
    .flatten()
}

fn letter(small: char, case: u8) -> Weight {
    Weight { primary: LATIN + small as u32, accent: 0, case }
}

fn other(small: char, case: u8) -> Weight {
    if let Some(place) = ASCII_ORDER.find(small) {
        let digit = small.to_digit(10).map(|value| DIGIT + value);
        return Weight { primary: digit.unwrap_or(place as u32 + 1), accent: 0, case };
    }
    if let Some((base, accent)) = accented(small) {
        return Weight { accent, ..letter(base, case) };
    }
    let code = small as u32;
    let category = u16::try_from(code).map_or(Category::OtherLetter, Category::of);
    match category {
        // A mark weighs on the letter before it, in code point order of the marks.
        Category::NonSpacingMark | Category::EnclosingMark => Weight { primary: 0, accent: mark_accent(code), case: 0 },
        Category::DecimalDigitNumber => {
            let zero = (0..10).find(|back| Category::of((code - back) as u16 - 1) != Category::DecimalDigitNumber);
            Weight { primary: DIGIT + zero.unwrap_or(0), accent: 1, case }
        }
        category if category.is_separator() => Weight { primary: OTHER_SPACE + code, accent: 0, case },
        category if category.is_punctuation() => Weight { primary: OTHER_PUNCTUATION + code, accent: 0, case },
        category if category.is_symbol() => Weight { primary: OTHER_SYMBOL + code, accent: 0, case },
        _ => Weight { primary: OTHER_LETTER + code, accent: 0, case },
    }
}

/// The base of a Latin letter with an accent, and the accent's rank.
fn accented(small: char) -> Option<(char, u16)> {
    let group = ACCENTED.split_whitespace().find(|group| group.chars().skip(1).any(|letter| letter == small));
    if let Some(group) = group {
        let rank = group.chars().position(|letter| letter == small)?;
        return Some((group.chars().next()?, rank as u16 + 1));
    }
    let pair = STROKED.split(' ').find(|pair| pair.starts_with(small))?;
    Some((pair.chars().nth(1)?, u16::MAX))
}

/// Acute before grave before breve, as the accented letters have it.
fn mark_accent(code: u32) -> u16 {
    match code {
        0x301 => 2,
        0x300 => 3,
        0x306 => 4,
        0x302 => 5,
        0x308 => 7,
        other => other as u16,
    }
}
