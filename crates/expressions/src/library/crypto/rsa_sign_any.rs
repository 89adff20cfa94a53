//! RSA PKCS#1 v1.5 signatures over MD5 and SHA-1 digests. Old partners still ask for them and .NET makes them;
//! the safe interface of our provider does not, so this file reaches below it. Nothing else here is unsafe.
#![allow(unsafe_code)]

use super::hash::Hash;
use aws_lc_sys as provider;

/// The signature over `digest` with the key in this PKCS#8 document.
pub(super) fn sign(pkcs8: &[u8], hash: Hash, digest: &[u8]) -> Option<Vec<u8>> {
    let identifier = match hash {
        Hash::Md5 => provider::NID_md5,
        _ => provider::NID_sha1,
    };
    if digest.len() != hash.output_length() {
        return None;
    }
    let key = Key::parse(pkcs8)?;
    // SAFETY: `key.rsa` lives as long as `key`; `out` has the `RSA_size` bytes the function may write, and
    // `digest` is passed with its own length.
    unsafe {
        let mut out = vec![0u8; usize::try_from(provider::RSA_size(key.rsa)).ok()?];
        let mut written = 0;
        let done =
            provider::RSA_sign(identifier, digest.as_ptr(), digest.len() as _, out.as_mut_ptr(), &mut written, key.rsa);
        out.truncate(usize::try_from(written).ok()?);
        (done == 1).then_some(out)
    }
}

struct Key {
    wrapping: *mut provider::EVP_PKEY,
    rsa: *mut provider::RSA,
}

impl Key {
    fn parse(pkcs8: &[u8]) -> Option<Self> {
        // SAFETY: the reader borrows `pkcs8` only during the call; the parsed key owns its numbers and is freed
        // by `Drop`, and `EVP_PKEY_get0_RSA` lends a pointer that lives as long as the wrapping.
        unsafe {
            let mut reader = provider::cbs_st { data: pkcs8.as_ptr(), len: pkcs8.len() };
            let wrapping = provider::EVP_parse_private_key(&mut reader);
            if wrapping.is_null() {
                return None;
            }
            let rsa = provider::EVP_PKEY_get0_RSA(wrapping);
            let key = Key { wrapping, rsa };
            (!key.rsa.is_null()).then_some(key)
        }
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        // SAFETY: `wrapping` came from `EVP_parse_private_key` and is freed exactly once.
        unsafe { provider::EVP_PKEY_free(self.wrapping) }
    }
}
