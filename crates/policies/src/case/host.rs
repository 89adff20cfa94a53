//! The scripted host: bodies and backend answers come from the case, what was asked for is kept for comparison.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use certificates::{Certificate, ChainPolicy, Credential, RevocationData, TrustStore, Verdict, chain};

use super::message::Written;
use crate::exchange::caller::Revocation;
use crate::exchange::facts::DeploymentFacts;
use crate::exchange::failure::{BackendFailure, BackendFailureKind, BodyFailure, Failure, FailureKind};
use crate::exchange::message::{Body, Request, Response};
use crate::exchange::url::Url;
use crate::exchange::{BackendSelection, BackendTarget, Exchange};
use crate::host::{Environment, ForwardOptions, Host};

/// Clock, trust and deployment of a case.
pub(super) struct Setting {
    pub(super) now: SystemTime,
    pub(super) deployment: DeploymentFacts,
    pub(super) trust: TrustStore,
    pub(super) revocation: RevocationData,
    pub(super) credentials: HashMap<String, Arc<Credential>>,
    pub(super) backends: HashMap<String, Url>,
}

impl Environment for Setting {
    fn now(&self) -> SystemTime {
        self.now
    }

    fn random(&self, bytes: &mut [u8]) {
        bytes.fill(0x5a);
    }

    fn deployment(&self) -> &DeploymentFacts {
        &self.deployment
    }

    fn trust_generation(&self) -> u64 {
        1
    }

    fn judge(&self, leaf: &Certificate, others: &[Certificate], revocation: Revocation) -> Arc<Verdict> {
        let mut policy = ChainPolicy::at(self.timestamp());
        if revocation == Revocation::Checked {
            policy.revocation = Some(&self.revocation);
        }
        Arc::new(chain::judge(leaf, others, &self.trust, &policy))
    }

    fn credential_by_id(&self, id: &str) -> Option<Arc<Credential>> {
        self.credentials.get(id).cloned()
    }

    fn credential_by_thumbprint(&self, thumbprint: &str) -> Option<Arc<Credential>> {
        self.credentials.values().find(|it| it.certificate().thumbprint_text() == thumbprint).cloned()
    }

    fn backend_url(&self, id: &str) -> Option<Url> {
        self.backends.get(id).cloned()
    }

    fn has_backend(&self, id: &str) -> bool {
        self.backends.contains_key(id)
    }
}

/// What the backend got.
pub(super) struct Forwarded {
    pub(super) url: Option<Url>,
    pub(super) request: Request,
    pub(super) backend: BackendSelection,
}

/// A host that follows the case's script.
#[derive(Default)]
pub(super) struct Script {
    pub(super) request_body: Bytes,
    pub(super) request_body_read: Cell<bool>,
    pub(super) answers: RefCell<std::collections::VecDeque<String>>,
    pub(super) forwarded: RefCell<Vec<Forwarded>>,
    pub(super) pauses: RefCell<Vec<Duration>>,
    pub(super) entered: RefCell<HashMap<String, u32>>,
    pub(super) response_body: RefCell<Bytes>,
}

impl Script {
    fn answer_of_backend(&self, exchange: &mut Exchange) -> Result<(), BackendFailure> {
        let scripted = self.answers.borrow_mut().pop_front();
        let text = scripted.unwrap_or_else(|| "200 OK".to_owned());
        if let Some(message) = text.strip_prefix("connection refused:") {
            let message = message.trim().to_owned();
            return Err(BackendFailure { kind: BackendFailureKind::Connection, message });
        }
        if text.trim() == "timeout" {
            let message = "The operation has timed out.".to_owned();
            return Err(BackendFailure { kind: BackendFailureKind::Timeout, message });
        }
        let broken = |message| BackendFailure { kind: BackendFailureKind::Connection, message };
        let written = Written::parse(&text).map_err(broken)?;
        let status = written.first_line.split(' ').next().and_then(|status| status.parse().ok()).unwrap_or(200);
        let mut response = Response::new(status);
        response.headers = written.to_headers().map_err(broken)?;
        if let Some(body) = written.to_body() {
            *self.response_body.borrow_mut() = body;
            response.body = Body::Unread;
        }
        exchange.response = Some(response);
        Ok(())
    }

    /// The response's body in full, as the caller would receive it.
    pub(super) fn whole(&self, mut response: Response) -> Response {
        if response.body.is_unread() {
            response.body = Body::Buffered(self.response_body.borrow().clone());
        }
        response
    }
}

impl Host for Script {
    async fn read_request_body(&self, exchange: &mut Exchange) -> Result<(), BodyFailure> {
        self.request_body_read.set(true);
        exchange.request.body = Body::Buffered(self.request_body.clone());
        Ok(())
    }

    async fn read_response_body(&self, exchange: &mut Exchange) -> Result<(), BodyFailure> {
        exchange.response_mut().body = Body::Buffered(self.response_body.borrow().clone());
        Ok(())
    }

    async fn forward(&self, exchange: &mut Exchange, _: &ForwardOptions) -> Result<(), BackendFailure> {
        let mut request = exchange.request.clone();
        if request.body.is_unread() {
            request.body = Body::Buffered(self.request_body.clone());
        }
        let url = exchange.backend_base().map(|_| exchange.url());
        if url.is_none() && exchange.backend.target == BackendTarget::ServiceUrl {
            let message = "The API has no backend service URL.".to_owned();
            return Err(BackendFailure { kind: BackendFailureKind::Connection, message });
        }
        self.forwarded.borrow_mut().push(Forwarded { url, request, backend: exchange.backend.clone() });
        self.answer_of_backend(exchange)
    }

    async fn pause(&self, duration: Duration) {
        self.pauses.borrow_mut().push(duration);
    }

    fn enter(&self, key: &str, max_count: u32) -> bool {
        let mut entered = self.entered.borrow_mut();
        let inside = entered.entry(key.to_owned()).or_default();
        let has_room = *inside < max_count;
        *inside += u32::from(has_room);
        has_room
    }

    fn leave(&self, key: &str) {
        if let Some(inside) = self.entered.borrow_mut().get_mut(key) {
            *inside = inside.saturating_sub(1);
        }
    }

    fn answer(&self, exchange: &Exchange, failure: &Failure) -> Response {
        let (status, body) = match &failure.kind {
            FailureKind::Refused { status, message, .. } => {
                (*status, format!("{{ \"statusCode\": {status}, \"message\": \"{message}\" }}"))
            }
            _ => {
                let activity = exchange.request_id_text();
                let text = format!(
                    "{{ \"statusCode\": 500, \"message\": \"Internal server error\", \"activityId\": \"{activity}\" }}"
                );
                (500, text)
            }
        };
        let mut response = Response::new(status);
        response.headers.as_map_mut().insert("content-type", http::HeaderValue::from_static("application/json"));
        response.body = Body::Buffered(body.into());
        response
    }
}
