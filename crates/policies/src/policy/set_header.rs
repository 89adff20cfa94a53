//! `<set-header>` sets, adds to or removes a header: of the request in inbound and backend, of the response in
//! outbound and on-error. Connection, Content-Length, Keep-Alive and Transfer-Encoding belong to the connection and
//! stay as they are, and `Server` of responses cannot be deleted. A value that would break the header line refuses the request (attack F8).

use std::borrow::Cow;

use diagnostics::Diagnostic;

use super::{ALL_SCOPES, AttributeRule, Definition, EVERYWHERE, Flow, Policy, Running};
use crate::compile::attributes;
use crate::compile::section::SectionCompiler;
use crate::document::Element;
use crate::exchange::Exchange;
use crate::exchange::failure::Failure;
use crate::exchange::headers::{Headers, is_untouchable};
use crate::plan::Section;
use crate::policy::exists_action::{ACTION, Action, ExistsAction};
use crate::value::TextValue;

/// `set-header`
pub static DEFINITION: Definition = Definition {
    name: "set-header",
    doc: "Sets, adds to or removes a header of the request (inbound, backend) or response (outbound, on-error).",
    sections: EVERYWHERE,
    scopes: ALL_SCOPES,
    attributes: &[AttributeRule::required("name", "name of the header"), ACTION],
    compile,
};

/// A compiled set-header; return-response holds some as children.
#[derive(Debug)]
pub(crate) struct SetHeader {
    name: TextValue,
    action: ExistsAction,
    values: Vec<TextValue>,
}

fn compile(element: &Element, compiler: &mut SectionCompiler<'_>) {
    if let Some(policy) = SetHeader::compile(element, compiler) {
        compiler.emit(element, policy);
    }
}

impl SetHeader {
    pub(crate) fn compile(element: &Element, compiler: &mut SectionCompiler<'_>) -> Option<Self> {
        attributes::refuse_text(element, compiler.findings);
        attributes::refuse_children(element, &["value"], compiler.findings);
        let name = compiler.text(element, "name");
        let action = ExistsAction::compile(element, compiler);
        let values: Vec<Option<TextValue>> = element
            .elements()
            .filter(|child| child.name == "value")
            .map(|value| {
                attributes::check_rules(value, &[], false, compiler.findings);
                compiler.content(value)
            })
            .collect();
        let name = name?;
        check_name(element, &name, compiler);
        Some(Self { name, action: action?, values: values.into_iter().collect::<Option<_>>()? })
    }

    /// Evaluates everything, so that the message can be changed afterwards in one go.
    pub(crate) fn prepare(&self, exchange: &mut Exchange) -> Result<Prepared, Failure> {
        let name = self.name.get_or_empty(exchange)?.trim().to_owned();
        let action = self.action.get(exchange)?;
        let mut values = Vec::with_capacity(self.values.len());
        for value in &self.values {
            // A null value is no value: the header is then set to the others, or not at all.
            values.extend(value.get(exchange)?.map(Cow::into_owned));
        }
        Ok(Prepared { name, action, values })
    }
}

/// A set-header with its values computed.
pub(crate) struct Prepared {
    name: String,
    action: Action,
    values: Vec<String>,
}

impl Prepared {
    /// APIM lets no policy take away who answered; other values may be set.
    fn deletes_server(&self) -> bool {
        self.action == Action::Delete && self.name.eq_ignore_ascii_case("server")
    }

    /// Changes the headers.
    pub(crate) fn write(&self, headers: &mut Headers) -> Result<(), Failure> {
        if is_untouchable(&self.name) {
            return Ok(());
        }
        let written = match self.action {
            Action::Skip if headers.contains(&self.name) => Ok(()),
            Action::Append if self.values.is_empty() => Ok(()),
            Action::Append => headers.append(&self.name, &self.values),
            Action::Delete => headers.remove(&self.name),
            Action::Override | Action::Skip if self.values.is_empty() => headers.remove(&self.name),
            Action::Override | Action::Skip => headers.set(&self.name, &self.values),
        };
        written.map_err(|refused| Failure::internal(refused.to_string()))
    }
}

impl Policy for SetHeader {
    fn run(&self, running: &mut Running<'_>) -> Result<Flow, Failure> {
        let prepared = self.prepare(running.exchange)?;
        if prepared.deletes_server() && matches!(running.section, Section::Outbound | Section::OnError) {
            return Ok(Flow::Next);
        }
        prepared.write(message_headers(running.exchange, running.section))?;
        Ok(Flow::Next)
    }
}

/// The headers that policies of a section change.
pub(crate) fn message_headers(exchange: &mut Exchange, section: Section) -> &mut Headers {
    match section {
        Section::Inbound | Section::Backend => &mut exchange.request.headers,
        Section::Outbound | Section::OnError => &mut exchange.response_mut().headers,
    }
}

fn check_name(element: &Element, name: &TextValue, compiler: &mut SectionCompiler<'_>) {
    let Some(literal) = name.literal() else { return };
    let span = element.attribute("name").map_or(element.name_span, |attribute| attribute.value_span);
    if http::HeaderName::from_bytes(literal.trim().as_bytes()).is_err() {
        let message = format!("`{literal}` is not a header name");
        compiler.report(element.error_at(span, "wrong-value", message).help("letters, digits and hyphens"));
    } else if is_untouchable(literal.trim()) {
        let message = format!("header `{literal}` belongs to the connection: this policy changes nothing");
        let finding = Diagnostic::warning("untouchable-header", message).at(&element.source, span);
        compiler.report(finding.help("remove the policy; the gateway writes this header itself"));
    }
}
