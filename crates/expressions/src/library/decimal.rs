//! `System.Decimal`: 96-bit decimal numbers that keep their scale.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::format::number::parse::{NumberError, NumberStyles, parse_decimal};
use crate::{Call, Declarations, Exception, Type, Value};

const OVERFLOW: &str = "Value was either too large or too small for a Decimal.";

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .structure("System.Decimal", "Decimal numbers of 28 digits: C#'s `decimal`.")
        .is_a("IComparable, IComparable<decimal>, IEquatable<decimal>, IFormattable, IConvertible")
        .has("Decimal(int value)", from_number, "The number.")
        .has("Decimal(uint value)", from_number, "The number.")
        .has("Decimal(long value)", from_number, "The number.")
        .has("Decimal(ulong value)", from_number, "The number.")
        .has("Decimal(float value)", from_number, "The number, to seven digits.")
        .has("Decimal(double value)", from_number, "The number, to fifteen digits.")
        .has("const decimal MaxValue", |_| Ok(Decimal::MAX.into()), "The largest value.")
        .has("const decimal MinValue", |_| Ok(Decimal::MIN.into()), "The smallest value.")
        .has("const decimal Zero", |_| Ok(Decimal::ZERO.into()), "0.")
        .has("const decimal One", |_| Ok(Decimal::ONE.into()), "1.")
        .has("const decimal MinusOne", |_| Ok(Decimal::NEGATIVE_ONE.into()), "-1.")
        .has("static decimal Parse(string s)", parse, "Reads a number with thousands.")
        .has(
            "static decimal Parse(string s, NumberStyles style)",
            parse_styled,
            "Reads a number in the notations of `style`.",
        )
        .has("static decimal Parse(string s, IFormatProvider provider)", parse, "Reads a number.")
        .has(
            "static decimal Parse(string s, NumberStyles style, IFormatProvider provider)",
            parse_styled,
            "Reads a number in the notations of `style`.",
        )
        .has(
            "static bool TryParse(string s, out decimal result)",
            try_parse,
            "Reads a number; 0 and false when it is none.",
        )
        .has(
            "static bool TryParse(string s, NumberStyles style, IFormatProvider provider, out decimal result)",
            try_parse_styled,
            "Reads a number in the notations of `style`.",
        )
        .has("static decimal Add(decimal d1, decimal d2)", |call| checked(call, Decimal::checked_add), "The sum.")
        .has(
            "static decimal Subtract(decimal d1, decimal d2)",
            |call| checked(call, Decimal::checked_sub),
            "The difference.",
        )
        .has(
            "static decimal Multiply(decimal d1, decimal d2)",
            |call| checked(call, Decimal::checked_mul),
            "The product.",
        )
        .has(
            "static decimal Divide(decimal d1, decimal d2)",
            |call| divided(call, Decimal::checked_div),
            "The quotient.",
        )
        .has(
            "static decimal Remainder(decimal d1, decimal d2)",
            |call| divided(call, Decimal::checked_rem),
            "The remainder, of the sign of `d1`.",
        )
        .has("static decimal Negate(decimal d)", |call| Ok((-at(call, 0)).into()), "The negative.")
        .has("static decimal Floor(decimal d)", |call| Ok(at(call, 0).floor().into()), "The next whole number below.")
        .has("static decimal Ceiling(decimal d)", |call| Ok(at(call, 0).ceil().into()), "The next whole number above.")
        .has("static decimal Truncate(decimal d)", |call| Ok(at(call, 0).trunc().into()), "Without decimals.")
        .has("static decimal Round(decimal d)", round, "To a whole number, half to even.")
        .has("static decimal Round(decimal d, int decimals)", round, "To so many decimals, half to even.")
        .has("static decimal Round(decimal d, MidpointRounding mode)", round_by_mode, "To a whole number.")
        .has(
            "static decimal Round(decimal d, int decimals, MidpointRounding mode)",
            round_by_mode,
            "To so many decimals.",
        )
        .has(
            "static int Compare(decimal d1, decimal d2)",
            |call| Ok(Value::Int32(at(call, 0).cmp(&at(call, 1)) as i32)),
            "Negative, zero or positive.",
        )
        .has(
            "static bool Equals(decimal d1, decimal d2)",
            |call| Ok((at(call, 0) == at(call, 1)).into()),
            "Whether both are the same number.",
        )
        .has("static int ToInt32(decimal d)", cut::<i32>, "Without decimals.")
        .has("static long ToInt64(decimal d)", cut::<i64>, "Without decimals.")
        .has("static uint ToUInt32(decimal d)", cut::<u32>, "Without decimals.")
        .has("static ulong ToUInt64(decimal d)", cut::<u64>, "Without decimals.")
        .has("static short ToInt16(decimal value)", cut::<i16>, "Without decimals.")
        .has("static ushort ToUInt16(decimal value)", cut::<u16>, "Without decimals.")
        .has("static byte ToByte(decimal value)", cut::<u8>, "Without decimals.")
        .has("static sbyte ToSByte(decimal value)", cut::<i8>, "Without decimals.")
        .has(
            "static double ToDouble(decimal d)",
            |call| Ok(super::convert::double_of(call.arg(0)).unwrap_or(0.0).into()),
            "The nearest double.",
        )
        .has(
            "static float ToSingle(decimal d)",
            |call| Ok((super::convert::double_of(call.arg(0)).unwrap_or(0.0) as f32).into()),
            "The nearest float.",
        )
        .has(
            "static int[] GetBits(decimal d)",
            get_bits,
            "Low, middle and high 32 bits of the mantissa, then sign and scale.",
        )
        .has("int CompareTo(object value)", super::formatting::compare_to, "Negative, zero or positive.")
        .has("int CompareTo(decimal value)", super::formatting::compare_to, "Negative, zero or positive.")
        .has("bool Equals(decimal value)", super::formatting::equals, "Whether both are the same number.")
        .has("string ToString()", super::formatting::to_string, "The number with its scale.")
        .has(
            "string ToString(string format)",
            super::formatting::to_string,
            "The number under a format such as F2 or 0.00.",
        )
        .has("string ToString(IFormatProvider provider)", super::formatting::to_string, "The number with its scale.")
        .has(
            "string ToString(string format, IFormatProvider provider)",
            super::formatting::to_string,
            "The number under a format.",
        );
}

/// A decimal argument.
pub(super) fn at(call: &Call, index: usize) -> Decimal {
    match call.arg(index) {
        Value::Decimal(value) => *value,
        _ => Decimal::ZERO,
    }
}

/// Reads a decimal.
pub(super) fn read(text: &str, styles: NumberStyles) -> Result<Value, Exception> {
    parse_decimal(text, styles).map(Value::Decimal).map_err(|error| match error {
        NumberError::Format => Exception::format("Input string was not in a correct format."),
        NumberError::Overflow => Exception::overflow(OVERFLOW),
    })
}

fn parse(call: &mut Call) -> Result<Value, Exception> {
    read(&call.text(0, "s")?.to_str(), NumberStyles::NUMBER)
}

fn parse_styled(call: &mut Call) -> Result<Value, Exception> {
    read(&call.text(0, "s")?.to_str(), super::formatting::styles(call, 1, true)?)
}

fn finish_try(call: &mut Call, styles: NumberStyles) -> Result<Value, Exception> {
    let found = call.optional_text(0).and_then(|text| read(&text.to_str(), styles).ok());
    let is_found = found.is_some();
    let result = call.len() - 1;
    call.set(result, found.unwrap_or(Value::Decimal(Decimal::ZERO)));
    Ok(is_found.into())
}

fn try_parse(call: &mut Call) -> Result<Value, Exception> {
    finish_try(call, NumberStyles::NUMBER)
}

fn try_parse_styled(call: &mut Call) -> Result<Value, Exception> {
    let styles = super::formatting::styles(call, 1, true)?;
    finish_try(call, styles)
}

fn from_number(call: &mut Call) -> Result<Value, Exception> {
    super::convert::to_decimal(call.arg(0))
}

fn checked(call: &mut Call, operation: fn(Decimal, Decimal) -> Option<Decimal>) -> Result<Value, Exception> {
    operation(at(call, 0), at(call, 1)).map(Value::Decimal).ok_or_else(|| Exception::overflow(OVERFLOW))
}

fn divided(call: &mut Call, operation: fn(Decimal, Decimal) -> Option<Decimal>) -> Result<Value, Exception> {
    if at(call, 1).is_zero() {
        return Err(Exception::new("System.DivideByZeroException", "Attempted to divide by zero."));
    }
    checked(call, operation)
}

fn cut<T: super::integers::Integer>(call: &mut Call) -> Result<Value, Exception> {
    T::value(at(call, 0).trunc().mantissa())
}

fn round(call: &mut Call) -> Result<Value, Exception> {
    let decimals = if call.len() > 1 { call.int(1) } else { 0 };
    rounded(at(call, 0), decimals, 0)
}

fn round_by_mode(call: &mut Call) -> Result<Value, Exception> {
    let (decimals, mode) = if call.len() > 2 { (call.int(1), call.long(2)) } else { (0, call.long(1)) };
    rounded(at(call, 0), decimals, mode)
}

/// Rounds under a `MidpointRounding` number. A scale that is already smaller stays.
pub(super) fn rounded(value: Decimal, decimals: i32, mode: i64) -> Result<Value, Exception> {
    let places = u32::try_from(decimals).ok().filter(|places| *places <= 28).ok_or_else(|| {
        Exception::out_of_range("Decimal can only round to between 0 and 28 digits of precision.", "decimals")
    })?;
    let strategy = match mode {
        0 => RoundingStrategy::MidpointNearestEven,
        1 => RoundingStrategy::MidpointAwayFromZero,
        2 => RoundingStrategy::ToZero,
        3 => RoundingStrategy::ToNegativeInfinity,
        4 => RoundingStrategy::ToPositiveInfinity,
        _ => return Err(super::math::invalid_mode(mode)),
    };
    Ok(value.round_dp_with_strategy(places, strategy).into())
}

fn get_bits(call: &mut Call) -> Result<Value, Exception> {
    let value = at(call, 0);
    let mantissa = value.mantissa().unsigned_abs();
    let sign = if value.is_sign_negative() { i32::MIN } else { 0 };
    let words =
        [mantissa as i32, (mantissa >> 32) as i32, (mantissa >> 64) as i32, sign | (value.scale() as i32) << 16];
    Ok(Value::array(Type::INT32, words.into_iter().map(Value::Int32).collect()))
}
