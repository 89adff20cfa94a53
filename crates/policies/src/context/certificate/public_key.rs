//! `PublicKey`: a certificate's key with its algorithm, and the older members that give its parts.

use certificates::Certificate;
use expressions::library::crypto::{oid, rsa};
use expressions::{Call, Declarations, Exception, Object, Type, TypeId, Value};

use super::super::Class;
use super::{hex, of};

static PUBLIC_KEY: Class = Class::new(|| TypeId::of("System.Security.Cryptography.X509Certificates.PublicKey"));

/// The public key of a certificate.
struct PublicKeyObject(Certificate);

impl Object for PublicKeyObject {
    fn type_of(&self) -> Type {
        Type::Plain(*PUBLIC_KEY)
    }
}

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("System.Security.Cryptography.X509Certificates.PublicKey", "A public key with its algorithm.")
        .has("Oid Oid", key_oid, "Its algorithm.")
        .has("AsymmetricAlgorithm Key", rsa_key, "The RSA key; NotSupportedException for any other.");
}

/// `certificate.PublicKey`.
pub(super) fn of_certificate(call: &mut Call) -> Result<Value, Exception> {
    Ok(Value::object(PublicKeyObject(of(call)?)))
}

/// `certificate.GetKeyAlgorithm()`.
pub(super) fn algorithm(call: &mut Call) -> Result<Value, Exception> {
    Ok(of(call)?.public_key().algorithm().to_string().into())
}

/// `certificate.GetKeyAlgorithmParameters()`.
pub(super) fn parameters(call: &mut Call) -> Result<Value, Exception> {
    Ok(Value::bytes(of(call)?.public_key().parameters().to_vec()))
}

/// `certificate.GetKeyAlgorithmParametersString()`.
pub(super) fn parameters_text(call: &mut Call) -> Result<Value, Exception> {
    Ok(hex(of(call)?.public_key().parameters()).into())
}

/// `certificate.GetPublicKey()`: the contents of the BIT STRING that ends a SubjectPublicKeyInfo.
pub(super) fn key(call: &mut Call) -> Result<Value, Exception> {
    Ok(Value::bytes(of(call)?.public_key().key_bytes().to_vec()))
}

/// `certificate.GetPublicKeyString()`.
pub(super) fn key_text(call: &mut Call) -> Result<Value, Exception> {
    Ok(hex(of(call)?.public_key().key_bytes()).into())
}

fn key_oid(call: &mut Call) -> Result<Value, Exception> {
    let certificate = &call.this_object::<PublicKeyObject>()?.0;
    Ok(oid(&certificate.public_key().algorithm().to_string()))
}

fn rsa_key(call: &mut Call) -> Result<Value, Exception> {
    let certificate = &call.this_object::<PublicKeyObject>()?.0;
    rsa::public_key(certificate.public_key_der()).ok_or_else(|| {
        Exception::new("System.NotSupportedException", "The certificate key algorithm is not supported.")
    })
}
