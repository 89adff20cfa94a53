//! Objects of anonymous types.

use super::{Object, Value, release};
use crate::{
    text::{Text, TextBuilder},
    types::Type,
};

/// An object of an anonymous type.
pub(crate) struct Anonymous {
    /// The anonymous type, which has the names.
    pub class: Type,
    /// The values, in order of the names.
    pub items: Vec<Value>,
}

impl Object for Anonymous {
    fn type_of(&self) -> Type {
        self.class.clone()
    }

    fn to_text(&self) -> Text {
        let mut builder = TextBuilder::new();
        builder.push_str("{ ");
        if let Type::Anonymous(shape) = &self.class {
            for (index, ((name, _), item)) in shape.fields.iter().zip(&self.items).enumerate() {
                if index > 0 {
                    builder.push_str(", ");
                }
                builder.push(name);
                builder.push_str(" = ");
                builder.push(&item.to_text());
            }
        }
        builder.push_str(" }");
        builder.finish()
    }

    fn equals(&self, other: &Value) -> bool {
        other.downcast::<Self>().is_some_and(|other| {
            self.class == other.class && self.items.iter().zip(&other.items).all(|(one, two)| one.equals(two))
        })
    }

    fn hash_code(&self) -> i32 {
        self.items.iter().fold(17, |hash, item| hash.wrapping_mul(31).wrapping_add(item.hash_code()))
    }
}

impl Drop for Anonymous {
    fn drop(&mut self) {
        release(std::mem::take(&mut self.items));
    }
}
