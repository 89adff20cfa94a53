//! Upper and lower case, one character to one character, as ICU's simple mappings give it to .NET Core.

use crate::text::{Text, TextBuilder};

/// Which culture's rules apply; they differ only in the Turkish letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rules {
    /// en-US.
    Culture,
    /// The invariant culture leaves ı and İ alone.
    Invariant,
}

/// The capital of a character, when one character is its capital.
pub fn upper(character: char, rules: Rules) -> char {
    if character.is_ascii() || (rules == Rules::Invariant && character == 'ı') {
        return character.to_ascii_uppercase();
    }
    single(character.to_uppercase()).unwrap_or(match character {
        // Letters with iota below have a capital of their own, which the full mapping passes over.
        '\u{1F80}'..='\u{1F87}' | '\u{1F90}'..='\u{1F97}' | '\u{1FA0}'..='\u{1FA7}' => {
            char::from_u32(character as u32 + 8).unwrap_or(character)
        }
        '\u{1FB3}' | '\u{1FC3}' | '\u{1FF3}' => char::from_u32(character as u32 + 9).unwrap_or(character),
        _ => character,
    })
}

/// The small form of a character, when one character is its small form.
pub fn lower(character: char, rules: Rules) -> char {
    match character {
        _ if character.is_ascii() => character.to_ascii_lowercase(),
        'İ' if rules == Rules::Culture => 'i',
        _ => single(character.to_lowercase()).unwrap_or(character),
    }
}

/// The capital of a UTF-16 unit; surrogates are their own.
pub fn upper_unit(unit: u16, rules: Rules) -> u16 {
    char::from_u32(unit.into()).map_or(unit, |character| upper(character, rules) as u16)
}

/// The small form of a UTF-16 unit; surrogates are their own.
pub fn lower_unit(unit: u16, rules: Rules) -> u16 {
    char::from_u32(unit.into()).map_or(unit, |character| lower(character, rules) as u16)
}

/// `ToUpper` of a whole text.
pub fn to_upper(text: &Text, rules: Rules) -> Text {
    if let Some(ascii) = text.as_ascii() {
        return if ascii.bytes().any(|byte| byte.is_ascii_lowercase()) {
            Text::from(ascii.to_ascii_uppercase())
        } else {
            text.clone()
        };
    }
    mapped(text, |character| upper(character, rules))
}

/// `ToLower` of a whole text.
pub fn to_lower(text: &Text, rules: Rules) -> Text {
    if let Some(ascii) = text.as_ascii() {
        return if ascii.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Text::from(ascii.to_ascii_lowercase())
        } else {
            text.clone()
        };
    }
    mapped(text, |character| lower(character, rules))
}

fn mapped(text: &Text, map: impl Fn(char) -> char) -> Text {
    let mut builder = TextBuilder::with_capacity(text.len());
    for decoded in char::decode_utf16(text.units()) {
        match decoded {
            Ok(character) => builder.push_units(map(character).encode_utf16(&mut [0; 2])),
            Err(lone) => builder.push_unit(lone.unpaired_surrogate()),
        }
    }
    builder.finish()
}

fn single(mut mapping: impl Iterator<Item = char>) -> Option<char> {
    let first = mapping.next()?;
    mapping.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_character_stays_one_character() {
        for (text, expected) in
            [("ß", "ß"), ("ıi", "II"), ("ﬁ", "ﬁ"), ("naïve 😀", "NAÏVE 😀"), ("αβγ", "ΑΒΓ"), ("abc", "ABC")]
        {
            assert_eq!(to_upper(&Text::from(text), Rules::Culture), expected, "{text}");
        }
        assert_eq!(to_upper(&Text::from("ı"), Rules::Invariant), "ı");
        assert_eq!(to_lower(&Text::from("ÀÉΣ"), Rules::Invariant), "àéσ");
        assert_eq!(to_lower(&Text::from("İ"), Rules::Culture), "i");
    }

    #[test]
    fn lone_surrogates_survive() {
        let text = Text::from_units(&[0xD83D, u16::from(b'a')]);
        assert_eq!(to_upper(&text, Rules::Culture), Text::from_units(&[0xD83D, u16::from(b'A')]));
    }
}
