//! A copy of a JSON text in which nothing secret is left to show.
//!
//! Diagnostics quote the file they are about. Files that hold secrets keep their shape (every other byte stays where it
//! was, so that spans still point right) and lose the values of the members that ARM treats as write-only.

use super::{JsonValue, Node};

/// Members whose text is secret wherever they stand: passwords, keys, PFX contents.
const SECRET_MEMBERS: [&str; 6] =
    ["password", "certificatePassword", "data", "encodedCertificate", "primaryKey", "secondaryKey"];

/// Members all of whose texts are secret, however deep: what a backend is sent besides the request.
const SECRET_TREES: [&str; 1] = ["credentials"];

/// The text with every secret replaced byte by byte; `also` names further secret members of this kind of file.
pub fn masked(text: &str, root: &Node, also: &[&str]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    mask(root, false, also, &mut bytes);
    String::from_utf8(bytes).expect("whole texts are replaced by ASCII, so what is left is UTF-8")
}

fn mask(node: &Node, secret: bool, also: &[&str], bytes: &mut [u8]) {
    match &node.value {
        JsonValue::Text(_) | JsonValue::Number(_) if secret => {
            if let Some(shown) = bytes.get_mut(node.span.start..node.span.end) {
                shown.iter_mut().filter(|byte| **byte != b'"').for_each(|byte| *byte = b'*');
            }
        }
        JsonValue::List(items) => items.iter().for_each(|item| mask(item, secret, also, bytes)),
        JsonValue::Object(members) => {
            for member in members {
                let name = member.name.as_str();
                let is = |known: &[&str]| known.iter().any(|secret| secret.eq_ignore_ascii_case(name));
                // A reference to a certificate is no secret, and diagnostics want to show it.
                let harmless = is(&["certificateIds", "certificate", "scheme"]);
                mask(
                    &member.value,
                    !harmless && (secret || is(&SECRET_MEMBERS) || is(&SECRET_TREES) || is(also)),
                    also,
                    bytes,
                );
            }
        }
        _ => {}
    }
}
