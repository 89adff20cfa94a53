//! The one place with unsafe code: AWS-LC's EVP interface, for keys that its safe Rust interface does not take.
//!
//! Callers show RSA keys of 1024 bits, keys restricted to PSS, EC keys on curves outside of TLS 1.3 or with their
//! parameters written out; `aws-lc-rs` refuses these by type before looking at the signature. Four operations are
//! wrapped here and nothing else: read a public key, read a private key, compare two, check a signature.

#![allow(unsafe_code)]

use std::mem::MaybeUninit;
use std::ptr::{self, NonNull};

use aws_lc_sys as lc;

/// Hashes of signatures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Digest {
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

/// A signature scheme with all of its parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    RsaPkcs1(Digest),
    RsaPss { digest: Digest, mask_digest: Digest, salt_length: u16 },
    Ecdsa(Digest),
    Ed25519,
}

impl Digest {
    fn evp(self) -> *const lc::EVP_MD {
        // SAFETY: these functions take nothing and return pointers to static tables.
        unsafe {
            match self {
                Self::Md5 => lc::EVP_md5(),
                Self::Sha1 => lc::EVP_sha1(),
                Self::Sha224 => lc::EVP_sha224(),
                Self::Sha256 => lc::EVP_sha256(),
                Self::Sha384 => lc::EVP_sha384(),
                Self::Sha512 => lc::EVP_sha512(),
            }
        }
    }
}

/// An owned EVP_PKEY.
pub(crate) struct Key(NonNull<lc::EVP_PKEY>);

impl Key {
    /// From a SubjectPublicKeyInfo.
    pub(crate) fn from_public(spki: &[u8]) -> Option<Self> {
        Self::parse(spki, |cbs| {
            // SAFETY: `cbs` is an initialised CBS over bytes that outlive the call.
            unsafe { lc::EVP_parse_public_key(cbs) }
        })
    }

    /// From a PKCS#8 PrivateKeyInfo.
    pub(crate) fn from_private(pkcs8: &[u8]) -> Option<Self> {
        Self::parse(pkcs8, |cbs| {
            // SAFETY: as above.
            unsafe { lc::EVP_parse_private_key(cbs) }
        })
    }

    fn parse(bytes: &[u8], read: impl FnOnce(*mut lc::CBS) -> *mut lc::EVP_PKEY) -> Option<Self> {
        let mut cbs = MaybeUninit::<lc::CBS>::uninit();
        // SAFETY: CBS_init writes the whole structure; pointer and length are those of a live slice.
        let mut cbs = unsafe {
            lc::CBS_init(cbs.as_mut_ptr(), bytes.as_ptr(), bytes.len());
            cbs.assume_init()
        };
        let key = NonNull::new(read(&mut cbs)).map(Self);
        clear_errors();
        // SAFETY: `cbs` was initialised above and only moved within `bytes`.
        let rest = unsafe { lc::CBS_len(&cbs) };
        if rest == 0 { key } else { None }
    }

    /// Whether both hold the same public key.
    pub(crate) fn is_same_as(&self, other: &Self) -> bool {
        // SAFETY: both pointers are live keys that we own.
        let same = unsafe { lc::EVP_PKEY_cmp(self.0.as_ptr(), other.0.as_ptr()) } == 1;
        clear_errors();
        same
    }

    /// Whether this key made `signature` over `message`.
    pub(crate) fn verify(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> bool {
        // SAFETY: EVP_MD_CTX_new allocates or returns null.
        let Some(context) = NonNull::new(unsafe { lc::EVP_MD_CTX_new() }).map(Context) else {
            return false;
        };
        let valid = self.verify_with(&context, scheme, message, signature).is_some();
        clear_errors();
        valid
    }

    fn verify_with(&self, context: &Context, scheme: Scheme, message: &[u8], signature: &[u8]) -> Option<()> {
        let digest = match scheme {
            Scheme::RsaPkcs1(digest) | Scheme::Ecdsa(digest) => digest.evp(),
            Scheme::RsaPss { digest, .. } => digest.evp(),
            Scheme::Ed25519 => ptr::null(),
        };
        let mut parameters: *mut lc::EVP_PKEY_CTX = ptr::null_mut();
        // SAFETY: `context` and the key are live; the call stores into `parameters` a pointer that `context` owns.
        let started = unsafe {
            lc::EVP_DigestVerifyInit(context.0.as_ptr(), &mut parameters, digest, ptr::null_mut(), self.0.as_ptr())
        };
        succeeded(started)?;
        match scheme {
            Scheme::RsaPkcs1(_) => {
                // SAFETY: `parameters` was set by the successful call above and lives as long as `context`.
                succeeded(unsafe { lc::EVP_PKEY_CTX_set_rsa_padding(parameters, lc::RSA_PKCS1_PADDING) })?;
            }
            Scheme::RsaPss { mask_digest, salt_length, .. } => {
                // SAFETY: as above; the digest pointer is static.
                unsafe {
                    succeeded(lc::EVP_PKEY_CTX_set_rsa_padding(parameters, lc::RSA_PKCS1_PSS_PADDING))?;
                    succeeded(lc::EVP_PKEY_CTX_set_rsa_mgf1_md(parameters, mask_digest.evp()))?;
                    succeeded(lc::EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, i32::from(salt_length)))?;
                }
            }
            Scheme::Ecdsa(_) | Scheme::Ed25519 => {}
        }
        // SAFETY: all pointers come with the lengths of the live slices they point into.
        succeeded(unsafe {
            lc::EVP_DigestVerify(
                context.0.as_ptr(),
                signature.as_ptr(),
                signature.len(),
                message.as_ptr(),
                message.len(),
            )
        })
    }
}

/// 1 is success; everything else, 0 and negative numbers alike, is not.
fn succeeded(code: std::os::raw::c_int) -> Option<()> {
    (code == 1).then_some(())
}

/// AWS-LC keeps a queue of errors per thread; nobody reads ours, so it must not grow or mislead others.
fn clear_errors() {
    // SAFETY: touches only the calling thread's queue.
    unsafe { lc::ERR_clear_error() }
}

impl Drop for Key {
    fn drop(&mut self) {
        // SAFETY: we own the only reference, and this is the only place that frees it.
        unsafe { lc::EVP_PKEY_free(self.0.as_ptr()) }
    }
}

/// An owned EVP_MD_CTX.
struct Context(NonNull<lc::EVP_MD_CTX>);

impl Drop for Context {
    fn drop(&mut self) {
        // SAFETY: as for `Key`.
        unsafe { lc::EVP_MD_CTX_free(self.0.as_ptr()) }
    }
}
