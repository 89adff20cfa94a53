//! Members of `System.Array` that make other collections, and `System.ValueTuple`.

use std::sync::Arc;

use super::collections::list::List;
use crate::{Array, Call, Declarations, Exception, Tuple, TupleType, Value};

pub(super) fn declare(declarations: &mut Declarations) {
    if let Some(array) = declarations.extend("System.Array") {
        array
            .has("static ReadOnlyCollection<T> AsReadOnly<T>(T[] array)", as_read_only, "A view that cannot be changed.")
            .has("static void Fill<T>(T[] array, T value)", fill, "Stores one item everywhere.")
            .has("static void Fill<T>(T[] array, T value, int startIndex, int count)", fill, "Stores one item in a part.");
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
        Exception::out_of_range("Index was out of range. Must be non-negative and less than the size of the collection.", parameter)
    };
    let start = usize::try_from(start).ok().filter(|start| *start <= array.len()).ok_or_else(|| out_of_range("startIndex"))?;
    let count = usize::try_from(count).ok().filter(|count| *count <= array.len() - start).ok_or_else(|| out_of_range("count"))?;
    (start..start + count).for_each(|index| drop(array.set(index, call.arg(1).clone())));
    Ok(Value::Null)
}

fn tuple(call: &mut Call) -> Result<Value, Exception> {
    let items: Vec<Value> = (0..call.len()).map(|index| call.take(index)).collect();
    let elements = (0..items.len()).map(|index| call.type_arg(index).clone()).collect();
    let shape = Arc::new(TupleType { names: vec![None; items.len()], elements });
    Ok(Value::object(Tuple { shape, items: items.into() }))
}
