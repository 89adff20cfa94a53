//! Loading a folder again when something in it changes.
//!
//! Editors save in several steps (write beside, rename over), version control changes hundreds of files at once: a change
//! starts a pause, further changes make it longer, and one load follows. A folder that never comes to rest is loaded
//! anyway, a bounded number of times a second.

use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use diagnostics::Diagnostic;
use notify::{Event, EventKind, RecursiveMode, Watcher};

use super::{LoadResult, load};

/// A folder that never comes to rest is loaded after so many pauses.
const MAX_PAUSES: u32 = 10;

/// The shortest pause; a shorter one would load half-written files.
const MIN_PAUSE: Duration = Duration::from_millis(20);

/// Keeps the watch going; dropping it ends it.
pub struct Watch {
    _watcher: notify::RecommendedWatcher,
}

/// Calls back with a fresh load after every change in the folder, from a thread of its own, `pause` after the last change.
/// The first call comes after the first change: load once before, or just after, and nothing is missed.
pub fn watch(
    dir: &Path,
    pause: Duration,
    mut callback: impl FnMut(LoadResult) + Send + 'static,
) -> Result<Watch, Diagnostic> {
    let unwatchable = |error: notify::Error| {
        let fact = format!("changes in `{}` cannot be watched: {error}", dir.display());
        Diagnostic::error("unwatchable-folder", fact)
    };
    // One place is enough: it says "something changed", and what is looked up by the load.
    let (changed, changes) = sync_channel(1);
    let mut watcher = notify::recommended_watcher(move |event| signal(event, &changed)).map_err(unwatchable)?;
    watcher.watch(dir, RecursiveMode::Recursive).map_err(unwatchable)?;
    let (dir, pause) = (dir.to_owned(), pause.max(MIN_PAUSE));
    let name = "configuration-watch".to_owned();
    let started = thread::Builder::new().name(name).spawn(move || {
        while await_rest(&changes, pause) {
            callback(load(&dir));
        }
    });
    match started {
        Ok(_) => Ok(Watch { _watcher: watcher }),
        Err(error) => Err(Diagnostic::error("unwatchable-folder", format!("no thread can be started: {error}"))),
    }
}

/// Signals changes of contents and names; our own reading of the files is none.
fn signal(event: notify::Result<Event>, changed: &SyncSender<()>) {
    let is_change = match event {
        Ok(event) => !matches!(event.kind, EventKind::Access(_)),
        // Events were lost: something may have changed.
        Err(_) => true,
    };
    if is_change {
        // A full channel holds the same message already; a closed one has nobody left to tell.
        let _ = changed.try_send(());
    }
}

/// Waits for a change and then for a pause without one. False when the watch has ended.
fn await_rest(changes: &Receiver<()>, pause: Duration) -> bool {
    if changes.recv().is_err() {
        return false;
    }
    let latest = Instant::now() + pause * MAX_PAUSES;
    while Instant::now() < latest {
        match changes.recv_timeout(pause) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout) => return true,
            Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests;
