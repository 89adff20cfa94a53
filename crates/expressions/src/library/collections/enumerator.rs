//! `IEnumerator<T>`: an enumeration driven by hand.

use std::cell::RefCell;

use crate::{Call, Declarations, Exception, Iterate, Object, Type, TypeId, Value};

/// A running enumeration and its current item.
struct Enumerator {
    item: Type,
    state: RefCell<State>,
}

struct State {
    iterator: Option<Box<dyn Iterate>>,
    current: Value,
}

impl Object for Enumerator {
    fn type_of(&self) -> Type {
        Type::Generic(TypeId::IENUMERATOR_T, [self.item.clone()].into())
    }
}

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .interface("System.Collections.IEnumerator", "An enumeration driven by hand.")
        .has("bool MoveNext()", move_next, "Goes to the next item; false at the end.")
        .has("object Current", current, "The item it stands on.");
    declarations
        .interface("System.Collections.Generic.IEnumerator<T>", "An enumeration driven by hand.")
        .is_a("IEnumerator, IDisposable")
        .has("T Current", current, "The item it stands on.")
        .has("void Dispose()", dispose, "Ends it.");
    for name in ["System.Collections.Generic.IEnumerable<T>", "System.Collections.IEnumerable"] {
        let is_generic = name.ends_with('>');
        if let Some(sequence) = declarations.extend(name) {
            let signature = if is_generic { "IEnumerator<T> GetEnumerator()" } else { "IEnumerator GetEnumerator()" };
            sequence.has(signature, get_enumerator, "Begins an enumeration.");
        }
    }
}

/// Begins an enumeration of the receiver.
pub(crate) fn get_enumerator(call: &mut Call) -> Result<Value, Exception> {
    let sequence = call.this().clone();
    let item = call.type_arg(0).clone();
    let iterator = Some(call.runtime.iterate(&sequence)?);
    let current = call.runtime.default_of(&item);
    Ok(Value::object(Enumerator { item, state: RefCell::new(State { iterator, current }) }))
}

fn move_next(call: &mut Call) -> Result<Value, Exception> {
    let this = call.this().downcast_rc::<Enumerator>().ok_or_else(Exception::null_reference)?;
    // The iterator is taken out, so that one which looks at its own enumerator finds it at its end, not borrowed.
    let Some(mut iterator) = this.state.borrow_mut().iterator.take() else {
        return Ok(false.into());
    };
    match iterator.next(call.runtime)? {
        Some(item) => {
            *this.state.borrow_mut() = State { iterator: Some(iterator), current: item };
            Ok(true.into())
        }
        None => Ok(false.into()),
    }
}

fn current(call: &mut Call) -> Result<Value, Exception> {
    Ok(call.this_object::<Enumerator>()?.state.borrow().current.clone())
}

fn dispose(call: &mut Call) -> Result<Value, Exception> {
    call.this_object::<Enumerator>()?.state.borrow_mut().iterator = None;
    Ok(Value::Null)
}
