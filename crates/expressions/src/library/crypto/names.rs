//! Names and choices of cryptography: `HashAlgorithmName`, the paddings of RSA, `Oid`, the random numbers.

use aws_lc_rs::rand;

use super::{
    cryptographic,
    hash::Hash,
    rsa_key::{EncryptionPadding, SignaturePadding},
};
use crate::{Array, Call, Declarations, Exception, Items, Object, Text, Type, TypeId, Value};

const HASH_NAME: &str = "System.Security.Cryptography.HashAlgorithmName";
const SIGNATURE: &str = "System.Security.Cryptography.RSASignaturePadding";
const ENCRYPTION: &str = "System.Security.Cryptography.RSAEncryptionPadding";

/// `HashAlgorithmName`.
struct HashName(Option<Text>);

impl Object for HashName {
    fn type_of(&self) -> Type {
        Type::Plain(TypeId::of(HASH_NAME))
    }

    fn to_text(&self) -> Text {
        self.0.clone().unwrap_or_default()
    }

    fn equals(&self, other: &Value) -> bool {
        other.downcast::<Self>().is_some_and(|other| other.0 == self.0)
    }

    fn hash_code(&self) -> i32 {
        Value::Text(self.to_text()).hash_code()
    }
}

/// The padding objects; equal when they are the same choice.
struct Choice<T>(&'static str, T, &'static str);

impl<T: PartialEq + 'static> Object for Choice<T> {
    fn type_of(&self) -> Type {
        Type::Plain(TypeId::of(self.0))
    }

    fn to_text(&self) -> Text {
        Text::literal(self.2)
    }

    fn equals(&self, other: &Value) -> bool {
        other.downcast::<Self>().is_some_and(|other| other.1 == self.1)
    }

    fn hash_code(&self) -> i32 {
        Value::Text(self.to_text()).hash_code()
    }
}

fn hash_name(hash: Hash) -> Value {
    Value::object(HashName(Some(Text::literal(hash.name()))))
}

fn signature(padding: SignaturePadding) -> Value {
    let name = if padding == SignaturePadding::Pss { "Pss" } else { "Pkcs1" };
    Value::object(Choice(SIGNATURE, padding, name))
}

fn encryption(padding: EncryptionPadding) -> Value {
    let name = match padding {
        EncryptionPadding::Pkcs1 => "Pkcs1",
        EncryptionPadding::Oaep(Hash::Md5) => "OaepMD5",
        EncryptionPadding::Oaep(Hash::Sha1) => "OaepSHA1",
        EncryptionPadding::Oaep(Hash::Sha256) => "OaepSHA256",
        EncryptionPadding::Oaep(Hash::Sha384) => "OaepSHA384",
        EncryptionPadding::Oaep(Hash::Sha512) => "OaepSHA512",
    };
    Value::object(Choice(ENCRYPTION, padding, name))
}

/// The hash a `HashAlgorithmName` argument names.
pub(super) fn hash_argument(call: &Call, index: usize) -> Result<Hash, Exception> {
    let name = call.arg(index).downcast::<HashName>().and_then(|name| name.0.clone()).unwrap_or_default();
    if name.is_empty() {
        return Err(Exception::argument("The hash algorithm name cannot be null or empty.", "hashAlgorithm"));
    }
    Hash::named(&name.to_str()).ok_or_else(|| cryptographic(&format!("'{name}' is not a known hash algorithm.")))
}

/// The padding of a signature argument.
pub(super) fn signature_argument(call: &Call, index: usize) -> Result<SignaturePadding, Exception> {
    call.object::<Choice<SignaturePadding>>(index, "padding").map(|choice| choice.1)
}

/// The padding of an encryption argument.
pub(super) fn encryption_argument(call: &Call, index: usize) -> Result<EncryptionPadding, Exception> {
    call.object::<Choice<EncryptionPadding>>(index, "padding").map(|choice| choice.1)
}

pub(super) fn declare(declarations: &mut Declarations) {
    const HASH: &str = "A hash function's name.";
    declarations
        .structure(HASH_NAME, "The name of a hash function.")
        .default_value(|| Value::object(HashName(None)))
        .has("HashAlgorithmName(string name)", |call| Ok(Value::object(HashName(call.optional_text(0)))), HASH)
        .has("static HashAlgorithmName MD5", |_| Ok(hash_name(Hash::Md5)), HASH)
        .has("static HashAlgorithmName SHA1", |_| Ok(hash_name(Hash::Sha1)), HASH)
        .has("static HashAlgorithmName SHA256", |_| Ok(hash_name(Hash::Sha256)), HASH)
        .has("static HashAlgorithmName SHA384", |_| Ok(hash_name(Hash::Sha384)), HASH)
        .has("static HashAlgorithmName SHA512", |_| Ok(hash_name(Hash::Sha512)), HASH)
        .has("string Name", name, "The name.")
        .has("string ToString()", |call| Ok(call.this().to_text().into()), "The name.")
        .has("bool operator ==(HashAlgorithmName left, HashAlgorithmName right)", equal, "Whether both are the same.")
        .has("bool operator !=(HashAlgorithmName left, HashAlgorithmName right)", not_equal, "Whether they differ.");
    declarations.enumeration(
        "System.Security.Cryptography.RSASignaturePaddingMode",
        "Kinds of padding of signatures.",
        &[("Pkcs1", 0), ("Pss", 1)],
    );
    declarations
        .class(SIGNATURE, "How a signature is padded.")
        .has("static RSASignaturePadding Pkcs1", |_| Ok(signature(SignaturePadding::Pkcs1)), "PKCS #1 v1.5.")
        .has(
            "static RSASignaturePadding Pss",
            |_| Ok(signature(SignaturePadding::Pss)),
            "PSS; the salt is as long as the hash.",
        )
        .has("RSASignaturePaddingMode Mode", signature_mode, "Its kind.")
        .has("string ToString()", |call| Ok(call.this().to_text().into()), "Its name.")
        .has(
            "bool operator ==(RSASignaturePadding left, RSASignaturePadding right)",
            equal,
            "Whether both are the same.",
        )
        .has(
            "bool operator !=(RSASignaturePadding left, RSASignaturePadding right)",
            not_equal,
            "Whether they differ.",
        );
    declarations
        .class(ENCRYPTION, "How a message is padded before encryption.")
        .has("static RSAEncryptionPadding Pkcs1", |_| Ok(encryption(EncryptionPadding::Pkcs1)), "PKCS #1 v1.5.")
        .has("static RSAEncryptionPadding OaepSHA1", |_| Ok(encryption(EncryptionPadding::Oaep(Hash::Sha1))), "OAEP.")
        .has(
            "static RSAEncryptionPadding OaepSHA256",
            |_| Ok(encryption(EncryptionPadding::Oaep(Hash::Sha256))),
            "OAEP.",
        )
        .has(
            "static RSAEncryptionPadding OaepSHA384",
            |_| Ok(encryption(EncryptionPadding::Oaep(Hash::Sha384))),
            "OAEP.",
        )
        .has(
            "static RSAEncryptionPadding OaepSHA512",
            |_| Ok(encryption(EncryptionPadding::Oaep(Hash::Sha512))),
            "OAEP.",
        )
        .has(
            "static RSAEncryptionPadding CreateOaep(HashAlgorithmName hashAlgorithm)",
            create_oaep,
            "OAEP with a hash function.",
        )
        .has("string ToString()", |call| Ok(call.this().to_text().into()), "Its name.")
        .has(
            "bool operator ==(RSAEncryptionPadding left, RSAEncryptionPadding right)",
            equal,
            "Whether both are the same.",
        )
        .has(
            "bool operator !=(RSAEncryptionPadding left, RSAEncryptionPadding right)",
            not_equal,
            "Whether they differ.",
        );
    declarations
        .class("System.Security.Cryptography.RandomNumberGenerator", "Random numbers fit for keys.")
        .is_a("IDisposable")
        .has(
            "static RandomNumberGenerator Create()",
            |_| Ok(Value::object(Generator("System.Security.Cryptography.RandomNumberGenerator"))),
            "A generator.",
        )
        .has("void GetBytes(byte[] data)", |call| fill(call, false), "Fills an array.")
        .has("void GetNonZeroBytes(byte[] data)", |call| fill(call, true), "Fills an array with bytes other than zero.")
        .has("void Dispose()", |_| Ok(Value::Null), "Ends it.");
    declarations
        .class("System.Security.Cryptography.RNGCryptoServiceProvider", "Random numbers fit for keys.")
        .is_a("RandomNumberGenerator")
        .has(
            "RNGCryptoServiceProvider()",
            |_| Ok(Value::object(Generator("System.Security.Cryptography.RNGCryptoServiceProvider"))),
            "A generator.",
        );
}

fn name(call: &mut Call) -> Result<Value, Exception> {
    Ok(call.this_object::<HashName>()?.0.clone().map_or(Value::Null, Value::Text))
}

fn equal(call: &mut Call) -> Result<Value, Exception> {
    Ok(call.arg(0).equals(call.arg(1)).into())
}

fn not_equal(call: &mut Call) -> Result<Value, Exception> {
    Ok((!call.arg(0).equals(call.arg(1))).into())
}

fn signature_mode(call: &mut Call) -> Result<Value, Exception> {
    let padding = call.this_object::<Choice<SignaturePadding>>()?.1;
    let mode = TypeId::of("System.Security.Cryptography.RSASignaturePaddingMode");
    Ok(Value::Enum(mode, i64::from(padding == SignaturePadding::Pss)))
}

fn create_oaep(call: &mut Call) -> Result<Value, Exception> {
    hash_argument(call, 0).map(|hash| encryption(EncryptionPadding::Oaep(hash)))
}

struct Generator(&'static str);

impl Object for Generator {
    fn type_of(&self) -> Type {
        Type::Plain(TypeId::of(self.0))
    }
}

fn fill(call: &mut Call, without_zero: bool) -> Result<Value, Exception> {
    let array = call.object::<Array>(0, "data")?;
    if let Items::Bytes(bytes) = &mut *array.items().borrow_mut() {
        let failed = |_| cryptographic("no random numbers are available");
        rand::fill(bytes).map_err(failed)?;
        for byte in bytes.iter_mut().filter(|byte| without_zero && **byte == 0) {
            // 1 to 255 from a second draw; zero again becomes one, which no caller can tell from chance.
            let mut again = [0];
            rand::fill(&mut again).map_err(failed)?;
            *byte = again[0].max(1);
        }
    }
    Ok(Value::Null)
}
