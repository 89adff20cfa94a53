//! Operators: numeric promotion, lifting, user-defined operators, string concatenation, equality.

use super::{Binder, Typed};
use crate::{
    ast::{Binary, Expr, ExprKind, Span},
    evaluate::arithmetic,
    node::{Node, NumberKind, NumberTarget, Operation, Operator},
    surface::Constant,
    text::TextBuilder,
    types::{Type, TypeId},
};

impl<'s> Binder<'_, 's> {
    /// A chain of left-associative operators, bound from the left without recursion.
    pub(super) fn binary(&mut self, expression: &Expr<'s>) -> Typed {
        let mut spine = Vec::new();
        let mut first = expression;
        while let ExprKind::Binary(operator, left, right) = &first.kind {
            if matches!(operator, Binary::AndAlso | Binary::OrElse | Binary::Coalesce) {
                break;
            }
            spine.push((*operator, right, first.span));
            first = left;
        }
        let mut left = self.value_of(first);
        while let Some((operator, right, span)) = spine.pop() {
            let right = self.value_of(right);
            left = self.operate(operator, left, right, span);
        }
        left
    }

    pub(super) fn operate(&mut self, operator: Binary, left: Typed, right: Typed, span: Span) -> Typed {
        if left.is_error() || right.is_error() {
            return Typed::error();
        }
        if left.class == Type::VOID || right.class == Type::VOID {
            return self.no_operator(operator, &left, &right, span);
        }
        if Self::is_dynamic(&left.class) || Self::is_dynamic(&right.class) {
            let other = if Self::is_dynamic(&left.class) { right.class.clone() } else { left.class.clone() };
            if Self::is_dynamic(&other) {
                return self.no_operator(operator, &left, &right, span);
            }
            let left = self.cast(left, &other, span);
            let right = self.cast(right, &other, span);
            return self.operate(operator, left, right, span);
        }
        let (left, right) = match self.user_operator(operator, left, right, span) {
            Ok(result) => return result,
            Err(operands) => *operands,
        };
        let is_text = |operand: &Typed| operand.class == Type::STRING;
        if operator == Binary::Add && (is_text(&left) || is_text(&right)) {
            return self.concat(left, right);
        }
        if matches!(operator, Binary::Equal | Binary::NotEqual) {
            return self.equality(operator == Binary::NotEqual, operator, left, right, span);
        }
        self.arithmetic(operator, left, right, span)
    }

    pub(super) fn no_operator(&mut self, operator: Binary, left: &Typed, right: &Typed, span: Span) -> Typed {
        let message = format!(
            "Operator '{}' cannot be applied to operands of type '{}' and '{}'",
            operator.symbol(),
            left.class,
            right.class
        );
        self.failed("CS0019", message, span)
    }

    fn concat(&mut self, left: Typed, right: Typed) -> Typed {
        if let (Some(one), Some(two)) = (&left.constant, &right.constant)
            && matches!((one, two), (Constant::Text(_) | Constant::Null, Constant::Text(_) | Constant::Null))
        {
            let mut builder = TextBuilder::new();
            builder.push(&one.to_value().to_text());
            builder.push(&two.to_value().to_text());
            let text = self.interned(&builder.finish());
            return Typed::constant(Constant::Text(text), Type::STRING);
        }
        let mut parts = match left.node {
            Node::Concat(parts) => parts,
            other => vec![other],
        };
        match right.node {
            // `a + (b + c)` gives the same text.
            Node::Concat(more) => parts.extend(more),
            other => parts.push(other),
        }
        Typed::new(Node::Concat(parts), Type::STRING)
    }

    /// The kind both operands are promoted to.
    fn promoted(&self, left: &Typed, right: &Typed) -> Option<NumberTarget> {
        use NumberTarget as N;
        let one = self.number_kind(left.class.without_nullable())?;
        let two = self.number_kind(right.class.without_nullable())?;
        let small = |kind: N| matches!(kind, N::SByte | N::Byte | N::Int16 | N::UInt16 | N::Char | N::Int32);
        let signed = |kind: N| matches!(kind, N::SByte | N::Int16 | N::Int32 | N::Int64);
        let fits = |operand: &Typed, kind: N| {
            operand.constant.as_ref().is_some_and(|constant| {
                matches!(constant, Constant::Int32(_) | Constant::Int64(_))
                    && crate::evaluate::convert_number(&constant.to_value(), kind, true).is_ok()
            })
        };
        let either = |kind: N| one == kind || two == kind;
        Some(if either(N::Decimal) {
            if either(N::Single) || either(N::Double) {
                return None;
            }
            N::Decimal
        } else if either(N::Double) {
            N::Double
        } else if either(N::Single) {
            N::Single
        } else if either(N::UInt64) {
            let other_fits = |operand: &Typed, kind: N| !signed(kind) || fits(operand, N::UInt64);
            if !other_fits(left, one) || !other_fits(right, two) {
                return None;
            }
            N::UInt64
        } else if either(N::Int64) {
            N::Int64
        } else if either(N::UInt32) {
            let other = if one == N::UInt32 { (right, two) } else { (left, one) };
            if !signed(other.1) || other.1 == N::Int32 && fits(other.0, N::UInt32) { N::UInt32 } else { N::Int64 }
        } else if small(one) && small(two) {
            N::Int32
        } else {
            return None;
        })
    }

    pub(super) fn arithmetic(&mut self, operator: Binary, left: Typed, right: Typed, span: Span) -> Typed {
        let Some(wanted) = operator_of(operator) else { return self.no_operator(operator, &left, &right, span) };
        let lifted = matches!(left.class, Type::Nullable(_)) || matches!(right.class, Type::Nullable(_));
        let (one, two) = (left.class.without_nullable().clone(), right.class.without_nullable().clone());
        let is_comparison = matches!(
            operator,
            Binary::Less
                | Binary::Greater
                | Binary::LessOrEqual
                | Binary::GreaterOrEqual
                | Binary::Equal
                | Binary::NotEqual
        );
        if one == Type::BOOLEAN && two == Type::BOOLEAN && matches!(operator, Binary::And | Binary::Or | Binary::Xor) {
            return self.operation(wanted, NumberKind::Bool, lifted, left, right, Type::BOOLEAN, span);
        }
        let enumeration = [&one, &two].into_iter().find(|class| self.surface.is_enumeration(class)).cloned();
        if let Some(class) = enumeration {
            return self.enumeration(operator, wanted, &class, left, right, span);
        }
        // `null` takes part as the other operand's nullable.
        if (left.class == Type::Null) != (right.class == Type::Null)
            && (self.number_kind(&one).is_some() || self.number_kind(&two).is_some())
        {
            let class = if left.class == Type::Null { two.clone() } else { one.clone() };
            let null = Typed::new(Node::Constant(Constant::Null), Type::nullable_of(class));
            let (left, right) = if left.class == Type::Null { (null, right) } else { (left, null) };
            return self.arithmetic(operator, left, right, span);
        }
        if matches!(operator, Binary::ShiftLeft | Binary::ShiftRight) {
            return self.shift(operator, wanted, lifted, left, right, span);
        }
        let Some(kind) = self.promoted(&left, &right) else { return self.no_operator(operator, &left, &right, span) };
        let integral =
            matches!(kind, NumberTarget::Int32 | NumberTarget::UInt32 | NumberTarget::Int64 | NumberTarget::UInt64);
        if matches!(operator, Binary::And | Binary::Or | Binary::Xor) && !integral {
            return self.no_operator(operator, &left, &right, span);
        }
        let (number, class) = kind_of(kind);
        let result = if is_comparison { Type::BOOLEAN } else { class.clone() };
        let operand = |binder: &mut Self, value: Typed| {
            let to =
                if matches!(value.class, Type::Nullable(_)) { Type::nullable_of(class.clone()) } else { class.clone() };
            binder.typed_to(value, &to, span)
        };
        let left = operand(self, left);
        let right = operand(self, right);
        self.operation(wanted, number, lifted, left, right, result, span)
    }

    fn shift(
        &mut self,
        operator: Binary,
        wanted: Operator,
        lifted: bool,
        left: Typed,
        right: Typed,
        span: Span,
    ) -> Typed {
        use NumberTarget as N;
        let kind = match self.number_kind(left.class.without_nullable()) {
            Some(N::SByte | N::Byte | N::Int16 | N::UInt16 | N::Char | N::Int32) => N::Int32,
            Some(kind @ (N::UInt32 | N::Int64 | N::UInt64)) => kind,
            _ => return self.no_operator(operator, &left, &right, span),
        };
        let count = right.class.without_nullable().clone();
        if self.implicit_standard(&count, &Type::INT32, right.constant.as_ref()).is_none() {
            return self.no_operator(operator, &left, &right, span);
        }
        let (number, class) = kind_of(kind);
        let nullable =
            |nullable: bool, class: &Type| if nullable { Type::nullable_of(class.clone()) } else { class.clone() };
        let to = nullable(matches!(left.class, Type::Nullable(_)), &class);
        let left = self.typed_to(left, &to, span);
        let to = nullable(matches!(right.class, Type::Nullable(_)), &Type::INT32);
        let right = self.typed_to(right, &to, span);
        self.operation(wanted, number, lifted, left, right, class, span)
    }

    fn enumeration(
        &mut self,
        operator: Binary,
        wanted: Operator,
        class: &Type,
        left: Typed,
        right: Typed,
        span: Span,
    ) -> Typed {
        let id = class.id();
        let one = left.class.without_nullable().clone();
        let two = right.class.without_nullable().clone();
        let lifted = matches!(left.class, Type::Nullable(_)) || matches!(right.class, Type::Nullable(_));
        let is_comparison =
            matches!(operator, Binary::Less | Binary::Greater | Binary::LessOrEqual | Binary::GreaterOrEqual);
        let is_logic = matches!(operator, Binary::And | Binary::Or | Binary::Xor);
        let zero = |operand: &Typed| matches!(operand.constant, Some(Constant::Int32(0)));
        let same = one == two || zero(&left) || zero(&right);
        match operator {
            _ if same && (is_comparison || is_logic) => {
                let result = if is_comparison { Type::BOOLEAN } else { class.clone() };
                let kind = if is_comparison { NumberKind::Int64 } else { NumberKind::Enum(id) };
                self.operation(wanted, kind, lifted, left, right, result, span)
            }
            Binary::Subtract if one == two => {
                self.operation(wanted, NumberKind::Int32, lifted, left, right, Type::INT32, span)
            }
            Binary::Add | Binary::Subtract
                if (one == *class && self.number_kind(&two).is_some())
                    || (operator == Binary::Add && two == *class && self.number_kind(&one).is_some()) =>
            {
                self.operation(wanted, NumberKind::Enum(id), lifted, left, right, class.clone(), span)
            }
            _ => self.no_operator(operator, &left, &right, span),
        }
    }

    /// An operation node, or its value when both operands are constants.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn operation(
        &mut self,
        operator: Operator,
        kind: NumberKind,
        lifted: bool,
        left: Typed,
        right: Typed,
        result: Type,
        span: Span,
    ) -> Typed {
        let divides = matches!(operator, Operator::Divide | Operator::Remainder);
        if divides
            && matches!(
                right.constant,
                Some(Constant::Int32(0) | Constant::Int64(0) | Constant::UInt32(0) | Constant::UInt64(0))
            )
        {
            return self.failed("CS0020", "Division by constant zero", span);
        }
        if divides && matches!(&right.constant, Some(Constant::Decimal(zero)) if zero.is_zero()) {
            return self.failed("CS0020", "Division by constant zero", span);
        }
        if let (Some(one), Some(two)) = (&left.constant, &right.constant)
            && !lifted
        {
            let computed = arithmetic(operator, kind, !self.unchecked, &one.to_value(), Some(&two.to_value()));
            match computed {
                Ok(value) => {
                    if let Some(constant) = Constant::of(&value) {
                        return Typed::constant(constant, result);
                    }
                }
                Err(_) if kind == NumberKind::Decimal => {
                    let message = "Evaluation of the decimal constant expression failed";
                    return self.failed("CS0463", message, span);
                }
                Err(_) => {
                    let message = "The operation overflows at compile time in checked mode";
                    return self.failed("CS0220", message, span);
                }
            }
        }
        let is_comparison = matches!(
            operator,
            Operator::Equal
                | Operator::NotEqual
                | Operator::Less
                | Operator::LessOrEqual
                | Operator::Greater
                | Operator::GreaterOrEqual
        );
        let class = if lifted && !is_comparison { Type::nullable_of(result) } else { result };
        let checked = self.checked;
        let operation = Operation { operator, kind, checked, lifted, left: left.node, right: Some(right.node) };
        Typed::new(Node::Arithmetic(Box::new(operation)), class)
    }
}

fn operator_of(operator: Binary) -> Option<Operator> {
    Some(match operator {
        Binary::Multiply => Operator::Multiply,
        Binary::Divide => Operator::Divide,
        Binary::Remainder => Operator::Remainder,
        Binary::Add => Operator::Add,
        Binary::Subtract => Operator::Subtract,
        Binary::ShiftLeft => Operator::ShiftLeft,
        Binary::ShiftRight => Operator::ShiftRight,
        Binary::Less => Operator::Less,
        Binary::Greater => Operator::Greater,
        Binary::LessOrEqual => Operator::LessOrEqual,
        Binary::GreaterOrEqual => Operator::GreaterOrEqual,
        Binary::Equal => Operator::Equal,
        Binary::NotEqual => Operator::NotEqual,
        Binary::And => Operator::And,
        Binary::Xor => Operator::Xor,
        Binary::Or => Operator::Or,
        Binary::AndAlso | Binary::OrElse | Binary::Coalesce => return None,
    })
}

/// The kind of an operation and its type.
pub(super) fn kind_of(kind: NumberTarget) -> (NumberKind, Type) {
    match kind {
        NumberTarget::UInt32 => (NumberKind::UInt32, Type::UINT32),
        NumberTarget::Int64 => (NumberKind::Int64, Type::INT64),
        NumberTarget::UInt64 => (NumberKind::UInt64, Type::UINT64),
        NumberTarget::Single => (NumberKind::Single, Type::SINGLE),
        NumberTarget::Double => (NumberKind::Double, Type::DOUBLE),
        NumberTarget::Decimal => (NumberKind::Decimal, Type::DECIMAL),
        NumberTarget::Enum(id) => (NumberKind::Enum(id), Type::Plain(id)),
        _ => (NumberKind::Int32, Type::INT32),
    }
}

/// `sizeof` of a built-in type.
pub(super) fn size_of_type(id: TypeId) -> Option<i32> {
    Some(match id {
        TypeId::BOOLEAN | TypeId::BYTE | TypeId::SBYTE => 1,
        TypeId::CHAR | TypeId::INT16 | TypeId::UINT16 => 2,
        TypeId::INT32 | TypeId::UINT32 | TypeId::SINGLE => 4,
        TypeId::INT64 | TypeId::UINT64 | TypeId::DOUBLE => 8,
        TypeId::DECIMAL => 16,
        _ => return None,
    })
}
