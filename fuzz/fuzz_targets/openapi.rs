//! An OpenAPI document, JSON or YAML.
#![no_main]

use diagnostics::Source;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = management::openapi::import(&Source::new("specification.yaml", text), true);
    let _ = management::openapi::import(&Source::new("specification.json", text), false);
});
