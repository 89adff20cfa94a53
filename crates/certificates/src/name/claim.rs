//! A distinguished name as a person writes it in a policy (`subject`, `issuer-subject`), ready to be compared.
//!
//! Microsoft publishes no comparison rule and its own page shows names in both orders, so this is ours: both sides are
//! lists of RDNs, compared as sequences forward or reversed; keys by meaning (`S` = `ST`, `E` = `EMAIL`); values
//! exactly, character by character. NUL cannot be claimed, so a name that holds it matches nothing.

use std::fmt;

use super::{Name, keys};
use crate::oid::Oid;

/// A parsed distinguished name, to compare certificates' names with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameClaim {
    rdns: Vec<Vec<(Oid, String)>>,
    text: String,
}

/// Why a text is no distinguished name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameClaimError {
    /// Nothing but white space.
    Empty,
    /// A part without `=`.
    NoEqualsSign {
        /// The part.
        part: String,
    },
    /// A key that names no attribute type.
    UnknownKey {
        /// The key.
        key: String,
    },
    /// An opening quote without a closing one, or text after a closing one.
    Quotes {
        /// The key of the value.
        key: String,
    },
    /// The text holds NUL, which no honest name does.
    Nul,
}

impl NameClaim {
    /// Reads `CN=client, O="Contoso, Inc.", C=US`: parts separated by `,` or `;`, attributes of one RDN by `+`,
    /// values with special characters in quotes, quotes inside doubled.
    pub fn parse(text: &str) -> Result<Self, NameClaimError> {
        if text.contains('\0') {
            return Err(NameClaimError::Nul);
        }
        let mut rest = text.trim();
        if rest.is_empty() {
            return Err(NameClaimError::Empty);
        }
        let mut rdns = Vec::new();
        let mut rdn = Vec::new();
        loop {
            let (key, after_key) =
                rest.split_once('=').filter(|(key, _)| !key.contains([',', ';', '"'])).ok_or_else(|| {
                    NameClaimError::NoEqualsSign {
                        part: rest.split([',', ';']).next().unwrap_or(rest).trim().to_owned(),
                    }
                })?;
            let key = key.trim();
            let kind = keys::parse(key).ok_or_else(|| NameClaimError::UnknownKey { key: key.to_owned() })?;
            let (value, after_value) =
                read_value(after_key.trim_start()).ok_or_else(|| NameClaimError::Quotes { key: key.to_owned() })?;
            rdn.push((kind, value));
            let mut characters = after_value.chars();
            let separator = characters.next();
            if separator != Some('+') {
                rdns.push(std::mem::take(&mut rdn));
            }
            if separator.is_none() {
                return Ok(Self { rdns, text: text.trim().to_owned() });
            }
            rest = characters.as_str().trim_start();
        }
    }

    /// Whether `name` is the name that is claimed.
    pub fn matches(&self, name: &Name) -> bool {
        if self.rdns.len() != name.rdns().len() {
            return false;
        }
        let forward = self.rdns.iter().zip(name.rdns()).all(|(claim, rdn)| same_rdn(claim, rdn));
        forward || self.rdns.iter().rev().zip(name.rdns()).all(|(claim, rdn)| same_rdn(claim, rdn))
    }
}

/// The value at the start of `text`, and the text from its separator on.
fn read_value(text: &str) -> Option<(String, &str)> {
    let Some(mut quoted) = text.strip_prefix('"') else {
        let end = text.find([',', ';', '+']).unwrap_or(text.len());
        let (value, rest) = text.split_at_checked(end)?;
        return Some((value.trim_end().to_owned(), rest));
    };
    let mut value = String::new();
    loop {
        let (part, rest) = quoted.split_once('"')?;
        value.push_str(part);
        match rest.strip_prefix('"') {
            Some(rest) => {
                value.push('"');
                quoted = rest;
            }
            None => {
                let rest = rest.trim_start();
                return (rest.is_empty() || rest.starts_with([',', ';', '+'])).then_some((value, rest));
            }
        }
    }
}

/// RDNs are sets: each claimed attribute must be there, and no other.
fn same_rdn(claim: &[(Oid, String)], rdn: &[super::Attribute]) -> bool {
    claim.len() == rdn.len()
        && claim.iter().all(|(kind, value)| rdn.iter().any(|found| found.kind() == kind && found.text() == Some(value)))
        && rdn.iter().all(|found| claim.iter().any(|(kind, value)| found.kind() == kind && found.text() == Some(value)))
}

/// As it was written.
impl fmt::Display for NameClaim {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl fmt::Display for NameClaimError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => formatter.write_str("the distinguished name is empty"),
            Self::NoEqualsSign { part } => write!(formatter, "`{part}` is not of the form KEY=value"),
            Self::UnknownKey { key } => write!(formatter, "`{key}` is no attribute of distinguished names"),
            Self::Quotes { key } => write!(formatter, "the quotes around the value of {key} do not pair up"),
            Self::Nul => formatter.write_str("the distinguished name holds a NUL character"),
        }
    }
}

impl std::error::Error for NameClaimError {}
