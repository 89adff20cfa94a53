//! Reading one file after the other, gathering findings on the way.

use std::sync::Arc;

use diagnostics::{Diagnostic, Source, Span, nearest};
use resources::id::name_fault;
use resources::read::{Kind, read};
use resources::{PolicyDocument, Resource};

use super::layout;
use super::tree::{File, Folder, Tree};

/// Largest policy document; APIM's bound is 256 KiB, and 512 KiB for fragments.
const MAX_POLICY_BYTES: usize = 512 * 1024;

pub(super) struct Reading<'a> {
    pub(super) tree: &'a Tree,
    pub(super) findings: Vec<Diagnostic>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(tree: &'a Tree) -> Self {
        Self { tree, findings: Vec::new() }
    }

    /// Reports a finding about a file or folder as a whole.
    pub(super) fn report(&mut self, path: &str, diagnostic: Diagnostic) {
        self.findings.push(diagnostic.at(&Source::withheld(path), Span::default()));
    }

    /// The text of a file, without byte order mark.
    pub(super) fn text(&mut self, file: &File) -> Option<String> {
        let bytes = match self.tree.read(file) {
            Ok(bytes) => bytes,
            Err(fact) => {
                self.report(&file.path, Diagnostic::error("unreadable-file", fact));
                return None;
            }
        };
        match String::from_utf8(bytes) {
            Ok(text) => Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)),
            Err(error) => {
                let line =
                    error.as_bytes().iter().take(error.utf8_error().valid_up_to()).filter(|b| **b == b'\n').count() + 1;
                let fact = format!("`{}` is not UTF-8 text; the first strange byte is in line {line}", file.path);
                self.report(&file.path, Diagnostic::error("unreadable-file", fact).help("save it as UTF-8"));
                None
            }
        }
    }

    /// The bytes of a file that holds something.
    pub(super) fn bytes(&mut self, file: &File) -> Option<Vec<u8>> {
        let fault = match self.tree.read(file) {
            Ok(bytes) if !bytes.is_empty() => return Some(bytes),
            Ok(_) => Diagnostic::error("empty-file", format!("`{}` is empty", file.path)),
            Err(fact) => Diagnostic::error("unreadable-file", fact),
        };
        self.report(&file.path, fault);
        None
    }

    /// The resource that a JSON file describes; a file that is missing is a finding.
    pub(super) fn resource<T: Kind>(&mut self, folder: &Folder, file_name: &str, name: &str) -> Option<Resource<T>> {
        let Some(file) = folder.files.get(file_name) else {
            self.report_missing(folder, file_name, T::TITLE);
            return None;
        };
        let text = self.text(file)?;
        let tree = self.tree;
        match read(name, &file.path, &text, &|relative| tree.read_beside(folder, relative)) {
            Ok((resource, warnings)) => {
                self.findings.extend(warnings);
                Some(resource)
            }
            Err(findings) => {
                self.findings.extend(findings);
                None
            }
        }
    }

    fn report_missing(&mut self, folder: &Folder, file_name: &str, title: &str) {
        let fact = format!("the {title} `{}` has no `{file_name}`", folder.name());
        let diagnostic = Diagnostic::error("missing-file", fact);
        // A near name is marked as used: one finding about it is enough.
        let diagnostic = match nearest(file_name, folder.files.keys().map(String::as_str)) {
            Some(near) => {
                folder.files.get(near).into_iter().for_each(|file| file.used.set(true));
                diagnostic.help(format!("rename `{near}`"))
            }
            None => diagnostic,
        };
        self.report(&folder.path, diagnostic);
    }

    /// The policy document of a folder, if it has one.
    pub(super) fn policy(&mut self, folder: &Folder) -> Option<PolicyDocument> {
        self.policy_source(folder).map(|source| PolicyDocument { source })
    }

    /// The text of `policy.xml`, if there is one.
    pub(super) fn policy_source(&mut self, folder: &Folder) -> Option<Arc<Source>> {
        let file = folder.files.get(layout::POLICY)?;
        let text = self.text(file)?;
        if text.len() > MAX_POLICY_BYTES {
            let fact =
                format!("`{}` has {} bytes; a policy document has at most {MAX_POLICY_BYTES}", file.path, text.len());
            self.report(&file.path, Diagnostic::error("invalid-value", fact));
            return None;
        }
        if text.trim().is_empty() {
            let fact = format!("`{}` is empty", file.path);
            let help = "write `<policies/>`, or delete the file";
            self.report(&file.path, Diagnostic::error("empty-file", fact).help(help));
            return None;
        }
        Some(Source::new(file.path.clone(), text))
    }

    /// The folders of a collection, each a resource by its name.
    pub(super) fn collection(&mut self, holder: &'a Folder, collection: &str, max_name: usize) -> Vec<&'a Folder> {
        let Some(folder) = holder.folders.get(collection) else {
            return Vec::new();
        };
        let mut members: Vec<&Folder> = Vec::new();
        for member in folder.folders.values() {
            let name = member.name();
            let same = members.iter().find(|other| other.name().eq_ignore_ascii_case(name));
            let fault = name_fault(name, max_name).or_else(|| {
                same.map(|other| format!("`{name}` and `{}` differ only in case, which names do not", other.name()))
            });
            match fault {
                None => members.push(member),
                Some(fact) => {
                    member.mark_used();
                    self.report(&member.path, Diagnostic::error("invalid-name", fact));
                }
            }
        }
        members
    }
}
