//! Serving until somebody wants it to end: the first Ctrl-C drains, the second ends at once.

use crate::failure::Failure;
use crate::terminal::style;
use crate::wiring::Service;

/// Exit code of a process that was interrupted, as shells have it.
const INTERRUPTED: i32 = 130;

/// Waits for Ctrl-C (or SIGTERM), then lets requests in flight end.
pub(crate) fn wait_and_drain(service: Service) -> Result<(), Failure> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().map_err(unheard)?;
    // Listening begins once and before a word is said, so that the second Ctrl-C is heard however soon it comes.
    let mut ends = runtime.block_on(async { Ends::listen() })?;
    runtime.block_on(ends.wanted())?;
    anstream::eprintln!(
        "{}draining{:#}: requests in flight may end; Ctrl-C again ends at once",
        style::WARN,
        style::WARN
    );
    runtime.spawn(async move {
        if ends.wanted().await.is_ok() {
            std::process::exit(INTERRUPTED);
        }
    });
    service.drain()
}

/// The signals by which somebody wants us to end.
struct Ends {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Ends {
    /// Begins to listen.
    fn listen() -> Result<Self, Failure> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let interrupt = signal(SignalKind::interrupt()).map_err(unheard)?;
            let terminate = signal(SignalKind::terminate()).map_err(unheard)?;
            Ok(Self { interrupt, terminate })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    /// Returns at the next one.
    async fn wanted(&mut self) -> Result<(), Failure> {
        #[cfg(unix)]
        {
            tokio::select! {
                _ = self.interrupt.recv() => {}
                _ = self.terminate.recv() => {}
            }
            Ok(())
        }
        #[cfg(not(unix))]
        tokio::signal::ctrl_c().await.map_err(unheard)
    }
}

fn unheard(error: std::io::Error) -> Failure {
    Failure::new(format!("cannot wait for signals: {error}"))
}
