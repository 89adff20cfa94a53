use super::{Kind, nothing_beside, read};
use crate::{Api, Backend, GatewaySettings, NamedValue, Resource, Service, Subscription};

mod backends;
mod members;
mod services;

fn lines(findings: &[diagnostics::Diagnostic]) -> String {
    findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// The body is read without a finding.
fn accepted<T: Kind>(text: &str) -> Resource<T> {
    let (resource, warnings) =
        read::<T>("x", "x.json", text, &nothing_beside).unwrap_or_else(|findings| panic!("{}", lines(&findings)));
    assert_eq!(lines(&warnings), "");
    resource
}

/// The body is refused for exactly these reasons, one a line.
fn refused<T: Kind>(text: &str, expected: &str) {
    match read::<T>("x", "x.json", text, &nothing_beside) {
        Ok(_) => panic!("accepted, but should be refused: {expected}"),
        Err(findings) => assert_eq!(lines(&findings), expected),
    }
}

#[test]
fn the_envelope_is_arms() {
    let full = r#"{ "id": "/x", "name": "x", "type": "y", "apiVersion": "2024-05-01", "properties": { "path": "a" } }"#;
    assert_eq!(accepted::<Api>(full).path, "a");
    refused::<Api>(
        r#"{ "path": "a" }"#,
        "x.json:1:1: error[missing-member]: the API has its members in `properties` (help: write `{ \"properties\": { … } }`, the shape of ARM)",
    );
    refused::<Api>(
        r#"{ "Properties": { "path": "a" } }"#,
        "x.json:1:3: error[missing-member]: the API has its members in `properties` (help: did you mean `properties`?)",
    );
    refused::<Api>("[]", "x.json:1:1: error[wrong-type]: expected the API as an object in braces, found a list");
    refused::<GatewaySettings>(
        r#"{ "properties": {} }"#,
        "x.json:1:3: error[unknown-member]: there is no member `properties` here (help: known here: `listen`, `trustedRelays`, \
         `debug`, `limits`)",
    );
}

#[test]
fn what_is_not_json_is_not_shown() {
    refused::<NamedValue>(
        "{ \"properties\": {\n \"value\": \"canary\" \"secret\": true } }",
        "x.json: error[malformed-json]: line 2, column 20: expected `,` or `}` after a member, found `\"`",
    );
}

#[test]
fn places_of_members_can_be_found_again() {
    let backend: Resource<Backend> =
        accepted(r#"{ "properties": { "url": "https://a", "tls": { "validateCertificateName": false } } }"#);
    let (source, span) = backend.place("/tls/validateCertificateName");
    assert_eq!(&source.text[span.start..span.end], "false");
}

#[test]
fn subscriptions_say_what_they_open() {
    use crate::SubscriptionScope::{AllApis, Api, Product};
    let id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/x";
    for (scope, expected) in [
        ("/products/p".to_owned(), Product("p".into())),
        (format!("{id}/products/p"), Product("p".into())),
        ("/apis/a;rev=2".to_owned(), Api("a".into())),
        ("/apis".to_owned(), AllApis),
        (format!("{id}/apis/"), AllApis),
        ("/".to_owned(), AllApis),
        (id.to_owned(), AllApis),
    ] {
        let text = format!(r#"{{ "properties": {{ "scope": "{scope}", "state": "active", "primaryKey": "k" }} }}"#);
        assert_eq!(accepted::<Subscription>(&text).scope, expected, "{scope}");
    }
    refused::<Subscription>(
        r#"{ "properties": { "scope": "starter", "state": "active", "primaryKey": "" } }"#,
        "x.json:1:28: error[invalid-value]: `starter` is not the scope of a subscription (help: write `/products/<name>`, \
         `/apis/<name>` or `/apis`)\n\
         x.json:1:72: error[invalid-value]: a key has 1 to 256 characters, this one has 0",
    );
}

#[test]
fn nothing_given_is_the_safe_default() {
    let service: Resource<Service> =
        accepted(r#"{ "properties": { "hostnameConfigurations": null, "enableClientCertificate": null } }"#);
    assert!(service.hostname_configurations.is_empty() && !service.enable_client_certificate);
    assert!(accepted::<Api>(r#"{ "properties": { "path": "" } }"#).subscription_required);
}
