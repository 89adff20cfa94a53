//! A working directory with a development CA, the sample configuration and, on demand, a running gateway.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Longest wait for anything the gateway says about itself; a debug build on a busy machine is slow.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A folder that is gone when the test ends.
pub(crate) struct Place {
    folder: TempDir,
}

impl Place {
    /// An empty working directory.
    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().expect("the system has a temporary folder") }
    }

    /// A working directory in which the demo's certificates and configuration have been written.
    pub(crate) fn prepared() -> Self {
        let place = Self::empty();
        let output = place.countersign(&["demo", "--prepare"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        place
    }

    /// The working directory.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A file of the state folder.
    pub(crate) fn state(&self, name: &str) -> PathBuf {
        self.path().join(".countersign").join(name)
    }

    /// A file of the sample configuration.
    pub(crate) fn configuration(&self, name: &str) -> PathBuf {
        self.state("demo").join(name)
    }

    /// Writes a file of the working directory, with the folders above it.
    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("the name is below the folder")).expect("the folder can be made");
        fs::write(&path, text).expect("the file can be written");
        path
    }

    /// Runs a command to its end.
    pub(crate) fn countersign(&self, arguments: &[&str]) -> Output {
        command(self.path()).args(arguments).output().expect("the binary starts")
    }

    /// Starts `countersign run` on a folder and waits until it serves.
    pub(crate) fn run(&self, folder: &Path) -> Gateway {
        Gateway::start(self.path(), folder)
    }
}

fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
    command.current_dir(folder).env("NO_COLOR", "1");
    command
}

/// A running gateway; killed when dropped.
pub(crate) struct Gateway {
    process: Child,
    lines: Receiver<String>,
    said: Vec<String>,
    /// Where it listens.
    pub(crate) address: SocketAddr,
}

impl Gateway {
    fn start(working_directory: &Path, folder: &Path) -> Self {
        let mut process = command(working_directory)
            .arg("run")
            .arg(folder)
            .args(["--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let lines = lines_of(&mut process);
        let nowhere = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut gateway = Self { process, lines, said: Vec::new(), address: nowhere };
        let line = gateway.wait_for("serving https://127.0.0.1:");
        let from = line.find("127.0.0.1:").expect("the line was matched by it");
        let text: String = line[from..].chars().take_while(|c| c.is_ascii_digit() || *c == '.' || *c == ':').collect();
        gateway.address = text.parse().expect("the gateway prints an address");
        gateway
    }

    /// Reads what the gateway prints until a line contains `text`.
    pub(crate) fn wait_for(&mut self, text: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        while let Ok(line) = self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            self.said.push(line.clone());
            if line.contains(text) {
                return line;
            }
        }
        panic!("the gateway never said `{text}`; it said:\n{}", self.said.join("\n"));
    }

    /// Sends it a signal by name, as `kill` knows it.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.process.id().to_string()]).status();
        assert!(sent.is_ok_and(|status| status.success()), "kill -s {name} did not work");
    }

    /// Waits for its end; the exit code, or `None` if it would not end.
    pub(crate) fn wait_for_end(&mut self) -> Option<i32> {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if let Ok(Some(status)) = self.process.try_wait() {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }

    /// The port as text.
    pub(crate) fn port(&self) -> String {
        self.address.port().to_string()
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Standard output and standard error of a process, line by line as they come.
fn lines_of(process: &mut Child) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    let out: Option<ChildStdout> = process.stdout.take();
    let errors = process.stderr.take();
    let forward = |source: Option<Box<dyn std::io::Read + Send>>, sender: mpsc::Sender<String>| {
        if let Some(source) = source {
            std::thread::spawn(move || {
                for line in BufReader::new(source).lines().map_while(Result::ok) {
                    if sender.send(line).is_err() {
                        return;
                    }
                }
            });
        }
    };
    forward(out.map(|out| Box::new(out) as Box<dyn std::io::Read + Send>), sender.clone());
    forward(errors.map(|errors| Box::new(errors) as Box<dyn std::io::Read + Send>), sender);
    receiver
}
