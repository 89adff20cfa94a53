//! `System.Array`: members of arrays, and static functions on them.

use std::cmp::Ordering;

use crate::{
    Array, Call, Declarations, Exception, Items, Text, Value,
    library::{collections::comparer::Comparer, ordering},
};

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("System.Array", "The base of all arrays.")
        .is_a("IList, ICollection, IEnumerable")
        .has("int Length", length, "Number of items.")
        .has("long LongLength", |call| Ok(Value::Int64(array(call)?.len() as i64)), "Number of items.")
        .has("int Rank", |_| Ok(Value::Int32(1)), "Number of dimensions.")
        .has("hidden int Count", length, "Number of items.")
        .has("hidden object this[int index]", element, "The item at `index`.")
        .has("hidden bool Contains(object item)", contains, "Whether an item is equal.")
        .has("hidden int IndexOf(object item)", hidden_index_of, "The first equal item.")
        .has("hidden bool IsReadOnly", |_| Ok(true.into()), "An array cannot grow.")
        .has("bool IsFixedSize", |_| Ok(true.into()), "An array cannot grow.")
        .has("hidden void Add(object item)", fixed, "An array cannot grow.")
        .has("hidden void Clear()", fixed, "An array cannot shrink.")
        .has("hidden bool Remove(object item)", fixed, "An array cannot shrink.")
        .has("hidden void RemoveAt(int index)", fixed, "An array cannot shrink.")
        .has("hidden void Insert(int index, object item)", fixed, "An array cannot grow.")
        .has("int GetLength(int dimension)", length, "Number of items.")
        .has("int GetUpperBound(int dimension)", |call| Ok(Value::Int32(array(call)?.len() as i32 - 1)), "Last index.")
        .has("int GetLowerBound(int dimension)", |_| Ok(Value::Int32(0)), "First index.")
        .has("object GetValue(int index)", get_value, "The item at `index`.")
        .has("void SetValue(object value, int index)", set_value, "Stores an item.")
        .has("object Clone()", clone, "A copy.")
        .has("void CopyTo(Array array, int index)", copy_to, "Copies all items into another array.")
        .has("static int IndexOf<T>(T[] array, T value)", index_of, "The first equal item, or -1.")
        .has("static int IndexOf<T>(T[] array, T value, int startIndex)", index_of, "The first equal item, or -1.")
        .has("static int IndexOf(Array array, object value)", index_of, "The first equal item, or -1.")
        .has("static int LastIndexOf<T>(T[] array, T value)", last_index_of, "The last equal item, or -1.")
        .has("static bool Exists<T>(T[] array, Predicate<T> match)", exists, "Whether an item passes.")
        .has("static bool TrueForAll<T>(T[] array, Predicate<T> match)", true_for_all, "Whether all items pass.")
        .has("static T Find<T>(T[] array, Predicate<T> match)", find, "The first item that passes.")
        .has("static T FindLast<T>(T[] array, Predicate<T> match)", find_last, "The last item that passes.")
        .has("static T[] FindAll<T>(T[] array, Predicate<T> match)", find_all, "All items that pass.")
        .has("static int FindIndex<T>(T[] array, Predicate<T> match)", find_index, "Index of the first that passes.")
        .has("static int FindLastIndex<T>(T[] array, Predicate<T> match)", find_last_index, "Index of the last.")
        .has("static void ForEach<T>(T[] array, Action<T> action)", for_each, "Calls for every item.")
        .has("static R[] ConvertAll<T, R>(T[] array, Func<T, R> converter)", convert_all, "Converts every item.")
        .has("static void Reverse(Array array)", reverse, "Reverses in place.")
        .has("static void Reverse<T>(T[] array)", reverse, "Reverses in place.")
        .has("static void Reverse(Array array, int index, int length)", reverse, "Reverses a part in place.")
        .has("static void Sort(Array array)", sort, "Sorts in place.")
        .has("static void Sort<T>(T[] array)", sort, "Sorts in place.")
        .has("static void Sort<T>(T[] array, Comparison<T> comparison)", sort, "Sorts in place.")
        .has("static void Sort<T>(T[] array, IComparer<T> comparer)", sort_by, "Sorts in place.")
        .has("static void Resize<T>(ref T[] array, int newSize)", resize, "A copy with another length.")
        .has("static T[] Empty<T>()", |call| Ok(Value::array(call.type_arg(0).clone(), Vec::new())), "No items.")
        .has("static int BinarySearch<T>(T[] array, T value)", binary_search, "Index in a sorted array.")
        .has("static void Copy(Array sourceArray, Array destinationArray, int length)", copy, "Copies items.")
        .has(
            "static void Copy(Array sourceArray, int sourceIndex, Array destinationArray, int destinationIndex, int length)",
            copy,
            "Copies items.",
        )
        .has("static void Clear(Array array, int index, int length)", clear, "Stores defaults.")
        .has("static Array CreateInstance(Type elementType, int length)", create, "A new array of defaults.");
}

fn array<'c>(call: &'c Call<'_, '_>) -> Result<&'c Array, Exception> {
    call.this_object::<Array>()
}

fn given<'c>(call: &'c Call<'_, '_>) -> Result<&'c Array, Exception> {
    call.object::<Array>(0, "array")
}

fn length(call: &mut Call) -> Result<Value, Exception> {
    Ok(Value::Int32(array(call)?.len() as i32))
}

fn outside() -> Exception {
    Exception::new("System.IndexOutOfRangeException", Text::literal("Index was outside the bounds of the array."))
}

fn fixed(_: &mut Call) -> Result<Value, Exception> {
    Err(Exception::new("System.NotSupportedException", Text::literal("Collection was of a fixed size.")))
}

fn element(call: &mut Call) -> Result<Value, Exception> {
    let index = usize::try_from(call.int(0)).map_err(|_| outside())?;
    array(call)?.get(index).ok_or_else(outside)
}

fn get_value(call: &mut Call) -> Result<Value, Exception> {
    element(call)
}

fn set_value(call: &mut Call) -> Result<Value, Exception> {
    let index = usize::try_from(call.int(1)).map_err(|_| outside())?;
    let value = call.arg(0).clone();
    if array(call)?.set(index, value) { Ok(Value::Null) } else { Err(outside()) }
}

fn clone(call: &mut Call) -> Result<Value, Exception> {
    let size = array(call)?.len() * size_of::<Value>();
    call.runtime.allocate(size)?;
    let array = array(call)?;
    Ok(Value::array(array.element().clone(), array.to_vec()))
}

fn contains(call: &mut Call) -> Result<Value, Exception> {
    let item = call.arg(0).clone();
    Ok(array(call)?.to_vec().iter().any(|other| other.equals(&item)).into())
}

fn hidden_index_of(call: &mut Call) -> Result<Value, Exception> {
    let item = call.arg(0).clone();
    let position = array(call)?.to_vec().iter().position(|other| other.equals(&item));
    Ok(Value::Int32(position.map_or(-1, |index| index as i32)))
}

fn copy_to(call: &mut Call) -> Result<Value, Exception> {
    let items = array(call)?.to_vec();
    let start = usize::try_from(call.int(1)).unwrap_or(usize::MAX);
    store_all(call.object::<Array>(0, "destinationArray")?, start, items)
}

fn store_all(target: &Array, start: usize, items: Vec<Value>) -> Result<Value, Exception> {
    if start.checked_add(items.len()).is_none_or(|end| end > target.len()) {
        let message = "Destination array was not long enough. Check the destination index, length, and the array's \
                       lower bounds.";
        return Err(Exception::argument(message, "destinationArray"));
    }
    for (offset, item) in items.into_iter().enumerate() {
        target.set(start + offset, item);
    }
    Ok(Value::Null)
}

fn index_of(call: &mut Call) -> Result<Value, Exception> {
    let items = given(call)?.to_vec();
    call.runtime.charge(items.len() as u64)?;
    let start = if call.len() > 2 { usize::try_from(call.int(2)).unwrap_or(0) } else { 0 };
    let position = items.iter().skip(start).position(|item| item.equals(call.arg(1)));
    Ok(Value::Int32(position.map_or(-1, |index| (index + start) as i32)))
}

fn last_index_of(call: &mut Call) -> Result<Value, Exception> {
    let items = given(call)?.to_vec();
    let position = items.iter().rposition(|item| item.equals(call.arg(1)));
    Ok(Value::Int32(position.map_or(-1, |index| index as i32)))
}

/// Items that pass, in order, with their indices; stops after the first when `one`.
fn passing(call: &mut Call, one: bool, backwards: bool) -> Result<Vec<(usize, Value)>, Exception> {
    let mut items: Vec<_> = given(call)?.to_vec().into_iter().enumerate().collect();
    if backwards {
        items.reverse();
    }
    let test = call.not_null(1, "match")?.clone();
    let mut passed = Vec::new();
    for (index, item) in items {
        call.runtime.charge(1)?;
        if matches!(call.invoke(&test, std::slice::from_ref(&item))?, Value::Bool(true)) {
            passed.push((index, item));
            if one {
                break;
            }
        }
    }
    Ok(passed)
}

fn exists(call: &mut Call) -> Result<Value, Exception> {
    Ok((!passing(call, true, false)?.is_empty()).into())
}

fn true_for_all(call: &mut Call) -> Result<Value, Exception> {
    let all = given(call)?.len();
    Ok((passing(call, false, false)?.len() == all).into())
}

fn find(call: &mut Call) -> Result<Value, Exception> {
    let found = passing(call, true, false)?.pop();
    Ok(found.map_or_else(|| call.runtime.default_of(call.type_arg(0)), |(_, item)| item))
}

fn find_last(call: &mut Call) -> Result<Value, Exception> {
    let found = passing(call, true, true)?.pop();
    Ok(found.map_or_else(|| call.runtime.default_of(call.type_arg(0)), |(_, item)| item))
}

fn find_all(call: &mut Call) -> Result<Value, Exception> {
    let items = passing(call, false, false)?.into_iter().map(|(_, item)| item).collect();
    Ok(Value::array(call.type_arg(0).clone(), items))
}

fn find_index(call: &mut Call) -> Result<Value, Exception> {
    Ok(Value::Int32(passing(call, true, false)?.first().map_or(-1, |(index, _)| *index as i32)))
}

fn find_last_index(call: &mut Call) -> Result<Value, Exception> {
    Ok(Value::Int32(passing(call, true, true)?.first().map_or(-1, |(index, _)| *index as i32)))
}

fn for_each(call: &mut Call) -> Result<Value, Exception> {
    let action = call.not_null(1, "action")?.clone();
    for item in given(call)?.to_vec() {
        call.invoke(&action, &[item])?;
    }
    Ok(Value::Null)
}

fn convert_all(call: &mut Call) -> Result<Value, Exception> {
    let converter = call.not_null(1, "converter")?.clone();
    let items = given(call)?.to_vec();
    call.runtime.allocate(items.len() * size_of::<Value>())?;
    let mut converted = Vec::with_capacity(items.len());
    for item in items {
        converted.push(call.invoke(&converter, &[item])?);
    }
    Ok(Value::array(call.type_arg(1).clone(), converted))
}

fn reverse(call: &mut Call) -> Result<Value, Exception> {
    let array = given(call)?;
    let (start, count) = if call.len() > 2 { (call.int(1), call.int(2)) } else { (0, array.len() as i32) };
    let (Ok(start), Ok(count)) = (usize::try_from(start), usize::try_from(count)) else { return Err(outside()) };
    match &mut *array.items().borrow_mut() {
        Items::Bytes(bytes) => bytes.get_mut(start..start + count).ok_or_else(outside)?.reverse(),
        Items::Values(values) => values.get_mut(start..start + count).ok_or_else(outside)?.reverse(),
    }
    Ok(Value::Null)
}

fn sort(call: &mut Call) -> Result<Value, Exception> {
    let mut items = given(call)?.to_vec();
    call.runtime.charge(items.len() as u64)?;
    let comparison = (call.len() > 1).then(|| call.arg(1).clone());
    let mut failure = None;
    items.sort_by(|one, two| {
        if failure.is_some() {
            return Ordering::Equal;
        }
        let result = match &comparison {
            Some(comparison) => call.invoke(comparison, &[one.clone(), two.clone()]).map(|order| match order {
                Value::Int32(order) => order.cmp(&0),
                _ => Ordering::Equal,
            }),
            None => ordering::compare(one, two, call.runtime),
        };
        result.unwrap_or_else(|exception| {
            failure = Some(exception);
            Ordering::Equal
        })
    });
    if let Some(inner) = failure {
        if inner.is_fatal() {
            return Err(inner);
        }
        let class = crate::TypeId::of("System.InvalidOperationException");
        let message = Text::literal("Failed to compare two elements in the array.");
        return Err(Exception::of(class, message, Some(inner)));
    }
    store_all(given(call)?, 0, items)
}

fn sort_by(call: &mut Call) -> Result<Value, Exception> {
    let mut items = given(call)?.to_vec();
    let comparer = Comparer::of(call.arg(1));
    call.runtime.charge(items.len() as u64)?;
    let mut failure = None;
    items.sort_by(|one, two| match &failure {
        Some(_) => Ordering::Equal,
        None => comparer.compare(one, two, call.runtime).unwrap_or_else(|exception| {
            failure = Some(exception);
            Ordering::Equal
        }),
    });
    match failure {
        Some(exception) => Err(exception),
        None => store_all(given(call)?, 0, items),
    }
}

fn resize(call: &mut Call) -> Result<Value, Exception> {
    let length = usize::try_from(call.int(1))
        .map_err(|_| Exception::out_of_range("Non-negative number required.", "newSize"))?;
    call.runtime.allocate(length.saturating_mul(size_of::<Value>()))?;
    let element = call.type_arg(0).clone();
    let mut items = call.arg(0).downcast::<Array>().map_or_else(Vec::new, Array::to_vec);
    items.resize(length, call.runtime.default_of(&element));
    call.set(0, Value::array(element, items));
    Ok(Value::Null)
}

fn binary_search(call: &mut Call) -> Result<Value, Exception> {
    let items = given(call)?.to_vec();
    let wanted = call.arg(1).clone();
    let (mut low, mut high) = (0, items.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        let Some(item) = items.get(middle) else { break };
        match ordering::compare(item, &wanted, call.runtime)? {
            Ordering::Equal => return Ok(Value::Int32(middle as i32)),
            Ordering::Less => low = middle + 1,
            Ordering::Greater => high = middle,
        }
    }
    Ok(Value::Int32(!(low as i32)))
}

fn copy(call: &mut Call) -> Result<Value, Exception> {
    let source = call.object::<Array>(0, "sourceArray")?.to_vec();
    let (from, target, to, count) =
        if call.len() == 3 { (0, 1, 0, call.int(2)) } else { (call.int(1), 2, call.int(3), call.int(4)) };
    let (Ok(from), Ok(to), Ok(count)) = (usize::try_from(from), usize::try_from(to), usize::try_from(count)) else {
        return Err(Exception::out_of_range("Non-negative number required.", "length"));
    };
    let Some(items) = source.get(from..from.saturating_add(count)) else {
        let message = "Source array was not long enough. Check the source index, length, and the array's lower bounds.";
        return Err(Exception::argument(message, "sourceArray"));
    };
    store_all(call.object::<Array>(target, "destinationArray")?, to, items.to_vec())
}

fn clear(call: &mut Call) -> Result<Value, Exception> {
    let default = call.runtime.default_of(given(call)?.element());
    let (start, count) = (call.int(1), call.int(2));
    let array = given(call)?;
    for index in start..start.saturating_add(count) {
        if !usize::try_from(index).is_ok_and(|index| array.set(index, default.clone())) {
            return Err(outside());
        }
    }
    Ok(Value::Null)
}

fn create(call: &mut Call) -> Result<Value, Exception> {
    let class = call.arg(0).as_type().cloned().ok_or_else(|| Exception::argument_null("elementType"))?;
    let length =
        usize::try_from(call.int(1)).map_err(|_| Exception::out_of_range("Non-negative number required.", "length"))?;
    call.runtime.allocate(length * size_of::<Value>())?;
    let default = call.runtime.default_of(&class);
    Ok(Value::array(class.without_nullable().clone(), vec![default; length]))
}
