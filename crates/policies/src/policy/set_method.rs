//! `<set-method>` changes the method of the request that goes to the backend.

use http::Method;

use super::{ALL_SCOPES, Definition, Flow, Policy, Running};
use crate::compile::section::SectionCompiler;
use crate::document::Element;
use crate::exchange::failure::Failure;
use crate::plan::Section;
use crate::value::TextValue;

/// `set-method`
pub static DEFINITION: Definition = Definition {
    name: "set-method",
    doc: "Changes the method of the request.",
    sections: &[Section::Inbound, Section::OnError],
    scopes: ALL_SCOPES,
    attributes: &[],
    compile,
};

#[derive(Debug)]
struct SetMethod(TextValue);

fn compile(element: &Element, compiler: &mut SectionCompiler<'_>) {
    let Some(method) = compiler.content(element) else { return };
    if let Some(literal) = method.literal()
        && parse(literal).is_none()
    {
        let message = format!("`{literal}` is not a method");
        compiler.report(element.error("wrong-value", message).help("write GET, POST, … between the tags"));
        return;
    }
    compiler.emit(element, SetMethod(method));
}

impl Policy for SetMethod {
    fn run(&self, running: &mut Running<'_>) -> Result<Flow, Failure> {
        let text = self.0.get_or_empty(running.exchange)?;
        running.exchange.request.method =
            parse(&text).ok_or_else(|| Failure::internal(format!("'{}' is not a method", text.escape_debug())))?;
        Ok(Flow::Next)
    }
}

fn parse(text: &str) -> Option<Method> {
    let method = text.trim().to_ascii_uppercase();
    // CONNECT opens a tunnel, which no request of an API means (attack F10).
    if method == "CONNECT" { None } else { Method::from_bytes(method.as_bytes()).ok() }
}
