//! `<set-variable>` keeps a value under a name for the rest of the exchange. An expression's value keeps its .NET
//! type: an int stays an int, and reading it as another type later fails as in APIM. A literal is a string.

use std::sync::Arc;

use expressions::{Target, Value};

use super::{ALL_SCOPES, AttributeRule, Definition, EVERYWHERE, Flow, Policy, Running};
use crate::compile::section::SectionCompiler;
use crate::document::{Element, reader};
use crate::exchange::failure::Failure;
use crate::value::Expression;

/// `set-variable`
pub static DEFINITION: Definition = Definition {
    name: "set-variable",
    doc: "Keeps a value under a name for the rest of the exchange.",
    sections: EVERYWHERE,
    scopes: ALL_SCOPES,
    attributes: &[
        AttributeRule::required("name", "name of the variable").literal(),
        AttributeRule::required("value", "the value; a literal is a string"),
    ],
    compile,
};

#[derive(Debug)]
struct SetVariable {
    name: Arc<str>,
    value: Source,
}

#[derive(Debug)]
enum Source {
    Literal(Arc<str>),
    Computed(Expression),
}

fn compile(element: &Element, compiler: &mut SectionCompiler<'_>) {
    let name = compiler.nonempty_literal(element, "name");
    let Some(attribute) = element.attribute("value") else { return };
    let value = attribute.value.trimmed();
    let value = if reader::is_expression(value.text()) {
        compiler.expression(element, &value, Target::Any).map(Source::Computed)
    } else {
        Some(Source::Literal(Arc::from(attribute.value.text())))
    };
    if let (Some(name), Some(value)) = (name, value) {
        compiler.emit(element, SetVariable { name, value });
    }
}

impl Policy for SetVariable {
    fn run(&self, running: &mut Running<'_>) -> Result<Flow, Failure> {
        let value = match &self.value {
            Source::Literal(text) => Value::text(text.clone()),
            Source::Computed(expression) => expression.evaluate(running.exchange)?,
        };
        running.exchange.variables.set(&self.name, value);
        Ok(Flow::Next)
    }
}
