//! The lexemes of JSON and the two decisions about their values: which number a run of digits is, and whether a
//! string is a date.

use std::rc::Rc;

use super::{
    iso_date,
    read::Container,
    token::{Token, TokenType},
};
use crate::{
    text::Text,
    types::Type,
    value::{DateTime, Object, Value},
};

/// Digits that a number may have; Newtonsoft's bound.
const MAX_INTEGER_DIGITS: usize = 380;

/// What the reader gives.
#[derive(Clone, Debug)]
pub(super) enum Lexeme {
    Open(Container),
    OpenConstructor(Text),
    Close(Container),
    Name(Text),
    Comment(Text),
    String(Text),
    Date(DateTime),
    Integer(i64),
    /// Decimal digits that do not fit into `long`.
    BigInteger(Text),
    Float(f64),
    /// A number with the digits it was written with, for readers that must keep them.
    Written(f64, Text),
    Boolean(bool),
    Null,
    Undefined,
}

impl Lexeme {
    /// .NET's name for it, `JsonToken`.
    pub(super) fn token_name(&self) -> &'static str {
        match self {
            Self::Open(Container::Object) => "StartObject",
            Self::Open(Container::Array) => "StartArray",
            Self::Open(Container::Constructor) | Self::OpenConstructor(_) => "StartConstructor",
            Self::Close(Container::Object) => "EndObject",
            Self::Close(Container::Array) => "EndArray",
            Self::Close(Container::Constructor) => "EndConstructor",
            Self::Name(_) => "PropertyName",
            Self::Comment(_) => "Comment",
            Self::String(_) => "String",
            Self::Date(_) => "Date",
            Self::Integer(_) | Self::BigInteger(_) => "Integer",
            Self::Float(_) | Self::Written(..) => "Float",
            Self::Boolean(_) => "Boolean",
            Self::Null => "Null",
            Self::Undefined => "Undefined",
        }
    }

    /// The `JValue` of a lexeme that is a value.
    pub(super) fn to_token(&self) -> Option<Rc<Token>> {
        Some(match self {
            Self::String(text) => Token::value(TokenType::String, text.clone()),
            Self::Date(date) => Token::value(TokenType::Date, *date),
            Self::Integer(number) => Token::value(TokenType::Integer, *number),
            Self::BigInteger(digits) => Token::value(TokenType::Integer, super::big_integer::value(digits.clone())),
            Self::Float(number) => Token::value(TokenType::Float, *number),
            Self::Written(number, digits) => {
                let written = Written { number: *number, digits: digits.clone() };
                Token::value(TokenType::Float, Value::object(written))
            }
            Self::Boolean(value) => Token::value(TokenType::Boolean, *value),
            Self::Null => Token::null(),
            Self::Undefined => Token::value(TokenType::Undefined, Value::Null),
            Self::Comment(text) => Token::value(TokenType::Comment, text.clone()),
            Self::Open(_) | Self::OpenConstructor(_) | Self::Close(_) | Self::Name(_) => return None,
        })
    }
}

/// A floating-point number that remembers its digits, because `decimal` and `string` targets want them.
pub(super) struct Written {
    pub(super) number: f64,
    pub(super) digits: Text,
}

impl Object for Written {
    fn type_of(&self) -> Type {
        Type::DOUBLE
    }

    fn to_text(&self) -> Text {
        Value::Double(self.number).to_text()
    }
}

/// A string, or the date it spells: Newtonsoft's `DateParseHandling.DateTime`.
pub(super) fn string(text: Text) -> Lexeme {
    match iso_date::recognise(&text) {
        Some(date) => Lexeme::Date(date),
        None => Lexeme::String(text),
    }
}

/// The number these units spell.
pub(super) fn number(digits: &str) -> Option<Lexeme> {
    let mut rest = digits.bytes();
    let (first, second) = (rest.next()?, rest.next());
    if first == b'0' && second.is_some_and(|second| !matches!(second, b'.' | b'e' | b'E')) {
        let hexadecimal = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X"));
        let number = match hexadecimal {
            // `Convert.ToInt64(text, 16)` reads two's complement.
            Some(digits) => u64::from_str_radix(digits, 16).ok()? as i64,
            None => u64::from_str_radix(digits, 8).ok()? as i64,
        };
        return Some(Lexeme::Integer(number));
    }
    let unsigned = digits.strip_prefix('-').unwrap_or(digits);
    if !unsigned.is_empty() && unsigned.bytes().all(|digit| digit.is_ascii_digit()) {
        return match digits.parse() {
            Ok(number) => Some(Lexeme::Integer(number)),
            Err(_) if digits.len() > MAX_INTEGER_DIGITS => None,
            Err(_) => Some(Lexeme::BigInteger(Text::from(digits))),
        };
    }
    // `double.Parse` wants a digit somewhere; Rust's parser also knows words, which cannot occur here: the letters a
    // number may hold spell neither "inf" nor "nan".
    let sound = unsigned.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'));
    if sound { digits.parse().ok().map(Lexeme::Float) } else { None }
}
