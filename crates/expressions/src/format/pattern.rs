//! What the format languages of dates and spans share: runs of a letter, quoted and escaped text.

/// How often `letter` stands at the start of `text`, in characters (its letters are ASCII, so also in bytes).
pub(super) fn run_length(text: &str, letter: char) -> usize {
    text.chars().take_while(|character| *character == letter).count()
}

/// Appends the quoted or escaped text at the start of `pattern` and returns what follows it; nothing when the closing
/// quote or the escaped character is missing.
pub(super) fn next_literal<'p>(pattern: &'p str, out: &mut String) -> Option<&'p str> {
    let mut characters = pattern.chars();
    let quote = characters.next()?;
    if quote == '\\' {
        out.push(characters.next()?);
        return Some(characters.as_str());
    }
    loop {
        match characters.next()? {
            '\\' => out.push(characters.next()?),
            closing if closing == quote => return Some(characters.as_str()),
            other => out.push(other),
        }
    }
}
