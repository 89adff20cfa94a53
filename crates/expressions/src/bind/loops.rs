//! Loops: what runs in them, what they enumerate, and what is assigned behind them.

use super::statement::is_not;

use super::{Binder, Loop, Typed, scope::VariableKind};
use crate::{
    ast::{Designation, Expr, Name, Span, Statement, StatementKind, TypeExpr},
    node::{Node, Step},
    surface::Constant,
    types::{Type, TypeId},
};

impl<'s> Binder<'_, 's> {
    pub(super) fn looped(&mut self, body: &Statement<'s>) -> (Step, (u64, bool)) {
        self.loops.push(Loop { is_switch: false, at_break: u64::MAX, has_break: false });
        let body = self.embedded(body);
        let ended = self.loops.pop();
        (body, ended.map_or((u64::MAX, false), |ended| (ended.at_break, ended.has_break)))
    }

    pub(super) fn end_loop(&mut self, before: bool, condition: Option<&Typed>, when_false: u64, at_break: (u64, bool)) {
        let ends = condition.is_some_and(|condition| is_not(condition, true));
        self.reachable = before && ends || at_break.1;
        let normal = if before && ends { when_false } else { u64::MAX };
        self.assigned = if self.reachable { normal & at_break.0 } else { u64::MAX };
    }

    pub(super) fn for_loop(
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

    pub(super) fn foreach(
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
        Step::Foreach { sequence: sequence.node, store, slot, body: Box::new(body) }
    }

    /// A class's own `GetEnumerator()` decides what is enumerated; a JObject is a sequence of tokens, but enumerates
    /// pairs of names and values.
    pub(super) fn enumerated(&mut self, sequence: Typed) -> Typed {
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

    pub(super) fn jump(&mut self, kind: &StatementKind<'s>, span: Span) -> Step {
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
}
