//! Equality and order of strings.

use super::index_out_of_range;
use crate::format::collation::Comparison;
use crate::{Call, Exception, Text, TypeDeclaration, Value};

pub(super) fn declare(string: &mut TypeDeclaration) {
    string
        .has("bool Equals(string value)", |call| Ok(call.this().equals(call.arg(0)).into()), "Whether both are the same text.")
        .has("bool Equals(string value, StringComparison comparisonType)", equals_by, "Whether both are equal under a comparison.")
        .has("static bool Equals(string a, string b)", |call| Ok(call.arg(0).equals(call.arg(1)).into()), "Whether both are the same text or null.")
        .has("static bool Equals(string a, string b, StringComparison comparisonType)", static_equals_by, "Whether both are equal under a comparison or null.")
        .has("int CompareTo(string strB)", compare_to, "Negative, zero or positive, in English order.")
        .has("int CompareTo(object value)", compare_to, "Negative, zero or positive, in English order.")
        .has("static int Compare(string strA, string strB)", compare, "Negative, zero or positive, in English order.")
        .has("static int Compare(string strA, string strB, bool ignoreCase)", compare, "Negative, zero or positive, in English order.")
        .has("static int Compare(string strA, string strB, StringComparison comparisonType)", compare_by, "Negative, zero or positive.")
        .has("static int Compare(string strA, string strB, bool ignoreCase, CultureInfo culture)", compare, "Negative, zero or positive, in English order.")
        .has("static int Compare(string strA, string strB, CultureInfo culture, CompareOptions options)", compare_by_options, "Negative, zero or positive.")
        .has("static int Compare(string strA, int indexA, string strB, int indexB, int length)", compare_parts, "Order of parts.")
        .has("static int Compare(string strA, int indexA, string strB, int indexB, int length, bool ignoreCase)", compare_parts, "Order of parts.")
        .has("static int Compare(string strA, int indexA, string strB, int indexB, int length, StringComparison comparisonType)", compare_parts_by, "Order of parts.")
        .has("static int CompareOrdinal(string strA, string strB)", |call| Ok(order(call.arg(0), call.arg(1), Comparison::Ordinal)), "Order of the units.")
        .has("static int CompareOrdinal(string strA, int indexA, string strB, int indexB, int length)", compare_ordinal_parts, "Order of the units of parts.")
        .has("int GetHashCode()", |call| Ok(Value::Int32(call.this().hash_code())), "A number equal for equal texts.")
        .has("int GetHashCode(StringComparison comparisonType)", hash_by, "A number equal for texts equal under a comparison.");
}

/// The comparison an argument names.
pub(super) fn comparison(call: &Call, index: usize) -> Result<Comparison, Exception> {
    Comparison::from_number(call.long(index)).ok_or_else(|| {
        Exception::argument("The string comparison type passed in is currently not supported.", "comparisonType")
    })
}

fn equals_by(call: &mut Call) -> Result<Value, Exception> {
    let comparison = comparison(call, 1)?;
    let this = call.this_text();
    Ok(call.optional_text(0).is_some_and(|other| comparison.equals(&this, &other)).into())
}

fn static_equals_by(call: &mut Call) -> Result<Value, Exception> {
    let comparison = comparison(call, 2)?;
    Ok(match (call.arg(0).as_text(), call.arg(1).as_text()) {
        (Some(one), Some(two)) => comparison.equals(one, two),
        (one, two) => one.is_none() && two.is_none(),
    }
    .into())
}

/// Null comes before every text.
fn order(one: &Value, two: &Value, comparison: Comparison) -> Value {
    Value::Int32(match (one.as_text(), two.as_text()) {
        (Some(one), Some(two)) => comparison.compare(one, two),
        (one, two) => i32::from(one.is_some()) - i32::from(two.is_some()),
    })
}

fn compare_to(call: &mut Call) -> Result<Value, Exception> {
    match call.arg(0) {
        Value::Null | Value::Text(_) => Ok(order(call.this(), call.arg(0), Comparison::Linguistic)),
        _ => Err(Exception::argument("Object must be of type String.", "")),
    }
}

fn culture(ignore_case: bool) -> Comparison {
    if ignore_case { Comparison::LinguisticIgnoreCase } else { Comparison::Linguistic }
}

fn compare(call: &mut Call) -> Result<Value, Exception> {
    Ok(order(call.arg(0), call.arg(1), culture(call.bool(2))))
}

fn compare_by(call: &mut Call) -> Result<Value, Exception> {
    Ok(order(call.arg(0), call.arg(1), comparison(call, 2)?))
}

fn compare_by_options(call: &mut Call) -> Result<Value, Exception> {
    let comparison = match call.long(3) {
        0x4000_0000 => Comparison::Ordinal,
        0x1000_0000 => Comparison::OrdinalIgnoreCase,
        options => culture(options & 1 == 1),
    };
    Ok(order(call.arg(0), call.arg(1), comparison))
}

fn part(call: &Call, text: usize, index: usize) -> Result<Value, Exception> {
    let start = usize::try_from(call.int(index)).map_err(|_| index_out_of_range("indexA"))?;
    let length = usize::try_from(call.int(4))
        .map_err(|_| Exception::out_of_range("Length cannot be less than zero.", "length"))?;
    match call.arg(text).as_text() {
        Some(text) if start > text.len() => Err(index_out_of_range("indexA")),
        Some(text) => Ok(text.slice(start, start.saturating_add(length)).into()),
        None => Ok(Value::Null),
    }
}

fn compare_parts(call: &mut Call) -> Result<Value, Exception> {
    Ok(order(&part(call, 0, 1)?, &part(call, 2, 3)?, culture(call.bool(5))))
}

fn compare_parts_by(call: &mut Call) -> Result<Value, Exception> {
    Ok(order(&part(call, 0, 1)?, &part(call, 2, 3)?, comparison(call, 5)?))
}

fn compare_ordinal_parts(call: &mut Call) -> Result<Value, Exception> {
    Ok(order(&part(call, 0, 1)?, &part(call, 2, 3)?, Comparison::Ordinal))
}

fn hash_by(call: &mut Call) -> Result<Value, Exception> {
    Ok(Value::Int32(hash(&call.this_text(), comparison(call, 0)?)))
}

/// A hash that agrees with a comparison's equality.
pub(crate) fn hash(text: &Text, comparison: Comparison) -> i32 {
    match comparison {
        Comparison::Ordinal => Value::Text(text.clone()).hash_code(),
        // Canonically equal texts may differ in units, so linguistic hashes look at nothing but ASCII letters and digits.
        Comparison::Linguistic | Comparison::LinguisticIgnoreCase => {
            let letters = text.units().filter(|unit| *unit < 0x80 && (*unit as u8).is_ascii_digit());
            letters.fold(7, |sum: i32, unit| sum.wrapping_mul(31).wrapping_add(unit.into()))
        }
        Comparison::OrdinalIgnoreCase => text
            .units()
            .fold(7, |sum: i32, unit| sum.wrapping_mul(31).wrapping_add(crate::format::collation::fold(unit).into())),
    }
}
