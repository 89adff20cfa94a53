//! Literals: numbers with their suffixes, characters, strings, interpolated strings.

use rust_decimal::Decimal;

use super::Parser;
use crate::{
    ast::{Expr, ExprKind, Piece, Span},
    lexer::Kind,
    surface::Constant,
    text::{Text, TextBuilder},
};

impl<'s> Parser<'s> {
    pub(super) fn literal(&mut self) -> Expr<'s> {
        let token = self.advance();
        let constant = match token.kind {
            Kind::Number => self.number(token.text, token.span),
            Kind::Character => self.character(token.text, token.span),
            Kind::Verbatim => {
                let inner = token.text.strip_prefix("@\"").unwrap_or("");
                let inner = inner.strip_suffix('"').unwrap_or(inner);
                Constant::Text(Text::from(inner.replace("\"\"", "\"")))
            }
            _ => {
                let inner = token.text.strip_prefix('"').unwrap_or("");
                let inner = inner.strip_suffix('"').unwrap_or(inner);
                if inner.contains('\\') {
                    let mut builder = TextBuilder::with_capacity(inner.len());
                    self.unescape(inner, token.span.start as usize + 1, &mut builder);
                    Constant::Text(builder.finish())
                } else {
                    Constant::Text(Text::from(inner))
                }
            }
        };
        Expr { kind: ExprKind::Literal(constant), span: token.span }
    }

    /// `-2147483648` and `-9223372036854775808`, which are not the negation of a literal that fits.
    pub(super) fn negative_literal(&mut self, minus: Span) -> Option<Expr<'s>> {
        let token = self.current();
        let constant = match token.text.replace('_', "").as_str() {
            "2147483648" => Constant::Int32(i32::MIN),
            "9223372036854775808" | "9223372036854775808L" | "9223372036854775808l" => Constant::Int64(i64::MIN),
            _ => return None,
        };
        self.advance();
        Some(Expr { kind: ExprKind::Literal(constant), span: minus.to(token.span) })
    }

    fn number(&mut self, text: &str, span: Span) -> Constant {
        let lower = text.to_ascii_lowercase();
        let (radix, body) = match lower.get(..2) {
            Some("0x") => (16, lower.get(2..).unwrap_or("")),
            Some("0b") => (2, lower.get(2..).unwrap_or("")),
            _ => (10, lower.as_str()),
        };
        let suffixes: &[char] = if radix == 10 { &['u', 'l', 'f', 'd', 'm'] } else { &['u', 'l'] };
        let digits = body.trim_end_matches(suffixes);
        let suffix = body.get(digits.len()..).unwrap_or("");
        if digits.is_empty() || digits.ends_with('_') || digits.contains("_.") || digits.contains("_e") {
            self.error("CS1013", "Invalid number", span);
            return Constant::Int32(0);
        }
        let digits = digits.replace('_', "");
        let real = radix == 10 && (digits.contains(['.', 'e']) || matches!(suffix, "f" | "d" | "m"));
        if real {
            return self.real(&digits, suffix, span);
        }
        let Ok(value) = u64::from_str_radix(&digits, radix) else {
            self.error("CS1021", "Integral constant is too large", span);
            return Constant::Int32(0);
        };
        match suffix {
            "" if value <= i32::MAX as u64 => Constant::Int32(value as i32),
            "" | "u" if value <= u64::from(u32::MAX) => Constant::UInt32(value as u32),
            "" | "l" if value <= i64::MAX as u64 => Constant::Int64(value as i64),
            "" | "u" | "l" | "ul" | "lu" => Constant::UInt64(value),
            _ => {
                self.error("CS1013", "Invalid number", span);
                Constant::Int32(0)
            }
        }
    }

    fn real(&mut self, digits: &str, suffix: &str, span: Span) -> Constant {
        let too_large = |parser: &mut Self, class: &str| {
            let message = format!("Floating-point constant is outside the range of type '{class}'");
            parser.error("CS0594", message, span);
            Constant::Double(0.0)
        };
        match suffix {
            "f" => match digits.parse::<f32>() {
                Ok(value) if value.is_finite() => Constant::Single(value),
                _ => too_large(self, "float"),
            },
            "m" => match decimal(digits) {
                Some(value) => Constant::Decimal(value),
                None => too_large(self, "decimal"),
            },
            _ => match digits.parse::<f64>() {
                Ok(value) if value.is_finite() => Constant::Double(value),
                _ => too_large(self, "double"),
            },
        }
    }

    fn character(&mut self, text: &str, span: Span) -> Constant {
        let inner = text.strip_prefix('\'').unwrap_or("");
        let inner = inner.strip_suffix('\'').unwrap_or(inner);
        let mut builder = TextBuilder::new();
        self.unescape(inner, span.start as usize + 1, &mut builder);
        let units = builder.finish();
        match units.len() {
            1 => Constant::Char(units.unit(0).unwrap_or(0)),
            0 => {
                self.error("CS1011", "Empty character literal", span);
                Constant::Char(0)
            }
            _ => {
                self.error("CS1012", "Too many characters in character literal", span);
                Constant::Char(0)
            }
        }
    }

    /// Appends `text` with escapes replaced; `start` is where it stands in the source.
    fn unescape(&mut self, text: &str, start: usize, into: &mut TextBuilder) {
        let mut rest = text;
        while let Some(at) = rest.find('\\') {
            into.push_str(&rest[..at]);
            let place = start + (text.len() - rest.len()) + at;
            rest = &rest[at + 1..];
            let Some(kind) = rest.chars().next() else { break };
            rest = &rest[kind.len_utf8()..];
            let simple = match kind {
                '\'' | '"' | '\\' => Some(kind),
                '0' => Some('\0'),
                'a' => Some('\u{7}'),
                'b' => Some('\u{8}'),
                'f' => Some('\u{c}'),
                'n' => Some('\n'),
                'r' => Some('\r'),
                't' => Some('\t'),
                'v' => Some('\u{b}'),
                _ => None,
            };
            if let Some(simple) = simple {
                into.push_unit(simple as u16);
                continue;
            }
            let (least, most) = match kind {
                'u' => (4, 4),
                'x' => (1, 4),
                'U' => (8, 8),
                _ => (1, 0),
            };
            let digits = rest.bytes().take(most).take_while(u8::is_ascii_hexdigit).count();
            let code = rest.get(..digits).and_then(|digits| u32::from_str_radix(digits, 16).ok());
            match code {
                Some(code) if digits >= least => {
                    rest = &rest[digits..];
                    match char::from_u32(code) {
                        Some(character) => into.push_str(character.encode_utf8(&mut [0; 4])),
                        None => into.push_unit(code as u16),
                    }
                }
                _ => {
                    let end = place + 1 + kind.len_utf8();
                    self.error("CS1009", "Unrecognized escape sequence", Span::new(place, end));
                }
            }
        }
        into.push_str(rest);
    }

    pub(super) fn interpolated(&mut self) -> Expr<'s> {
        let token = self.advance();
        let is_verbatim = token.kind == Kind::InterpolatedVerbatim;
        let prefix = if is_verbatim { 3 } else { 2 };
        let start = token.span.start as usize + prefix;
        let end = (token.span.end as usize).max(start);
        let end = if token.text.len() > prefix && token.text.ends_with('"') { end - 1 } else { end };
        let pieces = self.pieces(start, end, is_verbatim);
        Expr { kind: ExprKind::Interpolated(pieces), span: token.span }
    }

    fn pieces(&mut self, start: usize, end: usize, is_verbatim: bool) -> Vec<Piece<'s>> {
        let mut pieces = Vec::new();
        let mut builder = TextBuilder::new();
        let bytes = self.source.as_bytes();
        let (mut at, mut from) = (start, start);
        while at < end {
            match bytes.get(at).copied().unwrap_or(0) {
                open @ (b'{' | b'}') if bytes.get(at + 1) == Some(&open) && at + 1 < end => {
                    self.piece_text(from, at + 1, is_verbatim, &mut builder);
                    at += 2;
                    from = at;
                }
                b'{' => {
                    self.piece_text(from, at, is_verbatim, &mut builder);
                    let text = std::mem::take(&mut builder).finish();
                    if !text.is_empty() {
                        pieces.push(Piece::Text(text));
                    }
                    at = self.hole(at + 1, end, &mut pieces);
                    from = at;
                }
                b'}' => {
                    let message = "A '}' character must be escaped (by doubling) in an interpolated string.";
                    self.error("CS8086", message, Span::new(at, at + 1));
                    at += 1;
                }
                b'\\' if !is_verbatim => at += 2,
                _ => at += 1,
            }
        }
        self.piece_text(from, end, is_verbatim, &mut builder);
        let text = builder.finish();
        if !text.is_empty() {
            pieces.push(Piece::Text(text));
        }
        pieces
    }

    fn piece_text(&mut self, from: usize, to: usize, is_verbatim: bool, into: &mut TextBuilder) {
        let Some(text) = self.source.get(from..to) else { return };
        if is_verbatim {
            into.push_str(&text.replace("\"\"", "\""));
        } else {
            self.unescape(text, from, into);
        }
    }

    /// Parses `value,alignment:format}` that starts at byte `start`; gives the byte behind the brace.
    fn hole(&mut self, start: usize, end: usize, pieces: &mut Vec<Piece<'s>>) -> usize {
        let parts = HoleParts::find(self.source, start, end);
        let close = parts.close.unwrap_or(end);
        let value_end = parts.comma.or(parts.colon).unwrap_or(close);
        let value = self.part(start, value_end);
        let alignment = parts.comma.map(|comma| self.part(comma + 1, parts.colon.unwrap_or(close)));
        let format = parts.colon.and_then(|colon| {
            let format = self.source.get(colon + 1..close).unwrap_or("");
            if format.is_empty() {
                self.error("CS8089", "Empty format specifier.", Span::new(colon, close));
                return None;
            }
            if !format.contains('\\') {
                return Some(format.replace("{{", "{").replace("}}", "}"));
            }
            let mut builder = TextBuilder::new();
            self.unescape(format, colon + 1, &mut builder);
            Some(builder.finish().to_str().into_owned())
        });
        if parts.close.is_none() {
            let message = "Missing close delimiter '}' for interpolated expression started with '{'.";
            self.error("CS8076", message, Span::new(start - 1, end));
        }
        pieces.push(Piece::Hole { value: Box::new(value), alignment: alignment.map(Box::new), format });
        close + 1
    }

    /// Parses a part of the source as an expression of its own, in this parser's surroundings.
    fn part(&mut self, start: usize, end: usize) -> Expr<'s> {
        let mut inner = Parser::new(self.source, start, end);
        inner.depth = self.depth + 1;
        inner.function_depth = self.function_depth;
        inner.transparent = self.transparent;
        let value = inner.expression();
        inner.expect_end();
        for error in inner.errors {
            // The lexer has already reported what it met when it looked for the end of the string.
            if !self.errors.contains(&error) {
                self.errors.push(error);
            }
        }
        for (name, depth) in inner.mentions {
            let deepest = self.mentions.entry(name).or_insert(depth);
            *deepest = depth.max(*deepest);
        }
        value
    }
}

/// Where the parts of a hole begin and end.
#[derive(Default)]
struct HoleParts {
    comma: Option<usize>,
    colon: Option<usize>,
    close: Option<usize>,
}

impl HoleParts {
    fn find(source: &str, start: usize, end: usize) -> Self {
        let bytes = source.as_bytes();
        let mut parts = Self::default();
        let (mut at, mut depth) = (start, 0_u32);
        while at < end {
            let byte = bytes.get(at).copied().unwrap_or(0);
            if parts.colon.is_some() {
                // Within a format, doubled braces stand for themselves.
                match byte {
                    b'}' if bytes.get(at + 1) == Some(&b'}') && at + 1 < end && !closes_string(bytes, at + 2, end) => {
                        at += 1
                    }
                    b'}' => {
                        parts.close = Some(at);
                        return parts;
                    }
                    _ => {}
                }
                at += 1;
                continue;
            }
            match byte {
                b'(' | b'[' | b'{' => depth += 1,
                b'}' if depth == 0 => {
                    parts.close = Some(at);
                    return parts;
                }
                b')' | b']' | b'}' => depth = depth.saturating_sub(1),
                b',' if depth == 0 && parts.comma.is_none() => parts.comma = Some(at),
                b':' if depth == 0 && bytes.get(at + 1) != Some(&b':') => parts.colon = Some(at),
                b'"' | b'\'' => at = skip_quoted(bytes, at, end),
                _ => {}
            }
            at += 1;
        }
        parts
    }
}

/// Whether nothing but the end of the string follows.
fn closes_string(_: &[u8], at: usize, end: usize) -> bool {
    at > end
}

/// The byte of the closing quote.
fn skip_quoted(bytes: &[u8], open: usize, end: usize) -> usize {
    let quote = bytes.get(open).copied().unwrap_or(b'"');
    let is_verbatim = open > 0 && bytes.get(open - 1) == Some(&b'@');
    let mut at = open + 1;
    while at < end {
        match bytes.get(at).copied().unwrap_or(0) {
            b'\\' if !is_verbatim => at += 1,
            byte if byte == quote && is_verbatim && bytes.get(at + 1) == Some(&quote) => at += 1,
            byte if byte == quote => return at,
            _ => {}
        }
        at += 1;
    }
    end
}

/// A decimal with the scale it is written with, rounded to 28 places.
pub(crate) fn decimal(digits: &str) -> Option<Decimal> {
    if digits.contains('e') {
        return Decimal::from_scientific(digits).ok();
    }
    Decimal::from_str_exact(digits).ok().or_else(|| digits.parse().ok())
}
