//! Sending the answer: framing, streaming, and what becomes of a request body that nobody read.

use std::cell::RefCell;
use std::time::Instant;

use http::request::Parts;
use http::{HeaderName, HeaderValue, Method, Response, StatusCode, Version, header};
use hyper::ext::ReasonPhrase;
use policies::exchange::message::{Body, Response as Answer};

use super::tell::Told;
use crate::backend::forward::Lease;
use crate::body::{BodyError, Content, DRAIN_BYTES_MAX, HTTP2_DRAIN_BYTES_MAX, Observer, Outgoing, Stream};
use crate::connection::Connection;
use crate::failure;
use crate::headers;
use crate::observe::access_log::AccessRecord;
use crate::observe::{Entry, Observers};

/// A request body that may never be read.
///
/// An early refusal must not deadlock with a caller that is still sending, nor leave bytes that would be read as the
/// next request (attack F5, and the 60 KB POST of the articles). Over HTTP/1.1 what is left is read and thrown away
/// beside the answer, within a bound, after which the connection is closed without a reset. Over HTTP/2 it is read
/// before the answer, within a larger bound, because curl up to 8.0 fails or hangs when a stream ends while it sends;
/// past the bound the stream is held until the answer is out, and then reset.
pub(super) struct Unread {
    stream: Option<Stream>,
    is_http1: bool,
    /// The caller waits for our word before it sends: not giving it is enough.
    waits: bool,
}

impl Unread {
    pub(super) fn new(head: &Parts, stream: Stream) -> Self {
        let stream = (!stream.is_finished()).then_some(stream);
        Self::left_over(head, stream)
    }

    /// What is left of a body after a plan ran.
    fn left_over(head: &Parts, stream: Option<Stream>) -> Self {
        let expect = head.headers.get(header::EXPECT);
        let waits = expect.is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"100-continue"));
        Self { stream, is_http1: head.version != Version::HTTP_2, waits }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.stream.is_none()
    }

    /// Throws the body away in the way its protocol needs; what must live as long as the answer is returned.
    async fn discard(self) -> Option<Stream> {
        let mut stream = self.stream?;
        if !self.is_http1 {
            let is_gone = !self.waits && stream.drain(HTTP2_DRAIN_BYTES_MAX).await;
            return (!is_gone).then_some(stream);
        }
        if !self.waits {
            tokio::task::spawn_local(async move { stream.drain(DRAIN_BYTES_MAX).await });
        }
        None
    }
}

/// The host takes over the stream.
impl From<Unread> for RefCell<Option<Stream>> {
    fn from(unread: Unread) -> Self {
        Self::new(unread.stream)
    }
}

/// Follows an answer on its way out.
struct Finish {
    record: Option<Box<AccessRecord>>,
    observers: Observers,
    started: Instant,
    lease: Option<Lease>,
    _held: Option<Stream>,
}

impl Observer for Finish {
    fn sent(&mut self, bytes: usize) {
        if let Some(record) = &mut self.record {
            record.response_bytes += bytes as u64;
        }
    }

    fn ended(&mut self, result: Result<(), &BodyError>) {
        if result.is_ok() {
            if let Some(record) = &mut self.record {
                record.is_complete = true;
            }
            if let Some(lease) = self.lease.take() {
                lease.give_back();
            }
        }
    }
}

impl Drop for Finish {
    fn drop(&mut self) {
        if let Some(mut record) = self.record.take() {
            record.total = self.started.elapsed();
            self.observers.send(Entry::Access(record));
        }
    }
}

/// The answer of a plan.
pub(super) async fn send(
    told: &Told<'_>,
    answer: Answer,
    extra: Option<(HeaderName, HeaderValue)>,
    record: Option<Box<AccessRecord>>,
) -> Response<Outgoing> {
    let unread = Unread::left_over(told.head, told.host.request_body.take());
    let mut lease = None;
    let streamed = matches!(answer.body, Body::Unread).then(|| told.host.response_body.take()).flatten();
    let stream = streamed.map(|(stream, kept)| {
        lease = Some(kept);
        stream
    });
    let finish = Finish {
        record,
        observers: told.connection.worker.shared.observers.clone(),
        started: told.started,
        lease,
        _held: unread.discard().await,
    };
    assemble(told.head, answer, stream, extra, finish)
}

/// An answer without a plan.
pub(super) async fn send_plain(
    head: &Parts,
    body: Unread,
    answer: Answer,
    record: Option<Box<AccessRecord>>,
    connection: &Connection,
    started: Instant,
) -> Response<Outgoing> {
    let observers = connection.worker.shared.observers.clone();
    let finish = Finish { record, observers, started, lease: None, _held: body.discard().await };
    assemble(head, answer, None, None, finish)
}

/// The answer to a health probe.
pub(super) async fn healthy(head: &Parts, body: Unread) -> Response<Outgoing> {
    let _held = body.discard().await;
    let mut response = Response::new(Outgoing::new(Content::Empty));
    if head.version == Version::HTTP_11 {
        response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(0));
    }
    response
}

fn assemble(
    head: &Parts,
    mut answer: Answer,
    stream: Option<Stream>,
    extra: Option<(HeaderName, HeaderValue)>,
    finish: Finish,
) -> Response<Outgoing> {
    let closes = answer.headers.as_map().get(header::CONNECTION).is_some_and(|value| value == "close");
    let status = StatusCode::from_u16(answer.status).ok().filter(|status| !status.is_informational());
    let status = match status {
        Some(status) => status,
        // A policy set a code that cannot be a final answer.
        None => {
            answer = failure::internal("");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    };
    let mut fields = std::mem::take(answer.headers.as_map_mut());
    headers::strip_hop_by_hop(&mut fields);
    let has_no_body = matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
    let content = match (answer.body, stream) {
        (Body::Unread, Some(stream)) => Content::Stream(stream),
        (Body::Buffered(bytes), _) => {
            fields.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
            Content::Full(bytes)
        }
        // The length that a backend states in answer to HEAD, or with 304, is about a body that is not sent.
        (Body::None, _) if head.method == Method::HEAD || has_no_body => Content::Empty,
        _ => {
            fields.remove(header::CONTENT_LENGTH);
            Content::Empty
        }
    };
    if status == StatusCode::NO_CONTENT {
        fields.remove(header::CONTENT_LENGTH);
    }
    let content = if has_no_body || head.method == Method::HEAD { Content::Empty } else { content };
    if let Some((name, value)) = extra {
        fields.insert(name, value);
    }
    if closes && head.version != Version::HTTP_2 {
        fields.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    let followed = finish.record.is_some() || finish.lease.is_some() || finish._held.is_some();
    let body = if followed { Outgoing::observed(content, Box::new(finish)) } else { Outgoing::new(content) };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = fields;
    if head.version != Version::HTTP_2
        && Some(answer.reason.as_str()) != status.canonical_reason()
        && let Ok(reason) = ReasonPhrase::try_from(answer.reason)
    {
        response.extensions_mut().insert(reason);
    }
    response
}
