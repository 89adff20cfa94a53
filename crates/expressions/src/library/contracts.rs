//! Members that come through `IConvertible` and `IFormattable`, and `System.Nullable`, `System.Buffer`.

use super::convert;
use crate::{Array, Call, Declarations, Exception, Items, Type, TypeId, Value};

/// Types with a `TypeCode` of their own.
const CONVERTIBLE: [&str; 16] = [
    "System.Boolean",
    "System.Char",
    "System.SByte",
    "System.Byte",
    "System.Int16",
    "System.UInt16",
    "System.Int32",
    "System.UInt32",
    "System.Int64",
    "System.UInt64",
    "System.Single",
    "System.Double",
    "System.Decimal",
    "System.DateTime",
    "System.String",
    "System.Enum",
];

pub(super) fn declare(declarations: &mut Declarations) {
    for name in CONVERTIBLE {
        if let Some(class) = declarations.extend(name) {
            class.has("TypeCode GetTypeCode()", |call| Ok(convert::type_code(call.this())), "The kind of the value.");
        }
    }
    if let Some(convertible) = declarations.extend("System.IConvertible") {
        convertible
            .has("TypeCode GetTypeCode()", |call| Ok(convert::type_code(call.this())), "The kind of the value.")
            .has("bool ToBoolean(IFormatProvider provider)", |call| to(call, Type::BOOLEAN), "Converts.")
            .has("char ToChar(IFormatProvider provider)", |call| to(call, Type::CHAR), "Converts.")
            .has("sbyte ToSByte(IFormatProvider provider)", |call| to(call, Type::SBYTE), "Converts.")
            .has("byte ToByte(IFormatProvider provider)", |call| to(call, Type::BYTE), "Converts.")
            .has("short ToInt16(IFormatProvider provider)", |call| to(call, Type::INT16), "Converts.")
            .has("ushort ToUInt16(IFormatProvider provider)", |call| to(call, Type::UINT16), "Converts.")
            .has("int ToInt32(IFormatProvider provider)", |call| to(call, Type::INT32), "Converts.")
            .has("uint ToUInt32(IFormatProvider provider)", |call| to(call, Type::UINT32), "Converts.")
            .has("long ToInt64(IFormatProvider provider)", |call| to(call, Type::INT64), "Converts.")
            .has("ulong ToUInt64(IFormatProvider provider)", |call| to(call, Type::UINT64), "Converts.")
            .has("float ToSingle(IFormatProvider provider)", |call| to(call, Type::SINGLE), "Converts.")
            .has("double ToDouble(IFormatProvider provider)", |call| to(call, Type::DOUBLE), "Converts.")
            .has("decimal ToDecimal(IFormatProvider provider)", |call| to(call, Type::DECIMAL), "Converts.")
            .has("DateTime ToDateTime(IFormatProvider provider)", |call| to(call, Type::DATE_TIME), "Converts.")
            .has("string ToString(IFormatProvider provider)", super::formatting::to_string, "Converts.");
    }
    if let Some(formattable) = declarations.extend("System.IFormattable") {
        let signature = "string ToString(string format, IFormatProvider formatProvider)";
        formattable.has(signature, super::formatting::to_string, "The value under a format.");
    }
    declarations
        .static_class("System.Nullable", "Compares values that may be null.")
        .has("static int Compare<T>(T? n1, T? n2)", compare, "Null comes first.")
        .has(
            "static bool Equals<T>(T? n1, T? n2)",
            |call| Ok(call.arg(0).equals(call.arg(1)).into()),
            "Both null or equal.",
        )
        .has("static Type GetUnderlyingType(Type nullableType)", underlying_type, "The type without `?`, or null.");
    declarations
        .static_class("System.Buffer", "Copies bytes.")
        .has(
            "static void BlockCopy(Array src, int srcOffset, Array dst, int dstOffset, int count)",
            block_copy,
            "Copies bytes between arrays of bytes.",
        )
        .has("static int ByteLength(Array array)", byte_length, "Number of bytes.");
}

fn to(call: &mut Call, target: Type) -> Result<Value, Exception> {
    convert::change(call.this(), &target)
}

fn compare(call: &mut Call) -> Result<Value, Exception> {
    let (one, two) = (call.take(0), call.take(1));
    super::ordering::compare(&one, &two, call.runtime).map(|order| Value::Int32(order as i32))
}

fn underlying_type(call: &mut Call) -> Result<Value, Exception> {
    match call.arg(0).as_type() {
        Some(Type::Nullable(inner)) => Ok(Value::of_type((**inner).clone())),
        Some(_) => Ok(Value::Null),
        None => Err(Exception::argument_null("nullableType")),
    }
}

fn bytes(call: &Call, index: usize, parameter: &str) -> Result<Vec<u8>, Exception> {
    let array = call.object::<Array>(index, parameter)?;
    array.to_bytes().ok_or_else(|| Exception::argument("Object must be an array of primitives.", parameter))
}

fn block_copy(call: &mut Call) -> Result<Value, Exception> {
    let (source, mut target) = (bytes(call, 0, "src")?, bytes(call, 2, "dst")?);
    let offset = |index: usize, parameter: &str| {
        usize::try_from(call.int(index))
            .map_err(|_| Exception::out_of_range("Non-negative number required.", parameter))
    };
    let (from, to, count) = (offset(1, "srcOffset")?, offset(3, "dstOffset")?, offset(4, "count")?);
    let part = source.get(from..from.saturating_add(count));
    let place = target.get_mut(to..to.saturating_add(count));
    let (Some(part), Some(place)) = (part, place) else {
        let message = "Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.";
        return Err(Exception::argument(message, ""));
    };
    place.copy_from_slice(part);
    *call.object::<Array>(2, "dst")?.items().borrow_mut() = Items::Bytes(target);
    Ok(Value::Null)
}

fn byte_length(call: &mut Call) -> Result<Value, Exception> {
    Ok(Value::Int32(bytes(call, 0, "array")?.len() as i32))
}

/// The number type behind an enumeration.
pub(super) fn underlying_number() -> Value {
    Value::of_type(Type::Plain(TypeId::INT32))
}
