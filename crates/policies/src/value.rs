//! Values of attributes and texts: literals, or expressions that are evaluated while the exchange runs.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use diagnostics::{Source, Span};
use expressions::{Form, Limits, Program, Target, Value};

use crate::context;
use crate::exchange::Exchange;
use crate::exchange::failure::Failure;
use crate::exchange::judgement::{Check, CheckOutcome};
use crate::needs::Needs;

/// A compiled expression and where it stands.
#[derive(Clone)]
pub struct Expression {
    pub(crate) program: Program,
    /// The expression as written in the document, `@(` and named-value references included: safe to show.
    pub code: Arc<str>,
    /// The document.
    pub source: Arc<Source>,
    /// Where in it.
    pub span: Span,
    /// What was compiled where it is not what was written: entities decoded, named values pasted. Never shown.
    pub(crate) pasted: Option<Arc<str>>,
}

/// A value that is text.
#[derive(Debug, Clone)]
pub enum TextValue {
    /// Written out.
    Literal(Arc<str>),
    /// Computed; null is possible.
    Computed(Expression),
}

/// A value of another type, read from its text at load if it is written out.
#[derive(Debug, Clone)]
pub enum TypedValue<T> {
    /// Written out.
    Literal(T),
    /// Computed.
    Computed(Expression),
}

/// A type that attributes have beside text.
pub trait FromValue: Sized + Copy + fmt::Debug {
    /// What is expected, for messages: "true or false".
    const EXPECTED: &'static str;
    /// What the expression engine should check the result against.
    const TARGET: Target;
    /// From a literal, strictly: attack C16 begins where `{{x}}` is taken for true or false by guesswork.
    fn from_text(text: &str) -> Option<Self>;
    /// From the value of an expression.
    fn from_value(value: &Value) -> Option<Self>;
}

impl FromValue for bool {
    const EXPECTED: &'static str = "true or false";
    const TARGET: Target = Target::Bool;

    fn from_text(text: &str) -> Option<Self> {
        match text.trim() {
            text if text.eq_ignore_ascii_case("true") => Some(true),
            text if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Bool(value) => Some(*value),
            other => Self::from_text(&text_of(other)?),
        }
    }
}

impl FromValue for i64 {
    const EXPECTED: &'static str = "a whole number";
    const TARGET: Target = Target::Any;

    fn from_text(text: &str) -> Option<Self> {
        text.trim().parse().ok()
    }

    fn from_value(value: &Value) -> Option<Self> {
        Self::from_text(&text_of(value)?)
    }
}

impl FromValue for f64 {
    const EXPECTED: &'static str = "a number";
    const TARGET: Target = Target::Any;

    fn from_text(text: &str) -> Option<Self> {
        text.trim().parse().ok().filter(|number: &f64| number.is_finite())
    }

    fn from_value(value: &Value) -> Option<Self> {
        Self::from_text(&text_of(value)?)
    }
}

impl Expression {
    /// Evaluates it; an exception becomes the failure that APIM reports.
    pub fn evaluate(&self, exchange: &mut Exchange) -> Result<Value, Failure> {
        self.program
            .evaluate(exchange, &Limits::default())
            .map_err(|exception| Failure::expression(&exception.message().to_str()))
    }

    /// What each operand of a top-level `&&` or `||` gives on its own, for explain. Operands that throw on their own
    /// (they are guarded by those before them) say so.
    pub fn operands(&self, exchange: &mut Exchange) -> Vec<Check> {
        let mut checks = Vec::new();
        for operand in self.program.operands() {
            let Some(code) = self.compiled_code().get(operand.span.clone()) else { continue };
            // Compiled here and not at load: only refusals are explained, and this costs microseconds.
            let Ok(program) = expressions::compile(code, Form::Single, context::surface(), Target::Any) else {
                continue;
            };
            // While named values or entities shift the text, showing it might show a secret.
            let shown = if self.pasted.is_none() { code.trim() } else { &*self.code };
            let (outcome, found) = match program.evaluate(exchange, &Limits::default()) {
                Ok(Value::Bool(true)) => (CheckOutcome::Failed, "true".to_owned()),
                Ok(Value::Bool(false)) => (CheckOutcome::Passed, "false".to_owned()),
                Ok(other) => (CheckOutcome::Unknown, text_of(&other).unwrap_or_default()),
                Err(exception) => (CheckOutcome::Skipped, exception.message().to_str().into_owned()),
            };
            checks.push(Check::new(shown, outcome, found, "false"));
        }
        checks
    }

    /// What stands between the brackets, as it was compiled.
    fn compiled_code(&self) -> &str {
        let whole = self.pasted.as_ref().unwrap_or(&self.code);
        whole.get(2..whole.len().saturating_sub(1)).unwrap_or_default()
    }

    /// The static type of what it gives, as C# writes it.
    pub fn result_type(&self) -> String {
        self.program.result_type().to_string()
    }

    /// What it needs prepared.
    pub fn needs(&self) -> Needs {
        self.program.requirements().into()
    }
}

impl TextValue {
    /// The text; `None` is null.
    pub fn get<'a>(&'a self, exchange: &mut Exchange) -> Result<Option<Cow<'a, str>>, Failure> {
        match self {
            Self::Literal(text) => Ok(Some(Cow::Borrowed(text))),
            Self::Computed(expression) => Ok(text_of(&expression.evaluate(exchange)?).map(Cow::Owned)),
        }
    }

    /// The text, null as the empty text.
    pub fn get_or_empty<'a>(&'a self, exchange: &mut Exchange) -> Result<Cow<'a, str>, Failure> {
        Ok(self.get(exchange)?.unwrap_or_default())
    }

    /// The text if it is written out.
    pub fn literal(&self) -> Option<&str> {
        match self {
            Self::Literal(text) => Some(text),
            Self::Computed(_) => None,
        }
    }
}

impl<T: FromValue> TypedValue<T> {
    /// The value; a computed one that is not of the type fails as an expression does.
    pub fn get(&self, exchange: &mut Exchange) -> Result<T, Failure> {
        match self {
            Self::Literal(value) => Ok(*value),
            Self::Computed(expression) => {
                let value = expression.evaluate(exchange)?;
                T::from_value(&value).ok_or_else(|| {
                    let found = text_of(&value).map_or("null".to_owned(), |text| format!("'{text}'"));
                    Failure::expression(&format!("The value {found} is not {}.", T::EXPECTED))
                })
            }
        }
    }
}

/// .NET's `ToString()`; `None` for null.
pub(crate) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        other => Some(other.to_text().to_str().into_owned()),
    }
}

impl fmt::Debug for Expression {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.code)
    }
}
