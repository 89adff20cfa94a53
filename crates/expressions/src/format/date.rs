//! Dates as text under en-US: standard and custom formats, `Parse` with everything it guesses, and `ParseExact`.

mod exact;
mod format;
mod names;
mod parse;

pub use exact::parse_exact;
pub use format::{format_date_time, format_date_time_offset};
pub use parse::{DateStyles, ParsedDate, parse};

/// Why a text is no date; each is a `FormatException` with its own text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateError {
    /// Nothing .NET takes for a date.
    NotRecognized,
    /// A word that is neither a month, a day nor a zone; its index in UTF-16 units.
    UnknownWord(usize),
    /// The date falls on another day of the week.
    WrongDayOfWeek,
    /// A part is out of range.
    OutsideCalendar,
    /// The offset is farther than 14 hours from UTC.
    OffsetTooFar,
    /// The format of `ParseExact` is itself malformed.
    BadFormat,
}

impl DateError {
    /// The text of the exception.
    pub fn message(self, text: &str) -> String {
        match self {
            DateError::NotRecognized => format!("String '{text}' was not recognized as a valid DateTime."),
            DateError::UnknownWord(index) => format!(
                "The string '{text}' was not recognized as a valid DateTime. There is an unknown word starting at index '{index}'."
            ),
            DateError::WrongDayOfWeek => {
                format!("String '{text}' was not recognized as a valid DateTime because the day of week was incorrect.")
            }
            DateError::OutsideCalendar => format!(
                "The DateTime represented by the string '{text}' is not supported in calendar 'System.Globalization.GregorianCalendar'."
            ),
            DateError::OffsetTooFar => {
                format!("The time zone offset of string '{text}' must be within plus or minus 14 hours.")
            }
            DateError::BadFormat => "Input string was not in a correct format.".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
