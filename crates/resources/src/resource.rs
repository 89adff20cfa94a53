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
}

impl<T> Resource<T> {
    /// A resource that no JSON file describes: a default, or an operation that comes from an OpenAPI document.
    pub fn new(name: impl Into<String>, source: Arc<Source>, properties: T) -> Self {
        Self { name: name.into(), source, properties }
    }

    /// Where one of its properties stands, for a diagnostic: `backend.place("/tls/validateCertificateName")`. A member
    /// that is absent gives the nearest one around it that is there.
    pub fn place(&self, pointer: &str) -> (Arc<Source>, Span) {
        (self.source.clone(), json_position(&self.source, &format!("/properties{pointer}")))
    }
}

/// The properties are what everybody wants: `backend.url` reads better than `backend.properties.url`.
impl<T> Deref for Resource<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.properties
    }
}
