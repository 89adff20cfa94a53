//! The data plane: from a caller's first byte to the last byte of the answer.
//!
//! It sees only a [`Snapshot`]: one state of the configuration, compiled beforehand. [`Gateway::start`] opens the
//! listener on as many workers as there are cores; [`Running::publish`] swaps the snapshot; [`Running::drain`] ends.
//!
//! The journey of a request: `listener` → `tls::inbound` → `connection` → `pipeline` (read it first) → `router`,
//! `subscription` → the plan, which asks `effects` → `backend` → back through `pipeline` to the caller.

mod backend;
mod body;
mod connection;
mod effects;
mod failure;
mod gateway;
mod headers;
mod host_name;
mod listener;
pub mod observe;
pub mod offline;
mod pipeline;
mod random;
mod router;
mod snapshot;
mod subscription;
mod tls;
mod worker;

pub use gateway::{Gateway, Options, Running};
pub use snapshot::{Compiled, DevelopmentCredentials, Snapshot, Surroundings};
