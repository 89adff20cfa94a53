//! .NET strings: sequences of UTF-16 units that may hold lone surrogates.
//!
//! Nearly all text a gateway sees is ASCII, where one byte is one unit; that form is kept as a Rust string so that
//! it can be borrowed, compared and sent without conversion. Everything else is kept as the units themselves.

use std::{
    borrow::Cow,
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    sync::Arc,
};

/// A .NET string. Cloning never copies the characters.
#[derive(Clone)]
pub struct Text(Form);

/// The invariant of the first two: ASCII only. `Wide` holds at least one unit above 0x7F.
#[derive(Clone)]
enum Form {
    Static(&'static str),
    Ascii(Arc<str>),
    Wide(Arc<[u16]>),
}

impl Text {
    /// The empty string.
    pub const EMPTY: Self = Self(Form::Static(""));

    /// Text from a literal, without allocation when it is ASCII.
    pub fn literal(text: &'static str) -> Self {
        if text.is_ascii() { Self(Form::Static(text)) } else { Self::from(text) }
    }

    /// Text from UTF-16 units.
    pub fn from_units(units: &[u16]) -> Self {
        let mut builder = TextBuilder::with_capacity(units.len());
        builder.push_units(units);
        builder.finish()
    }

    /// Text of one unit.
    pub fn from_unit(unit: u16) -> Self {
        Self::from_units(&[unit])
    }

    /// Length in UTF-16 units, as `string.Length`.
    pub fn len(&self) -> usize {
        match &self.0 {
            Form::Static(text) => text.len(),
            Form::Ascii(text) => text.len(),
            Form::Wide(units) => units.len(),
        }
    }

    /// Whether there are no units.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text itself when it is ASCII: one byte is one unit.
    pub fn as_ascii(&self) -> Option<&str> {
        match &self.0 {
            Form::Static(text) => Some(text),
            Form::Ascii(text) => Some(text),
            Form::Wide(_) => None,
        }
    }

    /// The unit at `index`.
    pub fn unit(&self, index: usize) -> Option<u16> {
        match &self.0 {
            Form::Static(text) => text.as_bytes().get(index).map(|byte| u16::from(*byte)),
            Form::Ascii(text) => text.as_bytes().get(index).map(|byte| u16::from(*byte)),
            Form::Wide(units) => units.get(index).copied(),
        }
    }

    /// All units in order; the iterator can be walked from both ends.
    pub fn units(&self) -> Units<'_> {
        Units { text: self, front: 0, back: self.len() }
    }

    /// The units as a slice; copies when the text is ASCII.
    pub fn to_units(&self) -> Cow<'_, [u16]> {
        match &self.0 {
            Form::Wide(units) => Cow::Borrowed(units),
            _ => Cow::Owned(self.units().collect()),
        }
    }

    /// The text as UTF-8; lone surrogates become U+FFFD, as .NET's UTF-8 encoder writes them.
    pub fn to_str(&self) -> Cow<'_, str> {
        match &self.0 {
            Form::Static(text) => Cow::Borrowed(text),
            Form::Ascii(text) => Cow::Borrowed(text),
            Form::Wide(units) => Cow::Owned(String::from_utf16_lossy(units)),
        }
    }

    /// The units from `start` (inclusive) to `end` (exclusive), both clamped to the text.
    pub fn slice(&self, start: usize, end: usize) -> Self {
        let end = end.min(self.len());
        let start = start.min(end);
        if start == 0 && end == self.len() {
            return self.clone();
        }
        match &self.0 {
            Form::Static(text) => text.get(start..end).map_or(Self::EMPTY, |part| Self(Form::Static(part))),
            Form::Ascii(text) => text.get(start..end).map_or(Self::EMPTY, |part| Self(Form::Ascii(part.into()))),
            Form::Wide(units) => units.get(start..end).map_or(Self::EMPTY, Self::from_units),
        }
    }

    /// This text followed by `other`.
    pub fn concat(&self, other: &Self) -> Self {
        if other.is_empty() {
            return self.clone();
        }
        if self.is_empty() {
            return other.clone();
        }
        let mut builder = TextBuilder::with_capacity(self.len() + other.len());
        builder.push(self);
        builder.push(other);
        builder.finish()
    }

    /// Index of the first occurrence of `needle` at or after `from`, by unit values.
    pub fn find(&self, needle: &Self, from: usize) -> Option<usize> {
        if from > self.len() {
            return None;
        }
        if let (Some(hay), Some(needle)) = (self.as_ascii(), needle.as_ascii()) {
            return hay.get(from..)?.find(needle).map(|at| at + from);
        }
        let (hay, needle) = (self.to_units(), needle.to_units());
        if needle.is_empty() {
            return Some(from);
        }
        hay.get(from..)?.windows(needle.len()).position(|window| *window == *needle).map(|at| at + from)
    }

    /// Whether both are one string in memory; the empty string is always the same one.
    pub fn is_same(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            _ if self.is_empty() && other.is_empty() => true,
            (Form::Wide(one), Form::Wide(two)) => Arc::ptr_eq(one, two),
            _ => match (self.as_ascii(), other.as_ascii()) {
                (Some(one), Some(two)) => std::ptr::eq(one, two),
                _ => false,
            },
        }
    }

    /// Whether both hold the same units when ASCII letters are compared without case.
    pub fn eq_ignore_ascii_case(&self, other: &str) -> bool {
        self.as_ascii().is_some_and(|text| text.eq_ignore_ascii_case(other))
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        if text.is_empty() {
            Self::EMPTY
        } else if text.is_ascii() {
            Self(Form::Ascii(text.into()))
        } else {
            Self(Form::Wide(text.encode_utf16().collect()))
        }
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<Arc<str>> for Text {
    /// Keeps the allocation when the text is ASCII.
    fn from(text: Arc<str>) -> Self {
        if text.is_ascii() { Self(Form::Ascii(text)) } else { Self::from(&*text) }
    }
}

impl From<char> for Text {
    fn from(character: char) -> Self {
        Self::from(character.encode_utf8(&mut [0; 4]) as &str)
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Form::Wide(one), Form::Wide(two)) => one == two,
            _ => match (self.as_ascii(), other.as_ascii()) {
                (Some(one), Some(two)) => one == two,
                _ => false,
            },
        }
    }
}

impl Eq for Text {}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.as_ascii().map_or_else(|| self.units().eq(other.encode_utf16()), |text| text == other)
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self == *other
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match &self.0 {
            Form::Static(text) => text.hash(state),
            Form::Ascii(text) => text.hash(state),
            Form::Wide(units) => units.hash(state),
        }
    }
}

impl Ord for Text {
    /// Ordinal order: by unit values.
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.as_ascii(), other.as_ascii()) {
            (Some(one), Some(two)) => one.cmp(two),
            _ => self.units().cmp(other.units()),
        }
    }
}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.to_str())
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.to_str())
    }
}

impl Default for Text {
    fn default() -> Self {
        Self::EMPTY
    }
}

/// The units of a [`Text`], from either end.
#[derive(Clone)]
pub struct Units<'t> {
    text: &'t Text,
    front: usize,
    back: usize,
}

impl Iterator for Units<'_> {
    type Item = u16;

    fn next(&mut self) -> Option<u16> {
        if self.front >= self.back {
            return None;
        }
        self.front += 1;
        self.text.unit(self.front - 1)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.back - self.front, Some(self.back - self.front))
    }
}

impl DoubleEndedIterator for Units<'_> {
    fn next_back(&mut self) -> Option<u16> {
        if self.front >= self.back {
            return None;
        }
        self.back -= 1;
        self.text.unit(self.back)
    }
}

impl ExactSizeIterator for Units<'_> {}

/// Builds a [`Text`] piece by piece, staying ASCII as long as the pieces are.
#[derive(Clone, Debug)]
pub enum TextBuilder {
    /// Everything so far is ASCII.
    Ascii(String),
    /// Some unit was above 0x7F.
    Wide(Vec<u16>),
}

impl TextBuilder {
    /// An empty builder.
    pub const fn new() -> Self {
        Self::Ascii(String::new())
    }

    /// An empty builder with room for `capacity` units.
    pub fn with_capacity(capacity: usize) -> Self {
        Self::Ascii(String::with_capacity(capacity))
    }

    /// Units so far.
    pub fn len(&self) -> usize {
        match self {
            Self::Ascii(text) => text.len(),
            Self::Wide(units) => units.len(),
        }
    }

    /// Whether nothing was pushed.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn widen(&mut self) -> &mut Vec<u16> {
        if let Self::Ascii(text) = self {
            *self = Self::Wide(text.bytes().map(u16::from).collect());
        }
        match self {
            Self::Wide(units) => units,
            Self::Ascii(_) => unreachable!("made wide just above"),
        }
    }

    /// Appends a .NET string.
    pub fn push(&mut self, text: &Text) {
        match (&mut *self, &text.0) {
            (Self::Ascii(into), Form::Static(from)) => into.push_str(from),
            (Self::Ascii(into), Form::Ascii(from)) => into.push_str(from),
            (_, Form::Wide(units)) => self.widen().extend_from_slice(units),
            (Self::Wide(into), _) => into.extend(text.units()),
        }
    }

    /// Appends a Rust string.
    pub fn push_str(&mut self, text: &str) {
        match self {
            Self::Ascii(into) if text.is_ascii() => into.push_str(text),
            _ => self.widen().extend(text.encode_utf16()),
        }
    }

    /// Appends one unit.
    pub fn push_unit(&mut self, unit: u16) {
        match self {
            Self::Ascii(into) if unit < 0x80 => into.push(char::from(unit as u8)),
            _ => self.widen().push(unit),
        }
    }

    /// Appends units.
    pub fn push_units(&mut self, units: &[u16]) {
        units.iter().for_each(|unit| self.push_unit(*unit));
    }

    /// The text built.
    pub fn finish(self) -> Text {
        match self {
            Self::Ascii(text) if text.is_empty() => Text::EMPTY,
            Self::Ascii(text) => Text(Form::Ascii(text.into())),
            // A wide builder may have been given only ASCII after a failed guess; keep the invariant.
            Self::Wide(units) if units.iter().all(|unit| *unit < 0x80) => {
                Text(Form::Ascii(units.iter().map(|unit| char::from(*unit as u8)).collect::<String>().into()))
            }
            Self::Wide(units) => Text(Form::Wide(units.into())),
        }
    }
}

impl Default for TextBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Write for TextBuilder {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.push_str(text);
        Ok(())
    }
}
