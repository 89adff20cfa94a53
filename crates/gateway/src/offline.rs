//! Requests that nobody sends: what an operation's policies would decide about a certificate, judged by the very plan
//! that serves, at a time of choice, without sockets and without the certificate's key.
//!
//! Nothing is forwarded: a plan that gets as far as its backend has accepted the caller. Subscription keys are not
//! asked for.

use std::net::{IpAddr, Ipv4Addr};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use certificates::{Certificate, Credential, Verdict};
use http::{HeaderMap, Method};
use policies::exchange::Exchange;
use policies::exchange::caller::{Caller, PresentedCertificate, Revocation};
use policies::exchange::facts::{DeploymentFacts, RouteFacts};
use policies::exchange::failure::{BackendFailure, BodyFailure, Failure};
use policies::exchange::message::{Request, Response};
use policies::exchange::url::Url;
use policies::host::{Environment, ForwardOptions, Host};
use policies::run::run;
use serde_json::{Value, json};

use crate::failure;
use crate::observe::decision;
use crate::observe::json::{certificate, time_text};
use crate::router::{Wanted, path};
use crate::snapshot::{Snapshot, SnapshotEnvironment};

/// Who would call, when.
pub struct Question {
    /// The certificate that would be shown.
    pub leaf: Certificate,
    /// Certificates that would be sent along.
    pub others: Vec<Certificate>,
    /// The moment of the call.
    pub at: SystemTime,
}

/// What would be called, and what would come of it.
pub struct Finding {
    /// Method and path.
    pub operation: String,
    /// Whether the caller would get past the policies.
    pub accepted: bool,
    /// The decision in the shape of the journal, passed checks included.
    pub decision: Value,
}

impl Snapshot {
    /// Judges a call of one path (with its query, if it has one); `None` if no operation has it.
    pub fn explain_call(&self, question: &Question, method: &Method, target: &str) -> Option<Finding> {
        let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
        let path = path::normalise(path).ok()?;
        let headers = HeaderMap::new();
        let found = self.router.find(&Wanted { method, path: &path, query, headers: &headers }).ok()?;
        let remainder = found.remainder.to_owned();
        self.explain(question, found.api, found.operation, method.clone(), &path, &remainder, query.unwrap_or_default())
    }

    /// Judges a call of every operation. Placeholders stand for themselves.
    pub fn explain_all(&self, question: &Question) -> Vec<Finding> {
        let every = self.operations.iter().enumerate().filter_map(|(index, operation)| {
            let api = operation.api;
            let facts = &self.apis.get(api as usize)?.facts;
            let method = operation.facts.method.parse().unwrap_or(Method::GET);
            let template = operation.facts.url_template.split('?').next().unwrap_or_default();
            let path = if facts.path.is_empty() { template.to_owned() } else { format!("/{}{template}", facts.path) };
            self.explain(question, api, u32::try_from(index).ok()?, method, &path, template, "")
        });
        every.collect()
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one request, taken apart by the two callers above")]
    fn explain(
        &self,
        question: &Question,
        api: u32,
        operation: u32,
        method: Method,
        path: &str,
        remainder: &str,
        query: &str,
    ) -> Option<Finding> {
        let entry = self.operations.get(operation as usize)?;
        let host = self.host_names().next().unwrap_or("localhost").to_owned();
        let url = Url { scheme: "https".to_owned(), host, port: 443, path: path.to_owned(), query: query.to_owned() };
        let mut request = Request::new(method.clone(), url);
        request.path = remainder.to_owned();
        let presented = PresentedCertificate::new(question.leaf.clone(), question.others.clone());
        let caller = Caller { address: IpAddr::V4(Ipv4Addr::LOCALHOST), certificate: Some(Rc::new(presented)) };
        let route = RouteFacts {
            api: self.apis.get(api as usize)?.facts.clone(),
            operation: Some(entry.facts.clone()),
            product: None,
            subscription: None,
            user: None,
            workspace: None,
        };
        let environment = Arc::new(At { environment: self.environment.clone(), at: question.at });
        let mut exchange = Exchange::new(environment, [0; 16], caller, route, request);
        exchange.explain_passes = true;
        at_once(run(entry.plan(None), &mut exchange, &Nobody));
        let status = exchange.response.as_ref().map_or(200, |response| response.status);
        let refused = exchange.last_error.is_some() || status >= 400;
        let mut decision = json!({
            "time": time_text(question.at),
            "request": { "method": method.as_str(), "path": path },
            "certificate": {
                "leaf": certificate(&question.leaf),
                "others": question.others.iter().map(certificate).collect::<Vec<_>>(),
            },
        });
        decision::add_exchange(&mut decision, &exchange, status, &Default::default());
        Some(Finding { operation: format!("{method} {path}"), accepted: !refused, decision })
    }
}

/// Runs a future that never waits: [`Nobody`] answers everything at once.
fn at_once<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(value) => Some(value),
        std::task::Poll::Pending => None,
    }
}

/// The world without a network.
struct Nobody;

impl Host for Nobody {
    async fn read_request_body(&self, _exchange: &mut Exchange) -> Result<(), BodyFailure> {
        Ok(())
    }

    async fn read_response_body(&self, _exchange: &mut Exchange) -> Result<(), BodyFailure> {
        Ok(())
    }

    async fn forward(&self, exchange: &mut Exchange, _options: &ForwardOptions) -> Result<(), BackendFailure> {
        exchange.response = Some(Response::new(200));
        Ok(())
    }

    async fn pause(&self, _duration: Duration) {}

    fn enter(&self, _key: &str, _max_count: u32) -> bool {
        true
    }

    fn leave(&self, _key: &str) {}

    fn answer(&self, exchange: &Exchange, failure: &Failure) -> Response {
        failure::answer(failure, &exchange.request_id_text())
    }
}

/// A snapshot's environment at a time of choice.
struct At {
    environment: Arc<SnapshotEnvironment>,
    at: SystemTime,
}

impl Environment for At {
    fn now(&self) -> SystemTime {
        self.at
    }

    fn random(&self, bytes: &mut [u8]) {
        self.environment.random(bytes);
    }

    fn deployment(&self) -> &DeploymentFacts {
        self.environment.deployment()
    }

    fn trust_generation(&self) -> u64 {
        self.environment.trust_generation()
    }

    fn judge(&self, leaf: &Certificate, others: &[Certificate], revocation: Revocation) -> Arc<Verdict> {
        self.environment.judge_at(leaf, others, revocation, self.timestamp())
    }

    fn credential_by_id(&self, id: &str) -> Option<Arc<Credential>> {
        self.environment.credential_by_id(id)
    }

    fn credential_by_thumbprint(&self, thumbprint: &str) -> Option<Arc<Credential>> {
        self.environment.credential_by_thumbprint(thumbprint)
    }

    fn backend_url(&self, id: &str) -> Option<Url> {
        self.environment.backend_url(id)
    }

    fn has_backend(&self, id: &str) -> bool {
        self.environment.has_backend(id)
    }
}
