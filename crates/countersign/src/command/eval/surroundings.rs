//! What a fixture says about the world around the request: time, uploaded certificates, trust.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use certificates::chain::{self, ChainPolicy};
use certificates::{
    Certificate, Credential, Material, RevocationData, StoreName, Thumbprint, TrustStore, Verdict, cer,
};
use policies::exchange::caller::Revocation;
use policies::exchange::facts::DeploymentFacts;
use policies::exchange::url::Url;
use policies::host::Environment;
use secret::Secret;
use serde_json::Value;

use super::fixture::certificate;
use crate::failure::Failure;

/// Roots that the fixture's certificates are judged by, if the file is there.
const TRUST_FILE: &str = "certs/trust.pem";

/// The surroundings of one fixture.
pub(super) struct Surroundings {
    now: SystemTime,
    deployment: DeploymentFacts,
    credentials: HashMap<String, Arc<Credential>>,
    trust: TrustStore,
    revocation: RevocationData,
}

impl Surroundings {
    /// Reads `deployment` and the certificate files it names.
    pub(super) fn read(json: &Value, folder: &Path, now: SystemTime) -> Result<Self, Failure> {
        let text = |name: &str| json[name].as_str().unwrap_or_default().to_owned();
        let gateway = &json["gateway"];
        let mut credentials = HashMap::new();
        let mut certificates = Vec::new();
        for (id, files) in json["certificates"].as_object().into_iter().flatten() {
            match files["pfx"].as_str() {
                Some(name) => {
                    let credential = Arc::new(credential(&folder.join(name), &files["password"])?);
                    certificates.push((id.clone(), credential.certificate().clone()));
                    credentials.insert(id.clone(), credential);
                }
                None => {
                    let path = folder.join(files["cert"].as_str().unwrap_or_default());
                    certificates.push((id.clone(), certificate(&path)?));
                }
            }
        }
        let deployment = DeploymentFacts {
            gateway_id: text("gatewayId"),
            instance_id: gateway["instanceId"].as_str().unwrap_or_default().to_owned(),
            is_managed: gateway["isManaged"].as_bool().unwrap_or(true),
            region: text("region"),
            service_id: text("serviceId"),
            service_name: text("serviceName"),
            certificates: certificates.into_iter().collect(),
        };
        Ok(Self { now, deployment, credentials, trust: trust(folder), revocation: RevocationData::default() })
    }
}

fn credential(path: &Path, password: &Value) -> Result<Credential, Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::reading(path, &error))?;
    let password = password.as_str().map(|password| Secret::new(password.to_owned()));
    let failed = |error: &dyn std::fmt::Display| Failure::new(format!("{}: {error}", path.display()));
    let material = Material::read(&bytes, password.as_ref()).map_err(|error| failed(&error))?;
    material.credential("fixture").cloned().map_err(|error| failed(&error))
}

fn trust(folder: &Path) -> TrustStore {
    let mut store = TrustStore::empty();
    let read = std::fs::read(folder.join(TRUST_FILE)).ok().and_then(|bytes| cer::read_all(&bytes).ok());
    for root in read.into_iter().flatten() {
        // One that cannot be a root leads no chain anywhere, as in a gateway.
        let _ = store.add(StoreName::Root, root);
    }
    store
}

impl Environment for Surroundings {
    fn now(&self) -> SystemTime {
        self.now
    }

    fn random(&self, bytes: &mut [u8]) {
        let random = rustls::crypto::aws_lc_rs::default_provider().secure_random;
        // Without random bytes there are zeros; nothing that `eval` shows protects anything.
        let _ = random.fill(bytes);
    }

    fn deployment(&self) -> &DeploymentFacts {
        &self.deployment
    }

    fn trust_generation(&self) -> u64 {
        1
    }

    fn judge(&self, leaf: &Certificate, others: &[Certificate], revocation: Revocation) -> Arc<Verdict> {
        let policy = ChainPolicy {
            revocation: (revocation == Revocation::Checked).then_some(&self.revocation),
            ..ChainPolicy::at(self.timestamp())
        };
        Arc::new(chain::judge(leaf, others, &self.trust, &policy))
    }

    fn credential_by_id(&self, id: &str) -> Option<Arc<Credential>> {
        self.credentials.get(id).cloned()
    }

    fn credential_by_thumbprint(&self, thumbprint: &str) -> Option<Arc<Credential>> {
        let wanted = Thumbprint::parse(thumbprint).ok()?.thumbprint;
        self.credentials.values().find(|credential| credential.certificate().thumbprint() == wanted).cloned()
    }

    fn backend_url(&self, _id: &str) -> Option<Url> {
        None
    }

    fn has_backend(&self, _id: &str) -> bool {
        false
    }
}
