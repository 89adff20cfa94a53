//! cRLDistributionPoints: under which name, for which reasons and by whom a certificate's revocation is published.

use crate::der::{self, DerError, Reader, context, context_constructed};
use crate::general_name::GeneralName;

/// The name of a distribution point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PointName {
    /// Full names, any of which will do.
    Full(Vec<GeneralName>),
    /// One RDN below the CRL issuer's name: the contents of its SET.
    Relative(Box<[u8]>),
}

/// One distribution point of a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DistributionPoint {
    /// Where.
    pub name: Option<PointName>,
    /// Which reasons its CRLs cover (bits of ReasonFlags); `None` means all.
    pub reasons: Option<u16>,
    /// Who signs its CRLs, if not the certificate's issuer.
    pub crl_issuer: Vec<GeneralName>,
}

impl DistributionPoint {
    pub(super) fn read_all(value: &[u8]) -> Result<Vec<Self>, DerError> {
        let mut reader = Reader::new(der::only(value, der::SEQUENCE)?.contents);
        let mut points = Vec::new();
        while !reader.is_empty() {
            let mut fields = reader.sequence()?;
            let name = PointName::read_optional(&mut fields)?;
            let reasons = fields.optional(context(1))?.map(|bits| der::named_bits(bits.contents)).transpose()?;
            let crl_issuer = match fields.optional(context_constructed(2))? {
                Some(names) => GeneralName::read_all(names.contents)?,
                None => Vec::new(),
            };
            fields.finish()?;
            points.push(Self { name, reasons, crl_issuer });
        }
        Ok(points)
    }

    /// Addresses among its names. Whoever wrote the certificate chose them.
    pub fn urls(&self) -> impl Iterator<Item = &str> {
        let names = match &self.name {
            Some(PointName::Full(names)) => names.as_slice(),
            _ => &[],
        };
        names.iter().filter_map(|name| match name {
            GeneralName::Uri(url) => Some(url.as_str()),
            _ => None,
        })
    }
}

impl PointName {
    /// DistributionPointName in its explicit `[0]`, where a point or an issuing distribution point may have one.
    pub(crate) fn read_optional(fields: &mut Reader<'_>) -> Result<Option<Self>, DerError> {
        let Some(wrapped) = fields.optional(context_constructed(0))? else {
            return Ok(None);
        };
        let mut choice = Reader::new(wrapped.contents);
        let value = choice.any()?;
        choice.finish()?;
        match value.tag {
            0xa0 => Ok(Some(Self::Full(GeneralName::read_all(value.contents)?))),
            0xa1 => Ok(Some(Self::Relative(value.contents.into()))),
            _ => Err(DerError::Malformed),
        }
    }
}
