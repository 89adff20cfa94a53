//! A `subject` or `issuer-subject` claim of validate-client-certificate.
#![no_main]

use certificates::NameClaim;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = NameClaim::parse(text);
});
