//! `SymmetricAlgorithm` with AES behind it, and APIM's `byte[].Encrypt` and `Decrypt`.

use std::cell::RefCell;

use aws_lc_rs::rand;

use super::{
    cipher::{Aes, BLOCK_LENGTH, Failure, Mode, Padding},
    cryptographic,
    hash_algorithms::slice,
};
use crate::{Call, Declarations, Exception, Object, Type, TypeId, Value};

const MODE: &str = "System.Security.Cryptography.CipherMode";
const PADDING: &str = "System.Security.Cryptography.PaddingMode";

/// The settings of a `SymmetricAlgorithm`.
#[derive(Clone)]
struct Settings {
    key: Option<Vec<u8>>,
    iv: Option<Vec<u8>>,
    key_length: usize,
    mode: Mode,
    padding: Padding,
}

/// A key and perhaps a vector that a call brings itself.
type Given = (Vec<u8>, Option<Vec<u8>>);

struct Algorithm {
    class: TypeId,
    settings: RefCell<Settings>,
}

impl Object for Algorithm {
    fn type_of(&self) -> Type {
        Type::Plain(self.class)
    }
}

/// An `ICryptoTransform`.
struct Transform {
    settings: Settings,
    encrypts: bool,
}

impl Object for Transform {
    fn type_of(&self) -> Type {
        Type::Plain(TypeId::of("System.Security.Cryptography.ICryptoTransform"))
    }
}

fn made(class: &'static str) -> Value {
    let settings = Settings { key: None, iv: None, key_length: 32, mode: Mode::Cbc, padding: Padding::Pkcs7 };
    Value::object(Algorithm { class: TypeId::of(class), settings: RefCell::new(settings) })
}

pub(super) fn declare(declarations: &mut Declarations) {
    declarations.enumeration(
        MODE,
        "How blocks are chained.",
        &[("CBC", 1), ("ECB", 2), ("OFB", 3), ("CFB", 4), ("CTS", 5)],
    );
    declarations.enumeration(
        PADDING,
        "How the last block is filled.",
        &[("None", 1), ("PKCS7", 2), ("Zeros", 3), ("ANSIX923", 4), ("ISO10126", 5)],
    );
    declarations
        .class("System.Security.Cryptography.SymmetricAlgorithm", "A cipher with one key.")
        .is_a("IDisposable")
        .has("static SymmetricAlgorithm Create(string algName)", create, "By name (AES, Rijndael), or null.")
        .has_settable("byte[] Key", key, set_key, "The key; random until it is set.")
        .has_settable("byte[] IV", iv, set_iv, "The initialisation vector; random until it is set.")
        .has_settable("CipherMode Mode", mode, set_mode, "CBC or ECB.")
        .has_settable("PaddingMode Padding", padding, set_padding, "How the last block is filled.")
        .has_settable("int KeySize", key_size, set_key_size, "Bits of the key: 128, 192 or 256.")
        .has_settable("int BlockSize", |_| Ok(Value::Int32(128)), set_block_size, "Bits of a block: 128.")
        .has("void GenerateKey()", |call| generate(call, true), "Makes a random key.")
        .has("void GenerateIV()", |call| generate(call, false), "Makes a random initialisation vector.")
        .has("ICryptoTransform CreateEncryptor()", |call| transform(call, true), "What encrypts.")
        .has(
            "ICryptoTransform CreateEncryptor(byte[] rgbKey, byte[] rgbIV)",
            |call| transform(call, true),
            "What encrypts.",
        )
        .has("ICryptoTransform CreateDecryptor()", |call| transform(call, false), "What decrypts.")
        .has(
            "ICryptoTransform CreateDecryptor(byte[] rgbKey, byte[] rgbIV)",
            |call| transform(call, false),
            "What decrypts.",
        )
        .has("void Clear()", |_| Ok(Value::Null), "Ends it.")
        .has("void Dispose()", |_| Ok(Value::Null), "Ends it.");
    declarations.class("System.Security.Cryptography.Aes", "AES.").is_a("SymmetricAlgorithm").has(
        "static Aes Create()",
        |_| Ok(made("System.Security.Cryptography.Aes")),
        "AES.",
    );
    declarations.class("System.Security.Cryptography.AesManaged", "AES.").is_a("Aes").has(
        "AesManaged()",
        |_| Ok(made("System.Security.Cryptography.AesManaged")),
        "AES.",
    );
    declarations.class("System.Security.Cryptography.AesCryptoServiceProvider", "AES.").is_a("Aes").has(
        "AesCryptoServiceProvider()",
        |_| Ok(made("System.Security.Cryptography.AesCryptoServiceProvider")),
        "AES.",
    );
    declarations
        .class("System.Security.Cryptography.RijndaelManaged", "AES under its old name.")
        .is_a("SymmetricAlgorithm")
        .has("RijndaelManaged()", |_| Ok(made("System.Security.Cryptography.RijndaelManaged")), "AES.");
    declarations
        .class("System.Security.Cryptography.ICryptoTransform", "An encryption or decryption.")
        .has(
            "byte[] TransformFinalBlock(byte[] inputBuffer, int inputOffset, int inputCount)",
            transform_final,
            "All of a message.",
        )
        .has("int InputBlockSize", |_| Ok(Value::Int32(BLOCK_LENGTH as i32)), "Bytes of a block.")
        .has("int OutputBlockSize", |_| Ok(Value::Int32(BLOCK_LENGTH as i32)), "Bytes of a block.")
        .has("void Dispose()", |_| Ok(Value::Null), "Ends it.");
    const ENCRYPT: &str = "The message encrypted.";
    const DECRYPT: &str = "The message decrypted.";
    declarations
        .static_class("Microsoft.Azure.ApiManagement.EncryptionExtensions", "APIM's encryption of bytes.")
        .has(
            "static byte[] Encrypt(this byte[] input, string alg, byte[] key, byte[] iv)",
            |call| by_name(call, true),
            ENCRYPT,
        )
        .has(
            "static byte[] Encrypt(this byte[] input, SymmetricAlgorithm alg)",
            |call| by_algorithm(call, true),
            ENCRYPT,
        )
        .has(
            "static byte[] Encrypt(this byte[] input, SymmetricAlgorithm alg, byte[] key, byte[] iv)",
            |call| by_algorithm(call, true),
            ENCRYPT,
        )
        .has(
            "static byte[] Decrypt(this byte[] input, string alg, byte[] key, byte[] iv)",
            |call| by_name(call, false),
            DECRYPT,
        )
        .has(
            "static byte[] Decrypt(this byte[] input, SymmetricAlgorithm alg)",
            |call| by_algorithm(call, false),
            DECRYPT,
        )
        .has(
            "static byte[] Decrypt(this byte[] input, SymmetricAlgorithm alg, byte[] key, byte[] iv)",
            |call| by_algorithm(call, false),
            DECRYPT,
        );
}

fn named(name: &str) -> Option<Value> {
    let short = name.rsplit('.').next().unwrap_or(name).to_lowercase();
    match short.as_str() {
        "aes" => Some(made("System.Security.Cryptography.Aes")),
        "aesmanaged" => Some(made("System.Security.Cryptography.AesManaged")),
        "aescryptoserviceprovider" => Some(made("System.Security.Cryptography.AesCryptoServiceProvider")),
        "rijndael" | "rijndaelmanaged" => Some(made("System.Security.Cryptography.RijndaelManaged")),
        _ => None,
    }
}

fn create(call: &mut Call) -> Result<Value, Exception> {
    Ok(named(&call.text(0, "name")?.to_str()).unwrap_or(Value::Null))
}

fn this<'c>(call: &'c Call<'_, '_>) -> Result<&'c Algorithm, Exception> {
    call.this_object::<Algorithm>()
}

fn random(length: usize) -> Result<Vec<u8>, Exception> {
    let mut bytes = vec![0; length];
    rand::fill(&mut bytes).map_err(|_| cryptographic("no random numbers are available"))?;
    Ok(bytes)
}

impl Algorithm {
    fn key(&self) -> Result<Vec<u8>, Exception> {
        let mut settings = self.settings.borrow_mut();
        if settings.key.is_none() {
            settings.key = Some(random(settings.key_length)?);
        }
        Ok(settings.key.clone().unwrap_or_default())
    }

    fn iv(&self) -> Result<Vec<u8>, Exception> {
        let mut settings = self.settings.borrow_mut();
        if settings.iv.is_none() {
            settings.iv = Some(random(BLOCK_LENGTH)?);
        }
        Ok(settings.iv.clone().unwrap_or_default())
    }
}

fn key(call: &mut Call) -> Result<Value, Exception> {
    this(call)?.key().map(Value::bytes)
}

fn iv(call: &mut Call) -> Result<Value, Exception> {
    this(call)?.iv().map(Value::bytes)
}

fn set_key(call: &mut Call) -> Result<Value, Exception> {
    let key = call.bytes(0, "value")?;
    if !matches!(key.len(), 16 | 24 | 32) {
        return Err(cryptographic("Specified key is not a valid size for this algorithm."));
    }
    let mut settings = this(call)?.settings.borrow_mut();
    settings.key_length = key.len();
    settings.key = Some(key);
    Ok(Value::Null)
}

fn set_iv(call: &mut Call) -> Result<Value, Exception> {
    let iv = call.bytes(0, "value")?;
    if iv.len() != BLOCK_LENGTH {
        return Err(cryptographic(
            "Specified initialization vector (IV) does not match the block size for this algorithm.",
        ));
    }
    this(call)?.settings.borrow_mut().iv = Some(iv);
    Ok(Value::Null)
}

fn mode(call: &mut Call) -> Result<Value, Exception> {
    let number = if this(call)?.settings.borrow().mode == Mode::Cbc { 1 } else { 2 };
    Ok(Value::Enum(TypeId::of(MODE), number))
}

fn set_mode(call: &mut Call) -> Result<Value, Exception> {
    let mode = match call.int(0) {
        1 => Mode::Cbc,
        2 => Mode::Ecb,
        _ => return Err(cryptographic("Specified cipher mode is not valid for this algorithm.")),
    };
    this(call)?.settings.borrow_mut().mode = mode;
    Ok(Value::Null)
}

fn padding(call: &mut Call) -> Result<Value, Exception> {
    Ok(Value::Enum(
        TypeId::of(PADDING),
        match this(call)?.settings.borrow().padding {
            Padding::None => 1,
            Padding::Pkcs7 => 2,
            Padding::Zeros => 3,
            Padding::AnsiX923 => 4,
            Padding::Iso10126 => 5,
        },
    ))
}

fn set_padding(call: &mut Call) -> Result<Value, Exception> {
    let padding = match call.int(0) {
        1 => Padding::None,
        2 => Padding::Pkcs7,
        3 => Padding::Zeros,
        4 => Padding::AnsiX923,
        5 => Padding::Iso10126,
        _ => return Err(cryptographic("Specified padding mode is not valid for this algorithm.")),
    };
    this(call)?.settings.borrow_mut().padding = padding;
    Ok(Value::Null)
}

fn key_size(call: &mut Call) -> Result<Value, Exception> {
    Ok(Value::Int32(this(call)?.settings.borrow().key_length as i32 * 8))
}

fn set_key_size(call: &mut Call) -> Result<Value, Exception> {
    let length = match call.int(0) {
        bits @ (128 | 192 | 256) => bits as usize / 8,
        _ => return Err(cryptographic("Specified key is not a valid size for this algorithm.")),
    };
    let mut settings = this(call)?.settings.borrow_mut();
    settings.key_length = length;
    settings.key = None;
    Ok(Value::Null)
}

fn set_block_size(call: &mut Call) -> Result<Value, Exception> {
    match call.int(0) {
        128 => Ok(Value::Null),
        _ => Err(cryptographic("Specified block size is not valid for this algorithm.")),
    }
}

fn generate(call: &mut Call, key: bool) -> Result<Value, Exception> {
    let algorithm = this(call)?;
    if key {
        algorithm.settings.borrow_mut().key = None;
        algorithm.key()?;
    } else {
        algorithm.settings.borrow_mut().iv = None;
        algorithm.iv()?;
    }
    Ok(Value::Null)
}

/// The settings with the key and vector of this call, or the algorithm's own.
fn settings(algorithm: &Algorithm, given: Option<Given>) -> Result<Settings, Exception> {
    let (key, iv) = match given {
        Some((key, iv)) => {
            if !matches!(key.len(), 16 | 24 | 32) {
                return Err(Exception::argument("Specified key is not a valid size for this algorithm.", "rgbKey"));
            }
            if iv.as_ref().is_some_and(|iv| iv.len() != BLOCK_LENGTH) {
                return Err(Exception::argument(
                    "Specified initialization vector (IV) does not match the block size for this algorithm.",
                    "rgbIV",
                ));
            }
            let unused = algorithm.settings.borrow().mode == Mode::Ecb;
            match iv {
                None if !unused => {
                    return Err(cryptographic(
                        "The cipher mode specified requires that an initialization vector (IV) be used.",
                    ));
                }
                iv => (key, iv.unwrap_or_default()),
            }
        }
        None => (algorithm.key()?, algorithm.iv()?),
    };
    Ok(Settings { key: Some(key), iv: Some(iv), ..algorithm.settings.borrow().clone() })
}

fn run(settings: &Settings, encrypts: bool, message: &[u8]) -> Result<Value, Exception> {
    let aes = Aes {
        key: settings.key.as_deref().unwrap_or_default(),
        iv: settings.iv.as_deref().unwrap_or_default(),
        mode: settings.mode,
        padding: settings.padding,
    };
    let done = if encrypts { aes.encrypt(message) } else { aes.decrypt(message) };
    done.map(Value::bytes).map_err(|failure| match failure {
        Failure::PartialBlock => cryptographic("The input data is not a complete block."),
        Failure::InvalidPadding => cryptographic("Padding is invalid and cannot be removed."),
        Failure::Refused => cryptographic("The cipher refused the key."),
    })
}

/// Key and vector from arguments, when the call has them.
fn given(call: &Call, first: usize) -> Result<Option<Given>, Exception> {
    if call.len() <= first {
        return Ok(None);
    }
    let iv = if call.arg(first + 1).is_null() { None } else { Some(call.bytes(first + 1, "rgbIV")?) };
    Ok(Some((call.bytes(first, "rgbKey")?, iv)))
}

fn transform(call: &mut Call, encrypts: bool) -> Result<Value, Exception> {
    let given = given(call, 0)?;
    let settings = settings(this(call)?, given)?;
    Ok(Value::object(Transform { settings, encrypts }))
}

fn transform_final(call: &mut Call) -> Result<Value, Exception> {
    let bytes = call.bytes(0, "inputBuffer")?;
    let part = slice(&bytes, call.int(1), call.int(2))?;
    call.runtime.allocate(part.len() + BLOCK_LENGTH)?;
    let transform = call.this_object::<Transform>()?;
    run(&transform.settings, transform.encrypts, part)
}

fn by_name(call: &mut Call, encrypts: bool) -> Result<Value, Exception> {
    let Some(name) = call.optional_text(1) else { return Err(Exception::null_reference()) };
    let Some(algorithm) = named(&name.to_str()) else {
        return Err(Exception::new("System.ArgumentException", format!("Unknown algorithm '{name}'")));
    };
    apply(call, &algorithm, encrypts)
}

fn by_algorithm(call: &mut Call, encrypts: bool) -> Result<Value, Exception> {
    let algorithm = call.arg(1).clone();
    apply(call, &algorithm, encrypts)
}

fn apply(call: &mut Call, algorithm: &Value, encrypts: bool) -> Result<Value, Exception> {
    let algorithm = algorithm.downcast::<Algorithm>().ok_or_else(Exception::null_reference)?;
    let settings = settings(algorithm, given(call, 2)?)?;
    if call.arg(0).is_null() {
        return Err(Exception::null_reference());
    }
    let message = call.bytes(0, "input")?;
    call.runtime.allocate(message.len() + BLOCK_LENGTH)?;
    run(&settings, encrypts, &message)
}
