//! An uploaded certificate file in any clothes: PFX, base64, CER, PEM.
#![no_main]

use certificates::Material;
use libfuzzer_sys::fuzz_target;
use secret::Secret;

fuzz_target!(|bytes: &[u8]| {
    let _ = Material::read(bytes, None);
    let _ = Material::read(bytes, Some(&Secret::new(String::from("P@ssw0rd"))));
});
