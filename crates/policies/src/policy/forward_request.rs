//! `<forward-request>` sends the request to the backend and waits for the response's headers. APIM's default global
//! document holds one; a plan without any forwards nothing and goes on with outbound.

use std::time::Duration;

use super::{ALL_SCOPES, AttributeRule, Definition};
use crate::compile::attributes;
use crate::compile::section::SectionCompiler;
use crate::document::Element;
use crate::exchange::Exchange;
use crate::exchange::failure::Failure;
use crate::host::{ForwardOptions, HttpVersion};
use crate::needs::Needs;
use crate::plan::{Section, Step};
use crate::value::TypedValue;

/// `forward-request`
pub static DEFINITION: Definition = Definition {
    name: "forward-request",
    doc: "Sends the request to the backend.",
    sections: &[Section::Backend],
    scopes: ALL_SCOPES,
    attributes: &[
        AttributeRule::optional("timeout", "seconds to the response headers; 300 if left out"),
        AttributeRule::optional("timeout-ms", "the same in milliseconds"),
        AttributeRule::optional("continue-timeout", "seconds to wait for 100 Continue"),
        AttributeRule::optional("http-version", "1, 2 or 2or1 towards the backend").literal(),
        AttributeRule::optional("follow-redirects", "whether redirects are followed"),
        AttributeRule::optional("buffer-request-body", "whether the request body is kept for a retry").literal(),
        AttributeRule::optional("buffer-response", "whether response pieces are gathered before they go on").literal(),
        AttributeRule::optional("fail-on-error-status-code", "whether a status of 400 to 599 is a failure").literal(),
    ],
    compile,
};

/// A compiled forward-request; the run loop waits for it.
#[derive(Debug)]
pub(crate) struct ForwardRequest {
    timeout: Option<(TypedValue<i64>, Unit)>,
    continue_timeout: Option<TypedValue<i64>>,
    follow_redirects: TypedValue<bool>,
    /// The literal ones.
    options: ForwardOptions,
}

#[derive(Debug, Clone, Copy)]
enum Unit {
    Seconds,
    Milliseconds,
}

/// A day: whoever waits longer for response headers made a mistake in the unit.
const TIMEOUT_SECONDS_MAX: i64 = 86_400;

fn compile(element: &Element, compiler: &mut SectionCompiler<'_>) {
    attributes::refuse_text(element, compiler.findings);
    attributes::refuse_children(element, &[], compiler.findings);
    let seconds = compiler.number(element, "timeout", 0..=TIMEOUT_SECONDS_MAX);
    let milliseconds = compiler.number(element, "timeout-ms", 0..=TIMEOUT_SECONDS_MAX * 1000);
    if element.attribute("timeout").is_some() && element.attribute("timeout-ms").is_some() {
        let message = "`forward-request` has both `timeout` and `timeout-ms`";
        compiler.report(element.error("exclusive-attributes", message).help("keep one of them"));
    }
    let seconds = seconds.map(|timeout| (timeout, Unit::Seconds));
    let continue_timeout = compiler.number(element, "continue-timeout", 0..=TIMEOUT_SECONDS_MAX);
    let http_version = match compiler.word(element, "http-version", &["1", "2", "2or1"]) {
        1 => HttpVersion::Two,
        2 => HttpVersion::TwoOrOne,
        _ => HttpVersion::One,
    };
    let follow_redirects = compiler.typed::<bool>(element, "follow-redirects").unwrap_or(TypedValue::Literal(false));
    let options = ForwardOptions {
        http_version,
        buffer_request_body: compiler.typed_literal(element, "buffer-request-body", false),
        buffer_response: compiler.typed_literal(element, "buffer-response", true),
        fail_on_error_status_code: compiler.typed_literal(element, "fail-on-error-status-code", false),
        ..ForwardOptions::default()
    };
    if options.buffer_request_body {
        compiler.need(Needs::REQUEST_BODY);
    }
    let timeout = seconds.or(milliseconds.map(|timeout| (timeout, Unit::Milliseconds)));
    let forward = ForwardRequest { timeout, continue_timeout, follow_redirects, options };
    compiler.emit_step(element, Step::Forward(Box::new(forward)));
}

impl ForwardRequest {
    /// The options of this exchange.
    pub(crate) fn options(&self, exchange: &mut Exchange) -> Result<ForwardOptions, Failure> {
        let mut options = self.options.clone();
        if let Some((timeout, unit)) = &self.timeout {
            let amount = amount_of(timeout, exchange)?;
            options.timeout = match unit {
                Unit::Seconds => Duration::from_secs(amount),
                Unit::Milliseconds => Duration::from_millis(amount),
            };
        }
        if let Some(timeout) = &self.continue_timeout {
            options.continue_timeout = Some(Duration::from_secs(amount_of(timeout, exchange)?));
        }
        options.follow_redirects = self.follow_redirects.get(exchange)?;
        Ok(options)
    }
}

fn amount_of(value: &TypedValue<i64>, exchange: &mut Exchange) -> Result<u64, Failure> {
    let amount = value.get(exchange)?;
    u64::try_from(amount)
        .ok()
        .filter(|amount| *amount <= TIMEOUT_SECONDS_MAX.unsigned_abs() * 1000)
        .ok_or_else(|| Failure::internal(format!("{amount} is not a timeout")))
}
