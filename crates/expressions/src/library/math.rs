//! `System.Math` and `System.MidpointRounding`.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::decimal;
use super::ordering::compare_floats;
use crate::{Call, Declarations, Exception, Value};

/// Most decimals `Math.Round` takes for a double.
const MAX_ROUNDING_DIGITS: i32 = 15;
/// Doubles from here on have no decimals to round.
const ROUNDING_LIMIT: f64 = 1e16;

const POWERS_OF_TEN: [f64; 16] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

pub(super) fn declare(declarations: &mut Declarations) {
    declarations.enumeration(
        "System.MidpointRounding",
        "What becomes of a half.",
        &[("ToEven", 0), ("AwayFromZero", 1), ("ToZero", 2), ("ToNegativeInfinity", 3), ("ToPositiveInfinity", 4)],
    );
    let math = declarations.static_class("System.Math", "Arithmetic beyond the operators.");
    math.has("const double PI", |_| Ok(std::f64::consts::PI.into()), "3.14159…").has(
        "const double E",
        |_| Ok(std::f64::consts::E.into()),
        "2.71828…",
    );
    for (signature, native) in EACH_TYPE {
        math.has(signature, *native, "For numbers of one type.");
    }
    math.has("static double Floor(double d)", |call| real(call, f64::floor), "The next whole number below.")
        .has(
            "static decimal Floor(decimal d)",
            |call| Ok(decimal::at(call, 0).floor().into()),
            "The next whole number below.",
        )
        .has("static double Ceiling(double a)", |call| real(call, f64::ceil), "The next whole number above.")
        .has(
            "static decimal Ceiling(decimal d)",
            |call| Ok(decimal::at(call, 0).ceil().into()),
            "The next whole number above.",
        )
        .has("static double Truncate(double d)", |call| real(call, f64::trunc), "Without decimals.")
        .has("static decimal Truncate(decimal d)", |call| Ok(decimal::at(call, 0).trunc().into()), "Without decimals.")
        .has(
            "static double Round(double a)",
            |call| real(call, f64::round_ties_even),
            "To a whole number, half to even.",
        )
        .has("static double Round(double value, int digits)", round, "To so many decimals, half to even.")
        .has("static double Round(double value, MidpointRounding mode)", round_by_mode, "To a whole number.")
        .has(
            "static double Round(double value, int digits, MidpointRounding mode)",
            round_by_mode,
            "To so many decimals.",
        )
        .has(
            "static decimal Round(decimal d)",
            |call| decimal::rounded(decimal::at(call, 0), 0, 0),
            "To a whole number, half to even.",
        )
        .has(
            "static decimal Round(decimal d, int decimals)",
            |call| decimal::rounded(decimal::at(call, 0), call.int(1), 0),
            "To so many decimals, half to even.",
        )
        .has(
            "static decimal Round(decimal d, MidpointRounding mode)",
            |call| decimal::rounded(decimal::at(call, 0), 0, call.long(1)),
            "To a whole number.",
        )
        .has(
            "static decimal Round(decimal d, int decimals, MidpointRounding mode)",
            |call| decimal::rounded(decimal::at(call, 0), call.int(1), call.long(2)),
            "To so many decimals.",
        )
        .has("static int ILogB(double x)", ilogb, "The binary exponent.")
        .has(
            "static double FusedMultiplyAdd(double x, double y, double z)",
            |call| Ok(call.double(0).mul_add(call.double(1), call.double(2)).into()),
            "`x * y + z`, rounded once.",
        )
        .has("static double Sqrt(double d)", |call| real(call, f64::sqrt), "The square root.")
        .has("static double Cbrt(double d)", |call| real(call, f64::cbrt), "The cube root.")
        .has(
            "static double Pow(double x, double y)",
            |call| Ok(call.double(0).powf(call.double(1)).into()),
            "`x` to the power `y`.",
        )
        .has("static double Exp(double d)", |call| real(call, f64::exp), "e to the power `d`.")
        .has("static double Log(double d)", |call| real(call, log), "The natural logarithm.")
        .has("static double Log(double a, double newBase)", log_of_base, "The logarithm of a base.")
        .has(
            "static double Log10(double d)",
            |call| real(call, |value| if value < 0.0 { f64::NAN } else { value.log10() }),
            "The decimal logarithm.",
        )
        .has(
            "static double Log2(double x)",
            |call| real(call, |value| if value < 0.0 { f64::NAN } else { value.log2() }),
            "The binary logarithm.",
        )
        .has("static double Sin(double a)", |call| real(call, f64::sin), "Sine.")
        .has("static double Cos(double d)", |call| real(call, f64::cos), "Cosine.")
        .has("static double Tan(double a)", |call| real(call, f64::tan), "Tangent.")
        .has("static double Asin(double d)", |call| real(call, f64::asin), "Inverse sine.")
        .has("static double Acos(double d)", |call| real(call, f64::acos), "Inverse cosine.")
        .has("static double Atan(double d)", |call| real(call, f64::atan), "Inverse tangent.")
        .has(
            "static double Atan2(double y, double x)",
            |call| Ok(call.double(0).atan2(call.double(1)).into()),
            "Angle of a point.",
        )
        .has("static double Sinh(double value)", |call| real(call, f64::sinh), "Hyperbolic sine.")
        .has("static double Cosh(double value)", |call| real(call, f64::cosh), "Hyperbolic cosine.")
        .has("static double Tanh(double value)", |call| real(call, f64::tanh), "Hyperbolic tangent.")
        .has("static double IEEERemainder(double x, double y)", ieee_remainder, "Remainder of the nearest quotient.")
        .has(
            "static double CopySign(double x, double y)",
            |call| Ok(call.double(0).copysign(call.double(1)).into()),
            "`x` with the sign of `y`.",
        )
        .has(
            "static int DivRem(int a, int b, out int result)",
            div_rem_int,
            "Quotient; the remainder goes to `result`.",
        )
        .has(
            "static long DivRem(long a, long b, out long result)",
            div_rem_long,
            "Quotient; the remainder goes to `result`.",
        )
        .has(
            "static long BigMul(int a, int b)",
            |call| Ok((i64::from(call.int(0)) * i64::from(call.int(1))).into()),
            "The full product.",
        );
}

/// Members that exist for every numeric type, each with the same function.
const EACH_TYPE: &[(&str, crate::Native)] = &[
    ("static sbyte Abs(sbyte value)", abs),
    ("static short Abs(short value)", abs),
    ("static int Abs(int value)", abs),
    ("static long Abs(long value)", abs),
    ("static float Abs(float value)", abs),
    ("static double Abs(double value)", abs),
    ("static decimal Abs(decimal value)", abs),
    ("static int Sign(sbyte value)", sign),
    ("static int Sign(short value)", sign),
    ("static int Sign(int value)", sign),
    ("static int Sign(long value)", sign),
    ("static int Sign(float value)", sign),
    ("static int Sign(double value)", sign),
    ("static int Sign(decimal value)", sign),
    ("static byte Max(byte val1, byte val2)", max),
    ("static sbyte Max(sbyte val1, sbyte val2)", max),
    ("static short Max(short val1, short val2)", max),
    ("static ushort Max(ushort val1, ushort val2)", max),
    ("static int Max(int val1, int val2)", max),
    ("static uint Max(uint val1, uint val2)", max),
    ("static long Max(long val1, long val2)", max),
    ("static ulong Max(ulong val1, ulong val2)", max),
    ("static float Max(float val1, float val2)", max),
    ("static double Max(double val1, double val2)", max),
    ("static decimal Max(decimal val1, decimal val2)", max),
    ("static byte Min(byte val1, byte val2)", min),
    ("static sbyte Min(sbyte val1, sbyte val2)", min),
    ("static short Min(short val1, short val2)", min),
    ("static ushort Min(ushort val1, ushort val2)", min),
    ("static int Min(int val1, int val2)", min),
    ("static uint Min(uint val1, uint val2)", min),
    ("static long Min(long val1, long val2)", min),
    ("static ulong Min(ulong val1, ulong val2)", min),
    ("static float Min(float val1, float val2)", min),
    ("static double Min(double val1, double val2)", min),
    ("static decimal Min(decimal val1, decimal val2)", min),
    ("static byte Clamp(byte value, byte min, byte max)", clamp),
    ("static sbyte Clamp(sbyte value, sbyte min, sbyte max)", clamp),
    ("static short Clamp(short value, short min, short max)", clamp),
    ("static ushort Clamp(ushort value, ushort min, ushort max)", clamp),
    ("static int Clamp(int value, int min, int max)", clamp),
    ("static uint Clamp(uint value, uint min, uint max)", clamp),
    ("static long Clamp(long value, long min, long max)", clamp),
    ("static ulong Clamp(ulong value, ulong min, ulong max)", clamp),
    ("static float Clamp(float value, float min, float max)", clamp),
    ("static double Clamp(double value, double min, double max)", clamp),
    ("static decimal Clamp(decimal value, decimal min, decimal max)", clamp),
];

fn ilogb(call: &mut Call) -> Result<Value, Exception> {
    let value = call.double(0);
    Ok(Value::Int32(match value {
        _ if value == 0.0 => i32::MIN,
        _ if !value.is_finite() => i32::MAX,
        _ => value.abs().log2().floor() as i32,
    }))
}

fn real(call: &mut Call, function: fn(f64) -> f64) -> Result<Value, Exception> {
    Ok(function(call.double(0)).into())
}

fn abs(call: &mut Call) -> Result<Value, Exception> {
    let value = match call.arg(0) {
        Value::SByte(value) => value.checked_abs().map(Value::SByte),
        Value::Int16(value) => value.checked_abs().map(Value::Int16),
        Value::Int32(value) => value.checked_abs().map(Value::Int32),
        Value::Int64(value) => value.checked_abs().map(Value::Int64),
        Value::Single(value) => Some(value.abs().into()),
        Value::Double(value) => Some(value.abs().into()),
        Value::Decimal(value) => Some(value.abs().into()),
        other => Some(other.clone()),
    };
    value.ok_or_else(|| Exception::overflow("Negating the minimum value of a twos complement number is invalid."))
}

fn sign(call: &mut Call) -> Result<Value, Exception> {
    let order = match call.arg(0) {
        Value::Decimal(value) => value.cmp(&Decimal::ZERO),
        other => {
            let value = super::convert::double_of(other).unwrap_or(0.0);
            value.partial_cmp(&0.0).ok_or_else(|| {
                Exception::new(
                    "System.ArithmeticException",
                    "Function does not accept floating point Not-a-Number values.",
                )
            })?
        }
    };
    Ok(Value::Int32(order as i32))
}

/// The order of two numbers of one type, and whether either is NaN.
fn order(one: &Value, two: &Value) -> (Ordering, bool) {
    let nan = |value: &Value| match value {
        Value::Double(value) => value.is_nan(),
        Value::Single(value) => value.is_nan(),
        _ => false,
    };
    let order = match (one, two) {
        // Zeros of both signs differ here, as IEEE 754:2019 has it.
        (Value::Double(one), Value::Double(two)) => {
            compare_floats(*one, *two).then(two.is_sign_negative().cmp(&one.is_sign_negative()))
        }
        (Value::Single(one), Value::Single(two)) => {
            compare_floats((*one).into(), (*two).into()).then(two.is_sign_negative().cmp(&one.is_sign_negative()))
        }
        _ => super::ordering::compare_same_type(one, two).unwrap_or(Ordering::Equal),
    };
    (order, nan(one) || nan(two))
}

/// The larger one; NaN wins.
fn max(call: &mut Call) -> Result<Value, Exception> {
    pick(call, Ordering::Less)
}

/// The smaller one; NaN wins.
fn min(call: &mut Call) -> Result<Value, Exception> {
    pick(call, Ordering::Greater)
}

fn pick(call: &mut Call, loses: Ordering) -> Result<Value, Exception> {
    let (order, has_nan) = order(call.arg(0), call.arg(1));
    let first_is_nan = order == Ordering::Less || order == Ordering::Equal;
    let takes_second = if has_nan { !first_is_nan } else { order == loses };
    Ok(call.take(usize::from(takes_second)))
}

fn clamp(call: &mut Call) -> Result<Value, Exception> {
    if order(call.arg(1), call.arg(2)).0 == Ordering::Greater {
        let message = format!("'{}' cannot be greater than {}.", call.arg(1).to_text(), call.arg(2).to_text());
        return Err(Exception::argument(&message, ""));
    }
    let below = order(call.arg(0), call.arg(1));
    let above = order(call.arg(0), call.arg(2));
    let index = match () {
        () if below.1 || above.1 => 0,
        () if below.0 == Ordering::Less => 1,
        () if above.0 == Ordering::Greater => 2,
        () => 0,
    };
    Ok(call.take(index))
}

pub(super) fn invalid_mode(mode: i64) -> Exception {
    let message = format!("The value '{mode}' is not valid for this usage of the type MidpointRounding.");
    Exception::argument(&message, "mode")
}

fn round(call: &mut Call) -> Result<Value, Exception> {
    rounded(call.double(0), call.int(1), 0)
}

fn round_by_mode(call: &mut Call) -> Result<Value, Exception> {
    let (digits, mode) = if call.len() > 2 { (call.int(1), call.long(2)) } else { (0, call.long(1)) };
    rounded(call.double(0), digits, mode)
}

/// As .NET does it: scale up, round, scale down, each step in binary.
fn rounded(value: f64, digits: i32, mode: i64) -> Result<Value, Exception> {
    if !(0..=MAX_ROUNDING_DIGITS).contains(&digits) {
        return Err(Exception::out_of_range("Rounding digits must be between 0 and 15, inclusive.", "digits"));
    }
    let function = match mode {
        0 => f64::round_ties_even,
        1 => f64::round,
        2 => f64::trunc,
        3 => f64::floor,
        4 => f64::ceil,
        _ => return Err(invalid_mode(mode)),
    };
    if value.abs() >= ROUNDING_LIMIT || !value.is_finite() {
        return Ok(value.into());
    }
    let power = POWERS_OF_TEN.get(digits as usize).copied().unwrap_or(1.0);
    Ok((function(value * power) / power).into())
}

fn log(value: f64) -> f64 {
    if value < 0.0 { f64::NAN } else { value.ln() }
}

fn log_of_base(call: &mut Call) -> Result<Value, Exception> {
    let (value, base) = (call.double(0), call.double(1));
    let undefined = base == 1.0 || (value != 1.0 && (base == 0.0 || base == f64::INFINITY));
    Ok(if value.is_nan() || base.is_nan() || undefined { f64::NAN } else { log(value) / log(base) }.into())
}

fn ieee_remainder(call: &mut Call) -> Result<Value, Exception> {
    let (x, y) = (call.double(0), call.double(1));
    let quotient = (x / y).round_ties_even();
    let remainder = x - y * quotient;
    Ok(if remainder == 0.0 { 0_f64.copysign(x) } else { remainder }.into())
}

fn div_rem_int(call: &mut Call) -> Result<Value, Exception> {
    let (a, b) = (call.int(0), call.int(1));
    let (quotient, remainder) = div_rem(a.into(), b.into())?;
    let quotient = i32::try_from(quotient).map_err(|_| overflow())?;
    call.set(2, remainder as i32);
    Ok(Value::Int32(quotient))
}

fn div_rem_long(call: &mut Call) -> Result<Value, Exception> {
    let (a, b) = (call.long(0), call.long(1));
    let (quotient, remainder) = div_rem(a.into(), b.into())?;
    let quotient = i64::try_from(quotient).map_err(|_| overflow())?;
    call.set(2, remainder as i64);
    Ok(Value::Int64(quotient))
}

fn div_rem(a: i128, b: i128) -> Result<(i128, i128), Exception> {
    if b == 0 {
        return Err(Exception::new("System.DivideByZeroException", "Attempted to divide by zero."));
    }
    Ok((a / b, a % b))
}

fn overflow() -> Exception {
    Exception::overflow("Arithmetic operation resulted in an overflow.")
}
