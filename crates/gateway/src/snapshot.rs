//! One state of the configuration, compiled: everything that a request needs was built before the first one came.
//!
//! A snapshot is immutable. [`Snapshot::compile`] is the only door into the data plane: it takes resources and the
//! previous snapshot, returns every finding at once, and a bad configuration leaves the previous snapshot as it is.

mod backends;
mod compile;
mod credentials;
mod hostnames;
mod named_values;
mod routes;
mod settings;
mod subscriptions;

use std::collections::HashMap;
use std::sync::Arc;

use certificates::{Certificate, Credential};
use diagnostics::Diagnostic;
use policies::value::Expression;

pub(crate) use self::backends::{Backend, Target, TargetTls};
pub(crate) use self::credentials::SnapshotEnvironment;
pub(crate) use self::hostnames::Hostnames;
pub(crate) use self::routes::{Api, Operation, Product};
pub(crate) use self::settings::Settings;
use crate::router::Router;
use crate::subscription::Keys;

/// Everything of one generation that requests read.
pub struct Snapshot {
    /// Counts successful compilations of a line of snapshots; for people and logs.
    pub(crate) generation: u64,
    pub(crate) hostnames: Hostnames,
    pub(crate) router: Router,
    pub(crate) apis: Vec<Api>,
    pub(crate) operations: Vec<Operation>,
    pub(crate) products: Vec<Product>,
    pub(crate) keys: Keys,
    pub(crate) backends: HashMap<String, Arc<Backend>>,
    /// Rules for backends that no entity describes: everything is checked.
    pub(crate) strict_rules: TargetTls,
    pub(crate) environment: Arc<SnapshotEnvironment>,
    pub(crate) settings: Settings,
    /// Compiled documents, kept so that the next generation compiles only what changed.
    documents: compile::Documents,
}

/// From a host name to the server credential that a development CA has for it.
pub type DevelopmentCredentials<'a> = dyn Fn(&str) -> Option<Arc<Credential>> + 'a;

/// What a snapshot is compiled from beside the configuration.
#[derive(Default)]
pub struct Surroundings<'a> {
    /// Makes or finds a server credential for a host name that has none of its own.
    pub development_credential: Option<&'a DevelopmentCredentials<'a>>,
    /// Roots trusted for backends only: the development CA that issued the above.
    pub development_roots: Vec<Certificate>,
}

/// A snapshot and what should be said about its configuration.
pub struct Compiled {
    /// The snapshot, ready to be published.
    pub snapshot: Arc<Snapshot>,
    /// Findings that refuse nothing.
    pub warnings: Vec<Diagnostic>,
}

impl Snapshot {
    /// Counts successful compilations.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Numbers of APIs and operations, for the start message.
    pub fn size(&self) -> (usize, usize) {
        (self.apis.len(), self.operations.len())
    }

    /// All expressions of all policy documents, in the order of their documents and places.
    pub fn expressions(&self) -> Vec<&Expression> {
        let mut all: Vec<&Expression> = self.documents.all().flat_map(|document| &document.expressions).collect();
        all.sort_by(|left, right| (&left.source.name, left.span).cmp(&(&right.source.name, right.span)));
        all
    }

    /// Names of the hostname configurations, the default one first.
    pub fn host_names(&self) -> impl Iterator<Item = &str> {
        self.hostnames.names()
    }
}
