//! What CAs have revoked: CRLs given as bytes, indexed once, asked by chain building.
//!
//! Nothing is fetched here. A list counts only if its issuer signed it, it is about the certificate, and it is of
//! today; anything else leaves the status unknown, and unknown refuses. One thing is certain even from an old list:
//! what it names was revoked.

use std::fmt;
use std::sync::Arc;

use crate::certificate::Certificate;
use crate::chain::Profile;
use crate::extension::distribution_point::DistributionPoint;
use crate::pem;
use crate::timestamp::Timestamp;

mod crl;
mod scope;

use crl::{Crl, REMOVE_FROM_CRL};
use scope::{ALL_REASONS, covered_reasons};

/// The largest list that is read.
pub const MAX_CRL_BYTES: usize = 128 * 1024 * 1024;

/// The most entries a list may have: each costs 16 bytes of index.
pub const MAX_CRL_ENTRIES: usize = 2_000_000;

/// The revocation lists at hand. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct RevocationData {
    lists: Vec<Arc<Crl>>,
}

/// Why bytes are no CRL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CrlError {
    /// Nothing there.
    Empty,
    /// More than [`MAX_CRL_BYTES`].
    TooLarge {
        /// How many bytes there are.
        bytes: usize,
    },
    /// More than [`MAX_CRL_ENTRIES`].
    TooManyEntries,
    /// Not the structure of a CRL.
    Malformed {
        /// What is wrong.
        problem: String,
    },
    /// PEM, but without an `X509 CRL` block, or broken.
    Pem {
        /// What is wrong.
        problem: String,
    },
}

/// What is known about one certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    Good { evidence: String },
    Revoked { evidence: String },
    Unknown { why: String },
}

/// The question about one certificate.
pub(crate) struct Question<'a, F> {
    pub(crate) certificate: &'a Certificate,
    pub(crate) issuer: &'a Certificate,
    pub(crate) at: Timestamp,
    pub(crate) profile: Profile,
    /// Whether a certificate that is not the issuer's is trusted, so that a list it signed in its name counts.
    pub(crate) trusted_signers: F,
}

impl RevocationData {
    /// Adds one list in DER, or all of a PEM text. Its signature is checked when a chain shows who issued it.
    pub fn add_crl(&mut self, bytes: &[u8]) -> Result<(), CrlError> {
        if bytes.is_empty() {
            return Err(CrlError::Empty);
        }
        if bytes.first() == Some(&crate::der::SEQUENCE) || !pem::is_pem(bytes) {
            self.lists.push(Arc::new(Crl::read(bytes)?));
            return Ok(());
        }
        let blocks = pem::read(bytes).map_err(|error| CrlError::Pem { problem: error.to_string() })?;
        let mut lists = Vec::new();
        for block in blocks.iter().filter(|block| block.label == "X509 CRL") {
            lists.push(Arc::new(Crl::read(&block.der)?));
        }
        if lists.is_empty() {
            return Err(CrlError::Pem { problem: "there is no X509 CRL block".to_owned() });
        }
        self.lists.extend(lists);
        Ok(())
    }

    /// Whether there is any list at all.
    pub fn is_empty(&self) -> bool {
        self.lists.is_empty()
    }

    /// How many certificates all lists name.
    pub fn entries(&self) -> usize {
        self.lists.iter().map(|list| list.len()).sum()
    }

    /// What the lists say about a certificate (RFC 5280 §6.3).
    pub(crate) fn answer<F>(&self, question: &Question<'_, F>) -> Answer
    where
        F: Fn(&crate::name::Name) -> Vec<Certificate>,
    {
        let mut points = question.certificate.extensions().crl_distribution_points.clone();
        // Lists of the issuer count even if the certificate points elsewhere.
        points.push(DistributionPoint::default());
        let mut covered = 0;
        let mut evidence = None;
        let mut problems: Vec<String> = Vec::new();
        for point in &points {
            for list in self.lists.iter().filter(|list| list.delta_base.is_none()) {
                let reasons = covered_reasons(list, question.certificate, point);
                if reasons & !covered == 0 {
                    continue;
                }
                match self.ask(list, question) {
                    Ok(Some(reason)) => {
                        let evidence = format!("revoked ({}) by the list of {}", reason_name(reason), list.issuer);
                        return Answer::Revoked { evidence };
                    }
                    Ok(None) => {
                        covered |= reasons;
                        evidence = Some(format!("not on the list of {} of {}", list.issuer, list.this_update));
                    }
                    Err(problem) if problems.contains(&problem) => {}
                    Err(problem) => problems.push(problem),
                }
            }
        }
        match evidence {
            Some(evidence) if covered == ALL_REASONS => Answer::Good { evidence },
            Some(_) => Answer::Unknown { why: "the lists at hand do not cover all reasons for revocation".to_owned() },
            None if problems.is_empty() => {
                let issuer = question.certificate.issuer();
                Answer::Unknown { why: format!("no revocation list of `{issuer}` that is about this certificate") }
            }
            None => Answer::Unknown { why: problems.join("; ") },
        }
    }

    /// The reason code if `list`, with the newest list that adds to it, names the certificate; why it cannot be used.
    fn ask<F>(&self, list: &Crl, question: &Question<'_, F>) -> Result<Option<u8>, String>
    where
        F: Fn(&crate::name::Name) -> Vec<Certificate>,
    {
        let of = |problem: String| format!("the list of {}: {problem}", list.issuer);
        authentic(list, question).map_err(of)?;
        let delta = self
            .lists
            .iter()
            .filter(|delta| adds_to(delta, list))
            .filter(|delta| authentic(delta, question).is_ok() && current(delta, question.at).is_ok());
        let newest = delta.max_by(|left, right| compare_numbers(&left.number, &right.number));
        let entry = match newest.and_then(|delta| delta.entry(question.certificate)) {
            Some(REMOVE_FROM_CRL) => None,
            Some(reason) => Some(reason),
            None => list.entry(question.certificate),
        };
        match (entry, newest) {
            // Old or not, it says so.
            (Some(reason), _) => Ok(Some(reason)),
            (None, Some(_)) => Ok(None),
            (None, None) => current(list, question.at).map(|()| None).map_err(of),
        }
    }

    /// The next moment after `at` at which a list starts or ends to be current.
    pub(crate) fn next_change(&self, at: Timestamp) -> Option<Timestamp> {
        let changes = self.lists.iter().flat_map(|list| [Some(list.this_update.plus_seconds(-1)), list.next_update]);
        changes.flatten().filter(|change| *change >= at).min()
    }
}

/// Usable, and signed by the issuer or by somebody trusted of its name.
fn authentic<F>(list: &Crl, question: &Question<'_, F>) -> Result<(), String>
where
    F: Fn(&crate::name::Name) -> Vec<Certificate>,
{
    if let Some(problem) = &list.unusable {
        return Err(problem.clone());
    }
    if let (Profile::Rfc5280, Some(problem)) = (question.profile, list.not_to_the_letter) {
        return Err(problem.to_owned());
    }
    let may_sign = |signer: &Certificate| signer.extensions().key_usage.is_none_or(|usage| usage.crl_signing());
    let issuer = question.issuer;
    let is_issuers = list.issuer.chains_to(issuer.subject());
    if is_issuers && may_sign(issuer) && list.is_signed_by(issuer) {
        return Ok(());
    }
    let others = (question.trusted_signers)(&list.issuer);
    if others.iter().any(|signer| may_sign(signer) && list.is_signed_by(signer)) {
        return Ok(());
    }
    Err(if is_issuers && !may_sign(issuer) {
        "its issuer may not sign revocation lists (no cRLSign)".to_owned()
    } else {
        "its signature is not its issuer's".to_owned()
    })
}

fn current(list: &Crl, at: Timestamp) -> Result<(), String> {
    match list.next_update {
        _ if at < list.this_update => Err(format!("it is of {}, later than {at}", list.this_update)),
        Some(next_update) if next_update < at => Err(format!("it was to be replaced by {next_update}")),
        Some(_) => Ok(()),
        None => Err("it does not say when it is replaced (nextUpdate)".to_owned()),
    }
}

/// Whether `delta` adds to `list` (RFC 5280 §6.3.3 (c)).
fn adds_to(delta: &Crl, list: &Crl) -> bool {
    delta.issuer.chains_to(&list.issuer)
        && delta.scope == list.scope
        && delta.delta_base.is_some()
        && compare_numbers(&delta.delta_base, &list.number).is_le()
        && compare_numbers(&delta.number, &list.number).is_ge()
}

/// Compares INTEGERs by value; what has none comes first.
fn compare_numbers(left: &Option<Box<[u8]>>, right: &Option<Box<[u8]>>) -> std::cmp::Ordering {
    let digits = |number: &Option<Box<[u8]>>| {
        let number = number.as_deref()?;
        let zeros = number.iter().take_while(|digit| **digit == 0).count();
        let digits = number.get(zeros..).unwrap_or_default().to_vec();
        Some((digits.len(), digits))
    };
    digits(left).cmp(&digits(right))
}

fn reason_name(reason: u8) -> &'static str {
    match reason {
        1 => "keyCompromise",
        2 => "cACompromise",
        3 => "affiliationChanged",
        4 => "superseded",
        5 => "cessationOfOperation",
        6 => "certificateHold",
        9 => "privilegeWithdrawn",
        10 => "aACompromise",
        _ => "unspecified",
    }
}

impl fmt::Display for CrlError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => formatter.write_str("the revocation list is empty"),
            Self::TooLarge { bytes } => {
                write!(formatter, "{bytes} bytes are more than a revocation list may have ({MAX_CRL_BYTES})")
            }
            Self::TooManyEntries => write!(formatter, "the revocation list has more than {MAX_CRL_ENTRIES} entries"),
            Self::Malformed { problem } => write!(formatter, "not a revocation list: {problem}"),
            Self::Pem { problem } => write!(formatter, "not a revocation list: {problem}"),
        }
    }
}

impl std::error::Error for CrlError {}

#[cfg(test)]
mod tests;
