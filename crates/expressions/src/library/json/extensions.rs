//! `Newtonsoft.Json.Linq.Extensions`: members for sequences of tokens.

use super::{
    cast::{child_as, convert_to},
    jtoken::child_by_key,
    node::Node,
    object::{class, enumerable, listed, listed_values, node_of},
    token::TokenType,
};
use crate::{Call, Declarations, Exception, Type, Value};

const TOKEN: &str = "Newtonsoft.Json.Linq.JToken";

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .static_class("Newtonsoft.Json.Linq.Extensions", "Members for sequences of tokens.")
        .has("static U Value<U>(this IEnumerable<JToken> value)", value, "The token's value as `U`.")
        .has("static U Value<T, U>(this IEnumerable<T> value)", value_of_two, "The token's value as `U`.")
        .has(
            "static IEnumerable<JToken> Values(this IEnumerable<JToken> source)",
            values,
            "The children of all tokens.",
        )
        .has(
            "static IEnumerable<JToken> Values(this IEnumerable<JToken> source, object key)",
            values,
            "The child with a key of all tokens.",
        )
        .has(
            "static IEnumerable<U> Values<U>(this IEnumerable<JToken> source)",
            typed_values,
            "The children of all tokens as `U`.",
        )
        .has(
            "static IEnumerable<U> Values<U>(this IEnumerable<JToken> source, object key)",
            typed_values,
            "The child with a key of all tokens as `U`.",
        )
        .has(
            "static IEnumerable<JToken> Children(this IEnumerable<JToken> source)",
            |call| children(call, Type::clone(&class(TOKEN))),
            "The children of all tokens.",
        )
        .has(
            "static IEnumerable<U> Children<T, U>(this IEnumerable<T> source)",
            |call| {
                let item = call.type_arg(1).clone();
                children(call, item)
            },
            "The children of all tokens as `U`.",
        )
        .has(
            "static IEnumerable<JProperty> Properties(this IEnumerable<JObject> source)",
            properties,
            "The properties of all objects.",
        )
        .has(
            "static IEnumerable<JToken> Ancestors(this IEnumerable<JToken> source)",
            |call| ancestors(call, false),
            "The tokens around all tokens.",
        )
        .has(
            "static IEnumerable<JToken> AncestorsAndSelf(this IEnumerable<JToken> source)",
            |call| ancestors(call, true),
            "All tokens and those around them.",
        )
        .has(
            "static IEnumerable<JToken> Descendants(this IEnumerable<JContainer> source)",
            |call| descendants(call, false),
            "The tokens below all containers.",
        )
        .has(
            "static IEnumerable<JToken> DescendantsAndSelf(this IEnumerable<JContainer> source)",
            |call| descendants(call, true),
            "All containers and the tokens below.",
        )
        .has(
            "static IEnumerable<JToken> AsJEnumerable(this IEnumerable<JToken> source)",
            |call| Ok(call.take(0)),
            "The sequence itself.",
        );
}

fn value(call: &mut Call) -> Result<Value, Exception> {
    let target = call.type_arg(0).clone();
    converted(call, &target)
}

fn value_of_two(call: &mut Call) -> Result<Value, Exception> {
    let target = call.type_arg(1).clone();
    converted(call, &target)
}

fn converted(call: &mut Call, target: &Type) -> Result<Value, Exception> {
    let Some(node) = node_of(call.not_null(0, "value")?) else {
        return Err(Exception::new("System.ArgumentException", "Source value must be a JToken."));
    };
    convert_to(Some(&node), target, call.runtime)
}

/// The tokens of the source; items that are no tokens are passed over.
fn source(call: &mut Call) -> Result<Vec<Node>, Exception> {
    let source = call.not_null(0, "source")?.clone();
    Ok(call.runtime.collect(&source)?.iter().filter_map(node_of).collect())
}

fn keyed(call: &mut Call) -> Result<Vec<Node>, Exception> {
    let key = call.arg(1).clone();
    let mut found = Vec::new();
    for node in source(call)? {
        match &key {
            Value::Null if node.token.is_container() => found.extend(node.children()),
            Value::Null => found.push(node),
            key => found.extend(child_by_key(&node, key)?),
        }
    }
    Ok(found)
}

fn values(call: &mut Call) -> Result<Value, Exception> {
    Ok(enumerable(class(TOKEN), listed(class(TOKEN), keyed(call)?)))
}

/// The indexer of a sequence of tokens: what `Values(key)` gives.
pub(super) fn keyed_tokens(call: &mut Call) -> Result<Value, Exception> {
    let (source, key) = (call.this().clone(), call.arg(0).clone());
    let mut found = Vec::new();
    for node in call.runtime.collect(&source)?.iter().filter_map(node_of) {
        found.extend(child_by_key(&node, &key)?);
    }
    Ok(enumerable(class(TOKEN), listed(class(TOKEN), found)))
}

fn typed_values(call: &mut Call) -> Result<Value, Exception> {
    let target = call.type_arg(0).clone();
    let key = call.arg(1).is_null();
    let found = keyed(call)?;
    let mut converted = Vec::new();
    for node in found {
        converted.push(if key {
            convert_to(Some(&node), &target, call.runtime)?
        } else {
            child_as(Some(node), &target, call.runtime)?
        });
    }
    Ok(listed_values(target, converted))
}

fn children(call: &mut Call, item: Type) -> Result<Value, Exception> {
    let found = source(call)?;
    let mut converted = Vec::new();
    for child in found.iter().flat_map(Node::children) {
        converted.push(convert_to(Some(&child), &item, call.runtime)?);
    }
    Ok(listed_values(item, converted))
}

fn properties(call: &mut Call) -> Result<Value, Exception> {
    let found = source(call)?;
    let objects = found.iter().filter(|node| node.token_type() == TokenType::Object);
    Ok(listed(class("Newtonsoft.Json.Linq.JProperty"), objects.flat_map(Node::children).collect()))
}

fn ancestors(call: &mut Call, with_self: bool) -> Result<Value, Exception> {
    let mut found = Vec::new();
    for node in source(call)? {
        let mut current = if with_self { Some(node) } else { node.parent() };
        while let Some(token) = current {
            current = token.parent();
            found.push(token);
        }
    }
    Ok(listed(class(TOKEN), found))
}

fn descendants(call: &mut Call, with_self: bool) -> Result<Value, Exception> {
    let mut found = Vec::new();
    for node in source(call)? {
        if with_self {
            found.push(node.clone());
        }
        let mut current = node.next_within(&node);
        while let Some(token) = current {
            call.runtime.charge(1)?;
            current = token.next_within(&node);
            found.push(token);
        }
    }
    Ok(listed(class(TOKEN), found))
}
