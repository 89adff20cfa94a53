//! `X509Certificate2`: the caller's certificate, uploaded ones, and ones made from bytes. Texts are those of .NET.

use std::rc::Rc;
use std::sync::Arc;

use certificates::{Certificate, Credential, Material, NameType, pem};
use expressions::library::crypto::{self, ecdsa, rsa};
use expressions::{Call, Declarations, Exception, Object, Text, Type, TypeId, Value};
use secret::Secret;

use super::{Class, exchange, time};
use crate::exchange::caller::{PresentedCertificate, Revocation};
use crate::needs::Needs;

mod extensions;
mod names;
mod public_key;

use names::distinguished_name;

/// The class of certificates.
pub static CERTIFICATE: Class =
    Class::new(|| TypeId::of("System.Security.Cryptography.X509Certificates.X509Certificate2"));
/// The first byte of every certificate and PFX in DER.
const DER_SEQUENCE: u8 = 0x30;

/// A certificate in an expression.
pub struct CertificateObject {
    certificate: Certificate,
    /// The rest of what the caller sent, if this is the caller's.
    presented: Option<Rc<PresentedCertificate>>,
    /// The certificate with its key, if there is one.
    credential: Option<Arc<Credential>>,
}

impl Object for CertificateObject {
    fn type_of(&self) -> Type {
        Type::Plain(*CERTIFICATE)
    }

    fn to_text(&self) -> Text {
        self.certificate.to_dotnet_text().into()
    }

    /// .NET: the same issuer and serial number.
    fn equals(&self, other: &Value) -> bool {
        other.downcast::<Self>().is_some_and(|other| {
            self.certificate.issuer_text() == other.certificate.issuer_text()
                && self.certificate.serial_number() == other.certificate.serial_number()
        })
    }

    fn hash_code(&self) -> i32 {
        let [first, second, third, fourth, ..] = *self.certificate.thumbprint().as_bytes();
        i32::from_be_bytes([first, second, third, fourth])
    }

    /// `context.Request.Certificate` is one object however often it is asked for.
    fn identity(&self) -> usize {
        match &self.presented {
            Some(presented) => Rc::as_ptr(presented).cast::<u8>() as usize,
            None => self.certificate.der().as_ptr() as usize,
        }
    }
}

/// An uploaded certificate, with its key if it has one.
pub(super) fn uploaded(certificate: Certificate, credential: Option<Arc<Credential>>) -> Value {
    Value::object(CertificateObject { certificate, presented: None, credential })
}

/// `context.Request.Certificate`.
pub(super) fn presented(call: &mut Call) -> Result<Value, Exception> {
    let presented = exchange(call)?.caller.certificate.clone();
    Ok(presented.map_or(Value::Null, |presented| {
        let certificate = presented.leaf.clone();
        Value::object(CertificateObject { certificate, presented: Some(presented), credential: None })
    }))
}

pub(super) fn declare(declarations: &mut Declarations) {
    declare_base_class(declarations);
    declare_class(declarations);
    extensions::declare(declarations);
    names::declare(declarations);
    public_key::declare(declarations);
}

/// What .NET's older class offers; X509Certificate2 inherits it.
fn declare_base_class(declarations: &mut Declarations) {
    declarations
        .class("System.Security.Cryptography.X509Certificates.X509Certificate", "A certificate.")
        .has("X509Certificate(byte[] data)", new, "From DER, PEM or a PFX without password.")
        .has("X509Certificate(byte[] rawData, string password)", new, "From a PFX with its password.")
        .has("string Subject", |call| Ok(of(call)?.subject_text().into()), "Subject as .NET prints it.")
        .has("string Issuer", |call| Ok(of(call)?.issuer_text().into()), "Issuer as .NET prints it.")
        .has("byte[] GetRawCertData()", raw_data, "The DER encoding.")
        .has("string GetRawCertDataString()", |call| Ok(hex(of(call)?.der()).into()), "The DER encoding, hex.")
        .has("byte[] GetCertHash()", |call| Ok(Value::bytes(of(call)?.thumbprint().as_bytes().to_vec())), "SHA-1.")
        .has("byte[] GetCertHash(HashAlgorithmName hashAlgorithm)", hash, "A hash of the DER encoding.")
        .has("string GetCertHashString()", |call| Ok(of(call)?.thumbprint_text().into()), "SHA-1, upper-case hex.")
        .has("string GetCertHashString(HashAlgorithmName hashAlgorithm)", hash_text, "A hash, upper-case hex.")
        .has("string GetSerialNumberString()", |call| Ok(of(call)?.serial_number_text().into()), "Serial number, hex.")
        .has("byte[] GetSerialNumber()", serial_number, "Serial number, little end first.")
        .has("string GetKeyAlgorithm()", public_key::algorithm, "Object identifier of the public key's algorithm.")
        .has("byte[] GetKeyAlgorithmParameters()", public_key::parameters, "DER of the algorithm's parameters.")
        .has("string GetKeyAlgorithmParametersString()", public_key::parameters_text, "The same, hex.")
        .has("byte[] GetPublicKey()", public_key::key, "Bits of the public key.")
        .has("string GetPublicKeyString()", public_key::key_text, "The same, hex.")
        .has("string GetEffectiveDateString()", |call| Ok(of(call)?.not_before().to_dotnet_text().into()), "NotBefore.")
        .has("string GetExpirationDateString()", |call| Ok(of(call)?.not_after().to_dotnet_text().into()), "NotAfter.")
        .has("string GetFormat()", |_| Ok("X509".into()), "X509.")
        .has("string GetName()", |call| Ok(of(call)?.subject().to_encoding_order_text().into()), "Subject, as encoded.")
        .has(
            "string GetIssuerName()",
            |call| Ok(of(call)?.issuer().to_encoding_order_text().into()),
            "Issuer, as encoded.",
        )
        .has("byte[] Export(X509ContentType contentType)", export, "The certificate as a file.")
        .has("string ToString(bool verbose)", to_string, "All of it as text.")
        .has(
            "bool Equals(X509Certificate other)",
            |call| Ok(call.this().equals(call.arg(0)).into()),
            "Same issuer and serial number.",
        );
}

fn declare_class(declarations: &mut Declarations) {
    let verification = Needs::CERTIFICATE.and(Needs::VERIFICATION).bits();
    declarations
        .class("System.Security.Cryptography.X509Certificates.X509Certificate2", "A certificate.")
        .is_a("X509Certificate")
        .has("X509Certificate2(byte[] rawData)", new, "From DER, PEM or a PFX without password.")
        .has("X509Certificate2(byte[] rawData, string password)", new, "From a PFX with its password.")
        .has("bool Verify()", |call| verify(call, Revocation::Checked), "Whether the chain is trusted and not revoked.")
        .requires(verification)
        .has("bool VerifyNoRevocation()", |call| verify(call, Revocation::Ignored), "Whether the chain is trusted.")
        .requires(verification)
        .has("string Thumbprint", |call| Ok(of(call)?.thumbprint_text().into()), "SHA-1 as 40 upper-case hex digits.")
        .has("X500DistinguishedName SubjectName", |call| Ok(distinguished_name(of(call)?.subject_text())), "Subject.")
        .has("X500DistinguishedName IssuerName", |call| Ok(distinguished_name(of(call)?.issuer_text())), "Issuer.")
        .has("string SerialNumber", |call| Ok(of(call)?.serial_number_text().into()), "Serial number, upper-case hex.")
        .has("DateTime NotBefore", |call| Ok(time::local(of(call)?.not_before())), "Valid from, local time.")
        .has("DateTime NotAfter", |call| Ok(time::local(of(call)?.not_after())), "Valid until, local time.")
        .has("int Version", |call| Ok(Value::Int32(i32::from(of(call)?.version()))), "1, 2 or 3.")
        .has("bool HasPrivateKey", |call| Ok(object(call)?.credential.is_some().into()), "Whether a key came with it.")
        .has("AsymmetricAlgorithm PrivateKey", private_key, "The RSA key pair; null without one.")
        .has("PublicKey PublicKey", public_key::of_certificate, "The public key with its algorithm.")
        .has("byte[] RawData", raw_data, "The DER encoding.")
        .has("string FriendlyName", |_| Ok("".into()), "Empty: only Windows stores one.")
        .has("bool Archived", |_| Ok(false.into()), "False: only Windows stores one.")
        .has("X509ExtensionCollection Extensions", extensions::of_certificate, "The extensions, in their order.")
        .has("Oid SignatureAlgorithm", signature_algorithm, "Algorithm of the signature.")
        .has(
            "RSA GetRSAPublicKey()",
            |call| Ok(public(call, rsa::public_key)),
            "The RSA public key; null if it is none.",
        )
        .has(
            "RSA GetRSAPrivateKey()",
            |call| Ok(private(call, rsa::private_key)),
            "The RSA key pair; null without one.",
        )
        .has(
            "ECDsa GetECDsaPublicKey()",
            |call| Ok(public(call, ecdsa::public_key)),
            "The EC public key; null if it is none.",
        )
        .has(
            "ECDsa GetECDsaPrivateKey()",
            |call| Ok(private(call, ecdsa::private_key)),
            "The EC key pair; null without one.",
        )
        .has("string GetNameInfo(X509NameType nameType, bool forIssuer)", name_info, "One of its names.");
}

/// The certificate that the member is called on.
fn of(call: &Call) -> Result<Certificate, Exception> {
    Ok(object(call)?.certificate.clone())
}

fn object<'c>(call: &'c Call) -> Result<&'c CertificateObject, Exception> {
    call.this_object::<CertificateObject>()
}

fn verify(call: &mut Call, revocation: Revocation) -> Result<Value, Exception> {
    let presented = object(call)?.presented.clone();
    let certificate = of(call)?;
    let environment = exchange(call)?.environment.clone();
    let verdict = match presented {
        Some(presented) => presented.verdict(revocation, &*environment),
        None => environment.judge(&certificate, &[], revocation),
    };
    Ok(verdict.trusted.into())
}

fn new(call: &mut Call) -> Result<Value, Exception> {
    let bytes = call.bytes(0, "rawData")?;
    // .NET reads DER, PFX and PEM with its markers, but no bare base64.
    if bytes.first() != Some(&DER_SEQUENCE) && !pem::is_pem(&bytes) {
        return Err(cryptographic("the bytes are neither DER nor PEM; decode base64 with Convert.FromBase64String"));
    }
    let password = call.optional_text(1).map(|text| Secret::new(text.to_str().into_owned()));
    // Deriving a PFX key costs far more than a step of the expression; the derivation itself is bounded.
    call.runtime.charge(10_000)?;
    let material = Material::read(&bytes, password.as_ref()).map_err(|refused| cryptographic(&refused.to_string()))?;
    let certificate = material.certificate().clone();
    let credential = match material {
        Material::Credential(credential) => Some(Arc::new(credential)),
        Material::PublicOnly { .. } => None,
    };
    Ok(uploaded(certificate, credential))
}

fn raw_data(call: &mut Call) -> Result<Value, Exception> {
    Ok(Value::bytes(of(call)?.der().to_vec()))
}

fn serial_number(call: &mut Call) -> Result<Value, Exception> {
    Ok(Value::bytes(of(call)?.serial_number().iter().rev().copied().collect()))
}

/// A key object of the public key, if it is of the right kind.
fn public(call: &Call, make: fn(&[u8]) -> Option<Value>) -> Value {
    object(call).ok().and_then(|object| make(object.certificate.public_key_der())).unwrap_or(Value::Null)
}

/// A key object of the private key, if there is one of the right kind.
fn private(call: &Call, make: fn(&[u8]) -> Option<Value>) -> Value {
    let credential = object(call).ok().and_then(|object| object.credential.clone());
    credential.and_then(|credential| make(credential.private_key().expose())).unwrap_or(Value::Null)
}

fn private_key(call: &mut Call) -> Result<Value, Exception> {
    Ok(private(call, rsa::private_key))
}

fn hash(call: &mut Call) -> Result<Value, Exception> {
    let digest = crypto::hash_by_argument(call, 0, of(call)?.der())?;
    Ok(Value::bytes(digest))
}

fn hash_text(call: &mut Call) -> Result<Value, Exception> {
    let digest = crypto::hash_by_argument(call, 0, of(call)?.der())?;
    Ok(hex(&digest).into())
}

fn name_info(call: &mut Call) -> Result<Value, Exception> {
    let kind = match call.int(0) {
        0 => NameType::Simple,
        1 => NameType::Email,
        2 => NameType::Upn,
        3 => NameType::Dns,
        4 => NameType::DnsFromAlternativeName,
        5 => NameType::Url,
        _ => return Err(Exception::argument("Value does not fall within the expected range.", "nameType")),
    };
    Ok(of(call)?.name_info(kind, call.bool(1)).into())
}

fn export(call: &mut Call) -> Result<Value, Exception> {
    /// X509ContentType.Cert
    const CERT: i32 = 1;
    if call.int(0) == CERT {
        return raw_data(call);
    }
    Err(cryptographic("Only X509ContentType.Cert can be exported."))
}

fn to_string(call: &mut Call) -> Result<Value, Exception> {
    let certificate = of(call)?;
    Ok(if call.bool(0) { certificate.to_verbose_dotnet_text() } else { certificate.to_dotnet_text() }.into())
}

fn signature_algorithm(call: &mut Call) -> Result<Value, Exception> {
    Ok(crypto::oid(&of(call)?.signature_algorithm_oid().to_string()))
}

fn cryptographic(message: &str) -> Exception {
    Exception::new("System.Security.Cryptography.CryptographicException", message.to_owned())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}
