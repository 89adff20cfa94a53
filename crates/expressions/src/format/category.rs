//! General categories of UTF-16 units, as `char.IsLetter` and regular expressions see them.

mod table;

use table::{ALTERNATING, RUNS};

/// `System.Globalization.UnicodeCategory` in its .NET order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
#[repr(u8)]
pub enum Category {
    UppercaseLetter,
    LowercaseLetter,
    TitlecaseLetter,
    ModifierLetter,
    OtherLetter,
    NonSpacingMark,
    SpacingCombiningMark,
    EnclosingMark,
    DecimalDigitNumber,
    LetterNumber,
    OtherNumber,
    SpaceSeparator,
    LineSeparator,
    ParagraphSeparator,
    Control,
    Format,
    Surrogate,
    PrivateUse,
    ConnectorPunctuation,
    DashPunctuation,
    OpenPunctuation,
    ClosePunctuation,
    InitialQuotePunctuation,
    FinalQuotePunctuation,
    OtherPunctuation,
    MathSymbol,
    CurrencySymbol,
    ModifierSymbol,
    OtherSymbol,
    OtherNotAssigned,
}

impl Category {
    /// All categories with their two-letter names, in .NET's order.
    pub const ALL: [(Category, &'static str); 30] = [
        (Category::UppercaseLetter, "Lu"),
        (Category::LowercaseLetter, "Ll"),
        (Category::TitlecaseLetter, "Lt"),
        (Category::ModifierLetter, "Lm"),
        (Category::OtherLetter, "Lo"),
        (Category::NonSpacingMark, "Mn"),
        (Category::SpacingCombiningMark, "Mc"),
        (Category::EnclosingMark, "Me"),
        (Category::DecimalDigitNumber, "Nd"),
        (Category::LetterNumber, "Nl"),
        (Category::OtherNumber, "No"),
        (Category::SpaceSeparator, "Zs"),
        (Category::LineSeparator, "Zl"),
        (Category::ParagraphSeparator, "Zp"),
        (Category::Control, "Cc"),
        (Category::Format, "Cf"),
        (Category::Surrogate, "Cs"),
        (Category::PrivateUse, "Co"),
        (Category::ConnectorPunctuation, "Pc"),
        (Category::DashPunctuation, "Pd"),
        (Category::OpenPunctuation, "Ps"),
        (Category::ClosePunctuation, "Pe"),
        (Category::InitialQuotePunctuation, "Pi"),
        (Category::FinalQuotePunctuation, "Pf"),
        (Category::OtherPunctuation, "Po"),
        (Category::MathSymbol, "Sm"),
        (Category::CurrencySymbol, "Sc"),
        (Category::ModifierSymbol, "Sk"),
        (Category::OtherSymbol, "So"),
        (Category::OtherNotAssigned, "Cn"),
    ];

    /// The category of a UTF-16 unit.
    pub fn of(unit: u16) -> Category {
        // Entries up to and including the unit's own run; the first run starts at 0.
        let after = RUNS.partition_point(|run| run >> 8 <= u32::from(unit));
        let run = after.checked_sub(1).and_then(|index| RUNS.get(index)).copied().unwrap_or_default();
        let number = match run as u8 {
            ALTERNATING => (u32::from(unit) - (run >> 8)) as u8 % 2,
            number => number,
        };
        Category::ALL.get(usize::from(number)).map_or(Category::OtherNotAssigned, |(category, _)| *category)
    }

    /// `char.IsLetter`.
    pub fn is_letter(self) -> bool {
        self <= Category::OtherLetter
    }

    /// `char.IsPunctuation`.
    pub fn is_punctuation(self) -> bool {
        (Category::ConnectorPunctuation..=Category::OtherPunctuation).contains(&self)
    }

    /// `char.IsSymbol`.
    pub fn is_symbol(self) -> bool {
        (Category::MathSymbol..=Category::OtherSymbol).contains(&self)
    }

    /// `char.IsNumber`.
    pub fn is_number(self) -> bool {
        (Category::DecimalDigitNumber..=Category::OtherNumber).contains(&self)
    }

    /// `char.IsSeparator`.
    pub fn is_separator(self) -> bool {
        (Category::SpaceSeparator..=Category::ParagraphSeparator).contains(&self)
    }
}

/// `char.IsWhiteSpace`.
pub fn is_white_space(unit: u16) -> bool {
    matches!(unit, 9..=13 | 0x20 | 0x85 | 0xA0) || (unit > 0xFF && Category::of(unit).is_separator())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(character: char, expected: Category) {
        assert_eq!(Category::of(character as u16), expected, "{character:?}");
    }

    #[test]
    fn units_have_their_category() {
        check('A', Category::UppercaseLetter);
        check('ß', Category::LowercaseLetter);
        check('Ā', Category::UppercaseLetter);
        check('ā', Category::LowercaseLetter);
        check('٣', Category::DecimalDigitNumber);
        check('_', Category::ConnectorPunctuation);
        check('+', Category::MathSymbol);
        check('日', Category::OtherLetter);
        assert_eq!(Category::of(0xD800), Category::Surrogate);
        assert_eq!(Category::of(0xFFFF), Category::OtherNotAssigned);
    }

    #[test]
    fn white_space_is_that_of_unicode_without_zero_width() {
        assert!(
            ['\t', ' ', '\u{85}', '\u{a0}', '\u{2003}', '\u{3000}'].iter().all(|space| is_white_space(*space as u16))
        );
        assert!(!is_white_space(0x200B));
    }
}
