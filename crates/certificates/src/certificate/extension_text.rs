//! Extensions in OpenSSL's words, as `ToString(true)` of .NET on Linux prints them; hex for those it has no words for.

use std::fmt::Write as _;
use std::net::{Ipv4Addr, Ipv6Addr};

use crate::certificate::Certificate;
use crate::extension::{AuthorityKeyIdentifier, BasicConstraints, Extension};
use crate::general_name::GeneralName;
use crate::oid::{Oid, extension};

impl Extension {
    /// The name by which OpenSSL, and so `ToString(true)` of .NET on Linux, shows it; empty where it has none.
    pub fn openssl_name(&self) -> &'static str {
        match self.oid.contents() {
            extension::SUBJECT_KEY_IDENTIFIER => "X509v3 Subject Key Identifier",
            extension::KEY_USAGE => "X509v3 Key Usage",
            extension::SUBJECT_ALTERNATIVE_NAME => "X509v3 Subject Alternative Name",
            extension::BASIC_CONSTRAINTS => "X509v3 Basic Constraints",
            extension::NAME_CONSTRAINTS => "X509v3 Name Constraints",
            extension::CRL_DISTRIBUTION_POINTS => "X509v3 CRL Distribution Points",
            extension::CERTIFICATE_POLICIES => "X509v3 Certificate Policies",
            extension::AUTHORITY_KEY_IDENTIFIER => "X509v3 Authority Key Identifier",
            extension::EXTENDED_KEY_USAGE => "X509v3 Extended Key Usage",
            extension::AUTHORITY_INFORMATION_ACCESS => "Authority Information Access",
            _ => "",
        }
    }
}

impl Certificate {
    /// What one of its extensions says.
    pub(super) fn extension_text(&self, extension: &Extension) -> String {
        let read = self.extensions();
        let words = match extension.oid.contents() {
            extension::BASIC_CONSTRAINTS => read.basic_constraints.map(constraints),
            extension::KEY_USAGE => read.key_usage.map(|usage| usage.names().into_iter().map(usage_words).collect()),
            extension::EXTENDED_KEY_USAGE => {
                read.extended_key_usage.as_ref().map(|usages| usages.iter().map(purpose).collect())
            }
            extension::SUBJECT_ALTERNATIVE_NAME => {
                read.subject_alternative_names.as_ref().map(|names| names.iter().map(alternative_name).collect())
            }
            extension::SUBJECT_KEY_IDENTIFIER => read.subject_key_identifier.as_ref().map(|key| vec![colons(key)]),
            extension::AUTHORITY_KEY_IDENTIFIER => read.authority_key_identifier.as_ref().and_then(authority),
            _ => None,
        };
        words.map_or_else(|| super::hex(&extension.value), |words: Vec<String>| words.join(", "))
    }
}

fn constraints(constraints: BasicConstraints) -> Vec<String> {
    let ca = format!("CA:{}", if constraints.ca { "TRUE" } else { "FALSE" });
    std::iter::once(ca).chain(constraints.path_length.map(|length| format!("pathlen:{length}"))).collect()
}

fn usage_words(name: &str) -> String {
    match name {
        "digitalSignature" => "Digital Signature",
        "nonRepudiation" => "Non Repudiation",
        "keyEncipherment" => "Key Encipherment",
        "dataEncipherment" => "Data Encipherment",
        "keyAgreement" => "Key Agreement",
        "keyCertSign" => "Certificate Sign",
        "cRLSign" => "CRL Sign",
        "encipherOnly" => "Encipher Only",
        _ => "Decipher Only",
    }
    .to_owned()
}

fn purpose(usage: &Oid) -> String {
    let text = usage.to_string();
    match text.as_str() {
        "1.3.6.1.5.5.7.3.1" => "TLS Web Server Authentication",
        "1.3.6.1.5.5.7.3.2" => "TLS Web Client Authentication",
        "1.3.6.1.5.5.7.3.3" => "Code Signing",
        "1.3.6.1.5.5.7.3.4" => "E-mail Protection",
        "1.3.6.1.5.5.7.3.8" => "Time Stamping",
        "1.3.6.1.5.5.7.3.9" => "OCSP Signing",
        "2.5.29.37.0" => "Any Extended Key Usage",
        _ => return text,
    }
    .to_owned()
}

fn alternative_name(name: &GeneralName) -> String {
    match name {
        GeneralName::Email(mailbox) => format!("email:{mailbox}"),
        GeneralName::Dns(host) => format!("DNS:{host}"),
        GeneralName::Uri(uri) => format!("URI:{uri}"),
        GeneralName::Ip(bytes) => format!("IP Address:{}", address(bytes)),
        GeneralName::Directory(name) => format!("DirName:{}", name.to_encoding_order_text()),
        GeneralName::Registered(oid) => format!("Registered ID:{oid}"),
        GeneralName::Other(..) => "othername:<unsupported>".to_owned(),
        GeneralName::Rare(..) => "<unsupported>".to_owned(),
    }
}

fn address(bytes: &[u8]) -> String {
    if let Ok(four) = <[u8; 4]>::try_from(bytes) {
        return Ipv4Addr::from(four).to_string();
    }
    match <[u8; 16]>::try_from(bytes) {
        // OpenSSL writes all eight groups, without leading zeros and without `::`.
        Ok(sixteen) => Ipv6Addr::from(sixteen).segments().map(|group| format!("{group:X}")).join(":"),
        Err(_) => "<invalid>".to_owned(),
    }
}

fn authority(identifier: &AuthorityKeyIdentifier) -> Option<Vec<String>> {
    let only_key = identifier.issuer.is_empty() && identifier.serial.is_none();
    identifier.key.as_ref().filter(|_| only_key).map(|key| vec![format!("keyid:{}\n", colons(key))])
}

/// `AB:CD:EF`.
fn colons(bytes: &[u8]) -> String {
    bytes.iter().enumerate().fold(String::new(), |mut text, (index, byte)| {
        let _ = write!(text, "{}{byte:02X}", if index == 0 { "" } else { ":" });
        text
    })
}
