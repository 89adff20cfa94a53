//! `cargo xtask conformance SUITE PATH`: asks the built binary what an outside suite asks, and counts the agreement.
//!
//! The suites belong to others and are not part of the repository; PATH says where they lie. What we knowingly answer
//! differently is listed in `conformance/`, one reasoned line each, and those lists only shrink.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::step::{self, Step, say};

mod chain;
mod pfx;

/// Names of the suites, for the usage text.
pub(crate) const SUITES: &str = "chain|pfx|x509|expressions";

/// Runs one suite; true if everything came out as expected or listed.
pub(crate) fn run(root: &Path, suite: &str, path: &Path) -> bool {
    if !path.exists() {
        say(&format!("{suite}: skipped, {} is not here\n", path.display()));
        return false;
    }
    let Some(binary) = build(root) else { return false };
    match suite {
        "chain" => chain::run(&binary, path, &Known::read(&root.join("conformance/chain.differences"))),
        "pfx" => pfx::run(&binary, path),
        "x509" => x509(&binary, path),
        "expressions" => expressions(&binary, path),
        _ => {
            say(&format!("not a suite: {suite} (there are {SUITES})\n"));
            false
        }
    }
}

/// Builds the binary with optimisation: the suites ask thousands of questions.
fn build(root: &Path) -> Option<PathBuf> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let profile = std::env::var("COUNTERSIGN_PROFILE").unwrap_or_else(|_| "release".to_owned());
    command.current_dir(root).args(["build", "--package", "countersign", "--profile", &profile]);
    let step = Step::run("build", &mut command);
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let folder = if profile == "dev" { "debug" } else { profile.as_str() };
    step.passed().then(|| target.join(folder).join("countersign"))
}

/// The X.509 suites bring a runner of their own; it wants a command, judges by exit codes and writes beside itself, so it
/// works on a copy.
fn x509(binary: &Path, path: &Path) -> bool {
    let copy = std::env::temp_dir().join(format!("countersign-x509-{}", std::process::id()));
    let copied = std::fs::create_dir_all(&copy).and_then(|()| {
        for name in ["run_x509.py", "cases.jsonl.gz"] {
            std::fs::copy(path.join(name), copy.join(name))?;
        }
        Ok(())
    });
    if let Err(error) = copied {
        say(&format!("x509: {} cannot be copied: {error}\n", path.display()));
        return false;
    }
    let mut command = Command::new("python3");
    command.arg(copy.join("run_x509.py")).args(["--cls", "core", "--verbose"]).env("GATEWAY_BIN", binary);
    let step = Step::run("x509", &mut command);
    let _ = std::fs::remove_dir_all(&copy);
    step::summary(&[step])
}

/// The expression suite: one batch, compared by the suite's own script.
fn expressions(binary: &Path, path: &Path) -> bool {
    let answers = std::env::temp_dir().join(format!("countersign-answers-{}.jsonl", std::process::id()));
    let suite = path.join("suite.jsonl");
    let file = match std::fs::File::create(&answers) {
        Ok(file) => file,
        Err(error) => {
            say(&format!("cannot write {}: {error}\n", answers.display()));
            return false;
        }
    };
    let asked = Command::new(binary)
        .args(["eval", "--batch"])
        .arg(&suite)
        .arg("--fixtures")
        .arg(path.join("fixtures"))
        .stdout(file)
        .status()
        .is_ok_and(|status| status.success());
    let compared = Step::run(
        "expressions",
        Command::new("python3").arg(path.join("harness/compare.py")).arg(&suite).arg(&answers),
    );
    let _ = std::fs::remove_file(&answers);
    asked && step::summary(&[compared])
}

/// Cases that we answer differently on purpose: `name: reason` lines.
struct Known(Vec<String>);

impl Known {
    fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        Self(
            text.lines()
                .filter(|line| !line.starts_with('#'))
                .filter_map(|line| line.split_once(':'))
                .map(|(name, _)| name.trim().to_owned())
                .collect(),
        )
    }

    fn holds(&self, name: &str) -> bool {
        self.0.iter().any(|known| known == name)
    }
}
