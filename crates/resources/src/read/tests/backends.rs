use std::time::Duration;

use super::{accepted, refused};
use crate::Backend;
use crate::kinds::backend::Threshold;

#[test]
fn every_member_of_a_backend_is_known() {
    let backend = accepted::<Backend>(
        r#"{ "properties": { "url": "https://{{host}}/v1/", "protocol": "http", "type": "Single", "title": "x", "description": "x",
            "resourceId": "x", "azureRegion": "x", "proxy": null, "pool": null, "properties": {},
            "credentials": { "certificateIds": ["/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/x/certificates/client"],
                "certificate": ["AB CD"], "header": { "Host": ["a", "b"], "x-key": ["{{key}}"] }, "query": { "q": ["1"] },
                "authorization": { "scheme": "Basic", "parameter": "eDp5" } },
            "tls": { "validateCertificateChain": false, "serverCertificateThumbprints": ["AA"],
                "serverX509Names": [{ "name": "backend", "issuerCertificateThumbprint": "BB" }] },
            "circuitBreaker": { "rules": [{ "name": "r", "failureCondition": { "count": 3, "interval": "PT1M",
                "statusCodeRanges": [{ "min": 500, "max": 599 }], "errorReasons": ["Timeout"] }, "tripDuration": "PT10S",
                "acceptRetryAfter": true }] } } }"#,
    );
    assert_eq!(backend.url, "https://{{host}}/v1");
    assert_eq!(backend.credentials.certificate_ids, ["client"]);
    assert_eq!(backend.credentials.header.get("HOST").unwrap()[1].expose(), "b");
    assert_eq!(backend.credentials.authorization.as_ref().unwrap().parameter.expose(), "eDp5");
    assert!(!backend.tls.validate_certificate_chain && backend.tls.validate_certificate_name);
    assert_eq!(backend.tls.server_x509_names[0].issuer_certificate_thumbprint, "BB");
    let breaker = backend.circuit_breaker.as_ref().unwrap();
    assert_eq!((breaker.threshold, breaker.interval), (Threshold::Count(3), Duration::from_secs(60)));
    assert_eq!(
        (breaker.status_code_ranges.as_slice(), breaker.trip_duration),
        (&[(500, 599)][..], Duration::from_secs(10))
    );
    assert!(!format!("{backend:?}").contains("eDp5"));
}

#[test]
fn what_cannot_be_run_is_refused_by_name() {
    refused::<Backend>(
        r#"{ "properties": { "url": "https://a", "proxy": { "url": "http://p" } } }"#,
        "x.json:1:48: error[not-supported]: `proxy` is not supported yet, and leaving it out would change what happens (help: \
         reach the backend without a proxy)",
    );
    refused::<Backend>(
        r#"{ "properties": { "type": "Pool", "pool": { "services": [{ "id": "/backends/a" }] } } }"#,
        "x.json:1:43: error[not-supported]: `pool` is not supported yet, and leaving it out would change what happens (help: \
         send to one backend until this is supported)\n\
         x.json:1:27: error[not-supported]: `type` is not supported yet, and leaving it out would change what happens (help: \
         send to one backend until this is supported)",
    );
    refused::<Backend>(
        r#"{ "properties": { "url": "https://a", "credentials": { "managedIdentity": { "resource": "x" } } } }"#,
        "x.json:1:75: error[not-supported]: `managedIdentity` is not supported yet, and leaving it out would change what happens \
         (help: get a token in a policy, or give the backend an authorization)",
    );
}

#[test]
fn values_of_a_backend_are_checked() {
    refused::<Backend>(
        r#"{ "properties": { "protocol": "http" } }"#,
        "x.json:1:17: error[missing-member]: the member `url` is missing",
    );
    refused::<Backend>(
        r#"{ "properties": { "url": "https://a", "credentials": { "certificateIds": ["/backends/x"] } } }"#,
        "x.json:1:75: error[invalid-value]: `/backends/x` does not refer to a certificate (help: give its name, or an id that \
         ends in `/certificates/<name>`)",
    );
    let breaker = |rules: &str| {
        format!(r#"{{ "properties": {{ "url": "https://a", "circuitBreaker": {{ "rules": [{rules}] }} }} }}"#)
    };
    refused::<Backend>(
        &breaker(r#"{ "failureCondition": { "count": 0, "percentage": 5 } }"#),
        "x.json:1:91: error[invalid-value]: a failure condition has either `count` (1 or more) or `percentage` (1 to 100)",
    );
    refused::<Backend>(
        &breaker(
            r#"{ "failureCondition": { "count": 1, "statusCodeRanges": [{ "min": 500, "max": 400 }] }, "tripDuration": "1h" }"#,
        ),
        "x.json:1:173: error[invalid-value]: `1h` is not an ISO 8601 duration of at most a year, such as `PT30S`",
    );
    let rule = r#"{ "failureCondition": { "count": 1, "statusCodeRanges": [{ "min": 500, "max": 400 }] } }"#;
    refused::<Backend>(
        &breaker(&format!("{rule}, {rule}")),
        "x.json:1:68: error[invalid-value]: a circuit breaker has one rule, here are 2\n\
         x.json:1:126: error[invalid-value]: 500 to 400 is not a range of status codes within 200 to 599",
    );
}
