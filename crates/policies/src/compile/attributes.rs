//! Reads attributes and texts of policy elements as their definitions allow, with findings that name what is expected.

use std::sync::Arc;

use diagnostics::{Diagnostic, Span, nearest};

use super::section::SectionCompiler;
use crate::document::{Element, Mapped, reader};
use crate::policy::{AttributeRule, Definition, Form};
use crate::value::{FromValue, TextValue, TypedValue};

/// Refuses attributes that the definition does not know, and reports required ones that are missing.
pub(crate) fn check(element: &Element, definition: &Definition, findings: &mut Vec<Diagnostic>) {
    check_rules(element, definition.attributes, true, findings);
}

/// The same for child elements that are no policies (`value`, `identity`, …); `has_id` allows an `id` attribute.
pub(crate) fn check_rules(element: &Element, rules: &[AttributeRule], has_id: bool, findings: &mut Vec<Diagnostic>) {
    for attribute in &element.attributes {
        let known = rules.iter().find(|rule| rule.name == attribute.name);
        let Some(rule) = known else {
            // Namespace declarations and the like say nothing about behaviour.
            if (has_id && attribute.name == "id") || attribute.name.starts_with("xml") {
                continue;
            }
            let message = format!("`{}` has no attribute `{}`", element.name, attribute.name);
            let names = rules.iter().map(|rule| rule.name);
            let help = advice(&element.name, &attribute.name).map(str::to_owned).unwrap_or_else(|| {
                match nearest(&attribute.name, names.clone()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if rules.is_empty() => format!("`{}` takes no attributes", element.name),
                    None => format!("expected {}", list(names.clone())),
                }
            });
            findings.push(element.error_at(attribute.name_span, "unknown-attribute", message).help(help));
            continue;
        };
        if rule.form == Form::Literal && reader::is_expression(attribute.value.text().trim()) {
            let message = format!("`{}` of `{}` takes no expression", rule.name, element.name);
            let help = "write the value out; a named value {{name}} may hold it";
            findings.push(element.error_at(attribute.value_span, "expression-not-allowed", message).help(help));
        }
    }
    for rule in rules.iter().filter(|rule| rule.required && element.attribute(rule.name).is_none()) {
        let message = format!("`{}` needs the attribute `{}`", element.name, rule.name);
        findings.push(element.error("missing-attribute", message).help(format!("{}: {}", rule.name, rule.doc)));
    }
}

/// What to do instead of attributes that articles use though APIM does not have them.
fn advice(element: &str, attribute: &str) -> Option<&'static str> {
    Some(match (element, attribute) {
        ("validate-client-certificate", "failed-validation-httpcode" | "failed-validation-error-message") => {
            "APIM has no such attribute here (it belongs to validate-jwt): the refusal is always 401 with a fixed body. \
             To answer differently, put return-response with set-status (and set-body) into <on-error>, or set \
             ignore-error=\"true\" and judge context.Request.Certificate in a choose"
        }
        ("identity", "issuer") => {
            "APIM has no such attribute: name the issuer with `issuer-subject` (distinguished name), \
             `issuer-thumbprint` or `issuer-certificate-id`"
        }
        ("identity", "issuer-name") => "name the issuer with `issuer-subject` (distinguished name)",
        ("identity", "cn") => "did you mean `common-name`?",
        ("identity", "dns") => "did you mean `dns-name`?",
        ("authentication-certificate", "id") => "did you mean `certificate-id`?",
        _ => return None,
    })
}

/// Refuses text in an element that holds only elements.
pub(crate) fn refuse_text(element: &Element, findings: &mut Vec<Diagnostic>) {
    let text = element.text();
    let trimmed = text.trimmed();
    if !trimmed.text().is_empty() {
        let message = format!("text inside `{}`: `{}`", element.name, shortened(trimmed.text()));
        let help = "only elements stand here; a comment is written <!-- … -->";
        findings.push(element.error_at(first_line(&trimmed), "unexpected-text", message).help(help));
    }
}

/// Refuses child elements other than these.
pub(crate) fn refuse_children(element: &Element, allowed: &[&str], findings: &mut Vec<Diagnostic>) {
    for child in element.elements().filter(|child| !allowed.contains(&child.name.as_str())) {
        let message = format!("`{}` cannot stand inside `{}`", child.name, element.name);
        let help = match nearest(&child.name, allowed.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if allowed.is_empty() => format!("`{}` holds no elements", element.name),
            None => format!("expected {}", list(allowed.iter().copied())),
        };
        findings.push(child.error("unexpected-element", message).help(help));
    }
}

/// Reports children that are not in this order; each name may stand `once` or several times in a row.
pub(crate) fn check_order(element: &Element, order: &[&str], findings: &mut Vec<Diagnostic>) {
    let mut furthest = 0;
    for child in element.elements() {
        let Some(position) = order.iter().position(|name| *name == child.name) else { continue };
        if position < furthest {
            let before = order.get(furthest).copied().unwrap_or_default();
            let message = format!("`{}` stands behind `{before}` inside `{}`", child.name, element.name);
            let help = format!("APIM demands the order {}", order.join(", "));
            findings.push(child.error("wrong-order", message).help(help));
        }
        furthest = furthest.max(position);
    }
}

impl SectionCompiler<'_> {
    /// A text attribute: literal or, where the rule allows it, expression.
    pub fn text(&mut self, element: &Element, name: &str) -> Option<TextValue> {
        let attribute = element.attribute(name)?;
        self.text_value(element, &attribute.value.clone(), name)
    }

    /// The element's text as a value, white space around it left out.
    pub fn content(&mut self, element: &Element) -> Option<TextValue> {
        refuse_children(element, &[], self.findings);
        self.own_text(element)
    }

    /// The same for an element that may hold other elements beside its text.
    pub fn own_text(&mut self, element: &Element) -> Option<TextValue> {
        let text = element.text().trimmed();
        self.text_value(element, &text, &element.name)
    }

    /// A literal attribute, white space around it left out.
    pub fn literal(&mut self, element: &Element, name: &str) -> Option<Arc<str>> {
        let attribute = element.attribute(name)?;
        let text = attribute.value.text().trim();
        (!reader::is_expression(text)).then(|| Arc::from(text))
    }

    /// A literal attribute that must not be empty.
    pub fn nonempty_literal(&mut self, element: &Element, name: &str) -> Option<Arc<str>> {
        let literal = self.literal(element, name)?;
        if literal.is_empty() {
            let span = element.attribute(name).map_or(element.name_span, |attribute| attribute.value_span);
            let message = format!("`{name}` of `{}` is empty", element.name);
            self.report(element.error_at(span, "empty-value", message).help("write a value"));
            return None;
        }
        Some(literal)
    }

    /// A literal of a type; absent gives `default`.
    pub fn typed_literal<T: FromValue>(&mut self, element: &Element, name: &str, default: T) -> T {
        match self.typed::<T>(element, name) {
            Some(TypedValue::Literal(value)) => value,
            _ => default,
        }
    }

    /// A typed attribute: its literal is checked now.
    pub fn typed<T: FromValue>(&mut self, element: &Element, name: &str) -> Option<TypedValue<T>> {
        let attribute = element.attribute(name)?;
        let value = attribute.value.trimmed();
        if reader::is_expression(value.text()) {
            return self.expression(element, &value, T::TARGET).map(TypedValue::Computed);
        }
        let literal = T::from_text(value.text());
        if literal.is_none() {
            let message = match value.text().is_empty() {
                true => format!("`{name}` of `{}` is empty", element.name),
                false => format!("`{name}` of `{}` is `{}`", element.name, self.shown(element, &value)),
            };
            let finding = element.error_at(attribute.value_span, "wrong-value", message);
            self.report(finding.help(format!("expected {}", T::EXPECTED)));
        }
        literal.map(TypedValue::Literal)
    }

    /// A whole number within bounds; the bounds are checked for literals now.
    pub fn number(
        &mut self,
        element: &Element,
        name: &str,
        allowed: std::ops::RangeInclusive<i64>,
    ) -> Option<TypedValue<i64>> {
        let value = self.typed::<i64>(element, name)?;
        if let TypedValue::Literal(number) = value
            && !allowed.contains(&number)
        {
            let span = element.attribute(name).map_or(element.name_span, |attribute| attribute.value_span);
            let message = format!("`{name}` of `{}` is {number}", element.name);
            let help = format!("expected a whole number from {} to {}", allowed.start(), allowed.end());
            self.report(element.error_at(span, "wrong-value", message).help(help));
            return None;
        }
        Some(value)
    }

    /// One of a few words; absent gives the first. Only literals.
    pub fn word(&mut self, element: &Element, name: &str, words: &[&'static str]) -> usize {
        let Some(attribute) = element.attribute(name) else { return 0 };
        let text = attribute.value.text().trim();
        if reader::is_expression(text) {
            return 0;
        }
        words.iter().position(|word| word.eq_ignore_ascii_case(text)).unwrap_or_else(|| {
            let message = format!("`{name}` of `{}` is `{}`", element.name, self.shown(element, &attribute.value));
            let finding = element.error_at(attribute.value_span, "wrong-value", message);
            // Words of one or two characters are all near to each other.
            let near = nearest(text, words.iter().copied()).filter(|near| near.len() > 2);
            self.report(finding.help(match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("expected {}", list(words.iter().copied())),
            }));
            0
        })
    }

    /// A value as it may be shown: the reference where a named value gave it.
    pub(crate) fn shown(&self, element: &Element, value: &Mapped) -> String {
        let span = value.span();
        let written = element.source.text.get(span.start..span.end).unwrap_or_default();
        match (0..value.text().len()).any(|at| value.pasted_by(at).is_some()) {
            true => shortened(written),
            false => shortened(value.text()),
        }
    }

    fn text_value(&mut self, element: &Element, value: &Mapped, what: &str) -> Option<TextValue> {
        let trimmed = value.trimmed();
        if reader::is_expression(trimmed.text()) {
            return self.expression(element, &trimmed, expressions::Target::Text).map(TextValue::Computed);
        }
        if let Some(at) = embedded_expression(value.text()) {
            let message = format!("`{what}` holds `@(` behind other text: it is sent as it stands, not evaluated");
            let help = "an expression is the whole value: write @(\"text \" + …)";
            let finding = Diagnostic::warning("expression-inside-text", message);
            self.report(finding.at(&element.source, value.origin(at, at + 2)).help(help));
        }
        Some(TextValue::Literal(Arc::from(value.text())))
    }
}

/// `@(context…` or `@{…return…}` behind other text: probably meant as an expression.
fn embedded_expression(text: &str) -> Option<usize> {
    text.match_indices('@').map(|(at, _)| at).find(|at| {
        text.get(at + 1..).is_some_and(|rest| rest.starts_with("(context.") || rest.starts_with("((string)context."))
    })
}

/// `a`, `b` or `c`.
pub(crate) fn list<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => "nothing".to_owned(),
        [only] => only.clone(),
        [all @ .., last] => format!("{} or {last}", all.join(", ")),
    }
}

/// At most a line of text, for messages.
fn shortened(text: &str) -> String {
    /// Characters of a foreign text that a message shows.
    const SHOWN_MAX: usize = 60;
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(SHOWN_MAX) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line.to_owned(),
    }
}

fn first_line(text: &Mapped) -> Span {
    let length = text.text().lines().next().map_or(0, str::len);
    text.origin(0, length)
}
