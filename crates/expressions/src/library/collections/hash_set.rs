//! `System.Collections.Generic.HashSet<T>`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::comparer::Comparer;
use super::table::Table;
use crate::{Array, Call, Declarations, Exception, Iterate, Object, Runtime, Type, TypeDeclaration, TypeId, Value};

/// A set with its element type.
pub(crate) struct HashSet {
    element: Type,
    table: RefCell<Table>,
    version: Cell<u32>,
}

impl HashSet {
    fn new(element: Type, comparer: Comparer) -> HashSet {
        HashSet { element, table: RefCell::new(Table::new(comparer)), version: Cell::new(0) }
    }

    /// A set of these items as a value.
    pub(crate) fn value(element: Type, comparer: Comparer, items: Vec<Value>) -> Value {
        let set = HashSet::new(element, comparer);
        for item in items {
            set.table.borrow_mut().insert(item, Value::Null);
        }
        Value::object(set)
    }

    fn add(&self, item: Value) -> bool {
        self.version.set(self.version.get().wrapping_add(1));
        self.table.borrow_mut().insert(item, Value::Null)
    }

    fn remove(&self, item: &Value) -> bool {
        self.table.borrow_mut().remove(item).is_some()
    }

    fn contains(&self, item: &Value) -> bool {
        self.table.borrow().contains(item)
    }

    fn len(&self) -> usize {
        self.table.borrow().len()
    }

    fn items(&self) -> Vec<Value> {
        self.table.borrow().iter().map(|(item, _)| item.clone()).collect()
    }
}

impl Object for HashSet {
    fn type_of(&self) -> Type {
        Type::Generic(TypeId::of("System.Collections.Generic.HashSet`1"), [self.element.clone()].into())
    }

    fn iterate(&self, this: &Rc<dyn Object>, _: &mut Runtime<'_>) -> Option<Result<Box<dyn Iterate>, Exception>> {
        let set = Value::Object(this.clone()).downcast_rc::<HashSet>()?;
        Some(Ok(Box::new(SetIterator { version: set.version.get(), set, place: 0 })))
    }
}

struct SetIterator {
    set: Rc<HashSet>,
    version: u32,
    place: usize,
}

impl Iterate for SetIterator {
    fn next(&mut self, _: &mut Runtime<'_>) -> Result<Option<Value>, Exception> {
        if self.version != self.set.version.get() {
            return Err(super::modified());
        }
        let table = self.set.table.borrow();
        let found = table.next_from(self.place);
        self.place = found.as_ref().map_or(self.place, |(place, ..)| *place);
        Ok(found.map(|(_, item, _)| item.clone()))
    }
}

pub(super) fn declare(declarations: &mut Declarations) {
    let set = declarations
        .class("System.Collections.Generic.HashSet<T>", "A collection without equal items.")
        .is_a("ISet<T>, IReadOnlyCollection<T>")
        .has("HashSet()", new, "An empty set.")
        .has("HashSet(int capacity)", new, "An empty set.")
        .has("HashSet(IEqualityComparer<T> comparer)", new, "An empty set that tells items apart by a comparer.")
        .has(
            "HashSet(int capacity, IEqualityComparer<T> comparer)",
            new,
            "An empty set that tells items apart by a comparer.",
        )
        .has("HashSet(IEnumerable<T> collection)", from, "The items of a sequence.")
        .has("HashSet(IEnumerable<T> collection, IEqualityComparer<T> comparer)", from, "The items of a sequence.")
        .has("int Count", |call| Ok(Value::Int32(this(call)?.len() as i32)), "Number of items.")
        .has("hidden bool IsReadOnly", |_| Ok(false.into()), "Always false.")
        .has("bool Add(T item)", add, "Adds an item; false when an equal one is there.")
        .has(
            "bool Contains(T item)",
            |call| Ok(this(call)?.contains(call.arg(0)).into()),
            "Whether an equal item is in it.",
        )
        .has("bool Remove(T item)", |call| Ok(this(call)?.remove(call.arg(0)).into()), "Removes an item.")
        .has("void Clear()", clear, "Removes all items.")
        .has("int RemoveWhere(Predicate<T> match)", remove_where, "Removes the items that pass a test.")
        .has("bool TryGetValue(T equalValue, out T actualValue)", try_get_value, "The equal item, if any.")
        .has("void CopyTo(T[] array)", copy_to, "Copies the items into an array.")
        .has("void CopyTo(T[] array, int arrayIndex)", copy_to, "Copies the items into an array.")
        .has("IEnumerator<T> GetEnumerator()", super::enumerator::get_enumerator, "Begins an enumeration.")
        .has("void TrimExcess()", |_| Ok(Value::Null), "Does nothing.");
    relations(set);
}

fn relations(set: &mut TypeDeclaration) {
    set.has("void UnionWith(IEnumerable<T> other)", union_with, "Adds all items of another collection.")
        .has("void IntersectWith(IEnumerable<T> other)", intersect_with, "Keeps what is in both.")
        .has("void ExceptWith(IEnumerable<T> other)", except_with, "Removes all items of another collection.")
        .has("void SymmetricExceptWith(IEnumerable<T> other)", symmetric_except_with, "Keeps what is in one of both.")
        .has(
            "bool IsSubsetOf(IEnumerable<T> other)",
            |call| relation(call, |common, ours, _| common == ours),
            "Whether all items are in the other one.",
        )
        .has(
            "bool IsSupersetOf(IEnumerable<T> other)",
            |call| relation(call, |common, _, theirs| common == theirs),
            "Whether all items of the other one are in it.",
        )
        .has(
            "bool IsProperSubsetOf(IEnumerable<T> other)",
            |call| relation(call, |common, ours, theirs| common == ours && ours < theirs),
            "A subset that is not equal.",
        )
        .has(
            "bool IsProperSupersetOf(IEnumerable<T> other)",
            |call| relation(call, |common, ours, theirs| common == theirs && theirs < ours),
            "A superset that is not equal.",
        )
        .has(
            "bool Overlaps(IEnumerable<T> other)",
            |call| relation(call, |common, _, _| common > 0),
            "Whether an item is in both.",
        )
        .has(
            "bool SetEquals(IEnumerable<T> other)",
            |call| relation(call, |common, ours, theirs| common == ours && common == theirs),
            "Whether both have the same items.",
        );
}

fn this<'c>(call: &'c Call) -> Result<&'c HashSet, Exception> {
    call.this_object::<HashSet>()
}

fn new(call: &mut Call) -> Result<Value, Exception> {
    let comparer = Comparer::of(if call.is_empty() { &Value::Null } else { call.arg(call.len() - 1) });
    Ok(Value::object(HashSet::new(call.type_arg(0).clone(), comparer)))
}

fn from(call: &mut Call) -> Result<Value, Exception> {
    let sequence = call.not_null(0, "collection")?.clone();
    let items = call.runtime.collect(&sequence)?;
    Ok(HashSet::value(call.type_arg(0).clone(), Comparer::of(call.arg(1)), items))
}

fn add(call: &mut Call) -> Result<Value, Exception> {
    call.runtime.allocate(3 * size_of::<Value>())?;
    let item = call.take(0);
    Ok(this(call)?.add(item).into())
}

fn clear(call: &mut Call) -> Result<Value, Exception> {
    this(call)?.table.borrow_mut().clear();
    Ok(Value::Null)
}

fn remove_where(call: &mut Call) -> Result<Value, Exception> {
    let test = call.not_null(0, "match")?.clone();
    let mut removed = 0;
    for item in this(call)?.items() {
        call.runtime.charge(1)?;
        if matches!(call.invoke(&test, std::slice::from_ref(&item))?, Value::Bool(true)) {
            removed += i32::from(this(call)?.remove(&item));
        }
    }
    Ok(Value::Int32(removed))
}

fn try_get_value(call: &mut Call) -> Result<Value, Exception> {
    let set = this(call)?;
    let same = |item: &Value| set.table.borrow().comparer().equals(item, call.arg(0));
    let found = set.items().into_iter().find(same);
    let is_found = found.is_some();
    let element = set.element.clone();
    let value = found.unwrap_or_else(|| call.runtime.default_of(&element));
    call.set(1, value);
    Ok(is_found.into())
}

fn copy_to(call: &mut Call) -> Result<Value, Exception> {
    let (array, start) = (call.object::<Array>(0, "array")?, call.int(1));
    let items = this(call)?.items();
    let start =
        usize::try_from(start).map_err(|_| Exception::out_of_range("Non-negative number required.", "arrayIndex"))?;
    if start + items.len() > array.len() {
        let message = "Destination array is not long enough to copy all the items in the collection. Check array index and length.";
        return Err(Exception::argument(message, ""));
    }
    for (offset, item) in items.into_iter().enumerate() {
        array.set(start + offset, item);
    }
    Ok(Value::Null)
}

/// The items of the other collection.
fn other(call: &mut Call) -> Result<Vec<Value>, Exception> {
    let sequence = call.not_null(0, "other")?.clone();
    call.runtime.collect(&sequence)
}

/// The other collection as a set under this one's comparer.
fn other_set(call: &mut Call) -> Result<HashSet, Exception> {
    let items = other(call)?;
    let (element, comparer) = (this(call)?.element.clone(), this(call)?.table.borrow().comparer().clone());
    let set = HashSet::new(element, comparer);
    for item in items {
        set.add(item);
    }
    Ok(set)
}

fn union_with(call: &mut Call) -> Result<Value, Exception> {
    let items = other(call)?;
    let set = this(call)?;
    for item in items {
        set.add(item);
    }
    Ok(Value::Null)
}

fn intersect_with(call: &mut Call) -> Result<Value, Exception> {
    let kept = other_set(call)?;
    let set = this(call)?;
    for item in set.items().iter().filter(|item| !kept.contains(item)) {
        set.remove(item);
    }
    Ok(Value::Null)
}

fn except_with(call: &mut Call) -> Result<Value, Exception> {
    let items = other(call)?;
    let set = this(call)?;
    for item in &items {
        set.remove(item);
    }
    Ok(Value::Null)
}

fn symmetric_except_with(call: &mut Call) -> Result<Value, Exception> {
    let items = other_set(call)?.items();
    let set = this(call)?;
    for item in items {
        if !set.remove(&item) {
            set.add(item);
        }
    }
    Ok(Value::Null)
}

/// Decides from the number of common items, ours and theirs.
fn relation(call: &mut Call, decide: fn(usize, usize, usize) -> bool) -> Result<Value, Exception> {
    let theirs = other_set(call)?;
    let ours = this(call)?;
    let common = ours.items().iter().filter(|item| theirs.contains(item)).count();
    Ok(decide(common, ours.len(), theirs.len()).into())
}
