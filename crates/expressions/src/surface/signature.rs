//! Reads declarations written in C# syntax: `static IEnumerable<R> Select<T, R>(this IEnumerable<T> source, …)`.

use std::sync::Arc;

use super::{Constant, Parameter, Passing, Tables, TypeInfo, lookup::Short};
use crate::{
    text::Text,
    types::{Type, TypeId, type_of_keyword},
};

/// What kind of member a signature declares.
pub(super) enum Head {
    Constructor,
    Method,
    Property,
    Indexer,
    Operator,
    Implicit,
    Explicit,
}

/// A signature that was read.
pub(super) struct Signature {
    pub(super) head: Head,
    pub(super) name: String,
    pub(super) is_static: bool,
    pub(super) is_extension: bool,
    pub(super) is_constant: bool,
    pub(super) is_hidden: bool,
    pub(super) type_parameters: Vec<String>,
    pub(super) parameters: Vec<Parameter>,
    pub(super) result: Type,
}

/// Identity and type parameters of `System.Func<T, R>`.
pub(super) fn declared_name(name: &'static str) -> (TypeId, Vec<String>) {
    match name.split_once('<') {
        None => (TypeId::of(name), Vec::new()),
        Some((bare, parameters)) => {
            let parameters: Vec<String> =
                parameters.trim_end_matches('>').split(',').map(|parameter| parameter.trim().to_owned()).collect();
            // The name of a nested type carries the arity of the type around it already.
            let name = if bare.contains('+') { bare.to_owned() } else { format!("{bare}`{}", parameters.len()) };
            (TypeId::named(&name), parameters)
        }
    }
}

/// The parts of a list separated by commas outside angle brackets.
pub(super) fn split_list(list: &'static str) -> Vec<&'static str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0, 0);
    for (index, character) in list.char_indices() {
        match character {
            '<' => depth += 1,
            '>' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(list[start..index].trim());
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.push(list[start..].trim());
    parts
}

pub(super) fn parse_type(tables: &Tables, class: &[String], method: &[String], text: &str) -> Result<Type, String> {
    let mut reader = Reader { tables, class, method: method.to_vec(), rest: text.trim() };
    let parsed = reader.read_type()?;
    if reader.rest.is_empty() { Ok(parsed) } else { Err(format!("`{}` is left over", reader.rest)) }
}

/// `R (T1 a, T2 b)`.
pub(super) fn parse_delegate(tables: &Tables, class: &[String], text: &str) -> Result<(Vec<Type>, Type), String> {
    let mut reader = Reader { tables, class, method: Vec::new(), rest: text.trim() };
    let result = reader.read_type()?;
    let parameters = reader.read_parameters('(', ')')?;
    Ok((parameters.into_iter().map(|parameter| parameter.class).collect(), result))
}

pub(super) fn parse_member(tables: &Tables, info: &TypeInfo, text: &str) -> Result<Signature, String> {
    let mut reader = Reader { tables, class: &info.type_parameters, method: Vec::new(), rest: text.trim() };
    let mut signature = Signature {
        head: Head::Property,
        name: String::new(),
        is_static: false,
        is_extension: false,
        is_constant: false,
        is_hidden: false,
        type_parameters: Vec::new(),
        parameters: Vec::new(),
        result: Type::VOID,
    };
    loop {
        if reader.word("static") {
            signature.is_static = true;
        } else if reader.word("const") {
            signature.is_static = true;
            signature.is_constant = true;
        } else if reader.word("hidden") {
            signature.is_hidden = true;
        } else {
            break;
        }
    }
    let conversion = if reader.word("implicit") {
        Some(Head::Implicit)
    } else if reader.word("explicit") {
        Some(Head::Explicit)
    } else {
        None
    };
    if let Some(head) = conversion {
        if !reader.word("operator") {
            return Err("a conversion is declared as `implicit operator T(…)`".to_owned());
        }
        signature.result = reader.read_type()?;
        signature.parameters = reader.read_parameters('(', ')')?;
        signature.is_static = true;
        signature.head = head;
        return reader.finish(signature);
    }
    // A constructor is the type's own name directly before its parameters.
    let own = info.id.short_name();
    if let Some(rest) = reader.rest.strip_prefix(own)
        && rest.trim_start().starts_with('(')
    {
        reader.rest = rest.trim_start();
        signature.parameters = reader.read_parameters('(', ')')?;
        let parameters: Vec<_> = (0..info.type_parameters.len()).map(|index| Type::Parameter(index as u8)).collect();
        signature.result = Type::new(info.id, &parameters);
        signature.is_static = true;
        signature.head = Head::Constructor;
        signature.name = own.to_owned();
        return reader.finish(signature);
    }
    // The method's own type parameters are written after the name but used before it: find them first.
    signature.type_parameters = method_parameters(reader.rest);
    reader.method.clone_from(&signature.type_parameters);
    signature.result = reader.read_type()?;
    if reader.word("operator") {
        let end = reader.rest.find('(').ok_or("an operator has parameters")?;
        signature.name = reader.rest[..end].trim().to_owned();
        reader.rest = &reader.rest[end..];
        signature.parameters = reader.read_parameters('(', ')')?;
        signature.is_static = true;
        signature.head = Head::Operator;
        return reader.finish(signature);
    }
    if reader.word("this") {
        signature.name = "this".to_owned();
        signature.parameters = reader.read_parameters('[', ']')?;
        signature.head = Head::Indexer;
        return reader.finish(signature);
    }
    signature.name = reader.identifier()?.to_owned();
    if reader.rest.starts_with('<') {
        let end = reader.rest.find('>').ok_or("`>` is missing")?;
        reader.rest = reader.rest[end + 1..].trim_start();
    }
    if reader.rest.starts_with('(') {
        signature.is_extension = reader.rest[1..].trim_start().starts_with("this ");
        signature.parameters = reader.read_parameters('(', ')')?;
        signature.is_static |= signature.is_extension;
        signature.head = Head::Method;
    }
    reader.finish(signature)
}

/// The `<T, R>` that stands directly before the parameter list, where there is one.
fn method_parameters(text: &str) -> Vec<String> {
    // The parameter list is the last bracket: a tuple as result opens one before it.
    let mut depth = 0;
    let list = text.char_indices().rev().find(|(_, character)| {
        depth += i32::from(*character == ')') - i32::from(*character == '(');
        *character == '(' && depth == 0
    });
    let Some((open, _)) = list else { return Vec::new() };
    let before = text[..open].trim_end();
    if !before.ends_with('>') {
        return Vec::new();
    }
    let Some(start) = before.rfind(' ').map_or(Some(0), |_| matching(before)) else { return Vec::new() };
    before[start + 1..before.len() - 1].split(',').map(|parameter| parameter.trim().to_owned()).collect()
}

/// Where the bracket that the text ends with was opened.
fn matching(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (index, character) in text.char_indices().rev() {
        match character {
            '>' => depth += 1,
            '<' if depth == 1 => return Some(index),
            '<' => depth -= 1,
            _ => {}
        }
    }
    None
}

struct Reader<'a> {
    tables: &'a Tables,
    class: &'a [String],
    method: Vec<String>,
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn finish(self, signature: Signature) -> Result<Signature, String> {
        match self.rest.trim() {
            "" => Ok(signature),
            rest => Err(format!("`{rest}` is left over")),
        }
    }

    fn identifier(&mut self) -> Result<&'a str, String> {
        let end = self
            .rest
            .find(|character: char| !character.is_alphanumeric() && character != '_' && character != '.')
            .unwrap_or(self.rest.len());
        if end == 0 {
            return Err(format!("a name is expected at `{}`", self.rest));
        }
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest.trim_start();
        Ok(name)
    }

    fn word(&mut self, word: &str) -> bool {
        match self.rest.strip_prefix(word) {
            Some(rest) if !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_') => {
                self.rest = rest.trim_start();
                true
            }
            _ => false,
        }
    }

    fn punctuation(&mut self, character: char) -> bool {
        match self.rest.strip_prefix(character) {
            Some(rest) => {
                self.rest = rest.trim_start();
                true
            }
            None => false,
        }
    }

    fn read_type(&mut self) -> Result<Type, String> {
        if self.punctuation('(') {
            let mut elements = Vec::new();
            let mut names = Vec::new();
            loop {
                elements.push(self.read_type()?);
                let named = !self.rest.starts_with([',', ')']);
                names.push(if named { Some(Text::from(self.identifier()?)) } else { None });
                if !self.punctuation(',') {
                    break;
                }
            }
            self.punctuation(')');
            return self.suffixes(Type::Tuple(Arc::new(crate::types::TupleType { elements, names })));
        }
        let name = self.identifier()?;
        if let Some(index) = self.method.iter().position(|parameter| parameter == name) {
            return self.suffixes(Type::Parameter(Type::METHOD + index as u8));
        }
        if let Some(index) = self.class.iter().position(|parameter| parameter == name) {
            return self.suffixes(Type::Parameter(index as u8));
        }
        if let Some(id) = type_of_keyword(name) {
            return self.suffixes(Type::Plain(id));
        }
        let mut arguments = Vec::new();
        if self.punctuation('<') {
            loop {
                arguments.push(self.read_type()?);
                if !self.punctuation(',') {
                    break;
                }
            }
            if !self.punctuation('>') {
                return Err(format!("`>` is expected at `{}`", self.rest));
            }
        }
        let found = self.tables.by_short_name.get(&Short(name, arguments.len()));
        let id = match found.and_then(|ids| ids.first()) {
            Some(id) => Some(*id),
            None => self.tables.by_full_name.get(&(name.to_owned(), arguments.len())).copied(),
        };
        let id = id.ok_or_else(|| format!("type `{name}` with {} arguments is not declared", arguments.len()))?;
        self.suffixes(Type::new(id, &arguments))
    }

    fn suffixes(&mut self, mut class: Type) -> Result<Type, String> {
        loop {
            if let Some(rest) = self.rest.strip_prefix("[]") {
                self.rest = rest.trim_start();
                class = Type::array_of(class);
            } else if self.punctuation('?') {
                class = Type::nullable_of(class);
            } else {
                return Ok(class);
            }
        }
    }

    fn read_parameters(&mut self, open: char, close: char) -> Result<Vec<Parameter>, String> {
        if !self.punctuation(open) {
            return Err(format!("`{open}` is expected at `{}`", self.rest));
        }
        let mut parameters = Vec::new();
        while !self.punctuation(close) {
            self.word("this");
            let passing = if self.word("out") {
                Passing::Out
            } else if self.word("ref") {
                Passing::Reference
            } else if self.word("params") {
                Passing::Params
            } else {
                Passing::Value
            };
            let class = self.read_type()?;
            let name = self.identifier()?.to_owned();
            let default = if self.punctuation('=') { Some(self.read_constant(&class)?) } else { None };
            parameters.push(Parameter { name, class, passing, default });
            if !self.punctuation(',') && !self.rest.starts_with(close) {
                return Err(format!("`,` or `{close}` is expected at `{}`", self.rest));
            }
        }
        Ok(parameters)
    }

    /// `true`, `null`, `default`, a number, a string without escapes, a character, or `Enum.Name` as its number.
    fn read_constant(&mut self, class: &Type) -> Result<Constant, String> {
        let end = self.rest.find([',', ')', ']']).unwrap_or(self.rest.len());
        let text = self.rest[..end].trim();
        self.rest = &self.rest[end..];
        let number = || text.parse::<i64>().map_err(|_| format!("`{text}` is no constant"));
        Ok(match text {
            "true" => Constant::Bool(true),
            "false" => Constant::Bool(false),
            "null" => Constant::Null,
            "default" => Constant::Default,
            _ if text.starts_with('"') => Constant::Text(Text::from(text.trim_matches('"'))),
            _ if text.starts_with('\'') => {
                Constant::Char(text.trim_matches('\'').encode_utf16().next().unwrap_or(u16::from(b' ')))
            }
            _ => match class.without_nullable().id() {
                TypeId::INT32 => Constant::Int32(number()? as i32),
                TypeId::INT64 => Constant::Int64(number()?),
                TypeId::DOUBLE => Constant::Double(number()? as f64),
                enumeration => Constant::Enum(enumeration, number()?),
            },
        })
    }
}
