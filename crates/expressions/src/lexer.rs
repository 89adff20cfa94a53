//! Source to tokens.
//!
//! Tokens are slices of the source; literals are decoded by the parser when it meets them. `>` is always a token of
//! its own, because `List<List<int>>` closes two brackets.

use crate::ast::Span;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// An identifier or a keyword.
    Word,
    /// `@name`: never a keyword. The text is without the `@`.
    Escaped,
    Number,
    String,
    Verbatim,
    /// `$"…"`, with the text of the whole literal.
    Interpolated,
    InterpolatedVerbatim,
    Character,
    Punctuation,
    End,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Token<'s> {
    pub(crate) kind: Kind,
    pub(crate) text: &'s str,
    pub(crate) span: Span,
}

pub(crate) struct Problem {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) span: Span,
}

/// Longest first.
const PUNCTUATION: [&str; 46] = [
    "??=", "<<=", "...", "=>", "==", "!=", "<=", "&&", "||", "??", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=",
    "|=", "^=", "<<", "->", "::", "..", "(", ")", "[", "]", "{", "}", ";", ",", ".", ":", "?", "+", "-", "*", "/", "%",
    "&", "|", "^", "!", "~", "=",
];

/// All tokens of `source` from byte `start` to byte `end`; the last one is [`Kind::End`].
pub(crate) fn tokens<'s>(source: &'s str, start: usize, end: usize, problems: &mut Vec<Problem>) -> Vec<Token<'s>> {
    let mut lexer = Lexer { source, at: start, end, nesting: 0, problems };
    let mut tokens = Vec::with_capacity((end - start) / 4 + 2);
    loop {
        lexer.skip_blanks();
        let token = lexer.token();
        let done = token.kind == Kind::End;
        tokens.push(token);
        if done {
            return tokens;
        }
    }
}

struct Lexer<'s, 'p> {
    source: &'s str,
    at: usize,
    end: usize,
    /// Interpolated strings within interpolated strings.
    nesting: u32,
    problems: &'p mut Vec<Problem>,
}

/// Interpolated strings within interpolated strings; deeper ones are not written by people.
const MAX_NESTED_STRINGS: u32 = 16;

impl<'s> Lexer<'s, '_> {
    fn rest(&self) -> &'s str {
        self.source.get(self.at..self.end).unwrap_or("")
    }

    fn byte(&self, ahead: usize) -> u8 {
        let index = self.at + ahead;
        if index < self.end { self.source.as_bytes().get(index).copied().unwrap_or(0) } else { 0 }
    }

    fn problem(&mut self, code: &'static str, message: impl Into<String>, start: usize, end: usize) {
        self.problems.push(Problem { code, message: message.into(), span: Span::new(start, end) });
    }

    fn skip_blanks(&mut self) {
        loop {
            let rest = self.rest();
            if rest.starts_with("//") {
                self.at += rest.find(['\n', '\r', '\u{2028}', '\u{2029}', '\u{85}']).unwrap_or(rest.len());
            } else if let Some(comment) = rest.strip_prefix("/*") {
                match comment.find("*/") {
                    Some(length) => self.at += length + 4,
                    None => {
                        self.problem("CS1035", "End-of-file found, '*/' expected", self.at, self.end);
                        self.at = self.end;
                    }
                }
            } else {
                match rest.chars().next() {
                    Some(blank) if blank.is_whitespace() || blank == '\u{feff}' || blank == '\u{1a}' => {
                        self.at += blank.len_utf8();
                    }
                    _ => return,
                }
            }
        }
    }

    fn token(&mut self) -> Token<'s> {
        loop {
            if let Some(token) = self.try_token() {
                return token;
            }
            self.skip_blanks();
        }
    }

    /// None when something was skipped.
    fn try_token(&mut self) -> Option<Token<'s>> {
        let start = self.at;
        let Some(first) = self.rest().chars().next() else { return Some(self.finish(Kind::End, start)) };
        Some(match first {
            '0'..='9' => self.number(start),
            '.' if self.byte(1).is_ascii_digit() => self.number(start),
            '"' => self.string(start),
            '\'' => self.character(start),
            '$' if self.byte(1) == b'"' => self.interpolated(start, 2, false),
            '$' if self.byte(1) == b'@' && self.byte(2) == b'"' => self.interpolated(start, 3, true),
            '@' if self.byte(1) == b'$' && self.byte(2) == b'"' => {
                let message = "To use '@$' instead of '$@' for an interpolated verbatim string, please use language \
                               version '8.0' or greater.";
                self.problem("CS8401", message, start, start + 3);
                self.interpolated(start, 3, true)
            }
            '@' if self.byte(1) == b'"' => self.verbatim(start),
            '@' if self.source[self.at + 1..self.end].starts_with(is_word_start) => {
                self.at += 1;
                let word = self.at;
                self.word();
                Token { kind: Kind::Escaped, text: &self.source[word..self.at], span: Span::new(start, self.at) }
            }
            first if is_word_start(first) => {
                self.word();
                self.finish(Kind::Word, start)
            }
            '>' | '<' if !self.rest().starts_with("<<") && !self.rest().starts_with("<=") => {
                self.at += 1;
                self.finish(Kind::Punctuation, start)
            }
            '#' => {
                self.directive(start);
                return None;
            }
            _ => {
                if let Some(symbol) = PUNCTUATION.iter().find(|symbol| self.rest().starts_with(**symbol)) {
                    self.at += symbol.len();
                    return Some(self.finish(Kind::Punctuation, start));
                }
                self.at += first.len_utf8();
                self.problem("CS1056", format!("Unexpected character '{first}'"), start, self.at);
                return None;
            }
        })
    }

    fn finish(&self, kind: Kind, start: usize) -> Token<'s> {
        Token { kind, text: self.source.get(start..self.at).unwrap_or(""), span: Span::new(start, self.at) }
    }

    fn word(&mut self) {
        let rest = self.rest();
        self.at += rest.find(|next| !is_word_part(next)).unwrap_or(rest.len());
    }

    fn directive(&mut self, start: usize) {
        let line = self.rest().lines().next().unwrap_or("");
        let (code, message) = match line.trim_start_matches('#').split_whitespace().next() {
            Some("if") => ("CS1027", "#endif directive expected"),
            Some("region") => ("CS1038", "#endregion directive expected"),
            Some("error") => ("CS1029", "#error"),
            _ => ("CS1024", "Preprocessor directive expected"),
        };
        self.at += line.len();
        self.problem(code, message, start, self.at);
    }

    fn number(&mut self, start: usize) -> Token<'s> {
        let radix = self.byte(1) | 0x20;
        if self.byte(0) == b'0' && (radix == b'x' || radix == b'b') {
            self.at += 2;
            while self.byte(0).is_ascii_hexdigit() || self.byte(0) == b'_' {
                self.at += 1;
            }
        } else {
            self.digits();
            if self.byte(0) == b'.' && self.byte(1).is_ascii_digit() {
                self.at += 1;
                self.digits();
            }
            let sign = usize::from(matches!(self.byte(1), b'+' | b'-'));
            if self.byte(0) | 0x20 == b'e' && self.byte(1 + sign).is_ascii_digit() {
                self.at += 1 + sign;
                self.digits();
            }
        }
        while matches!(self.byte(0) | 0x20, b'u' | b'l' | b'f' | b'd' | b'm') {
            self.at += 1;
        }
        self.finish(Kind::Number, start)
    }

    fn digits(&mut self) {
        while self.byte(0).is_ascii_digit() || self.byte(0) == b'_' {
            self.at += 1;
        }
    }

    fn string(&mut self, start: usize) -> Token<'s> {
        self.at += 1;
        loop {
            match self.byte(0) {
                b'"' => {
                    self.at += 1;
                    return self.finish(Kind::String, start);
                }
                b'\\' if self.at + 1 < self.end => self.at += 2,
                b'\n' | b'\r' | 0 if self.at >= self.end || self.byte(0) != 0 => {
                    self.problem("CS1010", "Newline in constant", start, start);
                    return self.finish(Kind::String, start);
                }
                _ => self.at += 1,
            }
        }
    }

    fn verbatim(&mut self, start: usize) -> Token<'s> {
        self.at += 2;
        loop {
            match (self.byte(0), self.byte(1)) {
                (b'"', b'"') => self.at += 2,
                (b'"', _) => {
                    self.at += 1;
                    return self.finish(Kind::Verbatim, start);
                }
                _ if self.at >= self.end => {
                    self.problem("CS1039", "Unterminated string literal", start, self.end);
                    return self.finish(Kind::Verbatim, start);
                }
                _ => self.at += 1,
            }
        }
    }

    fn character(&mut self, start: usize) -> Token<'s> {
        self.at += 1;
        loop {
            match self.byte(0) {
                b'\'' => {
                    self.at += 1;
                    return self.finish(Kind::Character, start);
                }
                b'\\' if self.at + 1 < self.end => self.at += 2,
                b'\n' | b'\r' | 0 if self.at >= self.end || self.byte(0) != 0 => {
                    self.problem("CS1010", "Newline in constant", start, start);
                    return self.finish(Kind::Character, start);
                }
                _ => self.at += 1,
            }
        }
    }

    /// Finds the end of an interpolated string; its holes may hold strings with quotes of their own.
    fn interpolated(&mut self, start: usize, prefix: usize, is_verbatim: bool) -> Token<'s> {
        let kind = if is_verbatim { Kind::InterpolatedVerbatim } else { Kind::Interpolated };
        self.at += prefix;
        let mut depth = 0_u32;
        loop {
            if self.at >= self.end {
                if depth > 0 {
                    let message = "Missing close delimiter '}' for interpolated expression started with '{'.";
                    self.problem("CS8076", message, start + 1, self.end);
                }
                self.problem("CS1010", "Newline in constant", self.end.max(1), self.end);
                return self.finish(kind, start);
            }
            match (self.byte(0), self.byte(1)) {
                (b'{', b'{') | (b'}', b'}') if depth == 0 => self.at += 2,
                (b'{', _) => {
                    depth += 1;
                    self.at += 1;
                }
                (b'}', _) => {
                    depth = depth.saturating_sub(1);
                    self.at += 1;
                }
                (b'"', b'"') if depth == 0 && is_verbatim => self.at += 2,
                (b'"', _) if depth == 0 => {
                    self.at += 1;
                    return self.finish(kind, start);
                }
                (b'\\', _) if depth == 0 && !is_verbatim => self.at += 2,
                (b'\n' | b'\r', _) if !is_verbatim => {
                    self.problem("CS1010", "Newline in constant", start, self.at);
                    return self.finish(kind, start);
                }
                (b'"' | b'\'' | b'$' | b'@', _) if depth > 0 => {
                    self.nesting += 1;
                    if self.nesting > MAX_NESTED_STRINGS {
                        self.problem("CS8076", "Strings are nested too deeply", start, self.at);
                        self.at = self.end;
                        return self.finish(kind, start);
                    }
                    self.token();
                    self.nesting -= 1;
                }
                _ => self.at += self.rest().chars().next().map_or(1, char::len_utf8),
            }
        }
    }
}

fn is_word_start(character: char) -> bool {
    character.is_alphabetic() || character == '_'
}

fn is_word_part(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Words that cannot be names.
pub(crate) fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "abstract"
            | "as"
            | "base"
            | "bool"
            | "break"
            | "byte"
            | "case"
            | "catch"
            | "char"
            | "checked"
            | "class"
            | "const"
            | "continue"
            | "decimal"
            | "default"
            | "delegate"
            | "do"
            | "double"
            | "else"
            | "enum"
            | "event"
            | "explicit"
            | "extern"
            | "false"
            | "finally"
            | "fixed"
            | "float"
            | "for"
            | "foreach"
            | "goto"
            | "if"
            | "implicit"
            | "in"
            | "int"
            | "interface"
            | "internal"
            | "is"
            | "lock"
            | "long"
            | "namespace"
            | "new"
            | "null"
            | "object"
            | "operator"
            | "out"
            | "override"
            | "params"
            | "private"
            | "protected"
            | "public"
            | "readonly"
            | "ref"
            | "return"
            | "sbyte"
            | "sealed"
            | "short"
            | "sizeof"
            | "stackalloc"
            | "static"
            | "string"
            | "struct"
            | "switch"
            | "this"
            | "throw"
            | "true"
            | "try"
            | "typeof"
            | "uint"
            | "ulong"
            | "unchecked"
            | "unsafe"
            | "ushort"
            | "using"
            | "virtual"
            | "void"
            | "volatile"
            | "while"
    )
}
