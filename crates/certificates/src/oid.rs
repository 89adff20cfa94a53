//! Object identifiers: the ones we know by name, and the dotted form of any other.

use std::fmt;

/// An object identifier, kept as its DER contents.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid(Box<[u8]>);

impl Oid {
    /// From DER contents (without tag and length).
    pub(crate) fn from_contents(contents: &[u8]) -> Self {
        Self(contents.into())
    }

    /// DER contents, to compare with the constants of this module.
    pub(crate) fn contents(&self) -> &[u8] {
        &self.0
    }

    /// From dotted text such as `2.5.4.3`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut arcs = text.split('.').map(|arc| arc.parse::<u64>().ok());
        let (first, second) = (arcs.next()??, arcs.next()??);
        if first > 2 || (first < 2 && second > 39) {
            return None;
        }
        let mut contents = Vec::new();
        push_arc(&mut contents, first.checked_mul(40)?.checked_add(second)?);
        for arc in arcs {
            push_arc(&mut contents, arc?);
        }
        Some(Self(contents.into()))
    }
}

fn push_arc(contents: &mut Vec<u8>, mut arc: u64) {
    let start = contents.len();
    contents.push((arc & 0x7f) as u8);
    arc >>= 7;
    while arc > 0 {
        contents.insert(start, 0x80 | (arc & 0x7f) as u8);
        arc >>= 7;
    }
}

/// Dotted decimal; arcs above 64 bits are shown as `?`.
impl fmt::Display for Oid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut arc = Some(0_u64);
        let mut is_first = true;
        for byte in &self.0 {
            arc = arc.and_then(|arc| arc.checked_mul(128)).and_then(|arc| arc.checked_add(u64::from(byte & 0x7f)));
            if byte & 0x80 != 0 {
                continue;
            }
            match (arc, is_first) {
                (Some(arc), true) => {
                    let first = (arc / 40).min(2);
                    write!(formatter, "{first}.{}", arc - first * 40)?;
                }
                (Some(arc), false) => write!(formatter, ".{arc}")?,
                (None, _) => formatter.write_str(".?")?,
            }
            is_first = false;
            arc = Some(0);
        }
        Ok(())
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Oid({self})")
    }
}

/// Attribute types of names (X.520, RFC 4519, PKCS#9).
pub(crate) mod attribute {
    pub(crate) const COMMON_NAME: &[u8] = &[0x55, 4, 3];
    pub(crate) const ORGANIZATION: &[u8] = &[0x55, 4, 10];
    pub(crate) const ORGANIZATIONAL_UNIT: &[u8] = &[0x55, 4, 11];
    pub(crate) const EMAIL_ADDRESS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1];
}

/// Certificate and CRL extensions (RFC 5280 §4.2 and §5.2).
pub(crate) mod extension {
    pub(crate) const SUBJECT_KEY_IDENTIFIER: &[u8] = &[0x55, 29, 14];
    pub(crate) const KEY_USAGE: &[u8] = &[0x55, 29, 15];
    pub(crate) const SUBJECT_ALTERNATIVE_NAME: &[u8] = &[0x55, 29, 17];
    pub(crate) const ISSUER_ALTERNATIVE_NAME: &[u8] = &[0x55, 29, 18];
    pub(crate) const BASIC_CONSTRAINTS: &[u8] = &[0x55, 29, 19];
    pub(crate) const CRL_NUMBER: &[u8] = &[0x55, 29, 20];
    pub(crate) const REASON_CODE: &[u8] = &[0x55, 29, 21];
    pub(crate) const INVALIDITY_DATE: &[u8] = &[0x55, 29, 24];
    pub(crate) const DELTA_CRL_INDICATOR: &[u8] = &[0x55, 29, 27];
    pub(crate) const ISSUING_DISTRIBUTION_POINT: &[u8] = &[0x55, 29, 28];
    pub(crate) const CERTIFICATE_ISSUER: &[u8] = &[0x55, 29, 29];
    pub(crate) const NAME_CONSTRAINTS: &[u8] = &[0x55, 29, 30];
    pub(crate) const CRL_DISTRIBUTION_POINTS: &[u8] = &[0x55, 29, 31];
    pub(crate) const CERTIFICATE_POLICIES: &[u8] = &[0x55, 29, 32];
    pub(crate) const POLICY_MAPPINGS: &[u8] = &[0x55, 29, 33];
    pub(crate) const AUTHORITY_KEY_IDENTIFIER: &[u8] = &[0x55, 29, 35];
    pub(crate) const POLICY_CONSTRAINTS: &[u8] = &[0x55, 29, 36];
    pub(crate) const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 29, 37];
    pub(crate) const FRESHEST_CRL: &[u8] = &[0x55, 29, 46];
    pub(crate) const INHIBIT_ANY_POLICY: &[u8] = &[0x55, 29, 54];
    pub(crate) const AUTHORITY_INFORMATION_ACCESS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 1, 1];
}

/// Extended key usages and access methods.
pub(crate) mod usage {
    pub(crate) const ANY: &[u8] = &[0x55, 29, 37, 0];
    pub(crate) const SERVER_AUTH: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 1];
    pub(crate) const CLIENT_AUTH: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 2];
    pub(crate) const OCSP: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 1];
    pub(crate) const CA_ISSUERS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 2];
    /// Microsoft's user principal name inside an otherName.
    pub(crate) const USER_PRINCIPAL_NAME: &[u8] = &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 20, 2, 3];
}

/// Public-key and signature algorithms.
pub(crate) mod algorithm {
    pub(crate) const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
    pub(crate) const MD2_WITH_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 2];
    pub(crate) const MD5_WITH_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 4];
    pub(crate) const SHA1_WITH_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 5];
    pub(crate) const MGF1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 8];
    pub(crate) const RSA_PSS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10];
    pub(crate) const SHA256_WITH_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11];
    pub(crate) const SHA384_WITH_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 12];
    pub(crate) const SHA512_WITH_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 13];
    pub(crate) const SHA224_WITH_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 14];
    pub(crate) const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
    pub(crate) const ECDSA_WITH_SHA1: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1];
    pub(crate) const ECDSA_WITH_SHA224: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 1];
    pub(crate) const ECDSA_WITH_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
    pub(crate) const ECDSA_WITH_SHA384: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3];
    pub(crate) const ECDSA_WITH_SHA512: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 4];
    pub(crate) const DSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1];
    pub(crate) const DSA_WITH_SHA1: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x38, 4, 3];
    pub(crate) const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
    pub(crate) const ED448: &[u8] = &[0x2b, 0x65, 0x71];
    pub(crate) const SHA1: &[u8] = &[0x2b, 0x0e, 3, 2, 26];
    pub(crate) const SHA224: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 4];
    pub(crate) const SHA256: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
    pub(crate) const SHA384: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2];
    pub(crate) const SHA512: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3];
}

/// Named curves, as the parameters of an EC key.
pub(crate) mod curve {
    pub(crate) const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
    pub(crate) const P224: &[u8] = &[0x2b, 0x81, 4, 0, 33];
    pub(crate) const P384: &[u8] = &[0x2b, 0x81, 4, 0, 34];
    pub(crate) const P521: &[u8] = &[0x2b, 0x81, 4, 0, 35];
    pub(crate) const SECP256K1: &[u8] = &[0x2b, 0x81, 4, 0, 10];
}

#[cfg(test)]
mod tests;
