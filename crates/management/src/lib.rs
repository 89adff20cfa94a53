//! The ways in: what turns files (later: requests, databases) into a [`resources::Configuration`].

pub mod consistency;
pub mod openapi;
pub mod store;

pub use store::folder;
