//! Accepting connections: one socket a worker, bounded handshakes, then [`crate::connection`].

use std::cell::RefCell;
use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use rustls::server::Acceptor;
use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::LazyConfigAcceptor;

use crate::connection::{self, Connection};
use crate::host_name;
use crate::observe::{Entry, decision};
use crate::tls::inbound;
use crate::worker::Worker;

/// Connections that the kernel keeps until a worker takes them.
const BACKLOG: i32 = 1024;
/// Handshakes under way on one worker, and of those from one address (attack I4): the rest is closed at once.
const HANDSHAKES_MAX: usize = 512;
const HANDSHAKES_PER_ADDRESS_MAX: usize = 128;
/// Pause after the process ran out of file descriptors, so that it does not spin.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// How often idle backend connections are looked through.
const SWEEP_INTERVAL: Duration = Duration::from_secs(10);

/// Binds a socket that other workers may bind too.
pub(crate) fn bind(address: SocketAddr) -> io::Result<std::net::TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    socket.set_reuse_port(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

/// Whether nobody listens at this address yet. SO_REUSEPORT would happily share it with another gateway.
pub(crate) fn is_free(address: SocketAddr) -> io::Result<()> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(1)
}

/// Accepts connections until the gateway drains, then waits for those that are open, within the drain time.
pub(crate) async fn run(worker: Rc<Worker>, listener: std::net::TcpListener) -> io::Result<()> {
    let listener = TcpListener::from_std(listener)?;
    let mut draining = worker.shared.draining.clone();
    let handshakes = Handshakes::default();
    let mut sweep = tokio::time::interval(SWEEP_INTERVAL);
    loop {
        tokio::select! {
            _ = draining.wait_for(|draining| *draining) => break,
            _ = sweep.tick() => worker.pool.sweep(Instant::now()),
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => accept(&worker, &handshakes, stream, peer),
                Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
            },
        }
    }
    drop(listener);
    let deadline = Instant::now() + worker.snapshot().settings.drain_time;
    while worker.connections.get() > 0 && Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

fn accept(worker: &Rc<Worker>, handshakes: &Handshakes, stream: TcpStream, peer: SocketAddr) {
    let snapshot = worker.snapshot();
    let connections_max = snapshot.settings.connections;
    let open = OpenConnection::new(worker);
    if worker.shared.connections.load(Ordering::Relaxed) > connections_max {
        return;
    }
    let Some(place) = handshakes.enter(peer.ip()) else { return };
    tokio::task::spawn_local(async move {
        let time = open.0.snapshot().settings.handshake_time;
        // Boxed, so that its state is gone once the connection is met.
        let met = tokio::time::timeout(time, Box::pin(meet(&open.0, stream, peer))).await;
        drop(place);
        if let Ok(Some((connection, stream))) = met {
            connection::serve(Rc::new(connection), stream).await;
        }
    });
}

/// The TLS handshake: the caller's hello names a host, the host's configuration answers.
async fn meet(
    worker: &Rc<Worker>,
    stream: TcpStream,
    peer: SocketAddr,
) -> Option<(Connection, tokio_rustls::server::TlsStream<TcpStream>)> {
    // Nagle's algorithm would hold back the second write of a response.
    let _ = stream.set_nodelay(true);
    // The whole hello is parsed by the TLS library, however it was cut into records (attack B4).
    let hello = LazyConfigAcceptor::new(Acceptor::default(), stream).await.ok()?;
    let server_name = hello.client_hello().server_name().and_then(host_name::normalise).map(|name| name.into_owned());
    let snapshot = worker.snapshot();
    let named = server_name.as_deref().map(|name| snapshot.hostnames.find(name));
    let hostname = match named {
        Some(Some((_, hostname))) => Some(hostname),
        // A name that nobody here has: served the fallback's certificate, so that the refusal can be read as 421.
        Some(None) => None,
        None => snapshot.hostnames.fallback(),
    };
    let tls = hostname.or_else(|| snapshot.hostnames.fallback())?;
    let (config, negotiates) = (tls.tls.clone(), tls.negotiates);
    let hostname = hostname.map(|hostname| hostname.name.clone());
    let stream = match hello.into_stream(config).await {
        Ok(stream) => stream,
        Err(error) => {
            tell_failure(worker, peer, server_name.as_deref(), hostname.as_deref(), &error);
            return None;
        }
    };
    let session = stream.get_ref().1;
    let connection = Connection::new(worker.clone(), peer, hostname, server_name, negotiates, session);
    Some((connection, stream))
}

/// No HTTP answer can tell why a handshake failed, so the journal does.
fn tell_failure(
    worker: &Worker,
    peer: SocketAddr,
    server_name: Option<&str>,
    hostname: Option<&str>,
    error: &io::Error,
) {
    let observers = &worker.shared.observers;
    if observers.keeps_files && worker.snapshot().settings.journal {
        let entry = decision::of_failed_handshake(peer, server_name, hostname, &inbound::failure_fact(error));
        observers.send(Entry::Decision(Box::new(entry)));
    }
}

/// Counts a connection as open until dropped.
struct OpenConnection(Rc<Worker>);

impl OpenConnection {
    fn new(worker: &Rc<Worker>) -> Self {
        worker.connections.set(worker.connections.get() + 1);
        worker.shared.connections.fetch_add(1, Ordering::Relaxed);
        Self(worker.clone())
    }
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.0.shared.connections.fetch_sub(1, Ordering::Relaxed);
        self.0.connections.set(self.0.connections.get() - 1);
    }
}

/// Handshakes under way, by address.
#[derive(Clone, Default)]
struct Handshakes(Rc<RefCell<(usize, HashMap<IpAddr, usize>)>>);

impl Handshakes {
    fn enter(&self, address: IpAddr) -> Option<HandshakePlace> {
        let mut counts = self.0.borrow_mut();
        let (total, by_address) = &mut *counts;
        let of_address = by_address.get(&address).copied().unwrap_or(0);
        if *total >= HANDSHAKES_MAX || of_address >= HANDSHAKES_PER_ADDRESS_MAX {
            return None;
        }
        *total += 1;
        by_address.insert(address, of_address + 1);
        Some(HandshakePlace { handshakes: self.clone(), address })
    }
}

/// A place among the handshakes under way; given back when dropped.
struct HandshakePlace {
    handshakes: Handshakes,
    address: IpAddr,
}

impl Drop for HandshakePlace {
    fn drop(&mut self) {
        let mut counts = self.handshakes.0.borrow_mut();
        let (total, by_address) = &mut *counts;
        *total -= 1;
        if let Some(count) = by_address.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                by_address.remove(&self.address);
            }
        }
    }
}
