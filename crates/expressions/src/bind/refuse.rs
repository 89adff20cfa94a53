//! Why no overload takes the arguments: the reason that is nearest to what was meant.

use super::{
    Binder, Typed,
    argument::{Given, Operand},
    overload::Misfit,
};
use crate::{
    ast::{Name, Span},
    surface::{Member, MemberId, MemberKind, Passing},
    types::Type,
};

impl<'s> Binder<'_, 's> {
    pub(super) fn refuse_extension(
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
                if member.parameters.iter().any(|parameter| parameter.name == text) {
                    let message = format!(
                        "Named argument '{text}' specifies a parameter for which a positional argument has already \
                         been given"
                    );
                    return self.failed("CS1744", message, place);
                }
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

    pub(super) fn refuse_argument(
        &mut self,
        argument: usize,
        wanted: &Type,
        given: &[Given<'_, 's>],
        span: Span,
    ) -> Typed {
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
    pub(super) fn report_lambdas(&mut self, given: &[Given<'_, 's>], member: &Member) -> bool {
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

    pub(super) fn match_parameters(&self, class: &Type, parameter: &Type, known: &mut [Option<Type>]) {
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

    pub(super) fn ambiguous(&mut self, one: MemberId, two: MemberId, span: Span) -> Typed {
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
}
