//! Patterns behind `is` and `case`.

use super::Parser;
use super::expression::SHIFT;
use crate::{
    ast::{Designation, Expr, ExprKind, Pattern},
    lexer::Kind,
};

impl<'s> Parser<'s> {
    /// What stands behind `is` or `case`.
    pub(super) fn pattern(&mut self) -> Pattern<'s> {
        let start = self.current().span;
        let token = self.current();
        if token.kind == Kind::Punctuation && matches!(token.text, "<" | ">" | "<=" | ">=") {
            self.preview("relational pattern", start);
            self.advance();
        } else if self.at_word("not") && !self.is_at(1, ".") && self.peek(1).kind != Kind::End && !self.is_at(1, ")") {
            self.preview("not pattern", start);
            self.advance();
        } else if self.at("{") {
            self.newer("recursive patterns", "8.0", start);
            self.skip_braces();
            return Pattern::TypeOrConstant(Expr { kind: ExprKind::Missing, span: start }, None);
        }
        if let Some(end) = self.scan_type(self.at) {
            let designated = self.tokens.get(end).is_some_and(|token| {
                (token.kind == Kind::Escaped || token.kind == Kind::Word && !crate::lexer::is_keyword(token.text))
                    && !matches!(token.text, "when" | "and" | "or")
            });
            if designated {
                let class = self.type_name();
                let name = self.name();
                let designation =
                    if name.text == "_" { Designation::Discard(name.span) } else { Designation::Name(name) };
                return Pattern::Declaration(class, designation);
            }
            if self.tokens.get(end).is_some_and(|token| matches!(token.text, "and" | "or")) {
                let word = self.tokens.get(end).map_or("", |token| token.text);
                self.preview(if word == "or" { "or pattern" } else { "and pattern" }, start);
                self.at = end + 1;
                return self.nested(Self::pattern, |span| {
                    Pattern::TypeOrConstant(Expr { kind: ExprKind::Missing, span }, None)
                });
            }
            if self.is_only_type(self.at, end) && self.at_constant_end(end) {
                let class = self.type_in_expression();
                let span = class.span;
                return Pattern::TypeOrConstant(Expr { kind: ExprKind::Missing, span }, Some(class));
            }
            // `T` alone: also what an expression may look like, unless it could only be a type.
            if self.at_constant_end(end) {
                let saved = self.at;
                let class = self.type_in_expression();
                let after = self.at;
                self.at = saved;
                let errors = self.errors.len();
                let value = self.nested(|parser| parser.binary(SHIFT), |span| Expr { kind: ExprKind::Missing, span });
                if self.at != after || self.errors.len() != errors {
                    self.errors.truncate(errors);
                    self.at = after;
                    return Pattern::TypeOrConstant(Expr { kind: ExprKind::Missing, span: class.span }, Some(class));
                }
                return Pattern::TypeOrConstant(value, Some(class));
            }
        }
        let value = self.nested(|parser| parser.binary(SHIFT), |span| Expr { kind: ExprKind::Missing, span });
        Pattern::TypeOrConstant(value, None)
    }

    pub(super) fn at_constant_end(&self, index: usize) -> bool {
        self.tokens.get(index).is_none_or(|token| match token.kind {
            Kind::End => true,
            Kind::Punctuation => {
                !matches!(token.text, "." | "(" | "[" | "+" | "-" | "*" | "/" | "%" | "<<" | "{" | "=>" | "++" | "--")
            }
            Kind::Word => matches!(token.text, "when" | "is" | "as"),
            _ => false,
        })
    }
}
