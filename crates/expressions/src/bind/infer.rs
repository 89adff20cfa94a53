//! Type inference for generic methods: bounds from arguments, then from what lambdas return.

use super::{
    Binder,
    argument::{Given, Operand},
};
use crate::types::{Type, TypeId};

/// What is known about each type parameter.
struct Bounds {
    exact: Vec<Vec<Type>>,
    lower: Vec<Vec<Type>>,
    upper: Vec<Vec<Type>>,
    fixed: Vec<Option<Type>>,
}

impl<'s> Binder<'_, 's> {
    /// The method's type arguments from its parameter types and the arguments.
    pub(super) fn infer(&mut self, count: usize, parameters: &[Type], given: &[Given<'_, 's>]) -> Option<Vec<Type>> {
        let mut bounds = Bounds {
            exact: vec![Vec::new(); count],
            lower: vec![Vec::new(); count],
            upper: vec![Vec::new(); count],
            fixed: vec![None; count],
        };
        let mut pending: Vec<usize> = Vec::new();
        for (index, (given, class)) in given.iter().zip(parameters).enumerate() {
            match &given.value {
                Some(Operand::Value(value)) if given.passing != crate::surface::Passing::Value => {
                    self.exact_bound(&value.class, class, &mut bounds);
                }
                Some(Operand::Value(value)) => self.lower_bound(&value.class, class, &mut bounds),
                Some(Operand::Lambda(lambda)) => {
                    if let Some((inputs, _)) = self.delegate_of(class) {
                        for ((declared, ..), input) in lambda.parameters.iter().zip(&inputs) {
                            if let Some(declared) = declared {
                                let declared = self.quietly(|binder| binder.resolve(declared));
                                self.exact_bound(&declared, input, &mut bounds);
                            }
                        }
                    }
                    pending.push(index);
                }
                Some(Operand::Methods(_)) => pending.push(index),
                _ => {}
            }
        }
        while !pending.is_empty() {
            let ready = pending.iter().position(|index| {
                let inputs = self.delegate_of(&parameters[*index]).map_or(Vec::new(), |(inputs, _)| inputs);
                inputs.iter().all(|input| self.is_determined(input, &bounds))
            });
            // When none is ready, the first one may still be inferable without its inputs.
            let Some(position) = ready else { break };
            let index = pending.remove(position);
            let Some((inputs, result)) = self.delegate_of(&parameters[index]) else { continue };
            let inputs: Option<Vec<Type>> = inputs.iter().map(|input| self.determine(input, &mut bounds)).collect();
            let inputs = inputs?;
            if !result.is_open() {
                continue;
            }
            let returned = match &given[index].value {
                Some(Operand::Lambda(lambda)) => self.lambda_result(lambda, &inputs),
                Some(Operand::Methods(methods)) => self.methods_result(methods, &inputs),
                _ => None,
            };
            if let Some(returned) = returned {
                self.lower_bound(&returned, &result, &mut bounds);
            }
        }
        (0..count).map(|index| self.fix(index, &mut bounds)).collect()
    }

    /// Runs something that must not report.
    pub(super) fn quietly<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> T {
        let errors = self.errors.len();
        self.silent += 1;
        let result = run(self);
        self.silent -= 1;
        self.errors.truncate(errors);
        result
    }

    fn is_determined(&self, class: &Type, bounds: &Bounds) -> bool {
        match class {
            Type::Parameter(index) if *index >= Type::METHOD => {
                let index = usize::from(*index - Type::METHOD);
                bounds.fixed.get(index).is_some_and(Option::is_some)
                    || bounds.exact.get(index).is_some_and(|bounds| !bounds.is_empty())
                    || bounds.lower.get(index).is_some_and(|bounds| !bounds.is_empty())
                    || bounds.upper.get(index).is_some_and(|bounds| !bounds.is_empty())
            }
            Type::Tuple(shape) => shape.elements.iter().all(|element| self.is_determined(element, bounds)),
            other => other.arguments().iter().all(|argument| self.is_determined(argument, bounds)),
        }
    }

    fn determine(&mut self, class: &Type, bounds: &mut Bounds) -> Option<Type> {
        if !class.is_open() {
            return Some(class.clone());
        }
        for index in 0..bounds.fixed.len() {
            if mentions(class, index) && bounds.fixed[index].is_none() {
                bounds.fixed[index] = self.fix(index, bounds);
                bounds.fixed[index].as_ref()?;
            }
        }
        let fixed: Vec<_> = bounds.fixed.iter().map(|fixed| fixed.clone().unwrap_or(Type::Error)).collect();
        Some(class.substitute(&[], &fixed))
    }

    fn fix(&self, index: usize, bounds: &mut Bounds) -> Option<Type> {
        if let Some(fixed) = &bounds.fixed[index] {
            return Some(fixed.clone());
        }
        if let Some(first) = bounds.exact[index].first() {
            let same = bounds.exact[index].iter().all(|other| other == first);
            let fits = bounds.lower[index].iter().all(|lower| self.implicit_standard(lower, first, None).is_some());
            return (same && fits).then(|| first.clone());
        }
        let lower = &bounds.lower[index];
        let upper = &bounds.upper[index];
        let candidates = lower.iter().chain(upper);
        let mut found: Option<&Type> = None;
        for candidate in candidates {
            let above = lower
                .iter()
                .all(|lower| *lower == Type::Error || self.implicit_standard(lower, candidate, None).is_some());
            let below = upper.iter().all(|upper| self.implicit_standard(candidate, upper, None).is_some());
            if above && below && *candidate != Type::Error {
                match found {
                    Some(known) if known == candidate => {}
                    Some(known) if self.implicit_standard(candidate, known, None).is_some() && !lower.is_empty() => {}
                    _ => found = Some(candidate),
                }
            }
        }
        match found {
            Some(found) => Some(found.clone()),
            None => lower.contains(&Type::Error).then_some(Type::Error),
        }
    }

    fn lower_bound(&self, from: &Type, to: &Type, bounds: &mut Bounds) {
        match (from, to) {
            (Type::Null, _) => {}
            (_, Type::Parameter(index)) if *index >= Type::METHOD => {
                let index = usize::from(*index - Type::METHOD);
                if let Some(lower) = bounds.lower.get_mut(index)
                    && *from != Type::VOID
                {
                    lower.push(from.clone());
                }
            }
            (Type::Error, _) if to.is_open() => {
                for index in 0..bounds.fixed.len() {
                    if mentions(to, index) {
                        bounds.lower[index].push(Type::Error);
                    }
                }
            }
            (Type::Nullable(from), Type::Nullable(to)) => self.lower_bound(from, to, bounds),
            (_, Type::Nullable(to)) => self.lower_bound(from, to, bounds),
            (Type::Array(from), Type::Array(to)) => {
                if self.surface.is_reference(from) {
                    self.lower_bound(from, to, bounds);
                } else {
                    self.exact_bound(from, to, bounds);
                }
            }
            (Type::Tuple(from), Type::Tuple(to)) => {
                for (from, to) in from.elements.iter().zip(&to.elements) {
                    self.lower_bound(from, to, bounds);
                }
            }
            (_, Type::Generic(id, wanted)) => {
                let Some(found) = self.surface.as_instance_of(from, *id) else { return };
                for (index, (have, want)) in found.arguments().iter().zip(wanted.iter()).enumerate() {
                    match variance(*id, index, wanted.len()) {
                        1 if self.surface.is_reference(have) => self.lower_bound(have, want, bounds),
                        -1 if self.surface.is_reference(have) => self.upper_bound(have, want, bounds),
                        _ => self.exact_bound(have, want, bounds),
                    }
                }
            }
            _ => {}
        }
    }

    fn upper_bound(&self, from: &Type, to: &Type, bounds: &mut Bounds) {
        match to {
            Type::Parameter(index) if *index >= Type::METHOD => {
                if let Some(upper) = bounds.upper.get_mut(usize::from(*index - Type::METHOD)) {
                    upper.push(from.clone());
                }
            }
            _ => self.exact_bound(from, to, bounds),
        }
    }

    fn exact_bound(&self, from: &Type, to: &Type, bounds: &mut Bounds) {
        match (from, to) {
            (_, Type::Parameter(index)) if *index >= Type::METHOD => {
                if let Some(exact) = bounds.exact.get_mut(usize::from(*index - Type::METHOD)) {
                    exact.push(from.clone());
                }
            }
            (Type::Array(from), Type::Array(to)) | (Type::Nullable(from), Type::Nullable(to)) => {
                self.exact_bound(from, to, bounds);
            }
            (Type::Generic(one, from), Type::Generic(two, to)) if one == two => {
                for (from, to) in from.iter().zip(to.iter()) {
                    self.exact_bound(from, to, bounds);
                }
            }
            (Type::Tuple(from), Type::Tuple(to)) => {
                for (from, to) in from.elements.iter().zip(&to.elements) {
                    self.exact_bound(from, to, bounds);
                }
            }
            _ => {}
        }
    }

    /// The best common type of several values: the one that all convert to.
    pub(super) fn common_type(&self, values: &[(Type, Option<crate::surface::Constant>)]) -> Option<Type> {
        let candidates = values.iter().map(|(class, _)| class).filter(|class| **class != Type::Null);
        let mut found: Option<&Type> = None;
        for candidate in candidates {
            let all =
                values.iter().all(|(class, constant)| self.implicit(class, candidate, constant.as_ref()).is_some());
            if all && found.is_none() {
                found = Some(candidate);
            }
        }
        found.cloned()
    }
}

fn mentions(class: &Type, index: usize) -> bool {
    match class {
        Type::Parameter(parameter) => usize::from(*parameter) == usize::from(Type::METHOD) + index,
        Type::Tuple(shape) => shape.elements.iter().any(|element| mentions(element, index)),
        other => other.arguments().iter().any(|argument| mentions(argument, index)),
    }
}

/// 1 for covariant, -1 for contravariant type parameters.
fn variance(id: TypeId, index: usize, count: usize) -> i32 {
    match id {
        TypeId::IENUMERABLE_T
        | TypeId::IENUMERATOR_T
        | TypeId::IREADONLY_LIST_T
        | TypeId::IREADONLY_COLLECTION_T
        | TypeId::IGROUPING
        | TypeId::IORDERED_ENUMERABLE
        | TypeId::FUNC1 => 1,
        TypeId::FUNC2 | TypeId::FUNC3 | TypeId::FUNC4 | TypeId::FUNC5 | TypeId::FUNC6 => {
            if index + 1 == count {
                1
            } else {
                -1
            }
        }
        TypeId::ACTION1 | TypeId::ACTION2 | TypeId::ACTION3 | TypeId::ACTION4 => -1,
        TypeId::PREDICATE | TypeId::COMPARISON | TypeId::ICOMPARABLE_T => -1,
        _ => 0,
    }
}
