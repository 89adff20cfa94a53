//! The natural order of values: what `OrderBy`, `Sort`, `Max` and `Comparer<T>.Default` use.

use std::cmp::Ordering;

use crate::format::collation::Comparison;
use crate::{Exception, Runtime, Value};

/// The order of two values. Null comes first; different types are refused, as `IComparable` refuses them.
pub(crate) fn compare(one: &Value, two: &Value, runtime: &mut Runtime) -> Result<Ordering, Exception> {
    match (one, two) {
        (Value::Null, Value::Null) => Ok(Ordering::Equal),
        (Value::Null, _) => Ok(Ordering::Less),
        (_, Value::Null) => Ok(Ordering::Greater),
        (Value::Object(_) | Value::Host(_), _) => compare_objects(one, two, runtime),
        _ => compare_same_type(one, two),
    }
}

/// `IComparable.CompareTo` of a plain value.
pub(crate) fn compare_same_type(one: &Value, two: &Value) -> Result<Ordering, Exception> {
    let order = match (one, two) {
        (_, Value::Null) => Ordering::Greater,
        (Value::Bool(one), Value::Bool(two)) => one.cmp(two),
        (Value::Char(one), Value::Char(two)) => one.cmp(two),
        (Value::SByte(one), Value::SByte(two)) => one.cmp(two),
        (Value::Byte(one), Value::Byte(two)) => one.cmp(two),
        (Value::Int16(one), Value::Int16(two)) => one.cmp(two),
        (Value::UInt16(one), Value::UInt16(two)) => one.cmp(two),
        (Value::Int32(one), Value::Int32(two)) => one.cmp(two),
        (Value::UInt32(one), Value::UInt32(two)) => one.cmp(two),
        (Value::Int64(one), Value::Int64(two)) => one.cmp(two),
        (Value::UInt64(one), Value::UInt64(two)) => one.cmp(two),
        (Value::Single(one), Value::Single(two)) => compare_floats((*one).into(), (*two).into()),
        (Value::Double(one), Value::Double(two)) => compare_floats(*one, *two),
        (Value::Decimal(one), Value::Decimal(two)) => one.cmp(two),
        (Value::Text(one), Value::Text(two)) => Comparison::Linguistic.compare(one, two).cmp(&0),
        (Value::DateTime(one), Value::DateTime(two)) => one.cmp(two),
        (Value::DateTimeOffset(one), Value::DateTimeOffset(two)) => one.cmp(two),
        (Value::TimeSpan(one), Value::TimeSpan(two)) => one.cmp(two),
        (Value::Guid(one), Value::Guid(two)) => one.cmp(two),
        (Value::Enum(class, one), Value::Enum(other, two)) if class == other => one.cmp(two),
        _ => {
            let message = format!("Object must be of type {}.", one.type_of().id().short_name());
            return Err(Exception::argument(&message, ""));
        }
    };
    Ok(order)
}

/// NaN comes before every number.
pub(crate) fn compare_floats(one: f64, two: f64) -> Ordering {
    one.partial_cmp(&two).unwrap_or_else(|| two.is_nan().cmp(&one.is_nan()))
}

/// Tuples go element by element; other objects are asked when they have an order of their own.
fn compare_objects(one: &Value, two: &Value, runtime: &mut Runtime) -> Result<Ordering, Exception> {
    runtime.check_stack()?;
    if let (Some(left), Some(right)) = (one.downcast::<crate::Tuple>(), two.downcast::<crate::Tuple>()) {
        let pairs: Vec<_> = left.items.borrow().iter().cloned().zip(right.items.borrow().iter().cloned()).collect();
        for (left, right) in pairs {
            let order = compare(&left, &right, runtime)?;
            if order != Ordering::Equal {
                return Ok(order);
            }
        }
        return Ok(Ordering::Equal);
    }
    let declared = match one {
        Value::Object(object) => object.compare(two),
        _ => None,
    };
    declared.unwrap_or_else(|| Err(Exception::argument("At least one object must implement IComparable.", "")))
}
