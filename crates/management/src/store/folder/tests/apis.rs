use resources::VersioningScheme;

use super::{API, folder, load, loaded, refused, warned};

const SPECIFICATION: &str = "
openapi: 3.0.1
info: { title: Orders, version: '1' }
servers: [{ url: 'https://orders.example.com/v1/' }]
paths:
  /orders/{id}:
    get:
      operationId: get-order
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses: { '200': { description: ok } }
";

#[test]
fn a_loose_folder_needs_two_files() {
    let configuration = loaded(&[("specification.yaml", SPECIFICATION), ("policy.xml", "<policies/>")]);
    let [api] = configuration.apis.as_slice() else { panic!("one API") };
    assert_eq!(api.resource.display_name, "Orders");
    assert_eq!(api.resource.path, "");
    assert_eq!(api.resource.service_url.as_deref(), Some("https://orders.example.com/v1"));
    assert!(!api.resource.subscription_required);
    assert_eq!(api.policy.as_ref().unwrap().source.name, "policy.xml");
    assert!(configuration.policy.is_none(), "the policy is the API's, not the global one");
    assert_eq!(api.operations[0].resource.name, "get-order");

    let configuration = loaded(&[("apiInformation.json", API), ("policy.xml", "<policies/>")]);
    let [api] = configuration.apis.as_slice() else { panic!("one API") };
    let [operation] = api.operations.as_slice() else { panic!("one operation") };
    assert_eq!((operation.resource.method.as_str(), operation.resource.url_template.as_str()), ("*", "/*"));
}

#[test]
fn a_loose_folder_has_no_other_apis() {
    refused(
        &[("apiInformation.json", API), ("apis/x/apiInformation.json", API)],
        "apis: error[ambiguous-files]: the folder is one API by its own files, and has `apis` too (help: move the files of \
         the API to `apis/<name>/`; `policy.xml` at the top is then the global policy)",
    );
}

#[test]
fn operations_get_their_policies_by_name_without_case() {
    let configuration = loaded(&[
        ("apis/orders/apiInformation.json", API),
        ("apis/orders/specification.yaml", SPECIFICATION),
        ("apis/orders/operations/Get-Order/policy.xml", "<policies/>"),
    ]);
    let operation = &configuration.apis[0].operations[0];
    assert_eq!(operation.policy.as_ref().unwrap().source.name, "apis/orders/operations/Get-Order/policy.xml");
}

#[test]
fn a_policy_of_an_unknown_operation_is_refused() {
    refused(
        &[
            ("apis/orders/apiInformation.json", API),
            ("apis/orders/specification.yaml", SPECIFICATION),
            ("apis/orders/operations/get-orders/policy.xml", "<policies/>"),
        ],
        "apis/orders/operations/get-orders: error[unknown-operation]: the API has no operation `get-orders` (help: did you \
         mean `get-order`?)",
    );
}

#[test]
fn operations_can_do_without_openapi() {
    let information = r#"{ "properties": { "displayName": "Get", "method": "GET", "urlTemplate": "/{*path}",
        "templateParameters": [{ "name": "*path", "type": "string", "required": true }],
        "responses": [{ "statusCode": 200, "representations": [
            { "contentType": "application/json", "examples": { "default": { "value": { "a": null } } } }] }] } }"#;
    let configuration = loaded(&[
        ("apis/orders/apiInformation.json", API),
        ("apis/orders/operations/get/operationInformation.json", information),
        ("apis/orders/operations/get/policy.xml", "<policies/>"),
    ]);
    let operation = &configuration.apis[0].operations[0];
    assert_eq!(operation.resource.method, "GET");
    assert!(operation.policy.is_some());
    let sample = operation.resource.responses[0].representations[0].sample.as_deref();
    assert_eq!(sample, Some("{\n  \"a\": null\n}"), "null in an example is a value, not an absent member");
}

#[test]
fn two_operations_that_no_request_could_tell_apart_are_refused() {
    let information = r#"{ "properties": { "displayName": "x", "method": "get", "urlTemplate": "orders/{number}" } }"#;
    refused(
        &[
            ("apis/orders/apiInformation.json", API),
            ("apis/orders/specification.yaml", SPECIFICATION),
            ("apis/orders/operations/other/operationInformation.json", information),
        ],
        "apis/orders/operations/other/operationInformation.json:1:71: error[duplicate-operation]: the operations `get-order` \
         and `other` have the same method and URL template: GET /orders/{number}",
    );
}

#[test]
fn revisions_and_versions_are_told_apart() {
    let version = |version: &str| {
        format!(
            r#"{{ "properties": {{ "path": "orders", "subscriptionRequired": false, "apiVersion": "{version}",
            "apiVersionSetId": "/subscriptions/s/resourceGroups/g/providers/x/service/y/apiVersionSets/Set1" }} }}"#
        )
    };
    let set =
        r#"{ "properties": { "displayName": "x", "versioningScheme": "Header", "versionHeaderName": "Api-Version" } }"#;
    let configuration = loaded(&[
        ("version sets/set1/versionSetInformation.json", set),
        ("apis/orders/apiInformation.json", API),
        ("apis/orders;rev=2/apiInformation.json", API),
        ("apis/orders-v1/apiInformation.json", &version("v1")),
        ("apis/orders-v2/apiInformation.json", &version("v2")),
    ]);
    let by_name = |name: &str| configuration.apis.iter().find(|api| api.resource.name == name).expect(name);
    assert!(by_name("orders").resource.is_current);
    assert!(!by_name("orders;rev=2").resource.is_current);
    assert_eq!(by_name("orders;rev=2").resource.revision, "2");
    let version = by_name("orders-v2").version.as_ref().unwrap();
    assert_eq!((version.identifier.as_str(), &version.scheme), ("v2", &VersioningScheme::Header("Api-Version".into())));
    assert_eq!(by_name("orders").version, None);
}

#[test]
fn two_apis_at_one_path_are_refused() {
    refused(
        &[("apis/a/apiInformation.json", API), ("apis/b/apiInformation.json", &API.replace("orders", "/Orders/"))],
        "apis/b/apiInformation.json:1:27: error[duplicate-path]: the APIs `a` and `b` have the same path `/Orders`",
    );
}

#[test]
fn a_key_that_nobody_can_have_is_worth_a_word() {
    warned(
        &[("apis/a/apiInformation.json", r#"{ "properties": { "path": "a" } }"#)],
        "apis/a/apiInformation.json:1:17: warning[no-usable-key]: the API `a` asks for a subscription key, and no \
         subscription has one that opens it (help: write `\"subscriptionRequired\": false`, or add an active subscription \
         with a key)",
    );
}

#[test]
fn only_an_active_subscription_to_this_api_gives_a_usable_key() {
    let api = r#"{ "properties": { "path": "a" } }"#;
    let subscription = |scope: &str, state: &str| {
        format!(r#"{{ "properties": {{ "scope": "{scope}", "state": "{state}", "primaryKey": "k" }} }}"#)
    };
    let warnings = |scope: &str, state: &str| {
        let files = [
            ("apis/a/apiInformation.json", api),
            ("apis/b/apiInformation.json", r#"{ "properties": { "path": "b", "subscriptionRequired": false } }"#),
            ("subscriptions/s/subscriptionInformation.json", &subscription(scope, state)),
        ];
        load(folder(&files).path()).expect("a configuration").1.iter().map(|warning| warning.code).collect::<Vec<_>>()
    };
    assert_eq!(warnings("/apis/A", "active"), [""; 0]);
    assert_eq!(warnings("/apis", "active"), [""; 0]);
    assert_eq!(warnings("/apis/b", "active"), ["no-usable-key"]);
    assert_eq!(warnings("/apis/a", "suspended"), ["no-usable-key"]);
}

#[test]
fn apis_that_are_not_http_are_refused() {
    let graphql = r#"{ "properties": { "path": "g", "type": "graphql", "subscriptionRequired": false } }"#;
    refused(
        &[("apis/g/apiInformation.json", graphql), ("apis/g/specification.graphql", "type Query { a: Int }")],
        "apis/g/apiInformation.json:1:40: error[not-supported]: an API of type `graphql` cannot be served yet (help: APIs of \
         type `http` can)\n\
         apis/g/specification.graphql: error[not-supported]: `apis/g/specification.graphql` is not an OpenAPI document, and \
         nothing else can be imported",
    );
}
