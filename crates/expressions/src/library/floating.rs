//! `System.Double` and `System.Single`.

use crate::format::number::parse::{NumberError, NumberStyles, parse_double, parse_single};
use crate::{Call, Declarations, Exception, Value};

/// What tells the two types apart.
trait Float: Into<Value> + Copy {
    const ZERO: Self;
    fn read(text: &str, styles: NumberStyles) -> Result<Self, NumberError>;
}

impl Float for f64 {
    const ZERO: f64 = 0.0;
    fn read(text: &str, styles: NumberStyles) -> Result<f64, NumberError> {
        parse_double(text, styles)
    }
}

impl Float for f32 {
    const ZERO: f32 = 0.0;
    fn read(text: &str, styles: NumberStyles) -> Result<f32, NumberError> {
        parse_single(text, styles)
    }
}

macro_rules! floats {
    ($($declare:ident, $rust:ident, $class:literal, $keyword:literal, $epsilon:expr;)*) => {
        $(fn $declare(declarations: &mut Declarations) {
            fn argument(call: &Call) -> $rust {
                match call.arg(0) {
                    Value::Double(value) => *value as $rust,
                    Value::Single(value) => *value as $rust,
                    _ => 0.0,
                }
            }
            declarations
                .structure($class, concat!("Floating point: C#'s `", $keyword, "`."))
                .is_a(concat!("IComparable, IComparable<", $keyword, ">, IEquatable<", $keyword, ">, IFormattable, IConvertible"))
                .has(concat!("const ", $keyword, " MaxValue"), |_| Ok($rust::MAX.into()), "The largest finite value.")
                .has(concat!("const ", $keyword, " MinValue"), |_| Ok($rust::MIN.into()), "The smallest finite value.")
                .has(concat!("const ", $keyword, " Epsilon"), |_| Ok($epsilon.into()), "The smallest value above zero.")
                .has(concat!("const ", $keyword, " NaN"), |_| Ok($rust::NAN.into()), "Not a number.")
                .has(concat!("const ", $keyword, " PositiveInfinity"), |_| Ok($rust::INFINITY.into()), "Infinity.")
                .has(concat!("const ", $keyword, " NegativeInfinity"), |_| Ok($rust::NEG_INFINITY.into()), "Minus infinity.")
                .has(concat!("static bool IsNaN(", $keyword, " d)"), |call| Ok(argument(call).is_nan().into()), "Whether it is not a number.")
                .has(concat!("static bool IsInfinity(", $keyword, " d)"), |call| Ok(argument(call).is_infinite().into()), "Whether it is infinite.")
                .has(concat!("static bool IsFinite(", $keyword, " d)"), |call| Ok(argument(call).is_finite().into()), "Whether it is a finite number.")
                .has(concat!("static bool IsNormal(", $keyword, " d)"), |call| Ok(argument(call).is_normal().into()), "Whether it is finite, not zero and not subnormal.")
                .has(concat!("static bool IsSubnormal(", $keyword, " d)"), |call| Ok(argument(call).is_subnormal().into()), "Whether it is subnormal.")
                .has(concat!("static bool IsNegative(", $keyword, " d)"), |call| Ok(argument(call).is_sign_negative().into()), "Whether the sign bit is set.")
                .has(concat!("static bool IsPositiveInfinity(", $keyword, " d)"), |call| Ok((argument(call) == $rust::INFINITY).into()), "Whether it is infinity.")
                .has(concat!("static bool IsNegativeInfinity(", $keyword, " d)"), |call| Ok((argument(call) == $rust::NEG_INFINITY).into()), "Whether it is minus infinity.")
                .has(concat!("static ", $keyword, " Parse(string s)"), parse::<$rust>, "Reads a number with thousands and exponent.")
                .has(concat!("static ", $keyword, " Parse(string s, NumberStyles style)"), parse_styled::<$rust>, "Reads a number in the notations of `style`.")
                .has(concat!("static ", $keyword, " Parse(string s, IFormatProvider provider)"), parse::<$rust>, "Reads a number.")
                .has(concat!("static ", $keyword, " Parse(string s, NumberStyles style, IFormatProvider provider)"), parse_styled::<$rust>, "Reads a number in the notations of `style`.")
                .has(concat!("static bool TryParse(string s, out ", $keyword, " result)"), try_parse::<$rust>, "Reads a number; 0 and false when it is none.")
                .has(concat!("static bool TryParse(string s, NumberStyles style, IFormatProvider provider, out ", $keyword, " result)"), try_parse_styled::<$rust>, "Reads a number in the notations of `style`.")
                .has("int CompareTo(object value)", super::formatting::compare_to, "Negative, zero or positive; NaN is smallest.")
                .has(concat!("int CompareTo(", $keyword, " value)"), super::formatting::compare_to, "Negative, zero or positive; NaN is smallest.")
                .has(concat!("bool Equals(", $keyword, " obj)"), super::formatting::equals, "Whether both are the same number; NaN equals NaN.")
                .has("string ToString()", super::formatting::to_string, "The shortest text that reads back as the same number.")
                .has("string ToString(string format)", super::formatting::to_string, "The number under a format such as F2, N0 or 0.00.")
                .has("string ToString(IFormatProvider provider)", super::formatting::to_string, "The number.")
                .has("string ToString(string format, IFormatProvider provider)", super::formatting::to_string, "The number under a format.");
        })*
    };
}

floats! {
    declare_double, f64, "System.Double", "double", f64::from_bits(1);
    declare_single, f32, "System.Single", "float", f32::from_bits(1);
}

pub(super) fn declare(declarations: &mut Declarations) {
    declare_double(declarations);
    declare_single(declarations);
}

fn read<T: Float>(call: &Call, styles: NumberStyles) -> Result<Value, Exception> {
    let number = T::read(&call.text(0, "s")?.to_str(), styles);
    number.map(Into::into).map_err(|_| Exception::format("Input string was not in a correct format."))
}

fn parse<T: Float>(call: &mut Call) -> Result<Value, Exception> {
    read::<T>(call, NumberStyles::FLOAT_WITH_THOUSANDS)
}

fn parse_styled<T: Float>(call: &mut Call) -> Result<Value, Exception> {
    read::<T>(call, super::formatting::styles(call, 1, true)?)
}

fn finish_try<T: Float>(call: &mut Call, styles: NumberStyles) -> Result<Value, Exception> {
    let found = read::<T>(call, styles).ok();
    let is_found = found.is_some();
    let result = call.len() - 1;
    call.set(result, found.unwrap_or_else(|| T::ZERO.into()));
    Ok(is_found.into())
}

fn try_parse<T: Float>(call: &mut Call) -> Result<Value, Exception> {
    finish_try::<T>(call, NumberStyles::FLOAT_WITH_THOUSANDS)
}

fn try_parse_styled<T: Float>(call: &mut Call) -> Result<Value, Exception> {
    let styles = super::formatting::styles(call, 1, true)?;
    finish_try::<T>(call, styles)
}
