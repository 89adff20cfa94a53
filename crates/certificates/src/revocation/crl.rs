//! One certificate revocation list (RFC 5280 §5): read once, indexed by issuer and serial number.
//!
//! The DER is kept and entries are indexed by where they lie in it: a list of 100,000 entries costs its own size and
//! 16 bytes an entry, and a look-up is a binary search.

use std::ops::Range;
use std::sync::Mutex;

use crate::certificate::Certificate;
use crate::der::{self, DerError, Reader, context, context_constructed};
use crate::extension::distribution_point::PointName;
use crate::general_name::GeneralName;
use crate::name::Name;
use crate::oid::{Oid, extension as known};
use crate::revocation::{CrlError, MAX_CRL_BYTES, MAX_CRL_ENTRIES};
use crate::signature;
use crate::timestamp::{self, Timestamp};

/// Which certificates a list is about (issuingDistributionPoint).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Scope {
    pub(super) point: Option<PointName>,
    pub(super) only_leaves: bool,
    pub(super) only_cas: bool,
    pub(super) only_attributes: bool,
    pub(super) reasons: Option<u16>,
    pub(super) indirect: bool,
}

/// A revocation list.
#[derive(Debug)]
pub(super) struct Crl {
    der: Box<[u8]>,
    tbs: Range<usize>,
    signature: Range<usize>,
    algorithm: Range<usize>,
    pub(super) issuer: Name,
    pub(super) this_update: Timestamp,
    pub(super) next_update: Option<Timestamp>,
    pub(super) number: Option<Box<[u8]>>,
    /// The number of the complete list that this one adds to.
    pub(super) delta_base: Option<Box<[u8]>>,
    pub(super) scope: Option<Scope>,
    /// Why it cannot be used at all.
    pub(super) unusable: Option<String>,
    /// What RFC 5280 asks for and is missing; refused only by the strict profile.
    pub(super) not_to_the_letter: Option<&'static str>,
    /// Issuers of entries in an indirect list; the first is the list's own.
    issuers: Vec<Name>,
    entries: Vec<Entry>,
    /// Keys whose signature over this list has been checked, and how it came out.
    checked: Mutex<Vec<(Box<[u8]>, bool)>>,
}

/// Where an entry lies, sorted by issuer and serial number.
#[derive(Debug, Clone, Copy)]
struct Entry {
    issuer: u32,
    serial: u32,
    serial_length: u32,
    reason: u8,
}

/// reasonCode of an entry that takes a certificate off the list again.
pub(super) const REMOVE_FROM_CRL: u8 = 8;

/// How many keys' checks are remembered per list: its issuer's, and a few more around a key change.
const REMEMBERED_KEYS: usize = 8;

impl Crl {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, CrlError> {
        if bytes.len() > MAX_CRL_BYTES {
            return Err(CrlError::TooLarge { bytes: bytes.len() });
        }
        Self::parse(bytes).map_err(|error| match error {
            ParseError::Der(error) => CrlError::Malformed { problem: error.to_string() },
            ParseError::TooManyEntries => CrlError::TooManyEntries,
        })
    }

    fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let mut list = Reader::new(der::only(bytes, der::SEQUENCE)?.contents);
        let tbs = list.expect(der::SEQUENCE)?;
        let algorithm = list.expect(der::SEQUENCE)?;
        let signature = der::whole_bits(list.expect(der::BIT_STRING)?.contents)?;
        list.finish()?;
        let range = |part: &[u8]| {
            let start = (part.as_ptr() as usize).saturating_sub(bytes.as_ptr() as usize);
            start..start.saturating_add(part.len())
        };

        let mut fields = Reader::new(tbs.contents);
        let version = fields.optional(der::INTEGER)?;
        let inner_algorithm = fields.expect(der::SEQUENCE)?;
        let issuer = Name::from_der(fields.expect(der::SEQUENCE)?.whole).map_err(|_| DerError::Malformed)?;
        let this_update = read_time(&mut fields)?.ok_or(DerError::Malformed)?;
        let next_update = read_time(&mut fields)?;
        let revoked = fields.optional(der::SEQUENCE)?;
        let mut crl = Self {
            tbs: range(tbs.whole),
            signature: range(signature),
            algorithm: range(algorithm.contents),
            issuers: vec![issuer.clone()],
            issuer,
            this_update,
            next_update,
            number: None,
            delta_base: None,
            scope: None,
            unusable: None,
            not_to_the_letter: None,
            entries: Vec::new(),
            checked: Mutex::default(),
            der: Box::default(),
        };
        if inner_algorithm.contents != algorithm.contents {
            crl.unusable = Some("it names one signature algorithm inside and another outside".to_owned());
        }
        if let Some(extensions) = fields.optional(context_constructed(0))? {
            crl.read_extensions(extensions.contents)?;
        }
        fields.finish()?;
        if version.is_none() || crl.number.is_none() {
            crl.not_to_the_letter = Some("it has no number (RFC 5280 §5.2.3)");
        }
        if let Some(revoked) = revoked {
            crl.read_entries(bytes, revoked.contents)?;
        }
        crl.der = bytes.into();
        Ok(crl)
    }

    fn read_extensions(&mut self, contents: &[u8]) -> Result<(), DerError> {
        let mut reader = Reader::new(der::only(contents, der::SEQUENCE)?.contents);
        while !reader.is_empty() {
            let mut fields = reader.sequence()?;
            let oid = fields.oid()?;
            let critical = fields.optional_boolean()?;
            let value = fields.expect(der::OCTET_STRING)?.contents;
            match oid {
                known::CRL_NUMBER => {
                    self.number = Some(der::only(value, der::INTEGER)?.contents.into());
                    if critical {
                        self.unusable = Some("its number is marked critical, which RFC 5280 forbids".to_owned());
                    }
                }
                known::DELTA_CRL_INDICATOR => {
                    self.delta_base = Some(der::only(value, der::INTEGER)?.contents.into());
                }
                known::ISSUING_DISTRIBUTION_POINT => self.scope = Some(Scope::read(value)?),
                _ if critical => {
                    self.unusable =
                        Some(format!("its critical extension {} is not understood", Oid::from_contents(oid)));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn read_entries(&mut self, whole: &[u8], contents: &[u8]) -> Result<(), ParseError> {
        let mut reader = Reader::new(contents);
        let mut issuer = 0;
        while !reader.is_empty() {
            if self.entries.len() >= MAX_CRL_ENTRIES {
                return Err(ParseError::TooManyEntries);
            }
            let mut fields = reader.sequence()?;
            let serial = fields.expect(der::INTEGER)?.contents;
            // When it was revoked is shown nowhere; that it was is what counts.
            fields.any()?;
            let mut reason = 0;
            if let Some(extensions) = fields.optional(der::SEQUENCE)? {
                self.read_entry_extensions(extensions.contents, &mut issuer, &mut reason)?;
            }
            fields.finish()?;
            let start = (serial.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize);
            self.entries.push(Entry {
                issuer,
                serial: u32::try_from(start).map_err(|_| DerError::Malformed)?,
                serial_length: u32::try_from(serial.len()).map_err(|_| DerError::Malformed)?,
                reason,
            });
        }
        self.entries.sort_by(|left, right| key_of(whole, left).cmp(&key_of(whole, right)));
        Ok(())
    }

    fn read_entry_extensions(&mut self, contents: &[u8], issuer: &mut u32, reason: &mut u8) -> Result<(), DerError> {
        let mut reader = Reader::new(contents);
        while !reader.is_empty() {
            let mut fields = reader.sequence()?;
            let oid = fields.oid()?;
            let critical = fields.optional_boolean()?;
            let value = fields.expect(der::OCTET_STRING)?.contents;
            match oid {
                known::REASON_CODE => {
                    let code = der::only(value, der::ENUMERATED)?.contents;
                    *reason = der::small_integer(code).and_then(|code| u8::try_from(code).ok()).unwrap_or(0);
                }
                known::CERTIFICATE_ISSUER => *issuer = self.issuer_index(value)?,
                known::INVALIDITY_DATE => {}
                _ if critical => {
                    let oid = Oid::from_contents(oid);
                    self.unusable = Some(format!("the critical extension {oid} of an entry is not understood"));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The index of the issuer that an entry of an indirect list names; entries after it keep it.
    fn issuer_index(&mut self, value: &[u8]) -> Result<u32, DerError> {
        let names = GeneralName::read_all(der::only(value, der::SEQUENCE)?.contents)?;
        let name = names.into_iter().find_map(|name| match name {
            GeneralName::Directory(name) => Some(name),
            _ => None,
        });
        let name = name.ok_or(DerError::Malformed)?;
        // Lists group their entries by issuer, so the name sought is nearly always the last one.
        let known = self.issuers.iter().rposition(|known| known.chains_to(&name));
        let index = known.unwrap_or_else(|| {
            self.issuers.push(name);
            self.issuers.len() - 1
        });
        u32::try_from(index).map_err(|_| DerError::Malformed)
    }

    /// The reason code of a certificate's entry, if it has one. Unspecified is 0.
    pub(super) fn entry(&self, certificate: &Certificate) -> Option<u8> {
        let issuer = self.issuers.iter().position(|issuer| certificate.issuer().chains_to(issuer))?;
        let wanted = (u32::try_from(issuer).ok()?, certificate.serial_number());
        let at = self.entries.binary_search_by(|entry| key_of(&self.der, entry).cmp(&wanted)).ok()?;
        self.entries.get(at).map(|entry| entry.reason)
    }

    /// Whether `signer`'s key signed it. Each key is checked once: hashing a large list takes milliseconds.
    pub(super) fn is_signed_by(&self, signer: &Certificate) -> bool {
        let key = signer.public_key_der();
        let Ok(mut checked) = self.checked.lock() else { return false };
        if let Some((_, signed)) = checked.iter().find(|(known, _)| **known == *key) {
            return *signed;
        }
        let part = |range: &Range<usize>| self.der.get(range.clone()).unwrap_or_default();
        let (algorithm, message, signature) = (part(&self.algorithm), part(&self.tbs), part(&self.signature));
        let signed = signature::verify(algorithm, message, signature, signer.public_key(), key)
            .is_ok_and(|strength| strength != signature::Strength::Md5);
        if checked.len() >= REMEMBERED_KEYS {
            checked.remove(0);
        }
        checked.push((key.into(), signed));
        signed
    }

    /// How many entries it has.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }
}

fn key_of<'a>(der: &'a [u8], entry: &Entry) -> (u32, &'a [u8]) {
    let start = entry.serial as usize;
    (entry.issuer, der.get(start..start.saturating_add(entry.serial_length as usize)).unwrap_or_default())
}

enum ParseError {
    Der(DerError),
    TooManyEntries,
}

impl From<DerError> for ParseError {
    fn from(error: DerError) -> Self {
        Self::Der(error)
    }
}

/// A Time, if one stands here.
fn read_time(fields: &mut Reader<'_>) -> Result<Option<Timestamp>, DerError> {
    for tag in [0x17, 0x18] {
        if let Some(value) = fields.optional(tag)? {
            return timestamp::from_der(tag, value.contents).map(Some).ok_or(DerError::Malformed);
        }
    }
    Ok(None)
}

impl Scope {
    fn read(value: &[u8]) -> Result<Self, DerError> {
        let mut fields = Reader::new(der::only(value, der::SEQUENCE)?.contents);
        let point = PointName::read_optional(&mut fields)?;
        let mut flag = |number| -> Result<bool, DerError> {
            Ok(fields.optional(context(number))?.is_some_and(|value| value.contents != [0]))
        };
        let (only_leaves, only_cas) = (flag(1)?, flag(2)?);
        let reasons = fields.optional(context(3))?.map(|bits| der::named_bits(bits.contents)).transpose()?;
        let mut flag = |number| -> Result<bool, DerError> {
            Ok(fields.optional(context(number))?.is_some_and(|value| value.contents != [0]))
        };
        let (indirect, only_attributes) = (flag(4)?, flag(5)?);
        fields.finish()?;
        Ok(Self { point, only_leaves, only_cas, only_attributes, reasons, indirect })
    }
}
