//! Lints: documents that run as written, but probably not as meant. Few, and each one right.
//!
//! They look at the text of expressions, not at their meaning: a lint that misses a twisted case is fine, one that
//! cries at correct code is not.

use certificates::Thumbprint;
use diagnostics::{Diagnostic, Span};

use crate::document::csharp::Literal;
use crate::document::{Element, Mapped};
use crate::exchange::identity_headers::is_identity_header;
use crate::plan::Scope;
use crate::value::Expression;

/// What the lints of a whole document need from its parts.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    /// Conditions that decide by a certificate's names.
    names_compared: Vec<Diagnostic>,
    /// Something checks trust or pins a thumbprint.
    checks_trust: bool,
    /// All expressions compiled so far.
    pub(crate) expressions: Vec<Expression>,
}

impl Notes {
    /// Something in the document proves who issued the certificate.
    pub(crate) fn trust_is_checked(&mut self) {
        self.checks_trust = true;
    }

    /// The lints of one expression.
    pub(crate) fn expression(&mut self, element: &Element, value: &Mapped, literals: &[Literal]) -> Vec<Diagnostic> {
        let code = value.text();
        let has = |text: &str| code.contains(text);
        if has(".Verify()") || has(".VerifyNoRevocation()") || has("Thumbprint") || has("GetCertHash") {
            self.checks_trust = true;
        }
        let compares = has("==") || has("!=") || has(".Contains(") || has(".Equals(") || has(".StartsWith(");
        let names = ["Certificate.Issuer", "Certificate.Subject", "Certificate?.Issuer", "Certificate?.Subject"];
        if element.name == "when" && compares && names.iter().any(|name| has(name)) {
            // Attack C5.
            let message = "the condition decides by a certificate's names, which any CA can write";
            let finding = Diagnostic::warning("names-without-trust", message).at(&element.source, value.span());
            let help = "check trust too: Certificate.Verify(), VerifyNoRevocation() or validate-client-certificate";
            self.names_compared.push(finding.help(help));
        }
        let mut findings = Vec::new();
        for literal in literals {
            let Some(text) = plain_literal(code, literal) else { continue };
            let span = value.origin(literal.start, literal.end);
            if is_compared_with_thumbprint(code, literal)
                && let Ok(parsed) = Thumbprint::parse(text)
                && parsed.thumbprint.to_string() != text
            {
                // Attack C13.
                let message = "`Thumbprint` never equals this text: it is 40 upper-case hex digits without separators";
                let finding = Diagnostic::warning("unmatchable-thumbprint", message).at(&element.source, span);
                findings.push(finding.help(format!("write \"{}\"", parsed.thumbprint)));
            }
            findings.extend(certificate_header(element, span, text));
        }
        findings
    }

    /// The lints of the whole document.
    pub(crate) fn document(self, root: &Element, scope: Scope) -> Vec<Diagnostic> {
        let mut findings = if self.checks_trust { Vec::new() } else { self.names_compared };
        findings.extend(nothing_forwarded(root, scope));
        findings
    }
}

/// A policy that reads a header in which a certificate may be forged (attack D1).
pub(crate) fn certificate_header(element: &Element, span: Span, name: &str) -> Option<Diagnostic> {
    let name = name.trim();
    if !is_identity_header(name) {
        return None;
    }
    let message = format!("header `{name}` can be written by any caller");
    let finding = Diagnostic::warning("forgeable-header", message).at(&element.source, span);
    let help = "the gateway strips it unless the caller is one of gateway.json's trustedRelays; prefer \
                context.Request.Certificate, which the handshake proves";
    Some(finding.help(help))
}

/// A backend section that cuts off the broader scopes and forwards nothing itself.
fn nothing_forwarded(root: &Element, scope: Scope) -> Option<Diagnostic> {
    let backend = root.child("backend")?;
    let mut reaches = false;
    visit(backend, &mut |element| {
        let is_base = element.name == "base" && scope != Scope::Global;
        // What a fragment holds is not looked at here; it may forward.
        reaches |= is_base || matches!(element.name.as_str(), "forward-request" | "include-fragment");
    });
    let answers = root.child("inbound").is_some_and(|inbound| {
        inbound.elements().any(|element| matches!(element.name.as_str(), "return-response" | "mock-response"))
    });
    if reaches || answers {
        return None;
    }
    let message = "nothing is forwarded: the backend section has neither `base` nor `forward-request`";
    let help = match scope {
        Scope::Global => "add <forward-request />",
        _ => "add <base />",
    };
    Some(Diagnostic::warning("nothing-forwarded", message).at(&backend.source, backend.name_span).help(help))
}

fn visit(element: &Element, look: &mut impl FnMut(&Element)) {
    look(element);
    for child in element.elements() {
        visit(child, look);
    }
}

/// The contents of a literal that needs no unescaping.
fn plain_literal<'c>(code: &'c str, literal: &Literal) -> Option<&'c str> {
    code.get(literal.start..literal.end)?.strip_prefix('"')?.strip_suffix('"').filter(|text| !text.contains('\\'))
}

/// `…Thumbprint == "…"`, `"…" != …Thumbprint`, `…Thumbprint.Equals("…")`.
fn is_compared_with_thumbprint(code: &str, literal: &Literal) -> bool {
    let before = code.get(..literal.start).unwrap_or_default().trim_end();
    let operand = ["==", "!=", ".Equals("].iter().find_map(|operator| before.strip_suffix(operator));
    if operand.is_some_and(|operand| operand.trim_end().ends_with("Thumbprint")) {
        return true;
    }
    let after = code.get(literal.end..).unwrap_or_default().trim_start();
    let Some(operand) = ["==", "!="].iter().find_map(|operator| after.strip_prefix(operator)) else { return false };
    let operand = operand.trim_start();
    let end = operand.find(|character: char| !character.is_alphanumeric() && !matches!(character, '.' | '?' | '_'));
    operand.get(..end.unwrap_or(operand.len())).unwrap_or_default().ends_with("Thumbprint")
}
