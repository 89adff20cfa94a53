//! Types the language itself rests on: `object`, the interfaces of sequences, delegates, `Nullable<T>`.
//!
//! Everything else of .NET is in `library/`.

mod array;
mod exceptions;
mod reflection;

use crate::{Call, Declarations, Exception, Value};

pub(crate) fn declare(declarations: &mut Declarations) {
    declarations
        .class("System.Object", "The base of all types.")
        .has("Object()", new_object, "An object with nothing but its identity.")
        .has("string ToString()", to_string, "The value as text.")
        .has("Type GetType()", |call| Ok(Value::of_type(call.this().type_of())), "The exact type.")
        .has("bool Equals(object obj)", |call| Ok(call.this().equals(call.arg(0)).into()), "Whether both are equal.")
        .has("int GetHashCode()", |call| Ok(call.this().hash_code().into()), "A number equal for equal values.")
        .has("static bool Equals(object objA, object objB)", equals, "Whether both are equal or both null.")
        .has("static bool ReferenceEquals(object objA, object objB)", same, "Whether both are one object.");
    declarations.structure("System.ValueType", "The base of value types.").is_a("object");
    declarations.structure("System.Void", "No value.");
    reflection::declare(declarations);
    reflection::declare_activator(declarations);
    exceptions::declare(declarations);
    array::declare(declarations);
    sequences(declarations);
    contracts(declarations);
    delegates(declarations);
}

struct Plain;

impl crate::Object for Plain {
    fn type_of(&self) -> crate::Type {
        crate::Type::OBJECT
    }
}

fn to_string(call: &mut Call) -> Result<Value, Exception> {
    let this = call.this().clone();
    Ok(call.runtime.text_of(&this)?.into())
}

fn new_object(_: &mut Call) -> Result<Value, Exception> {
    Ok(Value::object(Plain))
}

fn equals(call: &mut Call) -> Result<Value, Exception> {
    Ok(call.arg(0).equals(call.arg(1)).into())
}

fn same(call: &mut Call) -> Result<Value, Exception> {
    Ok(call.arg(0).same(call.arg(1)).into())
}

fn sequences(declarations: &mut Declarations) {
    declarations.interface("System.Collections.IEnumerable", "Something that can be enumerated.");
    declarations.interface("System.Collections.Generic.IEnumerable<T>", "A sequence of `T`.").is_a("IEnumerable");
}

fn contracts(declarations: &mut Declarations) {
    declarations.interface("System.IDisposable", "Something `using` ends.").has_virtual("void Dispose()", "Ends it.");
    declarations.interface("System.IFormattable", "Something with formats.");
    declarations.interface("System.IConvertible", "Something Convert knows.");
    declarations
        .interface("System.IComparable", "Something with an order.")
        .has_virtual("int CompareTo(object obj)", "Negative, zero or positive.");
    declarations
        .interface("System.IComparable<T>", "Something with an order.")
        .has_virtual("int CompareTo(T other)", "Negative, zero or positive.");
    declarations
        .interface("System.IEquatable<T>", "Something with equality.")
        .has_virtual("bool Equals(T other)", "Whether both are equal.");
    declarations
        .structure("System.Nullable<T>", "A value or null.")
        .has("Nullable(T value)", |call| Ok(call.take(0)), "The value.")
        .has("bool HasValue", |call| Ok((!call.this().is_null()).into()), "Whether there is a value.")
        .has("T Value", nullable_value, "The value; InvalidOperationException when there is none.")
        .has("T GetValueOrDefault()", nullable_or_default, "The value or `default(T)`.")
        .has("T GetValueOrDefault(T defaultValue)", nullable_or_default, "The value or `defaultValue`.");
}

fn nullable_value(call: &mut Call) -> Result<Value, Exception> {
    match call.this() {
        Value::Null => Err(Exception::invalid_operation("Nullable object must have a value.")),
        value => Ok(value.clone()),
    }
}

fn nullable_or_default(call: &mut Call) -> Result<Value, Exception> {
    match call.this() {
        Value::Null if call.is_empty() => Ok(call.runtime.default_of(call.type_arg(0))),
        Value::Null => Ok(call.take(0)),
        value => Ok(value.clone()),
    }
}

fn delegates(declarations: &mut Declarations) {
    declarations.class("System.Delegate", "A function as a value.");
    declarations.class("System.MulticastDelegate", "A function as a value.").is_a("Delegate");
    let function = "A function with a result.";
    let action = "A function without result.";
    for (name, signature, doc) in [
        ("System.Func<R>", "R ()", function),
        ("System.Func<A, R>", "R (A arg)", function),
        ("System.Func<A, B, R>", "R (A arg1, B arg2)", function),
        ("System.Func<A, B, C, R>", "R (A arg1, B arg2, C arg3)", function),
        ("System.Func<A, B, C, D, R>", "R (A arg1, B arg2, C arg3, D arg4)", function),
        ("System.Func<A, B, C, D, E, R>", "R (A arg1, B arg2, C arg3, D arg4, E arg5)", function),
        ("System.Action", "void ()", action),
        ("System.Action<A>", "void (A obj)", action),
        ("System.Action<A, B>", "void (A arg1, B arg2)", action),
        ("System.Action<A, B, C>", "void (A arg1, B arg2, C arg3)", action),
        ("System.Action<A, B, C, D>", "void (A arg1, B arg2, C arg3, D arg4)", action),
        ("System.Predicate<T>", "bool (T obj)", "A test."),
        ("System.Comparison<T>", "int (T x, T y)", "An order."),
    ] {
        declarations.delegate(name, signature, doc);
    }
}
