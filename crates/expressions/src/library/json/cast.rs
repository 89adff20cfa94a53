//! Casts between tokens and plain values: `(int)token`, `JToken t = 5`, `token.Value<T>()`.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{
    big_integer::BigInteger,
    node::Node,
    object::{made, node_of, optional},
    token::{Token, TokenType},
};
use crate::{
    Call, TypeDeclaration,
    exception::Exception,
    format::date::{self, DateStyles},
    library::change_type::{self, change_type, invariant_text},
    runtime::Runtime,
    text::Text,
    types::{Type, TypeId},
    value::{Array, DateTimeOffset, Value},
};

/// Declares the conversions of `JToken`.
pub(super) fn declare(class: &mut TypeDeclaration) {
    const DOC: &str = "The token's value; ArgumentException when its type has none of this kind.";
    const NULLABLE: &str = "The token's value; null for JSON null.";
    const NEW: &str = "A JValue.";
    class
        .has("explicit operator bool(JToken value)", |call| cast(call, TypeId::BOOLEAN, false), DOC)
        .has("explicit operator bool?(JToken value)", |call| cast(call, TypeId::BOOLEAN, true), NULLABLE)
        .has("explicit operator DateTimeOffset(JToken value)", |call| cast(call, TypeId::DATE_TIME_OFFSET, false), DOC)
        .has(
            "explicit operator DateTimeOffset?(JToken value)",
            |call| cast(call, TypeId::DATE_TIME_OFFSET, true),
            NULLABLE,
        )
        .has("explicit operator long(JToken value)", |call| cast(call, TypeId::INT64, false), DOC)
        .has("explicit operator long?(JToken value)", |call| cast(call, TypeId::INT64, true), NULLABLE)
        .has("explicit operator DateTime(JToken value)", |call| cast(call, TypeId::DATE_TIME, false), DOC)
        .has("explicit operator DateTime?(JToken value)", |call| cast(call, TypeId::DATE_TIME, true), NULLABLE)
        .has("explicit operator decimal(JToken value)", |call| cast(call, TypeId::DECIMAL, false), DOC)
        .has("explicit operator decimal?(JToken value)", |call| cast(call, TypeId::DECIMAL, true), NULLABLE)
        .has("explicit operator double(JToken value)", |call| cast(call, TypeId::DOUBLE, false), DOC)
        .has("explicit operator double?(JToken value)", |call| cast(call, TypeId::DOUBLE, true), NULLABLE)
        .has("explicit operator char(JToken value)", |call| cast(call, TypeId::CHAR, false), DOC)
        .has("explicit operator char?(JToken value)", |call| cast(call, TypeId::CHAR, true), NULLABLE)
        .has("explicit operator int(JToken value)", |call| cast(call, TypeId::INT32, false), DOC)
        .has("explicit operator int?(JToken value)", |call| cast(call, TypeId::INT32, true), NULLABLE)
        .has("explicit operator short(JToken value)", |call| cast(call, TypeId::INT16, false), DOC)
        .has("explicit operator short?(JToken value)", |call| cast(call, TypeId::INT16, true), NULLABLE)
        .has("explicit operator ushort(JToken value)", |call| cast(call, TypeId::UINT16, false), DOC)
        .has("explicit operator ushort?(JToken value)", |call| cast(call, TypeId::UINT16, true), NULLABLE)
        .has("explicit operator byte(JToken value)", |call| cast(call, TypeId::BYTE, false), DOC)
        .has("explicit operator byte?(JToken value)", |call| cast(call, TypeId::BYTE, true), NULLABLE)
        .has("explicit operator sbyte(JToken value)", |call| cast(call, TypeId::SBYTE, false), DOC)
        .has("explicit operator sbyte?(JToken value)", |call| cast(call, TypeId::SBYTE, true), NULLABLE)
        .has("explicit operator float(JToken value)", |call| cast(call, TypeId::SINGLE, false), DOC)
        .has("explicit operator float?(JToken value)", |call| cast(call, TypeId::SINGLE, true), NULLABLE)
        .has("explicit operator uint(JToken value)", |call| cast(call, TypeId::UINT32, false), DOC)
        .has("explicit operator uint?(JToken value)", |call| cast(call, TypeId::UINT32, true), NULLABLE)
        .has("explicit operator ulong(JToken value)", |call| cast(call, TypeId::UINT64, false), DOC)
        .has("explicit operator ulong?(JToken value)", |call| cast(call, TypeId::UINT64, true), NULLABLE)
        .has("explicit operator string(JToken value)", |call| cast(call, TypeId::STRING, true), NULLABLE)
        .has("explicit operator byte[](JToken value)", to_bytes, NULLABLE)
        .has("explicit operator Guid(JToken value)", |call| cast(call, TypeId::GUID, false), DOC)
        .has("explicit operator Guid?(JToken value)", |call| cast(call, TypeId::GUID, true), NULLABLE)
        .has("explicit operator TimeSpan(JToken value)", |call| cast(call, TypeId::TIME_SPAN, false), DOC)
        .has("explicit operator TimeSpan?(JToken value)", |call| cast(call, TypeId::TIME_SPAN, true), NULLABLE)
        .has("explicit operator Uri(JToken value)", to_uri, NULLABLE)
        .has("implicit operator JToken(string value)", text_to_token, NEW);
    for signature in [
        "implicit operator JToken(bool value)",
        "implicit operator JToken(bool? value)",
        "implicit operator JToken(DateTimeOffset value)",
        "implicit operator JToken(DateTimeOffset? value)",
        "implicit operator JToken(byte value)",
        "implicit operator JToken(byte? value)",
        "implicit operator JToken(sbyte value)",
        "implicit operator JToken(sbyte? value)",
        "implicit operator JToken(long value)",
        "implicit operator JToken(long? value)",
        "implicit operator JToken(DateTime value)",
        "implicit operator JToken(DateTime? value)",
        "implicit operator JToken(decimal value)",
        "implicit operator JToken(decimal? value)",
        "implicit operator JToken(double value)",
        "implicit operator JToken(double? value)",
        "implicit operator JToken(short value)",
        "implicit operator JToken(short? value)",
        "implicit operator JToken(ushort value)",
        "implicit operator JToken(ushort? value)",
        "implicit operator JToken(int value)",
        "implicit operator JToken(int? value)",
        "implicit operator JToken(float value)",
        "implicit operator JToken(float? value)",
        "implicit operator JToken(uint value)",
        "implicit operator JToken(uint? value)",
        "implicit operator JToken(ulong value)",
        "implicit operator JToken(ulong? value)",
        "implicit operator JToken(byte[] value)",
        "implicit operator JToken(Uri value)",
        "implicit operator JToken(TimeSpan value)",
        "implicit operator JToken(TimeSpan? value)",
        "implicit operator JToken(Guid value)",
        "implicit operator JToken(Guid? value)",
    ] {
        class.has(signature, to_token, NEW);
    }
}

/// `new JValue(value)` of the overload for the value's type: every integer becomes `long` (`ulong` stays).
pub(super) fn new_value(value: &Value) -> Result<Node, Exception> {
    let class = super::edit::value_type(value);
    let value = match value {
        Value::Char(_) => return Ok(Node::value(TokenType::String, value.clone())),
        Value::UInt64(_) | Value::Enum(..) => value.clone(),
        other => match change_type::integer_of(other) {
            Some(number) => Value::Int64(number as i64),
            None => other.clone(),
        },
    };
    Ok(Node::value(class?, value))
}

/// A string without text stays a string.
pub(super) fn text_to_token(call: &mut Call) -> Result<Value, Exception> {
    let text = call.take(0);
    Ok(made(call, Token::value(TokenType::String, text))?.into())
}

fn to_token(call: &mut Call) -> Result<Value, Exception> {
    let value = call.take(0);
    let node = made(call, Token::null())?;
    if value.is_null() { Ok(node.into()) } else { new_value(&value).map(Value::from) }
}

/// The scalar behind a token: a property stands for its value.
fn scalar_of(node: &Node) -> (TokenType, Option<Value>) {
    let node = node.property_value().unwrap_or_else(|| node.clone());
    (node.token_type(), node.scalar().map(|scalar| scalar.value))
}

fn cast(call: &mut Call, target: TypeId, nullable: bool) -> Result<Value, Exception> {
    match node_of(call.arg(0)) {
        Some(node) => to_simple(&node, target, nullable),
        None if nullable => Ok(Value::Null),
        None => Err(Exception::argument_null("value")),
    }
}

/// The token as a value of a simple type, by the rules of the casts.
pub(super) fn to_simple(node: &Node, target: TypeId, nullable: bool) -> Result<Value, Exception> {
    let (class, value) = scalar_of(node);
    let is_null = matches!(class, TokenType::Null | TokenType::Undefined);
    match value {
        Some(_) if is_null && nullable => Ok(Value::Null),
        Some(value) if accepts(target, class) => convert(&value, target),
        _ => Err(can_not_convert(class, target.short_name())),
    }
}

fn can_not_convert(class: TokenType, target: &str) -> Exception {
    Exception::new("System.ArgumentException", format!("Can not convert {} to {target}.", class.name()))
}

/// Which token types may be cast to a type.
fn accepts(target: TypeId, class: TokenType) -> bool {
    use TokenType::{Boolean, Bytes, Comment, Date, Float, Guid, Integer, Raw, String, TimeSpan, Uri};
    match class {
        String | Comment | Raw => true,
        Integer | Float | Boolean if target == TypeId::CHAR => class != Boolean,
        Integer | Float | Boolean => {
            !matches!(target, TypeId::DATE_TIME | TypeId::DATE_TIME_OFFSET | TypeId::GUID | TypeId::TIME_SPAN)
        }
        Date => matches!(target, TypeId::STRING | TypeId::DATE_TIME | TypeId::DATE_TIME_OFFSET),
        Bytes => matches!(target, TypeId::STRING | TypeId::GUID),
        Guid => matches!(target, TypeId::STRING | TypeId::GUID),
        TimeSpan => matches!(target, TypeId::STRING | TypeId::TIME_SPAN),
        Uri => target == TypeId::STRING,
        _ => false,
    }
}

fn convert(value: &Value, target: TypeId) -> Result<Value, Exception> {
    let bytes = value.downcast::<Array>().and_then(Array::to_bytes);
    match (target, value) {
        (TypeId::STRING, Value::Null) => Ok(Value::Null),
        (TypeId::STRING, _) => Ok(match bytes {
            Some(bytes) => Value::text(STANDARD.encode(bytes)),
            None => Value::Text(invariant_text(value)),
        }),
        (TypeId::GUID, Value::Guid(_)) | (TypeId::TIME_SPAN, Value::TimeSpan(_)) => Ok(value.clone()),
        (TypeId::GUID, _) => match bytes {
            Some(bytes) => guid_of_bytes(&bytes),
            None => change_type::parse_guid(&invariant_text(value)),
        },
        (TypeId::TIME_SPAN, _) => change_type::parse_time_span(&invariant_text(value)),
        (TypeId::DATE_TIME, Value::DateTimeOffset(offset)) => Ok(Value::DateTime(offset.clock())),
        (TypeId::DATE_TIME_OFFSET, Value::DateTimeOffset(_)) => Ok(value.clone()),
        (TypeId::DATE_TIME_OFFSET, Value::DateTime(date)) => {
            Ok(Value::DateTimeOffset(DateTimeOffset::from_date_time(*date)))
        }
        (TypeId::DATE_TIME_OFFSET, _) => parse_offset(&invariant_text(value)),
        _ => match value.downcast::<BigInteger>() {
            Some(number) => change_type(&Value::Double(number.to_double()), target),
            None => change_type(value, target),
        },
    }
}

/// `new Guid(byte[])`: the first three groups are little-endian in the bytes.
fn guid_of_bytes(bytes: &[u8]) -> Result<Value, Exception> {
    let Ok(mut bytes) = <[u8; 16]>::try_from(bytes) else {
        return Err(Exception::argument("Byte array for GUID must be exactly 16 bytes long.", "b"));
    };
    bytes[0..4].reverse();
    bytes[4..6].reverse();
    bytes[6..8].reverse();
    Ok(Value::Guid(bytes))
}

fn parse_offset(text: &Text) -> Result<Value, Exception> {
    let text = text.to_str();
    let parsed = date::parse(&text, DateStyles::default(), change_type::now());
    let value = parsed.and_then(|parsed| parsed.date_time_offset(DateStyles::default()));
    value.map(Value::DateTimeOffset).map_err(|problem| Exception::new("System.FormatException", problem.message(&text)))
}

fn to_bytes(call: &mut Call) -> Result<Value, Exception> {
    let Some(node) = node_of(call.arg(0)) else { return Ok(Value::Null) };
    let (class, value) = scalar_of(&node);
    match (class, value) {
        (TokenType::Bytes, Some(value)) => Ok(value),
        (TokenType::String | TokenType::Comment | TokenType::Raw, Some(value)) => {
            let decoded = STANDARD.decode(invariant_text(&value).to_str().as_bytes());
            decoded.map(Value::bytes).map_err(|_| {
                Exception::format(
                    "The input is not a valid Base-64 string as it contains a non-base 64 character, more than two \
                     padding characters, or an illegal character among the padding characters.",
                )
            })
        }
        _ => Err(can_not_convert(class, "byte array")),
    }
}

fn to_uri(call: &mut Call) -> Result<Value, Exception> {
    node_of(call.arg(0)).map_or(Ok(Value::Null), |node| to_uri_value(&node))
}

/// The token as a `Uri`.
pub(super) fn to_uri_value(node: &Node) -> Result<Value, Exception> {
    let (class, value) = scalar_of(node);
    match (class, value) {
        (TokenType::Uri, Some(value)) => Ok(value),
        (TokenType::Null | TokenType::Undefined, Some(_)) => Ok(Value::Null),
        (TokenType::String | TokenType::Comment | TokenType::Raw, Some(value)) => {
            crate::library::uri::new(&invariant_text(&value))
        }
        _ => Err(can_not_convert(class, "Uri")),
    }
}

/// `Extensions.Convert<JToken, U>`, which stands behind `Value<T>(…)`.
pub(super) fn convert_to(node: Option<&Node>, target: &Type, runtime: &Runtime<'_>) -> Result<Value, Exception> {
    let Some(node) = node else { return Ok(runtime.default_of(target)) };
    let token = Value::from(node.clone());
    if *target == Type::OBJECT || runtime.surface().is_subtype(&token.type_of(), target) {
        return Ok(token);
    }
    let Some(scalar) = node.scalar() else {
        return Err(Exception::new(
            "System.InvalidCastException",
            format!("Cannot cast {} to Newtonsoft.Json.Linq.JToken.", token.type_of().reflection_name()),
        ));
    };
    if runtime.surface().is_instance(&scalar.value, target) {
        return Ok(scalar.value);
    }
    if scalar.value.is_null() && matches!(target, Type::Nullable(_)) {
        return Ok(Value::Null);
    }
    change_type(&scalar.value, target.without_nullable().id())
}

/// The same for a child found by a key.
pub(super) fn child_as(child: Option<Node>, target: &Type, runtime: &Runtime<'_>) -> Result<Value, Exception> {
    match target {
        Type::Plain(TypeId::OBJECT) => Ok(optional(child)),
        _ => convert_to(child.as_ref(), target, runtime),
    }
}
