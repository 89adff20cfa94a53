//! Policies: one file each, named like the XML element, listed in [`crate::registry`].
//!
//! A file holds, in this order: what the policy does (for people), its [`Definition`] with every attribute, how it
//! compiles, and how it runs.

use std::fmt;

use crate::compile::section::SectionCompiler;
use crate::document::Element;
use crate::exchange::Exchange;
use crate::exchange::failure::Failure;
use crate::exchange::judgement::{Check, Judgement};
use crate::exchange::trace::TraceValue;
use crate::plan::{Instruction, Place, Scope, Section};

/// What a policy is, as data: the registry, the compiler, completion and documentation read it.
pub struct Definition {
    /// Element name.
    pub name: &'static str,
    /// What it does, in one or two sentences.
    pub doc: &'static str,
    /// Sections in which it may stand.
    pub sections: &'static [Section],
    /// Scopes in whose documents it may stand.
    pub scopes: &'static [Scope],
    /// Attributes beside `id`, which every policy has.
    pub attributes: &'static [AttributeRule],
    /// Compiles one element of this name.
    pub compile: fn(&Element, &mut SectionCompiler<'_>),
}

/// One attribute.
pub struct AttributeRule {
    /// Name.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// What it may hold.
    pub form: Form,
    /// What it means.
    pub doc: &'static str,
}

/// What an attribute may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Only literals (named values are replaced before).
    Literal,
    /// A literal or an expression.
    Expression,
}

impl AttributeRule {
    /// An attribute that must be there and may be an expression.
    pub const fn required(name: &'static str, doc: &'static str) -> Self {
        Self { name, required: true, form: Form::Expression, doc }
    }

    /// An attribute that may be left out and may be an expression.
    pub const fn optional(name: &'static str, doc: &'static str) -> Self {
        Self { name, required: false, form: Form::Expression, doc }
    }

    /// The same attribute, without expressions.
    pub const fn literal(self) -> Self {
        Self { form: Form::Literal, ..self }
    }
}

/// A compiled policy that runs without waiting. Those that wait are instructions of their own.
pub trait Policy: fmt::Debug + Send + Sync {
    /// Does its work on the exchange.
    fn run(&self, running: &mut Running<'_>) -> Result<Flow, Failure>;
}

/// Where the pipeline goes after a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// On to the next.
    Next,
    /// The response stands: nothing else runs.
    Terminate,
}

/// A policy at work: the exchange and where in the plan it stands.
pub struct Running<'a> {
    /// The exchange.
    pub exchange: &'a mut Exchange,
    /// The instruction.
    pub instruction: &'a Instruction,
    /// Section that runs.
    pub section: Section,
    /// Scope of the document that holds the instruction.
    pub scope: Scope,
}

impl Running<'_> {
    /// Where the policy stands.
    pub fn place(&self) -> &Place {
        &self.instruction.place
    }

    /// Records a decision for explain: a refusal always (with its reason), a pass only if passes are asked for.
    pub fn judge(&mut self, reason: Option<&str>, checks: Vec<Check>) {
        if reason.is_none() && !self.exchange.explain_passes {
            return;
        }
        let place = &self.instruction.place;
        self.exchange.judgements.push(Judgement {
            policy: place.element.to_owned(),
            path: place.path.to_string(),
            scope: self.scope,
            section: self.section,
            place: (place.source.clone(), place.span),
            passed: reason.is_none(),
            reason: reason.map(str::to_owned),
            checks,
        });
    }

    /// Writes a trace entry with the element's name as source.
    pub fn trace(&mut self, data: impl FnOnce() -> TraceValue) {
        self.exchange.trace(self.section, self.instruction.place.element, data);
    }

    /// Writes a trace entry that is one message.
    pub fn trace_message(&mut self, message: impl FnOnce() -> String) {
        self.trace(|| TraceValue::Object(vec![("message", TraceValue::Text(message()))]));
    }
}

/// All sections.
pub const EVERYWHERE: &[Section] = &Section::ALL;
/// Inbound only.
pub const INBOUND: &[Section] = &[Section::Inbound];
/// All scopes.
pub const ALL_SCOPES: &[Scope] = &[Scope::Global, Scope::Workspace, Scope::Product, Scope::Api, Scope::Operation];

pub mod authentication_basic;
pub mod authentication_certificate;
pub mod base;
pub mod check_header;
pub mod choose;
pub mod cors;
mod exists_action;
pub mod find_and_replace;
pub mod forward_request;
pub mod include_fragment;
pub mod ip_filter;
pub mod limit_concurrency;
pub mod mock_response;
pub mod retry;
pub mod return_response;
pub mod rewrite_uri;
pub mod set_backend_service;
pub mod set_body;
pub mod set_header;
pub mod set_method;
pub mod set_query_parameter;
pub mod set_status;
pub mod set_variable;
pub mod trace;
pub mod validate_client_certificate;
