//! Chains that .NET's X509Chain has judged: the same verdict and the same statuses at every element.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::Known;
use crate::step::say;

/// One question of the suite.
struct Case<'a> {
    name: &'a str,
    leaf: &'a str,
    intermediates: String,
    roots: String,
    trusted: bool,
    /// Absent where .NET threw instead of listing elements; then only the verdict counts.
    statuses: Option<Vec<BTreeSet<String>>>,
}

/// Asks every case of `PATH/cases.json` (or PATH itself).
pub(super) fn run(binary: &Path, path: &Path, known: &Known) -> bool {
    let file = if path.is_dir() { path.join("cases.json") } else { path.to_owned() };
    let Some(suite) = std::fs::read(&file).ok().and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok()) else {
        say(&format!("{} is not readable JSON\n", file.display()));
        return false;
    };
    let at = suite["at"].as_str().unwrap_or_default();
    let folder = std::env::temp_dir().join(format!("countersign-chain-{}", std::process::id()));
    if let Err(error) = std::fs::create_dir_all(&folder) {
        say(&format!("cannot make {}: {error}\n", folder.display()));
        return false;
    }
    let cases: Vec<Case<'_>> = suite["cases"].as_array().into_iter().flatten().filter_map(Case::read).collect();
    let (mut agreed, mut listed, mut differed) = (0, 0, 0);
    for case in &cases {
        let answer = ask(binary, &folder, case, at);
        if answer.as_ref().is_ok_and(|answer| case.agrees(answer)) {
            agreed += 1;
        } else if known.holds(case.name) {
            listed += 1;
        } else {
            differed += 1;
            say(&format!("{}: expected {} {:?}, got {}\n", case.name, case.trusted, case.statuses, shown(&answer)));
        }
    }
    let _ = std::fs::remove_dir_all(&folder);
    say(&format!("chain: {agreed} agree, {listed} differ as listed, {differed} differ, of {}\n", cases.len()));
    differed == 0 && !cases.is_empty()
}

impl<'a> Case<'a> {
    fn read(value: &'a Value) -> Option<Self> {
        let status = value["dotnet"]["status"].as_str()?;
        Some(Self {
            name: value["name"].as_str()?,
            leaf: value["leaf"].as_str()?,
            intermediates: joined(&value["intermediates"]),
            roots: joined(&value["roots"]),
            trusted: value["dotnet"]["verify"].as_str()? == "True",
            statuses: (!status.is_empty()).then(|| status.split('[').skip(1).map(statuses_of).collect()),
        })
    }

    fn agrees(&self, answer: &Value) -> bool {
        let elements = answer["elements"].as_array().into_iter().flatten().map(|element| {
            let statuses = element["statuses"].as_array().into_iter().flatten();
            statuses.filter_map(Value::as_str).map(str::to_owned).collect::<BTreeSet<_>>()
        });
        answer["trusted"] == self.trusted
            && self.statuses.as_ref().is_none_or(|statuses| elements.eq(statuses.iter().cloned()))
    }
}

/// `0]NotTimeValid,UntrustedRoot ` without its index.
fn statuses_of(text: &str) -> BTreeSet<String> {
    let text = text.split_once(']').map_or("", |(_, statuses)| statuses);
    text.split([',', ' ']).map(str::trim).filter(|status| !status.is_empty()).map(str::to_owned).collect()
}

fn joined(list: &Value) -> String {
    match list {
        Value::String(text) => text.clone(),
        _ => list.as_array().into_iter().flatten().filter_map(Value::as_str).collect(),
    }
}

fn ask(binary: &Path, folder: &Path, case: &Case<'_>, at: &str) -> Result<Value, String> {
    let write = |name: &str, text: &str| -> Result<PathBuf, String> {
        let path = folder.join(name);
        std::fs::write(&path, text).map_err(|error| error.to_string())?;
        Ok(path)
    };
    let output = Command::new(binary)
        .args(["cert", "verify", "--chain"])
        .arg(write("leaf.pem", case.leaf)?)
        .arg("--intermediates")
        .arg(write("intermediates.pem", &case.intermediates)?)
        .arg("--roots")
        .arg(write("roots.pem", &case.roots)?)
        .args(["--at", at, "--purpose", "any", "--profile", "gateway", "--json"])
        .output()
        .map_err(|error| error.to_string())?;
    serde_json::from_slice(&output.stdout).map_err(|_| String::from_utf8_lossy(&output.stderr).into_owned())
}

fn shown(answer: &Result<Value, String>) -> String {
    match answer {
        Ok(answer) => {
            let elements = answer["elements"].as_array().into_iter().flatten();
            let statuses: Vec<String> = elements.map(|element| element["statuses"].to_string()).collect();
            format!("{} {}", answer["trusted"], statuses.join(" "))
        }
        Err(error) => error.clone(),
    }
}
