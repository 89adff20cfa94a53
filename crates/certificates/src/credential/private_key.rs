//! The forms a private key has in PEM, made into the one form that is used: PKCS#8.

use secret::Secret;
use zeroize::Zeroize;

use crate::credential::CredentialError;
use crate::der::{self, Reader};
use crate::oid::{Oid, algorithm};
use crate::pem::Block;

const ENCRYPTED: &str = "ENCRYPTED PRIVATE KEY";
const LABELS: [&str; 4] = ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", ENCRYPTED];

/// Whether a private key is among the blocks.
pub(super) fn is_among(blocks: &[Block]) -> bool {
    blocks.iter().any(|block| LABELS.contains(&block.label.as_str()))
}

/// The first private key among the blocks, in PKCS#8.
pub(super) fn from_blocks(blocks: Vec<Block>) -> Result<Secret<Vec<u8>>, CredentialError> {
    let mut block =
        blocks.into_iter().find(|block| LABELS.contains(&block.label.as_str())).ok_or(CredentialError::NoPrivateKey)?;
    let mut der = std::mem::take(&mut block.der);
    let wrapped = match block.label.as_str() {
        "PRIVATE KEY" => return Ok(Secret::new(der)),
        "RSA PRIVATE KEY" => wrap(algorithm::RSA, &[0x05, 0x00], &der),
        "EC PRIVATE KEY" => ec_parameters(&der).and_then(|parameters| wrap(algorithm::EC_PUBLIC_KEY, parameters, &der)),
        _ => return Err(CredentialError::EncryptedPem),
    };
    der.zeroize();
    let problem = || format!("the block `{}` is malformed", block.label);
    wrapped.map(Secret::new).ok_or_else(|| CredentialError::UnusableKey { problem: problem() })
}

/// The curve that SEC 1 keys carry inside.
fn ec_parameters(der: &[u8]) -> Option<&[u8]> {
    let mut fields = Reader::new(der::only(der, der::SEQUENCE).ok()?.contents);
    fields.expect(der::INTEGER).ok()?;
    fields.expect(der::OCTET_STRING).ok()?;
    Some(fields.expect(der::context_constructed(0)).ok()?.contents)
}

/// PrivateKeyInfo around `key`.
fn wrap(kind: &[u8], parameters: &[u8], key: &[u8]) -> Option<Vec<u8>> {
    let identifier = encode(der::SEQUENCE, &[&encode(der::OID, &[kind])?, parameters])?;
    let mut octets = encode(der::OCTET_STRING, &[key])?;
    let wrapped = encode(der::SEQUENCE, &[&[der::INTEGER, 1, 0], &identifier, &octets]);
    octets.zeroize();
    wrapped
}

fn encode(tag: u8, parts: &[&[u8]]) -> Option<Vec<u8>> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let length_bytes = u32::try_from(length).ok()?.to_be_bytes();
    let mut bytes = Vec::with_capacity(length + 6);
    bytes.push(tag);
    if length < 0x80 {
        bytes.push(length as u8);
    } else {
        let digits = length_bytes.split_at_checked(length_bytes.iter().take_while(|byte| **byte == 0).count())?.1;
        bytes.push(0x80 | digits.len() as u8);
        bytes.extend(digits);
    }
    parts.iter().for_each(|part| bytes.extend(*part));
    Some(bytes)
}

/// What kind of key PKCS#8 bytes hold, as far as they say; for errors.
pub(super) fn describe(pkcs8: &[u8]) -> String {
    let kind = || {
        let mut fields = Reader::new(der::only(pkcs8, der::SEQUENCE).ok()?.contents);
        fields.expect(der::INTEGER).ok()?;
        fields.sequence().ok()?.oid().ok()
    };
    match kind() {
        Some(algorithm::ED448) => "Ed448 keys are not supported".to_owned(),
        Some(algorithm::RSA | algorithm::RSA_PSS) => "the RSA key is damaged or of an unsupported size".to_owned(),
        Some(algorithm::EC_PUBLIC_KEY) => "the EC key is damaged or on an unsupported curve".to_owned(),
        Some(other) => format!("keys of type {} are not supported", Oid::from_contents(other)),
        None => "it is not PKCS#8".to_owned(),
    }
}
