//! What follows an open parenthesis, in both passes.

use super::{Group, Parser, PatternError};
use crate::regex::Options;
use crate::regex::class::is_boundary_word;

const BAD_NAME: &str = "Invalid group name: Group names must begin with a word character.";
const UNRECOGNIZED: &str = "Unrecognized grouping construct.";

impl Parser<'_> {
    /// The first pass: notes numbers and names of all groups.
    pub(super) fn count_groups(&mut self) -> Result<(), PatternError> {
        while let Some(unit) = self.next() {
            match u8::try_from(unit) {
                Ok(b'\\') if self.peek().is_some() => {
                    self.scan_backslash(true)?;
                }
                Ok(b'#') if self.has(Options::IGNORE_PATTERN_WHITESPACE) => {
                    self.position -= 1;
                    self.scan_blank()?;
                }
                Ok(b'[') => drop(self.scan_class(true)?),
                Ok(b')') => self.options = self.saved_options.pop().unwrap_or(self.options),
                Ok(b'(') if self.is('?') && self.peek_at(1) == Some(u16::from(b'#')) => {
                    self.position -= 1;
                    self.scan_blank()?;
                }
                Ok(b'(') => self.count_group()?,
                _ => {}
            }
        }
        Ok(())
    }

    fn count_group(&mut self) -> Result<(), PatternError> {
        self.saved_options.push(self.options);
        if !self.eat('?') {
            if !self.has(Options::EXPLICIT_CAPTURE) && !self.ignore_next_paren {
                self.slots.take_unnamed();
            }
        } else if (self.is('<') || self.is('\'')) && self.peek_at(1).is_some() {
            self.position += 1;
            match self.peek() {
                Some(0x31..=0x39) => {
                    let number = self.scan_decimal()?;
                    self.slots.note_number(number);
                }
                Some(unit) if unit != u16::from(b'0') && is_boundary_word(unit) => {
                    let name = self.scan_name();
                    self.slots.note_name(name);
                }
                _ => {}
            }
        } else {
            self.scan_options();
            if self.eat(')') {
                self.saved_options.pop();
            } else if self.is('(') {
                // The parenthesis of a condition is no group.
                self.ignore_next_paren = true;
                return Ok(());
            }
        }
        self.ignore_next_paren = false;
        Ok(())
    }

    /// Word characters as a name.
    pub(in crate::regex) fn scan_name(&mut self) -> String {
        let start = self.position;
        while self.peek().is_some_and(is_boundary_word) {
            self.position += 1;
        }
        String::from_utf16_lossy(self.pattern.get(start..self.position).unwrap_or_default())
    }

    /// Letters such as `i`, `-s` or `mx-n`.
    fn scan_options(&mut self) {
        let mut on = true;
        while let Some(letter) = self.peek().and_then(|unit| u8::try_from(unit).ok()) {
            match letter.to_ascii_lowercase() {
                b'-' => on = false,
                b'+' => on = true,
                b'i' => self.options.set(Options::IGNORE_CASE, on),
                b'm' => self.options.set(Options::MULTILINE, on),
                b'n' => self.options.set(Options::EXPLICIT_CAPTURE, on),
                b's' => self.options.set(Options::SINGLELINE, on),
                b'x' => self.options.set(Options::IGNORE_PATTERN_WHITESPACE, on),
                _ => return,
            }
            self.position += 1;
        }
    }

    /// The second pass: what the group is; none for inline options, which hold to the end of the group around them.
    pub(super) fn scan_group_open(&mut self, in_condition: bool) -> Result<Option<Group>, PatternError> {
        let is_plain = !self.is('?') || self.peek_at(1) == Some(u16::from(b')'));
        if is_plain {
            let ignored = std::mem::take(&mut self.ignore_next_paren);
            if self.has(Options::EXPLICIT_CAPTURE) || ignored {
                return Ok(Some(Group::Plain));
            }
            let number = self.slots.take_unnamed();
            return Ok(Some(Group::Capture { into: Some(self.slots.place(number)), from: None }));
        }
        self.position += 1;
        let unrecognized = |parser: &Self| parser.error(UNRECOGNIZED);
        let Some(unit) = self.next() else { return Err(unrecognized(self)) };
        let group = match u8::try_from(unit) {
            Ok(b':') => Group::Plain,
            Ok(sign @ (b'=' | b'!')) => {
                self.options.set(Options::RIGHT_TO_LEFT, false);
                Group::Look { negative: sign == b'!' }
            }
            Ok(b'>') => Group::Atomic,
            Ok(b'<') if self.is('=') || self.is('!') => {
                let negative = self.is('!');
                self.position += 1;
                self.options.set(Options::RIGHT_TO_LEFT, true);
                Group::Look { negative }
            }
            Ok(quote @ (b'<' | b'\'')) => {
                let closing = if quote == b'<' { '>' } else { '\'' };
                self.scan_named_group(closing)?
            }
            Ok(b'(') => self.scan_condition()?,
            _ => {
                self.position -= 1;
                if !in_condition {
                    self.scan_options();
                }
                match self.next().and_then(|unit| u8::try_from(unit).ok()) {
                    Some(b')') => return Ok(None),
                    Some(b':') => Group::Plain,
                    _ => return Err(unrecognized(self)),
                }
            }
        };
        self.ignore_next_paren &= matches!(group, Group::IfMatches);
        Ok(Some(group))
    }

    /// `(?<name>`, `(?<1>`, `(?<name-other>` and `(?<-other>`.
    fn scan_named_group(&mut self, closing: char) -> Result<Group, PatternError> {
        let Some(first) = self.peek() else { return Err(self.error(UNRECOGNIZED)) };
        let mut into = None;
        let mut names_nothing = false;
        if (0x30..=0x39).contains(&first) {
            let number = self.scan_decimal()?;
            into = self.slots.has_number(number).then_some(number);
            self.check_name_end(closing, true)?;
            if number == 0 {
                return Err(self.error("Capture number cannot be zero."));
            }
        } else if is_boundary_word(first) {
            let name = self.scan_name();
            into = self.slots.number_of(&name);
            self.check_name_end(closing, true)?;
        } else if first == u16::from(b'-') {
            names_nothing = true;
        } else {
            return Err(self.error(BAD_NAME));
        }
        let mut from = None;
        if (into.is_some() || names_nothing) && self.is('-') && self.peek_at(1).is_some() {
            self.position += 1;
            from = Some(self.scan_other_group(closing)?);
        }
        if (into.is_some() || from.is_some()) && self.eat(closing) {
            let place = |number: Option<i32>| number.map(|number| self.slots.place(number));
            return Ok(Group::Capture { into: place(into), from: place(from) });
        }
        Err(self.error(UNRECOGNIZED))
    }

    /// The group that a balancing group takes from.
    fn scan_other_group(&mut self, closing: char) -> Result<i32, PatternError> {
        let number = match self.peek() {
            Some(0x30..=0x39) => {
                let number = self.scan_decimal()?;
                if !self.slots.has_number(number) {
                    return Err(self.error(format!("Reference to undefined group number {number}.")));
                }
                number
            }
            Some(unit) if is_boundary_word(unit) => {
                let name = self.scan_name();
                let found = self.slots.number_of(&name);
                found.ok_or_else(|| self.error(format!("Reference to undefined group name '{name}'.")))?
            }
            _ => return Err(self.error(BAD_NAME)),
        };
        self.check_name_end(closing, false)?;
        Ok(number)
    }

    fn check_name_end(&self, closing: char, allows_minus: bool) -> Result<(), PatternError> {
        let ends = self.peek().is_none() || self.is(closing) || (allows_minus && self.is('-'));
        if ends { Ok(()) } else { Err(self.error(BAD_NAME)) }
    }

    /// `(?(1)yes|no)`, `(?(name)yes|no)` and `(?(condition)yes|no)`.
    fn scan_condition(&mut self) -> Result<Group, PatternError> {
        let parenthesis = self.position - 1;
        match self.peek() {
            Some(0x30..=0x39) => {
                let number = self.scan_decimal()?;
                if !self.eat(')') {
                    return Err(self.error(format!("(?({number}) ) malformed.")));
                }
                if !self.slots.has_number(number) {
                    return Err(self.error(format!("(?({number}) ) reference to undefined group.")));
                }
                return Ok(Group::IfCaptured(self.slots.place(number)));
            }
            Some(unit) if is_boundary_word(unit) => {
                let name = self.scan_name();
                if let Some(number) = self.slots.number_of(&name)
                    && self.eat(')')
                {
                    return Ok(Group::IfCaptured(self.slots.place(number)));
                }
            }
            _ => {}
        }
        self.position = parenthesis;
        self.ignore_next_paren = true;
        if self.peek_at(1) == Some(u16::from(b'?')) {
            let third = self.peek_at(2).and_then(|unit| u8::try_from(unit).ok());
            let fourth = self.peek_at(3).and_then(|unit| u8::try_from(unit).ok());
            match third {
                Some(b'#') => return Err(self.error("Alternation conditions cannot be comments.")),
                Some(b'\'') => return Err(self.error("Alternation conditions do not capture and cannot be named.")),
                Some(b'<') if !matches!(fourth, Some(b'!' | b'=') | None) => {
                    return Err(self.error("Alternation conditions do not capture and cannot be named."));
                }
                _ => {}
            }
        }
        Ok(Group::IfMatches)
    }
}
