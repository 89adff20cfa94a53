//! One `<identity>` of validate-client-certificate: every claim that it has must hold.

use certificates::identity::{IdentityJudgement, IdentityRule, SerialNumber};
use certificates::{Certificate, NameClaim, Thumbprint};
use diagnostics::{Diagnostic, nearest};

use crate::compile::attributes;
use crate::compile::section::SectionCompiler;
use crate::document::{Attribute, Element};
use crate::policy::AttributeRule;

const ATTRIBUTES: &[AttributeRule] = &[
    AttributeRule::optional("thumbprint", "SHA-1 of the certificate, 40 hex digits").literal(),
    AttributeRule::optional("serial-number", "serial number, hex").literal(),
    AttributeRule::optional("common-name", "common name of the subject").literal(),
    AttributeRule::optional("subject", "distinguished name of the subject").literal(),
    AttributeRule::optional("dns-name", "a DNS name among the alternative names").literal(),
    AttributeRule::optional("issuer-subject", "distinguished name of the issuer").literal(),
    AttributeRule::optional("issuer-thumbprint", "thumbprint of the issuing certificate").literal(),
    AttributeRule::optional("issuer-certificate-id", "certificate entity that directly issued the certificate")
        .literal(),
];

/// A compiled identity.
#[derive(Debug)]
pub(super) struct Identity {
    rule: IdentityRule,
    /// A claim that no certificate can meet, as attribute and value as it may be shown: a placeholder somebody forgot
    /// to fill in, or the wrong secret pasted.
    impossible: Option<(String, String)>,
    /// As written, for messages.
    pub(super) written: String,
}

impl Identity {
    pub(super) fn compile(element: &Element, compiler: &mut SectionCompiler<'_>) -> Option<Self> {
        attributes::check_rules(element, ATTRIBUTES, false, compiler.findings);
        attributes::refuse_text(element, compiler.findings);
        attributes::refuse_children(element, &[], compiler.findings);
        if element.attributes.is_empty() {
            let message = "an identity without claims";
            let help = "it would allow every certificate: add thumbprint, subject, issuer-subject, … or remove it";
            compiler.report(element.error("empty-identity", message).help(help));
            return None;
        }
        let mut identity = Self { rule: IdentityRule::default(), impossible: None, written: String::new() };
        for attribute in &element.attributes {
            let Some(value) = compiler.nonempty_literal(element, &attribute.name) else { continue };
            identity.claim(element, attribute, &value, compiler);
        }
        let written =
            element.attributes.iter().map(|it| format!("{}=\"{}\"", it.name, compiler.shown(element, &it.value)));
        identity.written = written.collect::<Vec<_>>().join(" ");
        check_issuer(element, compiler);
        Some(identity)
    }

    fn claim(&mut self, element: &Element, attribute: &Attribute, value: &str, compiler: &mut SectionCompiler<'_>) {
        let rule = &mut self.rule;
        let refused = match attribute.name.as_str() {
            "thumbprint" => thumbprint(element, attribute, value, &mut rule.thumbprint, compiler),
            "issuer-thumbprint" => thumbprint(element, attribute, value, &mut rule.issuer_thumbprint, compiler),
            "serial-number" => keep(&mut rule.serial_number, SerialNumber::parse(value)),
            "subject" => keep(&mut rule.subject, NameClaim::parse(value)),
            "issuer-subject" => keep(&mut rule.issuer_subject, NameClaim::parse(value)),
            "common-name" => keep(&mut rule.common_name, Ok::<_, String>(value.to_owned())),
            "dns-name" => keep(&mut rule.dns_name, Ok::<_, String>(value.to_owned())),
            "issuer-certificate-id" => {
                rule.issuer_certificate = issuer_certificate(element, attribute, value, compiler);
                None
            }
            _ => None,
        };
        // The article's placeholder loads as the article says, but it can match nobody, and that is said.
        if let Some(refused) = refused {
            let shown = compiler.shown(element, &attribute.value);
            let message = format!("`{}` is `{shown}`: {refused}", attribute.name);
            let finding = Diagnostic::warning("impossible-claim", message).at(&element.source, attribute.value_span);
            compiler.report(finding.help("no certificate can match this identity; write the real value"));
            self.impossible = Some((attribute.name.clone(), shown));
        }
    }

    /// Whether the claims can only be judged with the certificate that signed the leaf.
    pub(super) fn asks_for_issuer(&self) -> bool {
        self.rule.issuer_thumbprint.is_some()
    }

    /// Whether nothing in it depends on a key: any CA can issue a certificate that has all of its claims.
    pub(super) fn is_names_only(&self) -> bool {
        let rule = &self.rule;
        rule.thumbprint.is_none() && rule.issuer_thumbprint.is_none() && rule.issuer_certificate.is_none()
    }

    /// Whether the certificate is this one.
    pub(super) fn matches(&self, leaf: &Certificate, issuer: Option<&Certificate>) -> bool {
        self.impossible.is_none() && self.rule.judge(leaf, issuer).matched
    }

    /// Claim by claim; the impossible one apart.
    pub(super) fn judge(
        &self,
        leaf: &Certificate,
        issuer: Option<&Certificate>,
    ) -> (IdentityJudgement, Option<(&str, &str)>) {
        let impossible = self.impossible.as_ref().map(|(name, value)| (name.as_str(), value.as_str()));
        (self.rule.judge(leaf, issuer), impossible)
    }
}

/// Keeps what was read, or says why it could not be read.
fn keep<T, E: std::fmt::Display>(slot: &mut Option<T>, read: Result<T, E>) -> Option<String> {
    match read {
        Ok(value) => {
            *slot = Some(value);
            None
        }
        Err(refused) => Some(refused.to_string()),
    }
}

fn thumbprint(
    element: &Element,
    attribute: &Attribute,
    value: &str,
    slot: &mut Option<Thumbprint>,
    compiler: &mut SectionCompiler<'_>,
) -> Option<String> {
    let parsed = match Thumbprint::parse(value) {
        Ok(parsed) => parsed,
        Err(refused) => return Some(refused.to_string()),
    };
    if parsed.tidied {
        let message = format!("`{}` holds spaces, colons or invisible characters", attribute.name);
        let finding = Diagnostic::warning("untidy-thumbprint", message).at(&element.source, attribute.value_span);
        compiler.report(finding.help(format!("APIM would compare them and never match: write {}", parsed.thumbprint)));
    }
    *slot = Some(parsed.thumbprint);
    None
}

fn issuer_certificate(
    element: &Element,
    attribute: &Attribute,
    id: &str,
    compiler: &mut SectionCompiler<'_>,
) -> Option<Certificate> {
    let found = compiler.catalogue.certificates.get(id).cloned();
    if found.is_none() {
        let message = format!("certificate `{}` does not exist", compiler.shown(element, &attribute.value));
        let help = match nearest(id, compiler.catalogue.certificates.keys().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                "add a certificate entity with this id that holds the issuer's certificate (CER is enough)".to_owned()
            }
        };
        compiler.report(element.error_at(attribute.value_span, "unknown-certificate", message).help(help));
    }
    found
}

/// `issuer-certificate-id` excludes the other claims about the issuer.
fn check_issuer(element: &Element, compiler: &mut SectionCompiler<'_>) {
    let Some(id) = element.attribute("issuer-certificate-id") else { return };
    for name in ["issuer-subject", "issuer-thumbprint"] {
        if element.attribute(name).is_some() {
            let message = format!("`issuer-certificate-id` stands beside `{name}`");
            let help = "APIM takes one of the two: the certificate entity says it all";
            compiler.report(element.error_at(id.name_span, "exclusive-attributes", message).help(help));
        }
    }
}
