//! `ECDsa` over the NIST curves. Signatures are the two numbers one after the other, as .NET and JWS have them.

use aws_lc_rs::{
    digest::{self, Digest},
    signature::{
        self, EcdsaKeyPair, EcdsaSigningAlgorithm, EcdsaVerificationAlgorithm, KeyPair as _, UnparsedPublicKey,
    },
};

use super::{cryptographic, hash::Hash, names::hash_argument};
use crate::{Call, Declarations, Exception, Object, Type, TypeId, Value};

/// Fuel for a signature or its verification.
const OPERATION_STEPS: u64 = 5_000;

/// A curve with the hash our provider signs with on it. ECDSA takes the leftmost bits of a hash that is longer than the
/// curve, and a shorter one as a smaller number; so every hash can be brought to this length.
struct Curve {
    bits: usize,
    hash: &'static digest::Algorithm,
    signing: &'static EcdsaSigningAlgorithm,
    verification: &'static EcdsaVerificationAlgorithm,
    /// The curve's object identifier in DER, by which a public key names it.
    identifier: &'static [u8],
}

static CURVES: [Curve; 3] = [
    Curve {
        bits: 256,
        hash: &digest::SHA256,
        signing: &signature::ECDSA_P256_SHA256_FIXED_SIGNING,
        verification: &signature::ECDSA_P256_SHA256_FIXED,
        identifier: &[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07],
    },
    Curve {
        bits: 384,
        hash: &digest::SHA384,
        signing: &signature::ECDSA_P384_SHA384_FIXED_SIGNING,
        verification: &signature::ECDSA_P384_SHA384_FIXED,
        identifier: &[0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22],
    },
    Curve {
        bits: 521,
        hash: &digest::SHA512,
        signing: &signature::ECDSA_P521_SHA512_FIXED_SIGNING,
        verification: &signature::ECDSA_P521_SHA512_FIXED,
        identifier: &[0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x23],
    },
];

struct Ecdsa {
    curve: &'static Curve,
    public: Vec<u8>,
    private: Option<EcdsaKeyPair>,
}

impl Object for Ecdsa {
    fn type_of(&self) -> Type {
        Type::Plain(TypeId::of("System.Security.Cryptography.ECDsa"))
    }
}

/// An `ECDsa` object of a key pair in PKCS#8.
pub fn private_key(pkcs8: &[u8]) -> Option<Value> {
    CURVES.iter().find_map(|curve| {
        let pair = EcdsaKeyPair::from_pkcs8(curve.signing, pkcs8).ok()?;
        Some(Value::object(Ecdsa { curve, public: pair.public_key().as_ref().to_vec(), private: Some(pair) }))
    })
}

/// An `ECDsa` object of a public key in SubjectPublicKeyInfo.
pub fn public_key(spki: &[u8]) -> Option<Value> {
    let curve =
        CURVES.iter().find(|curve| spki.windows(curve.identifier.len()).any(|part| part == curve.identifier))?;
    // The point is the end of the structure: a tag byte and two coordinates.
    let length = 1 + 2 * curve.bits.div_ceil(8);
    let point = spki.get(spki.len().checked_sub(length)?..)?;
    Some(Value::object(Ecdsa { curve, public: point.to_vec(), private: None }))
}

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("System.Security.Cryptography.ECDsa", "ECDSA over P-256, P-384 or P-521.")
        .is_a("AsymmetricAlgorithm")
        .has("byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm)", sign_data, "A signature.")
        .has("byte[] SignHash(byte[] hash)", sign_hash, "A signature over a hash.")
        .has(
            "bool VerifyData(byte[] data, byte[] signature, HashAlgorithmName hashAlgorithm)",
            verify_data,
            "Whether a signature is right.",
        )
        .has("bool VerifyHash(byte[] hash, byte[] signature)", verify_hash, "Whether a signature over a hash is right.")
        .has("string SignatureAlgorithm", |_| Ok("ECDsa".into()), "`ECDsa`.");
}

/// Bits of the curve.
pub(super) fn key_size(call: &Call) -> Result<usize, Exception> {
    call.this_object::<Ecdsa>().map(|key| key.curve.bits)
}

/// A hash of any length as one of the length the provider wants.
fn fitted(curve: &Curve, hash: &[u8]) -> Result<Digest, Exception> {
    let wanted = curve.hash.output_len();
    let mut fitted = vec![0; wanted.saturating_sub(hash.len())];
    fitted.extend(hash.iter().take(wanted));
    Digest::import_less_safe(&fitted, curve.hash).map_err(|_| cryptographic("The hash could not be used."))
}

fn sign(call: &mut Call, hash: &[u8]) -> Result<Value, Exception> {
    call.runtime.charge(OPERATION_STEPS)?;
    let key = call.this_object::<Ecdsa>()?;
    let pair = key.private.as_ref().ok_or_else(|| cryptographic("The key has no private half."))?;
    let signature = pair.sign_digest(&fitted(key.curve, hash)?);
    signature
        .map(|signature| Value::bytes(signature.as_ref().to_vec()))
        .map_err(|_| cryptographic("The hash could not be signed."))
}

fn verify(call: &mut Call, hash: &[u8], signature: &[u8]) -> Result<Value, Exception> {
    call.runtime.charge(OPERATION_STEPS)?;
    let key = call.this_object::<Ecdsa>()?;
    let public = UnparsedPublicKey::new(key.curve.verification, &key.public);
    Ok(Value::Bool(public.verify_digest(&fitted(key.curve, hash)?, signature).is_ok()))
}

fn digest_argument(call: &mut Call, name: usize) -> Result<Vec<u8>, Exception> {
    let data = call.bytes(0, "data")?;
    let hash: Hash = hash_argument(call, name)?;
    call.runtime.charge(data.len() as u64 / 64)?;
    Ok(hash.compute(&data))
}

fn sign_data(call: &mut Call) -> Result<Value, Exception> {
    let hash = digest_argument(call, 1)?;
    sign(call, &hash)
}

fn sign_hash(call: &mut Call) -> Result<Value, Exception> {
    let hash = call.bytes(0, "hash")?;
    sign(call, &hash)
}

fn verify_data(call: &mut Call) -> Result<Value, Exception> {
    let signature = call.bytes(1, "signature")?;
    let hash = digest_argument(call, 2)?;
    verify(call, &hash, &signature)
}

fn verify_hash(call: &mut Call) -> Result<Value, Exception> {
    let (hash, signature) = (call.bytes(0, "hash")?, call.bytes(1, "signature")?);
    verify(call, &hash, &signature)
}
