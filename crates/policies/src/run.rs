//! Runs a plan: inbound, backend, outbound, and on-error after the first failure.

use crate::exchange::Exchange;
use crate::exchange::failure::Failure;
use crate::host::Host;
use crate::plan::Plan;

/// How an exchange ended. In every case `exchange.response` is the answer, and `exchange.last_error` tells a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All sections ran.
    Completed,
    /// return-response, mock-response or the like ended the pipeline.
    Terminated,
    /// A failure; on-error ran and the answer is the host's, as on-error changed it.
    Failed,
}

/// Runs all sections of a plan. Afterwards `exchange.response` is always there.
pub async fn run<H: Host>(plan: &Plan, exchange: &mut Exchange, host: &H) -> Outcome {
    let _ = plan;
    let failure = Failure::internal("no plan runs yet");
    exchange.last_error = Some(failure.error.clone());
    exchange.response = Some(host.answer(exchange, &failure));
    Outcome::Failed
}

/// Runs on-error of the narrowest scope for a failure that the host found before any policy ran (no operation, wrong
/// subscription key).
pub async fn run_on_error<H: Host>(plan: &Plan, exchange: &mut Exchange, host: &H, failure: Failure) -> Outcome {
    let _ = plan;
    exchange.last_error = Some(failure.error.clone());
    exchange.response = Some(host.answer(exchange, &failure));
    Outcome::Failed
}
