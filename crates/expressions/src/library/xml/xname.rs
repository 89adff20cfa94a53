//! `XName` and `XNamespace`.

use super::{
    name::{Name, XML_NAMESPACE, XMLNS_NAMESPACE},
    object::{NameObject, Namespace},
};
use crate::{Call, Declarations, Exception, Text, Value};

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("System.Xml.Linq.XName", "A name with its namespace.")
        .is_a("IEquatable<XName>")
        .has("static XName Get(string expandedName)", get, "Reads `local` or `{namespace}local`.")
        .has("static XName Get(string localName, string namespaceName)", get_in, "A name in a namespace.")
        .has("string LocalName", |call| Ok(name(call)?.local().clone().into()), "The part without namespace.")
        .has("string NamespaceName", |call| Ok(name(call)?.namespace().clone().into()), "The namespace.")
        .has("XNamespace Namespace", |call| Ok(namespace(name(call)?.namespace().clone())), "The namespace.")
        .has("string ToString()", |call| Ok(call.this().to_text().into()), "`{namespace}local`.")
        .has("bool operator ==(XName left, XName right)", equal, "Whether both are the same name.")
        .has("bool operator !=(XName left, XName right)", not_equal, "Whether the names differ.")
        .has("implicit operator XName(string expandedName)", implicit_name, "Reads `local` or `{namespace}local`.");
    declarations
        .class("System.Xml.Linq.XNamespace", "A namespace of XML.")
        .has("static XNamespace Get(string namespaceName)", get_namespace, "A namespace.")
        .has("static XNamespace None", |_| Ok(namespace(Text::EMPTY)), "No namespace.")
        .has("static XNamespace Xml", |_| Ok(namespace(Text::literal(XML_NAMESPACE))), "The one of `xml:`.")
        .has("static XNamespace Xmlns", |_| Ok(namespace(Text::literal(XMLNS_NAMESPACE))), "The one of declarations.")
        .has("string NamespaceName", |call| Ok(call.this().to_text().into()), "Its URI.")
        .has("XName GetName(string localName)", in_namespace, "A name in it.")
        .has("string ToString()", |call| Ok(call.this().to_text().into()), "Its URI.")
        .has("XName operator +(XNamespace ns, string localName)", plus, "A name in it.")
        .has("bool operator ==(XNamespace left, XNamespace right)", equal, "Whether both are the same.")
        .has("bool operator !=(XNamespace left, XNamespace right)", not_equal, "Whether they differ.")
        .has("implicit operator XNamespace(string namespaceName)", implicit_namespace, "A namespace.");
}

/// An `XName` as a value.
pub(super) fn value(name: Name) -> Value {
    Value::object(NameObject(name))
}

pub(super) fn namespace(uri: Text) -> Value {
    Value::object(Namespace(uri))
}

fn name(call: &Call) -> Result<Name, Exception> {
    call.this_object::<NameObject>().map(|name| name.0.clone())
}

fn get(call: &mut Call) -> Result<Value, Exception> {
    Name::expanded(&call.text(0, "expandedName")?).map(value)
}

fn get_in(call: &mut Call) -> Result<Value, Exception> {
    Name::checked(call.text(0, "localName")?, call.text(1, "namespaceName")?).map(value)
}

fn implicit_name(call: &mut Call) -> Result<Value, Exception> {
    call.optional_text(0).map_or(Ok(Value::Null), |text| Name::expanded(&text).map(value))
}

fn get_namespace(call: &mut Call) -> Result<Value, Exception> {
    call.text(0, "namespaceName").map(namespace)
}

fn implicit_namespace(call: &mut Call) -> Result<Value, Exception> {
    Ok(call.optional_text(0).map_or(Value::Null, namespace))
}

fn in_namespace(call: &mut Call) -> Result<Value, Exception> {
    Name::checked(call.text(0, "localName")?, call.this().to_text()).map(value)
}

fn plus(call: &mut Call) -> Result<Value, Exception> {
    let uri = call.object::<Namespace>(0, "ns")?.0.clone();
    Name::checked(call.text(1, "localName")?, uri).map(value)
}

fn equal(call: &mut Call) -> Result<Value, Exception> {
    Ok(Value::Bool(call.arg(0).equals(call.arg(1))))
}

fn not_equal(call: &mut Call) -> Result<Value, Exception> {
    Ok(Value::Bool(!call.arg(0).equals(call.arg(1))))
}
