//! Data that an expression reads: JSON, XML, dates, numbers, addresses, as a caller could send them.
#![no_main]

use countersign_fuzz::evaluate_with;
use libfuzzer_sys::fuzz_target;

/// Members that read a text from outside; `{0}` is the literal.
const READERS: [&str; 9] = [
    "JToken.Parse({0}).ToString()",
    "JToken.Parse({0}).SelectToken({0})",
    "XElement.Parse({0}).ToString()",
    "XElement.Parse(\"<a><b c='d'/></a>\").XPathEvaluate({0})",
    "DateTime.Parse({0}).ToString({0})",
    "decimal.Parse({0}).ToString({0})",
    "string.Format({0}, 1, 2.5, \"x\")",
    "new Uri({0}).ToString()",
    "Convert.FromBase64String({0})",
];

fuzz_target!(|text: &str| {
    for reader in READERS {
        evaluate_with(reader, &[text]);
    }
});
