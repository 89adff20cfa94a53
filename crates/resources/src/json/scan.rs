//! The reader of [`parse`](super::parse): RFC 8259, one pass over the bytes, bounded depth.

use diagnostics::Span;

use super::{JsonValue, MAX_DEPTH, Malformed, Member, Node, duplicate};

pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }, depth: 0 }
    }

    pub(super) fn document(mut self) -> Result<Node, Malformed> {
        let node = self.value()?;
        self.skip_blanks();
        match self.peek() {
            None => Ok(node),
            Some(_) => Err(self.expected("the end of the file after the value")),
        }
    }

    fn value(&mut self) -> Result<Node, Malformed> {
        self.skip_blanks();
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => self.nested(Self::object)?,
            Some(b'[') => self.nested(Self::list)?,
            Some(b'"') => JsonValue::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => JsonValue::Number(self.number()?),
            _ if self.word("true") => JsonValue::Bool(true),
            _ if self.word("false") => JsonValue::Bool(false),
            _ if self.word("null") => JsonValue::Null,
            _ => return Err(self.expected("a value")),
        };
        Ok(Node { span: Span::new(start, self.at), value })
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<JsonValue, Malformed>) -> Result<JsonValue, Malformed> {
        if self.depth == MAX_DEPTH {
            return Err(self.malformed(format!("lists and objects nest deeper than {MAX_DEPTH} levels")));
        }
        self.depth += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn object(&mut self) -> Result<JsonValue, Malformed> {
        self.at += 1;
        let mut members: Vec<Member> = Vec::new();
        self.skip_blanks();
        while self.peek() != Some(b'}') {
            if !members.is_empty() {
                self.take(b',', "`,` or `}` after a member")?;
                self.skip_blanks();
            }
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.expected("a member name in double quotes"));
            }
            let name = self.string()?;
            let name_span = Span::new(start, self.at);
            self.skip_blanks();
            self.take(b':', "`:` after a member name")?;
            let value = self.value()?;
            members.push(Member { name, name_span, value });
            self.skip_blanks();
        }
        self.at += 1;
        match duplicate(&members) {
            None => Ok(JsonValue::Object(members)),
            Some(member) => {
                Err(Malformed { span: member.name_span, message: format!("`{}` is given twice", member.name) })
            }
        }
    }

    fn list(&mut self) -> Result<JsonValue, Malformed> {
        self.at += 1;
        let mut items = Vec::new();
        self.skip_blanks();
        while self.peek() != Some(b']') {
            if !items.is_empty() {
                self.take(b',', "`,` or `]` after an item")?;
            }
            items.push(self.value()?);
            self.skip_blanks();
        }
        self.at += 1;
        Ok(JsonValue::List(items))
    }

    fn number(&mut self) -> Result<String, Malformed> {
        let start = self.at;
        let negative = self.peek() == Some(b'-');
        self.at += usize::from(negative);
        let whole = self.digits();
        let leading_zero = whole.len() > 1 && whole.starts_with('0');
        let mut complete = !whole.is_empty() && !leading_zero;
        if self.peek() == Some(b'.') {
            self.at += 1;
            complete &= !self.digits().is_empty();
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            complete &= !self.digits().is_empty();
        }
        let digits = self.text.get(start..self.at).unwrap_or_default();
        if complete {
            return Ok(digits.to_owned());
        }
        Err(Malformed { span: Span::new(start, self.at), message: format!("`{digits}` is not a JSON number") })
    }

    fn digits(&mut self) -> &'a str {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn string(&mut self) -> Result<String, Malformed> {
        let start = self.at;
        self.at += 1;
        let mut value = String::new();
        loop {
            let plain = self.at;
            while self.peek().is_some_and(|byte| byte != b'"' && byte != b'\\' && byte >= 0x20) {
                self.at += 1;
            }
            value.push_str(self.text.get(plain..self.at).unwrap_or_default());
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(value);
                }
                Some(b'\\') => value.push(self.escape()?),
                Some(_) => return Err(self.expected("the end of the text: a line break is written `\\n`")),
                None => {
                    let message = "a text that begins here is never closed with `\"`".to_owned();
                    return Err(Malformed { span: Span::new(start, self.at), message });
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, Malformed> {
        let start = self.at;
        self.at += 1;
        let escaped = self.peek();
        self.at += usize::from(escaped.is_some());
        Ok(match escaped {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(start),
            _ => {
                self.at = start;
                return Err(
                    self.malformed("`\\` begins an escape that JSON does not know; write `\\\\` for one".into())
                );
            }
        })
    }

    /// The rest of `\uXXXX`, joining a surrogate pair; a lone surrogate is not text and is refused.
    fn unicode_escape(&mut self, start: usize) -> Result<char, Malformed> {
        let mut units = vec![self.code_unit(start)?];
        if units.first().is_some_and(|unit| (0xd800..0xdc00).contains(unit)) && self.word("\\u") {
            units.push(self.code_unit(start)?);
        }
        let mut decoded = char::decode_utf16(units);
        match (decoded.next(), decoded.next()) {
            (Some(Ok(character)), None) => Ok(character),
            _ => {
                let message = "half of a surrogate pair is not a character".to_owned();
                Err(Malformed { span: Span::new(start, self.at), message })
            }
        }
    }

    fn code_unit(&mut self, start: usize) -> Result<u16, Malformed> {
        let digits = self.text.get(self.at..self.at + 4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        let unit = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok()).ok_or_else(|| Malformed {
            span: Span::new(start, self.at),
            message: "`\\u` wants four hexadecimal digits".to_owned(),
        })?;
        self.at += 4;
        Ok(unit)
    }

    fn word(&mut self, word: &str) -> bool {
        let found = self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word));
        self.at += if found { word.len() } else { 0 };
        found
    }

    fn take(&mut self, byte: u8, expected: &str) -> Result<(), Malformed> {
        if self.peek() != Some(byte) {
            return Err(self.expected(expected));
        }
        self.at += 1;
        Ok(())
    }

    fn skip_blanks(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn expected(&self, what: &str) -> Malformed {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let found = match rest.chars().next() {
            None => "the file ends here".to_owned(),
            Some('/') if rest.starts_with("//") || rest.starts_with("/*") => {
                "found a comment, which JSON does not have".to_owned()
            }
            Some(character) if character.is_control() => format!("found `{}`", character.escape_debug()),
            Some(character) => format!("found `{character}`"),
        };
        self.malformed(format!("expected {what}, {found}"))
    }

    fn malformed(&self, message: String) -> Malformed {
        let length = self.text.get(self.at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        Malformed { span: Span::new(self.at, self.at + length), message }
    }
}
