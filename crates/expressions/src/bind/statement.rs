//! Statements: flow, scopes, and what each is lowered to.

use super::{Binder, Typed, argument::Operand, scope::VariableKind};
use crate::{
    ast::{Expr, ExprKind, Name, Span, Statement, StatementKind, TypeExpr},
    node::{Node, Step},
    parser::is_statement_expression,
    surface::Constant,
    types::Type,
};

impl<'s> Binder<'_, 's> {
    /// Statements of one block, in the current scope.
    pub(super) fn statements(&mut self, statements: &[Statement<'s>]) -> Vec<Step> {
        let labels = self.labels.len();
        collect_labels(statements, &mut self.labels);
        // Local functions can be called before they are declared.
        let mut functions = Vec::new();
        for statement in statements {
            if let StatementKind::Function(function) = &statement.kind {
                functions.push((self.declare_function(function), function));
            }
        }
        let mut steps = Vec::with_capacity(statements.len());
        let mut closures = Vec::new();
        let mut functions = functions.into_iter();
        for statement in statements {
            // A body sees the variables declared above it; its closure is there from the start of the block.
            if let StatementKind::Function(_) = statement.kind {
                if let Some((variable, function)) = functions.next() {
                    closures.extend(self.function(variable, function));
                }
                continue;
            }
            self.statement_into(statement, &mut steps);
        }
        self.labels.truncate(labels);
        steps.splice(0..0, closures);
        steps
    }

    fn statement_into(&mut self, statement: &Statement<'s>, steps: &mut Vec<Step>) {
        if let StatementKind::Label(name, inner) = &statement.kind {
            let label = self.label(name.text).unwrap_or(0);
            // A label can be reached by a jump that was not seen yet.
            if !self.reachable {
                self.reachable = true;
                self.assigned = u64::MAX;
            }
            steps.push(Step::Label(label));
            return self.statement_into(inner, steps);
        }
        let step = self.statement(statement);
        match step {
            Step::Empty => {}
            // Declarations of several variables belong to the scope around.
            step => steps.push(step),
        }
    }

    fn label(&self, name: &str) -> Option<u32> {
        self.labels.iter().rposition(|label| *label == name).map(|index| index as u32)
    }

    /// A statement in a scope of its own, as the body of `if` or a loop.
    pub(super) fn embedded(&mut self, statement: &Statement<'s>) -> Step {
        self.push_scope();
        if let StatementKind::Local { .. } | StatementKind::Function(_) | StatementKind::Label(..) = statement.kind {
            self.error("CS1023", "Embedded statement cannot be a declaration or labeled statement", statement.span);
        }
        let step = self.statement(statement);
        let cells = self.pop_scope_cells();
        with_cells(cells, step)
    }

    pub(super) fn block(&mut self, statements: &[Statement<'s>]) -> Step {
        self.push_scope();
        let mut steps = self.statements(statements);
        steps.splice(0..0, self.pop_scope_cells());
        Self::block_of(steps)
    }

    pub(super) fn statement(&mut self, statement: &Statement<'s>) -> Step {
        let span = statement.span;
        if !self.step(span) {
            return Step::Empty;
        }
        match &statement.kind {
            StatementKind::Empty | StatementKind::Yield | StatementKind::Function(_) => Step::Empty,
            StatementKind::Block(statements) => self.block(statements),
            StatementKind::Local { class, declarators, is_const } => self.local(class, declarators, *is_const),
            StatementKind::Expression(value) => self.expression_statement(value),
            StatementKind::If(condition, yes, no) => {
                self.push_scope();
                let condition = self.condition(condition);
                let before = self.reachable;
                self.begin(before, condition.when_true, is_not(&condition.value, false));
                let yes = self.embedded(yes);
                let after_yes = (self.reachable, self.assigned);
                self.begin(before, condition.when_false, is_not(&condition.value, true));
                let no = no.as_ref().map(|no| Box::new(self.embedded(no)));
                self.reachable |= after_yes.0;
                self.assigned &= after_yes.1;
                // Variables of the condition live in the scope around, by C#'s rule.
                self.merge_scope();
                Step::If(condition.value.node, Box::new(yes), no)
            }
            StatementKind::While(condition, body) => {
                self.push_scope();
                let condition = self.condition(condition);
                let before = self.reachable;
                self.begin(before, condition.when_true, is_not(&condition.value, false));
                let (body, at_break) = self.looped(body);
                self.end_loop(before, Some(&condition.value), condition.when_false, at_break);
                let cells = self.pop_scope_cells();
                let step = Step::Loop {
                    condition: Some(condition.value.node),
                    body: Box::new(body),
                    next: Vec::new(),
                    test_first: true,
                };
                with_cells(cells, step)
            }
            StatementKind::Do(body, condition) => {
                let (body, at_break) = self.looped(body);
                self.push_scope();
                let condition = self.condition(condition);
                let reachable = self.reachable;
                self.end_loop(reachable, Some(&condition.value), condition.when_false, at_break);
                let cells = self.pop_scope_cells();
                let step = Step::Loop {
                    condition: Some(condition.value.node),
                    body: Box::new(body),
                    next: Vec::new(),
                    test_first: false,
                };
                with_cells(cells, step)
            }
            StatementKind::For { first, condition, next, body } => self.for_loop(first, condition.as_ref(), next, body),
            StatementKind::Foreach { class, target, sequence, body } => self.foreach(class, target, sequence, body),
            StatementKind::Switch(value, sections) => self.switch(value, sections, span),
            StatementKind::Break | StatementKind::Continue => self.jump(&statement.kind, span),
            StatementKind::Return(value) => self.return_value(value.as_ref(), span),
            StatementKind::Throw(value) => {
                let node = match value {
                    Some(value) => match self.thrown(value) {
                        Node::Throw(inner) => Some(*inner),
                        other => Some(other),
                    },
                    None => {
                        if self.catches == 0 {
                            let message =
                                "A throw statement with no arguments is not allowed outside of a catch clause";
                            self.error("CS0156", message, span);
                        }
                        None
                    }
                };
                self.unreachable();
                Step::Throw(node)
            }
            StatementKind::Try { body, catches, last } => self.try_catch(body, catches, last.as_deref()),
            StatementKind::Using(resource, body) => self.using(resource, body),
            StatementKind::Lock(value, body) => {
                let place = value.span;
                let value = self.value_of(value);
                if self.surface.is_value_type(&value.class) {
                    let message =
                        format!("'{}' is not a reference type as required by the lock statement", value.class);
                    self.error("CS0185", message, place);
                }
                let body = self.embedded(body);
                Step::Block(vec![Step::Value(value.node), body])
            }
            StatementKind::Checked(checked, statements) => {
                let saved = (self.checked, self.unchecked);
                (self.checked, self.unchecked) = (*checked, !*checked);
                let block = self.block(statements);
                (self.checked, self.unchecked) = saved;
                block
            }
            StatementKind::Goto(name) => match self.label(name.text) {
                Some(label) => {
                    self.unreachable();
                    Step::Goto(label)
                }
                None => {
                    let message = format!("No such label '{}' within the scope of the goto statement", name.text);
                    self.error("CS0159", message, name.span);
                    Step::Empty
                }
            },
            StatementKind::Label(..) => {
                let mut steps = Vec::new();
                self.statement_into(statement, &mut steps);
                Step::Block(steps)
            }
        }
    }

    pub(super) fn begin(&mut self, before: bool, assigned: u64, possible: bool) {
        self.reachable = before && possible;
        self.assigned = if self.reachable { assigned } else { u64::MAX };
    }

    /// Gives the variables of the innermost scope to the one around it.
    fn merge_scope(&mut self) {
        self.context().merge_scope();
    }

    pub(super) fn local(
        &mut self,
        class: &TypeExpr<'s>,
        declarators: &[crate::ast::Declarator<'s>],
        is_const: bool,
    ) -> Step {
        let is_var = self.is_var(class);
        let resolved = if is_var { Type::Error } else { self.resolve(class) };
        if resolved == Type::VOID {
            self.error("CS1547", "Keyword 'void' cannot be used in this context", class.span);
        }
        if is_var && declarators.len() > 1 {
            let span = declarators[0].name.span;
            self.error("CS0819", "Implicitly-typed variables cannot have multiple declarators", span);
        }
        let mut steps = Vec::new();
        for declarator in declarators {
            let name = declarator.name;
            let value = match &declarator.value {
                // The variable is in scope in its own initialiser, but only a lambda may mention it.
                Some(value) if is_var => Some(self.inferred(name, value)),
                Some(value) => {
                    let value = self.expression_to(value, &resolved);
                    Some(Typed { class: resolved.clone(), ..value })
                }
                None if is_var => {
                    self.error("CS0818", "Implicitly-typed variables must be initialized", name.span);
                    Some(Typed::error())
                }
                None if is_const => {
                    self.error("CS0145", "A const field requires a value to be provided", name.span);
                    Some(Typed::error())
                }
                None => None,
            };
            let Some(value) = value else {
                let variable = self.declare(name, resolved.clone(), VariableKind::Local);
                self.track(variable);
                // A loop's body starts with the default again, so that nothing of the last round is left.
                let default = self.default_value(&resolved);
                let set = self.set_variable(variable, default.node);
                steps.push(Step::Value(set));
                continue;
            };
            if is_const {
                let constant = match (&value.constant, &value.node) {
                    (Some(constant), _) => Some(constant.clone()),
                    (None, Node::Constant(Constant::Null)) => Some(Constant::Null),
                    _ => None,
                };
                if constant.is_none() && !value.is_error() && self.errors.is_empty() {
                    let message = format!("The expression being assigned to '{}' must be constant", name.text);
                    let span = declarator.value.as_ref().map_or(name.span, |value| value.span);
                    self.error("CS0133", message, span);
                }
                let kind = VariableKind::Constant(constant.unwrap_or(Constant::Null));
                self.declare(name, value.class, kind);
                continue;
            }
            let variable = self.declare(name, value.class.clone(), VariableKind::Local);
            let set = self.set_variable(variable, value.node);
            steps.push(Step::Value(set));
        }
        one_step(steps)
    }

    /// The value of a `var`.
    fn inferred(&mut self, name: Name<'s>, value: &Expr<'s>) -> Typed {
        let what = match self.operand(value) {
            Operand::Value(value) if value.class == Type::Null => "<null>",
            Operand::Value(value) if value.class == Type::VOID => "void",
            Operand::Lambda(_) => "lambda expression",
            Operand::Methods(_) => "method group",
            Operand::Items(_) => {
                let message = "Cannot initialize an implicitly-typed variable with an array initializer";
                return self.failed("CS0820", message, name.span);
            }
            other => return self.value(other, value.span),
        };
        let message = format!("Cannot assign {what} to an implicitly-typed variable");
        self.failed("CS0815", message, name.span)
    }

    pub(super) fn expression_statement(&mut self, value: &Expr<'s>) -> Step {
        if !is_statement_expression(value) {
            let message = "Only assignment, call, increment, decrement, await, and new object expressions can be used \
                           as a statement";
            self.error("CS0201", message, value.span);
            // What is wrong inside is worth knowing only when it is not the whole story.
            return Step::Empty;
        }
        if let ExprKind::Throw(inner) = &value.kind {
            let node = self.thrown(inner);
            self.unreachable();
            return Step::Value(node);
        }
        let value = self.value_of(value);
        Step::Value(value.node)
    }

    fn return_value(&mut self, value: Option<&Expr<'s>>, span: Span) -> Step {
        let wanted = self.contexts.last().and_then(|context| context.result.clone());
        let step = match (value, wanted) {
            (Some(value), Some(wanted)) if wanted != Type::VOID => {
                let value = self.expression_to(value, &wanted);
                Step::Return(Some(value.node))
            }
            (Some(value), Some(_)) => {
                let _ = self.value_of(value);
                if self.in_lambda() {
                    let message = "Anonymous function converted to a void returning delegate cannot return a value";
                    self.error("CS8030", message, span);
                    return Step::Empty;
                }
                let message = "Since the function returns void, a return keyword must not be followed by an object \
                               expression";
                self.error("CS0127", message, span);
                Step::Empty
            }
            (Some(value), None) => {
                let typed = match self.operand(value) {
                    Operand::Lambda(_) | Operand::Methods(_) => Typed::error(),
                    operand => self.value(operand, value.span),
                };
                self.context().returned.push((typed.class, typed.constant));
                Step::Return(Some(typed.node))
            }
            (None, Some(wanted)) if wanted != Type::VOID => {
                let message = format!("An object of a type convertible to '{wanted}' is required");
                self.error("CS0126", message, span);
                Step::Empty
            }
            (None, _) => {
                self.context().returns_nothing = true;
                Step::Return(None)
            }
        };
        self.unreachable();
        step
    }
}

/// Whether a condition is not known to be `value`: what it guards may run.
pub(super) fn is_not(condition: &Typed, value: bool) -> bool {
    !matches!(condition.constant, Some(Constant::Bool(constant)) if constant == value)
}

pub(super) fn with_cells(cells: Option<Step>, step: Step) -> Step {
    match cells {
        Some(cells) => Step::Block(vec![cells, step]),
        None => step,
    }
}

fn one_step(mut steps: Vec<Step>) -> Step {
    if steps.len() == 1 {
        return steps.pop().unwrap_or(Step::Empty);
    }
    Step::Block(steps)
}

/// Labels of a block, which its statements may jump to.
fn collect_labels<'s>(statements: &[Statement<'s>], labels: &mut Vec<&'s str>) {
    for statement in statements {
        let mut statement = statement;
        while let StatementKind::Label(name, inner) = &statement.kind {
            labels.push(name.text);
            statement = inner;
        }
    }
}
