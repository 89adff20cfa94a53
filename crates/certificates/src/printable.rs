//! Text out of certificates, made fit for terminals, logs and eyes (attack I11).
//!
//! Whoever writes a certificate chooses every character in it: new lines that forge a log entry, escapes that move a
//! terminal's cursor, marks that turn the reading direction, or sixty thousand letters. Policies see such text as it
//! is; people see this.

/// More of a name than this tells nobody anything.
const MAX_CHARACTERS: usize = 400;

/// `text` with control and direction characters written out, and cut where it is too long.
pub fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len().min(MAX_CHARACTERS));
    for (index, character) in text.chars().enumerate() {
        if index == MAX_CHARACTERS {
            shown.push('…');
            break;
        }
        match character {
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => {
                shown.extend(character.escape_unicode());
            }
            _ if character.is_control() => shown.extend(character.escape_default()),
            _ => shown.push(character),
        }
    }
    shown
}

#[cfg(test)]
mod tests;
