//! Plans: the effective policy of one operation as compiled documents from narrow to broad scope.
//!
//! A document is compiled once and shared by all operations below it; `<base/>` descends to the next broader document
//! at run time, so 50,000 operations share their API's compiled document.

use std::fmt;
use std::sync::Arc;

use diagnostics::{Source, Span};

use crate::needs::Needs;
use crate::policy::Policy;
use crate::policy::forward_request::ForwardRequest;
use crate::policy::limit_concurrency::Enter;
use crate::policy::retry::Repeat;
use crate::value::{Expression, TypedValue};

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

/// A policy document ready to run.
pub struct CompiledDocument {
    /// Scope it was compiled for.
    pub scope: Scope,
    /// The document as written.
    pub source: Arc<Source>,
    pub(crate) sections: [CompiledSection; 4],
    /// Its expressions, those of fragments included, for reports.
    pub expressions: Vec<Expression>,
}

/// The instructions of one section, run one after the other except where one jumps.
#[derive(Debug, Default)]
pub(crate) struct CompiledSection {
    pub(crate) instructions: Vec<Instruction>,
}

/// One step of a section.
#[derive(Debug)]
pub struct Instruction {
    pub(crate) step: Step,
    /// Where it stands.
    pub place: Place,
    pub(crate) needs: Needs,
}

/// What a step does.
#[derive(Debug)]
pub(crate) enum Step {
    /// `<base/>`: runs the section of the next broader document.
    Base,
    /// A policy that does not wait.
    Policy(Box<dyn Policy>),
    /// Goes on at `otherwise` unless the condition holds.
    Branch { condition: TypedValue<bool>, otherwise: usize },
    /// Goes on elsewhere in the section.
    Jump(usize),
    /// Sends the request to the backend.
    Forward(Box<ForwardRequest>),
    /// Begins a retry: its children follow up to the matching `Repeat`.
    Attempt,
    /// After the children of a retry: goes back behind the `Attempt` while the condition holds.
    Repeat(Box<Repeat>),
    /// Enters a place with room for a few exchanges (limit-concurrency), to be left at the matching `Leave`.
    Enter(Box<Enter>),
    /// Leaves the place entered last.
    Leave,
}

/// Where an instruction stands.
#[derive(Debug, Clone)]
pub struct Place {
    /// Element name of the policy.
    pub element: &'static str,
    /// The element's `id` attribute.
    pub id: Option<Arc<str>>,
    /// Place inside the section: `choose[1]/when[2]`, numbers from 1 among siblings of the same name.
    pub path: Arc<str>,
    /// The document, or the fragment pasted into it.
    pub source: Arc<Source>,
    /// Where in it.
    pub span: Span,
}

impl CompiledDocument {
    pub(crate) fn section(&self, section: Section) -> &CompiledSection {
        let [inbound, backend, outbound, on_error] = &self.sections;
        match section {
            Section::Inbound => inbound,
            Section::Backend => backend,
            Section::Outbound => outbound,
            Section::OnError => on_error,
        }
    }
}

impl fmt::Debug for CompiledDocument {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} document {}", self.scope, self.source.name)
    }
}
