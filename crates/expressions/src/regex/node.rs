//! The tree of a parsed pattern.

use super::class::Class;

/// One construct. `backward` ones look to the left, as everything in a lookbehind does.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// Matches without looking.
    Empty,
    One {
        unit: u16,
        ignore_case: bool,
        backward: bool,
    },
    Set {
        class: Box<Class>,
        backward: bool,
    },
    /// In the order of the pattern, whatever the direction.
    Concatenation {
        nodes: Vec<Node>,
        backward: bool,
    },
    Alternation(Vec<Node>),
    Loop {
        node: Box<Node>,
        least: u32,
        most: u32,
        lazy: bool,
    },
    /// Captures into one group (by place) and takes a capture from another.
    Capture {
        into: Option<usize>,
        from: Option<usize>,
        node: Box<Node>,
    },
    Atomic(Box<Node>),
    /// Looks ahead or behind without moving.
    Look {
        node: Box<Node>,
        negative: bool,
    },
    BackReference {
        group: usize,
        ignore_case: bool,
        backward: bool,
        ecma: bool,
    },
    /// Chooses by whether a group has captured.
    IfCaptured {
        group: usize,
        yes: Box<Node>,
        no: Box<Node>,
    },
    /// Chooses by whether something matches here.
    IfMatches {
        condition: Box<Node>,
        yes: Box<Node>,
        no: Box<Node>,
    },
    Assertion(Assertion),
}

/// What holds between two units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Assertion {
    /// `^` in multiline mode.
    LineStart,
    /// `$` in multiline mode.
    LineEnd,
    /// `\A`, and `^`.
    TextStart,
    /// `\G`.
    SearchStart,
    /// `\Z`, and `$`: the end, or before a final newline.
    TextEndOrNewline,
    /// `\z`.
    TextEnd,
    Boundary,
    NoBoundary,
    EcmaBoundary,
    NoEcmaBoundary,
}

/// "As often as possible".
pub(super) const UNLIMITED: u32 = i32::MAX as u32;
