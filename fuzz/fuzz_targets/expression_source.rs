//! The source of an expression: lexer, parser and binder against the whole surface of APIM.
#![no_main]

use expressions::{Form, Target};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|source: &str| {
    let surface = policies::context::surface();
    let _ = expressions::compile(source, Form::Single, surface, Target::Any);
    let _ = expressions::compile(source, Form::Block, surface, Target::Text);
});
