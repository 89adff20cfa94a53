//! From a password to keys: PKCS#12's own derivation (RFC 7292 appendix B) and PBKDF2 (RFC 8018).

use std::num::NonZeroU32;

use aws_lc_rs::digest;
use aws_lc_rs::pbkdf2;
use zeroize::Zeroizing;

use crate::oid::algorithm;

/// A password in both of its encodings.
pub(super) struct Password {
    /// UTF-16 with two zero bytes at the end; nothing at all for the null password.
    wide: Zeroizing<Vec<u8>>,
    utf8: Zeroizing<Vec<u8>>,
}

/// Which bytes PKCS#12's derivation is to give.
#[derive(Debug, Clone, Copy)]
pub(super) enum Use {
    Key = 1,
    Iv = 2,
    Mac = 3,
}

impl Password {
    pub(super) fn text(text: &str) -> Self {
        let wide = text.encode_utf16().chain([0]).flat_map(u16::to_be_bytes).collect();
        Self { wide: Zeroizing::new(wide), utf8: Zeroizing::new(text.as_bytes().to_vec()) }
    }

    pub(super) fn null() -> Self {
        Self { wide: Zeroizing::default(), utf8: Zeroizing::default() }
    }

    /// PKCS#12's derivation.
    pub(super) fn derive(
        &self,
        hash: &'static digest::Algorithm,
        purpose: Use,
        salt: &[u8],
        iterations: u32,
        length: usize,
    ) -> Zeroizing<Vec<u8>> {
        let block = hash.block_len();
        let stretch = |bytes: &[u8]| {
            let length = bytes.len().div_ceil(block) * block;
            bytes.iter().copied().cycle().take(length).collect::<Vec<u8>>()
        };
        let diversifier = vec![purpose as u8; block];
        let mut input = Zeroizing::new(stretch(salt));
        input.extend(Zeroizing::new(stretch(&self.wide)).iter());
        let mut derived = Zeroizing::new(Vec::with_capacity(length + hash.output_len()));
        while derived.len() < length {
            let mut context = digest::Context::new(hash);
            context.update(&diversifier);
            context.update(&input);
            let mut round = context.finish();
            for _ in 1..iterations {
                round = digest::digest(hash, round.as_ref());
            }
            derived.extend(round.as_ref());
            let addend: Zeroizing<Vec<u8>> =
                Zeroizing::new(round.as_ref().iter().copied().cycle().take(block).collect());
            for chunk in input.chunks_mut(block) {
                add_one_more(chunk, &addend);
            }
        }
        derived.truncate(length);
        derived
    }

    /// PBKDF2; `None` for iterations of zero.
    pub(super) fn pbkdf2(
        &self,
        function: pbkdf2::Algorithm,
        salt: &[u8],
        iterations: u32,
        length: usize,
    ) -> Option<Zeroizing<Vec<u8>>> {
        let mut derived = Zeroizing::new(vec![0; length]);
        pbkdf2::derive(function, NonZeroU32::new(iterations)?, salt, &self.utf8, &mut derived);
        Some(derived)
    }
}

/// `chunk = chunk + addend + 1`, big-endian, overflow dropped.
fn add_one_more(chunk: &mut [u8], addend: &[u8]) {
    let mut carry = 1_u16;
    for (byte, added) in chunk.iter_mut().zip(addend).rev() {
        let sum = u16::from(*byte) + u16::from(*added) + carry;
        *byte = (sum & 0xff) as u8;
        carry = sum >> 8;
    }
}

/// The hash that an identifier names.
pub(super) fn hash(oid: &[u8]) -> Option<&'static digest::Algorithm> {
    match oid {
        algorithm::SHA1 => Some(&digest::SHA1_FOR_LEGACY_USE_ONLY),
        algorithm::SHA224 => Some(&digest::SHA224),
        algorithm::SHA256 => Some(&digest::SHA256),
        algorithm::SHA384 => Some(&digest::SHA384),
        algorithm::SHA512 => Some(&digest::SHA512),
        _ => None,
    }
}

/// The PBKDF2 function with the HMAC that an identifier of PKCS#5 names.
pub(super) fn pbkdf2_function(oid: &[u8]) -> Option<pbkdf2::Algorithm> {
    const HMAC: [u8; 7] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2];
    match oid.strip_prefix(&HMAC)? {
        [7] => Some(pbkdf2::PBKDF2_HMAC_SHA1),
        [9] => Some(pbkdf2::PBKDF2_HMAC_SHA256),
        [10] => Some(pbkdf2::PBKDF2_HMAC_SHA384),
        [11] => Some(pbkdf2::PBKDF2_HMAC_SHA512),
        _ => None,
    }
}
