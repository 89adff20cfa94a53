//! Whether a list is about a certificate (RFC 5280 §6.3.3 (b)): by issuer, by distribution point, by kind, by reason.

use crate::certificate::Certificate;
use crate::extension::distribution_point::{DistributionPoint, PointName};
use crate::general_name::GeneralName;
use crate::name::Name;
use crate::revocation::crl::Crl;

/// All reasons a list can cover: bits 1 to 8 of ReasonFlags.
pub(super) const ALL_REASONS: u16 = 0b1_1111_1110;

/// The reasons for which `crl` answers for `certificate` at `point`; none if it is about something else.
pub(super) fn covered_reasons(crl: &Crl, certificate: &Certificate, point: &DistributionPoint) -> u16 {
    let crl_issuers = directory_names(&point.crl_issuer);
    let indirect = crl.scope.as_ref().is_some_and(|scope| scope.indirect);
    let right_issuer = if point.crl_issuer.is_empty() {
        crl.issuer.chains_to(certificate.issuer())
    } else {
        // (b)(1): a list by another issuer must say that it holds others' certificates.
        crl_issuers.iter().any(|name| crl.issuer.chains_to(name))
            && (indirect || crl.issuer.chains_to(certificate.issuer()))
    };
    if !right_issuer {
        return 0;
    }
    let point_reasons = point.reasons.unwrap_or(ALL_REASONS);
    let Some(scope) = &crl.scope else {
        return point_reasons & ALL_REASONS;
    };
    let wrong_kind =
        scope.only_attributes || (scope.only_leaves && certificate.is_ca()) || (scope.only_cas && !certificate.is_ca());
    if wrong_kind {
        return 0;
    }
    if let Some(name) = &scope.point
        && !same_point(name, crl, certificate, point)
    {
        return 0;
    }
    point_reasons & scope.reasons.unwrap_or(ALL_REASONS) & ALL_REASONS
}

/// (b)(2)(i): the list's point and the certificate's share a name.
fn same_point(scope: &PointName, crl: &Crl, certificate: &Certificate, point: &DistributionPoint) -> bool {
    let of_list = full_names(scope, &crl.issuer);
    let of_point = match &point.name {
        Some(name) => {
            let base = directory_names(&point.crl_issuer).first().copied().unwrap_or(certificate.issuer());
            full_names(name, base)
        }
        None if !point.crl_issuer.is_empty() => point.crl_issuer.clone(),
        None => vec![GeneralName::Directory(certificate.issuer().clone())],
    };
    of_list.iter().any(|name| of_point.iter().any(|other| same_name(name, other)))
}

fn same_name(left: &GeneralName, right: &GeneralName) -> bool {
    match (left, right) {
        (GeneralName::Directory(left), GeneralName::Directory(right)) => left.chains_to(right),
        _ => left == right,
    }
}

/// The names of a point, one relative to its issuer made whole.
fn full_names(name: &PointName, issuer: &Name) -> Vec<GeneralName> {
    match name {
        PointName::Full(names) => names.clone(),
        PointName::Relative(set) => issuer.with_relative(set).map(GeneralName::Directory).into_iter().collect(),
    }
}

fn directory_names(names: &[GeneralName]) -> Vec<&Name> {
    names.iter().filter_map(|name| if let GeneralName::Directory(name) = name { Some(name) } else { None }).collect()
}
