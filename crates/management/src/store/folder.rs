//! A configuration as a folder of files: the layout of Azure/apiops, with a few files of our own beside.

use std::path::Path;

use diagnostics::Diagnostic;
use resources::Configuration;

/// Reads a configuration folder. Warnings come with the configuration; errors come alone (with the warnings), all that
/// could be found at once.
pub fn load(dir: &Path) -> Result<(Configuration, Vec<Diagnostic>), Vec<Diagnostic>> {
    let fact = format!("`{}` cannot be read yet", dir.display());
    Err(vec![Diagnostic::error("not-supported", fact)])
}
