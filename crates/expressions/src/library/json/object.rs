//! Tokens as .NET objects: their class, their text, their equality and how they are enumerated.

use std::{cmp::Ordering, rc::Rc};

use super::{
    compare::compare,
    node::Node,
    token::{Token, TokenType},
    write::{self, Formatting},
};
use crate::{
    exception::Exception,
    library::lazy,
    runtime::{Call, Runtime},
    text::Text,
    types::{Type, TypeId},
    value::{Iterate, Object, Value},
};

impl Object for Node {
    fn type_of(&self) -> Type {
        Type::Plain(TypeId::of(match self.token.class_name() {
            "JObject" => "Newtonsoft.Json.Linq.JObject",
            "JArray" => "Newtonsoft.Json.Linq.JArray",
            "JProperty" => "Newtonsoft.Json.Linq.JProperty",
            "JConstructor" => "Newtonsoft.Json.Linq.JConstructor",
            "JRaw" => "Newtonsoft.Json.Linq.JRaw",
            _ => "Newtonsoft.Json.Linq.JValue",
        }))
    }

    fn identity(&self) -> usize {
        Rc::as_ptr(&self.token) as usize
    }

    fn to_text(&self) -> Text {
        match self.token.scalar() {
            Some(scalar) => scalar.value.to_text(),
            None => write::to_json(&self.token, Formatting::Indented),
        }
    }

    fn to_formatted_text(&self, format: &str) -> Option<Result<Text, Exception>> {
        self.token.scalar().map(|scalar| crate::library::formatted_text(&scalar.value, format))
    }

    fn equals(&self, other: &Value) -> bool {
        other.downcast::<Self>().is_some_and(|other| Node::equals(self, other))
    }

    fn convertible(&self) -> Option<Value> {
        self.token.scalar().map(|scalar| scalar.value.clone())
    }

    fn compare(&self, other: &Value) -> Option<Result<Ordering, Exception>> {
        let this = self.scalar()?;
        Some(match node_of(other) {
            Some(other) => this.compare(&other.scalar()?),
            None => compare(this.class, &this.value, other),
        })
    }

    fn hash_code(&self) -> i32 {
        match self.token.scalar() {
            Some(scalar) => scalar.value.hash_code(),
            None => (self.identity() >> 4) as i32,
        }
    }

    fn iterate(&self, _: &Rc<dyn Object>, _: &mut Runtime<'_>) -> Option<Result<Box<dyn Iterate>, Exception>> {
        Some(Ok(Box::new(Children::of(self.clone()))))
    }
}

impl From<Node> for Value {
    fn from(node: Node) -> Self {
        Self::object(node)
    }
}

/// A running enumeration of children; a change of the container ends it with an exception.
pub(super) struct Children {
    parent: Node,
    version: u32,
    next: usize,
}

impl Children {
    pub(super) fn of(parent: Node) -> Self {
        Self { version: parent.token.version(), parent, next: 0 }
    }

    pub(super) fn next_node(&mut self) -> Result<Option<Node>, Exception> {
        if self.parent.token.version() != self.version {
            return Err(Exception::invalid_operation(
                "Collection was modified; enumeration operation may not execute.",
            ));
        }
        self.next += 1;
        Ok(self.parent.child(self.next - 1))
    }
}

impl Iterate for Children {
    fn next(&mut self, _: &mut Runtime<'_>) -> Result<Option<Value>, Exception> {
        Ok(self.next_node()?.map(Value::from))
    }
}

/// A lazy sequence of the tokens below `of`, in document order, that `wanted` accepts.
pub(super) fn descendants(
    item: Type,
    of: Node,
    with_self: bool,
    wanted: impl Fn(&Node, &Runtime<'_>) -> bool + Clone + 'static,
) -> Value {
    lazy::sequence(item, move |_| {
        let (wanted, mut first) = (wanted.clone(), with_self.then(|| of.clone()));
        let mut open = vec![Children::of(of.clone())];
        Ok(lazy::iterator(move |runtime| {
            loop {
                runtime.charge(1)?;
                let node = match first.take() {
                    Some(node) => node,
                    None => {
                        let Some(innermost) = open.last_mut() else { return Ok(None) };
                        match innermost.next_node()? {
                            Some(node) => {
                                open.push(Children::of(node.clone()));
                                node
                            }
                            None => {
                                open.pop();
                                continue;
                            }
                        }
                    }
                };
                if wanted(&node, runtime) {
                    return Ok(Some(node.into()));
                }
            }
        }))
    })
}

/// A sequence of tokens as Newtonsoft wraps it, `JEnumerable<T>`.
struct Enumerable {
    item: Type,
    tokens: Value,
}

impl Object for Enumerable {
    fn type_of(&self) -> Type {
        Type::new(TypeId::of("Newtonsoft.Json.Linq.JEnumerable`1"), std::slice::from_ref(&self.item))
    }

    fn iterate(&self, _: &Rc<dyn Object>, runtime: &mut Runtime<'_>) -> Option<Result<Box<dyn Iterate>, Exception>> {
        Some(runtime.iterate(&self.tokens))
    }
}

/// Wraps a lazy sequence of `item`.
pub(super) fn enumerable(item: Type, tokens: Value) -> Value {
    Value::object(Enumerable { item, tokens })
}

/// A lazy sequence of children that `wanted` accepts, as `choose` gives them.
pub(super) fn children(
    item: Type,
    of: Node,
    choose: impl Fn(Node, &Runtime<'_>) -> Result<Option<Value>, Exception> + Clone + 'static,
) -> Value {
    lazy::sequence(item, move |_| {
        let (choose, mut items) = (choose.clone(), Children::of(of.clone()));
        Ok(lazy::iterator(move |runtime| {
            while let Some(node) = items.next_node()? {
                runtime.charge(1)?;
                if let Some(value) = choose(node, runtime)? {
                    return Ok(Some(value));
                }
            }
            Ok(None)
        }))
    })
}

/// A sequence of tokens that is already known.
pub(super) fn listed(item: Type, items: Vec<Node>) -> Value {
    lazy::sequence(item, move |runtime| {
        runtime.allocate(items.len() * size_of::<Node>())?;
        let mut items = items.clone().into_iter();
        Ok(lazy::iterator(move |_| Ok(items.next().map(Value::from))))
    })
}

/// A sequence of values that is already known.
pub(super) fn listed_values(item: Type, values: Vec<Value>) -> Value {
    lazy::sequence(item, move |runtime| {
        runtime.allocate(values.len() * size_of::<Value>())?;
        let mut values = values.clone().into_iter();
        Ok(lazy::iterator(move |_| Ok(values.next())))
    })
}

/// The type of a class of tokens.
pub(super) fn class(name: &'static str) -> Type {
    Type::Plain(TypeId::of(name))
}

/// The token behind a value; none for null and everything else.
pub(super) fn node_of(value: &Value) -> Option<Node> {
    value.downcast::<Node>().cloned()
}

/// Bytes charged for a token that an expression makes.
const TOKEN_BYTES: usize = 160;

/// A new token, charged to the budget.
pub(super) fn made(call: &mut Call, token: Rc<Token>) -> Result<Node, Exception> {
    call.runtime.allocate(TOKEN_BYTES)?;
    Ok(Node::new(token))
}

/// The token to store for an argument: null becomes a JSON null.
pub(super) fn token_or_null(value: &Value) -> Node {
    node_of(value).unwrap_or_else(|| Node::new(Token::null()))
}

/// Null for JSON's absence of a token.
pub(super) fn optional(node: Option<Node>) -> Value {
    node.map_or(Value::Null, Value::from)
}

/// .NET's enumeration value of a token type.
pub(super) fn token_type_value(class: TokenType) -> Value {
    Value::Enum(TypeId::of("Newtonsoft.Json.Linq.JTokenType"), class as i64)
}
