//! Composite format strings such as `"{0,-8:N2}|{{"`, taken apart for `string.Format` and `AppendFormat`.

use super::InvalidFormat;

/// Largest index and width, as in .NET; both also bound what a caller must allocate.
const LIMIT: usize = 1_000_000;

/// One part of a composite string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Text that stands for itself.
    Literal(String),
    /// The text of an argument.
    Hole {
        /// Which argument.
        index: usize,
        /// Least width; negative aligns to the left.
        alignment: i32,
        /// What follows the colon.
        format: String,
    },
}

/// Takes a composite string apart. Errors come in the order .NET meets them: a hole beyond `arguments` before any
/// mistake further right.
pub fn pieces(composite: &str, arguments: usize) -> Result<Vec<Piece>, InvalidFormat> {
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut rest = composite;
    while let Some(at) = rest.find(['{', '}']) {
        literal.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix(brace) {
            literal.push_str(brace);
            rest = after;
        } else if brace == "{" {
            if !literal.is_empty() {
                pieces.push(Piece::Literal(std::mem::take(&mut literal)));
            }
            let (hole, after) = read_hole(rest, arguments)?;
            pieces.push(hole);
            rest = after;
        } else {
            return Err(InvalidFormat::InvalidString);
        }
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        pieces.push(Piece::Literal(literal));
    }
    Ok(pieces)
}

fn read_hole(text: &str, arguments: usize) -> Result<(Piece, &str), InvalidFormat> {
    let (index, rest) = read_number(text)?;
    if index >= arguments {
        return Err(InvalidFormat::IndexOutOfRange);
    }
    let mut rest = rest.trim_start_matches(' ');
    let mut alignment = 0;
    if let Some(after) = rest.strip_prefix(',') {
        let after = after.trim_start_matches(' ');
        let (width, after) = read_number(after.strip_prefix('-').unwrap_or(after)).map(|(width, rest)| {
            let left = after.starts_with('-');
            (if left { -(width as i32) } else { width as i32 }, rest)
        })?;
        alignment = width;
        rest = after.trim_start_matches(' ');
    }
    let mut format = String::new();
    if let Some(mut after) = rest.strip_prefix(':') {
        loop {
            let at = after.find(['{', '}']).ok_or(InvalidFormat::InvalidString)?;
            let brace = &after[at..=at];
            format.push_str(&after[..at]);
            match after[at + 1..].strip_prefix(brace) {
                Some(next) => {
                    format.push_str(brace);
                    after = next;
                }
                None if brace == "}" => {
                    rest = &after[at..];
                    break;
                }
                None => return Err(InvalidFormat::InvalidString),
            }
        }
    }
    let rest = rest.strip_prefix('}').ok_or(InvalidFormat::InvalidString)?;
    Ok((Piece::Hole { index, alignment, format }, rest))
}

/// A number that must be followed by something, as every number of a hole is.
fn read_number(text: &str) -> Result<(usize, &str), InvalidFormat> {
    let mut number = 0;
    let mut rest = text;
    while let Some(digit) = rest.bytes().next().filter(u8::is_ascii_digit) {
        if number >= LIMIT {
            break;
        }
        number = number * 10 + usize::from(digit - b'0');
        rest = &rest[1..];
    }
    if rest.len() == text.len() || rest.is_empty() { Err(InvalidFormat::InvalidString) } else { Ok((number, rest)) }
}

#[cfg(test)]
mod tests;
