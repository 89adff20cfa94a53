//! `Where`, `Take`, `Skip` and their like, `OfType` and `Cast`.

use std::collections::VecDeque;

use super::{Counter, function, passes, source};
use crate::library::lazy::{derived, iterator};
use crate::{Call, Exception, Type, TypeDeclaration, Value};

pub(super) fn declare(enumerable: &mut TypeDeclaration) {
    enumerable
        .has(
            "static IEnumerable<T> Where<T>(this IEnumerable<T> source, Func<T, bool> predicate)",
            |call| filter(call, false),
            "The items that pass a test.",
        )
        .has(
            "static IEnumerable<T> Where<T>(this IEnumerable<T> source, Func<T, int, bool> predicate)",
            |call| filter(call, true),
            "The items that pass a test.",
        )
        .has("static IEnumerable<T> Take<T>(this IEnumerable<T> source, int count)", take, "The first items.")
        .has("static IEnumerable<T> TakeLast<T>(this IEnumerable<T> source, int count)", take_last, "The last items.")
        .has(
            "static IEnumerable<T> TakeWhile<T>(this IEnumerable<T> source, Func<T, bool> predicate)",
            |call| take_while(call, false),
            "The items up to the first that fails a test.",
        )
        .has(
            "static IEnumerable<T> TakeWhile<T>(this IEnumerable<T> source, Func<T, int, bool> predicate)",
            |call| take_while(call, true),
            "The items up to the first that fails a test.",
        )
        .has("static IEnumerable<T> Skip<T>(this IEnumerable<T> source, int count)", skip, "All but the first items.")
        .has(
            "static IEnumerable<T> SkipLast<T>(this IEnumerable<T> source, int count)",
            skip_last,
            "All but the last items.",
        )
        .has(
            "static IEnumerable<T> SkipWhile<T>(this IEnumerable<T> source, Func<T, bool> predicate)",
            |call| skip_while(call, false),
            "The items from the first that fails a test.",
        )
        .has(
            "static IEnumerable<T> SkipWhile<T>(this IEnumerable<T> source, Func<T, int, bool> predicate)",
            |call| skip_while(call, true),
            "The items from the first that fails a test.",
        )
        .has(
            "static IEnumerable<T> OfType<T>(this System.Collections.IEnumerable source)",
            of_type,
            "The items of a type.",
        )
        .has(
            "static IEnumerable<T> Cast<T>(this System.Collections.IEnumerable source)",
            cast,
            "The items as a type; InvalidCastException when one is not.",
        );
}

fn item_type(call: &Call) -> Type {
    call.type_arg(0).clone()
}

fn filter(call: &mut Call, indexed: bool) -> Result<Value, Exception> {
    let (source, predicate) = (source(call)?, function(call, 1, "predicate")?);
    derived(&source.clone(), item_type(call), move |runtime| {
        let (mut items, predicate, mut counter) = (runtime.iterate(&source)?, predicate.clone(), Counter::new(indexed));
        Ok(iterator(move |runtime| {
            while let Some(item) = items.next(runtime)? {
                if passes(runtime, &predicate, &item, counter.next())? {
                    return Ok(Some(item));
                }
            }
            Ok(None)
        }))
    })
}

fn take(call: &mut Call) -> Result<Value, Exception> {
    let (source, count) = (source(call)?, call.int(1));
    derived(&source.clone(), item_type(call), move |runtime| {
        let (mut items, mut left) = (runtime.iterate(&source)?, count);
        Ok(iterator(move |runtime| {
            if left <= 0 {
                return Ok(None);
            }
            left -= 1;
            items.next(runtime)
        }))
    })
}

fn take_last(call: &mut Call) -> Result<Value, Exception> {
    let (source, count) = (source(call)?, usize::try_from(call.int(1)).unwrap_or(0));
    derived(&source.clone(), item_type(call), move |runtime| {
        let mut items = runtime.collect(&source)?;
        let mut last = items.split_off(items.len().saturating_sub(count)).into_iter();
        Ok(iterator(move |_| Ok(last.next())))
    })
}

fn take_while(call: &mut Call, indexed: bool) -> Result<Value, Exception> {
    let (source, predicate) = (source(call)?, function(call, 1, "predicate")?);
    derived(&source.clone(), item_type(call), move |runtime| {
        let (mut items, predicate, mut counter) = (runtime.iterate(&source)?, predicate.clone(), Counter::new(indexed));
        let mut is_over = false;
        Ok(iterator(move |runtime| {
            if is_over {
                return Ok(None);
            }
            let next = items.next(runtime)?;
            is_over = match &next {
                Some(item) => !passes(runtime, &predicate, item, counter.next())?,
                None => true,
            };
            Ok(next.filter(|_| !is_over))
        }))
    })
}

fn skip(call: &mut Call) -> Result<Value, Exception> {
    let (source, count) = (source(call)?, call.int(1));
    derived(&source.clone(), item_type(call), move |runtime| {
        let (mut items, mut left) = (runtime.iterate(&source)?, count);
        Ok(iterator(move |runtime| {
            while left > 0 {
                left -= 1;
                runtime.charge(1)?;
                if items.next(runtime)?.is_none() {
                    left = 0;
                    return Ok(None);
                }
            }
            items.next(runtime)
        }))
    })
}

fn skip_last(call: &mut Call) -> Result<Value, Exception> {
    let (source, count) = (source(call)?, usize::try_from(call.int(1)).unwrap_or(0));
    derived(&source.clone(), item_type(call), move |runtime| {
        let (mut items, mut waiting) = (runtime.iterate(&source)?, VecDeque::new());
        Ok(iterator(move |runtime| {
            while let Some(item) = items.next(runtime)? {
                runtime.charge(1)?;
                runtime.allocate(size_of::<Value>())?;
                waiting.push_back(item);
                if waiting.len() > count {
                    return Ok(waiting.pop_front());
                }
            }
            Ok(None)
        }))
    })
}

fn skip_while(call: &mut Call, indexed: bool) -> Result<Value, Exception> {
    let (source, predicate) = (source(call)?, function(call, 1, "predicate")?);
    derived(&source.clone(), item_type(call), move |runtime| {
        let (mut items, predicate, mut counter) = (runtime.iterate(&source)?, predicate.clone(), Counter::new(indexed));
        let mut skipping = true;
        Ok(iterator(move |runtime| {
            while let Some(item) = items.next(runtime)? {
                skipping = skipping && passes(runtime, &predicate, &item, counter.next())?;
                if !skipping {
                    return Ok(Some(item));
                }
            }
            Ok(None)
        }))
    })
}

fn of_type(call: &mut Call) -> Result<Value, Exception> {
    let (source, wanted) = (source(call)?, item_type(call));
    derived(&source.clone(), wanted.clone(), move |runtime| {
        let (mut items, wanted) = (runtime.iterate(&source)?, wanted.clone());
        Ok(iterator(move |runtime| {
            while let Some(item) = items.next(runtime)? {
                runtime.charge(1)?;
                if runtime.surface().is_instance(&item, &wanted) {
                    return Ok(Some(item));
                }
            }
            Ok(None)
        }))
    })
}

fn cast(call: &mut Call) -> Result<Value, Exception> {
    let (source, wanted) = (source(call)?, item_type(call));
    derived(&source.clone(), wanted.clone(), move |runtime| {
        let (mut items, wanted) = (runtime.iterate(&source)?, wanted.clone());
        Ok(iterator(move |runtime| {
            let Some(item) = items.next(runtime)? else {
                return Ok(None);
            };
            runtime.charge(1)?;
            let surface = runtime.surface();
            match &item {
                Value::Null if surface.is_value_type(&wanted) && !matches!(wanted, Type::Nullable(_)) => {
                    Err(Exception::null_reference())
                }
                Value::Null => Ok(Some(item)),
                value if surface.is_instance(value, &wanted) => Ok(Some(item)),
                value => Err(Exception::invalid_cast(&value.type_of(), &wanted)),
            }
        }))
    })
}
