//! Sequences from nothing, and collections from sequences.

use super::{apply, function, source};
use crate::library::collections::comparer::Comparer;
use crate::library::collections::dictionary::{Dictionary, duplicate};
use crate::library::collections::hash_set::HashSet;
use crate::library::collections::list::List;
use crate::library::lazy::{derived, iterator, sequence};
use crate::{Call, Exception, Type, TypeDeclaration, Value};

pub(super) fn declare(enumerable: &mut TypeDeclaration) {
    enumerable
        .has("static IEnumerable<int> Range(int start, int count)", range, "Numbers one after the other.")
        .has("static IEnumerable<T> Repeat<T>(T element, int count)", repeat, "One item so many times.")
        .has("static IEnumerable<T> Empty<T>()", |call| Ok(sequence(call.type_arg(0).clone(), |_| Ok(iterator(|_| Ok(None))))), "No items.")
        .has("static IEnumerable<T> DefaultIfEmpty<T>(this IEnumerable<T> source)", default_if_empty, "The items, or `default(T)` without any.")
        .has("static IEnumerable<T> DefaultIfEmpty<T>(this IEnumerable<T> source, T defaultValue)", default_if_empty, "The items, or one without any.")
        .has("static IEnumerable<T> AsEnumerable<T>(this IEnumerable<T> source)", |call| Ok(call.take(0)), "The sequence itself.")
        .has("static T[] ToArray<T>(this IEnumerable<T> source)", to_array, "The items as an array.")
        .has("static List<T> ToList<T>(this IEnumerable<T> source)", to_list, "The items as a list.")
        .has("static HashSet<T> ToHashSet<T>(this IEnumerable<T> source)", to_hash_set, "The items as a set.")
        .has("static HashSet<T> ToHashSet<T>(this IEnumerable<T> source, IEqualityComparer<T> comparer)", to_hash_set, "The items as a set.")
        .has("static Dictionary<K, T> ToDictionary<T, K>(this IEnumerable<T> source, Func<T, K> keySelector)", |call| to_dictionary(call, false), "The items by key.")
        .has("static Dictionary<K, T> ToDictionary<T, K>(this IEnumerable<T> source, Func<T, K> keySelector, IEqualityComparer<K> comparer)", |call| to_dictionary(call, false), "The items by key.")
        .has("static Dictionary<K, E> ToDictionary<T, K, E>(this IEnumerable<T> source, Func<T, K> keySelector, Func<T, E> elementSelector)", |call| to_dictionary(call, true), "What a function makes of the items, by key.")
        .has("static Dictionary<K, E> ToDictionary<T, K, E>(this IEnumerable<T> source, Func<T, K> keySelector, Func<T, E> elementSelector, IEqualityComparer<K> comparer)", |call| to_dictionary(call, true), "What a function makes of the items, by key.");
}

fn out_of_range(parameter: &str) -> Exception {
    Exception::out_of_range("Specified argument was out of the range of valid values.", parameter)
}

fn range(call: &mut Call) -> Result<Value, Exception> {
    let (start, count) = (i64::from(call.int(0)), i64::from(call.int(1)));
    if count < 0 || start + count - 1 > i64::from(i32::MAX) {
        return Err(out_of_range("count"));
    }
    Ok(sequence(Type::INT32, move |_| {
        let mut next = start;
        Ok(iterator(move |runtime| {
            runtime.charge(1)?;
            next += 1;
            Ok((next <= start + count).then_some(Value::Int32((next - 1) as i32)))
        }))
    }))
}

fn repeat(call: &mut Call) -> Result<Value, Exception> {
    let (count, item) = (call.int(1), call.type_arg(0).clone());
    if count < 0 {
        return Err(out_of_range("count"));
    }
    let element = call.take(0);
    Ok(sequence(item, move |_| {
        let (element, mut left) = (element.clone(), count);
        Ok(iterator(move |runtime| {
            runtime.charge(1)?;
            left -= 1;
            Ok((left >= 0).then(|| element.clone()))
        }))
    }))
}

fn default_if_empty(call: &mut Call) -> Result<Value, Exception> {
    let (source, item) = (source(call)?, call.type_arg(0).clone());
    let default = if call.len() > 1 { call.take(1) } else { call.runtime.default_of(&item) };
    derived(&source.clone(), item, move |runtime| {
        let (mut items, mut default) = (runtime.iterate(&source)?, Some(default.clone()));
        Ok(iterator(move |runtime| {
            let next = items.next(runtime)?;
            // The first answer decides whether the default is ever given.
            let default = default.take();
            Ok(next.or(default))
        }))
    })
}

fn to_array(call: &mut Call) -> Result<Value, Exception> {
    let source = source(call)?;
    let items = call.runtime.collect(&source)?;
    Ok(Value::array(call.type_arg(0).clone(), items))
}

fn to_list(call: &mut Call) -> Result<Value, Exception> {
    let source = source(call)?;
    let items = call.runtime.collect(&source)?;
    Ok(List::value(call.type_arg(0).clone(), items))
}

fn to_hash_set(call: &mut Call) -> Result<Value, Exception> {
    let source = source(call)?;
    let items = call.runtime.collect(&source)?;
    Ok(HashSet::value(call.type_arg(0).clone(), Comparer::of(call.arg(1)), items))
}

fn to_dictionary(call: &mut Call, with_element: bool) -> Result<Value, Exception> {
    let (source, key_selector) = (source(call)?, function(call, 1, "keySelector")?);
    let element_selector = if with_element { Some(function(call, 2, "elementSelector")?) } else { None };
    let comparer = Comparer::of(call.arg(2 + usize::from(with_element)));
    let types = [call.type_arg(1).clone(), call.type_arg(if with_element { 2 } else { 0 }).clone()];
    let dictionary = Dictionary::new(types, comparer);
    let mut items = call.runtime.iterate(&source)?;
    while let Some(item) = items.next(call.runtime)? {
        call.runtime.allocate(3 * size_of::<Value>())?;
        let key = apply(call.runtime, &key_selector, &item, None)?;
        let element = match &element_selector {
            Some(selector) => apply(call.runtime, selector, &item, None)?,
            None => item,
        };
        if key.is_null() {
            return Err(Exception::argument_null("key"));
        }
        if !dictionary.insert(key.clone(), element) {
            return Err(duplicate(&key));
        }
    }
    Ok(Value::object(dictionary))
}
