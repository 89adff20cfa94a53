//! Members of `List<T>` that look for items.

use super::super::comparer::Comparer;
use super::{List, index_error, this};
use crate::{Call, Exception, TypeDeclaration, Value};

pub(super) fn declare(list: &mut TypeDeclaration) {
    list.has("bool Contains(T item)", contains, "Whether an equal item is in it.")
        .has("int IndexOf(T item)", index_of, "Index of the first equal item, or -1.")
        .has("int IndexOf(T item, int index)", index_of, "Index of the first equal item from there, or -1.")
        .has("int IndexOf(T item, int index, int count)", index_of, "Index of the first equal item there, or -1.")
        .has("int LastIndexOf(T item)", last_index_of, "Index of the last equal item, or -1.")
        .has(
            "bool Exists(Predicate<T> match)",
            |call| Ok(first(call, 0)?.is_some().into()),
            "Whether an item passes a test.",
        )
        .has("T Find(Predicate<T> match)", |call| item_or_default(call, first), "The first item that passes a test.")
        .has("T FindLast(Predicate<T> match)", |call| item_or_default(call, last), "The last item that passes a test.")
        .has("List<T> FindAll(Predicate<T> match)", find_all, "The items that pass a test.")
        .has(
            "int FindIndex(Predicate<T> match)",
            |call| Ok(as_index(first(call, 0)?)),
            "Index of the first item that passes a test, or -1.",
        )
        .has(
            "int FindIndex(int startIndex, Predicate<T> match)",
            |call| Ok(as_index(first(call, 1)?)),
            "Index of the first item from there that passes a test, or -1.",
        )
        .has(
            "int FindLastIndex(Predicate<T> match)",
            |call| Ok(as_index(last(call, 0)?)),
            "Index of the last item that passes a test, or -1.",
        )
        .has("bool TrueForAll(Predicate<T> match)", true_for_all, "Whether all items pass a test.")
        .has(
            "int BinarySearch(T item)",
            binary_search,
            "Index of an item of a sorted list, or the complement of its place.",
        )
        .has(
            "int BinarySearch(T item, IComparer<T> comparer)",
            binary_search,
            "Index of an item of a sorted list, or the complement of its place.",
        );
}

fn as_index(found: Option<usize>) -> Value {
    Value::Int32(found.map_or(-1, |index| index as i32))
}

pub(super) fn contains(call: &mut Call) -> Result<Value, Exception> {
    call.runtime.charge(this(call)?.len() as u64)?;
    Ok(this(call)?.items().iter().any(|item| item.equals(call.arg(0))).into())
}

pub(super) fn index_of(call: &mut Call) -> Result<Value, Exception> {
    call.runtime.charge(this(call)?.len() as u64)?;
    let items = this(call)?.items();
    let start = usize::try_from(call.int(1)).ok().filter(|start| *start <= items.len()).ok_or_else(index_error)?;
    let count = if call.len() > 2 { usize::try_from(call.int(2)).unwrap_or(usize::MAX) } else { items.len() - start };
    if count > items.len() - start {
        return Err(Exception::out_of_range(
            "Count must be positive and count must refer to a location within the string/array/collection.",
            "count",
        ));
    }
    let found = items.iter().skip(start).take(count).position(|item| item.equals(call.arg(0)));
    Ok(as_index(found.map(|index| index + start)))
}

fn last_index_of(call: &mut Call) -> Result<Value, Exception> {
    call.runtime.charge(this(call)?.len() as u64)?;
    Ok(as_index(this(call)?.items().iter().rposition(|item| item.equals(call.arg(0)))))
}

fn passes(call: &mut Call, test: &Value, item: Value) -> Result<bool, Exception> {
    call.runtime.charge(1)?;
    Ok(matches!(call.invoke(test, &[item])?, Value::Bool(true)))
}

/// Index of the first item that passes the test in argument `test`; a start index stands before it.
fn first(call: &mut Call, test: usize) -> Result<Option<usize>, Exception> {
    let predicate = call.not_null(test, "match")?.clone();
    let list = call.this().downcast_rc::<List>().ok_or_else(Exception::null_reference)?;
    let mut index = if test == 0 { 0 } else { usize::try_from(call.int(0)).map_err(|_| index_error())? };
    if index > list.len() {
        return Err(Exception::out_of_range(
            "Index was out of range. Must be non-negative and less than the size of the collection.",
            "startIndex",
        ));
    }
    loop {
        let Some(item) = list.items().get(index).cloned() else {
            return Ok(None);
        };
        if passes(call, &predicate, item)? {
            return Ok(Some(index));
        }
        index += 1;
    }
}

fn last(call: &mut Call, test: usize) -> Result<Option<usize>, Exception> {
    let predicate = call.not_null(test, "match")?.clone();
    let items = this(call)?.items().clone();
    for (index, item) in items.into_iter().enumerate().rev() {
        if passes(call, &predicate, item)? {
            return Ok(Some(index));
        }
    }
    Ok(None)
}

fn item_or_default(
    call: &mut Call,
    find: fn(&mut Call, usize) -> Result<Option<usize>, Exception>,
) -> Result<Value, Exception> {
    let found = find(call, 0)?;
    let item = match found {
        Some(index) => this(call)?.items().get(index).cloned(),
        None => None,
    };
    let element = this(call)?.element.clone();
    Ok(item.unwrap_or_else(|| call.runtime.default_of(&element)))
}

fn find_all(call: &mut Call) -> Result<Value, Exception> {
    let predicate = call.not_null(0, "match")?.clone();
    let items = this(call)?.items().clone();
    let mut found = Vec::new();
    for item in items {
        if passes(call, &predicate, item.clone())? {
            call.runtime.allocate(size_of::<Value>())?;
            found.push(item);
        }
    }
    Ok(List::value(this(call)?.element.clone(), found))
}

fn true_for_all(call: &mut Call) -> Result<Value, Exception> {
    let predicate = call.not_null(0, "match")?.clone();
    let items = this(call)?.items().clone();
    for item in items {
        if !passes(call, &predicate, item)? {
            return Ok(false.into());
        }
    }
    Ok(true.into())
}

fn binary_search(call: &mut Call) -> Result<Value, Exception> {
    let (wanted, comparer) = (call.take(0), Comparer::of(call.arg(1)));
    let items = this(call)?.items().clone();
    crate::library::array_search::binary(&items, &wanted, &comparer, call.runtime).map(Value::Int32)
}
