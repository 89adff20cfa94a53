//! Runs a plan: inbound, backend, outbound, and on-error after the first failure.
//!
//! One loop over flat instruction lists with a small stack of documents. Only forwarding, reading bodies and pauses
//! wait; everything else runs straight through.

use smallvec::SmallVec;

use crate::exchange::Exchange;
use crate::exchange::failure::{BackendFailure, BackendFailureKind, BodyFailure, Failure, FailureKind};
use crate::exchange::message::{Body, Response};
use crate::exchange::trace::TraceValue;
use crate::host::Host;
use crate::needs::Needs;
use crate::plan::{CompiledDocument, Instruction, Place, Plan, Scope, Section, Step};
use crate::policy::forward_request::ForwardRequest;
use crate::policy::limit_concurrency::Enter;
use crate::policy::{Flow, Running, choose, cors};

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

/// Steps of one exchange. Only retry repeats steps; 50 repetitions of 20,000 instructions stay below.
const STEPS_MAX: u64 = 4_000_000;

/// Runs all sections of a plan. Afterwards `exchange.response` is always there.
pub async fn run<H: Host>(plan: &Plan, exchange: &mut Exchange, host: &H) -> Outcome {
    let outcome = run_sections(plan, exchange, host).await;
    let late_headers = std::mem::take(&mut exchange.late_headers);
    // The values were checked when they were promised; an answer without them is still an answer.
    let _ = cors::write(&late_headers, &mut exchange.response_mut().headers);
    outcome
}

async fn run_sections<H: Host>(plan: &Plan, exchange: &mut Exchange, host: &H) -> Outcome {
    for section in [Section::Inbound, Section::Backend, Section::Outbound] {
        match run_section(plan, section, exchange, host).await {
            Ok(Flow::Next) => {}
            Ok(Flow::Terminate) => return Outcome::Terminated,
            Err(failure) => return recover(plan, failure, exchange, host).await,
        }
    }
    // Nothing was forwarded and no policy answered: APIM sends an empty 200.
    exchange.response.get_or_insert_with(|| Response::new(200));
    Outcome::Completed
}

/// Runs on-error for a failure that the host found before any policy ran (no operation, wrong subscription key).
pub async fn run_on_error<H: Host>(plan: &Plan, exchange: &mut Exchange, host: &H, failure: Failure) -> Outcome {
    recover(plan, failure, exchange, host).await
}

/// Puts the pending answer in place and runs on-error, from the narrowest document on, whichever document failed:
/// forward-request stands in the global document, and an API's on-error is there to hear of its failures.
async fn recover<H: Host>(plan: &Plan, failure: Failure, exchange: &mut Exchange, host: &H) -> Outcome {
    exchange.last_error = Some((*failure.error).clone());
    trace_error(exchange, &failure);
    exchange.response = Some(host.answer(exchange, &failure));
    match run_section(plan, Section::OnError, exchange, host).await {
        Ok(_) => {}
        // A failure inside on-error ends it; the answer stays as it is by then, and the first error stays the last.
        Err(second) => trace_error(exchange, &second),
    }
    Outcome::Failed
}

fn trace_error(exchange: &mut Exchange, failure: &Failure) {
    let error = &failure.error;
    let (section, source) = (error.section.unwrap_or(Section::Backend), error.source.clone());
    let (reason, message) = (error.reason.clone(), error.message.clone());
    exchange.trace(section, &source, || {
        TraceValue::Object(vec![("messages", TraceValue::List(vec![message.into(), reason.into()]))])
    });
}

/// One document being run.
struct Frame {
    document: usize,
    next: usize,
    /// Retries being repeated in this document, innermost last: attempts so far.
    attempts: SmallVec<[u32; 1]>,
}

/// Runs one section, beginning with the narrowest document.
async fn run_section<H: Host>(
    plan: &Plan,
    section: Section,
    exchange: &mut Exchange,
    host: &H,
) -> Result<Flow, Failure> {
    exchange.section = Some(section);
    let mut entered = Entered { host, keys: SmallVec::new() };
    run_frames(plan, section, exchange, host, &mut entered).await
}

/// Places of limit-concurrency that the section holds. They are left however it ends: also when the caller breaks off
/// while the backend is awaited, and the run is dropped where it stands (attack I1: places lost to resets are lost to
/// everybody).
struct Entered<'h, H: Host> {
    host: &'h H,
    keys: SmallVec<[String; 1]>,
}

impl<H: Host> Drop for Entered<'_, H> {
    fn drop(&mut self) {
        for key in self.keys.iter().rev() {
            self.host.leave(key);
        }
    }
}

async fn run_frames<H: Host>(
    plan: &Plan,
    section: Section,
    exchange: &mut Exchange,
    host: &H,
    entered: &mut Entered<'_, H>,
) -> Result<Flow, Failure> {
    let mut frames: SmallVec<[Frame; 5]> = SmallVec::new();
    frames.push(Frame { document: 0, next: 0, attempts: SmallVec::new() });
    let mut steps = 0;
    while let Some(frame) = frames.last_mut() {
        let Some(compiled) = plan.documents().get(frame.document) else {
            frames.pop();
            continue;
        };
        let Some(instruction) = compiled.section(section).instructions.get(frame.next) else {
            frames.pop();
            continue;
        };
        frame.next += 1;
        steps += 1;
        let document = frame.document;
        let fail = |failure| located(failure, instruction, compiled, section);
        if steps > STEPS_MAX {
            return Err(fail(Failure::internal(format!("the section took more than {STEPS_MAX} steps"))));
        }
        prepare(instruction.needs, exchange, host).await.map_err(fail)?;
        match &instruction.step {
            Step::Base => frames.push(Frame { document: document + 1, next: 0, attempts: SmallVec::new() }),
            Step::Policy(policy) => {
                let mut running = Running { exchange, instruction, section, scope: compiled.scope };
                if policy.run(&mut running).map_err(fail)? == Flow::Terminate {
                    if exchange.response.as_ref().is_some_and(|response| response.status >= 400) {
                        let instructions = &compiled.section(section).instructions;
                        choose::explain(instructions, instruction, exchange, compiled.scope, section);
                    }
                    return Ok(Flow::Terminate);
                }
            }
            Step::Branch { condition, otherwise } => {
                if condition.get(exchange).map_err(fail)? {
                    choose::trace(condition, exchange, section);
                } else {
                    frame.next = *otherwise;
                }
            }
            Step::Jump(target) => frame.next = *target,
            Step::Forward(forward) => forward_request(forward, exchange, host).await.map_err(fail)?,
            Step::Attempt => frame.attempts.push(0),
            Step::Repeat(repeat) => {
                let attempts = frame.attempts.last().copied().unwrap_or_default();
                match repeat.wait(attempts, exchange).map_err(fail)? {
                    Some(pause) => {
                        if let Some(attempts) = frame.attempts.last_mut() {
                            *attempts += 1;
                        }
                        frame.next = repeat.start;
                        if !pause.is_zero() {
                            host.pause(pause).await;
                        }
                    }
                    None => {
                        frame.attempts.pop();
                    }
                }
            }
            Step::Enter(enter) => {
                let key = enter.key(exchange).map_err(fail)?;
                if !host.enter(&key, enter.max_count) {
                    return Err(fail(Enter::refusal()));
                }
                entered.keys.push(key);
            }
            Step::Leave => {
                if let Some(key) = entered.keys.pop() {
                    host.leave(&key);
                }
            }
        }
    }
    Ok(Flow::Next)
}

/// Reads the bodies that the next instruction needs.
async fn prepare<H: Host>(needs: Needs, exchange: &mut Exchange, host: &H) -> Result<(), Failure> {
    if needs.has(Needs::REQUEST_BODY) && exchange.request.body.is_unread() {
        host.read_request_body(exchange).await.map_err(|failure| body_failure(failure, FailureKind::Caller))?;
    }
    let response_unread = exchange.response.as_ref().is_some_and(|response| response.body.is_unread());
    if needs.has(Needs::RESPONSE_BODY) && response_unread {
        let kind = FailureKind::Backend(BackendFailureKind::Connection);
        host.read_response_body(exchange).await.map_err(|failure| body_failure(failure, kind))?;
    }
    Ok(())
}

fn body_failure(failure: BodyFailure, kind: FailureKind) -> Failure {
    let reason = match kind {
        FailureKind::Caller => "ClientConnectionFailure",
        _ => "BackendConnectionFailure",
    };
    let message = match failure {
        BodyFailure::Broken(message) => message,
        BodyFailure::TooLarge { bound_bytes } => {
            format!("the body is larger than the {bound_bytes} bytes that a policy may have buffered")
        }
    };
    Failure::new(Some(reason), message, kind)
}

async fn forward_request<H: Host>(forward: &ForwardRequest, exchange: &mut Exchange, host: &H) -> Result<(), Failure> {
    let options = forward.options(exchange)?;
    if exchange.trace.is_some() {
        let seconds = options.timeout.as_secs();
        exchange.trace(Section::Backend, "request-forwarder", || {
            let message =
                format!("Request is being forwarded to the backend service. Timeout set to {seconds} seconds");
            TraceValue::Object(vec![("message", message.into())])
        });
    }
    host.forward(exchange, &options).await?;
    let status = exchange.response.as_ref().map(|response| response.status);
    if let Some(status @ 400..=599) = status
        && options.fail_on_error_status_code
    {
        let message = format!("The backend service responded with status code {status}.");
        return Err(BackendFailure { kind: BackendFailureKind::Connection, message }.into());
    }
    if matches!(exchange.request.body, Body::Unread) {
        // The host has passed the stream on; nobody can read it any more.
        exchange.request.body = Body::Consumed;
    }
    Ok(())
}

/// Fills in where a failure happened.
fn located(mut failure: Failure, instruction: &Instruction, document: &CompiledDocument, section: Section) -> Failure {
    let Place { element, id, path, .. } = &instruction.place;
    let scope: Scope = document.scope;
    let error = &mut failure.error;
    if error.source.is_empty() {
        error.source = (*element).to_owned();
    }
    error.scope = Some(scope);
    error.section = Some(section);
    error.path = Some(path.to_string());
    error.policy_id = id.as_ref().map(ToString::to_string);
    failure
}
