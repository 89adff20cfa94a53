//! Serving until somebody wants it to end: the first Ctrl-C drains, the second ends at once.

use crate::failure::Failure;
use crate::terminal::style;
use crate::wiring::Service;

/// Exit code of a process that was interrupted, as shells have it.
const INTERRUPTED: i32 = 130;

/// Waits for Ctrl-C (or SIGTERM), then lets requests in flight end.
pub(crate) fn wait_and_drain(service: Service) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("cannot wait for signals: {error}")))?;
    runtime.block_on(wanted())?;
    anstream::eprintln!(
        "{}draining{:#}: requests in flight may end; Ctrl-C again ends at once",
        style::WARN,
        style::WARN
    );
    runtime.spawn(async {
        if wanted().await.is_ok() {
            std::process::exit(INTERRUPTED);
        }
    });
    service.drain()
}

/// Returns when somebody wants us to end.
async fn wanted() -> Result<(), Failure> {
    let unheard = |error: std::io::Error| Failure::new(format!("cannot wait for signals: {error}"));
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate()).map_err(unheard)?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted.map_err(unheard),
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await.map_err(unheard)
}
