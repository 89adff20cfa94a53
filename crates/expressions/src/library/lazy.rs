//! Sequences that are computed while they are enumerated, each time anew, as C# iterators are.

use std::rc::Rc;

use crate::{
    exception::Exception,
    runtime::Runtime,
    types::Type,
    value::{Iterate, Object, Value},
};

/// Sequences made of sequences may be this deep: each level takes stack when it is enumerated and when it is dropped.
const MAX_DEPTH: u32 = 500;

/// A sequence of `item`; `begin` starts an enumeration.
pub(crate) fn sequence(
    item: Type,
    begin: impl Fn(&mut Runtime<'_>) -> Result<Box<dyn Iterate>, Exception> + 'static,
) -> Value {
    Value::object(Sequence { item, begin: Box::new(begin), depth: 0 })
}

/// A sequence made of another one.
pub(crate) fn derived(
    source: &Value,
    item: Type,
    begin: impl Fn(&mut Runtime<'_>) -> Result<Box<dyn Iterate>, Exception> + 'static,
) -> Result<Value, Exception> {
    Ok(Value::object(Sequence { item, begin: Box::new(begin), depth: depth_above(source)? }))
}

/// The depth of a sequence made of `source`.
pub(crate) fn depth_above(source: &Value) -> Result<u32, Exception> {
    let depth = match source {
        Value::Object(object) => object.depth() + 1,
        _ => 1,
    };
    if depth > MAX_DEPTH {
        return Err(Exception::limit(
            "the expression made a sequence of more sequences than it may (limit: sequence depth)",
        ));
    }
    Ok(depth)
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
    depth: u32,
}

impl Object for Sequence {
    fn type_of(&self) -> Type {
        Type::sequence_of(self.item.clone())
    }

    fn depth(&self) -> u32 {
        self.depth
    }

    fn iterate(&self, _: &Rc<dyn Object>, runtime: &mut Runtime<'_>) -> Option<Result<Box<dyn Iterate>, Exception>> {
        Some(runtime.check_stack().and_then(|()| (self.begin)(runtime)))
    }
}

struct FromFunction<F>(F);

impl<F: FnMut(&mut Runtime<'_>) -> Result<Option<Value>, Exception>> Iterate for FromFunction<F> {
    fn next(&mut self, runtime: &mut Runtime<'_>) -> Result<Option<Value>, Exception> {
        runtime.check_stack()?;
        (self.0)(runtime)
    }
}
