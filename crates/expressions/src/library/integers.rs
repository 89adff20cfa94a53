//! The eight integer types. They share every member and differ in width, sign and the wording of an overflow.

use crate::format::number::parse::{NumberError, NumberStyles, parse_integer};
use crate::{Call, Declarations, Exception, Value};

/// What tells one integer type from another.
pub(super) trait Integer: TryFrom<i128> {
    const BITS: u32;
    const SIGNED: bool;
    /// The text of the `OverflowException`.
    const OVERFLOW: &'static str;

    /// The number as a value.
    fn into_value(self) -> Value;

    /// The value of a number in range.
    fn value(number: i128) -> Result<Value, Exception> {
        Self::try_from(number).map(Self::into_value).map_err(|_| Exception::overflow(Self::OVERFLOW))
    }
}

macro_rules! integers {
    ($($rust:ty, $variant:ident, $class:literal, $keyword:literal, $signed:literal, $article:literal;)*) => {
        $(impl Integer for $rust {
            const BITS: u32 = <$rust>::BITS;
            const SIGNED: bool = $signed;
            const OVERFLOW: &'static str = concat!("Value was either too large or too small for ", $article, ".");

            fn into_value(self) -> Value {
                Value::$variant(self)
            }
        })*

        pub(super) fn declare(declarations: &mut Declarations) {
            $(declarations
                .structure($class, concat!("Whole numbers: C#'s `", $keyword, "`."))
                .is_a(concat!("IComparable, IComparable<", $keyword, ">, IEquatable<", $keyword, ">, IFormattable, IConvertible"))
                .has(concat!("const ", $keyword, " MaxValue"), |_| Ok(<$rust>::MAX.into_value()), "The largest value.")
                .has(concat!("const ", $keyword, " MinValue"), |_| Ok(<$rust>::MIN.into_value()), "The smallest value.")
                .has(concat!("static ", $keyword, " Parse(string s)"), parse::<$rust>, "Reads a number with optional sign and white space.")
                .has(concat!("static ", $keyword, " Parse(string s, NumberStyles style)"), parse_styled::<$rust>, "Reads a number in the notations of `style`.")
                .has(concat!("static ", $keyword, " Parse(string s, IFormatProvider provider)"), parse::<$rust>, "Reads a number.")
                .has(concat!("static ", $keyword, " Parse(string s, NumberStyles style, IFormatProvider provider)"), parse_styled::<$rust>, "Reads a number in the notations of `style`.")
                .has(concat!("static bool TryParse(string s, out ", $keyword, " result)"), try_parse::<$rust>, "Reads a number; 0 and false when it is none.")
                .has(concat!("static bool TryParse(string s, NumberStyles style, IFormatProvider provider, out ", $keyword, " result)"), try_parse_styled::<$rust>, "Reads a number in the notations of `style`.")
                .has("int CompareTo(object value)", super::formatting::compare_to, "Negative, zero or positive.")
                .has(concat!("int CompareTo(", $keyword, " value)"), compare_to, "Negative, zero or positive.")
                .has(concat!("bool Equals(", $keyword, " obj)"), super::formatting::equals, "Whether both are the same number.")
                .has("string ToString()", super::formatting::to_string, "The number in decimal.")
                .has("string ToString(string format)", super::formatting::to_string, "The number under a format such as N2, D5 or X.")
                .has("string ToString(IFormatProvider provider)", super::formatting::to_string, "The number in decimal.")
                .has("string ToString(string format, IFormatProvider provider)", super::formatting::to_string, "The number under a format.");)*
        }
    };
}

integers! {
    i8, SByte, "System.SByte", "sbyte", true, "a signed byte";
    u8, Byte, "System.Byte", "byte", false, "an unsigned byte";
    i16, Int16, "System.Int16", "short", true, "an Int16";
    u16, UInt16, "System.UInt16", "ushort", false, "a UInt16";
    i32, Int32, "System.Int32", "int", true, "an Int32";
    u32, UInt32, "System.UInt32", "uint", false, "a UInt32";
    i64, Int64, "System.Int64", "long", true, "an Int64";
    u64, UInt64, "System.UInt64", "ulong", false, "a UInt64";
}

/// Reads a number of type `T`.
pub(super) fn read<T: Integer>(text: &str, styles: NumberStyles) -> Result<Value, Exception> {
    match parse_integer(text, styles, T::BITS, T::SIGNED) {
        Ok(number) => T::value(number),
        Err(NumberError::Format) => Err(Exception::format("Input string was not in a correct format.")),
        Err(NumberError::Overflow) => Err(Exception::overflow(T::OVERFLOW)),
    }
}

fn parse<T: Integer>(call: &mut Call) -> Result<Value, Exception> {
    read::<T>(&call.text(0, "s")?.to_str(), NumberStyles::INTEGER)
}

fn parse_styled<T: Integer>(call: &mut Call) -> Result<Value, Exception> {
    read::<T>(&call.text(0, "s")?.to_str(), super::formatting::styles(call, 1, false)?)
}

fn finish_try<T: Integer>(call: &mut Call, styles: NumberStyles) -> Result<Value, Exception> {
    let found = call.optional_text(0).and_then(|text| read::<T>(&text.to_str(), styles).ok());
    let is_found = found.is_some();
    let result = call.len() - 1;
    call.set(result, found.map_or_else(|| T::value(0), Ok)?);
    Ok(is_found.into())
}

fn try_parse<T: Integer>(call: &mut Call) -> Result<Value, Exception> {
    finish_try::<T>(call, NumberStyles::INTEGER)
}

fn try_parse_styled<T: Integer>(call: &mut Call) -> Result<Value, Exception> {
    let styles = super::formatting::styles(call, 1, false)?;
    finish_try::<T>(call, styles)
}

/// The small types answer their difference, the large ones a sign.
fn compare_to(call: &mut Call) -> Result<Value, Exception> {
    let (one, two) = (super::convert::integer_of(call.this()), super::convert::integer_of(call.arg(0)));
    let difference = one.unwrap_or(0) - two.unwrap_or(0);
    Ok(Value::Int32(match call.this() {
        Value::SByte(_) | Value::Byte(_) | Value::Int16(_) | Value::UInt16(_) => difference as i32,
        _ => difference.signum() as i32,
    }))
}
