//! Unicode normal forms.

use unicode_normalization::UnicodeNormalization;

/// The text in the normal form of a `NormalizationForm` number; nothing for an unknown one.
pub fn normalize(text: &str, form: i32) -> Option<String> {
    Some(match form {
        1 => text.nfc().collect(),
        2 => text.nfd().collect(),
        5 => text.nfkc().collect(),
        6 => text.nfkd().collect(),
        _ => return None,
    })
}
