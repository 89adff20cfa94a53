//! `System.Guid`.

use crate::format::guid::Guid;
use crate::{Call, Declarations, Exception, Value};

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .structure("System.Guid", "A globally unique identifier.")
        .is_a("IComparable, IComparable<Guid>, IEquatable<Guid>, IFormattable")
        .has("Guid(string g)", new_from_text, "Reads an identifier in any of its forms.")
        .has("Guid(byte[] b)", new_from_bytes, "From the 16 bytes of ToByteArray.")
        .has(
            "Guid(int a, short b, short c, byte d, byte e, byte f, byte g, byte h, byte i, byte j, byte k)",
            new_from_numbers,
            "From its groups.",
        )
        .has("Guid(int a, short b, short c, byte[] d)", new_from_numbers, "From its groups.")
        .has("static Guid Empty", |_| Ok(Value::Guid([0; 16])), "All zeros.")
        .has(
            "static Guid NewGuid()",
            |call| Ok(Value::Guid(Guid::from_random(super::clock::random_bytes(call)?).0)),
            "A random identifier.",
        )
        .has("static Guid Parse(string input)", parse, "Reads an identifier in any of its forms.")
        .has("static Guid ParseExact(string input, string format)", parse_exact, "Reads an identifier in one form.")
        .has(
            "static bool TryParse(string input, out Guid result)",
            try_parse,
            "Reads an identifier; false when it is none.",
        )
        .has(
            "static bool TryParseExact(string input, string format, out Guid result)",
            try_parse_exact,
            "Reads an identifier in one form; false when it is none.",
        )
        .has("bool operator ==(Guid a, Guid b)", |call| Ok((at(call, 0) == at(call, 1)).into()), "The same identifier.")
        .has("bool operator !=(Guid a, Guid b)", |call| Ok((at(call, 0) != at(call, 1)).into()), "Another identifier.")
        .has("int CompareTo(object value)", super::formatting::compare_to, "Negative, zero or positive.")
        .has("int CompareTo(Guid value)", super::formatting::compare_to, "Negative, zero or positive.")
        .has("bool Equals(Guid g)", super::formatting::equals, "The same identifier.")
        .has("byte[] ToByteArray()", to_byte_array, "The 16 bytes, the first three groups little-endian.")
        .has("string ToString()", super::formatting::to_string, "Hyphenated, in small letters.")
        .has("string ToString(string format)", super::formatting::to_string, "In the form D, N, B, P or X.")
        .has(
            "string ToString(string format, IFormatProvider provider)",
            super::formatting::to_string,
            "In the form D, N, B, P or X.",
        );
}

fn at(call: &Call, index: usize) -> Guid {
    match call.arg(index) {
        Value::Guid(bytes) => Guid(*bytes),
        _ => Guid::EMPTY,
    }
}

fn read(call: &Call, parameter: &str) -> Result<Value, Exception> {
    let guid = Guid::parse(&call.text(0, parameter)?.to_str());
    guid.map(|guid| Value::Guid(guid.0)).map_err(|error| Exception::format(error.message()))
}

fn new_from_text(call: &mut Call) -> Result<Value, Exception> {
    if call.is_empty() {
        return Ok(Value::Guid([0; 16]));
    }
    read(call, "g")
}

fn parse(call: &mut Call) -> Result<Value, Exception> {
    read(call, "input")
}

fn new_from_bytes(call: &mut Call) -> Result<Value, Exception> {
    let bytes: Result<[u8; 16], _> = call.bytes(0, "b")?.try_into();
    let message = "Byte array for GUID must be exactly 16 bytes long.";
    bytes.map(|bytes| Value::Guid(Guid::from_byte_array(bytes).0)).map_err(|_| Exception::argument(message, "b"))
}

fn new_from_numbers(call: &mut Call) -> Result<Value, Exception> {
    let short = |value: &Value| if let Value::Int16(value) = value { *value } else { 0 };
    let mut bytes = call.int(0).to_be_bytes().to_vec();
    bytes.extend(short(call.arg(1)).to_be_bytes());
    bytes.extend(short(call.arg(2)).to_be_bytes());
    if call.len() == 4 {
        bytes.extend(call.bytes(3, "d")?);
    } else {
        bytes.extend((3..11).map(|index| if let Value::Byte(byte) = call.arg(index) { *byte } else { 0 }));
    }
    let message = "Byte array for GUID must be exactly 8 bytes long.";
    bytes.try_into().map(Value::Guid).map_err(|_| Exception::argument(message, "d"))
}

fn parse_exact(call: &mut Call) -> Result<Value, Exception> {
    let (input, format) = (call.text(0, "input")?, call.text(1, "format")?);
    match Guid::parse_exact(&input.to_str(), &format.to_str()) {
        Ok(Ok(guid)) => Ok(Value::Guid(guid.0)),
        Ok(Err(error)) => Err(Exception::format(error.message())),
        Err(invalid) => Err(Exception::format(invalid.message())),
    }
}

fn finish_try(call: &mut Call, found: Option<Value>) -> Result<Value, Exception> {
    let is_found = found.is_some();
    let result = call.len() - 1;
    call.set(result, found.unwrap_or(Value::Guid([0; 16])));
    Ok(is_found.into())
}

fn try_parse(call: &mut Call) -> Result<Value, Exception> {
    let found = read(call, "input").ok();
    finish_try(call, found)
}

fn try_parse_exact(call: &mut Call) -> Result<Value, Exception> {
    let found = parse_exact(call).ok();
    finish_try(call, found)
}

fn to_byte_array(call: &mut Call) -> Result<Value, Exception> {
    let Value::Guid(bytes) = call.this() else {
        return Err(Exception::null_reference());
    };
    Ok(Value::bytes(Guid(*bytes).to_byte_array().to_vec()))
}
