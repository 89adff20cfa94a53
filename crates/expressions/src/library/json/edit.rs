//! Changing trees by Newtonsoft's rules: a token that already has a parent is copied, a property may occur once in
//! an object, a property has one value, and only objects hold properties.

use std::rc::Rc;

use super::{
    node::Node,
    token::{Content, Scalar, Token, TokenType},
};
use crate::{
    exception::Exception,
    runtime::Runtime,
    text::Text,
    types::{Type, TypeId},
    value::{Array, Value},
};

/// Bytes charged for a copied or new token.
const TOKEN_BYTES: usize = 160;

const PROPERTY: &str = "Newtonsoft.Json.Linq.JProperty";

impl Node {
    /// `JContainer.Add(object)` at a position: sequences are added item by item.
    pub(crate) fn insert_content(
        &self,
        index: usize,
        content: &Value,
        runtime: &mut Runtime<'_>,
    ) -> Result<(), Exception> {
        if !is_multi_content(content, runtime) {
            return self.insert(index, to_token(content)?, runtime);
        }
        runtime.check_stack()?;
        for (offset, item) in runtime.collect(content)?.iter().enumerate() {
            self.insert_content(index + offset, item, runtime)?;
        }
        Ok(())
    }

    /// Appends any content.
    pub(crate) fn add_content(&self, content: &Value, runtime: &mut Runtime<'_>) -> Result<(), Exception> {
        self.insert_content(self.token.child_count(), content, runtime)
    }

    /// Appends a token.
    pub(crate) fn add(&self, item: Node, runtime: &mut Runtime<'_>) -> Result<(), Exception> {
        self.insert(self.token.child_count(), item, runtime)
    }

    /// Hangs a token in at `index`.
    pub(crate) fn insert(&self, index: usize, item: Node, runtime: &mut Runtime<'_>) -> Result<(), Exception> {
        match self.token.content() {
            Content::Object(_) | Content::Property(..) if item.token_type() == TokenType::Comment => return Ok(()),
            Content::Property(_, value) if value.borrow().is_some() => {
                return Err(json_exception(format!("{PROPERTY} cannot have multiple values.")));
            }
            _ => {}
        }
        let item = self.without_parent(item, runtime)?;
        self.validate(&item, None)?;
        self.link(index, &item)
    }

    /// Replaces the child at `index`.
    pub(crate) fn set(&self, index: usize, item: Node, runtime: &mut Runtime<'_>) -> Result<(), Exception> {
        let Some(existing) = self.child(index) else {
            return Err(Exception::out_of_range("Index is equal to or greater than Count.", "index"));
        };
        if existing.token.scalar().is_some() && existing.equals(&item) {
            return Ok(());
        }
        let item = self.without_parent(item, runtime)?;
        self.validate(&item, Some(&existing))?;
        self.unlink(index);
        self.link(index, &item)
    }

    /// `JToken.Replace`.
    pub(crate) fn replace(&self, item: Node, runtime: &mut Runtime<'_>) -> Result<(), Exception> {
        let (parent, index) = self.place()?;
        parent.set(index, item, runtime)
    }

    /// `JToken.Remove`.
    pub(crate) fn remove(&self) -> Result<(), Exception> {
        let (parent, index) = self.place()?;
        if parent.token_type() == TokenType::Property {
            return Err(json_exception(format!("Cannot add or remove items from {PROPERTY}.")));
        }
        parent.unlink(index);
        Ok(())
    }

    /// The parent and where this token stands in it.
    pub(crate) fn place(&self) -> Result<(Node, usize), Exception> {
        let parent = self.parent().ok_or_else(|| Exception::invalid_operation("The parent is missing."))?;
        let index = parent.token.index_of(&self.token).unwrap_or(0);
        Ok((parent, index))
    }

    /// Cuts out the child at `index`.
    pub(crate) fn unlink(&self, index: usize) {
        if let Some(child) = self.token.unlink(index) {
            self.grove.retain(child);
        }
    }

    /// Cuts out all children.
    pub(crate) fn clear(&self) {
        for index in (0..self.token.child_count()).rev() {
            self.unlink(index);
        }
    }

    /// `JObject.this[string] = value`.
    pub(crate) fn set_member(&self, name: &Text, value: Node, runtime: &mut Runtime<'_>) -> Result<(), Exception> {
        match self.property(name) {
            Some(property) => property.set_property_value(value, runtime),
            None => {
                let property = Node::new(Token::property(name.clone()));
                property.insert(0, value, runtime)?;
                self.add(property, runtime)
            }
        }
    }

    /// `JProperty.Value = value`.
    pub(crate) fn set_property_value(&self, value: Node, runtime: &mut Runtime<'_>) -> Result<(), Exception> {
        if self.token.child_count() == 0 { self.insert(0, value, runtime) } else { self.set(0, value, runtime) }
    }

    /// A copy of the token and all below it, without a parent.
    pub(crate) fn deep_clone(&self, runtime: &mut Runtime<'_>) -> Result<Node, Exception> {
        copy(&self.token, runtime).map(Node::new)
    }

    fn without_parent(&self, item: Node, runtime: &mut Runtime<'_>) -> Result<Node, Exception> {
        let occupied =
            item.token.parent().is_some() || item.is(self) || item.token.child_count() > 0 && self.root().is(&item);
        if occupied { item.deep_clone(runtime) } else { Ok(item) }
    }

    fn validate(&self, item: &Node, existing: Option<&Node>) -> Result<(), Exception> {
        let is_property = item.token_type() == TokenType::Property;
        if is_property != (self.token_type() == TokenType::Object) {
            return Err(Exception::new(
                "System.ArgumentException",
                format!(
                    "Can not add Newtonsoft.Json.Linq.{} to Newtonsoft.Json.Linq.{}.",
                    item.token.class_name(),
                    self.token.class_name()
                ),
            ));
        }
        let Some(name) = item.token.name() else { return Ok(()) };
        let same_name = existing.is_some_and(|existing| existing.token.name() == Some(name));
        if !same_name && self.token.member(name).is_some() {
            return Err(Exception::new(
                "System.ArgumentException",
                format!(
                    "Can not add property {name} to Newtonsoft.Json.Linq.JObject. Property with the same name already \
                     exists on object."
                ),
            ));
        }
        Ok(())
    }

    fn link(&self, index: usize, item: &Node) -> Result<(), Exception> {
        if !self.token.has_room_for(&item.token) {
            return Err(Exception::limit("the JSON tree is nested deeper than one may be (limit: MAX_HEIGHT)"));
        }
        self.token.link(index, item.token.clone());
        item.grove.join(&self.grove);
        Ok(())
    }
}

fn copy(token: &Rc<Token>, runtime: &mut Runtime<'_>) -> Result<Rc<Token>, Exception> {
    runtime.charge(1)?;
    runtime.allocate(TOKEN_BYTES)?;
    let made = match token.content() {
        Content::Object(_) => Token::object(),
        Content::Array(_) => Token::array(),
        Content::Constructor(name, _) => Token::constructor(name.borrow().clone()),
        Content::Property(name, _) => Token::property(name.clone()),
        Content::Value(scalar) => {
            let Scalar { class, value } = scalar.borrow().clone();
            return Ok(Token::value(class, value));
        }
    };
    for (index, child) in token.children().enumerate() {
        let child = copy(&child, runtime)?;
        made.link(index, child);
    }
    Ok(made)
}

pub(crate) fn json_exception(message: impl Into<Text>) -> Exception {
    Exception::new("Newtonsoft.Json.JsonException", message)
}

/// Whether `Add` takes the value apart.
pub(super) fn is_multi_content(content: &Value, runtime: &Runtime<'_>) -> bool {
    let whole = match content {
        Value::Object(_) => content.downcast::<Node>().is_some() || is_bytes(content),
        Value::Host(_) => false,
        _ => true,
    };
    !whole && runtime.surface().is_subtype(&content.type_of(), &Type::Plain(TypeId::IENUMERABLE))
}

pub(super) fn is_bytes(value: &Value) -> bool {
    value.downcast::<Array>().is_some_and(|array| *array.element() == Type::BYTE)
}

/// The token itself, or a new `JValue` of the value.
pub(crate) fn to_token(content: &Value) -> Result<Node, Exception> {
    match content.downcast_rc::<Node>() {
        Some(node) => Ok((*node).clone()),
        None => Ok(Node::value(value_type(content)?, content.clone())),
    }
}

/// `JValue.GetValueType`: which JSON type a value stands for.
pub(crate) fn value_type(value: &Value) -> Result<TokenType, Exception> {
    Ok(match value {
        Value::Null => TokenType::Null,
        Value::Bool(_) => TokenType::Boolean,
        Value::SByte(_)
        | Value::Byte(_)
        | Value::Int16(_)
        | Value::UInt16(_)
        | Value::Int32(_)
        | Value::UInt32(_)
        | Value::Int64(_)
        | Value::UInt64(_)
        | Value::Enum(..) => TokenType::Integer,
        Value::Single(_) | Value::Double(_) | Value::Decimal(_) => TokenType::Float,
        Value::Text(_) => TokenType::String,
        Value::DateTime(_) | Value::DateTimeOffset(_) => TokenType::Date,
        Value::TimeSpan(_) => TokenType::TimeSpan,
        Value::Guid(_) => TokenType::Guid,
        Value::Object(_) if is_bytes(value) => TokenType::Bytes,
        Value::Object(_) if value.downcast::<super::big_integer::BigInteger>().is_some() => TokenType::Integer,
        Value::Object(_) if value.type_of() == Type::Plain(TypeId::of("System.Uri")) => TokenType::Uri,
        Value::Char(_) | Value::Object(_) | Value::Host(_) => {
            let class = value.type_of().reflection_name();
            return Err(Exception::new(
                "System.ArgumentException",
                format!("Could not determine JSON object type for type {class}."),
            ));
        }
    })
}
