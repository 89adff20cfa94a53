//! Whatever the files hold, a load answers; it does not panic.

use proptest::prelude::*;

use super::{folder, load, write};

/// Every file of the layout that is parsed.
const PLACES: [&str; 16] = [
    "service.json",
    "gateway.json",
    "policy.xml",
    "apis/a/apiInformation.json",
    "apis/a/specification.yaml",
    "apis/b/specification.json",
    "apis/a/operations/o/operationInformation.json",
    "backends/a/backendInformation.json",
    "named values/a/namedValueInformation.json",
    "policy fragments/a/policyFragmentInformation.json",
    "products/a/productInformation.json",
    "products/a/apis.json",
    "subscriptions/a/subscriptionInformation.json",
    "certificates/a/certificateInformation.json",
    "version sets/a/versionSetInformation.json",
    "certificates/b/password.txt",
];

/// Bytes that look a little like the real thing.
fn contents() -> impl Strategy<Value = Vec<u8>> {
    let fragments = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"",
        "\"properties\"",
        "\"path\"",
        "true",
        "null",
        "-1",
        "1e999",
        "\\u12",
        "openapi: 3.0.0\n",
        "paths:\n",
        "  /a/{b}:\n",
        "    get:\n",
        "&a ",
        "*a",
        "- ",
        "{ \"properties\": { \"path\": \"x\" } }",
        "\n",
        "é",
        "\u{feff}",
    ]);
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..64),
        prop::collection::vec(fragments, 0..24).prop_map(|parts| parts.concat().into_bytes()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_content_makes_a_load_panic(files in prop::collection::vec((0..PLACES.len(), contents()), 1..6)) {
        let dir = folder(&[]);
        for (place, bytes) in &files {
            write(dir.path(), PLACES[*place], bytes);
        }
        if let Err(findings) = load(dir.path()) {
            prop_assert!(findings.iter().all(|finding| !finding.to_string().is_empty()));
        }
    }
}
