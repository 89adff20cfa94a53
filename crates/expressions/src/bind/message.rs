//! Texts of compile errors that several places report, and the nearest name.

use super::{Binder, Typed};
use crate::{
    ast::Span,
    types::{Type, TypeId},
};

impl Binder<'_, '_> {
    /// A type as conversion errors quote it: with its namespace, unless a keyword names it.
    pub(super) fn quoted(class: &Type) -> String {
        match class {
            Type::Plain(id) => {
                let short = class.to_string();
                if short == id.short_name() && !id.namespace().is_empty() {
                    format!("{}.{short}", id.namespace())
                } else {
                    short
                }
            }
            Type::Generic(id, arguments) => {
                let arguments: Vec<_> = arguments.iter().map(Self::quoted).collect();
                format!("{}.{}<{}>", id.namespace(), id.short_name(), arguments.join(", "))
            }
            Type::Array(element) => format!("{}[]", Self::quoted(element)),
            Type::Nullable(inner) => format!("{}?", Self::quoted(inner)),
            other => other.to_string(),
        }
    }

    pub(super) fn cannot_convert(&mut self, value: &Typed, to: &Type, span: Span) {
        let from = &value.class;
        if *from == Type::Error || *to == Type::Error {
            return;
        }
        let (from_text, to_text) = (Self::quoted(from), Self::quoted(to));
        if let (Some(constant), Some(_)) = (&value.constant, self.number_kind(to))
            && self.number_kind(from).is_some()
        {
            match (from.id(), to.id()) {
                (TypeId::DOUBLE, TypeId::DECIMAL | TypeId::SINGLE) => {
                    let suffix = if to.id() == TypeId::DECIMAL { "M" } else { "F" };
                    let message = format!(
                        "Literal of type double cannot be implicitly converted to type '{to}'; use an '{suffix}' \
                         suffix to create a literal of this type"
                    );
                    return self.error("CS0664", message, span);
                }
                (TypeId::INT32, id) if id != TypeId::CHAR => {
                    let text = constant.to_value().to_text();
                    let message = format!("Constant value '{text}' cannot be converted to a '{to}'");
                    return self.error("CS0031", message, span);
                }
                _ => {}
            }
        }
        if *from == Type::Null {
            let message = format!("Cannot convert null to '{to}' because it is a non-nullable value type");
            return self.error("CS0037", message, span);
        }
        if self.explicit(from, to, value.constant.as_ref()).is_some() {
            let message = format!(
                "Cannot implicitly convert type '{from_text}' to '{to_text}'. An explicit conversion exists (are you \
                 missing a cast?)"
            );
            self.error("CS0266", message, span);
        } else {
            self.error("CS0029", format!("Cannot implicitly convert type '{from_text}' to '{to_text}'"), span);
        }
    }

    pub(super) fn no_such_member(&mut self, class: &Type, name: &str, is_static: bool, span: Span) {
        if *class == Type::Error || name.is_empty() {
            return;
        }
        // Methods that a query was rewritten to stand where their source stands.
        if !is_static && self.query_source == Some(span) {
            let message = format!(
                "Could not find an implementation of the query pattern for source type '{class}'.  '{name}' not found."
            );
            return self.error("CS1936", message, span);
        }
        let help = self.nearest_member(class, name).map(|near| format!("did you mean '{near}'?"));
        let message = if is_static {
            format!("'{class}' does not contain a definition for '{name}'")
        } else {
            format!(
                "'{class}' does not contain a definition for '{name}' and no accessible extension method '{name}' \
                 accepting a first argument of type '{class}' could be found (are you missing a using directive or \
                 an assembly reference?)"
            )
        };
        self.error_with_help(if is_static { "CS0117" } else { "CS1061" }, message, span, help);
    }

    fn nearest_member(&self, class: &Type, name: &str) -> Option<String> {
        let mut names: Vec<&str> = Vec::new();
        for level in self.levels(class) {
            if let Some(info) = self.surface.info(level.id()) {
                names.extend(info.members.keys().map(String::as_str));
                names.extend(info.values.iter().map(|(name, _)| *name));
            }
        }
        nearest(name, names.into_iter().chain(self.surface.extension_names()))
    }

    pub(super) fn no_such_type(&mut self, name: &str, span: Span) {
        if name.is_empty() {
            return;
        }
        let names = self.surface.types().map(|info| info.id.short_name());
        let help = nearest(name, names).map(|near| format!("did you mean '{near}'?"));
        let message = format!(
            "The type or namespace name '{name}' could not be found (are you missing a using directive or an \
             assembly reference?)"
        );
        self.error_with_help("CS0246", message, span, help);
    }

    pub(super) fn no_such_name(&mut self, name: &str, span: Span) {
        if name.is_empty() {
            return;
        }
        let variables = self.variables.iter().map(|variable| variable.name);
        let names = variables.chain(self.surface.globals().map(|(name, _)| name));
        let names = names.chain(self.surface.types().map(|info| info.id.short_name()));
        let help = nearest(name, names).map(|near| format!("did you mean '{near}'?"));
        let message = format!("The name '{name}' does not exist in the current context");
        self.error_with_help("CS0103", message, span, help);
    }
}

/// The name that differs least, when it differs little.
fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<String> {
    let most = (name.chars().count() / 3).max(1);
    let lower = name.to_lowercase();
    names
        .map(|candidate| (distance(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= most && *candidate != name)
        .min()
        .map(|(_, candidate)| candidate.to_owned())
}

/// Levenshtein's distance.
fn distance(one: &str, two: &str) -> usize {
    let two: Vec<char> = two.chars().collect();
    let mut row: Vec<usize> = (0..=two.len()).collect();
    for (line, letter) in one.chars().enumerate() {
        let mut diagonal = line;
        row[0] = line + 1;
        for column in 0..two.len() {
            let substituted = diagonal + usize::from(letter != two[column]);
            diagonal = row[column + 1];
            row[column + 1] = substituted.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[two.len()]
}
