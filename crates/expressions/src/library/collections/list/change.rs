//! Members of `List<T>` that change it or make other lists of it.

use super::super::comparer::Comparer;
use super::{List, index_error, this};
use crate::library::sort;
use crate::{Array, Call, Exception, TypeDeclaration, Value};

pub(super) fn declare(list: &mut TypeDeclaration) {
    list.has("void Add(T item)", add, "Adds an item at the end.")
        .has("void AddRange(IEnumerable<T> collection)", add_range, "Adds the items of a sequence at the end.")
        .has("void Insert(int index, T item)", insert, "Adds an item at an index.")
        .has(
            "void InsertRange(int index, IEnumerable<T> collection)",
            insert_range,
            "Adds the items of a sequence at an index.",
        )
        .has("bool Remove(T item)", remove, "Removes the first equal item.")
        .has("void RemoveAt(int index)", remove_at, "Removes the item at an index.")
        .has("int RemoveAll(Predicate<T> match)", remove_all, "Removes the items that pass a test.")
        .has("void RemoveRange(int index, int count)", remove_range, "Removes items from an index on.")
        .has(
            "void Clear()",
            |call| this(call)?.change(|items| items.clear()).map(|()| Value::Null),
            "Removes all items.",
        )
        .has("void Reverse()", reverse, "Puts the items in the opposite order.")
        .has("void Reverse(int index, int count)", reverse, "Puts some items in the opposite order.")
        .has("void Sort()", sort_all, "Puts the items in their natural order.")
        .has("void Sort(IComparer<T> comparer)", sort_all, "Puts the items in the order of a comparer.")
        .has("void Sort(Comparison<T> comparison)", sort_by, "Puts the items in the order of a function.")
        .has("void Sort(int index, int count, IComparer<T> comparer)", sort_range, "Puts some items in order.")
        .has("List<T> GetRange(int index, int count)", get_range, "Some items as a list.")
        .has("List<U> ConvertAll<U>(Converter<T, U> converter)", convert_all, "What a function makes of every item.")
        .has("void ForEach(Action<T> action)", for_each, "Does something with every item.")
        .has("void CopyTo(T[] array)", copy_to, "Copies the items into an array.")
        .has("void CopyTo(T[] array, int arrayIndex)", copy_to, "Copies the items into an array.")
        .has(
            "void CopyTo(int index, T[] array, int arrayIndex, int count)",
            copy_part,
            "Copies some items into an array.",
        );
}

fn add(call: &mut Call) -> Result<Value, Exception> {
    call.runtime.allocate(size_of::<Value>())?;
    let item = call.take(0);
    this(call)?.change(|items| items.push(item)).map(|()| Value::Null)
}

fn add_range(call: &mut Call) -> Result<Value, Exception> {
    let sequence = call.not_null(0, "collection")?.clone();
    let added = call.runtime.collect(&sequence)?;
    this(call)?.change(|items| items.extend(added)).map(|()| Value::Null)
}

fn insert(call: &mut Call) -> Result<Value, Exception> {
    call.runtime.allocate(size_of::<Value>())?;
    let (index, item) = (call.int(0), call.take(1));
    let list = this(call)?;
    let index = usize::try_from(index)
        .ok()
        .filter(|index| *index <= list.len())
        .ok_or_else(|| Exception::out_of_range("Index must be within the bounds of the List.", "index"))?;
    call.runtime.charge(this(call)?.len() as u64 / 64)?;
    this(call)?.change(|items| items.insert(index, item)).map(|()| Value::Null)
}

fn insert_range(call: &mut Call) -> Result<Value, Exception> {
    let sequence = call.not_null(1, "collection")?.clone();
    let index = usize::try_from(call.int(0)).ok().filter(|index| this(call).is_ok_and(|list| *index <= list.len()));
    let index = index.ok_or_else(index_error)?;
    let added = call.runtime.collect(&sequence)?;
    this(call)?.change(|items| drop(items.splice(index..index, added))).map(|()| Value::Null)
}

fn remove(call: &mut Call) -> Result<Value, Exception> {
    let list = this(call)?;
    let found = list.items().iter().position(|item| item.equals(call.arg(0)));
    match found {
        Some(index) => list.change(|items| drop(items.remove(index))).map(|()| true.into()),
        None => Ok(false.into()),
    }
}

fn remove_at(call: &mut Call) -> Result<Value, Exception> {
    let list = this(call)?;
    let index = usize::try_from(call.int(0)).ok().filter(|index| *index < list.len()).ok_or_else(index_error)?;
    list.change(|items| drop(items.remove(index))).map(|()| Value::Null)
}

/// A part of a list given by index and count.
fn range(call: &Call, first: usize) -> Result<std::ops::Range<usize>, Exception> {
    let negative = |parameter| Exception::out_of_range("Non-negative number required.", parameter);
    let index = usize::try_from(call.int(first)).map_err(|_| negative("index"))?;
    let count = usize::try_from(call.int(first + 1)).map_err(|_| negative("count"))?;
    if index + count > this(call)?.len() {
        let message = "Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.";
        return Err(Exception::argument(message, ""));
    }
    Ok(index..index + count)
}

fn remove_range(call: &mut Call) -> Result<Value, Exception> {
    let range = range(call, 0)?;
    this(call)?.change(|items| drop(items.drain(range))).map(|()| Value::Null)
}

fn remove_all(call: &mut Call) -> Result<Value, Exception> {
    let test = call.not_null(0, "match")?.clone();
    let items = this(call)?.items().clone();
    let before = items.len();
    let mut kept = Vec::new();
    for item in items {
        call.runtime.charge(1)?;
        if !matches!(call.invoke(&test, std::slice::from_ref(&item))?, Value::Bool(true)) {
            kept.push(item);
        }
    }
    let removed = before - kept.len();
    this(call)?.change(|items| *items = kept)?;
    Ok(Value::Int32(removed as i32))
}

fn reverse(call: &mut Call) -> Result<Value, Exception> {
    let range = if call.is_empty() { 0..this(call)?.len() } else { range(call, 0)? };
    this(call)?.change(|items| items.get_mut(range).map(<[Value]>::reverse)).map(|_| Value::Null)
}

fn sorted(call: &mut Call, range: std::ops::Range<usize>, comparer: &Comparer) -> Result<Value, Exception> {
    let items = this(call)?.items().get(range.clone()).unwrap_or_default().to_vec();
    sort::charge(call.runtime, items.len())?;
    let sorted = sort::sort(items, |one, two| comparer.compare(one, two, call.runtime)).map_err(sort::failed)?;
    this(call)?
        .change(|items| drop(items.splice(range.start..range.end.min(items.len()), sorted)))
        .map(|()| Value::Null)
}

fn sort_all(call: &mut Call) -> Result<Value, Exception> {
    let (length, comparer) = (this(call)?.len(), Comparer::of(call.arg(0)));
    sorted(call, 0..length, &comparer)
}

fn sort_by(call: &mut Call) -> Result<Value, Exception> {
    let comparer = Comparer::Delegate(call.not_null(0, "comparison")?.clone());
    let length = this(call)?.len();
    sorted(call, 0..length, &comparer)
}

fn sort_range(call: &mut Call) -> Result<Value, Exception> {
    let (range, comparer) = (range(call, 0)?, Comparer::of(call.arg(2)));
    sorted(call, range, &comparer)
}

fn get_range(call: &mut Call) -> Result<Value, Exception> {
    let range = range(call, 0)?;
    call.runtime.allocate(range.len() * size_of::<Value>())?;
    let list = this(call)?;
    let items = list.items().get(range).unwrap_or_default().to_vec();
    Ok(List::value(list.element.clone(), items))
}

fn convert_all(call: &mut Call) -> Result<Value, Exception> {
    let converter = call.not_null(0, "converter")?.clone();
    let items = this(call)?.items().clone();
    call.runtime.allocate(items.len() * size_of::<Value>())?;
    let converted: Result<Vec<Value>, Exception> =
        items.iter().map(|item| call.invoke(&converter, std::slice::from_ref(item))).collect();
    Ok(List::value(call.type_arg(1).clone(), converted?))
}

fn for_each(call: &mut Call) -> Result<Value, Exception> {
    let action = call.not_null(0, "action")?.clone();
    let list = call.this().downcast_rc::<List>().ok_or_else(Exception::null_reference)?;
    let version = list.version.get();
    let mut index = 0;
    loop {
        let Some(item) = list.items().get(index).cloned() else {
            return Ok(Value::Null);
        };
        call.runtime.charge(1)?;
        call.invoke(&action, &[item])?;
        if list.version.get() != version {
            return Err(super::super::modified());
        }
        index += 1;
    }
}

/// Copies items into an array from an index on.
fn copy(items: &[Value], array: &Array, start: i32) -> Result<Value, Exception> {
    let start =
        usize::try_from(start).map_err(|_| Exception::out_of_range("Non-negative number required.", "arrayIndex"))?;
    if start + items.len() > array.len() {
        let message =
            "Destination array was not long enough. Check the destination index, length, and the array's lower bounds.";
        return Err(Exception::argument(message, "destinationArray"));
    }
    for (offset, item) in items.iter().enumerate() {
        array.set(start + offset, item.clone());
    }
    Ok(Value::Null)
}

pub(super) fn copy_to(call: &mut Call) -> Result<Value, Exception> {
    let array = call.object::<Array>(0, "array")?;
    copy(&this(call)?.items(), array, call.int(1))
}

fn copy_part(call: &mut Call) -> Result<Value, Exception> {
    let array = call.object::<Array>(1, "array")?;
    let (index, count) =
        (usize::try_from(call.int(0)).unwrap_or(usize::MAX), usize::try_from(call.int(3)).unwrap_or(usize::MAX));
    let items = this(call)?.items();
    let part = items.get(index..index.saturating_add(count)).ok_or_else(|| {
        Exception::argument("Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.", "")
    })?;
    copy(part, array, call.int(2))
}
