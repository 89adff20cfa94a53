//! JSON, XML, addresses, encodings and cryptography in expressions: what real .NET Core 3.1 with Newtonsoft.Json 12
//! answers, expression by expression, and that no input brings a reader down.

mod cryptography;
mod json;
mod json_path;
mod network;
mod readers;
mod xml;
mod xpath;

use std::sync::LazyLock;

use expressions::{Declarations, Form, Limits, Surface, Target, compile, library};

static SURFACE: LazyLock<Surface> = LazyLock::new(|| {
    let mut declarations = Declarations::new();
    library::declare(&mut declarations);
    declarations.build()
});

/// What an expression or block gives as text, or the exception it throws.
#[track_caller]
fn answer(source: &str) -> String {
    let form = if source.contains("return ") { Form::Block } else { Form::Single };
    let program = compile(source, form, &SURFACE, Target::Any).unwrap_or_else(|errors| panic!("{source}: {errors:?}"));
    match program.evaluate(&mut (), &Limits::default()) {
        Ok(value) => value.to_text().to_string(),
        Err(exception) => exception.to_string(),
    }
}

#[track_caller]
fn check(source: &str, expected: &str) {
    assert_eq!(answer(source), expected, "{source}");
}

/// Checks that an exception of this class is thrown, whatever it says.
#[track_caller]
fn check_throws(source: &str, class: &str) {
    let answer = answer(source);
    assert!(answer.starts_with(&format!("{class}: ")), "{source}: {answer}");
}
