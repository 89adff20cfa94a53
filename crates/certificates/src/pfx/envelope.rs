//! The structure of a PFX: an authenticated list of safes, each plain or encrypted, each a list of bags.

use secret::Secret;
use zeroize::Zeroizing;

use crate::certificate::Certificate;
use crate::der::{self, Reader, context, context_constructed};
use crate::pfx::cipher::{CipherError, Encryption};
use crate::pfx::derivation::Password;
use crate::pfx::mac::Mac;
use crate::pfx::{Budget, PfxContents, PfxError, ber, damaged};

const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
const ENCRYPTED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 6];
/// A last arc of 1 to 6 follows.
const BAG: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 10, 1];
const X509_CERTIFICATE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 22, 1];

/// Bags may hold bags; nobody nests them.
const MAX_BAG_DEPTH: usize = 4;

/// A PFX whose outer structure has been read.
pub(super) struct Envelope<'a> {
    /// What the MAC is made over.
    authenticated: Vec<u8>,
    mac: Option<Mac<'a>>,
}

/// One safe of the list.
enum Safe<'a> {
    Plain(Vec<u8>),
    Encrypted { encryption: Encryption<'a>, data: Vec<u8> },
}

impl<'a> Envelope<'a> {
    pub(super) fn read(file: &'a [u8]) -> Result<Self, PfxError> {
        let part = |error| damaged("the outer structure", error);
        let mut fields = Reader::new(file).sequence().map_err(part)?;
        fields.expect(der::INTEGER).map_err(part)?;
        let mut content = fields.sequence().map_err(part)?;
        match content.oid().map_err(part)? {
            DATA => {}
            SIGNED_DATA => {
                return Err(PfxError::UnsupportedCipher { name: "a public key (signedData integrity)".to_owned() });
            }
            _ => return Err(PfxError::Damaged { problem: "the outer structure is of an unknown type".to_owned() }),
        }
        let wrapped = content.expect(context_constructed(0)).map_err(part)?;
        let octets = der::only(wrapped.contents, der::OCTET_STRING).map_err(part)?;
        let mac = match fields.optional(der::SEQUENCE).map_err(part)? {
            Some(mac) => Some(Mac::read(Reader::new(mac.contents))?),
            None => None,
        };
        // Writers of BER put BER inside of the strings as well. The MAC is over the string as it stands.
        Ok(Self { authenticated: octets.contents.to_vec(), mac })
    }

    /// The list of safes, still in BER or DER.
    fn safes_der(&self) -> Result<Vec<u8>, PfxError> {
        ber::to_der(&self.authenticated).map_err(|error| damaged("the list of safes", error))
    }

    /// Adds up what can be seen without decrypting, so that an absurd file costs nothing.
    pub(super) fn count_iterations(&self, budget: &mut Budget) -> Result<(), PfxError> {
        if let Some(mac) = &self.mac {
            budget.spend(mac.iterations())?;
        }
        let list = self.safes_der()?;
        for safe in read_safes(&list)? {
            if let Safe::Encrypted { encryption, .. } = safe {
                budget.spend(encryption.iterations())?;
            }
        }
        Ok(())
    }

    /// Opens everything with one password.
    pub(super) fn open(&self, password: &Password, budget: &mut Budget) -> Result<PfxContents, PfxError> {
        let mut sealed = true;
        if let Some(mac) = &self.mac {
            budget.spend(mac.iterations())?;
            sealed = mac.matches(password, &self.authenticated);
        }
        let opened = self.open_safes(password, budget);
        match (sealed, opened) {
            (true, opened) => opened,
            // The MAC cannot tell a wrong password from damage, but what the password decrypts to can.
            (false, Ok(_) | Err(PfxError::Damaged { .. })) if self.is_encrypted() => Err(PfxError::Damaged {
                problem: "the password decrypts it, but its checksum (MAC) does not match its contents".to_owned(),
            }),
            (false, Err(error @ PfxError::TooManyIterations { .. })) => Err(error),
            (false, _) => Err(PfxError::WrongPassword { given: true }),
        }
    }

    fn is_encrypted(&self) -> bool {
        let Ok(list) = self.safes_der() else { return false };
        read_safes(&list).is_ok_and(|safes| safes.iter().any(|safe| matches!(safe, Safe::Encrypted { .. })))
    }

    fn open_safes(&self, password: &Password, budget: &mut Budget) -> Result<PfxContents, PfxError> {
        let mut contents = PfxContents { key: None, certificates: Vec::new() };
        let list = self.safes_der()?;
        for safe in read_safes(&list)? {
            let bags = match safe {
                Safe::Plain(bags) => Zeroizing::new(bags),
                Safe::Encrypted { encryption, data } => {
                    budget.spend(encryption.iterations())?;
                    let plain = encryption.decrypt(password, &data)?;
                    // Padding alone comes out right once in 256 wrong passwords; a whole structure never.
                    if !is_one_value(&plain) {
                        return Err(PfxError::WrongPassword { given: true });
                    }
                    plain
                }
            };
            let bags = Zeroizing::new(ber::to_der(&bags).map_err(|error| damaged("a safe", error))?);
            read_bags(&bags, password, budget, &mut contents, 0)?;
        }
        Ok(contents)
    }
}

/// Whether bytes begin like one SEQUENCE that reaches to their end.
fn is_one_value(bytes: &[u8]) -> bool {
    bytes.first() == Some(&der::SEQUENCE)
        && (bytes.get(1) == Some(&0x80) || Reader::new(bytes).any().is_ok_and(|value| value.whole.len() == bytes.len()))
}

fn read_safes(list: &[u8]) -> Result<Vec<Safe<'_>>, PfxError> {
    let part = |error| damaged("the list of safes", error);
    let mut reader = Reader::new(list).sequence().map_err(part)?;
    let mut safes = Vec::new();
    while !reader.is_empty() {
        let mut fields = reader.sequence().map_err(part)?;
        let kind = fields.oid().map_err(part)?;
        let wrapped = fields.expect(context_constructed(0)).map_err(part)?.contents;
        match kind {
            DATA => safes.push(Safe::Plain(der::only(wrapped, der::OCTET_STRING).map_err(part)?.contents.to_vec())),
            ENCRYPTED_DATA => safes.push(read_encrypted(wrapped)?),
            _ => return Err(PfxError::UnsupportedCipher { name: "a public key (envelopedData)".to_owned() }),
        }
    }
    Ok(safes)
}

fn read_encrypted(contents: &[u8]) -> Result<Safe<'_>, PfxError> {
    let part = |error| damaged("an encrypted safe", error);
    let mut fields = Reader::new(contents).sequence().map_err(part)?;
    fields.expect(der::INTEGER).map_err(part)?;
    let mut info = fields.sequence().map_err(part)?;
    info.oid().map_err(part)?;
    let encryption = Encryption::read(info.sequence().map_err(part)?)?;
    let value = info.any().map_err(part)?;
    // An implicitly tagged string in pieces keeps its pieces when BER is made DER.
    let data = match value.tag {
        tag if tag == context(0) => value.contents.to_vec(),
        tag if tag == context_constructed(0) => ber::join(value.contents).map_err(part)?,
        _ => return Err(PfxError::Damaged { problem: "an encrypted safe holds no data".to_owned() }),
    };
    Ok(Safe::Encrypted { encryption, data })
}

fn read_bags(
    bags: &[u8],
    password: &Password,
    budget: &mut Budget,
    contents: &mut PfxContents,
    depth: usize,
) -> Result<(), PfxError> {
    let part = |error| damaged("a bag", error);
    if depth > MAX_BAG_DEPTH {
        return Err(PfxError::Damaged { problem: "bags are nested too deeply".to_owned() });
    }
    let mut reader = Reader::new(bags).sequence().map_err(part)?;
    while !reader.is_empty() {
        let mut fields = reader.sequence().map_err(part)?;
        let kind = fields.oid().map_err(part)?.strip_prefix(BAG);
        let value = fields.expect(context_constructed(0)).map_err(part)?.contents;
        match kind {
            Some([1]) if contents.key.is_none() => contents.key = Some(Secret::new(value.to_vec())),
            Some([2]) if contents.key.is_none() => {
                let mut shrouded = Reader::new(value).sequence().map_err(part)?;
                let encryption = Encryption::read(shrouded.sequence().map_err(part)?)?;
                let data = shrouded.expect(der::OCTET_STRING).map_err(part)?.contents;
                budget.spend(encryption.iterations())?;
                let key = encryption.decrypt(password, data).map_err(|error| match error {
                    // The certificates opened with the same password, if they were encrypted at all.
                    CipherError::DoesNotDecrypt => PfxError::WrongPassword { given: true },
                    other => other.into(),
                })?;
                if !is_one_value(&key) {
                    return Err(PfxError::WrongPassword { given: true });
                }
                contents.key = Some(Secret::new(key.to_vec()));
            }
            Some([3]) => {
                let mut bag = Reader::new(value).sequence().map_err(part)?;
                if bag.oid().map_err(part)? != X509_CERTIFICATE {
                    continue;
                }
                let wrapped = bag.expect(context_constructed(0)).map_err(part)?.contents;
                let der = der::only(wrapped, der::OCTET_STRING).map_err(part)?.contents;
                let certificate = Certificate::from_der(der)
                    .map_err(|error| PfxError::Damaged { problem: format!("a certificate: {error}") })?;
                contents.certificates.push(certificate);
            }
            Some([6]) => read_bags(value, password, budget, contents, depth + 1)?,
            // CRLs, secrets and what else there may be are nothing that a gateway uses.
            _ => {}
        }
    }
    Ok(())
}
