//! XPath 1.0 as a tree (W3C recommendation of 1999, sections 2 and 3).

use crate::{exception::Exception, text::Text};

/// Parentheses, predicates and calls inside each other.
const MAX_NESTING: usize = 64;

/// Binary operators in one expression: each is a level of the tree that evaluating it recurses through.
const MAX_OPERATORS: usize = 128;

/// An expression.
#[derive(Debug)]
pub(super) enum Expression {
    Number(f64),
    Text(Text),
    /// `-e`.
    Negated(Box<Expression>),
    Binary(Operator, Box<Expression>, Box<Expression>),
    Call(Function, Vec<Expression>),
    /// Steps from the context node, the root or another expression.
    Path(Start, Vec<Step>),
}

/// Where a path begins.
#[derive(Debug)]
pub(super) enum Start {
    Context,
    Root,
    /// `(e)[predicate]/…`.
    Expression(Box<Expression>, Vec<Expression>),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Union,
}

/// One step of a path.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) axis: Axis,
    pub(super) test: Test,
    pub(super) predicates: Vec<Expression>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Axis {
    Ancestor,
    AncestorOrSelf,
    Attribute,
    Child,
    Descendant,
    DescendantOrSelf,
    Following,
    FollowingSibling,
    Namespace,
    Parent,
    Preceding,
    PrecedingSibling,
    Itself,
}

impl Axis {
    /// Whether positions count backwards in the document.
    pub(super) fn is_reverse(self) -> bool {
        matches!(self, Self::Ancestor | Self::AncestorOrSelf | Self::Preceding | Self::PrecedingSibling | Self::Parent)
    }
}

#[derive(PartialEq, Eq, Debug)]
pub(super) enum Test {
    /// `*` and `p:*`.
    Any(Option<Text>),
    /// `p:name`; without a prefix the name is in no namespace.
    Name(Option<Text>, Text),
    Node,
    TextNode,
    Comment,
    Instruction(Option<Text>),
}

macro_rules! functions {
    ($($name:literal => $function:ident($least:literal, $most:literal)),* $(,)?) => {
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(super) enum Function { $($function),* }
        const FUNCTIONS: &[(&str, Function, usize, usize)] = &[$(($name, Function::$function, $least, $most)),*];
    };
}

functions! {
    "last" => Last(0, 0), "position" => Position(0, 0), "count" => Count(1, 1), "id" => Id(1, 1),
    "local-name" => LocalName(0, 1), "namespace-uri" => NamespaceUri(0, 1), "name" => Name(0, 1),
    "string" => String(0, 1), "concat" => Concat(2, 1000), "starts-with" => StartsWith(2, 2),
    "contains" => Contains(2, 2), "substring-before" => SubstringBefore(2, 2),
    "substring-after" => SubstringAfter(2, 2), "substring" => Substring(2, 3), "string-length" => StringLength(0, 1),
    "normalize-space" => NormalizeSpace(0, 1), "translate" => Translate(3, 3), "boolean" => Boolean(1, 1),
    "not" => Not(1, 1), "true" => True(0, 0), "false" => False(0, 0), "lang" => Lang(1, 1), "number" => Number(0, 1),
    "sum" => Sum(1, 1), "floor" => Floor(1, 1), "ceiling" => Ceiling(1, 1), "round" => Round(1, 1),
}

/// `XPathException`.
pub(super) fn failure(message: impl Into<Text>) -> Exception {
    Exception::new("System.Xml.XPath.XPathException", message)
}

/// The expression that `text` spells.
pub(super) fn parse(text: &str) -> Result<Expression, Exception> {
    let mut parser = Parser { text, tokens: tokens(text)?, at: 0, nesting: 0, operators: 0 };
    let expression = parser.expression()?;
    if parser.at < parser.tokens.len() { Err(parser.invalid()) } else { Ok(expression) }
}

#[derive(Clone, PartialEq, Debug)]
enum Token {
    Number(f64),
    Literal(Text),
    /// A name, perhaps with a prefix; the local part may be `*`.
    Name(Option<Text>, Text),
    Symbol(&'static str),
}

const SYMBOLS: [&str; 22] = [
    "::", "//", "..", "!=", "<=", ">=", "(", ")", "[", "]", "@", ",", "/", "|", "+", "-", "=", "<", ">", ".", "$", "*",
];

fn invalid(text: &str) -> Exception {
    failure(format!("'{text}' has an invalid token."))
}

fn tokens(text: &str) -> Result<Vec<Token>, Exception> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\n', '\r']);
        let Some(first) = rest.chars().next() else { return Ok(tokens) };
        let (token, length) = match first {
            '"' | '\'' => {
                let Some(end) = rest.get(1..).and_then(|inner| inner.find(first)) else {
                    return Err(failure("This is an unclosed string."));
                };
                (Token::Literal(Text::from(rest.get(1..end + 1).unwrap_or_default())), end + 2)
            }
            '0'..='9' => number(rest),
            '.' if rest.as_bytes().get(1).is_some_and(u8::is_ascii_digit) => number(rest),
            _ if super::super::name::is_name_start(first) => name(rest),
            _ => match SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) {
                Some(symbol) => (Token::Symbol(symbol), symbol.len()),
                None => return Err(invalid(text)),
            },
        };
        tokens.push(token);
        rest = rest.get(length..).unwrap_or_default();
    }
}

fn number(rest: &str) -> (Token, usize) {
    let whole = rest.bytes().take_while(u8::is_ascii_digit).count();
    let fraction = match rest.get(whole..).and_then(|rest| rest.strip_prefix('.')) {
        Some(digits) => 1 + digits.bytes().take_while(u8::is_ascii_digit).count(),
        None => 0,
    };
    let length = whole + fraction;
    let digits = rest.get(..length).unwrap_or_default();
    // Rust wants a digit on both sides of the point.
    let padded = if fraction == 0 { digits.to_owned() } else { format!("0{digits}0") };
    (Token::Number(padded.parse().unwrap_or(f64::NAN)), length)
}

fn name(rest: &str) -> (Token, usize) {
    let part =
        |text: &str| text.find(|character| !super::super::name::is_name_character(character)).unwrap_or(text.len());
    let first = part(rest);
    let after = rest.get(first..).unwrap_or_default();
    let prefix = Text::from(rest.get(..first).unwrap_or_default());
    match after.strip_prefix(':') {
        Some(local) if local.starts_with('*') => (Token::Name(Some(prefix), Text::literal("*")), first + 2),
        Some(local) if local.starts_with(super::super::name::is_name_start) => {
            let second = part(local);
            (Token::Name(Some(prefix), Text::from(local.get(..second).unwrap_or_default())), first + 1 + second)
        }
        _ => (Token::Name(None, prefix), first),
    }
}

struct Parser<'x> {
    text: &'x str,
    tokens: Vec<Token>,
    at: usize,
    nesting: usize,
    operators: usize,
}

/// Binary operators from the loosest to the tightest.
const LEVELS: [&[(&str, Operator)]; 7] = [
    &[("or", Operator::Or)],
    &[("and", Operator::And)],
    &[("=", Operator::Equal), ("!=", Operator::NotEqual)],
    &[("<", Operator::Less), ("<=", Operator::LessOrEqual), (">", Operator::Greater), (">=", Operator::GreaterOrEqual)],
    &[("+", Operator::Add), ("-", Operator::Subtract)],
    &[("*", Operator::Multiply), ("div", Operator::Divide), ("mod", Operator::Remainder)],
    &[("|", Operator::Union)],
];

impl Parser<'_> {
    fn invalid(&self) -> Exception {
        invalid(self.text)
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn is(&self, symbol: &str) -> bool {
        matches!(self.peek(), Some(Token::Symbol(found)) if *found == symbol)
    }

    fn eat(&mut self, symbol: &str) -> bool {
        let found = self.is(symbol);
        self.at += usize::from(found);
        found
    }

    fn need(&mut self, symbol: &str) -> Result<(), Exception> {
        if self.eat(symbol) { Ok(()) } else { Err(self.invalid()) }
    }

    fn expression(&mut self) -> Result<Expression, Exception> {
        self.nesting += 1;
        if self.nesting > MAX_NESTING {
            return Err(failure("The xpath query is too complex."));
        }
        let expression = self.level(0)?;
        self.nesting -= 1;
        Ok(expression)
    }

    fn level(&mut self, level: usize) -> Result<Expression, Exception> {
        // Negation binds tighter than multiplication and looser than union.
        if level == 6 && self.eat("-") {
            let mut negative = true;
            while self.eat("-") {
                negative = !negative;
            }
            let inner = self.level(6)?;
            let number = Expression::Call(Function::Number, vec![inner]);
            return Ok(if negative { Expression::Negated(Box::new(number)) } else { number });
        }
        let Some(operators) = LEVELS.get(level) else { return self.path() };
        let mut left = self.level(level + 1)?;
        loop {
            let found = operators.iter().find(|(spelling, _)| match self.peek() {
                Some(Token::Symbol(symbol)) => symbol == spelling,
                Some(Token::Name(None, word)) => *word == *spelling,
                _ => false,
            });
            let Some((_, operator)) = found else { return Ok(left) };
            self.at += 1;
            self.operators += 1;
            if self.operators > MAX_OPERATORS {
                return Err(failure("The xpath query is too complex."));
            }
            let right = self.level(level + 1)?;
            left = Expression::Binary(*operator, Box::new(left), Box::new(right));
        }
    }

    fn path(&mut self) -> Result<Expression, Exception> {
        let mut steps = Vec::new();
        let start = if self.eat("//") {
            steps.push(anywhere());
            Start::Root
        } else if self.eat("/") {
            if !self.begins_step() {
                return Ok(Expression::Path(Start::Root, steps));
            }
            Start::Root
        } else if let Some(primary) = self.primary()? {
            let predicates = self.predicates()?;
            if predicates.is_empty() && !self.is("/") && !self.is("//") {
                return Ok(primary);
            }
            let start = Start::Expression(Box::new(primary), predicates);
            if self.eat("//") {
                steps.push(anywhere());
            } else if !self.eat("/") {
                return Ok(Expression::Path(start, steps));
            }
            start
        } else {
            Start::Context
        };
        loop {
            steps.push(self.step()?);
            if self.eat("//") {
                steps.push(anywhere());
            } else if !self.eat("/") {
                return Ok(Expression::Path(start, steps));
            }
        }
    }

    fn begins_step(&self) -> bool {
        match self.peek() {
            Some(Token::Name(..)) => true,
            Some(Token::Symbol(symbol)) => matches!(*symbol, "*" | "@" | "." | ".."),
            _ => false,
        }
    }

    /// A number, a string, a call or something in parentheses.
    fn primary(&mut self) -> Result<Option<Expression>, Exception> {
        let Some(token) = self.peek().cloned() else { return Ok(None) };
        let primary = match token {
            Token::Number(number) => {
                self.at += 1;
                Expression::Number(number)
            }
            Token::Literal(text) => {
                self.at += 1;
                Expression::Text(text)
            }
            Token::Symbol("(") => {
                self.at += 1;
                let inner = self.expression()?;
                self.need(")")?;
                inner
            }
            Token::Symbol("$") => return Err(needs_context()),
            Token::Name(prefix, name) if self.tokens.get(self.at + 1) == Some(&Token::Symbol("(")) => {
                if matches!(name.as_ascii(), Some("node" | "text" | "comment" | "processing-instruction")) {
                    return Ok(None);
                }
                if prefix.is_some() {
                    return Err(needs_context());
                }
                self.call(&name)?
            }
            _ => return Ok(None),
        };
        Ok(Some(primary))
    }

    fn call(&mut self, name: &Text) -> Result<Expression, Exception> {
        let Some((_, function, least, most)) = FUNCTIONS.iter().find(|(known, ..)| *name == **known) else {
            return Err(needs_context());
        };
        self.at += 2;
        let mut arguments = Vec::new();
        while !self.eat(")") {
            if !arguments.is_empty() {
                self.need(",")?;
            }
            arguments.push(self.expression()?);
        }
        if arguments.len() < *least || arguments.len() > *most {
            let text = self.text;
            return Err(failure(format!("Function '{name}' in '{text}' has an invalid number of arguments.")));
        }
        Ok(Expression::Call(*function, arguments))
    }

    fn predicates(&mut self) -> Result<Vec<Expression>, Exception> {
        let mut predicates = Vec::new();
        while self.eat("[") {
            predicates.push(self.expression()?);
            self.need("]")?;
        }
        Ok(predicates)
    }

    fn step(&mut self) -> Result<Step, Exception> {
        if self.eat("..") {
            return Ok(Step { axis: Axis::Parent, test: Test::Node, predicates: Vec::new() });
        }
        if self.eat(".") {
            return Ok(Step { axis: Axis::Itself, test: Test::Node, predicates: Vec::new() });
        }
        let axis = self.axis()?;
        let test = match self.peek().cloned() {
            Some(Token::Symbol("*")) => {
                self.at += 1;
                Test::Any(None)
            }
            Some(Token::Name(None, name)) if self.tokens.get(self.at + 1) == Some(&Token::Symbol("(")) => {
                self.at += 2;
                let literal = match self.peek() {
                    Some(Token::Literal(literal)) => Some(literal.clone()),
                    _ => None,
                };
                self.at += usize::from(literal.is_some());
                self.need(")")?;
                match name.as_ascii() {
                    Some("node") => Test::Node,
                    Some("text") => Test::TextNode,
                    Some("comment") => Test::Comment,
                    Some("processing-instruction") => Test::Instruction(literal),
                    _ => return Err(self.invalid()),
                }
            }
            Some(Token::Name(prefix, name)) => {
                self.at += 1;
                if name == "*" { Test::Any(prefix) } else { Test::Name(prefix, name) }
            }
            // What .NET says where a step should begin.
            None => return Err(failure("Expression must evaluate to a node-set.")),
            Some(_) => return Err(self.invalid()),
        };
        let predicates = self.predicates()?;
        Ok(Step { axis, test, predicates })
    }

    fn axis(&mut self) -> Result<Axis, Exception> {
        if self.eat("@") {
            return Ok(Axis::Attribute);
        }
        let Some(Token::Name(None, name)) = self.peek() else { return Ok(Axis::Child) };
        if self.tokens.get(self.at + 1) != Some(&Token::Symbol("::")) {
            return Ok(Axis::Child);
        }
        let axis = match name.as_ascii() {
            Some("ancestor") => Axis::Ancestor,
            Some("ancestor-or-self") => Axis::AncestorOrSelf,
            Some("attribute") => Axis::Attribute,
            Some("child") => Axis::Child,
            Some("descendant") => Axis::Descendant,
            Some("descendant-or-self") => Axis::DescendantOrSelf,
            Some("following") => Axis::Following,
            Some("following-sibling") => Axis::FollowingSibling,
            Some("namespace") => Axis::Namespace,
            Some("parent") => Axis::Parent,
            Some("preceding") => Axis::Preceding,
            Some("preceding-sibling") => Axis::PrecedingSibling,
            Some("self") => Axis::Itself,
            _ => return Err(self.invalid()),
        };
        self.at += 2;
        Ok(axis)
    }
}

fn anywhere() -> Step {
    Step { axis: Axis::DescendantOrSelf, test: Test::Node, predicates: Vec::new() }
}

/// What .NET says of everything that needs more than the expression itself.
pub(super) fn needs_context() -> Exception {
    failure("Namespace Manager or XsltContext needed. This query has a prefix, variable, or user-defined function.")
}
