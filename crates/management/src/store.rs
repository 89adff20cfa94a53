//! Where configurations are kept.

pub mod folder;
