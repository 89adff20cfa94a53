//! `RSA` and `RSAParameters`.

use std::cell::{OnceCell, RefCell};

use super::{
    cryptographic,
    hash_algorithms::slice,
    names::{encryption_argument, hash_argument, signature_argument},
    rsa_key::{Failure, Numbers, PrivateNumbers, RsaKey},
};
use crate::{Array, Call, Declarations, Exception, Object, Type, TypeId, Value};

const RSA: &str = "System.Security.Cryptography.RSA";
const PARAMETERS: &str = "System.Security.Cryptography.RSAParameters";

/// Fuel for a signature or decryption: about a millisecond of one core.
const PRIVATE_OPERATION_STEPS: u64 = 10_000;
/// Fuel for a new key: up to a second of one core, so one evaluation can make only a few.
const GENERATION_STEPS: u64 = 3_000_000;

/// An `RSA` object. Keys of `RSA.Create()` are generated only when they are used, as in .NET.
struct Rsa {
    key: RefCell<OnceCell<RsaKey>>,
    bits: usize,
}

impl Object for Rsa {
    fn type_of(&self) -> Type {
        Type::Plain(TypeId::of(RSA))
    }
}

/// An `RSA` object of a key pair in PKCS#8.
pub fn private_key(pkcs8: &[u8]) -> Option<Value> {
    RsaKey::from_pkcs8(pkcs8).map(value)
}

/// An `RSA` object of a public key in SubjectPublicKeyInfo.
pub fn public_key(spki: &[u8]) -> Option<Value> {
    RsaKey::from_spki(spki).map(value)
}

fn value(key: RsaKey) -> Value {
    Value::object(Rsa { bits: key.key_size(), key: RefCell::new(OnceCell::from(key)) })
}

/// `RSAParameters`: numbers that code may fill in.
#[derive(Clone, Default)]
struct Parameters(RefCell<[Option<Vec<u8>>; 8]>);

impl Object for Parameters {
    fn type_of(&self) -> Type {
        Type::Plain(TypeId::of(PARAMETERS))
    }
}

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class("System.Security.Cryptography.AsymmetricAlgorithm", "A cipher with a private and a public key.")
        .is_a("IDisposable")
        .has("int KeySize", key_size, "Bits of the modulus.")
        .has("void Clear()", |_| Ok(Value::Null), "Ends it.")
        .has("void Dispose()", |_| Ok(Value::Null), "Ends it.");
    declarations
        .class(RSA, "RSA.")
        .is_a("AsymmetricAlgorithm")
        .has("static RSA Create()", |_| Ok(empty(2048)), "A new key.")
        .has("static RSA Create(int keySizeInBits)", create_sized, "A new key of a size.")
        .has("static RSA Create(RSAParameters parameters)", create_from, "The key of these numbers.")
        .has("byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)", sign_data, "A signature.")
        .has("byte[] SignData(byte[] data, int offset, int count, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)", sign_data, "A signature.")
        .has("byte[] SignHash(byte[] hash, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)", sign_hash, "A signature over a hash.")
        .has("bool VerifyData(byte[] data, byte[] signature, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)", |call| verify(call, true), "Whether a signature is right.")
        .has("bool VerifyHash(byte[] hash, byte[] signature, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)", |call| verify(call, false), "Whether a signature over a hash is right.")
        .has("byte[] Encrypt(byte[] data, RSAEncryptionPadding padding)", encrypt, "Encrypts for the key's owner.")
        .has("byte[] Decrypt(byte[] data, RSAEncryptionPadding padding)", decrypt, "Decrypts with the private key.")
        .has("RSAParameters ExportParameters(bool includePrivateParameters)", export, "The numbers of the key.")
        .has("void ImportParameters(RSAParameters parameters)", import, "Takes the key of these numbers.")
        .has("string SignatureAlgorithm", |_| Ok("RSA".into()), "`RSA`.")
        .has("string KeyExchangeAlgorithm", |_| Ok("RSA".into()), "`RSA`.");
    let parameters = declarations.structure(PARAMETERS, "The numbers of an RSA key.");
    parameters.default_value(|| Value::object(Parameters::default())).has(
        "RSAParameters()",
        |_| Ok(Value::object(Parameters::default())),
        "No numbers yet.",
    );
    parameters
        .has_settable("byte[] Modulus", |call| number(call, 0), |call| set_number(call, 0), "n.")
        .has_settable("byte[] Exponent", |call| number(call, 1), |call| set_number(call, 1), "e.")
        .has_settable("byte[] D", |call| number(call, 2), |call| set_number(call, 2), "d.")
        .has_settable("byte[] P", |call| number(call, 3), |call| set_number(call, 3), "p.")
        .has_settable("byte[] Q", |call| number(call, 4), |call| set_number(call, 4), "q.")
        .has_settable("byte[] DP", |call| number(call, 5), |call| set_number(call, 5), "d mod (p - 1).")
        .has_settable("byte[] DQ", |call| number(call, 6), |call| set_number(call, 6), "d mod (q - 1).")
        .has_settable("byte[] InverseQ", |call| number(call, 7), |call| set_number(call, 7), "1/q mod p.");
}

fn empty(bits: usize) -> Value {
    Value::object(Rsa { key: RefCell::new(OnceCell::new()), bits })
}

fn create_sized(call: &mut Call) -> Result<Value, Exception> {
    match call.int(0) {
        bits @ (2048 | 3072 | 4096) => Ok(empty(bits as usize)),
        _ => Err(cryptographic("Specified key is not a valid size for this algorithm.")),
    }
}

/// Does something with the key, which is made first when there is none.
fn with_key<T>(call: &mut Call, act: impl FnOnce(&RsaKey) -> Result<T, Failure>) -> Result<T, Exception> {
    let missing = call.this_object::<Rsa>()?.key.borrow().get().is_none();
    call.runtime.charge(if missing { GENERATION_STEPS } else { PRIVATE_OPERATION_STEPS })?;
    let rsa = call.this_object::<Rsa>()?;
    let key = rsa.key.borrow();
    if key.get().is_none() {
        let made = RsaKey::generate(rsa.bits).ok_or_else(|| cryptographic("the key could not be generated"))?;
        // The cell was empty just above, and nothing else runs in between.
        let _ = key.set(made);
    }
    let Some(key) = key.get() else { return Err(cryptographic("the key could not be generated")) };
    act(key).map_err(|failure| {
        cryptographic(match failure {
            Failure::PublicOnly => "The key has no private half.",
            Failure::Unsupported => "The hash algorithm is not supported with this padding.",
            Failure::Refused => "The parameter is incorrect.",
        })
    })
}

fn key_size(call: &mut Call) -> Result<Value, Exception> {
    let this = call.this_object::<Rsa>().map(|rsa| rsa.bits);
    Ok(Value::Int32(this.or_else(|_| super::ecdsa::key_size(call))? as i32))
}

fn sign_data(call: &mut Call) -> Result<Value, Exception> {
    let data = call.bytes(0, "data")?;
    let (part, names) = if call.len() > 3 { (slice(&data, call.int(1), call.int(2))?, 3) } else { (&data[..], 1) };
    let (hash, padding) = (hash_argument(call, names)?, signature_argument(call, names + 1)?);
    call.runtime.charge(part.len() as u64 / 64)?;
    with_key(call, |key| key.sign_data(hash, part, padding)).map(Value::bytes)
}

fn sign_hash(call: &mut Call) -> Result<Value, Exception> {
    let digest = call.bytes(0, "hash")?;
    let (hash, padding) = (hash_argument(call, 1)?, signature_argument(call, 2)?);
    with_key(call, |key| key.sign(hash, &digest, padding)).map(Value::bytes)
}

fn verify(call: &mut Call, is_data: bool) -> Result<Value, Exception> {
    let data = call.bytes(0, if is_data { "data" } else { "hash" })?;
    let signature = call.bytes(1, "signature")?;
    let (hash, padding) = (hash_argument(call, 2)?, signature_argument(call, 3)?);
    call.runtime.charge(data.len() as u64 / 64)?;
    let digest = if is_data { hash.compute(&data) } else { data };
    with_key(call, |key| Ok(key.verify(hash, &digest, &signature, padding))).map(Value::Bool)
}

fn encrypt(call: &mut Call) -> Result<Value, Exception> {
    let (data, padding) = (call.bytes(0, "data")?, encryption_argument(call, 1)?);
    with_key(call, |key| key.encrypt(&data, padding)).map(Value::bytes)
}

fn decrypt(call: &mut Call) -> Result<Value, Exception> {
    let (data, padding) = (call.bytes(0, "data")?, encryption_argument(call, 1)?);
    with_key(call, |key| key.decrypt(&data, padding)).map(Value::bytes)
}

fn export(call: &mut Call) -> Result<Value, Exception> {
    let numbers = if call.bool(0) {
        with_key(call, |key| key.private_numbers().ok_or(Failure::PublicOnly))?
    } else {
        with_key(call, |key| Ok(key.public_numbers()))?
    };
    let mut values: [Option<Vec<u8>>; 8] = Default::default();
    let private = numbers.private.map(|private| {
        let PrivateNumbers { d, p, q, dp, dq, inverse_q } = private;
        [d, p, q, dp, dq, inverse_q]
    });
    let all = [numbers.modulus, numbers.exponent].into_iter().chain(private.into_iter().flatten());
    for (slot, number) in values.iter_mut().zip(all) {
        *slot = Some(number);
    }
    Ok(Value::object(Parameters(RefCell::new(values))))
}

fn key_of(call: &Call) -> Result<RsaKey, Exception> {
    let given = call.object::<Parameters>(0, "parameters")?.0.borrow().clone();
    let [modulus, exponent, d, p, q, dp, dq, inverse_q] = given;
    let (Some(modulus), Some(exponent)) = (modulus, exponent) else {
        return Err(cryptographic(
            "The specified RSA parameters are not valid; both Exponent and Modulus are required fields.",
        ));
    };
    let private = match (d, p, q, dp, dq, inverse_q) {
        (Some(d), Some(p), Some(q), Some(dp), Some(dq), Some(inverse_q)) => {
            Some(PrivateNumbers { d, p, q, dp, dq, inverse_q })
        }
        _ => None,
    };
    RsaKey::from_numbers(&Numbers { modulus, exponent, private })
        .ok_or_else(|| cryptographic("The specified RSA parameters are not valid."))
}

fn create_from(call: &mut Call) -> Result<Value, Exception> {
    key_of(call).map(value)
}

fn import(call: &mut Call) -> Result<Value, Exception> {
    let key = key_of(call)?;
    *call.this_object::<Rsa>()?.key.borrow_mut() = OnceCell::from(key);
    Ok(Value::Null)
}

fn number(call: &mut Call, index: usize) -> Result<Value, Exception> {
    let numbers = call.this_object::<Parameters>()?.0.borrow();
    Ok(numbers.get(index).cloned().flatten().map_or(Value::Null, Value::bytes))
}

fn set_number(call: &mut Call, index: usize) -> Result<Value, Exception> {
    let given = call.arg(0).downcast::<Array>().and_then(Array::to_bytes);
    if let Some(slot) = call.this_object::<Parameters>()?.0.borrow_mut().get_mut(index) {
        *slot = given;
    }
    Ok(Value::Null)
}
