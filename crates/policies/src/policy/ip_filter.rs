//! `<ip-filter>` lets callers through by address: `allow` refuses all others, `forbid` refuses the ones listed.

use std::net::IpAddr;

use super::{ALL_SCOPES, AttributeRule, Definition, Flow, INBOUND, Policy, Running};
use crate::compile::attributes;
use crate::compile::section::SectionCompiler;
use crate::document::Element;
use crate::exchange::failure::Failure;
use crate::exchange::judgement::{Check, CheckOutcome};
use crate::value::TextValue;

/// `ip-filter`
pub static DEFINITION: Definition = Definition {
    name: "ip-filter",
    doc: "Lets callers through, or keeps them out, by address.",
    sections: INBOUND,
    scopes: ALL_SCOPES,
    attributes: &[AttributeRule::required("action", "allow or forbid").literal()],
    compile,
};

#[derive(Debug)]
struct IpFilter {
    allows: bool,
    addresses: Vec<Addresses>,
}

#[derive(Debug)]
enum Addresses {
    One(TextValue),
    Range(TextValue, TextValue),
}

const RANGE: &[AttributeRule] =
    &[AttributeRule::required("from", "first address"), AttributeRule::required("to", "last address")];

fn compile(element: &Element, compiler: &mut SectionCompiler<'_>) {
    attributes::refuse_text(element, compiler.findings);
    attributes::refuse_children(element, &["address", "address-range"], compiler.findings);
    let allows = compiler.word(element, "action", &["allow", "forbid"]) == 0;
    let mut addresses = Vec::new();
    for child in element.elements() {
        match child.name.as_str() {
            "address" => {
                attributes::check_rules(child, &[], false, compiler.findings);
                if let Some(address) = compiler.content(child) {
                    check(child, &address, compiler);
                    addresses.push(Addresses::One(address));
                }
            }
            "address-range" => {
                attributes::check_rules(child, RANGE, false, compiler.findings);
                if let (Some(from), Some(to)) = (compiler.text(child, "from"), compiler.text(child, "to")) {
                    check(child, &from, compiler);
                    check(child, &to, compiler);
                    addresses.push(Addresses::Range(from, to));
                }
            }
            _ => {}
        }
    }
    if addresses.is_empty() {
        let help = "add <address>…</address> or <address-range from=\"…\" to=\"…\" />";
        compiler.report(element.error("missing-element", "`ip-filter` lists no address").help(help));
    }
    compiler.emit(element, IpFilter { allows, addresses });
}

fn check(element: &Element, value: &TextValue, compiler: &mut SectionCompiler<'_>) {
    if let Some(literal) = value.literal()
        && literal.trim().parse::<IpAddr>().is_err()
    {
        let message = format!("`{}` is not an IP address", literal.trim());
        compiler.report(element.error("wrong-value", message).help("ranges are written as from and to, not as CIDR"));
    }
}

impl Policy for IpFilter {
    fn run(&self, running: &mut Running<'_>) -> Result<Flow, Failure> {
        let caller = running.exchange.caller.address.to_canonical();
        let mut is_listed = false;
        for addresses in &self.addresses {
            let (from, to) = match addresses {
                Addresses::One(address) => (address, address),
                Addresses::Range(from, to) => (from, to),
            };
            let from = parsed(&from.get_or_empty(running.exchange)?)?;
            let to = parsed(&to.get_or_empty(running.exchange)?)?;
            // Addresses of the two families do not compare.
            let same_family = from.is_ipv4() == caller.is_ipv4() && to.is_ipv4() == caller.is_ipv4();
            is_listed |= same_family && from <= caller && caller <= to;
        }
        if is_listed == self.allows {
            return Ok(Flow::Next);
        }
        let (reason, error) = match self.allows {
            true => ("CallerIpNotAllowed", format!("Caller IP address {caller} is not allowed. Access denied.")),
            false => ("CallerIpBlocked", "Caller IP address is blocked. Access denied.".to_owned()),
        };
        let expected = if self.allows { "one of the addresses listed" } else { "none of the addresses listed" };
        running.judge(
            Some(reason),
            vec![Check::new("caller address", CheckOutcome::Failed, caller.to_string(), expected)],
        );
        Err(Failure::refused(reason, error, 403, "Forbidden"))
    }
}

fn parsed(text: &str) -> Result<IpAddr, Failure> {
    let address: Result<IpAddr, _> = text.trim().parse();
    let address = address.map_err(|_| Failure::internal(format!("'{}' is not an IP address", text.trim())))?;
    Ok(address.to_canonical())
}
