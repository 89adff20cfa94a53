//! What several targets share: evaluating an expression over literals that hold the fuzzer's input.

use std::sync::LazyLock;

use expressions::{Declarations, Form, Limits, Surface, Target};

static SURFACE: LazyLock<Surface> = LazyLock::new(|| {
    let mut declarations = Declarations::new();
    expressions::library::declare(&mut declarations);
    declarations.build()
});

/// Evaluates `template` with `{0}`, `{1}` … replaced by literals of the texts.
pub fn evaluate_with(template: &str, texts: &[&str]) {
    let mut source = template.to_owned();
    for (index, text) in texts.iter().enumerate() {
        source = source.replace(&format!("{{{index}}}"), &literal(text));
    }
    run(&source);
}

/// Compiles and runs a source within small limits.
pub fn run(source: &str) {
    let limits = Limits { fuel: 100_000, allocation_bytes: 4 * 1024 * 1024 };
    for form in [Form::Single, Form::Block] {
        if let Ok(program) = expressions::compile(source, form, &SURFACE, Target::Any) {
            let _ = program.evaluate(&mut (), &limits);
        }
    }
}

/// A C# string literal in which every unit is escaped.
fn literal(text: &str) -> String {
    let escaped: String = text.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect();
    format!("\"{escaped}\"")
}
