//! Conversions that types declare themselves: the one that changes least is chosen.

use super::Binder;
use super::convert::Found;
use crate::{
    node::{ConversionKind, NumberTarget},
    surface::{Constant, MemberId},
    types::Type,
};

impl Binder<'_, '_> {
    /// A user-defined conversion, with conversions of the language before and behind it.
    pub(super) fn user_defined(&self, from: &Type, to: &Type, constant: Option<&Constant>, explicit: bool) -> Found {
        let mut best: Option<(u32, MemberId, ConversionKind)> = None;
        let mut seen: Vec<MemberId> = Vec::new();
        for class in [from, to] {
            let mut current = Some(class.without_nullable().clone());
            while let Some(this) = current {
                if let Some(info) = self.surface.info(this.id()) {
                    let lists =
                        if explicit { [&info.implicit[..], &info.explicit[..]] } else { [&info.implicit[..], &[]] };
                    for id in lists.into_iter().flatten() {
                        if seen.contains(id) {
                            continue;
                        }
                        seen.push(*id);
                        if let Some((rank, kind)) = self.rank_conversion(*id, from, to, constant, explicit)
                            && best.as_ref().is_none_or(|(known, ..)| rank < *known)
                        {
                            best = Some((rank, *id, kind));
                        }
                    }
                }
                current = self.surface.base_of(&this);
            }
        }
        best.map(|(_, _, kind)| Some(kind))
    }

    /// How well a conversion operator fits: less is better.
    pub(super) fn rank_conversion(
        &self,
        id: MemberId,
        from: &Type,
        to: &Type,
        constant: Option<&Constant>,
        explicit: bool,
    ) -> Option<(u32, ConversionKind)> {
        let member = self.surface.member(id);
        let source = &member.parameters.first()?.class;
        let target = &member.result;
        let native = member.native?;
        let (before, lifted) = match self.implicit_standard(from, source, constant) {
            Some(before) => (before, false),
            None => match from {
                Type::Nullable(inner) => match self.implicit_standard(inner, source, None) {
                    Some(before) => (before, true),
                    None if explicit => (self.explicit_standard(from, source)?, false),
                    None => return None,
                },
                _ if explicit => (self.explicit_standard(from, source)?, false),
                _ => return None,
            },
        };
        let after = match self.implicit_standard(target, to, None) {
            Some(after) => after,
            None if explicit => self.explicit_standard(target, to)?,
            None => return None,
        };
        let source_rank = match () {
            () if source == from => 0,
            () if self.implicit_standard(from, source, constant).is_some() => 1 + self.width(source),
            () => 40 + self.width(source),
        };
        let target_rank = match () {
            () if target == to => 0,
            () if target == to.without_nullable() => 1,
            () if self.implicit_standard(target, to, None).is_some() => 2 + 20 - self.width(target).min(20),
            () => 60 + self.width(target),
        };
        let kind = ConversionKind::User {
            native,
            before: before.map(Box::new),
            after: after.map(Box::new),
            lifted: lifted
                || matches!(from, Type::Nullable(_))
                    && !matches!(source, Type::Nullable(_))
                    && matches!(to, Type::Nullable(_)),
        };
        Some((source_rank + target_rank * 100, kind))
    }

    /// Orders numeric types from narrow to wide, so that the nearest is preferred.
    pub(super) fn width(&self, class: &Type) -> u32 {
        match self.number_kind(class.without_nullable()) {
            Some(NumberTarget::SByte) => 1,
            Some(NumberTarget::Byte) => 2,
            Some(NumberTarget::Int16 | NumberTarget::Char) => 3,
            Some(NumberTarget::UInt16) => 4,
            Some(NumberTarget::Int32) => 5,
            Some(NumberTarget::UInt32) => 6,
            Some(NumberTarget::Int64) => 7,
            Some(NumberTarget::UInt64) => 8,
            Some(NumberTarget::Single) => 9,
            Some(NumberTarget::Double) => 10,
            Some(NumberTarget::Decimal) => 11,
            _ if *class == Type::OBJECT => 19,
            _ => 15,
        }
    }
}
