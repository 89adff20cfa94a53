//! `System.Net.WebUtility` and `System.Web.HttpUtility`: form encoding and HTML entities.

use super::entities;
use crate::{
    Call, Declarations, Exception, Text, TextBuilder, Value,
    library::uri::escape::{escaped_byte, push_escaped},
};

pub(super) fn declare(declarations: &mut Declarations) {
    const ENCODE: &str = "Text as in a form: a space becomes `+`, other characters `%XX`.";
    const DECODE: &str = "Undoes form encoding.";
    declarations
        .static_class("System.Net.WebUtility", "Encoding for URLs and HTML.")
        .has("static string UrlEncode(string value)", |call| url_encode(call, false), ENCODE)
        .has("static string UrlDecode(string encodedValue)", url_decode, DECODE)
        .has("static byte[] UrlEncodeToBytes(byte[] value, int offset, int count)", encode_bytes, ENCODE)
        .has("static string HtmlEncode(string value)", html_encode, "Text for HTML.")
        .has("static string HtmlDecode(string value)", html_decode, "Text out of HTML.");
    declarations
        .static_class("System.Web.HttpUtility", "Encoding for URLs and HTML, as ASP.NET does it.")
        .has("static string UrlEncode(string str)", |call| url_encode(call, true), ENCODE)
        .has("static string UrlDecode(string str)", url_decode, DECODE)
        .has("static string HtmlEncode(string s)", html_encode, "Text for HTML.")
        .has("static string HtmlAttributeEncode(string s)", attribute_encode, "Text for an attribute of HTML.")
        .has("static string HtmlDecode(string s)", html_decode, "Text out of HTML.");
}

fn form_encoded(bytes: &[u8], lower: bool) -> String {
    let mut out = String::with_capacity(bytes.len());
    for byte in bytes {
        match byte {
            b' ' => out.push('+'),
            byte if byte.is_ascii_alphanumeric() || b"-_.!*()".contains(byte) => out.push(char::from(*byte)),
            byte if lower => out.push_str(&format!("%{byte:02x}")),
            byte => push_escaped(&mut out, *byte),
        }
    }
    out
}

fn url_encode(call: &mut Call, lower: bool) -> Result<Value, Exception> {
    let Some(text) = call.optional_text(0) else { return Ok(Value::Null) };
    call.runtime.allocate(text.len() * 3)?;
    Ok(Value::text(form_encoded(text.to_str().as_bytes(), lower)))
}

fn encode_bytes(call: &mut Call) -> Result<Value, Exception> {
    if call.arg(0).is_null() {
        return Ok(Value::Null);
    }
    let bytes = call.bytes(0, "value")?;
    let part = range(&bytes, call.int(1), call.int(2))?;
    call.runtime.allocate(part.len() * 3)?;
    Ok(Value::bytes(form_encoded(part, false).into_bytes()))
}

fn range(bytes: &[u8], offset: i32, count: i32) -> Result<&[u8], Exception> {
    let outside = || Exception::out_of_range("Specified argument was out of the range of valid values.", "offset");
    let (offset, count) = (usize::try_from(offset), usize::try_from(count));
    let (Ok(offset), Ok(count)) = (offset, count) else { return Err(outside()) };
    bytes.get(offset..offset.saturating_add(count)).ok_or_else(outside)
}

/// `application/x-www-form-urlencoded` text without its encoding; broken escapes stay.
fn form_decoded(text: &Text) -> Text {
    let text = text.to_str();
    if !text.contains(['%', '+']) {
        return Text::from(&*text);
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match escaped_byte(bytes.get(at..).unwrap_or_default()) {
            Some(plain) => {
                decoded.push(plain);
                at += 3;
            }
            None => {
                decoded.push(if *byte == b'+' { b' ' } else { *byte });
                at += 1;
            }
        }
    }
    Text::from(&*String::from_utf8_lossy(&decoded))
}

fn url_decode(call: &mut Call) -> Result<Value, Exception> {
    let Some(text) = call.optional_text(0) else { return Ok(Value::Null) };
    call.runtime.allocate(text.len())?;
    Ok(form_decoded(&text).into())
}

fn html_encode(call: &mut Call) -> Result<Value, Exception> {
    let Some(text) = call.optional_text(0) else { return Ok(Value::Null) };
    call.runtime.allocate(text.len() * 6)?;
    let mut out = TextBuilder::with_capacity(text.len());
    let mut units = text.units().peekable();
    while let Some(unit) = units.next() {
        match unit {
            0x3c => out.push_str("&lt;"),
            0x3e => out.push_str("&gt;"),
            0x22 => out.push_str("&quot;"),
            0x27 => out.push_str("&#39;"),
            0x26 => out.push_str("&amp;"),
            160..=255 => out.push_str(&format!("&#{unit};")),
            0xd800..0xdc00 => match units.next_if(|low| (0xdc00..0xe000).contains(low)) {
                Some(low) => {
                    let code = 0x10000 + (u32::from(unit - 0xd800) << 10) + u32::from(low - 0xdc00);
                    out.push_str(&format!("&#{code};"));
                }
                None => out.push_unit(0xfffd),
            },
            0xdc00..0xe000 => out.push_unit(0xfffd),
            _ => out.push_unit(unit),
        }
    }
    Ok(out.finish().into())
}

fn attribute_encode(call: &mut Call) -> Result<Value, Exception> {
    let Some(text) = call.optional_text(0) else { return Ok(Value::Null) };
    call.runtime.allocate(text.len() * 6)?;
    let escaped =
        text.to_str().replace('&', "&amp;").replace('"', "&quot;").replace('\'', "&#39;").replace('<', "&lt;");
    Ok(Value::text(escaped))
}

fn html_decode(call: &mut Call) -> Result<Value, Exception> {
    let Some(text) = call.optional_text(0) else { return Ok(Value::Null) };
    call.runtime.allocate(text.len())?;
    let units = text.to_units();
    let mut out = TextBuilder::with_capacity(units.len());
    let mut at = 0;
    while let Some(unit) = units.get(at) {
        let rest = units.get(at + 1..).unwrap_or_default();
        let end = rest.iter().position(|unit| matches!(unit, 0x26 | 0x3b)).filter(|end| rest.get(*end) == Some(&0x3b));
        let entity = end.filter(|_| *unit == 0x26).and_then(|end| Some((end, decoded(rest.get(..end)?)?)));
        match entity {
            Some((end, character)) => {
                out.push_str(character.encode_utf8(&mut [0; 4]));
                at += end + 2;
            }
            None => {
                out.push_unit(*unit);
                at += 1;
            }
        }
    }
    Ok(out.finish().into())
}

/// The character of `amp`, `#65` or `#x41`.
fn decoded(entity: &[u16]) -> Option<char> {
    let entity = String::from_utf16(entity).ok()?;
    let code = match entity.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => number.parse().ok()?,
        },
        None => u32::from(entities::character(&entity)?),
    };
    char::from_u32(code).filter(|character| *character != '\0')
}
