//! `Convert.ToInt32("ff", 16)` and `Convert.ToString(255, 2)`.

use crate::library::integers::Integer;
use crate::{Call, Exception, TypeDeclaration, Value};

pub(super) fn declare(convert: &mut TypeDeclaration) {
    convert
        .has(
            "static sbyte ToSByte(string value, int fromBase)",
            from_base::<i8>,
            "Reads a number in base 2, 8, 10 or 16.",
        )
        .has(
            "static byte ToByte(string value, int fromBase)",
            from_base::<u8>,
            "Reads a number in base 2, 8, 10 or 16.",
        )
        .has(
            "static short ToInt16(string value, int fromBase)",
            from_base::<i16>,
            "Reads a number in base 2, 8, 10 or 16.",
        )
        .has(
            "static ushort ToUInt16(string value, int fromBase)",
            from_base::<u16>,
            "Reads a number in base 2, 8, 10 or 16.",
        )
        .has(
            "static int ToInt32(string value, int fromBase)",
            from_base::<i32>,
            "Reads a number in base 2, 8, 10 or 16.",
        )
        .has(
            "static uint ToUInt32(string value, int fromBase)",
            from_base::<u32>,
            "Reads a number in base 2, 8, 10 or 16.",
        )
        .has(
            "static long ToInt64(string value, int fromBase)",
            from_base::<i64>,
            "Reads a number in base 2, 8, 10 or 16.",
        )
        .has(
            "static ulong ToUInt64(string value, int fromBase)",
            from_base::<u64>,
            "Reads a number in base 2, 8, 10 or 16.",
        )
        .has("static string ToString(byte value, int toBase)", to_base, "The number in base 2, 8, 10 or 16.")
        .has("static string ToString(short value, int toBase)", to_base, "The number in base 2, 8, 10 or 16.")
        .has("static string ToString(int value, int toBase)", to_base, "The number in base 2, 8, 10 or 16.")
        .has("static string ToString(long value, int toBase)", to_base, "The number in base 2, 8, 10 or 16.");
}

fn base(call: &Call) -> Result<u32, Exception> {
    match call.int(1) {
        base @ (2 | 8 | 10 | 16) => Ok(base as u32),
        _ => Err(Exception::argument("Invalid Base.", "")),
    }
}

/// Outside base 10 the digits are a bit pattern, so `FFFF` is -1 as a short.
fn from_base<T: Integer>(call: &mut Call) -> Result<Value, Exception> {
    let base = base(call)?;
    let Some(text) = call.optional_text(0) else {
        return T::value(0);
    };
    let text = text.to_str();
    if text.is_empty() {
        let index = "Index was out of range. Must be non-negative and less than the size of the collection.";
        return Err(Exception::out_of_range("Specified argument was out of the range of valid values.", index));
    }
    let negative = text.starts_with('-');
    if negative && base != 10 {
        return Err(Exception::argument("String cannot contain a minus sign if the base is not 10.", ""));
    }
    if negative && !T::SIGNED {
        return Err(Exception::overflow(
            "The string was being parsed as an unsigned number and could not have a negative sign.",
        ));
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(&text);
    let digits = match base {
        16 => digits.strip_prefix("0x").or(digits.strip_prefix("0X")).unwrap_or(digits),
        _ => digits,
    };
    let end = digits.find(|digit: char| !digit.is_digit(base)).unwrap_or(digits.len());
    let (valid, rest) = digits.split_at(end);
    if valid.is_empty() {
        return Err(Exception::format("Could not find any recognizable digits."));
    }
    if !rest.is_empty() {
        return Err(Exception::format("Additional non-parsable characters are at the end of the string."));
    }
    let (widest, overflow) = match T::BITS {
        64 => (64, <u64 as Integer>::OVERFLOW),
        _ => (32, <u32 as Integer>::OVERFLOW),
    };
    let magnitude = i128::from_str_radix(valid, base).ok().filter(|magnitude| base == 10 || magnitude >> widest == 0);
    let magnitude = magnitude.ok_or_else(|| Exception::overflow(if base == 10 { T::OVERFLOW } else { overflow }))?;
    if base == 10 {
        return T::value(if negative { -magnitude } else { magnitude });
    }
    if magnitude >> T::BITS != 0 {
        return Err(Exception::overflow(T::OVERFLOW));
    }
    let is_negative = T::SIGNED && magnitude >> (T::BITS - 1) & 1 == 1;
    T::value(if is_negative { magnitude - (1 << T::BITS) } else { magnitude })
}

fn to_base(call: &mut Call) -> Result<Value, Exception> {
    let base = base(call)?;
    let (number, bits) = match call.arg(0) {
        Value::Byte(value) => (i64::from(*value), 8),
        Value::Int16(value) => (i64::from(*value), 16),
        Value::Int32(value) => (i64::from(*value), 32),
        other => (crate::library::enumeration::number_of(other).unwrap_or(0), 64),
    };
    let pattern = number as u64 & (u64::MAX >> (64 - bits));
    Ok(Value::from(match base {
        2 => format!("{pattern:b}"),
        8 => format!("{pattern:o}"),
        16 => format!("{pattern:x}"),
        _ => number.to_string(),
    }))
}
