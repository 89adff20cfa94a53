//! `<mock-response>` ends the pipeline with an example of the operation's documented responses: the one for the status
//! code and content type asked for, or an empty response with that status if there is none.

use std::sync::Arc;

use bytes::Bytes;

use super::{ALL_SCOPES, AttributeRule, Definition, Flow, Policy, Running};
use crate::compile::attributes;
use crate::compile::section::SectionCompiler;
use crate::document::Element;
use crate::exchange::facts::ResponseExample;
use crate::exchange::failure::Failure;
use crate::exchange::message::{Body, Response};
use crate::plan::Section;
use crate::value::TypedValue;

/// `mock-response`
pub static DEFINITION: Definition = Definition {
    name: "mock-response",
    doc: "Answers with an example of the operation.",
    sections: &[Section::Inbound, Section::Outbound, Section::OnError],
    scopes: ALL_SCOPES,
    attributes: &[
        AttributeRule::optional("status-code", "status code; 200 if left out").literal(),
        AttributeRule::optional("content-type", "content type of the example").literal(),
    ],
    compile,
};

#[derive(Debug)]
struct MockResponse {
    status: u16,
    content_type: Option<Arc<str>>,
}

fn compile(element: &Element, compiler: &mut SectionCompiler<'_>) {
    attributes::refuse_text(element, compiler.findings);
    attributes::refuse_children(element, &[], compiler.findings);
    let status = match compiler.number(element, "status-code", 200..=599) {
        Some(TypedValue::Literal(status)) => u16::try_from(status).unwrap_or(200),
        _ => 200,
    };
    let content_type = compiler.nonempty_literal(element, "content-type");
    compiler.emit(element, MockResponse { status, content_type });
}

impl Policy for MockResponse {
    fn run(&self, running: &mut Running<'_>) -> Result<Flow, Failure> {
        let exchange = &mut *running.exchange;
        let examples = exchange.route.operation.as_ref().map_or(&[][..], |operation| &operation.examples);
        let example = examples.iter().find(|example| self.is_asked_for(example));
        let mut response = Response::new(self.status);
        let content_type = example.map(|example| example.content_type.as_str()).or(self.content_type.as_deref());
        if let Some(content_type) = content_type.filter(|content_type| !content_type.is_empty()) {
            let written = response.headers.set("Content-Type", &[content_type.to_owned()]);
            written.map_err(|refused| Failure::internal(refused.to_string()))?;
        }
        if let Some(example) = example {
            response.body = Body::Buffered(Bytes::from(example.body.clone()));
        }
        exchange.response = Some(response);
        Ok(Flow::Terminate)
    }
}

impl MockResponse {
    fn is_asked_for(&self, example: &ResponseExample) -> bool {
        let is_type = |wanted: &Arc<str>| essence(wanted).eq_ignore_ascii_case(essence(&example.content_type));
        example.status == self.status && self.content_type.as_ref().is_none_or(is_type)
    }
}

/// A content type without its parameters.
fn essence(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}
