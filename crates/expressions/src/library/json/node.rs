//! What an expression holds: one token and the grove that keeps its tree alive.

use std::rc::Rc;

use super::token::{Content, Scalar, Token, TokenType};
use crate::{
    library::grove::Grove,
    text::{Text, TextBuilder},
    value::Value,
};

/// A reference to a token, as .NET code holds it.
#[derive(Clone)]
pub(crate) struct Node {
    pub(crate) token: Rc<Token>,
    pub(super) grove: Rc<Grove<Token>>,
}

impl Node {
    /// A token that nothing else refers to, and all below it.
    pub(crate) fn new(token: Rc<Token>) -> Self {
        Self { grove: Grove::of(token.clone()), token }
    }

    /// A new `JValue`.
    pub(crate) fn value(class: TokenType, value: impl Into<Value>) -> Self {
        Self::new(Token::value(class, value))
    }

    /// Another token of the same trees.
    pub(crate) fn at(&self, token: Rc<Token>) -> Self {
        Self { token, grove: self.grove.clone() }
    }

    /// Whether both are the same object.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.token, &other.token)
    }

    pub(crate) fn token_type(&self) -> TokenType {
        self.token.token_type()
    }

    pub(crate) fn parent(&self) -> Option<Self> {
        self.token.parent().map(|parent| self.at(parent))
    }

    pub(crate) fn root(&self) -> Self {
        self.at(self.token.root())
    }

    pub(crate) fn child(&self, index: usize) -> Option<Self> {
        self.token.child(index).map(|child| self.at(child))
    }

    pub(crate) fn children(&self) -> impl Iterator<Item = Self> + use<> {
        let this = self.clone();
        self.token.children().map(move |child| this.at(child))
    }

    pub(crate) fn last(&self) -> Option<Self> {
        self.child(self.token.child_count().checked_sub(1)?)
    }

    pub(crate) fn sibling(&self, offset: isize) -> Option<Self> {
        self.token.sibling(offset).map(|sibling| self.at(sibling))
    }

    /// The property of an object.
    pub(crate) fn property(&self, name: &Text) -> Option<Self> {
        self.token.member(name).map(|property| self.at(property))
    }

    /// The value of a property of an object.
    pub(crate) fn member(&self, name: &Text) -> Option<Self> {
        self.token.member(name)?.property_value().map(|value| self.at(value))
    }

    /// The value of a property.
    pub(crate) fn property_value(&self) -> Option<Self> {
        self.token.property_value().map(|value| self.at(value))
    }

    /// A copy of what a `JValue` holds.
    pub(crate) fn scalar(&self) -> Option<Scalar> {
        self.token.scalar().map(|scalar| scalar.clone())
    }

    /// The next token in document order below `top`, after this one and all below it when `deeper` is false.
    pub(crate) fn next_within(&self, top: &Self) -> Option<Self> {
        if let Some(child) = self.child(0) {
            return Some(child);
        }
        let mut current = self.clone();
        while !current.is(top) {
            if let Some(next) = current.sibling(1) {
                return Some(next);
            }
            current = current.parent()?;
        }
        None
    }

    /// `Path`: `customer.lines[2]`.
    pub(crate) fn path(&self) -> Text {
        let mut steps = Vec::new();
        let mut previous: Option<Rc<Token>> = None;
        let mut current = Some(self.token.clone());
        if self.token.parent().is_none() {
            return Text::EMPTY;
        }
        while let Some(token) = current {
            match (token.content(), &previous) {
                (Content::Property(name, _), _) => steps.push(Step::Name(name.clone())),
                (Content::Array(_) | Content::Constructor(..), Some(previous)) => {
                    steps.push(Step::Index(token.index_of(previous).unwrap_or(0)));
                }
                _ => {}
            }
            current = token.parent();
            previous = Some(token);
        }
        path_text(steps.iter().rev())
    }
}

/// One step of a path.
pub(super) enum Step {
    Name(Text),
    Index(usize),
}

/// The text of a path, as `Path` and the messages of the reader write it.
pub(super) fn path_text<'s>(steps: impl Iterator<Item = &'s Step>) -> Text {
    let mut out = TextBuilder::new();
    for step in steps {
        match step {
            Step::Index(index) => out.push_str(&format!("[{index}]")),
            Step::Name(name) if name.units().any(is_special) => {
                out.push_str("['");
                super::write::escape(&mut out, name, b'\'');
                out.push_str("']");
            }
            Step::Name(name) => {
                if !out.is_empty() {
                    out.push_unit(u16::from(b'.'));
                }
                out.push(name);
            }
        }
    }
    out.finish()
}

/// Characters that force a name into `['…']`.
fn is_special(unit: u16) -> bool {
    match u8::try_from(unit) {
        Ok(byte) => b". '/\"[]()\t\n\r\x0c\x08\\\x85".contains(&byte),
        Err(_) => unit == 0x2028 || unit == 0x2029,
    }
}
