//! The whole development tree: a root, two intermediates, a server, a client for every way of being right or wrong,
//! and the gateway's own credential; and its files.
//!
//! Clients' files hold the leaf alone, as most callers send it: so the untrusted client stays untrusted, because
//! nobody hands over the TST intermediate that would lead to the trusted root.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use certificates::Timestamp;

use crate::authority::{CertificateAuthority, DevCaError};
use crate::issued::Issued;
use crate::request::{CaRequest, LeafRequest, Usage, Validity};

/// What to make.
#[derive(Debug, Clone)]
pub struct TreeRequest<'a> {
    /// The moment that "expired" and "not yet valid" refer to.
    pub now: Timestamp,
    /// Names of the server certificate, the first also as its CN; `localhost`, `127.0.0.1` and `::1` are added.
    pub server_names: Vec<&'a str>,
    /// Password of the PFX files.
    pub pfx_password: &'a str,
}

/// A way of being right or wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClientKind {
    /// Issued by DEV, registered.
    Valid,
    /// Issued by DEV, but nobody the gateway knows.
    Unregistered,
    /// Issued by DEV, over since yesterday.
    Expired,
    /// Issued by DEV, good from two years on.
    NotYetValid,
    /// Issued by TST, whose intermediate is not uploaded.
    Untrusted,
    /// Subject and issuer named like the valid client's, from another CA.
    LookAlike,
}

impl ClientKind {
    /// All of them, in the order of the demo's table.
    pub const ALL: [Self; 6] =
        [Self::Valid, Self::Unregistered, Self::Expired, Self::NotYetValid, Self::Untrusted, Self::LookAlike];

    /// Name of its files.
    pub fn file_stem(self) -> &'static str {
        match self {
            Self::Valid => "valid-client",
            Self::Unregistered => "unregistered-client",
            Self::Expired => "expired-client",
            Self::NotYetValid => "not-yet-valid-client",
            Self::Untrusted => "untrusted-client",
            Self::LookAlike => "look-alike-client",
        }
    }

    fn common_name(self) -> &'static str {
        match self {
            Self::Valid | Self::LookAlike => "Valid Client",
            Self::Unregistered => "Unregistered Client",
            Self::Expired => "Expired Client",
            Self::NotYetValid => "Not Yet Valid Client",
            Self::Untrusted => "Untrusted Client",
        }
    }
}

/// One client of the tree.
#[derive(Debug, Clone)]
pub struct Client {
    /// Which.
    pub kind: ClientKind,
    /// Its certificate and key.
    pub issued: Issued,
}

/// The tree.
#[derive(Debug, Clone)]
pub struct Tree {
    /// Root: goes to the Root store, and to callers that check the server.
    pub root: CertificateAuthority,
    /// DEV intermediate: goes to the CertificateAuthority store.
    pub dev: CertificateAuthority,
    /// TST intermediate: goes nowhere.
    pub tst: CertificateAuthority,
    /// Server certificate.
    pub server: Issued,
    /// All clients, in the order of [`ClientKind::ALL`].
    pub clients: Vec<Client>,
    /// What the gateway presents to backends.
    pub gateway: Issued,
    pfx_password: String,
}

const ROOT_NAME: &str = "Countersign Development Root CA";
const DEV_NAME: &str = "Countersign DEV Intermediate CA";
const TST_NAME: &str = "Countersign TST Intermediate CA";

impl Tree {
    /// Makes a tree: fourteen keys, a few milliseconds.
    pub fn generate(request: &TreeRequest<'_>) -> Result<Self, DevCaError> {
        let now = request.now;
        let intermediate = |name| CaRequest { path_length: Some(0), ..CaRequest::new(name, now) };
        let root = CertificateAuthority::root(&CaRequest::new(ROOT_NAME, now))?;
        let dev = root.issue_ca(&intermediate(DEV_NAME))?;
        let tst = root.issue_ca(&intermediate(TST_NAME))?;
        let look_alike_root = CertificateAuthority::root(&CaRequest::new(ROOT_NAME, now))?;
        let look_alike_dev = look_alike_root.issue_ca(&intermediate(DEV_NAME))?;

        let clients = ClientKind::ALL.map(|kind| {
            let authority = match kind {
                ClientKind::Untrusted => &tst,
                ClientKind::LookAlike => &look_alike_dev,
                _ => &dev,
            };
            let mut leaf = LeafRequest::client(kind.common_name(), now);
            leaf.dns_names = vec![format!("{}.countersign.test", kind.file_stem())];
            leaf.validity = match kind {
                ClientKind::Expired => Validity::expired(now),
                ClientKind::NotYetValid => Validity::not_yet(now),
                _ => leaf.validity,
            };
            Ok(Client { kind, issued: authority.issue(&leaf)? })
        });
        let clients = clients.into_iter().collect::<Result<_, DevCaError>>()?;

        let mut server_names = request.server_names.clone();
        for name in ["localhost", "127.0.0.1", "::1"] {
            if !server_names.contains(&name) {
                server_names.push(name);
            }
        }
        let server = dev.issue(&LeafRequest::server(server_names, now))?;
        let mut gateway = LeafRequest::client("Countersign Gateway", now);
        gateway.usages = vec![Usage::Client];
        let gateway = dev.issue(&gateway)?;
        Ok(Self { root, dev, tst, server, clients, gateway, pfx_password: request.pfx_password.to_owned() })
    }

    /// The client of a kind.
    pub fn client(&self, kind: ClientKind) -> Option<&Issued> {
        self.clients.iter().find(|client| client.kind == kind).map(|client| &client.issued)
    }

    /// All files by name. Names that end in `.key.pem` or `.pfx` hold private keys.
    pub fn files(&self) -> Result<Vec<(String, Vec<u8>)>, DevCaError> {
        let mut files = Vec::new();
        for (stem, authority) in
            [("root-ca", &self.root), ("dev-intermediate-ca", &self.dev), ("tst-intermediate-ca", &self.tst)]
        {
            push_public(&mut files, stem, authority.issued());
            push_key(&mut files, stem, authority.issued());
        }
        for (stem, issued) in [("server", &self.server), ("gateway", &self.gateway)] {
            push_public(&mut files, stem, issued);
            push_key(&mut files, stem, issued);
            files.push((format!("{stem}.chain.pem"), issued.chain_pem().into_bytes()));
            files.push((format!("{stem}.pfx"), issued.pfx_with_chain(&self.pfx_password)?));
        }
        for client in &self.clients {
            let stem = client.kind.file_stem();
            push_public(&mut files, stem, &client.issued);
            push_key(&mut files, stem, &client.issued);
            files.push((format!("{stem}.pfx"), client.issued.pfx(&self.pfx_password)?));
        }
        Ok(files)
    }

    /// Writes all files into `directory`, which is made if it is missing. Private keys are readable by their owner only.
    pub fn write(&self, directory: &Path) -> Result<(), DevCaError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |error| DevCaError::File { path, error }
        };
        fs::create_dir_all(directory).map_err(failed(directory))?;
        for (name, contents) in self.files()? {
            let path = directory.join(&name);
            let private = name.ends_with(".key.pem") || name.ends_with(".pfx");
            write_file(&path, &contents, private).map_err(failed(&path))?;
        }
        Ok(())
    }
}

fn push_public(files: &mut Vec<(String, Vec<u8>)>, stem: &str, issued: &Issued) {
    files.push((format!("{stem}.pem"), issued.certificate_pem().into_bytes()));
    files.push((format!("{stem}.cer"), issued.cer().into_bytes()));
}

fn push_key(files: &mut Vec<(String, Vec<u8>)>, stem: &str, issued: &Issued) {
    files.push((format!("{stem}.key.pem"), issued.key_pem().expose().clone().into_bytes()));
}

fn write_file(path: &Path, contents: &[u8], private: bool) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(if private { 0o600 } else { 0o644 });
    }
    #[cfg(not(unix))]
    let _ = private;
    options.open(path)?.write_all(contents)
}
