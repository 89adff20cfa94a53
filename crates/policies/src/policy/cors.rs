//! `<cors>` lets scripts of other origins call: it answers preflights itself and adds the Access-Control headers to
//! whatever answer the request gets in the end.
//!
//! A request without Origin passes untouched. For an origin that is not allowed, `terminate-unmatched-request`
//! decides: true ends GET, HEAD and preflights with an empty 200, false goes on without the headers. (Its default is
//! disputed between pages of the documentation; the troubleshooting note, the older page and the policy toolkit say
//! true.)

use http::Method;

use super::{ALL_SCOPES, AttributeRule, Definition, Flow, INBOUND, Policy, Running};
use crate::compile::attributes;
use crate::compile::section::SectionCompiler;
use crate::document::Element;
use crate::exchange::Exchange;
use crate::exchange::failure::Failure;
use crate::exchange::headers::Headers;
use crate::exchange::message::Response;
use crate::exchange::url::Url;
use crate::value::{TextValue, TypedValue};
use diagnostics::Diagnostic;

/// `cors`
pub static DEFINITION: Definition = Definition {
    name: "cors",
    doc: "Lets scripts of other origins call.",
    sections: INBOUND,
    scopes: ALL_SCOPES,
    attributes: &[
        AttributeRule::optional("allow-credentials", "whether browsers may send credentials along; false if left out"),
        AttributeRule::optional(
            "terminate-unmatched-request",
            "whether other origins get an empty 200; true if left out",
        ),
    ],
    compile,
};

const METHODS: &[AttributeRule] =
    &[AttributeRule::optional("preflight-result-max-age", "seconds for which browsers may remember a preflight")];

const CHILDREN: [&str; 4] = ["allowed-origins", "allowed-methods", "allowed-headers", "expose-headers"];

#[derive(Debug)]
struct Cors {
    allows_credentials: TypedValue<bool>,
    terminates_unmatched: TypedValue<bool>,
    origins: Vec<TextValue>,
    methods: Vec<TextValue>,
    max_age: Option<TypedValue<i64>>,
    headers: Vec<TextValue>,
    exposed: Vec<TextValue>,
}

fn compile(element: &Element, compiler: &mut SectionCompiler<'_>) {
    attributes::refuse_text(element, compiler.findings);
    attributes::refuse_children(element, &CHILDREN, compiler.findings);
    attributes::check_order(element, &CHILDREN, compiler.findings);
    let flag = |compiler: &mut SectionCompiler<'_>, name, default| {
        compiler.typed::<bool>(element, name).unwrap_or(TypedValue::Literal(default))
    };
    let allows_credentials = flag(compiler, "allow-credentials", false);
    let terminates_unmatched = flag(compiler, "terminate-unmatched-request", true);
    let origins = list(element, "allowed-origins", "origin", &[], compiler);
    let methods = list(element, "allowed-methods", "method", METHODS, compiler);
    let headers = list(element, "allowed-headers", "header", &[], compiler);
    let exposed = list(element, "expose-headers", "header", &[], compiler);
    if origins.is_empty() {
        let help = "add <allowed-origins><origin>https://…</origin></allowed-origins>";
        compiler.report(element.error("missing-element", "`cors` allows no origin").help(help));
    }
    check_origins(element, &origins, &allows_credentials, compiler);
    let max_age = element
        .child("allowed-methods")
        .and_then(|methods| compiler.number(methods, "preflight-result-max-age", 0..=i64::from(i32::MAX)));
    let cors = Cors { allows_credentials, terminates_unmatched, origins, methods, max_age, headers, exposed };
    compiler.emit(element, cors);
}

/// The values of `<outer><inner>…</inner>…</outer>`.
fn list(
    element: &Element,
    outer: &str,
    inner: &str,
    rules: &[AttributeRule],
    compiler: &mut SectionCompiler<'_>,
) -> Vec<TextValue> {
    let Some(outer) = element.child(outer) else { return Vec::new() };
    attributes::refuse_text(outer, compiler.findings);
    attributes::check_rules(outer, rules, false, compiler.findings);
    attributes::refuse_children(outer, &[inner], compiler.findings);
    let mut values = Vec::new();
    for child in outer.elements().filter(|child| child.name == inner) {
        attributes::check_rules(child, &[], false, compiler.findings);
        values.extend(compiler.content(child));
    }
    values
}

fn check_origins(
    element: &Element,
    origins: &[TextValue],
    allows_credentials: &TypedValue<bool>,
    compiler: &mut SectionCompiler<'_>,
) {
    for origin in origins.iter().filter_map(TextValue::literal).map(str::trim) {
        if origin == "*" {
            if matches!(allows_credentials, TypedValue::Literal(true)) {
                let message = "allow-credentials has no effect beside the origin `*`: browsers refuse the two together";
                let finding = Diagnostic::warning("credentials-for-anybody", message);
                let finding = finding.at(&element.source, element.name_span);
                compiler.report(finding.help("name the origins that may send credentials"));
            }
        } else if origin_of(origin).is_none() {
            let message = format!("`{origin}` is not an origin");
            compiler.report(element.error("wrong-value", message).help("expected scheme://host[:port] or *"));
        }
    }
}

/// An origin in one form: scheme, host, port.
fn origin_of(text: &str) -> Option<(String, String, u16)> {
    let url = Url::parse(text.trim()).ok().filter(|url| url.path == "/" && url.query.is_empty())?;
    Some((url.scheme, url.host, url.port))
}

impl Policy for Cors {
    fn run(&self, running: &mut Running<'_>) -> Result<Flow, Failure> {
        let exchange = &mut *running.exchange;
        let Some(origin) = exchange.request.headers.first("origin") else { return Ok(Flow::Next) };
        let requested = exchange.request.headers.first("access-control-request-method");
        let requested = requested.filter(|_| exchange.request.method == Method::OPTIONS);
        let Some(allowed) = self.allowed_origin(&origin, exchange)? else {
            let is_read = matches!(exchange.request.method, Method::GET | Method::HEAD);
            if self.terminates_unmatched.get(exchange)? && (is_read || requested.is_some()) {
                exchange.response = Some(Response::new(200));
                return Ok(Flow::Terminate);
            }
            return Ok(Flow::Next);
        };
        let mut headers = vec![("Access-Control-Allow-Origin", allowed.clone()), ("Vary", "Origin".to_owned())];
        if allowed != "*" && self.allows_credentials.get(exchange)? {
            headers.push(("Access-Control-Allow-Credentials", "true".to_owned()));
        }
        let Some(requested) = requested else {
            let exposed = texts(&self.exposed, exchange)?;
            if !exposed.is_empty() {
                headers.push(("Access-Control-Expose-Headers", exposed.join(",")));
            }
            exchange.late_headers.extend(headers);
            return Ok(Flow::Next);
        };
        self.preflight(&requested, &mut headers, exchange)?;
        let mut response = Response::new(200);
        write(&headers, &mut response.headers)?;
        exchange.response = Some(response);
        Ok(Flow::Terminate)
    }
}

impl Cors {
    /// The value of Access-Control-Allow-Origin for this origin, if it is allowed.
    fn allowed_origin(&self, origin: &str, exchange: &mut Exchange) -> Result<Option<String>, Failure> {
        let wanted = origin_of(origin);
        for allowed in texts(&self.origins, exchange)? {
            if allowed == "*" {
                return Ok(Some(allowed));
            }
            if wanted.is_some() && origin_of(&allowed) == wanted {
                return Ok(Some(origin.to_owned()));
            }
        }
        Ok(None)
    }

    /// What a preflight may know: the method and headers it asks for, as far as they are allowed.
    fn preflight(
        &self,
        requested: &str,
        headers: &mut Vec<(&'static str, String)>,
        exchange: &mut Exchange,
    ) -> Result<(), Failure> {
        let methods = match self.methods.is_empty() {
            true => vec!["GET".to_owned(), "POST".to_owned()],
            false => texts(&self.methods, exchange)?,
        };
        if methods.iter().any(|method| method == "*" || method.eq_ignore_ascii_case(requested)) {
            headers.push(("Access-Control-Allow-Methods", requested.to_owned()));
        }
        let allowed = texts(&self.headers, exchange)?;
        let asked = exchange.request.headers.joined("access-control-request-headers").unwrap_or_default();
        let is_allowed = |name: &&str| allowed.iter().any(|it| it == "*" || it.eq_ignore_ascii_case(name));
        let granted: Vec<&str> =
            asked.split(',').map(str::trim).filter(|name| !name.is_empty()).filter(is_allowed).collect();
        if !granted.is_empty() {
            headers.push(("Access-Control-Allow-Headers", granted.join(",")));
        }
        if let Some(max_age) = &self.max_age {
            headers.push(("Access-Control-Max-Age", max_age.get(exchange)?.to_string()));
        }
        Ok(())
    }
}

fn texts(values: &[TextValue], exchange: &mut Exchange) -> Result<Vec<String>, Failure> {
    values.iter().map(|value| Ok(value.get_or_empty(exchange)?.trim().to_owned())).collect()
}

/// Writes the headers into an answer; Vary joins what is there.
pub(crate) fn write(late: &[(&'static str, String)], headers: &mut Headers) -> Result<(), Failure> {
    for (name, value) in late {
        let value = [value.clone()];
        let written = if *name == "Vary" { headers.append(name, &value) } else { headers.set(name, &value) };
        written.map_err(|refused| Failure::internal(refused.to_string()))?;
    }
    Ok(())
}
