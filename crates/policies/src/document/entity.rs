//! The entities of XML: five names and numbers. Documents have none of their own.

use super::csharp::Characters;

/// What stands at an ampersand.
pub(super) enum Entity {
    /// A character and the length of its entity.
    Character(char, usize),
    /// An ampersand that stands for itself.
    None,
    /// Looks like an entity, but XML has no such one.
    Unknown(usize),
}

/// Longest entity looked for: `&#x10FFFF;`.
const ENTITY_BYTES_MAX: usize = 10;

/// Reads the entity at the beginning of the text, if there is one.
pub(super) fn entity(text: &str) -> Entity {
    let Some(length) = text.bytes().take(ENTITY_BYTES_MAX).position(|byte| byte == b';') else { return Entity::None };
    let Some(name) = text.get(1..length) else { return Entity::None };
    let character = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => match name.strip_prefix('#') {
            Some(number) => {
                let hex = number.strip_prefix(['x', 'X']);
                let code = hex.map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok());
                code.and_then(char::from_u32).filter(|character| *character != '\0')
            }
            // `a&b;` in a query string is not an entity anyone meant; `&nbsp;` is one that XML lacks.
            None if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphabetic()) => return Entity::None,
            None => None,
        },
    };
    character.map_or(Entity::Unknown(length + 1), |character| Entity::Character(character, length + 1))
}

/// The document's text as the C# scan reads it: entities stand for their characters.
pub(super) struct Decoded<'a>(pub(super) &'a str);

impl Characters for Decoded<'_> {
    fn at(&self, position: usize) -> Option<(char, usize)> {
        let rest = self.0.get(position..)?;
        let character = rest.chars().next()?;
        if character == '&'
            && let Entity::Character(decoded, length) = entity(rest)
        {
            return Some((decoded, position + length));
        }
        Some((character, position + character.len_utf8()))
    }
}
