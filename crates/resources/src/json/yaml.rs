//! Finding a member again in a YAML text, well enough for a diagnostic.
//!
//! The reader of YAML gives no positions, and a second reader only for them would be a large thing. Block style, which
//! people and exporters write, has one key a line: following the keys down by their indentation finds the line.

use diagnostics::Span;

/// Where the key of the last segment that can be followed stands; the beginning of the text if none can.
pub(super) fn position(text: &str, segments: impl Iterator<Item = String>) -> Span {
    let mut lines = Lines { text, at: 0 };
    let mut found = Span::default();
    let mut outer_indent = None;
    for segment in segments {
        match lines.find_key(&segment, outer_indent) {
            Some((span, indent)) => {
                found = span;
                outer_indent = Some(indent);
            }
            None => break,
        }
    }
    found
}

struct Lines<'a> {
    text: &'a str,
    at: usize,
}

impl Lines<'_> {
    /// The next line with this key that is indented deeper than `outer_indent`, before the block ends.
    fn find_key(&mut self, key: &str, outer_indent: Option<usize>) -> Option<(Span, usize)> {
        let rest = self.text.get(self.at..)?;
        let mut start = self.at;
        let mut inner_indent = None;
        for line in rest.split_inclusive('\n') {
            let trimmed = line.trim_start_matches(' ');
            let indent = line.len() - trimmed.len();
            let content = trimmed.trim_end();
            let is_blank = content.is_empty() || content.starts_with('#');
            if !is_blank && outer_indent.is_some_and(|outer| indent <= outer) {
                return None;
            }
            if !is_blank {
                // Only direct children count: a grandchild of the same name is something else.
                let direct = *inner_indent.get_or_insert(indent) == indent;
                if let Some(length) = key_length(content, key).filter(|_| direct) {
                    self.at = start + line.len();
                    return Some((Span::new(start + indent, start + indent + length), indent));
                }
            }
            start += line.len();
        }
        None
    }
}

/// The length of the key with its quotes, if the line begins with this key.
fn key_length(content: &str, key: &str) -> Option<usize> {
    let quotes = ["", "\"", "'"];
    quotes.iter().find_map(|quote| {
        let rest = content.strip_prefix(quote)?.strip_prefix(key)?.strip_prefix(quote)?;
        rest.trim_start().starts_with(':').then_some(key.len() + 2 * quote.len())
    })
}
