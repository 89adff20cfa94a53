//! `<trace>` writes a message of its own into the request trace. Without a trace it costs nothing: the message is not
//! even evaluated.

use super::{ALL_SCOPES, AttributeRule, Definition, EVERYWHERE, Flow, Policy, Running};
use crate::compile::attributes;
use crate::compile::section::SectionCompiler;
use crate::document::Element;
use crate::exchange::failure::Failure;
use crate::exchange::trace::TraceValue;
use crate::value::TextValue;

/// `trace`
pub static DEFINITION: Definition = Definition {
    name: "trace",
    doc: "Writes a message into the request trace.",
    sections: EVERYWHERE,
    scopes: ALL_SCOPES,
    attributes: &[
        AttributeRule::required("source", "shown as the source of the entry").literal(),
        AttributeRule::optional("severity", "verbose, information or error").literal(),
    ],
    compile,
};

#[derive(Debug)]
struct Trace {
    source: String,
    severity: &'static str,
    message: TextValue,
    metadata: Vec<(TextValue, TextValue)>,
}

const SEVERITIES: [&str; 3] = ["verbose", "information", "error"];

const METADATA: &[AttributeRule] =
    &[AttributeRule::required("name", "name of the property"), AttributeRule::required("value", "its value")];

fn compile(element: &Element, compiler: &mut SectionCompiler<'_>) {
    attributes::refuse_children(element, &["message", "metadata"], compiler.findings);
    attributes::check_order(element, &["message", "metadata"], compiler.findings);
    let severity = SEVERITIES.get(compiler.word(element, "severity", &SEVERITIES)).copied().unwrap_or("verbose");
    let source = compiler.nonempty_literal(element, "source");
    let message = match element.child("message") {
        Some(message) => {
            attributes::refuse_text(element, compiler.findings);
            compiler.content(message)
        }
        // The policy's first form had the message as its own text.
        None if !element.text().trimmed().text().is_empty() => compiler.own_text(element),
        None => {
            let help = "add <message>…</message>";
            compiler.report(element.error("missing-element", "`trace` has no `message`").help(help));
            return;
        }
    };
    let mut metadata = Vec::new();
    for child in element.elements().filter(|child| child.name == "metadata") {
        attributes::check_rules(child, METADATA, false, compiler.findings);
        if let (Some(name), Some(value)) = (compiler.text(child, "name"), compiler.text(child, "value")) {
            metadata.push((name, value));
        }
    }
    if let (Some(source), Some(message)) = (source, message) {
        compiler.emit(element, Trace { source: source.to_string(), severity, message, metadata });
    }
}

impl Policy for Trace {
    fn run(&self, running: &mut Running<'_>) -> Result<Flow, Failure> {
        let exchange = &mut *running.exchange;
        if exchange.trace.is_none() {
            return Ok(Flow::Next);
        }
        let message = self.message.get(exchange)?.map(std::borrow::Cow::into_owned);
        let mut metadata = Vec::new();
        for (name, value) in &self.metadata {
            let pair = vec![
                ("name", TraceValue::Text(name.get_or_empty(exchange)?.into_owned())),
                ("value", TraceValue::from(value.get(exchange)?.map(std::borrow::Cow::into_owned))),
            ];
            metadata.push(TraceValue::Object(pair));
        }
        let mut data = vec![("message", message.into()), ("severity", self.severity.into())];
        if !metadata.is_empty() {
            data.push(("metadata", TraceValue::List(metadata)));
        }
        exchange.trace(running.section, &self.source, || TraceValue::Object(data));
        Ok(Flow::Next)
    }
}
