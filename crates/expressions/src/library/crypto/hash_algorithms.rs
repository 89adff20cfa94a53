//! `HashAlgorithm` and its classes: SHA, MD5, HMAC.

use std::cell::RefCell;

use aws_lc_rs::rand;

use super::hash::Hash;
use crate::{Array, Call, Declarations, Exception, Items, Object, Type, TypeId, Value};

const BASE: &str = "System.Security.Cryptography.HashAlgorithm";

/// A hash object; the class decides its name, the key makes it an HMAC.
struct Algorithm {
    class: TypeId,
    hash: Hash,
    key: Option<RefCell<Vec<u8>>>,
    /// What `TransformBlock` collected so far.
    pending: RefCell<Vec<u8>>,
    result: RefCell<Option<Vec<u8>>>,
}

impl Object for Algorithm {
    fn type_of(&self) -> Type {
        Type::Plain(self.class)
    }
}

impl Algorithm {
    fn compute(&self, data: &[u8]) -> Vec<u8> {
        let digest = match &self.key {
            Some(key) => self.hash.authenticate(&key.borrow(), data),
            None => self.hash.compute(data),
        };
        *self.result.borrow_mut() = Some(digest.clone());
        digest
    }
}

fn made(class: &'static str, hash: Hash, key: Option<Vec<u8>>) -> Value {
    Value::object(Algorithm {
        class: TypeId::of(class),
        hash,
        key: key.map(RefCell::new),
        pending: RefCell::default(),
        result: RefCell::default(),
    })
}

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .class(BASE, "A hash function.")
        .is_a("IDisposable")
        .has("static HashAlgorithm Create(string hashName)", create_named, "By name, or null.")
        .has("byte[] ComputeHash(byte[] buffer)", compute, "The hash of bytes.")
        .has("byte[] ComputeHash(byte[] buffer, int offset, int count)", compute, "The hash of some bytes.")
        .has("int TransformBlock(byte[] inputBuffer, int inputOffset, int inputCount, byte[] outputBuffer, int outputOffset)", transform_block, "Takes in bytes.")
        .has("byte[] TransformFinalBlock(byte[] inputBuffer, int inputOffset, int inputCount)", transform_final, "Takes in the last bytes.")
        .has("byte[] Hash", result, "The hash computed last.")
        .has("int HashSize", |call| Ok(Value::Int32(this(call)?.hash.output_length() as i32 * 8)), "Bits of the hash.")
        .has("void Initialize()", initialize, "Forgets what was taken in.")
        .has("void Clear()", |_| Ok(Value::Null), "Ends it.")
        .has("void Dispose()", |_| Ok(Value::Null), "Ends it.");
    plain(declarations);
    keyed(declarations);
}

fn plain(declarations: &mut Declarations) {
    const NEW: &str = "The hash function.";
    macro_rules! hash {
        ($name:literal, $managed:literal, $provider:literal, $hash:expr) => {
            declarations
                .class(concat!("System.Security.Cryptography.", $name), "A hash function.")
                .is_a("HashAlgorithm")
                .has(
                    concat!("static ", $name, " Create()"),
                    |_| Ok(made(concat!("System.Security.Cryptography.", $name), $hash, None)),
                    NEW,
                );
            for (class, signature, native) in [
                (
                    concat!("System.Security.Cryptography.", $managed),
                    concat!($managed, "()"),
                    (|_| Ok(made(concat!("System.Security.Cryptography.", $managed), $hash, None))) as crate::Native,
                ),
                (
                    concat!("System.Security.Cryptography.", $provider),
                    concat!($provider, "()"),
                    (|_| Ok(made(concat!("System.Security.Cryptography.", $provider), $hash, None))) as crate::Native,
                ),
            ] {
                declarations.class(class, "A hash function.").is_a($name).has(signature, native, NEW);
            }
        };
    }
    hash!("SHA1", "SHA1Managed", "SHA1CryptoServiceProvider", Hash::Sha1);
    hash!("SHA256", "SHA256Managed", "SHA256CryptoServiceProvider", Hash::Sha256);
    hash!("SHA384", "SHA384Managed", "SHA384CryptoServiceProvider", Hash::Sha384);
    hash!("SHA512", "SHA512Managed", "SHA512CryptoServiceProvider", Hash::Sha512);
    declarations.class("System.Security.Cryptography.MD5", "A hash function.").is_a("HashAlgorithm").has(
        "static MD5 Create()",
        |_| Ok(made("System.Security.Cryptography.MD5", Hash::Md5, None)),
        NEW,
    );
    declarations.class("System.Security.Cryptography.MD5CryptoServiceProvider", "A hash function.").is_a("MD5").has(
        "MD5CryptoServiceProvider()",
        |_| Ok(made("System.Security.Cryptography.MD5CryptoServiceProvider", Hash::Md5, None)),
        NEW,
    );
}

fn keyed(declarations: &mut Declarations) {
    declarations
        .class("System.Security.Cryptography.KeyedHashAlgorithm", "A hash function with a key.")
        .is_a("HashAlgorithm")
        .has_settable("byte[] Key", key, set_key, "The key.");
    declarations
        .class("System.Security.Cryptography.HMAC", "An HMAC (RFC 2104).")
        .is_a("KeyedHashAlgorithm")
        .has("static HMAC Create(string algorithmName)", create_hmac, "By name, or null.")
        .has("string HashName", |call| Ok(this(call)?.hash.name().into()), "The name of the hash function.");
    macro_rules! hmac {
        ($name:literal, $hash:expr) => {
            declarations
                .class(concat!("System.Security.Cryptography.", $name), "An HMAC (RFC 2104).")
                .is_a("HMAC")
                .has(
                    concat!($name, "()"),
                    |call| new_random(call, concat!("System.Security.Cryptography.", $name), $hash),
                    "With a random key.",
                )
                .has(
                    concat!($name, "(byte[] key)"),
                    |call| new_keyed(call, concat!("System.Security.Cryptography.", $name), $hash),
                    "With a key.",
                );
        };
    }
    hmac!("HMACMD5", Hash::Md5);
    hmac!("HMACSHA1", Hash::Sha1);
    hmac!("HMACSHA256", Hash::Sha256);
    hmac!("HMACSHA384", Hash::Sha384);
    hmac!("HMACSHA512", Hash::Sha512);
}

fn this<'c>(call: &'c Call<'_, '_>) -> Result<&'c Algorithm, Exception> {
    call.this_object::<Algorithm>()
}

fn new_random(call: &mut Call, class: &'static str, hash: Hash) -> Result<Value, Exception> {
    let _ = call;
    let mut key = vec![0; hash.block_length()];
    rand::fill(&mut key).map_err(|_| Exception::invalid_operation("no random numbers are available"))?;
    Ok(made(class, hash, Some(key)))
}

fn new_keyed(call: &mut Call, class: &'static str, hash: Hash) -> Result<Value, Exception> {
    if call.arg(0).is_null() {
        return Err(Exception::null_reference());
    }
    Ok(made(class, hash, Some(call.bytes(0, "key")?)))
}

/// Names with or without dash and namespace, in any case.
fn by_name(name: &str) -> Option<Hash> {
    let name = name.rsplit('.').next().unwrap_or(name).replace('-', "").to_uppercase();
    let name = name.trim_end_matches("MANAGED").trim_end_matches("CRYPTOSERVICEPROVIDER");
    Hash::named(if name == "SHA" { "SHA1" } else { name })
}

fn create_named(call: &mut Call) -> Result<Value, Exception> {
    let name = call.text(0, "name")?;
    let name = name.to_str();
    if let Some(hmac) = name.to_uppercase().strip_prefix("HMAC") {
        return Ok(by_name(hmac).map_or(Value::Null, hmac_of));
    }
    let class = |hash| match hash {
        Hash::Md5 => "System.Security.Cryptography.MD5",
        Hash::Sha1 => "System.Security.Cryptography.SHA1",
        Hash::Sha256 => "System.Security.Cryptography.SHA256",
        Hash::Sha384 => "System.Security.Cryptography.SHA384",
        Hash::Sha512 => "System.Security.Cryptography.SHA512",
    };
    Ok(by_name(&name).map_or(Value::Null, |hash| made(class(hash), hash, None)))
}

fn hmac_of(hash: Hash) -> Value {
    let class = match hash {
        Hash::Md5 => "System.Security.Cryptography.HMACMD5",
        Hash::Sha1 => "System.Security.Cryptography.HMACSHA1",
        Hash::Sha256 => "System.Security.Cryptography.HMACSHA256",
        Hash::Sha384 => "System.Security.Cryptography.HMACSHA384",
        Hash::Sha512 => "System.Security.Cryptography.HMACSHA512",
    };
    let mut key = vec![0; hash.block_length()];
    match rand::fill(&mut key) {
        Ok(()) => made(class, hash, Some(key)),
        Err(_) => Value::Null,
    }
}

fn create_hmac(call: &mut Call) -> Result<Value, Exception> {
    let name = call.text(0, "name")?.to_str().to_uppercase();
    Ok(name.strip_prefix("HMAC").and_then(by_name).map_or(Value::Null, hmac_of))
}

/// The bytes of an array argument that offset and count select.
pub(super) fn slice(bytes: &[u8], offset: i32, count: i32) -> Result<&[u8], Exception> {
    let Ok(offset) = usize::try_from(offset) else {
        return Err(Exception::out_of_range("Non-negative number required.", "offset"));
    };
    let part = usize::try_from(count).ok().and_then(|count| bytes.get(offset..offset.checked_add(count)?));
    part.ok_or_else(|| Exception::new("System.ArgumentException", "Value was invalid."))
}

fn compute(call: &mut Call) -> Result<Value, Exception> {
    let bytes = call.bytes(0, "buffer")?;
    let part = if call.len() > 1 { slice(&bytes, call.int(1), call.int(2))? } else { &bytes[..] };
    call.runtime.charge(part.len() as u64 / 64 + 1)?;
    let algorithm = this(call)?;
    algorithm.pending.borrow_mut().clear();
    Ok(Value::bytes(algorithm.compute(part)))
}

fn taken_in(call: &mut Call) -> Result<Vec<u8>, Exception> {
    let bytes = call.bytes(0, "inputBuffer")?;
    let part = slice(&bytes, call.int(1), call.int(2))?.to_vec();
    call.runtime.allocate(part.len())?;
    this(call)?.pending.borrow_mut().extend_from_slice(&part);
    Ok(part)
}

fn transform_block(call: &mut Call) -> Result<Value, Exception> {
    let part = taken_in(call)?;
    let count = part.len() as i32;
    if let Some(output) = call.arg(3).downcast::<Array>()
        && let Items::Bytes(output) = &mut *output.items().borrow_mut()
    {
        let from = usize::try_from(call.int(4)).unwrap_or(0);
        for (slot, byte) in output.iter_mut().skip(from).zip(part) {
            *slot = byte;
        }
    }
    Ok(Value::Int32(count))
}

fn transform_final(call: &mut Call) -> Result<Value, Exception> {
    let part = taken_in(call)?;
    let algorithm = this(call)?;
    let all = std::mem::take(&mut *algorithm.pending.borrow_mut());
    algorithm.compute(&all);
    Ok(Value::bytes(part))
}

fn result(call: &mut Call) -> Result<Value, Exception> {
    Ok(this(call)?.result.borrow().clone().map_or(Value::Null, Value::bytes))
}

fn initialize(call: &mut Call) -> Result<Value, Exception> {
    this(call)?.pending.borrow_mut().clear();
    Ok(Value::Null)
}

fn key(call: &mut Call) -> Result<Value, Exception> {
    Ok(this(call)?.key.as_ref().map_or(Value::Null, |key| Value::bytes(key.borrow().clone())))
}

fn set_key(call: &mut Call) -> Result<Value, Exception> {
    let given = call.bytes(0, "value")?;
    if let Some(key) = &this(call)?.key {
        *key.borrow_mut() = given;
    }
    Ok(Value::Null)
}
