//! Deconstruction: tuples and pairs taken apart.

use super::assign::Target;
use super::{Binder, Typed, argument::Operand, scope::VariableKind};
use crate::{
    ast::{Designation, Expr, ExprKind, Span, TypeExpr},
    node::Node,
    types::Type,
};

impl<'s> Binder<'_, 's> {
    /// `var (a, b) = value`.
    pub(super) fn deconstruct_declared(
        &mut self,
        class: &TypeExpr<'s>,
        designation: &Designation<'s>,
        value: &Expr<'s>,
        span: Span,
    ) -> Typed {
        let explicit = if self.is_var(class) { None } else { Some(self.resolve(class)) };
        let value = self.value_of(value);
        let slot = self.new_slot();
        let class = value.class.clone();
        let mut nodes = vec![Node::SetLocal(slot, Box::new(value.node))];
        self.deconstruct(
            Typed::new(Node::Local(slot), class.clone()),
            designation,
            explicit.as_ref(),
            span,
            &mut nodes,
        );
        nodes.push(Node::Local(slot));
        Typed::new(Node::Sequence(nodes), class)
    }

    /// Declares the names of a designation from the parts of a value.
    pub(super) fn deconstruct(
        &mut self,
        value: Typed,
        designation: &Designation<'s>,
        explicit: Option<&Type>,
        span: Span,
        nodes: &mut Vec<Node>,
    ) {
        match designation {
            Designation::Discard(_) => {}
            Designation::Name(name) => {
                let class = explicit.cloned().unwrap_or_else(|| value.class.clone());
                let value = self.typed_to(value, &class, name.span);
                let variable = self.declare(*name, class, VariableKind::Local);
                let store = self.set_variable(variable, value.node);
                nodes.push(store);
            }
            Designation::List(parts) => {
                let Some(values) = self.parts_of(value, parts.len(), span, nodes) else {
                    for part in parts {
                        let error = Typed::error();
                        self.deconstruct(error, part, None, span, nodes);
                    }
                    return;
                };
                for (value, part) in values.into_iter().zip(parts) {
                    self.deconstruct(value, part, explicit, span, nodes);
                }
            }
        }
    }

    /// The parts of a tuple, or of anything with a `Deconstruct` method.
    pub(super) fn parts_of(
        &mut self,
        value: Typed,
        count: usize,
        span: Span,
        nodes: &mut Vec<Node>,
    ) -> Option<Vec<Typed>> {
        if value.is_error() {
            return None;
        }
        if let Type::Tuple(shape) = value.class.clone() {
            if shape.elements.len() != count {
                let message = format!(
                    "Cannot deconstruct a tuple of '{}' elements into '{count}' variables.",
                    shape.elements.len()
                );
                self.error("CS8132", message, span);
                return None;
            }
            let slot = self.new_slot();
            nodes.push(Node::SetLocal(slot, Box::new(value.node)));
            let parts = shape.elements.iter().enumerate();
            return Some(
                parts
                    .map(|(index, class)| {
                        Typed::new(Node::Field(Box::new(Node::Local(slot)), index as u32), class.clone())
                    })
                    .collect(),
            );
        }
        // KeyValuePair has `Key` and `Value`; nothing else of the library deconstructs.
        if count == 2 && value.class.id() == crate::TypeId::KEY_VALUE_PAIR {
            let slot = self.new_slot();
            let class = value.class.clone();
            nodes.push(Node::SetLocal(slot, Box::new(value.node)));
            let part = |binder: &mut Self, name: &'static str| {
                let value = Typed::new(Node::Local(slot), class.clone());
                let name = crate::ast::Name { text: name, span };
                match binder.member_of_value(value, name, &[], span) {
                    Operand::Value(value) => value,
                    _ => Typed::error(),
                }
            };
            return Some(vec![part(self, "Key"), part(self, "Value")]);
        }
        self.no_such_member(&value.class, "Deconstruct", false, span);
        let message = format!(
            "No suitable 'Deconstruct' instance or extension method was found for type '{}', with {count} out \
             parameters and a void return type.",
            value.class
        );
        self.error("CS8129", message, span);
        None
    }

    /// `(a, b) = value`, where every part is assignable or declares a variable.
    pub(super) fn deconstruct_into(&mut self, target: &Expr<'s>, value: &Expr<'s>, span: Span) -> Typed {
        let value = self.value_of(value);
        let class = value.class.clone();
        let slot = self.new_slot();
        let mut nodes = vec![Node::SetLocal(slot, Box::new(value.node))];
        self.deconstruct_parts(Typed::new(Node::Local(slot), class.clone()), target, span, &mut nodes);
        nodes.push(Node::Local(slot));
        Typed::new(Node::Sequence(nodes), class)
    }

    pub(super) fn deconstruct_parts(&mut self, value: Typed, target: &Expr<'s>, span: Span, nodes: &mut Vec<Node>) {
        match &target.kind {
            ExprKind::Tuple(elements) => {
                let Some(values) = self.parts_of(value, elements.len(), span, nodes) else { return };
                for (value, (_, element)) in values.into_iter().zip(elements) {
                    self.deconstruct_parts(value, element, span, nodes);
                }
            }
            ExprKind::Declaration(class, designation) => {
                let explicit = if self.is_var(class) { None } else { Some(self.resolve(class)) };
                self.deconstruct(value, designation, explicit.as_ref(), span, nodes);
            }
            _ => {
                let (place, class) = self.target(target, false, nodes);
                match place {
                    Target::Discard | Target::Error => {}
                    place => {
                        if let Target::Variable(variable) = &place {
                            self.mark_assigned(*variable);
                        }
                        let node = self.convert_to(value, &class, span);
                        let stored = self.store_into(place, class, node);
                        nodes.push(stored.node);
                    }
                }
            }
        }
    }
}
