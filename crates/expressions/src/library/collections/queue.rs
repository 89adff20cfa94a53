//! `System.Collections.Generic.Queue<T>` and `Stack<T>`: items that are taken from the front. They differ in where a new
//! item goes.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use crate::{Array, Call, Declarations, Exception, Iterate, Object, Runtime, Type, TypeDeclaration, TypeId, Value};

/// Where a new item goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    /// Behind the others.
    Queue,
    /// Before the others.
    Stack,
}

/// Items with the next one to take in front.
struct Line {
    order: Order,
    element: Type,
    items: RefCell<VecDeque<Value>>,
    version: Cell<u32>,
}

impl Order {
    fn class(self) -> &'static str {
        match self {
            Order::Queue => "System.Collections.Generic.Queue`1",
            Order::Stack => "System.Collections.Generic.Stack`1",
        }
    }

    fn empty(self) -> Exception {
        Exception::invalid_operation(match self {
            Order::Queue => "Queue empty.",
            Order::Stack => "Stack empty.",
        })
    }
}

impl Line {
    fn push(&self, item: Value) {
        self.changed();
        match self.order {
            Order::Queue => self.items.borrow_mut().push_back(item),
            Order::Stack => self.items.borrow_mut().push_front(item),
        }
    }

    fn pop(&self) -> Option<Value> {
        self.changed();
        self.items.borrow_mut().pop_front()
    }

    fn changed(&self) {
        self.version.set(self.version.get().wrapping_add(1));
    }
}

impl Object for Line {
    fn type_of(&self) -> Type {
        Type::Generic(TypeId::of(self.order.class()), [self.element.clone()].into())
    }

    fn iterate(&self, this: &Rc<dyn Object>, _: &mut Runtime<'_>) -> Option<Result<Box<dyn Iterate>, Exception>> {
        let line = Value::Object(this.clone()).downcast_rc::<Line>()?;
        Some(Ok(Box::new(LineIterator { version: line.version.get(), line, next: 0 })))
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        crate::value::release(self.items.take().into());
    }
}

struct LineIterator {
    line: Rc<Line>,
    version: u32,
    next: usize,
}

impl Iterate for LineIterator {
    fn next(&mut self, _: &mut Runtime<'_>) -> Result<Option<Value>, Exception> {
        if self.version != self.line.version.get() {
            return Err(Exception::invalid_operation("Collection was modified after the enumerator was instantiated."));
        }
        self.next += 1;
        Ok(self.line.items.borrow().get(self.next - 1).cloned())
    }
}

pub(super) fn declare(declarations: &mut Declarations) {
    let queue = declarations
        .class("System.Collections.Generic.Queue<T>", "Items taken in the order of their coming.")
        .has("Queue()", |call| new(call, Order::Queue), "An empty queue.")
        .has("Queue(int capacity)", |call| new(call, Order::Queue), "An empty queue.")
        .has("Queue(IEnumerable<T> collection)", |call| from(call, Order::Queue), "The items of a sequence.")
        .has("void Enqueue(T item)", push, "Adds an item.")
        .has("T Dequeue()", pop, "Takes the first item.")
        .has("bool TryDequeue(out T result)", try_pop, "Takes the first item, if any.");
    shared(queue);
    let stack = declarations
        .class("System.Collections.Generic.Stack<T>", "Items taken in the opposite order of their coming.")
        .has("Stack()", |call| new(call, Order::Stack), "An empty stack.")
        .has("Stack(int capacity)", |call| new(call, Order::Stack), "An empty stack.")
        .has(
            "Stack(IEnumerable<T> collection)",
            |call| from(call, Order::Stack),
            "The items of a sequence, each upon the one before.",
        )
        .has("void Push(T item)", push, "Adds an item.")
        .has("T Pop()", pop, "Takes the last item.")
        .has("bool TryPop(out T result)", try_pop, "Takes the last item, if any.");
    shared(stack);
}

fn shared(class: &mut TypeDeclaration) {
    class
        .is_a("IReadOnlyCollection<T>, System.Collections.ICollection")
        .has("int Count", |call| Ok(Value::Int32(this(call)?.items.borrow().len() as i32)), "Number of items.")
        .has("T Peek()", peek, "The next item to take.")
        .has("bool TryPeek(out T result)", try_peek, "The next item to take, if any.")
        .has("bool Contains(T item)", contains, "Whether an equal item is in it.")
        .has("void Clear()", clear, "Removes all items.")
        .has("T[] ToArray()", to_array, "The items as an array, next one first.")
        .has("void TrimExcess()", |_| Ok(Value::Null), "Does nothing.")
        .has("IEnumerator<T> GetEnumerator()", super::enumerator::get_enumerator, "Begins an enumeration.");
}

fn this<'c>(call: &'c Call) -> Result<&'c Line, Exception> {
    call.this_object::<Line>()
}

fn line(call: &Call, order: Order) -> Line {
    Line { order, element: call.type_arg(0).clone(), items: RefCell::default(), version: Cell::new(0) }
}

fn new(call: &mut Call, order: Order) -> Result<Value, Exception> {
    if call.int(0) < 0 {
        return Err(Exception::out_of_range("Non-negative number required.", "capacity"));
    }
    Ok(Value::object(line(call, order)))
}

fn from(call: &mut Call, order: Order) -> Result<Value, Exception> {
    let sequence = call.not_null(0, "collection")?.clone();
    let line = line(call, order);
    call.runtime.collect(&sequence)?.into_iter().for_each(|item| line.push(item));
    Ok(Value::object(line))
}

fn push(call: &mut Call) -> Result<Value, Exception> {
    call.runtime.allocate(size_of::<Value>())?;
    let item = call.take(0);
    this(call)?.push(item);
    Ok(Value::Null)
}

fn pop(call: &mut Call) -> Result<Value, Exception> {
    let line = this(call)?;
    line.pop().ok_or_else(|| line.order.empty())
}

fn peek(call: &mut Call) -> Result<Value, Exception> {
    let line = this(call)?;
    line.items.borrow().front().cloned().ok_or_else(|| line.order.empty())
}

fn attempt(call: &mut Call, found: Option<Value>) -> Result<Value, Exception> {
    let is_found = found.is_some();
    let element = this(call)?.element.clone();
    let value = found.unwrap_or_else(|| call.runtime.default_of(&element));
    call.set(0, value);
    Ok(is_found.into())
}

fn try_pop(call: &mut Call) -> Result<Value, Exception> {
    let found = this(call)?.pop();
    attempt(call, found)
}

fn try_peek(call: &mut Call) -> Result<Value, Exception> {
    let found = this(call)?.items.borrow().front().cloned();
    attempt(call, found)
}

fn contains(call: &mut Call) -> Result<Value, Exception> {
    let length = this(call)?.items.borrow().len();
    call.runtime.charge(length as u64)?;
    Ok(this(call)?.items.borrow().iter().any(|item| item.equals(call.arg(0))).into())
}

fn clear(call: &mut Call) -> Result<Value, Exception> {
    let line = this(call)?;
    line.changed();
    line.items.borrow_mut().clear();
    Ok(Value::Null)
}

fn to_array(call: &mut Call) -> Result<Value, Exception> {
    let length = this(call)?.items.borrow().len();
    call.runtime.allocate(length * size_of::<Value>())?;
    let line = this(call)?;
    let items = line.items.borrow().iter().cloned().collect();
    Ok(Value::object(Array::new(line.element.clone(), items)))
}
