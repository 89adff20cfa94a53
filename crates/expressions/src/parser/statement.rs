//! Statements.

use super::Parser;
use crate::{
    ast::{
        Catch, Declarator, Expr, ExprKind, FunctionParameter, Label, LambdaBody, LocalFunction, Name, Section, Span,
        Statement, StatementKind, TypeExpr, TypeExprKind,
    },
    lexer::{Kind, is_keyword},
    surface::Passing,
};

impl<'s> Parser<'s> {
    /// Parses one statement and always moves on, so that mistakes end.
    pub(super) fn statement_into(&mut self, statements: &mut Vec<Statement<'s>>) {
        let before = self.at;
        let errors = self.errors.len();
        let statement = self.statement();
        statements.push(statement);
        if self.at == before {
            if self.errors.len() == errors {
                let _ = self.missing();
            }
            self.advance();
        } else if self.errors.len() > errors {
            self.recover();
        }
    }

    /// After a mistake: goes on at the next statement when the mistake left something unread on its line.
    fn recover(&mut self) {
        let previous = self.previous_span();
        let ended = self
            .at
            .checked_sub(1)
            .and_then(|index| self.tokens.get(index))
            .is_some_and(|token| matches!(token.text, ";" | "}"));
        if ended || self.at("}") || self.starts_statement() {
            return;
        }
        let _ = previous;
        while !matches!(self.current().kind, Kind::End) && !self.at("}") {
            if self.take(";") {
                return;
            }
            self.advance();
        }
    }

    fn starts_statement(&self) -> bool {
        let token = self.current();
        token.kind == Kind::Word
            && matches!(
                token.text,
                "return" | "if" | "for" | "foreach" | "while" | "do" | "switch" | "try" | "throw" | "var" | "using"
            )
    }

    pub(super) fn statement(&mut self) -> Statement<'s> {
        self.nested(Self::statement_here, |span| Statement { kind: StatementKind::Empty, span })
    }

    fn boxed(&mut self) -> Box<Statement<'s>> {
        Box::new(self.statement())
    }

    pub(super) fn braced_statements(&mut self) -> Vec<Statement<'s>> {
        let mut statements = Vec::new();
        if !self.expect("{") {
            return statements;
        }
        while !self.at("}") && self.current().kind != Kind::End {
            self.statement_into(&mut statements);
        }
        self.expect("}");
        statements
    }

    fn statement_here(&mut self) -> Statement<'s> {
        let start = self.current().span;
        let kind = self.statement_kind();
        Statement { kind, span: start.to(self.previous_span()) }
    }

    fn statement_kind(&mut self) -> StatementKind<'s> {
        let token = self.current();
        if self.at(";") {
            self.advance();
            return StatementKind::Empty;
        }
        if self.at("{") {
            return StatementKind::Block(self.braced_statements());
        }
        if token.kind == Kind::Word {
            if let Some(kind) = self.keyword_statement(token.text) {
                return kind;
            }
            if self.is_name_at(0) && self.is_at(1, ":") && !self.is_at(1, "::") {
                let name = self.name();
                self.advance();
                return StatementKind::Label(name, self.boxed());
            }
        }
        self.declaration_or_expression()
    }

    fn keyword_statement(&mut self, word: &str) -> Option<StatementKind<'s>> {
        let span = self.current().span;
        Some(match word {
            "if" => {
                self.advance();
                let condition = self.condition();
                let yes = self.boxed();
                let no = self.take_word("else").then(|| self.boxed());
                StatementKind::If(condition, yes, no)
            }
            "while" => {
                self.advance();
                let condition = self.condition();
                StatementKind::While(condition, self.boxed())
            }
            "do" => {
                self.advance();
                let body = self.boxed();
                if !self.take_word("while") {
                    self.error("CS1003", "Syntax error, 'while' expected", self.current().span);
                }
                let condition = self.condition();
                self.expect(";");
                StatementKind::Do(body, condition)
            }
            "for" => self.for_statement(),
            "foreach" => self.foreach_statement(),
            "switch" => self.switch_statement(),
            "break" | "continue" => {
                self.advance();
                self.expect(";");
                if word == "break" { StatementKind::Break } else { StatementKind::Continue }
            }
            "return" => {
                self.advance();
                let value = (!self.at(";")).then(|| self.expression());
                self.expect(";");
                StatementKind::Return(value)
            }
            "throw" => {
                self.advance();
                let value = (!self.at(";")).then(|| self.expression());
                if !self.expect(";") && self.at(",") {
                    let after = self.previous_span().end as usize;
                    self.error("CS1513", "} expected", Span::new(after, after));
                }
                StatementKind::Throw(value)
            }
            "try" => self.try_statement(),
            "using" => self.using_statement(),
            "lock" => {
                self.advance();
                self.expect("(");
                let value = self.expression();
                self.expect(")");
                StatementKind::Lock(value, self.boxed())
            }
            "checked" | "unchecked" if self.is_at(1, "{") => {
                self.advance();
                StatementKind::Checked(word == "checked", self.braced_statements())
            }
            "const" => {
                self.advance();
                self.local(true)
            }
            "goto" => {
                self.advance();
                let name = self.name();
                self.expect(";");
                StatementKind::Goto(name)
            }
            "yield" if self.is_word_at(1, "return") || self.is_word_at(1, "break") => {
                let message = "The body of 'expression' cannot be an iterator block because 'object' is not an \
                               iterator interface type";
                self.error("CS1624", message, span);
                self.advance();
                self.advance();
                if !self.at(";") {
                    let _ = self.expression();
                }
                self.expect(";");
                StatementKind::Yield
            }
            "static" => {
                self.advance();
                if self.is_local_function() {
                    self.newer("static local functions", "8.0", span);
                } else {
                    self.error("CS0106", "The modifier 'static' is not valid for this item", span);
                }
                return None;
            }
            "async" if self.scan_type(self.at + 1).is_some() && !self.is_at(1, "(") && !self.is_at(1, "=>") => {
                self.advance();
                return None;
            }
            "public" | "private" | "protected" | "internal" | "class" | "struct" | "interface" | "enum"
            | "namespace" | "delegate" => {
                if word == "delegate" && (self.is_at(1, "(") || self.is_at(1, "{")) {
                    return None;
                }
                let end = self.source.len();
                self.error("CS1513", "} expected", Span::new(span.start as usize, end));
                self.at = self.tokens.len().saturating_sub(1);
                StatementKind::Empty
            }
            "case" | "default" if !self.is_at(1, "(") && !self.is_at(1, ".") => {
                let _ = self.missing();
                self.advance();
                StatementKind::Empty
            }
            _ => return None,
        })
    }

    fn condition(&mut self) -> Expr<'s> {
        self.expect("(");
        let condition = self.expression();
        self.expect(")");
        condition
    }

    fn for_statement(&mut self) -> StatementKind<'s> {
        self.advance();
        self.expect("(");
        let mut first = Vec::new();
        if !self.take(";") {
            if self.is_local_declaration() {
                let start = self.current().span;
                let kind = self.local(false);
                first.push(Statement { kind, span: start.to(self.previous_span()) });
            } else {
                loop {
                    let value = self.expression();
                    let span = value.span;
                    first.push(Statement { kind: StatementKind::Expression(value), span });
                    if !self.take(",") {
                        break;
                    }
                }
                self.expect(";");
            }
        }
        let condition = (!self.at(";")).then(|| self.expression());
        self.expect(";");
        let mut next = Vec::new();
        while !self.at(")") && self.current().kind != Kind::End {
            next.push(self.expression());
            if !self.take(",") {
                break;
            }
        }
        self.expect(")");
        StatementKind::For { first, condition, next, body: self.boxed() }
    }

    fn foreach_statement(&mut self) -> StatementKind<'s> {
        self.advance();
        self.expect("(");
        if self.is_name_at(0) && self.is_word_at(1, "in") {
            let message = "Type and identifier are both required in a foreach statement";
            self.error("CS0230", message, self.peek(1).span);
        }
        let class = if self.at("(") { self.object_type() } else { self.type_name() };
        let target = self.designation();
        if !self.take_word("in") {
            self.error("CS1515", "'in' expected", self.current().span);
        }
        let sequence = self.expression();
        self.expect(")");
        StatementKind::Foreach { class, target, sequence, body: self.boxed() }
    }

    fn switch_statement(&mut self) -> StatementKind<'s> {
        self.advance();
        let value = self.condition();
        self.expect("{");
        let mut sections = Vec::new();
        while !self.at("}") && self.current().kind != Kind::End {
            let mut labels = Vec::new();
            while self.at_label() {
                let start = self.current().span;
                let is_case = self.take_word("case");
                if !is_case {
                    self.advance();
                }
                let pattern = is_case.then(|| self.pattern());
                let guard = (is_case && self.take_word("when")).then(|| self.expression());
                self.expect(":");
                labels.push(Label { pattern, guard, span: start.to(self.previous_span()) });
            }
            if labels.is_empty() {
                let _ = self.missing();
                self.skip_to_section();
                continue;
            }
            let mut body = Vec::new();
            while !(self.at("}") || self.at_label() || self.current().kind == Kind::End) {
                self.statement_into(&mut body);
            }
            sections.push(Section { labels, body });
        }
        self.expect("}");
        StatementKind::Switch(value, sections)
    }

    fn at_label(&self) -> bool {
        self.at_word("case") || self.at_word("default") && self.is_at(1, ":")
    }

    fn skip_to_section(&mut self) {
        while !self.at("}") && !self.at_word("case") && self.current().kind != Kind::End {
            self.advance();
        }
    }

    fn try_statement(&mut self) -> StatementKind<'s> {
        self.advance();
        let body = self.braced_statements();
        let mut catches = Vec::new();
        while self.take_word("catch") {
            let (mut class, mut name) = (None, None);
            if self.take("(") {
                class = Some(self.type_name());
                name = self.is_name_at(0).then(|| self.name());
                self.expect(")");
            }
            let filter = self.take_word("when").then(|| self.condition());
            catches.push(Catch { class, name, filter, body: self.braced_statements() });
        }
        let last = self.take_word("finally").then(|| self.braced_statements());
        if catches.is_empty() && last.is_none() {
            let after = self.previous_span().end as usize;
            self.error("CS1524", "Expected catch or finally", Span::new(after, after));
        }
        StatementKind::Try { body, catches, last }
    }

    fn using_statement(&mut self) -> StatementKind<'s> {
        let span = self.advance().span;
        if !self.at("(") {
            self.newer("using declarations", "8.0", span);
            return self.declaration_or_expression();
        }
        self.advance();
        let start = self.current().span;
        let kind = if self.is_local_declaration() {
            let class = self.type_name();
            let declarators = self.declarators();
            StatementKind::Local { class, declarators, is_const: false }
        } else {
            StatementKind::Expression(self.expression())
        };
        let resource = Statement { kind, span: start.to(self.previous_span()) };
        self.expect(")");
        StatementKind::Using(Box::new(resource), self.boxed())
    }

    /// `Type name` starts here.
    fn is_local_declaration(&self) -> bool {
        self.scan_type(self.at).is_some_and(|end| {
            self.tokens.get(end).is_some_and(|token| match token.kind {
                Kind::Escaped => true,
                Kind::Word if is_keyword(token.text) || token.text == "switch" => false,
                // `await x` and `from x in` begin expressions.
                Kind::Word if self.at_word("await") => false,
                Kind::Word => {
                    let next = self.tokens.get(end + 1).map_or("", |next| next.text);
                    !self.at_word("from") || next != "in"
                }
                _ => false,
            })
        })
    }

    fn declaration_or_expression(&mut self) -> StatementKind<'s> {
        if self.is_local_declaration() || self.at_word("void") {
            if self.is_local_function() {
                return self.local_function();
            }
            return self.local(false);
        }
        // `int 1x`: a type keyword that no expression can start with.
        let token = self.current();
        if token.kind == Kind::Word
            && is_keyword(token.text)
            && crate::types::type_of_keyword(token.text).is_some()
            && !self.is_at(1, ".")
        {
            return self.local(false);
        }
        if self.at_word("var") && self.peek(1).kind == Kind::Number {
            return self.local(false);
        }
        let value = self.expression();
        self.expect(";");
        StatementKind::Expression(value)
    }

    fn is_local_function(&self) -> bool {
        let end = if self.at_word("void") { Some(self.at + 1) } else { self.scan_type(self.at) };
        let Some(end) = end else { return false };
        let after = |index: usize| self.tokens.get(index).map_or("", |token| token.text);
        after(end + 1) == "("
            || after(end + 1) == "<" && self.scan_arguments(end + 1, 0).is_some_and(|at| after(at) == "(")
    }

    pub(super) fn local(&mut self, is_const: bool) -> StatementKind<'s> {
        let class = self.type_name();
        let declarators = self.declarators();
        self.expect(";");
        StatementKind::Local { class, declarators, is_const }
    }

    fn declarators(&mut self) -> Vec<Declarator<'s>> {
        let mut declarators = Vec::new();
        loop {
            let name = self.name();
            let value = self.take("=").then(|| if self.at("{") { self.array_items() } else { self.expression() });
            declarators.push(Declarator { name, value });
            if !self.take(",") {
                return declarators;
            }
        }
    }

    fn local_function(&mut self) -> StatementKind<'s> {
        let result = if self.at_word("void") {
            let token = self.advance();
            let kind = TypeExprKind::Predefined(crate::types::TypeId::VOID);
            TypeExpr { kind, span: token.span }
        } else {
            self.type_name()
        };
        let name = self.name();
        let mut type_parameters = Vec::new();
        if self.take("<") {
            loop {
                type_parameters.push(self.name());
                if !self.take(",") {
                    break;
                }
            }
            self.expect(">");
        }
        let parameters = self.function_parameters();
        let body = if self.take("=>") {
            let body = self.function_body_after_arrow();
            self.expect(";");
            body
        } else {
            self.function_depth += 1;
            let statements = self.braced_statements();
            self.function_depth -= 1;
            LambdaBody::Block(statements)
        };
        StatementKind::Function(Box::new(LocalFunction { result, name, type_parameters, parameters, body }))
    }

    fn function_parameters(&mut self) -> Vec<FunctionParameter<'s>> {
        self.expect("(");
        let mut parameters = Vec::new();
        while !self.at(")") && self.current().kind != Kind::End {
            let passing = if self.take_word("out") {
                Passing::Out
            } else if self.take_word("ref") {
                Passing::Reference
            } else if self.take_word("params") {
                Passing::Params
            } else {
                Passing::Value
            };
            let class = self.type_name();
            let name: Name<'s> = self.name();
            let default = self.take("=").then(|| self.expression());
            parameters.push(FunctionParameter { class, name, passing, default });
            if !self.take(",") {
                break;
            }
        }
        self.expect(")");
        parameters
    }
}

/// Whether an expression may stand as a statement.
pub(crate) fn is_statement_expression(value: &Expr<'_>) -> bool {
    match &value.kind {
        ExprKind::Call(..)
        | ExprKind::Assign(..)
        | ExprKind::Increment { .. }
        | ExprKind::New { .. }
        | ExprKind::Await(_)
        | ExprKind::Throw(_)
        | ExprKind::Missing => true,
        ExprKind::Conditional(_, access) => is_statement_expression(access),
        _ => false,
    }
}
