//! Policy documents as trees with positions.
//!
//! Most real policy documents are not well-formed XML: expressions hold unescaped quotes, angle brackets and
//! ampersands. [`reader`] therefore finds the end of an expression by C# rules ([`csharp`]); everything else follows
//! XML, without DTDs. Every text remembers where each of its characters was written ([`mapped`]), through entities and
//! named values, so that an error deep inside an expression points into the file.

pub mod csharp;
mod entity;
pub mod mapped;
pub mod reader;
pub mod tree;

pub use mapped::Mapped;
pub use reader::read;
pub use tree::{Attribute, Element, Node};
