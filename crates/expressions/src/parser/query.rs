//! Query expressions, rewritten into method calls as the language defines them.
//!
//! Several range variables travel as one anonymous object; later clauses see them through [`Lambda::aliases`].

use super::Parser;
use crate::{
    ast::{Argument, Expr, ExprKind, Lambda, LambdaBody, Name, Span},
    surface::Passing,
};

/// The parameter that carries several range variables.
const CARRIER: &str = "<>carrier";

impl<'s> Parser<'s> {
    /// `from x in` or `from T x in`.
    pub(super) fn is_query(&self) -> bool {
        self.at_word("from")
            && (self.is_name_at(1) && self.is_word_at(2, "in")
                || self.scan_type(self.at + 1).is_some_and(|end| {
                    self.tokens.get(end + 1).is_some_and(|token| token.text == "in")
                        && self.tokens.get(end).is_some_and(|token| !crate::lexer::is_keyword(token.text))
                }))
    }

    pub(super) fn query(&mut self) -> Expr<'s> {
        self.nested(Self::query_here, |span| Expr { kind: ExprKind::Missing, span })
    }

    fn query_here(&mut self) -> Expr<'s> {
        let start = self.current().span;
        let (variable, mut source) = self.source_clause();
        let mut variables = vec![variable];
        loop {
            let ended = self.at_word("select") || self.at_word("group");
            if self.take_word("where") {
                let condition = self.clause();
                source = self.call(source, "Where", vec![self.lambda_of(&variables, condition)]);
            } else if self.at_word("from") {
                let (name, sequence) = self.inner(Self::source_clause);
                let selector = self.lambda_of(&variables, sequence);
                let both = self.carry(&variables, name);
                source = self.call(source, "SelectMany", vec![selector, both]);
                variables.push(name);
            } else if self.take_word("let") {
                let name = self.name();
                self.expect("=");
                let value = self.clause();
                let mut fields = self.fields(&variables);
                fields.push((Some(name), value));
                let object = Expr { kind: ExprKind::NewAnonymous(fields), span: name.span };
                source = self.call(source, "Select", vec![self.lambda_of(&variables, object)]);
                variables.push(name);
            } else if self.take_word("join") {
                source = self.join_clause(source, &mut variables);
            } else if self.take_word("orderby") {
                source = self.order_clause(source, &variables);
            } else if self.take_word("select") {
                let value = self.clause();
                let is_variable = matches!((&value.kind, variables.as_slice()),
                    (ExprKind::Name(name, _), [only]) if name.text == only.text);
                let is_trivial = is_variable && matches!(source.kind, ExprKind::Call(..));
                if !is_trivial {
                    source = self.call(source, "Select", vec![self.lambda_of(&variables, value)]);
                }
            } else if self.take_word("group") {
                let value = self.clause();
                if !self.take_word("by") {
                    self.error("CS0743", "Expected contextual keyword 'by'", self.current().span);
                }
                let key = self.clause();
                let is_variable = matches!((&value.kind, variables.as_slice()),
                    (ExprKind::Name(name, _), [only]) if name.text == only.text);
                let mut arguments = vec![self.lambda_of(&variables, key)];
                if !is_variable {
                    arguments.push(self.lambda_of(&variables, value));
                }
                source = self.call(source, "GroupBy", arguments);
            } else {
                let message = "A query body must end with a select clause or a group clause";
                self.error(
                    "CS0742",
                    message,
                    Span::new(self.previous_span().end as usize, self.previous_span().end as usize),
                );
                return source;
            }
            if !ended {
                continue;
            }
            if self.take_word("into") {
                variables = vec![self.name()];
            } else {
                source.span = start.to(self.previous_span());
                return source;
            }
        }
    }

    /// `from [T] x in sequence`.
    fn source_clause(&mut self) -> (Name<'s>, Expr<'s>) {
        self.advance();
        let class = (!self.is_word_at(1, "in")).then(|| self.type_name());
        let name = self.name();
        self.advance();
        let sequence = self.expression();
        let sequence = match class {
            Some(class) => self.cast_call(sequence, class),
            None => sequence,
        };
        (name, sequence)
    }

    fn cast_call(&self, sequence: Expr<'s>, class: crate::ast::TypeExpr<'s>) -> Expr<'s> {
        let span = sequence.span;
        let name = Name { text: "Cast", span };
        let target = Expr { kind: ExprKind::Member(Box::new(sequence), name, vec![class]), span };
        Expr { kind: ExprKind::Call(Box::new(target), Vec::new()), span }
    }

    fn join_clause(&mut self, source: Expr<'s>, variables: &mut Vec<Name<'s>>) -> Expr<'s> {
        let class = (!self.is_word_at(1, "in")).then(|| self.type_name());
        let name = self.name();
        self.take_word("in");
        let sequence = self.expression();
        let sequence = match class {
            Some(class) => self.cast_call(sequence, class),
            None => sequence,
        };
        self.take_word("on");
        let outer = self.clause();
        self.take_word("equals");
        let inner = self.clause();
        let outer = self.lambda_of(variables, outer);
        let inner = self.lambda_of(&[name], inner);
        let group = self.take_word("into").then(|| self.name());
        let both = self.carry(variables, group.unwrap_or(name));
        variables.push(group.unwrap_or(name));
        let method = if group.is_some() { "GroupJoin" } else { "Join" };
        self.call(source, method, vec![sequence, outer, inner, both])
    }

    fn order_clause(&mut self, mut source: Expr<'s>, variables: &[Name<'s>]) -> Expr<'s> {
        let mut is_first = true;
        loop {
            let key = self.clause();
            let descending = self.take_word("descending");
            if !descending {
                self.take_word("ascending");
            }
            let method = match (is_first, descending) {
                (true, false) => "OrderBy",
                (true, true) => "OrderByDescending",
                (false, false) => "ThenBy",
                (false, true) => "ThenByDescending",
            };
            source = self.call(source, method, vec![self.lambda_of(variables, key)]);
            is_first = false;
            if !self.take(",") {
                return source;
            }
        }
    }

    /// An expression that becomes the body of a lambda.
    fn clause(&mut self) -> Expr<'s> {
        self.inner(Self::expression)
    }

    fn inner<T>(&mut self, parse: impl FnOnce(&mut Self) -> T) -> T {
        self.function_depth += 1;
        let parsed = parse(self);
        self.function_depth -= 1;
        parsed
    }

    fn call(&self, source: Expr<'s>, method: &'static str, arguments: Vec<Expr<'s>>) -> Expr<'s> {
        let span = source.span;
        let name = Name { text: method, span };
        let target = Expr { kind: ExprKind::Member(Box::new(source), name, Vec::new()), span };
        let arguments =
            arguments.into_iter().map(|value| Argument { name: None, passing: Passing::Value, value }).collect();
        Expr { kind: ExprKind::Call(Box::new(target), arguments), span }
    }

    fn lambda_of(&self, variables: &[Name<'s>], body: Expr<'s>) -> Expr<'s> {
        let span = body.span;
        let (name, aliases) = match variables {
            [only] => (*only, Vec::new()),
            several => (Name { text: CARRIER, span }, several.to_vec()),
        };
        let parameters = vec![(None, name, Passing::Value)];
        let body = LambdaBody::Expression(body);
        Expr { kind: ExprKind::Lambda(Box::new(Lambda { parameters, body, is_async: false, aliases })), span }
    }

    fn fields(&self, variables: &[Name<'s>]) -> Vec<(Option<Name<'s>>, Expr<'s>)> {
        variables
            .iter()
            .map(|name| (Some(*name), Expr { kind: ExprKind::Name(*name, Vec::new()), span: name.span }))
            .collect()
    }

    /// `(carrier, next) => new { … , next }`.
    fn carry(&self, variables: &[Name<'s>], next: Name<'s>) -> Expr<'s> {
        let mut fields = self.fields(variables);
        let value = Expr { kind: ExprKind::Name(next, Vec::new()), span: next.span };
        fields.push((Some(next), value));
        let span = next.span;
        let (name, aliases) = match variables {
            [only] => (*only, Vec::new()),
            several => (Name { text: CARRIER, span }, several.to_vec()),
        };
        let parameters = vec![(None, name, Passing::Value), (None, next, Passing::Value)];
        let body = LambdaBody::Expression(Expr { kind: ExprKind::NewAnonymous(fields), span });
        Expr { kind: ExprKind::Lambda(Box::new(Lambda { parameters, body, is_async: false, aliases })), span }
    }
}
