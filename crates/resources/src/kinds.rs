//! One file a kind: what its body may hold, what we make of it, what we refuse.

pub mod api;
pub mod backend;
pub mod certificate;
mod duration;
pub mod fragment;
pub mod gateway;
mod members;
pub mod named_value;
pub mod operation;
pub mod product;
mod secret_text;
pub mod service;
pub mod subscription;

pub use members::Members;
