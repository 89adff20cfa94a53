//! Conditions: what is assigned when they are true and when they are false.

use super::{Binder, Typed};
use crate::{
    ast::{Binary, Expr, ExprKind, Span, Unary},
    node::Node,
    surface::Constant,
    types::Type,
};

/// A bound condition with the assigned variables of both outcomes.
pub(super) struct Condition {
    pub(super) value: Typed,
    pub(super) when_true: u64,
    pub(super) when_false: u64,
}

impl<'s> Binder<'_, 's> {
    /// A condition of a statement: converted to `bool`.
    pub(super) fn condition(&mut self, expression: &Expr<'s>) -> Condition {
        let mut condition = self.logical(expression);
        if condition.value.class != Type::BOOLEAN {
            let value = std::mem::replace(&mut condition.value, Typed::error());
            condition.value = self.typed_to(value, &Type::BOOLEAN, expression.span);
        }
        condition
    }

    pub(super) fn logical(&mut self, expression: &Expr<'s>) -> Condition {
        match &expression.kind {
            ExprKind::Parenthesized(inner) => self.logical(inner),
            ExprKind::Unary(Unary::Not, inner) => {
                let inner = self.logical(inner);
                let (when_true, when_false) = (inner.when_false, inner.when_true);
                let value = self.unary(Unary::Not, inner.value, expression.span);
                Condition { value, when_true, when_false }
            }
            ExprKind::Binary(operator @ (Binary::AndAlso | Binary::OrElse), ..) => self.chain(*operator, expression),
            _ => {
                let value = self.value_of(expression);
                let (mut when_true, mut when_false) = (self.assigned, self.assigned);
                match value.constant {
                    Some(Constant::Bool(true)) => when_false = u64::MAX,
                    Some(Constant::Bool(false)) => when_true = u64::MAX,
                    _ => {}
                }
                Condition { value, when_true, when_false }
            }
        }
    }

    /// A chain of `&&` or `||`, from the left without recursion.
    fn chain(&mut self, operator: Binary, expression: &Expr<'s>) -> Condition {
        let is_and = operator == Binary::AndAlso;
        let mut operands = Vec::new();
        let mut first = expression;
        while let ExprKind::Binary(other, left, right) = &first.kind {
            if *other != operator {
                break;
            }
            operands.push((right, first.span));
            first = left;
        }
        let mut left = self.logical(first);
        let mut nodes: Vec<Node> = Vec::new();
        let mut constant = left.value.constant.clone();
        let mut is_plain = left.value.class == Type::BOOLEAN;
        while let Some((right, span)) = operands.pop() {
            self.assigned = if is_and { left.when_true } else { left.when_false };
            let right = self.logical(right);
            let (when_true, when_false) = if is_and {
                (right.when_true, left.when_false & right.when_false)
            } else {
                (left.when_true & right.when_true, right.when_false)
            };
            constant = match (constant, &right.value.constant) {
                (Some(Constant::Bool(one)), Some(Constant::Bool(two))) => {
                    Some(Constant::Bool(if is_and { one && *two } else { one || *two }))
                }
                _ => None,
            };
            let left_value = left.value;
            let value = if is_plain && right.value.class == Type::BOOLEAN {
                if nodes.is_empty() {
                    nodes.push(left_value.node);
                }
                nodes.push(right.value.node);
                Typed::new(Node::Constant(Constant::Null), Type::BOOLEAN)
            } else {
                is_plain = false;
                let before = if nodes.is_empty() {
                    left_value
                } else {
                    Typed::new(join(is_and, std::mem::take(&mut nodes)), Type::BOOLEAN)
                };
                self.logical_pair(operator, before, right.value, span)
            };
            left = Condition { value, when_true, when_false };
        }
        self.assigned = left.when_true & left.when_false;
        if !nodes.is_empty() {
            left.value = Typed { node: join(is_and, nodes), class: Type::BOOLEAN, constant };
        }
        left
    }

    /// `&&` or `||` of operands that are not both `bool`.
    fn logical_pair(&mut self, operator: Binary, left: Typed, right: Typed, span: Span) -> Typed {
        if left.is_error() || right.is_error() {
            return Typed::error();
        }
        // `bool?` only has `&` and `|`.
        if Self::is_dynamic(&left.class) || Self::is_dynamic(&right.class) {
            let left = self.cast(left, &Type::BOOLEAN, span);
            let right = self.cast(right, &Type::BOOLEAN, span);
            let nodes = vec![left.node, right.node];
            return Typed::new(join(operator == Binary::AndAlso, nodes), Type::BOOLEAN);
        }
        let convertible = |binder: &Self, value: &Typed| {
            value.class == Type::BOOLEAN
                || !matches!(value.class, Type::Nullable(_))
                    && binder.implicit(&value.class, &Type::BOOLEAN, None).is_some()
        };
        if convertible(self, &left) && convertible(self, &right) {
            let left = self.convert_to(left, &Type::BOOLEAN, span);
            let right = self.convert_to(right, &Type::BOOLEAN, span);
            return Typed::new(join(operator == Binary::AndAlso, vec![left, right]), Type::BOOLEAN);
        }
        let message = format!(
            "Operator '{}' cannot be applied to operands of type '{}' and '{}'",
            operator.symbol(),
            left.class,
            right.class
        );
        self.failed("CS0019", message, span)
    }

    /// `a ? b : c`.
    pub(super) fn choice(&mut self, condition: &Expr<'s>, yes: &Expr<'s>, no: &Expr<'s>, span: Span) -> Typed {
        let condition = self.condition(condition);
        self.assigned = condition.when_true;
        let yes_operand = self.operand(yes);
        let after_yes = self.assigned;
        self.assigned = condition.when_false;
        let no_operand = self.operand(no);
        let throws = |operand: &super::argument::Operand<'_, 's>| matches!(operand, super::argument::Operand::Throw(_));
        self.assigned = match (throws(&yes_operand), throws(&no_operand)) {
            (true, false) => self.assigned,
            (false, true) => after_yes,
            _ => self.assigned & after_yes,
        };
        use super::argument::Operand;
        let (yes_value, no_value) = match (yes_operand, no_operand) {
            (Operand::Throw(node), other) => {
                let other = self.value(other, no.span);
                let class = other.class.clone();
                (Typed::new(node, class), other)
            }
            (other, Operand::Throw(node)) => {
                let other = self.value(other, yes.span);
                let class = other.class.clone();
                (other, Typed::new(node, class))
            }
            (Operand::Default, other) => {
                let other = self.value(other, no.span);
                let class = other.class.clone();
                (self.default_value(&class), other)
            }
            (other, Operand::Default) => {
                let other = self.value(other, yes.span);
                let class = other.class.clone();
                let default = self.default_value(&class);
                (other, default)
            }
            (
                yes_operand @ (Operand::Lambda(_) | Operand::Methods(_)),
                no_operand @ (Operand::Lambda(_) | Operand::Methods(_)),
            ) => {
                let _ = (yes_operand, no_operand);
                let message = "Type of conditional expression cannot be determined because there is no implicit \
                               conversion between 'lambda expression' and 'lambda expression'";
                return self.failed("CS0173", message, span);
            }
            (Operand::Value(value), other @ (Operand::Lambda(_) | Operand::Methods(_))) => {
                let other = self.operand_to(other, &value.class, no.span);
                (value, other)
            }
            (other @ (Operand::Lambda(_) | Operand::Methods(_)), Operand::Value(value)) => {
                let other = self.operand_to(other, &value.class, yes.span);
                (other, value)
            }
            (yes_operand, no_operand) => {
                let yes_value = self.value(yes_operand, yes.span);
                (yes_value, self.value(no_operand, no.span))
            }
        };
        if yes_value.is_error() || no_value.is_error() || condition.value.is_error() {
            return Typed::error();
        }
        let class = self.choice_type(&yes_value, &no_value);
        let Some(class) = class else {
            let message = format!(
                "Type of conditional expression cannot be determined because there is no implicit conversion between \
                 '{}' and '{}'",
                yes_value.class, no_value.class
            );
            return self.failed("CS0173", message, span);
        };
        let yes_value = self.typed_to(yes_value, &class, yes.span);
        let no_value = self.typed_to(no_value, &class, no.span);
        if let Some(Constant::Bool(value)) = condition.value.constant {
            let chosen = if value { &yes_value } else { &no_value };
            if let (Some(_), Some(_)) = (&yes_value.constant, &no_value.constant)
                && let Some(constant) = chosen.constant.clone()
            {
                return Typed::constant(constant, class);
            }
        }
        let node = Node::Choice(Box::new(condition.value.node), Box::new(yes_value.node), Box::new(no_value.node));
        Typed::new(node, class)
    }

    fn choice_type(&self, yes: &Typed, no: &Typed) -> Option<Type> {
        if yes.class == no.class {
            return (yes.class != Type::Null && yes.class != Type::VOID).then(|| yes.class.clone());
        }
        let forth = self.implicit(&yes.class, &no.class, yes.constant.as_ref()).is_some() && no.class != Type::Null;
        let back = self.implicit(&no.class, &yes.class, no.constant.as_ref()).is_some() && yes.class != Type::Null;
        match (forth, back) {
            (true, false) => Some(no.class.clone()),
            (false, true) => Some(yes.class.clone()),
            // Constants convert both ways: the wider one without its constant decides.
            (true, true) => {
                if self.implicit(&yes.class, &no.class, None).is_some() {
                    Some(no.class.clone())
                } else {
                    Some(yes.class.clone())
                }
            }
            (false, false) => None,
        }
    }

    /// `a ?? b`.
    pub(super) fn coalesce(&mut self, left: &Expr<'s>, right: &Expr<'s>, span: Span) -> Typed {
        use super::argument::Operand;
        let left_value = self.value_of(left);
        let before = self.assigned;
        let right_operand = self.operand(right);
        self.assigned = before;
        if left_value.is_error() {
            return left_value;
        }
        let refuse = |binder: &mut Self, left: &Type, right: &Type| {
            let message = format!("Operator '??' cannot be applied to operands of type '{left}' and '{right}'");
            binder.failed("CS0019", message, span)
        };
        let is_value = self.surface.is_value_type(&left_value.class) && !matches!(left_value.class, Type::Nullable(_));
        if is_value || left_value.class == Type::VOID {
            let right_value = match right_operand {
                Operand::Value(value) => value.class,
                _ => Type::Error,
            };
            return refuse(self, &left_value.class, &right_value);
        }
        let inner = left_value.class.without_nullable().clone();
        let is_nullable = matches!(left_value.class, Type::Nullable(_));
        let coalesced =
            |left: Node, right: Node, class: Type| Typed::new(Node::Coalesce(Box::new(left), Box::new(right)), class);
        if is_nullable
            && self.operand_fits(&right_operand, &inner)
            && !matches!(&right_operand, Operand::Value(value) if value.class == Type::Null)
        {
            let right = self.operand_to(right_operand, &inner, right.span);
            return coalesced(left_value.node, right.node, inner);
        }
        if left_value.class != Type::Null && self.operand_fits(&right_operand, &left_value.class) {
            let class = left_value.class.clone();
            let right = self.operand_to(right_operand, &class, right.span);
            return coalesced(left_value.node, right.node, class);
        }
        let right_value = self.value(right_operand, right.span);
        if right_value.is_error() {
            return right_value;
        }
        let target = right_value.class.clone();
        let from = Typed { node: Node::Constant(Constant::Null), class: inner, constant: None };
        if self.implicit(&from.class, &target, None).is_some() || left_value.class == Type::Null {
            let found = if left_value.class == Type::Null {
                None
            } else {
                self.implicit(&left_value.class, &target, None)
                    .or_else(|| self.implicit(&from.class, &target, None))
                    .flatten()
            };
            // The conversion only happens when there is a value; conversions leave null alone.
            let left = Self::apply(Typed { constant: None, ..left_value }, found);
            return coalesced(left, right_value.node, target);
        }
        refuse(self, &left_value.class, &target)
    }
}

fn join(is_and: bool, nodes: Vec<Node>) -> Node {
    if is_and { Node::AndAlso(nodes) } else { Node::OrElse(nodes) }
}
