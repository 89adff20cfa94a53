//! `StringComparer`, `Comparer<T>`, `EqualityComparer<T>` and what collections make of them.

use std::cmp::Ordering;

use crate::format::collation::Comparison;
use crate::library::json::equality_comparer;
use crate::library::ordering;
use crate::library::string::compare::hash;
use crate::{Call, Declarations, Exception, Object, Runtime, Type, TypeId, Value};

/// How a collection tells items apart and orders them.
#[derive(Clone, Default)]
pub(crate) enum Comparer {
    /// `Equals` and the natural order.
    #[default]
    Natural,
    /// A comparison of strings; other values compare naturally.
    Text(Comparison),
    /// JSON tokens by what they hold.
    Tokens,
    /// A `Comparison<T>` delegate; it orders but does not tell apart.
    Delegate(Value),
}

impl Comparer {
    /// The comparer in an argument; null means the natural one.
    pub(crate) fn of(value: &Value) -> Comparer {
        match value.downcast::<ComparerObject>() {
            Some(object) => object.comparer.clone(),
            None if equality_comparer::is_token_comparer(value) => Comparer::Tokens,
            None => Comparer::Natural,
        }
    }

    /// Whether two items are the same.
    pub(crate) fn equals(&self, one: &Value, two: &Value) -> bool {
        match (self, one, two) {
            (Comparer::Text(comparison), Value::Text(one), Value::Text(two)) => comparison.equals(one, two),
            (Comparer::Tokens, ..) => equality_comparer::equals(one, two),
            _ => one.equals(two),
        }
    }

    /// A hash equal for items that are the same.
    pub(crate) fn hash(&self, value: &Value) -> i32 {
        match (self, value) {
            (Comparer::Text(comparison), Value::Text(text)) => hash(text, *comparison),
            (Comparer::Tokens, _) => equality_comparer::hash(value),
            _ => value.hash_code(),
        }
    }

    /// The order of two items.
    pub(crate) fn compare(&self, one: &Value, two: &Value, runtime: &mut Runtime) -> Result<Ordering, Exception> {
        runtime.charge(1)?;
        match (self, one, two) {
            (Comparer::Text(comparison), Value::Text(one), Value::Text(two)) => {
                Ok(comparison.compare(one, two).cmp(&0))
            }
            (Comparer::Delegate(delegate), ..) => match runtime.invoke(delegate, &[one.clone(), two.clone()])? {
                Value::Int32(order) => Ok(order.cmp(&0)),
                _ => Ok(Ordering::Equal),
            },
            _ => ordering::compare(one, two, runtime),
        }
    }
}

/// A comparer as a value.
struct ComparerObject {
    class: Type,
    comparer: Comparer,
}

impl Object for ComparerObject {
    fn type_of(&self) -> Type {
        self.class.clone()
    }

    fn equals(&self, other: &Value) -> bool {
        let same = |other: &ComparerObject| match (&self.comparer, &other.comparer) {
            (Comparer::Text(one), Comparer::Text(two)) => one == two,
            (Comparer::Natural, Comparer::Natural) => self.class == other.class,
            _ => false,
        };
        other.downcast::<Self>().is_some_and(same)
    }

    fn hash_code(&self) -> i32 {
        1
    }
}

/// A string comparer as a value.
pub(crate) fn string_comparer(comparison: Comparison) -> Value {
    let class = Type::Plain(TypeId::of("System.StringComparer"));
    Value::object(ComparerObject { class, comparer: Comparer::Text(comparison) })
}

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .interface("System.Collections.Generic.IEqualityComparer<T>", "Tells items apart.")
        .has_virtual("bool Equals(T x, T y)", "Whether both are the same.")
        .has_virtual("int GetHashCode(T obj)", "A number equal for the same items.");
    declarations
        .interface("System.Collections.Generic.IComparer<T>", "Orders items.")
        .has_virtual("int Compare(T x, T y)", "Negative, zero or positive.");
    declarations.interface("System.Collections.IComparer", "Orders items.");
    declarations
        .class("System.StringComparer", "Compares strings.")
        .is_a("IEqualityComparer<string>, IComparer<string>, System.Collections.IComparer")
        .has("static StringComparer Ordinal", |_| Ok(string_comparer(Comparison::Ordinal)), "By units.")
        .has(
            "static StringComparer OrdinalIgnoreCase",
            |_| Ok(string_comparer(Comparison::OrdinalIgnoreCase)),
            "By units in upper case.",
        )
        .has(
            "static StringComparer CurrentCulture",
            |_| Ok(string_comparer(Comparison::Linguistic)),
            "In English order.",
        )
        .has(
            "static StringComparer CurrentCultureIgnoreCase",
            |_| Ok(string_comparer(Comparison::LinguisticIgnoreCase)),
            "In English order, without case.",
        )
        .has(
            "static StringComparer InvariantCulture",
            |_| Ok(string_comparer(Comparison::Linguistic)),
            "In English order.",
        )
        .has(
            "static StringComparer InvariantCultureIgnoreCase",
            |_| Ok(string_comparer(Comparison::LinguisticIgnoreCase)),
            "In English order, without case.",
        )
        .has(
            "static StringComparer FromComparison(StringComparison comparisonType)",
            from_comparison,
            "The comparer of a comparison.",
        )
        .has("static StringComparer Create(CultureInfo culture, bool ignoreCase)", create, "In English order.")
        .has("bool Equals(string x, string y)", equals, "Whether both are the same.")
        .has("bool Equals(object x, object y)", equals, "Whether both are the same.")
        .has("int Compare(string x, string y)", compare, "Negative, zero or positive.")
        .has("int Compare(object x, object y)", compare, "Negative, zero or positive.")
        .has("int GetHashCode(string obj)", hash_code, "A number equal for the same texts.")
        .has("int GetHashCode(object obj)", hash_code, "A number equal for the same texts.");
    declarations
        .class("System.Collections.Generic.EqualityComparer<T>", "Tells items apart.")
        .is_a("IEqualityComparer<T>")
        .has(
            "static EqualityComparer<T> Default",
            |call| Ok(natural("System.Collections.Generic.EqualityComparer`1", call)),
            "By Equals.",
        )
        .has("bool Equals(T x, T y)", equals, "Whether both are the same.")
        .has("int GetHashCode(T obj)", hash_code, "A number equal for the same items.");
    declarations
        .class("System.Collections.Generic.Comparer<T>", "Orders items.")
        .is_a("IComparer<T>, System.Collections.IComparer")
        .has(
            "static Comparer<T> Default",
            |call| Ok(natural("System.Collections.Generic.Comparer`1", call)),
            "By the natural order.",
        )
        .has("static Comparer<T> Create(Comparison<T> comparison)", by_delegate, "By a function.")
        .has("int Compare(T x, T y)", compare, "Negative, zero or positive.");
}

fn natural(class: &'static str, call: &Call) -> Value {
    let class = Type::Generic(TypeId::of(class), [call.type_arg(0).clone()].into());
    Value::object(ComparerObject { class, comparer: Comparer::Natural })
}

fn by_delegate(call: &mut Call) -> Result<Value, Exception> {
    let delegate = call.not_null(0, "comparison")?.clone();
    let class = Type::Generic(TypeId::of("System.Collections.Generic.Comparer`1"), [call.type_arg(0).clone()].into());
    Ok(Value::object(ComparerObject { class, comparer: Comparer::Delegate(delegate) }))
}

fn from_comparison(call: &mut Call) -> Result<Value, Exception> {
    let comparison = Comparison::from_number(call.long(0)).ok_or_else(|| {
        Exception::argument("The string comparison type passed in is currently not supported.", "comparisonType")
    })?;
    Ok(string_comparer(comparison))
}

fn create(call: &mut Call) -> Result<Value, Exception> {
    call.not_null(0, "culture")?;
    Ok(string_comparer(if call.bool(1) { Comparison::LinguisticIgnoreCase } else { Comparison::Linguistic }))
}

fn equals(call: &mut Call) -> Result<Value, Exception> {
    Ok(Comparer::of(call.this()).equals(call.arg(0), call.arg(1)).into())
}

fn compare(call: &mut Call) -> Result<Value, Exception> {
    let comparer = Comparer::of(call.this());
    // String comparers answer differences of units, as String.Compare does.
    if let (Comparer::Text(comparison), Value::Text(one), Value::Text(two)) = (&comparer, call.arg(0), call.arg(1)) {
        return Ok(Value::Int32(comparison.compare(one, two)));
    }
    let (one, two) = (call.take(0), call.take(1));
    comparer.compare(&one, &two, call.runtime).map(|order| Value::Int32(order as i32))
}

fn hash_code(call: &mut Call) -> Result<Value, Exception> {
    call.not_null(0, "obj")?;
    Ok(Value::Int32(Comparer::of(call.this()).hash(call.arg(0))))
}
