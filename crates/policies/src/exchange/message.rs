//! The request and the response of an exchange, as far as policies see and change them.

use bytes::Bytes;
use http::Method;

use super::headers::Headers;
use super::url::Url;

/// Where the body of a message is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Body {
    /// The message has no body; `context.Request.Body` is null.
    #[default]
    None,
    /// The host still holds the stream; nothing has been read. It passes through untouched if it stays so.
    Unread,
    /// The whole body, read because something needed it or set by a policy.
    Buffered(Bytes),
    /// An expression read it without `preserveContent`: later reads see nothing and nothing is sent on.
    Consumed,
}

impl Body {
    /// Whether an expression must have it read first.
    pub fn is_unread(&self) -> bool {
        matches!(self, Self::Unread)
    }
}

/// The request, first as received and then as it will go to the backend.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Method; set-method changes it.
    pub method: Method,
    /// URL as the caller sent it, host name of the gateway included.
    pub original_url: Url,
    /// Path below the backend's base URL: first the operation's part of the received path (beginning with `/`, or
    /// empty), then what rewrite-uri made of it.
    pub path: String,
    /// Query without question mark, edited by set-query-parameter and rewrite-uri.
    pub query: String,
    /// Header fields.
    pub headers: Headers,
    /// Body.
    pub body: Body,
    /// Values of the placeholders of the operation's URL template, decoded, in template order.
    pub matched_parameters: Vec<(String, String)>,
}

impl Request {
    /// A request as received, before any policy.
    pub fn new(method: Method, original_url: Url) -> Self {
        let (path, query) = (original_url.path.clone(), original_url.query.clone());
        Self {
            method,
            original_url,
            path,
            query,
            headers: Headers::new(),
            body: Body::None,
            matched_parameters: Vec::new(),
        }
    }
}

/// The response: the backend's, one made by a policy, or the pending answer to a failure.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// Status code, 100–999.
    pub status: u16,
    /// Reason phrase; HTTP/1.1 writes it, HTTP/2 has none.
    pub reason: String,
    /// Header fields.
    pub headers: Headers,
    /// Body.
    pub body: Body,
}

impl Response {
    /// An empty response with this status and the reason phrase that belongs to it.
    pub fn new(status: u16) -> Self {
        let reason = http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
        Self { status, reason: reason.unwrap_or_default().to_owned(), headers: Headers::new(), body: Body::None }
    }
}
