//! `System.Linq.Enumerable`: all operators of .NET Core 3.1, computed lazily where .NET does.

mod elements;
mod filtering;
mod grouping;
mod joining;
mod making;
mod numbers;
mod ordered;
mod projecting;
mod sets;

use crate::{Call, Declarations, Exception, Runtime, Value};

pub(super) fn declare(declarations: &mut Declarations) {
    ordered::declare_types(declarations);
    grouping::declare_types(declarations);
    let enumerable = declarations.static_class("System.Linq.Enumerable", "Operators on sequences.");
    filtering::declare(enumerable);
    projecting::declare(enumerable);
    elements::declare(enumerable);
    numbers::declare(enumerable);
    ordered::declare(enumerable);
    grouping::declare(enumerable);
    joining::declare(enumerable);
    sets::declare(enumerable);
    making::declare(enumerable);
}

/// The sequence an operator works on.
fn source(call: &Call) -> Result<Value, Exception> {
    call.not_null(0, "source").cloned()
}

/// A delegate argument.
fn function(call: &Call, index: usize, parameter: &str) -> Result<Value, Exception> {
    call.not_null(index, parameter).cloned()
}

/// Calls a test with an item and, when asked for, its index.
fn passes(runtime: &mut Runtime, test: &Value, item: &Value, index: Option<i32>) -> Result<bool, Exception> {
    apply(runtime, test, item, index).map(|result| matches!(result, Value::Bool(true)))
}

/// Calls a function with an item and, when asked for, its index.
fn apply(runtime: &mut Runtime, function: &Value, item: &Value, index: Option<i32>) -> Result<Value, Exception> {
    runtime.charge(1)?;
    match index {
        None => runtime.invoke(function, std::slice::from_ref(item)),
        Some(index) => runtime.invoke(function, &[item.clone(), Value::Int32(index)]),
    }
}

/// Counts items for functions that want an index.
struct Counter(Option<i32>);

impl Counter {
    fn new(wanted: bool) -> Counter {
        Counter(wanted.then_some(-1))
    }

    fn next(&mut self) -> Option<i32> {
        self.0 = self.0.map(|index| index.wrapping_add(1));
        self.0
    }
}

fn no_elements() -> Exception {
    Exception::invalid_operation("Sequence contains no elements")
}

fn no_match() -> Exception {
    Exception::invalid_operation("Sequence contains no matching element")
}
