//! One resource with the text it was read from.

use std::ops::Deref;
use std::sync::Arc;

use diagnostics::{Source, Span};

use crate::json::json_position;

/// A resource: its name, what it says, and where it says so.
#[derive(Debug, Clone)]
pub struct Resource<T> {
    /// The resource name, the last segment of its ARM id: `protected-api`, `customers;rev=2`.
    pub name: String,
    /// The text it was read from, secrets masked out.
    pub source: Arc<Source>,
    /// What it says.
    pub properties: T,
    /// JSON pointer of the value in the source that describes it.
    pointer: String,
}

impl<T> Resource<T> {
    /// A resource in a file of its own, in ARM's envelope.
    pub fn new(name: impl Into<String>, source: Arc<Source>, properties: T) -> Self {
        Self::part_of(name, source, "/properties", properties)
    }

    /// A resource that is part of a larger document: the operation at `/paths/~1orders/get`.
    pub fn part_of(name: impl Into<String>, source: Arc<Source>, pointer: impl Into<String>, properties: T) -> Self {
        Self { name: name.into(), source, properties, pointer: pointer.into() }
    }

    /// JSON pointer of the value in the source that describes it.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// Where one of its properties stands, for a diagnostic: `backend.place("/tls/validateCertificateName")`. A member
    /// that is absent gives the nearest one around it that is there.
    pub fn place(&self, pointer: &str) -> (Arc<Source>, Span) {
        (self.source.clone(), json_position(&self.source, &format!("{}{pointer}", self.pointer)))
    }
}

/// The properties are what everybody wants: `backend.url` reads better than `backend.properties.url`.
impl<T> Deref for Resource<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.properties
    }
}
