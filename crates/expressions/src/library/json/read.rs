//! The lenient reader of Newtonsoft.Json 12: single quotes, unquoted names, comments, trailing commas, hexadecimal
//! and octal numbers, `NaN`, `undefined`, constructors. It gives one lexeme after the other; `load.rs` makes trees.

use super::{
    lexeme::Lexeme,
    node::{Step, path_text},
};
use crate::{
    exception::Exception,
    text::{Text, TextBuilder},
};

/// Objects and arrays inside each other; see [`super::token::MAX_HEIGHT`], where properties count as well.
pub(super) const MAX_NESTING: usize = 128;

/// A unit of text: a byte of ASCII or a UTF-16 unit.
pub(super) trait Unit: Copy + Into<u16> {
    /// The text of these units.
    fn text(units: &[Self]) -> Text;
}

impl Unit for u8 {
    fn text(units: &[Self]) -> Text {
        Text::from(&*String::from_utf8_lossy(units))
    }
}

impl Unit for u16 {
    fn text(units: &[Self]) -> Text {
        Text::from_units(units)
    }
}

/// What the reader expects next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    Start,
    ObjectStart,
    Object,
    /// After a property name and its colon.
    Property,
    /// At the beginning of an array or constructor, or after one of its commas.
    ListStart,
    List,
    PostValue,
    Finished,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Container {
    Object,
    Array,
    Constructor,
}

struct Level {
    container: Container,
    /// The property being read, or how many items were begun.
    name: Option<Text>,
    items: usize,
}

/// The reader over one text.
pub(super) struct Reader<'t, U> {
    units: &'t [U],
    pub(super) at: usize,
    line: usize,
    line_start: usize,
    state: State,
    levels: Vec<Level>,
    /// Whether strings that spell a date become one, and numbers forget their digits.
    dates: bool,
}

impl<'t, U: Unit> Reader<'t, U> {
    pub(super) fn new(units: &'t [U]) -> Self {
        Self { units, at: 0, line: 1, line_start: 0, state: State::Start, levels: Vec::new(), dates: true }
    }

    /// A reader for typed values: dates stay strings and numbers keep their digits.
    pub(super) fn without_dates(units: &'t [U]) -> Self {
        Self { dates: false, ..Self::new(units) }
    }

    /// The next lexeme; none at the end of the text.
    pub(super) fn next(&mut self) -> Result<Option<Lexeme>, Exception> {
        loop {
            match self.state {
                State::Start | State::Property | State::ListStart | State::List => return self.value(),
                State::ObjectStart | State::Object => return self.member(),
                State::PostValue => {
                    if let Some(lexeme) = self.after_value()? {
                        return Ok(Some(lexeme));
                    }
                }
                State::Finished => {
                    self.skip_white_space();
                    return match self.peek() {
                        None => Ok(None),
                        Some(SLASH) => self.comment().map(Some),
                        Some(unit) => {
                            Err(self
                                .unexpected("Additional text encountered after finished reading JSON content", unit))
                        }
                    };
                }
            }
        }
    }

    /// Number of containers that are open.
    pub(super) fn depth(&self) -> usize {
        self.levels.len()
    }

    /// A `JsonReaderException` at this place.
    pub(super) fn error(&self, message: &str) -> Exception {
        let mut message = message.trim().to_owned();
        if !message.ends_with('.') {
            message.push('.');
        }
        let position = self.at - self.line_start;
        let line = if self.state == State::Start && position == 0 { 0 } else { self.line };
        let path = self.path();
        Exception::new(
            "Newtonsoft.Json.JsonReaderException",
            format!("{message} Path '{path}', line {line}, position {position}."),
        )
    }

    fn path(&self) -> Text {
        let inside = !matches!(self.state, State::ObjectStart | State::ListStart);
        let shown = if inside { self.levels.len() } else { self.levels.len().saturating_sub(1) };
        let steps: Vec<Step> = self.levels.iter().take(shown).filter_map(Level::step).collect();
        path_text(steps.iter())
    }

    fn unexpected(&self, what: &str, unit: u16) -> Exception {
        let character = Text::from_unit(unit);
        self.error(&format!("{what}: {character}."))
    }

    pub(super) fn peek(&self) -> Option<u16> {
        self.units.get(self.at).map(|unit| (*unit).into())
    }

    pub(super) fn peek_at(&self, offset: usize) -> Option<u16> {
        self.units.get(self.at + offset).map(|unit| (*unit).into())
    }

    pub(super) fn slice(&self, from: usize, to: usize) -> Text {
        self.units.get(from..to).map_or(Text::EMPTY, U::text)
    }

    /// Steps over a unit and counts lines.
    pub(super) fn step(&mut self) {
        let unit = self.peek();
        self.at += 1;
        let ends_line = match unit {
            Some(LINE_FEED) => true,
            Some(CARRIAGE_RETURN) => self.peek() != Some(LINE_FEED),
            _ => false,
        };
        if ends_line {
            self.line += 1;
            self.line_start = self.at;
        }
    }

    pub(super) fn skip_white_space(&mut self) {
        while self.peek().is_some_and(is_white_space) {
            self.step();
        }
    }

    fn value(&mut self) -> Result<Option<Lexeme>, Exception> {
        self.skip_white_space();
        let Some(unit) = self.peek() else { return Ok(None) };
        let lexeme = match u8::try_from(unit).unwrap_or(0) {
            quote @ (b'"' | b'\'') => {
                self.at += 1;
                let text = self.quoted(quote)?;
                if self.dates { super::lexeme::string(text) } else { Lexeme::String(text) }
            }
            b'{' => return self.open(Container::Object).map(Some),
            b'[' => return self.open(Container::Array).map(Some),
            b']' => return self.close(Container::Array).map(Some),
            b')' => return self.close(Container::Constructor).map(Some),
            b',' => Lexeme::Undefined,
            b'/' => return self.comment().map(Some),
            b't' => self.word("true", "Error parsing boolean value.", Lexeme::Boolean(true))?,
            b'f' => self.word("false", "Error parsing boolean value.", Lexeme::Boolean(false))?,
            b'u' => self.word("undefined", "Error parsing undefined value.", Lexeme::Undefined)?,
            b'N' => self.word("NaN", "Error parsing NaN value.", Lexeme::Float(f64::NAN))?,
            b'I' => self.word("Infinity", "Error parsing Infinity value.", Lexeme::Float(f64::INFINITY))?,
            b'-' if self.peek_at(1) == Some(u16::from(b'I')) => {
                self.word("-Infinity", "Error parsing Infinity value.", Lexeme::Float(f64::NEG_INFINITY))?
            }
            b'n' => match self.peek_at(1) {
                Some(E) => return self.constructor().map(Some),
                Some(U) => self.word("null", "Error parsing null value.", Lexeme::Null)?,
                Some(other) => {
                    self.at += 1;
                    return Err(self.unexpected("Unexpected character encountered while parsing value", other));
                }
                None => {
                    self.at += 1;
                    return Err(self.error("Unexpected end when reading JSON."));
                }
            },
            b'-' | b'.' | b'0'..=b'9' => self.number()?,
            _ => return Err(self.unexpected("Unexpected character encountered while parsing value", unit)),
        };
        self.finish_value();
        Ok(Some(lexeme))
    }

    fn finish_value(&mut self) {
        self.begin_item();
        self.state = if self.levels.is_empty() { State::Finished } else { State::PostValue };
    }

    fn begin_item(&mut self) {
        if let Some(level) = self.levels.last_mut() {
            level.items += 1;
        }
    }

    fn open(&mut self, container: Container) -> Result<Lexeme, Exception> {
        self.at += 1;
        self.push(container, Lexeme::Open(container))
    }

    fn push(&mut self, container: Container, lexeme: Lexeme) -> Result<Lexeme, Exception> {
        self.begin_item();
        if self.levels.len() >= MAX_NESTING {
            return Err(self.error(&format!("The reader's MaxDepth of {MAX_NESTING} has been exceeded.")));
        }
        self.levels.push(Level { container, name: None, items: 0 });
        self.state = if container == Container::Object { State::ObjectStart } else { State::ListStart };
        Ok(lexeme)
    }

    fn close(&mut self, container: Container) -> Result<Lexeme, Exception> {
        self.at += 1;
        let open = self.levels.last().map(|level| level.container);
        if open != Some(container) {
            let open = open.map_or_else(|| "None".to_owned(), |open| format!("{open:?}"));
            return Err(self.error(&format!("JsonToken End{container:?} is not valid for closing JsonType {open}.")));
        }
        self.levels.pop();
        self.state = if self.levels.is_empty() { State::Finished } else { State::PostValue };
        Ok(Lexeme::Close(container))
    }

    /// After a value: a comma, or the end of what holds it.
    fn after_value(&mut self) -> Result<Option<Lexeme>, Exception> {
        self.skip_white_space();
        let Some(unit) = self.peek() else {
            self.state = State::Finished;
            return Ok(None);
        };
        match u8::try_from(unit).unwrap_or(0) {
            b'}' => self.close(Container::Object).map(Some),
            b']' => self.close(Container::Array).map(Some),
            b')' => self.close(Container::Constructor).map(Some),
            b'/' => self.comment().map(Some),
            b',' => {
                self.at += 1;
                let inside_object = self.levels.last().is_some_and(|level| level.container == Container::Object);
                self.state = if inside_object { State::Object } else { State::List };
                Ok(None)
            }
            _ => Err(self.unexpected("After parsing a value an unexpected character was encountered", unit)),
        }
    }

    /// A property name or the end of the object.
    fn member(&mut self) -> Result<Option<Lexeme>, Exception> {
        self.skip_white_space();
        let Some(unit) = self.peek() else { return Ok(None) };
        let name = match u8::try_from(unit).unwrap_or(0) {
            b'}' => return self.close(Container::Object).map(Some),
            b'/' => return self.comment().map(Some),
            quote @ (b'"' | b'\'') => {
                self.at += 1;
                self.quoted(quote)?
            }
            _ if is_identifier(unit) => self.identifier()?,
            _ => return Err(self.unexpected("Invalid property identifier character", unit)),
        };
        self.skip_white_space();
        match self.peek() {
            Some(COLON) => self.at += 1,
            Some(other) => {
                let message = "Invalid character after parsing property name. Expected ':' but got";
                return Err(self.unexpected(message, other));
            }
            None => return Err(self.error("Unexpected end while parsing property name.")),
        }
        if let Some(level) = self.levels.last_mut() {
            level.name = Some(name.clone());
        }
        self.state = State::Property;
        Ok(Some(Lexeme::Name(name)))
    }

    fn identifier(&mut self) -> Result<Text, Exception> {
        let from = self.at;
        while let Some(unit) = self.peek() {
            if is_identifier(unit) {
                self.at += 1;
            } else if is_white_space(unit) || unit == COLON {
                return Ok(self.slice(from, self.at));
            } else {
                return Err(self.unexpected("Invalid JavaScript property identifier character", unit));
            }
        }
        Err(self.error("Unexpected end while parsing unquoted property name."))
    }

    /// `new Name(`.
    fn constructor(&mut self) -> Result<Lexeme, Exception> {
        self.literal("new", "Unexpected content while parsing JSON.")?;
        self.skip_white_space();
        let from = self.at;
        while self.peek().is_some_and(is_letter_or_digit) {
            self.at += 1;
        }
        let name = self.slice(from, self.at);
        self.skip_white_space();
        match self.peek() {
            Some(unit) if unit == u16::from(b'(') => self.at += 1,
            Some(unit) => return Err(self.unexpected("Unexpected character while parsing constructor", unit)),
            None => return Err(self.error("Unexpected end while parsing constructor.")),
        }
        self.push(Container::Constructor, Lexeme::OpenConstructor(name))
    }

    fn comment(&mut self) -> Result<Lexeme, Exception> {
        self.at += 1;
        let single_line = match self.peek() {
            Some(STAR) => false,
            Some(SLASH) => true,
            Some(unit) => {
                let character = Text::from_unit(unit);
                return Err(self.error(&format!("Error parsing comment. Expected: *, got {character}.")));
            }
            None => return Err(self.error("Unexpected end while parsing comment.")),
        };
        self.at += 1;
        let from = self.at;
        loop {
            match self.peek() {
                None if single_line => return Ok(Lexeme::Comment(self.slice(from, self.at))),
                None => return Err(self.error("Unexpected end while parsing comment.")),
                Some(LINE_FEED | CARRIAGE_RETURN) if single_line => {
                    return Ok(Lexeme::Comment(self.slice(from, self.at)));
                }
                Some(STAR) if !single_line && self.peek_at(1) == Some(SLASH) => {
                    let text = self.slice(from, self.at);
                    self.at += 2;
                    return Ok(Lexeme::Comment(text));
                }
                Some(_) => self.step(),
            }
        }
    }

    /// A word that must be followed by a separator.
    fn word(&mut self, word: &str, message: &str, lexeme: Lexeme) -> Result<Lexeme, Exception> {
        self.literal(word, message)?;
        let separated = match self.peek() {
            None => true,
            Some(SLASH) => matches!(self.peek_at(1), Some(STAR | SLASH)),
            Some(unit) => is_white_space(unit) || b"}],)".iter().any(|end| unit == u16::from(*end)),
        };
        if separated { Ok(lexeme) } else { Err(self.error(message)) }
    }

    fn literal(&mut self, word: &str, message: &str) -> Result<(), Exception> {
        for expected in word.bytes() {
            match self.peek() {
                Some(unit) if unit == u16::from(expected) => self.at += 1,
                Some(_) => return Err(self.error(message)),
                None => return Err(self.error("Unexpected end when reading JSON.")),
            }
        }
        Ok(())
    }

    /// The rest of a string after its opening quote.
    fn quoted(&mut self, quote: u8) -> Result<Text, Exception> {
        let (quote, from) = (u16::from(quote), self.at);
        loop {
            match self.peek() {
                Some(unit) if unit == quote => {
                    self.at += 1;
                    return Ok(self.slice(from, self.at - 1));
                }
                Some(BACKSLASH) => break,
                Some(_) => self.step(),
                None => return Err(self.unterminated(quote)),
            }
        }
        let mut out = TextBuilder::new();
        out.push(&self.slice(from, self.at));
        loop {
            match self.peek() {
                Some(unit) if unit == quote => {
                    self.at += 1;
                    return Ok(out.finish());
                }
                Some(BACKSLASH) => {
                    self.at += 1;
                    self.escape(quote, &mut out)?;
                }
                Some(unit) => {
                    out.push_unit(unit);
                    self.step();
                }
                None => return Err(self.unterminated(quote)),
            }
        }
    }

    fn unterminated(&self, quote: u16) -> Exception {
        let quote = Text::from_unit(quote);
        self.error(&format!("Unterminated string. Expected delimiter: {quote}."))
    }

    fn escape(&mut self, quote: u16, out: &mut TextBuilder) -> Result<(), Exception> {
        let Some(unit) = self.peek() else { return Err(self.unterminated(quote)) };
        self.at += 1;
        let plain = match u8::try_from(unit).unwrap_or(0) {
            b'b' => 8,
            b't' => 9,
            b'n' => 10,
            b'f' => 12,
            b'r' => 13,
            b'\\' | b'"' | b'\'' | b'/' => unit,
            b'u' => return self.unicode_escape(out),
            _ => {
                let character = Text::from_unit(unit);
                return Err(self.error(&format!("Bad JSON escape sequence: \\{character}.")));
            }
        };
        out.push_unit(plain);
        Ok(())
    }

    /// The digits after `\u`; surrogates that do not pair become U+FFFD.
    fn unicode_escape(&mut self, out: &mut TextBuilder) -> Result<(), Exception> {
        let mut unit = self.four_digits()?;
        if is_low_surrogate(unit) {
            unit = REPLACEMENT;
        }
        while is_high_surrogate(unit) {
            if (self.peek(), self.peek_at(1)) != (Some(BACKSLASH), Some(U)) {
                unit = REPLACEMENT;
                break;
            }
            self.at += 2;
            let second = self.four_digits()?;
            out.push_unit(if is_low_surrogate(second) { unit } else { REPLACEMENT });
            unit = second;
        }
        out.push_unit(unit);
        Ok(())
    }

    fn four_digits(&mut self) -> Result<u16, Exception> {
        let digits = self.units.get(self.at..self.at + 4).map(U::text);
        let Some(digits) = digits else {
            self.at = self.units.len();
            return Err(self.error("Unexpected end while parsing Unicode escape sequence."));
        };
        let unit = digits.as_ascii().filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match unit.and_then(|digits| u16::from_str_radix(digits, 16).ok()) {
            Some(unit) => {
                self.at += 4;
                Ok(unit)
            }
            None => Err(self.error(&format!("Invalid Unicode escape sequence: \\u{digits}."))),
        }
    }

    fn number(&mut self) -> Result<Lexeme, Exception> {
        let from = self.at;
        while let Some(unit) = self.peek() {
            match u8::try_from(unit).unwrap_or(0) {
                b'-' | b'+' | b'.' | b'a'..=b'f' | b'A'..=b'F' | b'x' | b'X' | b'0'..=b'9' => self.at += 1,
                b',' | b'}' | b']' | b')' | b'/' => break,
                _ if is_white_space(unit) => break,
                _ => return Err(self.unexpected("Unexpected character encountered while parsing number", unit)),
            }
        }
        let digits = self.slice(from, self.at);
        let digits = digits.to_str();
        let lexeme = match super::lexeme::number(&digits) {
            Some(Lexeme::Float(number)) if !self.dates => Some(Lexeme::Written(number, Text::from(&*digits))),
            other => other,
        };
        lexeme.ok_or_else(|| self.error(&format!("Input string '{digits}' is not a valid number.")))
    }
}

impl Level {
    fn step(&self) -> Option<Step> {
        match self.container {
            Container::Object => self.name.clone().map(Step::Name),
            // Before the first item .NET shows no index yet.
            _ => self.items.checked_sub(1).map(Step::Index),
        }
    }
}

const LINE_FEED: u16 = 10;
const CARRIAGE_RETURN: u16 = 13;
const STAR: u16 = b'*' as u16;
const SLASH: u16 = b'/' as u16;
const BACKSLASH: u16 = b'\\' as u16;
const COLON: u16 = b':' as u16;
const E: u16 = b'e' as u16;
const U: u16 = b'u' as u16;
const REPLACEMENT: u16 = 0xfffd;

/// `char.IsWhiteSpace`.
fn is_white_space(unit: u16) -> bool {
    char::from_u32(u32::from(unit)).is_some_and(char::is_whitespace)
}

fn is_letter_or_digit(unit: u16) -> bool {
    char::from_u32(u32::from(unit)).is_some_and(char::is_alphanumeric)
}

fn is_identifier(unit: u16) -> bool {
    is_letter_or_digit(unit) || unit == u16::from(b'_') || unit == u16::from(b'$')
}

fn is_high_surrogate(unit: u16) -> bool {
    (0xd800..0xdc00).contains(&unit)
}

fn is_low_surrogate(unit: u16) -> bool {
    (0xdc00..0xe000).contains(&unit)
}
