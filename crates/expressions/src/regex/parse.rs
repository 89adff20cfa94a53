//! Patterns as .NET reads them, mistakes included.
//!
//! Two passes: the first one counts the groups, because a reference may stand before its group; the second one builds
//! the tree.

mod groups;
mod slots;

use super::Options;
use super::class::Class;
use super::escape::Escape;
use super::node::{Assertion, Node, UNLIMITED};
use slots::Slots;

/// Groups inside groups may be this deep; the compiler and the tree recurse as deep.
const MAX_DEPTH: usize = 250;

/// A malformed pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PatternError {
    /// What is wrong, in .NET's words.
    pub(crate) reason: String,
    /// Index behind the mistake.
    pub(crate) offset: usize,
}

/// A pattern understood.
pub(super) struct Parsed {
    pub(super) root: Node,
    /// Group numbers in ascending order.
    pub(super) slots: Vec<i32>,
    /// Their names.
    pub(super) names: Vec<String>,
}

pub(super) fn parse(pattern: &[u16], options: Options) -> Result<Parsed, PatternError> {
    let mut parser = Parser::new(pattern, options);
    parser.count_groups()?;
    parser.slots.assign_names();
    parser.restart(options);
    let node = parser.scan()?;
    let root = Node::Capture { into: Some(0), from: None, node: Box::new(node) };
    let (slots, names) = parser.slots.finish();
    Ok(Parsed { root, slots, names })
}

/// `Regex.Unescape`.
pub(crate) fn unescape(text: &[u16]) -> Result<Vec<u16>, PatternError> {
    let mut parser = Parser::new(text, Options::default());
    let mut units = Vec::with_capacity(text.len());
    while let Some(unit) = parser.next() {
        if unit != u16::from(b'\\') {
            units.push(unit);
        } else if parser.peek().is_some() {
            units.push(parser.scan_char_escape()?);
        }
    }
    Ok(units)
}

pub(super) struct Parser<'p> {
    pattern: &'p [u16],
    position: usize,
    pub(super) options: Options,
    saved_options: Vec<Options>,
    slots: Slots,
    /// The parenthesis that follows is the condition of an alternation and captures nothing.
    ignore_next_paren: bool,
    /// Subtractions open inside each other.
    pub(super) subtractions: u32,
}

/// What an open parenthesis began.
enum Group {
    Plain,
    Capture { into: Option<usize>, from: Option<usize> },
    Atomic,
    Look { negative: bool },
    IfCaptured(usize),
    IfMatches,
}

/// A group being read.
struct Open {
    group: Group,
    /// Finished branches of an alternation.
    branches: Vec<Node>,
    /// The condition of [`Group::IfMatches`].
    condition: Option<Node>,
    /// The branch being read.
    sequence: Vec<Node>,
    /// The construct that a quantifier would apply to.
    unit: Option<Node>,
    backward: bool,
}

impl<'p> Parser<'p> {
    fn new(pattern: &'p [u16], options: Options) -> Self {
        Parser {
            pattern,
            position: 0,
            options,
            saved_options: Vec::new(),
            slots: Slots::new(),
            ignore_next_paren: false,
            subtractions: 0,
        }
    }

    fn restart(&mut self, options: Options) {
        (self.position, self.options, self.ignore_next_paren) = (0, options, false);
        self.saved_options.clear();
        self.slots.restart();
    }

    pub(super) fn error(&self, reason: impl Into<String>) -> PatternError {
        PatternError { reason: reason.into(), offset: self.position }
    }

    pub(super) fn peek(&self) -> Option<u16> {
        self.pattern.get(self.position).copied()
    }

    pub(super) fn peek_at(&self, offset: usize) -> Option<u16> {
        self.pattern.get(self.position + offset).copied()
    }

    pub(super) fn is(&self, character: char) -> bool {
        self.peek() == Some(character as u16)
    }

    pub(super) fn next(&mut self) -> Option<u16> {
        let unit = self.peek()?;
        self.position += 1;
        Some(unit)
    }

    pub(super) fn eat(&mut self, character: char) -> bool {
        let eaten = self.is(character);
        self.position += usize::from(eaten);
        eaten
    }

    pub(super) fn position(&self) -> usize {
        self.position
    }

    pub(super) fn go_to(&mut self, position: usize) {
        self.position = position;
    }

    pub(super) fn has(&self, flag: i64) -> bool {
        self.options.has(flag)
    }

    pub(super) fn has_slot(&self, number: i32) -> bool {
        self.slots.has_number(number)
    }

    pub(super) fn slot_of_name(&self, name: &str) -> Option<i32> {
        self.slots.number_of(name)
    }

    fn backward(&self) -> bool {
        self.has(Options::RIGHT_TO_LEFT)
    }

    /// Digits as a number.
    pub(super) fn scan_decimal(&mut self) -> Result<i32, PatternError> {
        let mut number = 0_i32;
        while let Some(digit) = self.peek().filter(|unit| (0x30..=0x39).contains(unit)) {
            self.position += 1;
            let next = number.checked_mul(10).and_then(|number| number.checked_add(i32::from(digit) - 0x30));
            number =
                next.ok_or_else(|| self.error("Capture group numbers must be less than or equal to Int32.MaxValue."))?;
        }
        Ok(number)
    }

    /// Skips comments, and white space where the options have it so.
    fn scan_blank(&mut self) -> Result<(), PatternError> {
        loop {
            if self.has(Options::IGNORE_PATTERN_WHITESPACE) {
                while self.peek().is_some_and(is_pattern_space) {
                    self.position += 1;
                }
                if self.eat('#') {
                    while self.peek().is_some_and(|unit| unit != u16::from(b'\n')) {
                        self.position += 1;
                    }
                    continue;
                }
            }
            if !(self.is('(') && self.peek_at(1) == Some(u16::from(b'?')) && self.peek_at(2) == Some(u16::from(b'#'))) {
                return Ok(());
            }
            while self.peek().is_some_and(|unit| unit != u16::from(b')')) {
                self.position += 1;
            }
            if self.next().is_none() {
                return Err(self.error("Unterminated (?#...) comment."));
            }
        }
    }

    /// Whether a `{` here is a quantifier, or any other quantifier stands here.
    fn is_true_quantifier(&self) -> bool {
        match self.peek().and_then(|unit| u8::try_from(unit).ok()) {
            Some(b'*' | b'+' | b'?') => true,
            Some(b'{') => {
                let digits = |from: usize| {
                    let rest = self.pattern.get(from..).unwrap_or_default();
                    from + rest.iter().take_while(|unit| (0x30..=0x39).contains(*unit)).count()
                };
                let at = |index: usize, byte: u8| self.pattern.get(index) == Some(&u16::from(byte));
                let behind = digits(self.position + 1);
                if behind == self.position + 1 {
                    return false;
                }
                at(behind, b'}') || (at(behind, b',') && at(digits(behind + 1), b'}'))
            }
            _ => false,
        }
    }

    fn is_special(&self, unit: u16) -> bool {
        match u8::try_from(unit) {
            Ok(b'{') => self.is_true_quantifier(),
            Ok(b'\\' | b'*' | b'+' | b'?' | b'|' | b'[' | b'(' | b')' | b'^' | b'$' | b'.') => true,
            Ok(_) => false,
            Err(_) => false,
        }
    }

    fn literal(&self, unit: u16) -> Node {
        Node::One { unit, ignore_case: self.has(Options::IGNORE_CASE), backward: self.backward() }
    }

    fn set(&self, class: Class) -> Node {
        Node::Set { class: Box::new(class), backward: self.backward() }
    }

    /// The second pass.
    fn scan(&mut self) -> Result<Node, PatternError> {
        let mut stack: Vec<Open> = Vec::new();
        let mut open = Open::new(Group::Plain, self.backward());
        let mut was_quantified = false;
        loop {
            self.scan_blank()?;
            let Some(unit) = self.peek() else { break };
            let after_quantifier = std::mem::take(&mut was_quantified);
            if !self.is_special(unit) {
                self.position += 1;
                open.unit = Some(self.literal(unit));
            } else {
                self.position += 1;
                match unit as u8 {
                    b'[' => open.unit = Some(self.scan_class(false)?.map_or(Node::Empty, |class| self.set(class))),
                    b'(' => {
                        self.saved_options.push(self.options);
                        match self
                            .scan_group_open(matches!(open.group, Group::IfMatches) && open.condition.is_none())?
                        {
                            None => drop(self.saved_options.pop()),
                            Some(group) => {
                                if stack.len() >= MAX_DEPTH {
                                    return Err(self.error("Too many nested groups."));
                                }
                                let inner = Open::new(group, self.backward());
                                stack.push(std::mem::replace(&mut open, inner));
                            }
                        }
                        continue;
                    }
                    b'|' => {
                        open.end_branch();
                        continue;
                    }
                    b')' => {
                        let Some(outer) = stack.pop() else {
                            return Err(self.error("Too many )'s."));
                        };
                        let group = self.close(std::mem::replace(&mut open, outer))?;
                        self.options = self.saved_options.pop().unwrap_or(self.options);
                        if matches!(open.group, Group::IfMatches) && open.condition.is_none() {
                            open.condition = Some(group);
                            continue;
                        }
                        open.unit = Some(group);
                    }
                    b'\\' => {
                        if self.peek().is_none() {
                            return Err(self.error("Illegal \\\\ at end of pattern."));
                        }
                        open.unit = Some(self.scan_backslash_node()?);
                    }
                    b'^' => {
                        open.unit =
                            Some(assertion(self.has(Options::MULTILINE), Assertion::LineStart, Assertion::TextStart))
                    }
                    b'$' => {
                        open.unit = Some(assertion(
                            self.has(Options::MULTILINE),
                            Assertion::LineEnd,
                            Assertion::TextEndOrNewline,
                        ))
                    }
                    b'.' => {
                        let newline = (!self.has(Options::SINGLELINE)).then_some(u16::from(b'\n'));
                        open.unit = Some(self.set(Class::all_but(newline)));
                    }
                    quantifier => {
                        let sign = char::from(quantifier);
                        return Err(if after_quantifier {
                            self.error(format!("Nested quantifier '{sign}'."))
                        } else {
                            self.error("Quantifier {x,y} following nothing.")
                        });
                    }
                }
            }
            self.scan_blank()?;
            if self.is_true_quantifier() {
                self.quantify(&mut open)?;
                was_quantified = true;
            }
            open.end_unit();
        }
        if !stack.is_empty() {
            return Err(self.error("Not enough )'s."));
        }
        self.close(open)
    }

    fn quantify(&mut self, open: &mut Open) -> Result<(), PatternError> {
        let (least, most) = match self.next().and_then(|unit| u8::try_from(unit).ok()) {
            Some(b'*') => (0, UNLIMITED),
            Some(b'+') => (1, UNLIMITED),
            Some(b'?') => (0, 1),
            _ => {
                let least = self.scan_decimal()? as u32;
                let most = match self.eat(',') {
                    false => least,
                    true if self.is('}') => UNLIMITED,
                    true => self.scan_decimal()? as u32,
                };
                self.eat('}');
                (least, most)
            }
        };
        self.scan_blank()?;
        let lazy = self.eat('?');
        if least > most {
            return Err(self.error("Illegal {x,y} with x > y."));
        }
        if let Some(unit) = open.unit.take() {
            open.unit = Some(Node::Loop { node: Box::new(unit), least, most, lazy });
        }
        Ok(())
    }

    fn scan_backslash_node(&mut self) -> Result<Node, PatternError> {
        let backward = self.backward();
        Ok(match self.scan_backslash(false)? {
            Escape::Assertion(assertion) => Node::Assertion(assertion),
            Escape::Test(test) => self.set(Class::of(test)),
            Escape::Unit(unit) => self.literal(unit),
            Escape::Reference(number) => {
                let (ignore_case, ecma) = (self.has(Options::IGNORE_CASE), self.has(Options::ECMA_SCRIPT));
                Node::BackReference { group: self.slots.place(number), ignore_case, backward, ecma }
            }
        })
    }

    /// The node of a group that was closed.
    fn close(&self, mut open: Open) -> Result<Node, PatternError> {
        open.end_unit();
        let last = open.take_sequence();
        open.branches.push(last);
        let branches = open.branches;
        let alternatives = |mut branches: Vec<Node>| match branches.len() {
            1 => branches.pop().unwrap_or(Node::Empty),
            _ => Node::Alternation(branches),
        };
        let too_many = |parser: &Self| parser.error("Too many | in (?()|).");
        let two = |parser: &Self, branches: Vec<Node>| {
            let mut branches = branches.into_iter();
            let (yes, no) = (branches.next().unwrap_or(Node::Empty), branches.next().unwrap_or(Node::Empty));
            if branches.next().is_some() { Err(too_many(parser)) } else { Ok((Box::new(yes), Box::new(no))) }
        };
        Ok(match open.group {
            Group::Plain => alternatives(branches),
            Group::Capture { into, from } => Node::Capture { into, from, node: Box::new(alternatives(branches)) },
            Group::Atomic => Node::Atomic(Box::new(alternatives(branches))),
            Group::Look { negative } => Node::Look { node: Box::new(alternatives(branches)), negative },
            Group::IfCaptured(group) => {
                let (yes, no) = two(self, branches)?;
                Node::IfCaptured { group, yes, no }
            }
            Group::IfMatches => {
                let condition = Box::new(open.condition.unwrap_or(Node::Empty));
                let (yes, no) = two(self, branches)?;
                // The condition looks ahead; it keeps what it captures.
                Node::IfMatches { condition, yes, no }
            }
        })
    }
}

impl Open {
    fn new(group: Group, backward: bool) -> Open {
        Open { group, branches: Vec::new(), condition: None, sequence: Vec::new(), unit: None, backward }
    }

    fn end_unit(&mut self) {
        self.sequence.extend(self.unit.take());
    }

    fn take_sequence(&mut self) -> Node {
        let mut nodes = std::mem::take(&mut self.sequence);
        match nodes.len() {
            0 => Node::Empty,
            1 => nodes.pop().unwrap_or(Node::Empty),
            _ => Node::Concatenation { nodes, backward: self.backward },
        }
    }

    fn end_branch(&mut self) {
        self.end_unit();
        let branch = self.take_sequence();
        self.branches.push(branch);
    }
}

fn assertion(multiline: bool, lines: Assertion, text: Assertion) -> Node {
    Node::Assertion(if multiline { lines } else { text })
}

fn is_pattern_space(unit: u16) -> bool {
    matches!(unit, 0x20 | 0x9 | 0xA | 0xC | 0xD)
}
