//! nameConstraints (RFC 5280 §4.2.1.10): which names a CA may give, as data. Applying them is the chain's work.

use crate::der::{self, DerError, Reader, context, context_constructed};
use crate::general_name::GeneralName;

/// The subtrees of names a CA may, and may not, issue certificates for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NameConstraints {
    /// If a type of name has any, names of that type must lie in one of them.
    pub permitted: Vec<GeneralName>,
    /// No name may lie in one of these.
    pub excluded: Vec<GeneralName>,
}

impl NameConstraints {
    pub(super) fn read(value: &[u8]) -> Result<Self, DerError> {
        let mut fields = Reader::new(der::only(value, der::SEQUENCE)?.contents);
        let permitted = fields.optional(context_constructed(0))?;
        let excluded = fields.optional(context_constructed(1))?;
        fields.finish()?;
        if permitted.is_none() && excluded.is_none() {
            return Err(DerError::Truncated);
        }
        let read = |subtrees: Option<der::Value<'_>>| subtrees.map_or(Ok(Vec::new()), |v| read_subtrees(v.contents));
        Ok(Self { permitted: read(permitted)?, excluded: read(excluded)? })
    }
}

fn read_subtrees(contents: &[u8]) -> Result<Vec<GeneralName>, DerError> {
    let mut reader = Reader::new(contents);
    let mut bases = Vec::new();
    while !reader.is_empty() {
        let mut fields = reader.sequence()?;
        let base = GeneralName::read(fields.any()?)?;
        // RFC 5280: minimum is 0 and maximum absent; whatever else they say cannot be honoured.
        if let Some(minimum) = fields.optional(context(0))?
            && minimum.contents != [0]
        {
            return Err(DerError::Malformed);
        }
        fields.finish()?;
        bases.push(base);
    }
    if bases.is_empty() { Err(DerError::Truncated) } else { Ok(bases) }
}
