//! Idle connections to backends, kept per worker, so that a request never crosses threads.
//!
//! A connection is given out again only for exactly the same address, server name, credential and TLS rules (attack
//! H2: partner A's identity must never carry partner B's request). All but the address are summed up in the id of the
//! TLS client configuration, which is new whenever the credential, the rules or the trust stores change; connections
//! of an old id are simply never asked for again and expire.

use std::cell::RefCell;
use std::hash::{Hash, Hasher};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hashbrown::{Equivalent, HashMap};
use hyper::client::conn::http1::SendRequest;

use crate::body::Outgoing;
use crate::tls::handshake_record::BackendHandshake;

/// How long an idle connection is kept: shorter than the idle time of common servers (nginx 75 s, Node 5 s is caught
/// by the dead-connection check), so that we seldom meet one that is closing.
const IDLE_TIME_MAX: Duration = Duration::from_secs(55);
/// Idle connections kept for one key by one worker.
const IDLE_PER_KEY_MAX: usize = 64;
/// Idle connections kept by one worker.
const IDLE_MAX: usize = 1024;

/// Everything that two requests must have in common to share a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PoolKey {
    pub(crate) host: Arc<str>,
    pub(crate) port: u16,
    /// Id of the TLS client configuration; 0 is plain HTTP.
    pub(crate) tls: u64,
}

/// A borrowed [`PoolKey`], so that a look-up copies nothing.
#[derive(Clone, Copy)]
pub(crate) struct PoolKeyRef<'k> {
    pub(crate) host: &'k str,
    pub(crate) port: u16,
    pub(crate) tls: u64,
}

impl Hash for PoolKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        PoolKeyRef { host: &self.host, port: self.port, tls: self.tls }.hash(state);
    }
}

impl Hash for PoolKeyRef<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.host.hash(state);
        state.write_u16(self.port);
        state.write_u64(self.tls);
    }
}

impl Equivalent<PoolKey> for PoolKeyRef<'_> {
    fn equivalent(&self, key: &PoolKey) -> bool {
        self.tls == key.tls && self.port == key.port && self.host == &*key.host
    }
}

/// An open connection to a backend.
pub(crate) struct BackendConnection {
    pub(crate) sender: SendRequest<Outgoing>,
    pub(crate) key: PoolKey,
    /// What its handshake was like, for traces; `None` for plain HTTP.
    pub(crate) handshake: Option<Rc<BackendHandshake>>,
    /// Whether it has carried a request before: only then may a broken first write be tried again elsewhere.
    pub(crate) reused: bool,
}

struct Idle {
    connection: BackendConnection,
    since: Instant,
}

/// The idle connections of one worker.
#[derive(Default)]
pub(crate) struct Pool {
    idle: RefCell<Shelves>,
}

#[derive(Default)]
struct Shelves {
    by_key: HashMap<PoolKey, Vec<Idle>>,
    count: usize,
}

impl Pool {
    /// The connection used last, if one is alive: the newest is the least likely to be closing.
    pub(crate) fn take(&self, key: PoolKeyRef<'_>, now: Instant) -> Option<BackendConnection> {
        let mut shelves = self.idle.borrow_mut();
        let shelves = &mut *shelves;
        let shelf = shelves.by_key.get_mut(&key)?;
        while let Some(idle) = shelf.pop() {
            shelves.count -= 1;
            let fresh = now.duration_since(idle.since) < IDLE_TIME_MAX;
            // A connection that the backend closed, or on which it spoke unasked, is not ready.
            if fresh && idle.connection.sender.is_ready() {
                return Some(BackendConnection { reused: true, ..idle.connection });
            }
        }
        None
    }

    /// Gives a connection back after its response was read to the end.
    pub(crate) fn put(&self, connection: BackendConnection, now: Instant) {
        if connection.sender.is_closed() {
            return;
        }
        let mut shelves = self.idle.borrow_mut();
        if shelves.count >= IDLE_MAX {
            return;
        }
        let shelves = &mut *shelves;
        let shelf = shelves.by_key.entry(connection.key.clone()).or_default();
        if shelf.len() < IDLE_PER_KEY_MAX {
            shelf.push(Idle { connection, since: now });
            shelves.count += 1;
        }
    }

    /// Closes what has been idle for too long; called now and then by the worker.
    pub(crate) fn sweep(&self, now: Instant) {
        let mut shelves = self.idle.borrow_mut();
        let mut kept = 0;
        shelves.by_key.retain(|_, shelf| {
            shelf.retain(|idle| now.duration_since(idle.since) < IDLE_TIME_MAX && !idle.connection.sender.is_closed());
            kept += shelf.len();
            !shelf.is_empty()
        });
        shelves.count = kept;
    }
}
