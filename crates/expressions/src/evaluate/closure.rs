//! Objects that only programs make: captured variables, lambdas, method groups, anonymous objects.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use smallvec::SmallVec;

use super::{call, run};
use crate::{
    Compiled,
    exception::Exception,
    node::{Callee, MethodGroupNode},
    runtime::{Call, Runtime},
    types::Type,
    value::{Object, Value, release},
};

/// A variable that a lambda captures. It never leaves a frame as a value.
pub(crate) struct Cell(RefCell<Value>);

impl Cell {
    pub(crate) fn value(value: Value) -> Value {
        Value::object(Self(RefCell::new(value)))
    }

    pub(super) fn read(slot: &Value) -> Value {
        slot.downcast::<Self>().map_or_else(|| slot.clone(), |cell| cell.0.borrow().clone())
    }

    pub(super) fn write(slot: &Value, value: Value) {
        if let Some(cell) = slot.downcast::<Self>() {
            *cell.0.borrow_mut() = value;
        }
    }

    pub(super) fn of(slot: &Value) -> Rc<Self> {
        slot.downcast_rc().unwrap_or_else(|| Rc::new(Self(RefCell::new(slot.clone()))))
    }
}

impl Drop for Cell {
    fn drop(&mut self) {
        let value = self.0.replace(Value::Null);
        if matches!(value, Value::Object(_)) {
            release(vec![value]);
        }
    }
}

impl Object for Cell {
    fn type_of(&self) -> Type {
        Type::OBJECT
    }
}

impl Value {
    pub(super) fn is_cell(&self) -> bool {
        self.downcast::<Cell>().is_some()
    }
}

/// A lambda or local function with what it captured.
pub(crate) struct Closure {
    program: Arc<Compiled>,
    function: u32,
    captures: Vec<Rc<Cell>>,
    class: Type,
}

impl Closure {
    pub(super) fn new(program: Arc<Compiled>, function: u32, captures: Vec<Rc<Cell>>, class: Type) -> Self {
        Self { program, function, captures, class }
    }
}

impl Object for Closure {
    fn type_of(&self) -> Type {
        self.class.clone()
    }

    fn invoke(&self, arguments: &[Value], runtime: &mut Runtime<'_>) -> Option<Result<Value, Exception>> {
        let function = self.program.functions.get(self.function as usize)?;
        Some(run(&self.program, function, &self.captures, arguments, runtime))
    }
}

/// A method as a delegate.
pub(super) struct MethodDelegate {
    callee: Callee,
    receiver: Option<Value>,
    is_extension: bool,
    class: Type,
    types: Vec<Type>,
}

impl MethodDelegate {
    pub(super) fn new(group: &MethodGroupNode, receiver: Option<Value>) -> Self {
        Self {
            callee: group.callee,
            receiver,
            is_extension: group.is_extension,
            class: group.class.clone(),
            types: group.types.clone(),
        }
    }
}

impl Object for MethodDelegate {
    fn type_of(&self) -> Type {
        self.class.clone()
    }

    fn invoke(&self, arguments: &[Value], runtime: &mut Runtime<'_>) -> Option<Result<Value, Exception>> {
        let mut values: SmallVec<[Value; 4]> = self.receiver.iter().chain(arguments).cloned().collect();
        Some(match self.callee {
            Callee::Native(native) if self.receiver.is_none() || self.is_extension => {
                native(&mut Call::without_receiver(runtime, &mut values, &self.types))
            }
            Callee::Native(native) => native(&mut Call::new(runtime, &mut values, &self.types)),
            Callee::Virtual(member) => call::dispatch(member, false, &mut values, &self.types, runtime),
            Callee::VirtualSetter(member) => call::dispatch(member, true, &mut values, &self.types, runtime),
        })
    }
}
