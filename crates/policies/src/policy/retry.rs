//! `<retry>` runs its children once and then again while its condition holds, at most `count` more times, waiting
//! between the attempts.

use std::time::Duration;

use super::{ALL_SCOPES, AttributeRule, Definition, EVERYWHERE};
use crate::compile::section::SectionCompiler;
use crate::document::Element;
use crate::exchange::Exchange;
use crate::exchange::failure::Failure;
use crate::plan::Step;
use crate::value::TypedValue;

/// `retry`
pub static DEFINITION: Definition = Definition {
    name: "retry",
    doc: "Runs its children again while a condition holds.",
    sections: EVERYWHERE,
    scopes: ALL_SCOPES,
    attributes: &[
        AttributeRule::required("condition", "whether to try again"),
        AttributeRule::required("count", "how many times to try again, 1 to 50"),
        AttributeRule::required("interval", "seconds to wait"),
        AttributeRule::optional("max-interval", "longest wait in seconds"),
        AttributeRule::optional("delta", "seconds by which the wait grows"),
        AttributeRule::optional("first-fast-retry", "whether the first new attempt comes at once"),
    ],
    compile,
};

/// The end of the loop; the run loop comes here after the children.
#[derive(Debug)]
pub(crate) struct Repeat {
    condition: TypedValue<bool>,
    count: TypedValue<i64>,
    interval: TypedValue<i64>,
    max_interval: Option<TypedValue<i64>>,
    delta: Option<TypedValue<i64>>,
    first_fast: TypedValue<bool>,
    /// Index of the first child.
    pub(crate) start: usize,
}

/// An hour between attempts; no caller waits longer.
const INTERVAL_SECONDS_MAX: i64 = 3600;

fn compile(element: &Element, compiler: &mut SectionCompiler<'_>) {
    let count = compiler.number(element, "count", 1..=50);
    let interval = compiler.number(element, "interval", 0..=INTERVAL_SECONDS_MAX);
    let max_interval = compiler.number(element, "max-interval", 0..=INTERVAL_SECONDS_MAX);
    let delta = compiler.number(element, "delta", 0..=INTERVAL_SECONDS_MAX);
    let first_fast = compiler.typed::<bool>(element, "first-fast-retry").unwrap_or(TypedValue::Literal(false));
    compiler.emit_step(element, Step::Attempt);
    let start = compiler.next_index();
    compiler.policies(element);
    // Compiled last, so that what the condition needs (a response body) is prepared when it is evaluated.
    let condition = compiler.typed::<bool>(element, "condition");
    let (Some(condition), Some(count), Some(interval)) = (condition, count, interval) else { return };
    let repeat = Repeat { condition, count, interval, max_interval, delta, first_fast, start };
    compiler.emit_step(element, Step::Repeat(Box::new(repeat)));
}

impl Repeat {
    /// Whether to try again after `attempts` repetitions, and how long to wait before.
    pub(crate) fn wait(&self, attempts: u32, exchange: &mut Exchange) -> Result<Option<Duration>, Failure> {
        if !self.condition.get(exchange)? || i64::from(attempts) >= self.count.get(exchange)?.clamp(0, 50) {
            return Ok(None);
        }
        if attempts == 0 && self.first_fast.get(exchange)? {
            return Ok(Some(Duration::ZERO));
        }
        let interval = self.interval.get(exchange)?.max(0);
        let optional = |value: &Option<TypedValue<i64>>, exchange: &mut Exchange| match value {
            Some(value) => value.get(exchange).map(Some),
            None => Ok(None),
        };
        let delta = optional(&self.delta, exchange)?;
        let max_interval = optional(&self.max_interval, exchange)?;
        let number = f64::from(attempts + 1);
        let seconds = match (delta, max_interval) {
            (None, _) => interval as f64,
            (Some(delta), None) => interval as f64 + (number - 1.0) * delta as f64,
            // interval + 2^(n−1) · random(0.8 … 1.2 delta), at most max-interval: the page's newest text.
            (Some(delta), Some(max_interval)) => {
                let mut byte = [0];
                exchange.environment.random(&mut byte);
                let factor = 0.8 + 0.4 * f64::from(byte[0]) / 255.0;
                (interval as f64 + (number - 1.0).exp2() * factor * delta as f64).min(max_interval as f64)
            }
        };
        Ok(Some(Duration::from_secs_f64(seconds.clamp(0.0, INTERVAL_SECONDS_MAX as f64))))
    }
}
