//! One folder with everything in it, and references that lead nowhere.

use super::{API, loaded, refused};
use resources::{SubscriptionScope, SubscriptionState};

#[test]
fn everything_at_once() {
    let configuration = loaded(&[
        ("policy.xml", "\u{feff}<policies/>"),
        (
            "service.json",
            r#"{ "sku": { "name": "Developer", "capacity": 1 }, "location": "local", "properties": {
            "publisherEmail": "a@example.com", "enableClientCertificate": true,
            "hostnameConfigurations": [{ "type": "Proxy", "hostName": "API.example.com.", "negotiateClientCertificate": true,
                "certificateFile": "certificates/server/server.pfx", "certificatePassword": "p", "defaultSslBinding": true }],
            "certificates": [{ "encodedCertificate": "AQID", "storeName": "CertificateAuthority" }],
            "customProperties": { "Microsoft.WindowsAzure.ApiManagement.Gateway.Security.Protocols.Tls10": "False" } } }"#,
        ),
        (
            "gateway.json",
            r#"{ "listen": "127.0.0.1:9443", "trustedRelays": [{ "addresses": ["10.0.0.0/8", "::1"], "headers": ["X-Client-Certificate"] }],
            "debug": { "tracing": false }, "limits": { "bufferedBodyBytes": 1048576 } }"#,
        ),
        ("certificates/server/server.pfx", "pfx"),
        (
            "apis/orders/apiInformation.json",
            r#"{ "properties": { "path": "orders", "contact": { "name": "x" }, "serviceUrl": null } }"#,
        ),
        ("apis/orders/policy.xml", "<policies/>"),
        ("apis/orders/diagnostics/applicationinsights/diagnosticInformation.json", "{}"),
        (
            "backends/b/backendInformation.json",
            r#"{ "properties": { "url": "https://backend.example.com/", "protocol": "http",
            "tls": { "validateCertificateName": false }, "credentials": { "certificateIds": ["/x/certificates/server"] } } }"#,
        ),
        (
            "named values/1234/namedValueInformation.json",
            r#"{ "properties": { "displayName": "issuer", "value": "CN=CA", "secret": true, "tags": [] } }"#,
        ),
        ("policy fragments/f/policyFragmentInformation.json", r#"{ "properties": { "description": "x" } }"#),
        ("policy fragments/f/policy.xml", "<fragment/>"),
        ("policy fragments/g/policy.xml", "<fragment/>"),
        (
            "products/starter/productInformation.json",
            r#"{ "properties": { "displayName": "Starter", "state": "published" } }"#,
        ),
        ("products/starter/policy.xml", "<policies/>"),
        ("products/starter/apis/orders/productApiInformation.json", "{}"),
        ("products/starter/groups/developers/productGroupInformation.json", "{}"),
        ("products/unlimited/productInformation.json", r#"{ "properties": { "displayName": "Unlimited" } }"#),
        ("products/unlimited/apis.json", r#"[{ "name": "orders" }]"#),
        (
            "subscriptions/s/subscriptionInformation.json",
            r#"{ "properties": { "displayName": "s", "state": "active", "ownerId": "/users/1",
            "scope": "/subscriptions/x/resourceGroups/x/providers/Microsoft.ApiManagement/service/x/products/starter", "primaryKey": "k" } }"#,
        ),
    ]);
    assert_eq!(configuration.policy.as_ref().unwrap().source.text, "<policies/>", "without byte order mark");
    let hostname = &configuration.service.hostname_configurations[0];
    assert_eq!(hostname.host_name, "api.example.com");
    assert_eq!(hostname.certificate.as_ref().unwrap().bytes.expose(), b"pfx");
    assert_eq!(configuration.service.sku.as_deref(), Some("Developer"));
    assert!(configuration.service.enable_client_certificate);
    assert_eq!(configuration.service.custom_properties.iter().next().unwrap().1, &false);
    assert_eq!(configuration.gateway.listen, Some("127.0.0.1:9443".parse().unwrap()));
    let relay = &configuration.gateway.trusted_relays[0];
    assert!(relay.addresses[0].contains("10.200.3.4".parse().unwrap()));
    assert!(relay.addresses[0].contains("::ffff:10.200.3.4".parse().unwrap()));
    assert!(!relay.addresses[0].contains("11.0.0.0".parse().unwrap()));
    assert!(!configuration.gateway.debug.tracing && configuration.gateway.debug.journal);
    let backend = &configuration.backends[0];
    assert_eq!(backend.url, "https://backend.example.com");
    assert_eq!(backend.credentials.certificate_ids, ["server"]);
    assert!(backend.tls.validate_certificate_chain && !backend.tls.validate_certificate_name);
    assert_eq!(configuration.named_values[0].display_name, "issuer");
    assert_eq!(configuration.policy_fragments.len(), 2);
    let products: Vec<_> = configuration.products.iter().map(|product| product.apis.join(",")).collect();
    assert_eq!(products, ["orders", "orders"]);
    let subscription = &configuration.subscriptions[0];
    assert_eq!(subscription.scope, SubscriptionScope::Product("starter".into()));
    assert_eq!((subscription.state, subscription.owner.as_deref()), (SubscriptionState::Active, Some("1")));
}

#[test]
fn references_that_lead_nowhere_are_refused() {
    refused(
        &[
            ("apis/orders/apiInformation.json", API),
            ("products/p/productInformation.json", r#"{ "properties": { "displayName": "p" } }"#),
            ("products/p/apis/order/productApiInformation.json", "{}"),
            (
                "subscriptions/s/subscriptionInformation.json",
                r#"{ "properties": { "scope": "/products/q", "state": "active", "primaryKey": "k" } }"#,
            ),
            (
                "subscriptions/t/subscriptionInformation.json",
                r#"{ "properties": { "scope": "/apis", "state": "active", "primaryKey": "k" } }"#,
            ),
        ],
        "products/p/productInformation.json:1:17: error[unresolved-reference]: the product `p` contains the API `order`, which \
         does not exist (help: did you mean `orders`?)\n\
         subscriptions/s/subscriptionInformation.json:1:28: error[unresolved-reference]: the subscription opens the product \
         `q`, which does not exist (help: did you mean `p`?)\n\
         subscriptions/t/subscriptionInformation.json:1:70: error[duplicate-key]: the subscriptions `s` and `t` have a key in \
         common",
    );
}

#[test]
fn a_secret_without_its_value_is_explained() {
    refused(
        &[("named values/a/namedValueInformation.json", r#"{ "properties": { "displayName": "a", "secret": true } }"#)],
        "named values/a/namedValueInformation.json:1:17: error[missing-member]: the named value `a` has no `value` (help: write \
         the value for this environment into the file)",
    );
}
