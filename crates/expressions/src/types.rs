//! Type identities: what `int`, `List<string>` or an anonymous type *is*, at compile time and at run time alike.
//!
//! A [`TypeId`] is a number for a full .NET name, the same in the whole process, so that an object can say what it is
//! without knowing which surface declared its members.

use std::{
    fmt,
    sync::{Arc, LazyLock, RwLock},
};

use hashbrown::HashMap;

use crate::text::Text;

/// The identity of a type declaration: `System.Int32`, ``System.Collections.Generic.List`1``.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub(crate) u32);

macro_rules! well_known {
    ($($constant:ident = $name:literal),* $(,)?) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        enum WellKnown { $($constant),* }
        #[allow(missing_docs)]
        impl TypeId { $(pub const $constant: TypeId = TypeId(WellKnown::$constant as u32);)* }
        const WELL_KNOWN: &[&str] = &[$($name),*];
    };
}

well_known! {
    VOID = "System.Void", OBJECT = "System.Object", VALUE_TYPE = "System.ValueType", ENUM = "System.Enum",
    BOOLEAN = "System.Boolean", CHAR = "System.Char", SBYTE = "System.SByte", BYTE = "System.Byte",
    INT16 = "System.Int16", UINT16 = "System.UInt16", INT32 = "System.Int32", UINT32 = "System.UInt32",
    INT64 = "System.Int64", UINT64 = "System.UInt64", SINGLE = "System.Single", DOUBLE = "System.Double",
    DECIMAL = "System.Decimal", STRING = "System.String", DATE_TIME = "System.DateTime",
    DATE_TIME_OFFSET = "System.DateTimeOffset", TIME_SPAN = "System.TimeSpan", GUID = "System.Guid",
    ARRAY = "System.Array", DELEGATE = "System.Delegate", MULTICAST_DELEGATE = "System.MulticastDelegate",
    NULLABLE = "System.Nullable`1", TYPE = "System.Type", EXCEPTION = "System.Exception",
    IENUMERABLE = "System.Collections.IEnumerable", IENUMERABLE_T = "System.Collections.Generic.IEnumerable`1",
    ICOLLECTION_T = "System.Collections.Generic.ICollection`1", ILIST_T = "System.Collections.Generic.IList`1",
    IREADONLY_COLLECTION_T = "System.Collections.Generic.IReadOnlyCollection`1",
    IREADONLY_LIST_T = "System.Collections.Generic.IReadOnlyList`1",
    ICOLLECTION = "System.Collections.ICollection", ILIST = "System.Collections.IList",
    IENUMERATOR_T = "System.Collections.Generic.IEnumerator`1", IENUMERATOR = "System.Collections.IEnumerator",
    IDISPOSABLE = "System.IDisposable", IFORMATTABLE = "System.IFormattable",
    LIST_T = "System.Collections.Generic.List`1", DICTIONARY = "System.Collections.Generic.Dictionary`2",
    IDICTIONARY = "System.Collections.Generic.IDictionary`2",
    IREADONLY_DICTIONARY = "System.Collections.Generic.IReadOnlyDictionary`2",
    KEY_VALUE_PAIR = "System.Collections.Generic.KeyValuePair`2",
    FUNC1 = "System.Func`1", FUNC2 = "System.Func`2", FUNC3 = "System.Func`3", FUNC4 = "System.Func`4",
    FUNC5 = "System.Func`5", FUNC6 = "System.Func`6",
    ACTION0 = "System.Action", ACTION1 = "System.Action`1", ACTION2 = "System.Action`2", ACTION3 = "System.Action`3",
    ACTION4 = "System.Action`4", PREDICATE = "System.Predicate`1", COMPARISON = "System.Comparison`1",
    DATE_TIME_KIND = "System.DateTimeKind", DAY_OF_WEEK = "System.DayOfWeek",
    STRING_COMPARISON = "System.StringComparison", FORMATTABLE_STRING = "System.FormattableString",
    ICOMPARABLE = "System.IComparable", ICOMPARABLE_T = "System.IComparable`1", IEQUATABLE_T = "System.IEquatable`1",
    ICONVERTIBLE = "System.IConvertible",
    VALUE_TUPLE1 = "System.ValueTuple`1", VALUE_TUPLE2 = "System.ValueTuple`2", VALUE_TUPLE3 = "System.ValueTuple`3",
    VALUE_TUPLE4 = "System.ValueTuple`4", VALUE_TUPLE5 = "System.ValueTuple`5", VALUE_TUPLE6 = "System.ValueTuple`6",
    VALUE_TUPLE7 = "System.ValueTuple`7", VALUE_TUPLE8 = "System.ValueTuple`8",
    IGROUPING = "System.Linq.IGrouping`2", IORDERED_ENUMERABLE = "System.Linq.IOrderedEnumerable`1",
}

struct Names {
    by_name: HashMap<&'static str, TypeId>,
    names: Vec<&'static str>,
}

static NAMES: LazyLock<RwLock<Names>> = LazyLock::new(|| {
    let by_name = WELL_KNOWN.iter().enumerate().map(|(index, name)| (*name, TypeId(index as u32))).collect();
    RwLock::new(Names { by_name, names: WELL_KNOWN.to_vec() })
});

impl TypeId {
    /// The identity of the type with this full name (generic types with their arity: ``…List`1``).
    ///
    /// Objects keep it in a `static … : LazyLock<TypeId>`; names come from source text, so the table is bounded.
    pub fn of(name: &'static str) -> Self {
        let known = NAMES.read().unwrap_or_else(|poisoned| poisoned.into_inner()).by_name.get(name).copied();
        known.unwrap_or_else(|| {
            let mut names = NAMES.write().unwrap_or_else(|poisoned| poisoned.into_inner());
            if let Some(id) = names.by_name.get(name) {
                return *id;
            }
            let id = Self(names.names.len() as u32);
            names.names.push(name);
            names.by_name.insert(name, id);
            id
        })
    }

    /// As [`TypeId::of`], for a name that was put together from declarations.
    pub(crate) fn named(name: &str) -> Self {
        let known = NAMES.read().unwrap_or_else(|poisoned| poisoned.into_inner()).by_name.get(name).copied();
        // Each name is kept once for the life of the process.
        known.unwrap_or_else(|| Self::of(Box::leak(name.to_owned().into_boxed_str())))
    }

    /// The full .NET name.
    pub fn name(self) -> &'static str {
        let names = NAMES.read().unwrap_or_else(|poisoned| poisoned.into_inner());
        names.names.get(self.0 as usize).copied().unwrap_or("System.Object")
    }

    /// Number of type parameters, read from the name.
    pub fn arity(self) -> usize {
        let arity = self.name().rsplit_once('`').map_or("0", |(_, arity)| arity);
        // A nested type shares the parameters of the one around it: `Dictionary`2+KeyCollection`.
        arity.split('+').next().and_then(|arity| arity.parse().ok()).unwrap_or(0)
    }

    /// The name without namespace and arity: `List`.
    pub fn short_name(self) -> &'static str {
        let name = self.name();
        let name = name.rsplit_once('+').map_or(name, |(_, name)| name);
        let name = name.split_once('`').map_or(name, |(name, _)| name);
        name.rsplit_once('.').map_or(name, |(_, name)| name)
    }

    /// The namespace: `System.Collections.Generic`.
    pub fn namespace(self) -> &'static str {
        self.name().rsplit_once('.').map_or("", |(namespace, _)| namespace)
    }

    pub(crate) fn func(parameters: usize) -> Option<Self> {
        [Self::FUNC1, Self::FUNC2, Self::FUNC3, Self::FUNC4, Self::FUNC5, Self::FUNC6].get(parameters).copied()
    }

    pub(crate) fn action(parameters: usize) -> Option<Self> {
        [Self::ACTION0, Self::ACTION1, Self::ACTION2, Self::ACTION3, Self::ACTION4].get(parameters).copied()
    }
}

impl fmt::Debug for TypeId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A type: what an expression has statically and what a value is at run time.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Type {
    /// A class, structure, interface or enumeration without type arguments.
    Plain(TypeId),
    /// A constructed generic type.
    Generic(TypeId, Arc<[Type]>),
    /// A one-dimensional array.
    Array(Arc<Type>),
    /// `T?` of a value type.
    Nullable(Arc<Type>),
    /// A type parameter: of the declaring type below [`Type::METHOD`], of the method from there on.
    Parameter(u8),
    /// A C# 7 tuple.
    Tuple(Arc<TupleType>),
    /// An anonymous type.
    Anonymous(Arc<AnonymousType>),
    /// The type of `null` before it is converted.
    Null,
    /// The type of something that was already reported as wrong; agrees with everything so that one mistake is
    /// reported once.
    Error,
}

/// Elements of a tuple; names do not take part in identity.
#[derive(Clone, Debug)]
pub struct TupleType {
    /// Types of the elements.
    pub elements: Vec<Type>,
    /// Names given in source, where there are any.
    pub names: Vec<Option<Text>>,
}

impl PartialEq for TupleType {
    fn eq(&self, other: &Self) -> bool {
        self.elements == other.elements
    }
}

impl Eq for TupleType {}

impl std::hash::Hash for TupleType {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.elements.hash(state);
    }
}

/// Properties of an anonymous type; two with the same names and types in the same order are one type.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct AnonymousType {
    /// Names and types in order.
    pub fields: Vec<(Text, Type)>,
}

#[allow(missing_docs)]
impl Type {
    pub const VOID: Self = Self::Plain(TypeId::VOID);
    pub const OBJECT: Self = Self::Plain(TypeId::OBJECT);
    pub const BOOLEAN: Self = Self::Plain(TypeId::BOOLEAN);
    pub const CHAR: Self = Self::Plain(TypeId::CHAR);
    pub const SBYTE: Self = Self::Plain(TypeId::SBYTE);
    pub const BYTE: Self = Self::Plain(TypeId::BYTE);
    pub const INT16: Self = Self::Plain(TypeId::INT16);
    pub const UINT16: Self = Self::Plain(TypeId::UINT16);
    pub const INT32: Self = Self::Plain(TypeId::INT32);
    pub const UINT32: Self = Self::Plain(TypeId::UINT32);
    pub const INT64: Self = Self::Plain(TypeId::INT64);
    pub const UINT64: Self = Self::Plain(TypeId::UINT64);
    pub const SINGLE: Self = Self::Plain(TypeId::SINGLE);
    pub const DOUBLE: Self = Self::Plain(TypeId::DOUBLE);
    pub const DECIMAL: Self = Self::Plain(TypeId::DECIMAL);
    pub const STRING: Self = Self::Plain(TypeId::STRING);
    pub const DATE_TIME: Self = Self::Plain(TypeId::DATE_TIME);
    pub const DATE_TIME_OFFSET: Self = Self::Plain(TypeId::DATE_TIME_OFFSET);
    pub const TIME_SPAN: Self = Self::Plain(TypeId::TIME_SPAN);
    pub const GUID: Self = Self::Plain(TypeId::GUID);
    pub const EXCEPTION: Self = Self::Plain(TypeId::EXCEPTION);

    /// First number of a method's own type parameters in [`Type::Parameter`].
    pub const METHOD: u8 = 64;
}

impl Type {
    /// A type with arguments; plain when there are none.
    pub fn new(id: TypeId, arguments: &[Type]) -> Self {
        match (id, arguments) {
            (_, []) => Self::Plain(id),
            (TypeId::NULLABLE, [inner]) => Self::Nullable(Arc::new(inner.clone())),
            _ => Self::Generic(id, arguments.into()),
        }
    }

    /// An array of this type.
    pub fn array_of(element: Type) -> Self {
        Self::Array(Arc::new(element))
    }

    /// `element?`.
    pub fn nullable_of(element: Type) -> Self {
        Self::Nullable(Arc::new(element))
    }

    /// `IEnumerable<element>`.
    pub fn sequence_of(element: Type) -> Self {
        Self::Generic(TypeId::IENUMERABLE_T, [element].into())
    }

    /// The declaration behind this type; arrays are `System.Array`, tuples and anonymous types have none of their own.
    pub fn id(&self) -> TypeId {
        match self {
            Self::Plain(id) | Self::Generic(id, _) => *id,
            Self::Array(_) => TypeId::ARRAY,
            Self::Nullable(_) => TypeId::NULLABLE,
            Self::Tuple(_) => TypeId::VALUE_TYPE,
            Self::Parameter(_) | Self::Anonymous(_) | Self::Null | Self::Error => TypeId::OBJECT,
        }
    }

    /// Type arguments, empty for other types.
    pub fn arguments(&self) -> &[Type] {
        match self {
            Self::Generic(_, arguments) => arguments,
            Self::Array(inner) | Self::Nullable(inner) => std::slice::from_ref(inner),
            _ => &[],
        }
    }

    /// The element type of an array.
    pub fn element(&self) -> Option<&Type> {
        match self {
            Self::Array(element) => Some(element),
            _ => None,
        }
    }

    /// `T` of `T?`, and this type itself otherwise.
    pub fn without_nullable(&self) -> &Type {
        match self {
            Self::Nullable(inner) => inner,
            other => other,
        }
    }

    /// This type with parameters replaced: `class` for the declaring type's, `method` for the method's own.
    pub fn substitute(&self, class: &[Type], method: &[Type]) -> Type {
        match self {
            Self::Parameter(index) if *index >= Self::METHOD => {
                method.get(usize::from(*index - Self::METHOD)).unwrap_or(self).clone()
            }
            Self::Parameter(index) => class.get(usize::from(*index)).unwrap_or(self).clone(),
            Self::Generic(id, arguments) => {
                Self::Generic(*id, arguments.iter().map(|argument| argument.substitute(class, method)).collect())
            }
            Self::Array(element) => Self::array_of(element.substitute(class, method)),
            Self::Nullable(inner) => match inner.substitute(class, method) {
                already @ Self::Nullable(_) => already,
                inner => Self::nullable_of(inner),
            },
            Self::Tuple(tuple) => Self::Tuple(Arc::new(TupleType {
                elements: tuple.elements.iter().map(|element| element.substitute(class, method)).collect(),
                names: tuple.names.clone(),
            })),
            other => other.clone(),
        }
    }

    /// Whether a type parameter occurs in it.
    pub fn is_open(&self) -> bool {
        match self {
            Self::Parameter(_) => true,
            Self::Tuple(tuple) => tuple.elements.iter().any(Self::is_open),
            other => other.arguments().iter().any(Self::is_open),
        }
    }

    /// The name .NET's reflection prints: ``System.Collections.Generic.List`1[System.Int32]``.
    pub fn reflection_name(&self) -> String {
        let list = |arguments: &[Type]| {
            let names: Vec<_> = arguments.iter().map(Self::reflection_name).collect();
            names.join(",")
        };
        match self {
            Self::Plain(id) => id.name().to_owned(),
            Self::Generic(id, arguments) => format!("{}[{}]", id.name(), list(arguments)),
            Self::Array(element) => format!("{}[]", element.reflection_name()),
            Self::Nullable(inner) => format!("System.Nullable`1[{}]", inner.reflection_name()),
            Self::Tuple(tuple) => format!("System.ValueTuple`{}[{}]", tuple.elements.len(), list(&tuple.elements)),
            Self::Anonymous(shape) => {
                let types: Vec<_> = shape.fields.iter().map(|(_, field)| field.reflection_name()).collect();
                format!("<>f__AnonymousType0`{}[{}]", types.len(), types.join(","))
            }
            Self::Parameter(_) | Self::Null | Self::Error => "System.Object".to_owned(),
        }
    }
}

impl fmt::Display for Type {
    /// The name as C# writes it and compile errors quote it: `List<int>`, `string[]`, `int?`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |formatter: &mut fmt::Formatter<'_>, types: &[Type]| {
            types
                .iter()
                .enumerate()
                .try_for_each(|(index, argument)| write!(formatter, "{}{argument}", if index == 0 { "" } else { ", " }))
        };
        match self {
            Self::Plain(id) => formatter.write_str(keyword(*id).unwrap_or(id.short_name())),
            Self::Generic(id, arguments) => {
                write!(formatter, "{}<", id.short_name())?;
                list(formatter, arguments)?;
                formatter.write_str(">")
            }
            Self::Array(element) => write!(formatter, "{element}[]"),
            Self::Nullable(inner) => write!(formatter, "{inner}?"),
            Self::Parameter(_) => formatter.write_str("T"),
            Self::Tuple(tuple) => {
                formatter.write_str("(")?;
                for (index, element) in tuple.elements.iter().enumerate() {
                    write!(formatter, "{}{element}", if index == 0 { "" } else { ", " })?;
                    if let Some(Some(name)) = tuple.names.get(index) {
                        write!(formatter, " {name}")?;
                    }
                }
                formatter.write_str(")")
            }
            Self::Anonymous(shape) => {
                formatter.write_str("<anonymous type: ")?;
                for (index, (name, field)) in shape.fields.iter().enumerate() {
                    write!(formatter, "{}{field} {name}", if index == 0 { "" } else { ", " })?;
                }
                formatter.write_str(">")
            }
            Self::Null => formatter.write_str("<null>"),
            Self::Error => formatter.write_str("?"),
        }
    }
}

/// C# keywords for types.
pub(crate) const KEYWORDS: [(&str, TypeId); 17] = [
    ("void", TypeId::VOID),
    ("object", TypeId::OBJECT),
    ("bool", TypeId::BOOLEAN),
    ("char", TypeId::CHAR),
    ("sbyte", TypeId::SBYTE),
    ("byte", TypeId::BYTE),
    ("short", TypeId::INT16),
    ("ushort", TypeId::UINT16),
    ("int", TypeId::INT32),
    ("uint", TypeId::UINT32),
    ("long", TypeId::INT64),
    ("ulong", TypeId::UINT64),
    ("float", TypeId::SINGLE),
    ("double", TypeId::DOUBLE),
    ("decimal", TypeId::DECIMAL),
    ("string", TypeId::STRING),
    ("dynamic", TypeId::OBJECT),
];

fn keyword(id: TypeId) -> Option<&'static str> {
    KEYWORDS.iter().find(|(_, known)| *known == id).map(|(keyword, _)| *keyword)
}

/// The type a C# keyword names.
pub(crate) fn type_of_keyword(word: &str) -> Option<TypeId> {
    KEYWORDS.iter().find(|(keyword, _)| *keyword == word).map(|(_, id)| *id)
}
