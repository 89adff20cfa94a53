//! The development CA of the working directory: made once, found again as long as it is good; and the server
//! certificates it lends to hostnames that have none of their own.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use certificates::{Certificate, Credential, Timestamp, cer};
use dev_ca::{CertificateAuthority, ClientKind, DevCaError, LeafRequest, Tree, TreeRequest};

use crate::clock;
use crate::failure::Failure;
use crate::state::{self, State};

/// Folder of the development CA in the state folder.
pub(crate) const FOLDER: &str = "ca";
/// Its file of the root certificate, which callers trust.
pub(crate) const ROOT: &str = "root-ca.pem";
/// The gateway's own host name beside `localhost`: what backends of the sample configuration are called by.
pub(crate) const GATEWAY_HOSTNAME: &str = "apim.countersign.test";
/// Password of the PFX files; it protects nothing, their keys lie beside them in PEM.
pub(crate) const PFX_PASSWORD: &str = "countersign";
/// A certificate is made anew when it is this close to another meaning than its name says.
const MARGIN_SECONDS: i64 = 86_400;

/// Makes the development CA unless there is a good one; whether it was made.
pub(crate) fn ensure(state: &State) -> Result<bool, Failure> {
    let now = clock::now();
    if is_good(state, now) {
        return Ok(false);
    }
    make(state, now)?;
    Ok(true)
}

/// Makes the development CA, over what is there.
pub(crate) fn make(state: &State, now: Timestamp) -> Result<(), Failure> {
    state.create()?;
    tree(now).and_then(|tree| tree.write(&state.path(FOLDER))).map_err(|error| Failure::new(error.to_string()))
}

fn tree(now: Timestamp) -> Result<Tree, DevCaError> {
    Tree::generate(&TreeRequest { now, server_names: vec!["localhost", GATEWAY_HOSTNAME], pfx_password: PFX_PASSWORD })
}

/// The files of a fresh development CA by name, written nowhere.
pub(crate) fn files() -> Result<HashMap<String, Vec<u8>>, Failure> {
    let files = tree(clock::now()).and_then(|tree| tree.files());
    files.map(HashMap::from_iter).map_err(|error| Failure::new(error.to_string()))
}

/// Whether every certificate of the tree is there and still what its name says.
fn is_good(state: &State, now: Timestamp) -> bool {
    let soon = now.plus_seconds(MARGIN_SECONDS);
    let holds = |stem: &str, meaning: &dyn Fn(&Certificate) -> bool| {
        let there = |ending: &str| state.path(&format!("{FOLDER}/{stem}.{ending}"));
        let certificate = fs::read(there("pem")).ok().and_then(|bytes| cer::read(&bytes).ok());
        there("key.pem").is_file() && certificate.is_some_and(|certificate| meaning(&certificate))
    };
    let lasting = |certificate: &Certificate| certificate.not_after() > soon;
    let authorities = ["root-ca", "dev-intermediate-ca", "tst-intermediate-ca", "server", "gateway"];
    authorities.iter().all(|stem| holds(stem, &lasting))
        && ClientKind::ALL.iter().all(|kind| match kind {
            ClientKind::Expired => holds(kind.file_stem(), &|certificate| certificate.not_after() < now),
            ClientKind::NotYetValid => holds(kind.file_stem(), &|certificate| certificate.not_before() > soon),
            _ => holds(kind.file_stem(), &lasting),
        })
}

/// A development CA at hand, for hostnames without a server certificate of their own.
pub(crate) struct Development {
    root: Certificate,
    issuer: CertificateAuthority,
    /// Where issued server certificates are kept, so that the next generation finds the same; none: nowhere.
    folder: Option<PathBuf>,
}

impl Development {
    /// The one in the state folder, made if there is none.
    pub(crate) fn in_state_folder(state: &State) -> Result<Self, Failure> {
        ensure(state)?;
        let folder = state.path(FOLDER);
        let issuer = open_authority(&folder, "dev-intermediate-ca")?;
        let path = folder.join(ROOT);
        let bytes = fs::read(&path).map_err(|error| Failure::reading(&path, &error))?;
        let root = cer::read(&bytes).map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
        Ok(Self { root, issuer, folder: Some(folder.join("servers")) })
    }

    /// One that lives in memory, for commands that must leave no trace.
    pub(crate) fn in_memory() -> Result<Self, Failure> {
        let tree = tree(clock::now()).map_err(|error| Failure::new(error.to_string()))?;
        Ok(Self { root: tree.root.certificate().clone(), issuer: tree.dev, folder: None })
    }

    /// The root that issued everything.
    pub(crate) fn roots(&self) -> Vec<Certificate> {
        vec![self.root.clone()]
    }

    /// A server credential for a host name: a kept one as long as it is good, or a new one.
    pub(crate) fn server_credential(&self, host_name: &str) -> Option<Arc<Credential>> {
        let path = self.folder.as_ref().map(|folder| folder.join(format!("{}.pem", host_name.replace('*', "_"))));
        let kept = path.as_deref().and_then(|path| self.kept(path));
        kept.or_else(|| self.issue(host_name, path.as_deref())).map(Arc::new)
    }

    fn kept(&self, path: &Path) -> Option<Credential> {
        let credential = Credential::from_pem(&fs::read(path).ok()?).ok()?;
        let soon = clock::now().plus_seconds(MARGIN_SECONDS);
        let is_ours = credential.chain().first() == Some(self.issuer.certificate());
        (is_ours && credential.certificate().not_after() > soon).then_some(credential)
    }

    fn issue(&self, host_name: &str, path: Option<&Path>) -> Option<Credential> {
        let issued = self.issuer.issue(&LeafRequest::server([host_name], clock::now())).ok()?;
        if let Some(path) = path {
            let text = format!("{}{}", issued.chain_pem(), issued.key_pem().expose());
            // Not kept is no harm: the next generation issues another.
            let _ = state::write_private_file(path, text.as_bytes());
        }
        Some(issued.credential().clone())
    }
}

/// An authority of the tree, by the name of its files.
pub(crate) fn open_authority(folder: &Path, stem: &str) -> Result<CertificateAuthority, Failure> {
    let mut text = Vec::new();
    for name in [format!("{stem}.pem"), format!("{stem}.key.pem"), ROOT.to_owned()] {
        let path = folder.join(name);
        text.extend(fs::read(&path).map_err(|error| Failure::reading(&path, &error))?);
    }
    let credential = Credential::from_pem(&text).map_err(|error| Failure::new(error.to_string()))?;
    CertificateAuthority::from_credential(credential).map_err(|error| Failure::new(error.to_string()))
}
