//! Everything of one request that policies and expressions see or change. It lives on one thread, from the matched
//! route to the answer, and is owned (no borrowed data), so that expressions can be handed it whole.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use certificates::Credential;

use crate::host::Environment;
use crate::plan::Section;

pub mod caller;
pub mod facts;
pub mod failure;
pub mod headers;
pub mod identity_headers;
pub mod judgement;
pub mod message;
pub mod trace;
pub mod url;
pub mod variables;

use caller::Caller;
use facts::{DeploymentFacts, RouteFacts};
use failure::LastError;
use judgement::Judgement;
use message::{Request, Response};
use trace::{Trace, TraceEntry, TraceValue};
use url::Url;
use variables::Variables;

/// One request on its way through its plan.
pub struct Exchange {
    /// `context.RequestId`, also the activity id of error bodies: 16 random bytes in RFC 4122 order.
    pub request_id: [u8; 16],
    /// When the request was received.
    pub received: SystemTime,
    /// Who calls.
    pub caller: Caller,
    /// What the configuration says about the route.
    pub route: RouteFacts,
    /// The request, as it will go to the backend.
    pub request: Request,
    /// The response, once there is one; the pending answer while on-error runs.
    pub response: Option<Response>,
    /// Headers that policies promised to whatever answer the request gets in the end (cors).
    pub late_headers: Vec<(&'static str, String)>,
    /// Responses that variables hold; a variable's value says which one.
    pub kept_responses: Vec<Response>,
    /// `context.Variables`.
    pub variables: Variables,
    /// `context.LastError`.
    pub last_error: Option<LastError>,
    /// Where forward-request will send the request, and how it will show itself there.
    pub backend: BackendSelection,
    /// The request trace, if one was asked for (`context.Tracing`).
    pub trace: Option<Box<Trace>>,
    /// The section that runs; `None` before and after.
    pub section: Option<Section>,
    /// Decisions for `countersign explain`. Refusals are always recorded; passes too if `explain_passes`.
    pub judgements: Vec<Judgement>,
    /// Whether policies also record judgements that let the request pass (costs allocations; off in production).
    pub explain_passes: bool,
    /// Clock, randomness, trust and deployment facts.
    pub environment: Arc<dyn Environment>,
}

/// What inbound and backend policies chose for the call to the backend.
#[derive(Debug, Clone, Default)]
pub struct BackendSelection {
    /// Where to.
    pub target: BackendTarget,
    /// Scope whose document chose the target: an inherited backend entity is not replaced by a base URL.
    pub chosen_by: Option<crate::plan::Scope>,
    /// Credential chosen by authentication-certificate; it overrides the backend entity's own.
    pub credential: Option<Arc<Credential>>,
}

/// Where forward-request sends the request.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum BackendTarget {
    /// The API's own service URL.
    #[default]
    ServiceUrl,
    /// A base URL from set-backend-service.
    BaseUrl(Url),
    /// A backend entity, by id; a later `base-url` does not replace it.
    Entity(Arc<str>),
}

impl Exchange {
    /// A request that was just received and matched.
    pub fn new(
        environment: Arc<dyn Environment>,
        request_id: [u8; 16],
        caller: Caller,
        route: RouteFacts,
        request: Request,
    ) -> Self {
        Self {
            request_id,
            received: environment.now(),
            caller,
            route,
            request,
            response: None,
            kept_responses: Vec::new(),
            late_headers: Vec::new(),
            variables: Variables::default(),
            last_error: None,
            backend: BackendSelection::default(),
            trace: None,
            section: None,
            judgements: Vec::new(),
            explain_passes: false,
            environment,
        }
    }

    /// The response being made (0), or one that a variable holds (from 1).
    pub fn response_at(&self, number: u64) -> Option<&Response> {
        match number.checked_sub(1) {
            None => self.response.as_ref(),
            Some(index) => self.kept_responses.get(usize::try_from(index).ok()?),
        }
    }

    /// The same, to be changed.
    pub fn response_at_mut(&mut self, number: u64) -> Option<&mut Response> {
        match number.checked_sub(1) {
            None => self.response.as_mut(),
            Some(index) => self.kept_responses.get_mut(usize::try_from(index).ok()?),
        }
    }

    /// `context.Elapsed`.
    pub fn elapsed(&self) -> Duration {
        self.environment.now().duration_since(self.received).unwrap_or_default()
    }

    /// `context.Deployment`.
    pub fn deployment(&self) -> &DeploymentFacts {
        self.environment.deployment()
    }

    /// The caller's address.
    pub fn caller_address(&self) -> IpAddr {
        self.caller.address
    }

    /// `context.RequestId` as text: `8-4-4-4-12` lower-case hex digits.
    pub fn request_id_text(&self) -> String {
        let hex: String = self.request_id.iter().map(|byte| format!("{byte:02x}")).collect();
        let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
        format!("{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32))
    }

    /// Base URL that the request goes to as things stand, if it is known here.
    pub fn backend_base(&self) -> Option<Url> {
        match &self.backend.target {
            BackendTarget::ServiceUrl => self.route.api.service_url.clone(),
            BackendTarget::BaseUrl(url) => Some(url.clone()),
            BackendTarget::Entity(id) => self.environment.backend_url(id),
        }
    }

    /// `context.Request.Url`: the backend-bound URL; while no base is known, the gateway's own host stands in.
    pub fn url(&self) -> Url {
        match self.backend_base() {
            Some(base) => base.join(&self.request.path, &self.request.query),
            None => {
                let path = if self.request.path.is_empty() { "/" } else { &self.request.path };
                Url { path: path.to_owned(), query: self.request.query.clone(), ..self.request.original_url.clone() }
            }
        }
    }

    /// The response that outbound and on-error policies change; made empty if there is none yet.
    pub fn response_mut(&mut self) -> &mut Response {
        self.response.get_or_insert_with(|| Response::new(200))
    }

    /// Writes a trace entry if a trace was asked for; the content is only made then.
    pub fn trace(&mut self, section: Section, source: &str, data: impl FnOnce() -> TraceValue) {
        if self.trace.is_none() {
            return;
        }
        let elapsed = self.elapsed();
        if let Some(trace) = &mut self.trace {
            trace.record(TraceEntry { section, source: source.to_owned(), elapsed, data: data() });
        }
    }
}
