//! PKCS#12 files (RFC 7292): keys and certificates under a password.
//!
//! Read by our own reader, because what is found in the wild is wider than libraries take: BER lengths, bytes after
//! the end, null passwords; and because the price must be known before it is paid: the iterations that a file asks
//! for are counted against one budget, so 2³¹ of them are refused at once (attack C15).

use std::fmt;

use secret::Secret;

use crate::certificate::Certificate;
use crate::credential::Credential;
use crate::der::DerError;

mod ber;
mod cipher;
mod derivation;
mod envelope;
mod mac;

use cipher::CipherError;
use derivation::Password;
use envelope::Envelope;

/// The largest file that is read; a key with a long chain stays below 64 KiB.
pub const MAX_PFX_BYTES: usize = 1024 * 1024;

/// Iterations of key derivation that one file may ask for in all: a million takes about half a second. OpenSSL and
/// Windows write files with 2,048 to 600,000 for each of their three derivations.
pub const MAX_PFX_ITERATIONS: u64 = 3_000_000;

/// What a PFX holds.
#[derive(Debug)]
pub struct PfxContents {
    /// The first private key, in PKCS#8.
    pub key: Option<Secret<Vec<u8>>>,
    /// All certificates, in their order.
    pub certificates: Vec<Certificate>,
}

/// Why a PFX does not open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PfxError {
    /// Nothing there.
    Empty,
    /// More than [`MAX_PFX_BYTES`].
    TooLarge {
        /// How many bytes there are.
        bytes: usize,
    },
    /// Something else than a PFX.
    NotPfx {
        /// What it seems to be.
        what: &'static str,
    },
    /// The password opens nothing.
    WrongPassword {
        /// Whether one was given at all.
        given: bool,
    },
    /// The password may be right, but the file is not whole.
    Damaged {
        /// Where, and what is wrong.
        problem: String,
    },
    /// Encrypted with something we do not decrypt.
    UnsupportedCipher {
        /// Its name, or its identifier.
        name: String,
    },
    /// The file asks for more work than [`MAX_PFX_ITERATIONS`].
    TooManyIterations {
        /// What it asks for, as far as it was counted.
        iterations: u64,
    },
    /// It could not be written.
    NotWritten {
        /// Why.
        problem: String,
    },
}

/// Counts the iterations that a file asks for, before they are done.
#[derive(Debug, Default)]
struct Budget {
    spent: u64,
}

impl Budget {
    fn spend(&mut self, iterations: u32) -> Result<(), PfxError> {
        self.spent = self.spent.saturating_add(u64::from(iterations));
        if self.spent > MAX_PFX_ITERATIONS {
            return Err(PfxError::TooManyIterations { iterations: self.spent });
        }
        Ok(())
    }
}

/// Whether bytes may be a PFX: a SEQUENCE that starts with version 3, in DER or BER.
pub fn looks_like_pfx(bytes: &[u8]) -> bool {
    let after_header = match bytes {
        [0x30, length, rest @ ..] if *length <= 0x80 => rest,
        [0x30, length, rest @ ..] => rest.get(usize::from(*length & 0x7f)..).unwrap_or_default(),
        _ => return false,
    };
    after_header.starts_with(&[0x02, 0x01, 0x03])
}

/// Opens a PFX. Without a password, or with the empty one, both the empty and the null password are tried: files
/// "without password" are made in either way.
pub fn read(bytes: &[u8], password: Option<&Secret<String>>) -> Result<PfxContents, PfxError> {
    if bytes.is_empty() {
        return Err(PfxError::Empty);
    }
    if bytes.len() > MAX_PFX_BYTES {
        return Err(PfxError::TooLarge { bytes: bytes.len() });
    }
    if crate::pem::is_pem(bytes) {
        return Err(PfxError::NotPfx { what: "PEM text" });
    }
    if bytes.first() != Some(&crate::der::SEQUENCE) {
        return Err(PfxError::NotPfx { what: "neither DER nor BER" });
    }
    let der = ber::to_der(bytes).map_err(|error| damaged("the file", error))?;
    if !looks_like_pfx(&der) {
        return Err(PfxError::NotPfx { what: "a DER structure that does not start with version 3" });
    }
    let envelope = Envelope::read(&der)?;
    let mut budget = Budget::default();
    envelope.count_iterations(&mut Budget::default())?;

    let given = password.is_some_and(|password| !password.expose().is_empty());
    let candidates = match password {
        Some(password) if given => vec![Password::text(password.expose())],
        _ => vec![Password::text(""), Password::null()],
    };
    let mut last = PfxError::WrongPassword { given };
    for candidate in &candidates {
        match envelope.open(candidate, &mut budget) {
            Ok(contents) => return Ok(contents),
            Err(PfxError::WrongPassword { .. }) => {}
            Err(error @ PfxError::TooManyIterations { .. }) => return Err(error),
            Err(error) => last = error,
        }
    }
    Err(last)
}

fn damaged(part: &str, error: DerError) -> PfxError {
    PfxError::Damaged { problem: format!("{part}: {error}") }
}

impl From<CipherError> for PfxError {
    fn from(error: CipherError) -> Self {
        match error {
            CipherError::Unsupported { name } => Self::UnsupportedCipher { name },
            CipherError::Parameters => {
                Self::Damaged { problem: "parameters of an encryption make no sense".to_owned() }
            }
            CipherError::DoesNotDecrypt => Self::WrongPassword { given: true },
        }
    }
}

/// Writes a PFX: AES-256 with PBKDF2-HMAC-SHA-256 and a SHA-256 MAC, which .NET, OpenSSL 1.1, Windows 10 and Java 11
/// and all later ones open. With the chain, the CAs above the certificate are in it too.
pub fn write(credential: &Credential, password: &str, with_chain: bool) -> Result<Vec<u8>, PfxError> {
    let not_written = |error: p12_keystore::error::Error| PfxError::NotWritten { problem: error.to_string() };
    let key = p12_keystore::PrivateKey::from_der(credential.private_key().expose()).map_err(not_written)?;
    let above = if with_chain { credential.chain() } else { &[] };
    let certificates = std::iter::once(credential.certificate())
        .chain(above)
        .map(|certificate| p12_keystore::Certificate::from_der(certificate.der()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(not_written)?;
    let local_key_id = credential.certificate().thumbprint().as_bytes().to_vec();
    let alias = credential.certificate().subject().simple_name();
    let mut store = p12_keystore::KeyStore::new();
    let chain = p12_keystore::PrivateKeyChain::new(local_key_id, key, certificates);
    store.add_entry(alias, p12_keystore::KeyStoreEntry::PrivateKeyChain(chain));
    store.writer(password).write().map_err(not_written)
}

impl fmt::Display for PfxError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => formatter.write_str("the PFX is empty"),
            Self::TooLarge { bytes } => {
                write!(formatter, "{bytes} bytes are more than a PFX may have ({MAX_PFX_BYTES})")
            }
            Self::NotPfx { what } => write!(formatter, "not a PFX but {what}"),
            Self::WrongPassword { given: true } => formatter.write_str("the password of the PFX is wrong"),
            Self::WrongPassword { given: false } => formatter.write_str("the PFX has a password, and none was given"),
            Self::Damaged { problem } => write!(formatter, "the PFX is damaged: {problem}"),
            Self::UnsupportedCipher { name } => write!(
                formatter,
                "the PFX is encrypted with {name}, which is not supported; export it again with AES-256"
            ),
            Self::TooManyIterations { iterations } => write!(
                formatter,
                "the PFX asks for {iterations} or more iterations of key derivation; {MAX_PFX_ITERATIONS} are allowed"
            ),
            Self::NotWritten { problem } => write!(formatter, "the PFX could not be written: {problem}"),
        }
    }
}

impl std::error::Error for PfxError {}

#[cfg(test)]
mod tests;
