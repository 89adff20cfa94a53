//! Meaning: names, types, overloads and conversions are found, and the tree is lowered to a program.
//!
//! One pass over the tree does both. Lambdas are bound once for each list of parameter types that an overload could
//! give them, and once more for the overload that won.

mod aggregate;
mod argument;
mod assign;
mod call;
mod condition;
mod convert;
mod create;
mod deconstruct;
mod delegate;
mod equality;
mod expression;
mod function;
mod guard;
mod infer;
mod lambda;
mod loops;
mod member;
mod message;
mod names;
mod operator;
mod overload;
mod pattern;
mod refuse;
mod resolve;
mod scope;
mod statement;
mod switch;
mod unary;
mod user_conversion;
mod user_operator;

use hashbrown::HashMap;

use self::{
    lambda::LambdaFacts,
    scope::{Context, Variable},
};
use crate::{
    CompileError, Form, Operand, Target,
    ast::Span,
    limits::{MAX_BIND_STEPS, MAX_ERRORS},
    node::{Block, Function, Node, Step},
    parser::{Body, Parsed},
    surface::{Constant, Surface},
    types::Type,
};

/// What binding a whole source gives.
pub(crate) struct Bound {
    pub(crate) functions: Vec<Function>,
    pub(crate) requirements: u64,
    pub(crate) operands: Vec<Operand>,
    pub(crate) result: Type,
}

/// A value with its static type; its constant, when the compiler knows it.
#[derive(Debug)]
pub(super) struct Typed {
    pub(super) node: Node,
    pub(super) class: Type,
    pub(super) constant: Option<Constant>,
}

impl Typed {
    fn new(node: Node, class: Type) -> Self {
        Self { node, class, constant: None }
    }

    fn constant(constant: Constant, class: Type) -> Self {
        let node = match &constant {
            Constant::Text(text) => Node::Text(text.clone()),
            other => Node::Constant(other.clone()),
        };
        Self { node, class, constant: Some(constant) }
    }

    fn error() -> Self {
        Self::new(Node::Constant(Constant::Null), Type::Error)
    }

    fn is_error(&self) -> bool {
        self.class == Type::Error
    }
}

/// Binds a parsed source; its result is converted to what the target wants.
pub(crate) fn bind(
    parsed: &Parsed<'_>,
    form: Form,
    surface: &Surface,
    target: Target,
) -> Result<Bound, Vec<CompileError>> {
    let _ = form;
    let mut binder = Binder {
        surface,
        mentions: &parsed.mentions,
        errors: Vec::new(),
        contexts: Vec::new(),
        variables: Vec::new(),
        functions: Vec::new(),
        requirements: 0,
        operands: Vec::new(),
        assigned: 0,
        tracked: 0,
        reachable: true,
        checked: false,
        unchecked: false,
        loops: Vec::new(),
        receivers: Vec::new(),
        lambda_facts: HashMap::new(),
        lambda_types: Vec::new(),
        steps: 0,
        labels: Vec::new(),
        query_source: None,
        invoked: false,
        literals: hashbrown::HashSet::new(),
        silent: 0,
        catches: 0,
    };
    let result = match target {
        Target::Bool => Type::BOOLEAN,
        Target::Any | Target::Text => Type::OBJECT,
    };
    binder.contexts.push(Context::new(Some(result.clone())));
    let (body, class) = match &parsed.body {
        Body::Expression(expression) => {
            binder.note_operands(expression);
            let operand = binder.operand(expression);
            let value = match operand {
                argument::Operand::Default => binder.default_value(&result),
                other => binder.value(other, expression.span),
            };
            let class = value.class.clone();
            (Block::Value(binder.convert_to(value, &result, expression.span)), class)
        }
        Body::Block(statements) => {
            binder.push_scope();
            let mut steps = binder.statements(statements);
            steps.splice(0..0, binder.pop_scope_cells());
            if binder.reachable {
                let end = statements.last().map_or(Span::default(), |last| last.span);
                let message = "'expression': not all code paths return a value";
                binder.error("CS0161", message, Span { start: end.end, end: end.end });
            }
            (Block::Statements(steps), result.clone())
        }
    };
    let Some(context) = binder.contexts.pop() else { return Err(binder.errors) };
    if !binder.errors.is_empty() {
        binder.errors.sort_by_key(|error| error.span.start);
        return Err(binder.errors);
    }
    let main = context.into_function(body, 0, Vec::new());
    let mut functions = binder.functions;
    functions.push(main);
    Ok(Bound { functions, requirements: binder.requirements, operands: binder.operands, result: class })
}

/// The state of binding one source.
pub(super) struct Binder<'a, 's> {
    surface: &'a Surface,
    mentions: &'a HashMap<&'s str, u32>,
    errors: Vec<CompileError>,
    contexts: Vec<Context<'s>>,
    variables: Vec<Variable<'s>>,
    functions: Vec<Function>,
    requirements: u64,
    operands: Vec<Operand>,
    /// Bits of tracked variables that are definitely assigned here; all bits where this is unreachable.
    assigned: u64,
    tracked: u32,
    reachable: bool,
    checked: bool,
    /// Constants wrap here, too (`unchecked`).
    unchecked: bool,
    loops: Vec<Loop>,
    /// Slot and type of the receiver of each open `?.`.
    receivers: Vec<(u32, Type)>,
    lambda_facts: HashMap<(usize, Vec<Type>), LambdaFacts>,
    /// Parameter types of the lambdas around, part of the key of `lambda_facts`.
    lambda_types: Vec<Type>,
    steps: u32,
    labels: Vec<&'s str>,
    /// The source of a query whose method is being looked up.
    query_source: Option<Span>,
    /// The member being looked up is called: what cannot be called does not hide what can.
    invoked: bool,
    literals: hashbrown::HashSet<crate::text::Text>,
    /// Above zero while an overload is only tried.
    silent: u32,
    /// `catch` blocks around, for `throw;`.
    catches: u32,
}

/// A loop or switch around the current statement.
struct Loop {
    is_switch: bool,
    /// What is assigned at all of its `break`s.
    at_break: u64,
    has_break: bool,
}

impl<'a, 's> Binder<'a, 's> {
    fn error(&mut self, code: &'static str, message: impl Into<String>, span: Span) {
        self.error_with_help(code, message, span, None);
    }

    fn error_with_help(&mut self, code: &'static str, message: impl Into<String>, span: Span, help: Option<String>) {
        if self.errors.len() < MAX_ERRORS {
            let span = span.start as usize..(span.end as usize).max(span.start as usize);
            self.errors.push(CompileError { code, message: message.into(), span, help });
        }
    }

    fn failed(&mut self, code: &'static str, message: impl Into<String>, span: Span) -> Typed {
        self.error(code, message, span);
        Typed::error()
    }

    /// Spends a step; false when the source needs more work than one may (overloads over nested lambdas).
    fn step(&mut self, span: Span) -> bool {
        self.steps += 1;
        if self.steps == MAX_BIND_STEPS {
            self.error("CS8078", "An expression is too long or complex to compile", span);
        }
        self.steps < MAX_BIND_STEPS
    }

    fn requires(&mut self, bits: u64) {
        self.requirements |= bits;
    }

    /// The operands of a top-level `&&` or `||`, from left to right.
    fn note_operands(&mut self, expression: &crate::ast::Expr<'s>) {
        use crate::ast::{Binary, ExprKind};
        let mut pending = vec![expression];
        while let Some(expression) = pending.pop() {
            match &expression.kind {
                ExprKind::Parenthesized(inner) => pending.push(inner),
                ExprKind::Binary(Binary::AndAlso | Binary::OrElse, left, right) => {
                    pending.push(right);
                    pending.push(left);
                }
                _ => {
                    let span = expression.span.start as usize..expression.span.end as usize;
                    self.operands.push(Operand { span });
                }
            }
        }
    }

    fn unreachable(&mut self) {
        self.reachable = false;
        self.assigned = u64::MAX;
    }

    fn block_of(steps: Vec<Step>) -> Step {
        Step::Block(steps)
    }
}

#[cfg(test)]
mod tests;
