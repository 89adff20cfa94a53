//! Newtonsoft.Json 12: the lenient reader, the tree of tokens with its rules, the writer, JSONPath.

pub(crate) mod big_integer;
mod cast;
mod compare;
mod deserialize;
mod edit;
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
}

/// A token read from JSON text, as `JToken.Parse` and its siblings give it.
pub fn parse(text: &Text, expected: Expected, runtime: &mut Runtime<'_>) -> Result<Value, Exception> {
    runtime.allocate(text.len())?;
    Ok(node::Node::new(load::parse(text, expected, runtime)?).into())
}

/// The compact JSON of any value, as `JsonConvert.SerializeObject` writes it.
pub fn serialize(value: &Value, runtime: &mut Runtime<'_>) -> Result<Text, Exception> {
    let token = serialize::to_token(value, runtime)?;
    Ok(write::to_json(&token.token, write::Formatting::None))
}
