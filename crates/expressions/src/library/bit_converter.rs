//! `System.BitConverter`, little-endian.

use crate::{Call, Declarations, Exception, Value};

pub(super) fn declare(declarations: &mut Declarations) {
    let converter = declarations.static_class("System.BitConverter", "Numbers as bytes and back.");
    converter.has("const bool IsLittleEndian", |_| Ok(true.into()), "Always true.");
    for signature in [
        "static byte[] GetBytes(bool value)",
        "static byte[] GetBytes(char value)",
        "static byte[] GetBytes(short value)",
        "static byte[] GetBytes(ushort value)",
        "static byte[] GetBytes(int value)",
        "static byte[] GetBytes(uint value)",
        "static byte[] GetBytes(long value)",
        "static byte[] GetBytes(ulong value)",
        "static byte[] GetBytes(float value)",
        "static byte[] GetBytes(double value)",
    ] {
        converter.has(signature, get_bytes, "The bytes of a number, lowest first.");
    }
    converter
        .has(
            "static bool ToBoolean(byte[] value, int startIndex)",
            |call| read(call, |bytes: [u8; 1]| (bytes != [0]).into()),
            "The boolean there.",
        )
        .has(
            "static char ToChar(byte[] value, int startIndex)",
            |call| read(call, |bytes| Value::Char(u16::from_le_bytes(bytes))),
            "The unit there.",
        )
        .has(
            "static short ToInt16(byte[] value, int startIndex)",
            |call| read(call, |bytes| i16::from_le_bytes(bytes).into()),
            "The number there.",
        )
        .has(
            "static ushort ToUInt16(byte[] value, int startIndex)",
            |call| read(call, |bytes| Value::UInt16(u16::from_le_bytes(bytes))),
            "The number there.",
        )
        .has(
            "static int ToInt32(byte[] value, int startIndex)",
            |call| read(call, |bytes| i32::from_le_bytes(bytes).into()),
            "The number there.",
        )
        .has(
            "static uint ToUInt32(byte[] value, int startIndex)",
            |call| read(call, |bytes| u32::from_le_bytes(bytes).into()),
            "The number there.",
        )
        .has(
            "static long ToInt64(byte[] value, int startIndex)",
            |call| read(call, |bytes| i64::from_le_bytes(bytes).into()),
            "The number there.",
        )
        .has(
            "static ulong ToUInt64(byte[] value, int startIndex)",
            |call| read(call, |bytes| u64::from_le_bytes(bytes).into()),
            "The number there.",
        )
        .has(
            "static float ToSingle(byte[] value, int startIndex)",
            |call| read(call, |bytes| f32::from_le_bytes(bytes).into()),
            "The number there.",
        )
        .has(
            "static double ToDouble(byte[] value, int startIndex)",
            |call| read(call, |bytes| f64::from_le_bytes(bytes).into()),
            "The number there.",
        )
        .has(
            "static long DoubleToInt64Bits(double value)",
            |call| Ok((call.double(0).to_bits() as i64).into()),
            "The bits of a double.",
        )
        .has(
            "static double Int64BitsToDouble(long value)",
            |call| Ok(f64::from_bits(call.long(0) as u64).into()),
            "The double of bits.",
        )
        .has(
            "static int SingleToInt32Bits(float value)",
            |call| {
                Ok(if let Value::Single(value) = call.arg(0) {
                    (value.to_bits() as i32).into()
                } else {
                    Value::Int32(0)
                })
            },
            "The bits of a float.",
        )
        .has(
            "static float Int32BitsToSingle(int value)",
            |call| Ok(f32::from_bits(call.int(0) as u32).into()),
            "The float of bits.",
        )
        .has("static string ToString(byte[] value)", to_string, "Hexadecimal pairs with hyphens.")
        .has("static string ToString(byte[] value, int startIndex)", to_string, "Hexadecimal pairs with hyphens.")
        .has(
            "static string ToString(byte[] value, int startIndex, int length)",
            to_string,
            "Hexadecimal pairs with hyphens.",
        );
}

fn get_bytes(call: &mut Call) -> Result<Value, Exception> {
    let bytes = match call.arg(0) {
        Value::Bool(value) => vec![u8::from(*value)],
        Value::Char(value) | Value::UInt16(value) => value.to_le_bytes().to_vec(),
        Value::Int16(value) => value.to_le_bytes().to_vec(),
        Value::Int32(value) => value.to_le_bytes().to_vec(),
        Value::UInt32(value) => value.to_le_bytes().to_vec(),
        Value::Int64(value) => value.to_le_bytes().to_vec(),
        Value::UInt64(value) => value.to_le_bytes().to_vec(),
        Value::Single(value) => value.to_le_bytes().to_vec(),
        Value::Double(value) => value.to_le_bytes().to_vec(),
        _ => Vec::new(),
    };
    Ok(Value::bytes(bytes))
}

fn read<const N: usize>(call: &Call, make: impl FnOnce([u8; N]) -> Value) -> Result<Value, Exception> {
    let bytes = call.bytes(0, "value")?;
    let start = usize::try_from(call.int(1)).ok().filter(|start| *start < bytes.len()).ok_or_else(|| {
        Exception::out_of_range(
            "Index was out of range. Must be non-negative and less than the size of the collection.",
            "startIndex",
        )
    })?;
    let part = bytes.get(start..start + N).and_then(|part| part.try_into().ok());
    part.map(make).ok_or_else(|| {
        Exception::argument("Destination array is not long enough to copy all the items in the collection. Check array index and length.", "value")
    })
}

fn to_string(call: &mut Call) -> Result<Value, Exception> {
    let bytes = call.bytes(0, "value")?;
    let start = call.int(1);
    if start < 0 || (start as usize >= bytes.len() && start > 0) {
        return Err(Exception::out_of_range("StartIndex cannot be less than zero.", "startIndex"));
    }
    let rest = bytes.get(start as usize..).unwrap_or_default();
    let length = if call.len() > 2 { call.int(2) } else { rest.len() as i32 };
    if length < 0 {
        return Err(Exception::out_of_range("Value must be positive.", "length"));
    }
    let part = rest.get(..length as usize).ok_or_else(|| {
        Exception::argument("Destination array is not long enough to copy all the items in the collection. Check array index and length.", "value")
    })?;
    call.runtime.allocate(part.len() * 3)?;
    let pairs: Vec<String> = part.iter().map(|byte| format!("{byte:02X}")).collect();
    Ok(pairs.join("-").into())
}
