//! Unary operators.

use super::operator::kind_of;
use super::{Binder, Typed};
use crate::{
    ast::{Span, Unary},
    evaluate::arithmetic,
    node::{Node, NumberKind, NumberTarget, Operation, Operator},
    surface::Constant,
    types::Type,
};

impl<'s> Binder<'_, 's> {
    pub(super) fn unary(&mut self, operator: Unary, operand: Typed, span: Span) -> Typed {
        use NumberTarget as N;
        if operand.is_error() {
            return operand;
        }
        let symbol = match operator {
            Unary::Plus => "+",
            Unary::Minus => "-",
            Unary::Not => "!",
            Unary::Complement => "~",
        };
        let class = operand.class.without_nullable().clone();
        let lifted = matches!(operand.class, Type::Nullable(_));
        let no_operator = |binder: &mut Self, operand: &Typed| {
            let message = format!("Operator '{symbol}' cannot be applied to operand of type '{}'", operand.class);
            binder.failed("CS0023", message, span)
        };
        if operator == Unary::Not {
            if class != Type::BOOLEAN {
                return no_operator(self, &operand);
            }
            if let Some(Constant::Bool(value)) = operand.constant {
                return Typed::constant(Constant::Bool(!value), Type::BOOLEAN);
            }
            return Typed::new(Node::Not(Box::new(operand.node)), operand.class);
        }
        let members: Vec<_> = self
            .surface
            .info(class.id())
            .and_then(|info| info.operators.get(symbol))
            .into_iter()
            .flatten()
            .filter(|id| self.surface.member(**id).parameters.len() == 1)
            .copied()
            .collect();
        if !members.is_empty() {
            return match self.call_operator(members, symbol, vec![operand], span) {
                Ok(result) => result,
                Err(mut operands) => {
                    let operand = operands.pop().unwrap_or_else(Typed::error);
                    no_operator(self, &operand)
                }
            };
        }
        if self.surface.is_enumeration(&class) && operator == Unary::Complement {
            let kind = NumberKind::Enum(class.id());
            let operation = Operation {
                operator: Operator::Complement,
                kind,
                checked: false,
                lifted,
                left: operand.node,
                right: None,
            };
            return Typed::new(Node::Arithmetic(Box::new(operation)), operand.class);
        }
        let kind = match self.number_kind(&class) {
            Some(N::SByte | N::Byte | N::Int16 | N::UInt16 | N::Char | N::Int32) => N::Int32,
            Some(N::UInt32) if operator == Unary::Minus => N::Int64,
            Some(N::UInt64) if operator == Unary::Minus => return no_operator(self, &operand),
            Some(N::Single | N::Double | N::Decimal) if operator == Unary::Complement => {
                return no_operator(self, &operand);
            }
            Some(kind) => kind,
            None => return no_operator(self, &operand),
        };
        let (number, result) = kind_of(kind);
        let to = if lifted { Type::nullable_of(result.clone()) } else { result.clone() };
        let operand = self.typed_to(operand, &to, span);
        let operator = match operator {
            Unary::Minus => Operator::Negate,
            Unary::Complement => Operator::Complement,
            _ => Operator::Plus,
        };
        if let Some(constant) = &operand.constant
            && !lifted
        {
            return match arithmetic(operator, number, !self.unchecked, &constant.to_value(), None) {
                Ok(value) => Constant::of(&value).map_or_else(Typed::error, |value| Typed::constant(value, result)),
                Err(_) => self.failed("CS0220", "The operation overflows at compile time in checked mode", span),
            };
        }
        let checked = self.checked;
        let operation = Operation { operator, kind: number, checked, lifted, left: operand.node, right: None };
        Typed::new(Node::Arithmetic(Box::new(operation)), to)
    }
}
