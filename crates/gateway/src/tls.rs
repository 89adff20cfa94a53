//! TLS on both sides: how callers are met, how the gateway shows itself to backends and what it checks there.

pub(crate) mod handshake_record;
pub(crate) mod inbound;
pub(crate) mod outbound;
