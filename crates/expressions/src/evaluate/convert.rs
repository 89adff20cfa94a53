//! Conversions at run time: between numbers, out of `object`, down a class hierarchy, user-defined.

use rust_decimal::{Decimal, prelude::FromPrimitive, prelude::ToPrimitive};

use crate::{
    exception::Exception,
    node::{ConversionKind, NumberTarget},
    runtime::{Call, Runtime},
    surface::Surface,
    types::{Type, TypeId},
    value::{Tuple, Value},
};

/// Applies a conversion.
pub(super) fn convert(kind: &ConversionKind, value: Value, runtime: &mut Runtime<'_>) -> Result<Value, Exception> {
    match kind {
        ConversionKind::Number { to, checked } => match value {
            Value::Null => Ok(Value::Null),
            value => convert_number(&value, *to, *checked),
        },
        ConversionKind::Unbox(class) => unbox(value, class, runtime),
        ConversionKind::Reference(class) => {
            if value.is_null() || runtime.surface().is_instance(&value, class) {
                Ok(value)
            } else {
                Err(Exception::invalid_cast(&value.type_of(), class))
            }
        }
        ConversionKind::NullableValue => match value {
            Value::Null => Err(Exception::invalid_operation("Nullable object must have a value.")),
            value => Ok(value),
        },
        ConversionKind::Tuple(class, elements) => {
            let Some(tuple) = value.downcast::<Tuple>() else { return Ok(value) };
            let Type::Tuple(shape) = class else { return Ok(Value::Null) };
            let items = tuple.items.borrow().clone();
            let mut converted = Vec::with_capacity(items.len());
            for (item, conversion) in items.into_iter().zip(elements) {
                converted.push(match conversion {
                    Some(conversion) => convert(conversion, item, runtime)?,
                    None => item,
                });
            }
            Ok(Value::object(Tuple { shape: shape.clone(), items: converted.into() }))
        }
        ConversionKind::User { native, before, after, lifted } => {
            if *lifted && value.is_null() {
                return Ok(Value::Null);
            }
            let value = match before {
                Some(before) => convert(before, value, runtime)?,
                None => value,
            };
            let value = native(&mut Call::without_receiver(runtime, &mut [value], &[]))?;
            match after {
                Some(after) => convert(after, value, runtime),
                None => Ok(value),
            }
        }
        ConversionKind::Both(first, second) => {
            let value = convert(first, value, runtime)?;
            convert(second, value, runtime)
        }
    }
}

/// `(T)object` for a value type: exactly that type must be in the box.
pub(crate) fn unbox(value: Value, class: &Type, runtime: &Runtime<'_>) -> Result<Value, Exception> {
    match (&value, class) {
        (Value::Null, Type::Nullable(_)) => return Ok(Value::Null),
        (Value::Null, _) if runtime.surface().is_value_type(class) => return Err(Exception::null_reference()),
        (Value::Null, _) => return Ok(Value::Null),
        _ => {}
    }
    let wanted = class.without_nullable();
    let have = value.type_of();
    if have == *wanted {
        return Ok(value);
    }
    // An enumeration may be unboxed as its number and the other way round.
    match (&value, wanted) {
        (Value::Enum(_, number), Type::Plain(TypeId::INT32)) => return Ok(Value::Int32(*number as i32)),
        (Value::Int32(number), Type::Plain(id)) if runtime.surface().is_enumeration(wanted) => {
            return Ok(Value::Enum(*id, i64::from(*number)));
        }
        _ => {}
    }
    if !runtime.surface().is_value_type(wanted) && runtime.surface().is_instance(&value, wanted) {
        return Ok(value);
    }
    Err(Exception::invalid_cast(&have, wanted))
}

/// The number kind behind a type.
pub(crate) fn number_target(class: &Type, surface: &Surface) -> Option<NumberTarget> {
    let Type::Plain(id) = class else { return None };
    Some(match *id {
        TypeId::SBYTE => NumberTarget::SByte,
        TypeId::BYTE => NumberTarget::Byte,
        TypeId::INT16 => NumberTarget::Int16,
        TypeId::UINT16 => NumberTarget::UInt16,
        TypeId::INT32 => NumberTarget::Int32,
        TypeId::UINT32 => NumberTarget::UInt32,
        TypeId::INT64 => NumberTarget::Int64,
        TypeId::UINT64 => NumberTarget::UInt64,
        TypeId::CHAR => NumberTarget::Char,
        TypeId::SINGLE => NumberTarget::Single,
        TypeId::DOUBLE => NumberTarget::Double,
        TypeId::DECIMAL => NumberTarget::Decimal,
        id if surface.is_enumeration(class) => NumberTarget::Enum(id),
        _ => return None,
    })
}

/// The first number that is too large for a `long`.
const TWO_TO_63: f64 = (1_u64 << 63) as f64;

/// A number on its way between two kinds.
enum Number {
    Whole(i128),
    Real(f64),
    Short(f32),
    Exact(Decimal),
}

/// Converts between numbers, characters and enumerations, wrapping unless `checked`.
pub(crate) fn convert_number(value: &Value, to: NumberTarget, checked: bool) -> Result<Value, Exception> {
    let number = match value {
        Value::SByte(value) => Number::Whole(i128::from(*value)),
        Value::Byte(value) => Number::Whole(i128::from(*value)),
        Value::Int16(value) => Number::Whole(i128::from(*value)),
        Value::UInt16(value) => Number::Whole(i128::from(*value)),
        Value::Int32(value) => Number::Whole(i128::from(*value)),
        Value::UInt32(value) => Number::Whole(i128::from(*value)),
        Value::Int64(value) => Number::Whole(i128::from(*value)),
        Value::UInt64(value) => Number::Whole(i128::from(*value)),
        Value::Char(value) => Number::Whole(i128::from(*value)),
        Value::Enum(_, value) => Number::Whole(i128::from(*value)),
        Value::Single(value) => Number::Short(*value),
        Value::Double(value) => Number::Real(*value),
        Value::Decimal(value) => Number::Exact(*value),
        other => return Ok(other.clone()),
    };
    match to {
        NumberTarget::Single => Ok(Value::Single(match number {
            Number::Whole(value) => value as f32,
            Number::Real(value) => value as f32,
            Number::Short(value) => value,
            Number::Exact(value) => value.to_f32().unwrap_or(0.0),
        })),
        NumberTarget::Double => Ok(Value::Double(match number {
            Number::Whole(value) => value as f64,
            Number::Real(value) => value,
            Number::Short(value) => f64::from(value),
            Number::Exact(value) => exact_to_double(value),
        })),
        NumberTarget::Decimal => match number {
            Number::Whole(value) => Decimal::from_i128(value),
            Number::Real(value) => decimal_of_real(value, 15),
            Number::Short(value) => decimal_of_real(f64::from(value), 7),
            Number::Exact(value) => Some(value),
        }
        .map(Value::Decimal)
        .ok_or_else(|| Exception::overflow("Value was either too large or too small for a Decimal.")),
        to => whole(number, to, checked),
    }
}

fn exact_to_double(value: Decimal) -> f64 {
    value.to_string().parse().unwrap_or(0.0)
}

/// .NET keeps 15 significant digits of a double and 7 of a float.
fn decimal_of_real(value: f64, digits: usize) -> Option<Decimal> {
    if !value.is_finite() {
        return None;
    }
    let text = format!("{value:.*e}", digits - 1);
    let decimal = Decimal::from_scientific(&text).ok().or_else(|| {
        // Scientific notation of very small numbers overflows the scale: they are zero.
        (value.abs() < 1e-28).then_some(Decimal::ZERO)
    })?;
    Some(decimal.normalize())
}

fn whole(number: Number, to: NumberTarget, checked: bool) -> Result<Value, Exception> {
    let overflow = || Exception::overflow("Arithmetic operation resulted in an overflow.");
    let (low, high): (i128, i128) = match to {
        NumberTarget::SByte => (i128::from(i8::MIN), i128::from(i8::MAX)),
        NumberTarget::Byte => (0, i128::from(u8::MAX)),
        NumberTarget::Int16 => (i128::from(i16::MIN), i128::from(i16::MAX)),
        NumberTarget::UInt16 | NumberTarget::Char => (0, i128::from(u16::MAX)),
        NumberTarget::Int32 | NumberTarget::Enum(_) => (i128::from(i32::MIN), i128::from(i32::MAX)),
        NumberTarget::UInt32 => (0, i128::from(u32::MAX)),
        NumberTarget::Int64 => (i128::from(i64::MIN), i128::from(i64::MAX)),
        _ => (0, i128::from(u64::MAX)),
    };
    let value = match number {
        Number::Whole(value) => value,
        Number::Exact(value) => {
            // Decimals overflow in any context.
            let value = value.trunc().to_i128().unwrap_or(i128::MAX);
            if value < low || value > high {
                return Err(too_large(to));
            }
            value
        }
        Number::Real(_) | Number::Short(_) => {
            let value = match number {
                Number::Real(value) => value.trunc(),
                Number::Short(value) => f64::from(value).trunc(),
                _ => 0.0,
            };
            if checked && !(value >= low as f64 && value <= high as f64) {
                return Err(overflow());
            }
            // What an x64 processor answers outside the range.
            match to {
                NumberTarget::UInt64 if (0.0..2.0 * TWO_TO_63).contains(&value) => value as i128,
                NumberTarget::Int64 | NumberTarget::UInt64 | NumberTarget::UInt32 => {
                    if value.abs() < TWO_TO_63 {
                        value as i128
                    } else {
                        i128::from(i64::MIN)
                    }
                }
                _ => {
                    if value.abs() < 2_147_483_649.0 {
                        value as i128
                    } else {
                        i128::from(i32::MIN)
                    }
                }
            }
        }
    };
    if checked && (value < low || value > high) {
        return Err(overflow());
    }
    Ok(match to {
        NumberTarget::SByte => Value::SByte(value as i8),
        NumberTarget::Byte => Value::Byte(value as u8),
        NumberTarget::Int16 => Value::Int16(value as i16),
        NumberTarget::UInt16 => Value::UInt16(value as u16),
        NumberTarget::Int32 => Value::Int32(value as i32),
        NumberTarget::UInt32 => Value::UInt32(value as u32),
        NumberTarget::Int64 => Value::Int64(value as i64),
        NumberTarget::UInt64 => Value::UInt64(value as u64),
        NumberTarget::Char => Value::Char(value as u16),
        NumberTarget::Enum(class) => Value::Enum(class, value as i64),
        NumberTarget::Single | NumberTarget::Double | NumberTarget::Decimal => Value::Null,
    })
}

fn too_large(to: NumberTarget) -> Exception {
    Exception::overflow(match to {
        NumberTarget::SByte => "Value was either too large or too small for a signed byte.",
        NumberTarget::Byte => "Value was either too large or too small for an unsigned byte.",
        NumberTarget::Int16 => "Value was either too large or too small for an Int16.",
        NumberTarget::UInt16 => "Value was either too large or too small for a UInt16.",
        NumberTarget::Char => "Value was either too large or too small for a character.",
        NumberTarget::UInt32 => "Value was either too large or too small for a UInt32.",
        NumberTarget::Int64 => "Value was either too large or too small for an Int64.",
        NumberTarget::UInt64 => "Value was either too large or too small for a UInt64.",
        _ => "Value was either too large or too small for an Int32.",
    })
}
