//! .NET exceptions: what a native function throws, what `catch` sees and what `context.LastError` prints.

use std::{fmt, rc::Rc};

use crate::{
    text::Text,
    types::{Type, TypeId},
    value::{Object, Value},
};

/// A thrown exception. As small as a pointer, so that results stay cheap.
#[derive(Clone)]
pub struct Exception(Rc<Details>);

struct Details {
    class: TypeId,
    message: Text,
    inner: Option<Exception>,
    /// A bound of ours was met: no `catch` of the expression may swallow it.
    fatal: bool,
}

impl Drop for Details {
    /// Causes of causes are let go one after the other, not one inside the other.
    fn drop(&mut self) {
        let mut next = self.inner.take();
        while let Some(Exception(details)) = next {
            next = Rc::try_unwrap(details).ok().and_then(|mut details| details.inner.take());
        }
    }
}

impl Exception {
    /// An exception of the .NET type `class` (full name).
    pub fn new(class: &'static str, message: impl Into<Text>) -> Self {
        Self::of(TypeId::of(class), message.into(), None)
    }

    /// An exception of a type known by identity, with an inner exception.
    pub fn of(class: TypeId, message: Text, inner: Option<Self>) -> Self {
        Self(Rc::new(Details { class, message, inner, fatal: false }))
    }

    /// A bound of ours was met (see `limits.rs`); the expression cannot catch it.
    pub fn limit(message: impl Into<Text>) -> Self {
        let class = TypeId::of("System.InvalidOperationException");
        Self(Rc::new(Details { class, message: message.into(), inner: None, fatal: true }))
    }

    /// Identity of the exception's type.
    pub fn class(&self) -> TypeId {
        self.0.class
    }

    /// Full .NET name of the exception's type.
    pub fn type_name(&self) -> &'static str {
        self.0.class.name()
    }

    /// `Message`.
    pub fn message(&self) -> &Text {
        &self.0.message
    }

    /// `InnerException`.
    pub fn inner(&self) -> Option<&Self> {
        self.0.inner.as_ref()
    }

    /// Whether a bound was met, which no `catch` may swallow.
    pub fn is_fatal(&self) -> bool {
        self.0.fatal
    }

    /// The exception as a value, as `catch (Exception e)` binds it.
    pub fn to_value(&self) -> Value {
        Value::Object(Rc::new(self.clone()))
    }

    /// `System.NullReferenceException`.
    pub fn null_reference() -> Self {
        Self::new(
            "System.NullReferenceException",
            Text::literal("Object reference not set to an instance of an object."),
        )
    }

    /// `System.ArgumentNullException` for a parameter.
    pub fn argument_null(parameter: &str) -> Self {
        Self::new("System.ArgumentNullException", format!("Value cannot be null. (Parameter '{parameter}')"))
    }

    /// `System.ArgumentException` with .NET's parameter suffix.
    pub fn argument(message: &str, parameter: &str) -> Self {
        Self::new("System.ArgumentException", with_parameter(message, parameter))
    }

    /// `System.ArgumentOutOfRangeException` with .NET's parameter suffix.
    pub fn out_of_range(message: &str, parameter: &str) -> Self {
        Self::new("System.ArgumentOutOfRangeException", with_parameter(message, parameter))
    }

    /// `System.FormatException`.
    pub fn format(message: &'static str) -> Self {
        Self::new("System.FormatException", Text::literal(message))
    }

    /// `System.OverflowException`.
    pub fn overflow(message: &'static str) -> Self {
        Self::new("System.OverflowException", Text::literal(message))
    }

    /// `System.InvalidOperationException`.
    pub fn invalid_operation(message: &'static str) -> Self {
        Self::new("System.InvalidOperationException", Text::literal(message))
    }

    /// `System.InvalidCastException` between two types.
    pub fn invalid_cast(from: &Type, to: &Type) -> Self {
        let (from, to) = (from.reflection_name(), to.reflection_name());
        let message = format!("Unable to cast object of type '{from}' to type '{to}'.");
        Self::new("System.InvalidCastException", message)
    }
}

fn with_parameter(message: &str, parameter: &str) -> String {
    if parameter.is_empty() { message.to_owned() } else { format!("{message} (Parameter '{parameter}')") }
}

impl Object for Exception {
    fn type_of(&self) -> Type {
        Type::Plain(self.0.class)
    }

    fn identity(&self) -> usize {
        Rc::as_ptr(&self.0) as usize
    }

    fn to_text(&self) -> Text {
        if self.0.message.is_empty() {
            return Text::literal(self.type_name());
        }
        Text::from(format!("{}: {}", self.type_name(), self.0.message))
    }
}

impl fmt::Display for Exception {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.type_name(), self.0.message)
    }
}

impl fmt::Debug for Exception {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self}")
    }
}
