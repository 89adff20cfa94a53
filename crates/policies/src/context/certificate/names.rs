//! Names around certificates: `X500DistinguishedName`, and the enumerations that choose a name or a form.

use expressions::{Declarations, Object, Type, TypeId, Value};

use super::super::Class;

static DISTINGUISHED_NAME: Class =
    Class::new(|| TypeId::of("System.Security.Cryptography.X509Certificates.X500DistinguishedName"));

/// A distinguished name, of which APIM allows `Name` alone.
struct DistinguishedName(String);

impl Object for DistinguishedName {
    fn type_of(&self) -> Type {
        Type::Plain(*DISTINGUISHED_NAME)
    }
}

/// A distinguished name as .NET prints it.
pub(super) fn distinguished_name(text: String) -> Value {
    Value::object(DistinguishedName(text))
}

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("System.Security.Cryptography.X509Certificates.X500DistinguishedName", "A distinguished name.")
        .has("string Name", |call| Ok(call.this_object::<DistinguishedName>()?.0.clone().into()), "The name as text.");
    declarations.enumeration(
        "System.Security.Cryptography.X509Certificates.X509NameType",
        "Which name of a certificate.",
        &[
            ("SimpleName", 0),
            ("EmailName", 1),
            ("UpnName", 2),
            ("DnsName", 3),
            ("DnsFromAlternativeName", 4),
            ("UrlName", 5),
        ],
    );
    declarations.enumeration(
        "System.Security.Cryptography.X509Certificates.X509ContentType",
        "Form of a certificate file.",
        &[
            ("Unknown", 0),
            ("Cert", 1),
            ("SerializedCert", 2),
            ("Pfx", 3),
            ("Pkcs12", 3),
            ("SerializedStore", 4),
            ("Pkcs7", 5),
            ("Authenticode", 6),
        ],
    );
}
