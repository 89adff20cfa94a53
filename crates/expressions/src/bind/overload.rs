//! Overload resolution: which candidates can take the arguments, and which of them is best.

use super::{
    Binder,
    argument::{Given, Operand},
};
use crate::{
    surface::{Parameter, Passing},
    types::{Type, TypeId},
};

/// Something that can be called.
#[derive(Clone, Copy)]
pub(super) struct Candidate<'m> {
    pub(super) parameters: &'m [Parameter],
    pub(super) type_parameters: usize,
    /// Type arguments of the declaring type.
    pub(super) class: &'m [Type],
}

/// How a candidate takes the arguments.
#[derive(Debug)]
pub(super) struct Fit {
    /// Parameter index of each argument.
    pub(super) mapping: Vec<usize>,
    /// Parameter type of each argument.
    pub(super) classes: Vec<Type>,
    pub(super) types: Vec<Type>,
    pub(super) expanded: bool,
    defaults: usize,
    is_generic: bool,
}

/// Why a candidate cannot take the arguments; ordered from hopeless to nearly right.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Misfit {
    Count,
    Missing(usize),
    Name(usize),
    Inference,
    Passing(usize),
    Argument(usize, Type),
}

impl<'s> Binder<'_, 's> {
    /// Tries a candidate in its normal form, then with its last parameter expanded.
    pub(super) fn fit(
        &mut self,
        candidate: Candidate<'_>,
        given: &[Given<'_, 's>],
        explicit: &[Type],
    ) -> Result<Fit, Misfit> {
        match self.fit_form(candidate, given, explicit, false) {
            Ok(fit) => Ok(fit),
            Err(misfit) => {
                let has_params = candidate.parameters.last().is_some_and(|last| last.passing == Passing::Params);
                if !has_params {
                    return Err(misfit);
                }
                self.fit_form(candidate, given, explicit, true)
            }
        }
    }

    fn fit_form(
        &mut self,
        candidate: Candidate<'_>,
        given: &[Given<'_, 's>],
        explicit: &[Type],
        expanded: bool,
    ) -> Result<Fit, Misfit> {
        if !explicit.is_empty() && explicit.len() != candidate.type_parameters {
            return Err(Misfit::Count);
        }
        let mapping = map_arguments(candidate.parameters, given, expanded)?;
        let open: Vec<Type> = mapping
            .iter()
            .map(|index| {
                let class = candidate.parameters[*index].class.substitute(candidate.class, &[]);
                match (&class, expanded && *index + 1 == candidate.parameters.len()) {
                    (Type::Array(element), true) => (**element).clone(),
                    _ => class,
                }
            })
            .collect();
        for (index, (given, parameter)) in given.iter().zip(&mapping).enumerate() {
            let wanted = match candidate.parameters[*parameter].passing {
                Passing::Params => Passing::Value,
                other => other,
            };
            if given.passing != wanted {
                return Err(Misfit::Passing(index));
            }
        }
        let types = if candidate.type_parameters == 0 {
            Vec::new()
        } else if explicit.is_empty() {
            self.infer(candidate.type_parameters, &open, given).ok_or(Misfit::Inference)?
        } else {
            explicit.to_vec()
        };
        let classes: Vec<_> =
            if types.is_empty() { open } else { open.iter().map(|class| class.substitute(&[], &types)).collect() };
        for (index, (given, class)) in given.iter().zip(&classes).enumerate() {
            if !self.accepts(given, class) {
                return Err(Misfit::Argument(index, class.clone()));
            }
        }
        let named = candidate.parameters.len() - usize::from(expanded);
        let defaults = (0..named).filter(|index| !mapping.contains(index)).count();
        Ok(Fit { mapping, classes, types, expanded, defaults, is_generic: candidate.type_parameters > 0 })
    }

    fn accepts(&mut self, given: &Given<'_, 's>, class: &Type) -> bool {
        if given.passing != Passing::Value {
            return match &given.value {
                Some(Operand::Value(value)) => value.class == *class || value.is_error(),
                _ => true,
            };
        }
        match &given.value {
            Some(operand) => self.operand_fits(operand, class),
            None => true,
        }
    }

    /// Whether an operand converts implicitly to a type.
    pub(super) fn operand_fits(&mut self, operand: &Operand<'_, 's>, class: &Type) -> bool {
        match operand {
            Operand::Value(value) => self.implicit(&value.class, class, value.constant.as_ref()).is_some(),
            Operand::Lambda(lambda) => self.lambda_fits(lambda, class),
            Operand::Methods(methods) => self.methods_fit(methods, class),
            Operand::Default | Operand::Throw(_) => true,
            Operand::Items(_) | Operand::Type(_) | Operand::Namespace(_) => false,
        }
    }

    /// Index of the best of several fits; none when two are equally good.
    pub(super) fn best(
        &mut self,
        fits: &[(usize, Fit)],
        candidates: &[Candidate<'_>],
        given: &[Given<'_, 's>],
    ) -> Result<usize, (usize, usize)> {
        let mut best = 0;
        for index in 1..fits.len() {
            if self.is_better(&fits[index], &fits[best], candidates, given) {
                best = index;
            }
        }
        for index in 0..fits.len() {
            if index != best && !self.is_better(&fits[best], &fits[index], candidates, given) {
                return Err((best.min(index), best.max(index)));
            }
        }
        Ok(best)
    }

    fn is_better(
        &mut self,
        one: &(usize, Fit),
        two: &(usize, Fit),
        candidates: &[Candidate<'_>],
        given: &[Given<'_, 's>],
    ) -> bool {
        let ((first, one), (second, two)) = (one, two);
        let (mut better, mut identical) = (false, true);
        for (index, given) in given.iter().enumerate() {
            let (Some(left), Some(right)) = (one.classes.get(index), two.classes.get(index)) else { continue };
            if left == right {
                continue;
            }
            identical = false;
            match self.better_conversion(given, left, right) {
                1 => better = true,
                -1 => return false,
                _ => {}
            }
        }
        if better {
            return true;
        }
        if !identical {
            return self.more_specific(candidates.get(*first), candidates.get(*second), one, two);
        }
        // Equal parameter types: the tie-breakers of the language.
        if one.is_generic != two.is_generic {
            return !one.is_generic;
        }
        if one.expanded != two.expanded {
            return !one.expanded;
        }
        if one.expanded && two.expanded {
            let count = |index: &usize| candidates.get(*index).map_or(0, |candidate| candidate.parameters.len());
            if count(first) != count(second) {
                return count(first) > count(second);
            }
        }
        if (one.defaults == 0) != (two.defaults == 0) {
            return one.defaults == 0;
        }
        self.more_specific(candidates.get(*first), candidates.get(*second), one, two)
    }

    /// `List<int>` is more specific than `T`, parameter by parameter.
    fn more_specific(
        &self,
        one: Option<&Candidate<'_>>,
        two: Option<&Candidate<'_>>,
        first: &Fit,
        second: &Fit,
    ) -> bool {
        let (Some(one), Some(two)) = (one, two) else { return false };
        let mut better = false;
        for (left, right) in first.mapping.iter().zip(&second.mapping) {
            let (Some(left), Some(right)) = (one.parameters.get(*left), two.parameters.get(*right)) else { continue };
            match specificity(&left.class, &right.class) {
                1 => better = true,
                -1 => return false,
                _ => {}
            }
        }
        better
    }

    /// 1 when the first type is the better target for the argument, -1 when the second is.
    fn better_conversion(&mut self, given: &Given<'_, 's>, one: &Type, two: &Type) -> i32 {
        if let Some(Operand::Value(value)) = &given.value {
            match (value.class == *one, value.class == *two) {
                (true, false) => return 1,
                (false, true) => return -1,
                _ => {}
            }
        }
        if let Some(Operand::Lambda(lambda)) = &given.value
            && let (Some((parameters, left)), Some((others, right))) = (self.delegate_of(one), self.delegate_of(two))
        {
            if parameters != others {
                return 0;
            }
            if left == right {
                return 0;
            }
            if left == Type::VOID || right == Type::VOID {
                return if right == Type::VOID { 1 } else { -1 };
            }
            let inferred = self.lambda_result(lambda, &parameters);
            return match inferred {
                Some(result) if result == left => 1,
                Some(result) if result == right => -1,
                _ => self.better_target(&left, &right),
            };
        }
        self.better_target(one, two)
    }

    fn better_target(&self, one: &Type, two: &Type) -> i32 {
        let forth = self.implicit(one, two, None).is_some();
        let back = self.implicit(two, one, None).is_some();
        match (forth, back) {
            (true, false) => 1,
            (false, true) => -1,
            _ => {
                let signed = |class: &Type| match class.without_nullable().id() {
                    TypeId::SBYTE => Some((true, 1)),
                    TypeId::INT16 => Some((true, 2)),
                    TypeId::INT32 => Some((true, 4)),
                    TypeId::INT64 => Some((true, 8)),
                    TypeId::BYTE => Some((false, 1)),
                    TypeId::UINT16 => Some((false, 2)),
                    TypeId::UINT32 => Some((false, 4)),
                    TypeId::UINT64 => Some((false, 8)),
                    _ => None,
                };
                match (signed(one), signed(two)) {
                    (Some((true, width)), Some((false, other))) if width <= other => 1,
                    (Some((false, width)), Some((true, other))) if other <= width => -1,
                    _ => 0,
                }
            }
        }
    }
}

/// The parameter index of each argument.
fn map_arguments(parameters: &[Parameter], given: &[Given<'_, '_>], expanded: bool) -> Result<Vec<usize>, Misfit> {
    let last = parameters.len().wrapping_sub(1);
    if given.len() > parameters.len() && !expanded {
        return Err(Misfit::Count);
    }
    let mut mapping = Vec::with_capacity(given.len());
    for (index, argument) in given.iter().enumerate() {
        let parameter = match argument.name {
            Some(name) => match parameters.iter().position(|parameter| parameter.name == name.text) {
                Some(position) if mapping.contains(&position) => return Err(Misfit::Name(index)),
                Some(position) => position,
                None => return Err(Misfit::Name(index)),
            },
            None if expanded => index.min(last),
            None => index,
        };
        if parameter >= parameters.len() {
            return Err(Misfit::Count);
        }
        mapping.push(parameter);
    }
    for (index, parameter) in parameters.iter().enumerate() {
        let optional = parameter.default.is_some() || expanded && index == last;
        if !optional && !mapping.contains(&index) {
            return Err(Misfit::Missing(index));
        }
    }
    Ok(mapping)
}

/// 1 when the first type is more specific, -1 when the second is.
fn specificity(one: &Type, two: &Type) -> i32 {
    match (one, two) {
        (Type::Parameter(_), Type::Parameter(_)) => 0,
        (Type::Parameter(_), _) => -1,
        (_, Type::Parameter(_)) => 1,
        _ => {
            let (left, right) = (one.arguments(), two.arguments());
            if left.len() != right.len() {
                return 0;
            }
            let mut result = 0;
            for (left, right) in left.iter().zip(right) {
                match (specificity(left, right), result) {
                    (0, _) => {}
                    (now, 0) => result = now,
                    (now, before) if now == before => {}
                    _ => return 0,
                }
            }
            result
        }
    }
}
