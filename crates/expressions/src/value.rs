//! Values at run time.
//!
//! A value is at most 24 bytes; the common kinds are held directly, everything else is an object behind a counted
//! pointer. `Nullable<T>` has no form of its own: it is `Null` or the plain value, as boxing makes it in .NET.

mod anonymous;
mod array;
mod equality;
mod release;
mod type_object;

use std::{any::Any, fmt, rc::Rc, sync::Arc};

use rust_decimal::Decimal;

pub(crate) use self::anonymous::Anonymous;
pub(crate) use self::release::{note_stack_base, release, stack_is_low};
pub use self::{
    array::{Array, Items},
    type_object::TypeObject,
};
pub use crate::format::{
    calendar::{DateTime, DateTimeKind, DateTimeOffset},
    duration::TimeSpan,
};
use crate::{
    exception::Exception,
    runtime::Runtime,
    text::Text,
    types::{TupleType, Type, TypeId},
};

/// Any value an expression can hold.
#[derive(Clone)]
#[allow(missing_docs)]
pub enum Value {
    Null,
    Bool(bool),
    /// A UTF-16 unit.
    Char(u16),
    SByte(i8),
    Byte(u8),
    Int16(i16),
    UInt16(u16),
    Int32(i32),
    UInt32(u32),
    Int64(i64),
    UInt64(u64),
    Single(f32),
    Double(f64),
    Decimal(Decimal),
    Text(Text),
    DateTime(DateTime),
    DateTimeOffset(DateTimeOffset),
    TimeSpan(TimeSpan),
    /// Bytes in the order of the text form.
    Guid([u8; 16]),
    /// A value of an enumeration.
    Enum(TypeId, i64),
    Object(Rc<dyn Object>),
    /// A handle of the embedding.
    Host(HostValue),
}

/// An allocation-free handle that the embedding gives meaning to, such as `context.Request`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HostValue {
    /// The declared type, whose members the embedding implements.
    pub class: TypeId,
    /// Whatever tells one such value from another (an index, a discriminant).
    pub handle: u64,
}

/// An object of the library or the embedding.
pub trait Object: Any {
    /// The exact type, as `GetType()` gives it.
    fn type_of(&self) -> Type;

    /// What reference equality compares. Objects that are only a view of shared data answer the data's address.
    fn identity(&self) -> usize {
        std::ptr::from_ref(self).cast::<u8>() as usize
    }

    /// `ToString()` under en-US.
    fn to_text(&self) -> Text {
        Text::from(self.type_of().reflection_name())
    }

    /// `ToString(format, null)` of an `IFormattable`; none for other types, whose text has no formats.
    fn to_formatted_text(&self, format: &str) -> Option<Result<Text, Exception>> {
        let _ = format;
        None
    }

    /// `Equals(object)`; by reference unless the type says otherwise.
    fn equals(&self, other: &Value) -> bool {
        matches!(other, Value::Object(other) if other.identity() == self.identity())
    }

    /// The plain value behind an `IConvertible` object, which `Convert` then converts; none for other types.
    fn convertible(&self) -> Option<Value> {
        None
    }

    /// `CompareTo(object)` of an `IComparable`; none for other types.
    fn compare(&self, other: &Value) -> Option<Result<std::cmp::Ordering, Exception>> {
        let _ = other;
        None
    }

    /// `GetHashCode()`, consistent with `equals`.
    fn hash_code(&self) -> i32 {
        let identity = self.identity() as u64 >> 4;
        (identity ^ (identity >> 32)) as i32
    }

    /// Begins to enumerate it, when it is a sequence. `this` is the pointer the call came through.
    fn iterate(&self, this: &Rc<dyn Object>, runtime: &mut Runtime<'_>) -> Option<Result<Box<dyn Iterate>, Exception>> {
        let _ = (this, runtime);
        None
    }

    /// How many sequences it is made of, one inside the other; only lazy sequences are.
    fn depth(&self) -> u32 {
        0
    }

    /// Calls it, when it is a delegate.
    fn invoke(&self, arguments: &[Value], runtime: &mut Runtime<'_>) -> Option<Result<Value, Exception>> {
        let _ = (arguments, runtime);
        None
    }
}

/// A running enumeration.
pub trait Iterate {
    /// The next element, or none at the end.
    fn next(&mut self, runtime: &mut Runtime<'_>) -> Result<Option<Value>, Exception>;
}

impl Value {
    /// Text from a Rust string.
    pub fn text(text: impl Into<Text>) -> Self {
        Self::Text(text.into())
    }

    /// An object.
    pub fn object(object: impl Object) -> Self {
        Self::Object(Rc::new(object))
    }

    /// An array of `element`.
    pub fn array(element: Type, items: Vec<Value>) -> Self {
        Self::object(Array::new(element, items))
    }

    /// A `byte[]`.
    pub fn bytes(bytes: Vec<u8>) -> Self {
        Self::object(Array::from_bytes(bytes))
    }

    /// Null for `None`.
    pub fn optional<T: Into<Value>>(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The object of type `T` in it.
    pub fn downcast<T: Object>(&self) -> Option<&T> {
        match self {
            Self::Object(object) => (&**object as &dyn Any).downcast_ref(),
            _ => None,
        }
    }

    /// The counted object of type `T` in it.
    pub fn downcast_rc<T: Object>(&self) -> Option<Rc<T>> {
        match self {
            Self::Object(object) => (object.clone() as Rc<dyn Any>).downcast().ok(),
            _ => None,
        }
    }

    /// The text in it.
    pub fn as_text(&self) -> Option<&Text> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The exact type, as `GetType()` gives it; [`Type::Null`] for null.
    pub fn type_of(&self) -> Type {
        match self {
            Self::Null => Type::Null,
            Self::Object(object) => object.type_of(),
            Self::Host(host) => Type::Plain(host.class),
            Self::Enum(class, _) => Type::Plain(*class),
            other => Type::Plain(other.simple_class()),
        }
    }

    /// The declaration of a value that is neither null nor an object.
    fn simple_class(&self) -> TypeId {
        match self {
            Self::Bool(_) => TypeId::BOOLEAN,
            Self::Char(_) => TypeId::CHAR,
            Self::SByte(_) => TypeId::SBYTE,
            Self::Byte(_) => TypeId::BYTE,
            Self::Int16(_) => TypeId::INT16,
            Self::UInt16(_) => TypeId::UINT16,
            Self::Int32(_) => TypeId::INT32,
            Self::UInt32(_) => TypeId::UINT32,
            Self::Int64(_) => TypeId::INT64,
            Self::UInt64(_) => TypeId::UINT64,
            Self::Single(_) => TypeId::SINGLE,
            Self::Double(_) => TypeId::DOUBLE,
            Self::Decimal(_) => TypeId::DECIMAL,
            Self::Text(_) => TypeId::STRING,
            Self::DateTime(_) => TypeId::DATE_TIME,
            Self::DateTimeOffset(_) => TypeId::DATE_TIME_OFFSET,
            Self::TimeSpan(_) => TypeId::TIME_SPAN,
            Self::Guid(_) => TypeId::GUID,
            Self::Null | Self::Enum(..) | Self::Object(_) | Self::Host(_) => TypeId::OBJECT,
        }
    }

    /// `ToString()` under en-US; the empty string for null.
    pub fn to_text(&self) -> Text {
        match self {
            Self::Null => Text::EMPTY,
            Self::Text(text) => text.clone(),
            Self::Object(_) if stack_is_low() => Text::literal("…"),
            Self::Object(object) => object.to_text(),
            Self::Host(host) => Text::literal(host.class.name()),
            other => crate::library::plain_text(other),
        }
    }
}

macro_rules! into_value {
    ($($from:ty => $variant:ident),* $(,)?) => {
        $(impl From<$from> for Value { fn from(value: $from) -> Self { Self::$variant(value) } })*
    };
}

into_value! {
    bool => Bool, i8 => SByte, u8 => Byte, i16 => Int16, i32 => Int32, u32 => UInt32, i64 => Int64, u64 => UInt64,
    f32 => Single, f64 => Double, Decimal => Decimal, Text => Text, DateTime => DateTime,
    DateTimeOffset => DateTimeOffset, TimeSpan => TimeSpan,
}

impl From<&'static str> for Value {
    fn from(text: &'static str) -> Self {
        Self::Text(Text::literal(text))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {:?}", self.type_of(), self.to_text())
    }
}

/// A C# 7 tuple value.
pub struct Tuple {
    /// Types and names of the elements.
    pub shape: Arc<TupleType>,
    /// The elements.
    pub items: std::cell::RefCell<Vec<Value>>,
}

impl Object for Tuple {
    fn type_of(&self) -> Type {
        Type::Tuple(self.shape.clone())
    }

    fn to_text(&self) -> Text {
        let items: Vec<_> = self.items.borrow().iter().map(|item| item.to_text().to_str().into_owned()).collect();
        Text::from(format!("({})", items.join(", ")))
    }

    fn equals(&self, other: &Value) -> bool {
        other.downcast::<Self>().is_some_and(|other| {
            let (one, two) = (self.items.borrow(), other.items.borrow());
            one.len() == two.len() && one.iter().zip(two.iter()).all(|(one, two)| one.equals(two))
        })
    }

    fn hash_code(&self) -> i32 {
        self.items.borrow().iter().fold(17, |hash, item| hash.wrapping_mul(31).wrapping_add(item.hash_code()))
    }
}

impl Drop for Tuple {
    fn drop(&mut self) {
        release(self.items.take());
    }
}
