//! `<set-status>` sets status code and reason of the response: inside return-response, in outbound, and of the pending
//! error answer in on-error.

use super::{ALL_SCOPES, AttributeRule, Definition, EVERYWHERE, Flow, Policy, Running};
use crate::compile::section::SectionCompiler;
use crate::document::Element;
use crate::exchange::Exchange;
use crate::exchange::failure::Failure;
use crate::exchange::message::Response;
use crate::value::{TextValue, TypedValue};

/// `set-status`
pub static DEFINITION: Definition = Definition {
    name: "set-status",
    doc: "Sets status code and reason of the response.",
    sections: EVERYWHERE,
    scopes: ALL_SCOPES,
    attributes: &[
        AttributeRule::required("code", "status code from 200 to 599"),
        AttributeRule::optional("reason", "reason phrase; the code's own if left out"),
    ],
    compile,
};

/// A compiled set-status; return-response holds one as child.
#[derive(Debug)]
pub(crate) struct SetStatus {
    code: TypedValue<i64>,
    reason: Option<TextValue>,
}

fn compile(element: &Element, compiler: &mut SectionCompiler<'_>) {
    if let Some(policy) = SetStatus::compile(element, compiler) {
        compiler.emit(element, policy);
    }
}

/// A status that ends an exchange: 1xx are interim answers and belong to the connection.
const STATUS_CODES: std::ops::RangeInclusive<i64> = 200..=599;

impl SetStatus {
    pub(crate) fn compile(element: &Element, compiler: &mut SectionCompiler<'_>) -> Option<Self> {
        let code = compiler.number(element, "code", STATUS_CODES);
        let reason = compiler.text(element, "reason");
        Some(Self { code: code?, reason })
    }

    /// Status code and reason phrase of this exchange.
    pub(crate) fn get(&self, exchange: &mut Exchange) -> Result<(u16, String), Failure> {
        let code = self.code.get(exchange)?;
        let status = u16::try_from(code).ok().filter(|_| STATUS_CODES.contains(&code));
        let status = status.ok_or_else(|| Failure::internal(format!("{code} is not a status code from 200 to 599")))?;
        let reason = match &self.reason {
            Some(reason) => checked_reason(&reason.get_or_empty(exchange)?)?,
            None => Response::new(status).reason,
        };
        Ok((status, reason))
    }
}

impl Policy for SetStatus {
    fn run(&self, running: &mut Running<'_>) -> Result<Flow, Failure> {
        let (status, reason) = self.get(running.exchange)?;
        // In inbound and backend there is no response yet; APIM lets the policy stand there without effect.
        if let Some(response) = &mut running.exchange.response {
            (response.status, response.reason) = (status, reason);
        }
        Ok(Flow::Next)
    }
}

/// Attack F8: the reason phrase travels on the status line.
fn checked_reason(reason: &str) -> Result<String, Failure> {
    match reason.chars().find(|character| character.is_ascii_control() && *character != '\t') {
        Some(found) => {
            let code = u32::from(found);
            Err(Failure::internal(format!("the reason phrase contains the control character U+{code:04X}")))
        }
        None => Ok(reason.trim().to_owned()),
    }
}
