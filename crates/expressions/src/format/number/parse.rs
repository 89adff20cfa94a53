//! `Parse` and `TryParse` of the numeric types, with `NumberStyles`, under en-US symbols.

use rust_decimal::Decimal;

/// `System.Globalization.NumberStyles`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberStyles(pub i32);

/// Why a text is no number of the wanted type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// "Input string was not in a correct format."
    Format,
    /// The number does not fit; each type words it its own way.
    Overflow,
}

#[allow(missing_docs)]
impl NumberStyles {
    pub const LEADING_WHITE: i32 = 1;
    pub const TRAILING_WHITE: i32 = 2;
    pub const LEADING_SIGN: i32 = 4;
    pub const TRAILING_SIGN: i32 = 8;
    pub const PARENTHESES: i32 = 0x10;
    pub const DECIMAL_POINT: i32 = 0x20;
    pub const THOUSANDS: i32 = 0x40;
    pub const EXPONENT: i32 = 0x80;
    pub const CURRENCY_SYMBOL: i32 = 0x100;
    pub const HEX_SPECIFIER: i32 = 0x200;
    pub const INTEGER: NumberStyles = NumberStyles(7);
    pub const NUMBER: NumberStyles = NumberStyles(111);
    pub const FLOAT: NumberStyles = NumberStyles(167);
    /// What `double.Parse` uses when no style is given.
    pub const FLOAT_WITH_THOUSANDS: NumberStyles = NumberStyles(231);

    fn allows(self, flag: i32) -> bool {
        self.0 & flag != 0
    }
}

/// Exponents beyond this make zero or infinity of any number of digits that fits a text.
const MAX_EXPONENT: i32 = 9_999;

/// Reads an integer of `bits` bits. Hexadecimal text gives the bit pattern, so `FFFFFFFF` is -1 of 32 bits.
pub fn parse_integer(text: &str, styles: NumberStyles, bits: u32, signed: bool) -> Result<i128, NumberError> {
    if styles.allows(NumberStyles::HEX_SPECIFIER) {
        return parse_hex(text, styles, bits, signed);
    }
    let number = Parsed::read(text, styles, false).ok_or(NumberError::Format)?;
    // Digits behind the point must be zeros; more than 39 digits before it exceed every type.
    let (whole, fraction) =
        number.digits.split_at_checked(number.scale.max(0) as usize).unwrap_or((&number.digits, &[]));
    if fraction.iter().any(|digit| *digit != b'0') || number.scale > 39 {
        return Err(NumberError::Overflow);
    }
    let padding = std::iter::repeat_n(b'0', number.scale.max(0) as usize - whole.len());
    let magnitude = whole.iter().copied().chain(padding).try_fold(0_i128, |sum, digit| {
        sum.checked_mul(10).and_then(|sum| sum.checked_add(i128::from(digit - b'0'))).ok_or(NumberError::Overflow)
    })?;
    let value = if number.negative { -magnitude } else { magnitude };
    let (low, high) = if signed { (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) } else { (0, (1_i128 << bits) - 1) };
    if (low..=high).contains(&value) { Ok(value) } else { Err(NumberError::Overflow) }
}

fn parse_hex(text: &str, styles: NumberStyles, bits: u32, signed: bool) -> Result<i128, NumberError> {
    let mut digits = text.trim_end_matches('\0');
    if styles.allows(NumberStyles::LEADING_WHITE) {
        digits = digits.trim_start_matches(is_white);
    }
    if styles.allows(NumberStyles::TRAILING_WHITE) {
        digits = digits.trim_end_matches(is_white);
    }
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Err(NumberError::Format);
    }
    let significant = digits.trim_start_matches('0');
    if significant.len() * 4 > bits as usize {
        return Err(NumberError::Overflow);
    }
    let pattern = if significant.is_empty() { 0 } else { i128::from_str_radix(significant, 16).unwrap_or(0) };
    let is_negative = signed && pattern >> (bits - 1) & 1 == 1;
    Ok(if is_negative { pattern - (1 << bits) } else { pattern })
}

/// Reads a double; too large is infinite.
pub fn parse_double(text: &str, styles: NumberStyles) -> Result<f64, NumberError> {
    match Parsed::read(text, styles, false) {
        Some(number) => Ok(number.scientific().parse().unwrap_or(0.0)),
        None => symbol(text).ok_or(NumberError::Format),
    }
}

/// Reads a float; too large is infinite.
pub fn parse_single(text: &str, styles: NumberStyles) -> Result<f32, NumberError> {
    match Parsed::read(text, styles, false) {
        Some(number) => Ok(number.scientific().parse().unwrap_or(0.0)),
        None => symbol(text).map(|value| value as f32).ok_or(NumberError::Format),
    }
}

fn symbol(text: &str) -> Option<f64> {
    let text = text.trim();
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if unsigned.eq_ignore_ascii_case("NaN") {
        return Some(f64::NAN);
    }
    (unsigned == "∞").then_some(if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY })
}

/// Reads a decimal: the scale of the text stays, what does not fit 28 places is rounded half to even.
pub fn parse_decimal(text: &str, styles: NumberStyles) -> Result<Decimal, NumberError> {
    let number = Parsed::read(text, styles, true).ok_or(NumberError::Format)?;
    number.to_decimal().ok_or(NumberError::Overflow)
}

/// A number as text shows it: 0.d₁d₂… × 10^scale.
struct Parsed {
    digits: Vec<u8>,
    scale: i32,
    negative: bool,
}

fn is_white(character: char) -> bool {
    matches!(character, ' ' | '\t'..='\r')
}

impl Parsed {
    /// Follows .NET's reader: signs, white space, parentheses and the currency sign may come in any order around the
    /// digits, each as often as the style has it.
    fn read(text: &str, styles: NumberStyles, keeps_scale: bool) -> Option<Parsed> {
        let mut reader = Reader { rest: text, styles, signed: false, open: false, currency: false, negative: false };
        reader.prefix();
        let mut number = reader.digits()?;
        reader.exponent(&mut number.scale);
        reader.suffix();
        if reader.open || !reader.rest.trim_end_matches('\0').is_empty() {
            return None;
        }
        if number.digits.is_empty() && !keeps_scale {
            number.scale = 0;
        }
        number.negative = reader.negative;
        Some(number)
    }

    fn scientific(&self) -> String {
        let digits: String = self.digits.iter().map(|digit| char::from(*digit)).collect();
        let sign = if self.negative { "-" } else { "" };
        format!("{sign}0.{digits}0e{}", self.scale)
    }

    fn to_decimal(&self) -> Option<Decimal> {
        const MAX_SCALE: i32 = 28;
        const MAX_MANTISSA: u128 = (1 << 96) - 1;
        let decimals = self.digits.len() as i32 - self.scale;
        if self.digits.is_empty() {
            let mut zero = Decimal::new(0, (-self.scale).clamp(0, MAX_SCALE) as u32);
            zero.set_sign_negative(self.negative);
            return Some(zero);
        }
        // Drop as many digits as the scale and the 96 bits of the mantissa demand.
        for dropped in (decimals - MAX_SCALE).max(0)..=decimals.max(0) {
            let kept = usize::try_from(self.digits.len() as i32 - dropped).unwrap_or(0);
            let zeros = usize::try_from(-decimals).unwrap_or(0);
            if kept + zeros > 30 {
                continue;
            }
            let mantissa = self.rounded(kept, dropped) * 10_u128.pow(zeros as u32);
            if mantissa <= MAX_MANTISSA {
                let scale = (decimals - dropped).max(0) as u32;
                let mantissa = if self.negative { -(mantissa as i128) } else { mantissa as i128 };
                return Decimal::try_from_i128_with_scale(mantissa, scale).ok();
            }
        }
        None
    }

    /// The first `kept` digits as a number, rounded half to even by the ones behind them.
    fn rounded(&self, kept: usize, dropped: i32) -> u128 {
        let (head, tail) = self.digits.split_at(kept);
        let mantissa = head.iter().fold(0_u128, |sum, digit| sum * 10 + u128::from(digit - b'0'));
        // Fewer digits than are dropped means zeros in front of them: below one half.
        if tail.len() < usize::try_from(dropped).unwrap_or(0) {
            return mantissa;
        }
        let up = match tail.split_first() {
            Some((b'5', rest)) => mantissa % 2 == 1 || rest.iter().any(|digit| *digit != b'0'),
            Some((first, _)) => *first > b'5',
            None => false,
        };
        mantissa + u128::from(up)
    }
}

struct Reader<'t> {
    rest: &'t str,
    styles: NumberStyles,
    signed: bool,
    open: bool,
    currency: bool,
    negative: bool,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn eat(&mut self, character: char) -> bool {
        let rest = self.rest.strip_prefix(character);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn sign(&mut self, flag: i32) -> bool {
        if self.signed || !self.styles.allows(flag) {
            return false;
        }
        let minus = self.eat('-');
        self.negative |= minus;
        self.signed = minus || self.eat('+');
        self.signed
    }

    fn currency(&mut self) -> bool {
        let eaten = !self.currency && self.styles.allows(NumberStyles::CURRENCY_SYMBOL) && self.eat('$');
        self.currency |= eaten;
        eaten
    }

    fn white(&mut self) -> bool {
        self.peek().is_some_and(|next| is_white(next) && self.eat(next))
    }

    fn prefix(&mut self) {
        loop {
            // White space after a sign is only allowed when a currency sign stands between.
            let white_allowed = self.styles.allows(NumberStyles::LEADING_WHITE) && (!self.signed || self.currency);
            let parenthesis = !self.signed && self.styles.allows(NumberStyles::PARENTHESES);
            if (white_allowed && self.white()) || self.sign(NumberStyles::LEADING_SIGN) {
                continue;
            }
            if parenthesis && self.eat('(') {
                (self.signed, self.open, self.negative) = (true, true, true);
                continue;
            }
            if !self.currency() {
                return;
            }
        }
    }

    fn digits(&mut self) -> Option<Parsed> {
        let mut number = Parsed { digits: Vec::new(), scale: 0, negative: false };
        let (mut any, mut point) = (false, false);
        loop {
            match self.peek() {
                Some(digit @ '0'..='9') => {
                    any = true;
                    if digit != '0' || !number.digits.is_empty() {
                        number.digits.push(digit as u8);
                        number.scale += i32::from(!point);
                    } else if point {
                        number.scale -= 1;
                    }
                }
                Some('.') if !point && self.styles.allows(NumberStyles::DECIMAL_POINT) => point = true,
                Some(',') if any && !point && self.styles.allows(NumberStyles::THOUSANDS) => {}
                _ => break,
            }
            self.rest = &self.rest[1..];
        }
        any.then_some(number)
    }

    fn exponent(&mut self, scale: &mut i32) {
        let before = self.rest;
        if !self.styles.allows(NumberStyles::EXPONENT) || !(self.eat('e') || self.eat('E')) {
            return;
        }
        let negative = !self.eat('+') && self.eat('-');
        let count = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        if count == 0 {
            self.rest = before;
            return;
        }
        let (digits, rest) = self.rest.split_at(count);
        let exponent = digits.parse::<i32>().unwrap_or(MAX_EXPONENT).min(MAX_EXPONENT);
        *scale = scale.saturating_add(if negative { -exponent } else { exponent });
        self.rest = rest;
    }

    fn suffix(&mut self) {
        loop {
            let white = self.styles.allows(NumberStyles::TRAILING_WHITE) && self.white();
            if white || self.sign(NumberStyles::TRAILING_SIGN) || self.currency() {
                continue;
            }
            if !(self.open && self.eat(')')) {
                return;
            }
            self.open = false;
        }
    }
}

#[cfg(test)]
mod tests;
