//! What the gateway tells people: access log, request traces, decision journal. All of it is written by one thread
//! of its own behind a bounded queue; a full queue drops entries and counts them, it never holds up a request.

pub mod access_log;
pub mod decision;
pub(crate) mod json;
pub mod trace;

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use self::access_log::AccessRecord;
use self::decision::Journal;
use self::trace::TraceFolder;

/// Entries that may wait to be written; at 10,000 requests a second half a second of a stuck disk.
const QUEUE_MAX: usize = 4096;

/// Where the access log goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum AccessLog {
    /// Nowhere.
    #[default]
    Off,
    /// Standard output, one JSON object a line.
    Stdout,
    /// A file, appended to.
    File(PathBuf),
}

/// The sending end, shared by all workers.
#[derive(Clone)]
pub(crate) struct Observers {
    queue: SyncSender<Entry>,
    dropped: Arc<AtomicU64>,
    pub(crate) logs_access: bool,
    pub(crate) keeps_files: bool,
}

/// Something to be written.
pub(crate) enum Entry {
    Access(Box<AccessRecord>),
    Decision(Box<serde_json::Value>),
    Trace {
        id: String,
        content: Box<serde_json::Value>,
    },
    /// Everything before this has been written when the sender is told.
    Flush(SyncSender<()>),
}

impl Observers {
    /// Starts the writing thread. `state` is the folder for traces and the journal.
    pub(crate) fn start(log: &AccessLog, state: Option<&Path>) -> io::Result<Self> {
        let sink: Option<Box<dyn Write + Send>> = match log {
            AccessLog::Off => None,
            AccessLog::Stdout => Some(Box::new(BufWriter::new(io::stdout()))),
            AccessLog::File(path) => Some(Box::new(BufWriter::new(append_to(path)?))),
        };
        let files = match state {
            Some(folder) => Some((Journal::open(folder)?, TraceFolder::open(folder)?)),
            None => None,
        };
        let (queue, entries) = sync_channel(QUEUE_MAX);
        let dropped = Arc::new(AtomicU64::new(0));
        let observers =
            Self { queue, dropped: dropped.clone(), logs_access: sink.is_some(), keeps_files: files.is_some() };
        let write = move || Writer { sink, files, dropped }.run(&entries);
        std::thread::Builder::new().name("observer".to_owned()).spawn(write)?;
        Ok(observers)
    }

    /// Whether anything at all is written.
    pub(crate) fn are_told(&self) -> bool {
        self.logs_access || self.keeps_files
    }

    /// Hands an entry over, or drops it if the queue is full.
    pub(crate) fn send(&self, entry: Entry) {
        if self.queue.try_send(entry).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Waits until everything handed over so far has been written.
    pub(crate) fn flush(&self) {
        let (done, wait) = sync_channel(1);
        if self.queue.send(Entry::Flush(done)).is_ok() {
            // An error means that the thread is gone, and nothing is left to wait for.
            let _ = wait.recv();
        }
    }
}

fn append_to(path: &Path) -> io::Result<File> {
    private(OpenOptions::new().create(true).append(true), path)
}

/// Opens a file that only this user may read, also if it was there before with wider permissions: traces, decisions
/// and the access log name callers, and traces show what they sent (attack J6).
fn private(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    if file.metadata()?.is_file() {
        file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    }
    Ok(file)
}

/// Writes a whole file that only this user may read.
fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    private(OpenOptions::new().write(true).create(true).truncate(true), path)?.write_all(bytes)
}

struct Writer {
    sink: Option<Box<dyn Write + Send>>,
    files: Option<(Journal, TraceFolder)>,
    dropped: Arc<AtomicU64>,
}

impl Writer {
    fn run(mut self, entries: &Receiver<Entry>) {
        while let Ok(entry) = entries.recv() {
            let mut next = Some(entry);
            // Everything that is waiting is written before the buffer is flushed once.
            while let Some(entry) = next {
                // A log that cannot be written must not stop the gateway; the next entry tries again.
                let _ = self.write(entry);
                next = entries.try_recv().ok();
            }
            let _ = self.flush();
        }
    }

    fn write(&mut self, entry: Entry) -> io::Result<()> {
        match entry {
            Entry::Access(record) => match &mut self.sink {
                Some(sink) => writeln!(sink, "{}", record.to_json(self.dropped.swap(0, Ordering::Relaxed))),
                None => Ok(()),
            },
            Entry::Decision(decision) => match &mut self.files {
                Some((journal, _)) => journal.append(&decision),
                None => Ok(()),
            },
            Entry::Trace { id, content } => match &mut self.files {
                Some((_, traces)) => traces.store(&id, &content),
                None => Ok(()),
            },
            Entry::Flush(done) => {
                self.flush()?;
                // Whoever asked may have stopped waiting.
                let _ = done.send(());
                Ok(())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        if let Some(sink) = &mut self.sink {
            sink.flush()?;
        }
        Ok(())
    }
}
