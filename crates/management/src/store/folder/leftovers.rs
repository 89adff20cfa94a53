//! Files that nobody read: misspelt names are errors, strangers are warnings.

use diagnostics::{Diagnostic, Source, Span, nearest};

use super::layout::{self, Known};
use super::tree::Folder;

/// Formats of the layout's own files: one of these that nobody read was meant to do something.
const MEANINGFUL: [&str; 4] = [".json", ".xml", ".yaml", ".yml"];

/// Reports what was not read below `folder`.
pub(super) fn report(folder: &Folder, findings: &mut Vec<Diagnostic>) {
    let known = layout::known(&folder.path);
    for (name, file) in folder.files.iter().filter(|(_, file)| !file.used.get()) {
        findings.push(stranger(&file.path, name, known.files, known, !folder.path.is_empty() && is_meaningful(name)));
    }
    for (name, inner) in &folder.folders {
        let has_place = known.folders.contains(&name.as_str()) || is_resource(&folder.path) || any_used(inner);
        match has_place {
            true => report(inner, findings),
            false if is_empty(inner) => {}
            false => findings.push(stranger(&inner.path, name, known.folders, known, false)),
        }
    }
}

fn stranger(path: &str, name: &str, candidates: &[&str], known: Known, is_error: bool) -> Diagnostic {
    let fact = format!("`{path}` has no place in the layout, so it is not read");
    let listed = known.files.iter().chain(known.folders).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let diagnostic = match (nearest(name, candidates.iter().copied()), is_error) {
        (Some(near), _) => Diagnostic::error("unknown-file", fact).help(format!("did you mean `{near}`?")),
        (None, true) => Diagnostic::error("unknown-file", fact),
        (None, false) => Diagnostic::warning("unknown-file", fact),
    };
    let diagnostic = match diagnostic.help.is_none() && !listed.is_empty() {
        true => diagnostic.help(format!("known here: {listed}")),
        false => diagnostic,
    };
    diagnostic.at(&Source::withheld(path), Span::default())
}

fn is_meaningful(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    MEANINGFUL.iter().any(|end| lower.ends_with(end))
}

/// Whether the folders in this folder are resources by name, so that every name has a place.
fn is_resource(path: &str) -> bool {
    let known = layout::known(&format!("{path}/x"));
    !path.is_empty() && (!known.files.is_empty() || !known.folders.is_empty())
}

fn any_used(folder: &Folder) -> bool {
    folder.files.values().any(|file| file.used.get()) || folder.folders.values().any(any_used)
}

fn is_empty(folder: &Folder) -> bool {
    folder.files.is_empty() && folder.folders.values().all(is_empty)
}
