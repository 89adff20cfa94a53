//! Replacement patterns: `$1`, `${name}`, `$$`, `$&` and the like.

use super::{Captures, Regex};
use crate::{Text, TextBuilder};

/// A replacement pattern taken apart.
pub(crate) struct Replacement(Vec<Piece>);

enum Piece {
    Literal(Text),
    /// A group by its place.
    Group(usize),
    /// `` $` ``
    Before,
    /// `$'`
    Behind,
    /// `$+`
    LastGroup,
    /// `$_`
    Whole,
}

impl Replacement {
    /// Takes a pattern apart. What names no group stays as it stands.
    pub(crate) fn new(pattern: &Text, regex: &Regex) -> Replacement {
        let (mut pieces, mut literal) = (Vec::new(), TextBuilder::new());
        let mut at = 0;
        while let Some(unit) = pattern.unit(at) {
            let found = if unit == u16::from(b'$') { special(pattern, at + 1, regex) } else { None };
            match found {
                Some((Some(piece), next)) => {
                    pieces.push(Piece::Literal(std::mem::take(&mut literal).finish()));
                    pieces.push(piece);
                    at = next;
                }
                Some((None, next)) => {
                    literal.push_unit(u16::from(b'$'));
                    at = next;
                }
                None => {
                    literal.push_unit(unit);
                    at += 1;
                }
            }
        }
        pieces.push(Piece::Literal(literal.finish()));
        Replacement(pieces)
    }

    /// Appends what stands for one match.
    pub(crate) fn push(&self, builder: &mut TextBuilder, input: &Text, captures: &Captures) {
        let (start, length) = captures.whole();
        let of = |place: usize| captures.group(place).map_or((0, 0), |(start, length)| (start, start + length));
        for piece in &self.0 {
            let (from, to) = match piece {
                Piece::Literal(text) => {
                    builder.push(text);
                    continue;
                }
                Piece::Group(place) => of(*place),
                Piece::Before => (0, start),
                Piece::Behind => (start + length, input.len()),
                Piece::LastGroup => of(captures.groups.len().saturating_sub(1)),
                Piece::Whole => (0, input.len()),
            };
            builder.push(&input.slice(from, to));
        }
    }
}

/// The construct behind `$`: a piece, or none for a plain dollar, and where it ends.
fn special(pattern: &Text, at: usize, regex: &Regex) -> Option<(Option<Piece>, usize)> {
    let byte = |at: usize| pattern.unit(at).and_then(|unit| u8::try_from(unit).ok());
    match byte(at)? {
        b'$' => Some((None, at + 1)),
        b'&' => Some((Some(Piece::Group(0)), at + 1)),
        b'`' => Some((Some(Piece::Before), at + 1)),
        b'\'' => Some((Some(Piece::Behind), at + 1)),
        b'+' => Some((Some(Piece::LastGroup), at + 1)),
        b'_' => Some((Some(Piece::Whole), at + 1)),
        b'{' => {
            let end = (at + 1..pattern.len()).find(|index| byte(*index) == Some(b'}'))?;
            let name = pattern.slice(at + 1, end).to_string();
            let place = match name.parse::<i32>() {
                Ok(number) => regex.place_of_number(number),
                Err(_) => regex.place_of_name(&name),
            };
            place.map(|place| (Some(Piece::Group(place)), end + 1))
        }
        b'0'..=b'9' => {
            let digits = (at..pattern.len())
                .take_while(|index| byte(*index).is_some_and(|digit| digit.is_ascii_digit()))
                .count();
            let number = pattern.slice(at, at + digits).to_string().parse::<i32>().ok()?;
            regex.place_of_number(number).map(|place| (Some(Piece::Group(place)), at + digits))
        }
        _ => None,
    }
}
