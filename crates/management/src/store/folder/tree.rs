//! What is in a configuration folder, listed once, without ever leaving it.
//!
//! Files are found here and only here; whoever names a file by path gets one of this list or nothing. A symbolic link
//! whose target is outside the folder refuses the load (a configuration must not be able to read `/etc/shadow` into a
//! diagnostic, nor depend on what a link points to today).

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use diagnostics::{Diagnostic, Source, Span, nearest};

/// How deep folders may nest; the layout needs five levels.
const MAX_DEPTH: usize = 8;

/// Most files and folders: an APIM service with five thousand APIs has about fifty thousand.
const MAX_ENTRIES: usize = 200_000;

/// Largest file: the largest OpenAPI documents in the wild (Microsoft Graph) have about ten megabytes.
const MAX_FILE_BYTES: u64 = 32 * 1024 * 1024;

/// Largest sum of all files that are read.
const MAX_TOTAL_BYTES: u64 = 512 * 1024 * 1024;

pub(super) struct Tree {
    pub(super) top: Folder,
    root: PathBuf,
    bytes_left: Cell<u64>,
}

#[derive(Default)]
pub(super) struct Folder {
    /// Path below the configuration folder, `/` between segments; empty for the folder itself.
    pub(super) path: String,
    pub(super) files: BTreeMap<String, File>,
    pub(super) folders: BTreeMap<String, Folder>,
}

pub(super) struct File {
    /// Path below the configuration folder.
    pub(super) path: String,
    /// Whether somebody knew what to do with it.
    pub(super) used: Cell<bool>,
}

impl Tree {
    pub(super) fn scan(dir: &Path) -> Result<Self, Vec<Diagnostic>> {
        let unreadable = |error| {
            let fact = format!("the configuration folder `{}` cannot be read: {error}", dir.display());
            vec![Diagnostic::error("unreadable-folder", fact)]
        };
        let root = dir.canonicalize().map_err(unreadable)?;
        if !root.is_dir() {
            let fact = format!("`{}` is a file, not a folder", dir.display());
            return Err(vec![Diagnostic::error("unreadable-folder", fact).help("name the folder that holds it")]);
        }
        let mut scan = Scan { root: &root, entries_left: MAX_ENTRIES, findings: Vec::new() };
        let top = scan.folder(&root, String::new(), MAX_DEPTH);
        match scan.findings.is_empty() {
            true => Ok(Self { top, root, bytes_left: Cell::new(MAX_TOTAL_BYTES) }),
            false => Err(scan.findings),
        }
    }

    /// The name of the configuration folder itself.
    pub(super) fn name(&self) -> String {
        self.root.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// The bytes of a file, within the bounds.
    pub(super) fn read(&self, file: &File) -> Result<Vec<u8>, String> {
        file.used.set(true);
        let unreadable = |error| format!("`{}` cannot be read: {error}", file.path);
        let path = self.root.join(&file.path);
        // The listing followed links already; a file that became a link out of the folder since then stays shut.
        if !path.canonicalize().map_err(unreadable)?.starts_with(&self.root) {
            return Err(format!("`{}` leads out of the configuration folder", file.path));
        }
        let limit = MAX_FILE_BYTES.min(self.bytes_left.get());
        let mut bytes = Vec::new();
        let opened = fs::File::open(&path).map_err(unreadable)?;
        let length = opened.take(limit + 1).read_to_end(&mut bytes).map_err(unreadable)? as u64;
        if length > MAX_FILE_BYTES {
            return Err(format!("`{}` is larger than {MAX_FILE_BYTES} bytes", file.path));
        }
        if length > limit {
            return Err(format!("all files together are larger than {MAX_TOTAL_BYTES} bytes"));
        }
        self.bytes_left.set(self.bytes_left.get() - length);
        Ok(bytes)
    }

    /// The bytes of the file that `relative` names, seen from `folder`; `..` works as long as it stays inside.
    pub(super) fn read_beside(&self, folder: &Folder, relative: &str) -> Result<Vec<u8>, String> {
        if relative.starts_with('/') || relative.contains(['\\', ':', '\0']) {
            return Err(format!("`{relative}` is not a path relative to this file, with `/` between its parts"));
        }
        let mut segments: Vec<&str> = folder.path.split('/').filter(|segment| !segment.is_empty()).collect();
        for segment in relative.split('/') {
            match segment {
                "" | "." => {}
                ".." if segments.pop().is_some() => {}
                ".." => return Err(format!("`{relative}` leads out of the configuration folder")),
                name => segments.push(name),
            }
        }
        let (name, folders) = segments.split_last().ok_or_else(|| format!("`{relative}` is a folder"))?;
        let holder = folders.iter().try_fold(&self.top, |folder, segment| folder.folders.get(*segment));
        match holder.and_then(|holder| holder.files.get(*name)) {
            Some(file) => self.read(file),
            None => {
                let near = holder.and_then(|holder| nearest(name, holder.files.keys().map(String::as_str)));
                let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                Err(format!("there is no file `{relative}`{hint}"))
            }
        }
    }
}

impl Folder {
    /// Its own name.
    pub(super) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// Marks everything in it as known, because nothing in it changes what the gateway does.
    pub(super) fn mark_used(&self) {
        self.files.values().for_each(|file| file.used.set(true));
        self.folders.values().for_each(Folder::mark_used);
    }
}

struct Scan<'a> {
    root: &'a Path,
    entries_left: usize,
    findings: Vec<Diagnostic>,
}

impl Scan<'_> {
    fn folder(&mut self, dir: &Path, path: String, depth_left: usize) -> Folder {
        let mut folder = Folder { path, ..Folder::default() };
        let entries = match fs::read_dir(dir) {
            Ok(entries) => entries,
            Err(error) => {
                self.refuse("unreadable-folder", &folder.path, format!("`{}` cannot be read: {error}", folder.path));
                return folder;
            }
        };
        for entry in entries.flatten() {
            let Ok(name) = entry.file_name().into_string() else {
                let shown = entry.file_name().to_string_lossy().into_owned();
                self.refuse("unknown-file", &folder.path, format!("the file name `{shown}` is not UTF-8"));
                continue;
            };
            if is_ignored(&name) {
                continue;
            }
            if self.entries_left == 0 {
                self.refuse("too-many-files", "", format!("more than {MAX_ENTRIES} files and folders"));
                return folder;
            }
            self.entries_left -= 1;
            let below = if folder.path.is_empty() { name.clone() } else { format!("{}/{name}", folder.path) };
            match self.kind(&entry.path(), &below) {
                Some(Kind::File) => {
                    folder.files.insert(name, File { path: below, used: Cell::new(false) });
                }
                Some(Kind::Folder) if depth_left == 0 => {
                    self.refuse("unknown-file", &below, format!("folders nest deeper than {MAX_DEPTH} levels"));
                }
                Some(Kind::Folder) => {
                    let inner = self.folder(&entry.path(), below, depth_left - 1);
                    folder.folders.insert(name, inner);
                }
                None => {}
            }
        }
        folder
    }

    /// What an entry is once links are followed; refuses links that lead out and things that are neither.
    fn kind(&mut self, path: &Path, below: &str) -> Option<Kind> {
        let target = match path.canonicalize() {
            Ok(target) => target,
            // Gone between listing and looking, as editors' temporary files are.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !path.is_symlink() => return None,
            Err(error) => {
                self.refuse("unreadable-file", below, format!("`{below}` cannot be read: {error}"));
                return None;
            }
        };
        if !target.starts_with(self.root) {
            let fact = format!("`{below}` is a link that leads out of the configuration folder");
            let diagnostic = Diagnostic::error("outside-folder", fact).help("copy the file into the folder");
            self.findings.push(diagnostic.at(&Source::withheld(below), Span::default()));
            return None;
        }
        let metadata = target.metadata().ok()?;
        match (metadata.is_file(), metadata.is_dir()) {
            (true, _) => Some(Kind::File),
            (_, true) => Some(Kind::Folder),
            _ => {
                self.refuse("unreadable-file", below, format!("`{below}` is neither a file nor a folder"));
                None
            }
        }
    }

    fn refuse(&mut self, code: &'static str, below: &str, fact: String) {
        self.findings.push(Diagnostic::error(code, fact).at(&Source::withheld(below), Span::default()));
    }
}

enum Kind {
    File,
    Folder,
}

/// Hidden files, what editors leave behind while they save, and texts for people.
fn is_ignored(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let ends = ["~", ".swp", ".swx", ".tmp", ".md"].iter().any(|end| lower.ends_with(end));
    let begins = [".", "#", "readme", "license", "notice"].iter().any(|start| lower.starts_with(start));
    // 4913 is the file by which vim tries whether it may write.
    ends || begins || name == "4913"
}
