//! Diagnostics for people (source line, marker, notes, help) and for machines (one JSON object each).

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use diagnostics::{Diagnostic, Severity, Source, Span};
use serde_json::{Value, json};

use super::style;

/// Lines of context shown around a marker.
const CONTEXT_LINES: usize = 2;
/// Longest source line that is shown; generated or minified documents have lines of megabytes.
const LONGEST_LINE: usize = 400;

/// Prints diagnostics to standard error, worst first, with a closing count.
pub(crate) fn print(diagnostics: &[Diagnostic]) {
    for diagnostic in sorted(diagnostics) {
        anstream::eprintln!("{}\n", render(diagnostic));
    }
    if !diagnostics.is_empty() {
        anstream::eprintln!("{}", count(diagnostics));
    }
}

/// "2 errors, 1 warning".
pub(crate) fn count(diagnostics: &[Diagnostic]) -> String {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
    let warnings = diagnostics.len() - errors;
    let counted = |number: usize, noun: &str, look: anstyle::Style| {
        (number > 0).then(|| format!("{look}{number} {noun}{}{look:#}", if number == 1 { "" } else { "s" }))
    };
    let parts: Vec<String> = [counted(errors, "error", style::BAD), counted(warnings, "warning", style::WARN)]
        .into_iter()
        .flatten()
        .collect();
    if parts.is_empty() { "no findings".to_owned() } else { parts.join(", ") }
}

/// Errors before warnings, each group in the order of its documents.
fn sorted(diagnostics: &[Diagnostic]) -> Vec<&Diagnostic> {
    let mut ordered: Vec<&Diagnostic> = diagnostics.iter().collect();
    ordered.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity));
    ordered
}

/// One diagnostic in the style of a compiler.
pub(crate) fn render(diagnostic: &Diagnostic) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let excerpt = diagnostic.place.as_ref().and_then(|(source, span)| Excerpt::around(source, *span));
    let title = level.primary_title(&diagnostic.message).id(diagnostic.code);
    let mut group = match (&excerpt, &diagnostic.place) {
        (Some(excerpt), Some((source, _))) => title.element(
            Snippet::source(excerpt.text)
                .line_start(excerpt.first_line)
                .path(&source.name)
                .fold(false)
                .annotation(AnnotationKind::Primary.span(excerpt.marked.clone())),
        ),
        (None, Some((source, _))) => title.element(Origin::path(&source.name)),
        _ => Group::with_title(title),
    };
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(note));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help));
    }
    Renderer::styled().decor_style(DecorStyle::Unicode).render(&[group])
}

/// The lines around a span.
struct Excerpt<'a> {
    text: &'a str,
    first_line: usize,
    marked: std::ops::Range<usize>,
}

impl<'a> Excerpt<'a> {
    /// `None` when the source is withheld or its lines are too long to show.
    fn around(source: &'a Source, span: Span) -> Option<Self> {
        let text = source.text.as_str();
        if text.is_empty() {
            return None;
        }
        let on_boundary =
            |offset: usize| (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let (start, end) = (on_boundary(span.start), on_boundary(span.end.max(span.start)));
        let mut from = line_start(text, start);
        for _ in 0..CONTEXT_LINES {
            from = line_start(text, from.saturating_sub(1));
        }
        let mut to = line_end(text, end);
        for _ in 0..CONTEXT_LINES {
            to = line_end(text, (to + 1).min(text.len()));
        }
        let shown = text.get(from..to)?;
        if shown.lines().any(|line| line.len() > LONGEST_LINE) {
            return None;
        }
        let (first_line, _) = source.line_column(from);
        Some(Self { text: shown, first_line, marked: start - from..end - from })
    }
}

fn line_start(text: &str, offset: usize) -> usize {
    text.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1)
}

fn line_end(text: &str, offset: usize) -> usize {
    text.get(offset..).and_then(|after| after.find('\n')).map_or(text.len(), |newline| offset + newline)
}

/// One diagnostic for machines.
pub(crate) fn to_json(diagnostic: &Diagnostic) -> Value {
    let place = diagnostic.place.as_ref().map(|(source, span)| {
        let position = |offset: usize| {
            let (line, column) = source.line_column(offset);
            json!({ "line": line, "column": column })
        };
        match source.text.is_empty() {
            true => json!({ "file": source.name }),
            false => json!({ "file": source.name, "start": position(span.start), "end": position(span.end) }),
        }
    });
    json!({
        "severity": match diagnostic.severity { Severity::Error => "error", Severity::Warning => "warning" },
        "code": diagnostic.code,
        "message": diagnostic.message,
        "place": place,
        "notes": diagnostic.notes,
        "help": diagnostic.help,
    })
}

#[cfg(test)]
mod tests;
