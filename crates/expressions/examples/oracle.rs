//! Answers the expression oracle's suite, as far as it needs no request: `oracle SUITE.jsonl > ANSWERS.jsonl`.
//!
//! Lines are read with the crate's own JSON reader, so that the example needs no further dependency.

#![allow(clippy::print_stdout, reason = "an example talks to the person who runs it")]

use std::io::Write;

use expressions::{Declarations, Form, Limits, Runtime, Target, Value, describe};

fn main() {
    let path = std::env::args().nth(1).unwrap_or_else(|| "suite.jsonl".to_owned());
    let suite = std::fs::read_to_string(path).unwrap_or_default();
    let mut declarations = Declarations::new();
    expressions::library::declare(&mut declarations);
    let surface = declarations.build();
    for problem in surface.problems() {
        eprintln!("{problem}");
    }
    let out = std::io::stdout();
    for line in suite.lines() {
        let Some(expression) = field(line, "expr") else { continue };
        let form = if field(line, "kind").as_deref() == Some("multi") { Form::Block } else { Form::Single };
        let answer = match expressions::compile(&expression, form, &surface, Target::Any) {
            Err(errors) => describe::refusal(&errors, &expression, form),
            Ok(program) => {
                let mut host = ();
                let mut runtime = Runtime::new(&surface, &mut host, &Limits::default());
                let result = program.evaluate_in(&mut runtime);
                describe::outcome(&result, &mut runtime)
            }
        };
        let id = field(line, "id").unwrap_or_default();
        let _ = writeln!(out.lock(), "{{\"id\":\"{id}\",\"expect\":{answer}}}");
    }
    let _ = Value::Null;
}

/// A string field of a flat JSON line.
fn field(line: &str, name: &str) -> Option<String> {
    let start = line.find(&format!("\"{name}\":"))? + name.len() + 3;
    let rest = line[start..].trim_start().strip_prefix('"')?;
    let mut text = Vec::new();
    let mut characters = rest.chars();
    loop {
        match characters.next()? {
            '"' => return Some(String::from_utf16_lossy(&text)),
            '\\' => match characters.next()? {
                'n' => text.push(u16::from(b'\n')),
                'r' => text.push(u16::from(b'\r')),
                't' => text.push(u16::from(b'\t')),
                'b' => text.push(8),
                'f' => text.push(12),
                'u' => {
                    let digits: String = characters.by_ref().take(4).collect();
                    text.push(u16::from_str_radix(&digits, 16).unwrap_or(0));
                }
                other => text.extend(other.encode_utf16(&mut [0; 2]).iter()),
            },
            other => text.extend(other.encode_utf16(&mut [0; 2]).iter()),
        }
    }
}
