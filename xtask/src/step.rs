//! One step of a chore: run a program, let its output through, remember how it went and how long it took.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How a step went.
pub(crate) enum Outcome {
    /// As it should.
    Passed,
    /// Not as it should; the reason is in the output above.
    Failed,
    /// Not run, and why.
    Skipped(String),
}

/// A finished step.
pub(crate) struct Step {
    name: String,
    outcome: Outcome,
    took: Duration,
    /// The program's own closing words, worth repeating in the summary.
    closing: Vec<String>,
}

impl Step {
    /// Runs a program; its output is shown as it comes.
    pub(crate) fn run(name: &str, command: &mut Command) -> Self {
        say(&format!("\n── {name}: {}\n", words(command)));
        let began = Instant::now();
        let mut closing = Vec::new();
        let passed = stream(command, |line| {
            if is_closing(line) {
                closing.push(line.trim().to_owned());
            }
        });
        let outcome = if passed { Outcome::Passed } else { Outcome::Failed };
        Self { name: name.to_owned(), outcome, took: began.elapsed(), closing }
    }

    /// A step that could not be run here.
    pub(crate) fn skipped(name: &str, why: impl Into<String>) -> Self {
        Self { name: name.to_owned(), outcome: Outcome::Skipped(why.into()), took: Duration::ZERO, closing: Vec::new() }
    }

    /// Whether it ran and went well.
    pub(crate) fn passed(&self) -> bool {
        matches!(self.outcome, Outcome::Passed)
    }

    fn failed(&self) -> bool {
        matches!(self.outcome, Outcome::Failed)
    }
}

/// Prints the closing table; true if nothing failed.
pub(crate) fn summary(steps: &[Step]) -> bool {
    say("\n── Summary\n");
    for step in steps {
        let (mark, remark) = match &step.outcome {
            Outcome::Passed => ("✓", String::new()),
            Outcome::Failed => ("✗", "failed".to_owned()),
            Outcome::Skipped(why) => ("–", format!("skipped: {why}")),
        };
        say(&format!("{mark} {:<28} {:>7.1} s  {remark}\n", step.name, step.took.as_secs_f64()));
        for line in totals(&step.closing) {
            say(&format!("    {line}\n"));
        }
    }
    let failed = steps.iter().filter(|step| step.failed()).count();
    let total: f64 = steps.iter().map(|step| step.took.as_secs_f64()).sum();
    match failed {
        0 => say(&format!("\nall {} steps as they should be, {total:.0} s\n", steps.len())),
        _ => say(&format!("\n{failed} of {} steps failed, {total:.0} s\n", steps.len())),
    }
    failed == 0
}

/// The closing lines as they were; where there is one for every test binary, their sum comes first.
fn totals(closing: &[String]) -> Vec<String> {
    let count = |line: &str, what: &str| -> Option<u64> {
        let before = line.split(what).next()?;
        before.split_whitespace().next_back()?.parse().ok()
    };
    let results: Vec<&String> = closing.iter().filter(|line| line.starts_with("test result:")).collect();
    if results.len() < 2 {
        return closing.to_vec();
    }
    let sum = |what: &str| results.iter().filter_map(|line| count(line, what)).sum::<u64>();
    let word = if sum(" failed") == 0 { "ok" } else { "FAILED" };
    vec![format!(
        "test result: {word}. {} passed; {} failed; {} ignored, in {} binaries",
        sum(" passed"),
        sum(" failed"),
        sum(" ignored"),
        results.len()
    )]
}

/// Lines with which cargo test, nextest and our own commands close.
fn is_closing(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("test result:") || line.starts_with("Summary [") || line.contains("rows as expected")
}

/// Runs a program with both its outputs passing through `seen`; true if it ended well.
fn stream(command: &mut Command, mut seen: impl FnMut(&str)) -> bool {
    let mut child = match command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn() {
        Ok(child) => child,
        Err(error) => {
            say(&format!("cannot start {}: {error}\n", words(command)));
            return false;
        }
    };
    let (sender, lines) = mpsc::channel();
    let out = child.stdout.take().map(|out| forward(out, sender.clone()));
    let errors = child.stderr.take().map(|errors| forward(errors, sender));
    for line in lines {
        say(&format!("{line}\n"));
        seen(&line);
    }
    for reader in [out, errors].into_iter().flatten() {
        let _ = reader.join();
    }
    child.wait().is_ok_and(|status| status.success())
}

/// Sends what comes from a pipe on, line by line, until it closes.
fn forward(pipe: impl Read + Send + 'static, sender: mpsc::Sender<String>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    })
}

/// Whether a program runs here and ends well; its output is not shown.
pub(crate) fn works(program: &str, arguments: &[&str]) -> bool {
    let quiet =
        Command::new(program).args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    quiet.is_ok_and(|status| status.success())
}

/// Writes to standard output; a closed pipe is nobody's problem here.
pub(crate) fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

fn words(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|argument| argument.to_string_lossy().into_owned()));
    words.join(" ")
}
