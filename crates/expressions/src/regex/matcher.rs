//! The backtracking matcher.
//!
//! A choice remembers where to go on and how long the trail was; the trail remembers what to undo. Loops keep a mark
//! (where the iteration began) and a count, which starts below zero by the iterations that must come first; an empty
//! iteration ends the loop, as in .NET.

use super::class::is_boundary_word;
use super::compile::{Instruction, Program, Unit};
use super::node::Assertion;
use crate::format::casing::{Rules, lower_unit};

/// Choices that may be open at a time: about one for each unit of a megabyte.
const MAX_CHOICES: usize = 1 << 20;
/// Things to undo that may be remembered at a time.
const MAX_TRAIL: usize = 1 << 22;
/// Steps paid for at a time.
const STEPS_PER_CHARGE: u64 = 256;

/// A bound was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The caller's budget is spent.
    Budget,
    /// Too many open choices.
    Memory,
}

/// The units of a text.
pub(crate) trait Input {
    fn len(&self) -> usize;
    /// The unit at an index below the length.
    fn at(&self, index: usize) -> u16;
    /// Index of the first such unit from `start`.
    fn find(&self, unit: u16, start: usize) -> Option<usize> {
        (start..self.len()).find(|index| self.at(*index) == unit)
    }
}

impl Input for &str {
    fn len(&self) -> usize {
        str::len(self)
    }

    fn at(&self, index: usize) -> u16 {
        self.as_bytes().get(index).map_or(0, |byte| u16::from(*byte))
    }

    fn find(&self, unit: u16, start: usize) -> Option<usize> {
        let byte = u8::try_from(unit).ok()?;
        memchr::memchr(byte, self.as_bytes().get(start..)?).map(|index| index + start)
    }
}

impl Input for &[u16] {
    fn len(&self) -> usize {
        <[u16]>::len(self)
    }

    fn at(&self, index: usize) -> u16 {
        self.get(index).copied().unwrap_or(0)
    }
}

/// What the groups captured, oldest first: start and length.
#[derive(Clone, Debug)]
pub(crate) struct Captures {
    /// By place of the group; the first is the whole match.
    pub(crate) groups: Vec<Vec<(usize, usize)>>,
}

impl Captures {
    /// Start and length of the whole match.
    pub(crate) fn whole(&self) -> (usize, usize) {
        self.group(0).unwrap_or((0, 0))
    }

    /// The last capture of a group.
    pub(crate) fn group(&self, place: usize) -> Option<(usize, usize)> {
        self.groups.get(place)?.last().copied()
    }
}

/// Searches from `from` to the end of the text, or to its start when it goes right to left; `\G` holds at `start`.
pub(super) fn find<I: Input>(
    program: &Program,
    input: &I,
    (start, from): (usize, usize),
    right_to_left: bool,
    charge: &mut dyn FnMut(u64) -> bool,
) -> Result<Option<Captures>, Failure> {
    let mut matcher = Matcher::new(program, input, start, charge);
    let mut position = from;
    loop {
        if !right_to_left {
            if program.anchored && position > 0 {
                return Ok(None);
            }
            if let Some(first) = program.first {
                match input.find(first, position) {
                    Some(found) => position = found,
                    None => return Ok(None),
                }
            }
        }
        if matcher.run(position)? {
            return Ok(Some(Captures { groups: matcher.groups }));
        }
        if right_to_left {
            if position == 0 {
                return Ok(None);
            }
            position -= 1;
        } else {
            if position >= input.len() {
                return Ok(None);
            }
            position += 1;
        }
    }
}

/// Where to go on when the present way fails.
struct Choice {
    place: usize,
    position: usize,
    trail: usize,
    /// Further positions of a single-unit loop: how many, and whether they go to the right.
    more: u32,
    kind: ChoiceKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ChoiceKind {
    Plain,
    /// Gives back units one by one to the left (or right, when the loop went backward).
    GiveBack {
        backward: bool,
    },
    /// Takes further units one by one.
    TakeMore,
    /// Another iteration of a lazy loop.
    Iterate,
}

/// What to undo.
enum Undo {
    Register(usize, i64),
    Pushed(usize),
    Popped(usize, (usize, usize)),
}

struct Matcher<'m, I: Input> {
    program: &'m Program,
    input: &'m I,
    search_start: usize,
    charge: &'m mut dyn FnMut(u64) -> bool,
    unpaid: u64,
    registers: Vec<i64>,
    groups: Vec<Vec<(usize, usize)>>,
    choices: Vec<Choice>,
    trail: Vec<Undo>,
}

impl<'m, I: Input> Matcher<'m, I> {
    fn new(program: &'m Program, input: &'m I, search_start: usize, charge: &'m mut dyn FnMut(u64) -> bool) -> Self {
        Matcher {
            program,
            input,
            search_start,
            charge,
            unpaid: 0,
            registers: vec![0; program.registers],
            groups: vec![Vec::new(); program.groups],
            choices: Vec::new(),
            trail: Vec::new(),
        }
    }

    fn pay(&mut self, steps: u64) -> Result<(), Failure> {
        self.unpaid += steps;
        if self.unpaid < STEPS_PER_CHARGE {
            return Ok(());
        }
        if (self.charge)(std::mem::take(&mut self.unpaid)) { Ok(()) } else { Err(Failure::Budget) }
    }

    fn register(&self, register: usize) -> i64 {
        self.registers.get(register).copied().unwrap_or(0)
    }

    fn set_register(&mut self, register: usize, value: i64) -> Result<(), Failure> {
        if let Some(slot) = self.registers.get_mut(register) {
            let old = std::mem::replace(slot, value);
            self.remember(Undo::Register(register, old))?;
        }
        Ok(())
    }

    fn remember(&mut self, undo: Undo) -> Result<(), Failure> {
        if self.trail.len() >= MAX_TRAIL {
            return Err(Failure::Memory);
        }
        self.trail.push(undo);
        Ok(())
    }

    fn choose(&mut self, place: usize, position: usize, kind: ChoiceKind, more: u32) -> Result<(), Failure> {
        if self.choices.len() >= MAX_CHOICES {
            return Err(Failure::Memory);
        }
        self.choices.push(Choice { place, position, trail: self.trail.len(), more, kind });
        Ok(())
    }

    fn undo_to(&mut self, length: usize) {
        while self.trail.len() > length {
            match self.trail.pop() {
                Some(Undo::Register(register, old)) => {
                    if let Some(slot) = self.registers.get_mut(register) {
                        *slot = old;
                    }
                }
                Some(Undo::Pushed(group)) => drop(self.groups.get_mut(group).and_then(Vec::pop)),
                Some(Undo::Popped(group, capture)) => {
                    if let Some(captures) = self.groups.get_mut(group) {
                        captures.push(capture);
                    }
                }
                None => return,
            }
        }
    }

    /// Tries to match at a position.
    fn run(&mut self, start: usize) -> Result<bool, Failure> {
        self.choices.clear();
        self.undo_to(0);
        let (mut place, mut position) = (0, start);
        loop {
            self.pay(1)?;
            let next = match self.step(place, position)? {
                Step::Matched => return Ok(true),
                Step::Go(place, position) => Some((place, position)),
                Step::Fail => self.backtrack()?,
            };
            match next {
                Some(next) => (place, position) = next,
                None => return Ok(false),
            }
        }
    }

    /// Takes the last choice.
    fn backtrack(&mut self) -> Result<Option<(usize, usize)>, Failure> {
        loop {
            self.pay(1)?;
            let Some(mut choice) = self.choices.pop() else {
                return Ok(None);
            };
            self.undo_to(choice.trail);
            match choice.kind {
                ChoiceKind::Plain => return Ok(Some((choice.place, choice.position))),
                ChoiceKind::GiveBack { backward } => {
                    let (place, position) = (choice.place, choice.position);
                    if choice.more > 0 {
                        choice.more -= 1;
                        choice.position = if backward { position + 1 } else { position.saturating_sub(1) };
                        self.choices.push(choice);
                    }
                    return Ok(Some((place, position)));
                }
                ChoiceKind::TakeMore => {
                    if let Some(position) = self.take_more(choice) {
                        return Ok(Some(position));
                    }
                }
                ChoiceKind::Iterate => {
                    if let Some(Instruction::LoopEnd { register, body, limit, .. }) =
                        self.program.code.get(choice.place)
                    {
                        let (mark, count) = (self.register(*register), self.register(register + 1));
                        if count < *limit && choice.position as i64 != mark {
                            self.set_register(*register, choice.position as i64)?;
                            self.set_register(register + 1, count + 1)?;
                            return Ok(Some((*body, choice.position)));
                        }
                    }
                }
            }
        }
    }

    /// One more unit of a lazy single-unit loop.
    fn take_more(&mut self, mut choice: Choice) -> Option<(usize, usize)> {
        let Some(Instruction::Repeat { unit, backward, .. }) = self.program.code.get(choice.place) else {
            return None;
        };
        let position = self.consume(unit, *backward, choice.position)?;
        let place = choice.place + 1;
        if choice.more > 1 {
            choice.more -= 1;
            choice.position = position;
            self.choices.push(choice);
        }
        Some((place, position))
    }

    /// The position behind a unit that must stand here.
    fn consume(&self, unit: &Unit, backward: bool, position: usize) -> Option<usize> {
        let index = if backward { position.checked_sub(1)? } else { position };
        if index >= self.input.len() {
            return None;
        }
        let here = self.input.at(index);
        let fits = match unit {
            Unit::Exact(unit) => here == *unit,
            Unit::Folded(unit) => here == *unit || lower_unit(here, Rules::Culture) == *unit,
            Unit::Class(class) => class.contains(here),
        };
        fits.then_some(if backward { index } else { index + 1 })
    }

    fn step(&mut self, place: usize, position: usize) -> Result<Step, Failure> {
        let program = self.program;
        let Some(instruction) = program.code.get(place) else {
            return Ok(Step::Fail);
        };
        Ok(match instruction {
            Instruction::Match => Step::Matched,
            Instruction::Unit { unit, backward } => match self.consume(unit, *backward, position) {
                Some(position) => Step::Go(place + 1, position),
                None => Step::Fail,
            },
            Instruction::Repeat { unit, least, most, lazy, backward } => {
                return self.repeat(place, position, unit, (*least, *most), *lazy, *backward);
            }
            Instruction::Split { first, second } => {
                self.choose(*second, position, ChoiceKind::Plain, 0)?;
                Step::Go(*first, position)
            }
            Instruction::Jump(target) => Step::Go(*target, position),
            Instruction::LoopStart { register, count, marks_here } => {
                self.set_register(*register, if *marks_here { position as i64 } else { -1 })?;
                self.set_register(register + 1, *count)?;
                Step::Go(place + 1, position)
            }
            Instruction::LoopEnd { register, body, limit, lazy } => {
                return self.loop_end(place, position, (*register, *body), *limit, *lazy);
            }
            Instruction::CaptureStart { register } => {
                self.set_register(*register, position as i64)?;
                Step::Go(place + 1, position)
            }
            Instruction::CaptureEnd { register, into, from } => {
                if !self.capture(*register, *into, *from, position)? {
                    return Ok(Step::Fail);
                }
                Step::Go(place + 1, position)
            }
            Instruction::Barrier { register } => {
                self.set_register(*register, self.choices.len() as i64)?;
                self.set_register(register + 1, position as i64)?;
                Step::Go(place + 1, position)
            }
            Instruction::Commit { register, returns } => {
                self.choices.truncate(self.register(*register) as usize);
                let position = if *returns { self.register(register + 1) as usize } else { position };
                Step::Go(place + 1, position)
            }
            Instruction::Attempt { register, otherwise } => {
                self.set_register(*register, self.choices.len() as i64)?;
                self.set_register(register + 1, position as i64)?;
                self.choose(*otherwise, position, ChoiceKind::Plain, 0)?;
                Step::Go(place + 1, position)
            }
            Instruction::Refuse { register } => {
                let height = self.register(*register) as usize;
                let trail = self.choices.get(height).map_or(0, |choice| choice.trail);
                self.choices.truncate(height);
                self.undo_to(trail);
                Step::Fail
            }
            Instruction::BackReference { group, ignore_case, backward, ecma } => {
                match self.groups.get(*group).and_then(|captures| captures.last().copied()) {
                    Some(capture) => {
                        self.pay(capture.1 as u64 / 8)?;
                        match self.repeat_capture(capture, *ignore_case, *backward, position) {
                            Some(position) => Step::Go(place + 1, position),
                            None => Step::Fail,
                        }
                    }
                    None if *ecma => Step::Go(place + 1, position),
                    None => Step::Fail,
                }
            }
            Instruction::JumpUnlessCaptured { group, otherwise } => {
                let captured = self.groups.get(*group).is_some_and(|captures| !captures.is_empty());
                Step::Go(if captured { place + 1 } else { *otherwise }, position)
            }
            Instruction::Assert(assertion) if self.holds(*assertion, position) => Step::Go(place + 1, position),
            Instruction::Assert(_) => Step::Fail,
        })
    }

    fn repeat(
        &mut self,
        place: usize,
        start: usize,
        unit: &Unit,
        (least, most): (u32, u32),
        lazy: bool,
        backward: bool,
    ) -> Result<Step, Failure> {
        let (mut position, mut taken) = (start, 0);
        let wanted = if lazy { least } else { most };
        while taken < wanted {
            let Some(next) = self.consume(unit, backward, position) else { break };
            position = next;
            taken += 1;
        }
        self.pay(u64::from(taken) / 8)?;
        if taken < least {
            return Ok(Step::Fail);
        }
        if lazy && most > least {
            self.choose(place, position, ChoiceKind::TakeMore, most - least)?;
        }
        if !lazy && taken > least {
            let back = if backward { position + 1 } else { position - 1 };
            self.choose(place + 1, back, ChoiceKind::GiveBack { backward }, taken - least - 1)?;
        }
        Ok(Step::Go(place + 1, position))
    }

    fn loop_end(
        &mut self,
        place: usize,
        position: usize,
        (register, body): (usize, usize),
        limit: i64,
        lazy: bool,
    ) -> Result<Step, Failure> {
        let (mark, count) = (self.register(register), self.register(register + 1));
        let is_empty = position as i64 == mark;
        if count >= 0 && lazy {
            self.choose(place, position, ChoiceKind::Iterate, 0)?;
            return Ok(Step::Go(place + 1, position));
        }
        if !lazy && (count >= limit || (is_empty && count >= 0)) {
            return Ok(Step::Go(place + 1, position));
        }
        if !lazy && count >= 0 {
            self.choose(place + 1, position, ChoiceKind::Plain, 0)?;
        }
        self.set_register(register, position as i64)?;
        self.set_register(register + 1, count + 1)?;
        Ok(Step::Go(body, position))
    }

    /// Ends a capture; false when there is nothing to take from the other group.
    fn capture(
        &mut self,
        register: usize,
        into: Option<usize>,
        from: Option<usize>,
        position: usize,
    ) -> Result<bool, Failure> {
        let begin = self.register(register) as usize;
        let (mut start, mut end) = (begin.min(position), begin.max(position));
        if let Some(from) = from {
            let Some(taken) = self.groups.get_mut(from).and_then(Vec::pop) else {
                return Ok(false);
            };
            self.remember(Undo::Popped(from, taken))?;
            // The new capture is what lies between the two, or what both have in common.
            let (other_start, other_end) = (taken.0, taken.0 + taken.1);
            if start >= other_end {
                (start, end) = (other_end, start);
            } else if end <= other_start {
                start = other_start;
            } else {
                (start, end) = (start.max(other_start), end.min(other_end));
            }
        }
        if let Some(into) = into {
            if let Some(captures) = self.groups.get_mut(into) {
                captures.push((start, end.saturating_sub(start)));
            }
            self.remember(Undo::Pushed(into))?;
        }
        Ok(true)
    }

    /// The position behind the same text as a capture's.
    fn repeat_capture(
        &self,
        (start, length): (usize, usize),
        ignore_case: bool,
        backward: bool,
        position: usize,
    ) -> Option<usize> {
        let begin = if backward { position.checked_sub(length)? } else { position };
        if begin + length > self.input.len() {
            return None;
        }
        let same = (0..length).all(|offset| {
            let (one, two) = (self.input.at(start + offset), self.input.at(begin + offset));
            one == two || (ignore_case && lower_unit(one, Rules::Culture) == lower_unit(two, Rules::Culture))
        });
        same.then_some(if backward { begin } else { begin + length })
    }

    fn holds(&self, assertion: Assertion, position: usize) -> bool {
        let length = self.input.len();
        let before = || position.checked_sub(1).map(|index| self.input.at(index));
        let after = || (position < length).then(|| self.input.at(position));
        let boundary = |is_word: fn(u16) -> bool| before().is_some_and(is_word) != after().is_some_and(is_word);
        let newline = u16::from(b'\n');
        match assertion {
            Assertion::LineStart => before().is_none_or(|unit| unit == newline),
            Assertion::LineEnd => after().is_none_or(|unit| unit == newline),
            Assertion::TextStart => position == 0,
            Assertion::SearchStart => position == self.search_start,
            Assertion::TextEndOrNewline => {
                position == length || (position + 1 == length && self.input.at(position) == newline)
            }
            Assertion::TextEnd => position == length,
            Assertion::Boundary => boundary(is_boundary_word),
            Assertion::NoBoundary => !boundary(is_boundary_word),
            Assertion::EcmaBoundary => boundary(is_ecma_word),
            Assertion::NoEcmaBoundary => !boundary(is_ecma_word),
        }
    }
}

fn is_ecma_word(unit: u16) -> bool {
    u8::try_from(unit).is_ok_and(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
}

enum Step {
    Matched,
    Go(usize, usize),
    Fail,
}
