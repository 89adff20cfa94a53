//! `ToString` of the numeric types: .NET's standard formats (`N2`, `X8`, `E`, …) and the way to custom ones.

mod custom;
mod digits;
mod float;
pub mod parse;
mod standard;

use super::InvalidFormat;
use digits::Digits;
use rust_decimal::Decimal;

/// What a number prints with when the caller gives no format: `ToString()`.
pub const GENERAL: &str = "";

/// A format string taken apart, once for each call.
enum Specifier {
    /// A letter and its precision, when one is given. .NET takes at most two digits, so a precision stays below 100.
    Standard(u8, Option<usize>),
    /// Anything else is a picture of digits.
    Custom,
}

impl Specifier {
    fn read(format: &str) -> Specifier {
        let bytes = format.split('\0').next().unwrap_or_default().as_bytes();
        let Some((letter, digits)) = bytes.split_first() else {
            return if format.is_empty() { Specifier::Standard(b'G', None) } else { Specifier::Custom };
        };
        if !letter.is_ascii_alphabetic() || !digits.iter().all(u8::is_ascii_digit) {
            return Specifier::Custom;
        }
        if digits.is_empty() {
            return Specifier::Standard(*letter, None);
        }
        let precision = digits.iter().fold(0_usize, |sum, digit| sum.saturating_mul(10) + usize::from(digit - b'0'));
        if precision < 100 { Specifier::Standard(*letter, Some(precision)) } else { Specifier::Custom }
    }
}

/// An integer of `bits` bits (which hexadecimal needs) under a format.
pub fn format_integer(value: i128, bits: u32, format: &str) -> Result<String, InvalidFormat> {
    match Specifier::read(format) {
        Specifier::Standard(b'G' | b'g', None | Some(0)) => Ok(value.to_string()),
        Specifier::Standard(b'D' | b'd', precision) => {
            let sign = if value < 0 { "-" } else { "" };
            Ok(format!("{sign}{:0width$}", value.unsigned_abs(), width = precision.unwrap_or(0)))
        }
        Specifier::Standard(letter @ (b'X' | b'x'), precision) => {
            let (pattern, width) = (value as u128 & (u128::MAX >> (128 - bits)), precision.unwrap_or(0));
            Ok(if letter == b'X' { format!("{pattern:0width$X}") } else { format!("{pattern:0width$x}") })
        }
        Specifier::Standard(letter, precision) => standard::format(Digits::of_integer(value), letter, precision),
        Specifier::Custom => Ok(custom::format(Digits::of_integer(value), format)),
    }
}

/// A decimal under a format; its scale shows as trailing zeros.
pub fn format_decimal(value: Decimal, format: &str) -> Result<String, InvalidFormat> {
    match Specifier::read(format) {
        Specifier::Standard(b'R' | b'r', _) => Err(InvalidFormat::Specifier),
        Specifier::Standard(letter, precision) => standard::format(Digits::of_decimal(value), letter, precision),
        Specifier::Custom => Ok(custom::format(Digits::of_decimal(value), format)),
    }
}

/// A double under a format; without one, the shortest text that reads back as the same number.
pub fn format_double(value: f64, format: &str) -> Result<String, InvalidFormat> {
    float::format(value, format, &float::DOUBLE)
}

/// A float under a format; without one, the shortest text that reads back as the same number.
pub fn format_single(value: f32, format: &str) -> Result<String, InvalidFormat> {
    float::format(value, format, &float::SINGLE)
}

#[cfg(test)]
mod tests;
