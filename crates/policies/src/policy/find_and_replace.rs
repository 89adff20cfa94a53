//! `<find-and-replace>` replaces a text in the body: of the request in inbound and backend, of the response in
//! outbound and on-error. The text is taken as it is, no pattern.

use bytes::Bytes;

use super::{ALL_SCOPES, AttributeRule, Definition, EVERYWHERE, Flow, Policy, Running};
use crate::compile::section::SectionCompiler;
use crate::document::Element;
use crate::exchange::failure::Failure;
use crate::exchange::message::Body;
use crate::needs::Needs;
use crate::plan::Section;
use crate::value::TextValue;

/// `find-and-replace`
pub static DEFINITION: Definition = Definition {
    name: "find-and-replace",
    doc: "Replaces a text in the body.",
    sections: EVERYWHERE,
    scopes: ALL_SCOPES,
    attributes: &[
        AttributeRule::required("from", "the text to find"),
        AttributeRule::required("to", "what takes its place"),
    ],
    compile,
};

#[derive(Debug)]
struct FindAndReplace {
    from: TextValue,
    to: TextValue,
}

fn compile(element: &Element, compiler: &mut SectionCompiler<'_>) {
    let from = compiler.text(element, "from");
    let to = compiler.text(element, "to");
    if from.as_ref().and_then(TextValue::literal) == Some("") {
        compiler.report(element.error("empty-value", "`from` is empty").help("write the text to find"));
        return;
    }
    compiler.need(match compiler.section {
        Section::Inbound | Section::Backend => Needs::REQUEST_BODY,
        Section::Outbound | Section::OnError => Needs::RESPONSE_BODY,
    });
    if let (Some(from), Some(to)) = (from, to) {
        compiler.emit(element, FindAndReplace { from, to });
    }
}

impl Policy for FindAndReplace {
    fn run(&self, running: &mut Running<'_>) -> Result<Flow, Failure> {
        let exchange = &mut *running.exchange;
        let from = self.from.get_or_empty(exchange)?;
        let to = self.to.get_or_empty(exchange)?;
        let body = match running.section {
            Section::Inbound | Section::Backend => Some(&mut exchange.request.body),
            Section::Outbound | Section::OnError => exchange.response.as_mut().map(|response| &mut response.body),
        };
        // A body that is not UTF-8 holds no text to find.
        if let Some(Body::Buffered(bytes)) = body
            && !from.is_empty()
            && let Ok(text) = std::str::from_utf8(bytes)
            && text.contains(&*from)
        {
            *bytes = Bytes::from(text.replace(&*from, &to));
        }
        Ok(Flow::Next)
    }
}
