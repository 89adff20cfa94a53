//! Certificates for development: CAs, leaves with chosen faults, revocation lists, and a whole tree of them.
//!
//! Nothing here reads a clock: the moment is an argument, so that an expired certificate is expired for the test that
//! asked for it. Only [`Tree::write`] touches the file system.

mod authority;
mod issued;
mod request;
mod tree;

pub use authority::{CertificateAuthority, DevCaError};
pub use issued::Issued;
pub use request::{CaRequest, KeyType, LeafRequest, Usage, Validity};
pub use tree::{Client, ClientKind, Tree, TreeRequest};

#[cfg(test)]
mod tests;
