//! Backslash escapes and bracketed classes.

use super::Options;
use super::class::{Class, Test, is_boundary_word};
use super::node::Assertion;
use super::parse::{Parser, PatternError};

/// What an escape outside of brackets stands for.
pub(super) enum Escape {
    Assertion(Assertion),
    Test(Test),
    Unit(u16),
    /// A group by its number.
    Reference(i32),
}

impl Parser<'_> {
    /// The escape behind a backslash. The first pass asks only where it ends.
    pub(super) fn scan_backslash(&mut self, counting: bool) -> Result<Escape, PatternError> {
        let ecma = self.has(Options::ECMA_SCRIPT);
        let letter = self.peek().and_then(|unit| u8::try_from(unit).ok()).unwrap_or(0);
        let escape = match letter {
            b'b' if ecma => Escape::Assertion(Assertion::EcmaBoundary),
            b'B' if ecma => Escape::Assertion(Assertion::NoEcmaBoundary),
            b'b' => Escape::Assertion(Assertion::Boundary),
            b'B' => Escape::Assertion(Assertion::NoBoundary),
            b'A' => Escape::Assertion(Assertion::TextStart),
            b'G' => Escape::Assertion(Assertion::SearchStart),
            b'Z' => Escape::Assertion(Assertion::TextEndOrNewline),
            b'z' => Escape::Assertion(Assertion::TextEnd),
            b'w' | b'W' => Escape::Test(Test::word(letter == b'W', ecma)),
            b's' | b'S' => Escape::Test(Test::white(letter == b'S', ecma)),
            b'd' | b'D' => Escape::Test(Test::digit(letter == b'D', ecma)),
            b'p' | b'P' => {
                self.next();
                if counting {
                    return Ok(Escape::Unit(0));
                }
                return self.scan_property(letter == b'P').map(Escape::Test);
            }
            _ => return self.scan_basic_backslash(counting),
        };
        self.next();
        Ok(escape)
    }

    /// References and characters.
    fn scan_basic_backslash(&mut self, counting: bool) -> Result<Escape, PatternError> {
        let start = self.position();
        let mut closing = None;
        let mut is_named = false;
        if self.is('k') {
            is_named = true;
            self.next();
            closing = match self.next().and_then(|unit| u8::try_from(unit).ok()) {
                Some(b'<') => Some('>'),
                Some(b'\'') => Some('\''),
                _ => None,
            };
            if closing.is_none() || self.peek().is_none() {
                return Err(self.error("Malformed \\\\k<...> named back reference."));
            }
        } else if (self.is('<') || self.is('\'')) && self.peek_at(1).is_some() {
            closing = Some(if self.is('<') { '>' } else { '\'' });
            self.next();
        }
        if let Some(closing) = closing {
            if let Some(reference) = self.scan_enclosed_reference(closing, counting)? {
                return Ok(reference);
            }
        } else if self.peek().is_some_and(|unit| (0x31..=0x39).contains(&unit)) {
            let number = self.scan_decimal()?;
            if counting {
                return Ok(Escape::Unit(0));
            }
            if self.has_slot(number) {
                return Ok(Escape::Reference(number));
            }
            if number <= 9 {
                return Err(self.error(format!("Reference to undefined group number {number}.")));
            }
        }
        if is_named && !counting {
            return Err(self.error("Malformed \\\\k<...> named back reference."));
        }
        self.go_to(start);
        self.scan_char_escape().map(Escape::Unit)
    }

    fn scan_enclosed_reference(&mut self, closing: char, counting: bool) -> Result<Option<Escape>, PatternError> {
        match self.peek() {
            Some(0x30..=0x39) => {
                let number = self.scan_decimal()?;
                if !self.eat(closing) {
                    return Ok(None);
                }
                if counting {
                    return Ok(Some(Escape::Unit(0)));
                }
                if self.has_slot(number) {
                    return Ok(Some(Escape::Reference(number)));
                }
                Err(self.error(format!("Reference to undefined group number {number}.")))
            }
            Some(unit) if is_boundary_word(unit) => {
                let name = self.scan_name();
                if !self.eat(closing) {
                    return Ok(None);
                }
                if counting {
                    return Ok(Some(Escape::Unit(0)));
                }
                match self.slot_of_name(&name) {
                    Some(number) => Ok(Some(Escape::Reference(number))),
                    None => Err(self.error(format!("Reference to undefined group name '{name}'."))),
                }
            }
            _ => Ok(None),
        }
    }

    /// `{Lu}` behind `\p`.
    fn scan_property(&mut self, negated: bool) -> Result<Test, PatternError> {
        if self.peek_at(2).is_none() {
            return Err(self.error("Incomplete \\\\p{X} character escape."));
        }
        if !self.eat('{') {
            return Err(self.error("Malformed \\\\p{X} character escape."));
        }
        let mut name = String::new();
        while let Some(unit) = self.peek().filter(|unit| is_boundary_word(*unit) || *unit == u16::from(b'-')) {
            name.extend(char::from_u32(unit.into()));
            self.next();
        }
        if !self.eat('}') {
            return Err(self.error("Incomplete \\\\p{X} character escape."));
        }
        Test::property(&name, negated, self.has(Options::IGNORE_CASE))
            .ok_or_else(|| self.error(format!("Unknown property '{name}'.")))
    }

    /// The character of an escape such as `\n`, `\x41` or `\.`.
    pub(super) fn scan_char_escape(&mut self) -> Result<u16, PatternError> {
        let unit = self.next().unwrap_or(0);
        if (0x30..=0x37).contains(&unit) {
            self.go_to(self.position() - 1);
            return Ok(self.scan_octal());
        }
        Ok(match u8::try_from(unit) {
            Ok(b'x') => self.scan_hex(2)?,
            Ok(b'u') => self.scan_hex(4)?,
            Ok(b'a') => 7,
            Ok(b'b') => 8,
            Ok(b'e') => 0x1B,
            Ok(b'f') => 0xC,
            Ok(b'n') => 0xA,
            Ok(b'r') => 0xD,
            Ok(b't') => 9,
            Ok(b'v') => 0xB,
            Ok(b'c') => self.scan_control()?,
            _ if !self.has(Options::ECMA_SCRIPT) && is_boundary_word(unit) => {
                let letter = String::from_utf16_lossy(&[unit]);
                return Err(self.error(format!("Unrecognized escape sequence \\\\{letter}.")));
            }
            _ => unit,
        })
    }

    fn scan_octal(&mut self) -> u16 {
        let mut value = 0;
        for _ in 0..3 {
            let Some(digit) = self.peek().filter(|unit| (0x30..=0x37).contains(unit)) else { break };
            self.next();
            value = value * 8 + (digit - 0x30);
            if self.has(Options::ECMA_SCRIPT) && value >= 0x20 {
                break;
            }
        }
        value & 0xFF
    }

    fn scan_hex(&mut self, digits: usize) -> Result<u16, PatternError> {
        if self.peek_at(digits - 1).is_none() {
            return Err(self.error("Insufficient hexadecimal digits."));
        }
        let mut value = 0;
        for _ in 0..digits {
            let digit = self.peek().and_then(|unit| char::from_u32(unit.into())).and_then(|digit| digit.to_digit(16));
            let Some(digit) = digit else { return Err(self.error("Insufficient hexadecimal digits.")) };
            self.next();
            value = value << 4 | digit as u16;
        }
        Ok(value)
    }

    fn scan_control(&mut self) -> Result<u16, PatternError> {
        let Some(unit) = self.next() else { return Err(self.error("Missing control character.")) };
        let letter = u8::try_from(unit).unwrap_or(0).to_ascii_uppercase();
        match letter.checked_sub(b'@') {
            Some(control) if control < b' ' => Ok(control.into()),
            _ => Err(self.error("Unrecognized control character.")),
        }
    }

    /// The class behind `[`; the first pass asks only where it ends and gets none.
    pub(super) fn scan_class(&mut self, counting: bool) -> Result<Option<Class>, PatternError> {
        let ecma = self.has(Options::ECMA_SCRIPT);
        let ignore_case = self.has(Options::IGNORE_CASE);
        let mut class = Class::default();
        class.negated = self.eat('^');
        let (mut is_first, mut in_range, mut low) = (true, false, 0);
        loop {
            let Some(mut unit) = self.next() else {
                return Err(self.error("Unterminated [] set."));
            };
            let mut escaped = false;
            if unit == u16::from(b']') && !std::mem::take(&mut is_first) {
                return Ok((!counting).then(|| class.finish(ignore_case)));
            }
            is_first = false;
            if unit == u16::from(b'\\') && self.peek().is_some() {
                let letter = self.peek().and_then(|unit| u8::try_from(unit).ok()).unwrap_or(0);
                let test = match letter {
                    b'd' | b'D' => Some(Test::digit(letter == b'D', ecma)),
                    b's' | b'S' => Some(Test::white(letter == b'S', ecma)),
                    b'w' | b'W' => Some(Test::word(letter == b'W', ecma)),
                    b'p' | b'P' => {
                        self.next();
                        let test = self.scan_property(letter == b'P');
                        self.go_to(self.position() - usize::from(test.is_ok()));
                        if counting { Some(test.unwrap_or(Test::white(false, false))) } else { Some(test?) }
                    }
                    _ => None,
                };
                if let Some(test) = test {
                    self.next();
                    if in_range && !counting {
                        return Err(
                            self.error(format!("Cannot include class \\\\{} in character range.", char::from(letter)))
                        );
                    }
                    class.add_test(test);
                    continue;
                }
                if letter == b'-' {
                    self.next();
                    class.add_range(u16::from(b'-'), u16::from(b'-'));
                    continue;
                }
                unit = self.scan_char_escape()?;
                escaped = true;
            }
            if in_range {
                in_range = false;
                if unit == u16::from(b'[') && !escaped {
                    // What looked like a range was a subtraction behind a character.
                    class.add_range(low, low);
                    self.subtract(&mut class, counting)?;
                } else if low > unit && !counting {
                    return Err(self.error("[x-y] range in reverse order."));
                } else {
                    class.add_range(low.min(unit), unit);
                }
            } else if self.is('-') && self.peek_at(1).is_some_and(|next| next != u16::from(b']')) {
                low = unit;
                in_range = true;
                self.next();
            } else if unit == u16::from(b'-') && !escaped && self.is('[') {
                self.next();
                self.subtract(&mut class, counting)?;
            } else {
                class.add_range(unit, unit);
            }
        }
    }

    fn subtract(&mut self, class: &mut Class, counting: bool) -> Result<(), PatternError> {
        /// Subtractions inside subtractions may be this deep.
        const MAX_SUBTRACTIONS: u32 = 50;
        self.subtractions += 1;
        if self.subtractions > MAX_SUBTRACTIONS {
            return Err(self.error("Too many nested subtractions."));
        }
        let inner = self.scan_class(counting)?;
        self.subtractions -= 1;
        if let Some(inner) = inner {
            class.subtract(inner);
        }
        if self.peek().is_some() && !self.is(']') && !counting {
            return Err(self.error("A subtraction must be the last element in a character class."));
        }
        Ok(())
    }
}
