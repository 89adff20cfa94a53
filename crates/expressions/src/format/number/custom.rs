//! Custom pictures such as `#,##0.00;(0)`: up to three sections, placeholders, grouping, scaling, exponent, literals.

use super::digits::{Digits, Kind};
use super::standard::push_exponent;

/// Most digits of an exponent, as in .NET.
const MAX_EXPONENT_DIGITS: usize = 10;

/// Writes a number under a picture.
pub(super) fn format(mut number: Digits, picture: &str) -> String {
    let characters: Vec<char> = picture.split('\0').next().unwrap_or_default().chars().collect();
    let wanted = if number.is_zero() { 2 } else { usize::from(number.negative) };
    let mut section = find_section(&characters, wanted);
    let mut layout = Layout::read(&characters[section..]);
    if number.is_zero() {
        number.negative &= number.kind == Kind::Float;
        number.scale = 0;
    } else {
        number.scale += layout.scaling;
        number.round(layout.kept_digits(number.scale), false);
        let zero_section = find_section(&characters, 2);
        if number.is_zero() && zero_section != section {
            section = zero_section;
            layout = Layout::read(&characters[section..]);
        }
    }
    Writer::new(&number, &layout, section == 0).write(&characters[section..])
}

/// Where section 0 (positive), 1 (negative) or 2 (zero) starts; the first one stands in for a missing or empty one.
fn find_section(picture: &[char], wanted: usize) -> usize {
    let mut left = wanted;
    let mut at = 0;
    while left > 0 && at < picture.len() {
        match picture[at] {
            quote @ ('\'' | '"') => at = skip_quoted(picture, at + 1, quote),
            '\\' => at += 2,
            ';' => {
                left -= 1;
                at += 1;
            }
            _ => at += 1,
        }
    }
    if left == 0 && picture.get(at).is_some_and(|next| *next != ';') { at } else { 0 }
}

fn skip_quoted(picture: &[char], from: usize, quote: char) -> usize {
    let rest = picture.get(from..).unwrap_or_default();
    rest.iter().position(|character| *character == quote).map_or(picture.len(), |length| from + length + 1)
}

/// What a section asks for, found in a first pass.
struct Layout {
    placeholders: i32,
    /// Placeholders before the decimal point.
    integral: i32,
    /// Digits before the point that are always shown.
    least_integral: i32,
    /// Minus the decimals that are always shown.
    least_decimal: i32,
    scientific: bool,
    grouped: bool,
    /// Powers of ten from `%`, `‰` and trailing commas.
    scaling: i32,
}

impl Layout {
    fn read(section: &[char]) -> Layout {
        let (mut placeholders, mut point) = (0, None);
        let (mut first_zero, mut last_zero) = (i32::MAX, 0);
        let (mut comma_at, mut commas, mut grouped) = (None, 0, false);
        let (mut scientific, mut scaling) = (false, 0);
        let mut at = 0;
        while let Some(character) = section.get(at) {
            at += 1;
            match *character {
                ';' => break,
                '#' => placeholders += 1,
                '0' => {
                    first_zero = first_zero.min(placeholders);
                    placeholders += 1;
                    last_zero = placeholders;
                }
                '.' => point = point.or(Some(placeholders)),
                ',' if placeholders > 0 && point.is_none() => match comma_at {
                    Some(place) if place == placeholders => commas += 1,
                    earlier => {
                        grouped |= earlier.is_some();
                        comma_at = Some(placeholders);
                        commas = 1;
                    }
                },
                '%' => scaling += 2,
                '\u{2030}' => scaling += 3,
                quote @ ('\'' | '"') => at = skip_quoted(section, at, quote),
                '\\' => at += 1,
                'E' | 'e' => {
                    if let Some(exponent) = Exponent::read(&section[at..]) {
                        at += exponent.length;
                        scientific = true;
                    }
                }
                _ => {}
            }
        }
        let integral = point.unwrap_or(placeholders);
        match comma_at {
            Some(place) if place == integral => scaling -= commas * 3,
            Some(_) => grouped = true,
            None => {}
        }
        Layout {
            placeholders,
            integral,
            least_integral: if first_zero < integral { integral - first_zero } else { 0 },
            least_decimal: if last_zero > integral { integral - last_zero } else { 0 },
            scientific,
            grouped,
            scaling,
        }
    }

    /// How many digits of a number of this scale the section can show.
    fn kept_digits(&self, scale: i32) -> i32 {
        if self.scientific { self.placeholders } else { scale.saturating_add(self.placeholders - self.integral) }
    }
}

/// `E0`, `E+00`, `E-0`: what follows the letter.
struct Exponent {
    plus: bool,
    digits: usize,
    length: usize,
}

impl Exponent {
    fn read(after: &[char]) -> Option<Exponent> {
        let signed = matches!(after.first(), Some('+' | '-'));
        let digits = after.iter().skip(usize::from(signed)).take_while(|character| **character == '0').count();
        let plus = after.first() == Some(&'+');
        (digits > 0).then_some(Exponent { plus, digits, length: digits + usize::from(signed) })
    }
}

/// The second pass: walks the section and fills in digits.
struct Writer<'n> {
    number: &'n Digits,
    layout: &'n Layout,
    signed: bool,
    /// The next digit of the number.
    next: usize,
    /// Decimal place of the next placeholder; 0 is the first decimal.
    place: i32,
    /// Digits beyond the placeholders (positive) or placeholders beyond the digits (negative).
    surplus: i32,
    /// Places after which a separator stands, the leftmost last.
    separators: Vec<i32>,
    text: String,
}

impl<'n> Writer<'n> {
    fn new(number: &'n Digits, layout: &'n Layout, first_section: bool) -> Writer<'n> {
        let (place, surplus) = if layout.scientific {
            (layout.integral, 0)
        } else {
            (number.scale.max(layout.integral), number.scale - layout.integral)
        };
        let shown = layout.least_integral.max(place + surplus.min(0));
        let separators = if layout.grouped {
            (1..).map(|group| group * 3).take_while(|at| *at < shown).collect()
        } else {
            Vec::new()
        };
        let signed = number.negative && first_section;
        Writer { number, layout, signed, next: 0, place, surplus, separators, text: String::new() }
    }

    fn write(mut self, section: &[char]) -> String {
        if self.signed && self.number.scale != 0 {
            self.text.push('-');
        }
        let mut scientific = self.layout.scientific;
        let mut point_written = false;
        let mut at = 0;
        while let Some(character) = section.get(at).copied() {
            at += 1;
            if matches!(character, '#' | '0' | '.') {
                self.write_surplus();
            }
            match character {
                ';' => break,
                '#' | '0' => self.write_placeholder(),
                '.' => {
                    let digits_remain =
                        self.layout.integral < self.layout.placeholders && self.next < self.number.digits.len();
                    if self.place == 0 && !point_written && (self.layout.least_decimal < 0 || digits_remain) {
                        self.text.push('.');
                        point_written = true;
                    }
                }
                ',' => {}
                quote @ ('\'' | '"') => {
                    let end = skip_quoted(section, at, quote);
                    let closed = end > at && section.get(end - 1) == Some(&quote);
                    self.text.extend(section.get(at..end - usize::from(closed)).unwrap_or_default());
                    at = end;
                }
                '\\' => {
                    self.text.extend(section.get(at));
                    at += 1;
                }
                'E' | 'e' => match Exponent::read(&section[at..]) {
                    Some(exponent) if scientific => {
                        let power = if self.number.is_zero() { 0 } else { self.number.scale - self.layout.integral };
                        let width = exponent.digits.min(MAX_EXPONENT_DIGITS);
                        push_exponent(&mut self.text, character as u8, power, width, exponent.plus);
                        scientific = false;
                        at += exponent.length;
                    }
                    _ => self.text.push(character),
                },
                other => self.text.push(other),
            }
        }
        if self.signed && self.number.scale == 0 && !self.text.is_empty() {
            self.text.insert(0, '-');
        }
        self.text
    }

    /// Digits that the picture has no placeholder for stand before the first one.
    fn write_surplus(&mut self) {
        while self.surplus > 0 {
            let digit = self.take_digit().unwrap_or(b'0');
            self.push_digit(digit);
            self.surplus -= 1;
        }
    }

    fn write_placeholder(&mut self) {
        let digit = if self.surplus < 0 {
            self.surplus += 1;
            (self.place <= self.layout.least_integral).then_some(b'0')
        } else {
            self.take_digit().or((self.place > self.layout.least_decimal).then_some(b'0'))
        };
        match digit {
            Some(digit) => self.push_digit(digit),
            None => self.place -= 1,
        }
    }

    fn take_digit(&mut self) -> Option<u8> {
        let digit = self.number.digit(self.next)?;
        self.next += 1;
        Some(digit)
    }

    fn push_digit(&mut self, digit: u8) {
        self.text.push(char::from(digit));
        if self.place > 1 && self.separators.last() == Some(&(self.place - 1)) {
            self.text.push(',');
            self.separators.pop();
        }
        self.place -= 1;
    }
}
