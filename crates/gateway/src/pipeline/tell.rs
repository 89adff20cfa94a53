//! Telling: who may see a trace, what goes into the journal, what the access log remembers.

use std::rc::Rc;
use std::time::{Instant, SystemTime};

use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Version};
use policies::exchange::Exchange;
use policies::exchange::message::Response;
use policies::exchange::trace::{Trace, TraceValue};
use policies::plan::Section;
use policies::run::Outcome;
use serde_json::json;

use crate::connection::Connection;
use crate::effects::{RequestHost, trace_headers};
use crate::failure::DoorRefusal;
use crate::observe::access_log::AccessRecord;
use crate::observe::trace::{TraceGrant, grant, render};
use crate::observe::{Entry, decision};
use crate::random;
use crate::snapshot::Snapshot;

/// Carries the debug token.
pub(super) const DEBUG_HEADER: HeaderName = HeaderName::from_static("apim-debug-authorization");
/// Asks for a trace in the old way; here, too, only the token grants it.
pub(super) const TRACE_HEADER: HeaderName = HeaderName::from_static("ocp-apim-trace");
/// Names the trace in the answer.
const TRACE_ID_HEADER: HeaderName = HeaderName::from_static("apim-trace-id");
const EXPIRED_HEADER: HeaderName = HeaderName::from_static("apim-debug-authorization-expired");
const WRONG_API_HEADER: HeaderName = HeaderName::from_static("apim-debug-authorization-wrongapi");
/// Bytes of a URL in the log.
const URL_BYTES_MAX: usize = 2048;

/// What telling needs to know of a request.
pub(super) struct Told<'t> {
    pub(super) connection: &'t Rc<Connection>,
    pub(super) head: &'t Parts,
    pub(super) host: &'t RequestHost<'t>,
    pub(super) started: Instant,
}

/// Whether and how a request for a trace is answered.
pub(super) type Tracing = TraceGrant;

/// Begins a trace if the caller may have one.
pub(super) fn begin_trace(
    exchange: &mut Exchange,
    connection: &Connection,
    snapshot: &Snapshot,
    headers: &HeaderMap,
) -> Tracing {
    let Some(shown) = headers.get(DEBUG_HEADER) else { return TraceGrant::No };
    let shared = &connection.worker.shared;
    if !snapshot.settings.tracing || !shared.observers.keeps_files {
        return TraceGrant::No;
    }
    let granted = grant(&shared.debug_tokens, shown.to_str().ok(), &exchange.route.api.id, SystemTime::now());
    if granted == TraceGrant::Yes {
        exchange.trace = Some(Box::new(Trace::default()));
        exchange.explain_passes = true;
        let inspected = inspect(exchange);
        exchange.trace(Section::Inbound, "api-inspector", || inspected);
    }
    granted
}

/// The first entry of every trace: the request and what it matched.
fn inspect(exchange: &Exchange) -> TraceValue {
    let object = TraceValue::Object;
    let request = &exchange.request;
    let headers = request.headers.entries().map(|(name, values)| {
        let hidden =
            matches!(name, "authorization" | "cookie") || name.eq_ignore_ascii_case(&exchange.route.api.key_header);
        let value = if hidden { secret::REDACTED.to_owned() } else { values.join(",") };
        object(vec![("name", name.into()), ("value", value.into())])
    });
    let url = &request.original_url;
    let seen = object(vec![
        ("method", request.method.as_str().into()),
        ("url", format!("{}://{}{}", url.scheme, url.authority(), url.path).into()),
        ("headers", TraceValue::List(headers.collect())),
    ]);
    let api = &exchange.route.api;
    let to = api.service_url.as_ref().map_or(TraceValue::Null, |to| {
        object(vec![
            ("scheme", to.scheme.as_str().into()),
            ("host", to.host.as_str().into()),
            ("port", TraceValue::Number(to.port.into())),
            ("path", to.path.as_str().into()),
            ("isDefaultPort", TraceValue::Bool(to.has_default_port())),
        ])
    });
    let operation = exchange.route.operation.as_ref().map_or(TraceValue::Null, |operation| {
        object(vec![
            ("method", operation.method.as_str().into()),
            ("uriTemplate", operation.url_template.as_str().into()),
        ])
    });
    let product = exchange.route.product.as_ref().map_or("-", |product| product.name.as_str());
    let matched = object(vec![
        ("from", format!("/{}", api.path).into()),
        ("to", to),
        ("version", api.version.clone().into()),
        ("revision", api.revision.as_str().into()),
    ]);
    let configuration = object(vec![
        ("api", matched),
        ("operation", operation),
        ("user", exchange.route.user.as_ref().map_or("-", |user| user.id.as_str()).into()),
        ("product", product.into()),
    ]);
    object(vec![("request", seen), ("configuration", configuration)])
}

/// Writes trace and journal; the header that answers a request for a trace is returned.
pub(super) fn outcome(
    told: &Told<'_>,
    exchange: &Exchange,
    response: &Response,
    outcome: Outcome,
    tracing: Tracing,
) -> Option<(HeaderName, HeaderValue)> {
    let shared = &told.connection.worker.shared;
    let refused = exchange.last_error.is_some()
        || outcome == Outcome::Terminated && response.status >= 400
        || exchange.judgements.iter().any(|judgement| !judgement.passed);
    if refused && shared.observers.keeps_files && told.host.snapshot.settings.journal {
        let mut entry = decision::of_connection(told.connection, request_facts(told.head));
        decision::add_exchange(&mut entry, exchange, response.status, &told.host.backend_call.borrow());
        shared.observers.send(Entry::Decision(Box::new(entry)));
    }
    match tracing {
        TraceGrant::No => None,
        TraceGrant::Expired => Some((EXPIRED_HEADER, HeaderValue::from_static("true"))),
        TraceGrant::WrongApi => Some((WRONG_API_HEADER, HeaderValue::from_static("true"))),
        TraceGrant::Yes => {
            let id = random::uuid_text(&told.connection.worker.random.borrow_mut().uuid());
            let mut content = render(&id, exchange, told.connection, &told.host.handshakes.borrow());
            content["response"] = json!({
                "status": response.status,
                "headers": crate::observe::json::trace_value(&trace_headers(response)),
            });
            shared.observers.send(Entry::Trace { id: id.clone(), content: Box::new(content) });
            HeaderValue::from_str(&id).ok().map(|id| (TRACE_ID_HEADER, id))
        }
    }
}

fn request_facts(head: &Parts) -> serde_json::Value {
    json!({
        "method": head.method.as_str(),
        "path": bounded(head.uri.path()),
        "host": head.headers.get(http::header::HOST).and_then(|host| host.to_str().ok())
            .or(head.uri.authority().map(|authority| authority.as_str())),
        "protocol": protocol(head.version),
    })
}

/// A line of the access log, if there is one.
pub(super) fn access_record(told: &Told<'_>, exchange: &Exchange, status: u16) -> Option<Box<AccessRecord>> {
    if !told.connection.worker.shared.observers.logs_access {
        return None;
    }
    let route = &exchange.route;
    let mut record = plain_record(told.connection, told.head, status);
    record.received = exchange.received;
    record.correlation_id = exchange.request_id_text();
    record.api = Some(route.api.clone());
    record.operation = route.operation.clone();
    record.product_id = route.product.as_ref().map(|product| product.id.clone());
    record.subscription_id = route.subscription.as_ref().map(|(subscription, _)| subscription.id.clone());
    record.user_id = route.user.as_ref().map(|user| user.id.clone());
    record.backend = told.host.backend_call.borrow().clone();
    record.last_error = exchange.last_error.clone();
    Some(Box::new(record))
}

/// Journal and access log of a request that no policy saw.
pub(super) fn door_refusal(
    connection: &Connection,
    head: &Parts,
    refusal: DoorRefusal,
    started: Instant,
) -> Option<Box<AccessRecord>> {
    let shared = &connection.worker.shared;
    let status = refusal.answer().status;
    if shared.observers.keeps_files && connection.worker.snapshot().settings.journal {
        let mut entry = decision::of_connection(connection, request_facts(head));
        entry["status"] = status.into();
        entry["lastError"] =
            json!({ "source": "configuration", "reason": refusal.reason(), "message": refusal.fact() });
        shared.observers.send(Entry::Decision(Box::new(entry)));
    }
    if !shared.observers.logs_access {
        return None;
    }
    let mut record = plain_record(connection, head, status);
    record.total = started.elapsed();
    Some(Box::new(record))
}

fn plain_record(connection: &Connection, head: &Parts, status: u16) -> AccessRecord {
    let length = head.headers.get(http::header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    AccessRecord {
        received: SystemTime::now(),
        correlation_id: String::new(),
        caller: connection.peer.ip().to_canonical(),
        method: head.method.to_string(),
        // Queries may hold subscription keys and tokens; the path is enough to find the request.
        url: bounded(head.uri.path()).to_owned(),
        protocol: protocol(head.version),
        tls_version: connection.tls_version.and_then(crate::tls::version_number).unwrap_or("-"),
        certificate: connection.presented().map(|presented| presented.leaf.thumbprint_text()),
        api: None,
        operation: None,
        product_id: None,
        subscription_id: None,
        user_id: None,
        status,
        request_bytes: length.and_then(|length| length.parse().ok()).unwrap_or(0),
        response_bytes: 0,
        total: Default::default(),
        backend: Default::default(),
        last_error: None,
        is_complete: false,
    }
}

fn protocol(version: Version) -> &'static str {
    match version {
        Version::HTTP_2 => "HTTP/2",
        Version::HTTP_10 => "HTTP/1.0",
        _ => "HTTP/1.1",
    }
}

fn bounded(text: &str) -> &str {
    let mut end = text.len().min(URL_BYTES_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
