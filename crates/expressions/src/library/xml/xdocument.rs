//! `XDocument` and `XDeclaration`.

use std::cell::RefCell;

use super::{
    edit::Place,
    node::{Content, Declaration, Node, Xml},
    object::{class, optional, this},
    read,
    xelement::whitespace,
};
use crate::{Call, Declarations, Exception, Object, Text, Type, Value};

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("System.Xml.Linq.XDocument", "An XML document.")
        .is_a("XContainer")
        .has("XDocument()", new_document, "An empty document.")
        .has("XDocument(params object[] content)", new_document, "A document with content.")
        .has(
            "XDocument(XDeclaration declaration, params object[] content)",
            declared_document,
            "A document with content.",
        )
        .has("XDocument(XDocument other)", copy_of, "A copy.")
        .has("static XDocument Parse(string text)", parse, "Reads XML; XmlException when it is not well-formed.")
        .has("static XDocument Parse(string text, LoadOptions options)", parse, "Reads XML.")
        .has_settable("XDeclaration Declaration", declaration, set_declaration, "The XML declaration, or null.")
        .has("XElement Root", root, "The outermost element, or null.")
        .has("XDocumentType DocumentType", |_| Ok(Value::Null), "Always null: document types are refused.");
    declarations
        .class("System.Xml.Linq.XDeclaration", "`<?xml version=\"1.0\"?>`.")
        .has("XDeclaration(string version, string encoding, string standalone)", new_declaration, "A declaration.")
        .has("XDeclaration(XDeclaration other)", copy_declaration, "A copy.")
        .has_settable("string Version", |call| part(call, 0), |call| set_part(call, 0), "The version.")
        .has_settable("string Encoding", |call| part(call, 1), |call| set_part(call, 1), "The encoding.")
        .has_settable("string Standalone", |call| part(call, 2), |call| set_part(call, 2), "`yes`, `no` or null.")
        .has("string ToString()", |call| Ok(call.this().to_text().into()), "`<?xml version=\"1.0\"?>`.");
}

/// `XDeclaration` as an object.
struct DeclarationObject(RefCell<Declaration>);

impl Object for DeclarationObject {
    fn type_of(&self) -> Type {
        class("System.Xml.Linq.XDeclaration")
    }

    fn to_text(&self) -> Text {
        let declaration = self.0.borrow();
        let mut text = "<?xml".to_owned();
        for (name, value) in [
            ("version", &declaration.version),
            ("encoding", &declaration.encoding),
            ("standalone", &declaration.standalone),
        ] {
            if let Some(value) = value {
                text.push_str(&format!(" {name}=\"{value}\""));
            }
        }
        Text::from(text + "?>")
    }
}

fn new_document(call: &mut Call) -> Result<Value, Exception> {
    let document = Xml::new(Node::document(None));
    let content = call.take(0);
    document.add(Place::End, &content, call.runtime)?;
    Ok(document.into())
}

fn declared_document(call: &mut Call) -> Result<Value, Exception> {
    let declaration = call.arg(0).downcast::<DeclarationObject>().map(|object| object.0.borrow().clone());
    let document = Xml::new(Node::document(declaration));
    let content = call.take(1);
    document.add(Place::End, &content, call.runtime)?;
    Ok(document.into())
}

fn copy_of(call: &mut Call) -> Result<Value, Exception> {
    let node = call.object::<Xml>(0, "other")?.node.clone();
    call.runtime.allocate(node.count() * size_of::<Node>())?;
    Ok(Xml::new(node.copy()).into())
}

fn parse(call: &mut Call) -> Result<Value, Exception> {
    let text = call.text(0, "s")?;
    let options = call.long(1);
    Ok(Xml::new(read::parse(&text, whitespace(options), call.runtime)?).into())
}

fn declaration(call: &mut Call) -> Result<Value, Exception> {
    Ok(match this(call)?.node.content() {
        Content::Document { declaration, .. } => match &*declaration.borrow() {
            Some(declaration) => Value::object(DeclarationObject(RefCell::new(declaration.clone()))),
            None => Value::Null,
        },
        _ => Value::Null,
    })
}

fn set_declaration(call: &mut Call) -> Result<Value, Exception> {
    let given = call.arg(0).downcast::<DeclarationObject>().map(|object| object.0.borrow().clone());
    if let Content::Document { declaration, .. } = this(call)?.node.content() {
        *declaration.borrow_mut() = given;
    }
    Ok(Value::Null)
}

fn root(call: &mut Call) -> Result<Value, Exception> {
    let xml = this(call)?;
    let root = xml.node.children().into_iter().find(|child| child.is_element());
    Ok(optional(&xml, root))
}

fn new_declaration(call: &mut Call) -> Result<Value, Exception> {
    Ok(Value::object(DeclarationObject(RefCell::new(Declaration {
        version: call.optional_text(0),
        encoding: call.optional_text(1),
        standalone: call.optional_text(2),
    }))))
}

fn copy_declaration(call: &mut Call) -> Result<Value, Exception> {
    let declaration = call.object::<DeclarationObject>(0, "other")?.0.borrow().clone();
    Ok(Value::object(DeclarationObject(RefCell::new(declaration))))
}

fn part(call: &mut Call, index: usize) -> Result<Value, Exception> {
    let declaration = call.this_object::<DeclarationObject>()?.0.borrow();
    let parts = [&declaration.version, &declaration.encoding, &declaration.standalone];
    Ok(parts.get(index).and_then(|part| (*part).clone()).map_or(Value::Null, Value::Text))
}

fn set_part(call: &mut Call, index: usize) -> Result<Value, Exception> {
    let given = call.optional_text(0);
    let mut declaration = call.this_object::<DeclarationObject>()?.0.borrow_mut();
    match index {
        0 => declaration.version = given,
        1 => declaration.encoding = given,
        _ => declaration.standalone = given,
    }
    Ok(Value::Null)
}
