//! Method groups as delegates, and calls of delegates.

use super::resolve::{Chosen, Level, Methods};
use super::{
    Binder, Typed,
    argument::{Given, Operand},
};
use crate::{
    ast::Span,
    node::{Callee, MethodGroupNode, Node},
    surface::{Constant, Passing},
    types::Type,
};

impl<'s> Binder<'_, 's> {
    /// Whether a method group converts to a delegate type.
    pub(super) fn methods_fit(&mut self, methods: &Methods<'s>, class: &Type) -> bool {
        let Some((parameters, result)) = self.delegate_of(class) else { return false };
        match self.choose_for(methods, &parameters) {
            Some((chosen, _)) => {
                let member = self.surface.member(chosen.member);
                let given = member.result.substitute(chosen.class.arguments(), &chosen.fit.types);
                result == Type::VOID
                    || given == result
                    || self.surface.is_reference(&given) && self.surface.is_subtype(&given, &result)
            }
            None => false,
        }
    }

    pub(super) fn methods_result(&mut self, methods: &Methods<'s>, parameters: &[Type]) -> Option<Type> {
        let (chosen, _) = self.choose_for(methods, parameters)?;
        let member = self.surface.member(chosen.member);
        Some(member.result.substitute(chosen.class.arguments(), &chosen.fit.types))
    }

    /// The method of a group for these parameter types; says whether it is an extension.
    pub(super) fn choose_for(&mut self, methods: &Methods<'s>, parameters: &[Type]) -> Option<(Chosen, bool)> {
        let given_of = |class: &Type| Given {
            name: None,
            passing: Passing::Value,
            span: methods.name.span,
            value: Some(Operand::Value(Typed::new(Node::Constant(Constant::Null), class.clone()))),
            declares: None,
            place: None,
        };
        let mut given: Vec<_> = parameters.iter().map(given_of).collect();
        for level in &methods.levels {
            if let Ok(chosen) = self.choose(level, &given, &methods.type_arguments) {
                let member = self.surface.member(chosen.member);
                let fits = member.is_static == methods.is_static && !chosen.fit.expanded;
                return fits.then_some((chosen, false));
            }
        }
        let receiver = methods.receiver.as_ref()?;
        given.insert(0, given_of(&receiver.class));
        let level = Level { class: Type::VOID, members: self.surface.extensions(methods.name.text).to_vec() };
        self.choose(&level, &given, &methods.type_arguments).ok().map(|chosen| (chosen, true))
    }

    /// A method group as a delegate.
    pub(super) fn methods_to(&mut self, methods: Methods<'s>, class: &Type, span: Span) -> Node {
        let Some((parameters, _)) = self.delegate_of(class) else { return Node::Constant(Constant::Null) };
        let name = methods.name.text;
        match self.choose_for(&methods, &parameters) {
            Some((chosen, is_extension)) => {
                let surface = self.surface;
                let member = surface.member(chosen.member);
                self.requires(member.requirements);
                let receiver = if member.is_static && !is_extension { None } else { methods.receiver };
                let types = chosen.class.arguments().iter().chain(&chosen.fit.types).cloned().collect();
                Node::MethodGroup(Box::new(MethodGroupNode {
                    callee: member.native.map_or(Callee::Virtual(chosen.member), Callee::Native),
                    receiver: receiver.map(|receiver| receiver.node),
                    is_extension,
                    class: class.clone(),
                    types,
                }))
            }
            None => {
                self.error("CS0123", format!("No overload for '{name}' matches delegate '{class}'"), span);
                Node::Constant(Constant::Null)
            }
        }
    }

    /// Calls a delegate value.
    pub(super) fn call_delegate(&mut self, delegate: Typed, given: Vec<Given<'_, 's>>, span: Span) -> Typed {
        let Some((parameters, result)) = self.delegate_of(&delegate.class) else {
            if delegate.is_error() {
                return Typed::error();
            }
            return self.failed("CS0149", "Method name expected", span);
        };
        if parameters.len() != given.len() {
            let message = format!("Delegate '{}' does not take {} arguments", delegate.class, given.len());
            return self.failed("CS1593", message, span);
        }
        let mut nodes = Vec::with_capacity(given.len());
        for (index, (given, wanted)) in given.into_iter().zip(&parameters).enumerate() {
            let fits = given.value.as_ref().is_some_and(|operand| self.operand_fits(operand, wanted));
            if !fits && !matches!(&given.value, Some(Operand::Lambda(_))) {
                let list = [given];
                let mut refused = self.refuse_argument(0, wanted, &list, span);
                if let Some(error) = self.errors.last_mut() {
                    error.message = error.message.replacen("Argument 1", &format!("Argument {}", index + 1), 1);
                }
                refused.class = Type::Error;
                return refused;
            }
            if let Some(operand) = given.value {
                nodes.push(self.operand_to(operand, wanted, given.span).node);
            }
        }
        Typed::new(Node::Invoke(Box::new(delegate.node), nodes), result)
    }
}
