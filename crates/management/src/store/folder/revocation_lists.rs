//! Certificate revocation lists: every file in `revocation lists/` that ends as one does.

use diagnostics::Source;
use resources::RevocationList;

use super::layout;
use super::reading::Reading;

/// How files with revocation lists end.
const ENDS: [&str; 2] = [".crl", ".pem"];

pub(super) fn revocation_lists(reading: &mut Reading<'_>) -> Vec<RevocationList> {
    let Some(folder) = reading.tree.top.folders.get(layout::REVOCATION_LISTS) else { return Vec::new() };
    let is_list = |name: &str| ENDS.iter().any(|end| name.to_ascii_lowercase().ends_with(end));
    let lists = folder.files.iter().filter(|(name, _)| is_list(name));
    let read = lists.filter_map(|(_, file)| {
        Some(RevocationList { source: Source::withheld(file.path.clone()), bytes: reading.bytes(file)?.into() })
    });
    read.collect()
}
