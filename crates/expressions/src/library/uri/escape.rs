//! Percent-encoding as `System.Uri` does it: what is escaped, what is left, what is unescaped for display.

/// RFC 3986 `unreserved`.
pub(crate) fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

/// RFC 3986 `reserved`.
fn is_reserved(byte: u8) -> bool {
    b";/?:@&=+$,#[]!'()*".contains(&byte)
}

/// Appends `byte` as `%XX`.
pub(crate) fn push_escaped(out: &mut String, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.push('%');
    out.push(char::from(DIGITS[usize::from(byte >> 4)]));
    out.push(char::from(DIGITS[usize::from(byte & 15)]));
}

/// `Uri.EscapeDataString`.
pub(crate) fn data(text: &str) -> String {
    escape(text, is_unreserved)
}

/// `Uri.EscapeUriString`.
pub(crate) fn uri_string(text: &str) -> String {
    escape(text, |byte| is_unreserved(byte) || is_reserved(byte))
}

fn escape(text: &str, kept: impl Fn(u8) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if kept(byte) { out.push(char::from(byte)) } else { push_escaped(&mut out, byte) }
    }
    out
}

/// The byte that `%XX` at the start of `text` stands for.
pub(crate) fn escaped_byte(text: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = text else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    Some((digit(*high)? * 16 + digit(*low)?) as u8)
}

/// A component as it stands in `AbsoluteUri`: escapes of plain characters undone, everything foreign escaped.
pub(crate) fn canonical(component: &str) -> String {
    let bytes = component.as_bytes();
    let mut out = String::with_capacity(component.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match escaped_byte(bytes.get(at..).unwrap_or_default()) {
            Some(plain) if is_unreserved(plain) => {
                out.push(char::from(plain));
                at += 3;
            }
            Some(_) => {
                out.push_str(component.get(at..at + 3).unwrap_or_default());
                at += 3;
            }
            None => {
                let kept = is_unreserved(*byte) || is_reserved(*byte);
                if kept {
                    out.push(char::from(*byte))
                } else {
                    push_escaped(&mut out, *byte)
                }
                at += 1;
            }
        }
    }
    out
}

/// `Uri.UnescapeDataString`: bytes that are no UTF-8 stay escaped.
pub(crate) fn unescape(text: &str) -> String {
    unescape_where(text, |_| true)
}

/// What `ToString()` shows: escapes undone except of characters that would change the meaning.
pub(crate) fn for_display(component: &str) -> String {
    unescape_where(component, |byte| byte > 0x1f && byte != 0x7f && byte != b'%' && byte != b'\\' && !is_reserved(byte))
}

fn unescape_where(text: &str, wanted: impl Fn(u8) -> bool) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let mut run = Vec::new();
        while let Some(byte) = escaped_byte(bytes.get(at + run.len() * 3..).unwrap_or_default()) {
            run.push(byte);
        }
        if run.is_empty() {
            let character = text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or_default();
            out.push(character);
            at += character.len_utf8();
            continue;
        }
        at += run.len() * 3;
        let mut decoded = 0;
        for chunk in run.utf8_chunks() {
            for character in chunk.valid().chars() {
                // What stays escaped stays as it was written.
                let written = start + decoded * 3;
                decoded += character.len_utf8();
                match u8::try_from(character) {
                    Ok(byte) if byte.is_ascii() && !wanted(byte) => {
                        out.push_str(text.get(written..written + 3).unwrap_or_default());
                    }
                    // Control characters of Latin-1 are not shown.
                    Ok(byte @ 0x80..=0x9f) if !wanted(0x1f) => {
                        let mut encoded = [0; 2];
                        char::from(byte)
                            .encode_utf8(&mut encoded)
                            .bytes()
                            .for_each(|byte| push_escaped(&mut out, byte));
                    }
                    _ => out.push(character),
                }
            }
            decoded += chunk.invalid().len();
            chunk.invalid().iter().for_each(|byte| push_escaped(&mut out, *byte));
        }
    }
    out
}
