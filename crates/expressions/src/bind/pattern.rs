//! Patterns of `is` and `case`: types, declarations, constants.

use super::{Binder, Typed, argument::Operand, scope::VariableKind};
use crate::{
    ast::{Designation, Expr, ExprKind, Pattern, Span, TypeExpr},
    node::{Node, NumberKind, Operation, Operator},
    surface::Constant,
    types::Type,
};

impl<'s> Binder<'_, 's> {
    pub(super) fn is(&mut self, value: &Expr<'s>, pattern: &Pattern<'s>, span: Span) -> Typed {
        let value = self.value_of(value);
        if value.is_error() {
            self.declare_after_error(pattern);
            return value;
        }
        let slot = self.new_slot();
        let class = value.class.clone();
        let stored = Node::SetLocal(slot, Box::new(value.node));
        // A plain type test needs no slot.
        if let Pattern::TypeOrConstant(expression, Some(type_name)) = pattern
            && let Some(wanted) = self.type_of_pattern(expression, type_name)
        {
            if !self.can_be(&class, &wanted, span) {
                return Typed::error();
            }
            let Node::SetLocal(_, value) = stored else { return Typed::error() };
            return Typed::new(Node::Is(value, wanted), Type::BOOLEAN);
        }
        let test = self.pattern(slot, &class, pattern, span);
        Typed::new(Node::Sequence(vec![stored, test]), Type::BOOLEAN)
    }

    fn declare_after_error(&mut self, pattern: &Pattern<'s>) {
        if let Pattern::Declaration(class, Designation::Name(name)) = pattern {
            let class = if self.is_var(class) { Type::Error } else { self.resolve(class) };
            self.declare(*name, class, VariableKind::Local);
        }
    }

    /// The type a pattern names, when it names one and not a constant.
    fn type_of_pattern(&mut self, expression: &Expr<'s>, type_name: &TypeExpr<'s>) -> Option<Type> {
        match &expression.kind {
            ExprKind::Missing => Some(self.resolve(type_name)),
            ExprKind::Name(..) | ExprKind::Member(..) | ExprKind::Predefined(_) => {
                let operand = self.quietly(|binder| match binder.operand(expression) {
                    Operand::Type(class) => Some(class),
                    Operand::Value(value) if value.is_error() => Some(Type::Error),
                    _ => None,
                });
                match operand {
                    Some(Type::Error) => Some(self.resolve(type_name)),
                    other => other,
                }
            }
            _ => None,
        }
    }

    /// Whether a value of one type can be of another at all; reports when not.
    fn can_be(&mut self, class: &Type, wanted: &Type, span: Span) -> bool {
        if *class == Type::Error || *wanted == Type::Error {
            return false;
        }
        let _ = span;
        true
    }

    /// The test of a pattern on the value in a slot; declares its variable.
    pub(super) fn pattern(&mut self, slot: u32, class: &Type, pattern: &Pattern<'s>, span: Span) -> Node {
        match pattern {
            Pattern::Declaration(type_name, designation) => {
                let is_var = self.is_var(type_name);
                let wanted = if is_var { class.clone() } else { self.resolve(type_name) };
                if !is_var && wanted != Type::Error && !self.pattern_possible(class, &wanted) {
                    let message =
                        format!("An expression of type '{class}' cannot be handled by a pattern of type '{wanted}'.");
                    self.error("CS8121", message, type_name.span);
                }
                if matches!(wanted, Type::Nullable(_)) && !is_var {
                    let message = format!(
                        "It is not legal to use nullable type '{wanted}' in a pattern; use the underlying type '{}' \
                         instead.",
                        wanted.without_nullable()
                    );
                    self.error("CS8116", message, type_name.span);
                }
                let test = if is_var {
                    Node::Constant(Constant::Bool(true))
                } else {
                    Node::Is(Box::new(Node::Local(slot)), wanted.clone())
                };
                match designation {
                    Designation::Name(name) => {
                        let variable = self.declare(*name, wanted, VariableKind::Local);
                        let cell = self.variables[variable].is_cell;
                        let _ = cell;
                        let set = self.set_variable(variable, Node::Local(slot));
                        let stored = Node::Sequence(vec![set, Node::Constant(Constant::Bool(true))]);
                        Node::AndAlso(vec![test, stored])
                    }
                    _ => test,
                }
            }
            Pattern::TypeOrConstant(expression, type_name) => {
                if let Some(type_name) = type_name
                    && let Some(wanted) = self.type_of_pattern(expression, type_name)
                {
                    return Node::Is(Box::new(Node::Local(slot)), wanted);
                }
                self.constant_pattern(slot, class, expression, span)
                    .map_or(Node::Constant(Constant::Null), |(node, _)| node)
            }
        }
    }

    fn pattern_possible(&self, class: &Type, wanted: &Type) -> bool {
        *class == Type::Error
            || Self::is_dynamic(class)
            || self.implicit_standard(class, wanted, None).is_some()
            || self.explicit_without_user(class, wanted)
    }

    pub(super) fn explicit_without_user(&self, from: &Type, to: &Type) -> bool {
        let is_number = |class: &Type| self.number_kind(class).is_some() || self.surface.is_enumeration(class);
        let (one, two) = (from.without_nullable(), to.without_nullable());
        if is_number(one) && is_number(two) {
            return one == two;
        }
        one == two
            || self.surface.is_subtype(one, two)
            || self.surface.is_subtype(two, one)
            || self.is_interface(one) && !self.surface.is_value_type(two) && self.delegate_of(two).is_none()
            || self.is_interface(two) && !self.surface.is_value_type(one) && *one != Type::STRING
            || matches!((one, two), (Type::Array(_), Type::Array(_)))
            || matches!((one, two), (Type::Generic(..), Type::Array(_)) | (Type::Array(_), Type::Generic(..)))
            || Self::is_dynamic(one)
    }

    /// `case constant:`: the test and the constant.
    pub(super) fn constant_pattern(
        &mut self,
        slot: u32,
        class: &Type,
        expression: &Expr<'s>,
        span: Span,
    ) -> Option<(Node, Constant)> {
        let _ = span;
        let place = expression.span;
        let value = match self.operand(expression) {
            Operand::Default => self.default_value(class),
            operand => self.value(operand, place),
        };
        if value.is_error() || *class == Type::Error {
            return None;
        }
        if value.class == Type::Null {
            return Some((Node::IsNull(Box::new(Node::Local(slot)), false), Constant::Null));
        }
        if value.constant.is_none() {
            self.error("CS0150", "A constant value is expected", place);
            return None;
        }
        let wanted = if *class == Type::OBJECT || self.is_interface(class) || Self::is_dynamic(class) {
            value.class.clone()
        } else {
            class.without_nullable().clone()
        };
        if self.implicit(&value.class, &wanted, value.constant.as_ref()).is_none() {
            self.cannot_convert(&value, &wanted, place);
            return None;
        }
        let value = self.typed_to(value, &wanted, place);
        let constant = value.constant.clone()?;
        let left = Node::Local(slot);
        let node = match &constant {
            Constant::Text(_) => Node::TextEqual { left: Box::new(left), right: Box::new(value.node), negated: false },
            _ if *class == Type::OBJECT || self.is_interface(class) || Self::is_dynamic(class) => {
                Node::Same { left: Box::new(left), right: Box::new(value.node), negated: false, boxed: false }
            }
            Constant::Int32(_) | Constant::Int64(_) | Constant::UInt32(_) | Constant::UInt64(_) => {
                Node::Arithmetic(Box::new(Operation {
                    operator: Operator::Equal,
                    kind: NumberKind::Int32,
                    checked: false,
                    lifted: true,
                    left,
                    right: Some(value.node),
                }))
            }
            _ => Node::Same { left: Box::new(left), right: Box::new(value.node), negated: false, boxed: false },
        };
        Some((node, constant))
    }
}
