//! Primary expressions and what follows them: members, calls, indexers, `new`.

use super::Parser;
use crate::{
    ast::{Argument, Designation, Expr, ExprKind, Span, TypeExpr},
    lexer::{Kind, is_keyword},
    surface::{Constant, Passing},
    types::type_of_keyword,
};

impl<'s> Parser<'s> {
    pub(super) fn postfix(&mut self) -> Expr<'s> {
        let first = self.primary();
        self.postfix_of(first)
    }

    fn postfix_of(&mut self, first: Expr<'s>) -> Expr<'s> {
        let mut left = first;
        let mut links = 0_u32;
        loop {
            // Chains are flat to read but deep as a tree.
            links += 1;
            if links > 4 * crate::limits::MAX_NESTING {
                self.error("CS8078", "An expression is too long or complex to compile", self.current().span);
                self.at = self.tokens.len().saturating_sub(1);
                return left;
            }
            let token = self.current();
            if token.kind != Kind::Punctuation {
                return left;
            }
            left = match token.text {
                "?" if self.is_conditional_access() => {
                    self.advance();
                    let receiver = Expr { kind: ExprKind::Receiver, span: left.span };
                    let access = self
                        .nested(|parser| parser.postfix_of(receiver), |span| Expr { kind: ExprKind::Missing, span });
                    let span = left.span.to(access.span);
                    return Expr { kind: ExprKind::Conditional(Box::new(left), Box::new(access)), span };
                }
                "." => {
                    self.advance();
                    let name = self.name();
                    let arguments = self.call_type_arguments();
                    let span = left.span.to(self.previous_span());
                    Expr { kind: ExprKind::Member(Box::new(left), name, arguments), span }
                }
                "(" => {
                    let arguments = self.arguments("(", ")");
                    let span = left.span.to(self.previous_span());
                    Expr { kind: ExprKind::Call(Box::new(left), arguments), span }
                }
                "[" => {
                    let arguments = self.arguments("[", "]");
                    let span = left.span.to(self.previous_span());
                    Expr { kind: ExprKind::Index(Box::new(left), arguments), span }
                }
                "++" | "--" => {
                    let span = left.span.to(token.span);
                    self.advance();
                    let is_decrement = token.text == "--";
                    Expr { kind: ExprKind::Increment { target: Box::new(left), is_prefix: false, is_decrement }, span }
                }
                "!" if !self.is_at(1, "=") => {
                    self.newer("nullable reference types", "8.0", token.span);
                    self.advance();
                    left
                }
                _ => return left,
            };
        }
    }

    /// `?.` or `?[`; `a ? .5 : b` and `a ? [` are not.
    fn is_conditional_access(&self) -> bool {
        let next = self.peek(1);
        let adjacent = self.current().span.end == next.span.start;
        next.kind == Kind::Punctuation && (next.text == "." && adjacent || next.text == "[")
    }

    /// Type arguments behind a name, by C#'s rule: the token behind `>` decides.
    fn call_type_arguments(&mut self) -> Vec<TypeExpr<'s>> {
        if !self.at("<") {
            return Vec::new();
        }
        let Some(end) = self.scan_arguments(self.at, 0) else { return Vec::new() };
        let follows = self.tokens.get(end).is_some_and(|token| match token.kind {
            Kind::Punctuation => matches!(
                token.text,
                "(" | ")" | "]" | "}" | ":" | ";" | "," | "." | "?" | "==" | "!=" | "|" | "^" | "&&" | "||" | "&" | "["
            ),
            Kind::End => true,
            _ => false,
        });
        if follows { self.type_arguments() } else { Vec::new() }
    }

    pub(super) fn arguments(&mut self, open: &'static str, close: &'static str) -> Vec<Argument<'s>> {
        self.expect(open);
        let mut arguments = Vec::new();
        // A comma promises another argument.
        let mut promised = false;
        while promised || !self.at(close) && self.current().kind != Kind::End {
            let name = (self.is_name_at(0) && self.is_at(1, ":")).then(|| {
                let name = self.name();
                self.advance();
                name
            });
            let passing = if self.take_word("out") {
                Passing::Out
            } else if self.take_word("ref") || self.take_word("in") {
                Passing::Reference
            } else {
                Passing::Value
            };
            let value = match passing {
                Passing::Out => self.out_argument(),
                _ => self.expression(),
            };
            arguments.push(Argument { name, passing, value });
            promised = self.take(",");
            if !promised {
                break;
            }
        }
        self.expect(close);
        arguments
    }

    /// `out x`, `out var x`, `out int x`, `out _`.
    fn out_argument(&mut self) -> Expr<'s> {
        let declares = self.scan_type(self.at).is_some_and(|end| {
            self.tokens
                .get(end)
                .is_some_and(|token| token.kind == Kind::Escaped || token.kind == Kind::Word && !is_keyword(token.text))
        });
        if !declares {
            return self.expression();
        }
        let class = self.type_name();
        let name = self.name();
        let span = class.span.to(name.span);
        let designation = if name.text == "_" { Designation::Discard(name.span) } else { Designation::Name(name) };
        Expr { kind: ExprKind::Declaration(class, designation), span }
    }

    fn primary(&mut self) -> Expr<'s> {
        let token = self.current();
        let span = token.span;
        match token.kind {
            Kind::Number | Kind::String | Kind::Verbatim | Kind::Character => self.literal(),
            Kind::Interpolated | Kind::InterpolatedVerbatim => self.interpolated(),
            Kind::Escaped => self.simple_name(),
            Kind::Word => self.word_expression(),
            Kind::Punctuation if token.text == "(" => self.parenthesized(),
            Kind::Punctuation | Kind::End => self.missing_here(span),
        }
    }

    fn missing_here(&mut self, _: Span) -> Expr<'s> {
        self.missing()
    }

    fn simple_name(&mut self) -> Expr<'s> {
        let name = self.name();
        self.mention(name.text);
        let arguments = self.call_type_arguments();
        Expr { kind: ExprKind::Name(name, arguments), span: name.span.to(self.previous_span()) }
    }

    fn word_expression(&mut self) -> Expr<'s> {
        let token = self.current();
        let constant = |kind| Expr { kind: ExprKind::Literal(kind), span: token.span };
        match token.text {
            "true" | "false" => {
                self.advance();
                constant(Constant::Bool(token.text == "true"))
            }
            "null" => {
                self.advance();
                constant(Constant::Null)
            }
            "this" | "base" => {
                self.advance();
                let kind = if token.text == "this" { ExprKind::This } else { ExprKind::Base };
                Expr { kind, span: token.span }
            }
            "new" => self.new_expression(),
            "typeof" | "sizeof" => {
                self.advance();
                self.expect("(");
                let class = self.type_name();
                self.expect(")");
                let span = token.span.to(self.previous_span());
                let kind = if token.text == "typeof" { ExprKind::TypeOf(class) } else { ExprKind::SizeOf(class) };
                Expr { kind, span }
            }
            "default" => {
                self.advance();
                let class = self.take("(").then(|| {
                    let class = self.type_name();
                    self.expect(")");
                    class
                });
                Expr { kind: ExprKind::Default(class), span: token.span.to(self.previous_span()) }
            }
            "checked" | "unchecked" => {
                self.advance();
                self.expect("(");
                let value = Box::new(self.expression());
                self.expect(")");
                let span = token.span.to(self.previous_span());
                Expr { kind: ExprKind::Checked(token.text == "checked", value), span }
            }
            "stackalloc" => {
                self.newer("stackalloc in nested expressions", "8.0", token.span);
                self.advance();
                let _ = self.type_core();
                if self.at("[") {
                    let _ = self.arguments("[", "]");
                }
                Expr { kind: ExprKind::Missing, span: token.span }
            }
            "nameof" if self.is_at(1, "(") => {
                self.advance();
                self.expect("(");
                let value = Box::new(self.expression());
                self.expect(")");
                Expr { kind: ExprKind::NameOf(value), span: token.span.to(self.previous_span()) }
            }
            word if is_keyword(word) => match type_of_keyword(word) {
                // `int` can only be the receiver of a static member.
                Some(id) if self.is_at(1, ".") => {
                    self.advance();
                    Expr { kind: ExprKind::Predefined(id), span: token.span }
                }
                Some(id) => {
                    // `int x` in a tuple or deconstruction.
                    if self.peek(1).kind == Kind::Word && !is_keyword(self.peek(1).text) && self.declares() {
                        return self.declaration_expression();
                    }
                    if self.is_at(1, "[") || self.is_at(1, "?") || self.in_nameof_or_pattern() {
                        self.advance();
                        return Expr { kind: ExprKind::Predefined(id), span: token.span };
                    }
                    let missing = self.missing();
                    self.advance();
                    missing
                }
                None => self.missing(),
            },
            "var" if self.declares_deconstruction() => self.declaration_expression(),
            _ => self.simple_name(),
        }
    }

    fn in_nameof_or_pattern(&self) -> bool {
        self.at.checked_sub(1).and_then(|index| self.tokens.get(index)).is_some_and(|token| token.text == "is")
    }

    /// `int x` inside parentheses, followed by `,` or `)`.
    fn declares(&self) -> bool {
        self.is_at(2, ",") || self.is_at(2, ")")
    }

    /// `var (a, b) =` or `var x` inside a deconstruction.
    fn declares_deconstruction(&self) -> bool {
        if self.is_at(1, "(") {
            let mut depth = 0_u32;
            for (index, token) in self.tokens.iter().enumerate().skip(self.at + 1) {
                match token.text {
                    "(" => depth += 1,
                    ")" => {
                        depth -= 1;
                        if depth == 0 {
                            return self.tokens.get(index + 1).is_some_and(|token| token.text == "=");
                        }
                    }
                    "," => {}
                    _ if token.kind == Kind::Word || token.kind == Kind::Escaped => {}
                    _ => return false,
                }
            }
            return false;
        }
        self.is_name_at(1) && self.declares()
    }

    fn declaration_expression(&mut self) -> Expr<'s> {
        let class = self.type_core();
        let designation = self.designation();
        let span = class.span.to(self.previous_span());
        Expr { kind: ExprKind::Declaration(class, designation), span }
    }

    pub(super) fn designation(&mut self) -> Designation<'s> {
        if self.at("(") {
            return self.nested(
                |parser| {
                    parser.advance();
                    let mut parts = Vec::new();
                    while !parser.at(")") && parser.current().kind != Kind::End {
                        parts.push(parser.designation());
                        if !parser.take(",") {
                            break;
                        }
                    }
                    parser.expect(")");
                    Designation::List(parts)
                },
                Designation::Discard,
            );
        }
        let name = self.name();
        if name.text == "_" { Designation::Discard(name.span) } else { Designation::Name(name) }
    }

    fn parenthesized(&mut self) -> Expr<'s> {
        let start = self.advance().span;
        let mut elements = Vec::new();
        loop {
            let name = (self.is_name_at(0) && self.is_at(1, ":")).then(|| {
                let name = self.name();
                self.advance();
                name
            });
            // `(Type name, …) = …`
            let declares = !self.at_word("var")
                && self.is_name_at(0)
                && self.scan_type(self.at).is_some_and(|end| {
                    let after = |ahead: usize| self.tokens.get(end + ahead);
                    after(0).is_some_and(|token| {
                        token.kind == Kind::Word
                            && !is_keyword(token.text)
                            && !matches!(token.text, "is" | "as" | "in" | "when" | "and" | "or" | "switch")
                    }) && after(1).is_some_and(|token| token.text == "," || token.text == ")")
                });
            let value = if declares { self.typed_declaration() } else { self.expression() };
            elements.push((name, value));
            if !self.take(",") {
                break;
            }
        }
        let closed = self.expect(")");
        let span = start.to(self.previous_span());
        match elements.pop() {
            Some((None, value)) if elements.is_empty() => Expr { kind: ExprKind::Parenthesized(Box::new(value)), span },
            Some(last) => {
                if elements.is_empty() && closed {
                    let close = self.previous_span();
                    self.error("CS8124", "Tuple must contain at least two elements.", close);
                }
                elements.push(last);
                Expr { kind: ExprKind::Tuple(elements), span }
            }
            None => Expr { kind: ExprKind::Missing, span },
        }
    }

    fn typed_declaration(&mut self) -> Expr<'s> {
        let class = self.type_name();
        let designation = self.designation();
        let span = class.span.to(self.previous_span());
        Expr { kind: ExprKind::Declaration(class, designation), span }
    }
}
