//! What policies ask of the world, done: the gateway's side of [`policies::host::Host`], one a request.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use http::HeaderValue;
use hyper::ext::ReasonPhrase;
use policies::exchange::failure::{BackendFailure, BackendFailureKind, BodyFailure, Failure};
use policies::exchange::message::{Body, Response};
use policies::exchange::trace::TraceValue;
use policies::exchange::url::Url;
use policies::exchange::{BackendTarget, Exchange};
use policies::host::{ForwardOptions, Host};
use policies::plan::Section;

use crate::backend::circuit_breaker::CallResult;
use crate::backend::forward::{self, BackendResponse, Call, CallBody, CallFailure, Lease};
use crate::body::{BodyError, Stream};
use crate::failure;
use crate::headers;
use crate::observe::access_log::BackendCall;
use crate::snapshot::{Backend, Snapshot, Target};
use crate::tls::handshake_record::BackendHandshake;
use crate::worker::Worker;

/// Redirects that follow-redirects follows.
const REDIRECTS_MAX: usize = 5;

/// The effects of one request.
pub(crate) struct RequestHost<'r> {
    pub(crate) worker: &'r Rc<Worker>,
    pub(crate) snapshot: &'r Snapshot,
    /// Index of the matched API.
    pub(crate) api: u32,
    /// The Host header, or HTTP/2's `:authority`, as the caller sent it.
    pub(crate) caller_host: Option<HeaderValue>,
    /// The caller's body until somebody reads it.
    pub(crate) request_body: RefCell<Option<Stream>>,
    /// The backend's body until somebody reads it, with its connection.
    pub(crate) response_body: RefCell<Option<(Stream, Lease)>>,
    pub(crate) backend_call: RefCell<BackendCall>,
    /// Whether a log or a journal will want to know about the call.
    pub(crate) is_told: bool,
    /// Handshake facts of every call, for the trace; kept only if there is one.
    pub(crate) handshakes: RefCell<Vec<BackendHandshake>>,
    /// Whether the request's body was refused for its size: that is 413 and not 400.
    pub(crate) body_too_large: Cell<bool>,
}

/// Where to, and with whose settings.
struct Destination<'d> {
    target: Cow<'d, Target>,
    entity: Option<&'d Backend>,
}

impl Host for RequestHost<'_> {
    async fn read_request_body(&self, exchange: &mut Exchange) -> Result<(), BodyFailure> {
        let Some(stream) = self.request_body.take() else { return Ok(()) };
        let read = self.gather(stream).await;
        self.body_too_large.set(matches!(read, Err(BodyFailure::TooLarge { .. })));
        exchange.request.body = Body::Buffered(read?);
        Ok(())
    }

    async fn read_response_body(&self, exchange: &mut Exchange) -> Result<(), BodyFailure> {
        let Some((stream, lease)) = self.response_body.take() else { return Ok(()) };
        let bytes = self.gather(stream).await?;
        lease.give_back();
        if let Some(response) = &mut exchange.response {
            response.body = Body::Buffered(bytes);
        }
        Ok(())
    }

    async fn forward(&self, exchange: &mut Exchange, options: &ForwardOptions) -> Result<(), BackendFailure> {
        let destination = self.destination(exchange)?;
        self.check_breaker(&destination)?;
        // An answer that a retry replaces: its connection is closed, because its body was not read.
        self.response_body.take();
        let body = self.take_body(exchange, options).await?;
        let mut url = destination.target.base.join(&exchange.request.path, &exchange.request.query);
        let mut method = exchange.request.method.clone();
        // Before the entity's credentials are in the query: they are for nobody to read.
        trace_request(exchange, &method, &url);
        if let Some(entity) = destination.entity {
            append_query(&mut url, &entity.query);
        }
        let mut body = body;
        for _ in 0..=REDIRECTS_MAX {
            let again = match &body {
                CallBody::Ready(bytes) => Some(bytes.clone()),
                CallBody::Caller(_) => None,
            };
            let response = self.call(exchange, &destination, method.clone(), &url, body, options.timeout).await?;
            let next = options.follow_redirects.then(|| redirect(&response, &url)).flatten();
            let (Some((next, keeps_method)), Some(bytes)) = (next, again) else {
                self.accept(exchange, response);
                return Ok(());
            };
            url = next;
            body = CallBody::Ready(bytes.filter(|_| keeps_method));
            if !keeps_method {
                method = http::Method::GET;
            }
        }
        Err(BackendFailure {
            kind: BackendFailureKind::Connection,
            message: "The maximum number of redirections has been exceeded.".to_owned(),
        })
    }

    async fn pause(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }

    fn enter(&self, key: &str, max_count: u32) -> bool {
        let mut places = self.worker.places.borrow_mut();
        let count = places.entry_ref(key).or_insert(0);
        let free = *count < max_count;
        *count += u32::from(free);
        free
    }

    fn leave(&self, key: &str) {
        let mut places = self.worker.places.borrow_mut();
        if let Some(count) = places.get_mut(key) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                places.remove(key);
            }
        }
    }

    fn answer(&self, exchange: &Exchange, failure: &Failure) -> Response {
        if self.body_too_large.get() {
            return failure::too_large();
        }
        failure::answer(failure, &exchange.request_id_text())
    }
}

impl RequestHost<'_> {
    async fn gather(&self, stream: Stream) -> Result<bytes::Bytes, BodyFailure> {
        let bound = self.snapshot.settings.buffered_body_bytes;
        stream.gather(bound).await.map_err(|error| match error {
            BodyError::TooLarge(bound) => BodyFailure::TooLarge { bound_bytes: bound as u64 },
            error => BodyFailure::Broken(error.to_string()),
        })
    }

    fn destination(&self, exchange: &Exchange) -> Result<Destination<'_>, BackendFailure> {
        let none = |message: String| BackendFailure { kind: BackendFailureKind::Connection, message };
        match &exchange.backend.target {
            BackendTarget::ServiceUrl => {
                let api = self.snapshot.apis.get(self.api as usize);
                let target = api.and_then(|api| api.service.as_ref());
                let target = target.ok_or_else(|| {
                    none("The API has no backend: neither serviceUrl nor set-backend-service.".into())
                })?;
                Ok(Destination { target: Cow::Borrowed(target), entity: None })
            }
            BackendTarget::BaseUrl(url) => {
                let target = Target::plain(url.clone(), &self.snapshot.strict_rules);
                Ok(Destination { target: Cow::Owned(target), entity: None })
            }
            BackendTarget::Entity(id) => {
                let entity = self.snapshot.backends.get(&**id);
                let entity = entity.ok_or_else(|| none(format!("Backend with id '{id}' could not be found.")))?;
                Ok(Destination { target: Cow::Borrowed(&entity.target), entity: Some(entity) })
            }
        }
    }

    fn check_breaker(&self, destination: &Destination<'_>) -> Result<(), BackendFailure> {
        let breaker = destination.entity.and_then(|entity| entity.breaker.as_ref());
        match breaker.and_then(|breaker| breaker.open_for(Instant::now())) {
            None => Ok(()),
            Some(left) => {
                let message =
                    format!("The circuit breaker of the backend is open for another {} seconds.", left.as_secs());
                self.backend_call.borrow_mut().failure = Some(message.clone());
                Err(BackendFailure { kind: BackendFailureKind::Unavailable, message })
            }
        }
    }

    /// What to send: bytes that a policy made or read, the caller's stream, or nothing.
    async fn take_body(&self, exchange: &mut Exchange, options: &ForwardOptions) -> Result<CallBody, BackendFailure> {
        if options.buffer_request_body && exchange.request.body.is_unread() {
            self.read_request_body(exchange).await.map_err(|failure| BackendFailure {
                kind: BackendFailureKind::Connection,
                message: format!("The request body could not be read: {failure:?}"),
            })?;
        }
        match &exchange.request.body {
            Body::None | Body::Consumed => Ok(CallBody::Ready(None)),
            Body::Buffered(bytes) => Ok(CallBody::Ready(Some(bytes.clone()))),
            Body::Unread => match self.request_body.take() {
                Some(stream) => Ok(CallBody::Caller(stream)),
                // A second forward without buffer-request-body: the stream is gone (spec/pitfalls.md 22).
                None => Err(BackendFailure {
                    kind: BackendFailureKind::Connection,
                    message: "The request body was already sent; set buffer-request-body=\"true\" to send it again."
                        .to_owned(),
                }),
            },
        }
    }

    async fn call(
        &self,
        exchange: &mut Exchange,
        destination: &Destination<'_>,
        method: http::Method,
        url: &Url,
        body: CallBody,
        timeout: Duration,
    ) -> Result<BackendResponse, BackendFailure> {
        let entity_headers = destination.entity.map(|entity| entity.headers.as_slice()).unwrap_or_default();
        let (fields, caller) = (&exchange.request.headers, exchange.caller.address);
        let headers = || {
            let fields = fields.as_map().clone();
            forward::prepare_headers(fields, self.caller_host.as_ref(), caller, url, entity_headers)
        };
        let record = Rc::new(RefCell::new(BackendHandshake::default()));
        let started = Instant::now();
        {
            let mut log = self.backend_call.borrow_mut();
            log.id = destination.entity.map(|entity| entity.id.clone());
            log.method = Some(method.clone());
            // Written out only for somebody who reads it, and without the query: it holds what the entity's credentials
            // add to it (`code=…`) and the caller's subscription key (attack J6).
            log.url = self.is_told.then(|| Url { query: String::new(), ..url.clone() }.to_string());
        }
        let credential = exchange.backend.credential.as_ref();
        let traced = exchange.trace.is_some();
        let call =
            Call { target: &destination.target, credential, method, url, headers: &headers, body, timeout, traced };
        let result = forward::call(self.worker, self.snapshot, call, &record).await;
        {
            let mut log = self.backend_call.borrow_mut();
            log.time += started.elapsed();
            log.status = result.as_ref().ok().map(|response| response.head.status().as_u16());
            log.failure = result.as_ref().err().map(CallFailure::fact);
        }
        if let Some(breaker) = destination.entity.and_then(|entity| entity.breaker.as_ref())
            && let Some(result) = call_result(&result)
        {
            breaker.record(Instant::now(), result);
        }
        if exchange.trace.is_some() && destination.target.tls.is_some() {
            self.handshakes.borrow_mut().push(record.borrow().clone());
        }
        result.map_err(|failure| {
            exchange.trace(Section::Backend, "request-forwarder", || {
                TraceValue::Object(vec![("message", failure.fact().into())])
            });
            let kind = match failure {
                CallFailure::Timeout(_) => BackendFailureKind::Timeout,
                CallFailure::Caller(_) => BackendFailureKind::Caller,
                CallFailure::Connect(_) | CallFailure::Broken(_) => BackendFailureKind::Connection,
            };
            BackendFailure { kind, message: failure.message() }
        })
    }

    /// Makes the backend's head the exchange's response; its body stays unread.
    fn accept(&self, exchange: &mut Exchange, response: BackendResponse) {
        let BackendResponse { head, body, connection } = response;
        let (mut parts, ()) = head.into_parts();
        headers::strip_named_by_connection(&mut parts.headers);
        headers::strip_hop_by_hop(&mut parts.headers);
        let mut received = Response::new(parts.status.as_u16());
        if let Some(reason) = parts.extensions.get::<ReasonPhrase>() {
            received.reason = String::from_utf8_lossy(reason.as_bytes()).into_owned();
        }
        received.headers = parts.headers.into();
        let lease = Lease::new(self.worker.clone(), connection);
        if body.is_finished() {
            lease.give_back();
        } else {
            received.body = Body::Unread;
            self.response_body.replace(Some((body, lease)));
        }
        exchange.trace(Section::Backend, "request-forwarder", || {
            let status =
                vec![("code", TraceValue::Number(received.status.into())), ("reason", received.reason.clone().into())];
            let response = vec![("status", TraceValue::Object(status)), ("headers", trace_headers(&received))];
            TraceValue::Object(vec![("response", TraceValue::Object(response))])
        });
        exchange.response = Some(received);
    }
}

fn append_query(url: &mut Url, more: &str) {
    if !more.is_empty() {
        if !url.query.is_empty() {
            url.query.push('&');
        }
        url.query.push_str(more);
    }
}

/// Where a redirect leads and whether the method stays; only within the same origin, because the request carries the
/// caller's headers and perhaps our certificate (attack H4).
fn redirect(response: &BackendResponse, from: &Url) -> Option<(Url, bool)> {
    let keeps_method = match response.head.status().as_u16() {
        301..=303 => false,
        307 | 308 => true,
        _ => return None,
    };
    let location = response.head.headers().get(http::header::LOCATION)?.to_str().ok()?;
    let next = if location.starts_with('/') && !location.starts_with("//") {
        let (path, query) = location.split_once('?').unwrap_or((location, ""));
        Url { path: path.to_owned(), query: query.to_owned(), ..from.clone() }
    } else {
        Url::parse(location).ok()?
    };
    let same_origin = next.scheme == from.scheme && next.host == from.host && next.port == from.port;
    same_origin.then_some((next, keeps_method))
}

/// What the breaker counts; a caller that breaks off says nothing about the backend.
fn call_result(result: &Result<BackendResponse, CallFailure>) -> Option<CallResult> {
    Some(match result {
        Ok(response) => {
            let retry_after = response.head.headers().get(http::header::RETRY_AFTER);
            let seconds = retry_after.and_then(|value| value.to_str().ok()).and_then(|text| text.trim().parse().ok());
            CallResult::Status(response.head.status().as_u16(), seconds)
        }
        Err(CallFailure::Timeout(_)) => CallResult::Timeout,
        Err(CallFailure::Caller(_)) => return None,
        Err(CallFailure::Connect(_) | CallFailure::Broken(_)) => CallResult::ConnectionFailure,
    })
}

/// What goes to the backend; that it goes, and for how long it may take, the run loop has said.
fn trace_request(exchange: &mut Exchange, method: &http::Method, url: &Url) {
    exchange.trace(Section::Backend, "request-forwarder", || {
        let request = vec![("method", method.as_str().into()), ("url", url.to_string().into())];
        TraceValue::Object(vec![("request", TraceValue::Object(request))])
    });
}

/// Headers as APIM's traces list them: objects of name and value.
pub(crate) fn trace_headers(response: &Response) -> TraceValue {
    let entries = response.headers.entries();
    let listed = entries
        .map(|(name, values)| TraceValue::Object(vec![("name", name.into()), ("value", values.join(",").into())]));
    TraceValue::List(listed.collect())
}
