//! Backend entities: where requests go, what we show there, what we demand of the server.

use std::time::Duration;

use diagnostics::Diagnostic;
use secret::Secret;
use serde::Deserialize;

use super::Members;
use super::api::review_url;
use super::duration::IsoDuration;
use super::secret_text::SecretText;
use crate::id::referenced;
use crate::read::{Descriptive, Given, Kind, Review};

/// Most certificate references of one backend (azure-rest-api-specs).
const MAX_CERTIFICATES: usize = 32;

/// A backend.
#[derive(Debug, Clone)]
pub struct Backend {
    /// Its base URL, without a slash at its end; named values may stand in it.
    pub url: String,
    /// What is added to every request, and the certificate shown.
    pub credentials: Credentials,
    /// What is demanded of its server certificate.
    pub tls: BackendTls,
    /// When to stop sending to it for a while. APIM's schema allows a list, its service one rule.
    pub circuit_breaker: Option<CircuitBreakerRule>,
}

/// What a backend is shown. Texts may contain named values.
#[derive(Debug, Clone, Default)]
pub struct Credentials {
    /// Names of certificate entities.
    pub certificate_ids: Vec<String>,
    /// Thumbprints of certificate entities; only looked at where `certificate_ids` is empty, as in APIM.
    pub certificate_thumbprints: Vec<String>,
    /// Headers to set.
    pub header: Members<Vec<Secret<String>>>,
    /// Query parameters to set.
    pub query: Members<Vec<Secret<String>>>,
    /// The Authorization header.
    pub authorization: Option<Authorization>,
}

/// `Authorization: <scheme> <parameter>`.
#[derive(Debug, Clone)]
pub struct Authorization {
    /// `Basic`, `Bearer`, …
    pub scheme: String,
    /// What follows the scheme.
    pub parameter: Secret<String>,
}

/// What is demanded of a backend's server certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackendTls {
    /// Whether its chain must end in a trusted root. True unless the file says false.
    pub validate_certificate_chain: bool,
    /// Whether its name must be the host of the URL. True unless the file says false.
    pub validate_certificate_name: bool,
    /// Thumbprints of certificates that are accepted; empty: any.
    pub server_certificate_thumbprints: Vec<String>,
    /// Names, each with the thumbprint of its issuer, that are accepted; empty: any.
    pub server_x509_names: Vec<ServerX509Name>,
}

impl Default for BackendTls {
    fn default() -> Self {
        Self {
            validate_certificate_chain: true,
            validate_certificate_name: true,
            server_certificate_thumbprints: Vec::new(),
            server_x509_names: Vec::new(),
        }
    }
}

/// A server certificate known by its common name and its issuer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ServerX509Name {
    /// The common name of the certificate.
    pub name: String,
    /// The thumbprint of the certificate that issued it.
    pub issuer_certificate_thumbprint: String,
}

/// When to stop sending to a backend, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CircuitBreakerRule {
    /// The rule's name.
    pub name: String,
    /// Failures within `interval` that open the circuit.
    pub threshold: Threshold,
    /// The time over which failures count.
    pub interval: Duration,
    /// Ranges of status codes that count as failures, both ends included.
    pub status_code_ranges: Vec<(u16, u16)>,
    /// Reasons of `context.LastError` that count as failures.
    pub error_reasons: Vec<String>,
    /// How long the circuit stays open.
    pub trip_duration: Duration,
    /// Whether the backend's Retry-After replaces `trip_duration`.
    pub accept_retry_after: bool,
}

/// How many failures are too many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Threshold {
    /// So many.
    Count(u64),
    /// So many of a hundred requests.
    Percentage(u8),
}

/// APIM's defaults of a rule (portal): one hour each.
const DEFAULT_BREAKER_TIME: Duration = Duration::from_secs(3_600);

/// The body of a backend.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[expect(dead_code, reason = "descriptive members are accepted, not used")]
pub struct WrittenBackend {
    url: Option<String>,
    protocol: Option<BackendProtocol>,
    r#type: Option<BackendType>,
    credentials: Option<WrittenCredentials>,
    tls: Option<WrittenTls>,
    circuit_breaker: Option<WrittenCircuitBreaker>,
    proxy: Option<Given>,
    pool: Option<Given>,
    properties: Option<Given>,
    // Answers "where does it run" for the portal (a Logic App, a Function App); the gateway uses the URL.
    resource_id: Descriptive,
    azure_region: Descriptive,
    title: Descriptive,
    description: Descriptive,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum BackendProtocol {
    Http,
    Soap,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
enum BackendType {
    Single,
    Pool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct WrittenCredentials {
    #[serde(default)]
    certificate_ids: Vec<String>,
    #[serde(default)]
    certificate: Vec<String>,
    #[serde(default)]
    header: Members<Vec<SecretText>>,
    #[serde(default)]
    query: Members<Vec<SecretText>>,
    authorization: Option<WrittenAuthorization>,
    managed_identity: Option<Given>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct WrittenAuthorization {
    scheme: String,
    parameter: SecretText,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct WrittenTls {
    validate_certificate_chain: Option<bool>,
    validate_certificate_name: Option<bool>,
    #[serde(default)]
    server_certificate_thumbprints: Vec<String>,
    #[serde(default)]
    server_x509_names: Vec<ServerX509Name>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct WrittenCircuitBreaker {
    #[serde(default)]
    rules: Vec<WrittenRule>,
    failure_response: Option<Given>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct WrittenRule {
    name: Option<String>,
    failure_condition: Option<WrittenCondition>,
    trip_duration: Option<IsoDuration>,
    accept_retry_after: Option<bool>,
    failure_response: Option<Given>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct WrittenCondition {
    count: Option<u64>,
    percentage: Option<u64>,
    interval: Option<IsoDuration>,
    #[serde(default)]
    status_code_ranges: Vec<WrittenRange>,
    #[serde(default)]
    error_reasons: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct WrittenRange {
    min: u16,
    max: u16,
}

impl Kind for Backend {
    const TITLE: &'static str = "backend";
    type Written = WrittenBackend;

    fn review(written: WrittenBackend, review: &mut Review<'_>) -> Option<Self> {
        let later = "send to one backend until this is supported";
        review.refuse_if_given("/pool", written.pool.unwrap_or_default(), later);
        let pooled = written.r#type == Some(BackendType::Pool);
        review.refuse_if_given("/type", Given(pooled), later);
        review.refuse_if_given("/proxy", written.proxy.unwrap_or_default(), "reach the backend without a proxy");
        let help = "Service Fabric clusters cannot be resolved; give the URL of the service";
        review.refuse_if_given("/properties", written.properties.unwrap_or_default(), help);
        let soap = written.protocol == Some(BackendProtocol::Soap);
        review.refuse_if_given("/protocol", Given(soap), "backends of protocol `http` are supported");
        let url = written.url.and_then(|url| review_url("/url", url, review));
        if url.is_none() && !pooled {
            review.report("", Diagnostic::error("missing-member", "the member `url` is missing"));
        }
        let credentials = written.credentials.map(|credentials| review_credentials(credentials, review));
        let circuit_breaker = written.circuit_breaker.and_then(|breaker| review_breaker(breaker, review));
        Some(Backend {
            url: url?,
            credentials: credentials.unwrap_or_default(),
            tls: written.tls.map(WrittenTls::understood).unwrap_or_default(),
            circuit_breaker,
        })
    }
}

fn review_credentials(written: WrittenCredentials, review: &mut Review<'_>) -> Credentials {
    let help = "get a token in a policy, or give the backend an authorization";
    review.refuse_if_given("/credentials/managedIdentity", written.managed_identity.unwrap_or_default(), help);
    for (member, count) in
        [("certificateIds", written.certificate_ids.len()), ("certificate", written.certificate.len())]
    {
        if count > MAX_CERTIFICATES {
            let fact = format!("`{member}` has at most {MAX_CERTIFICATES} entries, here are {count}");
            review.report(&format!("/credentials/{member}"), Diagnostic::error("invalid-value", fact));
        }
    }
    let mut certificate_ids = Vec::new();
    for (index, id) in written.certificate_ids.into_iter().enumerate() {
        match referenced(&id, "certificates") {
            Some(name) => certificate_ids.push(name.to_owned()),
            None => {
                let fact = format!("`{id}` does not refer to a certificate");
                let help = "give its name, or an id that ends in `/certificates/<name>`";
                let pointer = format!("/credentials/certificateIds/{index}");
                review.report(&pointer, Diagnostic::error("invalid-value", fact).help(help));
            }
        }
    }
    Credentials {
        certificate_ids,
        certificate_thumbprints: written.certificate,
        header: exposed_to_nobody(written.header),
        query: exposed_to_nobody(written.query),
        authorization: written
            .authorization
            .map(|written| Authorization { scheme: written.scheme, parameter: written.parameter.0 }),
    }
}

fn exposed_to_nobody(members: Members<Vec<SecretText>>) -> Members<Vec<Secret<String>>> {
    let secrets = |values: Vec<SecretText>| values.into_iter().map(|value| value.0).collect();
    Members(members.0.into_iter().map(|(name, values)| (name, secrets(values))).collect())
}

impl WrittenTls {
    fn understood(self) -> BackendTls {
        BackendTls {
            validate_certificate_chain: self.validate_certificate_chain.unwrap_or(true),
            validate_certificate_name: self.validate_certificate_name.unwrap_or(true),
            server_certificate_thumbprints: self.server_certificate_thumbprints,
            server_x509_names: self.server_x509_names,
        }
    }
}

fn review_breaker(written: WrittenCircuitBreaker, review: &mut Review<'_>) -> Option<CircuitBreakerRule> {
    let plain = "an open circuit answers 503";
    review.refuse_if_given("/circuitBreaker/failureResponse", written.failure_response.unwrap_or_default(), plain);
    if written.rules.len() > 1 {
        let fact = format!("a circuit breaker has one rule, here are {}", written.rules.len());
        let diagnostic = Diagnostic::error("invalid-value", fact).note("APIM's schema allows several, its service one");
        review.report("/circuitBreaker/rules", diagnostic);
    }
    let rule = written.rules.into_iter().next()?;
    review.refuse_if_given("/circuitBreaker/rules/0/failureResponse", rule.failure_response.unwrap_or_default(), plain);
    let Some(condition) = rule.failure_condition else {
        let fact = "the member `failureCondition` is missing";
        review.report("/circuitBreaker/rules/0", Diagnostic::error("missing-member", fact));
        return None;
    };
    let at = "/circuitBreaker/rules/0/failureCondition";
    let threshold = match (condition.count, condition.percentage) {
        (Some(count @ 1..), None) => Threshold::Count(count),
        (None, Some(percentage @ 1..=100)) => Threshold::Percentage(percentage as u8),
        _ => {
            let fact = "a failure condition has either `count` (1 or more) or `percentage` (1 to 100)";
            review.report(at, Diagnostic::error("invalid-value", fact));
            return None;
        }
    };
    for (index, range) in condition.status_code_ranges.iter().enumerate() {
        if !(200 <= range.min && range.min <= range.max && range.max <= 599) {
            let fact = format!("{} to {} is not a range of status codes within 200 to 599", range.min, range.max);
            review.report(&format!("{at}/statusCodeRanges/{index}"), Diagnostic::error("invalid-value", fact));
        }
    }
    if condition.status_code_ranges.is_empty() && condition.error_reasons.is_empty() {
        let fact = "nothing counts as a failure: neither `statusCodeRanges` nor `errorReasons` is given";
        review.report(at, Diagnostic::warning("circuit-never-opens", fact));
    }
    Some(CircuitBreakerRule {
        name: rule.name.unwrap_or_default(),
        threshold,
        interval: condition.interval.map_or(DEFAULT_BREAKER_TIME, |interval| interval.0),
        status_code_ranges: condition.status_code_ranges.iter().map(|range| (range.min, range.max)).collect(),
        error_reasons: condition.error_reasons,
        trip_duration: rule.trip_duration.map_or(DEFAULT_BREAKER_TIME, |duration| duration.0),
        accept_retry_after: rule.accept_retry_after.unwrap_or(false),
    })
}
