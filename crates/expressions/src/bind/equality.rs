//! `==` and `!=`.

use super::{Binder, Typed};
use crate::{
    ast::{Binary, Span},
    node::{Node, NumberKind, Operator},
    surface::Constant,
    types::Type,
};

impl<'s> Binder<'_, 's> {
    pub(super) fn equality(&mut self, negated: bool, operator: Binary, left: Typed, right: Typed, span: Span) -> Typed {
        let boolean = |node| Typed::new(node, Type::BOOLEAN);
        if left.class == Type::Null && right.class == Type::Null {
            return Typed::constant(Constant::Bool(!negated), Type::BOOLEAN);
        }
        if left.class == Type::Null || right.class == Type::Null {
            let value = if left.class == Type::Null { right } else { left };
            let is_struct = self.surface.is_value_type(&value.class) && !matches!(value.class, Type::Nullable(_));
            // A number is lifted to its nullable and so is never null; other structures have no such operator.
            if is_struct && !self.is_comparable_structure(&value.class) {
                let null = Typed::new(Node::Constant(Constant::Null), Type::Null);
                return self.no_operator(operator, &value, &null, span);
            }
            if value.constant.is_some() && value.class == Type::STRING {
                return Typed::constant(Constant::Bool(negated), Type::BOOLEAN);
            }
            return boolean(Node::IsNull(Box::new(value.node), negated));
        }
        let (one, two) = (left.class.without_nullable().clone(), right.class.without_nullable().clone());
        let lifted = matches!(left.class, Type::Nullable(_)) || matches!(right.class, Type::Nullable(_));
        let wanted = if negated { Operator::NotEqual } else { Operator::Equal };
        if one == Type::STRING && two == Type::STRING {
            if let (Some(one), Some(two)) = (&left.constant, &right.constant) {
                return Typed::constant(Constant::Bool((one == two) != negated), Type::BOOLEAN);
            }
            // Evaluating a literal has no effect, so it may stand on the right.
            let (left, right) = if left.constant.is_some() { (right, left) } else { (left, right) };
            return boolean(Node::TextEqual { left: Box::new(left.node), right: Box::new(right.node), negated });
        }
        if one == Type::BOOLEAN && two == Type::BOOLEAN {
            return self.operation(wanted, NumberKind::Bool, lifted, left, right, Type::BOOLEAN, span);
        }
        if self.number_kind(&one).is_some() && self.number_kind(&two).is_some() {
            return self.arithmetic(operator, left, right, span);
        }
        let zero = |operand: &Typed| matches!(operand.constant, Some(Constant::Int32(0)));
        if self.surface.is_enumeration(&one) && (one == two || zero(&right))
            || self.surface.is_enumeration(&two) && zero(&left)
        {
            return self.operation(wanted, NumberKind::Int64, lifted, left, right, Type::BOOLEAN, span);
        }
        let references = self.surface.is_reference(&one) && self.surface.is_reference(&two);
        let related = references
            && (self.surface.is_subtype(&one, &two)
                || self.surface.is_subtype(&two, &one)
                || self.explicit_reference(&one, &two));
        if related {
            return boolean(Node::Same {
                left: Box::new(left.node),
                right: Box::new(right.node),
                negated,
                boxed: true,
            });
        }
        if let (Type::Tuple(one), Type::Tuple(two)) = (&one, &two)
            && one.elements.len() == two.elements.len()
        {
            return boolean(Node::Same {
                left: Box::new(left.node),
                right: Box::new(right.node),
                negated,
                boxed: false,
            });
        }
        self.no_operator(operator, &left, &right, span)
    }

    pub(super) fn explicit_reference(&self, one: &Type, two: &Type) -> bool {
        (self.is_interface(one) || self.is_interface(two)) && self.explicit(one, two, None).is_some()
    }

    /// Whether `==` exists on a structure, so that it may be compared to null.
    pub(super) fn is_comparable_structure(&self, class: &Type) -> bool {
        self.number_kind(class).is_some()
            || *class == Type::BOOLEAN
            || self.surface.is_enumeration(class)
            || self.surface.info(class.id()).is_some_and(|info| info.operators.contains_key("=="))
    }
}
