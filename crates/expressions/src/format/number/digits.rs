//! A number as decimal digits: what every format starts from.

use rust_decimal::Decimal;

/// Which family a number belongs to; they differ in negative zero and in who rounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Integer,
    Decimal,
    /// Digits were already rounded correctly by whoever made them.
    Float,
}

/// The value 0.d₁d₂d₃… × 10^scale.
#[derive(Clone, Debug)]
pub(super) struct Digits {
    /// ASCII digits without leading zeros; none for zero.
    pub(super) digits: Vec<u8>,
    pub(super) scale: i32,
    pub(super) negative: bool,
    pub(super) kind: Kind,
}

impl Digits {
    pub(super) fn of_integer(value: i128) -> Digits {
        let digits = if value == 0 { Vec::new() } else { value.unsigned_abs().to_string().into_bytes() };
        Digits { scale: digits.len() as i32, digits, negative: value < 0, kind: Kind::Integer }
    }

    pub(super) fn of_decimal(value: Decimal) -> Digits {
        let mantissa = value.mantissa();
        let digits = if mantissa == 0 { Vec::new() } else { mantissa.unsigned_abs().to_string().into_bytes() };
        let scale = digits.len() as i32 - value.scale() as i32;
        Digits { digits, scale, negative: mantissa < 0, kind: Kind::Decimal }
    }

    /// Digits and exponent of a text like `-1.25e3`, as Rust prints floats.
    pub(super) fn of_scientific(text: &str) -> Digits {
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let digits: Vec<u8> = mantissa.bytes().filter(u8::is_ascii_digit).collect();
        let scale = exponent.parse::<i32>().unwrap_or(0) + 1;
        Digits { digits, scale, negative: text.starts_with('-'), kind: Kind::Float }.trimmed()
    }

    /// Digits of a text like `-0.125`, as Rust prints floats with a fixed number of decimals.
    pub(super) fn of_fixed(text: &str) -> Digits {
        let unsigned = text.trim_start_matches('-');
        let point = unsigned.find('.').unwrap_or(unsigned.len());
        let digits: Vec<u8> = unsigned.bytes().filter(u8::is_ascii_digit).collect();
        Digits { digits, scale: point as i32, negative: text.starts_with('-'), kind: Kind::Float }.trimmed()
    }

    pub(super) fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    /// The digit at `index`, if the number still has one there.
    pub(super) fn digit(&self, index: usize) -> Option<u8> {
        self.digits.get(index).copied()
    }

    /// Keeps `count` digits and drops trailing zeros. Half rounds away from zero unless the digits are already exact.
    pub(super) fn round(&mut self, count: i32, already_rounded: bool) {
        let wanted = usize::try_from(count).unwrap_or(0);
        let rounds_up = count >= 0 && !already_rounded && self.digit(wanted).is_some_and(|digit| digit >= b'5');
        self.digits.truncate(wanted);
        if rounds_up {
            while self.digits.last() == Some(&b'9') {
                self.digits.pop();
            }
            match self.digits.last_mut() {
                Some(digit) => *digit += 1,
                None => {
                    self.scale += 1;
                    self.digits.push(b'1');
                }
            }
        } else {
            self.drop_trailing_zeros();
        }
        if self.digits.is_empty() {
            self.negative &= self.kind == Kind::Float;
            self.scale = 0;
        }
    }

    fn drop_trailing_zeros(&mut self) {
        while self.digits.last() == Some(&b'0') {
            self.digits.pop();
        }
    }

    /// Without zeros on either side.
    fn trimmed(mut self) -> Digits {
        let leading = self.digits.iter().take_while(|digit| **digit == b'0').count();
        self.digits.drain(..leading);
        self.scale -= leading as i32;
        self.drop_trailing_zeros();
        if self.digits.is_empty() {
            self.scale = 0;
        }
        self
    }
}
