//! Type names to types.

use std::sync::Arc;

use super::Binder;
use crate::{
    ast::{Name, Span, TypeExpr, TypeExprKind},
    text::Text,
    types::{TupleType, Type, TypeId},
};

impl<'s> Binder<'_, 's> {
    /// The type a type name means; [`Type::Error`] after reporting that there is none.
    pub(super) fn resolve(&mut self, class: &TypeExpr<'s>) -> Type {
        match &class.kind {
            TypeExprKind::Predefined(id) => Type::Plain(*id),
            TypeExprKind::Array(element) => match self.resolve(element) {
                Type::Error => Type::Error,
                element => Type::array_of(element),
            },
            TypeExprKind::Nullable(inner) => match self.resolve(inner) {
                Type::Error => Type::Error,
                inner if self.surface.is_value_type(&inner) => Type::nullable_of(inner),
                inner => {
                    let message = "Feature 'nullable reference types' is not available in C# 7.3. Please use language \
                                   version 8.0 or greater.";
                    self.error("CS8370", message, class.span);
                    inner
                }
            },
            TypeExprKind::Tuple(elements) => {
                let names = elements.iter().map(|(_, name)| name.map(|name| Text::from(name.text))).collect();
                let elements: Vec<_> = elements.iter().map(|(element, _)| self.resolve(element)).collect();
                if elements.contains(&Type::Error) {
                    return Type::Error;
                }
                Type::Tuple(Arc::new(TupleType { elements, names }))
            }
            TypeExprKind::Named(parts) => self.resolve_named(parts, class.span),
        }
    }

    fn resolve_named(&mut self, parts: &[(Name<'s>, Vec<TypeExpr<'s>>)], span: Span) -> Type {
        let Some((last, arguments)) = parts.last() else { return Type::Error };
        let arguments: Vec<_> = arguments.iter().map(|argument| self.resolve(argument)).collect();
        if arguments.contains(&Type::Error) {
            return Type::Error;
        }
        if parts.len() == 1 {
            if last.text == "dynamic" {
                return Self::dynamic();
            }
            if let Some(parameter) = self.type_parameter(last.text) {
                return parameter;
            }
        }
        match self.find_type(parts, arguments.len()) {
            Some(id) => Type::new(id, &arguments),
            None => {
                self.report_missing_type(parts, arguments.len(), span);
                Type::Error
            }
        }
    }

    /// The type of `dynamic` variables: an object whose members are looked up at run time.
    pub(super) fn dynamic() -> Type {
        Type::Plain(TypeId::of("dynamic"))
    }

    pub(super) fn is_dynamic(class: &Type) -> bool {
        matches!(class, Type::Plain(id) if id.name() == "dynamic")
    }

    pub(super) fn type_parameter(&self, name: &str) -> Option<Type> {
        let context = self.contexts.iter().rev().find(|context| !context.type_parameters.is_empty())?;
        let index = context.type_parameters.iter().position(|parameter| parameter == name)?;
        Some(Type::Parameter(Type::METHOD + index as u8))
    }

    fn find_type(&self, parts: &[(Name<'s>, Vec<TypeExpr<'s>>)], arity: usize) -> Option<TypeId> {
        if let [(only, _)] = parts {
            return self.type_named(only.text, arity);
        }
        let mut full = String::new();
        for (index, (name, _)) in parts.iter().enumerate() {
            if index > 0 {
                full.push('.');
            }
            full.push_str(name.text);
        }
        let full = full.strip_prefix("global.").unwrap_or(&full);
        self.surface.type_with_full_name(full, arity).or_else(|| {
            // `TimeZoneInfo.AdjustmentRule`: a nested type behind an imported one.
            let (outer, rest) = full.split_once('.')?;
            let outer = self.type_named(outer, 0)?;
            self.surface.type_with_full_name(&format!("{}.{rest}", outer.name().replace('+', ".")), arity)
        })
    }

    /// A type by its short name, when its namespace is imported.
    pub(super) fn type_named(&self, name: &str, arity: usize) -> Option<TypeId> {
        self.surface.type_named(name, arity).filter(|id| is_imported(*id))
    }

    fn report_missing_type(&mut self, parts: &[(Name<'s>, Vec<TypeExpr<'s>>)], arity: usize, span: Span) {
        let Some((last, _)) = parts.last() else { return };
        if let Some(other) =
            (0..6).filter(|other| *other != arity).find(|other| self.find_type(parts, *other).is_some())
        {
            if other == 0 {
                let message = format!("The non-generic type '{}' cannot be used with type arguments", last.text);
                return self.error("CS0308", message, span);
            }
            let id = self.find_type(parts, other);
            let names = id.and_then(|id| self.surface.info(id)).map_or(Vec::new(), |info| info.type_parameters.clone());
            let message =
                format!("Using the generic type '{}<{}>' requires {other} type arguments", last.text, names.join(", "));
            return self.error("CS0305", message, span);
        }
        let name = if arity == 0 {
            last.text.to_owned()
        } else {
            let commas = ",".repeat(arity - 1);
            format!("{}<{commas}>", last.text)
        };
        if parts.len() > 1 {
            let namespace: Vec<_> = parts[..parts.len() - 1].iter().map(|(name, _)| name.text).collect();
            let namespace = namespace.join(".");
            if self.surface.is_namespace(&namespace) {
                let message = format!(
                    "The type or namespace name '{name}' does not exist in the namespace '{namespace}' (are you \
                     missing an assembly reference?)"
                );
                return self.error("CS0234", message, last.span);
            }
            return self.no_such_type(parts[0].0.text, parts[0].0.span);
        }
        self.no_such_type(&name, span);
    }
}

/// Namespaces that every expression imports; other types need their full name.
const IMPORTED: [&str; 14] = [
    "",
    "System",
    "System.Collections.Generic",
    "System.IO",
    "System.Linq",
    "System.Net",
    "System.Text",
    "System.Text.RegularExpressions",
    "System.Xml.Linq",
    "System.Xml.XPath",
    "System.Security.Cryptography",
    "System.Security.Cryptography.X509Certificates",
    "Newtonsoft.Json",
    "Newtonsoft.Json.Linq",
];

/// Types of `System.Xml` that are known by their short name: the whole namespace is not imported, because its
/// `Formatting` would make that of Newtonsoft.Json ambiguous.
const ALIASES: [&str; 2] = ["System.Xml.XmlNodeType", "System.Xml.XmlNamespaceManager"];

fn is_imported(id: TypeId) -> bool {
    let name = id.name();
    // Nested types are reached through their outer type.
    !name.contains('+') && (IMPORTED.contains(&id.namespace()) || ALIASES.contains(&name))
}
