//! Reading the surface: types by name, members by name, subtyping, defaults.

use super::{Global, Member, MemberId, Surface, TypeInfo, TypeKind};
use crate::{
    runtime::Native,
    types::{Type, TypeId},
    value::{DateTime, DateTimeKind, DateTimeOffset, TimeSpan, Tuple, Value},
};

impl Surface {
    /// Clock and random source.
    pub(crate) fn machine(&self) -> &super::Machine {
        &self.0.machine
    }

    /// The declaration of a type.
    pub fn info(&self, id: TypeId) -> Option<&TypeInfo> {
        self.0.types.get(id.0 as usize)?.as_ref()
    }

    /// A member.
    pub fn member(&self, id: MemberId) -> &Member {
        &self.0.members[id.0 as usize]
    }

    /// All declared types, in no particular order.
    pub fn types(&self) -> impl Iterator<Item = &TypeInfo> {
        self.0.types.iter().flatten()
    }

    /// Problems of the declarations themselves, such as a signature that names an undeclared type.
    pub fn problems(&self) -> &[String] {
        &self.0.problems
    }

    /// A name that is there without declaration.
    pub fn global(&self, name: &str) -> Option<&Global> {
        self.0.globals.get(name)
    }

    /// Names that are there without declaration.
    pub fn globals(&self) -> impl Iterator<Item = (&'static str, &Global)> {
        self.0.globals.iter().map(|(name, global)| (*name, global))
    }

    /// The type with this short name and number of type parameters.
    pub fn type_named(&self, short_name: &str, arity: usize) -> Option<TypeId> {
        // The map's key is 'static; hashbrown can look up by an equivalent borrowed key.
        self.0.by_short_name.get(&Short(short_name, arity))?.first().copied()
    }

    /// The type with this full name (`System.Text.Encoding`) and number of type parameters.
    pub fn type_with_full_name(&self, name: &str, arity: usize) -> Option<TypeId> {
        self.0.by_full_name.get(&Full(name, arity)).copied()
    }

    /// Whether some declared type lives in this namespace or below it.
    pub fn is_namespace(&self, name: &str) -> bool {
        self.0.namespaces.contains(name)
    }

    /// Extension methods of this name.
    pub fn extensions(&self, name: &str) -> &[MemberId] {
        self.0.extensions.get(name).map_or(&[], Vec::as_slice)
    }

    /// Names of all extension methods.
    pub fn extension_names(&self) -> impl Iterator<Item = &str> {
        self.0.extensions.keys().map(String::as_str)
    }

    /// The class member behind a virtual interface member.
    pub fn dispatch(&self, class: TypeId, member: MemberId) -> Option<MemberId> {
        self.0.dispatch.get(&(class, member)).copied()
    }

    pub(crate) fn enumerator_of(&self, id: TypeId) -> Option<Native> {
        let info = self.info(id)?;
        match (info.enumerates, &info.base) {
            (Some(native), _) => Some(native),
            (None, Some(base)) => self.enumerator_of(base.id()),
            (None, None) => None,
        }
    }

    /// Whether values of this type are copied and never null.
    pub fn is_value_type(&self, class: &Type) -> bool {
        match class {
            Type::Nullable(_) | Type::Tuple(_) => true,
            Type::Plain(id) | Type::Generic(id, _) => {
                self.info(*id).is_some_and(|info| matches!(info.kind, TypeKind::Structure | TypeKind::Enumeration))
            }
            _ => false,
        }
    }

    /// Whether this is an enumeration.
    pub fn is_enumeration(&self, class: &Type) -> bool {
        matches!(class, Type::Plain(id) if self.info(*id).is_some_and(|info| info.kind == TypeKind::Enumeration))
    }

    /// The base class of a type, with its type arguments.
    pub fn base_of(&self, class: &Type) -> Option<Type> {
        match class {
            Type::Array(_) => Some(Type::Plain(TypeId::ARRAY)),
            Type::Tuple(_) | Type::Nullable(_) => Some(Type::Plain(TypeId::VALUE_TYPE)),
            Type::Anonymous(_) => Some(Type::OBJECT),
            Type::Plain(id) | Type::Generic(id, _) => {
                self.info(*id)?.base.as_ref().map(|base| base.substitute(class.arguments(), &[]))
            }
            _ => None,
        }
    }

    /// Interfaces a type names itself, with its type arguments.
    pub fn interfaces_of(&self, class: &Type) -> Vec<Type> {
        match class {
            Type::Array(element) => [
                TypeId::ILIST_T,
                TypeId::ICOLLECTION_T,
                TypeId::IENUMERABLE_T,
                TypeId::IREADONLY_LIST_T,
                TypeId::IREADONLY_COLLECTION_T,
            ]
            .into_iter()
            .map(|id| Type::Generic(id, [(**element).clone()].into()))
            .chain([Type::Plain(TypeId::ILIST), Type::Plain(TypeId::ICOLLECTION), Type::Plain(TypeId::IENUMERABLE)])
            .collect(),
            Type::Plain(id) | Type::Generic(id, _) => self.info(*id).map_or_else(Vec::new, |info| {
                info.interfaces.iter().map(|interface| interface.substitute(class.arguments(), &[])).collect()
            }),
            _ => Vec::new(),
        }
    }

    /// The form of `class` that is a construction of `target`, looking through bases and interfaces:
    /// `List<int>` as `IEnumerable` is `IEnumerable<int>`.
    pub fn as_instance_of(&self, class: &Type, target: TypeId) -> Option<Type> {
        if class.id() == target && !matches!(class, Type::Array(_) | Type::Nullable(_)) || target == TypeId::OBJECT {
            return Some(if target == TypeId::OBJECT { Type::OBJECT } else { class.clone() });
        }
        for interface in self.interfaces_of(class) {
            if let Some(found) = self.as_instance_of(&interface, target) {
                return Some(found);
            }
        }
        self.base_of(class).and_then(|base| self.as_instance_of(&base, target))
    }

    /// Identity or implicit reference conversion, boxing included: `class` is a `target`. Variance of the common
    /// covariant interfaces and array covariance are known.
    pub fn is_subtype(&self, class: &Type, target: &Type) -> bool {
        if class == target || *target == Type::OBJECT || *class == Type::Error || *target == Type::Error {
            return true;
        }
        match (class, target) {
            (Type::Null, _) => !self.is_value_type(target) || matches!(target, Type::Nullable(_)),
            (Type::Nullable(inner), Type::Nullable(outer)) => inner == outer,
            (Type::Nullable(_), _) if self.is_value_type(target) => false,
            (Type::Nullable(inner), _) => self.is_subtype(inner, target),
            (Type::Array(from), Type::Array(to)) => self.is_reference(from) && self.is_subtype(from, to),
            (_, Type::Plain(id)) => self.as_instance_of(class, *id).is_some(),
            (_, Type::Generic(id, wanted)) => self.as_instance_of(class, *id).is_some_and(|found| {
                found.arguments().iter().zip(wanted.iter()).enumerate().all(|(index, (have, want))| {
                    have == want
                        || match variance(*id, index, wanted.len()) {
                            Variance::Out => self.is_reference(have) && self.is_subtype(have, want),
                            Variance::In => self.is_reference(want) && self.is_subtype(want, have),
                            Variance::None => false,
                        }
                })
            }),
            _ => false,
        }
    }

    /// Whether this is a reference type.
    pub fn is_reference(&self, class: &Type) -> bool {
        !self.is_value_type(class) && !matches!(class, Type::Parameter(_))
    }

    /// Whether a value is of a type at run time (`is`).
    pub fn is_instance(&self, value: &Value, target: &Type) -> bool {
        match value {
            Value::Null => false,
            Value::Text(_) if *target == Type::STRING => true,
            _ => self.is_subtype(&value.type_of(), target.without_nullable()),
        }
    }

    /// `default(T)`.
    pub fn default_of(&self, class: &Type) -> Value {
        let Type::Plain(id) = class else {
            return match class {
                Type::Generic(id, _) => self.info(*id).and_then(|info| info.default).map_or(Value::Null, |make| make()),
                Type::Tuple(shape) => Value::object(Tuple {
                    items: shape.elements.iter().map(|element| self.default_of(element)).collect::<Vec<_>>().into(),
                    shape: shape.clone(),
                }),
                _ => Value::Null,
            };
        };
        match *id {
            TypeId::BOOLEAN => Value::Bool(false),
            TypeId::CHAR => Value::Char(0),
            TypeId::SBYTE => Value::SByte(0),
            TypeId::BYTE => Value::Byte(0),
            TypeId::INT16 => Value::Int16(0),
            TypeId::UINT16 => Value::UInt16(0),
            TypeId::INT32 => Value::Int32(0),
            TypeId::UINT32 => Value::UInt32(0),
            TypeId::INT64 => Value::Int64(0),
            TypeId::UINT64 => Value::UInt64(0),
            TypeId::SINGLE => Value::Single(0.0),
            TypeId::DOUBLE => Value::Double(0.0),
            TypeId::DECIMAL => Value::Decimal(rust_decimal::Decimal::ZERO),
            TypeId::DATE_TIME => Value::DateTime(DateTime { ticks: 0, kind: DateTimeKind::Unspecified }),
            TypeId::DATE_TIME_OFFSET => Value::DateTimeOffset(DateTimeOffset { ticks: 0, offset_minutes: 0 }),
            TypeId::TIME_SPAN => Value::TimeSpan(TimeSpan { ticks: 0 }),
            TypeId::GUID => Value::Guid([0; 16]),
            id => match self.info(id) {
                Some(info) if info.kind == TypeKind::Enumeration => Value::Enum(id, 0),
                Some(info) => info.default.map_or(Value::Null, |make| make()),
                None => Value::Null,
            },
        }
    }
}

enum Variance {
    None,
    Out,
    In,
}

fn variance(id: TypeId, index: usize, count: usize) -> Variance {
    match id {
        TypeId::IENUMERABLE_T
        | TypeId::IENUMERATOR_T
        | TypeId::IREADONLY_LIST_T
        | TypeId::IREADONLY_COLLECTION_T
        | TypeId::IGROUPING
        | TypeId::IORDERED_ENUMERABLE
        | TypeId::FUNC1 => Variance::Out,
        TypeId::FUNC2 | TypeId::FUNC3 | TypeId::FUNC4 | TypeId::FUNC5 | TypeId::FUNC6 if index + 1 == count => {
            Variance::Out
        }
        TypeId::FUNC2 | TypeId::FUNC3 | TypeId::FUNC4 | TypeId::FUNC5 | TypeId::FUNC6 => Variance::In,
        TypeId::ACTION1 | TypeId::ACTION2 | TypeId::ACTION3 | TypeId::ACTION4 => Variance::In,
        TypeId::PREDICATE | TypeId::COMPARISON | TypeId::ICOMPARABLE_T => Variance::In,
        _ => Variance::None,
    }
}

/// A borrowed key of the table of short names.
#[derive(Hash)]
pub(super) struct Short<'k>(pub(super) &'k str, pub(super) usize);

impl hashbrown::Equivalent<(&'static str, usize)> for Short<'_> {
    fn equivalent(&self, key: &(&'static str, usize)) -> bool {
        self.0 == key.0 && self.1 == key.1
    }
}

#[derive(Hash)]
struct Full<'k>(&'k str, usize);

impl hashbrown::Equivalent<(String, usize)> for Full<'_> {
    fn equivalent(&self, key: &(String, usize)) -> bool {
        self.0 == key.0 && self.1 == key.1
    }
}
