//! Block ciphers with .NET's modes and paddings, as `SymmetricAlgorithm` runs them: whole messages at once.

use aws_lc_rs::cipher::{AES_128, AES_192, AES_256, Algorithm, UnboundCipherKey};
use aws_lc_rs::cipher::{DecryptingKey, DecryptionContext, EncryptingKey, EncryptionContext};
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::rand;

/// AES works on blocks of 16 bytes.
pub(crate) const BLOCK_LENGTH: usize = 16;

/// `System.Security.Cryptography.CipherMode`; .NET Core's AES knows these two.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mode {
    Cbc,
    Ecb,
}

/// `System.Security.Cryptography.PaddingMode`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Padding {
    None,
    Pkcs7,
    Zeros,
    AnsiX923,
    Iso10126,
}

/// Why a message could not be transformed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Failure {
    /// The message does not consist of whole blocks.
    PartialBlock,
    /// The decrypted tail is not the padding it should be: wrong key, wrong mode or damaged data.
    InvalidPadding,
    /// The provider refused the key or the initialisation vector.
    Refused,
}

/// AES under one key: 16, 24 or 32 bytes.
pub(crate) struct Aes<'a> {
    pub(crate) key: &'a [u8],
    /// Exactly [`BLOCK_LENGTH`] bytes; not used in ECB mode.
    pub(crate) iv: &'a [u8],
    pub(crate) mode: Mode,
    pub(crate) padding: Padding,
}

impl Aes<'_> {
    /// `TransformFinalBlock` of an encryptor.
    pub(crate) fn encrypt(&self, message: &[u8]) -> Result<Vec<u8>, Failure> {
        let mut data = self.pad(message)?;
        if data.is_empty() {
            return Ok(data);
        }
        let key = self.unbound()?;
        let (key, context) = match self.mode {
            Mode::Cbc => (EncryptingKey::cbc(key), EncryptionContext::Iv128(self.iv()?)),
            Mode::Ecb => (EncryptingKey::ecb(key), EncryptionContext::None),
        };
        let key = key.map_err(|_| Failure::Refused)?;
        key.less_safe_encrypt(&mut data, context).map_err(|_| Failure::Refused)?;
        Ok(data)
    }

    /// `TransformFinalBlock` of a decryptor.
    pub(crate) fn decrypt(&self, message: &[u8]) -> Result<Vec<u8>, Failure> {
        if !message.len().is_multiple_of(BLOCK_LENGTH) {
            return Err(Failure::PartialBlock);
        }
        if message.is_empty() {
            return Ok(Vec::new());
        }
        let mut data = message.to_vec();
        let key = self.unbound()?;
        let (key, context) = match self.mode {
            Mode::Cbc => (DecryptingKey::cbc(key), DecryptionContext::Iv128(self.iv()?)),
            Mode::Ecb => (DecryptingKey::ecb(key), DecryptionContext::None),
        };
        let key = key.map_err(|_| Failure::Refused)?;
        key.decrypt(&mut data, context).map_err(|_| Failure::Refused)?;
        self.strip(data)
    }

    fn unbound(&self) -> Result<UnboundCipherKey, Failure> {
        let algorithm: &'static Algorithm = match self.key.len() {
            16 => &AES_128,
            24 => &AES_192,
            _ => &AES_256,
        };
        UnboundCipherKey::new(algorithm, self.key).map_err(|_| Failure::Refused)
    }

    fn iv(&self) -> Result<FixedLength<BLOCK_LENGTH>, Failure> {
        <[u8; BLOCK_LENGTH]>::try_from(self.iv).map(FixedLength::from).map_err(|_| Failure::Refused)
    }

    fn pad(&self, message: &[u8]) -> Result<Vec<u8>, Failure> {
        let fill = BLOCK_LENGTH - message.len() % BLOCK_LENGTH;
        let mut data = message.to_vec();
        match self.padding {
            Padding::None if fill == BLOCK_LENGTH => {}
            Padding::None => return Err(Failure::PartialBlock),
            Padding::Zeros if fill == BLOCK_LENGTH => {}
            Padding::Zeros => data.resize(message.len() + fill, 0),
            Padding::Pkcs7 => data.resize(message.len() + fill, fill as u8),
            Padding::AnsiX923 => data.resize(message.len() + fill, 0),
            Padding::Iso10126 => {
                let mut noise = [0; BLOCK_LENGTH];
                rand::fill(&mut noise).map_err(|_| Failure::Refused)?;
                data.extend(noise.into_iter().take(fill));
            }
        }
        if let (Padding::AnsiX923 | Padding::Iso10126, Some(last)) = (self.padding, data.last_mut()) {
            *last = fill as u8;
        }
        Ok(data)
    }

    fn strip(&self, mut data: Vec<u8>) -> Result<Vec<u8>, Failure> {
        // .NET leaves trailing zeros of PaddingMode.Zeros in place: it cannot know which are data.
        if matches!(self.padding, Padding::None | Padding::Zeros) {
            return Ok(data);
        }
        let fill = usize::from(data.last().copied().unwrap_or(0));
        if fill == 0 || fill > BLOCK_LENGTH || fill > data.len() {
            return Err(Failure::InvalidPadding);
        }
        let (rest, tail) = data.split_at(data.len() - fill);
        let body = tail.split_last().map_or(&[][..], |(_, body)| body);
        let sound = match self.padding {
            Padding::Pkcs7 => body.iter().all(|byte| usize::from(*byte) == fill),
            Padding::AnsiX923 => body.iter().all(|byte| *byte == 0),
            _ => true,
        };
        let length = rest.len();
        if !sound {
            return Err(Failure::InvalidPadding);
        }
        data.truncate(length);
        Ok(data)
    }
}
