//! `GroupBy`, `ToLookup` and the types they give.

use std::rc::Rc;

use super::{apply, function, source};
use crate::library::collections::comparer::Comparer;
use crate::library::collections::table::Table;
use crate::library::lazy::{derived, iterator, sequence};
use crate::{Call, Declarations, Exception, Iterate, Object, Runtime, Type, TypeDeclaration, TypeId, Value};

/// Items with one key.
struct Grouping {
    types: [Type; 2],
    key: Value,
    items: Rc<[Value]>,
}

impl Object for Grouping {
    fn type_of(&self) -> Type {
        Type::Generic(TypeId::of("System.Linq.Grouping`2"), self.types.clone().into())
    }

    fn iterate(&self, _: &Rc<dyn Object>, _: &mut Runtime<'_>) -> Option<Result<Box<dyn Iterate>, Exception>> {
        Some(Ok(over(self.items.clone())))
    }
}

fn over(items: Rc<[Value]>) -> Box<dyn Iterate> {
    let mut next = 0;
    iterator(move |_| {
        next += 1;
        Ok(items.get(next - 1).cloned())
    })
}

/// All groups by key.
struct Lookup {
    types: [Type; 2],
    table: Table,
    groups: Rc<[Value]>,
}

impl Object for Lookup {
    fn type_of(&self) -> Type {
        Type::Generic(TypeId::of("System.Linq.Lookup`2"), self.types.clone().into())
    }

    fn iterate(&self, _: &Rc<dyn Object>, _: &mut Runtime<'_>) -> Option<Result<Box<dyn Iterate>, Exception>> {
        Some(Ok(over(self.groups.clone())))
    }
}

pub(super) fn declare_types(declarations: &mut Declarations) {
    declarations.class("System.Linq.Grouping<K, T>", "Items with one key.").is_a("IGrouping<K, T>");
    declarations.class("System.Linq.Lookup<K, T>", "Items by key.").is_a("ILookup<K, T>");
    declarations.interface("System.Linq.IGrouping<K, T>", "Items with one key.").is_a("IEnumerable<T>").has(
        "K Key",
        |call| Ok(call.this_object::<Grouping>()?.key.clone()),
        "The key.",
    );
    declarations
        .interface("System.Linq.ILookup<K, T>", "Items by key.")
        .is_a("IEnumerable<IGrouping<K, T>>")
        .has("int Count", |call| Ok(Value::Int32(call.this_object::<Lookup>()?.groups.len() as i32)), "Number of keys.")
        .has("IEnumerable<T> this[K key]", lookup_get, "The items of a key; none without them.")
        .has(
            "bool Contains(K key)",
            |call| Ok(call.this_object::<Lookup>()?.table.contains(call.arg(0)).into()),
            "Whether there are items of a key.",
        );
}

pub(super) fn declare(enumerable: &mut TypeDeclaration) {
    enumerable
        .has("static IEnumerable<IGrouping<K, T>> GroupBy<T, K>(this IEnumerable<T> source, Func<T, K> keySelector)", |call| group(call, Shape::KEY), "The items in groups with the same key.")
        .has("static IEnumerable<IGrouping<K, T>> GroupBy<T, K>(this IEnumerable<T> source, Func<T, K> keySelector, IEqualityComparer<K> comparer)", |call| group(call, Shape::KEY), "The items in groups with the same key.")
        .has("static IEnumerable<IGrouping<K, E>> GroupBy<T, K, E>(this IEnumerable<T> source, Func<T, K> keySelector, Func<T, E> elementSelector)", |call| group(call, Shape::ELEMENT), "What a function makes of the items, in groups with the same key.")
        .has("static IEnumerable<IGrouping<K, E>> GroupBy<T, K, E>(this IEnumerable<T> source, Func<T, K> keySelector, Func<T, E> elementSelector, IEqualityComparer<K> comparer)", |call| group(call, Shape::ELEMENT), "What a function makes of the items, in groups with the same key.")
        .has("static IEnumerable<R> GroupBy<T, K, R>(this IEnumerable<T> source, Func<T, K> keySelector, Func<K, IEnumerable<T>, R> resultSelector)", |call| group(call, Shape::RESULT), "What a function makes of each group.")
        .has("static IEnumerable<R> GroupBy<T, K, R>(this IEnumerable<T> source, Func<T, K> keySelector, Func<K, IEnumerable<T>, R> resultSelector, IEqualityComparer<K> comparer)", |call| group(call, Shape::RESULT), "What a function makes of each group.")
        .has("static IEnumerable<R> GroupBy<T, K, E, R>(this IEnumerable<T> source, Func<T, K> keySelector, Func<T, E> elementSelector, Func<K, IEnumerable<E>, R> resultSelector)", |call| group(call, Shape::BOTH), "What functions make of each group.")
        .has("static IEnumerable<R> GroupBy<T, K, E, R>(this IEnumerable<T> source, Func<T, K> keySelector, Func<T, E> elementSelector, Func<K, IEnumerable<E>, R> resultSelector, IEqualityComparer<K> comparer)", |call| group(call, Shape::BOTH), "What functions make of each group.")
        .has("static ILookup<K, T> ToLookup<T, K>(this IEnumerable<T> source, Func<T, K> keySelector)", |call| to_lookup(call, Shape::KEY), "The items by key.")
        .has("static ILookup<K, T> ToLookup<T, K>(this IEnumerable<T> source, Func<T, K> keySelector, IEqualityComparer<K> comparer)", |call| to_lookup(call, Shape::KEY), "The items by key.")
        .has("static ILookup<K, E> ToLookup<T, K, E>(this IEnumerable<T> source, Func<T, K> keySelector, Func<T, E> elementSelector)", |call| to_lookup(call, Shape::ELEMENT), "What a function makes of the items, by key.")
        .has("static ILookup<K, E> ToLookup<T, K, E>(this IEnumerable<T> source, Func<T, K> keySelector, Func<T, E> elementSelector, IEqualityComparer<K> comparer)", |call| to_lookup(call, Shape::ELEMENT), "What a function makes of the items, by key.");
}

/// Which functions an overload has behind the key selector.
#[derive(Clone, Copy)]
struct Shape {
    element: bool,
    result: bool,
}

impl Shape {
    const KEY: Shape = Shape { element: false, result: false };
    const ELEMENT: Shape = Shape { element: true, result: false };
    const RESULT: Shape = Shape { element: false, result: true };
    const BOTH: Shape = Shape { element: true, result: true };
}

/// Keys with their items, in the order of the first items.
type Groups = Vec<(Value, Vec<Value>)>;

/// How items are put into groups.
#[derive(Clone)]
pub(super) struct Plan {
    source: Value,
    key: Value,
    element: Option<Value>,
    comparer: Comparer,
    types: [Type; 2],
}

impl Plan {
    /// Groups by the key only, for joins.
    pub(super) fn by_key(source: Value, key: Value, comparer: Comparer, types: [Type; 2]) -> Plan {
        Plan { source, key, element: None, comparer, types }
    }

    fn of(call: &Call, shape: Shape) -> Result<(Plan, Option<Value>), Exception> {
        let element = if shape.element { Some(function(call, 2, "elementSelector")?) } else { None };
        let behind = 2 + usize::from(shape.element);
        let result = if shape.result { Some(function(call, behind, "resultSelector")?) } else { None };
        let comparer = Comparer::of(call.arg(behind + usize::from(shape.result)));
        let types = [call.type_arg(1).clone(), call.type_arg(if shape.element { 2 } else { 0 }).clone()];
        let plan = Plan { source: source(call)?, key: function(call, 1, "keySelector")?, element, comparer, types };
        Ok((plan, result))
    }

    /// The groups in the order of their first items, and where each key's is.
    pub(super) fn run(&self, runtime: &mut Runtime) -> Result<(Table, Groups), Exception> {
        let mut places = Table::new(self.comparer.clone());
        let mut groups = Groups::new();
        let mut items = runtime.iterate(&self.source)?;
        while let Some(item) = items.next(runtime)? {
            runtime.allocate(2 * size_of::<Value>())?;
            let key = apply(runtime, &self.key, &item, None)?;
            let element = match &self.element {
                Some(selector) => apply(runtime, selector, &item, None)?,
                None => item,
            };
            let place = match places.get(&key) {
                Some(Value::Int32(place)) => *place as usize,
                _ => {
                    places.insert(key.clone(), Value::Int32(groups.len() as i32));
                    groups.push((key, Vec::new()));
                    groups.len() - 1
                }
            };
            if let Some((_, members)) = groups.get_mut(place) {
                members.push(element);
            }
        }
        Ok((places, groups))
    }

    fn grouping(&self, key: Value, items: Vec<Value>) -> Value {
        Value::object(Grouping { types: self.types.clone(), key, items: items.into() })
    }
}

fn group(call: &mut Call, shape: Shape) -> Result<Value, Exception> {
    let (plan, result) = Plan::of(call, shape)?;
    let item = match &result {
        Some(_) => call.type_args().last().cloned().unwrap_or(Type::OBJECT),
        None => Type::Generic(TypeId::IGROUPING, plan.types.clone().into()),
    };
    derived(&plan.source.clone(), item, move |runtime| {
        let mut groups = plan.run(runtime)?.1.into_iter();
        let (plan, result) = (plan.clone(), result.clone());
        Ok(iterator(move |runtime| {
            let Some((key, items)) = groups.next() else {
                return Ok(None);
            };
            let group = plan.grouping(key.clone(), items);
            match &result {
                Some(result) => {
                    runtime.charge(1)?;
                    runtime.invoke(result, &[key, group]).map(Some)
                }
                None => Ok(Some(group)),
            }
        }))
    })
}

fn to_lookup(call: &mut Call, shape: Shape) -> Result<Value, Exception> {
    let (plan, _) = Plan::of(call, shape)?;
    let (table, groups) = plan.run(call.runtime)?;
    let groups = groups.into_iter().map(|(key, items)| plan.grouping(key, items)).collect();
    Ok(Value::object(Lookup { types: plan.types, table, groups }))
}

fn lookup_get(call: &mut Call) -> Result<Value, Exception> {
    let lookup = call.this_object::<Lookup>()?;
    let group = match lookup.table.get(call.arg(0)) {
        Some(Value::Int32(place)) => lookup.groups.get(*place as usize).cloned(),
        _ => None,
    };
    let empty = || sequence(lookup.types[1].clone(), |_| Ok(iterator(|_| Ok(None))));
    Ok(group.unwrap_or_else(empty))
}
