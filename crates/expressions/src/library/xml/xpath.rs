//! XPath 1.0 over XLinq: `System.Xml.XPath.Extensions` and the namespaces it can be given.

mod evaluate;
mod functions;
mod parse;

use std::cell::RefCell;

use evaluate::{Context, Evaluator, Outcome};

use super::{
    node::Xml,
    object::{class, listed},
    xnode::ELEMENT,
};
use crate::{Call, Declarations, Exception, Object, Text, Type, Value};

const MANAGER: &str = "System.Xml.XmlNamespaceManager";

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .static_class("System.Xml.XPath.Extensions", "XPath 1.0 over XLinq.")
        .has("static XElement XPathSelectElement(this XNode node, string expression)", select_one, "The first element an XPath selects, or null.")
        .has("static XElement XPathSelectElement(this XNode node, string expression, IXmlNamespaceResolver resolver)", select_one, "The first element, or null.")
        .has("static IEnumerable<XElement> XPathSelectElements(this XNode node, string expression)", select_all, "The elements an XPath selects.")
        .has("static IEnumerable<XElement> XPathSelectElements(this XNode node, string expression, IXmlNamespaceResolver resolver)", select_all, "The elements an XPath selects.")
        .has("static object XPathEvaluate(this XNode node, string expression)", evaluate, "A number, string, boolean or sequence of nodes.")
        .has("static object XPathEvaluate(this XNode node, string expression, IXmlNamespaceResolver resolver)", evaluate, "The same, with prefixes.");
    declarations.interface("System.Xml.IXmlNamespaceResolver", "Knows what prefixes mean.");
    declarations.class("System.Xml.NameTable", "A table of names.").has(
        "NameTable()",
        |_| Ok(Value::object(NameTable)),
        "An empty table.",
    );
    declarations
        .class(MANAGER, "Prefixes and their namespaces.")
        .is_a("IXmlNamespaceResolver")
        .has("XmlNamespaceManager(NameTable nameTable)", |_| Ok(Value::object(Manager::default())), "No prefixes yet.")
        .has("void AddNamespace(string prefix, string uri)", add_namespace, "Gives a prefix a meaning.")
        .has("string LookupNamespace(string prefix)", lookup, "The meaning of a prefix, or null.");
}

struct NameTable;

impl Object for NameTable {
    fn type_of(&self) -> Type {
        class("System.Xml.NameTable")
    }
}

#[derive(Default)]
struct Manager(RefCell<Vec<(Text, Text)>>);

impl Object for Manager {
    fn type_of(&self) -> Type {
        class(MANAGER)
    }
}

impl Manager {
    fn find(&self, prefix: &Text) -> Option<Text> {
        self.0.borrow().iter().rev().find(|(known, _)| known == prefix).map(|(_, uri)| uri.clone())
    }
}

fn add_namespace(call: &mut Call) -> Result<Value, Exception> {
    let (prefix, uri) = (call.text(0, "prefix")?, call.text(1, "uri")?);
    call.this_object::<Manager>()?.0.borrow_mut().push((prefix, uri));
    Ok(Value::Null)
}

fn lookup(call: &mut Call) -> Result<Value, Exception> {
    let prefix = call.text(0, "prefix")?;
    Ok(call.this_object::<Manager>()?.find(&prefix).map_or(Value::Null, Value::Text))
}

fn outcome(call: &mut Call) -> Result<(Xml, Outcome), Exception> {
    let xml = call.object::<Xml>(0, "node")?.clone();
    let Some(text) = call.optional_text(1) else {
        return Err(parse::failure("'' is an invalid expression."));
    };
    call.runtime.charge(text.len() as u64)?;
    let expression = parse::parse(&text.to_str())?;
    let resolver = call.arg(2).clone();
    let namespaces = |prefix: &Text| resolver.downcast::<Manager>().and_then(|manager| manager.find(prefix));
    let mut evaluator = Evaluator { namespaces: &namespaces, runtime: call.runtime };
    let context = Context { node: xml.node.clone(), position: 1, size: 1 };
    evaluator.evaluate(&expression, &context).map(|outcome| (xml, outcome))
}

fn unexpected(class: &str) -> Exception {
    Exception::new(
        "System.InvalidOperationException",
        format!("The XPath expression evaluated to unexpected type {class}."),
    )
}

/// The elements of a node set; anything else is an error.
fn elements(xml: &Xml, outcome: Outcome) -> Result<Vec<Xml>, Exception> {
    let nodes = match outcome {
        Outcome::Nodes(nodes) => xml.all(nodes),
        Outcome::Number(_) => return Err(unexpected("System.Double")),
        Outcome::Text(_) => return Err(unexpected("System.String")),
        Outcome::Bool(_) => return Err(unexpected("System.Boolean")),
    };
    match nodes.iter().find(|xml| !xml.node.is_element()) {
        Some(other) => Err(unexpected(&other.type_of().reflection_name())),
        None => Ok(nodes),
    }
}

fn select_one(call: &mut Call) -> Result<Value, Exception> {
    let (xml, mut found) = outcome(call)?;
    if let Outcome::Nodes(nodes) = &mut found {
        nodes.truncate(1);
    }
    Ok(elements(&xml, found)?.into_iter().next().map_or(Value::Null, Value::from))
}

fn select_all(call: &mut Call) -> Result<Value, Exception> {
    let (xml, found) = outcome(call)?;
    Ok(listed(ELEMENT, elements(&xml, found)?))
}

fn evaluate(call: &mut Call) -> Result<Value, Exception> {
    let (xml, found) = outcome(call)?;
    Ok(match found {
        Outcome::Number(number) => Value::Double(number),
        Outcome::Text(text) => Value::Text(text),
        Outcome::Bool(value) => Value::Bool(value),
        Outcome::Nodes(nodes) => listed("System.Object", xml.all(nodes)),
    })
}
