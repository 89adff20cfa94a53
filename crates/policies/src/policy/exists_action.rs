//! The `exists-action` of set-header and set-query-parameter: what to do when the name is there already.

use super::AttributeRule;
use crate::compile::attributes;
use crate::compile::section::SectionCompiler;
use crate::document::Element;
use crate::exchange::Exchange;
use crate::exchange::failure::Failure;
use crate::value::TextValue;

/// The attribute.
pub(super) const ACTION: AttributeRule = AttributeRule::optional("exists-action", "override, skip, append or delete");

const WORDS: [(&str, Action); 4] =
    [("override", Action::Override), ("skip", Action::Skip), ("append", Action::Append), ("delete", Action::Delete)];

/// What to do when the name is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Override,
    Skip,
    Append,
    Delete,
}

/// A compiled `exists-action`.
#[derive(Debug)]
pub(super) enum ExistsAction {
    Literal(Action),
    Computed(TextValue),
}

impl ExistsAction {
    /// Reads the attribute; absent is override.
    pub(super) fn compile(element: &Element, compiler: &mut SectionCompiler<'_>) -> Option<Self> {
        let Some(attribute) = element.attribute("exists-action") else { return Some(Self::Literal(Action::Override)) };
        let value = compiler.text(element, "exists-action")?;
        let Some(literal) = value.literal() else { return Some(Self::Computed(value)) };
        let action = parse(literal);
        if action.is_none() {
            let message = format!("`exists-action` of `{}` is `{literal}`", element.name);
            let help = format!("expected {}", attributes::list(WORDS.iter().map(|(word, _)| *word)));
            compiler.report(element.error_at(attribute.value_span, "wrong-value", message).help(help));
        }
        action.map(Self::Literal)
    }

    /// The action of this exchange.
    pub(super) fn get(&self, exchange: &mut Exchange) -> Result<Action, Failure> {
        match self {
            Self::Literal(action) => Ok(*action),
            Self::Computed(value) => {
                let text = value.get_or_empty(exchange)?;
                parse(&text).ok_or_else(|| Failure::internal(format!("exists-action is '{text}'")))
            }
        }
    }
}

fn parse(text: &str) -> Option<Action> {
    WORDS.iter().find(|(word, _)| text.trim().eq_ignore_ascii_case(word)).map(|(_, action)| *action)
}
