//! `<set-body>` replaces the body: of the request in inbound and backend, of the response in outbound and on-error.
//! The content is an expression, or text as it stands; elements inside it are kept as written. Liquid templates are
//! refused until they run.

use bytes::Bytes;
use expressions::{Target, Value};

use super::{ALL_SCOPES, AttributeRule, Definition, EVERYWHERE, Flow, Policy, Running};
use crate::compile::section::SectionCompiler;
use crate::document::{Element, reader};
use crate::exchange::Exchange;
use crate::exchange::failure::Failure;
use crate::exchange::message::{Body, Request};
use crate::plan::Section;
use crate::value::{Expression, text_of};

/// Methods whose requests have no body of their own accord.
const BODILESS: [http::Method; 2] = [http::Method::GET, http::Method::HEAD];

/// `set-body`
pub static DEFINITION: Definition = Definition {
    name: "set-body",
    doc: "Replaces the body of the request (inbound, backend) or response (outbound, on-error).",
    sections: EVERYWHERE,
    scopes: ALL_SCOPES,
    attributes: &[
        AttributeRule::optional("template", "liquid: the content is a Liquid template (not supported yet)").literal(),
        AttributeRule::optional("xsi-nil", "blank or null: how liquid sees elements with xsi:nil").literal(),
        AttributeRule::optional("parse-date", "whether liquid parses dates").literal(),
    ],
    compile,
};

/// A compiled set-body; return-response holds one as child.
#[derive(Debug)]
pub(crate) enum SetBody {
    Literal(Bytes),
    Computed(Expression),
}

fn compile(element: &Element, compiler: &mut SectionCompiler<'_>) {
    if let Some(policy) = SetBody::compile(element, compiler) {
        compiler.emit(element, policy);
    }
}

impl SetBody {
    pub(crate) fn compile(element: &Element, compiler: &mut SectionCompiler<'_>) -> Option<Self> {
        if let Some(template) = element.attribute("template") {
            let text = template.value.text().trim();
            if !text.is_empty() && !text.eq_ignore_ascii_case("none") {
                let message = format!("template `{text}` of `set-body` is not supported yet");
                let help = "write the body as text or as an expression, e.g. @(new JObject(…).ToString())";
                compiler.report(element.error_at(template.value_span, "unsupported-template", message).help(help));
                return None;
            }
        }
        let text = element.text();
        let trimmed = text.trimmed();
        let has_elements = element.elements().next().is_some();
        if !has_elements && reader::is_expression(trimmed.text()) {
            return compiler.expression(element, &trimmed, Target::Any).map(Self::Computed);
        }
        // Elements inside are the body's own markup; it travels as written.
        let literal = if has_elements { element.inner.text().trim() } else { text.text() };
        Some(Self::Literal(Bytes::copy_from_slice(literal.as_bytes())))
    }

    /// The body of this exchange.
    pub(crate) fn get(&self, exchange: &mut Exchange) -> Result<Bytes, Failure> {
        match self {
            Self::Literal(bytes) => Ok(bytes.clone()),
            Self::Computed(expression) => {
                let value = expression.evaluate(exchange)?;
                Ok(bytes_of(&value))
            }
        }
    }
}

impl Policy for SetBody {
    fn run(&self, running: &mut Running<'_>) -> Result<Flow, Failure> {
        let is_request = matches!(running.section, Section::Inbound | Section::Backend);
        if is_request && has_no_body(&running.exchange.request) {
            let method = &running.exchange.request.method;
            let fact = format!("a {method} request without a body has none to replace; change the method first");
            return Err(Failure::internal(fact));
        }
        let body = Body::Buffered(self.get(running.exchange)?);
        match running.section {
            Section::Inbound | Section::Backend => running.exchange.request.body = body,
            Section::Outbound | Section::OnError => running.exchange.response_mut().body = body,
        }
        Ok(Flow::Next)
    }
}

/// APIM's policy throws where there is no body. A request that became a POST before may well get its first one.
fn has_no_body(request: &Request) -> bool {
    let is_empty = match &request.body {
        Body::None => true,
        Body::Buffered(bytes) => bytes.is_empty(),
        Body::Unread | Body::Consumed => false,
    };
    is_empty && BODILESS.contains(&request.method)
}

/// `byte[]` as it is, everything else as .NET's text in UTF-8, null as nothing.
fn bytes_of(value: &Value) -> Bytes {
    match value.downcast::<expressions::Array>().and_then(expressions::Array::to_bytes) {
        Some(bytes) => Bytes::from(bytes),
        None => Bytes::from(text_of(value).unwrap_or_default()),
    }
}
