//! How a policy fails: `context.LastError` and the kind of answer that a failure calls for.

use crate::plan::{Scope, Section};

/// `context.LastError`, as spec'd by APIM's error handling page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastError {
    /// Element name of the policy, or `configuration`, `authorization`.
    pub source: String,
    /// Machine-readable reason; for most failures one of APIM's table.
    pub reason: Option<String>,
    /// What a person may read.
    pub message: String,
    /// Scope whose document holds the policy.
    pub scope: Option<Scope>,
    /// Section in which it ran.
    pub section: Option<Section>,
    /// Place inside the section, e.g. `choose[3]/when[2]`.
    pub path: Option<String>,
    /// The policy's `id` attribute.
    pub policy_id: Option<String>,
}

/// A failure on its way to on-error and then to the host, which makes the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What expressions see. Boxed: every policy returns a result that may hold one.
    pub error: Box<LastError>,
    /// What kind of answer it calls for.
    pub kind: FailureKind,
}

/// What kind of answer a failure calls for. Status codes of all but [`FailureKind::Refused`] are the host's to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FailureKind {
    /// A policy refuses the request with a status code and a message of its own.
    Refused {
        /// Status code.
        status: u16,
        /// The `message` of the JSON body.
        message: String,
        /// Headers that belong to the refusal, such as Retry-After.
        headers: Vec<(&'static str, String)>,
    },
    /// An expression threw, or gave a value that its attribute cannot take.
    Expression,
    /// The backend could not be reached or did not answer.
    Backend(BackendFailureKind),
    /// The caller went away or sent a body that could not be read.
    Caller,
    /// A route or key failure that the host reported itself.
    Route,
    /// Anything else that went wrong while a policy ran.
    Internal,
}

/// How a backend failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackendFailureKind {
    /// No connection, TLS refused by either side, broken answer: reason `BackendConnectionFailure`.
    Connection,
    /// No response headers within the time: reason `Timeout`.
    Timeout,
    /// A circuit breaker is open or a pool has no member left.
    Unavailable,
    /// The caller broke off its body while it was being passed on: reason `ClientConnectionFailure`.
    Caller,
}

/// What a host says when forwarding did not give a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackendFailure {
    /// How.
    pub kind: BackendFailureKind,
    /// Text of LastError.Message: .NET's wording where users know one.
    pub message: String,
}

/// What a host says when a body could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BodyFailure {
    /// The peer closed or broke the stream.
    Broken(String),
    /// The body is larger than the host's buffer bound.
    TooLarge {
        /// The bound, in bytes.
        bound_bytes: u64,
    },
}

impl Failure {
    /// A refusal by a policy. Scope, section, path and id are added by the run loop.
    pub fn refused(reason: &str, error_message: impl Into<String>, status: u16, message: impl Into<String>) -> Self {
        let kind = FailureKind::Refused { status, message: message.into(), headers: Vec::new() };
        Self::new(Some(reason), error_message, kind)
    }

    /// An expression that threw: .NET's message goes into LastError.Message.
    pub fn expression(exception_message: &str) -> Self {
        let message = format!("Expression evaluation failed. {exception_message}");
        Self::new(Some("ExpressionValueEvaluationFailure"), message, FailureKind::Expression)
    }

    /// A policy that cannot do what it was told with the values it got.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(None, message, FailureKind::Internal)
    }

    /// A failure whose place the run loop fills in.
    pub fn new(reason: Option<&str>, message: impl Into<String>, kind: FailureKind) -> Self {
        let error = LastError {
            source: String::new(),
            reason: reason.map(str::to_owned),
            message: message.into(),
            scope: None,
            section: None,
            path: None,
            policy_id: None,
        };
        Self { error: Box::new(error), kind }
    }
}

impl From<BackendFailure> for Failure {
    fn from(failure: BackendFailure) -> Self {
        let reason = match failure.kind {
            BackendFailureKind::Connection | BackendFailureKind::Unavailable => "BackendConnectionFailure",
            BackendFailureKind::Timeout => "Timeout",
            BackendFailureKind::Caller => {
                return Self::new(Some("ClientConnectionFailure"), failure.message, FailureKind::Caller);
            }
        };
        Self::new(Some(reason), failure.message, FailureKind::Backend(failure.kind))
    }
}
