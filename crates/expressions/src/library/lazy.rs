//! Sequences that are computed while they are enumerated, each time anew, as C# iterators are.

use std::rc::Rc;

use crate::{
    exception::Exception,
    runtime::Runtime,
    types::Type,
    value::{Iterate, Object, Value},
};

/// A sequence of `item`; `begin` starts an enumeration.
pub(crate) fn sequence(
    item: Type,
    begin: impl Fn(&mut Runtime<'_>) -> Result<Box<dyn Iterate>, Exception> + 'static,
) -> Value {
    Value::object(Sequence { item, begin: Box::new(begin) })
}

/// An enumeration that asks `next` for every item.
pub(crate) fn iterator(
    next: impl FnMut(&mut Runtime<'_>) -> Result<Option<Value>, Exception> + 'static,
) -> Box<dyn Iterate> {
    Box::new(FromFunction(next))
}

type Begin = Box<dyn Fn(&mut Runtime<'_>) -> Result<Box<dyn Iterate>, Exception>>;

struct Sequence {
    item: Type,
    begin: Begin,
}

impl Object for Sequence {
    fn type_of(&self) -> Type {
        Type::sequence_of(self.item.clone())
    }

    fn iterate(&self, _: &Rc<dyn Object>, runtime: &mut Runtime<'_>) -> Option<Result<Box<dyn Iterate>, Exception>> {
        Some((self.begin)(runtime))
    }
}

struct FromFunction<F>(F);

impl<F: FnMut(&mut Runtime<'_>) -> Result<Option<Value>, Exception>> Iterate for FromFunction<F> {
    fn next(&mut self, runtime: &mut Runtime<'_>) -> Result<Option<Value>, Exception> {
        (self.0)(runtime)
    }
}
