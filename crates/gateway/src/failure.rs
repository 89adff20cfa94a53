//! The one place where a failure becomes an HTTP answer.
//!
//! Bodies are APIM's to the space: `{ "statusCode": 404, "message": "Resource not found" }`. Whatever the reason for a
//! refusal, the caller gets this and no more; the reasons go to the trace, the access log and the decision journal.

use bytes::Bytes;
use http::{HeaderValue, header};
use policies::exchange::failure::{BackendFailureKind, Failure, FailureKind};
use policies::exchange::message::{Body, Response};

use crate::subscription::KeyRefusal;

/// APIM's own body for what it does not want to explain.
const INTERNAL: &str = "Internal server error";
/// The wire text; LastError and the documentation say "this API" (spec/model.md §4).
const KEY_MISSING_ON_WIRE: &str = "Access denied due to missing subscription key. Make sure to include subscription key when \
                                   making requests to an API.";
const KEY_MISSING: &str = "Access denied due to missing subscription key. Make sure to include subscription key when \
                           making requests to this API.";
const KEY_INVALID: &str = "Access denied due to invalid subscription key. Make sure to provide a valid key for an active \
                           subscription.";

/// A refusal at the door, before any policy could run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DoorRefusal {
    /// The message is malformed or ambiguous; the text is for the journal only.
    BadRequest(&'static str),
    /// The host belongs to another hostname configuration than the handshake's (attacks A6, A7).
    Misdirected,
    /// No API there.
    NotFound,
    /// A method that no gateway should serve.
    MethodNotAllowed,
}

impl DoorRefusal {
    /// Reason as LastError would name it.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::BadRequest(_) => "BadRequest",
            Self::Misdirected => "MisdirectedRequest",
            Self::NotFound => "OperationNotFound",
            Self::MethodNotAllowed => "MethodNotAllowed",
        }
    }

    /// The fact, for the journal.
    pub(crate) fn fact(self) -> &'static str {
        match self {
            Self::BadRequest(fact) => fact,
            Self::Misdirected => {
                "the request's host belongs to another hostname configuration than the TLS handshake's"
            }
            Self::NotFound => "Unable to match incoming request to an operation.",
            Self::MethodNotAllowed => "the gateway serves neither CONNECT nor TRACE",
        }
    }

    /// Whether the connection must not be used for another request: its framing is in doubt (attack F1).
    pub(crate) fn closes(self) -> bool {
        matches!(self, Self::BadRequest(_) | Self::MethodNotAllowed)
    }

    /// The answer.
    pub(crate) fn answer(self) -> Response {
        let (status, message) = match self {
            Self::BadRequest(_) => (400, "Bad request"),
            Self::Misdirected => (421, "Misdirected request"),
            Self::NotFound => (404, "Resource not found"),
            Self::MethodNotAllowed => (405, "Method not allowed"),
        };
        let mut response = json(status, message);
        if self.closes() {
            response.headers.as_map_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

/// An API without an operation for this request, as on-error sees it.
pub(crate) fn no_operation() -> Failure {
    let mut failure = Failure::new(Some("OperationNotFound"), DoorRefusal::NotFound.fact(), FailureKind::Route);
    failure.error.source = "configuration".to_owned();
    failure.error.section = Some(policies::plan::Section::Backend);
    failure
}

/// A missing or wrong subscription key, as on-error sees it, with the challenge that the wire carries.
pub(crate) fn key_refused(refusal: KeyRefusal, host: &str, api_path: &str, key_header: &str) -> Failure {
    let (reason, error_message, message) = match refusal {
        KeyRefusal::Missing => ("SubscriptionKeyNotFound", KEY_MISSING, KEY_MISSING_ON_WIRE),
        KeyRefusal::Invalid => ("SubscriptionKeyInvalid", KEY_INVALID, KEY_INVALID),
    };
    let mut failure = Failure::refused(reason, error_message, 401, message);
    failure.error.source = "authorization".to_owned();
    if let FailureKind::Refused { headers, .. } = &mut failure.kind {
        let challenge =
            format!("AzureApiManagementKey realm=\"https://{host}/{api_path}\",name=\"{key_header}\",type=\"header\"");
        headers.push(("WWW-Authenticate", challenge));
    }
    failure
}

/// The pending answer to a failure; on-error may still change it.
pub(crate) fn answer(failure: &Failure, activity_id: &str) -> Response {
    match &failure.kind {
        FailureKind::Refused { status, message, headers } => {
            let mut response = json(*status, message);
            for (name, value) in headers {
                if let Ok(value) = HeaderValue::from_str(value) {
                    response.headers.as_map_mut().append(*name, value);
                }
            }
            response
        }
        FailureKind::Route => json(404, "Resource not found"),
        FailureKind::Caller | FailureKind::Backend(BackendFailureKind::Caller) => json(400, "Bad request"),
        FailureKind::Backend(BackendFailureKind::Unavailable) => json(503, "Service unavailable"),
        // Timeouts included: APIM answers neither 502 nor 504 (spec/pitfalls.md 17).
        FailureKind::Backend(BackendFailureKind::Connection | BackendFailureKind::Timeout)
        | FailureKind::Expression
        | FailureKind::Internal => internal(activity_id),
    }
}

/// A body that is too large for a policy that must see it whole.
pub(crate) fn too_large() -> Response {
    json(413, "Request body is too large")
}

/// 500 with the id under which the logs tell more.
pub(crate) fn internal(activity_id: &str) -> Response {
    let body = format!("{{ \"statusCode\": 500, \"message\": \"{INTERNAL}\", \"activityId\": \"{activity_id}\" }}");
    with_body(500, body)
}

/// `{ "statusCode": N, "message": "…" }`, spaced as APIM does.
pub(crate) fn json(status: u16, message: &str) -> Response {
    let message = serde_json::Value::from(message);
    with_body(status, format!("{{ \"statusCode\": {status}, \"message\": {message} }}"))
}

fn with_body(status: u16, body: String) -> Response {
    let mut response = Response::new(status);
    let json = HeaderValue::from_static("application/json");
    response.headers.as_map_mut().insert(header::CONTENT_TYPE, json);
    response.body = Body::Buffered(Bytes::from(body));
    response
}

#[cfg(test)]
mod tests;
