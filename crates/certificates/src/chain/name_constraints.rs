//! Applies a CA's name constraints (RFC 5280 §4.2.1.10) to the names of a certificate below it.
//!
//! What cannot be compared with certainty (a malformed constraint, a type of name that nobody defined a rule for, a
//! wildcard that might stand for an excluded host) refuses.

use crate::certificate::Certificate;
use crate::chain::limits::Budget;
use crate::chain::server_name::is_host_name;
use crate::extension::name_constraints::NameConstraints;
use crate::general_name::GeneralName;
use crate::verdict::ChainStatus;

/// Why names are not as a CA may give them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Breach {
    pub(super) status: ChainStatus,
    pub(super) found: String,
    pub(super) expected: String,
}

/// Compares all names of `certificate` with `constraints`.
pub(super) fn check(
    certificate: &Certificate,
    constraints: &NameConstraints,
    budget: &mut Budget,
) -> Result<(), Breach> {
    let names = names_of(certificate);
    let count = names.len().saturating_mul(constraints.permitted.len() + constraints.excluded.len());
    if !budget.name_comparisons(count) {
        return Err(Breach {
            status: ChainStatus::InvalidNameConstraints,
            found: format!(
                "{} names against {} constraints",
                names.len(),
                constraints.permitted.len() + constraints.excluded.len()
            ),
            expected: "fewer comparisons than the limit".to_owned(),
        });
    }
    for name in &names {
        check_name(name, constraints)?;
    }
    Ok(())
}

fn check_name(name: &GeneralName, constraints: &NameConstraints) -> Result<(), Breach> {
    let same_type = |base: &&GeneralName| std::mem::discriminant(*base) == std::mem::discriminant(name);
    for base in constraints.excluded.iter().filter(same_type) {
        if compare(name, base, Side::Excluded)? {
            return Err(Breach {
                status: ChainStatus::HasExcludedNameConstraint,
                found: name.to_string(),
                expected: format!("no name within {base} (excluded)"),
            });
        }
    }
    let mut permitted = constraints.permitted.iter().filter(same_type).peekable();
    if permitted.peek().is_none() {
        return Ok(());
    }
    let mut bases = Vec::new();
    for base in permitted {
        if compare(name, base, Side::Permitted)? {
            return Ok(());
        }
        bases.push(base);
    }
    // A list of thousands helps nobody.
    let shown = bases.iter().take(4).map(|base| base.to_string()).collect::<Vec<_>>().join(", ");
    Err(Breach {
        status: ChainStatus::HasNotPermittedNameConstraint,
        found: name.to_string(),
        expected: format!("a name within {shown} (permitted)"),
    })
}

/// All names a certificate goes by: subject, alternative names, and the old mailbox in the subject.
fn names_of(certificate: &Certificate) -> Vec<GeneralName> {
    let subject = certificate.subject();
    let mut names = certificate.extensions().subject_alternative_names.clone().unwrap_or_default();
    if !names.iter().any(|name| matches!(name, GeneralName::Email(_))) {
        let mailboxes = subject
            .attributes()
            .filter(|attribute| attribute.kind().contents() == crate::oid::attribute::EMAIL_ADDRESS)
            .filter_map(|attribute| attribute.text());
        names.extend(mailboxes.map(|mailbox| GeneralName::Email(mailbox.to_owned())));
    }
    if !subject.is_empty() {
        names.push(GeneralName::Directory(subject.clone()));
    }
    names
}

/// On which side of the constraints a base stands: in doubt, the answer is the one that refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Permitted,
    Excluded,
}

/// Whether `name` is within `base`; both are of one type.
fn compare(name: &GeneralName, base: &GeneralName, side: Side) -> Result<bool, Breach> {
    match (name, base) {
        (GeneralName::Dns(name), GeneralName::Dns(base)) => compare_dns(name, base, side),
        (GeneralName::Email(name), GeneralName::Email(base)) => compare_email(name, base),
        (GeneralName::Uri(name), GeneralName::Uri(base)) => compare_uri(name, base),
        (GeneralName::Ip(name), GeneralName::Ip(base)) => compare_ip(name, base),
        (GeneralName::Directory(name), GeneralName::Directory(base)) => Ok(name.is_within(base)),
        _ => Err(invalid(name, "a type of name that constraints can be applied to")),
    }
}

fn invalid(found: &GeneralName, expected: &str) -> Breach {
    Breach { status: ChainStatus::InvalidNameConstraints, found: found.to_string(), expected: expected.to_owned() }
}

fn compare_dns(name: &str, base: &str, side: Side) -> Result<bool, Breach> {
    if !base.is_empty() && !is_constraint_host(base) {
        return Err(invalid(&GeneralName::Dns(base.to_owned()), "a constraint that is a host name"));
    }
    let (wildcard, host) = match name.strip_prefix("*.") {
        Some(parent) => (true, parent),
        None => (false, name),
    };
    if !is_constraint_host(host) {
        return Err(invalid(&GeneralName::Dns(name.to_owned()), "a host name"));
    }
    let inside = base.is_empty() || is_same_or_below(host, base);
    // `*.example.com` may stand for the excluded `www.example.com`.
    let may_stand_for_base = || base.split_once('.').is_some_and(|(_, parent)| parent.eq_ignore_ascii_case(host));
    Ok(inside || (wildcard && side == Side::Excluded && may_stand_for_base()))
}

/// Host names as they occur in certificates: underscores are tolerated here, because refusing them would let an
/// excluded name through elsewhere.
fn is_constraint_host(name: &str) -> bool {
    is_host_name(&name.replace('_', "x"))
}

fn is_same_or_below(host: &str, base: &str) -> bool {
    host.eq_ignore_ascii_case(base) || is_below(host, base)
}

fn is_below(host: &str, base: &str) -> bool {
    let Some(split) = host.len().checked_sub(base.len()) else { return false };
    match (host.get(..split), host.get(split..)) {
        (Some(front), Some(end)) => front.len() > 1 && front.ends_with('.') && end.eq_ignore_ascii_case(base),
        _ => false,
    }
}

fn compare_email(name: &str, base: &str) -> Result<bool, Breach> {
    let host_of = |text: &str| text.rsplit_once('@').map(|(local, host)| (local.to_owned(), host.to_owned()));
    let Some((local, host)) = host_of(name).filter(|(local, host)| is_local_part(local) && is_constraint_host(host))
    else {
        return Err(invalid(&GeneralName::Email(name.to_owned()), "a mailbox"));
    };
    if let Some((base_local, base_host)) = host_of(base) {
        return Ok(local == base_local && host.eq_ignore_ascii_case(&base_host));
    }
    match base.strip_prefix('.') {
        _ if base.is_empty() => Ok(true),
        Some(parent) if is_constraint_host(parent) => Ok(is_below(&host, parent)),
        None if is_constraint_host(base) => Ok(host.eq_ignore_ascii_case(base)),
        _ => Err(invalid(&GeneralName::Email(base.to_owned()), "a constraint that is a mailbox or a host name")),
    }
}

/// Quoted local parts may hold anything, but nobody has one; unquoted ones hold no second `@`.
fn is_local_part(local: &str) -> bool {
    !local.is_empty() && !local.contains(['@', '"', ' ']) && !local.contains(char::is_control)
}

fn compare_uri(name: &str, base: &str) -> Result<bool, Breach> {
    let host = name.split_once("://").map(|(_, rest)| rest).and_then(|rest| {
        let authority = rest.split(['/', '?', '#']).next()?;
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        Some(host.split_once(':').map_or(host, |(host, _)| host))
    });
    // RFC 5280: a URI without a host name (an address counts as none) cannot satisfy a constraint.
    let is_address = |host: &str| host.parse::<std::net::Ipv4Addr>().is_ok();
    let Some(host) = host.filter(|host| is_constraint_host(host) && !is_address(host)) else {
        return Err(invalid(&GeneralName::Uri(name.to_owned()), "a URI with a host name"));
    };
    match base.strip_prefix('.') {
        _ if base.is_empty() => Ok(true),
        Some(parent) if is_constraint_host(parent) => Ok(is_below(host, parent)),
        None if is_constraint_host(base) => Ok(host.eq_ignore_ascii_case(base)),
        _ => Err(invalid(&GeneralName::Uri(base.to_owned()), "a constraint that is a host name")),
    }
}

fn compare_ip(name: &[u8], base: &[u8]) -> Result<bool, Breach> {
    if !matches!(name.len(), 4 | 16) {
        return Err(invalid(&GeneralName::Ip(name.to_vec()), "an address of 4 or 16 bytes"));
    }
    let (address, mask) = base.split_at(base.len() / 2);
    if !matches!(base.len(), 8 | 32) || !is_prefix_mask(mask) {
        return Err(invalid(&GeneralName::Ip(base.to_vec()), "a constraint that is an address and a prefix mask"));
    }
    let same = |((name, base), mask): ((&u8, &u8), &u8)| name & mask == base & mask;
    Ok(name.len() == address.len() && name.iter().zip(address).zip(mask).all(same))
}

/// Ones, then zeros.
fn is_prefix_mask(mask: &[u8]) -> bool {
    let ones: u32 = mask.iter().map(|byte| byte.count_ones()).sum();
    let mut left = ones;
    mask.iter().all(|byte| {
        let here = left.min(8);
        left -= here;
        byte.leading_ones() == here && byte.count_ones() == here
    })
}
