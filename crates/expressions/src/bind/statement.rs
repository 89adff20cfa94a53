//! Statements: flow, scopes, and what each is lowered to.

use std::rc::Rc;

use super::{
    Binder, Loop, Typed,
    argument::Operand,
    scope::{Context, FunctionSignature, VariableKind},
};
use crate::{
    ast::{
        Argument, Catch, Designation, Expr, ExprKind, Label, LambdaBody, LocalFunction, Name, Pattern, Section, Span,
        Statement, StatementKind, TypeExpr,
    },
    node::{Block, CallNode, Callee, CatchStep, Lifted, Node, Receiver, Step, Store, SwitchSection, TryStep},
    parser::is_statement_expression,
    surface::{Constant, Parameter, Passing},
    types::{Type, TypeId},
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
    fn embedded(&mut self, statement: &Statement<'s>) -> Step {
        self.push_scope();
        if let StatementKind::Local { .. } | StatementKind::Function(_) | StatementKind::Label(..) = statement.kind {
            self.error("CS1023", "Embedded statement cannot be a declaration or labeled statement", statement.span);
        }
        let step = self.statement(statement);
        let cells = self.pop_scope_cells();
        with_cells(cells, step)
    }

    fn block(&mut self, statements: &[Statement<'s>]) -> Step {
        self.push_scope();
        let mut steps = self.statements(statements);
        steps.splice(0..0, self.pop_scope_cells());
        Self::block_of(steps)
    }

    fn statement(&mut self, statement: &Statement<'s>) -> Step {
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
                let value = self.value_of(value);
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

    fn begin(&mut self, before: bool, assigned: u64, possible: bool) {
        self.reachable = before && possible;
        self.assigned = if self.reachable { assigned } else { u64::MAX };
    }

    /// Gives the variables of the innermost scope to the one around it.
    fn merge_scope(&mut self) {
        self.context().merge_scope();
    }

    fn local(&mut self, class: &TypeExpr<'s>, declarators: &[crate::ast::Declarator<'s>], is_const: bool) -> Step {
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

    fn expression_statement(&mut self, value: &Expr<'s>) -> Step {
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

    fn looped(&mut self, body: &Statement<'s>) -> (Step, (u64, bool)) {
        self.loops.push(Loop { is_switch: false, at_break: u64::MAX, has_break: false });
        let body = self.embedded(body);
        let ended = self.loops.pop();
        (body, ended.map_or((u64::MAX, false), |ended| (ended.at_break, ended.has_break)))
    }

    fn end_loop(&mut self, before: bool, condition: Option<&Typed>, when_false: u64, at_break: (u64, bool)) {
        let ends = condition.is_some_and(|condition| is_not(condition, true));
        self.reachable = before && ends || at_break.1;
        let normal = if before && ends { when_false } else { u64::MAX };
        self.assigned = if self.reachable { normal & at_break.0 } else { u64::MAX };
    }

    fn for_loop(
        &mut self,
        first: &[Statement<'s>],
        condition: Option<&Expr<'s>>,
        next: &[Expr<'s>],
        body: &Statement<'s>,
    ) -> Step {
        self.push_scope();
        let mut steps: Vec<Step> = first.iter().map(|statement| self.statement(statement)).collect();
        let before = self.reachable;
        let condition = condition.map(|condition| self.condition(condition));
        let (when_true, when_false, possible) = match &condition {
            Some(condition) => (condition.when_true, condition.when_false, is_not(&condition.value, false)),
            None => (self.assigned, u64::MAX, true),
        };
        self.begin(before, when_true, possible);
        let (body, at_break) = self.looped(body);
        let next = next
            .iter()
            .map(|value| match self.expression_statement(value) {
                Step::Value(node) => node,
                _ => Node::Constant(Constant::Null),
            })
            .collect();
        self.end_loop(before, condition.as_ref().map(|condition| &condition.value), when_false, at_break);
        let condition = condition.map(|condition| condition.value.node);
        steps.push(Step::Loop { condition, body: Box::new(body), next, test_first: true });
        steps.splice(0..0, self.pop_scope_cells());
        Step::Block(steps)
    }

    fn foreach(
        &mut self,
        class: &TypeExpr<'s>,
        target: &Designation<'s>,
        sequence: &Expr<'s>,
        body: &Statement<'s>,
    ) -> Step {
        let place = sequence.span;
        let sequence = self.value_of(sequence);
        let sequence = self.enumerated(sequence);
        let before = (self.reachable, self.assigned);
        let item = self.item_type(&sequence, place);
        self.push_scope();
        let slot = self.new_slot();
        let mut store = Vec::new();
        match target {
            Designation::List(..) => {
                let mut nodes = Vec::new();
                let value = Typed::new(Node::Local(slot), item);
                self.deconstruct(value, target, None, place, &mut nodes);
                store.extend(nodes.into_iter().map(Step::Value));
            }
            Designation::Name(name) => {
                let wanted = if self.is_var(class) { item.clone() } else { self.resolve(class) };
                let value = Typed::new(Node::Local(slot), item.clone());
                // The iteration variable's type is cast to, not converted to.
                let value = if item == Type::Error { value } else { self.cast(value, &wanted, class.span) };
                let variable = self.declare(*name, wanted, VariableKind::ReadOnly("foreach iteration variable"));
                let set = self.set_variable(variable, value.node);
                store.push(Step::Value(set));
            }
            Designation::Discard(span) => {
                let wanted = if self.is_var(class) { item.clone() } else { self.resolve(class) };
                let name = Name { text: "_", span: *span };
                let variable = self.declare(name, wanted, VariableKind::ReadOnly("foreach iteration variable"));
                let set = self.set_variable(variable, Node::Local(slot));
                store.push(Step::Value(set));
            }
        }
        let (body, at_break) = self.looped(body);
        self.reachable = before.0;
        self.assigned = before.1 & if at_break.1 { at_break.0 } else { u64::MAX };
        if let Some(cells) = self.pop_scope_cells() {
            store.insert(0, cells);
        }
        let is_text = sequence.class == Type::STRING;
        Step::Foreach { sequence: sequence.node, store, slot, body: Box::new(body), is_text }
    }

    /// A class's own `GetEnumerator()` decides what is enumerated; a JObject is a sequence of tokens, but enumerates
    /// pairs of names and values.
    fn enumerated(&mut self, sequence: Typed) -> Typed {
        if sequence.class == Type::STRING
            || matches!(sequence.class, Type::Array(_))
            || self.is_interface(&sequence.class)
        {
            return sequence;
        }
        let surface = self.surface;
        for level in self.levels(&sequence.class) {
            let Some(members) = surface.info(level.id()).and_then(|info| info.members.get("GetEnumerator")) else {
                continue;
            };
            let found = members.iter().copied().find(|id| {
                let member = surface.member(*id);
                !member.is_hidden && !member.is_static && member.parameters.is_empty() && member.native.is_some()
            });
            let Some(id) = found else { continue };
            let result = surface.member(id).result.substitute(level.arguments(), &[]);
            // Collections enumerate themselves; only a sequence of other items needs the call.
            let items = surface.as_instance_of(&sequence.class, TypeId::IENUMERABLE_T);
            let own = result.arguments().first();
            if own.is_none() || items.as_ref().and_then(|items| items.arguments().first()) == own {
                return sequence;
            }
            let item = own.cloned().unwrap_or(Type::OBJECT);
            let node = self.getter(sequence, &level, id, Vec::new());
            return Typed::new(node, Type::sequence_of(item));
        }
        sequence
    }

    /// The type of the items of a sequence.
    pub(super) fn item_type(&mut self, sequence: &Typed, span: Span) -> Type {
        if matches!(sequence.node, Node::Constant(Constant::Null)) && sequence.class != Type::Error {
            self.error("CS0186", "Use of null is not valid in this context", span);
            return Type::Error;
        }
        match &sequence.class {
            Type::Error => return Type::Error,
            Type::Array(element) => return (**element).clone(),
            Type::Null => {
                self.error("CS0186", "Use of null is not valid in this context", span);
                return Type::Error;
            }
            Type::Plain(TypeId::STRING) => return Type::CHAR,
            class if Self::is_dynamic(class) => return Self::dynamic(),
            _ => {}
        }
        if let Some(found) = self.surface.as_instance_of(&sequence.class, TypeId::IENUMERABLE_T)
            && let Some(item) = found.arguments().first()
        {
            return item.clone();
        }
        if self.surface.as_instance_of(&sequence.class, TypeId::IENUMERABLE).is_some() {
            return Type::OBJECT;
        }
        let message = format!(
            "foreach statement cannot operate on variables of type '{0}' because '{0}' does not contain a public \
             instance definition for 'GetEnumerator'",
            sequence.class
        );
        self.error("CS1579", message, span);
        Type::Error
    }

    fn switch(&mut self, value: &Expr<'s>, sections: &[Section<'s>], span: Span) -> Step {
        let value = self.value_of(value);
        let class = value.class.clone();
        self.push_scope();
        let slot = self.new_slot();
        self.loops.push(Loop { is_switch: true, at_break: u64::MAX, has_break: false });
        let before = (self.reachable, self.assigned);
        let mut constants: Vec<Constant> = Vec::new();
        let mut lowered = Vec::new();
        let mut default = None;
        let mut exhaustive = false;
        for (index, section) in sections.iter().enumerate() {
            self.push_scope();
            (self.reachable, self.assigned) = before;
            let mut tests = Vec::new();
            for label in &section.labels {
                match &label.pattern {
                    None => {
                        default = Some(index as u32);
                        exhaustive = true;
                    }
                    Some(pattern) => tests.push(self.case(slot, &class, pattern, label, &mut constants)),
                }
            }
            (self.reachable, self.assigned) = (before.0, before.1 | self.assigned);
            let mut body = self.statements(&section.body);
            if self.reachable && (!section.body.is_empty() || index + 1 == sections.len()) {
                let what = match section.labels.last() {
                    Some(Label { pattern: None, .. }) => "default:".to_owned(),
                    Some(label) => self.label_text(label),
                    None => String::new(),
                };
                let place = section.labels.last().map_or(span, |label| label.span);
                if index + 1 == sections.len() {
                    let message = format!("Control cannot fall out of switch from final case label ('{what}')");
                    self.error("CS8070", message, place);
                } else {
                    let message = format!("Control cannot fall through from one case label ('{what}') to another");
                    self.error("CS0163", message, place);
                }
            }
            body.splice(0..0, self.pop_section_cells());
            lowered.push(SwitchSection { tests, body });
        }
        let ended = self.loops.pop();
        let (at_break, has_break) = ended.map_or((u64::MAX, false), |ended| (ended.at_break, ended.has_break));
        self.reachable = has_break || before.0 && !exhaustive;
        let skipped = if exhaustive { u64::MAX } else { before.1 };
        self.assigned = if self.reachable { skipped & at_break } else { u64::MAX };
        let cells = self.pop_scope_cells();
        let step = Step::Switch { slot, value: value.node, sections: lowered, default };
        with_cells(cells, step)
    }

    /// Cells of a section are made when the switch begins, because its tests already store to them.
    fn pop_section_cells(&mut self) -> Option<Step> {
        self.context().hide_scope();
        None
    }

    fn label_text(&self, label: &Label<'s>) -> String {
        match &label.pattern {
            Some(Pattern::TypeOrConstant(expression, _)) => match &expression.kind {
                ExprKind::Literal(Constant::Text(text)) => format!("case \"{text}\":"),
                ExprKind::Literal(constant) => format!("case {}:", constant.to_value().to_text()),
                _ => "case:".to_owned(),
            },
            Some(Pattern::Declaration(..)) => "case:".to_owned(),
            None => "default:".to_owned(),
        }
    }

    fn case(
        &mut self,
        slot: u32,
        class: &Type,
        pattern: &Pattern<'s>,
        label: &Label<'s>,
        constants: &mut Vec<Constant>,
    ) -> Node {
        let test = match pattern {
            Pattern::TypeOrConstant(expression, None) => {
                match self.constant_pattern(slot, class, expression, label.span) {
                    Some((test, constant)) => {
                        if label.guard.is_none() && constants.contains(&constant) {
                            let text = match &constant {
                                Constant::Text(text) => format!("\"{text}\""),
                                Constant::Null => "null".to_owned(),
                                other => other.to_value().to_text().to_string(),
                            };
                            let message = format!(
                                "The switch statement contains multiple cases with the label value '{}'",
                                text.trim_matches('"')
                            );
                            self.error("CS0152", message, label.span);
                        }
                        constants.push(constant);
                        test
                    }
                    None => Node::Constant(Constant::Bool(false)),
                }
            }
            pattern => self.pattern(slot, class, pattern, label.span),
        };
        match &label.guard {
            Some(guard) => {
                let guard = self.condition(guard);
                self.assigned = guard.when_true;
                Node::AndAlso(vec![test, guard.value.node])
            }
            None => test,
        }
    }

    fn jump(&mut self, kind: &StatementKind<'s>, span: Span) -> Step {
        let is_break = matches!(kind, StatementKind::Break);
        let assigned = self.assigned;
        let reachable = self.reachable;
        let target = self.loops.iter_mut().rev().find(|around| is_break || !around.is_switch);
        match target {
            Some(around) => {
                if is_break && reachable {
                    around.has_break = true;
                    around.at_break &= assigned;
                }
                self.unreachable();
                if is_break { Step::Break } else { Step::Continue }
            }
            None => {
                self.error("CS0139", "No enclosing loop out of which to break or continue", span);
                Step::Empty
            }
        }
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

    fn try_catch(&mut self, body: &[Statement<'s>], catches: &[Catch<'s>], last: Option<&[Statement<'s>]>) -> Step {
        let before = (self.reachable, self.assigned);
        let body = match self.block(body) {
            Step::Block(steps) => steps,
            step => vec![step],
        };
        let mut after = (self.reachable, self.assigned);
        let mut lowered = Vec::new();
        for handler in catches {
            (self.reachable, self.assigned) = before;
            self.push_scope();
            let class = match &handler.class {
                Some(class) => {
                    let place = class.span;
                    let class = self.resolve(class);
                    if class != Type::Error && !self.surface.is_subtype(&class, &Type::EXCEPTION) {
                        let message = "The type caught or thrown must be derived from System.Exception";
                        self.error("CS0155", message, place);
                    }
                    class
                }
                None => Type::EXCEPTION,
            };
            let mut cells = Vec::new();
            let slot = handler.name.map(|name| {
                let variable = self.declare(name, class.clone(), VariableKind::Local);
                let store = self.store_of(variable);
                if let Store::Cell(slot) = store {
                    cells.push(slot);
                }
                store
            });
            let filter = handler.filter.as_ref().map(|filter| self.condition(filter).value.node);
            self.catches += 1;
            let mut steps = match self.block(&handler.body) {
                Step::Block(steps) => steps,
                step => vec![step],
            };
            self.catches -= 1;
            self.pop_scope();
            // A captured exception variable is wrapped when the handler begins.
            let slot = match (slot, cells.as_slice()) {
                (Some(Store::Cell(slot)), [_]) => {
                    let inner = self.new_slot();
                    steps.splice(
                        0..0,
                        [Step::Cells(vec![slot]), Step::Value(Node::SetCell(slot, Box::new(Node::Local(inner))))],
                    );
                    Some(Store::Local(inner))
                }
                (slot, _) => slot,
            };
            lowered.push(CatchStep { class: class.id(), slot, filter, body: steps });
            after.0 |= self.reachable;
            after.1 &= self.assigned;
        }
        (self.reachable, self.assigned) = after;
        let last = last.map(|last| {
            (self.reachable, self.assigned) = before;
            let steps = match self.block(last) {
                Step::Block(steps) => steps,
                step => vec![step],
            };
            self.reachable &= after.0;
            self.assigned = if self.reachable { self.assigned | after.1 } else { u64::MAX };
            steps
        });
        Step::Try(Box::new(TryStep { body, catches: lowered, last }))
    }

    fn using(&mut self, resource: &Statement<'s>, body: &Statement<'s>) -> Step {
        self.push_scope();
        let disposable = Type::Plain(TypeId::IDISPOSABLE);
        let mut resources: Vec<(usize, Span)> = Vec::new();
        let mut steps = Vec::new();
        match &resource.kind {
            StatementKind::Local { class, declarators, .. } => {
                let first = self.variables.len();
                steps.push(self.local(class, declarators, false));
                for variable in first..self.variables.len() {
                    if declarators.iter().any(|declarator| declarator.name.text == self.variables[variable].name) {
                        self.variables[variable].kind = VariableKind::ReadOnly("using variable");
                        resources.push((variable, class.span));
                    }
                }
            }
            StatementKind::Expression(value) => {
                let place = value.span;
                let value = self.value_of(value);
                let class = value.class.clone();
                let variable = self.declare_unchecked("", class, VariableKind::ReadOnly("using variable"), false);
                let set = self.set_variable(variable, value.node);
                steps.push(Step::Value(set));
                resources.push((variable, place));
            }
            _ => {}
        }
        for (variable, _) in &resources {
            let class = self.variables[*variable].class.clone();
            if class != Type::Error && class != Type::Null && !self.surface.is_subtype(&class, &disposable) {
                let message = format!(
                    "'{class}': type used in a using statement must be implicitly convertible to \
                     'System.IDisposable' or implement a suitable 'Dispose' method."
                );
                self.error("CS1674", message, resource.span);
            }
        }
        let mut inner = self.embedded(body);
        for (variable, _) in resources.into_iter().rev() {
            let (slot, is_cell) = self.slot_of(variable);
            let dispose = self.dispose_call(if is_cell { Node::Cell(slot) } else { Node::Local(slot) });
            inner = Step::Dispose { slot, is_cell, body: Box::new(inner), dispose };
        }
        steps.push(inner);
        steps.splice(0..0, self.pop_scope_cells());
        Step::Block(steps)
    }

    fn dispose_call(&self, receiver: Node) -> Node {
        let dispose = self
            .surface
            .info(TypeId::IDISPOSABLE)
            .and_then(|info| info.members.get("Dispose"))
            .and_then(|members| members.first());
        match dispose {
            Some(member) => Node::Call(Box::new(CallNode {
                target: Callee::Virtual(*member),
                receiver: Receiver::Object(receiver),
                arguments: Vec::new(),
                stores: Vec::new(),
                types: Vec::new(),
                lifted: Lifted::No,
            })),
            None => Node::Constant(Constant::Null),
        }
    }

    fn declare_function(&mut self, function: &LocalFunction<'s>) -> usize {
        // Type parameters are visible in the signature.
        let names: Vec<String> = function.type_parameters.iter().map(|name| name.text.to_owned()).collect();
        self.contexts.push(Context::new(None));
        self.context().type_parameters.clone_from(&names);
        let mut parameters = Vec::new();
        for parameter in &function.parameters {
            let class = self.resolve(&parameter.class);
            let default = parameter.default.as_ref().map(|value| {
                let typed = self.expression_to(value, &class);
                typed.constant.unwrap_or(Constant::Default)
            });
            parameters.push(Parameter {
                name: parameter.name.text.to_owned(),
                class,
                passing: parameter.passing,
                default,
            });
        }
        let result = self.resolve(&function.result);
        self.contexts.pop();
        let signature = FunctionSignature { parameters, result, type_parameters: names };
        let classes: Vec<_> = signature.parameters.iter().map(|parameter| parameter.class.clone()).collect();
        let class = Self::function_type(&classes, &signature.result).unwrap_or(Type::OBJECT);
        let class = if class.is_open() { Type::OBJECT } else { class };
        self.declare(function.name, class, VariableKind::Function(Rc::new(signature)))
    }

    /// Binds a local function; the step stores its closure.
    fn function(&mut self, variable: usize, function: &LocalFunction<'s>) -> Option<Step> {
        let VariableKind::Function(signature) = self.variables[variable].kind.clone() else { return None };
        let saved = (self.assigned, self.reachable, self.checked);
        let loops = std::mem::take(&mut self.loops);
        let labels = std::mem::take(&mut self.labels);
        self.reachable = true;
        // Variables around may be assigned by the time it is called.
        self.assigned = u64::MAX;
        self.contexts.push(Context::new(Some(signature.result.clone())));
        self.context().type_parameters.clone_from(&signature.type_parameters);
        for (parameter, declared) in function.parameters.iter().zip(&signature.parameters) {
            let index = self.declare(parameter.name, declared.class.clone(), VariableKind::Local);
            if matches!(declared.passing, Passing::Out | Passing::Reference) {
                self.variables[index].is_cell = true;
            }
        }
        let is_void = signature.result == Type::VOID;
        let body = match &function.body {
            LambdaBody::Expression(value) if is_void => Block::Value(self.value_of(value).node),
            LambdaBody::Expression(value) => {
                let result = signature.result.clone();
                Block::Value(self.expression_to(value, &result).node)
            }
            LambdaBody::Block(statements, _) => {
                self.push_scope();
                let mut steps = self.statements(statements);
                steps.splice(0..0, self.pop_scope_cells());
                if self.reachable && !is_void && signature.result != Type::Error {
                    let types: Vec<_> =
                        signature.parameters.iter().map(|parameter| parameter.class.to_string()).collect();
                    let text = format!("{}({})", function.name.text, types.join(", "));
                    self.error("CS0161", format!("'{text}': not all code paths return a value"), function.name.span);
                }
                Block::Statements(steps)
            }
        };
        let context = self.contexts.pop()?;
        (self.assigned, self.reachable, self.checked) = saved;
        self.loops = loops;
        self.labels = labels;
        let class = self.variables[variable].class.clone();
        let closure = self.closure(body, context, function.parameters.len(), class);
        let node = self.set_variable(variable, closure);
        Some(Step::Value(node))
    }

    /// Calls a local function by its own parameters.
    pub(super) fn call_function(
        &mut self,
        variable: usize,
        signature: &Rc<FunctionSignature>,
        arguments: &[Argument<'s>],
        explicit: &[Type],
        name: Name<'s>,
    ) -> Typed {
        use super::overload::{Candidate, Misfit};
        let given = self.arguments(arguments);
        if given.iter().any(|given| matches!(&given.value, Some(Operand::Value(value)) if value.is_error())) {
            return Typed::error();
        }
        let candidate = Candidate {
            parameters: &signature.parameters,
            type_parameters: signature.type_parameters.len(),
            class: &[],
            result: &signature.result,
        };
        let fit = match self.fit(candidate, &given, explicit) {
            Ok(fit) => fit,
            Err(misfit) => {
                let types: Vec<_> = signature.parameters.iter().map(|parameter| parameter.class.to_string()).collect();
                let text = format!("{}({})", name.text, types.join(", "));
                return match misfit {
                    Misfit::Missing(index) => {
                        let parameter = signature.parameters.get(index).map_or("", |parameter| &parameter.name);
                        let message = format!(
                            "There is no argument given that corresponds to the required formal parameter \
                             '{parameter}' of '{text}'"
                        );
                        self.failed("CS7036", message, name.span)
                    }
                    Misfit::Argument(index, wanted) => {
                        let place = given.get(index).map_or(name.span, |given| given.span);
                        let from = match given.get(index).and_then(|given| given.value.as_ref()) {
                            Some(Operand::Value(value)) => Self::quoted(&value.class),
                            _ => "lambda expression".to_owned(),
                        };
                        let to = Self::quoted(&wanted);
                        let message = format!("Argument {}: cannot convert from '{from}' to '{to}'", index + 1);
                        self.failed("CS1503", message, place)
                    }
                    Misfit::Name(index) => {
                        let text = given.get(index).and_then(|given| given.name).map_or("", |name| name.text);
                        let message =
                            format!("The best overload for '{}' does not have a parameter named '{text}'", name.text);
                        self.failed("CS1739", message, name.span)
                    }
                    Misfit::Passing(index) => {
                        let place = given.get(index).map_or(name.span, |given| given.span);
                        let message = format!("Argument {} must be passed with the 'out' keyword", index + 1);
                        self.failed("CS1620", message, place)
                    }
                    Misfit::Inference => {
                        let message =
                            format!("The type arguments for method '{text}' cannot be inferred from the usage.");
                        self.failed("CS0411", message, name.span)
                    }
                    Misfit::Count => {
                        let message =
                            format!("No overload for method '{}' takes {} arguments", name.text, arguments.len());
                        self.failed("CS1501", message, name.span)
                    }
                };
            }
        };
        let result = signature.result.substitute(&[], &fit.types);
        let (mut nodes, stores) = self.lower_arguments(&signature.parameters, &[], &fit, given);
        let (slot, is_cell) = self.slot_of(variable);
        let callee = if is_cell { Node::Cell(slot) } else { Node::Local(slot) };
        if stores.is_empty() {
            return Typed::new(Node::Invoke(Box::new(callee), nodes), result);
        }
        // `out` and `ref` arguments travel in cells and are copied back.
        let mut sequence = Vec::new();
        let mut after = Vec::new();
        for (parameter, store) in stores {
            let temporary = self.new_slot();
            if let Some(node) = nodes.get_mut(parameter as usize) {
                let value = std::mem::replace(node, Node::Local(temporary));
                sequence.push(Node::SetLocal(temporary, Box::new(Node::NewCell(Box::new(value)))));
            }
            match store {
                Store::Local(slot) => after.push(Node::SetLocal(slot, Box::new(Node::Cell(temporary)))),
                Store::Cell(slot) => after.push(Node::SetCell(slot, Box::new(Node::Cell(temporary)))),
                Store::Discard => {}
            }
        }
        let kept = self.new_slot();
        sequence.push(Node::SetLocal(kept, Box::new(Node::Invoke(Box::new(callee), nodes))));
        sequence.extend(after);
        sequence.push(Node::Local(kept));
        Typed::new(Node::Sequence(sequence), result)
    }
}

/// Whether a condition is not known to be `value`: what it guards may run.
fn is_not(condition: &Typed, value: bool) -> bool {
    !matches!(condition.constant, Some(Constant::Bool(constant)) if constant == value)
}

fn with_cells(cells: Option<Step>, step: Step) -> Step {
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
