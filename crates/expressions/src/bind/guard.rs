//! `try` and `using`: what runs when something goes wrong.

use super::{Binder, scope::VariableKind};
use crate::{
    ast::{Catch, Span, Statement, StatementKind},
    node::{CallNode, Callee, CatchStep, Lifted, Node, Receiver, Step, Store, TryStep},
    surface::Constant,
    types::{Type, TypeId},
};

impl<'s> Binder<'_, 's> {
    pub(super) fn try_catch(
        &mut self,
        body: &[Statement<'s>],
        catches: &[Catch<'s>],
        last: Option<&[Statement<'s>]>,
    ) -> Step {
        let before = (self.reachable, self.assigned);
        let body = match self.block(body) {
            Step::Block(steps) => steps,
            step => vec![step],
        };
        let mut after = (self.reachable, self.assigned);
        let mut lowered = Vec::new();
        let mut caught: Vec<Type> = Vec::new();
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
                    let earlier = caught.iter().find(|earlier| self.surface.is_subtype(&class, earlier));
                    if let Some(earlier) = earlier
                        && class != Type::Error
                    {
                        let message = format!(
                            "A previous catch clause already catches all exceptions of this or of a super type \
                             ('{earlier}')"
                        );
                        self.error("CS0160", message, place);
                    }
                    class
                }
                None => Type::EXCEPTION,
            };
            if handler.filter.is_none() && handler.class.is_some() {
                caught.push(class.clone());
            }
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

    pub(super) fn using(&mut self, resource: &Statement<'s>, body: &Statement<'s>) -> Step {
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

    pub(super) fn dispose_call(&self, receiver: Node) -> Node {
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
}
