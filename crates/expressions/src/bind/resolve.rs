//! Calls: methods, extension methods, constructors, indexers, delegates and local functions.

use super::{
    Binder, Typed,
    argument::{Given, Operand, Place},
    overload::{Candidate, Fit, Misfit},
};
use crate::{
    ast::{Name, Span},
    node::{CallNode, Callee, Lifted, Node, Receiver, Store},
    surface::{Constant, Member, MemberId, Parameter, Passing},
    types::{Type, TypeId},
};

/// Methods of one type in a hierarchy.
#[derive(Clone)]
pub(super) struct Level {
    pub(super) class: Type,
    pub(super) members: Vec<MemberId>,
}

/// A method group.
pub(super) struct Methods<'s> {
    pub(super) receiver: Option<Typed>,
    pub(super) class: Type,
    pub(super) is_static: bool,
    pub(super) name: Name<'s>,
    pub(super) levels: Vec<Level>,
    pub(super) type_arguments: Vec<Type>,
}

/// A member chosen for a call.
pub(super) struct Chosen {
    pub(super) member: MemberId,
    pub(super) class: Type,
    pub(super) fit: Fit,
}

/// Why no member could be chosen.
pub(super) enum Refusal {
    Misfits(Vec<(MemberId, Misfit)>),
    Ambiguous(MemberId, MemberId),
}

impl<'s> Binder<'_, 's> {
    pub(super) fn candidate<'m>(&self, member: &'m Member, class: &'m Type) -> Candidate<'m> {
        Candidate {
            parameters: &member.parameters,
            type_parameters: member.type_parameters.len(),
            class: class.arguments(),
        }
    }

    /// The best of these members for the arguments.
    pub(super) fn choose(
        &mut self,
        level: &Level,
        given: &[Given<'_, 's>],
        explicit: &[Type],
    ) -> Result<Chosen, Refusal> {
        let surface = self.surface;
        let members: Vec<_> = level.members.iter().map(|id| (*id, surface.member(*id))).collect();
        let candidates: Vec<_> = members.iter().map(|(_, member)| self.candidate(member, &level.class)).collect();
        let mut fits = Vec::new();
        let mut misfits = Vec::new();
        for (index, candidate) in candidates.iter().enumerate() {
            if !self.step(given.first().map_or(Span::default(), |given| given.span)) {
                break;
            }
            match self.fit(*candidate, given, explicit) {
                Ok(fit) => fits.push((index, fit)),
                Err(misfit) => misfits.push((members[index].0, misfit)),
            }
        }
        if fits.is_empty() {
            return Err(Refusal::Misfits(misfits));
        }
        match self.best(&fits, &candidates, given) {
            Ok(best) => {
                let (index, fit) = fits.swap_remove(best);
                Ok(Chosen { member: members[index].0, class: level.class.clone(), fit })
            }
            Err((one, two)) => Err(Refusal::Ambiguous(members[fits[one].0].0, members[fits[two].0].0)),
        }
    }

    /// Calls a method group.
    pub(super) fn call_methods(&mut self, methods: Methods<'s>, mut given: Vec<Given<'_, 's>>, span: Span) -> Typed {
        if given.iter().any(|given| matches!(&given.value, Some(Operand::Value(value)) if value.is_error())) {
            return self.call_with_errors(methods, given);
        }
        let name = methods.name;
        let mut refusals: Vec<(MemberId, Misfit)> = Vec::new();
        for level in &methods.levels {
            match self.choose(level, &given, &methods.type_arguments) {
                Ok(chosen) => {
                    let member = self.surface.member(chosen.member);
                    if methods.is_static && !member.is_static {
                        let message = format!(
                            "An object reference is required for the non-static field, method, or property '{}.{}'",
                            methods.class,
                            self.method_text(member)
                        );
                        return self.failed("CS0120", message, span);
                    }
                    if !methods.is_static && member.is_static && !member.is_extension {
                        let message = format!(
                            "Member '{}.{}' cannot be accessed with an instance reference; qualify it with a type \
                             name instead",
                            methods.class,
                            self.method_text(member)
                        );
                        return self.failed("CS0176", message, span);
                    }
                    let receiver = if member.is_static { None } else { methods.receiver };
                    return self.finish_call(chosen, receiver, given, span);
                }
                Err(Refusal::Ambiguous(one, two)) => return self.ambiguous(one, two, name.span),
                Err(Refusal::Misfits(misfits)) => refusals.extend(misfits),
            }
        }
        if let Some(receiver) = methods.receiver {
            let span_of_receiver = Span { start: span.start, end: name.span.start.max(span.start) };
            let receiver = Given {
                name: None,
                passing: Passing::Value,
                span: span_of_receiver,
                value: Some(Operand::Value(receiver)),
                declares: None,
                place: None,
            };
            given.insert(0, receiver);
            let extensions = self.surface.extensions(name.text);
            let level = Level { class: Type::VOID, members: extensions.to_vec() };
            match self.choose(&level, &given, &methods.type_arguments) {
                Ok(chosen) => return self.finish_call(chosen, None, given, span),
                Err(Refusal::Ambiguous(one, two)) => return self.ambiguous(one, two, name.span),
                Err(Refusal::Misfits(misfits)) => {
                    return self.refuse_extension(&methods.class, name, refusals, misfits, &given, span);
                }
            }
        }
        self.refuse(name.text, &methods.class, refusals, &given, name.span)
    }

    /// Some argument was already reported: the result is whatever the only fitting number of arguments gives.
    fn call_with_errors(&mut self, methods: Methods<'s>, given: Vec<Given<'_, 's>>) -> Typed {
        for level in &methods.levels {
            if let Ok(chosen) = self.choose(level, &given, &methods.type_arguments) {
                let member = self.surface.member(chosen.member);
                let result = member.result.substitute(level.class.arguments(), &chosen.fit.types);
                if result.is_open() || result == Type::VOID {
                    break;
                }
                for given in given {
                    if let Some(name) = given.declares {
                        self.declare(name, Type::Error, super::scope::VariableKind::Local);
                    }
                }
                return Typed { class: Type::Error, ..Typed::error() };
            }
        }
        Typed::error()
    }

    pub(super) fn receiver_fits(&self, id: MemberId, class: &Type) -> bool {
        let Some(first) = self.surface.member(id).parameters.first() else { return false };
        match &first.class {
            Type::Parameter(_) => true,
            open if open.is_open() => self.surface.as_instance_of(class, open.id()).is_some(),
            closed => self.implicit_standard(class, closed, None).is_some(),
        }
    }

    /// The call node of a chosen member.
    pub(super) fn finish_call(
        &mut self,
        chosen: Chosen,
        receiver: Option<Typed>,
        given: Vec<Given<'_, 's>>,
        span: Span,
    ) -> Typed {
        let surface = self.surface;
        let member = surface.member(chosen.member);
        self.requires(member.requirements);
        let (arguments, stores) =
            self.lower_arguments(&member.parameters, chosen.class.arguments(), &chosen.fit, given);
        let result = member.result.substitute(chosen.class.arguments(), &chosen.fit.types);
        let types: Vec<_> = chosen.class.arguments().iter().chain(&chosen.fit.types).cloned().collect();
        let _ = span;
        let receiver = match receiver {
            None => Receiver::None,
            Some(receiver) if chosen.class.id() == TypeId::NULLABLE => Receiver::Nullable(receiver.node),
            // `null.ToString()` of a nullable is the empty string, not an exception.
            Some(receiver) if matches!(receiver.class, Type::Nullable(_)) && member.name != "GetType" => {
                Receiver::Nullable(receiver.node)
            }
            Some(receiver) => Receiver::Object(receiver.node),
        };
        let target = member.native.map_or(Callee::Virtual(chosen.member), Callee::Native);
        let node = Node::Call(Box::new(CallNode { target, receiver, arguments, stores, types, lifted: Lifted::No }));
        Typed::new(node, result)
    }

    /// Arguments in order of the parameters, with defaults and the params array filled in.
    pub(super) fn lower_arguments(
        &mut self,
        parameters: &[Parameter],
        class: &[Type],
        fit: &Fit,
        given: Vec<Given<'_, 's>>,
    ) -> (Vec<Node>, Vec<(u32, Store)>) {
        let mut nodes: Vec<Option<Node>> = (0..parameters.len()).map(|_| None).collect();
        let mut stores = Vec::new();
        let mut expanded = Vec::new();
        let last = parameters.len().wrapping_sub(1);
        for (index, given) in given.into_iter().enumerate() {
            let (Some(parameter), Some(wanted)) = (fit.mapping.get(index), fit.classes.get(index)) else { continue };
            let node = self.lower_argument(given, wanted, *parameter as u32, &mut stores);
            if fit.expanded && *parameter == last {
                expanded.push(node);
            } else if let Some(slot) = nodes.get_mut(*parameter) {
                *slot = Some(node);
            }
        }
        let lowered = nodes
            .into_iter()
            .zip(parameters)
            .enumerate()
            .map(|(index, (node, parameter))| match node {
                Some(node) => node,
                None if fit.expanded && index == last => {
                    let class = parameter.class.substitute(class, &fit.types);
                    let element = class.element().cloned().unwrap_or(Type::OBJECT);
                    Node::ArrayItems(element, std::mem::take(&mut expanded))
                }
                None => self.default_argument(parameter, &parameter.class.substitute(class, &fit.types)),
            })
            .collect();
        (lowered, stores)
    }

    fn default_argument(&mut self, parameter: &Parameter, class: &Type) -> Node {
        match &parameter.default {
            Some(Constant::Default) | None => self.default_value(class).node,
            Some(Constant::Text(text)) => Node::Text(text.clone()),
            Some(constant) => Node::Constant(constant.clone()),
        }
    }

    fn lower_argument(
        &mut self,
        given: Given<'_, 's>,
        wanted: &Type,
        parameter: u32,
        stores: &mut Vec<(u32, Store)>,
    ) -> Node {
        if given.passing == Passing::Value {
            return match given.value {
                Some(operand) => self.operand_to(operand, wanted, given.span).node,
                None => Node::Constant(Constant::Null),
            };
        }
        let place = match given.declares {
            Some(name) => Place::Variable(self.declare(name, wanted.clone(), super::scope::VariableKind::Local)),
            None => given.place.unwrap_or(Place::Discard),
        };
        let store = self.place_store(&place);
        stores.push((parameter, store));
        match given.value {
            Some(Operand::Value(value)) if given.passing == Passing::Reference => value.node,
            _ => Node::Constant(Constant::Null),
        }
    }
}
