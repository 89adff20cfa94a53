//! The JSON tree: what a token is and how it is linked. The rules of adding and replacing are in `edit.rs`.

use std::{
    cell::{Cell, Ref, RefCell},
    rc::Rc,
};

use hashbrown::DefaultHashBuilder;
use indexmap::IndexMap;

use crate::{
    library::grove::{self, Linked, Links},
    text::Text,
    value::Value,
};

/// Levels of containers that one tree may have; every property counts as a level of its own. Newtonsoft 12 has no
/// bound, Newtonsoft 13 has 64 levels of objects or arrays: twice that, counted in our levels.
pub(crate) const MAX_HEIGHT: u16 = 256;

/// `Newtonsoft.Json.Linq.JTokenType` with its numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum TokenType {
    /// 0 is `None`, which no token has.
    Object = 1,
    Array = 2,
    Constructor = 3,
    Property = 4,
    Comment = 5,
    Integer = 6,
    Float = 7,
    String = 8,
    Boolean = 9,
    Null = 10,
    Undefined = 11,
    Date = 12,
    Raw = 13,
    Bytes = 14,
    Guid = 15,
    Uri = 16,
    TimeSpan = 17,
}

impl TokenType {
    /// All types in the order of their numbers, with .NET's names.
    pub(crate) const NAMES: [&'static str; 18] = [
        "None",
        "Object",
        "Array",
        "Constructor",
        "Property",
        "Comment",
        "Integer",
        "Float",
        "String",
        "Boolean",
        "Null",
        "Undefined",
        "Date",
        "Raw",
        "Bytes",
        "Guid",
        "Uri",
        "TimeSpan",
    ];

    /// .NET's name.
    pub(crate) fn name(self) -> &'static str {
        Self::NAMES.get(self as usize).copied().unwrap_or_default()
    }
}

/// What a `JValue` holds: any value and the JSON type it stands for.
#[derive(Clone, Debug)]
pub(crate) struct Scalar {
    pub(crate) class: TokenType,
    pub(crate) value: Value,
}

/// Properties of an object by name, in the order they were added.
pub(crate) type Members = IndexMap<Text, Rc<Token>, DefaultHashBuilder>;

/// One token of a tree.
pub(crate) struct Token {
    links: Links<Token>,
    /// Counts changes of the children, so that a running enumeration notices.
    version: Cell<u32>,
    content: Content,
}

/// The kinds of tokens.
pub(crate) enum Content {
    Object(RefCell<Members>),
    Array(RefCell<Vec<Rc<Token>>>),
    Constructor(RefCell<Text>, RefCell<Vec<Rc<Token>>>),
    /// Name and value; the value is only missing while the property is being made.
    Property(Text, RefCell<Option<Rc<Token>>>),
    Value(RefCell<Scalar>),
}

impl Token {
    fn new(content: Content) -> Rc<Self> {
        Rc::new(Self { links: Links::default(), version: Cell::new(0), content })
    }

    pub(crate) fn object() -> Rc<Self> {
        Self::new(Content::Object(RefCell::default()))
    }

    pub(crate) fn array() -> Rc<Self> {
        Self::new(Content::Array(RefCell::default()))
    }

    pub(crate) fn constructor(name: Text) -> Rc<Self> {
        Self::new(Content::Constructor(RefCell::new(name), RefCell::default()))
    }

    pub(crate) fn property(name: Text) -> Rc<Self> {
        Self::new(Content::Property(name, RefCell::default()))
    }

    pub(crate) fn value(class: TokenType, value: impl Into<Value>) -> Rc<Self> {
        Self::new(Content::Value(RefCell::new(Scalar { class, value: value.into() })))
    }

    pub(crate) fn null() -> Rc<Self> {
        Self::value(TokenType::Null, Value::Null)
    }

    pub(crate) fn content(&self) -> &Content {
        &self.content
    }

    pub(crate) fn token_type(&self) -> TokenType {
        match &self.content {
            Content::Object(_) => TokenType::Object,
            Content::Array(_) => TokenType::Array,
            Content::Constructor(..) => TokenType::Constructor,
            Content::Property(..) => TokenType::Property,
            Content::Value(scalar) => scalar.borrow().class,
        }
    }

    /// The class without its namespace.
    pub(crate) fn class_name(&self) -> &'static str {
        match &self.content {
            Content::Object(_) => "JObject",
            Content::Array(_) => "JArray",
            Content::Constructor(..) => "JConstructor",
            Content::Property(..) => "JProperty",
            Content::Value(scalar) if scalar.borrow().class == TokenType::Raw => "JRaw",
            Content::Value(_) => "JValue",
        }
    }

    /// The name of a property.
    pub(crate) fn name(&self) -> Option<&Text> {
        match &self.content {
            Content::Property(name, _) => Some(name),
            _ => None,
        }
    }

    /// The value of a property.
    pub(crate) fn property_value(&self) -> Option<Rc<Token>> {
        match &self.content {
            Content::Property(_, value) => value.borrow().clone(),
            _ => None,
        }
    }

    /// What a `JValue` holds.
    pub(crate) fn scalar(&self) -> Option<Ref<'_, Scalar>> {
        match &self.content {
            Content::Value(scalar) => Some(scalar.borrow()),
            _ => None,
        }
    }

    pub(crate) fn is_container(&self) -> bool {
        !matches!(self.content, Content::Value(_))
    }

    pub(crate) fn parent(&self) -> Option<Rc<Token>> {
        self.links.parent()
    }

    pub(crate) fn root(self: &Rc<Self>) -> Rc<Token> {
        grove::root(self)
    }

    pub(crate) fn child_count(&self) -> usize {
        match &self.content {
            Content::Object(members) => members.borrow().len(),
            Content::Array(items) | Content::Constructor(_, items) => items.borrow().len(),
            Content::Property(_, value) => usize::from(value.borrow().is_some()),
            Content::Value(_) => 0,
        }
    }

    pub(crate) fn child(&self, index: usize) -> Option<Rc<Token>> {
        match &self.content {
            Content::Object(members) => members.borrow().get_index(index).map(|(_, property)| property.clone()),
            Content::Array(items) | Content::Constructor(_, items) => items.borrow().get(index).cloned(),
            Content::Property(_, value) => value.borrow().clone().filter(|_| index == 0),
            Content::Value(_) => None,
        }
    }

    /// The children in order. Not to be used while they change.
    pub(crate) fn children(self: &Rc<Self>) -> impl Iterator<Item = Rc<Token>> + use<> {
        let token = self.clone();
        let mut next = 0;
        std::iter::from_fn(move || {
            next += 1;
            token.child(next - 1)
        })
    }

    /// The property of an object with exactly this name.
    pub(crate) fn member(&self, name: &Text) -> Option<Rc<Token>> {
        match &self.content {
            Content::Object(members) => members.borrow().get(name).cloned(),
            _ => None,
        }
    }

    /// Position of a child.
    pub(crate) fn index_of(&self, child: &Rc<Token>) -> Option<usize> {
        match &self.content {
            Content::Object(members) => {
                let members = members.borrow();
                let (index, _, found) = members.get_full(child.name()?)?;
                Some(index).filter(|_| Rc::ptr_eq(found, child))
            }
            Content::Array(items) | Content::Constructor(_, items) => child.links.position(&items.borrow()),
            Content::Property(_, value) => {
                value.borrow().as_ref().and_then(|value| Rc::ptr_eq(value, child).then_some(0))
            }
            Content::Value(_) => None,
        }
    }

    /// The token `offset` places after this one.
    pub(crate) fn sibling(self: &Rc<Self>, offset: isize) -> Option<Rc<Token>> {
        let parent = self.parent()?;
        let index = parent.index_of(self)?.checked_add_signed(offset)?;
        parent.child(index)
    }

    pub(crate) fn version(&self) -> u32 {
        self.version.get()
    }

    /// Whether this tree stays within [`MAX_HEIGHT`] with `child` below this token.
    pub(crate) fn has_room_for(self: &Rc<Self>, child: &Token) -> bool {
        grove::has_room_for(self, child, MAX_HEIGHT)
    }

    /// Hangs a parentless token into this container at `index`; an existing property of the same name goes.
    pub(crate) fn link(self: &Rc<Self>, index: usize, child: Rc<Token>) {
        self.changed();
        child.links.set_parent(self, index);
        match (&self.content, child.name().cloned()) {
            (Content::Object(members), Some(name)) => {
                let mut members = members.borrow_mut();
                let index = index.min(members.len());
                if let Some(replaced) = members.shift_insert(index, name, child) {
                    replaced.links.clear_parent();
                }
            }
            (Content::Array(items) | Content::Constructor(_, items), _) => {
                let mut items = items.borrow_mut();
                let index = index.min(items.len());
                items.insert(index, child);
            }
            (Content::Property(_, value), _) => {
                if let Some(replaced) = value.borrow_mut().replace(child) {
                    replaced.links.clear_parent();
                }
            }
            (Content::Object(_), None) | (Content::Value(_), _) => {}
        }
    }

    /// Takes out the child at `index`.
    pub(crate) fn unlink(&self, index: usize) -> Option<Rc<Token>> {
        let child = match &self.content {
            Content::Object(members) => members.borrow_mut().shift_remove_index(index).map(|(_, property)| property),
            Content::Array(items) | Content::Constructor(_, items) => {
                let mut items = items.borrow_mut();
                (index < items.len()).then(|| items.remove(index))
            }
            Content::Property(_, value) => value.borrow_mut().take(),
            Content::Value(_) => None,
        }?;
        self.changed();
        child.links.clear_parent();
        Some(child)
    }

    fn changed(&self) {
        self.version.set(self.version.get().wrapping_add(1));
    }
}

impl Linked for Token {
    fn links(&self) -> &Links<Self> {
        &self.links
    }
}
