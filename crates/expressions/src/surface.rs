//! The surface: every type and member that an expression may use, as data.
//!
//! It is declared once in C# syntax (see [`declare`]) by the standard library and by the embedding, and read by the
//! binder, by completion and by the page that documents what is supported. Look-ups are hashed and built once.

pub mod declare;
mod lookup;
mod machine;
mod signature;

use std::sync::Arc;

use hashbrown::HashMap;

pub(crate) use self::declare::is_interface_name;
pub use self::declare::{Declarations, TypeDeclaration};
pub use self::machine::Machine;
use crate::{
    runtime::Native,
    text::Text,
    types::{Type, TypeId},
    value::Value,
};

/// The finished table. Cheap to clone.
#[derive(Clone)]
pub struct Surface(Arc<Tables>);

/// Index of a member in its surface.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct MemberId(pub(crate) u32);

#[derive(Default)]
pub(crate) struct Tables {
    pub(crate) types: Vec<Option<TypeInfo>>,
    pub(crate) members: Vec<Member>,
    /// By C# name without namespace, and number of type parameters.
    pub(crate) by_short_name: HashMap<(&'static str, usize), Vec<TypeId>>,
    /// By full name as C# writes it (`System.Collections.Generic.List`), and number of type parameters.
    pub(crate) by_full_name: HashMap<(String, usize), TypeId>,
    pub(crate) namespaces: hashbrown::HashSet<String>,
    pub(crate) extensions: HashMap<String, Vec<MemberId>>,
    pub(crate) globals: HashMap<&'static str, Global>,
    /// Which member of a class stands behind a virtual member of an interface.
    pub(crate) dispatch: HashMap<(TypeId, MemberId), MemberId>,
    pub(crate) problems: Vec<String>,
    pub(crate) machine: Machine,
}

/// A name that is there without declaration, such as `context`.
pub struct Global {
    /// Its type.
    pub class: Type,
    /// How to get it.
    pub native: Native,
    /// Documentation.
    pub doc: &'static str,
}

/// What kind of type a declaration makes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TypeKind {
    /// A reference type.
    Class,
    /// A class with static members only.
    Static,
    /// A value type.
    Structure,
    /// An interface.
    Interface,
    /// An enumeration.
    Enumeration,
    /// A delegate type.
    Delegate,
}

/// One declared type.
pub struct TypeInfo {
    /// Identity.
    pub id: TypeId,
    /// Kind.
    pub kind: TypeKind,
    /// Documentation.
    pub doc: &'static str,
    /// Names of type parameters.
    pub type_parameters: Vec<String>,
    /// Base class; interfaces and `object` have none.
    pub base: Option<Type>,
    /// Interfaces named in the declaration.
    pub interfaces: Vec<Type>,
    /// Members by name, without constructors, indexers and operators.
    pub members: HashMap<String, Vec<MemberId>>,
    /// Constructors.
    pub constructors: Vec<MemberId>,
    /// Indexers.
    pub indexers: Vec<MemberId>,
    /// Operators by symbol.
    pub operators: HashMap<String, Vec<MemberId>>,
    /// User-defined implicit conversions from and to this type.
    pub implicit: Vec<MemberId>,
    /// User-defined explicit conversions from and to this type.
    pub explicit: Vec<MemberId>,
    /// Names and numbers of an enumeration.
    pub values: Vec<(&'static str, i64)>,
    /// Whether an enumeration's values are combined with `|`.
    pub flags: bool,
    /// `default(T)` of a structure.
    pub default: Option<fn() -> Value>,
    /// Gives a sequence to enumerate instead of the value.
    pub enumerates: Option<Native>,
    /// Parameters and result of a delegate type.
    pub delegate: Option<(Vec<Type>, Type)>,
}

/// What a member is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MemberKind {
    /// `new T(…)`.
    Constructor,
    /// A method, also an extension method.
    Method,
    /// A property, field or constant.
    Property,
    /// `this[…]`.
    Indexer,
    /// An operator.
    Operator,
    /// An implicit or explicit conversion.
    Conversion,
}

/// One declared member.
pub struct Member {
    /// Kind.
    pub kind: MemberKind,
    /// Name as C# writes it; the symbol of an operator.
    pub name: String,
    /// The declaring type.
    pub declaring: TypeId,
    /// Static (extension methods are).
    pub is_static: bool,
    /// The first parameter is marked `this`.
    pub is_extension: bool,
    /// A constant: its value may be used at compile time.
    pub is_constant: bool,
    /// Not visible to expressions, only to virtual dispatch.
    pub is_hidden: bool,
    /// Names of the method's own type parameters.
    pub type_parameters: Vec<String>,
    /// Parameters.
    pub parameters: Vec<Parameter>,
    /// Result type; `void` for none.
    pub result: Type,
    /// The implementation; none for virtual members of interfaces and write-only properties.
    pub native: Option<Native>,
    /// Stores a property or indexer; the value is the last argument.
    pub setter: Option<Native>,
    /// Bits of what an evaluation must have prepared.
    pub requirements: u64,
    /// Documentation.
    pub doc: &'static str,
    /// The declaration's text.
    pub signature: &'static str,
}

/// How an argument is passed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Passing {
    /// By value.
    Value,
    /// `out`.
    Out,
    /// `ref`.
    Reference,
    /// `params T[]`.
    Params,
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Name.
    pub name: String,
    /// Type, with `Type::Parameter` for type parameters.
    pub class: Type,
    /// Passing.
    pub passing: Passing,
    /// The value of an optional parameter.
    pub default: Option<Constant>,
}

/// A compile-time constant; unlike [`Value`] it can be shared between threads.
#[derive(Clone, PartialEq, Debug)]
#[allow(missing_docs)]
pub enum Constant {
    Null,
    /// `default(T)` of the parameter's type.
    Default,
    Bool(bool),
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
    Decimal(rust_decimal::Decimal),
    Text(Text),
    Enum(TypeId, i64),
}

impl Constant {
    /// The constant as a value.
    pub fn to_value(&self) -> Value {
        match self {
            Self::Null | Self::Default => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Char(value) => Value::Char(*value),
            Self::SByte(value) => Value::SByte(*value),
            Self::Byte(value) => Value::Byte(*value),
            Self::Int16(value) => Value::Int16(*value),
            Self::UInt16(value) => Value::UInt16(*value),
            Self::Int32(value) => Value::Int32(*value),
            Self::UInt32(value) => Value::UInt32(*value),
            Self::Int64(value) => Value::Int64(*value),
            Self::UInt64(value) => Value::UInt64(*value),
            Self::Single(value) => Value::Single(*value),
            Self::Double(value) => Value::Double(*value),
            Self::Decimal(value) => Value::Decimal(*value),
            Self::Text(value) => Value::Text(value.clone()),
            Self::Enum(class, value) => Value::Enum(*class, *value),
        }
    }

    /// The value as a constant, when it can be one.
    pub fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Char(value) => Self::Char(*value),
            Value::SByte(value) => Self::SByte(*value),
            Value::Byte(value) => Self::Byte(*value),
            Value::Int16(value) => Self::Int16(*value),
            Value::UInt16(value) => Self::UInt16(*value),
            Value::Int32(value) => Self::Int32(*value),
            Value::UInt32(value) => Self::UInt32(*value),
            Value::Int64(value) => Self::Int64(*value),
            Value::UInt64(value) => Self::UInt64(*value),
            Value::Single(value) => Self::Single(*value),
            Value::Double(value) => Self::Double(*value),
            Value::Decimal(value) => Self::Decimal(*value),
            Value::Text(value) => Self::Text(value.clone()),
            Value::Enum(class, value) => Self::Enum(*class, *value),
            _ => return None,
        })
    }
}
