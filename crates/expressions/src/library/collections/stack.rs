//! `System.Collections.Generic.Stack<T>`.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use crate::{Array, Call, Declarations, Exception, Iterate, Object, Runtime, Type, TypeId, Value};

/// Items with the next one to take in front.
struct Stack {
    element: Type,
    items: RefCell<VecDeque<Value>>,
    version: Cell<u32>,
}

impl Stack {
    fn value(element: Type, items: VecDeque<Value>) -> Value {
        Value::object(Stack { element, items: RefCell::new(items), version: Cell::new(0) })
    }

    fn change<T>(&self, change: impl FnOnce(&mut VecDeque<Value>) -> T) -> T {
        self.version.set(self.version.get().wrapping_add(1));
        change(&mut self.items.borrow_mut())
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        crate::value::release(self.items.take().into());
    }
}

impl Object for Stack {
    fn type_of(&self) -> Type {
        Type::Generic(TypeId::of("System.Collections.Generic.Stack`1"), [self.element.clone()].into())
    }

    fn iterate(&self, this: &Rc<dyn Object>, _: &mut Runtime<'_>) -> Option<Result<Box<dyn Iterate>, Exception>> {
        let stack = Value::Object(this.clone()).downcast_rc::<Stack>()?;
        Some(Ok(Box::new(StackIterator { version: stack.version.get(), stack, next: 0 })))
    }
}

struct StackIterator {
    stack: Rc<Stack>,
    version: u32,
    next: usize,
}

impl Iterate for StackIterator {
    fn next(&mut self, _: &mut Runtime<'_>) -> Result<Option<Value>, Exception> {
        if self.version != self.stack.version.get() {
            return Err(super::modified_after_start());
        }
        self.next += 1;
        Ok(self.stack.items.borrow().get(self.next - 1).cloned())
    }
}

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("System.Collections.Generic.Stack<T>", "Items taken in the opposite order of their coming.")
        .is_a("IReadOnlyCollection<T>, System.Collections.ICollection")
        .has("Stack()", new, "An empty stack.")
        .has("Stack(int capacity)", new, "An empty stack.")
        .has("Stack(IEnumerable<T> collection)", from, "The items of a sequence, one after the other.")
        .has("int Count", |call| Ok(Value::Int32(this(call)?.items.borrow().len() as i32)), "Number of items.")
        .has("void Push(T item)", push, "Adds an item.")
        .has("T Pop()", pop, "Takes the item at the top.")
        .has(
            "bool TryPop(out T result)",
            |call| attempt(call, |items| items.pop_front()),
            "Takes the item at the top, if any.",
        )
        .has("T Peek()", peek, "The item at the top.")
        .has(
            "bool TryPeek(out T result)",
            |call| attempt(call, |items| items.front().cloned()),
            "The item at the top, if any.",
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

fn this<'c>(call: &'c Call) -> Result<&'c Stack, Exception> {
    call.this_object::<Stack>()
}

fn new(call: &mut Call) -> Result<Value, Exception> {
    Ok(Stack::value(call.type_arg(0).clone(), VecDeque::new()))
}

fn from(call: &mut Call) -> Result<Value, Exception> {
    let sequence = call.not_null(0, "collection")?.clone();
    let mut items = VecDeque::new();
    call.runtime.collect(&sequence)?.into_iter().for_each(|item| items.push_front(item));
    Ok(Stack::value(call.type_arg(0).clone(), items))
}

fn push(call: &mut Call) -> Result<Value, Exception> {
    call.runtime.allocate(size_of::<Value>())?;
    let item = call.take(0);
    this(call)?.change(|items| items.push_front(item));
    Ok(Value::Null)
}

fn pop(call: &mut Call) -> Result<Value, Exception> {
    this(call)?.change(VecDeque::pop_front).ok_or_else(|| Exception::invalid_operation("Stack empty."))
}

fn peek(call: &mut Call) -> Result<Value, Exception> {
    this(call)?.items.borrow().front().cloned().ok_or_else(|| Exception::invalid_operation("Stack empty."))
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
    let stack = this(call)?;
    let items = stack.items.borrow().iter().cloned().collect();
    Ok(Value::object(Array::new(stack.element.clone(), items)))
}
