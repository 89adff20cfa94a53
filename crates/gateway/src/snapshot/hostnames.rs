//! Hostname configurations: which names the gateway answers to, with which server certificate, and whether callers
//! are asked for theirs.

use std::collections::HashMap;
use std::sync::Arc;

use certificates::{Certificate, Credential, Material};
use diagnostics::{Diagnostic, Source, Span};
use resources::{Configuration, HostnameKind};
use rustls::ServerConfig;

use super::{Surroundings, credentials};
use crate::host_name;
use crate::tls::inbound::{self, ServerRecipe};
use crate::tls::outbound;

/// Prefix of all customProperties keys.
const PROPERTY_PREFIX: &str = "Microsoft.WindowsAzure.ApiManagement.Gateway.";

/// One hostname configuration, ready for handshakes.
pub(crate) struct Hostname {
    /// Normalised name; a leading `*.` stands for one label.
    pub(crate) name: String,
    /// Whether callers are asked for a certificate.
    pub(crate) negotiates: bool,
    pub(crate) tls: Arc<ServerConfig>,
    recipe: ServerRecipe,
}

/// All hostname configurations.
#[derive(Default)]
pub(crate) struct Hostnames {
    list: Vec<Hostname>,
    by_name: HashMap<String, usize>,
    /// `*.example.com`, by `example.com`.
    by_parent: HashMap<String, usize>,
    /// The one for callers without SNI.
    default: usize,
}

impl Hostnames {
    /// The configuration for a normalised host name: exact, or by wildcard.
    pub(crate) fn find(&self, host: &str) -> Option<(usize, &Hostname)> {
        let exact = self.by_name.get(host);
        let index = *exact.or_else(|| {
            let (_, parent) = host.split_once('.')?;
            self.by_parent.get(parent)
        })?;
        self.list.get(index).map(|hostname| (index, hostname))
    }

    /// The configuration for callers that send no name, or one that nobody here has: they are served its certificate,
    /// and what they ask for is checked against its name (attack B3).
    pub(crate) fn fallback(&self) -> Option<&Hostname> {
        self.list.get(self.default)
    }

    /// Whether this is one of the gateway's own names.
    pub(crate) fn is_own(&self, host: &str) -> bool {
        self.find(host).is_some()
    }

    /// All names, the default one first.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let default = self.list.get(self.default).into_iter();
        let others =
            self.list.iter().enumerate().filter(|(index, _)| *index != self.default).map(|(_, hostname)| hostname);
        default.chain(others).map(|hostname| hostname.name.as_str())
    }
}

/// Compiles all hostname configurations of the gateway.
pub(super) fn compile(
    configuration: &Configuration,
    surroundings: &Surroundings<'_>,
    trust_generation: u64,
    previous: Option<&Hostnames>,
    findings: &mut Vec<Diagnostic>,
) -> Hostnames {
    let service = &configuration.service;
    let protocols = Protocols::read(configuration, findings);
    let mut hostnames = Hostnames::default();
    let mut default = None;
    for (index, written) in service.hostname_configurations.iter().enumerate() {
        if written.kind != HostnameKind::Proxy {
            continue;
        }
        let at = service.place(&format!("/hostnameConfigurations/{index}"));
        let negotiates = written.negotiate_client_certificate || service.enable_client_certificate;
        let credential = match &written.certificate {
            Some(content) => match credentials::read(content) {
                Ok(Material::Credential(credential)) => Ok(Arc::new(credential)),
                Ok(Material::PublicOnly { .. }) => Err("it has no private key".to_owned()),
                Err(fact) => Err(fact),
            },
            None => development(surroundings, &written.host_name),
        };
        let entry = Entry { host_name: &written.host_name, negotiates, credential, at };
        if hostnames.add(entry, &protocols, trust_generation, previous, findings) && written.default_ssl_binding {
            default = Some(hostnames.list.len() - 1);
        }
    }
    if !service.hostname_configurations.iter().any(|written| written.kind == HostnameKind::Proxy) {
        // Without a service.json: a development gateway that asks for certificates, which is what it is for.
        let credential = development(surroundings, "localhost");
        let entry = Entry { host_name: "localhost", negotiates: true, credential, at: service.place("") };
        hostnames.add(entry, &protocols, trust_generation, previous, findings);
    }
    hostnames.default = default.unwrap_or_else(|| hostnames.strictest());
    hostnames
}

fn development(surroundings: &Surroundings<'_>, host_name: &str) -> Result<Arc<Credential>, String> {
    let make =
        surroundings.development_credential.ok_or("it names no certificate, and no development CA is at hand")?;
    make(host_name).ok_or_else(|| "the development CA made none for it".to_owned())
}

struct Entry<'e> {
    host_name: &'e str,
    negotiates: bool,
    credential: Result<Arc<Credential>, String>,
    at: (Arc<Source>, Span),
}

impl Hostnames {
    /// Without a default binding, callers that send no SNI get a configuration that asks for certificates, if any does.
    fn strictest(&self) -> usize {
        self.list.iter().position(|hostname| hostname.negotiates).unwrap_or(0)
    }

    fn add(
        &mut self,
        entry: Entry<'_>,
        protocols: &Protocols,
        trust_generation: u64,
        previous: Option<&Hostnames>,
        findings: &mut Vec<Diagnostic>,
    ) -> bool {
        match self.build(&entry, protocols, trust_generation, previous) {
            Ok(hostname) => {
                match hostname.name.strip_prefix("*.") {
                    Some(parent) => self.by_parent.insert(parent.to_owned(), self.list.len()),
                    None => self.by_name.insert(hostname.name.clone(), self.list.len()),
                };
                self.list.push(hostname);
                true
            }
            Err(fact) => {
                let message = format!("the hostname configuration `{}` cannot be served: {fact}", entry.host_name);
                let help = "give it a PFX with its private key in encodedCertificate and certificatePassword";
                findings.push(Diagnostic::error("unusable-hostname", message).at(&entry.at.0, entry.at.1).help(help));
                false
            }
        }
    }

    fn build(
        &self,
        entry: &Entry<'_>,
        protocols: &Protocols,
        trust_generation: u64,
        previous: Option<&Hostnames>,
    ) -> Result<Hostname, String> {
        let written = entry.host_name.trim();
        let (star, rest) = written.strip_prefix("*.").map_or(("", written), |rest| ("*.", rest));
        let name = host_name::normalise(rest).ok_or("it is not a host name")?;
        let name = format!("{star}{name}");
        if self.list.iter().any(|hostname| hostname.name == name) {
            return Err("another hostname configuration has the same name".to_owned());
        }
        let credential = entry.credential.as_ref().map_err(Clone::clone)?;
        let recipe = ServerRecipe {
            host_name: name.clone(),
            certificates: credential.to_send().map(Certificate::thumbprint).collect(),
            negotiates: entry.negotiates,
            trust_generation,
            http2: protocols.http2,
            tls12: true,
            without_suites: protocols.without_suites.clone(),
        };
        // The same recipe as before: the same configuration, so that tickets handed out before a reload stay good.
        let same = previous.and_then(|previous| previous.list.iter().find(|hostname| hostname.recipe == recipe));
        let tls = match same {
            Some(hostname) => hostname.tls.clone(),
            None => inbound::server_config(&recipe, outbound::certified_key(credential, &inbound::provider())?)?,
        };
        Ok(Hostname { name, negotiates: entry.negotiates, tls, recipe })
    }
}

/// What customProperties say about protocols and ciphers, as far as it can be followed.
struct Protocols {
    http2: bool,
    without_suites: Vec<String>,
}

impl Protocols {
    /// Reads the switches. Old protocols and ciphers that this TLS library does not have: switching them on is a
    /// warning, because not offering them is safer; a key that nobody knows is an error.
    fn read(configuration: &Configuration, findings: &mut Vec<Diagnostic>) -> Self {
        // APIM's own default is HTTP/1.1 towards callers; here HTTP/2 is offered unless switched off in so many words.
        let mut read = Self { http2: true, without_suites: Vec::new() };
        let service = &configuration.service;
        for (key, &on) in service.custom_properties.iter() {
            let (source, span) = service.place("/customProperties");
            let report = |diagnostic: Diagnostic| diagnostic.at(&source, span);
            let Some(switch) = key.strip_prefix(PROPERTY_PREFIX) else {
                let message =
                    format!("`{key}` is not a property of the gateway: its keys begin with `{PROPERTY_PREFIX}`");
                findings.push(report(Diagnostic::error("unknown-property", message)));
                continue;
            };
            let plain = switch.strip_prefix("Security.").unwrap_or(switch);
            match (plain, on) {
                ("Protocols.Server.Http2", on) => read.http2 = on,
                ("Protocols.Tls10" | "Protocols.Tls11" | "Protocols.Ssl30", false)
                | ("Backend.Protocols.Tls10" | "Backend.Protocols.Tls11" | "Backend.Protocols.Ssl30", false)
                | ("Ciphers.TripleDes168", false) => {}
                ("Protocols.Tls10" | "Protocols.Tls11" | "Protocols.Ssl30", true)
                | ("Backend.Protocols.Tls10" | "Backend.Protocols.Tls11" | "Backend.Protocols.Ssl30", true)
                | ("Ciphers.TripleDes168", true) => {
                    let message =
                        format!("`{key}` is switched on, but the gateway offers nothing older than TLS 1.2 with AES");
                    let help = "peers that need it cannot connect; switch it off";
                    findings.push(report(Diagnostic::warning("not-offered", message).help(help)));
                }
                (other, on) => match other.strip_prefix("Ciphers.") {
                    Some(cipher) => read.read_cipher(cipher, on, key, findings, report),
                    None => {
                        let message = format!("`{key}` is not a property of the gateway");
                        findings.push(report(Diagnostic::error("unknown-property", message)));
                    }
                },
            }
        }
        read
    }

    fn read_cipher(
        &mut self,
        cipher: &str,
        on: bool,
        key: &str,
        findings: &mut Vec<Diagnostic>,
        report: impl Fn(Diagnostic) -> Diagnostic,
    ) {
        let offered =
            inbound::provider().cipher_suites.iter().map(|suite| format!("{:?}", suite.suite())).find(|name| {
                // rustls calls TLS 1.3 suites TLS13_AES_…; APIM and the RFC call them TLS_AES_….
                name == cipher
                    || name.strip_prefix("TLS13_").is_some_and(|rest| cipher.strip_prefix("TLS_") == Some(rest))
            });
        match (offered, on) {
            (Some(name), false) => self.without_suites.push(name),
            (Some(_), true) | (None, false) => {}
            (None, true) if cipher.starts_with("TLS_") => {
                let message =
                    format!("`{key}` is switched on, but the gateway does not offer it (no CBC, no static RSA)");
                findings.push(report(
                    Diagnostic::warning("not-offered", message).help("callers use an ECDHE GCM suite instead"),
                ));
            }
            (None, true) => {
                findings
                    .push(report(Diagnostic::error("unknown-property", format!("`{cipher}` is not a cipher suite"))));
            }
        }
    }
}
