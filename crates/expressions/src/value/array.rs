//! One-dimensional arrays. A `byte[]` is kept as bytes; all others as values.

use std::{cell::RefCell, rc::Rc};

use super::{Iterate, Object, Value, release};
use crate::{exception::Exception, runtime::Runtime, types::Type};

/// A one-dimensional array with its element type.
pub struct Array {
    element: Type,
    items: RefCell<Items>,
}

/// Storage of an array.
pub enum Items {
    /// A `byte[]`.
    Bytes(Vec<u8>),
    /// Any other array.
    Values(Vec<Value>),
}

impl Array {
    /// An array of `element` with these items.
    pub fn new(element: Type, items: Vec<Value>) -> Self {
        let items = if element == Type::BYTE {
            Items::Bytes(items.iter().map(|item| if let Value::Byte(byte) = item { *byte } else { 0 }).collect())
        } else {
            Items::Values(items)
        };
        Self { element, items: RefCell::new(items) }
    }

    /// A `byte[]`.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self { element: Type::BYTE, items: RefCell::new(Items::Bytes(bytes)) }
    }

    /// The element type.
    pub fn element(&self) -> &Type {
        &self.element
    }

    /// The storage.
    pub fn items(&self) -> &RefCell<Items> {
        &self.items
    }

    /// `Length`.
    pub fn len(&self) -> usize {
        match &*self.items.borrow() {
            Items::Bytes(bytes) => bytes.len(),
            Items::Values(values) => values.len(),
        }
    }

    /// Whether `Length` is 0.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The item at `index`.
    pub fn get(&self, index: usize) -> Option<Value> {
        match &*self.items.borrow() {
            Items::Bytes(bytes) => bytes.get(index).map(|byte| Value::Byte(*byte)),
            Items::Values(values) => values.get(index).cloned(),
        }
    }

    /// Stores an item; false when the index is outside.
    pub fn set(&self, index: usize, value: Value) -> bool {
        match (&mut *self.items.borrow_mut(), value) {
            (Items::Bytes(bytes), Value::Byte(byte)) => bytes.get_mut(index).map(|slot| *slot = byte).is_some(),
            (Items::Bytes(_), _) => false,
            (Items::Values(values), value) => values.get_mut(index).map(|slot| *slot = value).is_some(),
        }
    }

    /// A copy of all items.
    pub fn to_vec(&self) -> Vec<Value> {
        match &*self.items.borrow() {
            Items::Bytes(bytes) => bytes.iter().map(|byte| Value::Byte(*byte)).collect(),
            Items::Values(values) => values.clone(),
        }
    }

    /// A copy of the bytes, when it is a `byte[]`.
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        match &*self.items.borrow() {
            Items::Bytes(bytes) => Some(bytes.clone()),
            Items::Values(_) => None,
        }
    }
}

impl Object for Array {
    fn type_of(&self) -> Type {
        Type::array_of(self.element.clone())
    }

    fn iterate(&self, this: &Rc<dyn Object>, _: &mut Runtime<'_>) -> Option<Result<Box<dyn Iterate>, Exception>> {
        let array = Value::Object(this.clone()).downcast_rc::<Self>()?;
        Some(Ok(Box::new(ArrayIterator { array, next: 0 })))
    }
}

impl Drop for Array {
    fn drop(&mut self) {
        if let Items::Values(values) = self.items.get_mut() {
            release(std::mem::take(values));
        }
    }
}

struct ArrayIterator {
    array: Rc<Array>,
    next: usize,
}

impl Iterate for ArrayIterator {
    fn next(&mut self, _: &mut Runtime<'_>) -> Result<Option<Value>, Exception> {
        self.next += 1;
        Ok(self.array.get(self.next - 1))
    }
}
