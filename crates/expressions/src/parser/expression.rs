//! Operators: precedence climbing over unary expressions.

use super::Parser;
use crate::{
    ast::{Binary, Designation, Expr, ExprKind, Lambda, LambdaBody, Pattern, Span, Unary},
    lexer::Kind,
    limits::MAX_CHAIN,
    surface::Passing,
};

/// Binding powers, weakest first.
const COALESCE: u8 = 1;
const RELATIONAL: u8 = 8;
const SHIFT: u8 = 9;

impl<'s> Parser<'s> {
    pub(super) fn expression(&mut self) -> Expr<'s> {
        self.nested(Self::assignment, |span| Expr { kind: ExprKind::Missing, span })
    }

    fn assignment(&mut self) -> Expr<'s> {
        if let Some(lambda) = self.lambda() {
            return lambda;
        }
        if self.at_word("throw") {
            let start = self.advance().span;
            let value = self.expression();
            let span = start.to(value.span);
            return Expr { kind: ExprKind::Throw(Box::new(value)), span };
        }
        if self.is_query() {
            return self.query();
        }
        let target = self.choice();
        let Some(operator) = self.assignment_operator() else { return target };
        let value = if self.at("{") { self.array_items() } else { self.expression() };
        let span = target.span.to(value.span);
        Expr { kind: ExprKind::Assign(operator, Box::new(target), Box::new(value)), span }
    }

    fn assignment_operator(&mut self) -> Option<Option<Binary>> {
        let token = self.current();
        if token.kind != Kind::Punctuation {
            return None;
        }
        let operator = match token.text {
            "=" => None,
            "+=" => Some(Binary::Add),
            "-=" => Some(Binary::Subtract),
            "*=" => Some(Binary::Multiply),
            "/=" => Some(Binary::Divide),
            "%=" => Some(Binary::Remainder),
            "&=" => Some(Binary::And),
            "|=" => Some(Binary::Or),
            "^=" => Some(Binary::Xor),
            "<<=" => Some(Binary::ShiftLeft),
            "??=" => {
                self.newer("coalescing assignment", "8.0", token.span);
                Some(Binary::Coalesce)
            }
            ">" if self.is_at(1, ">") && self.is_at(2, "=") && self.adjacent(3) => {
                self.at += 2;
                Some(Binary::ShiftRight)
            }
            // `>>=` is read as `>`, `>`, `=`; `>` followed by `>=` cannot be lexed otherwise.
            _ => return None,
        };
        self.at += 1;
        Some(operator)
    }

    /// Whether the next `count` tokens follow one another without blanks.
    fn adjacent(&self, count: usize) -> bool {
        (1..count).all(|index| self.peek(index - 1).span.end == self.peek(index).span.start)
    }

    fn choice(&mut self) -> Expr<'s> {
        let condition = self.binary(COALESCE);
        if !self.at("?") {
            return condition;
        }
        self.advance();
        let yes = self.expression();
        self.expect(":");
        let no = self.expression();
        let span = condition.span.to(no.span);
        Expr { kind: ExprKind::Choice(Box::new(condition), Box::new(yes), Box::new(no)), span }
    }

    /// The binary operator here, its power, and how many tokens it has.
    fn operator(&self) -> Option<(Binary, u8, usize)> {
        let token = self.current();
        if token.kind != Kind::Punctuation {
            return None;
        }
        Some(match token.text {
            "??" => (Binary::Coalesce, COALESCE, 1),
            "||" => (Binary::OrElse, 2, 1),
            "&&" => (Binary::AndAlso, 3, 1),
            "|" => (Binary::Or, 4, 1),
            "^" => (Binary::Xor, 5, 1),
            "&" => (Binary::And, 6, 1),
            "==" => (Binary::Equal, 7, 1),
            "!=" => (Binary::NotEqual, 7, 1),
            "<" => (Binary::Less, RELATIONAL, 1),
            "<=" => (Binary::LessOrEqual, RELATIONAL, 1),
            ">" if self.is_at(1, ">") && self.adjacent(2) => {
                // `>>=` is an assignment.
                if self.is_at(2, "=") && self.adjacent(3) {
                    return None;
                }
                (Binary::ShiftRight, SHIFT, 2)
            }
            ">" if self.is_at(1, "=") && self.adjacent(2) => (Binary::GreaterOrEqual, RELATIONAL, 2),
            ">" => (Binary::Greater, RELATIONAL, 1),
            "<<" => (Binary::ShiftLeft, SHIFT, 1),
            "+" => (Binary::Add, 10, 1),
            "-" => (Binary::Subtract, 10, 1),
            "*" => (Binary::Multiply, 11, 1),
            "/" => (Binary::Divide, 11, 1),
            "%" => (Binary::Remainder, 11, 1),
            _ => return None,
        })
    }

    pub(super) fn binary(&mut self, weakest: u8) -> Expr<'s> {
        let mut left = self.unary();
        let mut links = 0;
        loop {
            links += 1;
            if links > MAX_CHAIN {
                self.error("CS8078", "An expression is too long or complex to compile", left.span);
                self.at = self.tokens.len().saturating_sub(1);
                return left;
            }
            if weakest <= RELATIONAL && self.at_word("is") {
                self.advance();
                let pattern = self.pattern();
                let span = left.span.to(self.previous_span());
                left = Expr { kind: ExprKind::Is(Box::new(left), Box::new(pattern)), span };
                continue;
            }
            if weakest <= RELATIONAL && self.at_word("as") {
                self.advance();
                let class = self.type_in_expression();
                let span = left.span.to(class.span);
                left = Expr { kind: ExprKind::As(Box::new(left), class), span };
                continue;
            }
            if self.at_word("switch") && self.is_at(1, "{") {
                self.newer("recursive patterns", "8.0", left.span);
                self.skip_braces();
                continue;
            }
            if self.at("..") {
                self.newer("range operator", "8.0", self.current().span);
                self.advance();
                continue;
            }
            let Some((operator, power, tokens)) = self.operator() else { return left };
            if power < weakest {
                return left;
            }
            self.at += tokens;
            // `??` is right-associative, all others are left-associative.
            let right = match operator {
                Binary::Coalesce if self.at_word("throw") => self.expression(),
                Binary::Coalesce => {
                    self.nested(|parser| parser.binary(COALESCE), |span| Expr { kind: ExprKind::Missing, span })
                }
                _ => self.binary(power + 1),
            };
            let span = left.span.to(right.span);
            left = Expr { kind: ExprKind::Binary(operator, Box::new(left), Box::new(right)), span };
        }
    }

    /// Skips a bracketed part that was refused as a whole.
    pub(super) fn skip_braces(&mut self) {
        let mut depth = 0_u32;
        while self.current().kind != Kind::End {
            if self.at("{") {
                depth += 1;
            } else if self.at("}") {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    self.advance();
                    return;
                }
            }
            self.advance();
        }
    }

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
                (token.kind == Kind::Word || token.kind == Kind::Escaped)
                    && (token.kind == Kind::Escaped || !crate::lexer::is_keyword(token.text))
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

    fn at_constant_end(&self, index: usize) -> bool {
        self.tokens.get(index).is_none_or(|token| match token.kind {
            Kind::End => true,
            Kind::Punctuation => {
                !matches!(token.text, "." | "(" | "[" | "+" | "-" | "*" | "/" | "%" | "<<" | "{" | "=>" | "++" | "--")
            }
            Kind::Word => matches!(token.text, "when" | "is" | "as"),
            _ => false,
        })
    }

    pub(super) fn unary(&mut self) -> Expr<'s> {
        self.nested(Self::unary_here, |span| Expr { kind: ExprKind::Missing, span })
    }

    fn unary_here(&mut self) -> Expr<'s> {
        let token = self.current();
        if token.kind == Kind::Punctuation {
            let operator = match token.text {
                "+" => Some(Unary::Plus),
                "-" => Some(Unary::Minus),
                "!" => Some(Unary::Not),
                "~" => Some(Unary::Complement),
                _ => None,
            };
            if let Some(operator) = operator {
                self.advance();
                if operator == Unary::Minus
                    && self.current().kind == Kind::Number
                    && let Some(literal) = self.negative_literal(token.span)
                {
                    return literal;
                }
                let operand = self.unary();
                let span = token.span.to(operand.span);
                return Expr { kind: ExprKind::Unary(operator, Box::new(operand)), span };
            }
            match token.text {
                "++" | "--" => {
                    self.advance();
                    let target = Box::new(self.unary());
                    let span = token.span.to(target.span);
                    let is_decrement = token.text == "--";
                    return Expr { kind: ExprKind::Increment { target, is_prefix: true, is_decrement }, span };
                }
                "^" => {
                    self.newer("index operator", "8.0", token.span);
                    self.advance();
                    return self.unary();
                }
                ".." => {
                    self.newer("range operator", "8.0", token.span);
                    self.advance();
                    return self.unary();
                }
                "(" if self.is_cast() => {
                    self.advance();
                    let class = self.type_name();
                    self.expect(")");
                    let operand = self.unary();
                    let span = token.span.to(operand.span);
                    return Expr { kind: ExprKind::Cast(class, Box::new(operand)), span };
                }
                _ => {}
            }
        }
        if self.at_word("await") && self.starts_operand(1) {
            self.advance();
            let operand = self.unary();
            let span = token.span.to(operand.span);
            return Expr { kind: ExprKind::Await(Box::new(operand)), span };
        }
        self.postfix()
    }

    fn starts_operand(&self, ahead: usize) -> bool {
        let token = self.peek(ahead);
        match token.kind {
            Kind::Word => !matches!(token.text, "is" | "as" | "in" | "switch"),
            Kind::Punctuation => token.text == "(",
            Kind::End => false,
            _ => true,
        }
    }

    /// Whether the parenthesis here encloses a type that is cast to: C#'s rule by the token behind it.
    fn is_cast(&self) -> bool {
        let Some(end) = self.scan_type(self.at + 1) else { return false };
        let closes = self.tokens.get(end).is_some_and(|token| token.kind == Kind::Punctuation && token.text == ")");
        if !closes {
            return false;
        }
        let only_type = self.is_only_type(self.at + 1, end);
        let Some(next) = self.tokens.get(end + 1) else { return false };
        match next.kind {
            Kind::End => only_type,
            Kind::Punctuation if only_type => {
                matches!(next.text, "(" | "~" | "!" | "+" | "-" | "++" | "--" | "&" | "*" | "^")
            }
            Kind::Punctuation => matches!(next.text, "(" | "~" | "!"),
            Kind::Word => !matches!(next.text, "is" | "as" | "switch" | "when" | "and" | "or" | "in"),
            _ => true,
        }
    }

    /// A lambda, when one starts here.
    fn lambda(&mut self) -> Option<Expr<'s>> {
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

    fn anonymous_method(&mut self) -> Option<Expr<'s>> {
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
        let open = self.current().span;
        let statements = self.braced_statements();
        self.function_depth -= 1;
        let span = start.to(self.previous_span());
        let body = LambdaBody::Block(statements, open);
        Some(Expr {
            kind: ExprKind::Lambda(Box::new(Lambda { parameters, body, is_async: false, aliases: Vec::new() })),
            span,
        })
    }

    pub(super) fn function_body_after_arrow(&mut self) -> LambdaBody<'s> {
        self.function_depth += 1;
        let body = if self.at("{") {
            let open = self.current().span;
            LambdaBody::Block(self.braced_statements(), open)
        } else {
            LambdaBody::Expression(self.expression())
        };
        self.function_depth -= 1;
        body
    }

    fn closing_parenthesis(&self, open: usize) -> Option<usize> {
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
