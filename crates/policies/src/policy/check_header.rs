//! `<check-header>` lets a request through only if it has a header, and if values are listed, one of them.

use super::{AttributeRule, Definition, Flow, INBOUND, Policy, Running};
use crate::compile::attributes;
use crate::compile::section::SectionCompiler;
use crate::document::Element;
use crate::exchange::failure::Failure;
use crate::exchange::judgement::{Check, CheckOutcome};
use crate::exchange::trace::TraceValue;
use crate::lint;
use crate::plan::Scope;
use crate::value::{TextValue, TypedValue};

/// `check-header`
pub static DEFINITION: Definition = Definition {
    name: "check-header",
    doc: "Lets a request through only if it has a header (with one of some values).",
    sections: INBOUND,
    scopes: &[Scope::Global, Scope::Product, Scope::Api, Scope::Operation],
    attributes: &[
        AttributeRule::required("name", "name of the header"),
        AttributeRule::required("failed-check-httpcode", "status code of the refusal"),
        AttributeRule::required("failed-check-error-message", "message of the refusal"),
        AttributeRule::required("ignore-case", "whether the case of values is ignored"),
    ],
    compile,
};

#[derive(Debug)]
struct CheckHeader {
    name: TextValue,
    code: TypedValue<i64>,
    message: TextValue,
    ignores_case: TypedValue<bool>,
    values: Vec<TextValue>,
    /// The values as they may be shown: a value that a named value gave, or an expression, as it is written. Such
    /// headers often are a password between two servers, and the decision journal is no place for it (attack J6).
    shown: Vec<String>,
}

fn compile(element: &Element, compiler: &mut SectionCompiler<'_>) {
    attributes::refuse_text(element, compiler.findings);
    attributes::refuse_children(element, &["value"], compiler.findings);
    let name = compiler.text(element, "name");
    if let Some(literal) = name.as_ref().and_then(TextValue::literal)
        && let Some(attribute) = element.attribute("name")
        && let Some(lint) = lint::certificate_header(element, attribute.value_span, literal)
    {
        compiler.report(lint);
    }
    let code = compiler.number(element, "failed-check-httpcode", 200..=599);
    let message = compiler.text(element, "failed-check-error-message");
    let ignores_case = compiler.typed::<bool>(element, "ignore-case");
    let (mut values, mut shown) = (Vec::new(), Vec::new());
    for value in element.elements().filter(|child| child.name == "value") {
        attributes::check_rules(value, &[], false, compiler.findings);
        values.extend(compiler.content(value));
        shown.push(compiler.shown(value, &value.text().trimmed()));
    }
    if let (Some(name), Some(code), Some(message), Some(ignores_case)) = (name, code, message, ignores_case) {
        compiler.emit(element, CheckHeader { name, code, message, ignores_case, values, shown });
    }
}

impl Policy for CheckHeader {
    fn run(&self, running: &mut Running<'_>) -> Result<Flow, Failure> {
        let exchange = &mut *running.exchange;
        let name = self.name.get_or_empty(exchange)?.into_owned();
        let ignores_case = self.ignores_case.get(exchange)?;
        let mut allowed = Vec::with_capacity(self.values.len());
        for value in &self.values {
            allowed.push(value.get_or_empty(exchange)?.into_owned());
        }
        let found: Vec<String> = exchange.request.headers.get_all(&name).collect();
        let is_allowed = |value: &String| {
            allowed
                .iter()
                .any(|allowed| value == allowed || (ignores_case && value.to_lowercase() == allowed.to_lowercase()))
        };
        let (reason, error) = if found.is_empty() {
            ("HeaderNotFound", format!("Header {name} was not found in the request. Access denied."))
        } else if allowed.is_empty() || found.iter().any(is_allowed) {
            running
                .trace(|| TraceValue::Object(vec![("message", "Header validated.".into()), ("header", name.into())]));
            return Ok(Flow::Next);
        } else {
            let value = found.join(",");
            ("HeaderValueNotAllowed", format!("Header {name} value of {value} is not allowed. Access denied."))
        };
        let code = self.code.get(exchange)?;
        let status = u16::try_from(code).ok().filter(|code| (200..=599).contains(code));
        let status = status.ok_or_else(|| Failure::internal(format!("{code} is not a status code")))?;
        let message = self.message.get_or_empty(exchange)?.into_owned();
        let expected = if allowed.is_empty() { "any value".to_owned() } else { self.shown.join(" or ") };
        let found = if found.is_empty() { "no such header".to_owned() } else { found.join(",") };
        let check = Check::new(format!("header {name}"), CheckOutcome::Failed, found, expected);
        running.judge(Some(reason), vec![check]);
        Err(Failure::refused(reason, error, status, message))
    }
}
