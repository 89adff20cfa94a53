//! One call to a backend: head made ready, connection found or opened, response head awaited.

use std::borrow::Cow;
use std::cell::RefCell;
use std::error::Error as _;
use std::fmt::Write;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use certificates::Credential;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, Uri, header};
use policies::exchange::url::Url;

use super::connect::{self, ConnectFailure};
use super::pool::{BackendConnection, PoolKey, PoolKeyRef};
use crate::body::{Content, Outgoing, Stream};
use crate::headers;
use crate::snapshot::{Snapshot, Target};
use crate::tls::handshake_record::BackendHandshake;
use crate::tls::outbound::ClientTls;
use crate::worker::Worker;

/// A request for a backend.
pub(crate) struct Call<'c> {
    pub(crate) target: &'c Target,
    /// Chosen by authentication-certificate; overrides the entity's own.
    pub(crate) credential: Option<&'c Arc<Credential>>,
    pub(crate) method: Method,
    pub(crate) url: &'c Url,
    /// Makes the head's fields; asked again when a request must be sent twice.
    pub(crate) headers: &'c dyn Fn() -> HeaderMap,
    pub(crate) body: CallBody,
    pub(crate) timeout: Duration,
    /// Whether somebody will look at the facts of a handshake made earlier.
    pub(crate) traced: bool,
}

/// What is sent as body.
pub(crate) enum CallBody {
    /// Bytes, perhaps none, that can be sent twice.
    Ready(Option<Bytes>),
    /// The caller's, which can be read once.
    Caller(Stream),
}

/// A response whose body is still on the connection.
pub(crate) struct BackendResponse {
    pub(crate) head: Response<()>,
    pub(crate) body: Stream,
    pub(crate) connection: BackendConnection,
}

/// Why there is no response.
#[derive(Debug)]
pub(crate) enum CallFailure {
    /// Not even a connection.
    Connect(ConnectFailure),
    /// The connection broke before a response came.
    Broken(String),
    /// No response head within the time.
    Timeout(Duration),
    /// The caller's body broke off while it was passed on.
    Caller(String),
}

impl CallFailure {
    /// Text of LastError.Message.
    pub(crate) fn message(&self) -> String {
        match self {
            Self::Connect(failure) => failure.message(),
            Self::Broken(_) => "An error occurred while sending the request.".to_owned(),
            Self::Caller(_) => "The operation was canceled.".to_owned(),
            Self::Timeout(_) => "The operation has timed out.".to_owned(),
        }
    }

    /// The fact in full.
    pub(crate) fn fact(&self) -> String {
        match self {
            Self::Connect(failure) => failure.to_string(),
            Self::Broken(fact) => format!("the backend broke the connection before it answered: {fact}"),
            Self::Timeout(time) => format!("no response headers within {} ms", time.as_millis()),
            Self::Caller(fact) => format!("the caller broke off its request: {fact}"),
        }
    }
}

/// Headers for the backend: those of one hop gone, Host and X-Forwarded-For as they should be. `caller_host` is the
/// Host that the caller sent: if it is still there no policy set another, and the backend gets its own.
pub(crate) fn prepare_headers(
    mut headers: HeaderMap,
    caller_host: Option<&HeaderValue>,
    caller: std::net::IpAddr,
    url: &Url,
    own: &[(HeaderName, Vec<HeaderValue>)],
) -> HeaderMap {
    headers::strip_hop_by_hop(&mut headers);
    // Its own framing is made from the body; 100-continue was between the caller and us.
    headers.remove(header::CONTENT_LENGTH);
    headers.remove(header::EXPECT);
    if headers.get(header::HOST) == caller_host
        && let Ok(host) = HeaderValue::from_str(&url.authority())
    {
        headers.insert(header::HOST, host);
    }
    append_forwarded_for(&mut headers, caller);
    for (name, values) in own {
        headers.remove(name);
        for value in values {
            headers.append(name, value.clone());
        }
    }
    headers
}

/// Room for one address, the usual content of X-Forwarded-For.
const FORWARDED_FOR_BYTES: usize = 40;

fn append_forwarded_for(headers: &mut HeaderMap, caller: std::net::IpAddr) {
    const NAME: HeaderName = HeaderName::from_static("x-forwarded-for");
    let mut line = String::with_capacity(FORWARDED_FOR_BYTES);
    for earlier in headers.get_all(&NAME) {
        line.push_str(earlier.to_str().unwrap_or_default());
        line.push_str(", ");
    }
    // Writing to a String cannot fail.
    let _ = write!(line, "{}", caller.to_canonical());
    if let Ok(value) = HeaderValue::try_from(line) {
        headers.insert(NAME, value);
    }
}

/// Calls a backend. Facts of TLS handshakes made on the way are left in `record`; those of a connection that was made
/// earlier only if the call is traced or fails, because copying them costs as much as the rest of the call.
pub(crate) async fn call(
    worker: &Rc<Worker>,
    snapshot: &Snapshot,
    call: Call<'_>,
    record: &Rc<RefCell<BackendHandshake>>,
) -> Result<BackendResponse, CallFailure> {
    let time = call.timeout;
    match tokio::time::timeout(time, send(worker, snapshot, call, record)).await {
        Ok(result) => result,
        Err(_) => Err(CallFailure::Timeout(time)),
    }
}

async fn send(
    worker: &Rc<Worker>,
    snapshot: &Snapshot,
    call: Call<'_>,
    record: &Rc<RefCell<BackendHandshake>>,
) -> Result<BackendResponse, CallFailure> {
    let tls = client_tls(worker, &call).map_err(|fact| CallFailure::Connect(ConnectFailure::Handshake(fact)))?;
    let Call { target, method, url, headers, body, traced, .. } = call;
    let key = PoolKeyRef { host: &target.host, port: target.base.port, tls: tls.as_ref().map_or(0, |tls| tls.id) };
    let (content, repeatable) = match body {
        CallBody::Ready(bytes) => (bytes.clone().map_or(Content::Empty, Content::Full), Some(bytes)),
        CallBody::Caller(stream) => (Content::Stream(stream), None),
    };
    let path = if url.query.is_empty() { url.path.clone() } else { format!("{}?{}", url.path, url.query) };
    let uri = Uri::try_from(path)
        .map_err(|_| CallFailure::Broken(format!("`{}` and its query cannot stand in a request line", url.path)))?;
    let head = |content| {
        let mut request = Request::new(Outgoing::new(content));
        *request.method_mut() = method.clone();
        *request.uri_mut() = uri.clone();
        *request.headers_mut() = headers();
        request
    };
    let mut request = head(content);
    loop {
        let mut connection = match worker.pool.take(key, Instant::now()) {
            Some(connection) => {
                if traced {
                    recall(&connection, record);
                }
                connection
            }
            None => {
                let key = PoolKey { host: target.host.clone(), port: key.port, tls: key.tls };
                let own = own_address(worker, snapshot, target);
                // Boxed: most requests find a connection, and need not carry the room for making one.
                Box::pin(connect::connect(key, tls.as_deref(), own, record)).await.map_err(|failure| {
                    record.borrow_mut().failure = Some(failure.to_string());
                    CallFailure::Connect(failure)
                })?
            }
        };
        match connection.sender.try_send_request(request).await {
            Ok(response) => {
                let (parts, body) = response.into_parts();
                let head = Response::from_parts(parts, ());
                return Ok(BackendResponse { head, body: Stream::new(body), connection });
            }
            Err(mut failure) => {
                // A kept connection may have been closed by the backend just now. What was not sent can be sent on
                // another one; what was sent only if sending it twice does no harm.
                let harmless = repeatable.as_ref().filter(|_| method.is_idempotent());
                request = match (connection.reused, failure.take_message(), harmless) {
                    (true, Some(unsent), _) => unsent,
                    (true, None, Some(bytes)) => head(bytes.clone().map_or(Content::Empty, Content::Full)),
                    _ => {
                        recall(&connection, record);
                        return Err(broken(failure.error(), record));
                    }
                };
            }
        }
    }
}

/// Leaves the facts of a connection's handshake in the record.
fn recall(connection: &BackendConnection, record: &RefCell<BackendHandshake>) {
    if let Some(handshake) = &connection.handshake {
        *record.borrow_mut() = (**handshake).clone();
    }
}

/// A refusal of our certificate arrives, in TLS 1.3, as an alert after the handshake seemed complete.
fn broken(error: &hyper::Error, record: &Rc<RefCell<BackendHandshake>>) -> CallFailure {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    if error.is_user() {
        let fact = error.source().map_or_else(|| error.to_string(), ToString::to_string);
        return CallFailure::Caller(fact);
    }
    while let Some(error) = cause {
        let inner = error.downcast_ref::<std::io::Error>().and_then(|error| error.get_ref());
        if let Some(rustls::Error::AlertReceived(alert)) = inner.and_then(|inner| inner.downcast_ref::<rustls::Error>())
        {
            let shown = record.borrow().presented.clone();
            let shown = shown.map_or("no certificate".to_owned(), |subject| format!("the certificate `{subject}`"));
            let fact =
                format!("the backend refused the connection with alert {alert:?} after the gateway showed {shown}");
            record.borrow_mut().failure = Some(fact.clone());
            return CallFailure::Connect(ConnectFailure::Handshake(fact));
        }
        cause = error.source();
    }
    CallFailure::Broken(error.to_string())
}

fn client_tls<'c>(worker: &Worker, call: &Call<'c>) -> Result<Option<Cow<'c, ClientTls>>, String> {
    match (&call.target.tls, call.credential) {
        (None, _) => Ok(None),
        (Some(tls), None) => Ok(Some(Cow::Borrowed(&tls.own))),
        (Some(tls), Some(credential)) => {
            worker.client_configs.chosen(&tls.rules, credential).map(|tls| Some(Cow::Owned(tls)))
        }
    }
}

/// The listener's own address, if the target is one of the gateway's own names at its own port, or at the port that it
/// would have in production: names of a gateway on a laptop resolve nowhere.
fn own_address(worker: &Worker, snapshot: &Snapshot, target: &Target) -> Option<std::net::SocketAddr> {
    let mut local = worker.shared.local_addr;
    let own_port = target.base.port == local.port() || target.base.has_default_port();
    if target.tls.is_none() || !own_port || !snapshot.hostnames.is_own(&target.host) {
        return None;
    }
    if local.ip().is_unspecified() {
        let loopback: std::net::IpAddr =
            if local.is_ipv4() { std::net::Ipv4Addr::LOCALHOST.into() } else { std::net::Ipv6Addr::LOCALHOST.into() };
        local.set_ip(loopback);
    }
    Some(local)
}

/// Keeps the connection of a response until its body was read, then gives it back.
pub(crate) struct Lease {
    worker: Rc<Worker>,
    connection: BackendConnection,
}

impl Lease {
    pub(crate) fn new(worker: Rc<Worker>, connection: BackendConnection) -> Self {
        Self { worker, connection }
    }

    /// The body was read to its end. A lease that is dropped instead closes the connection: after any doubt about
    /// framing it carries no other request (attack F10).
    pub(crate) fn give_back(self) {
        self.worker.pool.put(self.connection, Instant::now());
    }
}
