//! Character classes: ranges, categories, negation, subtraction.

use crate::format::casing::{Rules, lower_unit, upper_unit};
use crate::format::category::{Category, is_white_space};

/// A set of UTF-16 units.
#[derive(Clone, Debug, Default)]
pub(super) struct Class {
    pub(super) negated: bool,
    ranges: Vec<(u16, u16)>,
    categories: Vec<Test>,
    subtracted: Option<Box<Class>>,
    ignore_case: bool,
    /// Answers for ASCII, one bit each; made by [`Class::finish`].
    ascii: u128,
}

/// A test that is no range.
#[derive(Clone, Debug)]
pub(super) enum Test {
    Category {
        category: Category,
        negated: bool,
    },
    /// A general category such as `L`: all categories whose names start with the letter.
    Family {
        letter: u8,
        negated: bool,
    },
    /// A letter with case, which `\p{Lu}` and its like mean when case is ignored.
    Cased {
        negated: bool,
    },
    Word {
        negated: bool,
    },
    White {
        negated: bool,
    },
    /// Units between two others, for blocks and ECMAScript classes.
    Within {
        ranges: &'static [(u16, u16)],
        negated: bool,
    },
}

const ECMA_WORD: &[(u16, u16)] = &[(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A), (0x130, 0x130)];
const ECMA_WHITE: &[(u16, u16)] = &[(0x9, 0xD), (0x20, 0x20)];
const ECMA_DIGIT: &[(u16, u16)] = &[(0x30, 0x39)];

impl Test {
    pub(super) fn word(negated: bool, ecma: bool) -> Test {
        if ecma { Test::Within { ranges: ECMA_WORD, negated } } else { Test::Word { negated } }
    }

    pub(super) fn white(negated: bool, ecma: bool) -> Test {
        if ecma { Test::Within { ranges: ECMA_WHITE, negated } } else { Test::White { negated } }
    }

    pub(super) fn digit(negated: bool, ecma: bool) -> Test {
        if ecma {
            Test::Within { ranges: ECMA_DIGIT, negated }
        } else {
            Test::Category { category: Category::DecimalDigitNumber, negated }
        }
    }

    /// The test of a property name such as `Lu`, `L` or `IsGreek`.
    pub(super) fn property(name: &str, negated: bool, ignore_case: bool) -> Option<Test> {
        if ignore_case && matches!(name, "Lu" | "Ll" | "Lt") {
            return Some(Test::Cased { negated });
        }
        if let Some((category, _)) = Category::ALL.iter().find(|(_, known)| *known == name) {
            return Some(Test::Category { category: *category, negated });
        }
        if let [letter @ (b'L' | b'M' | b'N' | b'Z' | b'C' | b'P' | b'S')] = name.as_bytes() {
            return Some(Test::Family { letter: *letter, negated });
        }
        let (_, ranges) = BLOCKS.iter().find(|(known, _)| *known == name)?;
        Some(Test::Within { ranges, negated })
    }

    fn passes(&self, unit: u16) -> bool {
        match self {
            Test::Category { category, negated } => (Category::of(unit) == *category) != *negated,
            Test::Family { letter, negated } => {
                let name = Category::ALL.get(Category::of(unit) as usize).map_or("Cn", |(_, name)| *name);
                (name.as_bytes().first() == Some(letter)) != *negated
            }
            Test::Cased { negated } => (Category::of(unit) <= Category::TitlecaseLetter) != *negated,
            Test::Word { negated } => is_word(unit) != *negated,
            Test::White { negated } => is_white_space(unit) != *negated,
            Test::Within { ranges, negated } => {
                ranges.iter().any(|(low, high)| (*low..=*high).contains(&unit)) != *negated
            }
        }
    }
}

/// `\w`: letters, non-spacing marks, decimal digits, connectors.
pub(super) fn is_word(unit: u16) -> bool {
    if unit < 0x80 {
        return unit as u8 == b'_' || (unit as u8).is_ascii_alphanumeric();
    }
    let category = Category::of(unit);
    category.is_letter()
        || matches!(category, Category::NonSpacingMark | Category::DecimalDigitNumber | Category::ConnectorPunctuation)
}

/// A word character as `\b` sees it: joiners belong to words.
pub(super) fn is_boundary_word(unit: u16) -> bool {
    is_word(unit) || matches!(unit, 0x200C | 0x200D)
}

impl Class {
    /// A class of one test.
    pub(super) fn of(test: Test) -> Class {
        Class { categories: vec![test], ..Class::default() }.finish(false)
    }

    /// Everything, or everything but one unit.
    pub(super) fn all_but(unit: Option<u16>) -> Class {
        let ranges = unit.map(|unit| (unit, unit)).into_iter().collect();
        Class { negated: true, ranges, ..Class::default() }.finish(false)
    }

    pub(super) fn add_range(&mut self, low: u16, high: u16) {
        self.ranges.push((low, high));
    }

    pub(super) fn add_test(&mut self, test: Test) {
        self.categories.push(test);
    }

    pub(super) fn subtract(&mut self, other: Class) {
        self.subtracted = Some(Box::new(other));
    }

    /// Fixes the case rule and makes the table for ASCII.
    pub(super) fn finish(mut self, ignore_case: bool) -> Class {
        self.ignore_case = ignore_case;
        self.ranges.sort_unstable();
        self.ascii = (0..128).filter(|unit| self.compute(*unit)).fold(0, |bits, unit| bits | 1 << unit);
        self
    }

    pub(super) fn contains(&self, unit: u16) -> bool {
        if unit < 128 { self.ascii >> unit & 1 == 1 } else { self.compute(unit) }
    }

    fn compute(&self, unit: u16) -> bool {
        let within = |unit: u16| self.ranges.iter().any(|(low, high)| (*low..=*high).contains(&unit));
        let (inside, tested) = if self.ignore_case {
            // Categories see the small letter, as in .NET; ranges hold both cases.
            let small = lower_unit(unit, Rules::Culture);
            (within(unit) || within(small) || within(upper_unit(small, Rules::Culture)), small)
        } else {
            (within(unit), unit)
        };
        let positive = inside || self.categories.iter().any(|test| test.passes(tested));
        positive != self.negated && !self.subtracted.as_ref().is_some_and(|subtracted| subtracted.contains(unit))
    }
}

/// Named blocks, as far as patterns of policies have use for them.
const BLOCKS: &[(&str, &[(u16, u16)])] = &[
    ("IsAlphabeticPresentationForms", &[(0xFB00, 0xFB4F)]),
    ("IsArabic", &[(0x0600, 0x06FF)]),
    ("IsArmenian", &[(0x0530, 0x058F)]),
    ("IsArrows", &[(0x2190, 0x21FF)]),
    ("IsBasicLatin", &[(0x0000, 0x007F)]),
    ("IsBengali", &[(0x0980, 0x09FF)]),
    ("IsBoxDrawing", &[(0x2500, 0x257F)]),
    ("IsCJKCompatibilityIdeographs", &[(0xF900, 0xFAFF)]),
    ("IsCJKSymbolsandPunctuation", &[(0x3000, 0x303F)]),
    ("IsCJKUnifiedIdeographs", &[(0x4E00, 0x9FFF)]),
    ("IsCombiningDiacriticalMarks", &[(0x0300, 0x036F)]),
    ("IsCurrencySymbols", &[(0x20A0, 0x20CF)]),
    ("IsCyrillic", &[(0x0400, 0x04FF)]),
    ("IsCyrillicSupplement", &[(0x0500, 0x052F)]),
    ("IsDevanagari", &[(0x0900, 0x097F)]),
    ("IsDingbats", &[(0x2700, 0x27BF)]),
    ("IsGeneralPunctuation", &[(0x2000, 0x206F)]),
    ("IsGeometricShapes", &[(0x25A0, 0x25FF)]),
    ("IsGeorgian", &[(0x10A0, 0x10FF)]),
    ("IsGreek", &[(0x0370, 0x03FF)]),
    ("IsGreekExtended", &[(0x1F00, 0x1FFF)]),
    ("IsGreekandCoptic", &[(0x0370, 0x03FF)]),
    ("IsHalfwidthandFullwidthForms", &[(0xFF00, 0xFFEF)]),
    ("IsHangulJamo", &[(0x1100, 0x11FF)]),
    ("IsHangulSyllables", &[(0xAC00, 0xD7AF)]),
    ("IsHebrew", &[(0x0590, 0x05FF)]),
    ("IsHighSurrogates", &[(0xD800, 0xDB7F)]),
    ("IsHiragana", &[(0x3040, 0x309F)]),
    ("IsIPAExtensions", &[(0x0250, 0x02AF)]),
    ("IsKatakana", &[(0x30A0, 0x30FF)]),
    ("IsLatin-1Supplement", &[(0x0080, 0x00FF)]),
    ("IsLatinExtended-A", &[(0x0100, 0x017F)]),
    ("IsLatinExtended-B", &[(0x0180, 0x024F)]),
    ("IsLatinExtendedAdditional", &[(0x1E00, 0x1EFF)]),
    ("IsLetterlikeSymbols", &[(0x2100, 0x214F)]),
    ("IsLowSurrogates", &[(0xDC00, 0xDFFF)]),
    ("IsMathematicalOperators", &[(0x2200, 0x22FF)]),
    ("IsNumberForms", &[(0x2150, 0x218F)]),
    ("IsPrivateUse", &[(0xE000, 0xF8FF)]),
    ("IsPrivateUseArea", &[(0xE000, 0xF8FF)]),
    ("IsSpacingModifierLetters", &[(0x02B0, 0x02FF)]),
    ("IsSpecials", &[(0xFFF0, 0xFFFF)]),
    ("IsSuperscriptsandSubscripts", &[(0x2070, 0x209F)]),
    ("IsTamil", &[(0x0B80, 0x0BFF)]),
    ("IsThai", &[(0x0E00, 0x0E7F)]),
];
