//! Who a certificate says it is, for `validate-client-certificate`: the claims of one `<identity>` element.
//!
//! A rule is read once, when the policy is loaded. It matches only if *all* of its claims do, and the judgement names
//! each claim with what was found, so that a refusal can be explained. A rule without claims matches nothing: it
//! would let everybody in.

use std::fmt;

use crate::certificate::Certificate;
use crate::certificate::hex;
use crate::general_name::GeneralName;
use crate::name::claim::NameClaim;
use crate::printable::printable;
use crate::signature;
use crate::thumbprint::{Thumbprint, is_filler};

/// A serial number as a person writes it: hex of any case, with or without leading zeros, colons or spaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SerialNumber(Vec<u8>);

/// Why a text is no serial number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SerialNumberError {
    /// No digit at all.
    Empty,
    /// A character that is no hex digit.
    NotHex {
        /// The character.
        stranger: char,
    },
}

impl SerialNumber {
    /// Reads hex; `0x` in front is understood.
    pub fn parse(text: &str) -> Result<Self, SerialNumberError> {
        let text = text.trim();
        let text = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
        let mut digits = Vec::new();
        for character in text.chars() {
            match character.to_digit(16) {
                Some(digit) => digits.push(digit as u8),
                None if is_filler(character) => {}
                None => return Err(SerialNumberError::NotHex { stranger: character }),
            }
        }
        if digits.is_empty() {
            return Err(SerialNumberError::Empty);
        }
        Ok(Self(without_leading_zeros(&digits).to_vec()))
    }

    /// Whether a certificate has this serial number.
    pub fn matches(&self, certificate: &Certificate) -> bool {
        let digits: Vec<u8> = certificate.serial_number().iter().flat_map(|byte| [byte >> 4, byte & 0xf]).collect();
        without_leading_zeros(&digits) == self.0
    }
}

fn without_leading_zeros(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|digit| **digit == 0).count();
    digits.get(zeros..).unwrap_or_default()
}

impl fmt::Display for SerialNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return formatter.write_str("0");
        }
        self.0.iter().try_for_each(|digit| write!(formatter, "{digit:X}"))
    }
}

/// One `<identity>`: every claim that is there must hold.
#[derive(Debug, Clone, Default)]
pub struct IdentityRule {
    /// `thumbprint`
    pub thumbprint: Option<Thumbprint>,
    /// `serial-number`
    pub serial_number: Option<SerialNumber>,
    /// `common-name`, compared exactly.
    pub common_name: Option<String>,
    /// `subject`
    pub subject: Option<NameClaim>,
    /// `dns-name`: one of the alternative names of type dNSName; host names have no case.
    pub dns_name: Option<String>,
    /// `issuer-subject`: the name the certificate gives its issuer.
    pub issuer_subject: Option<NameClaim>,
    /// `issuer-thumbprint`: of the certificate whose key signed it.
    pub issuer_thumbprint: Option<Thumbprint>,
    /// `issuer-certificate-id`, resolved: the certificate must be issued directly by this one.
    pub issuer_certificate: Option<Certificate>,
}

/// Which claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Claim {
    /// `thumbprint`
    Thumbprint,
    /// `serial-number`
    SerialNumber,
    /// `common-name`
    CommonName,
    /// `subject`
    Subject,
    /// `dns-name`
    DnsName,
    /// `issuer-subject`
    IssuerSubject,
    /// `issuer-thumbprint`
    IssuerThumbprint,
    /// `issuer-certificate-id`
    IssuerCertificate,
}

impl Claim {
    /// The attribute of `<identity>`.
    pub fn attribute(self) -> &'static str {
        match self {
            Self::Thumbprint => "thumbprint",
            Self::SerialNumber => "serial-number",
            Self::CommonName => "common-name",
            Self::Subject => "subject",
            Self::DnsName => "dns-name",
            Self::IssuerSubject => "issuer-subject",
            Self::IssuerThumbprint => "issuer-thumbprint",
            Self::IssuerCertificate => "issuer-certificate-id",
        }
    }
}

/// One claim compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimJudgement {
    /// Which.
    pub claim: Claim,
    /// Whether it holds.
    pub matched: bool,
    /// What the rule asks for.
    pub expected: String,
    /// What the certificate has.
    pub found: String,
}

/// One rule compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityJudgement {
    /// Whether the rule has claims and all of them hold.
    pub matched: bool,
    /// Each claim of the rule.
    pub claims: Vec<ClaimJudgement>,
}

impl IdentityRule {
    /// Whether it has no claim.
    pub fn is_empty(&self) -> bool {
        self.thumbprint.is_none()
            && self.serial_number.is_none()
            && self.common_name.is_none()
            && self.subject.is_none()
            && self.dns_name.is_none()
            && self.issuer_subject.is_none()
            && self.issuer_thumbprint.is_none()
            && self.issuer_certificate.is_none()
    }

    /// Compares `leaf` with the rule. `issuer` is the certificate whose key is proven to have signed the leaf
    /// ([`crate::Verdict::issuer`]); without it an issuer's thumbprint cannot match.
    pub fn judge(&self, leaf: &Certificate, issuer: Option<&Certificate>) -> IdentityJudgement {
        let mut claims = Vec::new();
        let mut compare = |claim, matched, expected: String, found: String| {
            claims.push(ClaimJudgement { claim, matched, expected: printable(&expected), found: printable(&found) });
        };
        if let Some(expected) = &self.thumbprint {
            let found = leaf.thumbprint();
            compare(Claim::Thumbprint, found == *expected, expected.to_string(), found.to_string());
        }
        if let Some(expected) = &self.serial_number {
            let matched = expected.matches(leaf);
            compare(Claim::SerialNumber, matched, expected.to_string(), hex(leaf.serial_number()));
        }
        if let Some(expected) = &self.common_name {
            let found = leaf.subject().common_name();
            // One common name, without NUL: of several, a reader could take another one than we do.
            let matched = found == Some(expected) && single_common_name(leaf) && !leaf.subject().has_nul();
            compare(Claim::CommonName, matched, expected.clone(), found.unwrap_or("no common name").to_owned());
        }
        if let Some(expected) = &self.subject {
            let matched = expected.matches(leaf.subject());
            compare(Claim::Subject, matched, expected.to_string(), leaf.subject_text());
        }
        if let Some(expected) = &self.dns_name {
            let names: Vec<&str> = dns_names(leaf).collect();
            let matched = names.iter().any(|name| name.eq_ignore_ascii_case(expected)) && !expected.is_empty();
            let found = if names.is_empty() { "no DNS name".to_owned() } else { names.join(", ") };
            compare(Claim::DnsName, matched, expected.clone(), found);
        }
        if let Some(expected) = &self.issuer_subject {
            let matched = expected.matches(leaf.issuer());
            compare(Claim::IssuerSubject, matched, expected.to_string(), leaf.issuer_text());
        }
        if let Some(expected) = &self.issuer_thumbprint {
            let found = issuer.map(Certificate::thumbprint);
            let text = found.map_or("no issuer's certificate known".to_owned(), |found| found.to_string());
            compare(Claim::IssuerThumbprint, found == Some(*expected), expected.to_string(), text);
        }
        if let Some(expected) = &self.issuer_certificate {
            let issued = signature::is_issued_by(leaf, expected);
            let found = match (issued, leaf.issuer().chains_to(expected.subject())) {
                (true, _) => "issued by it".to_owned(),
                (false, true) => "names it as issuer, but its key did not sign the certificate".to_owned(),
                (false, false) => format!("issued by {}", leaf.issuer_text()),
            };
            compare(Claim::IssuerCertificate, issued, expected.subject_text(), found);
        }
        IdentityJudgement { matched: !claims.is_empty() && claims.iter().all(|claim| claim.matched), claims }
    }
}

fn single_common_name(leaf: &Certificate) -> bool {
    let is_common_name =
        |attribute: &&crate::name::Attribute| attribute.kind().contents() == crate::oid::attribute::COMMON_NAME;
    leaf.subject().attributes().filter(is_common_name).count() == 1
}

/// Alternative names of type dNSName, and no other type (attack C6).
fn dns_names(leaf: &Certificate) -> impl Iterator<Item = &str> {
    leaf.extensions().subject_alternative_names.as_deref().unwrap_or_default().iter().filter_map(|name| match name {
        GeneralName::Dns(name) if !name.contains('\0') => Some(name.as_str()),
        _ => None,
    })
}

impl fmt::Display for SerialNumberError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => formatter.write_str("there is no hex digit"),
            Self::NotHex { stranger } => write!(formatter, "{stranger:?} is not a hex digit"),
        }
    }
}

impl std::error::Error for SerialNumberError {}

#[cfg(test)]
mod tests;
