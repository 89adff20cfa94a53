//! What requests and handshakes cost in allocations, which are the same on every machine, however busy. A bound that no
//! longer holds is a regression, or a feature that is worth it: then raise it and say why in the commit.
//!
//! A test binary of its own, because it counts with the process's allocator; its cases run one after the other.

#![allow(clippy::print_stdout, reason = "figures are what it is run for")]
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, unreachable_pub, dead_code)]
// An allocator cannot be written without.
#![allow(unsafe_code)]

#[path = "../gateway/backend.rs"]
mod backend;
#[path = "../gateway/caller.rs"]
mod caller;
#[path = "../gateway/house.rs"]
mod house;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};

use backend::{Backend, Seen};
use caller::Caller;
use dev_ca::ClientKind;
use gateway::{Gateway, Options, Running};
use resources::{Configuration, ConfiguredApi};

/// Requests (or connections) that a cost is averaged over.
const ROUNDS: u64 = 50;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

thread_local! {
    /// Whether this thread belongs to the gateway; callers and backends say that they do not.
    static COUNTED: Cell<bool> = const { Cell::new(true) };
}

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn count() {
    // A thread that ends has no flag any more, and nothing to count.
    if COUNTED.try_with(Cell::get).unwrap_or(false) {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
    }
}

// SAFETY: everything is passed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: the caller's promise is passed on.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

fn serve(configuration: &Configuration) -> Running {
    let options = Options { listen: ([127, 0, 0, 1], 0).into(), workers: NonZeroUsize::new(1), ..Options::default() };
    Gateway::start(options, house::compile(configuration, None).expect("it compiles")).expect("a free port")
}

/// Allocations of the gateway for each round.
fn cost(mut round: impl FnMut()) -> u64 {
    // Buffers grow, connections open and certificates are read in the first rounds.
    for _ in 0..10 {
        round();
    }
    let before = ALLOCATIONS.load(Ordering::SeqCst);
    for _ in 0..ROUNDS {
        round();
    }
    (ALLOCATIONS.load(Ordering::SeqCst) - before) / ROUNDS
}

fn answer(_: &Seen) -> Vec<u8> {
    COUNTED.set(false);
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}".to_vec()
}

const REQUEST: &[u8] =
    b"GET /api/orders HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nUser-Agent: t\r\n\r\n";
const CHECK: &str = "<validate-client-certificate validate-revocation=\"false\"/>";

#[test]
fn nothing_costs_more_than_it_did() {
    COUNTED.set(false);
    let mut costs = Vec::new();

    let answering = house::answering(&format!("{CHECK}<return-response/>"));
    let running = serve(&house::configuration(&answering));
    let caller = Caller::new(running.local_addr()).showing(house::client(ClientKind::Valid));
    let mut session = caller.connect("localhost");
    let mut ask = || {
        session.send(REQUEST);
        assert_eq!(session.answer().status, 200);
    };
    costs.push(("a request answered by a policy", cost(&mut ask), ANSWERED_MAX));

    let connect = || {
        let mut session = caller.connect("localhost");
        session.send(REQUEST);
        assert_eq!(session.answer().status, 200);
    };
    costs.push(("a connection, resumed, with a request", cost(connect), RESUMED_MAX));
    let connect = || {
        let caller = Caller::new(running.local_addr()).showing(house::client(ClientKind::Valid));
        let mut session = caller.connect("localhost");
        session.send(REQUEST);
        assert_eq!(session.answer().status, 200);
    };
    costs.push(("a connection with a full handshake and a request", cost(connect), FULL_MAX));

    let backend = Backend::tls(answer, &house::tree().server, false);
    let policy = format!(
        "<policies><inbound>{CHECK}<set-backend-service base-url=\"{}\"/></inbound>\
         <backend><forward-request/></backend><outbound/><on-error/></policies>",
        backend.https_url()
    );
    let running = serve(&house::configuration(&policy));
    let caller = Caller::new(running.local_addr()).showing(house::client(ClientKind::Valid));
    let mut session = caller.connect("localhost");
    let mut ask = || {
        session.send(REQUEST);
        assert_eq!(session.answer().status, 200);
    };
    costs.push(("a request forwarded over TLS", cost(&mut ask), FORWARDED_MAX));

    // Finding one of 50,000 operations must not cost more than finding the only one.
    let mut many = house::configuration(&answering);
    many.apis.extend((0..1_000).map(|number| crowd(number, &answering)));
    let running = serve(&many);
    let caller = Caller::new(running.local_addr()).showing(house::client(ClientKind::Valid));
    let mut session = caller.connect("localhost");
    let mut ask = || {
        session.send(REQUEST);
        assert_eq!(session.answer().status, 200);
    };
    costs.push(("a request answered by a policy, among 1,000 APIs", cost(&mut ask), ANSWERED_MAX));

    for (what, cost, bound) in &costs {
        eprintln!("{what}: {cost} allocations (at most {bound})");
    }
    for (what, cost, bound) in costs {
        assert!(cost <= bound, "{what} costs {cost} allocations, at most {bound} were expected");
        assert!(cost * 2 >= bound, "{what} costs only {cost} allocations: lower the bound of {bound}");
    }
}

fn crowd(number: usize, policy: &str) -> ConfiguredApi {
    house::api(&format!("api-{number}"), policy, &["GET /orders", "GET /orders/{id}", "POST /orders"])
}

const ANSWERED_MAX: u64 = 22;
const RESUMED_MAX: u64 = 195;
const FULL_MAX: u64 = 195;
const FORWARDED_MAX: u64 = 55;
