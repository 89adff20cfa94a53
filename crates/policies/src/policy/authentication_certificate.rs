//! `<authentication-certificate>` chooses the credential that the gateway shows in the TLS handshake with the backend:
//! a certificate entity by id or thumbprint, or a PFX given as bytes with its password. It overrides the credential of
//! the backend entity. Prefer `certificate-id`: only it follows a rotation in the vault.

use std::sync::Arc;

use certificates::{Credential, Thumbprint};
use diagnostics::{Diagnostic, nearest};
use expressions::{Array, Target};
use secret::Secret;

use super::{ALL_SCOPES, AttributeRule, Definition, Flow, INBOUND, Policy, Running};
use crate::compile::section::SectionCompiler;
use crate::document::{Element, reader};
use crate::exchange::Exchange;
use crate::exchange::failure::Failure;
use crate::exchange::trace::TraceValue;
use crate::value::{Expression, TextValue};

/// `authentication-certificate`
pub static DEFINITION: Definition = Definition {
    name: "authentication-certificate",
    doc: "Chooses the credential that the gateway shows to the backend.",
    sections: INBOUND,
    scopes: ALL_SCOPES,
    attributes: &[
        AttributeRule::optional("certificate-id", "id of a certificate entity with private key"),
        AttributeRule::optional("thumbprint", "thumbprint of such a certificate"),
        AttributeRule::optional("body", "a PFX as bytes: an expression that gives byte[]"),
        AttributeRule::optional("password", "password of the PFX"),
    ],
    compile,
};

#[derive(Debug)]
enum AuthenticationCertificate {
    Id(TextValue),
    Thumbprint(TextValue),
    Pfx { body: Expression, password: Option<Password> },
}

/// A password that does not print.
struct Password(TextValue);

fn compile(element: &Element, compiler: &mut SectionCompiler<'_>) {
    const WAYS: [&str; 3] = ["certificate-id", "thumbprint", "body"];
    let given: Vec<&str> = WAYS.into_iter().filter(|way| element.attribute(way).is_some()).collect();
    let [way] = given.as_slice() else {
        let (code, message) = match given.as_slice() {
            [] => ("missing-attribute", "`authentication-certificate` names no certificate".to_owned()),
            several => ("exclusive-attributes", format!("`authentication-certificate` has {}", several.join(" and "))),
        };
        compiler.report(element.error(code, message).help("give one of certificate-id, thumbprint or body"));
        return;
    };
    if *way != "body"
        && let Some(password) = element.attribute("password")
    {
        let message = "`password` belongs to `body`";
        compiler.report(element.error_at(password.name_span, "unexpected-attribute", message).help("remove it"));
    }
    let policy = match *way {
        "certificate-id" => certificate_id(element, compiler),
        "thumbprint" => thumbprint(element, compiler),
        _ => pfx(element, compiler),
    };
    if let Some(policy) = policy {
        compiler.emit(element, policy);
    }
}

fn certificate_id(element: &Element, compiler: &mut SectionCompiler<'_>) -> Option<AuthenticationCertificate> {
    let id = compiler.text(element, "certificate-id")?;
    if let Some(literal) = id.literal()
        && let Some(attribute) = element.attribute("certificate-id")
        && !compiler.catalogue.certificates.contains_key(literal.trim())
    {
        let message = format!("certificate `{}` does not exist", compiler.shown(element, &attribute.value));
        let known = compiler.catalogue.certificates.keys().map(String::as_str);
        let help = match nearest(literal.trim(), known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "add a certificate entity with this id (CA certificates are not among them)".to_owned(),
        };
        compiler.report(element.error_at(attribute.value_span, "unknown-certificate", message).help(help));
        return None;
    }
    Some(AuthenticationCertificate::Id(id))
}

fn thumbprint(element: &Element, compiler: &mut SectionCompiler<'_>) -> Option<AuthenticationCertificate> {
    let thumbprint = compiler.text(element, "thumbprint")?;
    let Some(literal) = thumbprint.literal() else { return Some(AuthenticationCertificate::Thumbprint(thumbprint)) };
    let attribute = element.attribute("thumbprint")?;
    let parsed = match Thumbprint::parse(literal) {
        Ok(parsed) => parsed,
        Err(refused) => {
            let message = format!("`{}` is not a thumbprint: {refused}", compiler.shown(element, &attribute.value));
            let help = "expected the SHA-1 of the certificate as 40 hex digits";
            compiler.report(element.error_at(attribute.value_span, "wrong-value", message).help(help));
            return None;
        }
    };
    let text = parsed.thumbprint.to_string();
    if !compiler.catalogue.certificates.values().any(|certificate| certificate.thumbprint_text() == text) {
        let message = format!("no certificate entity has the thumbprint {text}");
        let finding = Diagnostic::warning("unknown-certificate", message).at(&element.source, attribute.value_span);
        compiler.report(finding.help("requests will fail here; name the certificate by certificate-id"));
    }
    Some(AuthenticationCertificate::Thumbprint(TextValue::Literal(Arc::from(text))))
}

fn pfx(element: &Element, compiler: &mut SectionCompiler<'_>) -> Option<AuthenticationCertificate> {
    let attribute = element.attribute("body")?;
    let value = attribute.value.trimmed();
    if !reader::is_expression(value.text()) {
        let message = "`body` is not an expression";
        let help = "expected @(…) that gives the bytes of a PFX, e.g. @(Convert.FromBase64String(\"…\"))";
        compiler.report(element.error_at(attribute.value_span, "wrong-value", message).help(help));
        return None;
    }
    let body = compiler.expression(element, &value, Target::Any)?;
    let password = match element.attribute("password") {
        Some(_) => Some(Password(compiler.text(element, "password")?)),
        None => None,
    };
    Some(AuthenticationCertificate::Pfx { body, password })
}

impl AuthenticationCertificate {
    fn credential(&self, exchange: &mut Exchange) -> Result<Arc<Credential>, Failure> {
        match self {
            Self::Id(id) => {
                let id = id.get_or_empty(exchange)?;
                let found = exchange.environment.credential_by_id(id.trim());
                found.ok_or_else(|| without_key(exchange, id.trim()))
            }
            Self::Thumbprint(thumbprint) => {
                let text = thumbprint.get_or_empty(exchange)?;
                let wanted = Thumbprint::parse(&text).map(|parsed| parsed.thumbprint.to_string());
                let found = wanted.ok().and_then(|wanted| exchange.environment.credential_by_thumbprint(&wanted));
                found.ok_or_else(|| {
                    Failure::internal(format!("Certificate with thumbprint '{}' was not found.", text.trim()))
                })
            }
            Self::Pfx { body, password } => {
                let value = body.evaluate(exchange)?;
                let bytes = value.downcast::<Array>().and_then(Array::to_bytes);
                let bytes =
                    bytes.ok_or_else(|| Failure::internal("the body of authentication-certificate is no byte[]"))?;
                let password = match password {
                    Some(Password(password)) => password.get(exchange)?.map(|text| Secret::new(text.into_owned())),
                    None => None,
                };
                let credential = Credential::from_pfx(&bytes, password.as_ref());
                credential.map(Arc::new).map_err(|refused| Failure::internal(refused.to_string()))
            }
        }
    }
}

impl Policy for AuthenticationCertificate {
    fn run(&self, running: &mut Running<'_>) -> Result<Flow, Failure> {
        let credential = self.credential(running.exchange)?;
        let certificate = credential.certificate().clone();
        running.exchange.backend.credential = Some(credential);
        running.trace(|| {
            let facts = vec![
                ("thumbprint", certificate.thumbprint_text().into()),
                ("subject", certificate.subject_text().into()),
                ("issuer", certificate.issuer_text().into()),
            ];
            let message = "Certificate was attached to request per configuration.";
            TraceValue::Object(vec![("message", message.into()), ("certificate", TraceValue::Object(facts))])
        });
        Ok(Flow::Next)
    }
}

/// APIM's sentence for an entity without key, and one for an id that does not exist.
fn without_key(exchange: &Exchange, id: &str) -> Failure {
    match exchange.deployment().certificates.contains_key(id) {
        true => Failure::internal(format!("Certificate with id '{id}' does not contain private key.")),
        false => Failure::internal(format!("Certificate with id '{id}' was not found.")),
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Password")
    }
}
