//! `System.Char`: one UTF-16 unit.

use crate::format::casing::{Rules, lower_unit, upper_unit};
use crate::format::category::{Category, is_white_space};
use crate::{Array, Call, Declarations, Exception, Items, Text, TextBuilder, TypeDeclaration, TypeId, Value};

/// Declares a test of a unit, in its form for a `char` and its form for a place in a string.
macro_rules! tests {
    ($type:ident, $($name:literal, $test:expr, $doc:literal;)*) => {
        $($type
            .has(concat!("static bool ", $name, "(char c)"), |call| { let test: fn(u16) -> bool = $test; Ok(test(call.char(0)).into()) }, $doc)
            .has(concat!("static bool ", $name, "(string s, int index)"), |call| { let test: fn(u16) -> bool = $test; Ok(test(unit_at(call)?).into()) }, $doc);)*
    };
}

pub(super) fn declare(declarations: &mut Declarations) {
    let names: Vec<(&'static str, i64)> =
        CATEGORY_NAMES.iter().zip(0..).map(|(name, number)| (*name, number)).collect();
    declarations.enumeration("System.Globalization.UnicodeCategory", "General categories of characters.", &names);
    let char = declarations
        .structure("System.Char", "One UTF-16 unit: C#'s `char`.")
        .is_a("IComparable, IComparable<char>, IEquatable<char>, IConvertible");
    tests! { char,
        "IsLetter", |unit| category_of(unit).is_letter(), "Whether it is a letter.";
        "IsDigit", |unit| category_of(unit) == Category::DecimalDigitNumber, "Whether it is a decimal digit of any script.";
        "IsLetterOrDigit", |unit| category_of(unit).is_letter() || category_of(unit) == Category::DecimalDigitNumber, "Whether it is a letter or decimal digit.";
        "IsNumber", |unit| category_of(unit).is_number(), "Whether it is a number of any kind.";
        "IsWhiteSpace", is_white_space, "Whether it is white space.";
        "IsUpper", |unit| category_of(unit) == Category::UppercaseLetter, "Whether it is a capital.";
        "IsLower", |unit| category_of(unit) == Category::LowercaseLetter, "Whether it is a small letter.";
        "IsPunctuation", |unit| category_of(unit).is_punctuation(), "Whether it is punctuation.";
        "IsSymbol", |unit| category_of(unit).is_symbol(), "Whether it is a symbol.";
        "IsSeparator", |unit| category_of(unit).is_separator(), "Whether it is a separator.";
        "IsControl", |unit| category_of(unit) == Category::Control, "Whether it is a control character.";
        "IsSurrogate", |unit| (0xD800..0xE000).contains(&unit), "Whether it is half of a pair.";
        "IsHighSurrogate", |unit| (0xD800..0xDC00).contains(&unit), "Whether it is the first half of a pair.";
        "IsLowSurrogate", |unit| (0xDC00..0xE000).contains(&unit), "Whether it is the second half of a pair.";
    }
    conversions(char);
    char.has("const char MaxValue", |_| Ok(Value::Char(u16::MAX)), "U+FFFF.")
        .has("const char MinValue", |_| Ok(Value::Char(0)), "U+0000.")
        .has("int CompareTo(object value)", compare_to, "The difference of the units.")
        .has("int CompareTo(char value)", compare_to, "The difference of the units.")
        .has("bool Equals(char obj)", super::formatting::equals, "Whether both are the same unit.")
        .has("string ToString()", |call| Ok(call.this().to_text().into()), "A string of this unit.")
        .has(
            "string ToString(IFormatProvider provider)",
            |call| Ok(call.this().to_text().into()),
            "A string of this unit.",
        )
        .has("static string ToString(char c)", |call| Ok(call.arg(0).to_text().into()), "A string of this unit.");
}

fn conversions(char: &mut TypeDeclaration) {
    char.has(
        "static char ToUpper(char c)",
        |call| Ok(Value::Char(upper_unit(call.char(0), Rules::Culture))),
        "The capital.",
    )
    .has(
        "static char ToUpper(char c, CultureInfo culture)",
        |call| Ok(Value::Char(upper_unit(call.char(0), Rules::Culture))),
        "The capital.",
    )
    .has(
        "static char ToUpperInvariant(char c)",
        |call| Ok(Value::Char(upper_unit(call.char(0), Rules::Invariant))),
        "The capital.",
    )
    .has(
        "static char ToLower(char c)",
        |call| Ok(Value::Char(lower_unit(call.char(0), Rules::Culture))),
        "The small letter.",
    )
    .has(
        "static char ToLower(char c, CultureInfo culture)",
        |call| Ok(Value::Char(lower_unit(call.char(0), Rules::Culture))),
        "The small letter.",
    )
    .has(
        "static char ToLowerInvariant(char c)",
        |call| Ok(Value::Char(lower_unit(call.char(0), Rules::Invariant))),
        "The small letter.",
    )
    .has(
        "static double GetNumericValue(char c)",
        |call| Ok(numeric_value(call.char(0)).into()),
        "The number it stands for, or -1.",
    )
    .has(
        "static double GetNumericValue(string s, int index)",
        |call| Ok(numeric_value(unit_at(call)?).into()),
        "The number it stands for, or -1.",
    )
    .has("static UnicodeCategory GetUnicodeCategory(char c)", category, "The general category.")
    .has("static int ConvertToUtf32(string s, int index)", to_code_point, "The code point at a place.")
    .has(
        "static int ConvertToUtf32(char highSurrogate, char lowSurrogate)",
        pair_to_code_point,
        "The code point of a pair.",
    )
    .has("static string ConvertFromUtf32(int utf32)", from_code_point, "The string of a code point.")
    .has(
        "static bool IsSurrogatePair(char highSurrogate, char lowSurrogate)",
        |call| Ok(code_point(call.char(0), call.char(1)).is_some().into()),
        "Whether both make a pair.",
    )
    .has("static bool IsSurrogatePair(string s, int index)", is_pair_at, "Whether a pair stands there.")
    .has("static char Parse(string s)", parse, "The only unit of a string.")
    .has(
        "static bool TryParse(string s, out char result)",
        try_parse,
        "The only unit of a string; false when it has not one.",
    );
}

const CATEGORY_NAMES: [&str; 30] = [
    "UppercaseLetter",
    "LowercaseLetter",
    "TitlecaseLetter",
    "ModifierLetter",
    "OtherLetter",
    "NonSpacingMark",
    "SpacingCombiningMark",
    "EnclosingMark",
    "DecimalDigitNumber",
    "LetterNumber",
    "OtherNumber",
    "SpaceSeparator",
    "LineSeparator",
    "ParagraphSeparator",
    "Control",
    "Format",
    "Surrogate",
    "PrivateUse",
    "ConnectorPunctuation",
    "DashPunctuation",
    "OpenPunctuation",
    "ClosePunctuation",
    "InitialQuotePunctuation",
    "FinalQuotePunctuation",
    "OtherPunctuation",
    "MathSymbol",
    "CurrencySymbol",
    "ModifierSymbol",
    "OtherSymbol",
    "OtherNotAssigned",
];

/// The category as `char` sees it: .NET keeps an older table for Latin-1.
fn category_of(unit: u16) -> Category {
    match unit {
        0xAA | 0xBA => Category::LowercaseLetter,
        0xA7 | 0xB6 => Category::OtherSymbol,
        0xAD => Category::DashPunctuation,
        _ => Category::of(unit),
    }
}

/// The text of a `char[]`; empty for anything else.
pub(super) fn text_of_array(value: &Value) -> Text {
    let mut builder = TextBuilder::new();
    if let Some(array) = value.downcast::<Array>()
        && let Items::Values(items) = &*array.items().borrow()
    {
        for item in items {
            if let Value::Char(unit) = item {
                builder.push_unit(*unit);
            }
        }
    }
    builder.finish()
}

fn unit_at(call: &Call) -> Result<u16, Exception> {
    let text = call.text(0, "s")?;
    let unit = usize::try_from(call.int(1)).ok().and_then(|index| text.unit(index));
    unit.ok_or_else(|| Exception::out_of_range("Specified argument was out of the range of valid values.", "index"))
}

fn numeric_value(unit: u16) -> f64 {
    match (category_of(unit), unit) {
        (Category::DecimalDigitNumber, _) => {
            // The digits of a script follow each other from its zero, ten at a time.
            let zero = (0..10).find(|back| category_of(unit.wrapping_sub(back + 1)) != Category::DecimalDigitNumber);
            zero.map_or(f64::from(unit & 0xF), f64::from)
        }
        (_, 0xBC) => 0.25,
        (_, 0xBD) => 0.5,
        (_, 0xBE) => 0.75,
        (_, 0xB2) => 2.0,
        (_, 0xB3) => 3.0,
        (_, 0xB9) => 1.0,
        (Category::LetterNumber, 0x2160..=0x216B) => f64::from(unit - 0x215F),
        _ => -1.0,
    }
}

fn category(call: &mut Call) -> Result<Value, Exception> {
    let class = TypeId::of("System.Globalization.UnicodeCategory");
    Ok(Value::Enum(class, category_of(call.char(0)) as i64))
}

fn code_point(high: u16, low: u16) -> Option<i32> {
    let pair = (0xD800..0xDC00).contains(&high) && (0xDC00..0xE000).contains(&low);
    pair.then(|| ((i32::from(high) - 0xD800) << 10) + (i32::from(low) - 0xDC00) + 0x1_0000)
}

fn to_code_point(call: &mut Call) -> Result<Value, Exception> {
    let unit = unit_at(call)?;
    let next = call.text(0, "s")?.unit(call.int(1) as usize + 1).unwrap_or(0);
    match unit {
        0xD800..0xDC00 => code_point(unit, next).map(Value::Int32).ok_or_else(|| {
            Exception::argument(&format!("Found a high surrogate char without a following low surrogate at index: {}. The input may not be in this encoding, or may not contain valid Unicode (UTF-16) characters.", call.int(1)), "s")
        }),
        0xDC00..0xE000 => Err(Exception::argument(&format!("Found a low surrogate char without a preceding high surrogate at index: {}. The input may not be in this encoding, or may not contain valid Unicode (UTF-16) characters.", call.int(1)), "s")),
        unit => Ok(Value::Int32(unit.into())),
    }
}

fn pair_to_code_point(call: &mut Call) -> Result<Value, Exception> {
    let message = "A valid high surrogate character is between 0xd800 and 0xdbff, inclusive.";
    code_point(call.char(0), call.char(1))
        .map(Value::Int32)
        .ok_or_else(|| Exception::out_of_range(message, "highSurrogate"))
}

fn from_code_point(call: &mut Call) -> Result<Value, Exception> {
    let message = "A valid UTF32 value is between 0x000000 and 0x10ffff, inclusive, and should not include surrogate codepoint values (0x00d800 ~ 0x00dfff).";
    let character = u32::try_from(call.int(0)).ok().and_then(char::from_u32);
    character.map(|character| Value::Text(character.into())).ok_or_else(|| Exception::out_of_range(message, "utf32"))
}

fn is_pair_at(call: &mut Call) -> Result<Value, Exception> {
    let unit = unit_at(call)?;
    let next = call.text(0, "s")?.unit(call.int(1) as usize + 1).unwrap_or(0);
    Ok(code_point(unit, next).is_some().into())
}

fn parse(call: &mut Call) -> Result<Value, Exception> {
    let text = call.text(0, "s")?;
    match (text.len(), text.unit(0)) {
        (1, Some(unit)) => Ok(Value::Char(unit)),
        _ => Err(Exception::format("String must be exactly one character long.")),
    }
}

fn try_parse(call: &mut Call) -> Result<Value, Exception> {
    let found = parse(call).ok();
    let is_found = found.is_some();
    call.set(1, found.unwrap_or(Value::Char(0)));
    Ok(is_found.into())
}

fn compare_to(call: &mut Call) -> Result<Value, Exception> {
    let Value::Char(this) = *call.this() else {
        return Err(Exception::null_reference());
    };
    match call.arg(0) {
        Value::Null => Ok(Value::Int32(1)),
        Value::Char(other) => Ok(Value::Int32(i32::from(this) - i32::from(*other))),
        _ => Err(Exception::argument("Object must be of type Char.", "")),
    }
}
