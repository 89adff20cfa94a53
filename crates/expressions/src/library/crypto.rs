//! System.Security.Cryptography: hashes, ciphers and keys.

mod cipher;
mod der;
pub mod ecdsa;
mod hash;
mod hash_algorithms;
mod md5;
mod names;
mod oid;
pub mod rsa;
mod rsa_key;
mod rsa_sign_any;
mod symmetric;
#[cfg(test)]
mod tests;

pub use oid::oid;

use crate::{Call, Declarations, Exception};

pub(super) fn declare(declarations: &mut Declarations) {
    hash_algorithms::declare(declarations);
    names::declare(declarations);
    symmetric::declare(declarations);
    rsa::declare(declarations);
    ecdsa::declare(declarations);
    oid::declare(declarations);
}

/// Hashes bytes with the `HashAlgorithmName` in an argument of the call; for members that the embedding declares.
pub fn hash_by_argument(call: &Call, index: usize, data: &[u8]) -> Result<Vec<u8>, Exception> {
    Ok(names::hash_argument(call, index)?.compute(data))
}

/// `CryptographicException`.
fn cryptographic(message: &str) -> Exception {
    Exception::new("System.Security.Cryptography.CryptographicException", message)
}
