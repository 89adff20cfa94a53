//! Backend entities and service URLs, ready to be called: address, headers to add, TLS configuration, breaker.

use std::collections::HashMap;
use std::sync::Arc;

use certificates::{Certificate, Credential, StoreName, Thumbprint};
use diagnostics::{Diagnostic, Source, Span};
use http::{HeaderName, HeaderValue};
use policies::compile::NamedValue;
use policies::exchange::url::Url;
use resources::kinds::backend::Threshold;
use resources::{Backend as Entity, Configuration, Resource};
use rustls_pki_types::CertificateDer;

use super::credentials::{Entities, Trust};
use super::{Snapshot, Surroundings, named_values};
use crate::backend::circuit_breaker::{BreakerRule, CircuitBreaker, Condition};
use crate::tls::outbound::{self, ClientTls, PinnedName, ServerRules, ServerTrust};

/// Where a request can go: an entity, an API's service URL, or a URL that a policy computed.
#[derive(Clone)]
pub(crate) struct Target {
    /// Base URL.
    pub(crate) base: Url,
    /// The host, shared with pool keys.
    pub(crate) host: Arc<str>,
    /// Rules and configuration for TLS; `None` for plain HTTP.
    pub(crate) tls: Option<TargetTls>,
}

/// TLS towards a target.
#[derive(Clone)]
pub(crate) struct TargetTls {
    pub(crate) rules: Arc<ServerRules>,
    /// With the entity's own credential, or none.
    pub(crate) own: ClientTls,
}

/// A backend entity.
pub(crate) struct Backend {
    pub(crate) id: Arc<str>,
    pub(crate) target: Target,
    /// Headers that replace the request's; `Host` among them.
    pub(crate) headers: Vec<(HeaderName, Vec<HeaderValue>)>,
    /// Query parameters to add, escaped.
    pub(crate) query: String,
    pub(crate) breaker: Option<Arc<CircuitBreaker>>,
    /// What the entity said, to tell whether a new generation may keep its breaker and TLS configuration.
    likeness: Likeness,
}

#[derive(PartialEq)]
struct Likeness {
    rules: Arc<ServerRules>,
    /// The credential's certificate and the chain that is sent with it; nothing without a credential.
    credential: Vec<Thumbprint>,
}

impl Target {
    /// A target without anything of its own, such as a service URL.
    pub(crate) fn plain(base: Url, strict: &TargetTls) -> Self {
        let tls = (base.scheme == "https").then(|| strict.clone());
        Self { host: base.host.as_str().into(), base, tls }
    }
}

/// All backends of a snapshot.
pub(super) struct Backends {
    pub(super) by_id: HashMap<String, Arc<Backend>>,
    pub(super) strict: TargetTls,
}

/// The anchors for chains of backends: the system's roots and every uploaded CA certificate.
pub(super) fn server_trust(trust: &Trust, surroundings: &Surroundings<'_>) -> Arc<ServerTrust> {
    static SYSTEM: std::sync::OnceLock<Vec<CertificateDer<'static>>> = std::sync::OnceLock::new();
    let system = SYSTEM.get_or_init(|| rustls_native_certs::load_native_certs().certs);
    let of_store = |wanted: StoreName| trust.uploaded.iter().filter(move |(store, _)| *store == wanted);
    let der = |certificate: &certificates::Certificate| CertificateDer::from(certificate.der().to_vec());
    let uploaded = of_store(StoreName::Root).map(|(_, root)| root).chain(&surroundings.development_roots).map(der);
    let roots = system.iter().cloned().chain(uploaded);
    // A root that webpki cannot read anchors nothing; the system's own stores hold a few such.
    let roots = roots.filter_map(|root| webpki::anchor_from_trusted_cert(&root).ok().map(|anchor| anchor.to_owned()));
    let authorities = of_store(StoreName::CertificateAuthority).map(|(_, authority)| der(authority));
    Arc::new(ServerTrust {
        generation: trust.generation,
        roots: roots.collect(),
        authorities: authorities.collect(),
        uploaded: trust.uploaded.iter().map(|(_, certificate)| der(certificate)).collect(),
    })
}

/// Compiles all backend entities.
pub(super) fn compile(
    configuration: &Configuration,
    values: &HashMap<String, NamedValue>,
    entities: &Entities,
    trust: Arc<ServerTrust>,
    previous: Option<&Snapshot>,
    findings: &mut Vec<Diagnostic>,
) -> Result<Backends, String> {
    let strict = ServerRules { chain: true, name: true, thumbprints: Vec::new(), names: Vec::new(), trust };
    let strict = match previous.filter(|previous| *previous.strict_rules.rules == strict) {
        Some(previous) => previous.strict_rules.clone(),
        None => {
            let rules = Arc::new(strict);
            TargetTls { own: outbound::client_tls(&rules, None)?, rules }
        }
    };
    let mut by_id = HashMap::new();
    for entity in &configuration.backends {
        let mut compiler = Compiler { entity, values, entities, strict: &strict, findings };
        let old = previous.and_then(|previous| previous.backends.get(&entity.name));
        if let Some(backend) = compiler.compile(old) {
            by_id.insert(entity.name.clone(), Arc::new(backend));
        }
    }
    Ok(Backends { by_id, strict })
}

struct Compiler<'c> {
    entity: &'c Resource<Entity>,
    values: &'c HashMap<String, NamedValue>,
    entities: &'c Entities,
    strict: &'c TargetTls,
    findings: &'c mut Vec<Diagnostic>,
}

impl Compiler<'_> {
    fn compile(&mut self, old: Option<&Arc<Backend>>) -> Option<Backend> {
        let entity = self.entity;
        let base = self.url();
        let credential = self.credential();
        let (headers, query) = (self.headers(), self.query());
        let rules = self.rules();
        let (base, credential, rules) = (base?, credential?, rules?);
        let credential = credential.filter(|_| base.scheme == "https");
        let likeness = Likeness {
            rules: rules.clone(),
            credential: credential.iter().flat_map(|shown| shown.to_send().map(Certificate::thumbprint)).collect(),
        };
        let same = old.filter(|old| old.likeness == likeness && old.target.tls.is_some());
        let tls = match (base.scheme.as_str(), same.and_then(|old| old.target.tls.clone())) {
            ("https", Some(tls)) => Some(tls),
            ("https", None) if credential.is_none() && rules == self.strict.rules => Some(self.strict.clone()),
            ("https", None) => {
                let own = outbound::client_tls(&rules, credential.as_deref());
                Some(TargetTls { own: self.take("/credentials", own)?, rules })
            }
            _ => None,
        };
        let breaker = entity.circuit_breaker.as_ref().map(|rule| {
            let rule = breaker_rule(rule);
            let kept = old.and_then(|old| old.breaker.clone()).filter(|breaker| *breaker.rule() == rule);
            kept.unwrap_or_else(|| Arc::new(CircuitBreaker::new(rule)))
        });
        let target = Target { host: base.host.as_str().into(), base, tls };
        Some(Backend { id: entity.name.as_str().into(), target, headers: headers?, query: query?, breaker, likeness })
    }

    /// The value, or a finding at this member.
    fn take<T>(&mut self, pointer: &str, result: Result<T, String>) -> Option<T> {
        result.map_err(|fact| self.report(pointer, fact)).ok()
    }

    fn report(&mut self, pointer: &str, fact: String) {
        let (source, span): (Arc<Source>, Span) = self.entity.place(pointer);
        let message = format!("backend `{}`: {fact}", self.entity.name);
        self.findings.push(Diagnostic::error("unusable-backend", message).at(&source, span));
    }

    fn text(&mut self, pointer: &str, text: &str) -> Option<String> {
        let replaced = named_values::substitute(text, self.values);
        self.take(pointer, replaced.map_err(|name| format!("there is no named value `{name}`")))
    }

    fn url(&mut self) -> Option<Url> {
        let text = self.text("/url", &self.entity.url)?;
        self.take("/url", Url::parse(&text).map_err(|error| error.to_string()))
    }

    /// The credential that the entity names: by id, or, if none is named so, by thumbprint.
    fn credential(&mut self) -> Option<Option<Arc<Credential>>> {
        let credentials = &self.entity.credentials;
        if let Some(id) = credentials.certificate_ids.first() {
            let found = match (self.entities.credentials.get(id), self.entities.certificates.contains_key(id)) {
                (Some(credential), _) => Ok(Some(credential.clone())),
                (None, true) => Err(format!("Certificate with id '{id}' does not contain private key.")),
                (None, false) => Err(format!("there is no certificate `{id}`")),
            };
            return self.take("/credentials/certificateIds", found);
        }
        let Some(text) = credentials.certificate_thumbprints.first() else { return Some(None) };
        let found = Thumbprint::parse(text).map_err(|error| error.to_string()).and_then(|read| {
            let known = self.entities.by_thumbprint.get(&read.thumbprint.to_string());
            known
                .cloned()
                .map(Some)
                .ok_or_else(|| format!("no certificate with a private key has the thumbprint {text}"))
        });
        self.take("/credentials/certificate", found)
    }

    fn headers(&mut self) -> Option<Vec<(HeaderName, Vec<HeaderValue>)>> {
        let credentials = &self.entity.credentials;
        let mut headers = Vec::new();
        for (name, values) in credentials.header.iter() {
            let parsed = HeaderName::from_bytes(name.as_bytes()).map_err(|_| format!("`{name}` is not a header name"));
            let parsed = self.take("/credentials/header", parsed)?;
            let mut lines = Vec::new();
            for value in values {
                let text = self.text("/credentials/header", value.expose())?;
                let line =
                    HeaderValue::from_str(&text).map_err(|_| format!("the value of header `{name}` cannot be sent"));
                lines.push(self.take("/credentials/header", line)?);
            }
            headers.push((parsed, lines));
        }
        if let Some(authorization) = &credentials.authorization {
            let parameter = self.text("/credentials/authorization", authorization.parameter.expose())?;
            let line = HeaderValue::from_str(&format!("{} {parameter}", authorization.scheme));
            let line = line.map_err(|_| "the authorization cannot be sent as a header".to_owned());
            let mut line = self.take("/credentials/authorization", line)?;
            line.set_sensitive(true);
            headers.push((http::header::AUTHORIZATION, vec![line]));
        }
        Some(headers)
    }

    fn query(&mut self) -> Option<String> {
        let mut pairs = Vec::new();
        for (name, values) in self.entity.credentials.query.iter() {
            for value in values {
                pairs.push((name.to_owned(), self.text("/credentials/query", value.expose())?));
            }
        }
        let pairs = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        Some(policies::exchange::url::encode_pairs(pairs))
    }

    fn rules(&mut self) -> Option<Arc<ServerRules>> {
        let tls = &self.entity.tls;
        let mut thumbprints = Vec::new();
        for text in &tls.server_certificate_thumbprints {
            let read = Thumbprint::parse(text).map_err(|error| error.to_string());
            thumbprints.push(self.take("/tls/serverCertificateThumbprints", read)?.thumbprint.to_string());
        }
        let mut names = Vec::new();
        for pin in &tls.server_x509_names {
            // Several issuers of one name may stand in one text, as in Service Fabric.
            for issuer in pin.issuer_certificate_thumbprint.split(',') {
                let read = Thumbprint::parse(issuer).map_err(|error| error.to_string());
                let issuer_thumbprint = self.take("/tls/serverX509Names", read)?.thumbprint.to_string();
                names.push(PinnedName { name: pin.name.clone(), issuer_thumbprint });
            }
        }
        let rules = ServerRules {
            chain: tls.validate_certificate_chain,
            name: tls.validate_certificate_name,
            thumbprints,
            names,
            trust: self.strict.rules.trust.clone(),
        };
        if !rules.chain && rules.thumbprints.is_empty() && rules.names.is_empty() {
            let (source, span) = self.entity.place("/tls/validateCertificateChain");
            let message = format!("backend `{}` accepts a server certificate from any issuer", self.entity.name);
            let help = "upload the issuing CA to the Root store and switch validateCertificateChain on";
            self.findings.push(Diagnostic::warning("backend-chain-unchecked", message).at(&source, span).help(help));
        }
        if !rules.name {
            let (source, span) = self.entity.place("/tls/validateCertificateName");
            let message = format!("backend `{}` accepts a server certificate for any name", self.entity.name);
            self.findings.push(Diagnostic::warning("backend-name-unchecked", message).at(&source, span));
        }
        Some(if rules == *self.strict.rules { self.strict.rules.clone() } else { Arc::new(rules) })
    }
}

fn breaker_rule(rule: &resources::CircuitBreakerRule) -> BreakerRule {
    let counts = |reason: &str| rule.error_reasons.iter().any(|known| known.eq_ignore_ascii_case(reason));
    BreakerRule {
        condition: match rule.threshold {
            Threshold::Count(count) => Condition::Count(u32::try_from(count).unwrap_or(u32::MAX)),
            Threshold::Percentage(share) => Condition::Percentage(share),
        },
        interval: rule.interval,
        trip: rule.trip_duration,
        accept_retry_after: rule.accept_retry_after,
        statuses: rule.status_code_ranges.clone(),
        counts_connection_failures: counts("BackendConnectionFailure"),
        counts_timeouts: counts("Timeout") || counts("BackendConnectionFailure"),
    }
}
