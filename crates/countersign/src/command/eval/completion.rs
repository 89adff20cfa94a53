//! What may follow an unfinished expression: members of what stands before the last dot, or names to begin with.
//!
//! The surface that the binder compiles against is the only source: what is listed is what compiles.

use expressions::surface::{Member, MemberKind};
use expressions::{Form, Surface, Target, Type};

/// Completions listed at once; a longer list helps nobody.
pub(super) const LISTED: usize = 60;

/// C#'s keywords for types whose static members people use.
const KEYWORDS: [(&str, &str); 8] = [
    ("string", "String"),
    ("object", "Object"),
    ("bool", "Boolean"),
    ("char", "Char"),
    ("int", "Int32"),
    ("long", "Int64"),
    ("double", "Double"),
    ("decimal", "Decimal"),
];

/// One possible continuation.
pub(super) struct Completion {
    /// The name.
    pub(super) name: String,
    /// The declaration, as C# writes it.
    pub(super) signature: String,
    /// What it is for.
    pub(super) doc: &'static str,
}

/// What may follow `written`, in alphabetical order.
pub(super) fn complete(surface: &Surface, written: &str) -> Vec<Completion> {
    let written = written.trim_end();
    let begun = written.rsplit(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default();
    let before = written.get(..written.len() - begun.len()).unwrap_or_default().trim_end();
    let mut found = match before.strip_suffix('.') {
        Some(receiver) => members(surface, receiver.trim_end().trim_end_matches('?')),
        None => names(surface),
    };
    found.retain(|completion| completion.name.to_lowercase().starts_with(&begun.to_lowercase()));
    found.sort_by(|left, right| left.name.cmp(&right.name).then(left.signature.len().cmp(&right.signature.len())));
    found.dedup_by(|left, right| left.signature == right.signature);
    found
}

/// Members of the value of an expression, or static members of a type.
fn members(surface: &Surface, receiver: &str) -> Vec<Completion> {
    let receiver = last_operand(receiver);
    if let Ok(program) = expressions::compile(receiver, Form::Single, surface, Target::Any) {
        return of_value(surface, program.result_type());
    }
    let short = receiver.rsplit('.').next().unwrap_or(receiver);
    let short = KEYWORDS.iter().find(|(keyword, _)| *keyword == short).map_or(short, |(_, name)| *name);
    match surface.type_named(short, 0).and_then(|id| surface.info(id)) {
        Some(info) => {
            let ids = info.members.values().flatten();
            ids.map(|id| surface.member(*id)).filter(|member| member.is_static).filter_map(completion).collect()
        }
        None => Vec::new(),
    }
}

/// Instance members of a type, its bases and interfaces, and the extensions that fit.
fn of_value(surface: &Surface, class: &Type) -> Vec<Completion> {
    let mut classes = vec![class.clone()];
    let mut next = surface.base_of(class);
    while let Some(base) = next {
        next = surface.base_of(&base);
        classes.push(base);
    }
    classes.extend(surface.interfaces_of(class));
    let own =
        classes.iter().filter_map(|class| surface.info(class.id())).flat_map(|info| info.members.values().flatten());
    let own = own.map(|id| surface.member(*id)).filter(|member| !member.is_static);
    let extensions = surface.extension_names().flat_map(|name| surface.extensions(name)).map(|id| surface.member(*id));
    let fitting = extensions.filter(|member| {
        member.parameters.first().is_some_and(|first| surface.as_instance_of(class, first.class.id()).is_some())
    });
    own.chain(fitting).filter_map(completion).collect()
}

/// Names that an expression may begin with.
fn names(surface: &Surface) -> Vec<Completion> {
    let globals = surface.globals().map(|(name, global)| Completion {
        name: name.to_owned(),
        signature: name.to_owned(),
        doc: global.doc,
    });
    let types = surface.types().map(|info| Completion {
        name: info.id.short_name().to_owned(),
        signature: info.id.short_name().to_owned(),
        doc: info.doc,
    });
    globals.chain(types).collect()
}

fn completion(member: &Member) -> Option<Completion> {
    let listed = matches!(member.kind, MemberKind::Method | MemberKind::Property) && !member.is_hidden;
    listed.then(|| Completion { name: member.name.clone(), signature: member.signature.to_owned(), doc: member.doc })
}

/// The operand that ends the text: everything after the last operator outside of brackets and quotes.
fn last_operand(text: &str) -> &str {
    let (mut depth, mut quoted, mut start) = (0_i32, false, 0);
    for (at, character) in text.char_indices() {
        match character {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth > 0 => depth -= 1,
            '+' | '-' | '*' | '/' | '%' | '=' | '<' | '>' | '!' | '&' | '|' | ',' | ':' | ';' if depth == 0 => {
                start = at + character.len_utf8();
            }
            _ => {}
        }
    }
    // Inside an open bracket only what follows it counts.
    let text = text.get(start..).unwrap_or_default();
    match (depth > 0).then(|| text.rfind(['(', '[', '{'])).flatten() {
        Some(open) => last_operand(text.get(open + 1..).unwrap_or_default()),
        None => text.trim(),
    }
}

#[cfg(test)]
mod tests;
