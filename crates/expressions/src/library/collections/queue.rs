//! `System.Collections.Generic.Queue<T>`.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use crate::{Array, Call, Declarations, Exception, Iterate, Object, Runtime, Type, TypeId, Value};

/// Items with the next one to take in front.
struct Queue {
    element: Type,
    items: RefCell<VecDeque<Value>>,
    version: Cell<u32>,
}

impl Queue {
    fn value(element: Type, items: VecDeque<Value>) -> Value {
        Value::object(Queue { element, items: RefCell::new(items), version: Cell::new(0) })
    }

    fn change<T>(&self, change: impl FnOnce(&mut VecDeque<Value>) -> T) -> T {
        self.version.set(self.version.get().wrapping_add(1));
        change(&mut self.items.borrow_mut())
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        crate::value::release(self.items.take().into());
    }
}

impl Object for Queue {
    fn type_of(&self) -> Type {
        Type::Generic(TypeId::of("System.Collections.Generic.Queue`1"), [self.element.clone()].into())
    }

    fn iterate(&self, this: &Rc<dyn Object>, _: &mut Runtime<'_>) -> Option<Result<Box<dyn Iterate>, Exception>> {
        let queue = Value::Object(this.clone()).downcast_rc::<Queue>()?;
        Some(Ok(Box::new(QueueIterator { version: queue.version.get(), queue, next: 0 })))
    }
}

struct QueueIterator {
    queue: Rc<Queue>,
    version: u32,
    next: usize,
}

impl Iterate for QueueIterator {
    fn next(&mut self, _: &mut Runtime<'_>) -> Result<Option<Value>, Exception> {
        if self.version != self.queue.version.get() {
            return Err(super::modified_after_start());
        }
        self.next += 1;
        Ok(self.queue.items.borrow().get(self.next - 1).cloned())
    }
}

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("System.Collections.Generic.Queue<T>", "Items taken in the order of their coming.")
        .is_a("IReadOnlyCollection<T>, System.Collections.ICollection")
        .has("Queue()", new, "An empty queue.")
        .has("Queue(int capacity)", new, "An empty queue.")
        .has("Queue(IEnumerable<T> collection)", from, "The items of a sequence, one after the other.")
        .has("int Count", |call| Ok(Value::Int32(this(call)?.items.borrow().len() as i32)), "Number of items.")
        .has("void Enqueue(T item)", enqueue, "Adds an item.")
        .has("T Dequeue()", dequeue, "Takes the item at the front.")
        .has(
            "bool TryDequeue(out T result)",
            |call| attempt(call, |items| items.pop_front()),
            "Takes the item at the front, if any.",
        )
        .has("T Peek()", peek, "The item at the front.")
        .has(
            "bool TryPeek(out T result)",
            |call| attempt(call, |items| items.front().cloned()),
            "The item at the front, if any.",
        )
        .has(
            "bool Contains(T item)",
            |call| Ok(this(call)?.items.borrow().iter().any(|item| item.equals(call.arg(0))).into()),
            "Whether an equal item is in it.",
        )
        .has("void Clear()", clear, "Removes all items.")
        .has("T[] ToArray()", to_array, "The items as an array, next one first.")
        .has("IEnumerator<T> GetEnumerator()", super::enumerator::get_enumerator, "Begins an enumeration.");
}

fn this<'c>(call: &'c Call) -> Result<&'c Queue, Exception> {
    call.this_object::<Queue>()
}

fn new(call: &mut Call) -> Result<Value, Exception> {
    Ok(Queue::value(call.type_arg(0).clone(), VecDeque::new()))
}

fn from(call: &mut Call) -> Result<Value, Exception> {
    let sequence = call.not_null(0, "collection")?.clone();
    let mut items = VecDeque::new();
    call.runtime.collect(&sequence)?.into_iter().for_each(|item| items.push_back(item));
    Ok(Queue::value(call.type_arg(0).clone(), items))
}

fn enqueue(call: &mut Call) -> Result<Value, Exception> {
    call.runtime.allocate(size_of::<Value>())?;
    let item = call.take(0);
    this(call)?.change(|items| items.push_back(item));
    Ok(Value::Null)
}

fn dequeue(call: &mut Call) -> Result<Value, Exception> {
    this(call)?.change(VecDeque::pop_front).ok_or_else(|| Exception::invalid_operation("Queue empty."))
}

fn peek(call: &mut Call) -> Result<Value, Exception> {
    this(call)?.items.borrow().front().cloned().ok_or_else(|| Exception::invalid_operation("Queue empty."))
}

fn attempt(call: &mut Call, get: fn(&mut VecDeque<Value>) -> Option<Value>) -> Result<Value, Exception> {
    let found = get(&mut this(call)?.items.borrow_mut());
    let is_found = found.is_some();
    let element = this(call)?.element.clone();
    let value = found.unwrap_or_else(|| call.runtime.default_of(&element));
    call.set(0, value);
    Ok(is_found.into())
}

fn clear(call: &mut Call) -> Result<Value, Exception> {
    this(call)?.change(VecDeque::clear);
    Ok(Value::Null)
}

fn to_array(call: &mut Call) -> Result<Value, Exception> {
    let length = this(call)?.items.borrow().len();
    call.runtime.allocate(length * size_of::<Value>())?;
    let queue = this(call)?;
    let items = queue.items.borrow().iter().cloned().collect();
    Ok(Value::object(Array::new(queue.element.clone(), items)))
}
