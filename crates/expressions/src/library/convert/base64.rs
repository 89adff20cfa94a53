//! Base64 as .NET reads and writes it: white space is skipped, padding is required.

use base64::Engine;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

use crate::{Call, Exception, TypeDeclaration, Value};

/// Bits behind the last byte are ignored, as .NET does.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireCanonical),
);
const LINE: usize = 76;

pub(super) fn declare(convert: &mut TypeDeclaration) {
    convert
        .has("static string ToBase64String(byte[] inArray)", to_base64, "The bytes as Base64.")
        .has(
            "static string ToBase64String(byte[] inArray, Base64FormattingOptions options)",
            to_base64,
            "The bytes as Base64, with line breaks when asked for.",
        )
        .has(
            "static string ToBase64String(byte[] inArray, int offset, int length)",
            to_base64_part,
            "A part of the bytes as Base64.",
        )
        .has(
            "static string ToBase64String(byte[] inArray, int offset, int length, Base64FormattingOptions options)",
            to_base64_part,
            "A part of the bytes as Base64.",
        )
        .has("static byte[] FromBase64String(string s)", from_base64, "The bytes of a Base64 text.")
        .has(
            "static byte[] FromBase64CharArray(char[] inArray, int offset, int length)",
            from_base64_units,
            "The bytes of a Base64 text.",
        );
}

fn encoded(call: &mut Call, bytes: &[u8], break_lines: bool) -> Result<Value, Exception> {
    call.runtime.allocate(bytes.len() * 2)?;
    let text = LENIENT.encode(bytes);
    if !break_lines {
        return Ok(text.into());
    }
    let lines: Vec<&str> =
        (0..text.len()).step_by(LINE).filter_map(|at| text.get(at..text.len().min(at + LINE))).collect();
    Ok(lines.join("\r\n").into())
}

fn to_base64(call: &mut Call) -> Result<Value, Exception> {
    let bytes = call.bytes(0, "inArray")?;
    let break_lines = call.long(1) == 1;
    encoded(call, &bytes, break_lines)
}

fn to_base64_part(call: &mut Call) -> Result<Value, Exception> {
    let bytes = call.bytes(0, "inArray")?;
    let (offset, length) = (call.int(1), call.int(2));
    if length < 0 {
        return Err(Exception::out_of_range(
            "Index was out of range. Must be non-negative and less than the size of the collection.",
            "length",
        ));
    }
    if offset < 0 {
        return Err(Exception::out_of_range("Value must be positive.", "offset"));
    }
    let part = bytes.get(offset as usize..).and_then(|rest| rest.get(..length as usize)).ok_or_else(|| {
        Exception::out_of_range("Offset and length must refer to a position in the string.", "offset")
    })?;
    let break_lines = call.long(3) == 1;
    encoded(call, part, break_lines)
}

fn decoded(call: &mut Call, units: impl Iterator<Item = u16>) -> Result<Value, Exception> {
    let compact: Vec<u8> = units
        .filter(|unit| !matches!(unit, 0x20 | 0x9 | 0xA | 0xD))
        .map(|unit| u8::try_from(unit).unwrap_or(b'?'))
        .collect();
    call.runtime.allocate(compact.len())?;
    LENIENT.decode(compact).map(Value::bytes).map_err(|_| {
        Exception::format("The input is not a valid Base-64 string as it contains a non-base 64 character, more than two padding characters, or an illegal character among the padding characters.")
    })
}

fn from_base64(call: &mut Call) -> Result<Value, Exception> {
    let text = call.text(0, "s")?;
    decoded(call, text.units())
}

fn from_base64_units(call: &mut Call) -> Result<Value, Exception> {
    let text = crate::library::char::text_of_array(call.not_null(0, "inArray")?);
    let (offset, length) = (call.int(1), call.int(2));
    if offset < 0 || length < 0 || offset as usize + length as usize > text.len() {
        return Err(Exception::out_of_range("Offset and length must refer to a position in the string.", "offset"));
    }
    let part = text.slice(offset as usize, offset as usize + length as usize);
    decoded(call, part.units())
}
