//! Variables, scopes and the functions around them; what a nested function captures.

use super::{Binder, Typed};
use crate::{
    ast::{Name, Span},
    node::{Block, Function, Node, Step, Store},
    surface::{Constant, Parameter},
    types::Type,
};

/// A variable, parameter, constant or local function.
pub(super) struct Variable<'s> {
    pub(super) name: &'s str,
    pub(super) class: Type,
    pub(super) slot: u32,
    pub(super) context: usize,
    pub(super) is_cell: bool,
    pub(super) kind: VariableKind,
    /// Bit in [`Binder::assigned`], when it was declared without a value.
    pub(super) tracked: Option<u32>,
}

#[derive(Clone)]
pub(super) enum VariableKind {
    Local,
    /// Cannot be assigned; says what it is.
    ReadOnly(&'static str),
    Constant(Constant),
    Function(std::rc::Rc<FunctionSignature>),
    /// A range variable: the named property of the variable of this index.
    Alias(usize),
}

pub(super) struct FunctionSignature {
    pub(super) parameters: Vec<Parameter>,
    pub(super) result: Type,
    pub(super) type_parameters: Vec<String>,
}

/// A function being bound.
pub(super) struct Context<'s> {
    scopes: Vec<Scope>,
    /// Variable captured from outside, and the slot of its cell here.
    captures: Vec<(usize, u32)>,
    slots: u32,
    /// What it returns; none while a lambda's result is being inferred.
    pub(super) result: Option<Type>,
    /// Types of values returned while inferring.
    pub(super) returned: Vec<(Type, Option<Constant>)>,
    pub(super) returns_nothing: bool,
    pub(super) type_parameters: Vec<String>,
    pub(super) is_lambda: bool,
    marker: std::marker::PhantomData<&'s ()>,
}

#[derive(Default)]
struct Scope {
    /// Indices into [`Binder::variables`].
    variables: Vec<usize>,
    /// Variables of inner scopes whose cells are made here.
    hidden: Vec<usize>,
}

impl Context<'_> {
    pub(super) fn new(result: Option<Type>) -> Self {
        Self {
            scopes: vec![Scope::default()],
            captures: Vec::new(),
            slots: 0,
            result,
            returned: Vec::new(),
            returns_nothing: false,
            type_parameters: Vec::new(),
            is_lambda: false,
            marker: std::marker::PhantomData,
        }
    }

    pub(super) fn slot(&mut self) -> u32 {
        self.slots += 1;
        self.slots - 1
    }

    /// Gives the variables of the innermost scope to the one around it.
    pub(super) fn merge_scope(&mut self) {
        if let Some(scope) = self.scopes.pop()
            && let Some(around) = self.scopes.last_mut()
        {
            around.variables.extend(scope.variables);
            around.hidden.extend(scope.hidden);
        }
    }

    /// Ends the innermost scope, leaving only the making of its cells to the one around.
    pub(super) fn hide_scope(&mut self) {
        if let Some(scope) = self.scopes.pop()
            && let Some(around) = self.scopes.last_mut()
        {
            around.hidden.extend(scope.variables);
            around.hidden.extend(scope.hidden);
        }
    }

    /// Parameters that nested functions capture; parameters are the first variables of the outermost scope.
    pub(super) fn parameter_cells(&self, variables: &[Variable<'_>], parameters: usize) -> Vec<u32> {
        let first = self.scopes.first().map_or(&[][..], |scope| scope.variables.as_slice());
        let cells = first.iter().take(parameters).map(|index| &variables[*index]);
        cells.filter(|variable| variable.is_cell).map(|variable| variable.slot).collect()
    }

    pub(super) fn captured(&self) -> &[(usize, u32)] {
        &self.captures
    }

    pub(super) fn into_function(self, body: Block, parameters: u32, cell_parameters: Vec<u32>) -> Function {
        let captures = self.captures.iter().map(|(_, slot)| *slot).collect();
        Function { captures, parameters, slots: self.slots, cell_parameters, body }
    }
}

impl<'s> Binder<'_, 's> {
    pub(super) fn context(&mut self) -> &mut Context<'s> {
        let last = self.contexts.len() - 1;
        &mut self.contexts[last]
    }

    pub(super) fn in_lambda(&self) -> bool {
        self.contexts.last().is_some_and(|context| context.is_lambda)
    }

    pub(super) fn new_slot(&mut self) -> u32 {
        self.context().slot()
    }

    pub(super) fn push_scope(&mut self) {
        self.context().scopes.push(Scope::default());
    }

    pub(super) fn pop_scope(&mut self) {
        self.context().scopes.pop();
    }

    /// Leaves a scope; gives the step that makes fresh cells when it is entered.
    pub(super) fn pop_scope_cells(&mut self) -> Option<Step> {
        let scope = self.context().scopes.pop()?;
        let cells: Vec<_> = scope
            .variables
            .iter()
            .chain(&scope.hidden)
            .map(|index| &self.variables[*index])
            .filter(|variable| variable.is_cell && !matches!(variable.kind, VariableKind::Alias(_)))
            .map(|variable| variable.slot)
            .collect();
        (!cells.is_empty()).then_some(Step::Cells(cells))
    }

    /// Whether a function nested deeper than the current one mentions this name.
    pub(super) fn is_captured(&self, name: &str) -> bool {
        self.mentions.get(name).is_some_and(|deepest| *deepest as usize > self.contexts.len() - 1)
    }

    /// Declares a variable in the current scope, reporting a clash.
    pub(super) fn declare(&mut self, name: Name<'s>, class: Type, kind: VariableKind) -> usize {
        self.check_clash(name);
        let is_cell = self.is_captured(name.text) || matches!(kind, VariableKind::Function(_));
        self.declare_unchecked(name.text, class, kind, is_cell)
    }

    pub(super) fn declare_unchecked(&mut self, name: &'s str, class: Type, kind: VariableKind, is_cell: bool) -> usize {
        let slot = match kind {
            VariableKind::Constant(_) | VariableKind::Alias(_) => 0,
            _ => self.new_slot(),
        };
        let is_cell = is_cell && !matches!(kind, VariableKind::Constant(_) | VariableKind::Alias(_));
        let context = self.contexts.len() - 1;
        self.variables.push(Variable { name, class, slot, context, is_cell, kind, tracked: None });
        let index = self.variables.len() - 1;
        if let Some(scope) = self.context().scopes.last_mut() {
            scope.variables.push(index);
        }
        index
    }

    fn check_clash(&mut self, name: Name<'s>) {
        if name.text.is_empty() {
            return;
        }
        let innermost = self.contexts.last().and_then(|context| context.scopes.last());
        let in_scope = |scope: &Scope| scope.variables.iter().any(|index| self.variables[*index].name == name.text);
        if innermost.is_some_and(in_scope) {
            let message =
                format!("A local variable or function named '{}' is already defined in this scope", name.text);
            self.error("CS0128", message, name.span);
            return;
        }
        if self.contexts.iter().flat_map(|context| &context.scopes).any(in_scope) {
            let message = format!(
                "A local or parameter named '{}' cannot be declared in this scope because that name is used in an \
                 enclosing local scope to define a local or parameter",
                name.text
            );
            self.error("CS0136", message, name.span);
        }
    }

    /// Marks a variable as not yet assigned.
    pub(super) fn track(&mut self, variable: usize) {
        if self.tracked < 64 {
            self.variables[variable].tracked = Some(self.tracked);
            if self.reachable {
                self.assigned &= !(1 << self.tracked);
            }
            self.tracked += 1;
        }
    }

    pub(super) fn mark_assigned(&mut self, variable: usize) {
        if let Some(bit) = self.variables[variable].tracked {
            self.assigned |= 1 << bit;
        }
    }

    pub(super) fn find_variable(&self, name: &str) -> Option<usize> {
        self.contexts
            .iter()
            .rev()
            .flat_map(|context| context.scopes.iter().rev())
            .flat_map(|scope| scope.variables.iter().rev())
            .copied()
            .find(|index| self.variables[*index].name == name)
    }

    /// The slot of a variable in the current function, capturing it through every function between.
    pub(super) fn slot_of(&mut self, variable: usize) -> (u32, bool) {
        let (home, slot, is_cell) = {
            let variable = &self.variables[variable];
            (variable.context, variable.slot, variable.is_cell)
        };
        let current = self.contexts.len() - 1;
        if home >= current {
            return (slot, is_cell);
        }
        let mut found = slot;
        for context in home + 1..=current {
            let context = &mut self.contexts[context];
            let known = context.captures.iter().find(|(captured, _)| *captured == variable).map(|(_, slot)| *slot);
            found = known.unwrap_or_else(|| {
                let slot = context.slot();
                context.captures.push((variable, slot));
                slot
            });
        }
        (found, true)
    }

    /// Slots, in the function around, of what a nested function captured.
    pub(super) fn capture_slots(&mut self, captures: &[(usize, u32)]) -> Vec<u32> {
        captures.iter().map(|(variable, _)| self.slot_of(*variable).0).collect()
    }

    /// Reads a variable.
    pub(super) fn read_variable(&mut self, variable: usize, span: Span) -> Typed {
        let (class, tracked, name, kind, home) = {
            let variable = &self.variables[variable];
            (variable.class.clone(), variable.tracked, variable.name, variable.kind.clone(), variable.context)
        };
        match kind {
            VariableKind::Constant(constant) => return Typed::constant(constant, class),
            VariableKind::Alias(carrier) => {
                let carrier = self.read_variable(carrier, span);
                return self.field_of(carrier, name).unwrap_or_else(Typed::error);
            }
            _ => {}
        }
        let same_function = home + 1 == self.contexts.len();
        if let Some(bit) = tracked
            && self.assigned & (1 << bit) == 0
            && self.reachable
            && (same_function || self.silent == 0)
        {
            self.assigned |= 1 << bit;
            self.error("CS0165", format!("Use of unassigned local variable '{name}'"), span);
        }
        let (slot, is_cell) = self.slot_of(variable);
        Typed::new(if is_cell { Node::Cell(slot) } else { Node::Local(slot) }, class)
    }

    /// Stores to a variable.
    pub(super) fn store_of(&mut self, variable: usize) -> Store {
        match self.slot_of(variable) {
            (slot, true) => Store::Cell(slot),
            (slot, false) => Store::Local(slot),
        }
    }

    pub(super) fn set_variable(&mut self, variable: usize, value: Node) -> Node {
        match self.store_of(variable) {
            Store::Cell(slot) => Node::SetCell(slot, Box::new(value)),
            Store::Local(slot) => Node::SetLocal(slot, Box::new(value)),
            Store::Discard => value,
        }
    }
}
