//! `context.Variables`: values that set-variable keeps for the rest of the exchange, with their .NET types.

use std::sync::Arc;

use expressions::Value;

/// The variables of one exchange, in order of their first setting. Names are case-sensitive.
#[derive(Debug, Default)]
pub struct Variables(Vec<(Arc<str>, Value)>);

impl Variables {
    /// The value of a variable; `None` if it was never set (a variable may hold null).
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| &**known == name).map(|(_, value)| value)
    }

    /// Sets a variable.
    pub fn set(&mut self, name: &Arc<str>, value: Value) {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name.clone(), value)),
        }
    }

    /// Names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (&**name, value))
    }
}
