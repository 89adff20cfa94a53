//! One worker: a thread with its own runtime, connections, backend pool and view of the snapshot.

use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use arc_swap::ArcSwap;
use tokio::sync::watch;

use crate::backend::pool::Pool;
use crate::connection::shown::ShownChains;
use crate::observe::Observers;
use crate::observe::trace::DebugToken;
use crate::random::Random;
use crate::snapshot::Snapshot;
use crate::tls::outbound::ClientConfigs;

/// What all workers share.
pub(crate) struct Shared {
    snapshot: ArcSwap<Snapshot>,
    /// Counts publications, so that a worker notices a new snapshot by one plain load.
    publications: AtomicU64,
    pub(crate) local_addr: SocketAddr,
    pub(crate) observers: Observers,
    pub(crate) debug_tokens: Vec<DebugToken>,
    /// Callers' connections of all workers: the bound is one of the process, however many cores it has.
    pub(crate) connections: AtomicUsize,
    /// Becomes true when the gateway drains.
    pub(crate) draining: watch::Receiver<bool>,
}

impl Shared {
    pub(crate) fn new(
        snapshot: Arc<Snapshot>,
        local_addr: SocketAddr,
        observers: Observers,
        debug_tokens: Vec<DebugToken>,
        draining: watch::Receiver<bool>,
    ) -> Self {
        Self {
            snapshot: ArcSwap::new(snapshot),
            publications: AtomicU64::new(0),
            local_addr,
            observers,
            debug_tokens,
            connections: AtomicUsize::new(0),
            draining,
        }
    }

    /// Makes a snapshot the current one for all requests that begin from now on.
    pub(crate) fn publish(&self, snapshot: Arc<Snapshot>) {
        self.snapshot.store(snapshot);
        self.publications.fetch_add(1, Ordering::Release);
    }

    /// The current snapshot.
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.load_full()
    }
}

/// A worker's hold on a snapshot.
pub(crate) struct Held(Arc<Snapshot>);

impl Deref for Held {
    type Target = Snapshot;

    fn deref(&self) -> &Snapshot {
        &self.0
    }
}

/// One worker's state; lives on its thread.
pub(crate) struct Worker {
    pub(crate) shared: Arc<Shared>,
    pub(crate) pool: Pool,
    pub(crate) client_configs: ClientConfigs,
    pub(crate) random: RefCell<Random>,
    /// Named places of limit-concurrency and how many exchanges are in each.
    pub(crate) places: RefCell<hashbrown::HashMap<String, u32>>,
    pub(crate) connections: Cell<usize>,
    pub(crate) shown_chains: ShownChains,
    seen: RefCell<(u64, Rc<Held>)>,
}

impl Worker {
    pub(crate) fn new(shared: Arc<Shared>) -> Rc<Self> {
        let seen = (shared.publications.load(Ordering::Acquire), Rc::new(Held(shared.snapshot())));
        Rc::new(Self {
            shared,
            pool: Pool::default(),
            client_configs: ClientConfigs::default(),
            random: RefCell::new(Random::new()),
            places: RefCell::default(),
            connections: Cell::new(0),
            shown_chains: ShownChains::default(),
            seen: RefCell::new(seen),
        })
    }

    /// The current snapshot. Workers count references for themselves: a request touches no shared counter.
    pub(crate) fn snapshot(&self) -> Rc<Held> {
        let publications = self.shared.publications.load(Ordering::Acquire);
        let mut seen = self.seen.borrow_mut();
        if seen.0 != publications {
            *seen = (publications, Rc::new(Held(self.shared.snapshot())));
        }
        seen.1.clone()
    }
}
