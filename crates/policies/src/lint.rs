//! Lints: documents that run as written, but probably not as meant. Few, and each one right.

use diagnostics::Diagnostic;

use crate::document::Element;
use crate::plan::Scope;

/// The lints of one document.
pub(crate) fn document(root: &Element, scope: Scope) -> Vec<Diagnostic> {
    let _ = (root, scope);
    Vec::new()
}
