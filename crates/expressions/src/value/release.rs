//! Letting go of deep values.
//!
//! A chain of objects, each holding the next, would be dropped by recursion as deep as the chain is long. Containers
//! hand their items over here instead, and they are dropped one after the other.

use std::cell::{Cell, RefCell};

use super::Value;
use crate::limits::MAX_STACK_BYTES;

thread_local! {
    static PENDING: RefCell<Option<Vec<Value>>> = const { RefCell::new(None) };
    /// Where the stack of the outermost evaluation began.
    static STACK_BASE: Cell<usize> = const { Cell::new(0) };
}

/// Drops the items of a container without recursion.
pub(crate) fn release(items: Vec<Value>) {
    if !items.iter().any(|item| matches!(item, Value::Object(_))) {
        return;
    }
    let mut items = Some(items);
    let nested = PENDING.try_with(|pending| match pending.borrow_mut().as_mut() {
        Some(pending) => {
            pending.append(items.get_or_insert_default());
            true
        }
        None => false,
    });
    // While the thread ends there is no list any more, and nothing deep is left either.
    if nested != Ok(false) {
        return;
    }
    PENDING.with(|pending| pending.replace(items));
    while let Some(item) = PENDING.with(|pending| pending.borrow_mut().as_mut().and_then(Vec::pop)) {
        drop(item);
    }
    PENDING.with(|pending| pending.replace(None));
}

/// Notes where the stack of an evaluation begins.
pub(crate) fn note_stack_base(base: usize) {
    let _ = STACK_BASE.try_with(|known| known.set(base));
}

/// Whether a walk over nested values should stop: most of the stack is used.
pub(crate) fn stack_is_low() -> bool {
    let marker = 0_u8;
    let here = std::ptr::from_ref(&marker) as usize;
    STACK_BASE.try_with(Cell::get).is_ok_and(|base| base != 0 && base.abs_diff(here) > MAX_STACK_BYTES)
}
