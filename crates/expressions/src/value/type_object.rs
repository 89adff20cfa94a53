//! `System.Type` as a value: what `typeof(T)` and `GetType()` give.

use super::{Object, Value};
use crate::{
    text::Text,
    types::{Type, TypeId},
};

/// A type as a value.
pub struct TypeObject(pub Type);

impl Object for TypeObject {
    fn type_of(&self) -> Type {
        Type::Plain(TypeId::TYPE)
    }

    fn to_text(&self) -> Text {
        Text::from(self.0.reflection_name())
    }

    fn equals(&self, other: &Value) -> bool {
        other.as_type() == Some(&self.0)
    }

    fn hash_code(&self) -> i32 {
        self.0.id().0 as i32
    }
}

impl Value {
    /// The value of `typeof(class)`.
    pub fn of_type(class: Type) -> Self {
        Self::object(TypeObject(class))
    }

    /// The type in a `System.Type`.
    pub fn as_type(&self) -> Option<&Type> {
        self.downcast::<TypeObject>().map(|object| &object.0)
    }
}
