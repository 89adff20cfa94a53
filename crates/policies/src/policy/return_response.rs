//! `<return-response>` ends the pipeline with a response of its own: 200 and empty unless its children say otherwise.
//! In inbound the backend is not called; outbound does not run.

use super::set_body::SetBody;
use super::set_header::SetHeader;
use super::set_status::SetStatus;
use super::{ALL_SCOPES, AttributeRule, Definition, EVERYWHERE, Flow, Policy, Running};
use crate::compile::attributes;
use crate::compile::section::SectionCompiler;
use crate::document::Element;
use crate::exchange::failure::Failure;
use crate::exchange::message::{Body, Response};

/// `return-response`
pub static DEFINITION: Definition = Definition {
    name: "return-response",
    doc: "Ends the pipeline with a response of its own.",
    sections: EVERYWHERE,
    scopes: ALL_SCOPES,
    attributes: &[
        AttributeRule::optional("response-variable-name", "variable that holds the response to return").literal()
    ],
    compile,
};

#[derive(Debug)]
struct ReturnResponse {
    status: Option<SetStatus>,
    headers: Vec<SetHeader>,
    body: Option<SetBody>,
}

const CHILDREN: [&str; 3] = ["set-status", "set-header", "set-body"];

fn compile(element: &Element, compiler: &mut SectionCompiler<'_>) {
    attributes::refuse_text(element, compiler.findings);
    attributes::refuse_children(element, &CHILDREN, compiler.findings);
    attributes::check_order(element, &CHILDREN, compiler.findings);
    if let Some(variable) = element.attribute("response-variable-name") {
        let message = "`response-variable-name` is not supported yet: no policy that runs here stores a response";
        let help = "build the response with set-status, set-header and set-body";
        compiler.report(element.error_at(variable.name_span, "unsupported-attribute", message).help(help));
    }
    let mut policy = ReturnResponse { status: None, headers: Vec::new(), body: None };
    for child in element.elements() {
        let Some(definition) = crate::registry::find(&child.name) else { continue };
        if CHILDREN.contains(&definition.name) {
            attributes::check(child, definition, compiler.findings);
        }
        let is_second = match definition.name {
            "set-status" => std::mem::replace(&mut policy.status, SetStatus::compile(child, compiler)).is_some(),
            "set-body" => std::mem::replace(&mut policy.body, SetBody::compile(child, compiler)).is_some(),
            "set-header" => {
                policy.headers.extend(SetHeader::compile(child, compiler));
                false
            }
            _ => false,
        };
        if is_second {
            let message = format!("`return-response` has a second `{}`", child.name);
            compiler.report(child.error("duplicate-element", message).help("remove one of them"));
        }
    }
    compiler.emit(element, policy);
}

impl Policy for ReturnResponse {
    fn run(&self, running: &mut Running<'_>) -> Result<Flow, Failure> {
        let exchange = &mut *running.exchange;
        // Everything is computed before the response takes the place of the one that expressions may look at.
        let mut response = Response::new(200);
        if let Some(status) = &self.status {
            (response.status, response.reason) = status.get(exchange)?;
        }
        if let Some(body) = &self.body {
            response.body = Body::Buffered(body.get(exchange)?);
        }
        for header in &self.headers {
            header.prepare(exchange)?.write(&mut response.headers)?;
        }
        exchange.response = Some(response);
        Ok(Flow::Terminate)
    }
}
