//! `Join`, `GroupJoin` and `Concat`.

use super::grouping::Plan;
use super::{apply, function, source};
use crate::library::collections::comparer::Comparer;
use crate::library::lazy::{depth_above, derived, iterator};
use crate::{Call, Exception, Type, TypeDeclaration, Value};

pub(super) fn declare(enumerable: &mut TypeDeclaration) {
    enumerable
        .has("static IEnumerable<R> Join<O, I, K, R>(this IEnumerable<O> outer, IEnumerable<I> inner, Func<O, K> outerKeySelector, Func<I, K> innerKeySelector, Func<O, I, R> resultSelector)", |call| join(call, false), "What a function makes of pairs with the same key.")
        .has("static IEnumerable<R> Join<O, I, K, R>(this IEnumerable<O> outer, IEnumerable<I> inner, Func<O, K> outerKeySelector, Func<I, K> innerKeySelector, Func<O, I, R> resultSelector, IEqualityComparer<K> comparer)", |call| join(call, false), "What a function makes of pairs with the same key.")
        .has("static IEnumerable<R> GroupJoin<O, I, K, R>(this IEnumerable<O> outer, IEnumerable<I> inner, Func<O, K> outerKeySelector, Func<I, K> innerKeySelector, Func<O, IEnumerable<I>, R> resultSelector)", |call| join(call, true), "What a function makes of an item and all others with its key.")
        .has("static IEnumerable<R> GroupJoin<O, I, K, R>(this IEnumerable<O> outer, IEnumerable<I> inner, Func<O, K> outerKeySelector, Func<I, K> innerKeySelector, Func<O, IEnumerable<I>, R> resultSelector, IEqualityComparer<K> comparer)", |call| join(call, true), "What a function makes of an item and all others with its key.")
        .has("static IEnumerable<T> Concat<T>(this IEnumerable<T> first, IEnumerable<T> second)", concat, "The items of one sequence, then of another.")
        .has("static IEnumerable<T> Append<T>(this IEnumerable<T> source, T element)", append, "The items, then one more.")
        .has("static IEnumerable<T> Prepend<T>(this IEnumerable<T> source, T element)", prepend, "One more, then the items.");
}

fn join(call: &mut Call, grouped: bool) -> Result<Value, Exception> {
    let (outer, inner) = (call.not_null(0, "outer")?.clone(), call.not_null(1, "inner")?.clone());
    let (outer_key, inner_key) = (function(call, 2, "outerKeySelector")?, function(call, 3, "innerKeySelector")?);
    let result = function(call, 4, "resultSelector")?;
    depth_above(&inner)?;
    let inner_type = call.type_arg(1).clone();
    let plan =
        Plan::by_key(inner, inner_key, Comparer::of(call.arg(5)), [call.type_arg(2).clone(), inner_type.clone()]);
    derived(&outer.clone(), call.type_arg(3).clone(), move |runtime| {
        let (places, groups) = plan.run(runtime)?;
        let mut items = runtime.iterate(&outer)?;
        let (outer_key, result, inner_type) = (outer_key.clone(), result.clone(), inner_type.clone());
        let mut pending: Option<(Value, std::vec::IntoIter<Value>)> = None;
        Ok(iterator(move |runtime| {
            loop {
                if let Some((item, partners)) = &mut pending
                    && let Some(partner) = partners.next()
                {
                    runtime.charge(1)?;
                    return runtime.invoke(&result, &[item.clone(), partner]).map(Some);
                }
                let Some(item) = items.next(runtime)? else {
                    return Ok(None);
                };
                let key = apply(runtime, &outer_key, &item, None)?;
                let place = match places.get(&key) {
                    Some(Value::Int32(place)) if !key.is_null() => Some(*place as usize),
                    _ => None,
                };
                let partners = place.and_then(|place| groups.get(place)).map(|(_, items)| items.clone());
                let partners = partners.unwrap_or_default();
                if grouped {
                    let partners = Value::array(inner_type.clone(), partners);
                    return runtime.invoke(&result, &[item, partners]).map(Some);
                }
                pending = Some((item, partners.into_iter()));
            }
        }))
    })
}

/// The items of several sequences, one after the other.
fn chained(parts: Vec<Value>, item: Type) -> Result<Value, Exception> {
    let deepest = parts.iter().max_by_key(|part| if let Value::Object(object) = part { object.depth() } else { 0 });
    let deepest = deepest.cloned().unwrap_or(Value::Null);
    derived(&deepest, item, move |_| {
        let (mut parts, mut current) = (parts.clone().into_iter(), None);
        Ok(iterator(move |runtime| {
            loop {
                if let Some(items) = &mut current {
                    let items: &mut Box<dyn crate::Iterate> = items;
                    if let Some(item) = items.next(runtime)? {
                        return Ok(Some(item));
                    }
                }
                match parts.next() {
                    Some(part) => current = Some(runtime.iterate(&part)?),
                    None => return Ok(None),
                }
            }
        }))
    })
}

fn concat(call: &mut Call) -> Result<Value, Exception> {
    let parts = vec![call.not_null(0, "first")?.clone(), call.not_null(1, "second")?.clone()];
    chained(parts, call.type_arg(0).clone())
}

fn one(call: &mut Call) -> (Type, Value) {
    let item = call.type_arg(0).clone();
    let element = call.take(1);
    (item.clone(), Value::array(item, vec![element]))
}

fn append(call: &mut Call) -> Result<Value, Exception> {
    let (source, (item, more)) = (source(call)?, one(call));
    chained(vec![source, more], item)
}

fn prepend(call: &mut Call) -> Result<Value, Exception> {
    let (source, (item, more)) = (source(call)?, one(call));
    chained(vec![more, source], item)
}
