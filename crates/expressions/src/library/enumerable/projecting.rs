//! `Select`, `SelectMany` and `Zip`.

use std::sync::Arc;

use super::{Counter, apply, function, source};
use crate::library::lazy::{depth_above, derived, iterator};
use crate::{Call, Exception, Tuple, TupleType, Type, TypeDeclaration, Value};

pub(super) fn declare(enumerable: &mut TypeDeclaration) {
    enumerable
        .has("static IEnumerable<R> Select<T, R>(this IEnumerable<T> source, Func<T, R> selector)", |call| select(call, false), "What a function makes of every item.")
        .has("static IEnumerable<R> Select<T, R>(this IEnumerable<T> source, Func<T, int, R> selector)", |call| select(call, true), "What a function makes of every item and its index.")
        .has("static IEnumerable<R> SelectMany<T, R>(this IEnumerable<T> source, Func<T, IEnumerable<R>> selector)", |call| select_many(call, false), "The items of the sequences a function gives.")
        .has("static IEnumerable<R> SelectMany<T, R>(this IEnumerable<T> source, Func<T, int, IEnumerable<R>> selector)", |call| select_many(call, true), "The items of the sequences a function gives.")
        .has("static IEnumerable<R> SelectMany<T, C, R>(this IEnumerable<T> source, Func<T, IEnumerable<C>> collectionSelector, Func<T, C, R> resultSelector)", |call| select_many_pairs(call, false), "What a function makes of every item with every one of its own.")
        .has("static IEnumerable<R> SelectMany<T, C, R>(this IEnumerable<T> source, Func<T, int, IEnumerable<C>> collectionSelector, Func<T, C, R> resultSelector)", |call| select_many_pairs(call, true), "What a function makes of every item with every one of its own.")
        .has("static IEnumerable<R> Zip<A, B, R>(this IEnumerable<A> first, IEnumerable<B> second, Func<A, B, R> resultSelector)", zip, "What a function makes of the items of two sequences, pair by pair.")
        .has("static IEnumerable<(A First, B Second)> Zip<A, B>(this IEnumerable<A> first, IEnumerable<B> second)", zip, "The items of two sequences, pair by pair.");
}

fn select(call: &mut Call, indexed: bool) -> Result<Value, Exception> {
    let (source, selector) = (source(call)?, function(call, 1, "selector")?);
    derived(&source.clone(), call.type_arg(1).clone(), move |runtime| {
        let (mut items, selector, mut counter) = (runtime.iterate(&source)?, selector.clone(), Counter::new(indexed));
        Ok(iterator(move |runtime| match items.next(runtime)? {
            Some(item) => apply(runtime, &selector, &item, counter.next()).map(Some),
            None => Ok(None),
        }))
    })
}

fn select_many(call: &mut Call, indexed: bool) -> Result<Value, Exception> {
    let (source, selector) = (source(call)?, function(call, 1, "selector")?);
    flattened(source, selector, None, call.type_arg(1).clone(), indexed)
}

fn select_many_pairs(call: &mut Call, indexed: bool) -> Result<Value, Exception> {
    let (source, selector) = (source(call)?, function(call, 1, "collectionSelector")?);
    let result = function(call, 2, "resultSelector")?;
    flattened(source, selector, Some(result), call.type_arg(2).clone(), indexed)
}

fn flattened(
    source: Value,
    selector: Value,
    result: Option<Value>,
    item: Type,
    indexed: bool,
) -> Result<Value, Exception> {
    derived(&source.clone(), item, move |runtime| {
        let (mut outer, selector, result) = (runtime.iterate(&source)?, selector.clone(), result.clone());
        let (mut counter, mut inner) = (Counter::new(indexed), None);
        Ok(iterator(move |runtime| {
            loop {
                if let Some((item, items)) = &mut inner {
                    let items: &mut Box<dyn crate::Iterate> = items;
                    match (items.next(runtime)?, &result) {
                        (Some(own), None) => return Ok(Some(own)),
                        (Some(own), Some(result)) => {
                            runtime.charge(1)?;
                            return runtime.invoke(result, &[Value::clone(item), own]).map(Some);
                        }
                        (None, _) => {}
                    }
                }
                let Some(item) = outer.next(runtime)? else {
                    return Ok(None);
                };
                let own = apply(runtime, &selector, &item, counter.next())?;
                inner = Some((item, runtime.iterate(&own)?));
            }
        }))
    })
}

fn zip(call: &mut Call) -> Result<Value, Exception> {
    let (first, second) = (call.not_null(0, "first")?.clone(), call.not_null(1, "second")?.clone());
    depth_above(&second)?;
    let selector = if call.len() > 2 { Some(function(call, 2, "resultSelector")?) } else { None };
    let shape = Arc::new(TupleType {
        elements: vec![call.type_arg(0).clone(), call.type_arg(1).clone()],
        names: vec![Some("First".into()), Some("Second".into())],
    });
    let item = if selector.is_some() { call.type_arg(2).clone() } else { Type::Tuple(shape.clone()) };
    derived(&first.clone(), item, move |runtime| {
        let (mut left, mut right) = (runtime.iterate(&first)?, runtime.iterate(&second)?);
        let (selector, shape) = (selector.clone(), shape.clone());
        Ok(iterator(move |runtime| {
            let (Some(one), Some(two)) = (left.next(runtime)?, right.next(runtime)?) else {
                return Ok(None);
            };
            runtime.charge(1)?;
            Ok(Some(match &selector {
                Some(selector) => runtime.invoke(selector, &[one, two])?,
                None => Value::object(Tuple { shape: shape.clone(), items: vec![one, two].into() }),
            }))
        }))
    })
}
