//! Operators: numeric promotion, lifting, user-defined operators, string concatenation, equality.

use super::{
    Binder, Typed,
    argument::{Given, Operand},
    resolve::{Level, Refusal},
};
use crate::{
    ast::{Binary, Expr, ExprKind, Span, Unary},
    evaluate::arithmetic,
    node::{CallNode, Callee, Lifted, Node, NumberKind, NumberTarget, Operation, Operator, Receiver},
    surface::{Constant, Passing},
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
            Err(operands) => operands,
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

    fn no_operator(&mut self, operator: Binary, left: &Typed, right: &Typed, span: Span) -> Typed {
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

    fn arithmetic(&mut self, operator: Binary, left: Typed, right: Typed, span: Span) -> Typed {
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
    fn operation(
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

    fn equality(&mut self, negated: bool, operator: Binary, left: Typed, right: Typed, span: Span) -> Typed {
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

    fn explicit_reference(&self, one: &Type, two: &Type) -> bool {
        (self.is_interface(one) || self.is_interface(two)) && self.explicit(one, two, None).is_some()
    }

    /// Whether `==` exists on a structure, so that it may be compared to null.
    fn is_comparable_structure(&self, class: &Type) -> bool {
        self.number_kind(class).is_some()
            || *class == Type::BOOLEAN
            || self.surface.is_enumeration(class)
            || self.surface.info(class.id()).is_some_and(|info| info.operators.contains_key("=="))
    }

    /// A user-defined operator of either operand's type; gives the operands back when there is none.
    fn user_operator(
        &mut self,
        operator: Binary,
        left: Typed,
        right: Typed,
        span: Span,
    ) -> Result<Typed, (Typed, Typed)> {
        let symbol = operator.symbol();
        let mut members = Vec::new();
        for class in [left.class.without_nullable(), right.class.without_nullable()] {
            let mut current = Some(class.clone());
            while let Some(this) = current {
                if let Some(found) = self.surface.info(this.id()).and_then(|info| info.operators.get(symbol)) {
                    for id in found {
                        if !members.contains(id) {
                            members.push(*id);
                        }
                    }
                    break;
                }
                current = self.surface.base_of(&this);
            }
        }
        members.retain(|id| self.surface.member(*id).parameters.len() == 2);
        if members.is_empty() {
            return Err((left, right));
        }
        self.call_operator(members, symbol, vec![left, right], span).map_err(|mut operands| {
            let right = operands.pop().unwrap_or_else(Typed::error);
            let left = operands.pop().unwrap_or_else(Typed::error);
            (left, right)
        })
    }

    /// Calls the best of some operators; null operands are lifted.
    fn call_operator(
        &mut self,
        members: Vec<crate::surface::MemberId>,
        symbol: &str,
        operands: Vec<Typed>,
        span: Span,
    ) -> Result<Typed, Vec<Typed>> {
        let has_null =
            operands.iter().any(|operand| matches!(operand.class, Type::Nullable(_)) || operand.class == Type::Null);
        let wants_value = members.iter().any(|id| {
            let member = self.surface.member(*id);
            member.parameters.first().is_some_and(|parameter| self.surface.is_value_type(&parameter.class))
        });
        let lifting = has_null && wants_value;
        let stripped = |operand: &Typed, other: Option<&Typed>| match &operand.class {
            Type::Nullable(inner) => (**inner).clone(),
            Type::Null => other.map_or(Type::Null, |other| other.class.without_nullable().clone()),
            class => class.clone(),
        };
        let mut given = Vec::new();
        let classes: Vec<Type> = operands.iter().map(|operand| operand.class.clone()).collect();
        let trial: Vec<Type> = operands
            .iter()
            .enumerate()
            .map(|(index, operand)| stripped(operand, operands.get(1 - index.min(1))))
            .collect();
        for (operand, class) in operands.into_iter().zip(trial) {
            let class = if lifting { class } else { operand.class.clone() };
            given.push(Given {
                name: None,
                passing: Passing::Value,
                span,
                value: Some(Operand::Value(Typed { class, ..operand })),
                declares: None,
                place: None,
            });
        }
        let level = Level { class: Type::VOID, members };
        match self.choose(&level, &given, &[]) {
            Ok(chosen) => {
                let lifted = match symbol {
                    _ if !lifting => Lifted::No,
                    "==" => Lifted::Equal,
                    "!=" => Lifted::NotEqual,
                    "<" | ">" | "<=" | ">=" => Lifted::False,
                    _ => Lifted::Null,
                };
                let member = self.surface.member(chosen.member);
                let Some(native) = member.native else { return Ok(Typed::error()) };
                self.requires(member.requirements);
                let (arguments, _) = self.lower_arguments(&member.parameters, &[], &chosen.fit, given);
                let result = if lifted == Lifted::Null && self.surface.is_value_type(&member.result) {
                    Type::nullable_of(member.result.clone())
                } else {
                    member.result.clone()
                };
                Ok(Typed::new(
                    Node::Call(Box::new(CallNode {
                        target: Callee::Native(native),
                        receiver: Receiver::None,
                        arguments,
                        stores: Vec::new(),
                        types: Vec::new(),
                        lifted,
                    })),
                    result,
                ))
            }
            Err(Refusal::Misfits(_) | Refusal::Ambiguous(..)) => Err(given
                .into_iter()
                .zip(classes)
                .map(|(given, class)| match given.value {
                    Some(Operand::Value(value)) => Typed { class, ..value },
                    _ => Typed::error(),
                })
                .collect()),
        }
    }

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
fn kind_of(kind: NumberTarget) -> (NumberKind, Type) {
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
