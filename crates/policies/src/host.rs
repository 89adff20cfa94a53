//! The two doors to the outside: [`Environment`] answers at once and is what expressions may ask; [`Host`] does what
//! waits. The gateway implements both over sockets, the case runner over a script; the code between is the same.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use certificates::Credential;
use certificates::Verdict;
use certificates::{Certificate, Timestamp};

use crate::exchange::Exchange;
use crate::exchange::caller::Revocation;
use crate::exchange::facts::DeploymentFacts;
use crate::exchange::failure::{BackendFailure, BodyFailure, Failure};
use crate::exchange::message::Response;
use crate::exchange::url::Url;

/// Clock, randomness and the facts of the deployment: one implementation a snapshot, shared by all exchanges.
///
/// It is a trait object because native functions of expressions are plain `fn`s that know no type parameter; none of
/// these calls is on the path of a plan that does not ask.
pub trait Environment: Send + Sync {
    /// The current time. Every decision that needs a time asks here.
    fn now(&self) -> SystemTime;
    /// Fills a buffer with random bytes fit for keys and ids.
    fn random(&self, bytes: &mut [u8]);
    /// `context.Deployment`, uploaded certificates included.
    fn deployment(&self) -> &DeploymentFacts;
    /// Changes whenever trust stores or revocation data change; verdicts of an older generation are judged again.
    fn trust_generation(&self) -> u64;
    /// Builds and judges the chain of a certificate with the snapshot's trust stores, now.
    fn judge(&self, leaf: &Certificate, others: &[Certificate], revocation: Revocation) -> Arc<Verdict>;
    /// The credential of a certificate entity, if it has a private key.
    fn credential_by_id(&self, id: &str) -> Option<Arc<Credential>>;
    /// The credential whose leaf has this thumbprint (40 upper-case hex digits).
    fn credential_by_thumbprint(&self, thumbprint: &str) -> Option<Arc<Credential>>;
    /// Base URL of a backend entity; for a pool, `None`.
    fn backend_url(&self, id: &str) -> Option<Url>;
    /// Whether a backend entity with this id exists (backend-id may be an expression).
    fn has_backend(&self, id: &str) -> bool;

    /// The current time in whole seconds, as certificates count it.
    fn timestamp(&self) -> Timestamp {
        Timestamp::from_unix(match self.now().duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
            Err(before) => -i64::try_from(before.duration().as_secs()).unwrap_or(i64::MAX),
        })
    }
}

/// What one exchange asks of the world and must wait for. Statically dispatched; futures need not be `Send`, because
/// one request never crosses threads.
pub trait Host {
    /// Reads the request body: `Body::Unread` becomes `Body::Buffered`. Called just before the first instruction that
    /// needs it, so an early refusal reads nothing.
    fn read_request_body(&self, exchange: &mut Exchange) -> impl Future<Output = Result<(), BodyFailure>>;
    /// Reads the response body likewise.
    fn read_response_body(&self, exchange: &mut Exchange) -> impl Future<Output = Result<(), BodyFailure>>;
    /// Sends the request to `exchange.backend` and puts the backend's answer into `exchange.response`.
    fn forward(
        &self,
        exchange: &mut Exchange,
        options: &ForwardOptions,
    ) -> impl Future<Output = Result<(), BackendFailure>>;
    /// Waits (retry).
    fn pause(&self, duration: Duration) -> impl Future<Output = ()>;
    /// Enters a named place that holds at most `max_count` exchanges at once (limit-concurrency); false when full.
    fn enter(&self, key: &str, max_count: u32) -> bool;
    /// Leaves it again.
    fn leave(&self, key: &str);
    /// The pending answer to a failure: status and body as in APIM. The one place for status codes of failures.
    fn answer(&self, exchange: &Exchange, failure: &Failure) -> Response;
}

/// How forward-request forwards.
#[derive(Debug, Clone, PartialEq)]
pub struct ForwardOptions {
    /// Time to the response headers; APIM's default is 300 seconds.
    pub timeout: Duration,
    /// Time to wait for `100 Continue`, if it is to be waited for at all.
    pub continue_timeout: Option<Duration>,
    /// HTTP version towards the backend.
    pub http_version: HttpVersion,
    /// Whether redirects are followed; the host never follows one to another host with a credential.
    pub follow_redirects: bool,
    /// Whether the request body is kept so that a retry can send it again.
    pub buffer_request_body: bool,
    /// Whether response pieces may be gathered (8 KB) before they are passed on.
    pub buffer_response: bool,
    /// Whether a status of 400–599 is a failure; the run loop acts on this one.
    pub fail_on_error_status_code: bool,
}

/// HTTP version towards the backend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HttpVersion {
    /// `1`
    One,
    /// `2`
    Two,
    /// `2or1`
    TwoOrOne,
}

impl Default for ForwardOptions {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(300),
            continue_timeout: None,
            http_version: HttpVersion::One,
            follow_redirects: false,
            buffer_request_body: false,
            buffer_response: true,
            fail_on_error_status_code: false,
        }
    }
}
