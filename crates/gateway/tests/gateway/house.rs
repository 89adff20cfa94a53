//! A gateway with a configuration of a few lines, for one test.

use std::num::NonZeroUsize;
use std::sync::{Arc, OnceLock};

use certificates::{Certificate, Timestamp};
use dev_ca::{ClientKind, Issued, Tree, TreeRequest};
use diagnostics::Source;
use gateway::observe::trace::DebugToken;
use gateway::{Gateway, Options, Running, Snapshot, Surroundings};
use resources::{
    Api, CaCertificate, CertificateContent, CertificateStore, Configuration, ConfiguredApi, ConfiguredOperation,
    HostnameConfiguration, HostnameKind, Operation, PolicyDocument, Resource,
};
use secret::Secret;
use tempfile::TempDir;

use crate::caller::Caller;

/// Grants traces.
pub const DEBUG_TOKEN: &str = "aid=debug-token";

/// One tree for all tests; making keys is the slow part.
pub fn tree() -> &'static Tree {
    static TREE: OnceLock<Tree> = OnceLock::new();
    TREE.get_or_init(|| {
        let server_names = vec!["localhost", "plain.test", "other.test", "backend.test"];
        Tree::generate(&TreeRequest { now: now(), server_names, pfx_password: "p" }).expect("a tree")
    })
}

pub fn now() -> Timestamp {
    let since = std::time::UNIX_EPOCH.elapsed().expect("after 1970");
    Timestamp::from_unix(since.as_secs() as i64)
}

pub fn client(kind: ClientKind) -> &'static Issued {
    tree().client(kind).expect("every kind is there")
}

/// A gateway that serves until dropped.
pub struct House {
    pub running: Option<Running>,
    pub state: TempDir,
}

impl House {
    /// Serves a configuration.
    pub fn serve(configuration: &Configuration) -> Self {
        Self::serve_with(configuration, 1)
    }

    /// Serves a configuration with this many workers.
    pub fn serve_with(configuration: &Configuration, workers: usize) -> Self {
        let snapshot = compile(configuration, None).expect("the configuration compiles");
        let state = TempDir::new().expect("a folder");
        let options = Options {
            listen: ([127, 0, 0, 1], 0).into(),
            workers: NonZeroUsize::new(workers),
            state_folder: Some(state.path().to_owned()),
            access_log: gateway::observe::AccessLog::File(state.path().join("access.jsonl")),
            debug_tokens: vec![DebugToken { token: Secret::new(DEBUG_TOKEN.to_owned()), expires: None, api_id: None }],
        };
        Self { running: Some(Gateway::start(options, snapshot).expect("a free port")), state }
    }

    /// Serves one API under `/api` whose policy document this is.
    pub fn with_policy(policy: &str) -> Self {
        Self::serve(&configuration(policy))
    }

    pub fn running(&self) -> &Running {
        self.running.as_ref().expect("it runs")
    }

    pub fn caller(&self) -> Caller {
        Caller::new(self.running().local_addr())
    }

    /// Publishes another configuration.
    pub fn publish(&self, configuration: &Configuration) {
        let previous = self.running().snapshot();
        self.running().publish(compile(configuration, Some(&previous)).expect("it compiles"));
    }

    /// The newest decision. One about a handshake or a broken body is written beside the caller's own view of it, so
    /// it is waited for.
    pub fn last_decision(&self) -> serde_json::Value {
        for _ in 0..100 {
            self.running().flush();
            if let Some(last) = gateway::observe::decision::read_last(self.state.path()).expect("readable") {
                return last;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        panic!("no decision was written");
    }

    /// The lines of the access log.
    pub fn access_log(&self) -> Vec<serde_json::Value> {
        self.running().flush();
        let text = std::fs::read_to_string(self.state.path().join("access.jsonl")).expect("a log");
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            // Connections that a test left open would hold the drain up.
            std::thread::spawn(move || running.drain());
        }
    }
}

pub fn compile(configuration: &Configuration, previous: Option<&Snapshot>) -> Result<Arc<Snapshot>, Vec<String>> {
    let surroundings = Surroundings {
        development_credential: Some(&|_| Some(Arc::new(tree().server.credential().clone()))),
        development_roots: vec![tree().root.certificate().clone()],
    };
    match Snapshot::compile(configuration, &surroundings, previous) {
        Ok(compiled) => Ok(compiled.snapshot),
        Err(findings) => Err(findings.iter().map(ToString::to_string).collect()),
    }
}

/// One API `api` under `/api` with a catch-all, on `localhost` (asks for certificates) and `plain.test` (does not).
pub fn configuration(policy: &str) -> Configuration {
    let mut configuration = Configuration::default();
    let service = &mut configuration.service.properties;
    service.hostname_configurations = vec![hostname("localhost", true), hostname("plain.test", false)];
    service.certificates = vec![
        authority(tree().root.certificate(), CertificateStore::Root),
        authority(tree().dev.certificate(), CertificateStore::CertificateAuthority),
    ];
    configuration.apis = vec![api("api", policy, &["* /{*path}"])];
    configuration
}

pub fn hostname(name: &str, negotiates: bool) -> HostnameConfiguration {
    HostnameConfiguration {
        kind: HostnameKind::Proxy,
        host_name: name.to_owned(),
        certificate: None,
        default_ssl_binding: false,
        negotiate_client_certificate: negotiates,
    }
}

pub fn authority(certificate: &Certificate, store: CertificateStore) -> CaCertificate {
    CaCertificate { content: content(certificate.der().to_vec()), store }
}

pub fn content(bytes: Vec<u8>) -> CertificateContent {
    CertificateContent { origin: "test".to_owned(), bytes: Secret::new(bytes), key: None, password: None }
}

/// A credential as a certificate entity holds it.
pub fn credential_content(issued: &Issued) -> CertificateContent {
    content(format!("{}{}", issued.chain_pem(), issued.key_pem().expose()).into_bytes())
}

/// An API under its own name; operations as `METHOD template`.
pub fn api(name: &str, policy: &str, operations: &[&str]) -> ConfiguredApi {
    let properties =
        Api { display_name: name.to_owned(), path: name.to_owned(), subscription_required: false, ..Api::default() };
    let operations = operations.iter().enumerate().map(|(index, text)| {
        let (method, template) = text.split_once(' ').expect("METHOD template");
        let properties = Operation {
            display_name: (*text).to_owned(),
            method: method.to_owned(),
            url_template: template.to_owned(),
            ..Operation::default()
        };
        ConfiguredOperation { resource: Resource::new(format!("op{index}"), no_source(), properties), policy: None }
    });
    ConfiguredApi {
        resource: Resource::new(name, no_source(), properties),
        policy: (!policy.is_empty()).then(|| document(&format!("{name}/policy.xml"), policy)),
        version: None,
        operations: operations.collect(),
    }
}

pub fn document(name: &str, text: &str) -> PolicyDocument {
    PolicyDocument { source: Source::new(name, text) }
}

pub fn no_source() -> Arc<Source> {
    Source::new("test.json", "")
}

/// A document that answers at once.
pub fn answering(policy: &str) -> String {
    format!("<policies><inbound>{policy}</inbound><backend/><outbound/><on-error/></policies>")
}

/// A document that forwards to a base URL.
pub fn forwarding(url: &str) -> String {
    format!(
        "<policies><inbound><set-backend-service base-url=\"{url}\"/></inbound>\
         <backend><forward-request/></backend><outbound/><on-error/></policies>"
    )
}

/// Answers 200 with the thumbprint of the caller's certificate, or `none`.
pub const WHO: &str = "<return-response><set-status code=\"200\" reason=\"OK\"/><set-body>@(context.Request.Certificate == \
                       null ? \"none\" : context.Request.Certificate.Thumbprint)</set-body></return-response>";
