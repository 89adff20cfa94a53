//! Every member that ARM knows is accepted or refused on purpose; every other one is refused with the nearest name.

use super::{accepted, refused};
use crate::{Api, Backend, NamedValue, Operation, Product};

#[test]
fn unknown_members_are_refused_with_the_nearest_name() {
    refused::<Backend>(
        r#"{ "properties": { "url": "https://a", "tls": { "validateCertficateChain": true } } }"#,
        "x.json:1:48: error[unknown-member]: there is no member `validateCertficateChain` here (help: did you mean \
         `validateCertificateChain`?)",
    );
    refused::<Product>(
        r#"{ "properties": { "colour": "red" } }"#,
        "x.json:1:19: error[unknown-member]: there is no member `colour` here (help: known here: `displayName`, \
         `subscriptionRequired`, `approvalRequired`, `subscriptionsLimit`, `state`, `description`, `terms`, \
         `authenticationType`)",
    );
}

#[test]
fn every_member_of_an_api_is_known() {
    let api = accepted::<Api>(
        r##"{ "properties": { "path": "/orders/", "displayName": "Orders", "serviceUrl": "https://orders.example.com/",
            "protocols": ["http", "https"], "subscriptionRequired": false,
            "subscriptionKeyParameterNames": { "header": "X-Key", "query": "key" }, "apiRevision": "3", "isCurrent": true,
            "apiVersion": "v1", "apiVersionSetId": "/apiVersionSets/x", "type": "http", "isOnline": true,
            "apiRevisionDescription": "x", "apiVersionDescription": "x", "description": "x", "contact": {}, "license": {},
            "termsOfServiceUrl": "x", "provisioningState": "Succeeded", "sourceApiId": null,
            "authenticationSettings": { "oAuth2": null, "openid": null }, "translateRequiredQueryParameters": "query",
            "format": "openapi", "value": "openapi: 3.0.0" } }"##,
    );
    assert_eq!((api.path.as_str(), api.key_header.as_str(), api.key_query.as_str()), ("orders", "X-Key", "key"));
    assert_eq!(api.service_url.as_deref(), Some("https://orders.example.com"));
    assert!(!api.required_query_in_template && api.import.is_some());
}

#[test]
fn values_of_an_api_are_checked() {
    refused::<Api>(
        r#"{ "properties": { "path": "a/../b", "serviceUrl": "orders?x", "protocols": ["wss"], "format": "wsdl", "value": "x" } }"#,
        "x.json:1:27: error[invalid-value]: `..` cannot be a segment of an API's path: no request could reach it\n\
         x.json:1:51: error[invalid-value]: `orders?x` is not an absolute URL (help: write `https://host/path`)\n\
         x.json:1:51: error[invalid-value]: `?` cannot stand in this URL: requests bring their own path and query\n\
         x.json:1:95: error[not-supported]: a document of format `wsdl` cannot be imported (help: put the OpenAPI document \
         beside as `specification.yaml` or `specification.json`)\n\
         x.json:1:76: error[not-supported]: `protocols` is not supported yet, and leaving it out would change what happens \
         (help: WebSocket APIs cannot be served yet; use `https`)",
    );
    refused::<Api>(
        r#"{ "properties": { "path": "a", "protocols": ["htps"] } }"#,
        "x.json:1:46: error[unknown-value]: `htps` is none of `http`, `https`, `ws`, `wss` (help: did you mean `https`?)",
    );
    refused::<Api>(r#"{ "properties": {} }"#, "x.json:1:17: error[missing-member]: the member `path` is missing");
}

#[test]
fn values_of_an_operation_are_checked() {
    let operation = |method: &str, template: &str| {
        format!(r#"{{ "properties": {{ "method": "{method}", "urlTemplate": "{template}" }} }}"#)
    };
    assert_eq!(accepted::<Operation>(&operation("get", "a/{b}")).url_template, "/a/{b}");
    for (method, template, expected) in [
        ("G T", "/", "1:29: error[invalid-value]: `G T` is not an HTTP method"),
        ("GET", "/{a}/{A}", "1:51: error[invalid-value]: the parameter `a` stands twice in `/{a}/{A}`"),
        ("GET", "/{a", "1:51: error[invalid-value]: `{` in `/{a` is never closed"),
        ("GET", "/a}", "1:51: error[invalid-value]: `}` in `/a}` closes no parameter"),
        ("GET", "/{}", "1:51: error[invalid-value]: `{}` in `/{}` is not a parameter"),
    ] {
        refused::<Operation>(&operation(method, template), &format!("x.json:{expected}"));
    }
}

#[test]
fn values_of_a_named_value_are_checked() {
    let value =
        |name: &str, value: &str| format!(r#"{{ "properties": {{ "displayName": "{name}", "value": "{value}" }} }}"#);
    assert_eq!(accepted::<NamedValue>(&value("a.b-c_d", "v")).value.expose(), "v");
    refused::<NamedValue>(
        &value("a b", " "),
        "x.json:1:34: error[invalid-value]: `a b` is not a name for `{{…}}` (help: 1 to 256 letters, digits, dots, hyphens and \
         underscores)\n\
         x.json:1:50: error[invalid-value]: a value has 1 to 4096 characters and is not blank; this one has 1",
    );
    refused::<NamedValue>(
        r#"{ "properties": { "displayName": "a", "keyVault": { "secretIdentifier": "x" } } }"#,
        "x.json:1:51: error[not-supported]: `keyVault` is not supported yet, and leaving it out would change what happens \
         (help: give the text in `value` and set `secret` to true)",
    );
}
