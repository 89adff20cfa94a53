//! `Oid`: object identifiers and the names .NET knows for them.

use crate::{Call, Declarations, Exception, Object, Text, Type, TypeId, Value};

const OID: &str = "System.Security.Cryptography.Oid";

/// Identifiers and friendly names that expressions meet: attributes of names, algorithms, curves, purposes.
const KNOWN: [(&str, &str); 37] = [
    ("1.2.840.113549.1.1.1", "RSA"),
    ("1.2.840.113549.1.1.4", "md5RSA"),
    ("1.2.840.113549.1.1.5", "sha1RSA"),
    ("1.2.840.113549.1.1.10", "RSASSA-PSS"),
    ("1.2.840.113549.1.1.11", "sha256RSA"),
    ("1.2.840.113549.1.1.12", "sha384RSA"),
    ("1.2.840.113549.1.1.13", "sha512RSA"),
    ("1.3.101.112", "ED25519"),
    ("1.2.840.10045.2.1", "ECC"),
    ("1.2.840.10045.4.1", "sha1ECDSA"),
    ("1.2.840.10045.4.3.2", "sha256ECDSA"),
    ("1.2.840.10045.4.3.3", "sha384ECDSA"),
    ("1.2.840.10045.4.3.4", "sha512ECDSA"),
    ("1.2.840.10045.3.1.7", "nistP256"),
    ("1.3.132.0.34", "nistP384"),
    ("1.3.132.0.35", "nistP521"),
    ("1.2.840.113549.2.5", "md5"),
    ("1.3.14.3.2.26", "sha1"),
    ("2.16.840.1.101.3.4.2.1", "sha256"),
    ("2.16.840.1.101.3.4.2.2", "sha384"),
    ("2.16.840.1.101.3.4.2.3", "sha512"),
    ("2.5.4.3", "CN"),
    ("2.5.4.5", "SERIALNUMBER"),
    ("2.5.4.6", "C"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "S"),
    ("2.5.4.9", "STREET"),
    ("2.5.4.10", "O"),
    ("2.5.4.11", "OU"),
    ("1.2.840.113549.1.9.1", "E"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    ("1.3.6.1.5.5.7.3.1", "Server Authentication"),
    ("1.3.6.1.5.5.7.3.2", "Client Authentication"),
    ("2.5.29.15", "Key Usage"),
    ("2.5.29.17", "Subject Alternative Name"),
    ("2.5.29.19", "Basic Constraints"),
    ("2.5.29.37", "Enhanced Key Usage"),
];

struct Oid {
    value: Option<Text>,
    name: Option<Text>,
}

impl Object for Oid {
    fn type_of(&self) -> Type {
        Type::Plain(TypeId::of(OID))
    }
}

/// An `Oid` of a dotted identifier, with the friendly name .NET knows for it.
pub fn oid(value: &str) -> Value {
    let name = KNOWN.iter().find(|(known, _)| *known == value).map(|(_, name)| Text::literal(name));
    Value::object(Oid { value: Some(Text::from(value)), name })
}

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class(OID, "An object identifier.")
        .has("Oid(string oid)", new, "By identifier, or by friendly name.")
        .has("Oid(string value, string friendlyName)", new_named, "By identifier, with a name.")
        .has("string Value", |call| Ok(part(&call.this_object::<Oid>()?.value)), "The dotted identifier.")
        .has("string FriendlyName", |call| Ok(part(&call.this_object::<Oid>()?.name)), "A name for people, or null.");
}

fn part(text: &Option<Text>) -> Value {
    text.clone().map_or(Value::Null, Value::Text)
}

fn new(call: &mut Call) -> Result<Value, Exception> {
    let Some(text) = call.optional_text(0) else { return Ok(Value::object(Oid { value: None, name: None })) };
    match KNOWN.iter().find(|(_, name)| text.eq_ignore_ascii_case(name)) {
        Some((value, _)) => Ok(oid(value)),
        None => Ok(oid(&text.to_str())),
    }
}

fn new_named(call: &mut Call) -> Result<Value, Exception> {
    Ok(Value::object(Oid { value: call.optional_text(0), name: call.optional_text(1) }))
}
