//! `<limit-concurrency>` lets at most `max-count` exchanges with the same key run its children at once. One more is
//! refused at once with 429.

use super::{ALL_SCOPES, AttributeRule, Definition, EVERYWHERE};
use crate::compile::section::SectionCompiler;
use crate::document::Element;
use crate::exchange::Exchange;
use crate::exchange::failure::Failure;
use crate::plan::Step;
use crate::value::{TextValue, TypedValue};

/// `limit-concurrency`
pub static DEFINITION: Definition = Definition {
    name: "limit-concurrency",
    doc: "Lets a limited number of exchanges run its children at once.",
    sections: EVERYWHERE,
    scopes: ALL_SCOPES,
    attributes: &[
        AttributeRule::required("key", "which exchanges count together"),
        AttributeRule::required("max-count", "how many may be inside").literal(),
    ],
    compile,
};

/// The door to the children; the run loop goes through it.
#[derive(Debug)]
pub(crate) struct Enter {
    key: TextValue,
    pub(crate) max_count: u32,
}

fn compile(element: &Element, compiler: &mut SectionCompiler<'_>) {
    let key = compiler.text(element, "key");
    let max_count = match compiler.number(element, "max-count", 1..=i64::from(u32::MAX)) {
        Some(TypedValue::Literal(count)) => u32::try_from(count).ok(),
        _ => None,
    };
    let (Some(key), Some(max_count)) = (key, max_count) else { return };
    compiler.emit_step(element, Step::Enter(Box::new(Enter { key, max_count })));
    compiler.policies(element);
    compiler.emit_step(element, Step::Leave);
}

impl Enter {
    /// The key of this exchange.
    pub(crate) fn key(&self, exchange: &mut Exchange) -> Result<String, Failure> {
        Ok(self.key.get_or_empty(exchange)?.into_owned())
    }

    /// The refusal when there is no room. APIM publishes the status, not the reason.
    pub(crate) fn refusal() -> Failure {
        Failure::refused("ConcurrencyLimitExceeded", "Concurrency limit is exceeded", 429, "Too many requests")
    }
}
