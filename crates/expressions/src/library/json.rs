//! Newtonsoft.Json 12: the lenient reader, the tree of tokens with its rules, the writer, JSONPath.

pub(crate) mod big_integer;
mod cast;
mod compare;
mod deserialize;
mod edit;
pub(crate) mod equality_comparer;
mod extensions;
pub(crate) mod iso_date;
mod jcontainer;
mod jobject;
mod jproperty;
mod json_convert;
mod jtoken;
mod jvalue;
mod lexeme;
mod load;
mod merge;
pub(crate) mod node;
mod object;
mod path_parse;
mod path_select;
mod read;
mod reflect;
mod serialize;
pub(crate) mod token;
mod write;

pub use load::Expected;

use crate::{Declarations, Exception, Runtime, Text, Value};

pub(super) fn declare(declarations: &mut Declarations) {
    jtoken::declare(declarations);
    jcontainer::declare(declarations);
    jobject::declare(declarations);
    jproperty::declare(declarations);
    jvalue::declare(declarations);
    extensions::declare(declarations);
    json_convert::declare(declarations);
    equality_comparer::declare(declarations);
}

/// A token read from JSON text, as `JToken.Parse` and its siblings give it.
pub fn parse(text: &Text, expected: Expected, runtime: &mut Runtime<'_>) -> Result<Value, Exception> {
    runtime.allocate(text.len())?;
    Ok(node::Node::new(load::parse(text, expected, runtime)?).into())
}

/// What a token holds, for embeddings that look into one.
pub enum Shape {
    /// Members in order.
    Object(Vec<(Text, Value)>),
    /// Items in order.
    Array(Vec<Value>),
    /// A plain value; null for JSON null.
    Value(Value),
}

/// The token in `text` with its dates left as strings; none when there is no document.
pub fn parse_without_dates(text: &Text, runtime: &mut Runtime<'_>) -> Result<Option<Value>, Exception> {
    runtime.allocate(text.len())?;
    Ok(load::parse_optional(text, runtime)?.map(|token| node::Node::new(token).into()))
}

/// What a token holds; none for a value that is no token.
pub fn shape(value: &Value) -> Option<Shape> {
    let node = object::node_of(value)?;
    Some(match node.token_type() {
        token::TokenType::Object => {
            let member = |it: node::Node| Some((it.token.name()?.clone(), it.property_value()?.into()));
            Shape::Object(node.children().filter_map(member).collect())
        }
        token::TokenType::Array => Shape::Array(node.children().map(Value::from).collect()),
        _ => Shape::Value(node.scalar().map_or(Value::Null, |scalar| scalar.value)),
    })
}

/// The compact JSON of any value, as `JsonConvert.SerializeObject` writes it.
pub fn serialize(value: &Value, runtime: &mut Runtime<'_>) -> Result<Text, Exception> {
    let token = serialize::to_token(value, runtime)?;
    Ok(write::to_json(&token.token, write::Formatting::None))
}
