//! `countersign eval --repl`: expressions line by line, with the members that may follow.

use std::io::{BufRead, Write};

use expressions::Form;
use policies::context;

use super::completion::{self, LISTED};
use super::fixture::Fixture;
use super::{evaluation, show, taken_apart};
use crate::command::Answer;
use crate::failure::Failure;
use crate::terminal::style;

const WELCOME: &str = "\
One expression a line; each sees a fresh context. `@{` begins a block that ends with a line `}`.
End a line with ? (or Tab) to see what may follow, as in  context.Request.?
Ctrl-D ends.";

/// Reads, evaluates, prints, until the input ends.
pub(super) fn run(fixture: &Fixture) -> Result<Answer, Failure> {
    anstream::eprintln!("{WELCOME}");
    let mut lines = std::io::stdin().lock().lines();
    let mut block = String::new();
    loop {
        prompt(if block.is_empty() { "> " } else { ". " });
        let Some(line) = lines.next() else { break };
        let line = line.map_err(|error| Failure::new(format!("cannot read the next line: {error}")))?;
        if let Some(begun) = line.strip_suffix(['?', '\t']) {
            list(begun);
            continue;
        }
        if block.is_empty() && line.trim().is_empty() {
            continue;
        }
        block.push_str(&line);
        if is_open_block(&block) {
            block.push('\n');
            continue;
        }
        let (source, form): (&str, Form) = taken_apart(&block);
        show(&evaluation::evaluate(source, form, fixture)?);
        block.clear();
    }
    anstream::eprintln!();
    Ok(Answer::Yes)
}

fn prompt(text: &str) {
    let mut err = anstream::stderr();
    // A prompt that cannot be shown keeps nobody from typing.
    let _ = write!(err, "{}{text}{:#}", style::HELP, style::HELP).and_then(|()| err.flush());
}

/// A block goes on until a line holds nothing but its closing brace.
fn is_open_block(text: &str) -> bool {
    let text = text.trim();
    text.starts_with("@{") && !(text.ends_with("\n}") || !text.contains('\n') && text.ends_with('}'))
}

fn list(begun: &str) {
    let found = completion::complete(context::surface(), begun);
    for completion in found.iter().take(LISTED) {
        let (strong, faint) = (style::STRONG, style::FAINT);
        anstream::println!("  {strong}{}{strong:#}  {faint}{}{faint:#}", completion.signature, completion.doc);
    }
    match found.len() {
        0 => anstream::println!("  nothing is known to follow"),
        many if many > LISTED => anstream::println!("  … and {} more", many - LISTED),
        _ => {}
    }
}
