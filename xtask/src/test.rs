//! `cargo xtask test`: everything that CI runs, in the order in which it is cheapest to fail.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::callers;
use crate::step::{self, Step, works};

/// The documentation is for those who read the source: private items are shown, so links to them lead somewhere.
const DOCUMENTATION_LINTS: &str = "-D warnings -A rustdoc::private_intra_doc_links";

/// Runs every step even after a failure, so that one run shows all there is to mend.
pub(crate) fn run(root: &Path) -> bool {
    let (callers, here) = callers::prepare();
    let mut steps = vec![
        callers,
        Step::run("format", cargo(root).args(["fmt", "--all", "--check"])),
        Step::run("lints", cargo(root).args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])),
        Step::run("tests", tests(root).env(callers::VARIABLE, here)),
        Step::run(
            "documentation",
            cargo(root)
                .args(["doc", "--workspace", "--no-deps", "--document-private-items"])
                .env("RUSTDOCFLAGS", DOCUMENTATION_LINTS),
        ),
        dependencies(root),
    ];
    steps.extend(examples(root));
    steps.push(demo(root));
    step::summary(&steps)
}

fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}

/// nextest where it is installed (it runs the binaries side by side), else cargo test.
fn tests(root: &Path) -> Command {
    let mut command = cargo(root);
    match works("cargo", &["nextest", "--version"]) {
        true => command.args(["nextest", "run", "--workspace", "--no-fail-fast"]).env("NEXTEST_STATUS_LEVEL", "fail"),
        false => command.args(["test", "--workspace", "--no-fail-fast"]),
    };
    command
}

fn dependencies(root: &Path) -> Step {
    match works("cargo", &["deny", "--version"]) {
        true => Step::run("dependencies", cargo(root).args(["deny", "check"])),
        false => Step::skipped("dependencies", "cargo-deny is not installed"),
    }
}

/// Every example folder must check without an error. `mtls` needs the demo's certificates: the demo itself checks it.
fn examples(root: &Path) -> Vec<Step> {
    let folder = root.join("examples");
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name != "mtls")
        .collect();
    names.sort();
    names
        .iter()
        .map(|name| {
            let path = folder.join(name);
            Step::run(&format!("example {name}"), countersign(root).arg("check").arg(path))
        })
        .collect()
}

/// The demo in an empty folder, as a person meets it the first time.
fn demo(root: &Path) -> Step {
    let folder: PathBuf = std::env::temp_dir().join(format!("countersign-demo-{}", std::process::id()));
    if let Err(error) = std::fs::create_dir_all(&folder) {
        return Step::skipped("demo", format!("cannot make {}: {error}", folder.display()));
    }
    let step =
        Step::run("demo", countersign(root).args(["demo", "--once", "--listen", "127.0.0.1:0"]).current_dir(&folder));
    let _ = std::fs::remove_dir_all(&folder);
    step
}

fn countersign(root: &Path) -> Command {
    let mut command = cargo(root);
    command
        .args(["run", "--quiet", "--package", "countersign", "--manifest-path"])
        .arg(root.join("Cargo.toml"))
        .arg("--");
    command
}
