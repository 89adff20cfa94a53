//! What to issue: names, key, usage, validity. Every field has a sensible default for development.

use std::net::IpAddr;

use certificates::Timestamp;

const DAY: i64 = 86_400;

/// The kind of key to generate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum KeyType {
    /// EC P-256: small, quick, understood by everything.
    #[default]
    P256,
    /// EC P-384.
    P384,
    /// EC P-521.
    P521,
    /// Ed25519: not every client can use it.
    Ed25519,
    /// RSA 2048.
    Rsa2048,
    /// RSA 3072.
    Rsa3072,
    /// RSA 4096: takes a second to generate.
    Rsa4096,
}

impl KeyType {
    /// All kinds with the names used on the command line.
    pub const NAMES: [(&'static str, Self); 7] = [
        ("p256", Self::P256),
        ("p384", Self::P384),
        ("p521", Self::P521),
        ("ed25519", Self::Ed25519),
        ("rsa2048", Self::Rsa2048),
        ("rsa3072", Self::Rsa3072),
        ("rsa4096", Self::Rsa4096),
    ];

    /// From its name on the command line.
    pub fn parse(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, kind)| *kind)
    }
}

/// Entries of the extended key usage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Usage {
    /// clientAuth
    Client,
    /// serverAuth
    Server,
}

/// First and last second of validity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// First second.
    pub not_before: Timestamp,
    /// Last second.
    pub not_after: Timestamp,
}

impl Validity {
    /// From an hour ago (clocks differ) for so many days.
    pub fn days(now: Timestamp, days: i64) -> Self {
        Self { not_before: now.plus_seconds(-3600), not_after: now.plus_seconds(days.saturating_mul(DAY)) }
    }

    /// Over since yesterday.
    pub fn expired(now: Timestamp) -> Self {
        Self { not_before: now.plus_seconds(-30 * DAY), not_after: now.plus_seconds(-DAY) }
    }

    /// From two years from now on, for a month: a tree that is kept outlives its other leaves before this one begins.
    pub fn not_yet(now: Timestamp) -> Self {
        Self { not_before: now.plus_seconds(730 * DAY), not_after: now.plus_seconds(760 * DAY) }
    }
}

/// A CA certificate to issue.
#[derive(Debug, Clone)]
pub struct CaRequest {
    /// CN.
    pub common_name: String,
    /// O, if any.
    pub organization: Option<String>,
    /// How many CAs may stand below; `None`: any number.
    pub path_length: Option<u8>,
    /// Kind of key.
    pub key_type: KeyType,
    /// Validity.
    pub validity: Validity,
}

impl CaRequest {
    /// A P-256 CA for ten years.
    pub fn new(common_name: impl Into<String>, now: Timestamp) -> Self {
        Self {
            common_name: common_name.into(),
            organization: None,
            path_length: None,
            key_type: KeyType::default(),
            validity: Validity::days(now, 3650),
        }
    }
}

/// A leaf certificate to issue.
#[derive(Debug, Clone)]
pub struct LeafRequest {
    /// CN.
    pub common_name: String,
    /// O, if any.
    pub organization: Option<String>,
    /// Host names among the alternative names.
    pub dns_names: Vec<String>,
    /// Addresses among the alternative names.
    pub ip_addresses: Vec<IpAddr>,
    /// Mailboxes among the alternative names.
    pub email_addresses: Vec<String>,
    /// URIs among the alternative names.
    pub uris: Vec<String>,
    /// Extended key usage; empty: none.
    pub usages: Vec<Usage>,
    /// Kind of key.
    pub key_type: KeyType,
    /// Validity.
    pub validity: Validity,
    /// Where the issuer's CRL is said to be.
    pub crl_urls: Vec<String>,
}

impl LeafRequest {
    /// A P-256 leaf for a year that a TLS client can use.
    pub fn client(common_name: impl Into<String>, now: Timestamp) -> Self {
        Self {
            common_name: common_name.into(),
            organization: None,
            dns_names: Vec::new(),
            ip_addresses: Vec::new(),
            email_addresses: Vec::new(),
            uris: Vec::new(),
            usages: vec![Usage::Client],
            key_type: KeyType::default(),
            validity: Validity::days(now, 365),
            crl_urls: Vec::new(),
        }
    }

    /// A leaf for a TLS server: the first name is the CN, addresses are recognised.
    pub fn server<'a>(names: impl IntoIterator<Item = &'a str>, now: Timestamp) -> Self {
        let mut request = Self::client("", now);
        request.usages = vec![Usage::Server];
        for name in names {
            if request.common_name.is_empty() {
                request.common_name = name.to_owned();
            }
            match name.parse() {
                Ok(address) => request.ip_addresses.push(address),
                Err(_) => request.dns_names.push(name.to_owned()),
            }
        }
        request
    }
}
