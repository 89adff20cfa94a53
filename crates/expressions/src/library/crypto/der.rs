//! The little DER (X.690) an RSA key needs: sequences of unsigned integers inside their PKCS#8 and SPKI wrappings.

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const SEQUENCE: u8 = 0x30;

/// rsaEncryption with NULL parameters, RFC 8017 appendix C.
const RSA_ALGORITHM: [u8; 15] =
    [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

/// The integers of an RSAPrivateKey (version, n, e, d, p, q, dp, dq, qinv) inside PKCS#8, without leading zeros.
pub(super) fn private_key_numbers(pkcs8: &[u8]) -> Option<Vec<&[u8]>> {
    let (outer, _) = take(SEQUENCE, pkcs8)?;
    let (_, rest) = take(INTEGER, outer)?;
    let (_, rest) = take(SEQUENCE, rest)?;
    let (key, _) = take(OCTET_STRING, rest)?;
    integers(key)
}

/// Modulus and exponent of an RSA SubjectPublicKeyInfo.
pub(super) fn public_key_numbers(spki: &[u8]) -> Option<Vec<&[u8]>> {
    let (outer, _) = take(SEQUENCE, spki)?;
    let (_, rest) = take(SEQUENCE, outer)?;
    let (bits, _) = take(BIT_STRING, rest)?;
    integers(bits.split_first()?.1)
}

/// An RSA SubjectPublicKeyInfo of this modulus and exponent.
pub(super) fn public_key_info(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let mut numbers = integer(modulus);
    numbers.extend(integer(exponent));
    let mut bits = vec![0];
    bits.extend(wrap(SEQUENCE, &numbers));
    let mut outer = RSA_ALGORITHM.to_vec();
    outer.extend(wrap(BIT_STRING, &bits));
    wrap(SEQUENCE, &outer)
}

/// The integers of a bare RSAPublicKey or RSAPrivateKey, without leading zeros.
pub(super) fn integers(key: &[u8]) -> Option<Vec<&[u8]>> {
    let (mut rest, _) = take(SEQUENCE, key)?;
    let mut numbers = Vec::new();
    while !rest.is_empty() {
        let (number, after) = take(INTEGER, rest)?;
        let leading = number.iter().take_while(|byte| **byte == 0).count();
        numbers.push(number.get(leading..)?);
        rest = after;
    }
    Some(numbers)
}

/// The content of the element with this tag at the start of `input`, and what follows it.
fn take(tag: u8, input: &[u8]) -> Option<(&[u8], &[u8])> {
    let (found, rest) = input.split_first()?;
    if *found != tag {
        return None;
    }
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(*first), rest),
        0x81..=0x84 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (bytes.iter().fold(0usize, |length, byte| length << 8 | usize::from(*byte)), rest)
        }
        _ => return None,
    };
    rest.split_at_checked(length)
}

fn integer(number: &[u8]) -> Vec<u8> {
    let leading = number.iter().take_while(|byte| **byte == 0).count();
    let digits = number.get(leading..).unwrap_or_default();
    let mut content = Vec::with_capacity(digits.len() + 1);
    if digits.first().is_none_or(|byte| byte & 0x80 != 0) {
        content.push(0);
    }
    content.extend_from_slice(digits);
    wrap(INTEGER, &content)
}

fn wrap(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    if content.len() < 0x80 {
        out.push(content.len() as u8);
    } else {
        let length = content.len().to_be_bytes();
        let digits: Vec<u8> = length.into_iter().skip_while(|byte| *byte == 0).collect();
        out.push(0x80 | digits.len() as u8);
        out.extend(digits);
    }
    out.extend_from_slice(content);
    out
}
