//! `<rewrite-uri>` replaces the path behind the backend's base URL. `{name}` in a literal template stands for the
//! placeholder of the operation's URL template; an expression's value is taken as it is. Query parameters that the
//! template did not use are copied, unless `copy-unmatched-params` is false.
//!
//! The result goes onto a request line: line breaks and NUL refuse the request (attack F8), and so do `.` and `..`
//! segments in every form that servers resolve, because the backend would go to a path that nobody wrote.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::{ALL_SCOPES, AttributeRule, Definition, Flow, INBOUND, Policy, Running};
use crate::compile::section::SectionCompiler;
use crate::document::Element;
use crate::exchange::Exchange;
use crate::exchange::failure::Failure;
use crate::exchange::url::{query_pairs, unsafe_reason};
use crate::value::{TextValue, TypedValue};

/// `rewrite-uri`
pub static DEFINITION: Definition = Definition {
    name: "rewrite-uri",
    doc: "Replaces the path behind the backend's base URL.",
    sections: INBOUND,
    scopes: ALL_SCOPES,
    attributes: &[
        AttributeRule::required("template", "path with {placeholders} of the operation, or one expression"),
        AttributeRule::optional(
            "copy-unmatched-params",
            "whether query parameters that the template does not use stay",
        ),
    ],
    compile,
};

#[derive(Debug)]
struct RewriteUri {
    template: TextValue,
    copies_unmatched: TypedValue<bool>,
}

/// What must be escaped in a path segment.
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'%')
    .add(b'/')
    .add(b'\\')
    .add(b'^')
    .add(b'|')
    .add(b'[')
    .add(b']');
/// What is escaped in a whole path that somebody wrote: what cannot stand there, but no escape is escaped twice.
const WRITTEN: &AsciiSet = &AsciiSet::EMPTY
    .add(b' ')
    .add(b'"')
    // A raw `#` would cut off what the policy wrote behind it.
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'\\')
    .add(b'^')
    .add(b'|');

fn compile(element: &Element, compiler: &mut SectionCompiler<'_>) {
    let template = compiler.text(element, "template");
    let copies_unmatched = match element.attribute("copy-unmatched-params") {
        Some(_) => compiler.typed::<bool>(element, "copy-unmatched-params"),
        None => Some(TypedValue::Literal(true)),
    };
    let (Some(template), Some(copies_unmatched)) = (template, copies_unmatched) else { return };
    if let Some(literal) = template.literal() {
        let span = element.attribute("template").map_or(element.name_span, |attribute| attribute.value_span);
        let problem = if literal.contains("@(") || literal.contains("@{") {
            Some("mixes text with an expression: the whole value must be one expression, e.g. @(\"/orders/\" + …)")
        } else if literal.contains("://") {
            Some("names a host: rewrite-uri replaces only the path, use set-backend-service for the host")
        } else {
            None
        };
        if let Some(problem) = problem {
            let message = format!("template `{literal}` {problem}");
            compiler
                .report(element.error_at(span, "wrong-value", message).help("expected a path such as /v2/orders/{id}"));
            return;
        }
    }
    compiler.emit(element, RewriteUri { template, copies_unmatched });
}

impl Policy for RewriteUri {
    fn run(&self, running: &mut Running<'_>) -> Result<Flow, Failure> {
        let exchange = &mut *running.exchange;
        let written = match &self.template {
            TextValue::Literal(template) => filled(template, exchange)?,
            TextValue::Computed(_) => self.template.get_or_empty(exchange)?.into_owned(),
        };
        let written = written.trim();
        let escaped = utf8_percent_encode(written, WRITTEN).to_string();
        if let Some(reason) = unsafe_reason(&escaped) {
            return Err(Failure::internal(format!("the rewritten URI is refused: {reason}")));
        }
        let (path, query) = escaped.split_once('?').unwrap_or((&escaped, ""));
        if path.contains("://") {
            return Err(Failure::internal("the rewritten URI is refused: it names a host"));
        }
        if climbs(path) {
            return Err(Failure::internal("the rewritten URI is refused: it contains a dot segment"));
        }
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        let copies = self.copies_unmatched.get(exchange)?;
        let query = if copies { with_unmatched(query, exchange) } else { query.to_owned() };
        exchange.request.path = path;
        exchange.request.query = query;
        Ok(Flow::Next)
    }
}

/// The template with its placeholders filled in, values escaped.
fn filled(template: &str, exchange: &Exchange) -> Result<String, Failure> {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((placeholder, behind)) = behind.split_once('}') else {
            filled.push('{');
            rest = behind;
            continue;
        };
        let name = placeholder.trim_start_matches('*');
        let value = exchange.request.matched_parameters.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        let Some((_, value)) = value else {
            let message = format!("the rewrite template uses '{{{name}}}', which the operation's URL template lacks");
            return Err(Failure::internal(message));
        };
        if is_wildcard(name, exchange) {
            let segments: Vec<String> = value.split('/').map(escaped_segment).collect();
            filled.push_str(&segments.join("/"));
        } else {
            filled.push_str(&escaped_segment(value));
        }
        rest = behind;
    }
    filled.push_str(rest);
    Ok(filled)
}

fn escaped_segment(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

/// Whether the operation's template has the placeholder as `{*name}`, whose value spans segments.
fn is_wildcard(name: &str, exchange: &Exchange) -> bool {
    let template = exchange.route.operation.as_ref().map_or("", |operation| operation.url_template.as_str());
    template.to_ascii_lowercase().contains(&format!("{{*{}}}", name.to_ascii_lowercase()))
}

/// Whether some server reads a `.` or `..` segment in this path: escaped, between escaped slashes or backslashes, or
/// dressed with a path parameter as in `..;x` (attack G1). An escaped slash alone is data.
fn climbs(path: &str) -> bool {
    let unescaped = path.replace("%2e", ".").replace("%2E", ".").replace("%3b", ";").replace("%3B", ";");
    let separated = unescaped.replace("%2f", "/").replace("%2F", "/").replace("%5c", "/").replace("%5C", "/");
    separated.split('/').any(|segment| matches!(segment.split(';').next(), Some("." | "..")))
}

/// The query of the template, then the caller's parameters that neither template has used.
fn with_unmatched(query: &str, exchange: &Exchange) -> String {
    let used: Vec<String> = query_pairs(query).into_iter().map(|(name, _)| name).collect();
    let template = exchange.route.operation.as_ref().and_then(|operation| operation.url_template.split_once('?'));
    let matched = query_pairs(template.map_or("", |(_, query)| query));
    let is_used = |name: &str| used.iter().any(|used| used == name) || matched.iter().any(|(it, _)| it == name);
    let unmatched = exchange
        .request
        .query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .filter(|pair| query_pairs(pair).first().is_some_and(|(name, _)| !is_used(name)));
    let parts: Vec<&str> = Some(query).filter(|query| !query.is_empty()).into_iter().chain(unmatched).collect();
    parts.join("&")
}
