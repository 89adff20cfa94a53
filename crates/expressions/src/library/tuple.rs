//! `System.Tuple`: the tuples of before C# 7, which are objects.

use std::cmp::Ordering;

use super::ordering;
use crate::{Call, Declarations, Exception, Native, Object, Text, Type, TypeId, Value};

/// A tuple with the types of its items.
struct ObjectTuple {
    types: Vec<Type>,
    items: Vec<Value>,
}

impl Object for ObjectTuple {
    fn type_of(&self) -> Type {
        Type::Generic(TypeId::named(&format!("System.Tuple`{}", self.types.len())), self.types.clone().into())
    }

    fn to_text(&self) -> Text {
        let items: Vec<String> = self.items.iter().map(|item| item.to_text().to_string()).collect();
        Text::from(format!("({})", items.join(", ")))
    }

    fn equals(&self, other: &Value) -> bool {
        other.downcast::<Self>().is_some_and(|other| {
            self.types == other.types && self.items.iter().zip(&other.items).all(|(one, two)| one.equals(two))
        })
    }

    fn hash_code(&self) -> i32 {
        self.items.iter().fold(17, |hash, item| hash.wrapping_mul(31).wrapping_add(item.hash_code()))
    }

    fn compare(&self, other: &Value) -> Option<Result<Ordering, Exception>> {
        let other = other.downcast::<Self>()?;
        if crate::value::stack_is_low() {
            return Some(Ok(Ordering::Equal));
        }
        let mut pairs = self.items.iter().zip(&other.items).map(|(one, two)| match (one, two) {
            (Value::Object(object), _) => object.compare(two).unwrap_or(Ok(Ordering::Equal)),
            _ => ordering::compare_same_type(one, two),
        });
        Some(pairs.find(|order| !matches!(order, Ok(Ordering::Equal))).unwrap_or(Ok(Ordering::Equal)))
    }
}

impl Drop for ObjectTuple {
    fn drop(&mut self) {
        crate::value::release(std::mem::take(&mut self.items));
    }
}

/// Declares one size: its name, constructor, factory and interfaces, with one item property a type parameter.
macro_rules! sizes {
    ($declarations:ident, $factory:ident, $($class:literal, $new:literal, $create:literal, [$($item:literal $index:literal),*];)*) => {
        $(let tuple = $declarations.class($class, "Some values as one.").is_a("IComparable");
        tuple.has($new, new, "A tuple.");
        $(tuple.has($item, |call| item(call, $index), "An item.");)*
        $factory.push($create);)*
    };
}

pub(super) fn declare(declarations: &mut Declarations) {
    let mut factories: Vec<&'static str> = Vec::new();
    sizes! { declarations, factories,
        "System.Tuple<A>", "Tuple(A item1)", "static Tuple<A> Create<A>(A item1)", ["A Item1" 0];
        "System.Tuple<A, B>", "Tuple(A item1, B item2)", "static Tuple<A, B> Create<A, B>(A item1, B item2)", ["A Item1" 0, "B Item2" 1];
        "System.Tuple<A, B, C>", "Tuple(A item1, B item2, C item3)", "static Tuple<A, B, C> Create<A, B, C>(A item1, B item2, C item3)", ["A Item1" 0, "B Item2" 1, "C Item3" 2];
        "System.Tuple<A, B, C, D>", "Tuple(A item1, B item2, C item3, D item4)", "static Tuple<A, B, C, D> Create<A, B, C, D>(A item1, B item2, C item3, D item4)", ["A Item1" 0, "B Item2" 1, "C Item3" 2, "D Item4" 3];
        "System.Tuple<A, B, C, D, E>", "Tuple(A item1, B item2, C item3, D item4, E item5)", "static Tuple<A, B, C, D, E> Create<A, B, C, D, E>(A item1, B item2, C item3, D item4, E item5)", ["A Item1" 0, "B Item2" 1, "C Item3" 2, "D Item4" 3, "E Item5" 4];
        "System.Tuple<A, B, C, D, E, F>", "Tuple(A item1, B item2, C item3, D item4, E item5, F item6)", "static Tuple<A, B, C, D, E, F> Create<A, B, C, D, E, F>(A item1, B item2, C item3, D item4, E item5, F item6)", ["A Item1" 0, "B Item2" 1, "C Item3" 2, "D Item4" 3, "E Item5" 4, "F Item6" 5];
        "System.Tuple<A, B, C, D, E, F, G>", "Tuple(A item1, B item2, C item3, D item4, E item5, F item6, G item7)", "static Tuple<A, B, C, D, E, F, G> Create<A, B, C, D, E, F, G>(A item1, B item2, C item3, D item4, E item5, F item6, G item7)", ["A Item1" 0, "B Item2" 1, "C Item3" 2, "D Item4" 3, "E Item5" 4, "F Item6" 5, "G Item7" 6];
    }
    let factory = declarations.static_class("System.Tuple", "Makes tuples.");
    for signature in factories {
        factory.has(signature, new as Native, "A tuple.");
    }
}

fn new(call: &mut Call) -> Result<Value, Exception> {
    let items: Vec<Value> = (0..call.len()).map(|index| call.take(index)).collect();
    let types = (0..items.len()).map(|index| call.type_arg(index).clone()).collect();
    Ok(Value::object(ObjectTuple { types, items }))
}

fn item(call: &mut Call, index: usize) -> Result<Value, Exception> {
    Ok(call.this_object::<ObjectTuple>()?.items.get(index).cloned().unwrap_or(Value::Null))
}
