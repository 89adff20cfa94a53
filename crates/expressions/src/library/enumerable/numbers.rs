//! `Sum`, `Average`, `Min` and `Max`.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::{apply, function, no_elements, source};
use crate::library::ordering;
use crate::{Call, Exception, Type, TypeDeclaration, Value};

/// The type of the numbers.
#[derive(Clone, Copy)]
enum Kind {
    Int,
    Long,
    Single,
    Double,
    Decimal,
}

/// Declares an operator for one type of numbers: plain and nullable, without and with selector.
macro_rules! operators {
    ($enumerable:ident, $kind:expr, $number:literal, $average:literal) => {
        $enumerable
            .has(
                concat!("static ", $number, " Sum(this IEnumerable<", $number, "> source)"),
                |call| sum(call, $kind),
                "The sum.",
            )
            .has(
                concat!("static ", $number, "? Sum(this IEnumerable<", $number, "?> source)"),
                |call| sum(call, $kind),
                "The sum without nulls.",
            )
            .has(
                concat!("static ", $number, " Sum<T>(this IEnumerable<T> source, Func<T, ", $number, "> selector)"),
                |call| sum(call, $kind),
                "The sum of what a function makes of the items.",
            )
            .has(
                concat!("static ", $number, "? Sum<T>(this IEnumerable<T> source, Func<T, ", $number, "?> selector)"),
                |call| sum(call, $kind),
                "The sum of what a function makes of the items.",
            )
            .has(
                concat!("static ", $average, " Average(this IEnumerable<", $number, "> source)"),
                |call| average(call, $kind, true),
                "The mean.",
            )
            .has(
                concat!("static ", $average, "? Average(this IEnumerable<", $number, "?> source)"),
                |call| average(call, $kind, false),
                "The mean without nulls.",
            )
            .has(
                concat!(
                    "static ",
                    $average,
                    " Average<T>(this IEnumerable<T> source, Func<T, ",
                    $number,
                    "> selector)"
                ),
                |call| average(call, $kind, true),
                "The mean of what a function makes of the items.",
            )
            .has(
                concat!(
                    "static ",
                    $average,
                    "? Average<T>(this IEnumerable<T> source, Func<T, ",
                    $number,
                    "?> selector)"
                ),
                |call| average(call, $kind, false),
                "The mean of what a function makes of the items.",
            )
            .has(
                concat!("static ", $number, " Min(this IEnumerable<", $number, "> source)"),
                |call| extreme(call, Ordering::Less, true),
                "The smallest item.",
            )
            .has(
                concat!("static ", $number, "? Min(this IEnumerable<", $number, "?> source)"),
                |call| extreme(call, Ordering::Less, false),
                "The smallest item.",
            )
            .has(
                concat!("static ", $number, " Min<T>(this IEnumerable<T> source, Func<T, ", $number, "> selector)"),
                |call| extreme(call, Ordering::Less, true),
                "The smallest of what a function makes of the items.",
            )
            .has(
                concat!("static ", $number, "? Min<T>(this IEnumerable<T> source, Func<T, ", $number, "?> selector)"),
                |call| extreme(call, Ordering::Less, false),
                "The smallest of what a function makes of the items.",
            )
            .has(
                concat!("static ", $number, " Max(this IEnumerable<", $number, "> source)"),
                |call| extreme(call, Ordering::Greater, true),
                "The largest item.",
            )
            .has(
                concat!("static ", $number, "? Max(this IEnumerable<", $number, "?> source)"),
                |call| extreme(call, Ordering::Greater, false),
                "The largest item.",
            )
            .has(
                concat!("static ", $number, " Max<T>(this IEnumerable<T> source, Func<T, ", $number, "> selector)"),
                |call| extreme(call, Ordering::Greater, true),
                "The largest of what a function makes of the items.",
            )
            .has(
                concat!("static ", $number, "? Max<T>(this IEnumerable<T> source, Func<T, ", $number, "?> selector)"),
                |call| extreme(call, Ordering::Greater, false),
                "The largest of what a function makes of the items.",
            )
    };
}

pub(super) fn declare(enumerable: &mut TypeDeclaration) {
    operators!(enumerable, Kind::Int, "int", "double");
    operators!(enumerable, Kind::Long, "long", "double");
    operators!(enumerable, Kind::Single, "float", "float");
    operators!(enumerable, Kind::Double, "double", "double");
    operators!(enumerable, Kind::Decimal, "decimal", "decimal");
    enumerable
        .has(
            "static T Min<T>(this IEnumerable<T> source)",
            |call| natural_extreme(call, Ordering::Less, 0),
            "The smallest item.",
        )
        .has(
            "static R Min<T, R>(this IEnumerable<T> source, Func<T, R> selector)",
            |call| natural_extreme(call, Ordering::Less, 1),
            "The smallest of what a function makes of the items.",
        )
        .has(
            "static T Max<T>(this IEnumerable<T> source)",
            |call| natural_extreme(call, Ordering::Greater, 0),
            "The largest item.",
        )
        .has(
            "static R Max<T, R>(this IEnumerable<T> source, Func<T, R> selector)",
            |call| natural_extreme(call, Ordering::Greater, 1),
            "The largest of what a function makes of the items.",
        );
}

/// Gives every value that is not null to `visit`.
fn each(call: &mut Call, mut visit: impl FnMut(&mut Call, Value) -> Result<(), Exception>) -> Result<(), Exception> {
    let source = source(call)?;
    let selector = if call.len() > 1 { Some(function(call, 1, "selector")?) } else { None };
    let mut items = call.runtime.iterate(&source)?;
    while let Some(item) = items.next(call.runtime)? {
        call.runtime.charge(1)?;
        let value = match &selector {
            Some(selector) => apply(call.runtime, selector, &item, None)?,
            None => item,
        };
        if !value.is_null() {
            visit(call, value)?;
        }
    }
    Ok(())
}

/// A running total.
enum Total {
    Whole(i64),
    Real(f64),
    Decimal(Decimal),
}

fn overflow() -> Exception {
    Exception::overflow("Arithmetic operation resulted in an overflow.")
}

/// The sum, checked in the width of `limit`, and the number of values.
fn total(call: &mut Call, kind: Kind, is_average: bool) -> Result<(Total, i64), Exception> {
    let mut count = 0;
    let mut total = match kind {
        Kind::Int | Kind::Long => Total::Whole(0),
        Kind::Single | Kind::Double => Total::Real(0.0),
        Kind::Decimal => Total::Decimal(Decimal::ZERO),
    };
    each(call, |_, value| {
        count += 1;
        match (&mut total, value) {
            (Total::Whole(sum), Value::Int32(value)) => {
                *sum = sum.checked_add(value.into()).ok_or_else(overflow)?;
                if !is_average && i32::try_from(*sum).is_err() {
                    return Err(overflow());
                }
            }
            (Total::Whole(sum), Value::Int64(value)) => *sum = sum.checked_add(value).ok_or_else(overflow)?,
            (Total::Real(sum), Value::Single(value)) => *sum += f64::from(value),
            (Total::Real(sum), Value::Double(value)) => *sum += value,
            (Total::Decimal(sum), Value::Decimal(value)) => {
                let message = "Value was either too large or too small for a Decimal.";
                *sum = sum.checked_add(value).ok_or_else(|| Exception::overflow(message))?;
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok((total, count))
}

fn sum(call: &mut Call, kind: Kind) -> Result<Value, Exception> {
    Ok(match (total(call, kind, false)?.0, kind) {
        (Total::Whole(sum), Kind::Int) => Value::Int32(sum as i32),
        (Total::Whole(sum), _) => Value::Int64(sum),
        (Total::Real(sum), Kind::Single) => Value::Single(sum as f32),
        (Total::Real(sum), _) => Value::Double(sum),
        (Total::Decimal(sum), _) => Value::Decimal(sum),
    })
}

fn average(call: &mut Call, kind: Kind, required: bool) -> Result<Value, Exception> {
    let (total, count) = total(call, kind, true)?;
    if count == 0 {
        return if required { Err(no_elements()) } else { Ok(Value::Null) };
    }
    Ok(match (total, kind) {
        (Total::Whole(sum), _) => Value::Double(sum as f64 / count as f64),
        (Total::Real(sum), Kind::Single) => Value::Single((sum / count as f64) as f32),
        (Total::Real(sum), _) => Value::Double(sum / count as f64),
        (Total::Decimal(sum), _) => Value::Decimal(sum / Decimal::from(count)),
    })
}

/// The value that comes first in the wanted direction; nulls do not count, NaN is smallest.
fn extreme_of(call: &mut Call, wanted: Ordering) -> Result<Option<Value>, Exception> {
    let mut best: Option<Value> = None;
    each(call, |call, value| {
        let wins = match &best {
            Some(best) => ordering::compare(&value, best, call.runtime)? == wanted,
            None => true,
        };
        if wins {
            best = Some(value);
        }
        Ok(())
    })?;
    Ok(best)
}

fn extreme(call: &mut Call, wanted: Ordering, required: bool) -> Result<Value, Exception> {
    match extreme_of(call, wanted)? {
        Some(best) => Ok(best),
        None if required => Err(no_elements()),
        None => Ok(Value::Null),
    }
}

/// `Min` and `Max` of any type; `result` is the type argument of the values compared.
fn natural_extreme(call: &mut Call, wanted: Ordering, result: usize) -> Result<Value, Exception> {
    let class = call.type_arg(result).clone();
    let required = call.runtime.surface().is_value_type(&class) && !matches!(class, Type::Nullable(_));
    extreme(call, wanted, required)
}
