//! Plans: the effective policy of one operation as compiled documents from narrow to broad scope.
//!
//! A document is compiled once and shared by all operations below it; `<base/>` descends to the next broader document
//! at run time, so 50,000 operations share their API's compiled document.

use std::fmt;
use std::sync::Arc;

use crate::compile::CompiledDocument;

/// Where a policy document is attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// All APIs.
    Global,
    /// A workspace.
    Workspace,
    /// A product.
    Product,
    /// An API.
    Api,
    /// An operation.
    Operation,
}

/// The four sections of a policy document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// Before the backend is called.
    Inbound,
    /// Around the call of the backend.
    Backend,
    /// Before the response goes to the caller.
    Outbound,
    /// After a failure.
    OnError,
}

impl Section {
    /// All, in the order in which they run.
    pub const ALL: [Self; 4] = [Self::Inbound, Self::Backend, Self::Outbound, Self::OnError];

    /// Element name, as LastError.Section prints it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::Backend => "backend",
            Self::Outbound => "outbound",
            Self::OnError => "on-error",
        }
    }
}

impl Scope {
    /// As LastError.Scope prints it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Workspace => "workspace",
            Self::Product => "product",
            Self::Api => "api",
            Self::Operation => "operation",
        }
    }
}

impl fmt::Display for Section {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// The effective policy of one operation.
#[derive(Debug, Clone)]
pub struct Plan {
    documents: Arc<[Arc<CompiledDocument>]>,
}

impl Plan {
    /// A plan of documents from the narrowest scope (operation) to the broadest (global). Scopes without a document
    /// are left out; without any, nothing runs and nothing is forwarded.
    pub fn new(documents: Vec<Arc<CompiledDocument>>) -> Self {
        Self { documents: documents.into() }
    }

    /// The documents from narrow to broad.
    pub fn documents(&self) -> &[Arc<CompiledDocument>] {
        &self.documents
    }
}
