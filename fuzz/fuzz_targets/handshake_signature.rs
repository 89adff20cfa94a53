//! What a caller sends to prove possession: certificate, scheme and signature, all of its choosing.
#![no_main]

use certificates::handshake_signature::{verify_tls12, verify_tls13};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u16, Vec<u8>, Vec<u8>)| {
    let (scheme, certificate, signature) = input;
    let _ = verify_tls12(&certificate, scheme, b"message", &signature);
    let _ = verify_tls13(&certificate, scheme, b"message", &signature);
});
