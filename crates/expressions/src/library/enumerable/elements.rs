//! Operators that answer one item, a count or yes and no.

use super::{Counter, apply, function, no_elements, no_match, passes, source};
use crate::library::collections::comparer::Comparer;
use crate::library::collections::list::List;
use crate::{Array, Call, Exception, TypeDeclaration, Value};

pub(super) fn declare(enumerable: &mut TypeDeclaration) {
    enumerable
        .has("static T First<T>(this IEnumerable<T> source)", |call| first(call, true), "The first item; InvalidOperationException without one.")
        .has("static T First<T>(this IEnumerable<T> source, Func<T, bool> predicate)", |call| first(call, true), "The first item that passes a test.")
        .has("static T FirstOrDefault<T>(this IEnumerable<T> source)", |call| first(call, false), "The first item, or `default(T)`.")
        .has("static T FirstOrDefault<T>(this IEnumerable<T> source, Func<T, bool> predicate)", |call| first(call, false), "The first item that passes a test, or `default(T)`.")
        .has("static T Last<T>(this IEnumerable<T> source)", |call| last(call, true), "The last item; InvalidOperationException without one.")
        .has("static T Last<T>(this IEnumerable<T> source, Func<T, bool> predicate)", |call| last(call, true), "The last item that passes a test.")
        .has("static T LastOrDefault<T>(this IEnumerable<T> source)", |call| last(call, false), "The last item, or `default(T)`.")
        .has("static T LastOrDefault<T>(this IEnumerable<T> source, Func<T, bool> predicate)", |call| last(call, false), "The last item that passes a test, or `default(T)`.")
        .has("static T Single<T>(this IEnumerable<T> source)", |call| single(call, true), "The only item.")
        .has("static T Single<T>(this IEnumerable<T> source, Func<T, bool> predicate)", |call| single(call, true), "The only item that passes a test.")
        .has("static T SingleOrDefault<T>(this IEnumerable<T> source)", |call| single(call, false), "The only item, or `default(T)`.")
        .has("static T SingleOrDefault<T>(this IEnumerable<T> source, Func<T, bool> predicate)", |call| single(call, false), "The only item that passes a test, or `default(T)`.")
        .has("static T ElementAt<T>(this IEnumerable<T> source, int index)", element_at, "The item at an index.")
        .has("static T ElementAtOrDefault<T>(this IEnumerable<T> source, int index)", element_at_or_default, "The item at an index, or `default(T)`.")
        .has("static bool Any<T>(this IEnumerable<T> source)", any, "Whether there is an item.")
        .has("static bool Any<T>(this IEnumerable<T> source, Func<T, bool> predicate)", any, "Whether an item passes a test.")
        .has("static bool All<T>(this IEnumerable<T> source, Func<T, bool> predicate)", all, "Whether all items pass a test.")
        .has("static int Count<T>(this IEnumerable<T> source)", |call| Ok(Value::Int32(count(call)? as i32)), "Number of items.")
        .has("static int Count<T>(this IEnumerable<T> source, Func<T, bool> predicate)", |call| Ok(Value::Int32(count(call)? as i32)), "Number of items that pass a test.")
        .has("static long LongCount<T>(this IEnumerable<T> source)", |call| Ok(Value::Int64(count(call)?)), "Number of items.")
        .has("static long LongCount<T>(this IEnumerable<T> source, Func<T, bool> predicate)", |call| Ok(Value::Int64(count(call)?)), "Number of items that pass a test.")
        .has("static bool Contains<T>(this IEnumerable<T> source, T value)", contains, "Whether an equal item is in it.")
        .has("static bool Contains<T>(this IEnumerable<T> source, T value, IEqualityComparer<T> comparer)", contains, "Whether an equal item is in it.")
        .has("static bool SequenceEqual<T>(this IEnumerable<T> first, IEnumerable<T> second)", sequence_equal, "Whether both have equal items in the same order.")
        .has("static bool SequenceEqual<T>(this IEnumerable<T> first, IEnumerable<T> second, IEqualityComparer<T> comparer)", sequence_equal, "Whether both have equal items in the same order.")
        .has("static T Aggregate<T>(this IEnumerable<T> source, Func<T, T, T> func)", aggregate, "What a function makes of all items, from the first on.")
        .has("static A Aggregate<T, A>(this IEnumerable<T> source, A seed, Func<A, T, A> func)", aggregate_from, "What a function makes of all items, from a seed on.")
        .has("static R Aggregate<T, A, R>(this IEnumerable<T> source, A seed, Func<A, T, A> func, Func<A, R> resultSelector)", aggregate_from, "What functions make of all items, from a seed on.");
}

/// The test in argument 1, when there is one.
fn predicate(call: &Call) -> Result<Option<Value>, Exception> {
    if call.len() > 1 { function(call, 1, "predicate").map(Some) } else { Ok(None) }
}

/// Calls `visit` for each item that passes the test until it answers false.
fn visit(call: &mut Call, mut visit: impl FnMut(Value) -> bool) -> Result<(), Exception> {
    let (source, predicate) = (source(call)?, predicate(call)?);
    let mut items = call.runtime.iterate(&source)?;
    while let Some(item) = items.next(call.runtime)? {
        call.runtime.charge(1)?;
        let counts = match &predicate {
            Some(predicate) => passes(call.runtime, predicate, &item, None)?,
            None => true,
        };
        if counts && !visit(item) {
            break;
        }
    }
    Ok(())
}

/// The item found, `default(T)`, or an exception.
fn finish(call: &Call, found: Option<Value>, required: bool) -> Result<Value, Exception> {
    match found {
        Some(item) => Ok(item),
        None if !required => Ok(call.runtime.default_of(call.type_arg(0))),
        None if call.len() > 1 => Err(no_match()),
        None => Err(no_elements()),
    }
}

fn first(call: &mut Call, required: bool) -> Result<Value, Exception> {
    let mut found = None;
    visit(call, |item| {
        found = Some(item);
        false
    })?;
    finish(call, found, required)
}

fn last(call: &mut Call, required: bool) -> Result<Value, Exception> {
    let mut found = None;
    visit(call, |item| {
        found = Some(item);
        true
    })?;
    finish(call, found, required)
}

fn single(call: &mut Call, required: bool) -> Result<Value, Exception> {
    let (mut found, mut count) = (None, 0);
    visit(call, |item| {
        count += 1;
        found = Some(item);
        count < 2
    })?;
    match (count, call.len()) {
        (2, 1) => Err(Exception::invalid_operation("Sequence contains more than one element")),
        (2, _) => Err(Exception::invalid_operation("Sequence contains more than one matching element")),
        _ => finish(call, found, required),
    }
}

fn at_index(call: &mut Call) -> Result<Option<Value>, Exception> {
    let (source, Ok(index)) = (source(call)?, usize::try_from(call.int(1))) else {
        return Ok(None);
    };
    if let Some(array) = source.downcast::<Array>() {
        return Ok(array.get(index));
    }
    if let Some(list) = source.downcast::<List>() {
        return Ok(list.items().get(index).cloned());
    }
    let mut items = call.runtime.iterate(&source)?;
    for _ in 0..index {
        call.runtime.charge(1)?;
        if items.next(call.runtime)?.is_none() {
            return Ok(None);
        }
    }
    items.next(call.runtime)
}

fn element_at(call: &mut Call) -> Result<Value, Exception> {
    let message = "Index was out of range. Must be non-negative and less than the size of the collection.";
    at_index(call)?.ok_or_else(|| Exception::out_of_range(message, "index"))
}

fn element_at_or_default(call: &mut Call) -> Result<Value, Exception> {
    let found = at_index(call)?;
    Ok(found.unwrap_or_else(|| call.runtime.default_of(call.type_arg(0))))
}

fn any(call: &mut Call) -> Result<Value, Exception> {
    let mut found = false;
    visit(call, |_| {
        found = true;
        false
    })?;
    Ok(found.into())
}

fn all(call: &mut Call) -> Result<Value, Exception> {
    let (source, predicate) = (source(call)?, function(call, 1, "predicate")?);
    let mut items = call.runtime.iterate(&source)?;
    while let Some(item) = items.next(call.runtime)? {
        if !passes(call.runtime, &predicate, &item, None)? {
            return Ok(false.into());
        }
    }
    Ok(true.into())
}

fn count(call: &mut Call) -> Result<i64, Exception> {
    if call.len() == 1 {
        let source = source(call)?;
        let length = match &source {
            Value::Text(text) => Some(text.len()),
            other => other.downcast::<Array>().map(Array::len).or_else(|| other.downcast::<List>().map(List::len)),
        };
        if let Some(length) = length {
            return Ok(length as i64);
        }
    }
    let mut count = 0;
    visit(call, |_| {
        count += 1;
        true
    })?;
    Ok(count)
}

fn contains(call: &mut Call) -> Result<Value, Exception> {
    let (source, wanted, comparer) = (source(call)?, call.take(1), Comparer::of(call.arg(2)));
    let mut items = call.runtime.iterate(&source)?;
    while let Some(item) = items.next(call.runtime)? {
        call.runtime.charge(1)?;
        if comparer.equals(&item, &wanted) {
            return Ok(true.into());
        }
    }
    Ok(false.into())
}

fn sequence_equal(call: &mut Call) -> Result<Value, Exception> {
    let (first, second) = (call.not_null(0, "first")?.clone(), call.not_null(1, "second")?.clone());
    let comparer = Comparer::of(call.arg(2));
    let (mut left, mut right) = (call.runtime.iterate(&first)?, call.runtime.iterate(&second)?);
    loop {
        call.runtime.charge(1)?;
        match (left.next(call.runtime)?, right.next(call.runtime)?) {
            (Some(one), Some(two)) if comparer.equals(&one, &two) => {}
            (None, None) => return Ok(true.into()),
            _ => return Ok(false.into()),
        }
    }
}

fn aggregate(call: &mut Call) -> Result<Value, Exception> {
    let (source, function) = (source(call)?, function(call, 1, "func")?);
    let mut items = call.runtime.iterate(&source)?;
    let seed = items.next(call.runtime)?.ok_or_else(no_elements)?;
    folded(call, items, seed, &function)
}

fn aggregate_from(call: &mut Call) -> Result<Value, Exception> {
    let (source, function) = (source(call)?, function(call, 2, "func")?);
    let seed = call.take(1);
    let result = if call.len() > 3 { Some(super::function(call, 3, "resultSelector")?) } else { None };
    let items = call.runtime.iterate(&source)?;
    let total = folded(call, items, seed, &function)?;
    match result {
        Some(result) => apply(call.runtime, &result, &total, Counter::new(false).next()),
        None => Ok(total),
    }
}

fn folded(
    call: &mut Call,
    mut items: Box<dyn crate::Iterate>,
    seed: Value,
    function: &Value,
) -> Result<Value, Exception> {
    let mut total = seed;
    while let Some(item) = items.next(call.runtime)? {
        call.runtime.charge(1)?;
        total = call.invoke(function, &[total, item])?;
    }
    Ok(total)
}
