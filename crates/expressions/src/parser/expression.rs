//! Operators: precedence climbing over unary expressions.

use super::Parser;
use crate::{
    ast::{Binary, Expr, ExprKind, Unary},
    lexer::Kind,
    limits::MAX_CHAIN,
};

/// Binding powers, weakest first.
const COALESCE: u8 = 1;
const RELATIONAL: u8 = 8;
pub(super) const SHIFT: u8 = 9;

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
}
