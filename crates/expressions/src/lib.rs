//! See ARCHITECTURE.md.

pub mod format;
