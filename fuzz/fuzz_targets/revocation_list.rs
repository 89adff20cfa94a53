//! A CRL as fetched or uploaded.
#![no_main]

use certificates::RevocationData;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = RevocationData::default().add_crl(bytes);
});
