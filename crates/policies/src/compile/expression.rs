//! Compiles an expression and carries its errors back to where they stand in the document.

use std::sync::Arc;

use diagnostics::{Diagnostic, Span};
use expressions::{Form, Target};

use super::section::SectionCompiler;
use crate::context;
use crate::document::csharp::{self, Literal};
use crate::document::{Element, Mapped};
use crate::value::Expression;

impl SectionCompiler<'_> {
    /// Compiles a value that begins with `@(` or `@{` and has no white space around it.
    pub fn expression(&mut self, element: &Element, value: &Mapped, target: Target) -> Option<Expression> {
        let text = value.text();
        let mut literals = Vec::new();
        let end = match csharp::scan(&text, 1, &mut literals) {
            Ok(end) => end,
            Err(unbalanced) => {
                let at = value.origin(unbalanced.at, unbalanced.at + 1);
                let message = "the expression has no end: a bracket or literal is not closed here";
                let finding = element.error_at(at, "unbalanced-expression", message);
                self.report(finding.help("every bracket closes the last one opened"));
                return None;
            }
        };
        if end < text.len() {
            let message = "text behind the end of the expression";
            let finding = element.error_at(value.origin(end, text.len()), "expression-not-whole-value", message);
            self.report(finding.help("an expression is the whole value: write @(… + \"text\")"));
            return None;
        }
        if let Some(reference) = broken_literal(value, &literals) {
            let message = "the value of this named value would end the string literal it stands in";
            let help = "APIM pastes it as it stands; here a named value is text: escape its quotes as C# does";
            self.report(element.error_at(reference, "named-value-breaks-literal", message).help(help));
            return None;
        }
        let form = if text.starts_with("@(") { Form::Single } else { Form::Block };
        let code = text.get(2..end - 1).unwrap_or_default();
        match expressions::compile(code, form, context::surface(), target) {
            Ok(program) => {
                let span = value.span();
                let written = element.source.text.get(span.start..span.end).unwrap_or_default();
                let expression = Expression {
                    program,
                    code: Arc::from(written),
                    source: element.source.clone(),
                    span,
                    pasted: (written != text).then(|| Arc::from(text)),
                };
                self.need(expression.needs());
                let lints = self.notes.expression(element, value, &literals);
                self.findings.extend(lints);
                self.notes.expressions.push(expression.clone());
                Some(expression)
            }
            Err(errors) => {
                for error in errors {
                    self.report(carry_back(element, value, error));
                }
                None
            }
        }
    }
}

/// An error of the expression compiler, pointing into the document.
fn carry_back(element: &Element, value: &Mapped, error: expressions::CompileError) -> Diagnostic {
    // The two characters `@(` stand before the code.
    let span: Span = value.origin(error.span.start + 2, error.span.end + 2);
    let finding = element.error_at(span, "expression", format!("{} ({})", error.message, error.code));
    match error.help {
        Some(help) => finding.help(help),
        None => finding,
    }
}

/// A named value that opens or closes a literal which it did not close or open (attack J9).
fn broken_literal(value: &Mapped, literals: &[Literal]) -> Option<Span> {
    literals.iter().find_map(|literal| {
        let opened_by = value.pasted_by(literal.start);
        let closed_by = value.pasted_by(literal.end.saturating_sub(1));
        if opened_by == closed_by { None } else { closed_by.or(opened_by) }
    })
}
