//! Casts of elements and attributes to simple types: `(int)element`.

use super::{convert, node::Xml};
use crate::{Call, Exception, Native, TypeDeclaration, TypeId, Value};

/// The casts of elements.
pub(super) const OF_ELEMENTS: [(&str, Native); 25] = [
    ("explicit operator string(XElement element)", |call| optional(call, TypeId::STRING)),
    ("explicit operator bool(XElement element)", |call| required(call, TypeId::BOOLEAN, "element")),
    ("explicit operator bool?(XElement element)", |call| optional(call, TypeId::BOOLEAN)),
    ("explicit operator int(XElement element)", |call| required(call, TypeId::INT32, "element")),
    ("explicit operator int?(XElement element)", |call| optional(call, TypeId::INT32)),
    ("explicit operator uint(XElement element)", |call| required(call, TypeId::UINT32, "element")),
    ("explicit operator uint?(XElement element)", |call| optional(call, TypeId::UINT32)),
    ("explicit operator long(XElement element)", |call| required(call, TypeId::INT64, "element")),
    ("explicit operator long?(XElement element)", |call| optional(call, TypeId::INT64)),
    ("explicit operator ulong(XElement element)", |call| required(call, TypeId::UINT64, "element")),
    ("explicit operator ulong?(XElement element)", |call| optional(call, TypeId::UINT64)),
    ("explicit operator float(XElement element)", |call| required(call, TypeId::SINGLE, "element")),
    ("explicit operator float?(XElement element)", |call| optional(call, TypeId::SINGLE)),
    ("explicit operator double(XElement element)", |call| required(call, TypeId::DOUBLE, "element")),
    ("explicit operator double?(XElement element)", |call| optional(call, TypeId::DOUBLE)),
    ("explicit operator decimal(XElement element)", |call| required(call, TypeId::DECIMAL, "element")),
    ("explicit operator decimal?(XElement element)", |call| optional(call, TypeId::DECIMAL)),
    ("explicit operator DateTime(XElement element)", |call| required(call, TypeId::DATE_TIME, "element")),
    ("explicit operator DateTime?(XElement element)", |call| optional(call, TypeId::DATE_TIME)),
    ("explicit operator DateTimeOffset(XElement element)", |call| required(call, TypeId::DATE_TIME_OFFSET, "element")),
    ("explicit operator DateTimeOffset?(XElement element)", |call| optional(call, TypeId::DATE_TIME_OFFSET)),
    ("explicit operator TimeSpan(XElement element)", |call| required(call, TypeId::TIME_SPAN, "element")),
    ("explicit operator TimeSpan?(XElement element)", |call| optional(call, TypeId::TIME_SPAN)),
    ("explicit operator Guid(XElement element)", |call| required(call, TypeId::GUID, "element")),
    ("explicit operator Guid?(XElement element)", |call| optional(call, TypeId::GUID)),
];

/// The casts of attributes.
pub(super) const OF_ATTRIBUTES: [(&str, Native); 25] = [
    ("explicit operator string(XAttribute attribute)", |call| optional(call, TypeId::STRING)),
    ("explicit operator bool(XAttribute attribute)", |call| required(call, TypeId::BOOLEAN, "attribute")),
    ("explicit operator bool?(XAttribute attribute)", |call| optional(call, TypeId::BOOLEAN)),
    ("explicit operator int(XAttribute attribute)", |call| required(call, TypeId::INT32, "attribute")),
    ("explicit operator int?(XAttribute attribute)", |call| optional(call, TypeId::INT32)),
    ("explicit operator uint(XAttribute attribute)", |call| required(call, TypeId::UINT32, "attribute")),
    ("explicit operator uint?(XAttribute attribute)", |call| optional(call, TypeId::UINT32)),
    ("explicit operator long(XAttribute attribute)", |call| required(call, TypeId::INT64, "attribute")),
    ("explicit operator long?(XAttribute attribute)", |call| optional(call, TypeId::INT64)),
    ("explicit operator ulong(XAttribute attribute)", |call| required(call, TypeId::UINT64, "attribute")),
    ("explicit operator ulong?(XAttribute attribute)", |call| optional(call, TypeId::UINT64)),
    ("explicit operator float(XAttribute attribute)", |call| required(call, TypeId::SINGLE, "attribute")),
    ("explicit operator float?(XAttribute attribute)", |call| optional(call, TypeId::SINGLE)),
    ("explicit operator double(XAttribute attribute)", |call| required(call, TypeId::DOUBLE, "attribute")),
    ("explicit operator double?(XAttribute attribute)", |call| optional(call, TypeId::DOUBLE)),
    ("explicit operator decimal(XAttribute attribute)", |call| required(call, TypeId::DECIMAL, "attribute")),
    ("explicit operator decimal?(XAttribute attribute)", |call| optional(call, TypeId::DECIMAL)),
    ("explicit operator DateTime(XAttribute attribute)", |call| required(call, TypeId::DATE_TIME, "attribute")),
    ("explicit operator DateTime?(XAttribute attribute)", |call| optional(call, TypeId::DATE_TIME)),
    ("explicit operator DateTimeOffset(XAttribute attribute)", |call| {
        required(call, TypeId::DATE_TIME_OFFSET, "attribute")
    }),
    ("explicit operator DateTimeOffset?(XAttribute attribute)", |call| optional(call, TypeId::DATE_TIME_OFFSET)),
    ("explicit operator TimeSpan(XAttribute attribute)", |call| required(call, TypeId::TIME_SPAN, "attribute")),
    ("explicit operator TimeSpan?(XAttribute attribute)", |call| optional(call, TypeId::TIME_SPAN)),
    ("explicit operator Guid(XAttribute attribute)", |call| required(call, TypeId::GUID, "attribute")),
    ("explicit operator Guid?(XAttribute attribute)", |call| optional(call, TypeId::GUID)),
];

/// Declares the casts.
pub(super) fn declare(declaration: &mut TypeDeclaration, casts: &[(&'static str, Native)]) {
    for (signature, native) in casts {
        declaration.has(signature, *native, "The text as this type; FormatException when it is none.");
    }
}

fn optional(call: &mut Call, target: TypeId) -> Result<Value, Exception> {
    match call.arg(0).downcast::<Xml>() {
        Some(xml) => convert::from_text(&xml.node.value(), target),
        None => Ok(Value::Null),
    }
}

fn required(call: &mut Call, target: TypeId, parameter: &str) -> Result<Value, Exception> {
    convert::from_text(&call.object::<Xml>(0, parameter)?.node.value(), target)
}
