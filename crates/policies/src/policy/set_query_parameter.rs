//! `<set-query-parameter>` sets, adds to or removes a parameter of the query that goes to the backend. The other
//! parameters keep the form in which the caller wrote them.

use super::{ALL_SCOPES, AttributeRule, Definition, Flow, Policy, Running};
use crate::compile::attributes;
use crate::compile::section::SectionCompiler;
use crate::document::Element;
use crate::exchange::failure::Failure;
use crate::exchange::url::{encode_pairs, query_pairs};
use crate::plan::Section;
use crate::policy::exists_action::{ACTION, Action, ExistsAction};
use crate::value::TextValue;

/// `set-query-parameter`
pub static DEFINITION: Definition = Definition {
    name: "set-query-parameter",
    doc: "Sets, adds to or removes a query parameter of the request.",
    sections: &[Section::Inbound, Section::Backend],
    scopes: ALL_SCOPES,
    attributes: &[AttributeRule::required("name", "name of the parameter"), ACTION],
    compile,
};

#[derive(Debug)]
struct SetQueryParameter {
    name: TextValue,
    action: ExistsAction,
    values: Vec<TextValue>,
}

fn compile(element: &Element, compiler: &mut SectionCompiler<'_>) {
    attributes::refuse_text(element, compiler.findings);
    attributes::refuse_children(element, &["value"], compiler.findings);
    let name = compiler.text(element, "name");
    let action = ExistsAction::compile(element, compiler);
    let mut values = Vec::new();
    for value in element.elements().filter(|child| child.name == "value") {
        attributes::check_rules(value, &[], false, compiler.findings);
        values.extend(compiler.content(value));
    }
    if let (Some(name), Some(action)) = (name, action) {
        compiler.emit(element, SetQueryParameter { name, action, values });
    }
}

impl Policy for SetQueryParameter {
    fn run(&self, running: &mut Running<'_>) -> Result<Flow, Failure> {
        let exchange = &mut *running.exchange;
        let name = self.name.get_or_empty(exchange)?.into_owned();
        let action = self.action.get(exchange)?;
        let is_named = |pair: &str| query_pairs(pair).iter().any(|(known, _)| *known == name);
        if action == Action::Skip && exchange.request.query.split('&').any(is_named) {
            return Ok(Flow::Next);
        }
        let mut values = Vec::with_capacity(self.values.len());
        for value in &self.values {
            values.extend(value.get(exchange)?.map(std::borrow::Cow::into_owned));
        }
        let keeps_old = action == Action::Append;
        let query = std::mem::take(&mut exchange.request.query);
        let mut pairs: Vec<&str> =
            query.split('&').filter(|pair| !pair.is_empty() && (keeps_old || !is_named(pair))).collect();
        let added = encode_pairs(values.iter().map(|value| (name.as_str(), value.as_str())));
        if action != Action::Delete && !added.is_empty() {
            pairs.push(&added);
        }
        exchange.request.query = pairs.join("&");
        Ok(Flow::Next)
    }
}
