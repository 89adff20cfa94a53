//! The standard library: the .NET types an expression may use, one file a type.
//!
//! Each file has a `declare` function that adds its type to the surface; [`declare`] lists them all.

mod array_more;
mod array_search;
mod bit_converter;
mod boolean;
mod change_type;
mod char;
mod clock;
pub mod collections;
mod contracts;
pub(crate) mod convert;
pub mod crypto;
mod culture;
mod date_time;
mod date_time_offset;
mod decimal;
mod display;
mod encoding;
mod enumerable;
pub(crate) mod enumeration;
mod enumerations;
mod floating;
mod formatting;
mod grove;
mod guid;
mod integers;
pub mod json;
mod lazy;
mod math;
mod net;
pub(crate) mod ordering;
mod random;
pub(crate) mod regex;
mod sort;
pub(crate) mod string;
mod string_builder;
pub(crate) mod text_io;
mod time_span;
mod time_zone;
mod tuple;
pub mod uri;
pub mod xml;

pub use self::collections::key_value_pair::{key_and_value, key_value_pair};
pub(crate) use self::display::{formatted_text, plain_text};
use crate::surface::Declarations;

/// Declares the whole library.
pub fn declare(declarations: &mut Declarations) {
    crate::foundation::declare(declarations);
    boolean::declare(declarations);
    char::declare(declarations);
    integers::declare(declarations);
    floating::declare(declarations);
    decimal::declare(declarations);
    formatting::declare(declarations);
    culture::declare(declarations);
    enumeration::declare(declarations);
    enumerations::declare(declarations);
    math::declare(declarations);
    convert::declare(declarations);
    bit_converter::declare(declarations);
    date_time::declare(declarations);
    date_time_offset::declare(declarations);
    time_span::declare(declarations);
    time_zone::declare(declarations);
    guid::declare(declarations);
    random::declare(declarations);
    string::declare(declarations);
    string_builder::declare(declarations);
    text_io::declare(declarations);
    tuple::declare(declarations);
    collections::declare(declarations);
    enumerable::declare(declarations);
    regex::declare(declarations);
    array_more::declare(declarations);
    contracts::declare(declarations);
    json::declare(declarations);
    xml::declare(declarations);
    uri::declare(declarations);
    net::declare(declarations);
    encoding::declare(declarations);
    crypto::declare(declarations);
}

#[cfg(test)]
mod tests;
