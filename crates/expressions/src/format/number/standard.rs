//! Standard formats C, E, F, G, N, P and R over digits, with en-US symbols.

use super::digits::{Digits, Kind};
use crate::format::InvalidFormat;
use std::fmt::Write;

/// Decimals of C, F, N and P when the format names none, as Windows has them for en-US.
pub(super) const DEFAULT_DECIMALS: usize = 2;
/// Decimals of E when the format names none.
pub(super) const DEFAULT_EXPONENT_DECIMALS: usize = 6;

pub(super) fn format(mut number: Digits, letter: u8, precision: Option<usize>) -> Result<String, InvalidFormat> {
    let exact = number.kind == Kind::Float;
    let decimals = precision.unwrap_or(DEFAULT_DECIMALS);
    let mut text = String::with_capacity(number.digits.len() + decimals + 8);
    match letter.to_ascii_uppercase() {
        upper @ (b'C' | b'F' | b'N' | b'P') => {
            if upper == b'P' {
                number.scale += 2;
            }
            number.round(number.scale.saturating_add(decimals as i32), exact);
            if number.negative {
                text.push('-');
            }
            if upper == b'C' {
                text.push('$');
            }
            push_fixed(&mut text, &number, decimals, upper != b'F');
            if upper == b'P' {
                text.push('%');
            }
        }
        b'E' => {
            let count = precision.unwrap_or(DEFAULT_EXPONENT_DECIMALS) + 1;
            number.round(count as i32, exact);
            if number.negative {
                text.push('-');
            }
            push_scientific(&mut text, &number, count, letter);
        }
        b'G' => {
            // A decimal without precision keeps its trailing zeros and is never written with an exponent.
            let keeps_zeros = number.kind == Kind::Decimal && precision.is_none();
            let count = precision.filter(|count| *count > 0).unwrap_or(number.digits.len());
            if !keeps_zeros {
                number.round(count as i32, exact);
            }
            if number.negative && !(keeps_zeros && number.is_zero()) {
                text.push('-');
            }
            push_general(&mut text, &number, count as i32, letter - 2, keeps_zeros);
        }
        _ => return Err(InvalidFormat::Specifier),
    }
    Ok(text)
}

fn push_fixed(text: &mut String, number: &Digits, decimals: usize, grouped: bool) {
    let mut digits = number.digits.iter().copied();
    if number.scale > 0 {
        for place in (0..number.scale).rev() {
            text.push(char::from(digits.next().unwrap_or(b'0')));
            if grouped && place > 0 && place % 3 == 0 {
                text.push(',');
            }
        }
    } else {
        text.push('0');
    }
    if decimals > 0 {
        text.push('.');
        let zeros = usize::try_from(-number.scale).unwrap_or(0).min(decimals);
        text.extend(std::iter::repeat_n('0', zeros));
        text.extend((zeros..decimals).map(|_| char::from(digits.next().unwrap_or(b'0'))));
    }
}

fn push_scientific(text: &mut String, number: &Digits, count: usize, letter: u8) {
    let digit = |index| char::from(number.digit(index).unwrap_or(b'0'));
    text.push(digit(0));
    if count > 1 {
        text.push('.');
        text.extend((1..count).map(digit));
    }
    let exponent = if number.is_zero() { 0 } else { number.scale - 1 };
    push_exponent(text, letter, exponent, 3, true);
}

fn push_general(text: &mut String, number: &Digits, most: i32, letter: u8, never_scientific: bool) {
    let scientific = !never_scientific && (number.scale > most || number.scale < -3);
    let mut place = if scientific { 1 } else { number.scale };
    let mut digits = number.digits.iter().copied().peekable();
    if place > 0 {
        for _ in 0..place {
            text.push(char::from(digits.next().unwrap_or(b'0')));
        }
        place = 0;
    } else {
        text.push('0');
    }
    if digits.peek().is_some() || place < 0 {
        text.push('.');
        text.extend((place..0).map(|_| '0'));
        text.extend(digits.map(char::from));
    }
    if scientific {
        push_exponent(text, letter, number.scale - 1, 2, true);
    }
}

pub(super) fn push_exponent(text: &mut String, letter: u8, exponent: i32, width: usize, plus: bool) {
    text.push(char::from(letter));
    if exponent < 0 {
        text.push('-');
    } else if plus {
        text.push('+');
    }
    let _ = write!(text, "{:0width$}", exponent.unsigned_abs());
}
