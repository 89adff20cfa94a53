//! `JContainer`, `JArray`, `JConstructor`: tokens with a list of children.

use super::{
    edit::is_multi_content,
    jtoken::{all_below, checked_index, from_object, node, parse, set_item},
    load::Expected,
    merge::{ArrayHandling, MergeSettings},
    node::Node,
    object::{made, node_of, optional, token_or_null},
    token::{Content, Token, TokenType},
};
use crate::{Array, Call, Declarations, Exception, Object, Type, TypeId, Value};

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("Newtonsoft.Json.Linq.JContainer", "A token with children.")
        .is_a("JToken")
        .has("int Count", |call| Ok(Value::Int32(node(call)?.token.child_count() as i32)), "Number of children.")
        .has("void Add(object content)", add, "Adds a token, a value, or the items of a sequence.")
        .has("void AddFirst(object content)", add_first, "Adds content before the first child.")
        .has("IEnumerable<JToken> Descendants()", |call| all_below(call, false), "All tokens below.")
        .has("IEnumerable<JToken> DescendantsAndSelf()", |call| all_below(call, true), "It and all tokens below.")
        .has("void Merge(object content)", merge, "Merges another container; arrays are joined.")
        .has("void Merge(object content, JsonMergeSettings settings)", merge, "Merges another container.")
        .has("void RemoveAll()", remove_all, "Removes all children.")
        .has("void ReplaceAll(object content)", replace_all, "Removes all children and adds content.");
    declarations
        .class("Newtonsoft.Json.Linq.JArray", "A JSON array.")
        .is_a("JContainer, IList<JToken>")
        .has("JArray()", |call| Ok(made(call, Token::array())?.into()), "An empty array.")
        .has("JArray(JArray other)", copy_of, "A copy.")
        .has("JArray(params object[] content)", new_array, "An array of content; sequences are taken apart.")
        .has("JArray(object content)", new_array, "An array of content; a sequence is taken apart.")
        .has("static JArray Parse(string json)", |call| parse(call, Expected::Array), "Reads a JSON array.")
        .has("static JArray FromObject(object o)", array_from_object, "The JSON array of a sequence.")
        .has_settable("JToken this[int index]", get_item, store_item, "The item at an index.")
        .has("int IndexOf(JToken item)", |call| Ok(Value::Int32(index_of(call)?)), "The index of a token, or -1.")
        .has("void Insert(int index, JToken item)", insert, "Inserts a token.")
        .has("void RemoveAt(int index)", remove_at, "Removes the item at an index.")
        .has("void Add(JToken item)", add_item, "Adds a token at the end.")
        .has("void Clear()", remove_all, "Removes all items.")
        .has("bool Contains(JToken item)", |call| Ok(Value::Bool(index_of(call)? >= 0)), "Whether this token is in it.")
        .has("bool Remove(JToken item)", remove, "Removes this token.")
        .has("void CopyTo(JToken[] array, int arrayIndex)", copy_to, "Copies the items into an array.")
        .has("bool IsReadOnly", |_| Ok(Value::Bool(false)), "False.")
        .has("IEnumerator<JToken> GetEnumerator()", |call| Ok(call.this().clone()), "Enumerates the items.");
    declarations
        .class("Newtonsoft.Json.Linq.JConstructor", "A JavaScript constructor: `new Date(0)`.")
        .is_a("JContainer")
        .has("JConstructor(string name)", new_constructor, "A constructor without arguments.")
        .has("JConstructor(string name, params object[] content)", new_constructor, "A constructor with arguments.")
        .has_settable("string Name", constructor_name, set_constructor_name, "Its name.");
    declarations.enumeration(
        "Newtonsoft.Json.Linq.MergeArrayHandling",
        "How arrays are merged.",
        &[("Concat", 0), ("Union", 1), ("Replace", 2), ("Merge", 3)],
    );
    declarations
        .enumeration(
            "Newtonsoft.Json.Linq.MergeNullValueHandling",
            "Whether a null replaces a value.",
            &[("Ignore", 0), ("Merge", 1)],
        )
        .flags();
    declarations
        .class("Newtonsoft.Json.Linq.JsonMergeSettings", "How containers are merged.")
        .has("JsonMergeSettings()", |_| Ok(Value::object(Settings::default())), "Arrays are joined, nulls ignored.")
        .has_settable(
            "MergeArrayHandling MergeArrayHandling",
            |call| Ok(setting(call, "MergeArrayHandling", 0)),
            |call| store_setting(call, 0),
            "How arrays are merged.",
        )
        .has_settable(
            "MergeNullValueHandling MergeNullValueHandling",
            |call| Ok(setting(call, "MergeNullValueHandling", 1)),
            |call| store_setting(call, 1),
            "Whether a null replaces a value.",
        );
}

#[derive(Default)]
struct Settings {
    /// Arrays, nulls.
    numbers: [std::cell::Cell<i64>; 2],
}

impl Object for Settings {
    fn type_of(&self) -> Type {
        Type::Plain(TypeId::of("Newtonsoft.Json.Linq.JsonMergeSettings"))
    }
}

fn setting(call: &Call, name: &str, which: usize) -> Value {
    let class = if name == "MergeArrayHandling" {
        TypeId::of("Newtonsoft.Json.Linq.MergeArrayHandling")
    } else {
        TypeId::of("Newtonsoft.Json.Linq.MergeNullValueHandling")
    };
    let number = call.this_object::<Settings>().ok().and_then(|settings| settings.numbers.get(which));
    Value::Enum(class, number.map_or(0, std::cell::Cell::get))
}

fn store_setting(call: &mut Call, which: usize) -> Result<Value, Exception> {
    let number = call.long(0);
    if let Some(slot) = call.this_object::<Settings>()?.numbers.get(which) {
        slot.set(number);
    }
    Ok(Value::Null)
}

fn add(call: &mut Call) -> Result<Value, Exception> {
    let (node, content) = (node(call)?, call.take(0));
    node.add_content(&content, call.runtime)?;
    Ok(Value::Null)
}

fn add_first(call: &mut Call) -> Result<Value, Exception> {
    let (node, content) = (node(call)?, call.take(0));
    node.insert_content(0, &content, call.runtime)?;
    Ok(Value::Null)
}

fn merge(call: &mut Call) -> Result<Value, Exception> {
    let node = node(call)?;
    let mut settings = MergeSettings::default();
    if let Some(given) = call.arg(1).downcast::<Settings>() {
        let [arrays, nulls] = &given.numbers;
        settings.arrays = match arrays.get() {
            1 => ArrayHandling::Union,
            2 => ArrayHandling::Replace,
            3 => ArrayHandling::Merge,
            _ => ArrayHandling::Concat,
        };
        settings.merge_nulls = nulls.get() == 1;
    }
    let content = match node_of(call.arg(0)) {
        Some(content) => content,
        // Only arrays merge what is not JSON yet: the items of a sequence.
        None if node.token_type() == TokenType::Array && is_multi_content(call.arg(0), call.runtime) => {
            let array = Node::new(Token::array());
            array.add_content(&call.arg(0).clone(), call.runtime)?;
            array
        }
        None => return Ok(Value::Null),
    };
    node.merge(&content, settings, call.runtime)?;
    Ok(Value::Null)
}

fn remove_all(call: &mut Call) -> Result<Value, Exception> {
    node(call)?.clear();
    Ok(Value::Null)
}

fn replace_all(call: &mut Call) -> Result<Value, Exception> {
    node(call)?.clear();
    add(call)
}

fn copy_of(call: &mut Call) -> Result<Value, Exception> {
    let other = call.object::<Node>(0, "other")?.clone();
    other.deep_clone(call.runtime).map(Value::from)
}

/// The items of a `params object[]` stand for themselves: `new JArray(1, 2)`.
fn new_array(call: &mut Call) -> Result<Value, Exception> {
    let node = made(call, Token::array())?;
    let content = call.take(0);
    if !content.is_null() {
        node.add_content(&content, call.runtime)?;
    }
    Ok(node.into())
}

fn array_from_object(call: &mut Call) -> Result<Value, Exception> {
    let token = from_object(call)?;
    match node_of(&token) {
        Some(node) if node.token_type() != TokenType::Array => Err(Exception::new(
            "System.ArgumentException",
            format!("Object serialized to {}. JArray instance expected.", node.token_type().name()),
        )),
        _ => Ok(token),
    }
}

fn get_item(call: &mut Call) -> Result<Value, Exception> {
    let node = node(call)?;
    checked_index(&node, call.int(0)).map(|index| optional(node.child(index)))
}

fn store_item(call: &mut Call) -> Result<Value, Exception> {
    let (node, index, value) = (node(call)?, call.int(0), token_or_null(call.arg(1)));
    set_item(&node, index, value, call)?;
    Ok(Value::Null)
}

/// By reference, as Newtonsoft looks for a token.
fn index_of(call: &Call) -> Result<i32, Exception> {
    let node = node(call)?;
    let index = node_of(call.arg(0)).and_then(|item| node.token.index_of(&item.token));
    Ok(index.map_or(-1, |index| index as i32))
}

fn insert(call: &mut Call) -> Result<Value, Exception> {
    let (node, item) = (node(call)?, token_or_null(call.arg(1)));
    let index = usize::try_from(call.int(0)).ok().filter(|index| *index <= node.token.child_count());
    let Some(index) = index else {
        return Err(Exception::out_of_range(
            "Insertion index was out of range. Must be non-negative and less than or equal to size.",
            "index",
        ));
    };
    node.insert(index, item, call.runtime)?;
    Ok(Value::Null)
}

fn remove_at(call: &mut Call) -> Result<Value, Exception> {
    let node = node(call)?;
    let count = node.token.child_count();
    match usize::try_from(call.int(0)) {
        Ok(index) if index < count => node.unlink(index),
        Ok(_) => return Err(Exception::out_of_range("Index is equal to or greater than Count.", "index")),
        Err(_) => return Err(Exception::out_of_range("Index is less than 0.", "index")),
    }
    Ok(Value::Null)
}

fn add_item(call: &mut Call) -> Result<Value, Exception> {
    let (node, item) = (node(call)?, token_or_null(call.arg(0)));
    node.add(item, call.runtime)?;
    Ok(Value::Null)
}

fn remove(call: &mut Call) -> Result<Value, Exception> {
    let index = index_of(call)?;
    if let Ok(index) = usize::try_from(index) {
        node(call)?.unlink(index);
    }
    Ok(Value::Bool(index >= 0))
}

fn copy_to(call: &mut Call) -> Result<Value, Exception> {
    let node = node(call)?;
    let array = call.object::<Array>(0, "array")?;
    let Ok(start) = usize::try_from(call.int(1)) else {
        return Err(Exception::out_of_range("arrayIndex is less than 0.", "arrayIndex"));
    };
    if node.token.child_count() + start > array.len() {
        let message = "The number of elements in the source JObject is greater than the available space from arrayIndex to the end of the destination array.";
        return Err(Exception::new("System.ArgumentException", message));
    }
    for (offset, item) in node.children().enumerate() {
        array.set(start + offset, item.into());
    }
    Ok(Value::Null)
}

fn new_constructor(call: &mut Call) -> Result<Value, Exception> {
    let name = call.text(0, "name")?;
    let node = made(call, Token::constructor(name))?;
    let content = call.take(1);
    if !content.is_null() {
        node.add_content(&content, call.runtime)?;
    }
    Ok(node.into())
}

fn constructor_name(call: &mut Call) -> Result<Value, Exception> {
    Ok(match node(call)?.token.content() {
        Content::Constructor(name, _) => Value::Text(name.borrow().clone()),
        _ => Value::Null,
    })
}

fn set_constructor_name(call: &mut Call) -> Result<Value, Exception> {
    let given = call.text(0, "value")?;
    if let Content::Constructor(name, _) = node(call)?.token.content() {
        *name.borrow_mut() = given;
    }
    Ok(Value::Null)
}
