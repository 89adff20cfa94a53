//! `OrderBy`, `ThenBy` and `Reverse`.

use std::cmp::Ordering;
use std::rc::Rc;

use super::{apply, function, source};
use crate::library::collections::comparer::Comparer;
use crate::library::lazy::{depth_above, derived, iterator};
use crate::library::sort;
use crate::{Call, Declarations, Exception, Iterate, Object, Runtime, Type, TypeDeclaration, TypeId, Value};

/// A sequence that sorts itself when it is enumerated.
struct Ordered {
    item: Type,
    source: Value,
    keys: Vec<Key>,
    depth: u32,
}

#[derive(Clone)]
struct Key {
    selector: Value,
    comparer: Comparer,
    descending: bool,
}

impl Object for Ordered {
    fn type_of(&self) -> Type {
        Type::Generic(TypeId::IORDERED_ENUMERABLE, [self.item.clone()].into())
    }

    fn depth(&self) -> u32 {
        self.depth
    }

    fn iterate(&self, _: &Rc<dyn Object>, runtime: &mut Runtime<'_>) -> Option<Result<Box<dyn Iterate>, Exception>> {
        Some(self.sorted(runtime))
    }
}

impl Ordered {
    /// All keys of all items are made first, then the items are sorted, as .NET does.
    fn sorted(&self, runtime: &mut Runtime<'_>) -> Result<Box<dyn Iterate>, Exception> {
        runtime.check_stack()?;
        let items = runtime.collect(&self.source)?;
        sort::charge(runtime, items.len() * (1 + self.keys.len()))?;
        let mut rows = Vec::with_capacity(items.len());
        for item in items {
            let keys: Result<Vec<Value>, Exception> =
                self.keys.iter().map(|key| apply(runtime, &key.selector, &item, None)).collect();
            rows.push((keys?, item));
        }
        let rows = sort::sort(rows, |(one, _), (two, _)| {
            for (key, (one, two)) in self.keys.iter().zip(one.iter().zip(two)) {
                let order = key.comparer.compare(one, two, runtime).map_err(sort::failed)?;
                if order != Ordering::Equal {
                    return Ok(if key.descending { order.reverse() } else { order });
                }
            }
            Ok(Ordering::Equal)
        })?;
        let mut rows = rows.into_iter();
        Ok(iterator(move |_| Ok(rows.next().map(|(_, item)| item))))
    }
}

pub(super) fn declare_types(declarations: &mut Declarations) {
    declarations.interface("System.Linq.IOrderedEnumerable<T>", "A sequence in an order.").is_a("IEnumerable<T>");
}

pub(super) fn declare(enumerable: &mut TypeDeclaration) {
    enumerable
        .has("static IOrderedEnumerable<T> OrderBy<T, K>(this IEnumerable<T> source, Func<T, K> keySelector)", |call| order(call, false), "The items in the order of a key.")
        .has("static IOrderedEnumerable<T> OrderBy<T, K>(this IEnumerable<T> source, Func<T, K> keySelector, IComparer<K> comparer)", |call| order(call, false), "The items in the order of a key.")
        .has("static IOrderedEnumerable<T> OrderByDescending<T, K>(this IEnumerable<T> source, Func<T, K> keySelector)", |call| order(call, true), "The items in the opposite order of a key.")
        .has("static IOrderedEnumerable<T> OrderByDescending<T, K>(this IEnumerable<T> source, Func<T, K> keySelector, IComparer<K> comparer)", |call| order(call, true), "The items in the opposite order of a key.")
        .has("static IOrderedEnumerable<T> ThenBy<T, K>(this IOrderedEnumerable<T> source, Func<T, K> keySelector)", |call| then(call, false), "Equal items in the order of another key.")
        .has("static IOrderedEnumerable<T> ThenBy<T, K>(this IOrderedEnumerable<T> source, Func<T, K> keySelector, IComparer<K> comparer)", |call| then(call, false), "Equal items in the order of another key.")
        .has("static IOrderedEnumerable<T> ThenByDescending<T, K>(this IOrderedEnumerable<T> source, Func<T, K> keySelector)", |call| then(call, true), "Equal items in the opposite order of another key.")
        .has("static IOrderedEnumerable<T> ThenByDescending<T, K>(this IOrderedEnumerable<T> source, Func<T, K> keySelector, IComparer<K> comparer)", |call| then(call, true), "Equal items in the opposite order of another key.")
        .has("static IEnumerable<T> Reverse<T>(this IEnumerable<T> source)", reverse, "The items in the opposite order.");
}

fn key(call: &Call, descending: bool) -> Result<Key, Exception> {
    Ok(Key { selector: function(call, 1, "keySelector")?, comparer: Comparer::of(call.arg(2)), descending })
}

fn order(call: &mut Call, descending: bool) -> Result<Value, Exception> {
    let (source, keys) = (source(call)?, vec![key(call, descending)?]);
    let depth = depth_above(&source)?;
    Ok(Value::object(Ordered { item: call.type_arg(0).clone(), source, keys, depth }))
}

fn then(call: &mut Call, descending: bool) -> Result<Value, Exception> {
    let before = call.object::<Ordered>(0, "source")?;
    let mut keys = before.keys.clone();
    keys.push(key(call, descending)?);
    let (item, source, depth) = (before.item.clone(), before.source.clone(), before.depth);
    call.runtime.allocate(keys.len() * size_of::<Key>())?;
    Ok(Value::object(Ordered { item, source, keys, depth }))
}

fn reverse(call: &mut Call) -> Result<Value, Exception> {
    let source = source(call)?;
    derived(&source.clone(), call.type_arg(0).clone(), move |runtime| {
        let mut items = runtime.collect(&source)?.into_iter().rev();
        Ok(iterator(move |_| Ok(items.next())))
    })
}
