//! `JValue` and `JRaw`.

use super::{
    cast::{new_value, text_to_token},
    edit::value_type,
    jtoken::node,
    node::Node,
    object::made,
    token::{Content, Scalar, Token, TokenType},
};
use crate::{Call, Declarations, Exception, Object, Value};

pub(super) fn declare(declarations: &mut Declarations) {
    const NEW: &str = "A value.";
    let class = declarations
        .class("Newtonsoft.Json.Linq.JValue", "A JSON string, number, boolean, null, or a value JSON has no form for.")
        .is_a("JToken, IEquatable<JValue>, IFormattable, IComparable, IComparable<JValue>, IConvertible");
    for signature in [
        "JValue(long value)",
        "JValue(decimal value)",
        "JValue(char value)",
        "JValue(ulong value)",
        "JValue(double value)",
        "JValue(float value)",
        "JValue(DateTime value)",
        "JValue(DateTimeOffset value)",
        "JValue(bool value)",
        "JValue(Guid value)",
        "JValue(Uri value)",
        "JValue(TimeSpan value)",
    ] {
        class.has(signature, of_value, NEW);
    }
    class
        .has("JValue(string value)", text_to_token, NEW)
        .has("JValue(JValue other)", copy_of, "A copy.")
        .has("JValue(object value)", of_object, NEW)
        .has_settable("object Value", value, set_value, "What it holds.")
        .has("static JValue CreateNull()", |_| Ok(Node::value(TokenType::Null, Value::Null).into()), "A JSON null.")
        .has(
            "static JValue CreateUndefined()",
            |_| Ok(Node::value(TokenType::Undefined, Value::Null).into()),
            "`undefined`.",
        )
        .has("static JValue CreateString(string value)", text_to_token, "A JSON string.")
        .has("static JValue CreateComment(string value)", create_comment, "A comment.")
        .has("int CompareTo(JValue obj)", compare_to, "Order by the type of this value.")
        .has("hidden int CompareTo(object obj)", compare_to, "Order by the type of this value.")
        .has(
            "bool Equals(JValue other)",
            |call| Ok(Value::Bool(call.this().equals(call.arg(0)))),
            "Same type and value.",
        )
        .has("string ToString()", |call| Ok(call.this().to_text().into()), "The bare text.")
        .has("string ToString(string format)", format, "The text under a .NET format.");
    declarations
        .class("Newtonsoft.Json.Linq.JRaw", "JSON text that is written as it is.")
        .is_a("JValue")
        .has("JRaw(object rawJson)", raw, "Raw JSON.")
        .has("JRaw(JRaw other)", copy_of, "A copy.");
}

fn copy_of(call: &mut Call) -> Result<Value, Exception> {
    let other = call.object::<Node>(0, "other")?.clone();
    other.deep_clone(call.runtime).map(Value::from)
}

fn of_value(call: &mut Call) -> Result<Value, Exception> {
    let value = call.take(0);
    made(call, Token::null())?;
    new_value(&value).map(Value::from)
}

fn of_object(call: &mut Call) -> Result<Value, Exception> {
    let value = call.take(0);
    let class = value_type(&value)?;
    Ok(made(call, Token::value(class, value))?.into())
}

fn raw(call: &mut Call) -> Result<Value, Exception> {
    Ok(Node::value(TokenType::Raw, call.take(0)).into())
}

fn create_comment(call: &mut Call) -> Result<Value, Exception> {
    Ok(Node::value(TokenType::Comment, call.take(0)).into())
}

fn value(call: &mut Call) -> Result<Value, Exception> {
    Ok(node(call)?.scalar().map_or(Value::Null, |scalar| scalar.value))
}

fn set_value(call: &mut Call) -> Result<Value, Exception> {
    let (node, value) = (node(call)?, call.take(0));
    let class = match (node.token_type(), value_type(&value)?) {
        // Comments and raw JSON stay what they are.
        (class @ (TokenType::Comment | TokenType::Raw), TokenType::String) => class,
        (_, class) => class,
    };
    if let Content::Value(scalar) = node.token.content() {
        *scalar.borrow_mut() = Scalar { class, value };
    }
    Ok(Value::Null)
}

fn compare_to(call: &mut Call) -> Result<Value, Exception> {
    match call.this_object::<Node>()?.compare(call.arg(0)) {
        Some(order) => order.map(|order| Value::Int32(order as i32)),
        None => Ok(Value::Int32(0)),
    }
}

fn format(call: &mut Call) -> Result<Value, Exception> {
    let value = value(call)?;
    match call.optional_text(0) {
        Some(format) if !value.is_null() => crate::library::formatted_text(&value, &format.to_str()).map(Value::Text),
        _ => Ok(value.to_text().into()),
    }
}
