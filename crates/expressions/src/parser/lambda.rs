//! Lambdas and anonymous methods.

use super::Parser;
use crate::{
    ast::{Expr, ExprKind, Lambda, LambdaBody, Span},
    lexer::Kind,
    surface::Passing,
};

impl<'s> Parser<'s> {
    /// A lambda, when one starts here.
    pub(super) fn lambda(&mut self) -> Option<Expr<'s>> {
        let start = self.at;
        let is_async = self.at_word("async") && !self.is_at(1, "=>") && !self.is_at(1, ".") && !self.is_at(1, ")");
        let first = self.at + usize::from(is_async);
        let arrow_after_name = self.tokens.get(first + 1).is_some_and(|token| token.text == "=>");
        let name_here = self.is_name_at(first - self.at);
        let mut parameters = Vec::new();
        if name_here && arrow_after_name {
            self.at = first;
            let name = self.name();
            parameters.push((None, name, Passing::Value));
        } else if self.tokens.get(first).is_some_and(|token| token.text == "(" && token.kind == Kind::Punctuation) {
            let close = self.closing_parenthesis(first)?;
            if self.tokens.get(close + 1).is_none_or(|token| token.text != "=>") {
                return None;
            }
            self.at = first + 1;
            while !self.at(")") && self.current().kind != Kind::End {
                let passing = if self.take_word("out") {
                    Passing::Out
                } else if self.take_word("ref") {
                    Passing::Reference
                } else {
                    Passing::Value
                };
                let untyped = self.is_name_at(0) && (self.is_at(1, ",") || self.is_at(1, ")"));
                let class = if untyped { None } else { Some(self.type_name()) };
                let name = self.name();
                parameters.push((class, name, passing));
                if !self.take(",") {
                    break;
                }
            }
            self.expect(")");
        } else if self.at_word("delegate") {
            return self.anonymous_method();
        } else {
            return None;
        }
        self.expect("=>");
        let body = self.function_body_after_arrow();
        let span = self.tokens.get(start).map_or(Span::default(), |token| token.span).to(self.previous_span());
        Some(Expr {
            kind: ExprKind::Lambda(Box::new(Lambda { parameters, body, is_async, aliases: Vec::new() })),
            span,
        })
    }

    pub(super) fn anonymous_method(&mut self) -> Option<Expr<'s>> {
        let start = self.advance().span;
        let mut parameters = Vec::new();
        if self.take("(") {
            while !self.at(")") && self.current().kind != Kind::End {
                let class = self.type_name();
                let name = self.name();
                parameters.push((Some(class), name, Passing::Value));
                if !self.take(",") {
                    break;
                }
            }
            self.expect(")");
        }
        self.function_depth += 1;
        let statements = self.braced_statements();
        self.function_depth -= 1;
        let span = start.to(self.previous_span());
        let body = LambdaBody::Block(statements);
        Some(Expr {
            kind: ExprKind::Lambda(Box::new(Lambda { parameters, body, is_async: false, aliases: Vec::new() })),
            span,
        })
    }

    pub(super) fn function_body_after_arrow(&mut self) -> LambdaBody<'s> {
        self.function_depth += 1;
        let body = if self.at("{") {
            LambdaBody::Block(self.braced_statements())
        } else {
            LambdaBody::Expression(self.expression())
        };
        self.function_depth -= 1;
        body
    }

    pub(super) fn closing_parenthesis(&self, open: usize) -> Option<usize> {
        let mut depth = 0_u32;
        for (index, token) in self.tokens.iter().enumerate().skip(open) {
            if token.kind != Kind::Punctuation {
                continue;
            }
            match token.text {
                "(" => depth += 1,
                ")" => {
                    depth -= 1;
                    if depth == 0 {
                        return Some(index);
                    }
                }
                ";" | "{" | "}" => return None,
                _ => {}
            }
        }
        None
    }
}
