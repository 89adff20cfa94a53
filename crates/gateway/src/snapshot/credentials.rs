//! Certificates, credentials and trust stores of a snapshot, and the answers that policies get about them.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use certificates::{
    Certificate, ChainPolicy, Credential, Material, RevocationData, StoreName, Thumbprint, Timestamp, TrustStore,
    Verdict, chain,
};
use diagnostics::{Diagnostic, Span};
use indexmap::IndexMap;
use policies::exchange::caller::Revocation;
use policies::exchange::facts::DeploymentFacts;
use policies::exchange::url::Url;
use policies::host::Environment;
use resources::{CertificateContent, CertificateStore, Configuration, RevocationList};

/// What policies may ask of the deployment; one a snapshot.
pub(crate) struct SnapshotEnvironment {
    deployment: DeploymentFacts,
    credentials: HashMap<String, Arc<Credential>>,
    by_thumbprint: HashMap<String, Arc<Credential>>,
    backends: HashMap<String, Url>,
    pub(crate) trust: Arc<Trust>,
}

/// The trust stores for chains of callers, and which state of them this is.
pub(crate) struct Trust {
    pub(crate) generation: u64,
    pub(crate) callers: TrustStore,
    pub(crate) revocation: RevocationData,
    /// What `revocation` was read from.
    lists: Vec<RevocationList>,
    /// All uploaded CA certificates by store, for chains of backends.
    pub(crate) uploaded: Vec<(StoreName, Certificate)>,
}

/// The certificate entities: those with a key are credentials.
#[derive(Default)]
pub(super) struct Entities {
    pub(super) certificates: IndexMap<String, Certificate>,
    pub(super) credentials: HashMap<String, Arc<Credential>>,
    pub(super) by_thumbprint: HashMap<String, Arc<Credential>>,
}

/// Reads all certificate entities.
pub(super) fn read_entities(configuration: &Configuration, findings: &mut Vec<Diagnostic>) -> Entities {
    let mut entities = Entities::default();
    for entity in &configuration.certificates {
        match read(&entity.content) {
            Ok(Material::PublicOnly { certificate, .. }) => {
                entities.certificates.insert(entity.name.clone(), certificate);
            }
            Ok(Material::Credential(credential)) => {
                let credential = Arc::new(credential);
                entities.certificates.insert(entity.name.clone(), credential.certificate().clone());
                entities.by_thumbprint.insert(credential.certificate().thumbprint_text(), credential.clone());
                entities.credentials.insert(entity.name.clone(), credential);
            }
            Err(fact) => {
                let (source, span) = entity.place("");
                let message =
                    format!("certificate `{}` ({}) cannot be used: {fact}", entity.name, entity.content.origin);
                findings.push(Diagnostic::error("unusable-certificate", message).at(&source, span));
            }
        }
    }
    entities
}

/// Reads a certificate with or without key: PFX, CER or PEM.
pub(super) fn read(content: &CertificateContent) -> Result<Material, String> {
    let bytes = content.bytes.expose();
    let read = match &content.key {
        // A key in a file of its own: PEM beside PEM is PEM.
        Some(key) => {
            let joined = secret::Secret::new([bytes.as_slice(), b"\n", key.expose().as_slice()].concat());
            Material::read(joined.expose(), content.password.as_ref())
        }
        None => Material::read(bytes, content.password.as_ref()),
    };
    read.map_err(|error| error.to_string())
}

/// Reads the Root and CertificateAuthority stores. The generation stays while their content does.
pub(super) fn read_trust(
    configuration: &Configuration,
    previous: Option<&Arc<Trust>>,
    findings: &mut Vec<Diagnostic>,
) -> Arc<Trust> {
    let service = &configuration.service;
    let mut callers = TrustStore::empty();
    let mut uploaded = Vec::new();
    // In these tiers CA certificates cannot be uploaded for callers (spec/resources.md §3b).
    let tier_without_store =
        service.sku.as_deref().filter(|sku| sku.ends_with("V2") || sku.eq_ignore_ascii_case("Consumption"));
    for (index, authority) in service.certificates.iter().enumerate() {
        let (source, span) = service.place(&format!("/certificates/{index}"));
        let store = match authority.store {
            CertificateStore::Root => StoreName::Root,
            CertificateStore::CertificateAuthority => StoreName::CertificateAuthority,
        };
        let certificate = match read(&authority.content) {
            Ok(material) => material.certificate().clone(),
            Err(fact) => {
                let message = format!("the CA certificate {} cannot be read: {fact}", authority.content.origin);
                findings.push(Diagnostic::error("unusable-certificate", message).at(&source, span));
                continue;
            }
        };
        uploaded.push((store, certificate.clone()));
        if tier_without_store.is_some() {
            continue;
        }
        let subject = certificate.subject_text();
        match callers.add(store, certificate) {
            Ok(None) => {}
            Ok(Some(warning)) => {
                let message = format!("`{subject}` in the {store} store: {warning}");
                findings.push(Diagnostic::warning("unusual-ca-certificate", message).at(&source, span));
            }
            Err(refused) => {
                let message = format!("`{subject}` cannot be in the {store} store: {refused}");
                let help = "to accept one certificate alone, name its thumbprint in validate-client-certificate";
                findings.push(Diagnostic::error("not-a-ca-certificate", message).at(&source, span).help(help));
            }
        }
    }
    if let (Some(sku), false) = (tier_without_store, service.certificates.is_empty()) {
        let (source, span) = service.place("/certificates");
        let message =
            format!("the tier {sku} has no store for CA certificates of callers: validate-trust refuses private CAs");
        findings.push(Diagnostic::warning("tier-without-ca-store", message).at(&source, span));
    }
    let revocation = read_revocation_lists(&configuration.revocation_lists, findings);
    let unchanged = |previous: &&Arc<Trust>| {
        same_certificates(&previous.callers, &callers)
            && previous.uploaded == uploaded
            && previous.lists == configuration.revocation_lists
    };
    if let Some(previous) = previous.filter(unchanged) {
        return previous.clone();
    }
    static GENERATIONS: AtomicU64 = AtomicU64::new(1);
    let generation = GENERATIONS.fetch_add(1, Ordering::Relaxed);
    Arc::new(Trust { generation, callers, revocation, lists: configuration.revocation_lists.clone(), uploaded })
}

/// Reads the revocation lists. Whether one may be believed shows when a chain says who issued it.
fn read_revocation_lists(lists: &[RevocationList], findings: &mut Vec<Diagnostic>) -> RevocationData {
    let mut revocation = RevocationData::default();
    for list in lists {
        if let Err(fact) = revocation.add_crl(&list.bytes) {
            let message = format!("`{}` cannot be used: {fact}", list.source.name);
            let help = "a list in DER, or lists in PEM that begin with `-----BEGIN X509 CRL-----`";
            let finding = Diagnostic::error("unusable-revocation-list", message);
            findings.push(finding.at(&list.source, Span::default()).help(help));
        }
    }
    revocation
}

fn same_certificates(left: &TrustStore, right: &TrustStore) -> bool {
    left.roots() == right.roots() && left.intermediates() == right.intermediates()
}

impl SnapshotEnvironment {
    pub(super) fn new(
        entities: Entities,
        backends: HashMap<String, Url>,
        trust: Arc<Trust>,
        service_name: String,
    ) -> Self {
        let deployment = DeploymentFacts {
            gateway_id: "managed".to_owned(),
            instance_id: "countersign".to_owned(),
            is_managed: true,
            region: "local".to_owned(),
            service_id: service_name.clone(),
            service_name,
            certificates: entities.certificates,
        };
        let Entities { credentials, by_thumbprint, .. } = entities;
        Self { deployment, credentials, by_thumbprint, backends, trust }
    }
}

impl SnapshotEnvironment {
    /// Judges a caller's chain for a moment.
    pub(crate) fn judge_at(
        &self,
        leaf: &Certificate,
        others: &[Certificate],
        revocation: Revocation,
        at: Timestamp,
    ) -> Arc<Verdict> {
        let policy = ChainPolicy {
            revocation: (revocation == Revocation::Checked).then_some(&self.trust.revocation),
            ..ChainPolicy::at(at)
        };
        Arc::new(chain::judge(leaf, others, &self.trust.callers, &policy))
    }
}

impl Environment for SnapshotEnvironment {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn random(&self, bytes: &mut [u8]) {
        SystemRandom::new().fill(bytes).expect("the system's random generator does not fail once seeded");
    }

    fn deployment(&self) -> &DeploymentFacts {
        &self.deployment
    }

    fn trust_generation(&self) -> u64 {
        self.trust.generation
    }

    fn judge(&self, leaf: &Certificate, others: &[Certificate], revocation: Revocation) -> Arc<Verdict> {
        self.judge_at(leaf, others, revocation, self.timestamp())
    }

    fn credential_by_id(&self, id: &str) -> Option<Arc<Credential>> {
        self.credentials.get(id).cloned()
    }

    fn credential_by_thumbprint(&self, thumbprint: &str) -> Option<Arc<Credential>> {
        let wanted = Thumbprint::parse(thumbprint).ok()?.thumbprint.to_string();
        self.by_thumbprint.get(&wanted).cloned()
    }

    fn backend_url(&self, id: &str) -> Option<Url> {
        self.backends.get(id).cloned()
    }

    fn has_backend(&self, id: &str) -> bool {
        self.backends.contains_key(id)
    }
}
