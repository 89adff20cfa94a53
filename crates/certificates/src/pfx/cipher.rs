//! The encryptions found in PFX files: PBES2 with AES or 3DES, and PKCS#12's old ones with 3DES and RC2.

use aws_lc_rs::cipher::{
    AES_128, AES_192, AES_256, Algorithm, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey,
};
use aws_lc_rs::digest;
use aws_lc_rs::iv::FixedLength;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockCipherDecrypt, BlockModeDecrypt, KeyInit, KeyIvInit};
use zeroize::Zeroizing;

use crate::der::{self, DerError, Reader};
use crate::oid::Oid;
use crate::pfx::derivation::{Password, Use, pbkdf2_function};

const PBES2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 13];
pub(super) const PBKDF2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 12];
/// PKCS#12's own: a last arc of 1 to 6 follows.
const PKCS12_PBE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 1];
const AES: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1];
const TRIPLE_DES: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 3, 7];

/// Why nothing came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CipherError {
    Unsupported {
        name: String,
    },
    Parameters,
    /// Bad padding: a wrong password, or damage.
    DoesNotDecrypt,
}

impl From<DerError> for CipherError {
    fn from(_: DerError) -> Self {
        Self::Parameters
    }
}

/// An encryption with its parameters.
pub(super) enum Encryption<'a> {
    Pbes2 { derivation: Pbkdf2<'a>, cipher: BlockCipher, iv: &'a [u8] },
    Pkcs12 { cipher: BlockCipher, salt: &'a [u8], iterations: u32 },
}

/// Parameters of PBKDF2.
pub(super) struct Pbkdf2<'a> {
    pub(super) salt: &'a [u8],
    pub(super) iterations: u32,
    pub(super) key_length: Option<u32>,
    pub(super) function: aws_lc_rs::pbkdf2::Algorithm,
}

/// A block cipher in CBC mode with PKCS#7 padding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlockCipher {
    Aes128,
    Aes192,
    Aes256,
    TripleDes,
    TwoKeyTripleDes,
    Rc2With128Bits,
    Rc2With40Bits,
}

impl<'a> Encryption<'a> {
    /// From an AlgorithmIdentifier (its SEQUENCE already entered).
    pub(super) fn read(mut identifier: Reader<'a>) -> Result<Self, CipherError> {
        let oid = identifier.oid()?;
        if oid == PBES2 {
            let mut parameters = identifier.sequence()?;
            let mut derivation = parameters.sequence()?;
            let derivation_oid = derivation.oid()?;
            if derivation_oid != PBKDF2 {
                return Err(unsupported(derivation_oid));
            }
            let derivation = Pbkdf2::read(derivation)?;
            let mut scheme = parameters.sequence()?;
            let cipher = BlockCipher::of_pbes2(scheme.oid()?)?;
            return Ok(Self::Pbes2 { derivation, cipher, iv: scheme.expect(der::OCTET_STRING)?.contents });
        }
        let cipher = match oid.strip_prefix(PKCS12_PBE) {
            Some([1]) => return Err(CipherError::Unsupported { name: "RC4 with 128 bits".to_owned() }),
            Some([2]) => return Err(CipherError::Unsupported { name: "RC4 with 40 bits".to_owned() }),
            Some([3]) => BlockCipher::TripleDes,
            Some([4]) => BlockCipher::TwoKeyTripleDes,
            Some([5]) => BlockCipher::Rc2With128Bits,
            Some([6]) => BlockCipher::Rc2With40Bits,
            _ => return Err(unsupported(oid)),
        };
        let mut parameters = identifier.sequence()?;
        let salt = parameters.expect(der::OCTET_STRING)?.contents;
        let iterations = read_iterations(&mut parameters)?;
        Ok(Self::Pkcs12 { cipher, salt, iterations })
    }

    /// What it costs.
    pub(super) fn iterations(&self) -> u32 {
        match self {
            Self::Pbes2 { derivation, .. } => derivation.iterations,
            // The key and the IV are derived apart.
            Self::Pkcs12 { iterations, .. } => iterations.saturating_mul(2),
        }
    }

    pub(super) fn decrypt(&self, password: &Password, data: &[u8]) -> Result<Zeroizing<Vec<u8>>, CipherError> {
        match self {
            Self::Pbes2 { derivation, cipher, iv } => {
                let length = cipher.key_length();
                if derivation.key_length.is_some_and(|stated| stated as usize != length) {
                    return Err(CipherError::Parameters);
                }
                let key = password
                    .pbkdf2(derivation.function, derivation.salt, derivation.iterations, length)
                    .ok_or(CipherError::Parameters)?;
                cipher.decrypt(&key, iv, data)
            }
            Self::Pkcs12 { cipher, salt, iterations } => {
                let sha1 = &digest::SHA1_FOR_LEGACY_USE_ONLY;
                let key = password.derive(sha1, Use::Key, salt, *iterations, cipher.key_length());
                let iv = password.derive(sha1, Use::Iv, salt, *iterations, 8);
                cipher.decrypt(&key, &iv, data)
            }
        }
    }
}

impl<'a> Pbkdf2<'a> {
    /// From what follows the identifier of PBKDF2.
    pub(super) fn read(mut identifier: Reader<'a>) -> Result<Self, CipherError> {
        let mut fields = identifier.sequence()?;
        let salt = fields.expect(der::OCTET_STRING)?.contents;
        let iterations = read_iterations(&mut fields)?;
        let key_length = match fields.optional(der::INTEGER)? {
            Some(length) => Some(der::small_integer(length.contents).ok_or(CipherError::Parameters)?),
            None => None,
        };
        let function = match fields.optional(der::SEQUENCE)? {
            Some(identifier) => {
                let oid = Reader::new(identifier.contents).oid()?;
                pbkdf2_function(oid).ok_or_else(|| unsupported(oid))?
            }
            None => aws_lc_rs::pbkdf2::PBKDF2_HMAC_SHA1,
        };
        Ok(Self { salt, iterations, key_length, function })
    }
}

/// More iterations than 32 bits count are as good as 2³².
pub(super) fn read_iterations(fields: &mut Reader<'_>) -> Result<u32, DerError> {
    let integer = fields.expect(der::INTEGER)?.contents;
    match integer.first() {
        None => Err(DerError::Malformed),
        Some(first) if first & 0x80 != 0 => Err(DerError::Malformed),
        Some(_) => Ok(der::small_integer(integer).unwrap_or(u32::MAX)),
    }
}

fn unsupported(oid: &[u8]) -> CipherError {
    CipherError::Unsupported { name: Oid::from_contents(oid).to_string() }
}

impl BlockCipher {
    fn of_pbes2(oid: &[u8]) -> Result<Self, CipherError> {
        match (oid, oid.strip_prefix(AES)) {
            (_, Some([2])) => Ok(Self::Aes128),
            (_, Some([22])) => Ok(Self::Aes192),
            (_, Some([42])) => Ok(Self::Aes256),
            (TRIPLE_DES, _) => Ok(Self::TripleDes),
            _ => Err(unsupported(oid)),
        }
    }

    fn key_length(self) -> usize {
        match self {
            Self::Aes128 | Self::TwoKeyTripleDes | Self::Rc2With128Bits => 16,
            Self::Aes192 | Self::TripleDes => 24,
            Self::Aes256 => 32,
            Self::Rc2With40Bits => 5,
        }
    }

    fn decrypt(self, key: &[u8], iv: &[u8], data: &[u8]) -> Result<Zeroizing<Vec<u8>>, CipherError> {
        match self {
            Self::Aes128 => decrypt_aes(&AES_128, key, iv, data),
            Self::Aes192 => decrypt_aes(&AES_192, key, iv, data),
            Self::Aes256 => decrypt_aes(&AES_256, key, iv, data),
            Self::TripleDes => decrypt_old::<des::TdesEde3>(key, iv, data),
            Self::TwoKeyTripleDes => decrypt_old::<des::TdesEde2>(key, iv, data),
            Self::Rc2With128Bits | Self::Rc2With40Bits => decrypt_old::<rc2::Rc2>(key, iv, data),
        }
    }
}

fn decrypt_aes(
    algorithm: &'static Algorithm,
    key: &[u8],
    iv: &[u8],
    data: &[u8],
) -> Result<Zeroizing<Vec<u8>>, CipherError> {
    let iv = FixedLength::<16>::try_from(iv).map_err(|_| CipherError::Parameters)?;
    let key = UnboundCipherKey::new(algorithm, key).map_err(|_| CipherError::Parameters)?;
    let key = PaddedBlockDecryptingKey::cbc_pkcs7(key).map_err(|_| CipherError::Parameters)?;
    let mut data = Zeroizing::new(data.to_vec());
    let length = key.decrypt(&mut data, DecryptionContext::Iv128(iv)).map_err(|_| CipherError::DoesNotDecrypt)?.len();
    data.truncate(length);
    Ok(data)
}

fn decrypt_old<C: KeyInit + BlockCipherDecrypt>(
    key: &[u8],
    iv: &[u8],
    data: &[u8],
) -> Result<Zeroizing<Vec<u8>>, CipherError> {
    let cipher = cbc::Decryptor::<C>::new_from_slices(key, iv).map_err(|_| CipherError::Parameters)?;
    let plain = cipher.decrypt_padded_vec::<Pkcs7>(data).map_err(|_| CipherError::DoesNotDecrypt)?;
    Ok(Zeroizing::new(plain))
}
