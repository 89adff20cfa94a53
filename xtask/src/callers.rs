//! The outside callers of the integration tests: programs that speak TLS with other code than ours.

use std::process::Command;

use crate::step::{Step, works};

/// One outside program: how to see that it is here, and Debian's package for it.
struct Caller {
    name: &'static str,
    probe: (&'static str, &'static [&'static str]),
    package: &'static str,
}

const CALLERS: [Caller; 4] = [
    Caller { name: "curl", probe: ("curl", &["--version"]), package: "curl" },
    Caller { name: "openssl", probe: ("openssl", &["version"]), package: "openssl" },
    Caller { name: "python3", probe: ("python3", &["-c", "import requests"]), package: "python3-requests" },
    Caller { name: "node", probe: ("node", &["--version"]), package: "nodejs" },
];

impl Caller {
    fn is_here(&self) -> bool {
        works(self.probe.0, self.probe.1)
    }
}

/// The environment variable by which the integration tests learn which callers they must use; a test whose caller is
/// not listed says so and does nothing, a listed caller that does not start is a failure.
pub(crate) const VARIABLE: &str = "COUNTERSIGN_TEST_CALLERS";

/// Installs what is missing where we may (Debian, as root), and lists what is here.
pub(crate) fn prepare() -> (Step, String) {
    let missing: Vec<&str> = CALLERS.iter().filter(|caller| !caller.is_here()).map(|caller| caller.package).collect();
    let step = match missing.is_empty() {
        true => Step::run("outside callers", &mut Command::new("true")),
        false if may_install() => install(&missing),
        false => {
            Step::skipped("outside callers", format!("not root on Debian, so not installed: {}", missing.join(", ")))
        }
    };
    let here: Vec<&str> = CALLERS.iter().filter(|caller| caller.is_here()).map(|caller| caller.name).collect();
    (step, here.join(","))
}

fn may_install() -> bool {
    works("sh", &["-c", r#"test "$(id -u)" = 0"#]) && works("apt-get", &["--version"])
}

fn install(packages: &[&str]) -> Step {
    let script = format!(
        "apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends {}",
        packages.join(" ")
    );
    Step::run("outside callers", Command::new("sh").args(["-c", &script]))
}
