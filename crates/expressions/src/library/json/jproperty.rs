//! `JProperty`.

use super::{
    jtoken::node,
    node::Node,
    object::{made, node_of, optional, token_or_null},
    token::Token,
};
use crate::{Call, Declarations, Exception, Value};

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("Newtonsoft.Json.Linq.JProperty", "A name and a value in a JSON object.")
        .is_a("JContainer")
        .has("JProperty(JProperty other)", copy_of, "A copy.")
        .has("JProperty(string name, params object[] content)", new_property, "A property with content.")
        .has("JProperty(string name, object content)", new_property, "A property with content.")
        .has("string Name", |call| Ok(node(call)?.token.name().cloned().unwrap_or_default().into()), "Its name.")
        .has_settable("JToken Value", |call| Ok(optional(node(call)?.property_value())), set_value, "Its value.");
}

fn copy_of(call: &mut Call) -> Result<Value, Exception> {
    let other = call.object::<Node>(0, "other")?.clone();
    other.deep_clone(call.runtime).map(Value::from)
}

/// Several values, or a sequence, become an array.
fn new_property(call: &mut Call) -> Result<Value, Exception> {
    let name = call.text(0, "name")?;
    let property = made(call, Token::property(name))?;
    let content = call.take(1);
    let value = match node_of(&content) {
        Some(token) => token,
        None if content.is_null() => token_or_null(&content),
        None if super::edit::is_multi_content(&content, call.runtime) => {
            let array = Node::new(Token::array());
            array.add_content(&content, call.runtime)?;
            array
        }
        None => super::edit::to_token(&content)?,
    };
    property.insert(0, value, call.runtime)?;
    Ok(property.into())
}

fn set_value(call: &mut Call) -> Result<Value, Exception> {
    let (node, value) = (node(call)?, token_or_null(call.arg(0)));
    node.set_property_value(value, call.runtime)?;
    Ok(Value::Null)
}
