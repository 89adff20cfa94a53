//! From resources to a snapshot: pure, all findings at once, what did not change is taken over from the last one.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use diagnostics::{Diagnostic, Source};
use policies::compile::{Catalogue, CompiledDocument, NamedValue, compile_document};
use policies::plan::Scope;
use resources::{Configuration, PolicyDocument};

use super::credentials::{self, SnapshotEnvironment};
use super::settings::Settings;
use super::{Compiled, Snapshot, Surroundings, backends, hostnames, routes};

/// Compiled documents of one generation by source and scope, valid for one catalogue.
#[derive(Default)]
pub(crate) struct Documents {
    catalogue: u64,
    by_source: HashMap<(Scope, String), Known>,
}

impl Documents {
    /// Every document.
    pub(super) fn all(&self) -> impl Iterator<Item = &Arc<CompiledDocument>> {
        self.by_source.values().map(|known| &known.document)
    }
}

struct Known {
    source: Arc<Source>,
    document: Arc<CompiledDocument>,
    warnings: Vec<Diagnostic>,
}

impl Snapshot {
    /// Compiles a configuration. `previous` lends what did not change: compiled policy documents, TLS configurations
    /// with their ticket keys, breakers. On errors nothing has happened, and all of them are in the list, warnings too.
    pub fn compile(
        configuration: &Configuration,
        surroundings: &Surroundings<'_>,
        previous: Option<&Snapshot>,
    ) -> Result<Compiled, Vec<Diagnostic>> {
        let mut findings = Vec::new();
        let entities = credentials::read_entities(configuration, &mut findings);
        let previous_trust = previous.map(|previous| &previous.environment.trust);
        let trust = credentials::read_trust(configuration, previous_trust, &mut findings);
        let previous_names = previous.map(|previous| &previous.hostnames);
        let hostnames =
            hostnames::compile(configuration, surroundings, trust.generation, previous_names, &mut findings);
        let catalogue = catalogue(configuration, &entities, &mut findings);
        let server_trust = match previous.filter(|previous| previous.environment.trust.generation == trust.generation) {
            Some(previous) => previous.strict_rules.rules.trust.clone(),
            None => backends::server_trust(&trust, surroundings),
        };
        let values = &catalogue.named_values;
        let compiled = backends::compile(configuration, values, &entities, server_trust, previous, &mut findings);
        let backends = compiled.map_err(|fact| vec![Diagnostic::error("tls-unavailable", fact)])?;
        let mut documents =
            DocumentCompiler::new(&catalogue, previous.map(|previous| &previous.documents), &mut findings);
        let routes = routes::compile(configuration, values, &backends.strict, &mut documents);
        let documents = documents.compiled;
        if findings.iter().any(Diagnostic::is_error) {
            return Err(findings);
        }
        let urls = backends.by_id.iter().map(|(id, backend)| (id.clone(), backend.target.base.clone())).collect();
        let service_name =
            hostnames.names().next().unwrap_or_default().split('.').next().unwrap_or_default().to_owned();
        let snapshot = Snapshot {
            generation: previous.map_or(0, |previous| previous.generation) + 1,
            hostnames,
            router: routes.router,
            apis: routes.apis,
            operations: routes.operations,
            products: routes.products,
            keys: routes.keys,
            backends: backends.by_id,
            strict_rules: backends.strict,
            environment: Arc::new(SnapshotEnvironment::new(entities, urls, trust, service_name)),
            settings: Settings::new(&configuration.gateway),
            documents,
        };
        Ok(Compiled { snapshot: Arc::new(snapshot), warnings: findings })
    }
}

/// What policy documents may refer to by name.
fn catalogue(
    configuration: &Configuration,
    entities: &credentials::Entities,
    findings: &mut Vec<Diagnostic>,
) -> Catalogue {
    let mut catalogue = Catalogue::default();
    for value in &configuration.named_values {
        let known = NamedValue { value: value.value.clone(), is_secret: value.is_secret };
        if catalogue.named_values.insert(value.display_name.clone(), known).is_some() {
            let (source, span) = value.place("/displayName");
            let message = format!("two named values have the display name `{}`", value.display_name);
            findings.push(Diagnostic::error("duplicate-name", message).at(&source, span));
        }
    }
    for fragment in &configuration.policy_fragments {
        catalogue.fragments.insert(fragment.name.clone(), fragment.document.clone());
    }
    catalogue.backends = configuration.backends.iter().map(|backend| backend.name.clone()).collect();
    catalogue.certificates = entities.certificates.iter().map(|(id, entity)| (id.clone(), entity.clone())).collect();
    catalogue
}

/// Compiles policy documents, each once, or takes them over.
pub(super) struct DocumentCompiler<'c> {
    catalogue: &'c Catalogue,
    previous: Option<&'c Documents>,
    compiled: Documents,
    pub(super) findings: &'c mut Vec<Diagnostic>,
}

impl<'c> DocumentCompiler<'c> {
    fn new(catalogue: &'c Catalogue, previous: Option<&'c Documents>, findings: &'c mut Vec<Diagnostic>) -> Self {
        let fingerprint = fingerprint(catalogue);
        let previous = previous.filter(|previous| previous.catalogue == fingerprint);
        let compiled = Documents { catalogue: fingerprint, by_source: HashMap::new() };
        Self { catalogue, previous, compiled, findings }
    }

    /// The compiled document, or `None` if there is none or it has errors.
    pub(super) fn compile(&mut self, document: Option<&PolicyDocument>, scope: Scope) -> Option<Arc<CompiledDocument>> {
        let source = &document?.source;
        let key = (scope, source.name.clone());
        let unchanged =
            self.previous.and_then(|previous| previous.by_source.get(&key)).filter(|known| known.source == *source);
        let known = match unchanged {
            Some(known) => {
                Known { source: source.clone(), document: known.document.clone(), warnings: known.warnings.clone() }
            }
            None => match compile_document(source, scope, self.catalogue) {
                Ok(compiled) => {
                    Known { source: source.clone(), document: compiled.document, warnings: compiled.warnings }
                }
                Err(errors) => {
                    self.findings.extend(errors);
                    return None;
                }
            },
        };
        self.findings.extend(known.warnings.iter().cloned());
        let document = known.document.clone();
        self.compiled.by_source.insert(key, known);
        Some(document)
    }
}

/// Tells one catalogue from another; documents compiled with an equal one are good for it.
fn fingerprint(catalogue: &Catalogue) -> u64 {
    let mut names: Vec<(&str, u64)> = Vec::new();
    let hash = |value: &dyn Fn(&mut DefaultHasher)| {
        let mut hasher = DefaultHasher::new();
        value(&mut hasher);
        hasher.finish()
    };
    for (name, value) in &catalogue.named_values {
        names.push((name, hash(&|state| (0, value.value.expose(), value.is_secret).hash(state))));
    }
    for (name, source) in &catalogue.fragments {
        names.push((name, hash(&|state| (1, &source.text).hash(state))));
    }
    for name in &catalogue.backends {
        names.push((name, 2));
    }
    for (name, certificate) in &catalogue.certificates {
        names.push((name, hash(&|state| (3, certificate.der()).hash(state))));
    }
    names.sort_unstable();
    let mut hasher = DefaultHasher::new();
    names.hash(&mut hasher);
    hasher.finish()
}
