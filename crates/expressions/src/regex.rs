//! .NET's regular expressions: parsed, compiled and matched by its rules.
//!
//! The matcher backtracks over UTF-16 units as .NET's does, so that balancing groups, the history of captures, right to
//! left search, class subtraction and the place of `$` come out the same. It works on explicit stacks with bounds and
//! pays every step from the caller's budget.

mod class;
mod compile;
mod escape;
mod matcher;
mod node;
mod parse;
mod replacement;

pub(crate) use matcher::{Captures, Failure, Input};
pub(crate) use parse::{PatternError, unescape};
pub(crate) use replacement::Replacement;

use compile::Program;

/// `System.Text.RegularExpressions.RegexOptions`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Options(pub(crate) i64);

impl Options {
    pub(crate) const IGNORE_CASE: i64 = 1;
    pub(crate) const MULTILINE: i64 = 2;
    pub(crate) const EXPLICIT_CAPTURE: i64 = 4;
    pub(crate) const SINGLELINE: i64 = 16;
    pub(crate) const IGNORE_PATTERN_WHITESPACE: i64 = 32;
    pub(crate) const RIGHT_TO_LEFT: i64 = 64;
    pub(crate) const ECMA_SCRIPT: i64 = 256;
    /// All options .NET Core 3.1 knows.
    pub(crate) const ALL: i64 = 0x3FF & !128;

    pub(crate) fn has(self, flag: i64) -> bool {
        self.0 & flag != 0
    }

    fn set(&mut self, flag: i64, on: bool) {
        self.0 = if on { self.0 | flag } else { self.0 & !flag };
    }
}

/// A compiled expression.
pub(crate) struct Regex {
    program: Program,
    /// Group numbers in ascending order.
    numbers: Vec<i32>,
    /// Names of the groups in the order of `numbers`.
    names: Vec<String>,
    right_to_left: bool,
}

impl Regex {
    /// Compiles a pattern.
    pub(crate) fn new(pattern: &[u16], options: Options) -> Result<Regex, PatternError> {
        let parsed = parse::parse(pattern, options)?;
        let program = compile::compile(&parsed.root, parsed.slots.len());
        let right_to_left = options.has(Options::RIGHT_TO_LEFT);
        Ok(Regex { program, numbers: parsed.slots, names: parsed.names, right_to_left })
    }

    /// The next match from `start`, where `\G` holds. Behind an empty match the search begins one unit further.
    pub(crate) fn find<I: Input>(
        &self,
        input: &I,
        start: usize,
        after_empty: bool,
        charge: &mut dyn FnMut(u64) -> bool,
    ) -> Result<Option<Captures>, Failure> {
        let from = match (after_empty, self.right_to_left) {
            (false, _) => Some(start),
            (true, false) => (start < input.len()).then_some(start + 1),
            (true, true) => start.checked_sub(1),
        };
        match from {
            Some(from) => matcher::find(&self.program, input, (start, from), self.right_to_left, charge),
            None => Ok(None),
        }
    }

    /// Whether it searches from the end of the text.
    pub(crate) fn right_to_left(&self) -> bool {
        self.right_to_left
    }

    /// Group numbers in ascending order.
    pub(crate) fn numbers(&self) -> &[i32] {
        &self.numbers
    }

    /// Names of the groups, in the order of their numbers.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// The place of a group number among the groups.
    pub(crate) fn place_of_number(&self, number: i32) -> Option<usize> {
        self.numbers.binary_search(&number).ok()
    }

    /// The place of a group name among the groups.
    pub(crate) fn place_of_name(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }
}

#[cfg(test)]
mod tests;
