//! A policy document: read, with its C# spans, and compiled at API scope.
#![no_main]

use diagnostics::Source;
use libfuzzer_sys::fuzz_target;
use policies::compile::{Catalogue, compile_document};
use policies::plan::Scope;

fuzz_target!(|text: &str| {
    let _ = compile_document(&Source::new("policy.xml", text), Scope::Api, &Catalogue::default());
});
