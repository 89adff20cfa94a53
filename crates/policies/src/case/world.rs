//! What a case gives: an exchange, a catalogue and a scripted host, built from the `given` lines.
//!
//! | line | meaning |
//! |---|---|
//! | `now: 2026-06-01T12:00:00Z` | the clock |
//! | `caller: 203.0.113.7` | address of the caller |
//! | `certificate: FILE, FILE…` | what the caller shows, leaf first |
//! | `root: FILE`, `intermediate: FILE`, `revocation: FILE` | Root store, CertificateAuthority store, revocation lists |
//! | `uploaded ID: FILE [PASSWORD]` | certificate entity, with its key if the file holds one |
//! | `named value NAME: TEXT`, `secret NAME: TEXT` | named values |
//! | `backend ID: URL` | backend entities |
//! | `api: PATH URL` | path of the API and base URL of its backend |
//! | `operation: METHOD TEMPLATE` | the operation |
//! | `parameter NAME: VALUE` | value of a placeholder of the template |
//! | `example STATUS TYPE: BODY` | an example response of the operation |
//! | `product: ID`, `subscription: ID KEY` | through what the call came |
//! | `tracing: yes` | a trace is recorded |

use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use certificates::{Material, RevocationData, StoreName, Timestamp, TrustStore, cer};
use diagnostics::Diagnostic;
use secret::Secret;

use super::host::{Script, Setting};
use super::message::Written;
use super::{Case, Fixtures};
use crate::compile::{Catalogue, NamedValue, compile_document, default_global_document};
use crate::exchange::Exchange;
use crate::exchange::caller::{Caller, PresentedCertificate};
use crate::exchange::facts::{
    ApiFacts, DeploymentFacts, OperationFacts, ProductFacts, ResponseExample, RouteFacts, SubscriptionFacts,
};
use crate::exchange::message::{Body, Request};
use crate::exchange::trace::Trace;
use crate::exchange::url::Url;
use crate::plan::{Plan, Scope};

/// A case ready to run.
pub(super) struct World {
    pub(super) plan: Option<Plan>,
    pub(super) findings: Vec<Diagnostic>,
    pub(super) exchange: Exchange,
    pub(super) script: Script,
}

/// The moment at which the committed certificates are what their names say.
const NOW: &str = "2026-06-01T12:00:00Z";
const REQUEST_ID: [u8; 16] =
    [0x11, 0x11, 0x11, 0x11, 0x22, 0x22, 0x43, 0x33, 0x84, 0x44, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55];

/// The `given` lines, sorted into what they set.
struct Given<'a> {
    fixtures: &'a Fixtures<'a>,
    setting: Setting,
    catalogue: Catalogue,
    api: ApiFacts,
    operation: OperationFacts,
    product: Option<ProductFacts>,
    subscription: Option<(String, String)>,
    parameters: Vec<(String, String)>,
    certificates: Vec<certificates::Certificate>,
    caller: std::net::IpAddr,
    traces: bool,
}

impl World {
    pub(super) fn build(case: &Case, fixtures: &Fixtures<'_>) -> Result<Self, String> {
        let mut given = Given::new(fixtures)?;
        for (key, value) in &case.given {
            given.line(key, value).map_err(|problem| format!("given `{key}: {value}`: {problem}"))?;
        }
        for (id, source) in &case.fragments {
            given.catalogue.fragments.insert(id.clone(), source.clone());
        }
        let (plan, findings) = plan_of(case, &given.catalogue);
        let written = Written::parse(case.request.as_deref().unwrap_or("GET /"))?;
        let exchange = given.exchange(&written)?;
        let script = Script {
            request_body: written.to_body().unwrap_or_default(),
            answers: std::cell::RefCell::new(case.backend.iter().cloned().collect()),
            ..Script::default()
        };
        Ok(Self { plan, findings, exchange, script })
    }
}

/// The plan of the case's documents, narrow to broad, and what was found.
fn plan_of(case: &Case, catalogue: &Catalogue) -> (Option<Plan>, Vec<Diagnostic>) {
    let mut documents = Vec::new();
    let mut findings = Vec::new();
    let mut is_refused = false;
    for scope in [Scope::Operation, Scope::Api, Scope::Product, Scope::Workspace, Scope::Global] {
        let Some((_, source)) = case.policies.iter().find(|(known, _)| *known == scope) else { continue };
        match compile_document(source, scope, catalogue) {
            Ok(compiled) => {
                documents.push(compiled.document);
                findings.extend(compiled.warnings);
            }
            Err(found) => {
                is_refused = true;
                findings.extend(found);
            }
        }
    }
    if !case.policies.iter().any(|(scope, _)| *scope == Scope::Global) {
        documents.push(default_global_document());
    }
    ((!is_refused).then(|| Plan::new(documents)), findings)
}

impl<'a> Given<'a> {
    fn new(fixtures: &'a Fixtures<'a>) -> Result<Self, String> {
        let setting = Setting {
            now: time(NOW)?,
            deployment: DeploymentFacts {
                gateway_id: "managed".to_owned(),
                instance_id: "managed".to_owned(),
                is_managed: true,
                service_id: "countersign".to_owned(),
                service_name: "countersign".to_owned(),
                ..DeploymentFacts::default()
            },
            trust: TrustStore::empty(),
            revocation: RevocationData::default(),
            credentials: Default::default(),
            backends: Default::default(),
        };
        let api = ApiFacts {
            id: "orders".to_owned(),
            name: "Orders".to_owned(),
            service_url: Url::parse("https://backend.example.com").ok(),
            key_header: "Ocp-Apim-Subscription-Key".to_owned(),
            key_query: "subscription-key".to_owned(),
            protocols: vec!["https".to_owned()],
            revision: "1".to_owned(),
            is_current_revision: true,
            ..ApiFacts::default()
        };
        Ok(Self {
            fixtures,
            setting,
            catalogue: Catalogue::default(),
            api,
            operation: OperationFacts { id: "operation".to_owned(), ..OperationFacts::default() },
            product: None,
            subscription: None,
            parameters: Vec::new(),
            certificates: Vec::new(),
            caller: std::net::IpAddr::from([203, 0, 113, 7]),
            traces: false,
        })
    }

    fn line(&mut self, key: &str, value: &str) -> Result<(), String> {
        let words: Vec<&str> = key.split_whitespace().collect();
        match words.as_slice() {
            ["now"] => self.setting.now = time(value)?,
            ["caller"] => self.caller = value.parse().map_err(|_| "no address".to_owned())?,
            ["tracing"] => self.traces = value == "yes",
            ["certificate"] => {
                for file in value.split(',').map(str::trim).filter(|file| !file.is_empty() && *file != "none") {
                    self.certificates.push(self.certificate(file)?);
                }
            }
            ["root"] => self.trust(StoreName::Root, value)?,
            ["intermediate"] => self.trust(StoreName::CertificateAuthority, value)?,
            ["revocation"] => {
                let list = (self.fixtures)(value)?;
                self.setting.revocation.add_crl(&list).map_err(|error| error.to_string())?;
            }
            ["uploaded", id] => self.upload(id, value)?,
            ["named", "value", name] => self.named_value(name, value, false),
            ["secret", name] => self.named_value(name, value, true),
            ["backend", id] => {
                let url = Url::parse(value).map_err(|error| error.to_string())?;
                self.catalogue.backends.insert((*id).to_owned());
                self.setting.backends.insert((*id).to_owned(), url);
            }
            ["api"] => {
                let (path, url) = value.split_once(' ').unwrap_or((value, ""));
                self.api.path = path.trim_matches('/').to_owned();
                self.api.service_url = Url::parse(url).ok();
            }
            ["operation"] => {
                let (method, template) = value.split_once(' ').ok_or("METHOD TEMPLATE is due")?;
                self.operation.method = method.to_owned();
                self.operation.url_template = template.to_owned();
            }
            ["parameter", name] => self.parameters.push(((*name).to_owned(), value.to_owned())),
            ["example", status, content_type] => {
                let status = status.parse().map_err(|_| "no status code".to_owned())?;
                let (content_type, body) = ((*content_type).to_owned(), value.to_owned());
                self.operation.examples.push(ResponseExample { status, content_type, body });
            }
            ["product"] => {
                let (id, name) = (value.to_owned(), value.to_owned());
                self.product = Some(ProductFacts { id, name, is_published: true, ..ProductFacts::default() });
            }
            ["subscription"] => {
                let (id, key) = value.split_once(' ').ok_or("ID KEY is due")?;
                self.subscription = Some((id.to_owned(), key.to_owned()));
            }
            _ => return Err("not a line of `given`".to_owned()),
        }
        Ok(())
    }

    fn certificate(&self, file: &str) -> Result<certificates::Certificate, String> {
        cer::read(&(self.fixtures)(file)?).map_err(|error| format!("{file}: {error}"))
    }

    fn trust(&mut self, store: StoreName, files: &str) -> Result<(), String> {
        for file in files.split(',').map(str::trim) {
            let certificate = self.certificate(file)?;
            self.setting.trust.add(store, certificate).map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    fn upload(&mut self, id: &str, value: &str) -> Result<(), String> {
        let (file, password) = match value.split_once(' ') {
            Some((file, password)) => (file, Some(Secret::new(password.to_owned()))),
            None => (value, None),
        };
        let material = Material::read(&(self.fixtures)(file)?, password.as_ref()).map_err(|error| error.to_string())?;
        let certificate = material.certificate().clone();
        self.catalogue.certificates.insert(id.to_owned(), certificate.clone());
        self.setting.deployment.certificates.insert(id.to_owned(), certificate);
        if let Material::Credential(credential) = material {
            self.setting.credentials.insert(id.to_owned(), Arc::new(credential));
        }
        Ok(())
    }

    fn named_value(&mut self, name: &str, value: &str, is_secret: bool) {
        // `\n` would end the line of the case; a case that needs one writes it so.
        let value = Secret::new(value.replace("\\n", "\n").replace("\\r", "\r").replace("\\0", "\0"));
        self.catalogue.named_values.insert(name.to_owned(), NamedValue { value, is_secret });
    }

    fn exchange(self, written: &Written) -> Result<Exchange, String> {
        let (method, target) = written.first_line.split_once(' ').ok_or("the request line is METHOD PATH")?;
        let method = http::Method::from_bytes(method.as_bytes()).map_err(|error| error.to_string())?;
        let headers = written.to_headers()?;
        let host = headers.first("host").unwrap_or_else(|| "gateway.example.com".to_owned());
        let url = Url::parse(&format!("https://{host}{}", target.trim())).map_err(|error| error.to_string())?;
        let mut request = Request::new(method, url);
        // What the router would do: the operation's part is what stands behind the API's path.
        let prefix = format!("/{}", self.api.path);
        if let Some(rest) = request.path.strip_prefix(prefix.trim_end_matches('/')) {
            request.path = rest.to_owned();
        }
        request.headers = headers;
        request.matched_parameters = self.parameters;
        request.body = if written.body.is_some() { Body::Unread } else { Body::None };
        let mut certificates = self.certificates.into_iter();
        let certificate =
            certificates.next().map(|leaf| Rc::new(PresentedCertificate::new(leaf, certificates.collect())));
        let route = RouteFacts {
            api: Arc::new(self.api),
            operation: Some(Arc::new(self.operation)),
            product: self.product.map(Arc::new),
            subscription: self.subscription.map(|(id, key)| (Arc::new(subscription(&id, &key, self.setting.now)), key)),
            user: None,
            workspace: None,
        };
        let caller = Caller { address: self.caller, certificate };
        let mut exchange = Exchange::new(Arc::new(self.setting), REQUEST_ID, caller, route, request);
        exchange.trace = self.traces.then(Box::<Trace>::default);
        Ok(exchange)
    }
}

fn subscription(id: &str, key: &str, created: std::time::SystemTime) -> SubscriptionFacts {
    SubscriptionFacts {
        id: id.to_owned(),
        name: id.to_owned(),
        primary_key: key.to_owned(),
        secondary_key: String::new(),
        created,
        start: None,
        end: None,
    }
}

fn time(text: &str) -> Result<std::time::SystemTime, String> {
    let timestamp = Timestamp::parse_iso(text).ok_or_else(|| format!("`{text}` is no time like {NOW}"))?;
    let seconds = u64::try_from(timestamp.unix()).map_err(|_| "before 1970".to_owned())?;
    Ok(UNIX_EPOCH + Duration::from_secs(seconds))
}
