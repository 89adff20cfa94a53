//! A pattern and an input, both chosen by somebody else.
#![no_main]

use countersign_fuzz::evaluate_with;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, &str)| {
    evaluate_with("Regex.Match({1}, {0}).Value", &[input.0, input.1]);
    evaluate_with("Regex.Replace({1}, {0}, {1})", &[input.0, input.1]);
});
