//! Calling backends: which connection, what is sent, when not to call at all.

pub(crate) mod circuit_breaker;
pub(crate) mod connect;
pub(crate) mod forward;
pub(crate) mod pool;
