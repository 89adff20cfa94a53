//! Conversions: which exist implicitly, which with a cast, and what they do at run time.

use super::{Binder, Typed};
use crate::{
    ast::Span,
    evaluate::convert_number,
    node::{Conversion, ConversionKind, Node, NumberTarget},
    surface::Constant,
    types::{Type, TypeId},
};

/// A conversion that exists; none inside means that nothing happens at run time.
pub(super) type Found = Option<Option<ConversionKind>>;

impl Binder<'_, '_> {
    /// The number kind of a type that takes part in numeric conversions.
    pub(super) fn number_kind(&self, class: &Type) -> Option<NumberTarget> {
        let Type::Plain(id) = class else { return None };
        Some(match *id {
            TypeId::SBYTE => NumberTarget::SByte,
            TypeId::BYTE => NumberTarget::Byte,
            TypeId::INT16 => NumberTarget::Int16,
            TypeId::UINT16 => NumberTarget::UInt16,
            TypeId::INT32 => NumberTarget::Int32,
            TypeId::UINT32 => NumberTarget::UInt32,
            TypeId::INT64 => NumberTarget::Int64,
            TypeId::UINT64 => NumberTarget::UInt64,
            TypeId::CHAR => NumberTarget::Char,
            TypeId::SINGLE => NumberTarget::Single,
            TypeId::DOUBLE => NumberTarget::Double,
            TypeId::DECIMAL => NumberTarget::Decimal,
            _ => return None,
        })
    }

    /// An implicit conversion of a value whose constant may be known.
    pub(super) fn implicit(&self, from: &Type, to: &Type, constant: Option<&Constant>) -> Found {
        self.implicit_standard(from, to, constant).or_else(|| self.user_defined(from, to, constant, false))
    }

    /// Implicit conversions that the language defines.
    pub(super) fn implicit_standard(&self, from: &Type, to: &Type, constant: Option<&Constant>) -> Found {
        if from == to || *from == Type::Error || *to == Type::Error {
            return Some(None);
        }
        if Self::is_dynamic(to) {
            return (*from != Type::VOID).then_some(None);
        }
        if Self::is_dynamic(from) {
            return Some(Some(ConversionKind::Unbox(to.clone())));
        }
        if *from == Type::VOID || *to == Type::VOID {
            return None;
        }
        if let (Some(source), Some(target)) = (self.number_kind(from), self.number_kind(to)) {
            let fits =
                widens(source, target) || constant.is_some_and(|constant| constant_fits(constant, source, target));
            return fits.then_some(Some(ConversionKind::Number { to: target, checked: false }));
        }
        if let Type::Nullable(inner) = to {
            return match from {
                Type::Null => Some(None),
                Type::Nullable(from) => self.implicit_standard(from, inner, None),
                from => self.implicit_standard(from, inner, constant),
            };
        }
        if self.surface.is_enumeration(to) {
            let is_zero = matches!(constant, Some(Constant::Int32(0)));
            return is_zero.then(|| Some(ConversionKind::Number { to: NumberTarget::Enum(to.id()), checked: false }));
        }
        if let (Type::Tuple(source), Type::Tuple(target)) = (from, to) {
            if source.elements.len() != target.elements.len() {
                return None;
            }
            let pairs = source.elements.iter().zip(&target.elements);
            let elements = pairs.map(|(from, to)| self.implicit(from, to, None)).collect::<Option<Vec<_>>>()?;
            return Some(Some(ConversionKind::Tuple(to.clone(), elements)));
        }
        if matches!(from, Type::Parameter(_)) {
            return (*to == Type::OBJECT).then_some(None);
        }
        if matches!(to, Type::Parameter(_)) {
            return None;
        }
        self.surface.is_subtype(from, to).then_some(None)
    }

    /// A conversion that a cast may use.
    pub(super) fn explicit(&self, from: &Type, to: &Type, constant: Option<&Constant>) -> Found {
        if let Some(found) = self.implicit_standard(from, to, constant) {
            // Constants still wrap or overflow in a cast.
            return Some(found);
        }
        self.explicit_standard(from, to).or_else(|| self.user_defined(from, to, constant, true))
    }

    pub(super) fn explicit_standard(&self, from: &Type, to: &Type) -> Found {
        if *from == Type::VOID || *to == Type::VOID {
            return None;
        }
        let number = |class: &Type| {
            self.number_kind(class)
                .or_else(|| self.surface.is_enumeration(class).then(|| NumberTarget::Enum(class.id())))
        };
        if let (Some(_), Some(target)) = (number(from), number(to)) {
            return Some(Some(ConversionKind::Number { to: target, checked: self.checked }));
        }
        match (from, to) {
            (Type::Nullable(source), Type::Nullable(target)) => {
                return self.explicit_standard(source, target).or_else(|| self.implicit_standard(source, target, None));
            }
            (Type::Nullable(source), target) if self.surface.is_value_type(target) => {
                let next = match self.implicit_standard(source, target, None) {
                    Some(next) => next,
                    None => self.explicit_standard(source, target)?,
                };
                return Some(Some(match next {
                    None => ConversionKind::NullableValue,
                    Some(next) => ConversionKind::Both(Box::new(ConversionKind::NullableValue), Box::new(next)),
                }));
            }
            (source, Type::Nullable(target)) if self.surface.is_value_type(source) => {
                return self.explicit_standard(source, target);
            }
            _ => {}
        }
        if self.surface.is_value_type(to) {
            let boxed = *from == Type::OBJECT
                || *from == Type::Plain(TypeId::VALUE_TYPE)
                || *from == Type::Plain(TypeId::ENUM) && self.surface.is_enumeration(to)
                || self.is_interface(from) && self.surface.is_subtype(to.without_nullable(), from);
            return boxed.then(|| Some(ConversionKind::Unbox(to.clone())));
        }
        if matches!(to, Type::Parameter(_)) || matches!(from, Type::Parameter(_)) {
            return (*from == Type::OBJECT || *to == Type::OBJECT).then_some(None);
        }
        if self.surface.is_value_type(from) {
            return None;
        }
        let related = self.surface.is_subtype(to, from)
            || self.is_interface(from) && !self.is_sealed(to)
            || self.is_interface(to) && !self.is_sealed(from)
            || matches!((from, to), (Type::Array(one), Type::Array(two))
                if self.surface.is_reference(one) && self.surface.is_reference(two) && self.explicit_standard(one, two).is_some())
            || matches!((from, to), (Type::Generic(id, _), Type::Array(element))
                if self.surface.as_instance_of(to, *id).is_some() && !self.surface.is_value_type(element));
        related.then(|| Some(ConversionKind::Reference(to.clone())))
    }

    pub(super) fn is_interface(&self, class: &Type) -> bool {
        use crate::surface::TypeKind;
        // Types of the embedding that are named like interfaces stand for .NET's interfaces.
        let is = |info: &crate::surface::TypeInfo| {
            info.kind == TypeKind::Interface
                || info.kind == TypeKind::Class && crate::surface::is_interface_name(info.id.short_name())
        };
        self.surface.info(class.id()).is_some_and(is) && !matches!(class, Type::Array(_))
    }

    fn is_sealed(&self, class: &Type) -> bool {
        // A string can have no class derived from it; nor can value types, arrays and delegates.
        matches!(class, Type::Plain(TypeId::STRING) | Type::Array(_) | Type::Tuple(_) | Type::Anonymous(_))
            || self.surface.is_value_type(class)
            || self.delegate_of(class).is_some()
    }

    /// Converts a value to a type, reporting when no implicit conversion exists.
    pub(super) fn convert_to(&mut self, value: Typed, to: &Type, span: Span) -> Node {
        match self.implicit(&value.class, to, value.constant.as_ref()) {
            Some(found) => Self::apply(value, found),
            None => {
                self.cannot_convert(&value, to, span);
                value.node
            }
        }
    }

    pub(super) fn apply(value: Typed, found: Option<ConversionKind>) -> Node {
        match (found, value.constant) {
            (None, _) => value.node,
            (Some(ConversionKind::Number { to, .. }), Some(constant)) => {
                let converted = convert_number(&constant.to_value(), to, false).ok();
                match converted.as_ref().and_then(Constant::of) {
                    Some(constant) => Node::Constant(constant),
                    None => value.node,
                }
            }
            (Some(kind), _) => Node::Convert(Box::new(Conversion { kind, value: value.node })),
        }
    }

    /// As [`Self::convert_to`], keeping the constant.
    pub(super) fn typed_to(&mut self, value: Typed, to: &Type, span: Span) -> Typed {
        let node = self.convert_to(value, to, span);
        let constant = match &node {
            Node::Constant(constant) => Some(constant.clone()),
            Node::Text(text) => Some(Constant::Text(text.clone())),
            _ => None,
        };
        Typed { node, class: to.clone(), constant }
    }

    /// `(T)value`.
    pub(super) fn cast(&mut self, value: Typed, to: &Type, span: Span) -> Typed {
        if value.is_error() || *to == Type::Error {
            return Typed { class: to.clone(), ..Typed::error() };
        }
        if Self::is_dynamic(&value.class) {
            let node = Node::Dynamic(Box::new(crate::node::Dynamic::Convert(value.node, to.clone())));
            return Typed::new(node, to.clone());
        }
        let number = |binder: &Self, class: &Type| {
            binder
                .number_kind(class)
                .or_else(|| binder.surface.is_enumeration(class).then(|| NumberTarget::Enum(class.id())))
        };
        if let (Some(constant), Some(target)) = (&value.constant, number(self, to))
            && number(self, &value.class).is_some()
        {
            // Constants are checked unless `unchecked` says otherwise; binders fold them at once.
            let checked = !self.unchecked;
            let is_real = matches!(constant, Constant::Single(_) | Constant::Double(_));
            return match convert_number(&constant.to_value(), target, checked) {
                Ok(converted) => match Constant::of(&converted) {
                    Some(constant) => Typed::constant(constant, to.clone()),
                    None => Typed::error(),
                },
                Err(_) => {
                    let text = constant.to_value().to_text();
                    if let Constant::Decimal(_) = constant {
                        let message = format!("Constant value '{text}M' cannot be converted to a '{to}'");
                        return self.failed("CS0031", message, span);
                    }
                    let _ = is_real;
                    let message = format!(
                        "Constant value '{text}' cannot be converted to a '{to}' (use 'unchecked' syntax to override)"
                    );
                    self.failed("CS0221", message, span)
                }
            };
        }
        match self.explicit(&value.class, to, None) {
            Some(found) => {
                let constant = if found.is_none() && *to == Type::STRING { value.constant.clone() } else { None };
                let node = Self::apply(Typed { constant: None, ..value }, found);
                Typed { node, class: to.clone(), constant }
            }
            None if value.class == Type::Null => {
                let message = format!("Cannot convert null to '{to}' because it is a non-nullable value type");
                self.failed("CS0037", message, span)
            }
            None => {
                let (from, to) = (Self::quoted(&value.class), Self::quoted(to));
                self.failed("CS0030", format!("Cannot convert type '{from}' to '{to}'"), span)
            }
        }
    }
}

/// Implicit numeric conversions of the language.
fn widens(from: NumberTarget, to: NumberTarget) -> bool {
    use NumberTarget as N;
    from == to
        || match from {
            N::SByte => matches!(to, N::Int16 | N::Int32 | N::Int64 | N::Single | N::Double | N::Decimal),
            N::Byte => !matches!(to, N::SByte | N::Char),
            N::Int16 => matches!(to, N::Int32 | N::Int64 | N::Single | N::Double | N::Decimal),
            N::UInt16 => matches!(to, N::Int32 | N::UInt32 | N::Int64 | N::UInt64 | N::Single | N::Double | N::Decimal),
            N::Char => matches!(
                to,
                N::UInt16 | N::Int32 | N::UInt32 | N::Int64 | N::UInt64 | N::Single | N::Double | N::Decimal
            ),
            N::Int32 => matches!(to, N::Int64 | N::Single | N::Double | N::Decimal),
            N::UInt32 => matches!(to, N::Int64 | N::UInt64 | N::Single | N::Double | N::Decimal),
            N::Int64 | N::UInt64 => matches!(to, N::Single | N::Double | N::Decimal),
            N::Single => to == N::Double,
            N::Double | N::Decimal | N::Enum(_) => false,
        }
}

/// An `int` constant converts to every integer type it fits; a `long` constant to `ulong`.
fn constant_fits(constant: &Constant, from: NumberTarget, to: NumberTarget) -> bool {
    use NumberTarget as N;
    let allowed = match from {
        N::Int32 => matches!(to, N::SByte | N::Byte | N::Int16 | N::UInt16 | N::UInt32 | N::UInt64),
        N::Int64 => to == N::UInt64,
        _ => false,
    };
    allowed && convert_number(&constant.to_value(), to, true).is_ok()
}
