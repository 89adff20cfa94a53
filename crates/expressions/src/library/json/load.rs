//! Trees from JSON text: `JToken.Parse`, `JObject.Parse`, `JArray.Parse` and what deserialising reads.

use std::rc::Rc;

use super::{
    lexeme::Lexeme,
    read::{Container, Reader, Unit},
    token::Token,
};
use crate::{exception::Exception, runtime::Runtime, text::Text};

/// Bytes that one token of a tree is charged for; text is charged with the input.
const TOKEN_BYTES: usize = 160;

/// What the text must hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Expected {
    /// Anything, as `JToken.Parse` takes it.
    Token,
    /// `{…}`.
    Object,
    /// `[…]`.
    Array,
}

impl Expected {
    fn class(self) -> &'static str {
        match self {
            Self::Token => "JToken",
            Self::Object => "JObject",
            Self::Array => "JArray",
        }
    }
}

/// The tree in `text`, which must hold one document and nothing after it.
pub(crate) fn parse(text: &Text, expected: Expected, runtime: &mut Runtime<'_>) -> Result<Rc<Token>, Exception> {
    let tree = match text.as_ascii() {
        Some(ascii) => document(Reader::new(ascii.as_bytes()), expected, runtime),
        None => document(Reader::new(&text.to_units()), expected, runtime),
    }?;
    tree.ok_or_else(|| empty(expected))
}

/// The tree in `text`, or none when there is no document at all. Dates stay strings.
pub(crate) fn parse_optional(text: &Text, runtime: &mut Runtime<'_>) -> Result<Option<Rc<Token>>, Exception> {
    match text.as_ascii() {
        Some(ascii) => document(Reader::without_dates(ascii.as_bytes()), Expected::Token, runtime),
        None => document(Reader::without_dates(&text.to_units()), Expected::Token, runtime),
    }
}

fn empty(expected: Expected) -> Exception {
    Reader::<u8>::new(&[]).error(&format!("Error reading {} from JsonReader.", expected.class()))
}

fn document<U: Unit>(
    mut reader: Reader<'_, U>,
    expected: Expected,
    runtime: &mut Runtime<'_>,
) -> Result<Option<Rc<Token>>, Exception> {
    let mut first = reader.next()?;
    while expected != Expected::Token && matches!(first, Some(Lexeme::Comment(_))) {
        first = reader.next()?;
    }
    let Some(first) = first else { return Ok(None) };
    check(&reader, expected, &first)?;
    let tree = match first.to_token() {
        Some(value) => value,
        None => container(&mut reader, first, runtime)?,
    };
    while reader.next()?.is_some() {}
    Ok(Some(tree))
}

fn check<U: Unit>(reader: &Reader<'_, U>, expected: Expected, first: &Lexeme) -> Result<(), Exception> {
    let (fits, item) = match (expected, first) {
        (Expected::Token, Lexeme::Close(_) | Lexeme::Name(_)) => {
            let message = format!("Error reading JToken from JsonReader. Unexpected token: {}", first.token_name());
            return Err(reader.error(&message));
        }
        (Expected::Token, _) => (true, ""),
        (Expected::Object, first) => (matches!(first, Lexeme::Open(Container::Object)), "an object"),
        (Expected::Array, first) => (matches!(first, Lexeme::Open(Container::Array)), "an array"),
    };
    if fits {
        return Ok(());
    }
    let (class, found) = (expected.class(), first.token_name());
    Err(reader
        .error(&format!("Error reading {class} from JsonReader. Current JsonReader item is not {item}: {found}.")))
}

/// A container whose opening was just read.
fn container<U: Unit>(
    reader: &mut Reader<'_, U>,
    opening: Lexeme,
    runtime: &mut Runtime<'_>,
) -> Result<Rc<Token>, Exception> {
    let root = opened(&opening).unwrap_or_else(Token::object);
    let mut open = vec![root.clone()];
    let depth = reader.depth();
    let mut anything = false;
    while let Some(lexeme) = reader.next()? {
        anything = true;
        runtime.charge(1)?;
        runtime.allocate(TOKEN_BYTES)?;
        match lexeme {
            Lexeme::Close(_) => {
                let Some(closed) = open.pop() else { break };
                if open.is_empty() {
                    return Ok(closed);
                }
                attach(&mut open, closed);
            }
            Lexeme::Name(name) => open.push(Token::property(name)),
            Lexeme::Comment(_) => {}
            other => match (opened(&other), other.to_token()) {
                (Some(container), _) => open.push(container),
                (None, Some(value)) => attach(&mut open, value),
                (None, None) => {}
            },
        }
    }
    let class = root.class_name();
    if anything && reader.depth() >= depth {
        Err(reader.error(&format!("Unexpected end of content while loading {class}.")))
    } else {
        Err(reader.error(&format!("Error reading {class} from JsonReader.")))
    }
}

fn opened(lexeme: &Lexeme) -> Option<Rc<Token>> {
    match lexeme {
        Lexeme::Open(Container::Object) => Some(Token::object()),
        Lexeme::Open(_) => Some(Token::array()),
        Lexeme::OpenConstructor(name) => Some(Token::constructor(name.clone())),
        _ => None,
    }
}

/// Hangs a finished token into what is open; a property is finished with its value.
fn attach(open: &mut Vec<Rc<Token>>, mut finished: Rc<Token>) {
    while let Some(parent) = open.last() {
        // Of properties with the same name the last wins, in the place of the first.
        let existing = finished.name().and_then(|name| parent.member(name)).and_then(|old| parent.index_of(&old));
        let index = match existing {
            Some(index) => {
                parent.unlink(index);
                index
            }
            None => parent.child_count(),
        };
        parent.link(index, finished);
        if parent.name().is_none() {
            return;
        }
        match open.pop() {
            Some(property) => finished = property,
            None => return,
        }
    }
}
