//! How .NET writes and reads plain values, under en-US and UTC: numbers, dates, spans of time, identifiers and the
//! comparison of strings.
//!
//! Nothing here knows the expression language: every function takes plain Rust values and returns text or an error that
//! names the .NET failure. The reference is .NET Core 3.1 (shortest round-trip doubles, its exception texts).

pub mod calendar;
pub mod casing;
pub mod category;
pub mod collation;
pub mod composite;
pub mod date;
pub mod duration;
pub mod guid;
pub mod normalization;
pub mod number;
mod pattern;

/// A format string that the type does not know; each is a `FormatException` with its own text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidFormat {
    /// Of a number.
    Specifier,
    /// Of a date, a span or a composite string.
    InvalidString,
    /// Of an identifier.
    Guid,
    /// Of an enumeration.
    Enumeration,
    /// A hole of a composite string that names no argument.
    IndexOutOfRange,
}

impl InvalidFormat {
    /// The text of the `FormatException`.
    pub fn message(self) -> &'static str {
        match self {
            InvalidFormat::Specifier => "Format specifier was invalid.",
            InvalidFormat::InvalidString => "Input string was not in a correct format.",
            InvalidFormat::Guid => {
                "Format string can be only \"D\", \"d\", \"N\", \"n\", \"P\", \"p\", \"B\", \"b\", \"X\" or \"x\"."
            }
            InvalidFormat::Enumeration => {
                "Format string can be only \"G\", \"g\", \"X\", \"x\", \"F\", \"f\", \"D\" or \"d\"."
            }
            InvalidFormat::IndexOutOfRange => {
                "Index (zero based) must be greater than or equal to zero and less than the size of the argument list."
            }
        }
    }
}
