//! RSA keys as expressions use them: sign, verify, encrypt, decrypt. A key arrives as PKCS#8 or SPKI DER from
//! the embedding, or as numbers through `ImportParameters`; from then on it is known to be sound.

use super::hash::Hash;
use super::{der, rsa_sign_any};
use aws_lc_rs::digest::Digest;
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::{self, KeyPair, OaepAlgorithm, PrivateDecryptingKey, PublicEncryptingKey};
use aws_lc_rs::signature::{self, KeyPair as _, RsaEncoding};

/// How a signature is padded, `RSASignaturePadding`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum SignaturePadding {
    Pkcs1,
    Pss,
}

/// How a message is padded before encryption, `RSAEncryptionPadding`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum EncryptionPadding {
    Pkcs1,
    Oaep(Hash),
}

/// Why an operation did not happen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Failure {
    /// Signing and decrypting need the private half, and this is a public key.
    PublicOnly,
    /// The provider cannot combine this hash with this padding.
    Unsupported,
    /// The provider refused: wrong lengths, damaged ciphertext.
    Refused,
}

/// An RSA key; the private half may be missing.
pub(crate) struct RsaKey {
    /// SubjectPublicKeyInfo.
    public: Vec<u8>,
    private: Option<KeyPair>,
}

/// The numbers of a key, big-endian and without leading zeros, as `RSAParameters` carries them.
#[derive(Clone, Default)]
pub(crate) struct Numbers {
    pub(crate) modulus: Vec<u8>,
    pub(crate) exponent: Vec<u8>,
    pub(crate) private: Option<PrivateNumbers>,
}

/// The private numbers of a key.
#[derive(Clone, Default)]
pub(crate) struct PrivateNumbers {
    pub(crate) d: Vec<u8>,
    pub(crate) p: Vec<u8>,
    pub(crate) q: Vec<u8>,
    pub(crate) dp: Vec<u8>,
    pub(crate) dq: Vec<u8>,
    pub(crate) inverse_q: Vec<u8>,
}

impl RsaKey {
    /// The key pair in this PKCS#8 document.
    pub(crate) fn from_pkcs8(pkcs8: &[u8]) -> Option<Self> {
        Self::from_pair(KeyPair::from_pkcs8(pkcs8).ok()?)
    }

    /// The public key in this SubjectPublicKeyInfo.
    pub(crate) fn from_spki(spki: &[u8]) -> Option<Self> {
        der::public_key_numbers(spki)?;
        Some(RsaKey { public: spki.to_vec(), private: None })
    }

    /// The key these numbers describe.
    pub(crate) fn from_numbers(numbers: &Numbers) -> Option<Self> {
        let public_key = rsa::PublicKeyComponents { n: &numbers.modulus[..], e: &numbers.exponent[..] };
        let Some(private) = &numbers.private else {
            let public = der::public_key_info(&numbers.modulus, &numbers.exponent);
            PublicEncryptingKey::from_der(&public).ok()?;
            return Some(RsaKey { public, private: None });
        };
        let components = rsa::KeyPairComponents {
            public_key,
            d: &private.d[..],
            p: &private.p[..],
            q: &private.q[..],
            dP: &private.dp[..],
            dQ: &private.dq[..],
            qInv: &private.inverse_q[..],
        };
        Self::from_pair(KeyPair::from_components(&components).ok()?)
    }

    /// A fresh key pair. Takes a noticeable part of a second; callers charge for it.
    pub(crate) fn generate(bits: usize) -> Option<Self> {
        let size = match bits {
            2048 => rsa::KeySize::Rsa2048,
            3072 => rsa::KeySize::Rsa3072,
            4096 => rsa::KeySize::Rsa4096,
            _ => return None,
        };
        Self::from_pair(KeyPair::generate(size).ok()?)
    }

    fn from_pair(pair: KeyPair) -> Option<Self> {
        let public = match der::integers(pair.public_key().as_ref()).as_deref() {
            Some([modulus, exponent]) => der::public_key_info(modulus, exponent),
            _ => return None,
        };
        Some(RsaKey { public, private: Some(pair) })
    }

    /// Length of the modulus in bits.
    pub(crate) fn key_size(&self) -> usize {
        let modulus = self.public_numbers().modulus;
        let leading = modulus.first().map_or(0, |byte| byte.leading_zeros() as usize);
        modulus.len() * 8 - leading
    }

    /// Modulus and exponent.
    pub(crate) fn public_numbers(&self) -> Numbers {
        match der::public_key_numbers(&self.public).as_deref() {
            Some([modulus, exponent]) => {
                Numbers { modulus: modulus.to_vec(), exponent: exponent.to_vec(), private: None }
            }
            _ => Numbers::default(),
        }
    }

    /// All numbers, each padded to the length .NET gives it; `None` for a public key.
    pub(crate) fn private_numbers(&self) -> Option<Numbers> {
        let pkcs8 = self.pkcs8()?;
        let numbers = der::private_key_numbers(pkcs8.as_ref())?;
        let [_, modulus, exponent, d, p, q, dp, dq, inverse_q] = numbers[..] else { return None };
        let half = modulus.len().div_ceil(2);
        let private = PrivateNumbers {
            d: left_padded(d, modulus.len()),
            p: left_padded(p, half),
            q: left_padded(q, half),
            dp: left_padded(dp, half),
            dq: left_padded(dq, half),
            inverse_q: left_padded(inverse_q, half),
        };
        Some(Numbers { modulus: modulus.to_vec(), exponent: exponent.to_vec(), private: Some(private) })
    }

    /// The signature over a digest that `hash` made.
    pub(crate) fn sign(&self, hash: Hash, digest: &[u8], padding: SignaturePadding) -> Result<Vec<u8>, Failure> {
        let pair = self.private.as_ref().ok_or(Failure::PublicOnly)?;
        let encoding: &'static dyn RsaEncoding = match (padding, hash) {
            (SignaturePadding::Pkcs1, Hash::Sha256) => &signature::RSA_PKCS1_SHA256,
            (SignaturePadding::Pkcs1, Hash::Sha384) => &signature::RSA_PKCS1_SHA384,
            (SignaturePadding::Pkcs1, Hash::Sha512) => &signature::RSA_PKCS1_SHA512,
            (SignaturePadding::Pss, Hash::Sha256) => &signature::RSA_PSS_SHA256,
            (SignaturePadding::Pss, Hash::Sha384) => &signature::RSA_PSS_SHA384,
            (SignaturePadding::Pss, Hash::Sha512) => &signature::RSA_PSS_SHA512,
            (SignaturePadding::Pkcs1, Hash::Md5 | Hash::Sha1) => {
                let pkcs8 = self.pkcs8().ok_or(Failure::Refused)?;
                return rsa_sign_any::sign(pkcs8.as_ref(), hash, digest).ok_or(Failure::Refused);
            }
            (SignaturePadding::Pss, Hash::Md5 | Hash::Sha1) => return Err(Failure::Unsupported),
        };
        let digest = Digest::import_less_safe(digest, hash.provided()).map_err(|_| Failure::Refused)?;
        let mut out = vec![0; pair.public_modulus_len()];
        pair.sign_digest(encoding, &digest, &mut out).map_err(|_| Failure::Refused)?;
        Ok(out)
    }

    /// Whether `given` is this key's signature over a digest that `hash` made.
    pub(crate) fn verify(&self, hash: Hash, digest: &[u8], given: &[u8], padding: SignaturePadding) -> bool {
        let parameters: &'static signature::RsaParameters = match (padding, hash) {
            (SignaturePadding::Pkcs1, Hash::Sha1) => &signature::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
            (SignaturePadding::Pkcs1, Hash::Sha256) => &signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
            (SignaturePadding::Pkcs1, Hash::Sha384) => &signature::RSA_PKCS1_2048_8192_SHA384,
            (SignaturePadding::Pkcs1, Hash::Sha512) => &signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
            (SignaturePadding::Pss, Hash::Sha256) => &signature::RSA_PSS_2048_8192_SHA256,
            (SignaturePadding::Pss, Hash::Sha384) => &signature::RSA_PSS_2048_8192_SHA384,
            (SignaturePadding::Pss, Hash::Sha512) => &signature::RSA_PSS_2048_8192_SHA512,
            (_, Hash::Md5) | (SignaturePadding::Pss, Hash::Sha1) => return false,
        };
        let Ok(digest) = Digest::import_less_safe(digest, hash.provided()) else { return false };
        let key = signature::UnparsedPublicKey::new(parameters, &self.public);
        key.verify_digest(&digest, given).is_ok()
    }

    /// The ciphertext of `message`.
    pub(crate) fn encrypt(&self, message: &[u8], padding: EncryptionPadding) -> Result<Vec<u8>, Failure> {
        let key = PublicEncryptingKey::from_der(&self.public).map_err(|_| Failure::Refused)?;
        let mut out = vec![0; key.key_size_bytes()];
        let written = match oaep(padding)? {
            Some(algorithm) => rsa::OaepPublicEncryptingKey::new(key)
                .and_then(|key| key.encrypt(algorithm, message, &mut out, None).map(|text| text.len())),
            None => rsa::Pkcs1PublicEncryptingKey::new(key)
                .and_then(|key| key.encrypt(message, &mut out).map(|text| text.len())),
        };
        out.truncate(written.map_err(|_| Failure::Refused)?);
        Ok(out)
    }

    /// The message in this ciphertext.
    pub(crate) fn decrypt(&self, ciphertext: &[u8], padding: EncryptionPadding) -> Result<Vec<u8>, Failure> {
        let pkcs8 = self.pkcs8().ok_or(Failure::PublicOnly)?;
        let key = PrivateDecryptingKey::from_pkcs8(pkcs8.as_ref()).map_err(|_| Failure::Refused)?;
        let mut out = vec![0; key.key_size_bytes()];
        let written = match oaep(padding)? {
            Some(algorithm) => rsa::OaepPrivateDecryptingKey::new(key)
                .and_then(|key| key.decrypt(algorithm, ciphertext, &mut out, None).map(|text| text.len())),
            None => rsa::Pkcs1PrivateDecryptingKey::new(key)
                .and_then(|key| key.decrypt(ciphertext, &mut out).map(|text| text.len())),
        };
        out.truncate(written.map_err(|_| Failure::Refused)?);
        Ok(out)
    }

    fn pkcs8(&self) -> Option<aws_lc_rs::encoding::Pkcs8V1Der<'static>> {
        self.private.as_ref()?.as_der().ok()
    }

    /// Signs a digest after hashing `data`; the common `SignData`.
    pub(crate) fn sign_data(&self, hash: Hash, data: &[u8], padding: SignaturePadding) -> Result<Vec<u8>, Failure> {
        self.sign(hash, &hash.compute(data), padding)
    }
}

fn oaep(padding: EncryptionPadding) -> Result<Option<&'static OaepAlgorithm>, Failure> {
    Ok(Some(match padding {
        EncryptionPadding::Pkcs1 => return Ok(None),
        EncryptionPadding::Oaep(Hash::Sha1) => &rsa::OAEP_SHA1_MGF1SHA1,
        EncryptionPadding::Oaep(Hash::Sha256) => &rsa::OAEP_SHA256_MGF1SHA256,
        EncryptionPadding::Oaep(Hash::Sha384) => &rsa::OAEP_SHA384_MGF1SHA384,
        EncryptionPadding::Oaep(Hash::Sha512) => &rsa::OAEP_SHA512_MGF1SHA512,
        EncryptionPadding::Oaep(Hash::Md5) => return Err(Failure::Unsupported),
    }))
}

fn left_padded(number: &[u8], length: usize) -> Vec<u8> {
    let mut out = vec![0; length.saturating_sub(number.len())];
    out.extend_from_slice(number);
    out
}
