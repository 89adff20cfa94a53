//! `Distinct`, `Union`, `Intersect` and `Except`.

use crate::library::collections::comparer::Comparer;
use crate::library::collections::table::Table;
use crate::library::lazy::{depth_above, derived, iterator};
use crate::{Call, Exception, Runtime, TypeDeclaration, Value};

pub(super) fn declare(enumerable: &mut TypeDeclaration) {
    enumerable
        .has("static IEnumerable<T> Distinct<T>(this IEnumerable<T> source)", distinct, "The items without repetitions.")
        .has("static IEnumerable<T> Distinct<T>(this IEnumerable<T> source, IEqualityComparer<T> comparer)", distinct, "The items without repetitions.")
        .has("static IEnumerable<T> Union<T>(this IEnumerable<T> first, IEnumerable<T> second)", |call| combined(call, Kind::Union), "The items of both without repetitions.")
        .has("static IEnumerable<T> Union<T>(this IEnumerable<T> first, IEnumerable<T> second, IEqualityComparer<T> comparer)", |call| combined(call, Kind::Union), "The items of both without repetitions.")
        .has("static IEnumerable<T> Intersect<T>(this IEnumerable<T> first, IEnumerable<T> second)", |call| combined(call, Kind::Intersect), "The items that are in both, without repetitions.")
        .has("static IEnumerable<T> Intersect<T>(this IEnumerable<T> first, IEnumerable<T> second, IEqualityComparer<T> comparer)", |call| combined(call, Kind::Intersect), "The items that are in both, without repetitions.")
        .has("static IEnumerable<T> Except<T>(this IEnumerable<T> first, IEnumerable<T> second)", |call| combined(call, Kind::Except), "The items that are only in the first, without repetitions.")
        .has("static IEnumerable<T> Except<T>(this IEnumerable<T> first, IEnumerable<T> second, IEqualityComparer<T> comparer)", |call| combined(call, Kind::Except), "The items that are only in the first, without repetitions.");
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Union,
    Intersect,
    Except,
}

fn remember(runtime: &mut Runtime, table: &mut Table, item: Value) -> Result<bool, Exception> {
    runtime.charge(1)?;
    runtime.allocate(2 * size_of::<Value>())?;
    Ok(table.insert(item, Value::Null))
}

fn distinct(call: &mut Call) -> Result<Value, Exception> {
    let (source, comparer) = (super::source(call)?, Comparer::of(call.arg(1)));
    derived(&source.clone(), call.type_arg(0).clone(), move |runtime| {
        let (mut items, mut seen) = (runtime.iterate(&source)?, Table::new(comparer.clone()));
        Ok(iterator(move |runtime| {
            while let Some(item) = items.next(runtime)? {
                if remember(runtime, &mut seen, item.clone())? {
                    return Ok(Some(item));
                }
            }
            Ok(None)
        }))
    })
}

fn combined(call: &mut Call, kind: Kind) -> Result<Value, Exception> {
    let (first, second) = (call.not_null(0, "first")?.clone(), call.not_null(1, "second")?.clone());
    let comparer = Comparer::of(call.arg(2));
    depth_above(&second)?;
    derived(&first.clone(), call.type_arg(0).clone(), move |runtime| {
        let mut seen = Table::new(comparer.clone());
        let mut second_items = runtime.iterate(&second)?;
        if kind != Kind::Union {
            while let Some(item) = second_items.next(runtime)? {
                remember(runtime, &mut seen, item)?;
            }
        }
        let mut items = runtime.iterate(&first)?;
        let mut is_first = true;
        Ok(iterator(move |runtime| {
            loop {
                let next = if is_first { items.next(runtime)? } else { second_items.next(runtime)? };
                let Some(item) = next else {
                    if kind != Kind::Union || !is_first {
                        return Ok(None);
                    }
                    is_first = false;
                    continue;
                };
                let wanted = match kind {
                    Kind::Intersect => seen.remove(&item).is_some(),
                    Kind::Union | Kind::Except => remember(runtime, &mut seen, item.clone())?,
                };
                if wanted {
                    return Ok(Some(item));
                }
            }
        }))
    })
}
