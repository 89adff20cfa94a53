//! Policy documents → compiled documents → plans → run.
//!
//! A document is read with positions ([`document`]), its named values are replaced as text, its fragments pasted, its
//! policies and expressions compiled ([`compile`]). The documents of an operation's scopes make a [`plan::Plan`], and
//! [`run::run`] takes an [`exchange::Exchange`] through it. Nothing here opens a socket or reads a clock: all effects
//! go through [`host`].

pub mod awaited;
pub mod compile;
pub mod exchange;
pub mod host;
pub mod plan;
pub mod run;
