//! Type names, and the look-ahead that tells them from expressions.

use super::Parser;
use crate::{
    ast::{Name, TypeExpr, TypeExprKind},
    lexer::{Kind, is_keyword},
    types::{TypeId, type_of_keyword},
};

impl<'s> Parser<'s> {
    /// The token index behind a type that starts at token `at`, or none when no type can start there.
    pub(super) fn scan_type(&self, at: usize) -> Option<usize> {
        self.scan_type_nested(at, 0)
    }

    fn scan_type_nested(&self, at: usize, depth: u32) -> Option<usize> {
        if depth > crate::limits::MAX_NESTING {
            return None;
        }
        let token = self.tokens.get(at)?;
        let mut at = match token.kind {
            Kind::Word if type_of_keyword(token.text).is_some() && is_keyword(token.text) => at + 1,
            Kind::Word if is_keyword(token.text) => return None,
            Kind::Word | Kind::Escaped => self.scan_name(at, depth)?,
            Kind::Punctuation if token.text == "(" => self.scan_tuple(at, depth)?,
            _ => return None,
        };
        loop {
            let symbol = |index: usize| {
                self.tokens.get(index).filter(|token| token.kind == Kind::Punctuation).map_or("", |token| token.text)
            };
            if symbol(at) == "[" && matches!(symbol(at + 1), "]" | ",") {
                let mut close = at + 1;
                while symbol(close) == "," {
                    close += 1;
                }
                if symbol(close) != "]" {
                    return None;
                }
                at = close + 1;
            } else if symbol(at) == "?" {
                at += 1;
            } else {
                return Some(at);
            }
        }
    }

    fn scan_name(&self, mut at: usize, depth: u32) -> Option<usize> {
        loop {
            let token = self.tokens.get(at)?;
            if !(token.kind == Kind::Escaped || token.kind == Kind::Word && !is_keyword(token.text)) {
                return None;
            }
            at += 1;
            if self.symbol(at) == "<" {
                at = self.scan_arguments(at, depth)?;
            }
            if self.symbol(at) == "." || self.symbol(at) == "::" {
                at += 1;
            } else {
                return Some(at);
            }
        }
    }

    fn symbol(&self, index: usize) -> &'s str {
        self.tokens.get(index).filter(|token| token.kind == Kind::Punctuation).map_or("", |token| token.text)
    }

    /// The token index behind `<A, B>`.
    pub(super) fn scan_arguments(&self, open: usize, depth: u32) -> Option<usize> {
        let mut at = open + 1;
        loop {
            if self.symbol(at) == ">" && at == open + 1 {
                return None;
            }
            at = self.scan_type_nested(at, depth + 1)?;
            match self.symbol(at) {
                "," => at += 1,
                ">" => return Some(at + 1),
                _ => return None,
            }
        }
    }

    fn scan_tuple(&self, open: usize, depth: u32) -> Option<usize> {
        let mut at = open + 1;
        let mut elements = 0;
        loop {
            at = self.scan_type_nested(at, depth + 1)?;
            elements += 1;
            if self.tokens.get(at).is_some_and(|token| token.kind == Kind::Word && !is_keyword(token.text)) {
                at += 1;
            }
            match self.symbol(at) {
                "," => at += 1,
                ")" if elements > 1 => return Some(at + 1),
                _ => return None,
            }
        }
    }

    /// Whether tokens `start..end` can only be a type: a keyword, an array, a nullable or generic type.
    pub(super) fn is_only_type(&self, start: usize, end: usize) -> bool {
        let first_is_keyword = self.tokens.get(start).is_some_and(|token| {
            token.kind == Kind::Word && is_keyword(token.text) && type_of_keyword(token.text).is_some()
        });
        first_is_keyword || end > start && matches!(self.symbol(end - 1), "]" | "?" | ">")
    }

    /// A type.
    pub(super) fn type_name(&mut self) -> TypeExpr<'s> {
        let class = self.nested(Self::type_core, |span| TypeExpr { kind: TypeExprKind::Named(Vec::new()), span });
        self.type_suffixes(class, true)
    }

    /// A type behind `as` or `is`, where `?` may also begin a conditional expression.
    pub(super) fn type_in_expression(&mut self) -> TypeExpr<'s> {
        let class = self.nested(Self::type_core, |span| TypeExpr { kind: TypeExprKind::Named(Vec::new()), span });
        let nullable = self.at("?") && {
            let next = self.peek(1);
            match next.kind {
                Kind::End => true,
                Kind::Punctuation => matches!(
                    next.text,
                    ")" | "]" | "}" | ";" | "," | ":" | "?" | "??" | "==" | "!=" | "&&" | "||" | "."
                ),
                _ => false,
            }
        };
        self.type_suffixes(class, nullable)
    }

    fn type_suffixes(&mut self, mut class: TypeExpr<'s>, nullable: bool) -> TypeExpr<'s> {
        loop {
            let span = class.span;
            if self.at("?") && nullable {
                let end = self.advance().span;
                class = TypeExpr { kind: TypeExprKind::Nullable(Box::new(class)), span: span.to(end) };
            } else if self.at("[") && self.is_at(1, "]") {
                self.advance();
                let end = self.advance().span;
                class = TypeExpr { kind: TypeExprKind::Array(Box::new(class)), span: span.to(end) };
            } else {
                return class;
            }
        }
    }

    /// A type without `?` and `[]` behind it.
    pub(super) fn type_core(&mut self) -> TypeExpr<'s> {
        let token = self.current();
        if token.kind == Kind::Word
            && let Some(id) = type_of_keyword(token.text).filter(|_| is_keyword(token.text))
        {
            self.advance();
            return TypeExpr { kind: TypeExprKind::Predefined(id), span: token.span };
        }
        if self.at("(") {
            return self.tuple_type();
        }
        let mut parts: Vec<(Name<'s>, Vec<TypeExpr<'s>>)> = Vec::new();
        loop {
            if !self.is_name_at(0) {
                let token = self.current();
                let (code, message) = match token.kind {
                    _ if !parts.is_empty() => ("CS1001", "Identifier expected"),
                    _ => ("CS1031", "Type expected"),
                };
                self.error(code, message, token.span);
                break;
            }
            let name = self.name();
            let arguments = if self.at("<") { self.type_arguments() } else { Vec::new() };
            parts.push((name, arguments));
            if !self.take(".") && !self.take("::") {
                break;
            }
        }
        let span = token.span.to(self.previous_span());
        TypeExpr { kind: TypeExprKind::Named(parts), span }
    }

    pub(super) fn type_arguments(&mut self) -> Vec<TypeExpr<'s>> {
        let mut arguments = Vec::new();
        self.expect("<");
        loop {
            arguments.push(self.type_name());
            if !self.take(",") {
                break;
            }
        }
        self.expect(">");
        arguments
    }

    fn tuple_type(&mut self) -> TypeExpr<'s> {
        let start = self.advance().span;
        let mut elements = Vec::new();
        loop {
            let class = self.type_name();
            let name = self.is_name_at(0).then(|| self.name());
            elements.push((class, name));
            if !self.take(",") {
                break;
            }
        }
        self.expect(")");
        TypeExpr { kind: TypeExprKind::Tuple(elements), span: start.to(self.previous_span()) }
    }

    pub(super) fn object_type(&self) -> TypeExpr<'s> {
        TypeExpr { kind: TypeExprKind::Predefined(TypeId::OBJECT), span: self.current().span }
    }
}
