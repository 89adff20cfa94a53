//! Calls: methods, extension methods, constructors, indexers, delegates and local functions.

use super::{
    Binder, Typed,
    argument::{Given, Operand, Place},
    overload::{Candidate, Fit, Misfit},
};
use crate::{
    ast::{Name, Span},
    node::{CallNode, Callee, Lifted, MethodGroupNode, Node, Receiver, Store},
    surface::{Constant, Member, MemberId, MemberKind, Parameter, Passing},
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
            result: &member.result,
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

    pub(super) fn method_text(&self, member: &Member) -> String {
        let parameters: Vec<_> = member
            .parameters
            .iter()
            .map(|parameter| match parameter.passing {
                Passing::Out => format!("out {}", parameter.class),
                Passing::Reference => format!("ref {}", parameter.class),
                Passing::Params => format!("params {}", parameter.class),
                Passing::Value => parameter.class.to_string(),
            })
            .collect();
        format!("{}({})", member.name, parameters.join(", "))
    }

    fn ambiguous(&mut self, one: MemberId, two: MemberId, span: Span) -> Typed {
        let text = |id| {
            let member = self.surface.member(id);
            format!("{}.{}", member.declaring.short_name(), self.method_text(member))
        };
        let message = format!(
            "The call is ambiguous between the following methods or properties: '{}' and '{}'",
            text(one),
            text(two)
        );
        self.failed("CS0121", message, span)
    }

    fn refuse_extension(
        &mut self,
        class: &Type,
        name: Name<'s>,
        instance: Vec<(MemberId, Misfit)>,
        extension: Vec<(MemberId, Misfit)>,
        given: &[Given<'_, 's>],
        span: Span,
    ) -> Typed {
        // Methods with the right number of arguments that only the receiver does not fit.
        let refused_receiver = extension.iter().any(|(id, misfit)| {
            matches!(misfit, Misfit::Argument(0, _)) && self.surface.member(*id).type_parameters.is_empty()
        });
        // Extension methods whose receiver fits are better to speak of than those it does not fit.
        let fitting: Vec<_> = extension
            .into_iter()
            .filter(|(id, misfit)| match misfit {
                Misfit::Argument(0, _) => false,
                _ => self.receiver_fits(*id, class),
            })
            .collect();
        let only_counts = fitting.iter().all(|(_, misfit)| matches!(misfit, Misfit::Count | Misfit::Missing(_)));
        let fitting = if refused_receiver && only_counts && instance.is_empty() { Vec::new() } else { fitting };
        if !fitting.is_empty() && (instance.is_empty() || fitting.iter().any(|(_, misfit)| *misfit != Misfit::Count)) {
            let only_instance = instance.iter().any(|(_, misfit)| matches!(misfit, Misfit::Argument(..)));
            if !only_instance {
                return self.refuse(name.text, class, fitting, given, name.span);
            }
        }
        if !instance.is_empty() {
            let given = &given[1..];
            return self.refuse(name.text, class, instance, given, name.span);
        }
        let extensions = self.surface.extensions(name.text);
        let surface = self.surface;
        let plain = extensions
            .iter()
            .map(|id| surface.member(*id))
            .find(|member| member.type_parameters.is_empty() && member.parameters.len() == given.len());
        if let Some(member) = plain {
            let wanted = member.parameters.first().map_or(Type::OBJECT, |parameter| parameter.class.clone());
            let message = format!(
                "'{class}' does not contain a definition for '{}' and the best extension method overload '{}.{}' \
                 requires a receiver of type '{}'",
                name.text,
                member.declaring.short_name(),
                self.method_text(member),
                Self::quoted(&wanted)
            );
            let receiver = Span { start: span.start, end: name.span.start };
            return self.failed("CS1929", message, receiver);
        }
        self.no_such_member(class, name.text, false, name.span);
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

    /// Reports why none of the candidates fits.
    pub(super) fn refuse(
        &mut self,
        name: &str,
        class: &Type,
        misfits: Vec<(MemberId, Misfit)>,
        given: &[Given<'_, 's>],
        span: Span,
    ) -> Typed {
        let is_constructor =
            misfits.first().is_some_and(|(id, _)| self.surface.member(*id).kind == MemberKind::Constructor);
        let only = misfits.len() == 1;
        let best = misfits.iter().min_by_key(|(_, misfit)| match misfit {
            Misfit::Argument(..) => 0,
            Misfit::Passing(_) => 1,
            Misfit::Inference => 2,
            Misfit::Name(_) => 3,
            Misfit::Missing(_) => 4,
            Misfit::Count => 5,
        });
        let Some((id, misfit)) = best else {
            return self.failed(
                "CS1501",
                format!("No overload for method '{name}' takes {} arguments", given.len()),
                span,
            );
        };
        let member = self.surface.member(*id);
        let arguments = given.len() - usize::from(member.is_extension && !given.is_empty());
        match misfit {
            Misfit::Missing(parameter) if only => {
                let parameter = member.parameters.get(*parameter).map_or("", |parameter| parameter.name.as_str());
                let text = format!("{class}.{}", self.method_text(member));
                let message = format!(
                    "There is no argument given that corresponds to the required formal parameter '{parameter}' of \
                     '{text}'"
                );
                self.failed("CS7036", message, span)
            }
            Misfit::Count | Misfit::Missing(_) if is_constructor => {
                let message = format!("'{class}' does not contain a constructor that takes {arguments} arguments");
                self.failed("CS1729", message, span)
            }
            Misfit::Count | Misfit::Missing(_) => {
                let message = format!("No overload for method '{name}' takes {arguments} arguments");
                self.failed("CS1501", message, span)
            }
            Misfit::Name(argument) => {
                let (text, place) =
                    given.get(*argument).and_then(|given| given.name).map_or(("", span), |name| (name.text, name.span));
                let message = format!("The best overload for '{name}' does not have a parameter named '{text}'");
                self.failed("CS1739", message, place)
            }
            Misfit::Inference => {
                // A lambda whose body is wrong is the reason more often than the inference itself.
                if self.report_lambdas(given, member) {
                    return Typed::error();
                }
                let types: Vec<_> = member.type_parameters.to_vec();
                let message = format!(
                    "The type arguments for method '{}.{}' cannot be inferred from the usage. Try specifying the \
                     type arguments explicitly.",
                    member.declaring.short_name(),
                    self.method_text(member).replacen('(', &format!("<{}>(", types.join(", ")), 1)
                );
                self.failed("CS0411", message, span)
            }
            Misfit::Passing(argument) => {
                let wanted = member.parameters.get(*argument).map_or(Passing::Value, |parameter| parameter.passing);
                let place = given.get(*argument).map_or(span, |given| given.span);
                let number = argument + 1;
                match wanted {
                    Passing::Out | Passing::Reference => {
                        let word = if wanted == Passing::Out { "out" } else { "ref" };
                        self.failed(
                            "CS1620",
                            format!("Argument {number} must be passed with the '{word}' keyword"),
                            place,
                        )
                    }
                    _ => {
                        let word = given.get(*argument).map_or("out", |given| match given.passing {
                            Passing::Reference => "ref",
                            _ => "out",
                        });
                        self.failed(
                            "CS1615",
                            format!("Argument {number} may not be passed with the '{word}' keyword"),
                            place,
                        )
                    }
                }
            }
            Misfit::Argument(argument, wanted) => self.refuse_argument(*argument, &wanted.clone(), given, span),
        }
    }

    fn refuse_argument(&mut self, argument: usize, wanted: &Type, given: &[Given<'_, 's>], span: Span) -> Typed {
        let Some(given) = given.get(argument) else { return Typed::error() };
        let number = argument + 1;
        match &given.value {
            Some(Operand::Lambda(lambda)) => {
                let before = self.errors.len();
                self.lambda_to(lambda, wanted, given.span);
                if self.errors.len() == before {
                    let message = format!("Argument {number}: cannot convert from 'lambda expression' to '{wanted}'");
                    self.error("CS1503", message, given.span);
                }
                Typed::error()
            }
            Some(Operand::Methods(_)) => {
                let message = format!("Argument {number}: cannot convert from 'method group' to '{wanted}'");
                self.failed("CS1503", message, given.span)
            }
            Some(Operand::Value(value)) => {
                let (from, to) = (Self::quoted(&value.class), Self::quoted(wanted));
                self.failed("CS1503", format!("Argument {number}: cannot convert from '{from}' to '{to}'"), given.span)
            }
            Some(Operand::Type(class)) => {
                let message = format!("'{class}' is a type, which is not valid in the given context");
                self.failed("CS0119", message, given.span)
            }
            _ => self.failed("CS1503", format!("Argument {number}: cannot convert to '{wanted}'"), span),
        }
    }

    /// Reports what is wrong inside lambdas whose parameter types are known.
    fn report_lambdas(&mut self, given: &[Given<'_, 's>], member: &Member) -> bool {
        let before = self.errors.len();
        let parameters: Vec<_> = member.parameters.iter().map(|parameter| parameter.class.clone()).collect();
        let values: Vec<(usize, Type)> = given
            .iter()
            .enumerate()
            .filter_map(|(index, given)| match &given.value {
                Some(Operand::Value(value)) => Some((index, value.class.clone())),
                _ => None,
            })
            .collect();
        // Type parameters from plain arguments alone.
        let mut known = vec![None; member.type_parameters.len()];
        for (index, class) in &values {
            if let Some(parameter) = parameters.get(*index) {
                self.match_parameters(class, parameter, &mut known);
            }
        }
        let known: Vec<_> = known.into_iter().map(|known| known.unwrap_or(Type::Error)).collect();
        for (given, parameter) in given.iter().zip(&parameters) {
            if let Some(Operand::Lambda(lambda)) = &given.value
                && let Some((inputs, _)) = self.delegate_of(parameter)
                && inputs.len() == lambda.parameters.len()
            {
                let inputs: Vec<_> = inputs.iter().map(|input| input.substitute(&[], &known)).collect();
                if inputs.iter().all(|input| *input != Type::Error) {
                    self.report_lambda(lambda, &inputs);
                }
            }
        }
        self.errors.len() > before
    }

    fn match_parameters(&self, class: &Type, parameter: &Type, known: &mut [Option<Type>]) {
        match parameter {
            Type::Parameter(index) if *index >= Type::METHOD => {
                if let Some(slot) = known.get_mut(usize::from(*index - Type::METHOD)) {
                    slot.get_or_insert_with(|| class.clone());
                }
            }
            Type::Generic(id, wanted) => {
                if let Some(found) = self.surface.as_instance_of(class, *id) {
                    for (have, want) in found.arguments().iter().zip(wanted.iter()) {
                        self.match_parameters(have, want, known);
                    }
                }
            }
            _ => {}
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
    fn choose_for(&mut self, methods: &Methods<'s>, parameters: &[Type]) -> Option<(Chosen, bool)> {
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
                    parameters: parameters.len() as u32,
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
