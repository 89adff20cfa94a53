use std::fs;
use std::path::Path;

use diagnostics::Diagnostic;
use resources::Configuration;
use tempfile::TempDir;

use super::load;

mod apis;
mod attacks;
mod certificates;
mod complete;
mod leftovers;
mod robustness;

/// A configuration folder with these files.
pub(super) fn folder(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in files {
        write(dir.path(), path, text.as_bytes());
    }
    dir
}

pub(super) fn write(dir: &Path, path: &str, bytes: &[u8]) {
    let path = dir.join(path);
    fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
    fs::write(path, bytes).expect("a file");
}

fn lines(findings: &[Diagnostic]) -> String {
    findings.iter().map(|finding| format!("{finding}\n")).collect()
}

/// These files load without a finding.
fn loaded(files: &[(&str, &str)]) -> Configuration {
    let (configuration, warnings) =
        load(folder(files).path()).unwrap_or_else(|findings| panic!("{}", lines(&findings)));
    assert_eq!(lines(&warnings), "");
    configuration
}

/// These files load with exactly these warnings, one a line.
fn warned(files: &[(&str, &str)], expected: &str) -> Configuration {
    let (configuration, warnings) =
        load(folder(files).path()).unwrap_or_else(|findings| panic!("{}", lines(&findings)));
    assert_eq!(lines(&warnings).trim(), expected.trim());
    configuration
}

/// These files do not load, for exactly these reasons, one a line.
fn refused(files: &[(&str, &str)], expected: &str) {
    match load(folder(files).path()) {
        Ok(_) => panic!("it loaded, but should not because of:\n{expected}"),
        Err(findings) => assert_eq!(lines(&findings).trim(), expected.trim()),
    }
}

const API: &str = r#"{ "properties": { "path": "orders", "subscriptionRequired": false } }"#;
