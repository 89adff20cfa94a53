//! System.Security.Cryptography: hashes, ciphers and keys.

pub(crate) mod cipher;
mod der;
pub(crate) mod hash;
mod md5;
pub(crate) mod rsa_key;
mod rsa_sign_any;
#[cfg(test)]
mod tests;
