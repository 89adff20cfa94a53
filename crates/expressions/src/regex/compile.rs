//! The tree as a list of instructions for the matcher.

use super::class::Class;
use super::node::{Assertion, Node, UNLIMITED};

/// A compiled pattern.
pub(super) struct Program {
    pub(super) code: Vec<Instruction>,
    /// Registers that loops and groups need.
    pub(super) registers: usize,
    pub(super) groups: usize,
    /// A match can only start at the start of the text.
    pub(super) anchored: bool,
    /// A unit that every match starts with, when the search goes forward.
    pub(super) first: Option<u16>,
}

/// What one unit must be.
#[derive(Clone, Debug)]
pub(super) enum Unit {
    Exact(u16),
    /// In small letters.
    Folded(u16),
    Class(Box<Class>),
}

/// One step of the matcher. Numbers are places in the code or registers.
#[derive(Debug)]
pub(super) enum Instruction {
    Match,
    Unit {
        unit: Unit,
        backward: bool,
    },
    /// A unit so many times, the most first (or the fewest, when lazy).
    Repeat {
        unit: Unit,
        least: u32,
        most: u32,
        lazy: bool,
        backward: bool,
    },
    /// Tries `first`, then `second`.
    Split {
        first: usize,
        second: usize,
    },
    Jump(usize),
    /// Begins a loop: sets its mark and count.
    LoopStart {
        register: usize,
        count: i64,
        marks_here: bool,
    },
    /// Ends an iteration, or begins the first one of a loop that may have none.
    LoopEnd {
        register: usize,
        body: usize,
        limit: i64,
        lazy: bool,
    },
    /// Remembers where a capture starts.
    CaptureStart {
        register: usize,
    },
    CaptureEnd {
        register: usize,
        into: Option<usize>,
        from: Option<usize>,
    },
    /// Remembers the choices so far (and the position) for the end of an atomic group.
    Barrier {
        register: usize,
    },
    /// Forgets the choices made since the barrier; goes back to its position when asked to.
    Commit {
        register: usize,
        returns: bool,
    },
    /// Begins something that must not match: when it fails, matching goes on at `otherwise`.
    Attempt {
        register: usize,
        otherwise: usize,
    },
    /// It matched: takes back the attempt and fails.
    Refuse {
        register: usize,
    },
    BackReference {
        group: usize,
        ignore_case: bool,
        backward: bool,
        ecma: bool,
    },
    JumpUnlessCaptured {
        group: usize,
        otherwise: usize,
    },
    Assert(Assertion),
}

pub(super) fn compile(root: &Node, groups: usize) -> Program {
    let mut compiler = Compiler { code: Vec::new(), registers: 0 };
    compiler.node(root);
    compiler.code.push(Instruction::Match);
    let body = compiler.code.iter().find(|instruction| !matches!(instruction, Instruction::CaptureStart { .. }));
    let anchored = matches!(body, Some(Instruction::Assert(Assertion::TextStart)));
    let first = match body {
        Some(Instruction::Unit { unit: Unit::Exact(unit), backward: false }) => Some(*unit),
        Some(Instruction::Repeat { unit: Unit::Exact(unit), least: 1.., backward: false, .. }) => Some(*unit),
        _ => None,
    };
    Program { code: compiler.code, registers: compiler.registers, groups, anchored, first }
}

struct Compiler {
    code: Vec<Instruction>,
    registers: usize,
}

impl Compiler {
    /// Takes so many registers.
    fn register(&mut self, count: usize) -> usize {
        self.registers += count;
        self.registers - count
    }

    fn push(&mut self, instruction: Instruction) -> usize {
        self.code.push(instruction);
        self.code.len() - 1
    }

    fn here(&self) -> usize {
        self.code.len()
    }

    fn node(&mut self, node: &Node) {
        match node {
            Node::Empty => {}
            Node::One { unit, ignore_case, backward } => {
                self.push(Instruction::Unit { unit: exact(*unit, *ignore_case), backward: *backward });
            }
            Node::Set { class, backward } => {
                self.push(Instruction::Unit { unit: Unit::Class(class.clone()), backward: *backward });
            }
            Node::Concatenation { nodes, backward: false } => nodes.iter().for_each(|node| self.node(node)),
            Node::Concatenation { nodes, backward: true } => nodes.iter().rev().for_each(|node| self.node(node)),
            Node::Alternation(branches) => self.alternation(branches),
            Node::Loop { node, least, most, lazy } => self.repeat(node, *least, *most, *lazy),
            Node::Capture { into, from, node } => {
                let register = self.register(1);
                self.push(Instruction::CaptureStart { register });
                self.node(node);
                self.push(Instruction::CaptureEnd { register, into: *into, from: *from });
            }
            Node::Atomic(node) => self.atomic(node, false),
            Node::Look { node, negative: false } => self.atomic(node, true),
            Node::Look { node, negative: true } => {
                let register = self.register(2);
                let attempt = self.push(Instruction::Attempt { register, otherwise: 0 });
                self.node(node);
                self.push(Instruction::Refuse { register });
                let otherwise = self.here();
                self.code[attempt] = Instruction::Attempt { register, otherwise };
            }
            Node::BackReference { group, ignore_case, backward, ecma } => {
                let (group, ignore_case, backward, ecma) = (*group, *ignore_case, *backward, *ecma);
                self.push(Instruction::BackReference { group, ignore_case, backward, ecma });
            }
            Node::IfCaptured { group, yes, no } => {
                let test = self.push(Instruction::Jump(0));
                self.node(yes);
                let jump = self.push(Instruction::Jump(0));
                let otherwise = self.here();
                self.code[test] = Instruction::JumpUnlessCaptured { group: *group, otherwise };
                self.node(no);
                let end = self.here();
                self.code[jump] = Instruction::Jump(end);
            }
            Node::IfMatches { condition, yes, no } => {
                let register = self.register(2);
                let attempt = self.push(Instruction::Attempt { register, otherwise: 0 });
                self.node(condition);
                self.push(Instruction::Commit { register, returns: true });
                self.node(yes);
                let jump = self.push(Instruction::Jump(0));
                let otherwise = self.here();
                self.code[attempt] = Instruction::Attempt { register, otherwise };
                self.node(no);
                let end = self.here();
                self.code[jump] = Instruction::Jump(end);
            }
            Node::Assertion(assertion) => {
                self.push(Instruction::Assert(*assertion));
            }
        }
    }

    fn atomic(&mut self, node: &Node, returns: bool) {
        let register = self.register(2);
        self.push(Instruction::Barrier { register });
        self.node(node);
        self.push(Instruction::Commit { register, returns });
    }

    fn alternation(&mut self, branches: &[Node]) {
        let mut jumps = Vec::new();
        for (index, branch) in branches.iter().enumerate() {
            if index + 1 == branches.len() {
                self.node(branch);
                break;
            }
            let split = self.push(Instruction::Jump(0));
            let first = self.here();
            self.node(branch);
            jumps.push(self.push(Instruction::Jump(0)));
            let second = self.here();
            self.code[split] = Instruction::Split { first, second };
        }
        let end = self.here();
        for jump in jumps {
            self.code[jump] = Instruction::Jump(end);
        }
    }

    fn repeat(&mut self, node: &Node, least: u32, most: u32, lazy: bool) {
        if most == 0 {
            return;
        }
        let single = match node {
            Node::One { unit, ignore_case, backward } => Some((exact(*unit, *ignore_case), *backward)),
            Node::Set { class, backward } => Some((Unit::Class(class.clone()), *backward)),
            _ => None,
        };
        if let Some((unit, backward)) = single {
            self.push(Instruction::Repeat { unit, least, most, lazy, backward });
            return;
        }
        // A loop without optional iterations counts up to zero; see the matcher for the meaning of mark and count.
        let register = self.register(2);
        let limit = if most == UNLIMITED { i64::MAX } else { i64::from(most) - i64::from(least) };
        let (count, marks_here) = if least == 0 { (0, false) } else { (1 - i64::from(least), true) };
        self.push(Instruction::LoopStart { register, count, marks_here });
        let jump = (least == 0).then(|| self.push(Instruction::Jump(0)));
        let body = self.here();
        self.node(node);
        let end = self.push(Instruction::LoopEnd { register, body, limit, lazy });
        if let Some(jump) = jump {
            self.code[jump] = Instruction::Jump(end);
        }
    }
}

fn exact(unit: u16, ignore_case: bool) -> Unit {
    if !ignore_case {
        return Unit::Exact(unit);
    }
    Unit::Folded(crate::format::casing::lower_unit(unit, crate::format::casing::Rules::Culture))
}
