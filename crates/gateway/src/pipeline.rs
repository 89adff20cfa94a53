//! READ FIRST: one request, from its first byte to the last byte of its answer.
//!
//! ```text
//! door       one host, one way to read it, one normal path        or 400, 405, 421
//! route      host's APIs → operation → plan                       or 404
//! admit      subscription key → product                           or 401, through on-error
//! exchange   the request as policies see it, identity headers gone
//! run        inbound → backend (forward) → outbound, on-error after a failure
//! tell       trace, decision journal, access log
//! reply      head at once, body streamed, connection given back
//! ```
//! Every stage either hands a new value to the next or ends the request; what a plan does not touch is not prepared.

mod door;
mod exchange;
mod reply;
mod tell;

use std::rc::Rc;
use std::time::Instant;

use http::{Request, Response};
use hyper::body::Incoming;
use policies::exchange::Exchange;
use policies::run::{Outcome, run, run_on_error};

use self::door::Door;
use self::tell::Told;
use crate::body::{Outgoing, Stream};
use crate::connection::Connection;
use crate::effects::RequestHost;
use crate::failure::{self, DoorRefusal};
use crate::router::{Found, Miss, Wanted};
use crate::snapshot::Snapshot;

/// Answered without looking at any API, as APIM's managed gateway does for health probes.
const HEALTH_PATH: &str = "/status-0123456789abcdef";

/// Serves one request. What goes wrong on the way is part of the answer, so there is no error.
pub(crate) async fn serve(connection: &Rc<Connection>, request: Request<Incoming>) -> Response<Outgoing> {
    let started = Instant::now();
    let snapshot = connection.worker.snapshot();
    let (head, body) = request.into_parts();
    let body = reply::Unread::new(&head, Stream::of_caller(body, &connection.linger));

    let door = match Door::enter(connection, &snapshot, &head) {
        Ok(door) => door,
        Err(refusal) => return refuse(connection, &head, body, refusal, started).await,
    };
    if door.path == HEALTH_PATH {
        return reply::healthy(&head, body).await;
    }
    let wanted = Wanted { method: &head.method, path: &door.path, query: door.query, headers: &head.headers };
    let found = match snapshot.router.find(&wanted) {
        Ok(found) => found,
        Err(Miss::NoOperation(api)) => {
            return no_operation(connection, &snapshot, &head, &door, body, api, started).await;
        }
        Err(Miss::NoApi) => return refuse(connection, &head, body, DoorRefusal::NotFound, started).await,
    };
    answer(connection, &snapshot, &head, &door, &found, body, started).await
}

/// An operation was found: admit, run its plan, tell, reply.
async fn answer(
    connection: &Rc<Connection>,
    snapshot: &Snapshot,
    head: &http::request::Parts,
    door: &Door<'_>,
    found: &Found<'_>,
    body: reply::Unread,
    started: Instant,
) -> Response<Outgoing> {
    let (Some(api), Some(operation)) =
        (snapshot.apis.get(found.api as usize), snapshot.operations.get(found.operation as usize))
    else {
        return refuse(connection, head, body, DoorRefusal::NotFound, started).await;
    };
    let admitted = snapshot.keys.admit(&api.keys, &head.headers, door.query);
    let product = admitted.as_ref().ok().and_then(|admission| admission.product);
    let plan = operation.plan(product);
    let mut exchange = match exchange::build(connection, snapshot, head, door, found, admitted.as_ref().ok(), &body) {
        Ok(exchange) => exchange,
        Err(refusal) => return refuse(connection, head, body, refusal, started).await,
    };
    let tracing = tell::begin_trace(&mut exchange, connection, snapshot, &head.headers);
    let host = request_host(connection, snapshot, &exchange, found.api, body);
    let outcome = match admitted {
        Ok(_) => run(plan, &mut exchange, &host).await,
        Err(refusal) => {
            let facts = &api.facts;
            let failure = failure::key_refused(refusal, &door.host.host, &facts.path, &facts.key_header);
            run_on_error(plan, &mut exchange, &host, failure).await
        }
    };
    finish(connection, head, exchange, &host, outcome, tracing, started).await
}

/// The API is there and has no such operation: its on-error section may still shape the 404.
async fn no_operation(
    connection: &Rc<Connection>,
    snapshot: &Snapshot,
    head: &http::request::Parts,
    door: &Door<'_>,
    body: reply::Unread,
    api: u32,
    started: Instant,
) -> Response<Outgoing> {
    let found = Found { api, operation: u32::MAX, remainder: "", captures: Default::default() };
    let built = exchange::build(connection, snapshot, head, door, &found, None, &body);
    let (Ok(mut exchange), Some(api_entry)) = (built, snapshot.apis.get(api as usize)) else {
        return refuse(connection, head, body, DoorRefusal::NotFound, started).await;
    };
    let tracing = tell::begin_trace(&mut exchange, connection, snapshot, &head.headers);
    let host = request_host(connection, snapshot, &exchange, api, body);
    let outcome = run_on_error(&api_entry.plan, &mut exchange, &host, failure::no_operation()).await;
    finish(connection, head, exchange, &host, outcome, tracing, started).await
}

fn request_host<'r>(
    connection: &'r Rc<Connection>,
    snapshot: &'r Snapshot,
    exchange: &Exchange,
    api: u32,
    body: reply::Unread,
) -> RequestHost<'r> {
    RequestHost {
        worker: &connection.worker,
        snapshot,
        api,
        caller_host: exchange.request.headers.as_map().get(http::header::HOST).cloned(),
        request_body: body.into(),
        response_body: Default::default(),
        backend_call: Default::default(),
        is_told: connection.worker.shared.observers.are_told(),
        handshakes: Default::default(),
        body_too_large: Default::default(),
    }
}

/// Tells the observers, then sends the exchange's response.
async fn finish(
    connection: &Rc<Connection>,
    head: &http::request::Parts,
    mut exchange: Exchange,
    host: &RequestHost<'_>,
    outcome: Outcome,
    tracing: tell::Tracing,
    started: Instant,
) -> Response<Outgoing> {
    let response = exchange.response.take().unwrap_or_else(|| failure::internal(&exchange.request_id_text()));
    let told = Told { connection, head, host, started };
    let trace_header = tell::outcome(&told, &exchange, &response, outcome, tracing);
    let record = tell::access_record(&told, &exchange, response.status);
    reply::send(&told, response, trace_header, record).await
}

/// A refusal at the door: no policy has seen the request.
async fn refuse(
    connection: &Rc<Connection>,
    head: &http::request::Parts,
    body: reply::Unread,
    refusal: DoorRefusal,
    started: Instant,
) -> Response<Outgoing> {
    let record = tell::door_refusal(connection, head, refusal, started);
    reply::send_plain(head, body, refusal.answer(), record, connection, started).await
}
