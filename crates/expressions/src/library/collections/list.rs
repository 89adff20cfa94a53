//! `System.Collections.Generic.List<T>`.

mod change;
mod search;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::{Array, Call, Declarations, Exception, Iterate, Object, Runtime, Type, TypeId, Value};

/// A list with its element type.
pub struct List {
    element: Type,
    items: RefCell<Vec<Value>>,
    /// Changes so far, so that an enumeration notices them.
    version: Cell<u32>,
    is_read_only: bool,
}

impl List {
    /// A list of these items.
    pub fn new(element: Type, items: Vec<Value>) -> List {
        List { element, items: RefCell::new(items), version: Cell::new(0), is_read_only: false }
    }

    /// A list as a value.
    pub fn value(element: Type, items: Vec<Value>) -> Value {
        Value::object(List::new(element, items))
    }

    /// A `ReadOnlyCollection` as a value.
    pub(crate) fn read_only(element: Type, items: Vec<Value>) -> Value {
        Value::object(List { element, items: RefCell::new(items), version: Cell::new(0), is_read_only: true })
    }

    /// The items now.
    pub fn items(&self) -> std::cell::Ref<'_, Vec<Value>> {
        self.items.borrow()
    }

    pub(crate) fn len(&self) -> usize {
        self.items.borrow().len()
    }

    fn change<T>(&self, change: impl FnOnce(&mut Vec<Value>) -> T) -> Result<T, Exception> {
        if self.is_read_only {
            return Err(Exception::new("System.NotSupportedException", "Collection is read-only."));
        }
        self.version.set(self.version.get().wrapping_add(1));
        Ok(change(&mut self.items.borrow_mut()))
    }
}

impl Drop for List {
    fn drop(&mut self) {
        crate::value::release(self.items.take());
    }
}

impl Object for List {
    fn type_of(&self) -> Type {
        let class = if self.is_read_only {
            TypeId::of("System.Collections.ObjectModel.ReadOnlyCollection`1")
        } else {
            TypeId::LIST_T
        };
        Type::Generic(class, [self.element.clone()].into())
    }

    fn iterate(&self, this: &Rc<dyn Object>, _: &mut Runtime<'_>) -> Option<Result<Box<dyn Iterate>, Exception>> {
        let list = Value::Object(this.clone()).downcast_rc::<List>()?;
        Some(Ok(Box::new(ListIterator { version: list.version.get(), list, next: 0 })))
    }
}

struct ListIterator {
    list: Rc<List>,
    version: u32,
    next: usize,
}

impl Iterate for ListIterator {
    fn next(&mut self, _: &mut Runtime<'_>) -> Result<Option<Value>, Exception> {
        if self.version != self.list.version.get() {
            return Err(super::modified());
        }
        self.next += 1;
        Ok(self.list.items.borrow().get(self.next - 1).cloned())
    }
}

pub(super) fn declare(declarations: &mut Declarations) {
    let list = declarations
        .class("System.Collections.Generic.List<T>", "A collection by index that grows.")
        .is_a("IList<T>, IReadOnlyList<T>, System.Collections.IList")
        .has("List()", new, "An empty list.")
        .has("List(int capacity)", with_capacity, "An empty list.")
        .has("List(IEnumerable<T> collection)", from, "The items of a sequence.")
        .has_settable("T this[int index]", get, set, "The item at an index.")
        .has("int Count", count, "Number of items.")
        .has_settable("int Capacity", count, |_| Ok(Value::Null), "Room for items; only a hint.")
        .has("hidden bool IsReadOnly", |_| Ok(false.into()), "Always false.")
        .has("IEnumerator<T> GetEnumerator()", super::enumerator::get_enumerator, "Begins an enumeration.")
        .has("ReadOnlyCollection<T> AsReadOnly()", as_read_only, "A view that cannot be changed.")
        .has("T[] ToArray()", to_array, "The items as an array.")
        .has("void TrimExcess()", |_| Ok(Value::Null), "Does nothing.");
    change::declare(list);
    search::declare(list);
    declarations
        .class("System.Collections.ObjectModel.ReadOnlyCollection<T>", "A list that cannot be changed.")
        .is_a("IList<T>, IReadOnlyList<T>, System.Collections.IList")
        .has("T this[int index]", get, "The item at an index.")
        .has("int Count", count, "Number of items.")
        .has("hidden bool IsReadOnly", |_| Ok(true.into()), "Always true.")
        .has("bool Contains(T value)", search::contains, "Whether an equal item is in it.")
        .has("int IndexOf(T value)", search::index_of, "Index of the first equal item, or -1.")
        .has("void CopyTo(T[] array, int index)", change::copy_to, "Copies the items into an array.");
}

fn this<'c>(call: &'c Call) -> Result<&'c List, Exception> {
    call.this_object::<List>()
}

fn index_error() -> Exception {
    Exception::out_of_range(
        "Index was out of range. Must be non-negative and less than the size of the collection.",
        "index",
    )
}

fn new(call: &mut Call) -> Result<Value, Exception> {
    Ok(List::value(call.type_arg(0).clone(), Vec::new()))
}

fn with_capacity(call: &mut Call) -> Result<Value, Exception> {
    if call.int(0) < 0 {
        return Err(Exception::out_of_range("Non-negative number required.", "capacity"));
    }
    new(call)
}

fn from(call: &mut Call) -> Result<Value, Exception> {
    let sequence = call.not_null(0, "collection")?.clone();
    let items = call.runtime.collect(&sequence)?;
    Ok(List::value(call.type_arg(0).clone(), items))
}

fn get(call: &mut Call) -> Result<Value, Exception> {
    let item =
        usize::try_from(call.int(0)).ok().map(|index| this(call).map(|list| list.items.borrow().get(index).cloned()));
    item.transpose()?.flatten().ok_or_else(index_error)
}

fn set(call: &mut Call) -> Result<Value, Exception> {
    let (index, value) = (call.int(0), call.take(1));
    let stored = this(call)?
        .change(|items| usize::try_from(index).ok().and_then(|index| items.get_mut(index)).map(|slot| *slot = value))?;
    stored.map(|()| Value::Null).ok_or_else(index_error)
}

fn count(call: &mut Call) -> Result<Value, Exception> {
    Ok(Value::Int32(this(call)?.len() as i32))
}

fn copied(call: &mut Call) -> Result<(Type, Vec<Value>), Exception> {
    let bytes = this(call)?.len() * size_of::<Value>();
    call.runtime.allocate(bytes)?;
    let list = this(call)?;
    Ok((list.element.clone(), list.items().clone()))
}

fn as_read_only(call: &mut Call) -> Result<Value, Exception> {
    let (element, items) = copied(call)?;
    let mut list = List::new(element, items);
    list.is_read_only = true;
    Ok(Value::object(list))
}

fn to_array(call: &mut Call) -> Result<Value, Exception> {
    let (element, items) = copied(call)?;
    Ok(Value::object(Array::new(element, items)))
}
