//! The short names of attribute types: which one .NET prints, and which ones people write.

use crate::oid::Oid;

/// DER contents of the type, what .NET (Core, Linux) prints, and further spellings that are understood.
const KEYS: &[(&[u8], &str, &[&str])] = &[
    (&[0x55, 4, 3], "CN", &["COMMONNAME"]),
    (&[0x55, 4, 11], "OU", &["ORGANIZATIONALUNIT", "ORGANIZATIONALUNITNAME"]),
    (&[0x55, 4, 10], "O", &["ORGANIZATION", "ORGANIZATIONNAME"]),
    (&[0x55, 4, 7], "L", &["LOCALITY", "LOCALITYNAME"]),
    (&[0x55, 4, 8], "S", &["ST", "STATE", "STATEORPROVINCENAME"]),
    (&[0x55, 4, 6], "C", &["COUNTRY", "COUNTRYNAME"]),
    (&[0x55, 4, 9], "STREET", &["STREETADDRESS"]),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1], "E", &["EMAIL", "EMAILADDRESS"]),
    (&[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25], "DC", &["DOMAINCOMPONENT"]),
    (&[0x55, 4, 12], "T", &["TITLE"]),
    (&[0x55, 4, 42], "G", &["GIVENNAME", "GN"]),
    (&[0x55, 4, 4], "SN", &["SURNAME"]),
    (&[0x55, 4, 43], "I", &["INITIALS"]),
    (&[0x55, 4, 5], "SERIALNUMBER", &[]),
    (&[0x55, 4, 46], "dnQualifier", &["DNQ"]),
    (&[0x55, 4, 13], "Description", &[]),
    (&[0x55, 4, 15], "businessCategory", &[]),
    (&[0x55, 4, 17], "PostalCode", &[]),
    (&[0x55, 4, 20], "Phone", &["TELEPHONENUMBER"]),
    (&[0x55, 4, 44], "generationQualifier", &[]),
    (&[0x55, 4, 65], "pseudonym", &[]),
    (&[0x55, 4, 97], "organizationIdentifier", &[]),
    (&[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1], "userId", &["UID"]),
    (&[0x2b, 6, 1, 4, 1, 0x82, 0x37, 60, 2, 1, 2], "jurisdictionStateOrProvinceName", &["JURISDICTIONST"]),
    (&[0x2b, 6, 1, 4, 1, 0x82, 0x37, 60, 2, 1, 3], "jurisdictionCountryName", &["JURISDICTIONC"]),
];

/// What .NET prints for a type; `None` means `OID.1.2.3`.
pub(super) fn printed(kind: &[u8]) -> Option<&'static str> {
    KEYS.iter().find(|(contents, ..)| *contents == kind).map(|(_, key, _)| *key)
}

/// The type that a written key means, in any case: a printed name, another spelling, `OID.1.2.3` or `1.2.3`.
pub(super) fn parse(key: &str) -> Option<Oid> {
    let means = |name: &str| name.eq_ignore_ascii_case(key);
    if let Some((contents, ..)) = KEYS.iter().find(|(_, name, others)| means(name) || others.iter().copied().any(means))
    {
        return Some(Oid::from_contents(contents));
    }
    match key.get(..4) {
        Some(prefix) if prefix.eq_ignore_ascii_case("OID.") => Oid::parse(key.get(4..)?),
        _ => Oid::parse(key),
    }
}
