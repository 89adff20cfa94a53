//! GeneralName (RFC 5280 §4.2.1.6): the typed names of alternative names, name constraints and distribution points.
//!
//! The type stays with the value for good, so that a URI can never be taken for a host name (Envoy CVE-2022-21656).

use crate::der::{self, DerError, Reader, Value};
use crate::name::Name;
use crate::oid::Oid;

/// One name with its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GeneralName {
    /// rfc822Name: a mailbox.
    Email(String),
    /// dNSName.
    Dns(String),
    /// uniformResourceIdentifier.
    Uri(String),
    /// iPAddress: 4 or 16 bytes in certificates, 8 or 32 in name constraints; any length as found.
    Ip(Vec<u8>),
    /// directoryName.
    Directory(Name),
    /// otherName: its type, and the DER of its value.
    Other(Oid, Vec<u8>),
    /// registeredID.
    Registered(Oid),
    /// x400Address or ediPartyName, which nobody uses: the tag number and the contents.
    Rare(u8, Vec<u8>),
}

impl GeneralName {
    /// All names of a GeneralNames SEQUENCE's contents.
    pub(crate) fn read_all(contents: &[u8]) -> Result<Vec<Self>, DerError> {
        let mut reader = Reader::new(contents);
        let mut names = Vec::new();
        while !reader.is_empty() {
            names.push(Self::read(reader.any()?)?);
        }
        Ok(names)
    }

    pub(crate) fn read(value: Value<'_>) -> Result<Self, DerError> {
        let ia5 = || {
            let text = std::str::from_utf8(value.contents).map_err(|_| DerError::Malformed)?;
            if text.is_ascii() { Ok(text.to_owned()) } else { Err(DerError::Malformed) }
        };
        match value.tag {
            0xa0 => {
                let mut fields = Reader::new(value.contents);
                let kind = Oid::from_contents(fields.oid()?);
                let wrapped = fields.expect(der::context_constructed(0))?;
                fields.finish()?;
                Ok(Self::Other(kind, wrapped.contents.to_vec()))
            }
            0x81 => Ok(Self::Email(ia5()?)),
            0x82 => Ok(Self::Dns(ia5()?)),
            0x86 => Ok(Self::Uri(ia5()?)),
            // Name is a CHOICE, so the tag is explicit.
            0xa4 => Ok(Self::Directory(Name::from_der(value.contents).map_err(|_| DerError::Malformed)?)),
            0x87 => Ok(Self::Ip(value.contents.to_vec())),
            0x88 => Ok(Self::Registered(Oid::from_contents(value.contents))),
            0xa3 | 0xa5 => Ok(Self::Rare(value.tag & 0x1f, value.contents.to_vec())),
            _ => Err(DerError::Malformed),
        }
    }

    /// The text of Microsoft's user principal name, if this is one.
    pub fn user_principal_name(&self) -> Option<String> {
        match self {
            Self::Other(kind, value) if kind.contents() == crate::oid::usage::USER_PRINCIPAL_NAME => {
                let value = Reader::new(value).any().ok()?;
                crate::name::decode_text(value.tag, value.contents)
            }
            _ => None,
        }
    }
}

/// `DNS:api.contoso.com`, `IP:10.0.0.1`, …: for people to read, never to compare.
impl std::fmt::Display for GeneralName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Email(text) => write!(formatter, "email:{text}"),
            Self::Dns(text) => write!(formatter, "DNS:{text}"),
            Self::Uri(text) => write!(formatter, "URI:{text}"),
            Self::Ip(bytes) => write!(formatter, "IP:{}", ip_text(bytes)),
            Self::Directory(name) => write!(formatter, "DirName:{name}"),
            Self::Other(kind, _) => match self.user_principal_name() {
                Some(name) => write!(formatter, "UPN:{name}"),
                None => write!(formatter, "otherName:{kind}"),
            },
            Self::Registered(oid) => write!(formatter, "RID:{oid}"),
            Self::Rare(tag, _) => write!(formatter, "name of type [{tag}]"),
        }
    }
}

fn ip_text(bytes: &[u8]) -> String {
    if let Ok(four) = <[u8; 4]>::try_from(bytes) {
        return std::net::Ipv4Addr::from(four).to_string();
    }
    if let Ok(sixteen) = <[u8; 16]>::try_from(bytes) {
        return std::net::Ipv6Addr::from(sixteen).to_string();
    }
    let (address, mask) = bytes.split_at(bytes.len() / 2);
    match bytes.len() {
        8 | 32 => format!("{}/{}", ip_text(address), ip_text(mask)),
        _ => bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(":"),
    }
}
