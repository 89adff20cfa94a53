//! `X509ExtensionCollection` and `X509Extension`: what a certificate says beyond its fields, in its own order.

use std::rc::Rc;

use certificates::{Certificate, Extension};
use expressions::library::crypto::oid;
use expressions::{Call, Declarations, Exception, Iterate, Object, Runtime, Type, TypeId, Value};

use super::super::Class;
use super::of;

static COLLECTION: Class =
    Class::new(|| TypeId::of("System.Security.Cryptography.X509Certificates.X509ExtensionCollection"));
static EXTENSION: Class = Class::new(|| TypeId::of("System.Security.Cryptography.X509Certificates.X509Extension"));

/// All extensions of a certificate.
struct Collection(Certificate);

impl Object for Collection {
    fn type_of(&self) -> Type {
        Type::Plain(*COLLECTION)
    }

    fn iterate(&self, _: &Rc<dyn Object>, _: &mut Runtime<'_>) -> Option<Result<Box<dyn Iterate>, Exception>> {
        Some(Ok(Box::new(Extensions { certificate: self.0.clone(), next: 0 })))
    }
}

struct Extensions {
    certificate: Certificate,
    next: usize,
}

impl Iterate for Extensions {
    fn next(&mut self, _: &mut Runtime<'_>) -> Result<Option<Value>, Exception> {
        let found = self.certificate.extensions().all.get(self.next).cloned();
        self.next += 1;
        Ok(found.map(value))
    }
}

/// One of them.
struct ExtensionObject(Extension);

impl Object for ExtensionObject {
    fn type_of(&self) -> Type {
        Type::Plain(*EXTENSION)
    }
}

fn value(extension: Extension) -> Value {
    Value::object(ExtensionObject(extension))
}

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("System.Security.Cryptography.X509Certificates.X509ExtensionCollection", "Extensions of a certificate.")
        .is_a("IEnumerable")
        .has("int Count", count, "How many.")
        .has("X509Extension this[int index]", by_index, "By place, from 0.")
        .has("X509Extension this[string oid]", by_oid, "By object identifier; null if there is none.");
    declarations
        .class("System.Security.Cryptography.X509Certificates.X509Extension", "One extension.")
        .has("bool Critical", |call| Ok(this(call)?.critical.into()), "Whether those who do not know it must refuse.")
        .has("Oid Oid", |call| Ok(oid(&this(call)?.oid.to_string())), "Its type.")
        .has("byte[] RawData", |call| Ok(Value::bytes(this(call)?.value.to_vec())), "Its contents, DER.");
}

/// `certificate.Extensions`.
pub(super) fn of_certificate(call: &mut Call) -> Result<Value, Exception> {
    Ok(Value::object(Collection(of(call)?)))
}

fn this<'c>(call: &'c Call) -> Result<&'c Extension, Exception> {
    Ok(&call.this_object::<ExtensionObject>()?.0)
}

fn all<'c>(call: &'c Call) -> Result<&'c [Extension], Exception> {
    Ok(&call.this_object::<Collection>()?.0.extensions().all)
}

fn count(call: &mut Call) -> Result<Value, Exception> {
    Ok(Value::Int32(i32::try_from(all(call)?.len()).unwrap_or(i32::MAX)))
}

fn by_index(call: &mut Call) -> Result<Value, Exception> {
    let found = usize::try_from(call.int(0)).ok().and_then(|index| all(call).ok()?.get(index).cloned());
    found.map(value).ok_or_else(|| {
        let message = "Index was out of range. Must be non-negative and less than the size of the collection. \
                       (Parameter 'index')";
        Exception::new("System.ArgumentOutOfRangeException", message)
    })
}

fn by_oid(call: &mut Call) -> Result<Value, Exception> {
    let wanted = call.text(0, "oid")?;
    let wanted = wanted.to_str();
    Ok(all(call)?.iter().find(|extension| extension.oid.to_string() == *wanted).cloned().map_or(Value::Null, value))
}
