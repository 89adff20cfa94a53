//! Members of `System.Array` that make other collections, and `System.ValueTuple`.

use std::sync::Arc;

use super::collections::list::List;
use super::ordering::compare;
use super::sort;
use crate::{Array, Call, Declarations, Exception, Tuple, TupleType, Value};

pub(super) fn declare(declarations: &mut Declarations) {
    if let Some(array) = declarations.extend("System.Array") {
        array
            .has(
                "static ReadOnlyCollection<T> AsReadOnly<T>(T[] array)",
                as_read_only,
                "A view that cannot be changed.",
            )
            .has("static void Sort<K, V>(K[] keys, V[] items)", sort_pairs, "Sorts keys, and items with them.")
            .has("static void Fill<T>(T[] array, T value)", fill, "Stores one item everywhere.")
            .has(
                "static void Fill<T>(T[] array, T value, int startIndex, int count)",
                fill,
                "Stores one item in a part.",
            );
    }
    declarations
        .static_class("System.ValueTuple", "Makes tuples.")
        .has("static (A, B) Create<A, B>(A item1, B item2)", tuple, "A tuple.")
        .has("static (A, B, C) Create<A, B, C>(A item1, B item2, C item3)", tuple, "A tuple.")
        .has("static (A, B, C, D) Create<A, B, C, D>(A item1, B item2, C item3, D item4)", tuple, "A tuple.");
}

fn as_read_only(call: &mut Call) -> Result<Value, Exception> {
    let length = call.object::<Array>(0, "array")?.len();
    call.runtime.allocate(length * size_of::<Value>())?;
    let items = call.object::<Array>(0, "array")?.to_vec();
    Ok(List::read_only(call.type_arg(0).clone(), items))
}

fn fill(call: &mut Call) -> Result<Value, Exception> {
    let array = call.object::<Array>(0, "array")?;
    let whole = call.len() == 2;
    let (start, count) = if whole { (0, array.len() as i32) } else { (call.int(2), call.int(3)) };
    let out_of_range = |parameter: &str| {
        Exception::out_of_range(
            "Index was out of range. Must be non-negative and less than the size of the collection.",
            parameter,
        )
    };
    let start =
        usize::try_from(start).ok().filter(|start| *start <= array.len()).ok_or_else(|| out_of_range("startIndex"))?;
    let count = usize::try_from(count)
        .ok()
        .filter(|count| *count <= array.len() - start)
        .ok_or_else(|| out_of_range("count"))?;
    for index in start..start + count {
        array.set(index, call.arg(1).clone());
    }
    Ok(Value::Null)
}

fn sort_pairs(call: &mut Call) -> Result<Value, Exception> {
    let keys = call.object::<Array>(0, "keys")?.to_vec();
    let items = call.object::<Array>(1, "items")?.to_vec();
    if items.len() < keys.len() {
        let message = "Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.";
        return Err(Exception::argument(message, ""));
    }
    sort::charge(call.runtime, keys.len() * 2)?;
    let pairs = keys.into_iter().zip(items).collect();
    let pairs: Vec<(Value, Value)> =
        sort::sort(pairs, |one: &(Value, Value), two| compare(&one.0, &two.0, call.runtime)).map_err(sort::failed)?;
    for (index, (key, item)) in pairs.into_iter().enumerate() {
        call.object::<Array>(0, "keys")?.set(index, key);
        call.object::<Array>(1, "items")?.set(index, item);
    }
    Ok(Value::Null)
}

fn tuple(call: &mut Call) -> Result<Value, Exception> {
    let items: Vec<Value> = (0..call.len()).map(|index| call.take(index)).collect();
    let elements = (0..items.len()).map(|index| call.type_arg(index).clone()).collect();
    let shape = Arc::new(TupleType { names: vec![None; items.len()], elements });
    Ok(Value::object(Tuple { shape, items: items.into() }))
}
