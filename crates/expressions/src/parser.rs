//! Tokens to a tree: a Pratt parser for expressions, recursive descent for statements.
//!
//! It goes on after a mistake, so that all mistakes of a source are reported at once. What C# 8 and later added is
//! refused with the compiler's own codes.

mod creation;
mod expression;
mod lambda;
mod literal;
mod pattern;
mod primary;
mod query;
mod statement;
mod types;

pub(crate) use self::statement::is_statement_expression;

use hashbrown::HashMap;

use crate::{
    CompileError,
    ast::{Expr, ExprKind, Name, Span, Statement},
    lexer::{self, Kind, Token, is_keyword},
    limits::{MAX_ERRORS, MAX_NESTING},
};

/// What one source was parsed to.
pub(crate) struct Parsed<'s> {
    pub(crate) body: Body<'s>,
    pub(crate) errors: Vec<CompileError>,
    /// How deep inside functions each name is mentioned at most: a variable declared less deep may be captured.
    pub(crate) mentions: HashMap<&'s str, u32>,
}

pub(crate) enum Body<'s> {
    Expression(Expr<'s>),
    Block(Vec<Statement<'s>>),
}

/// Parses one expression; anything behind it is an error.
pub(crate) fn expression(source: &str) -> Parsed<'_> {
    let mut parser = Parser::new(source, 0, source.len());
    let expression = parser.expression();
    parser.expect_end();
    parser.finish(Body::Expression(expression))
}

/// Parses statements up to the end.
pub(crate) fn block(source: &str) -> Parsed<'_> {
    let mut parser = Parser::new(source, 0, source.len());
    let mut statements = Vec::new();
    while parser.current().kind != Kind::End {
        if parser.at("}") {
            parser.error("CS1022", "Type or namespace definition, or end-of-file expected", parser.current().span);
            break;
        }
        parser.statement_into(&mut statements);
    }
    parser.finish(Body::Block(statements))
}

pub(crate) struct Parser<'s> {
    source: &'s str,
    tokens: Vec<Token<'s>>,
    at: usize,
    errors: Vec<CompileError>,
    depth: u32,
    function_depth: u32,
    mentions: HashMap<&'s str, u32>,
    /// Names made up for queries.
    transparent: u32,
}

impl<'s> Parser<'s> {
    fn new(source: &'s str, start: usize, end: usize) -> Self {
        let mut problems = Vec::new();
        let tokens = lexer::tokens(source, start, end, &mut problems);
        let mut parser = Self {
            source,
            tokens,
            at: 0,
            errors: Vec::new(),
            depth: 0,
            function_depth: 0,
            mentions: HashMap::new(),
            transparent: 0,
        };
        for problem in problems {
            parser.error(problem.code, problem.message, problem.span);
        }
        parser
    }

    fn finish(self, body: Body<'s>) -> Parsed<'s> {
        Parsed { body, errors: self.errors, mentions: self.mentions }
    }

    fn error(&mut self, code: &'static str, message: impl Into<String>, span: Span) {
        if self.errors.len() < MAX_ERRORS {
            let span = span.start as usize..span.end as usize;
            self.errors.push(CompileError { code, message: message.into(), span, help: None });
        }
    }

    /// The feature is newer than C# 7.3.
    fn newer(&mut self, feature: &str, version: &str, span: Span) {
        let message = format!(
            "Feature '{feature}' is not available in C# 7.3. Please use language version {version} or greater."
        );
        self.error("CS8370", message, span);
    }

    fn preview(&mut self, feature: &str, span: Span) {
        let message = format!(
            "The feature '{feature}' is currently in Preview and *unsupported*. To use Preview features, use the \
             'preview' language version."
        );
        self.error("CS8652", message, span);
    }

    fn current(&self) -> Token<'s> {
        self.peek(0)
    }

    fn peek(&self, ahead: usize) -> Token<'s> {
        let end = Token { kind: Kind::End, text: "", span: Span::new(self.source.len(), self.source.len()) };
        self.tokens.get(self.at + ahead).or(self.tokens.last()).copied().unwrap_or(end)
    }

    fn previous_span(&self) -> Span {
        self.at.checked_sub(1).and_then(|index| self.tokens.get(index)).map_or(Span::default(), |token| token.span)
    }

    fn advance(&mut self) -> Token<'s> {
        let token = self.current();
        if token.kind != Kind::End {
            self.at += 1;
        }
        token
    }

    fn at(&self, symbol: &str) -> bool {
        self.is_at(0, symbol)
    }

    fn is_at(&self, ahead: usize, symbol: &str) -> bool {
        let token = self.peek(ahead);
        token.kind == Kind::Punctuation && token.text == symbol
    }

    fn at_word(&self, word: &str) -> bool {
        self.is_word_at(0, word)
    }

    fn is_word_at(&self, ahead: usize, word: &str) -> bool {
        let token = self.peek(ahead);
        token.kind == Kind::Word && token.text == word
    }

    fn take(&mut self, symbol: &str) -> bool {
        let found = self.at(symbol);
        if found {
            self.at += 1;
        }
        found
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = self.at_word(word);
        if found {
            self.at += 1;
        }
        found
    }

    /// Takes a symbol or reports that it is missing, right behind what was read.
    fn expect(&mut self, symbol: &'static str) -> bool {
        if self.take(symbol) {
            return true;
        }
        let mut after = self.previous_span().end as usize;
        if let Some(last) = self.errors.last() {
            let lexical = matches!(last.code, "CS1035") && self.current().kind == Kind::End;
            after = if lexical { self.source.len() } else { after.max(last.span.start.min(self.source.len())) };
        }
        let (code, message) = match symbol {
            ";" => ("CS1002", "; expected"),
            ")" => ("CS1026", ") expected"),
            "}" => ("CS1513", "} expected"),
            "{" => ("CS1514", "{ expected"),
            "]" => ("CS1003", "Syntax error, ']' expected"),
            ":" => ("CS1003", "Syntax error, ':' expected"),
            "(" => ("CS1003", "Syntax error, '(' expected"),
            ">" => ("CS1003", "Syntax error, '>' expected"),
            _ => ("CS1003", "Syntax error, a symbol is expected"),
        };
        self.error(code, message, Span::new(after, after));
        false
    }

    fn expect_end(&mut self) {
        let token = self.current();
        if token.kind != Kind::End {
            self.error("CS1073", format!("Unexpected token '{}'", token.text), token.span);
        }
    }

    fn is_name_at(&self, ahead: usize) -> bool {
        let token = self.peek(ahead);
        token.kind == Kind::Escaped || token.kind == Kind::Word && !is_keyword(token.text)
    }

    fn name(&mut self) -> Name<'s> {
        let token = self.current();
        if self.is_name_at(0) {
            self.at += 1;
            return Name { text: token.text, span: token.span };
        }
        let code = if token.kind == Kind::Word { "CS1041" } else { "CS1001" };
        let message = match code {
            "CS1041" => format!("Identifier expected; '{}' is a keyword", token.text),
            _ => "Identifier expected".to_owned(),
        };
        self.error(code, message, token.span);
        Name { text: "", span: Span { end: token.span.start, ..token.span } }
    }

    fn mention(&mut self, name: &'s str) {
        let depth = self.function_depth;
        if depth > 0 {
            let deepest = self.mentions.entry(name).or_insert(depth);
            *deepest = depth.max(*deepest);
        }
    }

    /// Runs `parse` one level deeper, or reports that the source is nested too deeply.
    fn nested<T>(&mut self, parse: impl FnOnce(&mut Self) -> T, too_deep: impl FnOnce(Span) -> T) -> T {
        if self.depth >= MAX_NESTING {
            let span = self.current().span;
            if !self.errors.iter().any(|error| error.code == "CS8078") {
                self.error("CS8078", "An expression is too long or complex to compile", span);
            }
            self.at = self.tokens.len().saturating_sub(1);
            return too_deep(span);
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    fn missing(&mut self) -> Expr<'s> {
        let token = self.current();
        let (code, message) = if token.kind == Kind::End {
            ("CS1733", "Expected expression".to_owned())
        } else {
            ("CS1525", format!("Invalid expression term '{}'", token.text))
        };
        self.error(code, message, token.span);
        Expr { kind: ExprKind::Missing, span: Span { end: token.span.start, ..token.span } }
    }
}

#[cfg(test)]
mod tests;
