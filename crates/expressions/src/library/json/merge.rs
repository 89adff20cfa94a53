//! `JContainer.Merge`.

use super::{
    compare::deep_equals,
    node::Node,
    token::{Content, TokenType},
};
use crate::{exception::Exception, runtime::Runtime, text::Text};

/// `JsonMergeSettings`.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct MergeSettings {
    pub(crate) arrays: ArrayHandling,
    /// A null of the other side replaces the value.
    pub(crate) merge_nulls: bool,
    /// Names differ only by case are the same.
    pub(crate) ignore_case: bool,
}

/// `MergeArrayHandling` with its numbers.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) enum ArrayHandling {
    #[default]
    Concat,
    Union,
    Replace,
    Merge,
}

impl Node {
    /// Merges `content` into this container.
    pub(crate) fn merge(
        &self,
        content: &Node,
        settings: MergeSettings,
        runtime: &mut Runtime<'_>,
    ) -> Result<(), Exception> {
        runtime.check_stack()?;
        match (self.token.content(), content.token.content()) {
            (Content::Object(_), Content::Object(_)) => self.merge_members(content, settings, runtime),
            (Content::Array(_), Content::Array(_) | Content::Object(_)) => self.merge_items(content, settings, runtime),
            (Content::Property(..), Content::Property(..)) => match content.property_value() {
                Some(value) if value.token_type() != TokenType::Null => self.set_property_value(value, runtime),
                _ => Ok(()),
            },
            (Content::Constructor(..), Content::Constructor(..)) => self.merge_items(content, settings, runtime),
            _ => Ok(()),
        }
    }

    fn merge_members(
        &self,
        content: &Node,
        settings: MergeSettings,
        runtime: &mut Runtime<'_>,
    ) -> Result<(), Exception> {
        for property in content.children() {
            let (Some(name), Some(value)) = (property.token.name(), property.property_value()) else { continue };
            let existing = self.find_property(name, settings.ignore_case);
            let Some(existing) = existing else {
                self.set_member(name, value, runtime)?;
                continue;
            };
            let Some(current) = existing.property_value() else { continue };
            if value.token_type() == TokenType::Null {
                if settings.merge_nulls {
                    existing.set_property_value(value, runtime)?;
                }
            } else if !current.token.is_container() || current.token_type() != value.token_type() {
                existing.set_property_value(value, runtime)?;
            } else {
                current.merge(&value, settings, runtime)?;
            }
        }
        Ok(())
    }

    /// The property of this name; when none has it exactly, the first that has it without regard to case.
    pub(crate) fn find_property(&self, name: &Text, ignore_case: bool) -> Option<Node> {
        self.property(name).or_else(|| {
            let folded = ignore_case.then(|| name.to_str().to_uppercase())?;
            self.children()
                .find(|property| property.token.name().is_some_and(|name| name.to_str().to_uppercase() == folded))
        })
    }

    fn merge_items(&self, content: &Node, settings: MergeSettings, runtime: &mut Runtime<'_>) -> Result<(), Exception> {
        let items: Vec<Node> = content.children().collect();
        match settings.arrays {
            ArrayHandling::Concat => items.into_iter().try_for_each(|item| self.add(item, runtime)),
            ArrayHandling::Union => {
                for item in items {
                    runtime.charge(self.token.child_count() as u64)?;
                    if !self.token.children().any(|own| deep_equals(&own, &item.token)) {
                        self.add(item, runtime)?;
                    }
                }
                Ok(())
            }
            ArrayHandling::Replace => {
                self.clear();
                items.into_iter().try_for_each(|item| self.add(item, runtime))
            }
            ArrayHandling::Merge => {
                for (index, item) in items.into_iter().enumerate() {
                    match self.child(index) {
                        Some(own) if own.token.is_container() => own.merge(&item, settings, runtime)?,
                        Some(_) if item.token_type() != TokenType::Null => self.set(index, item, runtime)?,
                        Some(_) => {}
                        None => self.add(item, runtime)?,
                    }
                }
                Ok(())
            }
        }
    }
}
