//! Starting, publishing, draining.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::sync::watch;

use crate::listener;
use crate::observe::trace::DebugToken;
use crate::observe::{AccessLog, Observers};
use crate::snapshot::Snapshot;
use crate::worker::{Shared, Worker};

/// The port of a gateway that was told none.
const DEFAULT_PORT: u16 = 8443;

/// How a gateway runs; nothing here changes while it does.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen; port 0 takes any free one.
    pub listen: SocketAddr,
    /// Threads that serve requests; one a core unless said otherwise.
    pub workers: Option<NonZeroUsize>,
    /// Folder for traces and the decision journal; without it neither is kept.
    pub state_folder: Option<PathBuf>,
    /// Where the access log goes.
    pub access_log: AccessLog,
    /// Who may ask for request traces.
    pub debug_tokens: Vec<DebugToken>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: (Ipv4Addr::LOCALHOST, DEFAULT_PORT).into(),
            workers: None,
            state_folder: None,
            access_log: AccessLog::Off,
            debug_tokens: Vec::new(),
        }
    }
}

/// The data plane.
pub struct Gateway;

/// A gateway that serves.
pub struct Running {
    shared: Arc<Shared>,
    drain: watch::Sender<bool>,
    workers: Vec<JoinHandle<io::Result<()>>>,
}

impl Gateway {
    /// Opens the listener and serves; returns once connections are accepted.
    pub fn start(options: Options, snapshot: Arc<Snapshot>) -> io::Result<Running> {
        if options.listen.port() != 0 {
            listener::is_free(options.listen)?;
        }
        let first = listener::bind(options.listen)?;
        let local_addr = first.local_addr()?;
        let count = options.workers.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
        let mut listeners = vec![first];
        for _ in 1..count {
            listeners.push(listener::bind(local_addr)?);
        }
        let observers = Observers::start(&options.access_log, options.state_folder.as_deref())?;
        let (drain, draining) = watch::channel(false);
        let shared = Arc::new(Shared::new(snapshot, local_addr, observers, options.debug_tokens, draining));
        let start = |(index, listener)| {
            let shared = shared.clone();
            std::thread::Builder::new().name(format!("worker-{index}")).spawn(move || work(shared, listener))
        };
        let workers = listeners.into_iter().enumerate().map(start).collect::<io::Result<_>>()?;
        Ok(Running { shared, drain, workers })
    }
}

/// One worker's thread.
fn work(shared: Arc<Shared>, listener: std::net::TcpListener) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let local = tokio::task::LocalSet::new();
    local.block_on(&runtime, async move { listener::run(Worker::new(shared), listener).await })
}

impl Running {
    /// The address that is listened on.
    pub fn local_addr(&self) -> SocketAddr {
        self.shared.local_addr
    }

    /// The snapshot that requests are served with, to be given to the next [`Snapshot::compile`].
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.shared.snapshot()
    }

    /// Serves all requests that begin from now on with this snapshot; those in flight keep theirs.
    pub fn publish(&self, snapshot: Arc<Snapshot>) {
        self.shared.publish(snapshot);
    }

    /// Writes out what the access log, the journal and the traces still hold back.
    pub fn flush(&self) {
        self.shared.observers.flush();
    }

    /// Accepts nothing more, lets requests in flight end within the drain time, and returns when all is written.
    pub fn drain(self) -> io::Result<()> {
        // Nobody left to receive means that all workers have ended already.
        let _ = self.drain.send(true);
        let mut result = Ok(());
        for worker in self.workers {
            match worker.join() {
                Ok(ended) => result = result.and(ended),
                Err(_) => result = Err(io::Error::other("a worker of the gateway panicked")),
            }
        }
        self.shared.observers.flush();
        result
    }
}
