//! JSON to values: `token.ToObject<T>()`, `JsonConvert.DeserializeObject<T>()`.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{
    cast, iso_date,
    lexeme::Written,
    node::Node,
    reflect,
    token::{Scalar, TokenType},
};
use crate::{
    Exception, Runtime, Text, Type, TypeId, Value,
    library::change_type::{self, change_type, invariant_text},
};

/// Where the JSON comes from decides some conversions: text is read more strictly than a tree.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Origin {
    Text,
    Tree,
}

/// `JToken.ToObject<T>()`.
pub(super) fn from_token(node: &Node, target: &Type, runtime: &mut Runtime<'_>) -> Result<Value, Exception> {
    let simple = target.without_nullable().id();
    if !matches!(target, Type::Array(_)) && is_simple(simple) {
        return cast::to_simple(node, simple, simple == TypeId::STRING || matches!(target, Type::Nullable(_)));
    }
    read(node, target, Origin::Tree, runtime)
}

/// The type that a `System.Type` value stands for.
pub(super) fn type_argument(value: &Value) -> Type {
    let _ = value;
    Type::OBJECT
}

fn is_simple(class: TypeId) -> bool {
    is_number(class)
        || matches!(
            class,
            TypeId::BOOLEAN
                | TypeId::CHAR
                | TypeId::STRING
                | TypeId::DATE_TIME
                | TypeId::DATE_TIME_OFFSET
                | TypeId::GUID
                | TypeId::TIME_SPAN
        )
}

fn is_integer(class: TypeId) -> bool {
    matches!(
        class,
        TypeId::SBYTE
            | TypeId::BYTE
            | TypeId::INT16
            | TypeId::UINT16
            | TypeId::INT32
            | TypeId::UINT32
            | TypeId::INT64
            | TypeId::UINT64
    )
}

fn is_number(class: TypeId) -> bool {
    is_integer(class) || matches!(class, TypeId::SINGLE | TypeId::DOUBLE | TypeId::DECIMAL)
}

/// A token as a value of any type.
pub(super) fn read(node: &Node, target: &Type, origin: Origin, runtime: &mut Runtime<'_>) -> Result<Value, Exception> {
    runtime.charge(1)?;
    runtime.check_stack()?;
    let class = target.id();
    if class.name().starts_with("Newtonsoft.Json.Linq.") {
        let token = Value::from(with_dates(node, origin));
        return match token {
            token if runtime.surface().is_instance(&token, target) => Ok(token),
            token => Err(Exception::invalid_cast(&token.type_of(), target)),
        };
    }
    match (target, node.scalar()) {
        (Type::Nullable(_), Some(scalar)) if scalar.value.is_null() => Ok(Value::Null),
        (Type::Nullable(inner), _) => read(node, inner, origin, runtime),
        (Type::Array(element), _) if **element == Type::BYTE && node.token_type() != TokenType::Array => bytes(node),
        (Type::Array(element), None) => {
            let items = items(node, element, target, origin, runtime)?;
            Ok(Value::array((**element).clone(), items))
        }
        (Type::Plain(id), _) if id.name() == "dynamic" => read(node, &Type::OBJECT, origin, runtime),
        (Type::Plain(TypeId::OBJECT), Some(scalar)) => Ok(with_date(scalar, origin).value),
        (Type::Plain(TypeId::OBJECT), None) => Ok(with_dates(node, origin).into()),
        (_, Some(scalar)) => simple(node, &scalar, target, origin, runtime),
        (Type::Generic(id, arguments), None) => generic(node, *id, arguments, target, origin, runtime),
        (Type::Plain(id), None) if is_simple(*id) && origin == Origin::Text => {
            let first = if node.token_type() == TokenType::Array { '[' } else { '{' };
            Err(reader(node, &format!("Unexpected character encountered while parsing value: {first}.")))
        }
        (_, None) => Err(unsuited(node, target)),
    }
}

/// Text is read without dates; where a token or an object is wanted they are recognised after all.
fn with_dates(node: &Node, origin: Origin) -> Node {
    if origin == Origin::Text {
        recognise_dates(node);
    }
    node.clone()
}

fn recognise_dates(node: &Node) {
    let mut current = Some(node.clone());
    while let Some(token) = current {
        if let super::token::Content::Value(scalar) = token.token.content() {
            let found = with_date(scalar.borrow().clone(), Origin::Text);
            *scalar.borrow_mut() = found;
        }
        current = token.next_within(node);
    }
}

fn with_date(scalar: Scalar, origin: Origin) -> Scalar {
    if let Some(written) = scalar.value.downcast::<Written>() {
        return Scalar { class: scalar.class, value: Value::Double(written.number) };
    }
    match (scalar.class, scalar.value.as_text()) {
        (TokenType::String, Some(text)) if origin == Origin::Text => match iso_date::recognise(text) {
            Some(date) => Scalar { class: TokenType::Date, value: Value::DateTime(date) },
            None => scalar,
        },
        _ => scalar,
    }
}

fn items(
    node: &Node,
    element: &Type,
    target: &Type,
    origin: Origin,
    runtime: &mut Runtime<'_>,
) -> Result<Vec<Value>, Exception> {
    if node.token_type() != TokenType::Array {
        return Err(unsuited(node, target));
    }
    runtime.allocate(node.token.child_count() * size_of::<Value>())?;
    node.children().map(|item| read(&item, element, origin, runtime)).collect()
}

fn generic(
    node: &Node,
    id: TypeId,
    arguments: &[Type],
    target: &Type,
    origin: Origin,
    runtime: &mut Runtime<'_>,
) -> Result<Value, Exception> {
    match (id.name(), arguments) {
        (
            "System.Collections.Generic.Dictionary`2"
            | "System.Collections.Generic.IDictionary`2"
            | "System.Collections.Generic.IReadOnlyDictionary`2",
            [key, value],
        ) => {
            if node.token_type() != TokenType::Object {
                return Err(unsuited(node, target));
            }
            let made = reflect::construct(&Type::new(TypeId::DICTIONARY, arguments), Vec::new(), runtime)?;
            for property in node.children() {
                let (Some(name), Some(item)) = (property.token.name(), property.property_value()) else { continue };
                let name = match key.id() {
                    TypeId::STRING | TypeId::OBJECT => Value::Text(name.clone()),
                    simple => change_type(&Value::Text(name.clone()), simple)?,
                };
                let item = read(&item, value, origin, runtime)?;
                reflect::invoke(&made, "Add", vec![name, item], runtime)?;
            }
            Ok(made)
        }
        ("System.Collections.Generic.KeyValuePair`2", [key, value]) => {
            let part = |name: &'static str| node.member(&Text::literal(name));
            let (Some(first), Some(second)) = (part("Key"), part("Value")) else { return Err(unsuited(node, target)) };
            let first = read(&first, key, origin, runtime)?;
            let second = read(&second, value, origin, runtime)?;
            reflect::construct(target, vec![first, second], runtime)
        }
        (_, [element]) => {
            let values = items(node, element, target, origin, runtime)?;
            let class = match id {
                TypeId::IENUMERABLE_T
                | TypeId::ICOLLECTION_T
                | TypeId::ILIST_T
                | TypeId::IREADONLY_COLLECTION_T
                | TypeId::IREADONLY_LIST_T => TypeId::LIST_T,
                _ if id.name() == "System.Collections.Generic.ISet`1" => {
                    TypeId::of("System.Collections.Generic.HashSet`1")
                }
                other => other,
            };
            let made = reflect::construct(&Type::new(class, arguments), Vec::new(), runtime)?;
            for value in values {
                reflect::invoke(&made, "Add", vec![value], runtime)?;
            }
            Ok(made)
        }
        _ => Err(unsuited(node, target)),
    }
}

fn simple(
    node: &Node,
    scalar: &Scalar,
    target: &Type,
    origin: Origin,
    runtime: &mut Runtime<'_>,
) -> Result<Value, Exception> {
    let class = target.id();
    let value = &scalar.value;
    if value.is_null() {
        return if runtime.surface().is_value_type(target) {
            Err(serialization(
                node,
                &format!("Error converting value {{null}} to type '{}'.", target.reflection_name()),
            ))
        } else {
            Ok(Value::Null)
        };
    }
    if let Some(written) = value.downcast::<Written>() {
        return match class {
            TypeId::STRING => Ok(Value::Text(written.digits.clone())),
            TypeId::DECIMAL => change_type(&Value::Text(written.digits.clone()), class)
                .or_else(|_| change_type(&Value::Double(written.number), class)),
            _ if is_integer(class) => {
                Err(reader(node, &format!("Input string '{}' is not a valid integer.", written.digits)))
            }
            _ => {
                let plain = Scalar { class: scalar.class, value: Value::Double(written.number) };
                simple(node, &plain, target, origin, runtime)
            }
        };
    }
    match (class, value) {
        (_, Value::Bool(value)) if is_number(class) && origin == Origin::Text => {
            let first = if *value { 't' } else { 'f' };
            Err(reader(node, &format!("Unexpected character encountered while parsing value: {first}.")))
        }
        (_, Value::Int64(number)) if is_integer(class) && origin == Origin::Text => {
            change_type(value, class).map_err(|_| {
                let class = class.short_name();
                reader(node, &format!("JSON integer {number} is too large or small for an {class}."))
            })
        }
        (TypeId::STRING, Value::Bool(value)) if origin == Origin::Text => {
            Ok(Value::text(if *value { "true" } else { "false" }))
        }
        (TypeId::STRING, _) => Ok(Value::Text(invariant_text(value))),
        (TypeId::DATE_TIME, Value::Text(text)) => match iso_date::recognise(text) {
            Some(date) => Ok(Value::DateTime(date)),
            None => {
                change_type::parse_date_time(text).map(Value::DateTime).map_err(|_| could_not(node, text, "DateTime"))
            }
        },
        (TypeId::DATE_TIME_OFFSET, Value::Text(text)) => match iso_date::recognise_offset(text) {
            Some(date) => Ok(Value::DateTimeOffset(date)),
            None => cast::to_simple(node, class, false).map_err(|_| could_not(node, text, "DateTimeOffset")),
        },
        (_, Value::Text(text)) if is_integer(class) => {
            change_type(value, class).map_err(|_| could_not(node, text, "integer"))
        }
        (TypeId::DOUBLE | TypeId::SINGLE, Value::Text(text)) => {
            change_type(value, class).map_err(|_| could_not(node, text, "double"))
        }
        (TypeId::DECIMAL, Value::Text(text)) => change_type(value, class).map_err(|_| could_not(node, text, "decimal")),
        (TypeId::BOOLEAN, Value::Text(text)) => change_type(value, class).map_err(|_| could_not(node, text, "boolean")),
        _ if runtime.surface().is_enumeration(target) => enumeration(node, value, target, runtime),
        _ if is_simple(class) => {
            let failed = |_| {
                let (shown, class) = (value.to_text(), target.reflection_name());
                serialization(node, &format!("Error converting value {shown} to type '{class}'."))
            };
            cast::to_simple(node, class, false).map_err(failed)
        }
        _ if class.name() == "System.Uri" => cast::to_uri_value(node),
        _ => Err(unsuited(node, target)),
    }
}

fn enumeration(node: &Node, value: &Value, target: &Type, runtime: &Runtime<'_>) -> Result<Value, Exception> {
    let class = target.id();
    if let Some(number) = change_type::integer_of(value) {
        return Ok(Value::Enum(class, number as i64));
    }
    let text = value.to_text();
    let values = runtime.surface().info(class).map_or(&[][..], |info| &info.values);
    match values.iter().find(|(name, _)| text.eq_ignore_ascii_case(name)) {
        Some((_, number)) => Ok(Value::Enum(class, *number)),
        None => {
            let class = target.reflection_name();
            Err(serialization(node, &format!("Error converting value \"{text}\" to type '{class}'.")))
        }
    }
}

fn bytes(node: &Node) -> Result<Value, Exception> {
    match node.scalar().map(|scalar| scalar.value) {
        Some(Value::Null) => Ok(Value::Null),
        Some(Value::Text(text)) => match STANDARD.decode(text.to_str().as_bytes()) {
            Ok(bytes) => Ok(Value::bytes(bytes)),
            Err(_) => Err(Exception::format(
                "The input is not a valid Base-64 string as it contains a non-base 64 character, more than two padding \
                 characters, or an illegal character among the padding characters.",
            )),
        },
        Some(value) if node.token_type() == TokenType::Bytes => Ok(value),
        _ => Err(unsuited(node, &Type::array_of(Type::BYTE))),
    }
}

fn could_not(node: &Node, text: &Text, what: &str) -> Exception {
    reader(node, &format!("Could not convert string to {what}: {text}."))
}

fn reader(node: &Node, message: &str) -> Exception {
    let path = node.path();
    Exception::new("Newtonsoft.Json.JsonReaderException", format!("{message} Path '{path}'."))
}

fn serialization(node: &Node, message: &str) -> Exception {
    let path = node.path();
    Exception::new("Newtonsoft.Json.JsonSerializationException", format!("{message} Path '{path}'."))
}

fn unsuited(node: &Node, target: &Type) -> Exception {
    let class = target.reflection_name();
    let message = match node.token_type() {
        TokenType::Object => format!(
            "Cannot deserialize the current JSON object (e.g. {{\"name\":\"value\"}}) into type '{class}' because the \
             type requires a JSON array (e.g. [1,2,3]) to deserialize correctly."
        ),
        TokenType::Array => format!(
            "Cannot deserialize the current JSON array (e.g. [1,2,3]) into type '{class}' because the type requires a \
             JSON object (e.g. {{\"name\":\"value\"}}) to deserialize correctly."
        ),
        _ => {
            let shown = node.scalar().map(|scalar| scalar.value.to_text()).unwrap_or_default();
            format!("Error converting value {shown} to type '{class}'.")
        }
    };
    serialization(node, &message)
}
