//! The hash functions expressions can name, alone and keyed (HMAC).

use super::md5::{self, Md5};
use aws_lc_rs::{digest, hmac};

/// A hash function .NET's allowed types offer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Hash {
    Md5,
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// The name `HashAlgorithmName` uses.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Hash::Md5 => "MD5",
            Hash::Sha1 => "SHA1",
            Hash::Sha256 => "SHA256",
            Hash::Sha384 => "SHA384",
            Hash::Sha512 => "SHA512",
        }
    }

    /// The hash of that `HashAlgorithmName`.
    pub(crate) fn named(name: &str) -> Option<Self> {
        [Hash::Md5, Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512].into_iter().find(|hash| hash.name() == name)
    }

    /// Digest length in bytes.
    pub(crate) fn output_length(self) -> usize {
        match self {
            Hash::Md5 => md5::OUTPUT_LENGTH,
            _ => self.provided().output_len(),
        }
    }

    /// Length of the block the function compresses, in bytes.
    pub(crate) fn block_length(self) -> usize {
        match self {
            Hash::Md5 => md5::BLOCK_LENGTH,
            _ => self.provided().block_len(),
        }
    }

    /// The digest of `data`.
    pub(crate) fn compute(self, data: &[u8]) -> Vec<u8> {
        match self {
            Hash::Md5 => {
                let mut md5 = Md5::new();
                md5.update(data);
                md5.finish().to_vec()
            }
            _ => digest::digest(self.provided(), data).as_ref().to_vec(),
        }
    }

    /// The HMAC (RFC 2104) of `data` under `key`.
    pub(crate) fn authenticate(self, key: &[u8], data: &[u8]) -> Vec<u8> {
        let algorithm = match self {
            Hash::Md5 => return hmac_md5(key, data),
            Hash::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            Hash::Sha256 => hmac::HMAC_SHA256,
            Hash::Sha384 => hmac::HMAC_SHA384,
            Hash::Sha512 => hmac::HMAC_SHA512,
        };
        hmac::sign(&hmac::Key::new(algorithm, key), data).as_ref().to_vec()
    }

    /// The provider's algorithm; MD5 is ours and is asked for before this.
    pub(super) fn provided(self) -> &'static digest::Algorithm {
        match self {
            Hash::Md5 | Hash::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Hash::Sha256 => &digest::SHA256,
            Hash::Sha384 => &digest::SHA384,
            Hash::Sha512 => &digest::SHA512,
        }
    }
}

fn hmac_md5(key: &[u8], data: &[u8]) -> Vec<u8> {
    let mut block = [0u8; md5::BLOCK_LENGTH];
    let short = if key.len() > block.len() { Hash::Md5.compute(key) } else { key.to_vec() };
    for (slot, byte) in block.iter_mut().zip(short) {
        *slot = byte;
    }
    let keyed = |pad: u8, data: &[u8]| {
        let mut md5 = Md5::new();
        md5.update(&block.map(|byte| byte ^ pad));
        md5.update(data);
        md5.finish()
    };
    keyed(0x5c, &keyed(0x36, data)).to_vec()
}
