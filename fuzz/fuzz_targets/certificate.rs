//! A presented certificate: parsed, shown as .NET would, and judged as its own chain.
#![no_main]

use certificates::{Certificate, ChainPolicy, StoreName, Timestamp, TrustStore, chain};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(certificate) = Certificate::from_der(bytes) else { return };
    let _ = certificate.to_dotnet_text();
    let mut store = TrustStore::empty();
    let _ = store.add(StoreName::Root, certificate.clone());
    let presented = [certificate.clone()];
    let _ = chain::judge(&certificate, &presented, &store, &ChainPolicy::at(Timestamp::from_unix(1_800_000_000)));
});
