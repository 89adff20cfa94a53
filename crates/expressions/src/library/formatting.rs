//! Members that all types with formats share, and the providers they take.

use crate::format::number::parse::NumberStyles;
use crate::{Call, Declarations, Exception, Value};

/// `ToString()` with any of its arguments: a format is a string, everything else a provider.
pub(super) fn to_string(call: &mut Call) -> Result<Value, Exception> {
    let format = call.optional_text(0).unwrap_or_default();
    let provider = if call.is_empty() { &Value::Null } else { call.arg(call.len() - 1) };
    super::display::formatted_for(call.this(), &format.to_str(), provider).map(Value::Text)
}

/// `Equals(T)`.
pub(super) fn equals(call: &mut Call) -> Result<Value, Exception> {
    Ok(call.this().equals(call.arg(0)).into())
}

/// `CompareTo(object)` and `CompareTo(T)` of types whose order is a sign.
pub(super) fn compare_to(call: &mut Call) -> Result<Value, Exception> {
    super::ordering::compare_same_type(call.this(), call.arg(0)).map(|order| Value::Int32(order as i32))
}

/// A `NumberStyles` argument, refused where .NET refuses it.
pub(super) fn styles(call: &Call, index: usize, is_float: bool) -> Result<NumberStyles, Exception> {
    const ALL: i64 = 0x3FF;
    let styles = call.long(index);
    let hex = i64::from(NumberStyles::HEX_SPECIFIER);
    if styles & !ALL != 0 {
        return Err(Exception::argument("An undefined NumberStyles value is being used.", "style"));
    }
    if styles & hex != 0 && is_float {
        return Err(Exception::argument(
            "The number style AllowHexSpecifier is not supported on floating point data types.",
            "",
        ));
    }
    if styles & hex != 0 && styles & !(hex | 3) != 0 {
        return Err(Exception::argument(
            "With the AllowHexSpecifier bit set in the enum bit field, the only other valid bits that can be combined into the enum value must be a subset of those in HexNumber.",
            "style",
        ));
    }
    Ok(NumberStyles(styles as i32))
}

pub(super) fn declare(declarations: &mut Declarations) {
    declarations.interface("System.IFormatProvider", "Gives the symbols of a culture.");
    declarations
        .enumeration(
            "System.Globalization.NumberStyles",
            "Notations of a number.",
            &[
                ("None", 0),
                ("AllowLeadingWhite", 1),
                ("AllowTrailingWhite", 2),
                ("AllowLeadingSign", 4),
                ("Integer", 7),
                ("AllowTrailingSign", 8),
                ("AllowParentheses", 0x10),
                ("AllowDecimalPoint", 0x20),
                ("AllowThousands", 0x40),
                ("Number", 111),
                ("AllowExponent", 0x80),
                ("Float", 167),
                ("AllowCurrencySymbol", 0x100),
                ("Currency", 383),
                ("Any", 511),
                ("AllowHexSpecifier", 0x200),
                ("HexNumber", 515),
            ],
        )
        .flags();
    declarations
        .enumeration(
            "System.Globalization.DateTimeStyles",
            "How the text of a date is taken.",
            &[
                ("None", 0),
                ("AllowLeadingWhite", 1),
                ("AllowTrailingWhite", 2),
                ("AllowInnerWhite", 4),
                ("AllowWhiteSpaces", 7),
                ("NoCurrentDateDefault", 8),
                ("AdjustToUniversal", 0x10),
                ("AssumeLocal", 0x20),
                ("AssumeUniversal", 0x40),
                ("RoundtripKind", 0x80),
            ],
        )
        .flags();
}
