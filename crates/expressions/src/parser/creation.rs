//! `new` in all its forms.

use super::Parser;
use crate::{
    ast::{Expr, ExprKind, InitialValue, Initializer, MemberTarget, Name, Span, TypeExpr},
    lexer::Kind,
};

impl<'s> Parser<'s> {
    pub(super) fn new_expression(&mut self) -> Expr<'s> {
        let start = self.advance().span;
        if self.at("{") {
            return self.new_anonymous(start);
        }
        if self.at("[") && (self.is_at(1, "]") || self.is_at(1, ",")) {
            self.advance();
            self.expect("]");
            let items = Some(self.items());
            let span = start.to(self.previous_span());
            return Expr { kind: ExprKind::NewArray { element: None, sizes: Vec::new(), items }, span };
        }
        if self.at("(") {
            self.preview("target-typed object creation", start);
            let _ = self.arguments("(", ")");
            return Expr { kind: ExprKind::Missing, span: start.to(self.previous_span()) };
        }
        let mut class = self.type_core();
        if self.at("?") {
            let end = self.advance().span;
            let span = class.span.to(end);
            class = TypeExpr { kind: crate::ast::TypeExprKind::Nullable(Box::new(class)), span };
        }
        if self.at("[") {
            return self.new_array(start, class);
        }
        let arguments = self.at("(").then(|| self.arguments("(", ")"));
        let initializer = self.at("{").then(|| self.initializer());
        if arguments.is_none() && initializer.is_none() {
            let after = self.previous_span().end as usize;
            self.error("CS1526", "A new expression requires (), [], or {} after type", Span::new(after, after));
        }
        Expr { kind: ExprKind::New { class, arguments, initializer }, span: start.to(self.previous_span()) }
    }

    pub(super) fn new_array(&mut self, start: Span, element: TypeExpr<'s>) -> Expr<'s> {
        let mut element = element;
        let mut sizes = Vec::new();
        let open = self.advance().span;
        while !self.at("]") && self.current().kind != Kind::End {
            sizes.push(self.expression());
            if !self.take(",") {
                break;
            }
        }
        self.expect("]");
        let rank_end = self.previous_span();
        // Further `[]` make it an array of arrays.
        while self.at("[") && self.is_at(1, "]") {
            self.advance();
            let end = self.advance().span;
            let span = element.span.to(end);
            element = TypeExpr { kind: crate::ast::TypeExprKind::Array(Box::new(element)), span };
        }
        if self.at("[") && !sizes.is_empty() {
            let inside = self.peek(1).span;
            self.error("CS0178", "Invalid rank specifier: expected ',' or ']'", inside);
            let _ = self.arguments("[", "]");
        }
        let items = self.at("{").then(|| self.items());
        if sizes.is_empty() && items.is_none() {
            let message = "Array creation must have array size or array initializer";
            self.error("CS1586", message, open.to(rank_end));
        }
        let span = start.to(self.previous_span());
        Expr { kind: ExprKind::NewArray { element: Some(element), sizes, items }, span }
    }

    /// `{ a, b }`, where an item may itself be braced.
    pub(super) fn items(&mut self) -> Vec<Expr<'s>> {
        let mut items = Vec::new();
        self.expect("{");
        while !self.at("}") && self.current().kind != Kind::End {
            items.push(if self.at("{") { self.array_items() } else { self.expression() });
            if !self.take(",") {
                break;
            }
        }
        self.expect("}");
        items
    }

    pub(super) fn array_items(&mut self) -> Expr<'s> {
        let start = self.current().span;
        let items = self.nested(Self::items, |_| Vec::new());
        Expr { kind: ExprKind::ArrayItems(items), span: start.to(self.previous_span()) }
    }

    pub(super) fn new_anonymous(&mut self, start: Span) -> Expr<'s> {
        self.expect("{");
        let mut fields = Vec::new();
        while !self.at("}") && self.current().kind != Kind::End {
            let name = (self.is_name_at(0) && self.is_at(1, "=")).then(|| {
                let name = self.name();
                self.advance();
                name
            });
            let value = self.expression();
            let name = name.or_else(|| implied_name(&value));
            if name.is_none() && !matches!(value.kind, ExprKind::Missing) {
                let message = "Invalid anonymous type member declarator. Anonymous type members must be declared \
                               with a member assignment, simple name or member access.";
                self.error("CS0746", message, value.span);
            }
            fields.push((name, value));
            if !self.take(",") {
                break;
            }
        }
        self.expect("}");
        Expr { kind: ExprKind::NewAnonymous(fields), span: start.to(self.previous_span()) }
    }

    pub(super) fn initializer(&mut self) -> Initializer<'s> {
        self.nested(Self::initializer_here, |_| Initializer::Items(Vec::new()))
    }

    pub(super) fn initializer_here(&mut self) -> Initializer<'s> {
        self.expect("{");
        let by_member = self.at("[") || self.is_name_at(0) && self.is_at(1, "=");
        let initializer = if by_member { self.member_initializers() } else { self.item_initializers() };
        self.expect("}");
        initializer
    }

    pub(super) fn member_initializers(&mut self) -> Initializer<'s> {
        let mut members = Vec::new();
        while !self.at("}") && self.current().kind != Kind::End {
            let target = if self.at("[") {
                let start = self.current().span;
                let arguments = self.arguments("[", "]");
                MemberTarget::Index(arguments, start.to(self.previous_span()))
            } else {
                MemberTarget::Name(self.name())
            };
            self.expect("=");
            let value = if self.at("{") {
                InitialValue::Nested(self.initializer())
            } else {
                InitialValue::Value(self.expression())
            };
            members.push((target, value));
            if !self.take(",") {
                break;
            }
        }
        Initializer::Members(members)
    }

    pub(super) fn item_initializers(&mut self) -> Initializer<'s> {
        let mut items = Vec::new();
        while !self.at("}") && self.current().kind != Kind::End {
            let start = self.current().span;
            let item = if self.at("{") { self.items() } else { vec![self.expression()] };
            items.push((item, start.to(self.previous_span())));
            if !self.take(",") {
                break;
            }
        }
        Initializer::Items(items)
    }
}

/// The name that `new { a.B }` gives the member.
fn implied_name<'s>(value: &Expr<'s>) -> Option<Name<'s>> {
    match &value.kind {
        ExprKind::Name(name, _) | ExprKind::Member(_, name, _) => Some(*name),
        ExprKind::Conditional(_, access) => implied_name(access),
        _ => None,
    }
}
