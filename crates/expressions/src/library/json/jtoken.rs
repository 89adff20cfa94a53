//! `Newtonsoft.Json.Linq.JToken` and `JTokenType`: what all tokens can do.

use super::{
    cast,
    compare::deep_equals,
    deserialize,
    load::{self, Expected},
    node::Node,
    object::{class, descendants, enumerable, listed, node_of, optional, token_or_null, token_type_value},
    path_parse, path_select, serialize,
    token::TokenType,
    write::{self, Formatting},
};
use crate::{Call, Declarations, Exception, Value, library::json::edit::json_exception};

/// Class of all tokens.
pub(super) const TOKEN: &str = "Newtonsoft.Json.Linq.JToken";

pub(super) fn declare(declarations: &mut Declarations) {
    let types: Vec<_> = TokenType::NAMES.iter().zip(0..).map(|(name, number)| (*name, number)).collect();
    declarations.enumeration("Newtonsoft.Json.Linq.JTokenType", "What a token is.", &types);
    declarations.enumeration(
        "Newtonsoft.Json.Formatting",
        "How JSON is written: on one line or indented by two spaces.",
        &[("None", 0), ("Indented", 1)],
    );
    declarations.class("Newtonsoft.Json.Linq.JEnumerable<T>", "A sequence of tokens.").is_a("IEnumerable<T>").has(
        "IEnumerable<JToken> this[object key]",
        super::extensions::keyed_tokens,
        "The children with a key of all tokens.",
    );
    let token = declarations.class(TOKEN, "A piece of JSON: object, array, property or value.");
    token
        .is_a("IEnumerable<JToken>")
        .has("static JToken Parse(string json)", |call| parse(call, Expected::Token), "Reads JSON.")
        .has("static JToken FromObject(object o)", from_object, "The JSON of an object.")
        .has("static bool DeepEquals(JToken t1, JToken t2)", static_deep_equals, "Whether both hold the same JSON.")
        .has("static JTokenEqualityComparer EqualityComparer", super::equality_comparer::shared, "Compares by JSON.")
        .has("JContainer Parent", |call| Ok(optional(node(call)?.parent())), "The token around it, or null.")
        .has("JToken Root", |call| Ok(node(call)?.root().into()), "The outermost token around it.")
        .has("JTokenType Type", |call| Ok(token_type_value(node(call)?.token_type())), "What it is.")
        .has("bool HasValues", |call| Ok((node(call)?.token.child_count() > 0).into()), "Whether it has children.")
        .has("JToken Next", |call| Ok(optional(node(call)?.sibling(1))), "The token after it, or null.")
        .has("JToken Previous", |call| Ok(optional(node(call)?.sibling(-1))), "The token before it, or null.")
        .has("string Path", |call| Ok(node(call)?.path().into()), "The way to it from the root: `a.b[0]`.")
        .has("JToken First", first, "The first child; InvalidOperationException for a value.")
        .has("JToken Last", last, "The last child; InvalidOperationException for a value.")
        .has_settable("JToken this[object key]", get_by_key, set_by_key, "A child by name or index.")
        .has("void AddAfterSelf(object content)", |call| add_beside(call, 1), "Adds content behind it.")
        .has("void AddBeforeSelf(object content)", |call| add_beside(call, 0), "Adds content before it.")
        .has("IEnumerable<JToken> Ancestors()", |call| ancestors(call, false), "The tokens around it, inside out.")
        .has("IEnumerable<JToken> AncestorsAndSelf()", |call| ancestors(call, true), "It and the tokens around it.")
        .has("IEnumerable<JToken> AfterSelf()", after_self, "The tokens after it.")
        .has("IEnumerable<JToken> BeforeSelf()", before_self, "The tokens before it.")
        .has("T Value<T>(object key)", value_by_key, "A child converted to `T`; the default of `T` when there is none.")
        .has("JEnumerable<JToken> Children()", children, "Its children.")
        .has("JEnumerable<T> Children<T>()", children_of_type, "Its children of a class.")
        .has("IEnumerable<T> Values<T>()", values, "Its children converted to `T`.")
        .has("void Remove()", |call| node(call)?.remove().map(|()| Value::Null), "Takes it out of its parent.")
        .has("void Replace(JToken value)", replace, "Puts another token in its place.")
        .has(
            "string ToString()",
            |call| to_text(call, Formatting::Indented),
            "Indented JSON; the bare text of a value.",
        )
        .has("string ToString(Formatting formatting, params JsonConverter[] converters)", to_json, "JSON.")
        .has("T ToObject<T>()", to_object, "The JSON as an object of type `T`.")
        .has("object ToObject(Type objectType)", to_object_of, "The JSON as an object of a type.")
        .has("JToken SelectToken(string path)", select_one, "The only token a JSONPath selects, or null.")
        .has("JToken SelectToken(string path, bool errorWhenNoMatch)", select_one, "The only token a JSONPath selects.")
        .has("IEnumerable<JToken> SelectTokens(string path)", select_all, "All tokens a JSONPath selects.")
        .has("IEnumerable<JToken> SelectTokens(string path, bool errorWhenNoMatch)", select_all, "All selected tokens.")
        .has("JToken DeepClone()", |call| Ok(node(call)?.deep_clone(call.runtime)?.into()), "A copy without parent.");
    cast::declare(token);
    declarations.class("Newtonsoft.Json.JsonConverter", "Not available to expressions; only ever null.");
}

/// The receiver.
pub(super) fn node(call: &Call) -> Result<Node, Exception> {
    call.this_object::<Node>().cloned()
}

pub(super) fn parse(call: &mut Call, expected: Expected) -> Result<Value, Exception> {
    let text = call.text(0, "s")?;
    call.runtime.allocate(text.len())?;
    Ok(Node::new(load::parse(&text, expected, call.runtime)?).into())
}

pub(super) fn from_object(call: &mut Call) -> Result<Value, Exception> {
    let value = call.not_null(0, "o")?.clone();
    serialize::to_token(&value, call.runtime).map(Value::from)
}

fn static_deep_equals(call: &mut Call) -> Result<Value, Exception> {
    Ok(Value::Bool(match (node_of(call.arg(0)), node_of(call.arg(1))) {
        (Some(one), Some(two)) => deep_equals(&one.token, &two.token),
        (one, two) => one.is_none() && two.is_none(),
    }))
}

fn no_children(node: &Node, verb: &str) -> Exception {
    let class = node.token.class_name();
    Exception::new(
        "System.InvalidOperationException",
        format!("Cannot {verb} child value on Newtonsoft.Json.Linq.{class}."),
    )
}

fn first(call: &mut Call) -> Result<Value, Exception> {
    let node = node(call)?;
    if node.token.is_container() { Ok(optional(node.child(0))) } else { Err(no_children(&node, "access")) }
}

fn last(call: &mut Call) -> Result<Value, Exception> {
    let node = node(call)?;
    if node.token.is_container() { Ok(optional(node.last())) } else { Err(no_children(&node, "access")) }
}

/// The wrong kind of key, as .NET words it.
fn wrong_key(verb: &str, node: &Node, key: &Value) -> Exception {
    let expected = match node.token_type() {
        TokenType::Object => "Object property name expected.",
        TokenType::Array => "Int32 array index expected.",
        _ => "Argument position index expected.",
    };
    let key = match key {
        Value::Text(text) => format!("\"{text}\""),
        other => other.to_text().to_str().into_owned(),
    };
    let class = node.token.class_name();
    let message = format!("{verb} {class} values with invalid key value: {key}. {expected}");
    Exception::new("System.ArgumentException", message)
}

/// An index of the list of children, or .NET's exception for one outside.
pub(super) fn checked_index(node: &Node, index: i32) -> Result<usize, Exception> {
    usize::try_from(index).ok().filter(|index| *index < node.token.child_count()).ok_or_else(|| {
        Exception::out_of_range(
            "Index was out of range. Must be non-negative and less than the size of the collection.",
            "index",
        )
    })
}

/// `token[key]`.
pub(super) fn child_by_key(node: &Node, key: &Value) -> Result<Option<Node>, Exception> {
    match (node.token_type(), key) {
        (TokenType::Object, Value::Text(name)) => Ok(node.member(name)),
        (TokenType::Array | TokenType::Constructor, Value::Int32(index)) => {
            checked_index(node, *index).map(|index| node.child(index))
        }
        (TokenType::Object | TokenType::Array | TokenType::Constructor, Value::Null) => {
            Err(Exception::argument_null("key"))
        }
        (TokenType::Object | TokenType::Array | TokenType::Constructor, _) => Err(wrong_key("Accessed", node, key)),
        _ => Err(no_children(node, "access")),
    }
}

fn get_by_key(call: &mut Call) -> Result<Value, Exception> {
    child_by_key(&node(call)?, call.arg(0)).map(optional)
}

fn set_by_key(call: &mut Call) -> Result<Value, Exception> {
    let (node, key, value) = (node(call)?, call.take(0), token_or_null(call.arg(1)));
    match (node.token_type(), &key) {
        (TokenType::Object, Value::Text(name)) => node.set_member(name, value, call.runtime)?,
        (TokenType::Array | TokenType::Constructor, Value::Int32(index)) => set_item(&node, *index, value, call)?,
        (TokenType::Object | TokenType::Array | TokenType::Constructor, Value::Null) => {
            return Err(Exception::argument_null("key"));
        }
        (TokenType::Object | TokenType::Array | TokenType::Constructor, _) => {
            return Err(wrong_key("Set", &node, &key));
        }
        _ => return Err(no_children(&node, "set")),
    }
    Ok(Value::Null)
}

/// `array[index] = value`.
pub(super) fn set_item(node: &Node, index: i32, value: Node, call: &mut Call) -> Result<(), Exception> {
    let Ok(place) = usize::try_from(index) else {
        return Err(Exception::out_of_range("Index is less than 0.", "index"));
    };
    node.set(place, value, call.runtime)
}

fn add_beside(call: &mut Call, offset: usize) -> Result<Value, Exception> {
    let (parent, index) = node(call)?.place()?;
    let content = call.take(0);
    parent.insert_content(index + offset, &content, call.runtime)?;
    Ok(Value::Null)
}

fn ancestors(call: &mut Call, with_self: bool) -> Result<Value, Exception> {
    let node = node(call)?;
    let mut current = if with_self { Some(node) } else { node.parent() };
    let mut found = Vec::new();
    while let Some(token) = current {
        current = token.parent();
        found.push(token);
    }
    Ok(listed(class(TOKEN), found))
}

fn after_self(call: &mut Call) -> Result<Value, Exception> {
    let Ok((parent, index)) = node(call)?.place() else { return Ok(listed(class(TOKEN), Vec::new())) };
    Ok(listed(class(TOKEN), parent.children().skip(index + 1).collect()))
}

fn before_self(call: &mut Call) -> Result<Value, Exception> {
    let Ok((parent, index)) = node(call)?.place() else { return Ok(listed(class(TOKEN), Vec::new())) };
    Ok(listed(class(TOKEN), parent.children().take(index).collect()))
}

fn value_by_key(call: &mut Call) -> Result<Value, Exception> {
    let child = child_by_key(&node(call)?, call.arg(0))?;
    cast::child_as(child, &call.type_arg(0).clone(), call.runtime)
}

pub(super) fn children(call: &mut Call) -> Result<Value, Exception> {
    let tokens = super::object::children(class(TOKEN), node(call)?, |node, _| Ok(Some(node.into())));
    Ok(enumerable(class(TOKEN), tokens))
}

fn children_of_type(call: &mut Call) -> Result<Value, Exception> {
    let wanted = call.type_arg(0).clone();
    let item = wanted.clone();
    let tokens = super::object::children(item.clone(), node(call)?, move |node, runtime| {
        let child = Value::from(node);
        Ok(runtime.surface().is_instance(&child, &wanted).then_some(child))
    });
    Ok(enumerable(item, tokens))
}

fn values(call: &mut Call) -> Result<Value, Exception> {
    let (node, target) = (node(call)?, call.type_arg(0).clone());
    if !node.token.is_container() {
        return Err(no_children(&node, "access"));
    }
    Ok(super::object::children(target.clone(), node, move |child, runtime| {
        cast::convert_to(Some(&child), &target, runtime).map(Some)
    }))
}

fn replace(call: &mut Call) -> Result<Value, Exception> {
    let (node, value) = (node(call)?, token_or_null(call.arg(0)));
    node.replace(value, call.runtime)?;
    Ok(Value::Null)
}

fn to_text(call: &mut Call, formatting: Formatting) -> Result<Value, Exception> {
    let node = node(call)?;
    let text = match node.token.scalar() {
        Some(scalar) => scalar.value.to_text(),
        None => write::to_json(&node.token, formatting),
    };
    call.runtime.allocate(text.len())?;
    Ok(text.into())
}

/// The `Formatting` argument.
pub(super) fn formatting(value: &Value) -> Formatting {
    match value {
        Value::Enum(_, 1) => Formatting::Indented,
        _ => Formatting::None,
    }
}

fn to_json(call: &mut Call) -> Result<Value, Exception> {
    let text = write::to_json(&node(call)?.token, formatting(call.arg(0)));
    call.runtime.allocate(text.len())?;
    Ok(text.into())
}

fn to_object(call: &mut Call) -> Result<Value, Exception> {
    let target = call.type_arg(0).clone();
    deserialize::from_token(&node(call)?, &target, call.runtime)
}

fn to_object_of(call: &mut Call) -> Result<Value, Exception> {
    let target = deserialize::type_argument(call.not_null(0, "objectType")?);
    deserialize::from_token(&node(call)?, &target, call.runtime)
}

fn selected(call: &mut Call) -> Result<Vec<Node>, Exception> {
    let (node, path) = (node(call)?, call.text(0, "expression")?);
    let filters = path_parse::parse(&path)?;
    path_select::select(&node, &filters, call.bool(1), call.runtime)
}

fn select_one(call: &mut Call) -> Result<Value, Exception> {
    let mut found = selected(call)?;
    match found.len() {
        0 | 1 => Ok(optional(found.pop())),
        _ => Err(json_exception("Path returned multiple tokens.")),
    }
}

fn select_all(call: &mut Call) -> Result<Value, Exception> {
    Ok(listed(class(TOKEN), selected(call)?))
}

/// `Descendants()` and `DescendantsAndSelf()` of containers.
pub(super) fn all_below(call: &mut Call, with_self: bool) -> Result<Value, Exception> {
    Ok(descendants(class(TOKEN), node(call)?, with_self, |_, _| true))
}
