//! Arithmetic as C# defines it: wrapping integers unless checked, IEEE reals, decimals with scale, lifted operators.

use rust_decimal::Decimal;

use super::convert_number;
use crate::{
    exception::Exception,
    node::{NumberKind, NumberTarget, Operation, Operator},
    value::Value,
};

/// Computes an operation, with C#'s rules for null when it is lifted.
pub(super) fn operate(operation: &Operation, left: &Value, right: Option<&Value>) -> Result<Value, Exception> {
    if operation.lifted && (left.is_null() || right.is_some_and(Value::is_null)) {
        return Ok(lifted(operation, left, right));
    }
    arithmetic(operation.operator, operation.kind, operation.checked, left, right)
}

fn lifted(operation: &Operation, left: &Value, right: Option<&Value>) -> Value {
    let right = right.unwrap_or(&Value::Null);
    match (operation.operator, left, right) {
        (Operator::Equal, _, _) => Value::Bool(left.is_null() && right.is_null()),
        (Operator::NotEqual, _, _) => Value::Bool(!(left.is_null() && right.is_null())),
        (Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual, _, _) => {
            Value::Bool(false)
        }
        // Three-valued logic.
        (Operator::And, Value::Bool(false), _) | (Operator::And, _, Value::Bool(false)) => Value::Bool(false),
        (Operator::Or, Value::Bool(true), _) | (Operator::Or, _, Value::Bool(true)) => Value::Bool(true),
        _ => Value::Null,
    }
}

/// Computes an operation on values of one kind.
pub(crate) fn arithmetic(
    operator: Operator,
    kind: NumberKind,
    checked: bool,
    left: &Value,
    right: Option<&Value>,
) -> Result<Value, Exception> {
    let right = right.unwrap_or(left);
    match (left, right) {
        (Value::Int32(left), Value::Int32(right)) => int32(operator, *left, *right, checked),
        (Value::Int64(left), Value::Int64(right)) => int64(operator, *left, *right, checked),
        (Value::UInt32(left), Value::UInt32(right)) => uint32(operator, *left, *right, checked),
        (Value::UInt64(left), Value::UInt64(right)) => uint64(operator, *left, *right, checked),
        // Shift counts are always `int`.
        (Value::Int64(left), Value::Int32(right)) => int64(operator, *left, i64::from(*right), checked),
        (Value::UInt32(left), Value::Int32(right)) => uint32(operator, *left, *right as u32, checked),
        (Value::UInt64(left), Value::Int32(right)) => uint64(operator, *left, *right as u64, checked),
        (Value::Double(left), Value::Double(right)) => Ok(real(operator, *left, *right)),
        (Value::Single(left), Value::Single(right)) => Ok(single(operator, *left, *right)),
        (Value::Decimal(left), Value::Decimal(right)) => decimal(operator, *left, *right),
        (Value::Bool(left), Value::Bool(right)) => Ok(Value::Bool(match operator {
            Operator::And => left & right,
            Operator::Or => left | right,
            Operator::Xor | Operator::NotEqual => left != right,
            _ => left == right,
        })),
        (Value::Enum(_, _), _) | (_, Value::Enum(_, _)) => enumeration(operator, kind, left, right),
        _ => Err(Exception::invalid_operation("the operands are of different kinds")),
    }
}

fn overflow() -> Exception {
    Exception::overflow("Arithmetic operation resulted in an overflow.")
}

fn divide_by_zero() -> Exception {
    Exception::new("System.DivideByZeroException", crate::Text::literal("Attempted to divide by zero."))
}

macro_rules! integer {
    ($name:ident, $type:ty, $variant:ident, $shift:expr) => {
        fn $name(operator: Operator, left: $type, right: $type, checked: bool) -> Result<Value, Exception> {
            let result = match operator {
                Operator::Equal => return Ok(Value::Bool(left == right)),
                Operator::NotEqual => return Ok(Value::Bool(left != right)),
                Operator::Less => return Ok(Value::Bool(left < right)),
                Operator::LessOrEqual => return Ok(Value::Bool(left <= right)),
                Operator::Greater => return Ok(Value::Bool(left > right)),
                Operator::GreaterOrEqual => return Ok(Value::Bool(left >= right)),
                Operator::Add if checked => left.checked_add(right).ok_or_else(overflow)?,
                Operator::Subtract if checked => left.checked_sub(right).ok_or_else(overflow)?,
                Operator::Multiply if checked => left.checked_mul(right).ok_or_else(overflow)?,
                Operator::Negate if checked => left.checked_neg().ok_or_else(overflow)?,
                Operator::Add => left.wrapping_add(right),
                Operator::Subtract => left.wrapping_sub(right),
                Operator::Multiply => left.wrapping_mul(right),
                Operator::Negate => left.wrapping_neg(),
                Operator::Divide | Operator::Remainder if right == 0 => return Err(divide_by_zero()),
                Operator::Divide => left.checked_div(right).ok_or_else(overflow)?,
                Operator::Remainder => left.checked_rem(right).ok_or_else(overflow)?,
                Operator::And => left & right,
                Operator::Or => left | right,
                Operator::Xor => left ^ right,
                Operator::ShiftLeft => left.wrapping_shl(right as u32 & $shift),
                Operator::ShiftRight => left.wrapping_shr(right as u32 & $shift),
                Operator::Complement => !left,
                Operator::Plus => left,
            };
            Ok(Value::$variant(result))
        }
    };
}

integer!(int32, i32, Int32, 31);
integer!(int64, i64, Int64, 63);
integer!(uint32, u32, UInt32, 31);
integer!(uint64, u64, UInt64, 63);

macro_rules! floating {
    ($name:ident, $type:ty, $variant:ident) => {
        fn $name(operator: Operator, left: $type, right: $type) -> Value {
            match operator {
                Operator::Equal => Value::Bool(left == right),
                Operator::NotEqual => Value::Bool(left != right),
                Operator::Less => Value::Bool(left < right),
                Operator::LessOrEqual => Value::Bool(left <= right),
                Operator::Greater => Value::Bool(left > right),
                Operator::GreaterOrEqual => Value::Bool(left >= right),
                Operator::Add => Value::$variant(left + right),
                Operator::Subtract => Value::$variant(left - right),
                Operator::Multiply => Value::$variant(left * right),
                Operator::Divide => Value::$variant(left / right),
                Operator::Remainder => Value::$variant(left % right),
                Operator::Negate => Value::$variant(-left),
                _ => Value::$variant(left),
            }
        }
    };
}

floating!(real, f64, Double);
floating!(single, f32, Single);

fn decimal(operator: Operator, left: Decimal, right: Decimal) -> Result<Value, Exception> {
    let too_large = || Exception::overflow("Value was either too large or too small for a Decimal.");
    Ok(Value::Decimal(match operator {
        Operator::Equal => return Ok(Value::Bool(left == right)),
        Operator::NotEqual => return Ok(Value::Bool(left != right)),
        Operator::Less => return Ok(Value::Bool(left < right)),
        Operator::LessOrEqual => return Ok(Value::Bool(left <= right)),
        Operator::Greater => return Ok(Value::Bool(left > right)),
        Operator::GreaterOrEqual => return Ok(Value::Bool(left >= right)),
        Operator::Add => left.checked_add(right).ok_or_else(too_large)?,
        Operator::Subtract => left.checked_sub(right).ok_or_else(too_large)?,
        Operator::Multiply => left.checked_mul(right).ok_or_else(too_large)?,
        Operator::Divide | Operator::Remainder if right.is_zero() => return Err(divide_by_zero()),
        Operator::Divide => quotient(left, right).ok_or_else(too_large)?,
        Operator::Remainder => left.checked_rem(right).ok_or_else(too_large)?,
        Operator::Negate => -left,
        _ => left,
    }))
}

/// .NET gives an exact quotient the scale that the operands suggest, and no more zeros than that.
fn quotient(left: Decimal, right: Decimal) -> Option<Decimal> {
    let mut quotient = left.checked_div(right)?.normalize();
    let scale = left.scale().saturating_sub(right.scale());
    if quotient.scale() < scale {
        quotient.rescale(scale);
    }
    Some(quotient)
}

/// Enumerations compute on their numbers.
fn enumeration(operator: Operator, kind: NumberKind, left: &Value, right: &Value) -> Result<Value, Exception> {
    let number = |value: &Value| match value {
        Value::Enum(_, value) => *value,
        Value::Int32(value) => i64::from(*value),
        Value::Int64(value) => *value,
        Value::UInt32(value) => i64::from(*value),
        _ => 0,
    };
    let result = int64(operator, number(left), number(right), false)?;
    match (kind, result) {
        (NumberKind::Enum(class), Value::Int64(number)) => Ok(Value::Enum(class, number)),
        (_, Value::Int64(number)) => convert_number(&Value::Int64(number), NumberTarget::Int32, false),
        (_, result) => Ok(result),
    }
}
