//! Doubles and floats: which digits a format needs, and where they come from.
//!
//! .NET Core 3.1 computes fixed formats from the exact binary value, half to even, as Rust's formatter does; custom
//! pictures see 15 (7) significant digits, as .NET always had it.

use super::digits::{Digits, Kind};
use super::standard::{DEFAULT_DECIMALS, DEFAULT_EXPONENT_DECIMALS};
use super::{Specifier, custom, standard};
use crate::format::InvalidFormat;
use std::fmt::{Display, LowerExp};

/// What tells the two widths apart.
pub(super) struct Width {
    /// Digits up to which a number prints without exponent.
    plain_digits: usize,
    /// Significant digits that custom pictures see.
    custom_digits: usize,
}

pub(super) const DOUBLE: Width = Width { plain_digits: 17, custom_digits: 15 };
pub(super) const SINGLE: Width = Width { plain_digits: 9, custom_digits: 7 };

pub(super) fn format<F>(value: F, format: &str, width: &Width) -> Result<String, InvalidFormat>
where
    F: Display + LowerExp + Copy + Into<f64>,
{
    let wide: f64 = value.into();
    let Specifier::Standard(letter, precision) = Specifier::read(format) else {
        return Ok(special(wide)
            .map_or_else(|| custom::format(significant(value, width.custom_digits), format), str::to_owned));
    };
    let upper = letter.to_ascii_uppercase();
    if let Some(name) = special(wide) {
        return Ok(name.to_owned());
    }
    let decimals = precision.unwrap_or(DEFAULT_DECIMALS);
    let number = match upper {
        b'C' | b'F' | b'N' => Digits::of_fixed(&format!("{value:.decimals$}")),
        b'P' => Digits::of_fixed(&format!("{value:.count$}", count = decimals + 2)),
        b'E' => significant(value, precision.unwrap_or(DEFAULT_EXPONENT_DECIMALS) + 1),
        b'G' if precision.is_some_and(|precision| precision > 0) => significant(value, decimals),
        b'G' | b'R' => {
            let shortest = Digits::of_scientific(&format!("{value:e}"));
            let plain = shortest.digits.len().max(width.plain_digits);
            let letter = if letter.is_ascii_uppercase() { b'G' } else { b'g' };
            return standard::format(shortest, letter, Some(plain));
        }
        _ => return Err(InvalidFormat::Specifier),
    };
    standard::format(number, letter, precision)
}

fn significant<F: LowerExp>(value: F, count: usize) -> Digits {
    let number = Digits::of_scientific(&format!("{value:.decimals$e}", decimals = count.max(1) - 1));
    debug_assert!(number.kind == Kind::Float);
    number
}

fn special(value: f64) -> Option<&'static str> {
    match value {
        _ if value.is_nan() => Some("NaN"),
        f64::INFINITY => Some("∞"),
        f64::NEG_INFINITY => Some("-∞"),
        _ => None,
    }
}
