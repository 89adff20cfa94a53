//! Operators that types declare themselves, lifted to nullable operands where they take values.

use super::{
    Binder, Typed,
    argument::{Given, Operand},
    resolve::{Level, Refusal},
};
use crate::{
    ast::{Binary, Span},
    node::{CallNode, Callee, Lifted, Node, Receiver},
    surface::Passing,
    types::Type,
};

impl<'s> Binder<'_, 's> {
    /// A user-defined operator of either operand's type; gives the operands back when there is none.
    pub(super) fn user_operator(
        &mut self,
        operator: Binary,
        left: Typed,
        right: Typed,
        span: Span,
    ) -> Result<Typed, Box<(Typed, Typed)>> {
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
            return Err(Box::new((left, right)));
        }
        self.call_operator(members, symbol, vec![left, right], span).map_err(|mut operands| {
            let right = operands.pop().unwrap_or_else(Typed::error);
            let left = operands.pop().unwrap_or_else(Typed::error);
            Box::new((left, right))
        })
    }

    /// Calls the best of some operators; null operands are lifted.
    pub(super) fn call_operator(
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
}
