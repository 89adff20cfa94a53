//! Runs every case under `cases/`.

use std::fs;
use std::path::{Path, PathBuf};

use policies::case;

fn cases_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).expect("the folder is committed").map(|entry| entry.expect("readable").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "md") && !path.ends_with("README.md") {
            found.push(path);
        }
    }
    found
}

#[test]
fn every_case_holds() {
    let folder = cases_folder();
    let fixtures = |name: &str| {
        fs::read(folder.join("certificates").join(name)).map_err(|error| format!("cases/certificates/{name}: {error}"))
    };
    let only = std::env::var("CASE").unwrap_or_default();
    let (mut count, mut failed) = (0, Vec::new());
    for path in files(&folder) {
        let name = path.strip_prefix(&folder).expect("below the folder").display().to_string();
        let text = fs::read_to_string(&path).expect("a text file");
        for case in case::read(&name, &text).unwrap_or_else(|problem| panic!("{problem}")) {
            if !case.name.contains(&only) {
                continue;
            }
            count += 1;
            let mismatches = case::run(&case, &fixtures);
            if !mismatches.is_empty() {
                let lines: Vec<String> = mismatches.iter().map(ToString::to_string).collect();
                failed.push(format!("✗ {}\n{}", case.name, lines.join("\n")));
            }
        }
    }
    assert!(failed.is_empty(), "{} of {count} cases do not hold:\n\n{}", failed.len(), failed.join("\n\n"));
    assert!(count > 0 || !only.is_empty(), "no cases found");
}

/// Every policy that runs has its folder of cases.
#[test]
fn every_policy_has_cases() {
    let folder = cases_folder();
    let missing: Vec<&str> = policies::registry::POLICIES
        .iter()
        .map(|definition| definition.name)
        .filter(|name| !folder.join(name).is_dir())
        .collect();
    assert!(missing.is_empty(), "no cases/<policy>/ for {missing:?}");
}
