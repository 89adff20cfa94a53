//! Policy documents → compiled documents → plans → run.
//!
//! A document is read with positions ([`document`]), its named values are replaced as text, its fragments pasted, its
//! policies and expressions compiled ([`compile`]). The documents of an operation's scopes make a [`plan::Plan`], and
//! [`run::run`] takes an [`exchange::Exchange`] through it. Nothing here opens a socket or reads a clock: all effects
//! go through [`host`].

pub mod case;
pub mod compile;
pub mod context;
pub mod document;
pub mod exchange;
pub mod host;
mod lint;
pub mod named_value;
pub mod needs;
pub mod plan;
pub mod policy;
pub mod registry;
pub mod run;
pub mod value;
