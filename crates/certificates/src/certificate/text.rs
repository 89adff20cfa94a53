//! What .NET's X509Certificate2 prints of a certificate: the strings that policies compare and logs show.

use std::fmt::Write as _;

use crate::certificate::Certificate;
use crate::general_name::GeneralName;
use crate::name::Name;
use crate::oid::algorithm;

/// .NET's X509NameType, for `GetNameInfo`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameType {
    /// `SimpleName`
    Simple,
    /// `EmailName`
    Email,
    /// `UpnName`
    Upn,
    /// `DnsName`: the alternative name, else the common name.
    Dns,
    /// `DnsFromAlternativeName`
    DnsFromAlternativeName,
    /// `UrlName`
    Url,
}

impl Certificate {
    /// `Subject`.
    pub fn subject_text(&self) -> String {
        self.subject().to_dotnet_text()
    }

    /// `Issuer`.
    pub fn issuer_text(&self) -> String {
        self.issuer().to_dotnet_text()
    }

    /// `Thumbprint`: 40 upper-case hex digits.
    pub fn thumbprint_text(&self) -> String {
        self.thumbprint().to_string()
    }

    /// `SerialNumber`: upper-case hex, leading 00 included.
    pub fn serial_number_text(&self) -> String {
        hex(self.serial_number())
    }

    /// `GetNameInfo(type, forIssuer)`; "" where there is none.
    pub fn name_info(&self, kind: NameType, for_issuer: bool) -> String {
        let (name, alternatives) = if for_issuer {
            (self.issuer(), &self.extensions().issuer_alternative_names)
        } else {
            (self.subject(), &self.extensions().subject_alternative_names)
        };
        let alternatives = alternatives.as_deref().unwrap_or_default();
        let first = |pick: fn(&GeneralName) -> Option<String>| alternatives.iter().find_map(pick);
        let common_name = |name: &Name| name.common_name().map(str::to_owned);
        let found = match kind {
            NameType::Simple => Some(name.simple_name().to_owned()),
            NameType::Email => first(email).or_else(|| name.email_address().map(str::to_owned)),
            NameType::Upn => first(GeneralName::user_principal_name),
            NameType::Dns => first(dns).or_else(|| common_name(name)),
            NameType::DnsFromAlternativeName => first(dns),
            NameType::Url => first(uri),
        };
        found.unwrap_or_default()
    }

    /// `SignatureAlgorithm.FriendlyName`, such as `sha256RSA`; the dotted identifier where there is none.
    pub fn signature_algorithm_name(&self) -> String {
        let oid = self.signature_algorithm_oid();
        let name = match oid.contents() {
            algorithm::MD2_WITH_RSA => "md2RSA",
            algorithm::MD5_WITH_RSA => "md5RSA",
            algorithm::SHA1_WITH_RSA => "sha1RSA",
            algorithm::SHA256_WITH_RSA => "sha256RSA",
            algorithm::SHA384_WITH_RSA => "sha384RSA",
            algorithm::SHA512_WITH_RSA => "sha512RSA",
            algorithm::RSA_PSS => "RSASSA-PSS",
            algorithm::ECDSA_WITH_SHA1 => "sha1ECDSA",
            algorithm::ECDSA_WITH_SHA256 => "sha256ECDSA",
            algorithm::ECDSA_WITH_SHA384 => "sha384ECDSA",
            algorithm::ECDSA_WITH_SHA512 => "sha512ECDSA",
            algorithm::DSA_WITH_SHA1 => "sha1DSA",
            algorithm::ED25519 => "ED25519",
            _ => return oid.to_string(),
        };
        name.to_owned()
    }

    /// `ToString()`: subject, issuer, serial number, dates and thumbprint in blocks.
    pub fn to_dotnet_text(&self) -> String {
        format!(
            "[Subject]\n  {}\n\n[Issuer]\n  {}\n\n[Serial Number]\n  {}\n\n[Not Before]\n  {}\n\n[Not After]\n  {}\n\n[Thumbprint]\n  {}\n",
            self.subject_text(),
            self.issuer_text(),
            self.serial_number_text(),
            self.not_before().to_dotnet_text(),
            self.not_after().to_dotnet_text(),
            self.thumbprint()
        )
    }

    /// `ToString(true)`: all that, and version, names, algorithms, the public key and the extensions.
    pub fn to_verbose_dotnet_text(&self) -> String {
        let mut text = format!("[Version]\n  V{}\n", self.version());
        for (title, name, for_issuer) in [("Subject", self.subject_text(), false), ("Issuer", self.issuer_text(), true)]
        {
            let _ = write!(text, "\n[{title}]\n  {name}\n");
            let lines = [
                ("Simple Name", NameType::Simple),
                ("Email Name", NameType::Email),
                ("UPN Name", NameType::Upn),
                ("DNS Name", NameType::Dns),
            ];
            for (label, kind) in lines {
                let found = self.name_info(kind, for_issuer);
                if !found.is_empty() {
                    let _ = writeln!(text, "  {label}: {found}");
                }
            }
        }
        let key = self.public_key();
        let _ = write!(
            text,
            "\n[Serial Number]\n  {}\n\n[Not Before]\n  {}\n\n[Not After]\n  {}\n\n[Thumbprint]\n  {}\n\n[Signature Algorithm]\n  {}({})\n\n[Public Key]\n  Algorithm: {}\n  Length: {}\n  Key Blob: {}\n  Parameters: {}",
            self.serial_number_text(),
            self.not_before().to_dotnet_text(),
            self.not_after().to_dotnet_text(),
            self.thumbprint(),
            self.signature_algorithm_name(),
            self.signature_algorithm_oid(),
            key.algorithm_name(),
            key.rsa_bits().map(|bits| bits.to_string()).unwrap_or_default(),
            hex(key.key_bytes()),
            hex(key.parameters()),
        );
        if !self.extensions().all.is_empty() {
            text.push_str("\n\n[Extensions]");
            for extension in &self.extensions().all {
                let contents = self.extension_text(extension);
                let _ = write!(text, "\n* {}({}):\n  {contents}", extension.openssl_name(), extension.oid);
            }
        }
        text.push('\n');
        text
    }
}

fn email(name: &GeneralName) -> Option<String> {
    if let GeneralName::Email(text) = name { Some(text.clone()) } else { None }
}

fn dns(name: &GeneralName) -> Option<String> {
    if let GeneralName::Dns(text) = name { Some(text.clone()) } else { None }
}

fn uri(name: &GeneralName) -> Option<String> {
    if let GeneralName::Uri(text) = name { Some(text.clone()) } else { None }
}

/// Upper-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02X}");
        text
    })
}
