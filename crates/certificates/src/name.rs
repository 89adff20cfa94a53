//! Distinguished names: what a certificate says (`Name`), how .NET prints it, and when two are the same.
//!
//! A name is a list of RDNs, each a set of attributes; it is never compared as text. Two comparisons exist and are
//! kept apart: [`Name::chains_to`] decides whether an issuer name is a subject name (RFC 5280 §7.1: case and white
//! space folded), and [`claim::NameClaim`] decides whether a name is what a policy asks for (values exact).

use std::fmt;

use crate::der::{self, DerError, Reader};
use crate::oid::{Oid, attribute};

pub(crate) mod claim;
mod keys;

/// One attribute of an RDN, such as `CN=Contoso`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attribute {
    kind: Oid,
    value: AttributeValue,
}

/// The value of an attribute: text, or bytes of a type that holds none.
#[derive(Clone, PartialEq, Eq, Debug)]
enum AttributeValue {
    Text(String),
    Bytes(Box<[u8]>),
}

/// A distinguished name, RDNs in the order of its encoding.
#[derive(Clone)]
pub struct Name {
    der: Box<[u8]>,
    rdns: Vec<Vec<Attribute>>,
    /// For [`Name::chains_to`]: the folded form, computed once.
    folded: Box<[u8]>,
}

impl Attribute {
    /// The attribute's type.
    pub fn kind(&self) -> &Oid {
        &self.kind
    }

    /// The value as text; `None` if its encoding holds no text.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            AttributeValue::Text(text) => Some(text),
            AttributeValue::Bytes(_) => None,
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DerError> {
        let mut fields = reader.sequence()?;
        let kind = Oid::from_contents(fields.oid()?);
        let value = fields.any()?;
        fields.finish()?;
        let value = match decode_text(value.tag, value.contents) {
            Some(text) => AttributeValue::Text(text),
            None => AttributeValue::Bytes(value.whole.into()),
        };
        Ok(Self { kind, value })
    }

    /// `KEY=value`, quoted as .NET does.
    fn write(&self, text: &mut String) {
        match keys::printed(self.kind.contents()) {
            Some(key) => text.push_str(key),
            None => text.push_str(&format!("OID.{}", self.kind)),
        }
        text.push('=');
        match &self.value {
            AttributeValue::Text(value) if needs_quotes(value) => {
                text.push('"');
                text.push_str(&value.replace('"', "\"\""));
                text.push('"');
            }
            AttributeValue::Text(value) => text.push_str(value),
            AttributeValue::Bytes(bytes) => {
                text.push('#');
                text.push_str(&crate::certificate::hex(bytes));
            }
        }
    }
}

/// .NET's rule: the empty value, white space at an end, or a character with a meaning in names.
fn needs_quotes(value: &str) -> bool {
    let is_space = |character: char| matches!(character, ' ' | '\t'..='\r');
    value.is_empty()
        || value.starts_with(is_space)
        || value.ends_with(is_space)
        || value.contains([',', '+', '=', '"', '\n', '<', '>', '#', ';'])
}

/// Text of the ASN.1 string types.
pub(crate) fn decode_text(tag: u8, contents: &[u8]) -> Option<String> {
    match tag {
        // UTF8String; NumericString, PrintableString, IA5String, VisibleString, GeneralString hold ASCII at most.
        0x0c | 0x12 | 0x13 | 0x16 | 0x1a | 0x1b => String::from_utf8(contents.to_vec()).ok(),
        // TeletexString is in practice Latin-1.
        0x14 => Some(contents.iter().map(|&byte| char::from(byte)).collect()),
        // BMPString
        0x1e if contents.len().is_multiple_of(2) => {
            let units = contents.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).collect::<Result<_, _>>().ok()
        }
        // UniversalString
        0x1c if contents.len().is_multiple_of(4) => {
            contents.chunks_exact(4).map(|four| char::from_u32(u32::from_be_bytes(four.try_into().ok()?))).collect()
        }
        _ => None,
    }
}

impl Name {
    /// From the DER of a Name (a SEQUENCE of RDNs).
    pub fn from_der(der: &[u8]) -> Result<Self, NameError> {
        Self::read(der).map_err(NameError)
    }

    fn read(bytes: &[u8]) -> Result<Self, DerError> {
        let mut reader = Reader::new(der::only(bytes, der::SEQUENCE)?.contents);
        let mut rdns = Vec::new();
        while !reader.is_empty() {
            rdns.push(Self::read_rdn(reader.expect(der::SET)?.contents)?);
        }
        let folded = fold(&rdns);
        Ok(Self { der: bytes.into(), rdns, folded })
    }

    /// One RDN from the contents of its SET.
    fn read_rdn(contents: &[u8]) -> Result<Vec<Attribute>, DerError> {
        let mut set = Reader::new(contents);
        let mut attributes = Vec::new();
        while !set.is_empty() {
            attributes.push(Attribute::read(&mut set)?);
        }
        if attributes.is_empty() { Err(DerError::Malformed) } else { Ok(attributes) }
    }

    /// This name with one RDN added at the end, given the contents of its SET (CRL distribution points relative to
    /// their issuer are written so).
    pub(crate) fn with_relative(&self, set_contents: &[u8]) -> Option<Self> {
        let mut rdns = self.rdns.clone();
        rdns.push(Self::read_rdn(set_contents).ok()?);
        let folded = fold(&rdns);
        Some(Self { der: Box::default(), rdns, folded })
    }

    /// The encoding it was read from.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The RDNs in the order of the encoding.
    pub fn rdns(&self) -> &[Vec<Attribute>] {
        &self.rdns
    }

    /// Whether it has no RDN at all.
    pub fn is_empty(&self) -> bool {
        self.rdns.is_empty()
    }

    /// .NET's `Subject` or `Issuer`: RDNs in reverse order of the encoding, `CN=a, O="Contoso, Inc.", C=US`.
    pub fn to_dotnet_text(&self) -> String {
        Self::print(self.rdns.iter().rev())
    }

    /// .NET's obsolete `GetName()`: the same in the order of the encoding.
    pub fn to_encoding_order_text(&self) -> String {
        Self::print(self.rdns.iter())
    }

    fn print<'a>(rdns: impl Iterator<Item = &'a Vec<Attribute>>) -> String {
        let mut text = String::new();
        for (index, rdn) in rdns.enumerate() {
            if index > 0 {
                text.push_str(", ");
            }
            for (index, attribute) in rdn.iter().enumerate() {
                if index > 0 {
                    text.push_str(" + ");
                }
                attribute.write(&mut text);
            }
        }
        text
    }

    /// The common name; of several the most specific, which the encoding puts last.
    pub fn common_name(&self) -> Option<&str> {
        self.last_text(attribute::COMMON_NAME)
    }

    /// The e-mail address among the attributes.
    pub fn email_address(&self) -> Option<&str> {
        self.last_text(attribute::EMAIL_ADDRESS)
    }

    fn last_text(&self, kind: &[u8]) -> Option<&str> {
        self.attributes().rev().find(|attribute| attribute.kind.contents() == kind)?.text()
    }

    /// All attributes in the order of the encoding.
    pub fn attributes(&self) -> impl DoubleEndedIterator<Item = &Attribute> {
        self.rdns.iter().flatten()
    }

    /// .NET's `SimpleName`: CN, else OU, O, E, else the value of the last RDN.
    pub fn simple_name(&self) -> &str {
        [attribute::COMMON_NAME, attribute::ORGANIZATIONAL_UNIT, attribute::ORGANIZATION, attribute::EMAIL_ADDRESS]
            .into_iter()
            .find_map(|kind| self.last_text(kind))
            .or_else(|| self.attributes().next_back().and_then(Attribute::text))
            .unwrap_or("")
    }

    /// Whether a certificate that names this issuer may have been issued by the holder of `subject`.
    pub fn chains_to(&self, subject: &Name) -> bool {
        self.folded == subject.folded
    }

    /// The folded form, to index certificates by name.
    pub(crate) fn folded(&self) -> &[u8] {
        &self.folded
    }

    /// Whether the RDNs of `base` are the first RDNs of this name (directoryName constraints).
    pub(crate) fn is_within(&self, base: &Name) -> bool {
        self.folded.starts_with(&base.folded)
    }

    /// Whether a value holds NUL: in text of a name that is an attempt to end the text early for somebody else.
    pub fn has_nul(&self) -> bool {
        self.attributes().any(|attribute| attribute.text().is_some_and(|text| text.contains('\0')))
    }
}

/// Case and white space folded (RFC 5280 §7.1 and RFC 4518), each RDN and attribute length-prefixed so that no two
/// different names fold to the same bytes and a prefix of RDNs is a prefix of bytes.
fn fold(rdns: &[Vec<Attribute>]) -> Box<[u8]> {
    let mut folded = Vec::new();
    for rdn in rdns {
        let mut attributes: Vec<Vec<u8>> = rdn.iter().map(fold_attribute).collect();
        attributes.sort();
        let length: usize = attributes.iter().map(Vec::len).sum();
        folded.extend((length as u64).to_be_bytes());
        folded.extend(attributes.concat());
    }
    folded.into()
}

fn fold_attribute(attribute: &Attribute) -> Vec<u8> {
    let value = match &attribute.value {
        AttributeValue::Text(text) => {
            let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
            [b"t", words.join(" ").as_bytes()].concat()
        }
        AttributeValue::Bytes(bytes) => [b"b", bytes.as_ref()].concat(),
    };
    let kind = attribute.kind.contents();
    let mut folded = Vec::with_capacity(kind.len() + value.len() + 16);
    folded.extend((kind.len() as u64).to_be_bytes());
    folded.extend(kind);
    folded.extend((value.len() as u64).to_be_bytes());
    folded.extend(value);
    folded
}

/// Equal as encoded.
impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.rdns == other.rdns
    }
}

impl Eq for Name {}

/// As .NET prints it.
impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.to_dotnet_text())
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Name({self})")
    }
}

/// The bytes are no distinguished name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameError(DerError);

impl fmt::Display for NameError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "not a distinguished name: {}", self.0)
    }
}

impl std::error::Error for NameError {}

#[cfg(test)]
mod tests;
