//! The data plane over real TLS on loopback: what callers get, what backends see, and that attacks come to nothing.
//! Attack cases carry their number in their name (`a1_…`, `f5_…`).
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, unreachable_pub)]

mod backend;
mod caller;
mod house;

mod exhaustion;
mod explaining;
mod handshakes;
mod http2;
mod identity;
mod matching;
mod outbound;
mod reloading;
mod revocation;
mod scale;
mod smuggling;
