//! Newtonsoft's dialect of JSONPath: `$.store.book[?(@.price < 10 && @.title =~ /^A/)].title`.

use super::{
    edit::json_exception,
    lexeme,
    node::Node,
    token::{Scalar, TokenType},
};
use crate::{
    exception::Exception,
    text::{Text, TextBuilder},
    value::Value,
};

/// Filters inside filters that one path may have.
const MAX_NESTING: usize = 32;

/// One step of a path: what is selected from each token so far.
#[derive(Debug)]
pub(crate) enum Filter {
    /// `$` inside a filter.
    Root,
    /// `.name`, `['name']`; without a name all properties.
    Field { name: Option<Text>, deep: bool },
    /// `['a','b']`.
    Fields { names: Vec<Text>, deep: bool },
    /// `[3]`; without an index all items.
    Index(Option<i32>),
    /// `[1,2]`.
    Indexes(Vec<i32>),
    /// `[start:end:step]`.
    Slice { start: Option<i32>, end: Option<i32>, step: Option<i32> },
    /// `[?(…)]`.
    Query { condition: Condition, deep: bool },
}

/// The condition of a query.
#[derive(Debug)]
pub(crate) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Exists(Side),
    Compare(Operator, Side, Side),
}

/// One side of a comparison.
#[derive(Debug)]
pub(crate) enum Side {
    Path(Vec<Filter>),
    Value(Scalar),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Operator {
    Equals,
    NotEquals,
    StrictEquals,
    StrictNotEquals,
    Less,
    LessOrEquals,
    Greater,
    GreaterOrEquals,
    Matches,
}

/// The steps of a path.
pub(crate) fn parse(path: &Text) -> Result<Vec<Filter>, Exception> {
    let units = path.to_units();
    let mut parser = Parser { units: &units, at: 0, nesting: 0 };
    let mut filters = Vec::new();
    parser.skip_spaces();
    let mut from = 0;
    match parser.peek() {
        None => return Ok(filters),
        Some('$') if parser.units.len() == 1 => return Ok(filters),
        // Only "$." and "$[" mean the root; otherwise it is a property that begins with "$".
        Some('$') if matches!(parser.peek_at(1), Some('.' | '[')) => {
            parser.at += 1;
            from = parser.at;
        }
        Some(_) => {}
    }
    if !parser.steps(&mut filters, from, false)? {
        let at = parser.at;
        parser.skip_spaces();
        if parser.at < parser.units.len() {
            let character = parser.character(at);
            return Err(json_exception(format!("Unexpected character while parsing path: {character}")));
        }
    }
    Ok(filters)
}

struct Parser<'p> {
    units: &'p [u16],
    at: usize,
    nesting: usize,
}

const OPEN_INDEXER: &str = "Path ended with open indexer.";
const OPEN_QUERY: &str = "Path ended with open query.";

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.peek_at(0)
    }

    fn peek_at(&self, offset: usize) -> Option<char> {
        self.units.get(self.at + offset).map(|unit| char::from_u32(u32::from(*unit)).unwrap_or('\u{fffd}'))
    }

    fn character(&self, at: usize) -> Text {
        self.units.get(at).map_or(Text::EMPTY, |unit| Text::from_unit(*unit))
    }

    fn slice(&self, from: usize, to: usize) -> Text {
        self.units.get(from..to).map_or(Text::EMPTY, Text::from_units)
    }

    fn skip_spaces(&mut self) {
        while self.peek() == Some(' ') {
            self.at += 1;
        }
    }

    /// The next character, which must be there.
    fn need(&self, message: &'static str) -> Result<char, Exception> {
        self.peek().ok_or_else(|| json_exception(message))
    }

    fn unexpected_in_indexer(&self) -> Exception {
        let character = self.character(self.at);
        json_exception(format!("Unexpected character while parsing path indexer: {character}"))
    }

    fn unexpected_in_query(&self) -> Exception {
        let character = self.character(self.at);
        json_exception(format!("Unexpected character while parsing path query: {character}"))
    }

    fn enter(&mut self) -> Result<(), Exception> {
        self.nesting += 1;
        if self.nesting > MAX_NESTING {
            return Err(Exception::limit("the JSON path is nested deeper than one may be (limit: MAX_NESTING)"));
        }
        Ok(())
    }

    fn member(&self, from: usize, deep: bool) -> Filter {
        let name = self.slice(from, self.at);
        Filter::Field { name: (name != "*").then_some(name), deep }
    }

    /// Steps up to the end, or inside a query up to its operator. Tells whether the text is used up.
    fn steps(&mut self, filters: &mut Vec<Filter>, mut from: usize, query: bool) -> Result<bool, Exception> {
        let (mut deep, mut after_indexer, mut after_dot) = (false, false, false);
        while let Some(character) = self.peek() {
            match character {
                '[' | '(' => {
                    if self.at > from {
                        filters.push(self.member(from, deep));
                        deep = false;
                    }
                    filters.push(self.indexer(character, deep)?);
                    deep = false;
                    self.at += 1;
                    from = self.at;
                    (after_indexer, after_dot) = (true, false);
                }
                ']' | ')' | ' ' => break,
                '.' => {
                    if self.at > from {
                        filters.push(self.member(from, deep));
                        deep = false;
                    }
                    if self.peek_at(1) == Some('.') {
                        deep = true;
                        self.at += 1;
                    }
                    self.at += 1;
                    from = self.at;
                    (after_indexer, after_dot) = (false, true);
                }
                '=' | '<' | '!' | '>' | '|' | '&' if query => break,
                _ if after_indexer => {
                    let character = self.character(self.at);
                    return Err(json_exception(format!("Unexpected character following indexer: {character}")));
                }
                _ => self.at += 1,
            }
        }
        let at_end = self.at >= self.units.len();
        if self.at > from {
            let name = self.slice(from, self.at);
            let name = Text::from(name.to_str().trim_end());
            filters.push(Filter::Field { name: (name != "*").then_some(name), deep });
        } else if after_dot && (at_end || query) {
            return Err(json_exception("Unexpected end while parsing path."));
        }
        Ok(at_end)
    }

    /// What stands in brackets; stops on the closing one.
    fn indexer(&mut self, open: char, deep: bool) -> Result<Filter, Exception> {
        self.at += 1;
        let close = if open == '[' { ']' } else { ')' };
        self.skip_spaces();
        match self.need(OPEN_INDEXER)? {
            '\'' => self.quoted_fields(close, deep),
            '?' => self.query(close, deep),
            _ => self.array_indexer(close),
        }
    }

    fn quoted_fields(&mut self, close: char, deep: bool) -> Result<Filter, Exception> {
        let mut names = Vec::new();
        while self.at < self.units.len() {
            names.push(self.quoted()?);
            self.skip_spaces();
            match self.need(OPEN_INDEXER)? {
                found if found == close => {
                    let single = names.len() == 1;
                    return Ok(match names.pop() {
                        Some(name) if single => Filter::Field { name: Some(name), deep },
                        Some(name) => {
                            names.push(name);
                            Filter::Fields { names, deep }
                        }
                        None => Filter::Fields { names, deep },
                    });
                }
                ',' => {
                    self.at += 1;
                    self.skip_spaces();
                }
                _ => return Err(self.unexpected_in_indexer()),
            }
        }
        Err(json_exception(OPEN_INDEXER))
    }

    fn array_indexer(&mut self, close: char) -> Result<Filter, Exception> {
        let (mut from, mut end) = (self.at, None);
        let mut indexes: Vec<i32> = Vec::new();
        let mut bounds: [Option<i32>; 3] = [None; 3];
        let mut colons = 0;
        while let Some(character) = self.peek() {
            let digits = self.slice(from, end.unwrap_or(self.at));
            match character {
                ' ' => {
                    end = Some(self.at);
                    self.skip_spaces();
                }
                _ if character == close => {
                    if colons > 0 {
                        if let (Some(bound), false) = (bounds.get_mut(colons.min(2)), digits.is_empty()) {
                            *bound = Some(index(&digits)?);
                        }
                        let [start, end, step] = bounds;
                        return Ok(Filter::Slice { start, end, step });
                    }
                    if digits.is_empty() {
                        return Err(json_exception("Array index expected."));
                    }
                    let last = index(&digits)?;
                    if indexes.is_empty() {
                        return Ok(Filter::Index(Some(last)));
                    }
                    indexes.push(last);
                    return Ok(Filter::Indexes(indexes));
                }
                ',' => {
                    if digits.is_empty() {
                        return Err(json_exception("Array index expected."));
                    }
                    indexes.push(index(&digits)?);
                    self.at += 1;
                    self.skip_spaces();
                    (from, end) = (self.at, None);
                }
                '*' => {
                    self.at += 1;
                    self.skip_spaces();
                    if self.need(OPEN_INDEXER)? != close {
                        return Err(self.unexpected_in_indexer());
                    }
                    return Ok(Filter::Index(None));
                }
                ':' => {
                    if let (Some(bound), false) = (bounds.get_mut(colons.min(2)), digits.is_empty()) {
                        *bound = Some(index(&digits)?);
                    }
                    colons += 1;
                    self.at += 1;
                    self.skip_spaces();
                    (from, end) = (self.at, None);
                }
                '-' | '0'..='9' if end.is_none() => self.at += 1,
                _ => return Err(self.unexpected_in_indexer()),
            }
        }
        Err(json_exception(OPEN_INDEXER))
    }

    fn query(&mut self, close: char, deep: bool) -> Result<Filter, Exception> {
        self.enter()?;
        self.at += 1;
        if self.need(OPEN_INDEXER)? != '(' {
            return Err(self.unexpected_in_indexer());
        }
        self.at += 1;
        let condition = self.condition()?;
        self.at += 1;
        self.need(OPEN_INDEXER)?;
        self.skip_spaces();
        if self.need(OPEN_INDEXER)? != close {
            return Err(self.unexpected_in_indexer());
        }
        self.nesting -= 1;
        Ok(Filter::Query { condition, deep })
    }

    /// Comparisons joined by `&&` and `||`. As in Newtonsoft there is no precedence: a change of the operator puts
    /// the rest into a group of its own at the end of the one before.
    fn condition(&mut self) -> Result<Condition, Exception> {
        let mut groups: Vec<(bool, Vec<Condition>)> = Vec::new();
        while self.at < self.units.len() {
            let left = self.side()?;
            let comparison = match self.need(OPEN_QUERY)? {
                ')' | '|' | '&' => Condition::Exists(left),
                _ => {
                    let operator = self.operator()?;
                    let right = self.side()?;
                    Condition::Compare(operator, left, right)
                }
            };
            let found = self.need(OPEN_QUERY)?;
            let all = match found {
                ')' => {
                    let Some((_, last)) = groups.last_mut() else { return Ok(comparison) };
                    last.push(comparison);
                    return Ok(nested(groups));
                }
                '&' if self.peek_at(1) == Some('&') => true,
                '|' if self.peek_at(1) == Some('|') => false,
                _ => return Err(self.unexpected_in_query()),
            };
            self.at += 2;
            if groups.last().is_none_or(|(same, _)| *same != all) {
                if groups.len() >= MAX_NESTING {
                    return Err(Exception::limit(
                        "the JSON path is nested deeper than one may be (limit: MAX_NESTING)",
                    ));
                }
                groups.push((all, Vec::new()));
            }
            if let Some((_, last)) = groups.last_mut() {
                last.push(comparison);
            }
        }
        Err(json_exception(OPEN_QUERY))
    }

    fn side(&mut self) -> Result<Side, Exception> {
        self.skip_spaces();
        let side = match self.peek() {
            Some(start @ ('$' | '@')) => {
                self.enter()?;
                let mut filters = if start == '$' { vec![Filter::Root] } else { Vec::new() };
                self.at += 1;
                let from = self.at;
                if self.steps(&mut filters, from, true)? {
                    return Err(json_exception(OPEN_QUERY));
                }
                self.nesting -= 1;
                Side::Path(filters)
            }
            Some(_) => Side::Value(self.literal()?),
            None => return Err(json_exception(OPEN_QUERY)),
        };
        self.skip_spaces();
        self.need(OPEN_QUERY)?;
        Ok(side)
    }

    fn literal(&mut self) -> Result<Scalar, Exception> {
        for (word, class, value) in [
            ("true", TokenType::Boolean, Value::Bool(true)),
            ("false", TokenType::Boolean, Value::Bool(false)),
            ("null", TokenType::Null, Value::Null),
        ] {
            if self.eat(word) {
                return Ok(Scalar { class, value });
            }
        }
        match self.peek() {
            Some('\'') => Ok(Scalar { class: TokenType::String, value: self.quoted()?.into() }),
            Some('/') => Ok(Scalar { class: TokenType::String, value: self.regex()?.into() }),
            Some('-' | '0'..='9') => {
                let from = self.at;
                while !matches!(self.peek(), None | Some(' ' | ')')) {
                    self.at += 1;
                }
                let digits = self.slice(from, self.at);
                let number = lexeme::number(&digits.to_str()).and_then(|lexeme| Node::new(lexeme.to_token()?).scalar());
                number.filter(|_| self.peek().is_some()).ok_or_else(|| self.unexpected_in_query())
            }
            _ => Err(self.unexpected_in_query()),
        }
    }

    /// A regular expression with its delimiters and options, as text.
    fn regex(&mut self) -> Result<Text, Exception> {
        let from = self.at;
        self.at += 1;
        while let Some(character) = self.peek() {
            match character {
                '\\' if self.peek_at(1).is_some() => self.at += 2,
                '/' => {
                    self.at += 1;
                    while self.peek().is_some_and(char::is_alphabetic) {
                        self.at += 1;
                    }
                    return Ok(self.slice(from, self.at));
                }
                _ => self.at += 1,
            }
        }
        Err(json_exception("Path ended with an open regex."))
    }

    fn operator(&mut self) -> Result<Operator, Exception> {
        if self.at + 1 >= self.units.len() {
            return Err(json_exception(OPEN_QUERY));
        }
        for (text, operator) in [
            ("===", Operator::StrictEquals),
            ("==", Operator::Equals),
            ("=~", Operator::Matches),
            ("!==", Operator::StrictNotEquals),
            ("!=", Operator::NotEquals),
            ("<>", Operator::NotEquals),
            ("<=", Operator::LessOrEquals),
            ("<", Operator::Less),
            (">=", Operator::GreaterOrEquals),
            (">", Operator::Greater),
        ] {
            if self.eat(text) {
                return Ok(operator);
            }
        }
        Err(json_exception("Could not read query operator."))
    }

    fn eat(&mut self, word: &str) -> bool {
        let matches = word.chars().enumerate().all(|(offset, character)| self.peek_at(offset) == Some(character));
        if matches {
            self.at += word.len();
        }
        matches
    }

    /// A string in single quotes.
    fn quoted(&mut self) -> Result<Text, Exception> {
        let mut out = TextBuilder::new();
        self.at += 1;
        while let Some(character) = self.peek() {
            match character {
                '\\' if self.peek_at(1).is_some() => {
                    self.at += 1;
                    let unit = match self.peek() {
                        Some('b') => 8,
                        Some('t') => 9,
                        Some('n') => 10,
                        Some('f') => 12,
                        Some('r') => 13,
                        Some(plain @ ('\\' | '"' | '\'' | '/')) => plain as u16,
                        _ => {
                            let character = self.character(self.at);
                            return Err(json_exception(format!("Unknown escape character: \\{character}")));
                        }
                    };
                    out.push_unit(unit);
                    self.at += 1;
                }
                '\'' => {
                    self.at += 1;
                    return Ok(out.finish());
                }
                _ => {
                    out.push(&self.character(self.at));
                    self.at += 1;
                }
            }
        }
        Err(json_exception("Path ended with an open string."))
    }
}

fn nested(groups: Vec<(bool, Vec<Condition>)>) -> Condition {
    let mut result: Option<Condition> = None;
    for (all, mut conditions) in groups.into_iter().rev() {
        conditions.extend(result.take());
        result = Some(if all { Condition::All(conditions) } else { Condition::Any(conditions) });
    }
    result.unwrap_or(Condition::All(Vec::new()))
}

fn index(digits: &Text) -> Result<i32, Exception> {
    digits.to_str().parse().map_err(|_| Exception::format("Input string was not in a correct format."))
}
